"""Several people at one server: who is first, and what the others see meanwhile."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from starlette.testclient import TestClient

from ascribe.serve.app import workbench
from ascribe.serve.security import COOKIE, CSRF_HEADER
from ascribe.serve.site import Site
from ascribe.store import Store
from tests.serve.asking import CSRF, KEYS, client, decide, get, site_of

READERS = 20


@pytest.fixture
def two(store: Store) -> Iterator[tuple[TestClient, TestClient]]:
    site = site_of(store)
    yield client(site), client(site)
    site.close()


def body(kind: str, author: str, *subjects: str, **more: object) -> dict[str, object]:
    return {"kind": kind, "author": author, "subjects": subjects, "reason": "read again", **more}


def test_of_two_who_decide_about_one_incident_the_second_sees_who_was_first(two: tuple[TestClient, TestClient]) -> None:
    one, other = two
    row = next(row for row in get(one, "/explore.json?limit=200")["rows"] if row["n_claims"] >= 3)
    pages = [get(page, f"/i/{row['id']}.json") for page in two]
    claims = [ref["claim"] for ref in pages[0]["incident"]["claims"]]
    split = one.post("/api/decisions", json=body("split", "A. First", row["id"], claims[0], seen=pages[0]["seen"]), headers=CSRF)
    assert split.status_code == 201
    second = other.post("/api/decisions", json=body("note", "B. Second", row["id"], seen=pages[1]["seen"]), headers=CSRF)
    assert second.status_code == 409
    assert second.json()["decision"] == split.json()["n"]
    assert "A. First" in second.json()["what"]
    assert second.json()["fix"] == "look at it and decide again"
    assert [act["author"] for act in get(other, "/history.json")] == ["A. First"]
    # Who has looked again decides.
    again = other.post("/api/decisions", json=body("note", "B. Second", row["id"], seen=split.json()["seen"]), headers=CSRF)
    assert again.status_code == 201
    # And about something else at once.
    elsewhere = next(r for r in get(one, "/explore.json?limit=200")["rows"] if r["id"] not in (row["id"], *split.json()["incidents"]))
    assert decide(one, "note", elsewhere["id"], seen=pages[0]["seen"]).status_code == 201


def test_of_many_who_decide_at_once_one_is_first(two: tuple[TestClient, TestClient]) -> None:
    page = two[0]
    claim = get(page, f"/d/{get(page, '/d.json')['rows'][0]['id']}.json")["claims"][0]["claim"]["id"]

    def act(n: int) -> tuple[int, str]:
        answer = two[n % 2].post("/api/decisions", json=body("reject", f"Editor {n}", claim, seen=0), headers=CSRF)
        return answer.status_code, answer.json().get("what", "")

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(act, range(6)))
    assert sorted(status for status, _ in answers) == [201, 409, 409, 409, 409, 409]
    (act_,) = get(page, "/history.json")
    assert all(act_["author"] in what for status, what in answers if status == 409)


@contextmanager
def running(site: Site) -> Iterator[str]:
    """The server on a port of its own, with its threads."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(workbench(site, KEYS), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    with listening:
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def test_twenty_read_and_one_decides_while_documents_come_in(store: Store) -> None:
    """Nobody is refused and nobody waits for the end of the job. `-s` shows how long it took them."""
    site = site_of(store)
    incidents = [i for (i,) in store.query("SELECT incident FROM incidents ORDER BY 1 LIMIT 8")]
    documents = [d for (d,) in store.query("SELECT document FROM documents ORDER BY 1 LIMIT 8")]
    paths = [*(f"/i/{i}.json" for i in incidents), *(f"/d/{d}.json" for d in documents), "/explore.json", "/explore.csv",
             "/d.json?q=Panjshir", "/session.json", "/history.json", "/a.json"]  # fmt: skip
    report = (
        "Rebels killed {n} soldiers near Mopti on 3 May 2022, the army said. Police in Kabul said {n} people were wounded in a blast.\n"
    )
    lines = "".join(f'{{"text": "{report.format(n=n).strip()}", "published": "2022-05-04", "outlet": "The Post"}}\n' for n in range(10, 50))
    session = {"cookie": f"{COOKIE}={KEYS.session}", CSRF_HEADER: KEYS.csrf}
    took: list[float] = []
    decided: list[float] = []
    refused: list[str] = []
    with running(site) as base, httpx.Client(base_url=base, headers=session, timeout=120) as page:
        job = page.post("/api/documents/file?name=reports.jsonl", content=lines.encode()).json()

        def read(n: int) -> None:
            with httpx.Client(base_url=base, headers=session, timeout=120) as mine:
                for step in range(6):
                    began = time.monotonic()
                    answer = mine.get(paths[(n * 7 + step * 3) % len(paths)])
                    took.append(time.monotonic() - began)
                    if answer.status_code != 200:
                        refused.append(f"{answer.url} {answer.status_code} {answer.text}")

        with ThreadPoolExecutor(READERS) as pool:
            reading = [pool.submit(read, n) for n in range(READERS)]
            for n in range(3):
                began = time.monotonic()
                answer = page.post("/api/decisions", json=body("note", "R. Editor", incidents[n]))
                decided.append(time.monotonic() - began)
                if answer.status_code != 201:
                    refused.append(f"{answer.url} {answer.status_code} {answer.text}")
            for one in reading:
                one.result()
        during = page.get(f"/api/jobs/{job['n']}.json").json()
        while (ended := page.get(f"/api/jobs/{job['n']}.json").json())["state"] == "running":
            time.sleep(0.1)
        assert (ended["state"], ended["documents"], ended["problems"]) == ("done", 40, [])
        assert page.get("/session.json").json()["n_documents"] == 76
    site.close()
    took.sort()
    print(f"\n{len(took)} answers to {READERS} readers: median {took[len(took) // 2]:.2f} s, 95th of 100 "
          f"{took[int(len(took) * 0.95)]:.2f} s, longest {took[-1]:.2f} s; decisions {', '.join(f'{s:.2f}' for s in decided)} s; "
          f"the job had then read {during['documents']} of 40")  # fmt: skip
    assert refused == []


def test_the_end_waits_for_the_document_being_read_and_says_that_the_rest_was_not(store: Store) -> None:
    site = site_of(store)
    page = client(site)
    report = '{"text": "Rebels killed %d soldiers near Mopti on 3 May 2022, the army said.", "published": "2022-05-04"}\n'
    lines = "".join(report % n for n in range(10, 400))
    job = page.post("/api/documents/file?name=reports.jsonl", content=lines.encode(), headers=CSRF).json()
    waiting = page.post("/api/documents/text", json={"text": "Two people died in Kabul."}, headers=CSRF).json()
    while get(page, f"/api/jobs/{job['n']}.json")["documents"] == 0:
        time.sleep(0.02)
    site.close()
    ended = get(page, f"/api/jobs/{job['n']}.json")
    assert (ended["state"], ended["problems"]) == ("failed", ["the server was ended; send it again for the rest"])
    assert get(page, f"/api/jobs/{waiting['n']}.json")["state"] == "waiting"
    assert get(page, "/session.json")["n_documents"] == 36 + ended["documents"] < 36 + 390
    store.close()
