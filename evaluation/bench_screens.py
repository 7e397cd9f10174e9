"""How long people wait at the screens: a chromium opens the workbench and works it as a person does, by mouse and keys.

In:  the folder of a store.   Out: rows of milliseconds, as those of `evaluation.bench_workbench`; or why there are none.

`first screen` begins with the navigation, in a browser that has nothing in its cache, and ends when the first question of the inbox has
been drawn; `just started` is that of a server that was asked nothing before. An interaction begins with the person's event, by the event's
own clock, and ends with the frame in which what was asked for is drawn; `next frame` ends with the first frame at all (the browser's Event
Timing, which tells nothing below 16 ms). A frame is 16.7 ms, so nothing is shorter. People look before they act: what says `after a rest`
was rested upon for `REST`, what says `after a second` was looked at for `READ`, in which the workbench asks ahead; `at once` is without it.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from evaluation.bench_workbench import Server

__all__ = ["worked"]

_ARGUMENTS: Final = ("--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync")
#: How often each thing is done, and how often the workbench is opened.
TIMES: Final = 10
OPENED: Final = 5
#: Seconds for which a hand rests on what it is about to press, or an eye on what it is about to open: taken so, not measured here.
REST: Final = 0.15
#: How often a merge is looked at before it is decided.
REGROUPED: Final = 10
_RESTED: Final = "after a rest"
_HOW: Final = ("at once", _RESTED)
#: Seconds for which a question of the inbox is read before it is opened: taken so, too.
READ: Final = 1.0
_READ: Final = "after a second"
#: The reasons why reports are together are read last, and come last.
_SETTLED: Final = "!document.querySelector('[aria-busy=true]:not(.why)')"
#: Notes when the first question was drawn, and what the browser tells of events; `drawn` waits until the frame in the making is.
_WATCH: Final = """
window.events = [];
new PerformanceObserver(list => window.events.push(...list.getEntries().map(entry => entry.duration)))
    .observe({type: 'event', durationThreshold: 16});
window.drawn = () => new Promise(resolve => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve(performance.now());
    channel.port2.postMessage(0);
}));
window.firstQuestion = new Promise(resolve => {
    const look = () => document.querySelector('.question') ? window.drawn().then(resolve) : requestAnimationFrame(look);
    look();
});
"""
#: That a decision is written down: a note offers to undo it. One that was refused has none, and is never timed.
_WRITTEN: Final = "[...document.querySelectorAll('.note:not(.settling) button')].some(button => button.innerText === 'Undo')"
#: From the next event of a kind until the frame in which a condition holds.
_UNTIL: Final = """() => {
    window.events.length = 0;
    window.shown = new Promise((resolve, reject) => {
        let began = 0;
        addEventListener('%(event)s', event => { began ||= event.timeStamp; }, {capture: true, once: true});
        setTimeout(() => reject(new Error('it was never shown')), 120000);
        const look = () => began && (%(holds)s) ? window.drawn().then(at => resolve(at - began)) : requestAnimationFrame(look);
        look();
    });
}"""


def chromium() -> str | None:
    """Where a chromium is, or None."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def worked(folder: Path) -> list[dict[str, Any]] | str:
    """The screens of a store, opened and worked."""
    from evaluation.bench_workbench import Waits, serving

    if importlib.util.find_spec("playwright") is None:
        return "playwright is not installed"
    executable = chromium()
    if executable is None:
        return "no chromium here; name it with CHROMIUM"
    from playwright.sync_api import sync_playwright

    waits = Waits()
    with serving(folder) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(_ARGUMENTS))
        try:
            for n in range(OPENED):
                context = _session(browser, server)
                page = context.new_page()
                page.goto(f"{server.base}/inbox")
                waits.note(f"first screen, {'warm' if n else 'just started'}", page.evaluate("() => window.firstQuestion"))
                context.close()
            context = _session(browser, server)
            _Person(context.new_page(), server.base, waits).work()
            context.close()
        finally:
            browser.close()
    return waits.rows()


def _session(browser: Browser, server: Server) -> BrowserContext:
    """A browser without a cache, whose session is open."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    name, _, value = server.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": server.base}])
    context.add_init_script(_WATCH)
    return context


class _Person:
    """Somebody at the screens; what they wait for is noted."""

    def __init__(self, page: Page, base: str, waits: Any) -> None:
        self._page, self._base, self._waits = page, base, waits

    def work(self) -> None:
        """Inbox, reader, incident, timeline, map and table, search, lists."""
        page = self._page
        self._open("/inbox", ".question.active")
        for _ in range(TIMES):
            self._key("inbox: next question (j)", "j", _other(page, ".question.active", "id"))
        for _ in range(TIMES):
            self._key("inbox: question before (k)", "k", _other(page, ".question.active", "id"))
        page.evaluate("() => localStorage.setItem('ascribe.author', 'R. Editor')")
        self._open("/inbox?kind=claim", ".question.active")
        for _ in range(min(TIMES, page.locator(".question").count())):
            self._close_notes()
            self._key("inbox: accept (a), until it is written down", "a", f"{_WRITTEN} && {_SETTLED}")
        self._open("/inbox?kind=claim", ".question.active")
        for _ in range(min(TIMES, page.locator(".question").count())):
            self._reject()
        page.locator(".note.settling").wait_for(state="detached")
        for n in range(TIMES):
            self._open("/inbox?kind=claim", ".question.active")
            for _ in range(n + 1):
                page.keyboard.press("j")
            page.wait_for_timeout(READ * 1000)
            self._key(f"open a report (Enter), {_READ}", "Enter", f"document.querySelector('.claim.active') && {_SETTLED}")
        for _ in range(TIMES):
            self._key("reader: next claim (j)", "j", "true")
        for _ in range(TIMES):
            self._key("reader: hide or show a role (3)", "3", "true")
        self._open("/explore", "tbody tr")
        for n in range(TIMES):
            self._brush(f"explore: brush the timeline, {_RESTED}", 0.05 + 0.08 * n, 0.12 + 0.08 * n)
        self._open("/explore", "tbody tr")
        for type_ in ("killing", "clash", "attack", "shelling", "airstrike", "bombing", "detention", "talks", "seizure", ""):
            page.evaluate(_UNTIL % {"event": "change", "holds": _SETTLED})
            page.get_by_label("Type").select_option(type_)
            self._note("explore: another type")
        for _ in range(TIMES):
            was = page.evaluate("() => document.querySelector('tbody a').href")
            page.evaluate(_UNTIL % {"event": "click", "holds": f"document.querySelector('tbody a').href !== {was!r} && {_SETTLED}"})
            page.get_by_role("button", name="Later").click()
            self._note("explore: next page of the table")
        for _ in range(TIMES):
            self._key("explore: map, table or both (t)", "t", _SETTLED)
        self._open("/explore", "tbody tr")
        for offset, how in enumerate(_HOW):
            for n in range(TIMES):
                self._open("/explore", "tbody tr")
                for _ in range(offset * TIMES + n + 1):  # none is opened twice
                    page.keyboard.press("j")
                self._rest(how)
                self._key(
                    f"open an incident (Enter), {how}",
                    "Enter",
                    f"location.pathname.startsWith('/i/') && document.querySelector('main h1') && {_SETTLED}",
                )
        for n in range(REGROUPED):
            self._preview_a_merge(n)
        self._open("/explore", "tbody tr")
        for word in ("valley", "taliban", "army killed", "hospital", "panjshir resistance"):
            self._search("search the reports", word)
        for name, path in (("an outlet", "/s"), ("an actor", "/a")):
            for offset, how in enumerate(_HOW):
                for n in range(TIMES):
                    self._open(path, "tbody tr")
                    link = f"tbody a >> nth={(offset * TIMES + n) % page.locator('tbody a').count()}"
                    self._click(f"open {name}, {how}", link, f"location.pathname.startsWith('{path}/')", how)

    def _open(self, path: str, shown: str) -> None:
        self._page.mouse.move(0, 0)  # on nothing that a page could ask ahead for
        self._page.goto(self._base + path)
        self._page.wait_for_selector(shown)
        self._page.wait_for_load_state("networkidle")

    def _note(self, name: str) -> None:
        self._waits.note(name, self._page.evaluate("() => window.shown"))
        self._page.evaluate("() => new Promise(resolve => setTimeout(resolve, 60))")  # the browser tells of an event some frames later
        frames: list[float] = self._page.evaluate("() => window.events")
        self._waits.note("next frame, of all interactions", max(frames, default=16.0))

    def _key(self, name: str, key: str, holds: str) -> None:
        self._page.evaluate(_UNTIL % {"event": "keydown", "holds": holds})
        self._page.keyboard.press(key)
        self._note(name)

    def _rest(self, how: str = _RESTED) -> None:
        if how == _RESTED:
            self._page.wait_for_timeout(REST * 1000)

    def _click(self, name: str, what: str, holds: str, how: str) -> None:
        self._page.locator(what).scroll_into_view_if_needed()
        box = self._page.locator(what).bounding_box()
        assert box is not None
        self._page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
        self._rest(how)
        self._page.evaluate(_UNTIL % {"event": "click", "holds": f"{holds} && document.querySelector('main h1') && {_SETTLED}"})
        self._page.mouse.down()
        self._page.mouse.up()
        self._note(name)

    def _brush(self, name: str, start: float, end: float) -> None:
        box = self._page.locator(".brush svg").bounding_box()
        assert box is not None
        mouse, y = self._page.mouse, box["y"] + 30
        mouse.move(box["x"] + box["width"] * start, y)
        mouse.down()
        mouse.move(box["x"] + box["width"] * end, y, steps=4)
        self._rest()
        was = self._page.url
        self._page.evaluate(_UNTIL % {"event": "pointerup", "holds": f"location.href !== {was!r} && {_SETTLED}"})
        mouse.up()
        self._note(name)

    def _search(self, name: str, word: str) -> None:
        self._page.keyboard.press("/")
        self._page.keyboard.type(word)
        self._page.evaluate(_UNTIL % {"event": "keydown", "holds": f"location.pathname === '/d' && location.search && {_SETTLED}"})
        self._page.keyboard.press("Enter")
        self._note(name)
        self._page.evaluate("() => document.querySelector('#search').value = ''")

    def _reject(self) -> None:
        """From the reason's end until it is written down."""
        page = self._page
        self._close_notes()
        page.keyboard.press("x")
        page.locator("dialog textarea").fill("measured")
        page.evaluate(_UNTIL % {"event": "click", "holds": _WRITTEN})
        page.locator("dialog button[type=submit]").click()
        self._note("inbox: reject, until it is written down")

    def _close_notes(self) -> None:
        close = self._page.locator(".note:not(.settling) button.quiet").first
        while close.is_visible():
            close.click()

    def _preview_a_merge(self, n: int) -> None:
        page = self._page
        self._open("/explore", "tbody tr")
        page.goto(page.locator("tbody a").nth(n).evaluate("a => a.href"))
        page.wait_for_load_state("networkidle")
        page.keyboard.press("m")
        other = page.locator("dialog input[type=radio]").first
        other.wait_for()
        name, shown = (("what differs", ".comparison"), ("what comes of it", ".comparison .then"))[n % 2]
        page.evaluate(_UNTIL % {"event": "change", "holds": f"document.querySelector('dialog {shown}')"})
        other.check()
        self._note(f"incident: another to merge with, {name}")


def _other(page: Page, selector: str, attribute: str) -> str:
    """That something else than now is the one."""
    now = page.locator(selector).first.get_attribute(attribute)
    return f"document.querySelector({selector!r})?.getAttribute({attribute!r}) !== {now!r}"
