"""What the server keeps in memory is what a server just started would find, after every kind of decision."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from ascribe.demo import demo_documents
from ascribe.pipeline_incidents import open_pairs, update_incidents
from ascribe.read.reader import Reader
from ascribe.serve.app import workbench
from ascribe.serve.kept import Found
from ascribe.serve.security import COOKIE, CSRF_HEADER, Keys
from ascribe.serve.site import Settings, Site
from ascribe.store import Store, open_store

KEYS = Keys("a-token")
#: Pages of which something is kept.
PAGES = ("/session.json", "/inbox.json?limit=40", "/explore.json", "/a.json", "/s.json", "/a/taliban.json")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "store"
    reader = Reader.load()
    with open_store(folder) as store:
        store.add_all(reader.read(document) for document in demo_documents())
        update_incidents(store)
    return folder


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(filled, tmp_path / "store")
    with open_store(tmp_path / "store") as opened:
        yield opened


def client(store: Store) -> TestClient:
    site = Site(store, Settings(csrf=KEYS.csrf, clock=lambda: datetime(2026, 1, 2, tzinfo=UTC)))
    found = TestClient(workbench(site, KEYS), base_url="http://127.0.0.1:8010")
    found.cookies.set(COOKIE, KEYS.session)
    return found


def answers(page: TestClient) -> dict[str, Any]:
    return {path: page.get(path).json() for path in PAGES}


def decide(page: TestClient, kind: str, *subjects: str, **more: Any) -> Any:
    body = {"kind": kind, "author": "R. Editor", "subjects": subjects, "reason": "read again", **more}
    answer = page.post("/api/decisions", content=json.dumps(body), headers={CSRF_HEADER: KEYS.csrf, "content-type": "application/json"})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_what_is_kept_follows_every_decision_at_once(store: Store) -> None:
    page = client(store)
    answers(page)  # from here on all is kept
    for kind in ("accept", "reject", "edit", "merge", "apart", "split", "note"):
        questions = page.get("/inbox.json?limit=100").json()["questions"]
        same = next(q for q in questions if q["kind"] == "same")
        claim = next(q for q in questions if q["kind"] == "claim")["claims"][0]["claim"]
        more: dict[str, Any] = {}
        if kind in ("merge", "apart"):
            subjects = [row["id"] for row in same["incidents"]]
        elif kind == "split":
            row = next(row for row in page.get("/explore.json?limit=200").json()["rows"] if row["n_claims"] > 2)
            subjects = [row["id"], page.get(f"/i/{row['id']}.json").json()["incident"]["claims"][-1]["claim"]]
        else:
            subjects = [claim["id"]]
        if kind == "edit":
            more["claim"] = {**claim, "background": True}
        decided = decide(page, kind, *subjects, **more)
        assert answers(page) == answers(client(store)), kind
        decide(page, "undo", str(decided["n"]))
        assert answers(page) == answers(client(store)), f"undo of {kind}"


def test_what_is_asked_is_asked_no_more_once_it_is_answered(store: Store) -> None:
    page = client(store)
    first = page.get("/inbox.json").json()
    question = next(q for q in first["questions"] if q["kind"] == "claim")
    decide(page, "accept", question["claims"][0]["claim"]["id"])
    after = page.get("/inbox.json").json()
    assert after["total"] == first["total"] - 1
    assert question["id"] not in [q["id"] for q in after["questions"]]


def test_the_pairs_of_some_incidents_are_those_among_all(store: Store) -> None:
    every = open_pairs(store)
    chosen = sorted({pair.incident for pair in every[:5]} | {pair.other for pair in every[5:9]})
    assert len(chosen) > 3
    assert open_pairs(store, among=chosen) == [pair for pair in every if pair.incident in chosen or pair.other in chosen]
    assert open_pairs(store, among=[]) == []


def test_found_is_found_once_and_again_when_touched() -> None:
    asked: list[list[str]] = []

    def find(keys: Any) -> dict[str, int]:
        asked.append(list(keys))
        return {key: len(asked) for key in keys if key != "nobody"}

    found = Found(find, lambda key: (key,))
    assert found.of(["a", "b", "nobody"]) == {"a": 1, "b": 1}
    assert found.of(["b", "a"]) == {"b": 1, "a": 1}
    found.touch(["b"])
    assert found.of(["a", "b"]) == {"a": 1, "b": 2}
    found.touch(None)
    assert found.of(["a"]) == {"a": 3}
    assert asked == [["a", "b", "nobody"], ["b"], ["a"]]


def test_what_was_found_before_a_touch_is_not_kept_after_it() -> None:
    answered = [1, 2]

    def find(keys: Any) -> dict[str, int]:
        value = answered.pop(0)
        if value == 1:
            found.touch(["a"])  # while it was being found
        return dict.fromkeys(keys, value)

    found = Found(find, lambda key: (key,))
    assert found.of(["a"]) == {"a": 1}
    assert found.of(["a"]) == {"a": 2}
