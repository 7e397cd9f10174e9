"""What the pages are built from: the answers they expect are the server's, and nothing of them comes from elsewhere."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from ascribe.serve.app import ENDPOINTS, STATIC
from ascribe.serve.endpoints import openapi_of

_WEB = Path(__file__).parents[2] / "web"
#: What a first visit may load, compressed.
_MOST_BYTES = 300_000


def test_the_pages_know_the_answers() -> None:
    """`python -m tests.workbench.openapi` writes the description anew."""
    assert json.loads((_WEB / "openapi.json").read_text("utf-8")) == json.loads(json.dumps(openapi_of(ENDPOINTS)))


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((_WEB / "package-lock.json").read_text("utf-8"))
    assert all("resolved" not in package for package in lock["packages"].values())
    assert all("integrity" in package for name, package in lock["packages"].items() if name)


@pytest.mark.browser
def test_the_bundle_is_small_and_whole() -> None:
    files = [path for path in STATIC.rglob("*") if path.suffix in (".html", ".js", ".css", ".json", ".svg")]
    assert {path.suffix for path in files} >= {".html", ".js", ".css", ".json"}
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < _MOST_BYTES
    page = (STATIC / "index.html").read_text("utf-8")
    assert "style=" not in page
    assert "http" not in page.replace("http-equiv", "")
