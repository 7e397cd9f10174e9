"""The page on figures is the specification: every row of its table is built and compared, under every rule."""

import re
from pathlib import Path
from typing import get_args

import pytest

from ascribe.domain.flag import FlagCode
from ascribe.domain.incident import Figure
from ascribe.reconcile.incident import build_incident
from ascribe.reconcile.rules import BEST_RULES, BestRule
from tests.reconcile.tellers import told

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "figures.md").read_text("utf-8")


def rows_of(page: str) -> list[list[str]]:
    lines = (line for line in page.splitlines() if re.match(r"\| [\w ]+(?: \(\w+\))?: ", line))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


ROWS = rows_of(PAGE)
FLAG_ROWS = rows_of((DOCS / "flags.md").read_text("utf-8"))
#: Those that every row raises: nothing there has a day or a place.
EVERYWHERE = {"vague_date", "vague_place"}


def killed(entries: str, rule: BestRule) -> list[Figure]:
    return [f for f in build_incident(told(entries), rule=rule).figures if f.role == "killed"]


def number(n: int | None) -> str:
    return "–" if n is None else str(n)


def test_the_page_has_rows_and_names_every_rule() -> None:
    assert len(ROWS) > 20
    assert next(line for line in PAGE.splitlines() if line.startswith("| told |")) == f"| told | low, high | {' | '.join(BEST_RULES)} |"
    assert all(f"| `{rule}`" in PAGE for rule in BEST_RULES)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_rows(row: list[str]) -> None:
    entries, ends, *bests = row
    figures = killed(entries, "median_independent")
    assert "; ".join(f"{number(f.low)}, {number(f.high)}" for f in figures) == ends
    assert ["; ".join(number(f.best) for f in killed(entries, rule)) for rule in BEST_RULES] == bests


def test_the_page_on_flags_names_every_code() -> None:
    page = (DOCS / "flags.md").read_text("utf-8")
    across = page[page.index("## Across documents") :]
    assert all(f"`{code}`" in across for code in get_args(FlagCode))
    assert len(FLAG_ROWS) > 10


@pytest.mark.parametrize(("entries", "codes"), FLAG_ROWS, ids=lambda cell: cell)
def test_flags(entries: str, codes: str) -> None:
    found = [f.code for f in build_incident(told(entries)).flags if f.code not in EVERYWHERE]
    assert ", ".join(dict.fromkeys(found)) == codes.replace("–", "")
