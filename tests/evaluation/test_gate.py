"""The gate: figures may rise, may not fall, and floors may not be lowered without a stated reason."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from evaluation.gate import FLOORS_FILE, RUNS, SCORES_FILE, SLACK, Floors, judge, new_floors, run_all, slack_here
from evaluation.machine import machine_class
from evaluation.suite import Result, load_suite, suite_names

SUITE = load_suite("isaf")


def results(gold: str = "sha256:1", failed: int = 0, **figures: float) -> dict[str, Any]:
    told = {"province": 0.5, "start_date": 0.5, "min_killed": 0.5, "min_captured": 0.5, "n": 3, **figures}
    result = Result(
        suite="isaf", figures=told, files=("f",), gold=gold, reading="r-1", left_out=0, failed=failed, notes=("why",) if failed else ()
    )
    return {"isaf": (SUITE, result)}


FLOORS: Floors = new_floors(results(), {}, None)


def test_floors_hold_the_gated_figures_and_what_they_were_set_on() -> None:
    expected = {"runs": {"isaf": {"gold": "sha256:1", "figures": dict.fromkeys(SUITE.gated, 0.5)}}, "lowered": []}
    assert expected == FLOORS


@pytest.mark.parametrize(
    ("scored", "refused"),
    [
        pytest.param(results(), [], id="as before"),
        pytest.param(results(province=0.9), [], id="better"),
        pytest.param(results(province=0.499), ["isaf: province 0.499 is below its floor 0.500"], id="worse"),
        pytest.param(results(n=2), [], id="a figure without a floor"),
        pytest.param(results(gold="sha256:2", province=0.9), ["other gold"], id="other gold"),
        pytest.param(results(failed=1), ["1 documents could not be read"], id="a failure"),
    ],
)
def test_refusals(scored: dict[str, Any], refused: list[str]) -> None:
    told = judge(scored, FLOORS)
    assert len(told) == len(refused)
    assert all(part in reason for part, reason in zip(refused, told, strict=True))


def test_a_run_without_floors_is_not_judged() -> None:
    assert judge(results(province=0.0), {}) == []


def test_raising_a_floor_needs_no_reason() -> None:
    raised = new_floors(results(province=0.7), FLOORS, None)
    assert raised["runs"]["isaf"]["figures"]["province"] == 0.7
    assert raised["lowered"] == []


@pytest.mark.parametrize("reason", [None, "", "  "])
@pytest.mark.parametrize("scored", [results(province=0.4), results(gold="sha256:2")])
def test_lowering_a_floor_or_other_gold_needs_a_reason(scored: dict[str, Any], reason: str | None) -> None:
    with pytest.raises(ValueError, match="--reason"):
        new_floors(scored, FLOORS, reason)


def test_the_reason_is_kept() -> None:
    lowered = new_floors(results(province=0.4, min_killed=0.6), FLOORS, "the label was wrong")
    assert lowered["lowered"] == [{"run": "isaf", "figures": {"province": [0.5, 0.4]}, "reason": "the label was wrong"}]
    assert judge(results(province=0.4, min_killed=0.6), lowered) == []


def test_a_figure_that_is_no_longer_given_is_a_lowered_floor() -> None:
    suite, result = results()["isaf"]
    gone = {"isaf": (suite, replace(result, figures={"n": 3}))}
    with pytest.raises(ValueError, match="lowers province"):
        new_floors(gone, FLOORS, None)
    assert len(judge(gone, FLOORS)) == len(SUITE.gated)


def test_floors_of_runs_not_scored_stay() -> None:
    other = {"runs": {"muc4": {"gold": "g", "figures": {"killed.f1": 0.3}}}, "lowered": []}
    assert new_floors(results(), other, None)["runs"]["muc4"] == other["runs"]["muc4"]


def test_without_data_only_the_shipped_runs_are_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.evaluation.fake_reader import FakeReader

    monkeypatch.delenv("ASCRIBE_DATA", raising=False)
    scored, missing = run_all(FakeReader(lambda _: []))
    assert list(scored) == ["own", "reports", "incidents"]
    assert [result.notes for _, result in scored.values()] == [(), (), ()]
    assert [line.split(":")[0] for line in missing] == [
        "actors",
        "claims",
        "isaf",
        "muc4",
        "polnear",
        "geoparsing",
        "timex",
        "copies",
        "gva",
        "ecbplus",
        "unseen",
    ]
    assert all("ASCRIBE_DATA" in line for line in missing)


def test_another_processor_has_a_little_slack() -> None:
    assert slack_here({"machine": machine_class()}) == 0
    assert slack_here({"machine": {**machine_class(), "cpu": "another"}}) == SLACK < 0.01
    assert slack_here({"machine": {**machine_class(), "vectors": "others"}}) == SLACK


def test_every_suite_has_a_run() -> None:
    assert {run.suite for run in RUNS} == set(suite_names())


def test_the_machine_class_names_no_machine() -> None:
    import platform

    assert set(machine_class()) == {"cpu", "vectors", "cpus", "os", "python"}
    assert platform.node() not in json.dumps(machine_class())


@pytest.mark.skipif(not (FLOORS_FILE.exists() and SCORES_FILE.exists()), reason="no floors yet")
def test_committed_scores_lie_on_or_above_committed_floors() -> None:
    floors, scores = json.loads(FLOORS_FILE.read_text()), json.loads(SCORES_FILE.read_text())
    results = {}
    for name, run in scores["runs"].items():
        about = {"files": (), "left_out": run["left_out"], "failed": 0, "notes": ()}
        results[name] = (load_suite(run["suite"]), Result(run["suite"], run["figures"], gold=run["gold"], reading=run["reading"], **about))
    assert set(floors["runs"]) <= set(results)
    assert judge(results, floors) == []
