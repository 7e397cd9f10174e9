"""What the timex suite counts, and the TimeML value of what is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ascribe.read.ground.times import ground_times
from evaluation.suite import evaluate, load_suite
from evaluation.timex3 import same_value, timex3_value
from tests.evaluation.fake_reader import FakeReader

TIMEX = load_suite("timex")
TEXT = "Ten died on Friday. Talks last three days."


def score(tmp_path: Path, *timex: tuple[str, str], text: str = TEXT, dct: str = "1998-03-10") -> dict[str, Any]:
    gold = [{"start": text.index(words), "end": text.index(words) + len(words), "value": value} for words, value in timex]
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps({"id": "d", "text": text, "dct": dct, "timex": gold}))
    return evaluate(TIMEX, FakeReader(lambda _: []), [file]).figures


@pytest.mark.parametrize(
    ("gold", "value", "p", "r"),
    [
        ([("Friday", "1998-03-06"), ("three days", "P3D")], 1, 1, 1),
        ([("Friday", "1998-03-13"), ("three days", "P3D")], 0.5, 0.5, 0.5),
        ([("Friday", "1998-03-06")], 1, 0.5, 1),
        ([("Friday", "1998-03-06"), ("three", "P3D"), ("days", "P3D")], 0.667, 1, 0.667),
        ([("died", "1998-03-06"), ("Friday", "1998-03-06"), ("three days", "P3D")], 0.667, 1, 0.667),
    ],
)
def test_values_and_spans(tmp_path: Path, gold: list[tuple[str, str]], value: float, p: float, r: float) -> None:
    figures = score(tmp_path, *gold)
    assert (figures["value_on_gold_spans"], figures["end_to_end"]["p"], figures["end_to_end"]["r"]) == (value, p, r)


def test_the_halves_add_up(tmp_path: Path) -> None:
    figures = score(tmp_path, ("Friday", "1998-03-06"))
    assert figures["choosing"]["expressions"] + figures["held"]["expressions"] == figures["expressions"] == 1
    assert [figures[half]["value_on_gold_spans"] for half in ("choosing", "held")].count(None) == 1


def test_the_ends_of_a_range_are_two_expressions(tmp_path: Path) -> None:
    figures = score(tmp_path, ("Monday", "1998-03-02"), ("Friday", "1998-03-06"), text="They met from Monday to Friday.", dct="1998-03-07")
    assert figures["end_to_end"]["f1"] == 1


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It fell on Friday, March 6, 1998.", ["1998-03-06"]),
        ("It fell in February.", ["1998-02"]),
        ("It fell in early February.", ["1998-02"]),
        ("It fell last week.", ["1998-W10"]),
        ("It fell this week.", ["1998-W11"]),
        ("It fell two weeks ago.", ["1998-W09"]),
        ("It fell over the weekend.", ["1998-W10-WE"]),
        ("It fell in 1997.", ["1997"]),
        ("It fell a year ago.", ["1997"]),
        ("It fell in the 1980s.", ["198"]),
        ("It fell in the nineties.", ["199"]),
        ("It fell in the 20th century.", ["19"]),
        ("It fell in the summer of 1997.", ["1997-SU"]),
        ("It fell in the third quarter.", ["1997-Q3"]),
        ("Net rose in the third quarter from the year-ago quarter.", ["1997-Q3", "1996-Q3"]),
        ("It fell in fiscal 1989.", ["1989"]),
        ("It fell on Monday night.", ["1998-03-09TNI"]),
        ("It fell late on Monday.", ["1998-03-09"]),
        ("It fell at 5 p.m. Monday.", ["1998-03-09T17:00"]),
        ("They have held it since Monday.", ["1998-03-09"]),
        ("It lasted for three days.", ["P3D"]),
        ("a 10-hour siege", ["PT10H"]),
        ("It took two and a half years.", ["P2Y6M"]),
        ("It took four decades.", ["P40Y"]),
        ("It took several weeks.", ["PXW"]),
        ("Ten died in the past two weeks.", ["P2W"]),
        ("They march every Friday.", ["XXXX-WXX-5"]),
        ("They march every day.", ["P1D"]),
        ("It is now closed.", ["PRESENT_REF"]),
        ("It was recently closed.", ["PAST_REF"]),
        ("It fell in recent days.", ["PAST_REF"]),
        ("It is closed for the foreseeable future.", ["FUTURE_REF"]),
    ],
)
def test_the_value_of_what_is_read(text: str, values: list[str]) -> None:
    """Read against Tuesday, 10 March 1998."""
    assert [timex3_value(m) for m in ground_times(text, published="1998-03-10")] == values


@pytest.mark.parametrize(("a", "b"), [("1949-XX", "1949"), ("196X", "196"), ("2000-W7", "2000-W07"), ("1989-11-09T17", "1989-11-09T17:00")])
def test_ways_of_writing_are_equal(a: str, b: str) -> None:
    assert same_value(a, b)


@pytest.mark.parametrize(
    ("a", "b"), [("P12M", "P1Y"), ("PT24H", "P1D"), ("1998-W09", "1998-WXX"), ("1998-03", "1998"), (None, "1998"), (None, None)]
)
def test_other_values_are_not(a: str | None, b: str | None) -> None:
    assert not same_value(a, b)
