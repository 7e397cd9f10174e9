"""Claims gained, lost and changed, each with its sentence and what gold makes of it."""

from __future__ import annotations

import copy
import subprocess
import sys
from typing import Any

import msgspec
import pytest

from evaluation import compare
from evaluation.machine import CHECKOUT
from evaluation.scorers.claims import GoldDocument
from tests.evaluation.synthetic_systems import as_claim

TEXT = "Rebels attacked Arn on Monday. The army said 12 men were killed."
ATTACK = {"trigger": [7, 15], "type": "attack", "status": "asserted", "initiator": ["Rebels"], "background": False}
KILLING = {
    "trigger": [57, 63],
    "type": "killing",
    "status": "asserted",
    "source": "The army",
    "source_kind": "military",
    "quantities": [{"role": "killed", "low": 12, "high": 12}],
}
GOLD = msgspec.convert({"doc": "d1", "text": TEXT, "claims": [ATTACK, KILLING]}, GoldDocument)


def record(*claims: dict[str, Any]) -> dict[str, Any]:
    return {"document": {"text": TEXT}, "claims": [as_claim(copy.deepcopy(c), TEXT) for c in claims]}


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    return [(d.kind, d.trigger, d.what, d.gold) for d in compare.compare_document(GOLD, before, after)]


def test_equal_readings_do_not_differ() -> None:
    assert differences(record(ATTACK, KILLING), record(ATTACK, KILLING)) == []


def test_a_claim_gained_and_right_with_its_sentence() -> None:
    found = list(compare.compare_document(GOLD, record(ATTACK), record(ATTACK, KILLING)))
    assert [(d.kind, d.trigger, d.gold, d.effect) for d in found] == [("gained", "killed", "right", "better")]
    assert found[0].sentence == "The army said 12 men were killed."
    assert "killed 12..12" in found[0].what


def test_a_claim_lost_that_gold_does_not_have() -> None:
    wrong = {**ATTACK, "trigger": [20, 29]}
    assert [(k, t, g) for k, t, _, g in differences(record(ATTACK, wrong), record(ATTACK))] == [("lost", "on Monday", "not in gold")]


def test_a_claim_changed_names_the_fields_and_what_gold_makes_of_both() -> None:
    unsourced = {**KILLING, "source": None, "source_kind": "outlet"}
    assert differences(record(unsourced), record(KILLING)) == [
        ("changed", "killed", "source: None → The army; source_kind: outlet → military", "wrong in source, source_kind → right")
    ]


def test_a_changed_type_is_a_change_where_triggers_overlap() -> None:
    assert differences(record(ATTACK), record({**ATTACK, "type": "clash", "trigger": [7, 19]})) == [
        ("changed", "attacked Arn", "type: attack → clash", "right → wrong in type")
    ]


def test_of_two_claims_on_one_trigger_the_like_ones_are_compared() -> None:
    by_police = {**KILLING, "source": "Police"}
    assert [d[0] for d in differences(record(KILLING, by_police), record(by_police))] == ["lost"]


def test_a_document_that_could_not_be_read_is_said() -> None:
    found = differences({"error": "ValueError: no"}, record(ATTACK))
    assert found[0][:3] == ("unread", "", "before: ValueError: no")
    assert found[1][0] == "gained"


def test_an_unknown_commit_is_one_line_of_error(capsys: pytest.CaptureFixture[str]) -> None:
    if subprocess.run(["git", "rev-parse", "HEAD"], cwd=CHECKOUT, capture_output=True, check=False).returncode:
        pytest.skip("needs the repository")
    assert compare.main(["no-such-commit"]) == 1
    assert "no commit 'no-such-commit'" in capsys.readouterr().err


def test_texts_are_read_with_the_code_that_the_path_names(tmp_path: Any) -> None:
    package = tmp_path / "src" / "ascribe"
    for folder in (package, package / "domain", package / "read"):
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
    (package / "domain" / "document.py").write_text("class Document:\n    @staticmethod\n    def of(text, **keys): return text\n")
    (package / "read" / "reader.py").write_text(
        "class Reader:\n"
        "    @staticmethod\n"
        "    def load(): return Reader()\n"
        "    def read(self, text):\n"
        "        assert text == 'x', 'not x'\n"
        "        return self\n"
        "    def to_json(self): return b'{\"read\": 1}'\n"
    )
    rows = [msgspec.convert({"text": text, "claims": []}, GoldDocument) for text in ("x", "y")]
    assert compare._read(rows, tmp_path / "src") == [{"read": 1}, {"error": "AssertionError: not x"}]
    assert sys.executable


@pytest.mark.parametrize(
    ("before", "after", "effects"),
    [
        pytest.param([ATTACK], [ATTACK, KILLING], ["better"], id="gained, in gold"),
        pytest.param([ATTACK, KILLING], [ATTACK], ["worse"], id="lost, in gold"),
        pytest.param([], [{**ATTACK, "trigger": [20, 29]}], ["worse"], id="gained, not in gold"),
        pytest.param([{**ATTACK, "trigger": [20, 29]}], [], ["better"], id="lost, not in gold"),
        pytest.param([{**KILLING, "source": "Police"}], [KILLING], ["better"], id="mended"),
        pytest.param([KILLING], [{**KILLING, "status": "denied"}], ["worse"], id="broken"),
        pytest.param([{**KILLING, "source": "Police"}], [{**KILLING, "source": "Monitors"}], ["even"], id="wrong both times"),
    ],
)
def test_whether_a_difference_is_better_or_worse(before: list[Any], after: list[Any], effects: list[str]) -> None:
    assert [d.effect for d in compare.compare_document(GOLD, record(*before), record(*after))] == effects
