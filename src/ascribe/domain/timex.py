"""Times: what a text says about when, as an interval of days with its precision."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from ascribe.domain.span import Span

__all__ = ["Bound", "Measure", "PartOfDay", "Time", "TimeKind", "TimeMention", "TimePrecision", "TimeUnit", "Vague"]

TimePrecision = Literal["day", "week", "month", "year", "longer"]
Bound = Literal["exact", "not_before", "not_after", "between"]
PartOfDay = Literal["dawn", "morning", "noon", "afternoon", "evening", "night"]
#: date: a calendar date, month, year, season or holiday; weekday; deictic: told from the publication day ("yesterday", "two
#: weeks ago"); relative: told from a day named before ("the previous day"); duration ("for three days"), set ("every
#: Friday"), clock ("at dawn") and vague ("now", "the 20th century") date no event; dateline: dates the report, not an event.
TimeKind = Literal["date", "weekday", "deictic", "relative", "duration", "set", "clock", "dateline", "vague"]
TimeUnit = Literal["second", "minute", "hour", "day", "week", "weekend", "month", "quarter", "year", "decade", "century"]
Vague = Literal["past", "present", "future"]


class Time(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An interval of whole days, both ends inclusive, in the place's own calendar days.

    `inferred` is true where no words give the time, and only then is `span` null. Words that cannot be resolved (no
    publication date, no year) keep their span and have null dates. `bound` says how the interval binds the event:
    `exact` (it fills or lies on these days), `not_before` (since), `not_after` (by), `between`.
    """

    span: Span | None
    start: date | None
    end: date | None
    precision: TimePrecision | None
    bound: Bound
    part: PartOfDay | None = None
    inferred: bool = False

    def __post_init__(self) -> None:
        if self.inferred != (self.span is None):
            raise ValueError("a time stands on words, or says that it is inferred")
        if (self.start is None) != (self.end is None):
            raise ValueError("a time has both ends or none")
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"a time cannot end ({self.end}) before it starts ({self.start})")
        if self.inferred and self.start is None:
            raise ValueError("an inferred time without dates says nothing: leave the time null")


class Measure(msgspec.Struct, frozen=True):
    """How much time the words name: `n` of a unit, null for "several", "weeks"; halves count ("two and a half years")."""

    n: float | None
    unit: TimeUnit


class TimeMention(msgspec.Struct, frozen=True, kw_only=True):
    """An expression of time in a text: what it says, what kind it is, and whether it was read as lying ahead.

    What follows is said by the words beside the days they come to. `named` is the whole day, week, month or year that they
    name where `time` holds less or more of it ("early May", "this week", "since Monday"); for a clock the day it goes with.
    `measure` is how long ("three days", "the past two weeks") or, for a set, how often; `weekday` the day of a weekly set,
    Monday 0; `vague` where "now", "recent", "soon" lie; `hour` a time of day as `17:00`; `ends` the two ends of a range.
    """

    time: Time
    kind: TimeKind
    future: bool = False
    named: tuple[date, date] | None = None
    measure: Measure | None = None
    weekday: int | None = None
    vague: Vague | None = None
    hour: str | None = None
    ends: tuple[TimeMention, ...] = ()

    def __post_init__(self) -> None:
        if self.time.span is None:
            raise ValueError("a mention stands on words")

    @property
    def span(self) -> Span:
        """Where the words stand."""
        assert self.time.span is not None
        return self.time.span
