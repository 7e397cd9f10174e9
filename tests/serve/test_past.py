"""What stood after a decision is shown again at `?at=`, as it was answered then."""

from __future__ import annotations

import csv
import io
import threading
import time
from typing import Any

import pytest
from starlette.testclient import TestClient

from ascribe.serve.past import _WAITING, Pasts
from ascribe.store import Store
from tests.serve.asking import CSRF, decide, ended, get


def but_for_since(shown: Any) -> Any:
    """An answer without what says as of when it is, and without what people are asked to send back."""
    return {name: value for name, value in shown.items() if name not in ("then", "seen", "acts", "asked")}


def an_incident(page: TestClient) -> str:
    return str(next(row["id"] for row in get(page, "/explore.json?limit=200")["rows"] if row["n_claims"] >= 3))


def test_an_incident_as_it_stood(page: TestClient) -> None:
    incident = an_incident(page)
    before = get(page, f"/i/{incident}.json")
    claims = [ref["claim"] for ref in before["incident"]["claims"]]
    assert before["then"] is None
    assert decide(page, "note", incident).status_code == 201
    assert decide(page, "split", incident, claims[0]).status_code == 201
    assert decide(page, "reject", claims[-1]).status_code == 201
    now = get(page, f"/i/{incident}.json")
    assert but_for_since(now) != but_for_since(before)
    then = get(page, f"/i/{incident}.json?at=1")
    assert but_for_since(then) == but_for_since(before)
    assert then["then"] == {"n": 1, "time": "2026-01-02T00:00:00Z", "decisions_since": 2, "documents_since": 0}
    assert [act["kind"] for act in then["acts"]] == ["note"]
    assert but_for_since(get(page, f"/i/{incident}.json?at=0")) == but_for_since(before)
    assert but_for_since(get(page, f"/i/{incident}.json?at=3")) == but_for_since(now)
    assert page.get(f"/i/{incident}.geojson?at=1").json()["features"][0]["id"] == before["incident"]["id"]
    assert get(page, "/history.json")[0]["n"] == 3


def test_lists_and_exports_as_they_stood(page: TestClient) -> None:
    view = "/explore.{}?limit=500"
    before = {kind: page.get(view.format(kind)).content for kind in ("csv", "geojson")}
    shown = get(page, view.format("json"))
    assert decide(page, "note", an_incident(page)).status_code == 201
    one, other = (row["id"] for row in shown["rows"][:2])
    assert decide(page, "merge", one, other).status_code == 201
    assert get(page, view.format("json"))["total"] == shown["total"] - 1
    then = get(page, view.format("json") + "&at=1")
    assert {**then, "then": None} == shown
    for kind, content in before.items():
        assert page.get(view.format(kind) + "&at=1").content == content
    rows = list(csv.reader(io.StringIO(page.get("/explore.csv?at=2").text, newline="")))
    assert len(rows) == shown["total"]  # one less, and the head
    # The incident that two have become leads to the larger of them as it was.
    merged = get(page, "/history.json")[0]["subjects"][0]
    assert get(page, f"/i/{merged}.json?at=1")["incident"]["id"] == merged


def test_reports_that_came_since_are_not_in_it(page: TestClient) -> None:
    total = get(page, "/explore.json")["total"]
    decide(page, "note", an_incident(page))
    text = "Rebels killed 12 soldiers at Tarkan on 1 September 2021, the army said."
    sent = page.post("/api/documents/text", json={"text": text, "published": "2021-09-02"}, headers=CSRF).json()
    assert ended(page, sent)["documents"] == 1
    assert get(page, "/explore.json")["total"] == total + 1
    then = get(page, "/explore.json?at=1")
    assert then["total"] == total
    assert then["then"]["documents_since"] == 1
    assert get(page, "/explore.json?at=2026-01-02")["total"] == total
    assert get(page, "/explore.json?at=2026-01-04")["total"] == total + 1
    (new,) = {row["id"] for row in get(page, "/explore.json?limit=500")["rows"]} - {
        row["id"] for row in get(page, "/explore.json?limit=500&at=1")["rows"]
    }
    missing = page.get(f"/i/{new}.json?at=1")
    assert missing.status_code == 404
    assert "ascribe-past" not in missing.text
    assert missing.json() == {"what": f"no incident {new} at=1", "fix": "leave out `at` to see what stands now", "decision": None}


def test_before_any_report_was_read_there_was_nothing(page: TestClient) -> None:
    for path in (f"/i/{an_incident(page)}.json", f"/i/{an_incident(page)}.geojson"):
        missing = page.get(path, params={"at": "2001-01-01"})
        assert missing.status_code == 404
        assert missing.json()["what"] == "no report had been read at=2001-01-01: there was no incident yet"
        assert missing.json()["fix"].endswith("leave out `at` to see what stands now")
        assert "ascribe-past" not in missing.text


@pytest.mark.parametrize("at", ["99", "yesterday", "-1", "1e3", "2021-99-01", "' OR 1=1", "9" * 300])
def test_what_is_no_moment_is_said_to_be_none(page: TestClient, at: str) -> None:
    for path in ("/i/i-0.json", "/i/i-0.geojson", "/explore.json", "/explore.csv", "/explore.geojson"):
        answer = page.get(path, params={"at": at})
        assert answer.status_code == 400
        assert answer.json()["what"].startswith("at=")
        assert answer.json()["fix"]


def test_nothing_can_be_decided_in_the_past(page: TestClient) -> None:
    body = {"kind": "note", "author": "R. Editor", "subjects": ["i-0"], "reason": "x"}
    decide(page, "note", an_incident(page))
    for path in ("/i/i-0.json?at=1", "/explore.json?at=1"):
        assert page.post(path, json=body, headers=CSRF).status_code == 404
    assert len(get(page, "/history.json")) == 1


def test_past_states_are_kept_while_they_are_looked_at_and_no_longer(
    store: Store, page: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ascribe.pipeline_past import past_moment

    made: list[int] = []
    real = Pasts._state

    def counted(self: Pasts, moment: Any) -> Any:
        before = set(self._made)
        found = real(self, moment)
        made.extend([moment.n] if set(self._made) - before else [])
        return found

    monkeypatch.setattr(Pasts, "_state", counted)
    for _ in range(4):
        decide(page, "note", an_incident(page))
    pasts = Pasts(store)
    folders = []
    with pasts.at(past_moment(store, "1")) as first:
        for at in ("2", "3", "4", "2"):
            with pasts.at(past_moment(store, at)) as then:
                folders.append(then.path)
        assert first.stats().n_documents == 36  # looked at still
    assert made == [1, 2, 3, 4, 2]
    with pasts.at(past_moment(store, "4")):
        pass
    assert len(pasts._made) == 2
    # Many at once are told to ask again.
    entered, go_on = threading.Event(), threading.Event()
    monkeypatch.setattr(Pasts, "_state", lambda self, moment: (entered.set(), go_on.wait(20), real(self, moment))[-1])

    def look() -> None:
        with pasts.at(past_moment(store, "4")):
            pass

    threads = [threading.Thread(target=look) for _ in range(_WAITING)]
    for thread in threads:
        thread.start()
    entered.wait(20)
    ends = time.monotonic() + 20
    while pasts._waiting._value and time.monotonic() < ends:
        time.sleep(0.01)
    with pytest.raises(Exception, match="ask again"), pasts.at(past_moment(store, "1")):
        pass
    go_on.set()
    for thread in threads:
        thread.join()
    pasts.close()
    assert not any(folder.exists() for folder in folders)
