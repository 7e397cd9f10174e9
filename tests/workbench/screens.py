"""Pictures of every screen, light and dark, on the demo's reports: `python -m tests.workbench.screens docs/screens`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

from ascribe.pipeline_review import accept_claim
from tests.workbench.browser import SCREENS, demo_store, looking, open_screen, serving

_SIZE: Final = {"width": 1440, "height": 900}
#: Screens whose whole length is shown: what matters stands below.
_WHOLE: Final = frozenset(("incident",))
#: Keys that are pressed once a screen is open, to show a dialog or a form.
_PRESSED: Final = {"reader-edit": ("reader", "e"), "incident-merge": ("incident", "m"), "keys": ("reader", "?")}


def take(folder: Path) -> None:
    """Writes `NAME-light.png` and `NAME-dark.png` for each screen."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, serving(demo_store(Path(temporary) / "store")) as served, looking() as browser:
        accept_claim(served.site.store, served.claim, author="R. Editor", time=served.site.now(), reason="As the tweet has it")
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport=_SIZE, color_scheme=scheme)  # type: ignore[arg-type]
            page = context.new_page()
            served.enter(page)
            for screen in SCREENS:
                open_screen(page, served, screen)
                page.screenshot(path=folder / f"{screen}-{scheme}.png", full_page=screen in _WHOLE)
            for name, (screen, key) in _PRESSED.items():
                open_screen(page, served, screen)
                page.keyboard.press(key)
                if name == "incident-merge":
                    page.locator("dialog input[type=radio]").first.check()
                    page.locator("dialog .sides").wait_for()
                page.wait_for_timeout(500)
                page.screenshot(path=folder / f"{name}-{scheme}.png")
            context.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]))
