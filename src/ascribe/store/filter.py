"""What to select: a `ClaimFilter`, and the SQL it stands for.

In:  a filter.   Out: a condition with `?` for every value, and the values; nothing a user types becomes SQL text.

Words are compared without case and accents on both sides, by the database's own functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol, get_args

import msgspec

from ascribe.domain.attribution import SourceKind
from ascribe.domain.claim import STATUSES
from ascribe.domain.event import EVENT_TYPES
from ascribe.errors import UsageError

__all__ = ["EVERYTHING", "ClaimFilter", "check_selection", "condition", "contains", "several"]

_VALUES: dict[str, tuple[str, ...]] = {"type": EVENT_TYPES, "status": STATUSES, "source_kind": get_args(SourceKind)}


def several(given: str | tuple[str, ...]) -> tuple[str, ...]:
    """The values of a field that takes one or several."""
    return (given,) if isinstance(given, str) else given


class _Selection(Protocol):
    """What every filter has."""

    @property
    def date_from(self) -> date | None: ...
    @property
    def date_to(self) -> date | None: ...
    @property
    def limit(self) -> int | None: ...


def check_selection(where: _Selection, values: Mapping[str, tuple[str, ...]]) -> None:
    """`UsageError` for a value that a field of `values` does not know, days in the wrong order, or a limit that selects nothing."""
    for field, known in values.items():
        for value in several(getattr(where, field)):
            if value not in known:
                raise UsageError(f"no such {field}: {value!r}; one of {', '.join(known)}")
    if where.date_from and where.date_to and where.date_from > where.date_to:
        raise UsageError(f"no day is both from {where.date_from} and to {where.date_to}; exchange the two dates")
    if where.limit is not None and where.limit < 1:
        raise UsageError(f"a limit of {where.limit} selects nothing; give 1 or more")


class ClaimFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which claims to give. Every field left alone selects everything; fields are joined by "and".

    `type`, `status`, `source_kind`: one value or several (any of them). `source`: part of the source's name, words or
    actor id. `actor`: the actor id, or part of the name or words, of a participant of the event (not of the source).
    `place`: part of the name, words, province or district of its place, part of the name of a further place, or a
    country's two-letter code. `date_from`, `date_to`: the event's interval overlaps these days, both inclusive; claims
    without dates are left out. `text`: every word stands in the document's text or title (a claim's own words are part
    of that text). `outlet`: part of its name. `document`: an id or how it begins. `reading`: an id; without it, the
    reading added last for each document. `limit`: at most so many claims.

    >>> ClaimFilter(type=("killing", "attack"), place="Khavak").limit is None
    True
    >>> ClaimFilter(status="confirmed")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ascribe.errors.UsageError: no such status: 'confirmed'; one of asserted, denied, threatened, ...
    """

    type: str | tuple[str, ...] = ()
    status: str | tuple[str, ...] = ()
    source: str | None = None
    source_kind: str | tuple[str, ...] = ()
    actor: str | None = None
    place: str | None = None
    date_from: date | None = None
    date_to: date | None = None
    text: str | None = None
    outlet: str | None = None
    document: str | None = None
    background: bool | None = None
    reading: str | None = None
    limit: int | None = None

    def __post_init__(self) -> None:
        check_selection(self, _VALUES)


EVERYTHING = ClaimFilter()


def condition(where: ClaimFilter) -> tuple[str, list[object]]:
    """The condition over `claims c`, `records r`, `documents d`, and its values in order.

    >>> condition(ClaimFilter(status="denied", background=False))
    ('c.status IN (?) AND c.background = ? AND r.record IN (SELECT record FROM latest_records)', ['denied', False])
    """
    parts: list[str] = []
    values: list[object] = []

    def require(sql: str, *given: object) -> None:
        parts.append(sql)
        values.extend(given)

    for field in _VALUES:
        wanted = several(getattr(where, field))
        if wanted:
            require(f"c.{field} IN ({', '.join('?' * len(wanted))})", *wanted)
    if where.source is not None:
        require(*contains(where.source, "c.source", "c.source_text", "c.source_actor"))
    if where.actor is not None:
        sql, *given = contains(where.actor, "p.name", "p.text")
        require(
            "EXISTS (SELECT 1 FROM participants p WHERE p.record = c.record AND p.claim = c.claim "
            f"AND p.role IN ('initiator', 'target') AND (p.actor = ? OR {sql}))",
            where.actor, *given,
        )  # fmt: skip
    if where.place is not None:
        sql, *given = contains(where.place, "c.place", "c.place_text", "c.admin1", "c.admin2", "c.other_places")
        require(f"(upper(c.country) = upper(?) OR {sql})", where.place, *given)
    if where.date_from is not None:
        require("c.time_end >= ?", where.date_from)
    if where.date_to is not None:
        require("c.time_start <= ?", where.date_to)
    for word in (where.text or "").split():
        require(*contains(word, "d.text", "r.title"))
    if where.outlet is not None:
        require(*contains(where.outlet, "d.outlet"))
    if where.document is not None:
        require("starts_with(r.document, ?)", where.document)
    if where.background is not None:
        require("c.background = ?", where.background)
    if where.reading is not None:
        require("r.reading = ?", where.reading)
    else:
        require("r.record IN (SELECT record FROM latest_records)")
    return " AND ".join(parts), values


def contains(words: str, *columns: str) -> tuple[str, *tuple[str, ...]]:
    """The condition that one of `columns` holds `words`, without regard to case and accents, and a value for each column."""
    tests = [f"contains({_folded(column)}, {_folded('?')})" for column in columns]
    return "(" + " OR ".join(f"coalesce({test}, false)" for test in tests) + ")", *(words for _ in columns)


def _folded(sql: str) -> str:
    return f"strip_accents(lower({sql}))"
