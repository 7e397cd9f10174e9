"""The claims scorer gives the figures of the reference scorer, digit for digit.

`golden/claims_parity.json` holds what the reference scorer gave for the shipped passages as gold and the systems of
`synthetic_systems`; where the data folder is there, the reference scorer itself runs, on passages of every kind.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.scorers.claims import (
    Coded,
    GoldDocument,
    assign,
    code_gold,
    code_system,
    near_type,
    same_name,
    same_place,
    same_quantities,
    same_time,
    score_claims,
)
from evaluation.suite import OWN
from tests.evaluation.synthetic_systems import as_record, perturbed

HERE = Path(__file__).parent
GOLDEN = json.loads((HERE / "golden" / "claims_parity.json").read_text())
REFERENCE = Path(os.environ.get("ASCRIBE_DATA") or "/nonexistent") / ".." / "tools" / "score_claims.py"


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


OWN_ROWS = rows_of(OWN)


def our_figures(rows: list[dict[str, Any]], records: list[dict[str, Any]]) -> dict[str, Any]:
    return json.loads(json.dumps(score_claims(msgspec.convert(rows, list[GoldDocument]), records)))


@pytest.mark.parametrize("seed", [pytest.param(s, id=f"seed {s}") for s in GOLDEN["perturbed"]])
def test_perturbed_systems_score_as_the_reference_scored_them(seed: str) -> None:
    assert our_figures(OWN_ROWS, perturbed(OWN_ROWS, int(seed))) == GOLDEN["perturbed"][seed]


def test_golden_systems_are_worth_comparing() -> None:
    scores = [g["core"]["f1"] for g in GOLDEN["perturbed"].values()]
    assert all(0.1 < score < 0.9 for score in scores)
    assert len(set(scores)) > 3


def test_gold_as_its_own_system_is_perfect() -> None:
    figures = our_figures(OWN_ROWS, [as_record(r) for r in OWN_ROWS])
    assert figures == GOLDEN["gold_as_system"]
    assert all(figures[name] == {"p": 1.0, "r": 1.0, "f1": 1.0} for name in ("claim", "core", "whole", "figures"))
    assert set(figures["of_matched"].values()) == {1.0}


def test_no_system_at_all() -> None:
    figures = our_figures(OWN_ROWS[:3], [])
    assert figures["missing_documents"] == 3
    assert figures["claim"] == {"p": 0.0, "r": 0.0, "f1": 0.0}
    assert figures["calibration_error"] is None


@pytest.mark.skipif(not REFERENCE.exists(), reason="needs the data folder with its tools")
def test_the_reference_scorer_agrees_on_every_passage(tmp_path: Path) -> None:
    rows = [r for f in sorted((Path(os.environ["ASCRIBE_DATA"]) / "claims").glob("*.jsonl.gz")) for r in rows_of(f)]
    systems = {"gold": [as_record(r) for r in rows], **{str(s): perturbed(rows, s) for s in (101, 102)}}
    gold = tmp_path / "expected.jsonl"
    gold.write_text("".join(json.dumps(r) + "\n" for r in rows))
    for name, records in systems.items():
        system = tmp_path / f"{name}.jsonl"
        system.write_text("".join(json.dumps(r) + "\n" for r in records))
        run = subprocess.run([sys.executable, str(REFERENCE), str(gold), str(system), "--json"], capture_output=True, text=True, check=True)
        assert our_figures(rows, records) == json.loads(run.stdout), name


@pytest.mark.parametrize(
    ("gold", "system", "same"),
    [
        ("Taliban fighters", "the Taliban", True),
        ("Taliban fighters", "Kurdish fighters", False),
        ("officials", "U.N. officials", True),
        ("U.N.", "UN", True),
        ("Syrian army", "Syria", True),
        (None, "Reuters", False),
        (None, "the", True),
        ("Ahmad Massoud", "Massoud", True),
        ("Massoud", "Massoud whose men have been fighting in the valley ever since the capital fell last month", False),
    ],
)
def test_names(gold: str | None, system: str | None, same: bool) -> None:
    assert same_name(gold, system) is same


@pytest.mark.parametrize(
    ("a", "b", "near"), [("killing", "airstrike", True), ("abduction", "abuse", True), ("talks", "killing", False), ("aid", "aid", True)]
)
def test_types_that_annotators_confuse(a: str, b: str, near: bool) -> None:
    assert near_type(a, b) is near


def gold_claim(**keys: Any) -> Coded:
    return code_gold(msgspec.convert(GoldDocumentRow(**keys), GoldDocument).claims[0])


def GoldDocumentRow(**keys: Any) -> dict[str, Any]:
    return {"text": "x" * 40, "claims": [{"trigger": [0, 4], "type": "attack", "status": "asserted", **keys}]}


def system_claim(**keys: Any) -> Coded:
    return code_system({"event": {"type": "attack", "trigger": [0, 4]}, "status": "asserted", **keys}, "x" * 40)


@pytest.mark.parametrize(
    ("gold", "system", "same"),
    [
        ({"start": "2021-09-01"}, {"start": "2021-09-02", "end": "2021-09-02"}, True),
        ({"start": "2021-09-01"}, {"start": "2021-09-03", "end": "2021-09-03"}, False),
        ({"start": "2021-08"}, {"start": "2021-08-01", "end": "2021-08-31"}, True),
        ({"start": "2021-02"}, {"start": "2021-02-08", "end": "2021-02-21"}, False),
        ({"start": "2020"}, {"start": "2020-02-01", "end": "2020-12-01"}, True),
        ({}, {"start": "2021-09-01", "end": "2021-09-01", "inferred": True}, True),
        ({}, {"start": "2021-09-01", "end": "2021-09-01", "inferred": False}, False),
        ({"start": "2021-09-01"}, {}, False),
    ],
)
def test_times(gold: dict[str, Any], system: dict[str, Any], same: bool) -> None:
    assert same_time(gold_claim(**gold), system_claim(time=system)) is same


@pytest.mark.parametrize(
    ("gold", "system", "same"),
    [
        ({"place": "Herat", "lat": 34.35, "lon": 62.2}, {"name": "Elsewhere", "lat": 34.4, "lon": 62.3}, True),
        ({"place": "Herat", "lat": 34.35, "lon": 62.2}, {"name": "Herat", "lat": 36.0, "lon": 62.2}, False),
        ({"place": "Herat", "lat": 34.35, "lon": 62.2, "radius_km": 200}, {"name": "Herat", "lat": 36.0, "lon": 62.2}, True),
        ({"place": "Herat", "lat": 34.35, "lon": 62.2}, {"name": "Herat city"}, True),
        ({"place": "Herat"}, None, False),
        ({}, {"name": "Herat"}, True),
    ],
)
def test_places(gold: dict[str, Any], system: dict[str, Any] | None, same: bool) -> None:
    assert same_place(gold_claim(**gold), system_claim(place=system)) is same


@given(st.lists(st.tuples(st.sampled_from(["killed", "injured"]), st.integers(0, 3)), max_size=4), st.randoms())
def test_quantities_may_stand_in_any_order_and_among_others(figures: list[tuple[str, int]], rng: Any) -> None:
    quantities = [{"role": role, "low": n, "high": n} for role, n in figures]
    shuffled = [*quantities, {"role": "captured", "low": 9, "high": 9}]
    rng.shuffle(shuffled)
    assert same_quantities(gold_claim(quantities=quantities), system_claim(quantities=shuffled))
    assert not same_quantities(gold_claim(quantities=[*quantities, *shuffled]), system_claim(quantities=quantities))


def test_a_trigger_of_seven_words_matches_nothing() -> None:
    text = "the rebels attacked the town at dawn today"
    long = code_system({"event": {"type": "clash", "trigger": [0, len(text) - 6]}, "content": None}, text)
    longer = code_system({"event": {"type": "clash", "trigger": [0, len(text)]}, "content": None}, text)
    gold = gold_claim(type="clash")
    assert len(text[: len(text) - 6].split()) == 7
    assert assign([gold], [long]) == assign([gold], [longer]) == []
    assert assign([gold], [code_system({"event": {"type": "clash", "trigger": [0, 10]}}, text)]) == [(0, 0)]


@pytest.mark.parametrize("broken", [{"start": "not a day"}, {"end": "2021-13"}, {"trigger": [3]}, {"initiator": "a name"}])
def test_broken_gold_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        gold_claim(**broken)
