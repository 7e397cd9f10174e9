"""What keeps the pages true: writes the schema and the output of sessions, and finds links that lead nowhere.

In:  the checkout.   Out: `docs/record.schema.json`, `docs/incident.schema.json`, the sessions of the README, the tutorial and
the page on correcting with what their commands give now; exit code 1 and one line a fault where there is one.

    make docs

The pages are plain Markdown and are read where they are. Read the difference before you commit it. `tests/docs` checks
that each field and option is named, and that the sessions give what they show.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ascribe.domain.schema import incident_schema_json, schema_json
from docs.sessions import rewritten

__all__ = ["SESSIONS", "faults", "pages"]

ROOT = Path(__file__).parents[1]
SESSIONS = ("README.md", "docs/tutorial.md", "docs/correcting.md")
_LINK = re.compile(r"(?<!!)\[[^\]\n]{1,200}\]\(([^)\s]{1,300})\)")
_FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
_HEADING = re.compile(r"^#{1,6} (.+)$", re.M)


def pages() -> list[Path]:
    """Every page for people: those at the root, and those under `docs`."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def faults() -> Iterator[str]:
    """Links to files or headings that are not there, and pages that the index does not list."""
    listed = {(ROOT / "docs" / target.split("#")[0]).resolve() for target in _links(ROOT / "docs" / "index.md")}
    for page in pages():
        name = page.relative_to(ROOT)
        for target in _links(page):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            file = (page.parent / path).resolve() if path else page
            if not file.exists():
                yield f"{name}: {target} is not there"
            elif anchor and file.suffix == ".md" and anchor not in _anchors(file):
                yield f"{name}: {target}: no such heading"
        if page.is_relative_to(ROOT / "docs") and page.name != "index.md" and page.resolve() not in listed:
            yield f"{name} is not listed in docs/index.md"


def _links(page: Path) -> list[str]:
    return _LINK.findall(_FENCE.sub("", page.read_text("utf-8")))


def _anchors(page: Path) -> set[str]:
    """The names that GitHub gives to headings: lower case, words and hyphens only."""
    headings = _HEADING.findall(_FENCE.sub("", page.read_text("utf-8")))
    return {"".join(c for c in heading.lower() if c.isalnum() or c in "-_ ").replace(" ", "-") for heading in headings}


def main() -> None:
    """Writes the schemas and the sessions, and reports faults."""
    for name, schema in (("record", schema_json()), ("incident", incident_schema_json())):
        (ROOT / "docs" / f"{name}.schema.json").write_text(schema + "\n", "utf-8", newline="\n")
    for page in (ROOT / name for name in SESSIONS):
        with tempfile.TemporaryDirectory() as folder:
            page.write_text(rewritten(page.read_text("utf-8"), Path(folder)), "utf-8", newline="\n")
    found = list(faults())
    for fault in found:
        print(fault, file=sys.stderr)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
