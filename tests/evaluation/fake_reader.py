"""A reader that answers what it is told: claims by the words of their trigger, so that a suite's derivation can be tested alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from ascribe.domain.actor import ActorMention, Participant
from ascribe.domain.attribution import Attribution
from ascribe.domain.claim import Claim, Record
from ascribe.domain.document import Document, Reading
from ascribe.domain.event import Event
from ascribe.domain.ids import claim_id
from ascribe.domain.place import Place
from ascribe.domain.quantity import Quantity
from ascribe.domain.span import Span
from ascribe.domain.timex import Time, TimeMention
from ascribe.read.ground.times import ground_times, read_times
from ascribe.read.reader import Attributions

READING = Reading(reader="fake", version="0", resources=(), settings={})


class FakeReader:
    """Reads a document into the claims that `answer` gives as rows of keywords of `claim`."""

    def __init__(self, answer: Callable[[Document], list[dict[str, Any]]], **marks: list[str]) -> None:
        self.answer, self.marks = answer, marks
        self.seen: list[Document] = []

    def read(self, document: Document) -> Record:
        self.seen.append(document)
        claims = sorted((claim(document, **row) for row in self.answer(document)), key=lambda c: c.event.trigger)
        return Record(document=msgspec.structs.replace(document, reading=READING), claims=tuple(claims))

    def actors(self, document: Document, /) -> tuple[ActorMention, ...]:
        return ()

    def attributions(self, document: Document) -> Attributions:
        """The spans of the words that `marks` gives for each part."""
        spans = {part: tuple(Span(i, i + len(w)) for w in words for i in [document.text.index(w)]) for part, words in self.marks.items()}
        return Attributions(**({"source": (), "cue": (), "content": ()} | spans))

    def times(self, document: Document, given: Sequence[Span] | None = None) -> tuple[TimeMention | None, ...]:
        """As a reader reads them: the rules for times need nothing that a fake could leave out."""
        if given is not None:
            return read_times(document.text, given, published=document.published)
        return ground_times(document.text, published=document.published)


def quantity(role: str, low: int | None, high: int | None = None, qualifier: str = "exact", **keys: Any) -> Quantity:
    told = {"of": None, "of_kind": "unknown", "of_side": None, "part_of": None, "scope": "event", **keys}
    return Quantity(span=Span(0, 1), role=role, low=low, high=low if qualifier == "exact" else high, qualifier=qualifier, **told)


def place(admin1: str | None, name: str = "somewhere") -> Place:
    unknown = dict.fromkeys(("span", "text", "gazetteer_id", "lat", "lon", "country", "admin2", "precision", "radius_km"))
    return Place(name=name, admin1=admin1, **unknown)


def time(start: str, end: str | None = None, *, inferred: bool = False, precision: str = "day") -> Time:
    row = {"span": None if inferred else [0, 1], "start": start, "end": end or start, "precision": precision}
    return msgspec.convert({**row, "bound": "exact", "inferred": inferred}, Time)


def person(name: str, kind: str | None = "person") -> Participant:
    return Participant(span=None, text=None, name=name, actor=None, side=None, kind=kind, certainty="stated")


def claim(document: Document, trigger: str, type: str, *, status: str = "asserted", background: bool = False, **keys: Any) -> Claim:
    start = document.text.index(trigger)
    span = Span(start, start + len(trigger))
    outlet = Attribution(source=None, cue=None, hedge=None, channel=None, via=(), source_kind="outlet", party="unknown")
    parts = {"initiator": (), "target": (), "place": None, "time": None, "quantities": (), **keys}
    return Claim(
        id=claim_id(document.id, span, type, None, status),
        content=span,
        event=Event(type=type, trigger=span),
        status=status,
        at_issue=None,
        attribution=outlet,
        background=background,
        reading_confidence=None,
        **parts,
    )
