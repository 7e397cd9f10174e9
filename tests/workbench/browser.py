"""The workbench on the demo's reports, and a browser to look at it."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn

from ascribe.demo import demo_documents
from ascribe.pipeline_incidents import update_incidents
from ascribe.read.reader import Reader
from ascribe.serve.app import workbench
from ascribe.serve.security import Keys
from ascribe.serve.site import Settings, Site
from ascribe.store import open_store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: Of what a new chromium asks the network for, nothing.
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-GB",
)
#: Every screen: its name, and its address for the ids of `Served`.
SCREENS = {
    "inbox": "/inbox",
    "reader": "/d/{document}?claim={claim}",
    "incident": "/i/{incident}",
    "explore": "/explore",
    "explore-table": "/explore?view=table&actor=taliban",
    "explore-nothing": "/explore?type=shelling&place=Nowhere",
    "reports": "/d",
    "reports-found": "/d?q=Ganja",
    "actors": "/a",
    "actor": "/a/taliban",
    "outlets": "/s",
    "outlet": "/s/NewsBytes",
    "runs": "/runs",
    "run": "/runs/{run}",
    "history": "/history",
    "missing": "/i/i-0000000000000000",
}


_AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """What axe-core finds on a page as it is now."""
    page.evaluate(_AXE.read_text("utf-8"))  # run by the debugger: the pages' policy lets no script in
    found: list[dict[str, Any]] = page.evaluate("rules => axe.run(document, {runOnly: rules}).then(r => r.violations)", _RULES)
    return [f"{v['id']}: {v['help']} at {[n['target'] for n in v['nodes']][:4]}" for v in found]


def chromium() -> str | None:
    """Where a chromium is, or None."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Served:
    """A running workbench: its address with the token, its site, and ids worth looking at."""

    def __init__(self, site: Site, base: str, keys: Keys) -> None:
        self.site, self.base, self.keys = site, base, keys
        query = site.store.query
        ((self.incident,),) = query(
            "SELECT incident FROM incidents WHERE contains(flags, 'contradiction') "
            "ORDER BY time_start IS NULL, n_independent DESC, n_claims DESC, incident LIMIT 1"
        )
        ((self.document,),) = query(
            "SELECT document FROM documents JOIN latest_records r USING (document) WHERE r.title LIKE 'Panjshir resistance claims 700%'"
        )
        self.claim = next(c.id for c in site.store.record(self.document).claims if any(q.low == 700 for q in c.quantities))
        self.run = site.store.readings()[0].id

    def address(self, screen: str) -> str:
        """The address of a screen of `SCREENS`."""
        document = self.document.removeprefix("sha256:")[:16]
        return self.base + SCREENS[screen].format(document=document, claim=self.claim, incident=self.incident, run=self.run)

    def enter(self, page: Page) -> None:
        """Opens the session, as the printed address does."""
        page.goto(f"{self.base}/session.json?token={self.keys.token}")


def demo_store(folder: Path) -> Path:
    """The demo's reports, read and grouped."""
    reader = Reader.load()
    with open_store(folder) as store:
        store.add_all(reader.read(document) for document in demo_documents())
        update_incidents(store)
    return folder


@contextmanager
def serving(folder: Path, *, read_only: bool = False) -> Iterator[Served]:
    """A workbench on a store, on a free port, until the block ends."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    keys = Keys()
    with listening, open_store(folder, create=not read_only, read_only=read_only) as store:
        site = Site(store, Settings(csrf=keys.csrf))
        server = uvicorn.Server(uvicorn.Config(workbench(site, keys), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield Served(site, f"http://127.0.0.1:{listening.getsockname()[1]}", keys)
        finally:
            server.should_exit = True
            thread.join()
            site.close()


@contextmanager
def looking() -> Iterator[Browser]:
    """A browser without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def settle(page: Page) -> None:
    """Waits until what is seen is the answer to what stands in the address, maps and all: whatever waits says so (`aria-busy`)."""
    page.locator("main h1").first.wait_for()
    page.locator("[aria-busy=true]").first.wait_for(state="detached")


def open_screen(page: Page, served: Served, screen: str) -> None:
    """Goes to a screen and waits until it shows its answer and its maps."""
    page.goto(served.address(screen))
    settle(page)
