"""Links lead somewhere, every page is listed, and the reading order names what is there."""

from __future__ import annotations

import re
from pathlib import Path

from docs.build import faults

ROOT = Path(__file__).parents[2]


def test_links_and_index() -> None:
    assert list(faults()) == []


def test_decisions_are_one_page_each_with_the_four_parts() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [int(page.name[:4]) for page in decisions] == list(range(1, len(decisions) + 1))
    for page in decisions:
        text = page.read_text("utf-8")
        assert re.findall(r"^\*\*(.+?)\.\*\*", text, re.M) == ["Context", "Decision", "Consequence", "What would change our mind"], (
            page.name
        )
        assert len(text.split()) < 450, f"{page.name} is no longer one page"


def test_the_reading_order_names_what_is_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rows = re.findall(r"^\| \d+ \| `([^`]+)` \| (.+) \|$", page, re.M)
    assert len(rows) >= 8
    for file, looks in rows:
        code = (ROOT / file).read_text("utf-8")
        for name in re.findall(r"`([\w.]+)`", looks):
            assert re.search(rf"\b(?:def|class) {name.split('.')[-1]}\b", code), f"{file} has no {name}"
    for path in re.findall(r"`((?:src|evaluation|training)/[\w/]*)`", page):
        assert (ROOT / path).exists(), path


def test_the_layers_are_the_contract() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    contract = re.search(r'type = "layers"\nlayers = \[\n(.*?)\]', (ROOT / "pyproject.toml").read_text("utf-8"), re.S)
    assert contract is not None
    layers = [[part.strip().removeprefix("ascribe.") for part in line.split("|")] for line in re.findall(r'"([^"]+)"', contract[1])]
    drawn = next(line for line in page.splitlines() if line.startswith("`cli` →"))
    assert [re.findall(r"`(\w+)`", layer) for layer in drawn.split("→")] == layers
