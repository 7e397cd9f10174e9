"""Which incidents to select, and the SQL it stands for.

In:  a filter.   Out: a condition over `incidents i` with `?` for every value, and the values; nothing a user types becomes SQL text.
"""

from __future__ import annotations

from datetime import date
from typing import get_args

import msgspec

from ascribe.domain.event import EVENT_TYPES
from ascribe.domain.flag import FlagCode
from ascribe.domain.incident import GradeCode
from ascribe.errors import UsageError
from ascribe.store.filter import check_selection, contains, several

__all__ = ["EVERY_INCIDENT", "INCIDENT_ORDER", "IncidentFilter", "incident_condition"]

INCIDENT_ORDER = "i.time_start NULLS LAST, i.time_end, i.incident"
_VALUES: dict[str, tuple[str, ...]] = {"type": EVENT_TYPES, "grade": get_args(GradeCode), "flag": get_args(FlagCode)}


class IncidentFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which incidents to give. Every field left alone selects everything; fields are joined by "and".

    `type`, `grade`, `flag`: one value or several (any of them). `actor`: the id, or part of the name, of who acts or is acted
    upon. `place`: part of the name of its place, province or district, or a country's two-letter code. `date_from`, `date_to`: its days
    overlap these, both inclusive; undated incidents are left out. `documents`: told by at least so many. `contested`: with a
    figure that sources exclude from each other, or without one. `box`: its place's coordinates lie within west, south, east, north in
    degrees; where west is the larger, the box goes over the 180th meridian. `limit`: at most so many, `offset` of them left out first.

    >>> IncidentFilter(grade="true")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ascribe.errors.UsageError: no such grade: 'true'; one of single_source, ...
    """

    type: str | tuple[str, ...] = ()
    grade: str | tuple[str, ...] = ()
    flag: str | tuple[str, ...] = ()
    actor: str | None = None
    place: str | None = None
    date_from: date | None = None
    date_to: date | None = None
    documents: int | None = None
    contested: bool | None = None
    box: tuple[float, float, float, float] | None = None
    limit: int | None = None
    offset: int = 0

    def __post_init__(self) -> None:
        check_selection(self, _VALUES)
        if self.box is not None and not (-90 <= self.box[1] <= self.box[3] <= 90 and all(-180 <= x <= 180 for x in self.box[::2])):
            raise UsageError(f"no box has the sides {self.box}; give west, south, east, north in degrees")
        if self.offset < 0:
            raise UsageError(f"an offset of {self.offset} is none; give 0 or more")


EVERY_INCIDENT = IncidentFilter()


def incident_condition(where: IncidentFilter) -> tuple[str, list[object]]:
    """The condition over `incidents i`, and its values in order.

    >>> incident_condition(IncidentFilter(type="killing", documents=2))
    ('i.type IN (?) AND i.n_documents >= ?', ['killing', 2])
    """
    parts: list[str] = []
    values: list[object] = []

    def require(sql: str, *given: object) -> None:
        parts.append(sql)
        values.extend(given)

    for field in ("type", "grade"):
        if wanted := several(getattr(where, field)):
            require(f"i.{field} IN ({', '.join('?' * len(wanted))})", *wanted)
    if flags := several(where.flag):
        require("(" + " OR ".join("list_contains(string_split(i.flags, '; '), ?)" for _ in flags) + ")", *flags)
    if where.actor is not None:
        sql, *given = contains(where.actor, "a.name")
        require(f"EXISTS (SELECT 1 FROM incident_actors a WHERE a.incident = i.incident AND (a.actor = ? OR {sql}))", where.actor, *given)
    if where.place is not None:
        sql, *given = contains(where.place, "i.place", "i.admin1", "i.admin2")
        require(f"(upper(i.country) = upper(?) OR {sql})", where.place, *given)
    if where.date_from is not None:
        require("i.time_end >= ?", where.date_from)
    if where.date_to is not None:
        require("i.time_start <= ?", where.date_to)
    if where.documents is not None:
        require("i.n_documents >= ?", where.documents)
    if where.contested is not None:
        require("EXISTS (SELECT 1 FROM incident_figures f WHERE f.incident = i.incident AND f.contested) = ?", where.contested)
    if where.box is not None:
        west, south, east, north = where.box
        require("i.lat BETWEEN ? AND ?", south, north)
        require("i.lon BETWEEN ? AND ?" if west <= east else "(i.lon >= ? OR i.lon <= ?)", west, east)
    return " AND ".join(parts) or "TRUE", values
