"""What stands around an expression of time: parts of the day, bounds, and the second end of a range.

In:  expressions found one by one.   Out: the same, widened ("the night of 3 May") or joined ("from 3 to 5 May", "Friday, 4 May").
"""

from __future__ import annotations

import re
from datetime import date

from ascribe.domain.span import Span
from ascribe.domain.timex import Bound
from ascribe.read.ground.days import (
    hull,
    shift,
    week_days,
)
from ascribe.read.ground.time_rules import (
    DASH,
    PART,
    QUOTE,
    WORDS,
    Found,
    Sense,
    width,
)

__all__ = ["join", "wrap"]

_PART_BEFORE = re.compile(
    rf"(?:the\s+)?(?:early\s+|late\s+)?\b{PART}\s+(?:(?:of|on|to|into)\s+)?(?:the\s+)?\Z"
    r"|\b(?P<rough>late|early|earlier|later)\s+(?:on\s+)?\Z",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(rf"(?:{QUOTE})?(?:,?\s+at|\s+before)?\s+(?:early\s+|late\s+|mid-?)?{PART}\b", re.IGNORECASE)
_EVE = re.compile(r"(?:the\s+)?\beve\s+of\s+(?:the\s+)?\Z", re.IGNORECASE)
_WEEK_OF = re.compile(r"(?:the\s+)?\bweek\s+of\s+\Z", re.IGNORECASE)
_BOUND = re.compile(
    r"\b(?P<b>since(?:\s+(?:at\s+least|late|early))?|by|until|till|up\s+to|no\s+later\s+than|before)\s+(?:the\s+|about\s+|around\s+|on\s+)*\Z",
    re.IGNORECASE,
)
#: "since it was founded in 1985".
_SINCE_CLAUSE = re.compile(
    r"\b(?P<b>since)\s+(?:[\w’'-]+\s+){1,4}(?:founded|established|created|formed|set\s+up|introduced|launched)\s+in\s+\Z", re.IGNORECASE
)
_FROM = re.compile(r"\b(?:from|between)\s+(?:the\s+|about\s+|around\s+|late\s+|early\s+|on\s+)*\Z", re.IGNORECASE)
_TO = re.compile(rf"\s*(?P<w>{DASH}|into|and|or)\s*(?:the\s+|about\s+|on\s+|in\s+|late\s+|early\s+)*\Z", re.IGNORECASE)
_CLOCK_GAP = re.compile(r"\s*,?\s*(?:on\s+|of\s+)?\Z", re.IGNORECASE)
_NIGHT_GAP = re.compile(r"\s+(?:on\s+|from\s+|between\s+|(?P<into>into|to)\s+)?\Z", re.IGNORECASE)
_BESIDE = re.compile(r",?\s+(?:the\s+)?\Z", re.IGNORECASE)


def wrap(text: str, found: Found, previous: int, anchor: date | None, within: Span | None = None) -> Found:
    """Adds the part of the day and the bound that stand around an expression; with `within`, only parts of the day inside it."""
    start, end, sense, _ = found
    low, high = max(previous, start - 40, within.start if within else 0), within.end if within else len(text)
    if sense.days is None or sense.precision == "day":
        before = _PART_BEFORE.search(text, low, start)
        after = _PART_AFTER.match(text, end, high) if sense.kind not in ("duration", "set", "clock", "vague") else None
        if after:
            end, sense = after.end(), sense._replace(part=WORDS.parts[" ".join(after["part"].lower().split())])
        if before and sense.kind not in ("duration", "set", "clock", "vague") and (before["part"] or sense.kind in ("weekday", "deictic")):
            start = before.start()
            if before["part"]:
                sense = sense._replace(part=WORDS.parts[" ".join(before["part"].lower().split())])
            elif sense.part is None:  # "late yesterday": a guess at the part, so the words still name the day
                sense = sense._replace(part="evening" if before["rough"].lower().startswith("late") else "morning", named=sense.days)
    eve = _EVE.search(text, max(low, start - 16), start)
    if eve:
        start = eve.start()
        if sense.days:
            day = shift(sense.days[0], -1)
            sense = sense._replace(days=(day, day), precision="day")
    week = _WEEK_OF.search(text, max(low, start - 16), start) if sense.precision == "day" else None
    if week:
        start = week.start()
        sense = sense._replace(days=sense.days and week_days(sense.days[0]), precision="week")
    bound = _BOUND.search(text, max(previous, start - 40), start) or _SINCE_CLAUSE.search(text, max(previous, start - 60), start)
    if bound and sense.kind not in ("duration", "set", "vague"):
        sense = _bounded(sense, bound["b"].lower(), anchor)
    return Found(start, end, sense, found.ends)


def _bounded(sense: Sense, word: str, anchor: date | None) -> Sense:
    """ "since" runs to publication; "by", "until" a day ahead run from publication, a past one keeps its own days."""
    sense = sense._replace(named=sense.named or (sense.days if sense.part is None else None))
    if word.startswith("since"):
        days = (sense.days[0], anchor) if sense.days and anchor and sense.days[0] <= anchor else sense.days
        return sense._replace(days=days, bound="not_before", precision=width(days) or sense.precision)
    if sense.days and anchor and sense.days[1] > anchor and word != "before":
        days = (min(anchor, sense.days[0]), sense.days[1])
        return sense._replace(days=days, bound="not_after", precision=width(days))
    return sense._replace(bound="not_after")


def join(text: str, a: Found, b: Found) -> list[Found]:
    """One mention of two where they make a range ("from … to …") or name one day twice ("Friday, 4 January"); else both."""
    if b.start - a.end > 24 or b.start < a.end:
        return [a, b]
    kinds = {a.sense.kind, b.sense.kind}
    if kinds & {"duration", "set", "dateline", "vague"}:
        return [a, b]
    if "clock" in kinds:  # "at 0600 today", "before dawn on Thursday"
        if len(kinds) == 1 or not _CLOCK_GAP.match(text, a.end, b.start):
            return [a, b]
        main, clock = (b.sense, a.sense) if a.sense.kind == "clock" else (a.sense, b.sense)
        return [Found(a.start, b.end, main._replace(part=clock.part, hour=clock.hour))] if main.precision in (None, "day") else [a, b]
    overnight = _NIGHT_GAP.match(text, a.end, b.start) if a.end - a.start == len("overnight") and a.sense.part == "night" else None
    if overnight and b.sense.precision in (None, "day"):
        days = b.sense.days and (
            shift(b.sense.days[0], -1) if overnight["into"] and _one_day(b.sense) else b.sense.days[0],
            b.sense.days[1],
        )
        return [Found(a.start, b.end, b.sense._replace(part="night", days=days))]
    beside = _BESIDE.match(text, a.end, b.start)
    if beside and "weekday" in (a.sense.kind, b.sense.kind) and _one_day(a.sense) and _one_day(b.sense):
        main, other = (b.sense, a.sense) if a.sense.kind == "weekday" else (a.sense, b.sense)
        if main.kind in ("date", "deictic") and (main.kind == "date" or main.days == other.days):
            return [Found(a.start, b.end, main._replace(part=main.part or other.part, bound=a.sense.bound))]
    to = _TO.match(text, a.end, b.start)
    if not to:
        return [a, b]
    word, led = to["w"].lower(), bool(_FROM.search(text, max(0, a.start - 28), a.start))
    alike = a.sense.kind == b.sense.kind and a.sense.precision == b.sense.precision
    if word in ("and", "or") and not (led or (alike and b.sense.precision in ("day", "year"))):
        return [a, b]
    if word == "until" or word == "till":
        b = b._replace(sense=b.sense._replace(bound="exact"))
    if not (led or alike) or a.sense.bound == "not_before" or not a.sense.days or not b.sense.days:
        return [a, b]
    first, last = a.sense.days, b.sense.days
    if word in ("and", "or") and not led and first[0] > last[1]:
        first, last = last, first  # "on Friday and Thursday"
    elif a.sense.kind == "weekday" and b.sense.kind == "weekday" and first[0] > last[0]:
        first = shift(first[0], -7), shift(first[1], -7)
    if a.sense.yearless and (not b.sense.yearless or first[0] > last[0]):
        year = last[0].year - ((first[0].month, first[0].day) > (last[1].month, last[1].day))
        first = first[0].replace(year=year), first[1].replace(year=year + (first[1].year - first[0].year))
    if first[0] > last[1] or (word in ("and", "or") and not led and (last[0] - first[1]).days > 366):
        return [a, b]
    days = hull(first, last)
    precision = b.sense.precision if b.sense.precision != "day" else width(days)
    bound: Bound = "between" if led and word in ("and", "or") else "exact"
    sense = Sense(b.sense.kind, days, precision, a.sense.part or b.sense.part, bound, future=b.sense.future)
    return [Found(a.start, b.end, sense, (*(a.ends or (a,)), *(b.ends or (b,))))]


def _one_day(sense: Sense) -> bool:
    return sense.days is None or sense.days[0] == sense.days[1]
