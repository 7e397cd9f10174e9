"""What the polnear suite counts: distinct spans, both ends right, stretches from the first to the last."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.suite import evaluate, load_suite
from tests.evaluation.fake_reader import FakeReader

POLNEAR = load_suite("polnear")
TEXT = "\u201cWe won,\u201d she said, \u201cand they lost.\u201d Others doubt it."
GOLD = {
    "text": TEXT,
    "attributions": [
        {"source": [[10, 13]], "cue": [[14, 18]], "content": [[0, 9], [20, 36]]},
        {"source": [[37, 43]], "cue": [[44, 49]], "content": [[50, 52]]},
        {"source": [], "cue": [[44, 49]], "content": [[50, 53]]},
    ],
}


def score(tmp_path: Path, **marks: list[str]) -> dict[str, Any]:
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps(GOLD))
    return evaluate(POLNEAR, FakeReader(lambda _: [], **marks), [file]).figures


@pytest.mark.parametrize(
    ("part", "found", "p", "r"),
    [
        ("source", ["she", "Others"], 1, 1),
        ("source", ["she", "Others doubt"], 0.5, 0.5),
        ("cue", ["said", "doubt"], 1, 1),
        ("cue", ["said"], 1, 0.5),
        ("content", ["\u201cWe won,\u201d she said, \u201cand they lost.\u201d"], 1, 0.333),
        ("content", ["\u201cWe won,\u201d"], 0, 0),
        ("content", [], 0, 0),
    ],
)
def test_spans(tmp_path: Path, part: str, found: list[str], p: float, r: float) -> None:
    assert [TEXT[10:13], TEXT[44:49], TEXT[20:36]] == ["she", "doubt", "\u201cand they lost.\u201d"]
    figures = score(tmp_path, **{part: found})[part]
    assert (figures["p"], figures["r"]) == (p, r)
