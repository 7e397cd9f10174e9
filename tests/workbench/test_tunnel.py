"""Several people at one server, each by a tunnel of their own: their browsers know it by other ports than its own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from tests.workbench.browser import Served, settle

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@contextmanager
def tunnel(to: tuple[str, int]) -> Iterator[int]:
    """A port of this machine whose connections go to `to`, byte by byte, as `ssh -L` makes one."""

    def pump(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while some := source.recv(65536):
                target.sendall(some)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def accept() -> None:
        while True:
            try:
                near, _ = listening.accept()
            except OSError:
                return
            far = socket.create_connection(to)
            for ends in ((near, far), (far, near)):
                threading.Thread(target=pump, args=ends, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=accept, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def open_at(browser: Browser, served: Served, origin: str, name: str) -> tuple[Page, list[str]]:
    """A browser of its own at the printed address with the tunnel's port, its person named; and whatever it asked of elsewhere."""
    page = browser.new_context().new_page()
    elsewhere: list[str] = []
    page.on("request", lambda request: elsewhere.append(request.url) if not request.url.startswith((origin, "data:", "blob:")) else None)
    page.goto(f"{origin}/inbox?token={served.keys.token}")
    settle(page)
    page.evaluate("name => localStorage.setItem('ascribe.author', name)", name)
    return page, elsewhere


def test_two_people_decide_through_tunnels_whose_ports_are_not_the_servers(browser: Browser, served: Served) -> None:
    port = int(served.base.rpartition(":")[2])
    with tunnel(("127.0.0.1", port)) as one, tunnel(("127.0.0.1", port)) as other:
        first, asked_by_first = open_at(browser, served, f"http://127.0.0.1:{one}", "A. Reader")
        second, asked_by_second = open_at(browser, served, f"http://localhost:{other}", "B. Reader")
        for page, words in ((first, "Read on paper"), (second, "Read again")):
            origin = page.url.partition("/inbox")[0]
            page.goto(f"{origin}/i/{served.incident}")
            settle(page)
            page.keyboard.press("f")
            dialog = page.locator("dialog[open]")
            dialog.get_by_role("textbox").fill(words)
            dialog.get_by_role("button", name="Write it down").click()
            page.locator(".feed > li", has_text=words).first.wait_for()
        first.reload()
        settle(first)
        first.locator(".feed > li", has_text="Read again").first.wait_for()
        assert [(e.author, e.reason) for e in served.site.store.decided()] == [("A. Reader", "Read on paper"), ("B. Reader", "Read again")]
        assert not asked_by_first
        assert not asked_by_second
        first.context.close()
        second.context.close()
