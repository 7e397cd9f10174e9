"""One browser, one store; each module works on a copy of it."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ascribe.serve.app import STATIC
from tests.workbench.browser import Served, chromium, demo_store, looking, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # `make test-browser` asks for these tests, so there what is missing is a failure.
    lacking = pytest.fail if os.environ.get("ASCRIBE_BROWSER") else pytest.skip
    if importlib.util.find_spec("playwright") is None:
        lacking("playwright is not installed: `make test-browser`")
    if chromium() is None:
        lacking("no chromium here: install one, or name it with CHROMIUM")
    if not (STATIC / "index.html").is_file():
        lacking("the pages are not built: `make web`")
    with looking() as found:
        yield found


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_store(tmp_path_factory.mktemp("workbench") / "store")


@pytest.fixture(scope="module")
def served(browser: Browser, filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served") / "store"
    shutil.copytree(filled, folder)
    with serving(folder) as found:
        yield found


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A page with a session. What it logs as an error, throws, or asks of another place fails the test."""
    yield from _pages(browser, served, refused=re.compile(r"status of 4\d\d"))


@pytest.fixture
def rough_page(browser: Browser, served: Served) -> Iterator[Page]:
    """A page whose questions may fail: that alone is no fault of it."""
    yield from _pages(browser, served, refused=re.compile("Failed to load resource"))


def _pages(browser: Browser, served: Served, *, refused: re.Pattern[str]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    wrong: list[str] = []
    served.enter(opened)
    opened.on(
        "console", lambda message: wrong.append(message.text) if message.type == "error" and not refused.search(message.text) else None
    )
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("request", lambda request: wrong.append(request.url) if not request.url.startswith((served.base, "data:", "blob:")) else None)
    yield opened
    seen = [*wrong]  # closing cuts off what is still asked, which is no fault
    context.close()
    assert not seen
