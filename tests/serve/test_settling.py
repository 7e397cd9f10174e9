"""Decisions that are answered before the figures follow: what is seen meanwhile, and what stands after."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from ascribe.errors import StoreError
from ascribe.pipeline_incidents import update_incidents
from ascribe.serve import site as serve_site
from ascribe.serve.settling import Settling
from ascribe.serve.site import Site
from ascribe.store import Store, open_store
from tests.serve.asking import client, decide, get, site_of


class Held:
    """An update that waits until it is let go, and says whether it has begun."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self._go, self.runs = threading.Event(), threading.Event(), 0
        self.faults: list[Exception] = []
        monkeypatch.setattr(serve_site, "update_incidents", self._update)

    def _update(self, store: Store) -> Any:
        self.runs += 1
        self.begun.set()
        assert self._go.wait(30)
        if self.faults:
            raise self.faults.pop()
        return update_incidents(store)

    def let_go(self) -> None:
        self._go.set()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    one = Held(monkeypatch)
    yield one
    one.let_go()


@pytest.fixture
def site(store: Store) -> Iterator[Site]:
    one = site_of(store)
    yield one
    one.close()


def a_killing(page: TestClient) -> tuple[str, dict[str, Any]]:
    """A report and a claim of it that stands in an incident and gives a figure."""
    question = next(q for q in get(page, "/inbox.json?limit=100")["questions"] if q["kind"] == "claim")
    card = question["claims"][0]
    return card["document"], card["claim"]


def claims_of(page: TestClient, document: str) -> set[str]:
    return {card["claim"]["id"] for card in get(page, f"/d/{document}.json")["claims"]}


def test_who_does_not_wait_is_answered_before_the_figures_follow(site: Site, held: Held) -> None:
    page = client(site)
    document, claim = a_killing(page)
    incident = get(page, f"/d/{document}.json")["claims"]
    incident = next(card["incident"] for card in incident if card["claim"]["id"] == claim["id"])
    before = get(page, f"/i/{incident}.json")["incident"]["claims"]
    answer = decide(page, "reject", claim["id"], wait=False)
    assert (answer.status_code, answer.json()["settled"]) == (201, False)
    assert held.begun.wait(10)
    assert get(page, "/session.json")["settled"] is False
    assert claim["id"] not in claims_of(page, document)  # the report shows what was decided at once
    assert get(page, f"/i/{incident}.json")["incident"]["claims"] == before  # the incident not yet
    assert all(claim["id"] not in [c["claim"]["id"] for c in q["claims"]] for q in get(page, "/inbox.json?limit=100")["questions"])
    held.let_go()
    assert get(page, "/api/settled.json") == {"settled": True, "shown": 1}
    after = get(page, f"/api/decisions/{answer.json()['n']}.json")
    assert (after["settled"], after["kind"]) == (True, "reject")
    assert get(page, "/session.json")["settled"] is True
    assert claim["id"] not in [ref["claim"] for i in after["incidents"] for ref in get(page, f"/i/{i}.json")["incident"]["claims"]]


def test_what_was_decided_binds_before_the_figures_follow(site: Site, held: Held) -> None:
    page = client(site)
    document, claim = a_killing(page)
    assert decide(page, "edit", claim["id"], claim={**claim, "status": "denied"}, wait=False).status_code == 201
    assert held.begun.wait(10)
    (edited,) = (card["claim"] for card in get(page, f"/d/{document}.json")["claims"] if card["claim"]["status"] == "denied"
                 and card["claim"]["event"] == claim["event"])  # fmt: skip
    assert edited["id"] != claim["id"]
    again = decide(page, "reject", claim["id"], wait=False)
    assert (again.status_code, again.json()["what"]) == (400, f"{claim['id']} was edited")
    assert decide(page, "note", edited["id"], wait=False).status_code == 201
    assert decide(page, "reject", edited["id"], wait=False).status_code == 201
    twice = decide(page, "reject", edited["id"], wait=False)
    assert twice.status_code == 400
    assert "rejected by decision" in twice.json()["what"]
    assert edited["id"] not in claims_of(page, document)
    assert decide(page, "undo", wait=False).status_code == 201
    assert edited["id"] in claims_of(page, document)
    held.let_go()
    assert get(page, "/api/settled.json")["settled"] is True
    assert held.runs <= 3  # one run carries out all that came while another was going on
    assert edited["id"] in claims_of(page, document)


def test_without_waiting_the_same_comes_of_it(filled: Path, tmp_path: Path) -> None:
    """The same decisions, waited for and not: the same claims and incidents."""
    states = []
    for wait in (True, False):
        folder = tmp_path / str(wait)
        shutil.copytree(filled, folder)
        with open_store(folder) as store:
            site = site_of(store)
            page = client(site)
            questions = get(page, "/inbox.json?limit=100")["questions"]
            claims = [q["claims"][0]["claim"] for q in questions if q["kind"] == "claim"][:6]
            pairs = [[row["id"] for row in q["incidents"]] for q in questions if q["kind"] == "same"][:2]
            for claim in claims[:3]:
                assert decide(page, "reject", claim["id"], wait=wait).status_code == 201
            for claim in claims[3:]:
                given = {**claim, "background": not claim["background"]}
                assert decide(page, "edit", claim["id"], claim=given, wait=wait).status_code == 201
            assert decide(page, "undo", "2", wait=wait).status_code == 201
            for kind, pair in zip(("merge", "apart"), pairs, strict=True):
                assert decide(page, kind, *pair, wait=wait).status_code == 201
            assert get(page, "/api/settled.json") == {"settled": True, "shown": 9}
            site.close()
            states.append(
                (
                    store.query("SELECT incident, json FROM incidents ORDER BY 1"),
                    [record.to_json() for record in store.records()],
                    get(client(site_of(store)), "/inbox.json?limit=100"),
                )
            )
    assert states[0] == states[1]


FULL = StoreError("here", "the disk is full", "free some space")


@pytest.mark.parametrize("wait", [True, False])
def test_a_decision_that_could_not_be_carried_out_stands_and_is_tried_again(site: Site, held: Held, wait: bool) -> None:
    page = client(site)
    document, claim = a_killing(page)
    held.faults = [FULL, FULL] if wait else [FULL]
    held.let_go()
    answer = decide(page, "reject", claim["id"], wait=wait)
    assert (answer.status_code, answer.json()["settled"]) == (201, False)  # it is written down, whatever became of it
    while held.faults and not wait:
        time.sleep(0.01)
    held.faults.clear()
    assert get(page, "/session.json")["settled"] is False
    assert claim["id"] not in claims_of(page, document)
    # Whoever asks for it has it tried once more.
    assert get(page, "/api/settled.json") == {"settled": True, "shown": answer.json()["n"]}
    assert get(page, "/session.json")["settled"] is True


def test_what_keeps_figures_from_following_is_said(site: Site, held: Held) -> None:
    page = client(site)
    _, claim = a_killing(page)
    held.faults = [FULL, FULL]
    held.let_go()
    assert decide(page, "reject", claim["id"]).json()["settled"] is False
    for path in ("/api/settled.json", "/explore.csv"):  # a file that is kept says what stands, or nothing
        held.faults = [FULL]
        told = page.get(path)
        assert (told.status_code, told.json()["what"]) == (503, "the disk is full")
    assert page.get("/explore.csv").status_code == 200


def test_who_saw_an_incident_before_a_decision_was_carried_out_decides_about_another(site: Site, held: Held) -> None:
    """A merges; B looks before the figures follow, and then splits what B saw: B is told of A."""
    page = client(site)
    questions = get(page, "/inbox.json?limit=100")["questions"]
    one, other = next([row["id"] for row in q["incidents"]] for q in questions if q["kind"] == "same" and q["incidents"][0]["n_claims"] > 1)
    assert decide(page, "merge", one, other, wait=False).status_code == 201
    assert held.begun.wait(10)
    seen = get(page, f"/i/{one}.json")
    assert seen["seen"] == 0
    assert get(page, "/inbox.json")["seen"] == 0
    held.let_go()
    split = decide(page, "split", one, seen["claims"][-1]["claim"]["id"], seen=seen["seen"])
    assert (split.status_code, split.json()["decision"]) == (409, 1)
    assert get(page, f"/i/{one}.json")["seen"] == 1


def test_a_decision_waits_for_no_preview(site: Site) -> None:
    page = client(site)
    claims = [q["claims"][0]["claim"]["id"] for q in get(page, "/inbox.json?limit=100")["questions"] if q["kind"] == "claim"][:3]
    with site.store.changing():  # as a preview holds it
        for claim in claims:
            assert decide(page, "reject", claim, wait=False).status_code == 201
    assert get(page, "/api/settled.json")["settled"] is True


def test_what_is_regrouped_is_what_stands(site: Site, held: Held) -> None:
    """A merge waits for what was decided before it: it takes the incidents as they are then."""
    page = client(site)
    questions = get(page, "/inbox.json?limit=100")["questions"]
    one, other = next([row["id"] for row in q["incidents"]] for q in questions if q["kind"] == "same")
    _, claim = a_killing(page)
    assert decide(page, "reject", claim["id"], wait=False).status_code == 201
    assert held.begun.wait(10)
    answers: list[Any] = []
    merging = threading.Thread(target=lambda: answers.append(decide(client(site), "merge", one, other)))
    merging.start()
    time.sleep(0.2)
    assert len(get(page, "/history.json")) == 1
    held.let_go()
    merging.join(60)
    assert answers[0].status_code == 201
    assert len(answers[0].json()["incidents"]) == 1


def test_no_such_decision(site: Site) -> None:
    assert client(site).get("/api/decisions/7.json").status_code == 404


def test_one_run_serves_all_that_was_asked_before_it() -> None:
    go, runs = threading.Event(), []

    def settle() -> None:
        runs.append(1)
        assert go.wait(10)

    settling = Settling(settle)
    settling.ask()
    assert settling.wait(0) is False
    for _ in range(20):
        settling.ask()
    assert settling.waits
    go.set()
    assert settling.wait(10)
    assert len(runs) <= 3
    assert not settling.waits
    with settling.writing():
        assert settling.waits
    assert not settling.waits
    settling.close()
    settling.ask()
    assert settling.wait(5) is False  # nobody carries it out any more, and nobody waits for it


def test_the_end_waits_for_the_run_that_is_going_on() -> None:
    begun, done = threading.Event(), threading.Event()

    def settle() -> None:
        begun.set()
        time.sleep(0.3)
        done.set()

    settling = Settling(settle)
    settling.ask()
    assert begun.wait(5)
    settling.close()
    assert done.is_set()
