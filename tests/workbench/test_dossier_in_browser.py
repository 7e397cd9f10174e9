"""A dossier in a browser: opened from a disk it asks for nothing, runs nothing, and those who cannot see or point can read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from ascribe.pipeline_dossier import cases_of
from ascribe.publish import publish_dossier
from ascribe.publish.case import Case
from ascribe.reconcile import reconcile
from ascribe.store import IncidentFilter, StoredClaim, open_store
from ascribe.testing import fake_record
from tests.workbench.test_screens import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
_HOSTILE = (
    '</title></p><script>alert(1)</script><img src="https://a.example/x" onerror=alert(1)><svg onload=alert(1)>'
    '<a href="javascript:alert(1)">'
)


@pytest.fixture
def offline(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page without a network, and what it asks for, logs or opens."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True, java_script_enabled=True)
    opened = context.new_page()
    seen: list[str] = []
    opened.on("console", lambda message: seen.append(message.text))
    opened.on("dialog", lambda dialog: seen.append(dialog.message))
    opened.on("request", lambda request: seen.append(request.url) if not request.url.startswith("file:") else None)
    yield opened, seen
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_dossier_is_read_without_anything_else(filled: Path, tmp_path: Path, offline: tuple[Page, list[str]], scheme: Any) -> None:
    page, seen = offline
    with open_store(filled, read_only=True) as store:
        publish_dossier(cases_of(store, store.incidents(IncidentFilter(documents=3))), tmp_path / "incidents.html")
    page.emulate_media(color_scheme=scheme)
    page.goto((tmp_path / "incidents.html").as_uri())
    assert seen == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "it is as wide as the window"
    page.click(".contents a >> nth=1")
    assert page.url.endswith(page.locator("section.incident").nth(1).get_attribute("id") or "?")
    assert violations(page) == []
    with open_store(filled, read_only=True) as store:
        publish_dossier(cases_of(store, store.incidents(IncidentFilter(documents=3, limit=1))), tmp_path / "one.html")
    page.goto((tmp_path / "one.html").as_uri())
    assert violations(page) == []
    page.set_viewport_size({"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "a narrow window holds it too"


def test_hostile_words_do_nothing(tmp_path: Path, offline: tuple[Page, list[str]]) -> None:
    page, seen = offline
    record = fake_record(f"Gunmen killed 12 {_HOSTILE}", n_claims=3, title=_HOSTILE, outlet=_HOSTILE, url="javascript:alert(1)")
    (incident, *_) = reconcile([record]).incidents
    claims = tuple(StoredClaim(record.document, claim) for claim in record.claims)
    case = Case(incident=incident, claims=claims, copies=(), joined=(), related=(), decisions=(), standing=frozenset())
    publish_dossier(
        [case, msgspec.structs.replace(case, incident=msgspec.structs.replace(incident, id="i-0000000000000000"))], tmp_path / "x.html"
    )
    page.goto((tmp_path / "x.html").as_uri())
    page.wait_for_timeout(200)
    assert seen == []
    assert page.locator("script, img, a[href^='javascript'], svg[onload]").count() == 0
    assert page.locator(".report h3").first.inner_text() == _HOSTILE
