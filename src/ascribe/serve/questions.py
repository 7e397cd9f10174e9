"""What may be asked: the parameters of each address.

In:  nothing.   Out: structs that check what stands in an address and behind its `?`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import isfinite
from typing import Annotated, Any, Final, Literal, get_args

import msgspec

from ascribe.domain.event import EVENT_TYPES
from ascribe.domain.flag import FlagCode
from ascribe.domain.incident import GradeCode
from ascribe.errors import UsageError
from ascribe.store import IncidentFilter

__all__ = [
    "AboutDecision",
    "AboutJob",
    "ByName",
    "Explored",
    "ExploredAsDossier",
    "ExploredInPart",
    "InBox",
    "OfId",
    "OfIdAsDossier",
    "OfIncident",
    "OfKind",
    "OfIdThen",
    "Paged",
    "Searched",
    "box_of",
]

#: Rows of a list that are given at a time, at most.
MOST_ROWS: Final = 500
#: The largest number that anything is asked by.
_MOST: Final = 2**31 - 1


def _described(**schema: Any) -> msgspec.Meta:
    """What the description says of a value; that it fits is looked at here, in words."""
    return msgspec.Meta(extra_json_schema=schema)


def _one_of(values: Sequence[str]) -> msgspec.Meta:
    return _described(enum=list(values))


_Limit = Annotated[int, _described(minimum=1, maximum=MOST_ROWS)]
_Count = Annotated[int, _described(minimum=0, maximum=_MOST)]
_Types = tuple[Annotated[str, _one_of(EVENT_TYPES)], ...]
_Grades = tuple[Annotated[str, _one_of(get_args(GradeCode))], ...]
_PARTS: Final = ("all", "map", "table")
_Flags = tuple[Annotated[str, _one_of(get_args(FlagCode))], ...]


class OfId(msgspec.Struct, frozen=True, kw_only=True):
    """One thing, by its id or how that begins."""

    id: str


class OfIdThen(OfId, frozen=True, kw_only=True):
    """One thing as it stands, or `at` a moment: after the decision of that number (0: before the first), at a time, or at a day's end."""

    at: str | None = None


class OfIncident(OfIdThen, frozen=True, kw_only=True):
    """An incident for the screen. `why`: with the reasons why its reports are together, which take as long as all the rest."""

    why: bool = True


class OfIdAsDossier(OfIdThen, frozen=True, kw_only=True):
    """One thing as a dossier; `mask`: without the names of private people who were acted upon, or stood by."""

    mask: bool = False


class AboutDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision, by its place in the log."""

    n: int


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

    limit: _Limit = 50
    offset: _Count = 0

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MOST_ROWS or not 0 <= self.offset <= _MOST:
            raise UsageError(f"there are no such rows of a list; give a limit from 1 to {MOST_ROWS} and an offset from 0 to {_MOST}")


class OfKind(Paged, frozen=True, kw_only=True):
    """Some questions of the inbox, of one kind where one is named: `same`, whether two incidents are one; `claim`, whether one is read
    rightly."""

    kind: Literal["same", "claim"] | None = None


class Searched(Paged, frozen=True, kw_only=True):
    """Rows that hold these words."""

    q: str = ""


class Explored(Paged, frozen=True, kw_only=True):
    """Which incidents: the filters of `ascribe incidents`; `bbox` is west,south,east,north in degrees, `t` first day..last day.
    `at`: as they stood after the decision of that number, at a time, or at a day's end."""

    type: _Types = ()
    grade: _Grades = ()
    flag: _Flags = ()
    actor: str | None = None
    place: str | None = None
    documents: _Count | None = None
    contested: bool | None = None
    bbox: str | None = None
    t: str | None = None
    at: str | None = None

    def filter(self, *, paged: bool = True) -> IncidentFilter:
        """The store's filter; `UsageError` says which part cannot be meant."""
        first, last = self._days()
        if self.documents is not None and not 0 <= self.documents <= _MOST:
            raise UsageError(f"no incident is told by that many documents; give a number from 0 to {_MOST}")
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


class ExploredInPart(Explored, frozen=True, kw_only=True):
    """Incidents for the screen. `part` `table` leaves out points and days, the same for each page of rows; `map` leaves out rows."""

    part: Annotated[str, _one_of(_PARTS)] = "all"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.part not in _PARTS:
            raise UsageError(f"there is no part {self.part!r} of what is shown; give {', '.join(_PARTS[:-1])} or {_PARTS[-1]}")


class ExploredAsDossier(Explored, frozen=True, kw_only=True):
    """Incidents as a dossier; `mask` as for one."""

    mask: bool = False


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
