"""What the isaf suite derives from a document's claims, and when it is right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.scorers.casualties import tolls
from evaluation.scorers.report_coding import province_key
from evaluation.suite import evaluate, load_suite
from evaluation.suites.isaf import dateline_day
from tests.evaluation.fake_reader import FakeReader, person, place, quantity, time

ISAF = load_suite("isaf")
TEXT = "A force detained men, killed one and searched a house; fighters fired; another was shot."


def score(tmp_path: Path, label: dict[str, Any], *claims: dict[str, Any], dateline: str | None = "Nov. 20, 2011") -> dict[str, Any]:
    row = {"id": "x", "text": TEXT, "dateline": dateline, "outlet": "ISAF", "label": label}
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row))
    return evaluate(ISAF, FakeReader(lambda _: list(claims)), [path]).figures


LABEL = {"start_date": "2011-11-19", "province": ["helmand"], "min_killed": 1, "min_captured": 4}
RIGHT = (
    {
        "trigger": "detained",
        "type": "detention",
        "place": place("Helmand"),
        "time": time("2011-11-19"),
        "quantities": (quantity("captured", 4),),
    },
    {"trigger": "killed", "type": "killing", "place": place("Helmand"), "time": time("2011-11-20"), "quantities": (quantity("killed", 1),)},
)


def test_all_right(tmp_path: Path) -> None:
    assert score(tmp_path, LABEL, *RIGHT) == {"province": 1, "start_date": 1, "min_killed": 1, "min_captured": 1, "n": 1, "undatable": 0}


def test_no_claims(tmp_path: Path) -> None:
    assert score(tmp_path, LABEL) == {"province": 0, "start_date": 0, "min_killed": 0, "min_captured": 0, "n": 1, "undatable": 0}


def test_without_a_dated_dateline_the_day_is_not_asked(tmp_path: Path) -> None:
    figures = score(tmp_path, LABEL, *RIGHT, dateline=None)
    assert (figures["start_date"], figures["undatable"], figures["province"]) == (None, 1, 1)


def test_a_label_without_a_key_is_not_asked_for_it(tmp_path: Path) -> None:
    assert score(tmp_path, {"min_killed": 0})["province"] is None
    assert score(tmp_path, {"min_killed": 0})["min_killed"] == 1


@pytest.mark.parametrize(
    ("claims", "killed"),
    [
        pytest.param([{"quantities": (quantity("killed", 2),)}], 2, id="a figure"),
        pytest.param([{"quantities": (quantity("killed", 3, None, "vague"),)}], 3, id="several"),
        pytest.param([{"quantities": (quantity("killed", None, None, "vague"),)}], 3, id="many, no number"),
        pytest.param([{"quantities": (quantity("killed", None, 9, "at_most"),)}], 0, id="up to nine"),
        pytest.param([{"quantities": (quantity("killed", 5), quantity("killed", 2, part_of=0))}], 5, id="a part is not added"),
        pytest.param([{"quantities": (quantity("killed", 50, scope="period_total"),)}], 0, id="since January"),
        pytest.param([{"quantities": (quantity("injured", 5),)}], 0, id="another role"),
        pytest.param([{"quantities": (quantity("killed", 2),), "background": True}], 0, id="background"),
        pytest.param([{"quantities": (quantity("killed", 2),), "status": "denied"}], 0, id="denied"),
        pytest.param([{"target": (person("A. Karim"),)}], 1, id="a person named"),
        pytest.param([{"target": (person("insurgents", None),)}], 0, id="people not counted"),
        pytest.param(
            [{"quantities": (quantity("killed", 2),)}, {"trigger": "shot", "quantities": (quantity("killed", 2),)}], 2, id="told twice"
        ),
        pytest.param(
            [
                {"quantities": (quantity("killed", 2),)},
                {"trigger": "shot", "quantities": (quantity("killed", 2),), "place": place("Ghazni")},
            ],
            4,
            id="elsewhere",
        ),
        pytest.param(
            [
                {"quantities": (quantity("killed", 1),), "target": (person("a leader"),)},
                {"trigger": "shot", "quantities": (quantity("killed", 1),), "target": (person("two guards"),)},
            ],
            2,
            id="other people",
        ),
        pytest.param(
            [
                {"quantities": (quantity("killed", 1),), "target": (person("insurgent"),)},
                {"trigger": "shot", "quantities": (quantity("killed", 1),), "target": (person("armed insurgent"),)},
            ],
            1,
            id="the same people in other words",
        ),
        pytest.param(
            [{"quantities": (quantity("killed", 2),)}, {"trigger": "shot", "quantities": (quantity("killed", 1),)}], 3, id="two figures"
        ),
    ],
)
def test_least_number_killed(tmp_path: Path, claims: list[dict[str, Any]], killed: int) -> None:
    rows = [{"trigger": "killed", "type": "killing", **c} for c in claims]
    assert score(tmp_path, {"min_killed": killed}, *rows)["min_killed"] == 1
    assert score(tmp_path, {"min_killed": killed + 1}, *rows)["min_killed"] == 0


@pytest.mark.parametrize(
    ("claims", "right"),
    [
        pytest.param([{"time": time("2011-11-19")}, {"trigger": "fired", "time": time("2011-11-20")}], True, id="the earliest"),
        pytest.param([{"time": time("2011-11-19")}, {"trigger": "fired", "time": time("2011-11-18")}], False, id="one earlier"),
        pytest.param(
            [{"time": time("2011-11-19")}, {"trigger": "fired", "time": time("2011-05-01"), "background": True}], True, id="background"
        ),
        pytest.param(
            [{"time": time("2011-11-19")}, {"trigger": "fired", "time": time("2011-01-01", "2011-12-31", precision="year")}],
            True,
            id="a year",
        ),
        pytest.param(
            [{"time": time("2011-11-19")}, {"trigger": "fired", "time": time("2011-11-17", inferred=True)}], True, id="stated first"
        ),
        pytest.param([{"time": time("2011-11-19", inferred=True)}], True, id="inferred at last"),
        pytest.param([{}], False, id="undated"),
    ],
)
def test_day(tmp_path: Path, claims: list[dict[str, Any]], right: bool) -> None:
    rows = [{"trigger": "searched", "type": "other", **c} for c in claims]
    assert score(tmp_path, {"start_date": "2011-11-19"}, *rows)["start_date"] == right


@pytest.mark.parametrize(
    ("label", "found", "right"),
    [
        (["paktya"], ["Paktia"], True),
        (["uruzgan"], ["Oruzgan Province"], True),
        (["sar-e pul"], ["Sar-e Pol"], True),
        (["wardak"], ["Maidan Wardak"], True),
        (["kunar"], ["Kunduz"], False),
        (["kunar"], ["Kunduz", "Konar"], True),
        (["ghazni", "zabul"], ["Zābul"], True),
        (["kunar"], [None], False),
        ([""], [None], True),
        ([""], ["Kunar"], False),
    ],
)
def test_province(tmp_path: Path, label: list[str], found: list[str | None], right: bool) -> None:
    rows = [{"trigger": t, "type": "other", "place": place(p)} for t, p in zip(["searched", "fired"], found, strict=False)]
    assert score(tmp_path, {"province": label}, *rows)["province"] == right


def test_kunduz_is_not_kunar_in_any_spelling() -> None:
    assert len({province_key(p) for p in ("Kunar", "Kunduz", "Paktia", "Paktika", "Kandahar", "Nangarhar", "Logar", "Laghman")}) == 8


@pytest.mark.parametrize(
    ("dateline", "day"),
    [
        ("Nov. 20, 2011", "2011-11-20"),
        ("Dec 01, 2012", "2012-12-01"),
        ("May 31,2011", "2011-05-31"),
        ("Sept. 31, 2011", None),
        ("Oct. 13", None),
        (None, None),
    ],
)
def test_datelines(dateline: str | None, day: str | None) -> None:
    found = dateline_day(dateline)
    assert (found and found.isoformat()) == day


def test_annotated_releases_that_were_trained_on_are_left_out(data: Path) -> None:
    result = evaluate(ISAF, FakeReader(lambda _: []))
    assert result.left_out > 0
    assert result.left_out + result.figures["n"] == 283
    assert result.figures["undatable"] < result.figures["n"]


def test_numerous_is_four_as_the_set_codes_it() -> None:
    text = "Troops detained numerous insurgents and several others."
    vague = {"role": "captured", "low": None, "high": None, "qualifier": "vague", "scope": "event", "part_of": None}
    claim = {"event": {"type": "detention"}, "target": [], "quantities": [vague | {"span": [16, 24]}, vague | {"span": [40, 47]}]}
    assert [t.minimum for t in tolls(claim, "captured", text)] == [4, 3]
