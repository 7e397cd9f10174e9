"""What goes otherwise than with a mouse, in English, on a good day: keys alone, other scripts, other browsers, a server that is gone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.workbench.browser import SCREENS, Served, open_screen, settle
from tests.workbench.test_screens import violations
from tests.workbench.test_work import answer, decided, drawn, give_reason, noted, sign

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
_PERSIAN = "🙂 وزارت دفاع گفت که ارتش ۱۲ جنگجو را نزدیک بازارک کشت.\n\nیک سخنگوی طالبان این را رد کرد."
_DROP = """([kind, files]) => {
    const data = new DataTransfer();
    for (const [name, text] of files) data.items.add(new File([text], name, {type: 'text/plain'}));
    const given = {bubbles: true, cancelable: true, composed: true};
    const event = kind === 'drop'
        ? new DragEvent('drop', {...given, dataTransfer: data}) : new ClipboardEvent('paste', {...given, clipboardData: data});
    document.querySelector('main').dispatchEvent(event);
}"""


def read(page: Page, served: Served, text: str, title: str) -> None:
    """Pastes a text, has it read, and opens the report."""
    open_screen(page, served, "reports")
    page.get_by_label("Or paste a text").fill(text)
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("link", name="open the report").click(timeout=90_000)
    settle(page)


class TestKeysAlone:
    def test_past_the_frame_into_the_content(self, page: Page, served: Served) -> None:
        open_screen(page, served, "incident")
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Skip to the content"
        assert page.locator(":focus").bounding_box()["x"] >= 0  # type: ignore[index]
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.locator("main :focus").count() == 1
        outline: str = page.locator(":focus").evaluate("e => getComputedStyle(e).outlineStyle")
        assert outline == "solid"

    def test_two_rival_figures_and_the_words_of_one(self, page: Page, served: Served) -> None:
        open_screen(page, served, "incident")
        assert page.locator(".sides").first.locator("blockquote").count() >= 2
        page.keyboard.press("j")
        claim = page.locator("main :focus")
        assert (claim.get_attribute("id") or "").startswith("c-")
        page.keyboard.press("Enter")
        page.wait_for_url("**/d/*")
        settle(page)
        assert page.locator(".claim.active").count() == 1
        assert drawn(page, "pointed")

    def test_a_claim_is_added_without_selecting(self, page: Page, served: Served) -> None:
        open_screen(page, served, "reader")
        page.keyboard.press("n")
        form = page.locator(".ledger form")
        assert form.locator(":focus").count() == 1
        form.get_by_label("Why").fill("It is not said yet")
        page.keyboard.press("Control+Enter")
        form.locator(".editor-note.alarm:focus", has_text="The words that state it are missing").wait_for()
        form.get_by_label("Type").select_option("surrender")
        form.get_by_label("Words that name the event").fill("a white flag")
        form.get_by_label("Words that state it").fill("Taliban with a white flag")
        form.get_by_label("Why").fill("A white flag is a surrender")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Add the claim"
        page.keyboard.press("Enter")
        sign(page)
        noted(page, "added")
        card = page.locator(".claim.active", has_text="surrender")
        card.wait_for()
        assert card.evaluate("card => card === document.activeElement")
        page.keyboard.press("u")
        noted(page, "taken back")

    def test_dialogs_begin_with_what_is_asked_and_give_the_focus_back(self, page: Page, served: Served) -> None:
        open_screen(page, served, "incident")
        page.get_by_role("button", name="Split").focus()
        page.keyboard.press("Enter")
        page.locator("dialog input[type=checkbox]:focus").wait_for()
        page.keyboard.press("Escape")
        page.locator("dialog").wait_for(state="detached")
        assert page.locator(":focus").inner_text().startswith("Split")

    def test_rows_are_gone_through_and_opened(self, page: Page, served: Served) -> None:
        open_screen(page, served, "explore-table")
        page.keyboard.press("j")
        page.keyboard.press("j")
        assert page.locator("#row-1 a:focus").count() == 1
        page.keyboard.press("Enter")
        page.wait_for_url("**/i/*")


class TestOtherScripts:
    def test_right_to_left(self, page: Page, served: Served) -> None:
        read(page, served, _PERSIAN, "وزارت دفاع از کشته شدن ۱۲ جنگجو گفت")
        directions: list[str] = page.locator("h1, .report p").evaluate_all("all => all.map(e => getComputedStyle(e).direction)")
        assert directions == ["rtl"] * 3
        box, line = (page.locator(".report").bounding_box(), page.locator(".report p").first.bounding_box())
        assert box is not None
        assert line is not None
        assert line["x"] + line["width"] == pytest.approx(box["x"] + box["width"], abs=2)
        page.keyboard.press("n")
        page.get_by_label("Type").select_option("killing")
        page.get_by_label("Words that name the event").fill("کشت")
        page.get_by_label("Words that state it").fill("ارتش ۱۲ جنگجو را نزدیک بازارک کشت")
        page.get_by_label("Source (empty: the outlet itself)").fill("وزارت دفاع")
        page.get_by_label("Why").fill("The reader knows no Persian")
        page.get_by_role("button", name="Add the claim").click()
        sign(page)
        noted(page, "added")
        page.locator(".claim.active").wait_for()
        assert drawn(page, "source") == ["وزارت دفاع"]  # the emoji stands before it
        assert page.locator(".claim.active .sentence").evaluate("e => getComputedStyle(e).direction") == "ltr"
        assert violations(page) == []


class TestOtherBrowsers:
    def test_words_are_marked_where_nothing_draws_over_them(self, browser: Browser, served: Served) -> None:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.add_init_script("delete CSS.highlights")
        served.enter(page)
        open_screen(page, served, "reader")
        assert page.evaluate("'highlights' in CSS") is False
        text: str = served.site.store.record(served.document).document.text
        assert page.locator(".report p").all_text_contents() == [line for line in text.split("\n") if line.strip()]
        numbers = page.locator("mark.number").all_text_contents()
        claims = served.site.store.record(served.document).claims
        assert set(numbers) == {q.span.of(text) for c in claims for q in c.quantities}
        assert "700" in page.locator("mark.active").all_text_contents()
        page.locator(".claim.active button.part.number").first.click()
        assert page.locator("mark.pointed").all_text_contents() == ["700"]
        page.keyboard.press("3")
        assert page.locator("mark.number").count() == 0
        assert violations(page) == []
        context.close()

    def test_nothing_moves_for_those_who_asked_for_that(self, page: Page, served: Served) -> None:
        page.emulate_media(reduced_motion="reduce")
        open_screen(page, served, "reader")
        moving: list[str] = page.evaluate(
            "[...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0 || "
            "getComputedStyle(e).animationName !== 'none').map(e => e.className || e.tagName)"
        )
        assert moving == []


class TestIncoming:
    @pytest.mark.parametrize("kind", ["drop", "paste"])
    def test_files_are_taken_anywhere_on_the_page(self, page: Page, served: Served, kind: str) -> None:
        open_screen(page, served, "reports")
        files = [[f"{kind}-{n}.txt", f"Police said {n} people were wounded when a bomb exploded in Kabul on Monday."] for n in (3, 4)]
        page.evaluate(_DROP, [kind, files])
        for name, _ in files:
            page.locator("aside li", has_text=name).get_by_role("link", name="open the report").wait_for(timeout=90_000)
        settle(page)

    def test_what_is_too_large_is_not_sent(self, page: Page, served: Served) -> None:
        open_screen(page, served, "reports")
        page.evaluate(
            "() => {const d = new DataTransfer(); d.items.add(new File([new Uint8Array(64 * 1024 * 1024 + 1)], 'large.txt'));"
            "document.querySelector('main').dispatchEvent(new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: d}))}"
        )
        noted(page, "ascribe read")


class TestBadDays:
    def test_a_server_that_is_gone_and_comes_back(self, rough_page: Page, served: Served) -> None:
        page = rough_page
        open_screen(page, served, "reader")
        page.keyboard.press("y")
        noted(page, "copied")
        before = len(decided(served))
        for path in ("**/*.json*", "**/api/**"):
            page.route(path, lambda route: route.abort())
        page.keyboard.press("f")
        give_reason(page, "Ask the desk in Kabul")
        sign(page)
        page.locator(".lost", has_text="does not answer").wait_for()
        page.locator(".note.bad", has_text="Not written down").wait_for()
        assert page.locator(".claim").count() > 0  # what was read stays
        page.unroute_all()
        page.locator(".lost").wait_for(state="detached")  # it looks by itself
        page.get_by_role("button", name="Try again").click()
        noted(page, "Noted on “")
        assert len(decided(served)) == before + 1
        page.keyboard.press("u")
        noted(page, "taken back")

    def test_a_session_that_is_over(self, rough_page: Page, served: Served) -> None:
        page = rough_page
        open_screen(page, served, "reader")
        page.keyboard.press("e")
        page.get_by_label("Why").fill("Half written")
        page.context.clear_cookies()
        page.evaluate("dispatchEvent(new KeyboardEvent('keydown', {key: 'u'}))")
        page.get_by_label("Status").select_option("unclear")
        page.get_by_role("button", name="Save the correction").click()
        sign(page)
        page.locator(".lost", has_text="Your session is over").wait_for()
        assert page.get_by_label("Why").input_value() == "Half written"
        other = page.context.new_page()
        served.enter(other)  # the printed address, in another tab
        other.close()
        page.locator(".lost").wait_for(state="detached")
        assert page.get_by_label("Why").input_value() == "Half written"

    def test_a_regrouping_that_fails_keeps_its_reason(self, rough_page: Page, served: Served) -> None:
        page = rough_page
        open_screen(page, served, "incident")
        page.keyboard.press("s")
        page.locator("dialog input[type=checkbox]").last.check()
        page.locator("dialog .comparison .then").first.wait_for()
        page.route(
            "**/api/decisions",
            lambda route: route.fulfill(status=503, json={"what": "the store is busy", "fix": "try again", "decision": None}),
        )
        page.locator("dialog textarea").fill("Another night")
        page.locator("dialog button[type=submit]").click()
        sign(page)
        page.locator(".note.bad", has_text="the store is busy; try again").wait_for()
        assert page.locator("dialog textarea").input_value() == "Another night"


def test_a_claim_is_moved(page: Page, served: Served) -> None:
    open_screen(page, served, "incident")
    page.get_by_role("button", name=re.compile("^move elsewhere")).first.click()
    page.locator("dialog input[type=radio]").first.check()
    table = page.locator("dialog .comparison")
    table.locator(".then").first.wait_for()
    assert table.locator("thead tr").nth(1).locator("th").count() >= 3
    give_reason(page, "Told of the other valley")
    sign(page)
    noted(page, "Moved")
    assert decided(served)[-1][0] == "move"
    page.keyboard.press("u")
    noted(page, "taken back")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("screen", "key", "shown"), [
    ("incident", "m", "dialog .comparison .then"), ("incident", "s", "dialog .comparison .then"), ("incident", "f", "dialog textarea"),
    ("reader", "e", ".ledger form"), ("inbox", "?", "dialog .keys"),
])  # fmt: skip
def test_dialogs_and_forms_are_accessible(page: Page, served: Served, screen: str, key: str, shown: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_screen(page, served, screen)
    page.keyboard.press(key)
    if ".comparison" in shown:
        page.locator("dialog :is(input[type=radio], input[type=checkbox])").first.check()
    page.locator(shown).first.wait_for()
    settle(page)
    assert violations(page) == []


@pytest.mark.parametrize("screen", SCREENS)
def test_a_narrow_window_is_accessible_and_cuts_nothing_off(page: Page, served: Served, screen: str) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    open_screen(page, served, screen)
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert violations(page) == []


def test_maps_name_what_they_show(page: Page, served: Served) -> None:
    open_screen(page, served, "incident")
    place = answer(page, served, f"/i/{served.incident}.json")["incident"]["place"]
    labels = page.locator(".map svg text")
    labels.get_by_text(place["name"], exact=True).first.wait_for()
    page.locator(".map svg text.country").first.wait_for()
    page.locator(".map svg text.town").first.wait_for()
