"""A claim as one flat row: the columns of CSV, Parquet and GeoJSON, each with what it means.

In:  a claim and its document.   Out: column → value, typed; `docs/export.md` lists the same columns.

A figure column holds the first figure of its role that counts this event and is no part of another; figures are never
added up. `quantities` holds all of them in words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Literal, NamedTuple, Protocol, get_args

from ascribe.domain.actor import Participant
from ascribe.domain.claim import Claim
from ascribe.domain.document import Document
from ascribe.domain.quantity import Quantity, QuantityRole
from ascribe.domain.span import Span
from ascribe.publish.sentence import sentence_of
from ascribe.publish.wording import quantity_words

__all__ = ["COLUMNS", "LARGEST", "Column", "Extra", "Heading", "Kind", "Row", "Value", "list_words", "row_of"]

Value = str | int | float | bool | date | Sequence[str | None] | None
Row = dict[str, Value]
Kind = Literal["text", "list", "integer", "number", "flag", "date"]


#: Integers of Parquet have 64 bits.
LARGEST = 2**63 - 1


class Heading(Protocol):
    """What a table says of a column: its name, and the type of its values."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> Kind: ...


class Extra(NamedTuple):
    """A column that a format has beside the shared ones."""

    name: str
    kind: Kind


class Column(NamedTuple):
    """One column: its name, the type of its values, what it means, and how a claim fills it."""

    name: str
    kind: Kind
    meaning: str
    value: Callable[[Claim, Document], Value]


def list_words(items: Sequence[str | None]) -> str:
    """A list in one text: a line of CSV with "; " between its items, so that one that holds a semicolon or a quote stands in quotes.

    >>> list_words(["AP", None]), list_words(['killed: 9; contested', "injured: 4"])
    ('AP; ', '"killed: 9; contested"; injured: 4')
    """
    return "; ".join(_item(item or "") for item in items)


def _item(item: str) -> str:
    plain = item == item.strip() and not any(sign in item for sign in ';"\r\n')
    return item if plain else '"' + item.replace('"', '""') + '"'


def row_of(claim: Claim, document: Document) -> Row:
    """The row of `claim`: every column in order, null where there is nothing to say.

    >>> from ascribe.testing import fake_record
    >>> record = fake_record()
    >>> row = row_of(record.claims[0], record.document)
    >>> row["killed_low"], row["place"], row["quantities"]
    (12, 'Tarkan', ['killed 12 raiders (exact)'])
    """
    return {column.name: column.value(claim, document) for column in COLUMNS}


def _words(span: Span | None, document: Document) -> str | None:
    return None if span is None else span.of(document.text)


def _names(participants: Sequence[Participant]) -> list[str | None]:
    return [p.name or p.text for p in participants]


def _actors(participants: Sequence[Participant]) -> list[str | None]:
    """Ids at the places of the names; empty where no participant has one."""
    return [p.actor for p in participants] if any(p.actor for p in participants) else []


def _figure(claim: Claim, role: QuantityRole) -> Quantity | None:
    of_event = (q for q in claim.quantities if q.role == role and q.part_of is None and q.scope == "event")
    return next((q for q in of_event if (q.low, q.high) != (None, None)), None)


def _bound(role: QuantityRole, end: Literal["low", "high"]) -> Callable[[Claim, Document], Value]:
    def value(claim: Claim, document: Document) -> int | None:
        figure = _figure(claim, role)
        bound = None if figure is None else getattr(figure, end)
        return None if bound is None else min(bound, LARGEST)

    return value


def _of_place(field: str) -> Callable[[Claim, Document], Value]:
    return lambda claim, document: None if claim.place is None else getattr(claim.place, field)


def _of_time(field: str) -> Callable[[Claim, Document], Value]:
    return lambda claim, document: None if claim.time is None else getattr(claim.time, field)


def _place_name(claim: Claim, document: Document) -> str | None:
    return None if claim.place is None else claim.place.name or claim.place.text


def _source_name(claim: Claim, document: Document) -> str | None:
    source = claim.attribution.source
    return None if source is None else source.name or source.text


def _source_actor(claim: Claim, document: Document) -> str | None:
    return None if claim.attribution.source is None else claim.attribution.source.actor


def _quantities(claim: Claim, document: Document) -> list[str]:
    return [quantity_words(quantity, document.text) for quantity in claim.quantities]


def _reading_id(claim: Claim, document: Document) -> str | None:
    return None if document.reading is None else document.reading.id


_FIGURES = tuple(
    Column(f"{role}_{end}", "integer", f"{'Least' if end == 'low' else 'Most'} {role}; null where open or not given", _bound(role, end))
    for role in get_args(QuantityRole)
    for end in ("low", "high")
)

COLUMNS: tuple[Column, ...] = (
    Column("claim_id", "text", "Id of the claim", lambda c, d: c.id),
    Column("document_id", "text", "Id of the document", lambda c, d: d.id),
    Column("input_id", "text", "The input's own id of the document", lambda c, d: d.input_id),
    Column("outlet", "text", "Who published it", lambda c, d: d.outlet),
    Column("published", "text", "When, as an ISO date or date-time", lambda c, d: d.published),
    Column("url", "text", "Address of the document", lambda c, d: d.url),
    Column("title", "text", "Title of the document", lambda c, d: d.title),
    Column("language", "text", "Language of the document", lambda c, d: d.language),
    Column("type", "text", "Event type", lambda c, d: c.event.type),
    Column("status", "text", "What the source says of it: asserted, denied, …", lambda c, d: c.status),
    Column("at_issue", "text", "For denied and unclear: what is denied or doubted", lambda c, d: c.at_issue),
    Column("sentence", "text", "The claim as a sentence", sentence_of),
    Column("source", "text", "Who says it; null: the outlet in its own voice", _source_name),
    Column("source_kind", "text", "The source's profession", lambda c, d: c.attribution.source_kind),
    Column("source_actor", "text", "The source's id in the actor catalogue", _source_actor),
    Column("source_party", "text", "The source's relation to this event", lambda c, d: c.attribution.party),
    Column("channel", "text", "Through which channel it was said", lambda c, d: c.attribution.channel),
    Column("via", "list", "Relays, nearest the source first", lambda c, d: _names(c.attribution.via)),
    Column("cue", "text", "The words of saying", lambda c, d: _words(c.attribution.cue, d)),
    Column("hedge", "text", "The words of doubt (allegedly)", lambda c, d: _words(c.attribution.hedge, d)),
    Column("initiator", "list", "Who acts", lambda c, d: _names(c.initiator)),
    Column("initiator_actor", "list", "Their ids in the actor catalogue, at the same places", lambda c, d: _actors(c.initiator)),
    Column("target", "list", "Who is acted upon", lambda c, d: _names(c.target)),
    Column("target_actor", "list", "Their ids in the actor catalogue, at the same places", lambda c, d: _actors(c.target)),
    Column("place", "text", "Name of the place", _place_name),
    Column("gazetteer_id", "text", "The place's id in the gazetteer", _of_place("gazetteer_id")),
    Column("lat", "number", "Latitude of its middle, WGS 84 degrees; see place_precision", _of_place("lat")),
    Column("lon", "number", "Longitude of its middle, WGS 84 degrees", _of_place("lon")),
    Column("country", "text", "ISO 3166-1 code of two letters", _of_place("country")),
    Column("admin1", "text", "Province", _of_place("admin1")),
    Column("admin2", "text", "District", _of_place("admin2")),
    Column("place_precision", "integer", "1 exact, 2 near, 3 district, 4 province, 5 region, 6 country, 7 international",
           _of_place("precision")),
    Column("radius_km", "number", "The place lies within so many kilometres of lat, lon", _of_place("radius_km")),
    Column("other_places", "list", "Further places, with from, to or also",
           lambda c, d: [f"{p.role} {p.name or p.text}" for p in c.other_places]),
    Column("start", "date", "First day on which it may have happened", _of_time("start")),
    Column("end", "date", "Last day on which it may have happened", _of_time("end")),
    Column("time_precision", "text", "day, week, month, year or longer", _of_time("precision")),
    Column("time_bound", "text", "exact, not_before, not_after or between", _of_time("bound")),
    Column("time_inferred", "flag", "True where no words give the time", _of_time("inferred")),
    *_FIGURES,
    Column("quantities", "list", "Every figure in words, with its qualifier", _quantities),
    Column("outcome", "text", "done, failed, intercepted or attempted", lambda c, d: c.event.outcome),
    Column("extent", "text", "single, or series for a campaign", lambda c, d: c.event.extent),
    Column("means", "list", "With what: kinds of weapon", lambda c, d: [m.kind for m in c.event.means]),
    Column("verification", "list", "What checks are told: verified, not_verified, …", lambda c, d: [v.state for v in c.verification]),
    Column("background", "flag", "True where it is told as earlier context", lambda c, d: c.background),
    Column("reading_confidence", "number", "Probability that the claim is read as a person would", lambda c, d: c.reading_confidence),
    Column("trigger", "text", "The word that names the event", lambda c, d: _words(c.event.trigger, d)),
    Column("content", "text", "The words that state the event", lambda c, d: _words(c.content, d)),
    Column("content_start", "integer", "Where they begin in the text, in code points", lambda c, d: c.content.start),
    Column("content_end", "integer", "Where they end", lambda c, d: c.content.end),
    Column("reading_id", "text", "Id of the reading that gave the claim", _reading_id),
)  # fmt: skip
