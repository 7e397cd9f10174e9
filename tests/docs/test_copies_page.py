"""The page on copies is the specification: every row of its tables holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ascribe.reconcile import copies, shelf
from ascribe.reconcile.copies import Copy, find_copies
from ascribe.reconcile.credits import Report
from ascribe.reconcile.origins import Origins, head_of
from ascribe.reconcile.passages import LONGEST, segment_passages

PAGE = (Path(__file__).parents[2] / "docs" / "copies.md").read_text("utf-8")
PAIRS = re.findall(r"^\| (.+?) \| (.+?) \| (exact|near|partial|quotation|none) \| (.+?) \|$", PAGE, re.M)
ORIGINS = re.findall(r"^\| (.+?) \| (.+?) \| (agency:\w+|outlet:[\w-]+|the document) \|$", PAGE, re.M)


def test_the_page_has_rows() -> None:
    assert {kind for _, _, kind, _ in PAIRS} == {"exact", "near", "partial", "quotation", "none"}
    assert len(ORIGINS) == 9


@pytest.mark.parametrize(("earlier", "later", "kind", "changed"), PAIRS)
def test_what_is_found(earlier: str, later: str, kind: str, changed: str) -> None:
    first, second = Report(id="b", text=earlier, published="2021-09-01"), Report(id="a", text=later, published="2021-09-02")
    one, two = find_copies([second, first])
    assert one.copies == ()
    assert [c.kind for c in two.copies] == ([] if kind == "none" else [kind])
    assert [told(c) for c in two.copies if c.changes] == ([] if changed == "–" else [changed])
    assert (two.copy_of == "b") is (kind in ("exact", "near"))


def told(copy: Copy) -> str:
    return "; ".join(f"{c.kind}: {c.was.text if c.was else 'nothing'} → {c.now.text if c.now else 'nothing'}" for c in copy.changes)


@pytest.mark.parametrize(("outlet", "text", "origin"), ORIGINS)
def test_whose_it_is(outlet: str, text: str, origin: str) -> None:
    report = Report(id="the document", text=text, outlet=None if outlet == "–" else outlet)
    assert Origins([head_of(report)], find_copies([report])).at("the document", segment_passages(text)[0]).name == origin


def test_the_numbers_are_those_of_the_code() -> None:
    words = {"five": 5, "eight": 8, "ten": 10, "fifteen": 15}
    assert f"more than {LONGEST} words" in PAGE
    assert f"{copies.WHOLE:.0%}".replace("%", " %") in PAGE
    assert words["five"] == shelf.STANDING_WEEKS
    assert words["eight"] == shelf.FIRST
    assert words["ten"] == copies.LEAST_WORDS
    assert words["fifteen"] == copies.PLAIN_RUN
    assert f"{shelf.STANDING_UNDATED} undated" in PAGE
    assert (copies.NEAR, copies.LEAST_COPIED, copies.PLAINLY_COPIED) == (0.8, 0.5, 0.7)
