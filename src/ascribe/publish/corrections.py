"""What people reviewed, as training data: the annotation format of `training/annotations` and of the gold sets.

In:  records as they stand after review, and what people said of their claims.   Out: one JSON object a line, a document each.

A document is in it as soon as one of its claims was reviewed; `complete` says whether all were, so that whoever trains on it knows whether
a sentence without a claim was seen by a person. Offsets are code points of `text`; a time that was inferred is left out, as the guide asks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from ascribe.domain.actor import Participant
from ascribe.domain.claim import Claim, Record
from ascribe.domain.document import Document
from ascribe.domain.quantity import Quantity
from ascribe.domain.span import Span
from ascribe.publish.account import Account
from ascribe.publish.files import writing

__all__ = ["passage_of", "publish_corrections"]


def publish_corrections(records: Iterable[Record], reviews: Mapping[str, str], to: BinaryIO | str | Path) -> Account:
    """Writes the documents with a reviewed claim, in the order given. `reviews`: claim → `accepted`, `edited`, `added` or `rejected`."""
    n_documents = n_claims = 0
    with writing(to) as stream:
        for record in records:
            if any(claim.id in reviews for claim in record.claims):
                stream.write(msgspec.json.encode(passage_of(record, reviews)) + b"\n")
                n_documents, n_claims = n_documents + 1, n_claims + len(record.claims)
    return Account(n_documents=n_documents, n_claims=n_claims, n_rows=n_claims)


def passage_of(record: Record, reviews: Mapping[str, str]) -> dict[str, Any]:
    """A record in the annotation format; each claim says under `review` what a person said of it, null for nothing yet."""
    document = record.document
    return {
        "doc": document.input_id or document.id,
        "corpus": "reviewed",
        "outlet": document.outlet,
        "published": document.published,
        "title": document.title,
        "url": document.url,
        "text": document.text,
        "sha256": hashlib.sha256(document.text.encode()).hexdigest(),
        "complete": all(claim.id in reviews for claim in record.claims),
        "claims": [_claim(claim, document, reviews.get(claim.id)) for claim in record.claims],
    }


def _claim(claim: Claim, document: Document, review: str | None) -> dict[str, Any]:
    said, place, time = claim.attribution, claim.place, claim.time
    dated = time is not None and not time.inferred and time.start is not None
    return {
        "trigger": claim.event.trigger,
        "content": claim.content,
        "type": claim.event.type,
        "status": claim.status,
        "at_issue": claim.at_issue,
        "source": _name(said.source),
        "source_span": said.source.span if said.source else None,
        "source_kind": said.source_kind,
        "party": said.party,
        "cue": said.cue,
        "hedge": said.hedge,
        "channel": said.channel,
        "via": [_name(relay) for relay in said.via],
        **_people("initiator", claim.initiator),
        **_people("target", claim.target),
        "place": place.text or place.name if place else None,
        "place_span": place.span if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "radius_km": place.radius_km if place else None,
        "start": time.start if dated and time else None,
        "end": time.end if dated and time else None,
        "quantities": [_quantity(q) for q in claim.quantities],
        "background": claim.background,
        "review": review,
    }


def _people(role: str, people: tuple[Participant, ...]) -> dict[str, list[str | Span | None]]:
    return {
        role: [_name(p) for p in people],
        f"{role}_spans": [p.span for p in people],
        f"{role}_certainty": [p.certainty for p in people],
    }


def _name(participant: Participant | None) -> str | None:
    return None if participant is None else participant.name or participant.text


def _quantity(q: Quantity) -> dict[str, Any]:
    return {
        "role": q.role, "low": q.low, "high": q.high, "qualifier": q.qualifier, "of": q.of, "of_kind": q.of_kind, "of_side": q.of_side,
        "part_of": q.part_of, "scope": q.scope, "span": q.span,
    }  # fmt: skip
