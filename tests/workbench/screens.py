"""Pictures of every screen, light and dark, on the demo's reports: `python -m tests.workbench.screens docs/screens`."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ascribe.pipeline_review import accept_claim, note, undo_decision
from tests.workbench.browser import SCREENS, Served, demo_store, looking, open_screen, serving, settle

if TYPE_CHECKING:
    from playwright.sync_api import Page

_SIZE: Final = {"width": 1440, "height": 900}
_NARROW: Final = {"width": 400, "height": 860}
#: Screens whose whole length is shown: what matters stands below.
_WHOLE: Final = frozenset(("incident",))
#: Keys that are pressed once a screen is open, to show a dialog or a form.
_PRESSED: Final = {"reader-edit": ("reader", "e"), "incident-merge": ("incident", "m"), "keys": ("reader", "?")}
#: Addresses that are shown beside those of `SCREENS`.
_MORE: Final = {"explore-days": "/explore?t=2021-08-31..2021-09-02"}
_ON_A_PHONE: Final = ("reader", "incident", "explore", "inbox")


def take(folder: Path) -> None:
    """Writes `NAME-light.png` and `NAME-dark.png` for each screen."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, serving(demo_store(Path(temporary) / "demo")) as served, looking() as browser:
        _decide(served)
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport=_SIZE, color_scheme=scheme, locale="en-GB")  # type: ignore[arg-type]
            page = context.new_page()
            served.enter(page)
            page.evaluate("localStorage.setItem('ascribe.author', 'R. Editor')")
            for screen in SCREENS:
                open_screen(page, served, screen)
                _keep(page, folder / f"{screen}-{scheme}.png", whole=screen in _WHOLE)
            for name, address in _MORE.items():
                page.goto(served.base + address)
                settle(page)
                _keep(page, folder / f"{name}-{scheme}.png")
            for name, (screen, key) in _PRESSED.items():
                open_screen(page, served, screen)
                page.keyboard.press(key)
                if name == "incident-merge":
                    page.locator("dialog input[type=radio]").nth(1).check()
                    page.locator("dialog .comparison .then").first.wait_for()
                _keep(page, folder / f"{name}-{scheme}.png")
            page.set_viewport_size(_NARROW)  # type: ignore[arg-type]
            for screen in _ON_A_PHONE:
                open_screen(page, served, screen)
                _keep(page, folder / f"{screen}-narrow-{scheme}.png")
            context.close()


def _decide(served: Served) -> None:
    """Some decisions, so that the feeds have something to show."""
    store, now = served.site.store, served.site.now
    accept_claim(store, served.claim, author="R. Editor", time=now(), reason="As the tweet has it")
    note(store, served.incident, author="A. Desk", time=now(), reason="Two counts of one day: ask both spokesmen before print")
    other = next(c.id for c in store.record(served.document).claims if c.id != served.claim)
    accept_claim(store, other, author="A. Desk", time=now(), reason="")
    undo_decision(store, None, author="R. Editor", time=now(), reason="Only the first is in the tweet")


def _keep(page: Page, path: Path, *, whole: bool = False) -> None:
    """Takes a picture once the map has its towns, in as many colours as it needs to be small."""
    from PIL import Image  # of the group `browser`, which most tests do without

    page.wait_for_load_state("networkidle")

    taken = Image.open(io.BytesIO(page.screenshot(full_page=whole, animations="disabled")))
    taken.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    take(Path(sys.argv[1]))
