"""How figures, days and names are put into words, the same in every export and sentence.

In:  values of the record and the document's text.   Out: plain English on one line, without control characters.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from datetime import date

from ascribe.domain.quantity import Quantity
from ascribe.domain.timex import Time

__all__ = ["days_words", "figure_words", "joined", "no_figure_words", "one_line", "quantity_words", "time_words"]

# Line breaks, terminal escapes, and marks that turn the reading direction: a name must not rearrange what stands around it
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SCOPES = {"period_total": "total of a period", "stock": "number at the time"}


def one_line(words: str) -> str:
    """`words` on one line, safe to print.

    >>> one_line("Northern\\n  Front\\x1b[31m")
    'Northern Front [31m'
    """
    return _UNPRINTABLE.sub(" ", words).strip()


def joined(names: Sequence[str]) -> str:
    """Names as a list in a sentence.

    >>> joined(["A", "B", "C"])
    'A, B and C'
    """
    return " and ".join([*([", ".join(names[:-1])] if names[:-1] else []), *names[-1:]])


def figure_words(quantity: Quantity, text: str) -> str:
    """The number as its source bounds it: digits where it is exact, else the source's words where they say more.

    `text` is the document's. "more than 40" stays "more than 40", though its low end is 41.
    """
    low, high = quantity.low, quantity.high
    words = one_line(quantity.span.of(text))
    if quantity.qualifier == "exact":
        return f"{low:,}"
    if " " in words or not any(c.isdecimal() for c in words):
        return words.lower() if words.isupper() else words[:1].lower() + words[1:]  # "More than 40" may have opened its sentence
    if low is not None and high is not None and low != high:
        return f"{low:,}–{high:,}"
    if quantity.qualifier == "about":
        return f"about {low:,}"
    if low is not None:
        return f"at least {low:,}"
    return words if high is None else f"up to {high:,}"


def quantity_words(quantity: Quantity, text: str) -> str:
    """One quantity for a table's cell: role, figure, what is counted, and in parentheses how to take it."""
    notes: list[str] = [quantity.qualifier]
    if quantity.part_of is not None:
        notes.append(f"part of figure {quantity.part_of + 1}")
    if quantity.scope in _SCOPES:
        notes.append(_SCOPES[quantity.scope])
    if quantity.was is not None:
        notes.append(f"corrects {quantity.was:,}")
    counted = f" {one_line(quantity.of)}" if quantity.of else ""
    return f"{quantity.role} {figure_words(quantity, text)}{counted} ({', '.join(notes)})"


def no_figure_words(quantities: Iterable[Quantity]) -> str:
    """What stands in the place of an incident's figures where there are none, by the quantities of its claims."""
    if any(q.scope in _SCOPES for q in quantities):
        return "No source gives a number for this alone; totals of a period, or numbers at the time, stand with the claims."
    return "No source gives a number."


def time_words(time: Time | None, text: str) -> str:
    """When, as a phrase: `on 1 Sep 2021`, `since Mar 2020`, `(undated; by 2 Sep 2021)`.

    >>> time_words(Time(span=None, start=date(2021, 8, 30), end=date(2021, 9, 2), precision="day", bound="not_after", inferred=True), "")
    '(undated; by 2 Sep 2021)'
    >>> time_words(None, "")
    '(undated)'
    """
    if time is None:
        return "(undated)"
    if time.start is None or time.end is None:
        words = one_line(time.span.of(text)) if time.span else ""
        return f"(“{words}”, not resolved to a date)"
    if time.bound == "not_before":
        phrase = f"since {_day(time.start)}"
    elif time.bound == "not_after":
        phrase = f"by {_day(time.end)}"
    elif time.start == time.end:
        phrase = f"on {_day(time.start)}"
    elif time.bound == "between":
        phrase = f"between {_day(time.start)} and {_day(time.end)}"
    else:
        phrase = _interval(time.start, time.end)
    if time.part and time.start == time.end:
        phrase += f" ({time.part})"
    return f"(undated; {phrase})" if time.inferred else phrase


def days_words(start: date, end: date) -> str:
    """Days in a cell of a table.

    >>> days_words(date(2021, 8, 30), date(2021, 8, 31)), days_words(date(2021, 9, 1), date(2021, 9, 1))
    ('30–31 Aug 2021', '1 Sep 2021')
    """
    return _day(start) if start == end else _interval(start, end).removeprefix("on ").removeprefix("from ").removeprefix("in ")


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _interval(start: date, end: date) -> str:
    whole_months = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    if whole_months and start.year == end.year:
        if (start.month, end.month) == (1, 12):
            return f"in {start.year}"
        if start.month == end.month:
            return f"in {_MONTHS[start.month - 1]} {start.year}"
    if (start.year, start.month) == (end.year, end.month):
        return f"on {start.day}–{_day(end)}"
    return f"from {_day(start)} to {_day(end)}"
