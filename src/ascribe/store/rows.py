"""A record as rows of the store's tables.

In:  a `Record` and its number in the store.   Out: table → rows, values in the order of `schema.TABLES`.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ascribe.domain.actor import Participant
from ascribe.domain.claim import Claim, Record
from ascribe.domain.document import Document, published_day

__all__ = ["Rows", "document_of", "envelope_of", "rows_of"]

Rows = dict[str, list[tuple[object, ...]]]


def rows_of(record: Record, number: int, reading: str) -> Rows:
    """The rows that `record` adds as record `number`: its own, its claims', their participants' and quantities'.

    The `documents` and `readings` rows are given too; a store that has them already leaves them out.
    """
    document = record.document
    assert document.reading is not None  # a Record checks it
    r, text = document.reading, document.text
    day = published_day(document.published) if document.published else None
    rows: Rows = {
        "readings": [(reading, r.reader, r.version, msgspec.json.encode(r).decode())],
        "documents": [(document.id, document.url, document.outlet, document.published, day, document.text_sha256, text)],
        "records": [
            (number, document.id, reading, document.title, document.language, document.input_id, len(record.claims), envelope_of(document))
        ],
        "claims": [(number, n, *_claim_columns(claim, text)) for n, claim in enumerate(record.claims)],
        "participants": [row for claim in record.claims for row in _participants(number, claim)],
        "quantities": [row for claim in record.claims for row in _quantities(number, claim, text)],
    }
    return rows


def envelope_of(document: Document) -> str:
    """The document as JSON, its text left out: the text stands once, in `documents`, however often it is read."""
    return msgspec.json.encode({**msgspec.to_builtins(document), "text": None}).decode()


def document_of(envelope: str, text: str) -> Document:
    """The document of an envelope and its text; `ValueError` (`msgspec.ValidationError`) where they do not fit.

    >>> d = Document.of("Two died.")
    >>> document_of(envelope_of(d), "Two died.") == d
    True
    """
    return msgspec.convert({**msgspec.json.decode(envelope), "text": text}, Document)


def _claim_columns(claim: Claim, text: str) -> tuple[object, ...]:
    event, said, place, time = claim.event, claim.attribution, claim.place, claim.time
    source = said.source
    others = "; ".join(p.name or p.text or "" for p in claim.other_places) or None
    return (
        claim.id, event.type, event.trigger.of(text), claim.content.of(text), event.extent, event.outcome, claim.status,
        claim.at_issue, source and (source.name or source.text), source and source.text, source and source.actor,
        said.source_kind, said.party, said.channel, said.cue and said.cue.of(text), said.hedge and said.hedge.of(text),
        place and (place.name or place.text), place and place.text, place and place.gazetteer_id, place and place.lat,
        place and place.lon, place and place.country, place and place.admin1, place and place.admin2,
        place and place.precision, place and place.radius_km, others, time and time.start, time and time.end,
        time and time.precision, time and time.bound, time and time.inferred, claim.background, claim.reading_confidence,
        msgspec.json.encode(claim).decode(),
    )  # fmt: skip


def _participants(number: int, claim: Claim) -> Iterator[tuple[object, ...]]:
    source = claim.attribution.source
    roles: tuple[tuple[str, tuple[Participant, ...]], ...] = (
        ("source", (source,) if source else ()), ("via", claim.attribution.via), ("initiator", claim.initiator), ("target", claim.target),
    )  # fmt: skip
    for role, participants in roles:
        for n, p in enumerate(participants):
            yield number, claim.id, role, n, p.name or p.text, p.text, p.actor, p.side, p.kind, p.certainty


def _quantities(number: int, claim: Claim, text: str) -> Iterator[tuple[object, ...]]:
    for n, q in enumerate(claim.quantities):
        yield (
            number, claim.id, n, q.role, _int64(q.low), _int64(q.high), q.qualifier, q.span.of(text), q.of, q.of_kind, q.of_side, q.part_of,
            q.scope, _int64(q.was),
        )  # fmt: skip


def _int64(figure: int | None) -> int | None:
    """`figure`, or the largest number a BIGINT holds: a text may write any number of digits."""
    return figure if figure is None else min(figure, 2**63 - 1)
