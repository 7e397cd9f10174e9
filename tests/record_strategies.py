"""Hypothesis strategies: any record that the format allows, over any text."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import msgspec
from hypothesis import strategies as st

from ascribe.domain.actor import Certainty, Participant, ParticipantKind
from ascribe.domain.attribution import Attribution, Basis, Channel, Party, SourceKind
from ascribe.domain.claim import STATUSES, AtIssue, Claim, Record, Verification, VerificationState
from ascribe.domain.document import Document, Reading, Resource
from ascribe.domain.event import EVENT_TYPES, Event, Extent, Means, MeansKind, Outcome
from ascribe.domain.flag import Flag
from ascribe.domain.ids import claim_id
from ascribe.domain.place import OtherPlace, Place
from ascribe.domain.quantity import OfKind, OfSide, Quantity, QuantityRole, QuantityScope
from ascribe.domain.span import Span
from ascribe.domain.timex import Bound, PartOfDay, Time, TimePrecision

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12) | st.sampled_from(
    ["=1+1", "＝1", "-2", "a\nb", 'say "no"', "a;b", "\x00", "\x1b[31m", "Nūr-ād", "🙂", "'quoted'"]
)


def one_of(literal: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(literal))


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def spans(text: str) -> st.SearchStrategy[Span]:
    return st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).map(lambda p: Span(min(p[0], p[1] - 1), max(p[0] + 1, p[1])))


@st.composite
def participants(draw: st.DrawFn, text: str) -> Participant:
    span = draw(maybe(spans(text)))
    return Participant(
        span=span, text=span and span.of(text), name=draw(words if span is None else maybe(words)), actor=draw(maybe(words)),
        side=draw(maybe(st.sampled_from("ab"))), kind=draw(maybe(one_of(ParticipantKind))), certainty=draw(one_of(Certainty)),
    )  # fmt: skip


@st.composite
def places(draw: st.DrawFn, text: str) -> Place:
    span = draw(maybe(spans(text)))
    lat = draw(maybe(st.floats(-90, 90)))
    return Place(
        span=span, text=span and span.of(text), name=draw(words if span is None else maybe(words)), gazetteer_id=draw(maybe(words)),
        lat=lat, lon=None if lat is None else draw(st.floats(-180, 180)), country=draw(maybe(st.sampled_from(["AF", "SY"]))),
        admin1=draw(maybe(words)), admin2=draw(maybe(words)), precision=draw(maybe(st.integers(1, 7))),
        radius_km=draw(maybe(st.floats(0, 9000))),
    )  # fmt: skip


@st.composite
def times(draw: st.DrawFn, text: str) -> Time:
    span = draw(maybe(spans(text)))
    days = sorted(draw(st.tuples(st.dates(), st.dates())))
    start, end = days if span is None or draw(st.booleans()) else (None, None)
    return Time(
        span=span, start=start, end=end, precision=draw(maybe(one_of(TimePrecision))), bound=draw(one_of(Bound)),
        part=draw(maybe(one_of(PartOfDay))), inferred=span is None,
    )  # fmt: skip


@st.composite
def quantities(draw: st.DrawFn, text: str) -> Quantity:
    low, high = sorted(draw(st.tuples(*[st.integers(0, 400) | st.integers(0, 10**30)] * 2)))
    bounds = {
        "exact": (low, low), "about": (low, low), "at_least": (low, None), "at_most": (None, high), "range": (low, high),
        "vague": (None, None),
    }  # fmt: skip
    qualifier: Any = draw(st.sampled_from(sorted(bounds)))
    return Quantity(
        span=draw(spans(text)), role=draw(one_of(QuantityRole)), low=bounds[qualifier][0], high=bounds[qualifier][1], qualifier=qualifier,
        of=draw(maybe(words)), of_kind=draw(one_of(OfKind)), of_side=draw(maybe(one_of(OfSide))), part_of=None,
        scope=draw(one_of(QuantityScope)), was=draw(maybe(st.integers(0, 99))),
    )  # fmt: skip


@st.composite
def claims(draw: st.DrawFn, document: Document) -> Claim:
    text = document.text
    some = st.lists(participants(text), max_size=2).map(tuple)
    source = draw(maybe(participants(text)))
    kinds = [k for k in get_args(SourceKind) if k != "outlet"]
    attribution = Attribution(
        source=source, cue=draw(maybe(spans(text))), hedge=draw(maybe(spans(text))), channel=draw(maybe(one_of(Channel))), via=draw(some),
        source_kind=draw(st.sampled_from(kinds)) if source else "outlet", party=draw(one_of(Party)), basis=draw(maybe(one_of(Basis))),
        time=draw(maybe(times(text))),
    )  # fmt: skip
    event = Event(
        type=draw(st.sampled_from(EVENT_TYPES)), trigger=draw(spans(text)), extent=draw(maybe(one_of(Extent))),
        means=tuple(Means(span=s, kind=draw(one_of(MeansKind))) for s in draw(st.lists(spans(text), max_size=1))),
        outcome=draw(maybe(one_of(Outcome))),
    )  # fmt: skip
    status = draw(st.sampled_from(STATUSES))
    figures = draw(st.lists(quantities(text), max_size=3))
    if len(figures) > 1:
        figures[1] = msgspec.structs.replace(figures[1], part_of=0)
    return Claim(
        id=claim_id(document.id, event.trigger, event.type, source.span if source else None, status),
        content=draw(spans(text)), event=event, status=status,
        at_issue=draw(maybe(one_of(AtIssue))) if status in ("denied", "unclear") else None, attribution=attribution,
        initiator=draw(some), target=draw(some), place=draw(maybe(places(text))),
        other_places=tuple(OtherPlace.of(p, "also") for p in draw(st.lists(places(text), max_size=1))), time=draw(maybe(times(text))),
        quantities=tuple(figures), background=draw(st.booleans()), reading_confidence=draw(maybe(st.floats(0, 1))),
        verification=tuple(
            Verification(state=draw(one_of(VerificationState)), by=draw(maybe(participants(text))), span=s, method=draw(maybe(words)))
            for s in draw(st.lists(spans(text), max_size=1))
        ),
    )  # fmt: skip


@st.composite
def records(draw: st.DrawFn) -> Record:
    """A record of up to three claims, whose parts are any that the format allows."""
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
    published = draw(maybe(st.dates(min_value=date(1900, 1, 1)).map(str) | st.just("2021-09-02T23:30:00-04:00")))
    document = Document.of(
        text, input_id=draw(maybe(words)), title=draw(maybe(words)), url=draw(maybe(words)), outlet=draw(maybe(words)),
        language=draw(maybe(st.sampled_from(["en", "fa"]))), published=published,
    )  # fmt: skip
    resource = Resource(name="rules", version=draw(st.sampled_from("12")), sha256="sha256:0")
    found = {claim.id: claim for claim in draw(st.lists(claims(document), max_size=3))}
    ordered = tuple(sorted(found.values(), key=lambda c: (c.event.trigger, c.id)))
    flags = tuple(Flag(code="unverified", claims=(c.id,), why="nobody checked it") for c in ordered[:1])
    read = Reading(reader="any", version="1", resources=(resource,), settings={"depth": draw(st.integers(0, 2))})
    return Record(document=msgspec.structs.replace(document, reading=read, flags=flags), claims=ordered)
