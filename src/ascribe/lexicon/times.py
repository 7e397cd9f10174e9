"""Words of time: months, weekdays, parts of the day, number words, holidays, cues of tense.

In:  `times.json` beside this module, which a linguist can review.   Out: one typed, frozen value, loaded once.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from ascribe.domain.timex import PartOfDay, TimeUnit, Vague

__all__ = ["Feast", "TimeWords", "time_words"]


class Feast(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A moving feast: its day in its calendar and how many days it lasts, 0 for the whole month. For `western` and `orthodox`, `day`
    counts from Easter."""

    calendar: Literal["hijri", "gregorian", "western", "orthodox"]
    day: int
    days: int
    month: int = 1


class TimeWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The word lists of `times.json`; keys are lower case, offsets are days, months count from 1 and Monday is 0."""

    about: str
    months: dict[str, int]
    months_that_are_words: tuple[str, ...]
    months_never_bare_in_lower_case: tuple[str, ...]
    weekdays: dict[str, int]
    weekday_abbreviations: dict[str, int]
    seasons: dict[str, tuple[int, int]]
    numbers: dict[str, int]
    vague_numbers: dict[str, tuple[int, int]]
    ordinals: dict[str, int]
    units: dict[str, TimeUnit]
    unit_days: dict[str, int]
    parts: dict[str, PartOfDay]
    day_words: dict[str, int]
    same_day_words: tuple[str, ...]
    fixed_days: dict[str, tuple[int, int]]
    moving_days: tuple[str, ...]
    feasts: dict[str, Feast]
    other_months: tuple[str, ...]
    vague_words: dict[str, Vague]
    vague_words_given: dict[str, Vague]
    sets: dict[str, TimeUnit]
    sets_given: dict[str, TimeUnit]
    future_cues: tuple[str, ...]
    days_of_note: dict[str, str]
    demand_cues: tuple[str, ...]
    past_before: tuple[str, ...]
    named_after_dates: tuple[str, ...]
    after_a_time: tuple[str, ...]
    saying: tuple[str, ...]
    sayings: tuple[str, ...]
    given_out: tuple[str, ...]
    never_a_year_after: tuple[str, ...]
    never_a_year_before: tuple[str, ...]


@cache
def time_words() -> TimeWords:
    """The words of time.

    >>> time_words().months["sept"], time_words().parts["nightfall"]
    (9, 'evening')
    """
    data = resources.files("ascribe.lexicon").joinpath("times.json").read_bytes()
    return msgspec.json.decode(data, type=TimeWords)
