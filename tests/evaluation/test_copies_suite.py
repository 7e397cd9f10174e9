"""The suite `copies`: when a pair counts as found, and what the gold holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.suite import evaluate, load_suite
from evaluation.suites.copies import GOLD
from tests.evaluation.fake_reader import FakeReader

SUITE = load_suite("copies")
LEAD = "Shells hit a market in the north of {} on Monday and killed {} people, most of them women, the mayor said."
OWN = "Our correspondent in {} heard ambulances all through the night and saw no soldiers near the square."
QUOTE = "“Nobody in this town will ever forget what was done to us on that day in the market,” a teacher {}."


def scored(tmp_path: Path, *pairs: tuple[str, str, str]) -> dict[str, Any]:
    rows = [
        {
            "a": {"id": f"a{i}", "text": a, "published": "2021-09-01"},
            "b": {"id": f"b{i}", "text": b, "published": "2021-09-02"},
            "label": label,
        }
        for i, (a, b, label) in enumerate(pairs)
    ]
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    return evaluate(SUITE, FakeReader(lambda _: []), [file]).figures


def test_whole_and_partial(tmp_path: Path) -> None:
    lead, own = LEAD.format("Qarabagh", 4), OWN.format("Qarabagh")
    figures = scored(
        tmp_path,
        (lead, LEAD.format("Qarabagh", 14), "copy"),
        (
            f"{OWN.format('Ghazni')}\n{LEAD.format('Ghazni city', 7)}",
            f"{LEAD.format('Ghazni city', 7)}\n{'What comes next nobody here can say today. ' * 9}",
            "partial",
        ),
        (QUOTE.format("said"), f"{own}\n{QUOTE.format('cried')}", "none"),
    )
    assert (figures["copy"]["f1"], figures["any"]["f1"]) == (1, 1)
    assert figures["pairs"] == 3
    assert figures["looked_at"]["copy"]["f1"] == 0


@pytest.mark.parametrize(("label", "copy", "both"), [("none", 0, 0), ("partial", 0, 1), ("copy", 1, 1)])
def test_a_false_find_costs_precision(tmp_path: Path, label: str, copy: int, both: int) -> None:
    figures = scored(tmp_path, (LEAD.format("Qarabagh", 4), LEAD.format("Qarabagh", 4), label))
    assert (figures["copy"]["p"], figures["any"]["p"]) == (copy, both)


def test_a_row_without_its_text_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASCRIBE_DATA", raising=False)
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps({"a": {"id": "a", "sha256": "0"}, "b": {"id": "b", "text": "x"}, "label": "none"}))
    figures = evaluate(SUITE, FakeReader(lambda _: []), [file]).figures
    assert (figures["pairs"], figures["missing_pairs"]) == (0, 1)


def test_gold_is_stand_off() -> None:
    rows = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    assert len(rows) >= 160
    assert all(set(r) == {"a", "b", "label", "half"} and set(r["a"]) == set(r["b"]) == {"id", "sha256"} for r in rows)
    assert {r["label"] for r in rows} == {"copy", "partial", "none"}
    assert {r["half"] for r in rows} == {"held", "looked_at", "second"}
    sides = {"held": set(), "looked_at": set()}
    for r in rows:
        if r["half"] in sides:
            sides[r["half"]] |= {r["a"]["id"], r["b"]["id"]}
    assert not sides["held"] & sides["looked_at"]
