"""The page on evaluation names every suite, figure, option and run there is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ascribe.cli.evaluate import evaluate as command
from evaluation.gate import RUNS
from evaluation.suite import evaluate, load_suite, suite_names
from tests.evaluation.fake_reader import FakeReader

PAGE = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")
ROWS = {
    "actors": {"text": "x", "mentions": []},
    "claims": {"text": "x", "claims": []},
    "copies": {"a": {"id": "a", "text": "x"}, "b": {"id": "b", "text": "y"}, "label": "none"},
    "ecbplus": {"id": "2_1ecb", "topic": "2", "text": "x", "sentences": [[0, 1]]},
    "geoparsing": {"text": "x", "toponyms": []},
    "gva": {"text": "x", "incident_id": "1"},
    "incidents": {"text": "x", "claims": []},
    "isaf": {"text": "x", "label": {}},
    "muc4": {"text": "x"},
    "polnear": {"text": "x"},
    "timex": {"text": "x"},
    "unseen": {"text": "x", "claims": []},
}


@pytest.mark.parametrize("name", suite_names())
def test_every_figure_is_named(name: str, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps(ROWS[name]))
    output = evaluate(load_suite(name), FakeReader(lambda _: []), [file]).as_json()
    keys = {*output, *output.get("of_matched", {})}
    assert f"### `{name}`" in PAGE
    assert sorted(k for k in keys if f"`{k}`" not in PAGE) == []


def test_every_option_and_run_is_named() -> None:
    options = [o for p in command.params for o in p.opts if o.startswith("--")]
    assert sorted(o for o in [*options, "--set-floors", "--reason", "--side", "--seconds"] if o not in PAGE) == []
    assert all(f"`{run.name}`" in PAGE for run in RUNS)
