"""What may be asked: the parameters of each address.

In:  nothing.   Out: structs that check what stands in an address and behind its `?`.
"""

from __future__ import annotations

from datetime import date
from math import isfinite

import msgspec

from ascribe.errors import UsageError
from ascribe.store import IncidentFilter

__all__ = ["AboutJob", "ByName", "Explored", "InBox", "OfId", "Paged", "Searched"]

#: Rows of a list that are given at a time, at most.
MOST_ROWS = 500


class OfId(msgspec.Struct, frozen=True, kw_only=True):
    """One thing, by its id or how that begins."""

    id: str


class AboutJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job of this server, by its number."""

    n: int


class ByName(msgspec.Struct, frozen=True, kw_only=True):
    """What bears a name."""

    name: str


class InBox(msgspec.Struct, frozen=True, kw_only=True):
    """What lies in a box: `bbox` is west,south,east,north in degrees."""

    bbox: str


class Paged(msgspec.Struct, frozen=True, kw_only=True):
    """Some rows of a list."""

    limit: int = 50
    offset: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MOST_ROWS or self.offset < 0:
            raise UsageError(f"give a limit from 1 to {MOST_ROWS} and an offset of 0 or more")


class Searched(Paged, frozen=True, kw_only=True):
    """Rows that hold these words."""

    q: str = ""


class Explored(Paged, frozen=True, kw_only=True):
    """Which incidents: the filters of `ascribe incidents`; `bbox` is west,south,east,north in degrees, `t` first day..last day."""

    type: tuple[str, ...] = ()
    grade: tuple[str, ...] = ()
    flag: tuple[str, ...] = ()
    actor: str | None = None
    place: str | None = None
    documents: int | None = None
    contested: bool | None = None
    bbox: str | None = None
    t: str | None = None

    def filter(self, *, paged: bool = True) -> IncidentFilter:
        """The store's filter; `UsageError` says which part cannot be meant."""
        first, last = self._days()
        return IncidentFilter(
            type=self.type, grade=self.grade, flag=self.flag, actor=self.actor, place=self.place, documents=self.documents,
            contested=self.contested, box=self._box(), date_from=first, date_to=last, limit=self.limit if paged else None,
            offset=self.offset if paged else 0,
        )  # fmt: skip

    def _days(self) -> tuple[date | None, date | None]:
        if not self.t:
            return None, None
        first, between, last = self.t.partition("..")
        try:
            return (date.fromisoformat(first) if first else None), (
                date.fromisoformat(last if between else first) if last or not between else None
            )
        except ValueError:
            raise UsageError(f"t={self.t!r} is no span of days; give 2021-08-31..2021-09-02") from None

    def _box(self) -> tuple[float, float, float, float] | None:
        return box_of(self.bbox) if self.bbox else None


def box_of(bbox: str) -> tuple[float, float, float, float]:
    """West, south, east, north; `UsageError` where these are no four numbers.

    >>> box_of("43.5,38,51,42.25")
    (43.5, 38.0, 51.0, 42.25)
    """
    try:
        west, south, east, north = (float(side) for side in bbox.split(","))
    except ValueError:
        raise UsageError(f"bbox={bbox!r} is no box; give west,south,east,north in degrees") from None
    if not all(isfinite(side) for side in (west, south, east, north)):
        raise UsageError(f"bbox={bbox!r} is no box; give west,south,east,north in degrees")
    return west, south, east, north
