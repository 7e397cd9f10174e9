"""Fakes for tests of what is built on Ascribe: valid records without reading anything.

In:  words, or nothing.   Out: a `Record` that keeps every rule of the format; what it says is made up.
"""

from __future__ import annotations

import re
from datetime import date

import msgspec

from ascribe.domain.actor import Participant
from ascribe.domain.attribution import Attribution
from ascribe.domain.claim import Claim, Record, Status
from ascribe.domain.document import Document, Reading
from ascribe.domain.event import Event, EventType
from ascribe.domain.ids import claim_id
from ascribe.domain.place import Place
from ascribe.domain.quantity import Quantity
from ascribe.domain.span import Quote, Span
from ascribe.domain.timex import Time

__all__ = ["fake_record"]

_SENTENCE = "The Northern Front said on radio that its men had killed {figure} raiders at Tarkan on 1 September 2021."
_WORD = re.compile(r"\w+")


def fake_record(
    text: str | None = None,
    n_claims: int = 1,
    *,
    type: EventType = "killing",
    status: Status = "asserted",
    title: str | None = "Fighting in the valley",
    url: str | None = "https://wire.example/valley",
    outlet: str | None = "Example Wire",
    published: str | None = "2021-09-02",
    reader_version: str = "0",
) -> Record:
    """A record of `n_claims` claims.

    Without `text` the document is one made-up sentence a claim, and each claim has a source, a channel, an initiator, a
    target, a place with coordinates, a day and a figure (12, 13, …). With `text` the claims stand on its first words, in
    the outlet's own voice; `ValueError` where it has fewer words than claims. Records that differ in `reader_version`
    are two readings of one document.

    >>> record = fake_record(n_claims=2)
    >>> [claim.quantities[0].low for claim in record.claims]
    [12, 13]
    >>> fake_record("Two died.", published=None).claims[0].event.trigger.of("Two died.")
    'Two'
    """
    sentences = [_SENTENCE.format(figure=12 + i) for i in range(n_claims)]
    words = "\n".join(sentences) if text is None else text
    document = msgspec.structs.replace(
        Document.of(words, title=title, url=url, outlet=outlet, published=published, language="en"),
        reading=Reading(reader="fake", version=reader_version, resources=(), settings={}),
    )
    claims = []
    if text is None:
        start = 0
        for sentence in sentences:
            claims.append(_full_claim(document, Span(start, start + len(sentence)), type, status))
            start += len(sentence) + 1
    else:
        places = [Span(*m.span()) for m in _WORD.finditer(text)][:n_claims]
        if len(places) < n_claims:
            raise ValueError(f"{n_claims} claims need as many words, and the text has {len(places)}")
        claims.extend(_bare_claim(document, word, type, status) for word in places)
    return Record(document=document, claims=tuple(claims))


def _bare_claim(document: Document, word: Span, type: EventType, status: Status) -> Claim:
    return Claim(
        id=claim_id(document.id, word, type, None, status), content=word, event=Event(type=type, trigger=word), status=status,
        at_issue=None, initiator=(), target=(), place=None, time=None, quantities=(), background=False, reading_confidence=None,
        attribution=Attribution(source=None, cue=None, hedge=None, channel=None, via=(), source_kind="outlet", party="none"),
    )  # fmt: skip


def _full_claim(document: Document, sentence: Span, type: EventType, status: Status) -> Claim:
    text = document.text

    def at(words: str) -> Quote:
        start = text.index(words, sentence.start, sentence.end)
        return Quote.at(text, Span(start, start + len(words)))

    source, trigger, where, when = at("The Northern Front"), at("killed"), at("Tarkan"), at("on 1 September 2021")
    figure = re.compile(r"\d+").search(text, trigger.span.end)
    assert figure is not None  # the sentence has one
    name = "Northern Front"
    return Claim(
        id=claim_id(document.id, trigger.span, type, source.span, status),
        content=Span(at("its men").span.start, when.span.end),
        event=Event(type=type, trigger=trigger.span),
        status=status,
        at_issue=None,
        attribution=Attribution(
            source=Participant.at(source, name=name, side="a", kind="armed_group"), cue=at("said").span, hedge=None,
            channel="broadcast", via=(), source_kind="belligerent", party="initiator",
        ),
        initiator=(Participant.at(at("its men"), name=name, side="a", kind="armed_group"),),
        target=(Participant.at(at("raiders"), side="b"),),
        place=Place(
            span=where.span, text=where.text, name=where.text, gazetteer_id="fake:1", lat=35.5, lon=69.75, country="AF",
            admin1="Panjshir", admin2=None, precision=1, radius_km=1.0,
        ),
        time=Time(span=when.span, start=date(2021, 9, 1), end=date(2021, 9, 1), precision="day", bound="exact"),
        quantities=(
            Quantity(
                span=Span(*figure.span()), role="killed", low=int(figure[0]), high=int(figure[0]), qualifier="exact", of="raiders",
                of_kind="unknown", of_side="target", part_of=None, scope="event",
            ),
        ),
        background=False,
        reading_confidence=0.9,
    )  # fmt: skip
