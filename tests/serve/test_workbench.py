"""The workbench's answers: what people see and what they decide."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from ascribe.serve.app import ENDPOINTS, workbench
from ascribe.serve.endpoints import openapi_of
from ascribe.serve.security import COOKIE
from ascribe.store import Store, open_store
from tests.serve.asking import BASE, CSRF, KEYS, client, decide, ended, get, site_of


def an_incident(page: TestClient, least: int = 2) -> Any:
    rows = get(page, "/explore.json?limit=200")["rows"]
    return next(row for row in rows if row["n_claims"] >= least)


# What people see


def test_a_report_with_its_ledger(page: TestClient) -> None:
    (first, *_) = get(page, "/d.json?q=Khavak")["rows"]
    report = get(page, f"/d/{first['id'].removeprefix('sha256:')}.json")
    text = report["document"]["text"]
    assert len(report["claims"]) == first["n_claims"]
    for card in report["claims"]:
        start, end = card["claim"]["content"]
        assert card["quote"] == text[start:end]
        assert card["sentence"]
    assert page.get("/d/ffff.json").status_code == 404


def test_a_number_that_stands_outside_of_its_claim_is_shown_with_its_words(page: TestClient) -> None:
    told = 0
    for row in get(page, "/d.json?limit=50")["rows"]:
        report = get(page, f"/d/{row['id']}.json")
        text = report["document"]["text"]
        for card in report["claims"]:
            (start, end), quantities = card["claim"]["content"], card["claim"]["quantities"]
            outside = [n for n, q in enumerate(quantities) if not (start <= q["span"][0] and q["span"][1] <= end)]
            assert [n for n, _ in card["elsewhere"]] == outside
            for n, words in card["elsewhere"]:
                first, last = quantities[n]["span"]
                assert " ".join(text[first:last].split()) in words
                assert set(words.strip("…").split()) <= set(text.split())
            told += len(outside)
    assert told


def test_an_incident_with_all_it_rests_on(page: TestClient) -> None:
    row = an_incident(page)
    shown = get(page, f"/i/{row['id']}.json")
    assert shown["headline"] == row["headline"]
    assert {c["claim"]["id"] for c in shown["claims"]} == {r["claim"] for r in shown["incident"]["claims"]}
    assert {c["document"] for c in shown["claims"]} <= {d["id"] for d in shown["documents"]}
    assert page.get("/i/i-0000000000000000.json").status_code == 404


def test_why_the_reports_of_an_incident_are_together(page: TestClient) -> None:
    row = next(row for row in get(page, "/explore.json?limit=200")["rows"] if row["n_documents"] > 1)
    shown = get(page, f"/i/{row['id']}.json")
    assert shown["why"]
    assert get(page, f"/i/{row['id']}/why.json") == shown["why"]
    assert get(page, f"/i/{row['id']}.json?why=false") == {**shown, "why": []}
    assert page.get("/i/i-0000000000000000/why.json").status_code == 404


def test_explore_selects_and_exports_exactly_the_view(page: TestClient) -> None:
    view = "t=2020-10-11..2020-10-17&type=shelling"
    shown = get(page, f"/explore.json?{view}&limit=500")
    assert shown["total"] == len(shown["rows"]) > 0
    assert all(row["type"] == "shelling" for row in shown["rows"])
    assert shown["days"] == get(page, "/explore.json?type=shelling")["days"]  # whatever days are chosen, one sees those beside them
    assert sum(n for day, n in shown["days"] if "2020-10-11" <= day <= "2020-10-17") <= shown["total"] < sum(n for _, n in shown["days"])
    lines = page.get(f"/explore.csv?{view}").text.splitlines()
    assert len(lines) == shown["total"] + 1
    features = get(page, f"/explore.geojson?{view}")["features"]
    assert {f["id"] for f in features} == {row["id"] for row in shown["rows"]}
    everywhere = get(page, "/explore.json?bbox=-180,-90,180,90&limit=500")
    assert everywhere["total"] == everywhere["n_points"] > 0
    assert get(page, "/explore.json?bbox=-10,-10,-9,-9")["total"] == 0


def test_explore_in_parts_is_what_the_whole_is(page: TestClient) -> None:
    view = "type=shelling&type=airstrike&limit=5&offset=3"
    whole = get(page, f"/explore.json?{view}")
    assert whole["rows"]
    assert whole["points"]
    assert whole["days"]
    assert get(page, f"/explore.json?{view}&part=table") == {**whole, "points": [], "days": []}
    assert get(page, f"/explore.json?{view}&part=map") == {**whole, "rows": []}


def test_an_incident_and_a_view_as_one_file(page: TestClient) -> None:
    row = an_incident(page)
    answer = page.get(f"/i/{row['id']}.html")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="{row["id"]}.html"'
    assert f'id="{row["id"]}"' in answer.text
    assert page.get(f"/i/{row['id'][:9]}.html").content == answer.content
    assert 'name="masked" content="false"' in answer.text
    assert 'name="masked" content="true"' in page.get(f"/i/{row['id']}.html?mask=true").text
    whole = page.get("/explore.html?type=shelling&t=2020-10-01..2020-10-31").text
    rows = get(page, "/explore.json?type=shelling&t=2020-10-01..2020-10-31")["rows"]
    assert re.findall(r'class="incident" id="(i-[0-9a-f]+)"', whole) == [row["id"] for row in rows]
    assert page.get("/i/i-nothing.html").status_code == 404
    assert page.get("/explore.html?type=nothing").status_code == 400


def test_a_view_that_is_too_large_for_one_file(page: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ascribe.serve.reading.MOST_IN_DOSSIER", 3)
    answer = page.get("/explore.html")
    assert answer.status_code == 413
    assert "more than 3 incidents" in answer.json()["what"]


def test_every_page_of_a_list_once(page: TestClient) -> None:
    whole = [row["id"] for row in get(page, "/explore.json?limit=500")["rows"]]
    parts = [row["id"] for offset in range(0, len(whole), 7) for row in get(page, f"/explore.json?limit=7&offset={offset}")["rows"]]
    assert parts == whole


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/explore.json?bbox=1,2,3", "no box"),
        ("/explore.json?t=yesterday", "no span of days"),
        ("/explore.json?type=party", "no such type"),
        ("/explore.json?colour=red", "no such parameter"),
        ("/explore.json?limit=0", "no such rows"),
        ("/explore.json?part=half", "no part 'half'"),
        ("/explore.json?limit=" + "9" * 500, "no such rows"),
        ("/explore.json?documents=99999999999", "that many"),
        ("/inbox.json?offset=99999999999999999999999999", ""),
        ("/inbox.json?limit=x", "int"),
        ("/explore.json?documents=", "documents"),
        ("/explore.json?grade=&grade=contested", "no such grade"),
        ("/explore.json?actor=taliban&actor=isis", "said 2 times"),
    ],
)
def test_a_question_that_cannot_be_meant_names_the_field(page: TestClient, path: str, words: str) -> None:
    answer = page.get(path)
    assert answer.status_code == 400
    assert words in answer.json()["what"]


def test_the_inbox_puts_first_what_matters_most(page: TestClient) -> None:
    inbox = get(page, "/inbox.json?limit=100")
    weights = [(0.5 + q["effect"]) * q["doubt"] for q in inbox["questions"]]
    assert weights == sorted(weights, reverse=True)
    assert inbox["questions"]
    assert all(q["claims"] and q["asks"] for q in inbox["questions"])
    first = next(q for q in inbox["questions"] if q["kind"] == "claim")
    assert decide(page, "accept", first["claims"][0]["claim"]["id"]).status_code == 201
    assert first["id"] not in [q["id"] for q in get(page, "/inbox.json?limit=100")["questions"]]


def test_the_inbox_gives_one_kind_of_questions(page: TestClient) -> None:
    every = get(page, "/inbox.json?limit=500")
    for kind, n in (("same", every["n_same"]), ("claim", every["n_claim"])):
        some = get(page, f"/inbox.json?limit=500&kind={kind}")
        assert some["total"] == n > 0
        assert some["questions"] == [q for q in every["questions"] if q["kind"] == kind]
    assert every["total"] == every["n_same"] + every["n_claim"]
    refused = page.get("/inbox.json?kind=other")
    assert refused.status_code == 400
    assert "$.kind" in refused.json()["what"]


def test_the_inbox_tells_whether_others_wait_behind(page: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    every = get(page, "/inbox.json?limit=500")
    n_same, n_claim = every["n_same"], every["n_claim"]
    assert not every["more"]
    for weighed, more in ((n_same, n_claim > n_same), (max(n_same, n_claim), False), (5, True)):
        monkeypatch.setattr("ascribe.serve.inbox._WEIGHED", weighed)
        given = get(page, "/inbox.json?limit=500")
        assert (given["n_same"], given["n_claim"], given["more"]) == (min(n_same, weighed), min(n_claim, weighed), more)
    # Only those of the kind that is asked for count.
    monkeypatch.setattr("ascribe.serve.inbox._WEIGHED", min(n_same, n_claim))
    small, large = ("same", "claim") if n_same < n_claim else ("claim", "same")
    assert not get(page, f"/inbox.json?kind={small}")["more"]
    assert get(page, f"/inbox.json?kind={large}")["more"] == (n_same != n_claim)
    monkeypatch.setattr("ascribe.serve.inbox._WEIGHED", 5)
    for question in get(page, "/inbox.json?kind=claim")["questions"][-2:]:
        assert decide(page, "accept", question["claims"][0]["claim"]["id"]).status_code == 201
    given = get(page, "/inbox.json")
    assert (given["n_same"], given["n_claim"]) == (5, 5)


def test_actors_sources_runs(page: TestClient) -> None:
    claims = [c for row in get(page, "/explore.json?limit=60")["rows"] for c in get(page, f"/i/{row['id']}.json")["claims"]]
    actor = next(s["actor"] for c in claims if (s := c["claim"]["attribution"]["source"]) and s["actor"])
    shown = get(page, f"/a/{actor}.json")
    assert shown["made"] >= 1
    assert shown["known"]
    outlet = next(d["outlet"] for d in get(page, "/d.json")["rows"] if d["outlet"])
    source = get(page, f"/s/{outlet}.json")
    assert 0 <= source["n_original"] <= source["n_claims"]
    (reading,) = get(page, "/runs.json")["readings"]
    assert get(page, f"/runs/{reading['id']}.json") == reading
    for missing in ("/a/nobody-at-all.json", "/s/No Such Paper.json", "/runs/r-none.json", "/api/jobs/9.json"):
        assert page.get(missing).status_code == 404


def test_an_actor_is_contradicted_where_flags_of_its_incidents_say_so(page: TestClient) -> None:
    incidents = [get(page, f"/i/{row['id']}.json?why=false") for row in get(page, "/explore.json?limit=500&part=table")["rows"]]
    disputes = {"contradiction", "perpetrator_disputed", "self_contradiction", "identity_conflict"}
    contradicted = 0
    for row in get(page, "/a.json?limit=500")["rows"]:
        said = [(i, c) for i in incidents for c in i["claims"] if (c["claim"]["attribution"]["source"] or {}).get("actor") == row["id"]]
        shown = get(page, f"/a/{row['id']}.json")
        assert shown["with_others"] == sum(i["incident"]["sources"]["independent"] > 1 for i, _ in said)
        flags = [{c for f in i["incident"]["flags"] if f["code"] in disputes for c in f["claims"]} for i, _ in said]
        assert shown["contradicted"] == sum(c["claim"]["id"] in claims for (_, c), claims in zip(said, flags, strict=True))
        assert sum(n for _, n in shown["statuses"]) == shown["made"] >= len(said)
        assert all(c["claim"]["attribution"]["source"]["actor"] == row["id"] for c in shown["claims"])
        assert len(shown["claims"]) == min(shown["made"], 50)
        contradicted += shown["contradicted"]
    assert contradicted


def test_an_actor_is_shown_while_somebody_corrects_its_claims(page: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Corrections that come between the claims' places and the claims themselves take none of them away."""
    real = Store.claims_at

    def corrected_meanwhile(self: Store, places: Any) -> Any:
        def correct() -> None:
            for claim in claims[:2]:
                assert decide(page, "reject", claim).status_code == 201

        thread = threading.Thread(target=correct)
        thread.start()
        thread.join(60)
        assert not thread.is_alive()
        return real(self, places)

    ((document, actor),) = store.query(
        "SELECT document, source_actor FROM latest_claims WHERE source_actor IS NOT NULL GROUP BY 1, 2 ORDER BY count(*) DESC, 1 LIMIT 1"
    )
    claims = [claim for (claim,) in store.query("SELECT claim FROM latest_claims WHERE document = ? ORDER BY n", document)]
    before = get(page, f"/a/{actor}.json")["claims"]
    assert decide(page, "reject", claims.pop()).status_code == 201  # what is corrected twice has a record of its own to lose
    monkeypatch.setattr(Store, "claims_at", corrected_meanwhile)
    assert len(get(page, f"/a/{actor}.json")["claims"]) >= len(before) - 1
    monkeypatch.undo()
    assert not {c["claim"]["id"] for c in get(page, f"/a/{actor}.json")["claims"]} & set(claims[:2])


# What people decide


@pytest.mark.parametrize("kind", ["reject", "edit", "add", "move", "merge", "split", "apart", "note"])
def test_a_decision_says_why(page: TestClient, kind: str) -> None:
    body = {"kind": kind, "author": "R. Editor", "subjects": ["c-0"], "reason": "  "}
    answer = page.post("/api/decisions", json=body, headers=CSRF)
    assert (answer.status_code, answer.json()["fix"]) == (400, "give a reason")


def test_a_merge_is_previewed_decided_and_taken_back(page: TestClient) -> None:
    question = next(q for q in get(page, "/inbox.json?limit=200")["questions"] if q["kind"] == "same")
    ids = [row["id"] for row in question["incidents"]]
    before = [get(page, f"/i/{i}.json")["incident"] for i in ids]
    foreseen = page.post("/api/preview", json={"kind": "merge", "subjects": ids}, headers=CSRF).json()
    only_before = page.post("/api/preview", json={"kind": "merge", "subjects": ids, "outcome": False}, headers=CSRF).json()
    assert only_before == {"before": foreseen["before"], "after": [], "along": [], "n_along": 0}
    assert len(foreseen["before"]) == 2
    (after,) = foreseen["after"]
    figures = after["figures"]
    assert after["n_claims"] >= sum(side["n_claims"] for side in foreseen["before"])
    merged = decide(page, "merge", *ids)
    assert merged.status_code == 201
    (one,) = merged.json()["incidents"]
    shown = get(page, f"/i/{one}.json")
    assert {r["claim"] for r in shown["incident"]["claims"]} >= {r["claim"] for i in before for r in i["claims"]}
    named = {r["claim"] for i in before for r in i["claims"]}
    assert {card["claim"]["id"] for card in foreseen["along"]} == {r["claim"] for r in shown["incident"]["claims"]} - named
    assert foreseen["n_along"] == len(foreseen["along"])
    assert shown["incident"]["figures"] == figures
    assert shown["acts"][0]["kind"] == "merge"
    assert decide(page, "undo", str(merged.json()["n"])).status_code == 201
    assert [get(page, f"/i/{i}.json")["incident"] for i in ids] == before
    acts = get(page, "/history.json")
    assert [(a["kind"], a["stands"]) for a in acts] == [("undo", True), ("merge", False)]


def test_a_split_and_a_move_leave_what_was_foreseen(page: TestClient) -> None:
    row = an_incident(page, least=3)
    claims = [r["claim"] for r in get(page, f"/i/{row['id']}.json")["incident"]["claims"]]
    foreseen = page.post("/api/preview", json={"kind": "split", "subjects": [row["id"], claims[-1]]}, headers=CSRF).json()
    assert [side["n_claims"] for side in foreseen["after"]] == [len(claims) - 1, 1]  # what stays, what leaves
    split = decide(page, "split", row["id"], claims[-1]).json()
    assert len(split["incidents"]) == 2
    target = next(i for i in split["incidents"] if claims[-1] in {r["claim"] for r in get(page, f"/i/{i}.json")["incident"]["claims"]})
    moved = decide(page, "move", claims[0], target)
    assert moved.status_code == 201
    assert {claims[0], claims[-1]} <= {
        r["claim"] for i in moved.json()["incidents"] for r in get(page, f"/i/{i}.json")["incident"]["claims"]
    }


def test_those_that_a_preview_is_about_come_first(page: TestClient) -> None:
    row = an_incident(page, least=3)
    claims = [r["claim"] for r in get(page, f"/i/{row['id']}.json")["incident"]["claims"]]
    goal = next(other for other in get(page, "/explore.json?limit=50")["rows"] if other["id"] != row["id"])
    for claim in (claims[0], claims[-1]):
        foreseen = page.post("/api/preview", json={"kind": "move", "subjects": [claim, goal["id"]]}, headers=CSRF).json()
        stood, went = foreseen["after"][:2]
        assert len(foreseen["after"]) > 2 or stood["n_claims"] == len(claims) - 1
        assert stood["type"] == row["type"]
        assert went["n_claims"] > goal["n_claims"]


def test_a_store_that_is_only_read_says_so_in_the_servers_words(filled: Path) -> None:
    with open_store(filled, read_only=True) as opened:
        page = client(site_of(opened))
        ids = [row["id"] for row in get(page, "/explore.json?limit=2")["rows"]]
        body = {"kind": "merge", "subjects": ids}
        assert page.post("/api/preview", json={**body, "outcome": False}, headers=CSRF).status_code == 200
        for refused in (page.post("/api/preview", json=body, headers=CSRF), decide(page, "merge", *ids)):
            assert refused.status_code == 503
            assert refused.json()["fix"] == "serve it without --read-only"


def test_two_incidents_are_kept_apart_and_asked_about_no_more(page: TestClient) -> None:
    asked = next(q for q in get(page, "/inbox.json?limit=500")["questions"] if q["kind"] == "same")
    one, other = (row["id"] for row in asked["incidents"])
    ours, theirs = ({ref["claim"] for ref in get(page, f"/i/{i}.json")["incident"]["claims"]} for i in (one, other))
    decided = decide(page, "apart", one, other).json()
    assert decided["kind"] == "split"
    rows = get(page, "/explore.json?limit=500")["rows"]
    held = {row["id"]: {ref["claim"] for ref in get(page, f"/i/{row['id']}.json")["incident"]["claims"]} for row in rows}
    assert not any(claims & ours and claims & theirs for claims in held.values())
    for question in get(page, "/inbox.json?limit=500")["questions"]:
        both = [held[row["id"]] for row in question["incidents"]]
        assert not any(a & ours and b & theirs for a in both for b in both if a is not b)
    assert decide(page, "apart", one, one).status_code == 400
    assert decide(page, "apart", one).status_code == 400
    decide(page, "undo", str(decided["n"]))
    assert asked["id"] in [q["id"] for q in get(page, "/inbox.json?limit=500")["questions"]]


def test_lists_of_actors_and_outlets_count_what_their_pages_count(page: TestClient) -> None:
    actors, sources = get(page, "/a.json?limit=500"), get(page, "/s.json?limit=500")
    assert (len(actors["rows"]), len(sources["rows"])) == (actors["total"], sources["total"])
    for row in actors["rows"]:
        shown = get(page, f"/a/{row['id']}.json")
        assert (row["made"], row["about"], row["name"]) == (shown["made"], shown["about"], shown["name"])
    for row in sources["rows"]:
        shown = get(page, f"/s/{quote(row['name'], safe='')}.json")
        assert {name: shown[name] for name in row} == row


def test_an_edit_changes_the_figure_and_the_ledger(page: TestClient) -> None:
    report = next(
        r for d in get(page, "/d.json?limit=50")["rows"] if (r := get(page, f"/d/{d['id']}.json"))
        and any(q["role"] == "killed" and q["qualifier"] == "exact" for c in r["claims"] for q in c["claim"]["quantities"])
    )  # fmt: skip
    claim = next(
        c["claim"] for c in report["claims"] if any(q["role"] == "killed" and q["qualifier"] == "exact" for q in c["claim"]["quantities"])
    )
    given_ = json.loads(json.dumps(claim))
    for q in given_["quantities"]:
        if q["role"] == "killed" and q["qualifier"] == "exact":
            q["low"] = q["high"] = 98765
    answer = decide(page, "edit", claim["id"], claim=given_)
    assert answer.status_code == 201, answer.text
    after = get(page, f"/d/{report['document']['id']}.json")
    edited = next(c for c in after["claims"] if c["claim"]["id"] == answer.json()["claim"])
    assert edited["review"] == "edited"
    assert edited["claim"]["reading_confidence"] is None
    incident = get(page, f"/i/{edited['incident']}.json")["incident"]
    assert any(s["high"] == 98765 for f in incident["figures"] for s in f["by_source"])


def test_a_claim_is_decided_about_by_the_beginning_of_its_id(page: TestClient) -> None:
    whole = get(page, f"/i/{an_incident(page)['id']}.json")["claims"][0]["claim"]["id"]
    answer = decide(page, "note", whole[:14], reason="by its short id")
    assert answer.status_code == 201
    acts = get(page, "/history.json")
    assert any(whole in act["subjects"] for act in acts if act["n"] == answer.json()["n"])
    assert decide(page, "note", "c-0000000000", reason="nothing").status_code == 400


def test_what_does_not_fit_is_refused(page: TestClient) -> None:
    report = get(page, f"/d/{get(page, '/d.json')['rows'][0]['id']}.json")
    claim = report["claims"][0]["claim"]
    beyond = {**claim, "content": [0, 10**7]}
    assert "does not fit" in decide(page, "edit", claim["id"], claim=beyond).json()["what"]
    assert decide(page, "edit", claim["id"], claim={**claim, "status": "perhaps"}).status_code == 400
    assert decide(page, "edit", claim["id"]).status_code == 400
    assert decide(page, "reject").status_code == 400
    assert decide(page, "reject", "c-000000000000000000000000").status_code == 400
    assert decide(page, "accept", claim["id"], author="  ").status_code == 400
    long_name = decide(page, "accept", claim["id"], author="R" * 121)
    assert (long_name.status_code, long_name.json()["what"]) == (400, "a name of 121 characters is too long")
    assert long_name.json()["fix"] == "give one of at most 120"
    assert decide(page, "undo").status_code == 400
    assert get(page, "/history.json") == []


def test_the_second_of_two_people_sees_who_was_first(page: TestClient) -> None:
    report = get(page, f"/d/{get(page, '/d.json')['rows'][0]['id']}.json")
    claim = report["claims"][0]["claim"]["id"]
    assert decide(page, "reject", claim, seen=report["seen"]).status_code == 201
    second = decide(page, "accept", claim, seen=report["seen"])
    assert second.status_code == 409
    assert (second.json()["decision"], "R. Editor" in second.json()["what"]) == (1, True)


def test_a_report_tells_all_that_was_decided_about_its_claims(page: TestClient) -> None:
    """Rejections too, and what was decided about a claim under the ids that it had before; an old id leads on."""
    address = f"/d/{get(page, '/d.json?q=Khavak')['rows'][0]['id']}.json"
    report = get(page, address)
    first, second = (card["claim"] for card in report["claims"][:2])
    other = "unclear" if first["status"] != "unclear" else "asserted"
    edited = decide(page, "edit", first["id"], claim={**first, "status": other, "at_issue": None}).json()["claim"]
    assert edited != first["id"]
    again = decide(page, "edit", edited, claim={**first, "status": "expected", "at_issue": None}).json()["claim"]
    decide(page, "reject", second["id"])
    decide(page, "note", report["document"]["id"], reason="an editor's warning")
    after = get(page, address)
    assert [act["kind"] for act in after["acts"]] == ["note", "reject", "edit", "edit"]
    by_kind = {act["kind"]: act["about"] for act in after["acts"]}
    quotes = {card["claim"]["id"]: card["quote"] for card in report["claims"]}
    document = report["document"]["id"]
    assert by_kind["edit"] == [{"id": again, "words": quotes[first["id"]], "document": document, "stands": True}]
    assert by_kind["reject"] == [{"id": second["id"], "words": quotes[second["id"]], "document": document, "stands": False}]
    assert by_kind["note"][0]["id"] == document
    assert {after["moved"][first["id"]], after["moved"][edited]} == {again}
    assert after["rejected"] == {second["id"]: 3}
    decide(page, "undo", "3")
    taken_back = get(page, address)
    assert taken_back["rejected"] == {}
    (undone,) = [act for act in taken_back["acts"] if act["kind"] == "undo"]
    assert undone["about"] == [{**by_kind["reject"][0], "stands": True}]  # what the decision that is taken back was about


def test_an_added_claim_that_was_rejected_is_told_by_its_words(page: TestClient) -> None:
    report = get(page, f"/d/{get(page, '/d.json?q=Khavak')['rows'][0]['id']}.json")
    claim = report["claims"][0]["claim"]
    type_ = next(t for t in ("aid", "protest") if t != claim["event"]["type"])
    new = {**claim, "event": {**claim["event"], "type": type_}, "revises": [], "place": None}
    added = decide(page, "add", report["document"]["id"], claim=new).json()["claim"]
    decide(page, "reject", added)
    acts = get(page, "/history.json")
    assert [act["kind"] for act in acts] == ["reject", "add"]
    for act in acts:
        assert act["about"] == [{"id": added, "words": report["claims"][0]["quote"], "document": report["document"]["id"], "stands": False}]
    refused = decide(page, "add", report["document"]["id"], claim=new)
    assert refused.status_code == 400
    assert "decision 2" in refused.json()["fix"]


def test_a_merge_is_about_one_incident_while_it_stands(page: TestClient) -> None:
    ids = [row["id"] for row in next(q for q in get(page, "/inbox.json?limit=200")["questions"] if q["kind"] == "same")["incidents"]]
    (merged,) = decide(page, "merge", *ids).json()["incidents"]
    assert [about["id"] for about in get(page, "/history.json")[0]["about"]] == [merged]
    decide(page, "undo", "1")
    assert [about["id"] for about in get(page, "/history.json")[1]["about"]] == ids


def test_an_edit_that_changes_nothing_is_refused(page: TestClient) -> None:
    claim = get(page, f"/d/{get(page, '/d.json')['rows'][0]['id']}.json")["claims"][0]["claim"]
    answer = decide(page, "edit", claim["id"], claim={**claim, "reading_confidence": None})
    assert answer.status_code == 400
    assert "nothing is changed" in answer.json()["what"]
    assert get(page, "/history.json") == []


# Documents that come in


def test_a_pasted_text_is_read_and_stands_in_the_incidents(page: TestClient) -> None:
    text = "Rebels killed 12 soldiers at Tarkan on 1 September 2021, the army said."
    started = page.post("/api/documents/text", json={"text": text, "outlet": "The Post", "published": "2021-09-02"}, headers=CSRF)
    assert started.status_code == 202
    job = ended(page, started.json())
    assert (job["state"], job["documents"]) == ("done", 1)
    report = get(page, f"/d/{job['documents_read'][0]}.json")
    assert report["document"]["outlet"] == "The Post"
    assert all(c["incident"] for c in report["claims"])
    again = ended(page, page.post("/api/documents/text", json={"text": text, "outlet": "The Post", "published": "2021-09-02"},
                                  headers=CSRF).json())  # fmt: skip
    assert again["known"] == 1


def test_a_file_is_read_by_what_it_is_and_hostile_html_gives_text_only(page: TestClient) -> None:
    words = "Gunmen attacked the village of Tarkan on Monday and killed nine people, the governor told reporters in the capital. " * 4
    html = f"<html><head><title>Attack</title></head><body><script>alert(1)</script><article><p>{words}</p></article></body></html>"
    started = page.post("/api/documents/file?name=..%2F..%2Fpage.html", content=html.encode(), headers=CSRF)
    job = ended(page, started.json())
    assert (job["what"], job["documents"]) == ("page.html", 1)
    text = get(page, f"/d/{job['documents_read'][0]}.json")["document"]["text"]
    assert "alert" not in text
    assert "Tarkan" in text
    broken = ended(page, page.post("/api/documents/file?name=a.warc", content=b"\x00\x01\x02" * 50, headers=CSRF).json())
    assert broken["problems"]
    assert broken["problems"][0].startswith("a.warc")


def test_a_text_without_a_title_bears_the_name_of_its_file(page: TestClient) -> None:
    def title(address: str, content: bytes) -> str | None:
        job = ended(page, page.post(f"/api/documents/file?{address}", content=content, headers=CSRF).json())
        return str(get(page, f"/d/{job['documents_read'][0]}.json")["document"]["title"])

    words = "The army said it had killed {} rebels at Tarkan on 1 September 2021. " * 5
    assert title("name=report%20one.txt", words.format(*"12345").encode()) == "report one.txt"
    assert title("name=two.txt&title=%20Army%20says%20", words.format(*"23456").encode()) == "Army says"
    html = f"<html><head><title>Its own</title></head><body><p>{words.format(*'34567')}</p></body></html>"
    assert title("name=three.html&title=Another", html.encode()) == "Its own"
    refused = page.post(f"/api/documents/file?name=a.txt&title={'a' * 20_000}", content=b"x", headers=CSRF)
    assert (refused.status_code, refused.json()["what"]) == (400, "that is no title")


def test_a_text_in_a_language_that_is_not_read_is_kept_and_it_says_so(page: TestClient) -> None:
    text = "قالت الشرطة إن ثلاثة أشخاص قتلوا في كابول يوم الاثنين. وقال متحدث باسم الجيش إن الهجوم وقع قرب المطار."
    job = ended(page, page.post("/api/documents/text", json={"text": text}, headers=CSRF).json())
    assert (job["documents"], job["claims"], job["known"]) == (1, 0, 0)
    (note,) = job["problems"]
    assert note.startswith("a pasted text: in the language 'ar'")
    assert get(page, f"/d/{job['documents_read'][0]}.json")["document"]["language"] == "ar"


def test_too_large_empty_and_unnamed_are_refused(page: TestClient) -> None:
    headers = CSRF
    big = next(e for e in ENDPOINTS if e.path == "/api/documents/text").limit + 1
    assert page.post("/api/documents/text", content=b"x" * big, headers={**headers, "content-type": "application/json"}).status_code == 413
    assert page.post("/api/documents/text", json={"text": "  "}, headers=headers).status_code == 400
    assert page.post("/api/documents/file?name=a.txt", content=b"", headers=headers).status_code == 400
    assert page.post("/api/documents/file", content=b"x", headers=headers).status_code == 400
    assert page.post("/api/documents/text", content=b"text", headers=headers).status_code == 400
    assert "opens no addresses" in page.post("/api/documents/address", json={"url": "https://example.org"}, headers=headers).json()["what"]


# The description


def test_every_answer_is_what_the_description_says(page: TestClient) -> None:
    described = get(page, "/openapi.json")
    assert described == json.loads(json.dumps(openapi_of(ENDPOINTS)))
    row = an_incident(page)
    document = get(page, "/d.json")["rows"][0]["id"]
    reading = get(page, "/runs.json")["readings"][0]["id"]
    asked = {
        "/session.json": "/session.json", "/inbox.json": "/inbox.json", "/d.json": "/d.json", "/d/{id}.json": f"/d/{document}.json",
        "/i/{id}.json": f"/i/{row['id']}.json", "/explore.json": "/explore.json", "/runs.json": "/runs.json",
        "/runs/{id}.json": f"/runs/{reading}.json", "/history.json": "/history.json", "/api/places.json": "/api/places.json?name=Ganja",
        "/api/towns.json": "/api/towns.json?bbox=44,38,51,42",
    }  # fmt: skip
    for path, address in asked.items():
        schema = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        whole = json.loads(json.dumps({**schema, "components": described["components"]}))
        jsonschema.Draft202012Validator(whole).validate(get(page, address))


def test_every_parameter_of_an_address_is_described() -> None:
    described = openapi_of(ENDPOINTS)
    for endpoint in ENDPOINTS:
        operation = described["paths"][endpoint.described_path][endpoint.method.lower()]
        assert {p["name"] for p in operation["parameters"]} == set(endpoint.question.__struct_fields__)


@given(
    st.one_of(
        st.binary(max_size=60),
        st.recursive(st.none() | st.booleans() | st.text(max_size=9), st.lists, max_leaves=9).map(msgspec.json.encode),
    )
)
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_any_body_is_answered_in_words(page: TestClient, body: bytes) -> None:
    headers = {**CSRF, "content-type": "application/json"}
    for path in ("/api/decisions", "/api/preview", "/api/documents/text", "/api/documents/address"):
        answer = page.post(path, content=body, headers=headers)
        assert answer.status_code == 400
        assert answer.json()["what"]


def test_who_opens_an_address_that_is_none_gets_the_pages(store: Store, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<h1>The workbench</h1>")
    asking = TestClient(workbench(site_of(store), KEYS, static=tmp_path), base_url=BASE)
    asking.cookies.set(COOKIE, KEYS.session)
    for path in ("/nonsense", "/d/a/b"):
        shown = asking.get(path, headers={"accept": "text/html,*/*"})
        assert (shown.status_code, shown.text) == (404, "<h1>The workbench</h1>")
        assert asking.get(path, headers={"accept": "*/*"}).text == "there is nothing at this address\n"
    assert asking.get("/nonsense.json", headers={"accept": "text/html"}).json()["what"] == "there is nothing at this address"


def test_an_outlet_that_is_not_there_is_said_without_a_developers_hint(page: TestClient) -> None:
    answer = page.get("/s/No%20One.json")
    assert answer.status_code == 404
    assert answer.json() == {"what": "no report of an outlet named 'No One' in this store", "fix": "", "decision": None}
