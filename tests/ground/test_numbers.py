"""Number expressions: the rows of docs/numbers.md, and what is no count."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascribe.read.ground.numbers import ground_numbers

DOC = Path(__file__).parents[2] / "docs" / "numbers.md"
ROW = re.compile(r"^\| `(?P<words>[^`]+)` \| (?P<low>\S+) \| (?P<high>\S+) \| (?P<qualifier>\w+) \|", re.MULTILINE)


def documented() -> list[tuple[str, int | None, int | None, str]]:
    def number(cell: str) -> int | None:
        return None if cell == "–" else int(cell.replace(",", ""))

    return [(m["words"], number(m["low"]), number(m["high"]), m["qualifier"]) for m in ROW.finditer(DOC.read_text("utf-8"))]


@pytest.mark.parametrize(("words", "low", "high", "qualifier"), documented())
def test_documented_rows(words: str, low: int | None, high: int | None, qualifier: str) -> None:
    text = f"They say that {words} people were there."
    (found,) = ground_numbers(text)
    assert (found.low, found.high, found.qualifier) == (low, high, qualifier)
    assert words in (found.span.of(text), f"{found.span.of(text)} of")


def test_the_document_has_the_whole_table() -> None:
    assert len(documented()) > 70


@pytest.mark.parametrize("words", ["AT LEAST TWELVE", "At Least Twelve", "at least twelve"])
def test_capitals_change_nothing(words: str) -> None:
    (found,) = ground_numbers(words)
    assert (found.low, found.high, found.qualifier) == (12, None, "at_least")


@pytest.mark.parametrize(
    ("text", "now", "was"),
    [
        ("the toll rose from 30 to 45", 45, 30),
        ("it went up to 350 from 300", 350, 300),
        ("not 12 but 9 had died", 9, 12),
        ("the toll stands at 15, up from 12", 15, 12),
        ("the police lowered it from 22 to nine", 9, 22),
    ],
)
def test_a_figure_says_what_it_replaces(text: str, now: int, was: int) -> None:
    assert (now, was) in [(n.low, n.was) for n in ground_numbers(text)]


@pytest.mark.parametrize(
    "text",
    [
        # dates and hours
        "on September 1",
        "on 1 September 2021",
        "on Sept. 3",
        "between 25 and 26 May",
        "May 25 and 26.",
        "in 2014 they left",
        "the 1980s",
        "during 1999",
        "at 5 pm",
        "at 05:30",
        "at 1415 GMT",
        "around 4 30 p.m",
        "at six o'clock",
        # ages
        "a 34-year-old",
        "aged 12",
        "Omar Halabi, 24, fled",
        "(55)",
        "children under five",
        "he was 12 years old",
        "women aged 61 and 45 were killed",
        "He was 101 and died in the town",
        "She is 34.",
        "men aged 20, 25 and 31 were killed",
        "men aged 20, 25, and 31 died in clashes",
        "boys aged nine and 11.",
        "A 45-year-old woman and her sons, 12 and 9, died",
        "brothers, 12 and 9 years old, died",
        "his wife, 28, and their sons, 3, 5 and 8.",
        "killed a boy, 14, and his sister, 9",
        "KILLED A BOY, 14, AND HIS SISTER, 9",
        "arrested a teacher, 23 and his brother, 30.",
        "sons (12 and 9)",
        "a woman of 30.",
        # money and shares
        "$10bn",
        "Rs 5 lakh",
        "€3 million",
        "40 dollars",
        "20 per cent",
        "83%",
        "two thirds",
        "one in five",
        "US$300 and 400 billion.",
        # measures and durations
        "20 km",
        "500 metres",
        "a 9 mm",
        "12 volt",
        "400kg",
        "two weeks ago",
        "three more days",
        "for six hours",
        "two and a half years",
        "a two-day",
        "five times",
        # names with numbers
        "AK-47",
        "T-72",
        "S-300",
        "C-130",
        "MiG-29",
        "F16",
        "BM-21",
        "Highway 1",
        "Article 370",
        "Resolution 2254",
        "Battalion 45",
        "the 55th",
        "No. 3",
        "A .303 rifle was found.",
        "G-20",
        "Hill 771",
        "http://example.org/7/12",
        "+44 20 7946 0958",
        "2010-02-CA-033",
        "34.5 N",
        "version 2.0.1",
        "1. They",
        "3.000",
        "007",
        "M23",
        "$3 M",
        # ordinals and idioms
        "the first",
        "the third time",
        "one another",
        "this one",
        "one day",
        "at one point",
        "no longer",
        "Phase two",
    ],
)
def test_numbers_that_count_nothing(text: str) -> None:
    assert [n.span.of(text) for n in ground_numbers(text) if n.form == "number"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aged 61 and 45 and 12 armed men were shot", [12]),
        ("boys aged 7, three of them orphans", [3]),
        ("Casualties: soldiers, 12; civilians, 9.", [12, 9]),
        ("killed 12 people (9 civilians and 3 soldiers)", [12, 9, 3]),
        ("shot a policeman, 12 fled", [12]),
    ],
)
def test_numbers_beside_ages_count(text: str, expected: list[int]) -> None:
    assert [n.low for n in ground_numbers(text) if n.form == "number"] == expected


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("3M people", 3_000_000),
        ("3m refugees fled", 3_000_000),
        ("3 M people", 3_000_000),
        ("1.5M fled.", 1_500_000),
        ("45 M23 rebels", 45),
    ],
)
def test_an_m_is_a_million_only_where_it_ends_a_word(text: str, low: int) -> None:
    assert [n.low for n in ground_numbers(text)] == [low]


def test_only_the_given_stretch_is_read() -> None:
    text = "Two died. Three fled. Four hid."
    assert [n.low for n in ground_numbers(text, 10, 21)] == [3]


VOCABULARY = (
    "at least more than between and to from some 12 3,000 40 one two hundred thousand dozen dozens of a the no in May "
    ", . - people km $ % up not but fewer"
)
WORDS = st.sampled_from(VOCABULARY.split(" "))


@given(st.lists(WORDS, max_size=25).map(" ".join))
def test_expressions_stand_in_order_and_apart(text: str) -> None:
    found = ground_numbers(text)
    for n in found:
        assert n.bare in n.span or n.was is not None
        assert n.low is None or n.high is None or n.low <= n.high
    for a, b in pairwise(found):
        assert a.span.end <= b.span.start


@given(st.integers(min_value=0, max_value=10**9))
def test_grouped_numerals_read_back(n: int) -> None:
    (found,) = ground_numbers(f"{n:,} people")
    assert found.low == found.high == n
