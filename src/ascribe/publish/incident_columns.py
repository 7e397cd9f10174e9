"""Incidents as flat rows: one an incident, one a figure, one a number that a source gives.

In:  incidents.   Out: column → value, typed; `docs/export.md` lists the same columns.

No number stands twice in a table, and nothing is added up. `killed_low` and the like hold the one figure of their role that counts
everybody; where there is none (each side has its own) they are null, and the figures stand in their own table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Generic, Literal, NamedTuple, TypeVar, get_args

from ascribe.domain.incident import Figure, Incident, SourceFigure
from ascribe.domain.quantity import QuantityRole, number_words
from ascribe.publish.columns import LARGEST, Kind, Row, Value
from ascribe.publish.incident_words import figure_line, headline, responsibility_line

__all__ = [
    "FIGURE_COLUMNS", "INCIDENT_COLUMNS", "SAID_COLUMNS", "FigureOf", "IncidentColumn", "SaidOf", "figures_of", "numbers_of", "table_row",
    "whole_figure",
]  # fmt: skip

_T = TypeVar("_T")


class IncidentColumn(NamedTuple, Generic[_T]):
    """One column: its name, the type of its values, what it means, and how a row fills it."""

    name: str
    kind: Kind
    meaning: str
    value: Callable[[_T], Value]


class FigureOf(NamedTuple):
    """A figure of an incident and its number there, from 1."""

    incident: Incident
    n: int
    figure: Figure


class SaidOf(NamedTuple):
    """A number that a source gives, and the figure that it is of."""

    of: FigureOf
    said: SourceFigure

    @property
    def feeds(self) -> bool:
        """Whether it counts for the range: told as so, as news, and not superseded."""
        return self.said.status == "asserted" and not self.said.superseded and not self.said.background


def table_row(columns: Sequence[IncidentColumn[_T]], item: _T) -> Row:
    """The row of `item`: every column in order, null where there is nothing to say."""
    return {column.name: column.value(item) for column in columns}


def figures_of(incident: Incident) -> Iterator[FigureOf]:
    """The figures of an incident, numbered."""
    return (FigureOf(incident, n, figure) for n, figure in enumerate(incident.figures, 1))


def numbers_of(incident: Incident) -> Iterator[SaidOf]:
    """Every number that a source gives, figure by figure."""
    return (SaidOf(figure, said) for figure in figures_of(incident) for said in figure.figure.by_source)


def whole_figure(incident: Incident, role: QuantityRole) -> Figure | None:
    """The figure that counts everybody of a role: the only one, or that beside which the same side's civilians or combatants stand."""
    told = [f for f in incident.figures if f.role == role]
    if len(told) == 1:
        return told[0]
    everybody = [f for f in told if f.of_kind not in ("civilian", "combatant")]
    return everybody[0] if len(everybody) == 1 and len({f.of_side for f in told}) == 1 else None


def _number(n: int | None) -> int | None:
    return None if n is None else min(n, LARGEST)


def _end(role: QuantityRole, end: Literal["low", "best", "high"]) -> Callable[[Incident], Value]:
    def value(incident: Incident) -> int | None:
        figure = whole_figure(incident, role)
        return None if figure is None else _number(getattr(figure, end))

    return value


def _of_place(field: str) -> Callable[[Incident], Value]:
    return lambda i: None if i.place is None else getattr(i.place, field)


def _of_time(field: str) -> Callable[[Incident], Value]:
    return lambda i: None if i.time is None else getattr(i.time, field)


def _names(role: str) -> Callable[[Incident], Value]:
    return lambda i: [actor.name for actor in i.actors if actor.role == role]


def _actors(role: str) -> Callable[[Incident], Value]:
    """Ids at the places of the names; empty where no actor has one."""

    def value(i: Incident) -> list[str | None]:
        ids = [actor.actor for actor in i.actors if actor.role == role]
        return ids if any(ids) else []

    return value


def _said_on(pick: Callable[[list[date]], date | None]) -> Callable[[FigureOf], Value]:
    return lambda f: pick([said.said for said in f.figure.by_source if said.said is not None])


def _ids(said: Sequence[SourceFigure]) -> list[str | None]:
    return list(dict.fromkeys(claim for s in said for claim in s.claims))


_ENDS: dict[Literal["low", "best", "high"], str] = {
    "low": "Least {}, of all that is asserted",
    "best": "The number of {} that the rule takes; null where nobody independent gives one",
    "high": "Most {}, of all that is asserted; null where open",
}
_RANGES = tuple(
    IncidentColumn(f"{role}_{end}", "integer", meaning.format(role), _end(role, end))
    for role in get_args(QuantityRole)
    for end, meaning in _ENDS.items()
)

INCIDENT_COLUMNS: tuple[IncidentColumn[Incident], ...] = (
    IncidentColumn("incident_id", "text", "Id of the incident", lambda i: i.id),
    IncidentColumn("type", "text", "Event type", lambda i: i.type),
    IncidentColumn("headline", "text", "Type, place and days in a line", headline),
    IncidentColumn("initiator", "list", "Who acts; of a mutual event one side", _names("initiator")),
    IncidentColumn("initiator_actor", "list", "Their ids in the actor catalogue, at the same places", _actors("initiator")),
    IncidentColumn("target", "list", "Who is acted upon; of a mutual event the other side", _names("target")),
    IncidentColumn("target_actor", "list", "Their ids in the actor catalogue, at the same places", _actors("target")),
    IncidentColumn("place", "text", "Name of the place, as coarse as the claims need", _of_place("name")),
    IncidentColumn("gazetteer_id", "text", "The place's id in the gazetteer", _of_place("gazetteer_id")),
    IncidentColumn("lat", "number", "Latitude of its middle, WGS 84 degrees; see place_precision", _of_place("lat")),
    IncidentColumn("lon", "number", "Longitude of its middle, WGS 84 degrees", _of_place("lon")),
    IncidentColumn("country", "text", "ISO 3166-1 code of two letters", _of_place("country")),
    IncidentColumn("admin1", "text", "Province", _of_place("admin1")),
    IncidentColumn("admin2", "text", "District", _of_place("admin2")),
    IncidentColumn("place_precision", "integer", "1 exact, 2 near, 3 district, 4 province, 5 region, 6 country, 7 international",
                   _of_place("precision")),
    IncidentColumn("radius_km", "number", "The place lies within so many kilometres of lat, lon", _of_place("radius_km")),
    IncidentColumn("start", "date", "First day on which it may have happened", _of_time("start")),
    IncidentColumn("end", "date", "Last day on which it may have happened", _of_time("end")),
    IncidentColumn("time_precision", "text", "day, week, month, year or longer", _of_time("precision")),
    IncidentColumn("time_bound", "text", "exact, not_before, not_after or between", _of_time("bound")),
    IncidentColumn("time_inferred", "flag", "True where no claim's words give the days", _of_time("inferred")),
    *_RANGES,
    IncidentColumn("figures", "list", "Every figure in words", lambda i: [figure_line(f) for f in i.figures]),
    IncidentColumn("contested", "flag", "True where sources exclude each other in a figure", lambda i: any(f.contested for f in i.figures)),
    IncidentColumn("responsibility", "list", "Who claimed it, is accused, or denies, each by whom",
                   lambda i: [responsibility_line(r) for r in i.responsibility]),
    IncidentColumn("grade", "text", "single_source, party_only, several_independent, contested or retracted", lambda i: i.grade.code),
    IncidentColumn("grade_why", "text", "Why, in a sentence", lambda i: i.grade.why),
    IncidentColumn("n_claims", "integer", "Claims that tell it, copies among them", lambda i: len(i.claims)),
    IncidentColumn("n_documents", "integer", "Documents that tell it", lambda i: i.sources.documents),
    IncidentColumn("n_independent", "integer", "Independent voices that assert it", lambda i: i.sources.independent),
    IncidentColumn("n_copies", "integer", "Documents that only repeat another", lambda i: i.sources.copies),
    IncidentColumn("flags", "list", "Codes of its flags", lambda i: list(dict.fromkeys(f.code for f in i.flags))),
    IncidentColumn("flags_why", "list", "Each flag in a sentence", lambda i: [f"{f.code}: {f.why}" for f in i.flags]),
    IncidentColumn("relations", "list", "part_of, follows or retaliation_for, with the id of the other incident",
                   lambda i: [f"{r.kind} {r.incident}" for r in i.relations]),
)  # fmt: skip

FIGURE_COLUMNS: tuple[IncidentColumn[FigureOf], ...] = (
    IncidentColumn("incident_id", "text", "Id of the incident", lambda f: f.incident.id),
    IncidentColumn("figure", "integer", "The figure's number in its incident, from 1", lambda f: f.n),
    IncidentColumn("type", "text", "Event type of the incident", lambda f: f.incident.type),
    IncidentColumn("place", "text", "Place of the incident", lambda f: _of_place("name")(f.incident)),
    IncidentColumn("start", "date", "First day of the incident", lambda f: _of_time("start")(f.incident)),
    IncidentColumn("end", "date", "Last day of the incident", lambda f: _of_time("end")(f.incident)),
    IncidentColumn("role", "text", "killed, injured, captured, …", lambda f: f.figure.role),
    IncidentColumn("of_kind", "text", "civilian, combatant, mixed or unknown, as the sources call them", lambda f: f.figure.of_kind),
    IncidentColumn("of_side", "text", "initiator or target; null where no source says whose", lambda f: f.figure.of_side),
    IncidentColumn("of", "text", "The words of the first source for what is counted", lambda f: f.figure.of),
    IncidentColumn("low", "integer", "Least of all that is asserted; null where open", lambda f: _number(f.figure.low)),
    IncidentColumn("best", "integer", "The number that the rule takes; null where nobody independent gives one",
                   lambda f: _number(f.figure.best)),
    IncidentColumn("high", "integer", "Most of all that is asserted; null where open", lambda f: _number(f.figure.high)),
    IncidentColumn("contested", "flag", "True where sources exclude each other", lambda f: f.figure.contested),
    IncidentColumn("rule", "text", "What best follows", lambda f: f.figure.rule),
    IncidentColumn("n_numbers", "integer", "Numbers that sources give of it, rows of figures_by_source", lambda f: len(f.figure.by_source)),
    IncidentColumn("first_said", "date", "Day of the first of them", _said_on(lambda days: min(days, default=None))),
    IncidentColumn("last_said", "date", "Day of the last", _said_on(lambda days: max(days, default=None))),
    IncidentColumn("claims", "list", "Ids of the claims that give one", lambda f: _ids(f.figure.by_source)),
)  # fmt: skip

SAID_COLUMNS: tuple[IncidentColumn[SaidOf], ...] = (
    IncidentColumn("incident_id", "text", "Id of the incident", lambda s: s.of.incident.id),
    IncidentColumn("figure", "integer", "The figure's number in its incident, as in figures", lambda s: s.of.n),
    IncidentColumn("role", "text", "killed, injured, captured, …", lambda s: s.of.figure.role),
    IncidentColumn("of_kind", "text", "Kind of the figure's people", lambda s: s.of.figure.of_kind),
    IncidentColumn("of_side", "text", "Side of the figure's people", lambda s: s.of.figure.of_side),
    IncidentColumn("source", "text", "Who says it, or the outlet that speaks itself; null where it has no name", lambda s: s.said.source),
    IncidentColumn("source_actor", "text", "The source's id in the actor catalogue", lambda s: s.said.actor),
    IncidentColumn("source_kind", "text", "The source's profession", lambda s: s.said.source_kind),
    IncidentColumn("source_party", "text", "The source's relation to the event", lambda s: s.said.party),
    IncidentColumn("status", "text", "What the source says of it: asserted, denied, …", lambda s: s.said.status),
    IncidentColumn("low", "integer", "Least; null where open", lambda s: _number(s.said.low)),
    IncidentColumn("high", "integer", "Most; null where open", lambda s: _number(s.said.high)),
    IncidentColumn("qualifier", "text", "exact, at_least, at_most, about, range or vague", lambda s: s.said.qualifier),
    IncidentColumn("number", "text", "The number in words", lambda s: number_words(s.said)),
    IncidentColumn("said", "date", "Day on which it was said, else printed", lambda s: s.said.said),
    IncidentColumn("superseded", "flag", "True where the same source later gave another", lambda s: s.said.superseded),
    IncidentColumn("background", "flag", "True where it is told as earlier context", lambda s: s.said.background),
    IncidentColumn("feeds", "flag", "True where it counts for low, best and high", lambda s: s.feeds),
    IncidentColumn("claims", "list", "Ids of the claims that give it", lambda s: _ids([s.said])),
)  # fmt: skip
