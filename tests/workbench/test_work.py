"""What people do at each screen, done with mouse and keys, and looked up in the store afterwards."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from ascribe.domain.decision import standing
from ascribe.domain.document import Document
from ascribe.pipeline_incidents import update_incidents
from ascribe.pipeline_review import accept_claim, merge_incidents, note, split_incident, undo_decision
from tests.workbench.browser import Served, open_screen, serving, settle, violations

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser


def answer(page: Page, served: Served, path: str) -> Any:
    return json.loads(page.request.get(served.base + path).text())


def asked_for(page: Page, served: Served) -> list[str]:
    """The paths that the page asks the server for from now on; the list grows."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(served.base)))
    return asked


def decided(served: Served) -> list[tuple[str, str]]:
    return [(d.kind, d.author) for d in standing(served.site.store.decided())]


def sign(page: Page, name: str = "R. Editor") -> None:
    """Tells who decides, where that is asked."""
    field = page.get_by_label("Your name")
    field.wait_for()
    field.fill(name)
    page.keyboard.press("Enter")


def give_reason(page: Page, words: str) -> None:
    page.locator("dialog textarea").fill(words)
    page.locator("dialog button[type=submit]").click()


def noted(page: Page, words: str) -> None:
    """Waits until that is said, and the figures have followed."""
    page.locator(".note", has_text=words).first.wait_for()
    page.locator(".note.settling").wait_for(state="detached")


def drawn(page: Page, name: str) -> list[str]:
    """The words that are drawn under a name over the text."""
    found: list[str] = page.evaluate("name => [...(CSS.highlights.get(name) ?? [])].map(range => range.toString())", name)
    return found


def select(page: Page, words: str) -> None:
    """Selects words of the report, as a mouse does."""
    page.evaluate(
        """words => {
            for (const p of document.querySelectorAll('.report p')) {
                const at = p.firstChild.data.indexOf(words);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(p.firstChild, at);
                range.setEnd(p.firstChild, at + words.length);
                getSelection().removeAllRanges();
                getSelection().addRange(range);
                return;
            }
            throw new Error('not in the text: ' + words);
        }""",
        words,
    )
    page.locator(".chosen-bar").wait_for()


class TestReader:
    def test_spans_are_the_words_of_the_claims(self, page: Page, served: Served) -> None:
        open_screen(page, served, "reader")
        record = served.site.store.record(served.document)
        text = record.document.text
        assert set(drawn(page, "event")) == {c.event.trigger.of(text) for c in record.claims}
        assert set(drawn(page, "number")) == {q.span.of(text) for c in record.claims for q in c.quantities}
        page.keyboard.press("3")
        assert drawn(page, "number") == []

    def test_a_card_leads_to_its_words(self, page: Page, served: Served) -> None:
        open_screen(page, served, "reader")
        card = page.locator(".claim.active")
        assert "700" in card.inner_text()
        card.locator("button.part.number").first.click()
        assert drawn(page, "pointed") == ["700"]
        page.keyboard.press("j")
        assert page.locator(".claim.active").get_attribute("id") != served.claim
        assert re.search(r"claim=c-\w+#o=\d+-\d+", page.url)

    def test_accept_undo_redo_by_keys(self, page: Page, served: Served) -> None:
        open_screen(page, served, "reader")
        before = len(decided(served))
        page.keyboard.press("a")
        sign(page)
        noted(page, "Accepted")
        page.locator(".claim.active .tag.good", has_text="accepted").wait_for()
        assert decided(served)[-1] == ("accept", "R. Editor")
        page.keyboard.press("u")
        noted(page, "taken back")
        assert len(decided(served)) == before
        page.keyboard.press("U")
        noted(page, "stands again")
        assert decided(served)[-1] == ("accept", "R. Editor")

    def test_what_one_decided_oneself_is_no_conflict(self, page: Page, served: Served) -> None:
        open_screen(page, served, "reader")
        page.evaluate("localStorage.setItem('ascribe.author', 'R. Editor')")
        page.reload()
        settle(page)
        before = len(decided(served))
        for key in "auau":
            page.keyboard.press(key)
        page.wait_for_function(
            "() => [...document.querySelectorAll('.note')].filter(note => note.innerText.includes('taken back')).length >= 1"
        )
        noted(page, "taken back")
        settle(page)
        assert page.locator("dialog[open]").count() == 0
        assert len(decided(served)) == before

    def test_edit_changes_status_and_figure(self, page: Page, served: Served) -> None:
        open_screen(page, served, "reader")
        page.keyboard.press("e")
        page.get_by_label("Status").select_option("unclear")
        page.get_by_label("Bound").first.select_option("at_least")
        page.get_by_label("Why").fill("The text says over 700")
        page.get_by_role("button", name="Save the correction").click()
        sign(page)
        noted(page, "corrected")
        edited = served.site.store.decided()[-1]
        assert edited.kind == "edit"
        claims = served.site.store.record(served.document).claims
        assert any(c.status == "unclear" and any(q.low == 700 and q.qualifier == "at_least" for q in c.quantities) for c in claims)
        page.keyboard.press("u")
        noted(page, "taken back")

    def test_a_claim_of_selected_words(self, page: Page, served: Served) -> None:
        open_screen(page, served, "reader")
        select(page, "a white flag")
        page.keyboard.press("n")
        page.get_by_label("Type").select_option("surrender")
        page.get_by_label("Source (empty: the outlet itself)").fill("Unverified videos")
        page.get_by_label("Why").fill("A white flag is a surrender")
        page.get_by_role("button", name="Add the claim").click()
        sign(page)
        noted(page, "added")
        text = served.site.store.record(served.document).document.text
        (claim,) = [c for c in served.site.store.record(served.document).claims if c.event.type == "surrender"]
        assert claim.content.of(text) == "a white flag"
        assert claim.attribution.source is not None
        assert claim.attribution.source.text == "Unverified videos"
        page.keyboard.press("u")
        noted(page, "taken back")

    def test_a_place_is_chosen_on_the_map(self, page: Page, served: Served) -> None:
        open_screen(page, served, "reader")
        claim = next(c for c in served.site.store.record(served.document).claims if c.place and c.place.name == "Bazarak")
        page.goto(f"{served.base}/d/{served.document[7:23]}?claim={claim.id}")
        page.locator(".claim.active button.part.place").click()
        page.locator(".claim.active .choices button").first.wait_for()
        assert page.locator(".claim.active .choices button[aria-pressed=true]").count() == 1

    def test_somebody_decided_meanwhile(self, page: Page, served: Served) -> None:
        open_screen(page, served, "reader")
        claim = next(c.id for c in served.site.store.record(served.document).claims if c.id != served.claim)
        page.locator(f"#{claim}").click()
        accept_claim(served.site.store, claim, author="A. Colleague", time=served.site.now(), reason="Looked at it first")
        page.keyboard.press("x")
        assert violations(page) == []
        give_reason(page, "read wrongly")
        page.get_by_label("Your name").wait_for()
        assert violations(page) == []
        sign(page)
        dialog = page.locator("dialog", has_text="decided meanwhile")
        dialog.wait_for()
        assert violations(page) == []
        for words in ("A. Colleague", "Looked at it first", "read wrongly"):
            assert words in dialog.inner_text()
        assert decided(served)[-1][1] == "A. Colleague"

    def test_a_citation_is_copied(self, page: Page, served: Served) -> None:
        open_screen(page, served, "reader")
        page.keyboard.press("y")
        noted(page, "Citation copied")
        words: str = page.evaluate("navigator.clipboard.readText()")
        assert "a toll of 700 killed" in words
        assert served.claim in words

    def test_words_that_are_not_in_the_text_are_not_saved(self, page: Page, served: Served) -> None:
        open_screen(page, served, "reader")
        before = len(served.site.store.decided())
        page.keyboard.press("e")
        page.get_by_label("Why").fill("The text says so")
        page.keyboard.press("Control+Enter")
        summary = page.locator("form .editor-note.alarm")
        summary.wait_for()
        assert "Nothing is changed" in summary.inner_text()
        page.get_by_label("Why").fill("")  # what is wrong first is led to first
        field = page.get_by_label("Words that name the event")
        was = field.input_value()
        field.fill("words of nobody")
        for by_key in (False, True):
            if by_key:
                page.keyboard.press("Control+Enter")
            else:
                page.get_by_role("button", name="Save the correction").click()
            page.get_by_text("These words do not stand in the text.").wait_for()
            assert "Words that name the event: these words do not stand" in summary.inner_text()
            assert field.evaluate("field => field === document.activeElement")
            assert field.evaluate("field => getComputedStyle(field).borderColor") != page.get_by_label("Words that state it").evaluate(
                "field => getComputedStyle(field).borderColor"
            )
        field.fill("")
        page.get_by_role("button", name="Save the correction").click()
        page.get_by_text("Words are missing here.").wait_for()
        assert violations(page) == []
        assert len(served.site.store.decided()) == before
        field.fill(was)
        page.get_by_label("Why").fill("The text says so")
        page.get_by_label("told as background").check()
        assert summary.count() == 0
        page.get_by_label("Words of doubt").fill("claim")
        page.keyboard.press("Control+Enter")
        sign(page)
        noted(page, "corrected")
        assert served.site.store.decided()[-1].payload["claim"]["background"]
        assert served.site.store.decided()[-1].payload["claim"]["attribution"]["hedge"]  # what was written last is taken too
        page.keyboard.press("u")
        noted(page, "taken back: edited “")

    def test_the_next_claim_follows_one_that_is_rejected(self, page: Page, served: Served) -> None:
        open_screen(page, served, "reader")
        ids = page.locator(".claim").evaluate_all("cards => cards.map(card => card.id)")
        page.locator(f"#{ids[-2]}").click()
        quote = page.locator(f"#{ids[-2]} .quote").inner_text().strip("“”")
        page.keyboard.press("x")
        give_reason(page, "no claim at all")
        sign(page)
        noted(page, "Rejected: “")
        page.locator(f"#{ids[-2]}").wait_for(state="detached")
        assert page.locator(".claim.active").get_attribute("id") == ids[-1]
        assert page.evaluate("document.activeElement.id") == ids[-1]
        assert f"claim={ids[-1]}" in page.url
        row = page.locator(".feed > li", has_text="no claim at all")
        assert quote[:40] in row.inner_text()
        page.goto(f"{served.base}/d/{served.document[7:23]}?claim={ids[-2]}")
        settle(page)
        told = page.get_by_role("status").filter(has_text="This claim was rejected")
        assert "no claim at all" in told.inner_text()
        assert violations(page) == []
        row.get_by_role("button", name=re.compile("Undo")).click()
        noted(page, "is taken back: R. Editor rejected “")
        page.locator(f"#{ids[-2]}.active").wait_for()
        assert told.count() == 0

    def test_the_address_of_a_claim_leads_to_what_it_was_edited_to(self, page: Page, served: Served) -> None:
        open_screen(page, served, "reader")
        page.keyboard.press("e")
        page.get_by_label("Status").select_option("expected")
        page.get_by_label("Why").fill("it is only expected")
        page.keyboard.press("Control+Enter")
        sign(page)
        noted(page, "corrected")
        now = served.site.store.decided()[-1].payload["claim"]["id"]
        assert now != served.claim
        open_screen(page, served, "reader")
        page.locator(f"#{now}.active").wait_for()
        assert f"claim={now}" in page.url
        page.locator(".feed > li", has_text="it is only expected").get_by_role("button", name=re.compile("Undo")).click()
        noted(page, "taken back")
        page.locator(f"#{served.claim}.active").wait_for()

    def test_a_role_that_is_hidden_leaves_the_claim_lit(self, page: Page, served: Served) -> None:
        open_screen(page, served, "reader")
        lit = drawn(page, "active")
        assert lit
        for role in ("3", "1"):
            page.keyboard.press(role)
            assert drawn(page, "active") == lit
        assert page.locator(".legend .role.number").evaluate("chip => getComputedStyle(chip).textDecorationLine") == "line-through"
        assert violations(page) == []

    def test_notes_stand_on_what_they_are_about(self, page: Page, served: Served) -> None:
        open_screen(page, served, "reader")
        page.keyboard.press("f")
        page.get_by_label("Note", exact=True).fill("Ask the reporter again")
        page.locator("dialog button[type=submit]").click()
        sign(page)
        page.locator(".claim.active .editor-note", has_text="Ask the reporter again").wait_for()
        page.keyboard.press("Escape")
        page.keyboard.press("f")
        give_reason(page, "Of an agency")
        page.locator("article .editor-note", has_text="Of an agency").wait_for()
        assert violations(page) == []
        page.goto(f"{served.base}/history")
        settle(page)
        rows = page.locator(".feed > li")
        assert rows.first.get_by_role("link").get_attribute("href") == f"/d/{served.document[7:23]}"
        rows.nth(1).get_by_role("link").click()
        page.locator(f"#{served.claim}.active").wait_for()
        for words in ("Of an agency", "Ask the reporter"):
            page.goto(f"{served.base}/history")
            page.locator(".feed > li", has_text=words).last.get_by_role("button", name=re.compile("Undo")).click()
            noted(page, "taken back: R. Editor noted")


class TestIncident:
    def test_why_its_reports_are_together(self, page: Page, served: Served) -> None:
        open_screen(page, served, "incident")
        settle(page)
        why = answer(page, served, f"/i/{served.incident}/why.json")
        assert why
        shown = page.locator("section", has_text="How it came about").locator("li", has_text="Taken to tell one happening")
        assert shown.count() == min(len(why), 4)
        assert why[0]["reasons"][0] in shown.first.inner_text()

    def test_figures_stand_under_their_sources(self, page: Page, served: Served) -> None:
        open_screen(page, served, "incident")
        incident = answer(page, served, f"/i/{served.incident}.json")["incident"]
        assert page.locator(".figure").count() == len(incident["figures"])
        for n, figure in enumerate(incident["figures"]):
            rows = page.locator(".figure").nth(n).locator("tbody tr")
            assert rows.count() == len(figure["by_source"])
            for row, source in zip(rows.all_inner_texts(), figure["by_source"], strict=True):
                assert (source["source"] or "unnamed") in row
        assert page.get_by_role("heading", name="Where sources disagree").is_visible()

    def test_merge_after_a_preview_and_undo(self, page: Page, served: Served) -> None:
        open_screen(page, served, "incident")
        (n_before,) = served.site.store.query("SELECT count(*) FROM incidents")[0]
        page.keyboard.press("m")
        page.locator("dialog input[type=radio]").first.check()
        table = page.locator("dialog .comparison")
        table.locator(".then").first.wait_for()
        assert table.locator("thead tr").nth(1).locator("th").count() == 3  # this one, the other, as one
        now = table.locator("tbody tr", has=page.get_by_role("rowheader", name="Where")).locator("td").all_inner_texts()
        assert table.locator(".differs").count() > 0 or len({words.split(" (")[0] for words in now}) == 1
        claims = table.locator("tbody tr", has=page.get_by_role("rowheader", name="Claims")).locator("td").all_inner_texts()
        assert int(claims[2].split()[0]) >= int(claims[0]) + int(claims[1])
        give_reason(page, "Told of one night")
        sign(page)
        noted(page, "Merged")
        assert served.site.store.query("SELECT count(*) FROM incidents")[0][0] == n_before - 1
        page.locator(".feed", has_text="Told of one night").wait_for()
        page.get_by_role("button", name=re.compile("Undo decision")).first.click()
        noted(page, "taken back")
        assert served.site.store.query("SELECT count(*) FROM incidents")[0][0] == n_before

    def test_split_off_one_claim(self, page: Page, served: Served) -> None:
        open_screen(page, served, "incident")
        page.keyboard.press("s")
        page.locator("dialog input[type=checkbox]").last.check()
        table = page.locator("dialog .comparison")
        table.locator(".then").first.wait_for()
        heads = [th.split("\n")[0] for th in table.locator("thead tr").nth(1).locator("th").all_inner_texts()]
        assert heads[:3] == ["As it is", "What stays", "What leaves"]
        assert set(heads[3:]) <= {"And apart"}
        give_reason(page, "Another night")
        sign(page)
        noted(page, "Split")
        assert decided(served)[-1][0] == "split"
        page.keyboard.press("u")
        noted(page, "taken back")

    def test_what_stays_after_a_split_is_not_said_to_be_gone(self, page: Page, served: Served) -> None:
        open_screen(page, served, "incident")
        page.keyboard.press("s")
        choices = page.locator("dialog input[type=checkbox]")
        choices.first.wait_for()
        assert page.evaluate("document.activeElement.type") == "checkbox"
        lines = page.locator("dialog .pick li").all_inner_texts()
        assert all("→" in line and "“" in line for line in lines), "who says what, and the words"
        choices.last.check()
        table = page.locator("dialog .comparison")
        table.locator(".then").first.wait_for()
        for row in table.locator("tbody tr").all():
            after = row.locator("td").all_inner_texts()[1:]
            if any(not re.match(r"–|no (day|place) told", words) for words in after):
                assert row.locator(".gone").count() == 0
        for choice in choices.all():
            choice.check()
        page.get_by_text("All are chosen, so nothing would stay").wait_for()
        assert page.locator("dialog button[type=submit]").is_disabled()

    def test_a_move_shows_who_says_it_where_it_stands_and_where_it_goes(self, page: Page, served: Served) -> None:
        open_screen(page, served, "incident")
        page.get_by_role("button", name=re.compile("^move elsewhere")).first.click()
        dialog = page.locator("dialog")
        dialog.locator("input[type=radio]").first.wait_for()
        page.wait_for_function("document.activeElement.closest('dialog .chooser')")
        card = answer(page, served, f"/i/{served.incident}.json")["claims"][0]
        text = answer(page, served, f"/d/{card['document']}.json")["document"]["text"]
        page.wait_for_function("() => document.querySelector('dialog blockquote').innerText.length > 2")
        shown = dialog.locator("blockquote").inner_text().strip("“”…")
        assert shown in " ".join(text.split("\n"))
        assert card["quote"] in shown
        dialog.locator("input[type=radio]").first.check()
        table = dialog.locator(".comparison")
        table.locator(".then").first.wait_for()
        heads = [th.split("\n")[0] for th in table.locator("thead tr").nth(1).locator("th").all_inner_texts()]
        assert heads == ["Where it stands", "Where it goes", "Where it stood", "Where it went"]
        listed = [dialog.locator(f"p > .{mark}").all_inner_texts() for mark in ("changed", "gone")]
        coming, going = (set(words[0].rstrip(".").partition(": ")[2].split(", ")) if words else set() for words in listed)
        assert not coming & going
        assert violations(page) == []

    def test_claims_that_would_come_along_are_unfolded(self, page: Page, served: Served) -> None:
        """Of 30, the demo having fewer: those of the answer are given under other ids."""

        def many(route: Route) -> None:
            given = route.fetch().json()
            card = answer(page, served, f"/i/{served.incident}.json")["claims"][0]
            if given["after"]:
                given["along"] = [{**card, "claim": {**card["claim"], "id": f"c-{n}"}} for n in range(30)]
                given["n_along"] = 35
            route.fulfill(json=given)

        page.route("**/api/preview", many)
        open_screen(page, served, "incident")
        page.keyboard.press("s")
        page.locator("dialog input[type=checkbox]").last.check()
        along = page.locator("dialog .editor-note", has_text="More comes along")
        along.wait_for()
        assert along.locator("li").count() == 4
        along.get_by_role("button", name="show 30 of them").click()
        assert along.locator("li").count() == 30
        assert "and 5 more" in along.inner_text()
        along.get_by_role("button", name="show fewer").click()
        assert along.locator("li").count() == 4


class TestReadOnly:
    def test_nothing_is_offered_to_be_decided(self, browser: Browser, filled: Path) -> None:
        with serving(filled, read_only=True) as read_only:
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            page = context.new_page()
            read_only.enter(page)
            open_screen(page, read_only, "incident")
            page.get_by_text("served for reading only").wait_for()
            for name in ("Merge", "Split", "Note", "move elsewhere", "Undo"):
                assert page.get_by_role("button", name=re.compile(f"^{name}")).count() == 0
            for key in "msfu":
                page.keyboard.press(key)
            assert page.locator("dialog").count() == 0
            assert violations(page) == []
            for screen, keys in (("inbox", "axems"), ("reader", "jaxenf")):
                open_screen(page, read_only, screen)
                for key in keys:
                    page.keyboard.press(key)
                assert page.locator("dialog, .note.bad, .form").count() == 0
                for name in ("Accept", "Reject", "Edit", "Note", "New claim", "Yes, rightly", "No claim", "One: merge", "Undo"):
                    assert page.get_by_role("button", name=re.compile(f"^{name}")).count() == 0
                assert violations(page) == []
            context.close()


class TestFrame:
    def test_an_address_that_is_none_has_the_frame_around_it(self, page: Page, served: Served) -> None:
        answered = page.goto(f"{served.base}/nonsense")
        assert answered is not None
        assert answered.status == 404
        page.get_by_text("There is no screen at /nonsense").wait_for()
        assert page.get_by_role("link", name="inbox", exact=True).is_visible()

    def test_going_back_keeps_how_far_one_had_scrolled(self, page: Page, served: Served) -> None:
        for screen in ("explore", "reports"):
            open_screen(page, served, screen)
            most = page.evaluate("document.documentElement.scrollHeight - innerHeight")
            far = min(900, most)
            assert far > 200
            page.evaluate("y => scrollTo(0, y)", far)
            page.locator("tbody a.title").nth(12).evaluate("a => a.click()")
            page.wait_for_url(re.compile(r"/(i|d)/"))
            settle(page)
            assert page.evaluate("scrollY") == 0
            page.go_back()
            page.wait_for_url(served.address(screen))
            page.wait_for_function("y => Math.abs(scrollY - y) < 2", arg=far)
            page.go_forward()
            page.wait_for_url(re.compile(r"/(i|d)/"))
            settle(page)
            page.wait_for_function("scrollY < 2")

    def test_long_strings_without_a_space_break_no_page(self, page: Page, served: Served) -> None:
        long = "x" * 300
        document = Document.of(
            "Police said three people were killed in Kabul on 2 May 2021.", title=long, outlet=long, published="2021-05-03"
        )
        served.site.store.add(served.site.reader.read(document))
        served.site.changed()
        note(served.site.store, document.id, author="y" * 120, time=served.site.now(), reason=long)
        for path in ("/d", f"/d/{document.id[7:23]}", "/history", "/s", f"/s/{long}"):
            page.goto(served.base + path)
            settle(page)
            for width in (1440, 600):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            page.set_viewport_size({"width": 1440, "height": 900})
        open_screen(page, served, "reports")
        page.locator("input[type=file]").set_input_files(
            {"name": "z" * 223, "mimeType": "text/plain", "buffer": b"Two people died in Kabul."}
        )
        page.locator("td", has_text="z" * 223).wait_for(timeout=60000)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1440


class TestPast:
    def test_an_incident_as_it_stood_is_looked_at_and_not_decided_about(self, page: Page, served: Served) -> None:
        incident = served.site.store.find_incident(served.incident)
        note(served.site.store, incident.id, author="B. Reader", time=served.site.now(), reason="Before the split")
        out = [incident.claims[0].claim]
        split_incident(served.site.store, incident, out, author="B. Reader", time=served.site.now(), reason="Two nights")
        update_incidents(served.site.store)
        open_screen(page, served, "history")
        page.locator(".feed > li", has_text="Before the split").get_by_role("link", name=re.compile("as it stood")).click()
        page.wait_for_url("**/i/*?at=*")
        settle(page)
        banner = page.get_by_role("status").filter(has_text="As it stood after decision")
        banner.wait_for()
        assert "1 later decision" in banner.inner_text()
        assert page.locator(".numbers dd").first.inner_text() == str(len(incident.claims))
        for name in ("Merge", "Split", "Note", "Undo", "move elsewhere"):
            assert page.get_by_role("button", name=re.compile(name)).count() == 0, name
        page.keyboard.press("m")
        assert page.locator("dialog[open]").count() == 0
        assert "?at=" in (page.get_by_role("link", name="GeoJSON").get_attribute("href") or "")
        banner.get_by_role("link", name="As it stands now").click()
        page.get_by_role("button", name=re.compile("Merge")).wait_for()
        assert banner.count() == 0
        self._explored(page, served)
        undo_decision(served.site.store, None, author="B. Reader", time=served.site.now(), reason="")
        update_incidents(served.site.store)

    @staticmethod
    def _explored(page: Page, served: Served) -> None:
        page.goto(f"{served.base}/explore?at=0&type=clash")
        settle(page)
        banner = page.get_by_role("status").filter(has_text="As it stood before any decision")
        since = f"{served.site.last()} later decisions"
        assert since in banner.inner_text()
        for name, path in (("CSV", "/explore.csv"), ("GeoJSON", "/explore.geojson"), ("Save as one file", "/explore.html")):
            assert page.get_by_role("link", name=name, exact=True).get_attribute("href") == f"{path}?type=clash&at=0"
        page.keyboard.press("u")
        assert since in banner.inner_text()
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/i/*?at=0")
        page.get_by_role("status").filter(has_text="As it stood before any decision").wait_for()
        page.go_back()
        settle(page)
        page.get_by_role("button", name="Remove the filter: clash").click()
        page.wait_for_url("**/explore?at=0")
        banner.get_by_role("link", name="As it stands now").click()
        page.wait_for_url("**/explore")
        settle(page)
        assert banner.count() == 0


class TestPrinted:
    def test_drawings_stay_in_their_column_on_paper(self, page: Page, served: Served) -> None:
        open_screen(page, served, "incident")
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 700, "height": 900})
        strays = page.evaluate("""() => [...document.querySelectorAll('.figure tbody tr')].flatMap(row => {
            const next = row.querySelector('td.on').getBoundingClientRect().left;
            return [...row.querySelectorAll('.bar svg circle, .bar svg path')].filter(mark => mark.getBoundingClientRect().right > next)
        }).length""")
        assert strays == 0
        assert page.locator(".figure tbody .bar circle").count() > 3
        page.emulate_media(media="screen")


class TestExplore:
    def test_filters_stand_in_the_address_and_in_the_exports(self, page: Page, served: Served) -> None:
        open_screen(page, served, "explore")
        page.get_by_label("Type").select_option("shelling")
        page.wait_for_url("**type=shelling*")
        settle(page)
        assert page.locator("tbody tr").count() == answer(page, served, "/explore.json?type=shelling")["total"]
        assert page.get_by_role("link", name="CSV").get_attribute("href") == "/explore.csv?type=shelling"
        rows = page.request.get(f"{served.base}/explore.csv?type=shelling").text().splitlines()
        assert len(rows) - 1 == page.locator("tbody tr").count()
        page.reload()
        page.locator("tbody tr").first.wait_for()
        assert page.get_by_label("Type").input_value() == "shelling"

    def test_a_map_that_has_not_all_says_so(self, page: Page, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
        open_screen(page, served, "explore")
        n_points = answer(page, served, "/explore.json?part=map")["n_points"]
        assert page.get_by_text("that tell of most people killed").count() == 0
        monkeypatch.setattr("ascribe.serve.reading.MOST_POINTS", 5)
        page.reload()
        settle(page)
        page.get_by_text(f"The map has the 5 of {n_points} that tell of most people killed").wait_for()

    def test_what_fails_is_said_once(self, page: Page, served: Served) -> None:
        page.goto(f"{served.base}/explore?bbox=nowhere")
        page.get_by_role("alert").first.wait_for()
        settle(page)
        assert page.get_by_role("alert").count() == 1
        assert page.locator("tbody").count() == 0

    def test_rows_that_are_not_shown_are_not_opened(self, page: Page, served: Served) -> None:
        open_screen(page, served, "explore")
        page.keyboard.press("j")
        page.locator("tr.active").wait_for()
        page.keyboard.press("t")
        page.wait_for_url("**view=map*")
        settle(page)
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        settle(page)
        assert "/explore" in page.url
        page.keyboard.press("t")
        page.locator("tbody tr").first.wait_for()
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/i/i-*")

    def test_several_values_of_a_filter(self, page: Page, served: Served) -> None:
        page.goto(f"{served.base}/explore?type=shelling&type=airstrike")
        settle(page)
        assert page.locator("tbody tr").count() == answer(page, served, "/explore.json?type=shelling&type=airstrike")["total"]
        assert page.get_by_role("link", name="CSV").get_attribute("href") == "/explore.csv?type=shelling&type=airstrike"
        page.get_by_role("button", name="Remove the filter: airstrike").click()
        page.wait_for_url(lambda url: "airstrike" not in url)
        assert "type=shelling" in page.url

    def test_an_actor_is_chosen_by_its_name(self, page: Page, served: Served) -> None:
        open_screen(page, served, "explore")
        page.get_by_label("Actor", exact=True).focus()
        page.locator("#actors option[value='Taliban']").wait_for(state="attached")
        page.get_by_label("Actor", exact=True).fill("taliban")
        page.keyboard.press("Enter")
        page.wait_for_url("**actor=taliban*")
        settle(page)
        assert page.get_by_label("Actor", exact=True).input_value() == "Taliban"
        page.get_by_role("button", name="Remove the filter: actor Taliban").wait_for()

    def test_what_is_no_span_of_days_is_said_in_words(self, page: Page, served: Served) -> None:
        page.goto(f"{served.base}/explore?t=foo")
        page.get_by_role("alert").filter(has_text="is no span of days").wait_for()
        page.get_by_role("button", name="Remove the filter: foo").click()
        page.locator("tbody tr").first.wait_for()

    def test_counts_of_the_days_and_of_the_table_agree(self, page: Page, served: Served) -> None:
        page.goto(f"{served.base}/explore?t=2021-08-31..2021-09-05")
        settle(page)
        words = page.locator(".brush .foot").inner_text()
        total = answer(page, served, "/explore.json?t=2021-08-31..2021-09-05")["total"]
        found = re.search(r"(\d+) began in these days(?:, (\d+) before and reach into them)?", words)
        assert found is not None
        assert sum(int(n) for n in found.groups() if n) == total
        assert "grey ones began on other days" in words

    def test_other_days_are_looked_at_from_near_again(self, page: Page, served: Served) -> None:
        page.goto(f"{served.base}/explore?t=2020-10-01..2021-09-08")
        settle(page)
        near = page.get_by_role("button", name="look at these days from near")
        svg = page.locator(".brush svg")
        near.click()
        days = [int(n) for n in svg.evaluate("svg => [svg.dataset.first, svg.dataset.last]")]
        assert "a bar is a week" in (svg.get_attribute("aria-label") or "")
        assert days[1] - days[0] > 130
        for first, last in (("2021-09-01", "2021-09-03"), ("2020-10-04", "2020-10-05")):
            page.get_by_role("textbox", name="From").fill("2020-10-01")
            page.get_by_role("textbox", name="to", exact=True).fill(last)
            page.get_by_role("textbox", name="From").fill(first)
            page.wait_for_url(f"**t={first}..{last}*")
            settle(page)
            near.click()
            assert "a bar is a day" in (svg.get_attribute("aria-label") or "")
            assert near.count() == 0

    def test_three_days_are_drawn_from_near_and_exported(self, page: Page, served: Served) -> None:
        """31 August to 2 September 2021, of three years."""
        page.goto(f"{served.base}/explore?t=2021-08-25..2021-09-08")
        settle(page)
        box = page.locator(".brush svg").bounding_box()
        assert box is not None
        label = page.locator(".brush svg").get_attribute("aria-label") or ""
        assert "a bar is a day" in label
        first, last = (int(n) for n in page.locator(".brush svg").evaluate("svg => [svg.dataset.first, svg.dataset.last]"))
        day = lambda n: box["x"] + box["width"] * (n - first + 0.5) / (last - first + 2)  # noqa: E731 — half a day lies before the first
        start = 18_870  # 31 August 2021, in days since 1970
        page.mouse.move(day(start) + 2, box["y"] + 30)
        page.mouse.down()
        page.mouse.move(day(start + 3) - 2, box["y"] + 30, steps=4)
        page.mouse.up()
        page.wait_for_url("**t=2021-08-31..2021-09-02*")
        settle(page)
        shown = page.locator("tbody tr").count()
        assert shown == answer(page, served, "/explore.json?t=2021-08-31..2021-09-02")["total"] > 0
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        assert len(list(csv.DictReader(download.value.path().open(encoding="utf-8-sig")))) == shown

    def test_the_brush_chooses_days(self, page: Page, served: Served) -> None:
        open_screen(page, served, "explore")
        box = page.locator(".brush svg").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 2, box["y"] + 30)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] / 6, box["y"] + 30, steps=4)
        page.mouse.up()
        page.wait_for_url("**t=2020-*")
        settle(page)
        assert "Panjshir" not in page.locator("tbody").inner_text()
        assert "Ganja" in page.locator("tbody").inner_text()

    def test_drawing_over_the_days_again_and_again_selects_no_words(self, page: Page, served: Served) -> None:
        """Words that are selected would be dragged in place of the span."""
        open_screen(page, served, "explore")
        for n in range(8):
            settle(page)
            box = page.locator(".brush svg").bounding_box()
            assert box is not None
            page.mouse.move(box["x"] + box["width"] * n / 10, box["y"] + 30)
            page.mouse.down()
            page.mouse.move(box["x"] + box["width"] * (n + 1.5) / 10, box["y"] + box["height"] + 20, steps=4)
            before = page.url
            page.mouse.up()
            page.wait_for_url(lambda url, before=before: url != before)
        assert page.evaluate("() => getSelection().toString()") == ""

    def test_nothing_fits_and_it_says_why(self, page: Page, served: Served) -> None:
        open_screen(page, served, "explore-nothing")
        suggestion = page.locator(".empty li", has_text="without place Nowhere")
        suggestion.wait_for()
        assert f"{answer(page, served, '/explore.json?type=shelling')['total']} incident" in suggestion.inner_text()
        suggestion.get_by_role("button").click()
        page.wait_for_url(lambda url: "Nowhere" not in url)

    def test_the_map_is_worked_by_keys(self, page: Page, served: Served) -> None:
        open_screen(page, served, "explore")
        page.locator("canvas").focus()
        page.keyboard.press("+")
        page.get_by_role("button", name="Only what lies in this area").click()
        page.wait_for_url("**bbox=*")


class TestAhead:
    def test_what_somebody_rests_upon_is_asked_once(self, page: Page, served: Served) -> None:
        open_screen(page, served, "explore")
        asked = asked_for(page, served)
        link = page.locator("tbody a").nth(2)
        wanted = f"{link.get_attribute('href')}.json?why=false"
        with page.expect_response(served.base + wanted):
            link.hover()
        link.click()
        settle(page)
        assert page.url.endswith(wanted.removesuffix(".json?why=false"))
        assert asked.count(wanted) == 1

    def test_days_are_asked_for_while_they_are_drawn(self, page: Page, served: Served) -> None:
        open_screen(page, served, "explore")
        asked = asked_for(page, served)
        box = page.locator(".brush svg").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 30)
        page.mouse.down()
        with page.expect_response("**part=table"), page.expect_response("**part=map"):
            page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 30, steps=3)
        page.mouse.up()
        page.wait_for_url("**t=*")
        settle(page)
        explored = [path for path in asked if path.startswith("/explore.json")]
        assert len(explored) == len(set(explored)) == 2
        assert page.locator("tbody tr").count() == answer(page, served, next(p for p in explored if "table" in p))["total"]

    def test_what_was_asked_before_a_decision_is_asked_anew(self, page: Page, served: Served) -> None:
        open_screen(page, served, "reader")
        page.keyboard.press("j")
        asked = asked_for(page, served)
        link = page.locator(".claim.active a[href^='/i/']").first
        wanted = f"{link.get_attribute('href')}.json?why=false"
        with page.expect_response(served.base + wanted):
            link.hover()
        page.keyboard.press("a")
        sign(page)
        noted(page, "Accepted")
        link.click()
        settle(page)
        assert asked.count(wanted) > 1
        page.locator("ol.feed li", has_text="R. Editor accepted").first.wait_for()

    def test_what_keys_come_to_is_asked_once(self, page: Page, served: Served) -> None:
        asked = asked_for(page, served)
        page.goto(f"{served.base}/inbox?kind=claim")
        with page.expect_response("**/d/*.json"):
            settle(page)
        page.keyboard.press("Enter")
        settle(page)
        wanted = [path for path in asked if path.startswith("/d/")]
        assert len(wanted) == 1
        assert page.url.startswith(served.base + wanted[0].removesuffix(".json"))
        page.keyboard.press("/")
        with page.expect_response("**/d.json?q=valley*"):
            page.keyboard.type("valley")
        page.keyboard.press("Enter")
        settle(page)
        assert page.get_by_text("Those that hold").is_visible()
        assert len([path for path in asked if path.startswith("/d.json")]) == 1

    def test_nobody_is_asked_who_is_passed_by(self, page: Page, served: Served) -> None:
        open_screen(page, served, "explore")
        asked = asked_for(page, served)
        box = page.locator("tbody a").nth(1).bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 5, box["y"] + 5)
        page.mouse.move(box["x"] + 5, 5)
        page.wait_for_timeout(250)
        assert not [path for path in asked if path.startswith("/i/")]
        # Nor is the past made again for a hand that rests.
        page.goto(f"{served.base}/explore?at=0")
        settle(page)
        page.locator("tbody a").nth(1).hover()
        page.wait_for_timeout(250)
        assert not [path for path in asked if path.startswith("/i/")]


class TestActor:
    def test_long_lists_are_drawn_when_somebody_wants_them(self, page: Page, served: Served) -> None:
        open_screen(page, served, "actor")
        given = answer(page, served, "/a/taliban.json")
        assert min(len(given["incidents"]), len(given["claims"])) > 12
        rows, claims = page.locator("tbody tr"), page.locator("section", has_text="What it says").locator("li")
        assert (rows.count(), claims.count()) == (12, 12)
        for name in ("incidents", "claims"):
            page.get_by_role("button", name=re.compile(f"^Show .* {name}$")).click()
        assert (rows.count(), claims.count()) == (len(given["incidents"]), len(given["claims"]))


class TestInbox:
    def test_a_claim_is_accepted_and_asked_no_more(self, page: Page, served: Served) -> None:
        open_screen(page, served, "inbox")
        total = answer(page, served, "/inbox.json")["total"]
        questions = answer(page, served, "/inbox.json?limit=30")["questions"]
        n = next(n for n, q in enumerate(questions) if q["kind"] == "claim")
        for _ in range(n):
            page.keyboard.press("j")
        page.keyboard.press("a")
        sign(page)
        noted(page, "Accepted")
        assert answer(page, served, "/inbox.json")["total"] == total - 1
        page.get_by_role("heading", name=f"{total - 1} open questions").wait_for()

    def test_one_kind_of_questions_is_chosen(self, page: Page, served: Served) -> None:
        open_screen(page, served, "inbox")
        page.keyboard.press("j")
        page.get_by_role("group", name="Questions").get_by_role("button", name="Read rightly?").click()
        settle(page)
        assert page.url.endswith("/inbox?kind=claim")
        headings = page.locator(".question h2").all_inner_texts()
        assert set(headings) == {"Is this read rightly?"}
        assert len(headings) == min(30, answer(page, served, "/inbox.json")["n_claim"])
        assert page.locator(".question.active").get_attribute("id") == "question-0"

    def test_days_are_written_as_elsewhere(self, page: Page, served: Served) -> None:
        open_screen(page, served, "inbox")
        assert re.search(r"same days?, \d+ \w+ 20\d\d", page.locator(".questions").inner_text())
        assert not re.search(r"\d{4}-\d\d-\d\d", page.locator("main").inner_text())

    def test_ten_are_accepted_by_keys_alone(self, page: Page, served: Served) -> None:
        open_screen(page, served, "inbox")
        before = len(decided(served))
        signed = False
        for _ in range(300):
            if len(decided(served)) - before == 10:
                break
            if "read rightly" not in page.locator(".question.active").inner_text():
                page.keyboard.press("j")
                settle(page)
                continue
            with page.expect_response("**/api/decisions"):
                page.keyboard.press("a")
                if not signed:
                    sign(page)
                    signed = True
        assert [kind for kind, _ in decided(served)][before:] == ["accept"] * 10

    def test_two_happenings_are_kept_apart(self, page: Page, served: Served) -> None:
        open_screen(page, served, "inbox")
        first = answer(page, served, "/inbox.json")["questions"][0]
        assert first["kind"] == "same"
        page.keyboard.press("x")
        give_reason(page, "Two valleys")
        sign(page)
        noted(page, "stay two")
        assert first["id"] not in [q["id"] for q in answer(page, served, "/inbox.json?limit=500")["questions"]]
        assert decided(served)[-1][0] == "split"

    @staticmethod
    def _claims(page: Page, served: Served) -> list[str]:
        """Opens the inbox at questions about claims, signed by its person; gives the claims in order."""
        page.goto(f"{served.base}/inbox?kind=claim")
        page.evaluate("localStorage.setItem('ascribe.author', 'R. Editor')")
        page.reload()
        settle(page)
        return [q["claims"][0]["claim"]["id"] for q in answer(page, served, "/inbox.json?kind=claim&limit=30")["questions"]]

    @staticmethod
    def _outlined(page: Page) -> list[str]:
        """The question that is active, and the one that has the focus."""
        found: list[str] = page.evaluate("[document.querySelector('.question.active').id, document.activeElement.closest('.question')?.id]")
        return found

    def test_undo_at_once_takes_back_what_was_just_decided(self, page: Page, served: Served) -> None:
        claims = self._claims(page, served)
        before = len(served.site.store.decided())
        page.keyboard.press("j")
        page.keyboard.press("a")
        page.locator(".note", has_text="Accepted: “").wait_for()
        settle(page)
        quote = page.locator(".question.active blockquote").first.inner_text()
        page.keyboard.press("a")
        page.keyboard.press("u")
        page.locator(".note", has_text="is taken back: accepted “").wait_for()
        settle(page)
        kinds = [(d.kind, d.subjects[0]) for d in served.site.store.decided()[before:]]
        assert kinds[:2] == [("accept", claims[1]), ("accept", claims[2])]
        assert kinds[2] == ("undo", str(before + 2))
        page.wait_for_function("words => document.querySelector('.question.active blockquote').innerText === words", arg=quote)
        page.wait_for_function("() => document.activeElement === document.querySelector('.question.active')")
        page.keyboard.press("u")
        for _ in range(200):  # until it is written down
            if len(served.site.store.decided()) == before + 4:
                break
            page.wait_for_timeout(50)
        settle(page)
        assert served.site.store.decided()[-1].payload["undone"] == before + 1

    def test_three_are_taken_back_by_three_keys_at_once(self, page: Page, served: Served) -> None:
        self._claims(page, served)
        before = len(decided(served))
        for _ in range(3):
            page.keyboard.press("a")
        for _ in range(4):
            page.keyboard.press("u")
        page.locator(".note", has_text="Nothing is left to undo").wait_for()
        page.wait_for_function(
            "() => [...document.querySelectorAll('.note')].filter(note => note.innerText.includes('taken back')).length >= 2"
        )
        settle(page)
        page.wait_for_function("() => document.querySelector('.note.bad') === null")
        assert len(decided(served)) == before
        page.wait_for_function("() => document.activeElement === document.querySelector('.question.active')")

    def test_the_question_stays_until_it_is_known_who_decides(self, page: Page, served: Served) -> None:
        page.goto(f"{served.base}/inbox?kind=claim")
        settle(page)
        quote = page.locator(".question.active blockquote").first.inner_text()
        page.keyboard.press("a")
        page.get_by_label("Your name").wait_for()
        assert page.locator(".question.active blockquote").first.inner_text() == quote
        page.keyboard.press("Escape")
        page.get_by_label("Your name").wait_for(state="detached")
        assert page.locator(".question.active blockquote").first.inner_text() == quote
        page.keyboard.press("a")
        sign(page)
        noted(page, "Accepted: “")
        page.wait_for_function("words => document.querySelector('.question.active blockquote').innerText !== words", arg=quote)

    def test_the_question_with_the_focus_is_the_one_that_keys_answer(self, page: Page, served: Served) -> None:
        self._claims(page, served)
        page.locator("#question-2 button").first.focus()
        assert self._outlined(page) == ["question-2", "question-2"]


class TestReports:
    def test_a_pasted_text_is_read(self, page: Page, served: Served) -> None:
        open_screen(page, served, "reports")
        page.get_by_label("Or paste a text").fill(
            "🙂🙂 On 3 May 2022 the army said it had killed 12 rebels near Mopti.\n\nA spokesman for the rebels denied it."
        )
        page.get_by_label("Title").fill("Army says rebels killed")
        page.get_by_label("Published").fill("2022-05-04")
        page.get_by_role("button", name="Read it").click()
        page.get_by_role("link", name="open the report").click(timeout=60000)
        page.locator(".claim").first.wait_for()
        assert "12" in drawn(page, "number")  # the emoji stand before it
        assert "killed" in drawn(page, "event")

    def test_a_file_is_read(self, page: Page, served: Served) -> None:
        open_screen(page, served, "reports")
        content = b"Police said three people were wounded when a bomb exploded in Kabul on Monday."
        page.locator("input[type=file]").set_input_files({"name": "report.txt", "mimeType": "text/plain", "buffer": content})
        page.get_by_role("link", name="open the report").first.wait_for(timeout=60000)
        page.locator("tbody tr", has_text="report.txt").wait_for()
        page.get_by_label("Title").fill("A bomb in Kabul")
        more = content.replace(b"three", b"four")
        page.locator("input[type=file]").set_input_files({"name": "another.txt", "mimeType": "text/plain", "buffer": more})
        page.locator("tbody tr", has_text="A bomb in Kabul").wait_for(timeout=60000)

    def test_a_file_that_is_not_read_is_not_called_read(self, page: Page, served: Served) -> None:
        open_screen(page, served, "reports")
        page.locator("input[type=file]").set_input_files({"name": "a.bin", "mimeType": "text/plain", "buffer": bytes(range(9)) * 50})
        page.get_by_text("nothing of it was read").wait_for(timeout=60000)
        page.locator("input[type=file]").set_input_files({"name": "b.txt", "mimeType": "text/plain", "buffer": "مرحبا بالعالم".encode()})
        page.get_by_text("kept: 1 report, in which no claim was found").wait_for(timeout=60000)


def test_history_tells_who_and_why_and_takes_back(page: Page, served: Served) -> None:
    accept_claim(served.site.store, served.claim, author="B. Reader", time=served.site.now(), reason="Checked against the tweet")
    open_screen(page, served, "history")
    entry = page.locator(".feed > li").first
    assert "B. Reader" in entry.inner_text()
    assert "Checked against the tweet" in entry.inner_text()
    entry.get_by_role("button", name=re.compile("Undo")).click()
    sign(page)
    noted(page, "taken back")
    assert ("accept", "B. Reader") not in decided(served)


def test_the_history_links_each_thing_once_and_writes_days_as_elsewhere(page: Page, served: Served) -> None:
    question = next(q for q in answer(page, served, "/inbox.json?limit=200")["questions"] if q["kind"] == "same")
    incidents = [served.site.store.find_incident(row["id"]) for row in question["incidents"]]
    by: dict[str, Any] = {"author": "B. Reader", "time": served.site.now()}
    merge_incidents(served.site.store, incidents, reason="Of a single night", **by)
    update_incidents(served.site.store)
    served.site.changed()
    accepted = accept_claim(served.site.store, served.claim, reason="", **by)
    undo_decision(served.site.store, accepted.n, reason="", **by)
    open_screen(page, served, "history")
    undone, merged = page.locator(".feed > li").first, page.locator(".feed > li", has_text="Of a single night")
    assert undone.get_by_role("link").get_attribute("href").endswith(f"claim={served.claim}")  # type: ignore[union-attr]
    assert merged.get_by_role("link").count() == 2  # the incident, and as it stood then
    words = page.locator(".feed").inner_text()
    assert not re.search(r"\d{4}-\d\d-\d\d", words)
    assert not re.search(r"\S·|·\S", words)
    undo_decision(served.site.store, accepted.n - 1, reason="", **by)  # type: ignore[operator]
    update_incidents(served.site.store)


def test_keys_name_every_screen_and_how_to_send(page: Page, served: Served) -> None:
    open_screen(page, served, "inbox")
    page.keyboard.press("?")
    keys = page.locator("dialog").inner_text()
    for words in ("Ctrl+Enter", "go to the outlets", "go to the runs", "since this page was loaded"):
        assert words in keys
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/runs")
