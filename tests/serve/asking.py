"""What the tests of the workbench ask with: one server's keys, and the session that they open."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from ascribe.demo import demo_documents
from ascribe.pipeline_incidents import update_incidents
from ascribe.read.reader import Reader
from ascribe.serve.app import workbench
from ascribe.serve.security import COOKIE, CSRF_HEADER, Keys
from ascribe.serve.site import Settings, Site
from ascribe.store import Store, open_store

BASE = "http://127.0.0.1:8010"
KEYS = Keys("a-token")
READ = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 1, 2, tzinfo=UTC)
CSRF = {CSRF_HEADER: KEYS.csrf}


def demo_store(folder: Path) -> Path:
    """The demo's reports, read at `READ` and grouped."""
    reader = Reader.load()
    with open_store(folder, clock=lambda: READ) as store:
        store.add_all(reader.read(document) for document in demo_documents())
        update_incidents(store)
    return folder


def client(site: Site, keys: Keys = KEYS, **more: Any) -> TestClient:
    """A browser with a session at this site."""
    asking = TestClient(workbench(site, keys), base_url=BASE, follow_redirects=False, **more)
    asking.cookies.set(COOKIE, keys.session)
    return asking


def site_of(store: Store, **settings: Any) -> Site:
    return Site(store, Settings(csrf=KEYS.csrf, **{"clock": lambda: NOW, **settings}))


def get(page: TestClient, path: str) -> Any:
    answer = page.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def decide(page: TestClient, kind: str, *subjects: str, **more: Any) -> Any:
    body = {"kind": kind, "author": "R. Editor", "subjects": subjects, "reason": "read again", **more}
    return page.post("/api/decisions", json=body, headers=CSRF)


def ended(page: TestClient, job: Any) -> Any:
    """The job when it is done or failed."""
    for _ in range(1200):
        job = get(page, f"/api/jobs/{job['n']}.json")
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(0.05)
    raise AssertionError(job)
