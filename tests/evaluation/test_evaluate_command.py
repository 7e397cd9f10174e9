"""`ascribe evaluate`: the figures on standard output, and what is missing in one line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from click.testing import CliRunner

import ascribe
from ascribe.cli.evaluate import evaluate
from ascribe.errors import AscribeError
from tests.evaluation.fake_reader import FakeReader

ROW = {"text": "Rebels attacked Arn.", "claims": [{"trigger": [7, 15], "type": "attack", "status": "asserted"}]}


@pytest.fixture(autouse=True)
def _fake_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeReader(lambda d: [{"trigger": "attacked", "type": "attack"}] if "attacked" in d.text else [])
    module = ModuleType("ascribe.read.reader")
    module.Reader = SimpleNamespace(load=lambda gazetteer=None: fake)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ascribe.read.reader", module)


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(ROW))
    return str(path)


def test_json(file: str) -> None:
    result = CliRunner().invoke(evaluate, ["claims", file, "--json"])
    figures = json.loads(result.stdout)
    assert figures["claim"] == figures["core"] == {"p": 1.0, "r": 1.0, "f1": 1.0}
    assert (figures["suite"], figures["files"], figures["left_out"], figures["failed"]) == ("claims", ["rows.jsonl"], 0, 0)


def test_table(file: str) -> None:
    lines = CliRunner().invoke(evaluate, ["claims", file]).stdout.splitlines()
    assert "core.f1                 1.000" in lines
    assert lines[-1].startswith("scored: rows.jsonl; reading r-")


def test_without_data_the_output_says_what_was_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASCRIBE_DATA", raising=False)
    assert "only what ships" in CliRunner().invoke(evaluate, ["claims"]).stdout


@pytest.mark.parametrize(
    ("arguments", "exit_code", "told"),
    [
        (["clams"], 2, "there are: actors, claims, copies, ecbplus, geoparsing, gva, incidents, isaf, muc4"),
        (["claims", "no-such-file.jsonl"], 1, "no-such-file.jsonl: No such file"),
        (["isaf"], 3, "set ASCRIBE_DATA, or give FILE"),
        (["muc4"], 3, "set ASCRIBE_DATA, or give FILE"),
    ],
)
def test_errors(monkeypatch: pytest.MonkeyPatch, arguments: list[str], exit_code: int, told: str) -> None:
    monkeypatch.delenv("ASCRIBE_DATA", raising=False)
    error = CliRunner().invoke(evaluate, arguments).exception
    assert isinstance(error, AscribeError)
    assert error.exit_code == exit_code
    assert told in str(error)


def test_outside_a_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ascribe, "__file__", str(tmp_path / "lib" / "ascribe" / "__init__.py"))
    error = CliRunner().invoke(evaluate, ["claims"]).exception
    assert isinstance(error, AscribeError)
    assert error.exit_code == 3
    assert "clone the repository" in str(error)
