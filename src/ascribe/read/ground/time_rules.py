"""What the rules for expressions of time share: fragments of patterns, what a rule gets and gives, the table of rules.

In:  the words of `lexicon/times.json`.   Out: `reads`, which puts a rule into the table, and `rules`, the table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from ascribe.domain.timex import Bound, Measure, PartOfDay, TimeKind, TimePrecision, TimeUnit, Vague
from ascribe.lexicon.times import time_words
from ascribe.read.ground.days import Days

WORDS = time_words()


class When(NamedTuple):
    """What an expression is read against: the publication day, the last day named before it, and the tense around it.

    `period` is what was last named, whatever its length, for "the same month"; `quarter` the last quarter named. `given` is true where
    the words are known to be an expression of time, so that a word as short as "May" needs nothing around it.
    """

    anchor: date | None
    named: date | None
    period: Days | None
    quarter: Days | None
    future: bool
    lower_case: bool
    given: bool = False


class Sense(NamedTuple):
    """What an expression means: the fields of a `TimeMention`. `yearless` marks a date whose year we chose, so that a range may
    choose again."""

    kind: TimeKind
    days: Days | None = None
    precision: TimePrecision | None = None
    part: PartOfDay | None = None
    bound: Bound = "exact"
    yearless: bool = False
    future: bool = False
    named: Days | None = None
    measure: Measure | None = None
    weekday: int | None = None
    vague: Vague | None = None
    hour: str | None = None


class Found(NamedTuple):
    start: int
    end: int
    sense: Sense
    ends: tuple[Found, ...] = ()


def any_of(words: Sequence[str]) -> str:
    """An alternation, longest first, so that "sept" wins over "sep"."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=lambda w: (-len(w), w)))


MONTH = rf"(?P<m>{any_of(tuple(WORDS.months))})"
WEEKDAY = rf"(?P<w>{any_of(tuple(WORDS.weekdays))})"
UNIT = rf"(?P<u>{any_of(tuple(WORDS.unit_days))})"
_TENS = any_of([w for w, n in WORDS.numbers.items() if n in range(20, 100, 10)])
_ONES = any_of([w for w, n in WORDS.numbers.items() if n in range(1, 10) and len(w) > 2])
NUMBER = rf"(?P<n>\d{{1,4}}|(?:{_TENS})[\s-](?:{_ONES})|{any_of((*WORDS.numbers, *WORDS.vague_numbers))})"
ABOUT = (
    r"(?:(?:more\s+than|less\s+than|fewer\s+than|over|under|about|around|nearly|almost|some|just|at\s+least|at\s+most|up\s+to"
    r"|as\s+many\s+as|roughly|approximately)\s+)?"
)
PART = rf"(?P<part>{any_of(tuple(WORDS.parts))})"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
NTH = r"(?:st|nd|rd|th)?"
YEAR = r"(?P<y>(?:1[89]|20)\d\d)(?![\d:%]|[.,]\d)"
EDGE = r"(?P<edge>early|mid|middle|late|beginning|start|end)(?:\s+of|\s+in|-|\s)\s*(?:the\s+)?"
DASH = r"(?:-|–|—|to|through|until|till)"
QUOTE = r"(?:'s|’s)"


def count_of(word: str | None) -> tuple[int, int]:
    """The least and the most that a number word means; `(2, 5)` for none ("weeks ago").

    >>> count_of("twenty-six"), count_of("several")
    ((26, 26), (3, 6))
    """
    word = " ".join((word or "").lower().split())
    if word.isdecimal():
        return int(word), int(word)
    if word in WORDS.vague_numbers:
        return WORDS.vague_numbers[word]
    if word and word not in WORDS.numbers:
        tens, _, ones = word.replace(" ", "-").partition("-")
        return (WORDS.numbers[tens] + WORDS.numbers[ones],) * 2
    return (WORDS.numbers[word],) * 2 if word else (2, 5)


def unit_of(word: str) -> TimeUnit:
    """The unit that a word of `unit_days` names; nights are days, a fortnight is weeks."""
    return WORDS.units[word.lower()]


def measure_of(number: str | None, unit: str) -> Measure:
    """How much "three weeks", "several days", "years" are."""
    low, high = count_of(number)
    return Measure(low * (2 if unit.lower() == "fortnight" else 1) if low == high else None, unit_of(unit))


Rule = Callable[["re.Match[str]", When], Sense | None]
_PATTERNS: list[tuple[str, str, Rule]] = []


def reads(cores: str, pattern: str) -> Callable[[Rule], Rule]:
    """Registers a rule: `cores` is the class of words (see `times`) around which `pattern` is looked for."""

    def register(rule: Rule) -> Rule:
        _PATTERNS.append((cores, pattern, rule))
        return rule

    return register


@cache
def rules() -> tuple[tuple[str, re.Pattern[str], Rule], ...]:
    """Class of words, compiled pattern and rule, in the order of registration; compiled when first used."""
    return tuple((cores, re.compile(rf"(?<![\w$£€#/])(?:{pattern})", re.IGNORECASE), rule) for cores, pattern, rule in _PATTERNS)


def one_day(kind: TimeKind, day: date, **more: object) -> Sense:
    return Sense(kind, (day, day), "day", **more)  # type: ignore[arg-type]


def year_of(text: str) -> int:
    return int(text) if len(text) == 4 else int(text) + (1900 if int(text) >= 50 else 2000)


def month_of(match: re.Match[str]) -> int:
    return WORDS.months[match["m"].lower()]


EDGES = {"early": "early", "beginning": "early", "start": "early", "mid": "mid", "middle": "mid", "late": "late", "end": "late"}


def width(days: Days | None) -> TimePrecision | None:
    """The precision that a run of days amounts to."""
    if days is None:
        return None
    length = (days[1] - days[0]).days
    return "day" if length <= 3 else "week" if length <= 10 else "month" if length <= 45 else "year" if length <= 400 else "longer"
