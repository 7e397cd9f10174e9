"""The page on figures is the specification: every row of its table is built and compared, under every rule."""

import re
from pathlib import Path

import pytest

from ascribe.domain.incident import Figure
from ascribe.reconcile.incident import build_incident
from ascribe.reconcile.rules import BEST_RULES, BestRule
from tests.reconcile.tellers import told

PAGE = (Path(__file__).parents[2] / "docs" / "figures.md").read_text("utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if re.match(r"\| [\w ]+(?: \(\w+\))?: ", line)]


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
