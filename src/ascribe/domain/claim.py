"""Claims: one source saying, with some status, that one event took place (or will, or must, or did not)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

import msgspec

from ascribe.domain.actor import Participant
from ascribe.domain.attribution import Attribution
from ascribe.domain.document import Document
from ascribe.domain.event import Event
from ascribe.domain.ids import claim_id
from ascribe.domain.place import OtherPlace, Place
from ascribe.domain.quantity import Quantity
from ascribe.domain.span import Span
from ascribe.domain.timex import Time

__all__ = ["STATUSES", "AtIssue", "Claim", "Record", "Status", "Verification", "VerificationState"]

Status = Literal["asserted", "denied", "threatened", "demanded", "offered", "expected", "unclear", "retracted"]
STATUSES: tuple[Status, ...] = get_args(Status)
AtIssue = Literal["occurrence", "responsibility", "figure", "detail"]
VerificationState = Literal["verified", "partly", "not_verified", "checked_false"]


class Verification(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether somebody checked the claim: the state, by whom (null: the outlet), the words, the method named."""

    state: VerificationState
    by: Participant | None
    span: Span
    method: str | None


class Claim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One claim. Its parts are spans of its document's text or are marked as inferred; nothing is merged away.

    `at_issue` says, for `denied` and `unclear` only, what is denied or doubted. `background` marks what is told as
    earlier context. `reading_confidence` is the calibrated probability that a careful reader codes the same core; it
    says nothing about the world.
    """

    id: str
    content: Span
    event: Event
    status: Status
    at_issue: AtIssue | None
    attribution: Attribution
    revises: tuple[str, ...] = ()
    initiator: tuple[Participant, ...]
    target: tuple[Participant, ...]
    place: Place | None
    other_places: tuple[OtherPlace, ...] = ()
    time: Time | None
    quantities: tuple[Quantity, ...]
    verification: tuple[Verification, ...] = ()
    background: bool
    reading_confidence: float | None

    def __post_init__(self) -> None:
        if self.at_issue is not None and self.status not in ("denied", "unclear"):
            raise ValueError(f"at_issue belongs to denied and unclear claims, not to {self.status}")
        if self.reading_confidence is not None and not 0 <= self.reading_confidence <= 1:
            raise ValueError("reading_confidence is a probability")
        for i, q in enumerate(self.quantities):
            if q.part_of is not None and (q.part_of >= len(self.quantities) or q.part_of == i):
                raise ValueError(f"quantity {i} is part of a quantity that is not there")

    def spans(self) -> Iterator[Span]:
        """Every span the claim stands on."""
        participants = [*self.initiator, *self.target, *self.attribution.via, *(v.by for v in self.verification)]
        holders: list[Participant | Place | OtherPlace | Time | None] = [
            *participants, self.attribution.source, self.attribution.time, self.place, *self.other_places, self.time
        ]  # fmt: skip
        optional = [self.attribution.cue, self.attribution.hedge, *(h.span for h in holders if h is not None)]
        yield self.content
        yield self.event.trigger
        yield from (m.span for m in self.event.means)
        yield from (s for s in optional if s is not None)
        yield from (q.span for q in self.quantities)
        yield from (v.span for v in self.verification)


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One document with its claims: what Ascribe writes, one JSON object a document.

    A record checks itself when built or decoded: every span lies in the text, words equal the text at their span,
    claims stand in text order of their triggers, and their ids are those of their content.
    """

    document: Document
    claims: tuple[Claim, ...]

    def __post_init__(self) -> None:
        text = self.document.text
        if self.document.reading is None:
            raise ValueError("a record says which reading made it")
        previous, ids = -1, set()
        for claim in self.claims:
            for span in claim.spans():
                if span.end > len(text):
                    raise ValueError(f"claim {claim.id}: span [{span.start}, {span.end}) reaches beyond the text")
            worded: list[Participant | Place | OtherPlace | None] = [*claim.initiator, *claim.target, *claim.attribution.via]
            for holder in (*worded, claim.attribution.source, claim.place, *claim.other_places):
                if holder is not None and holder.span is not None and holder.text != holder.span.of(text):
                    raise ValueError(f"claim {claim.id}: {holder.text!r} is not what stands at {list(holder.span)}")
            if claim.event.trigger.start < previous:
                raise ValueError(f"claim {claim.id} is out of text order")
            previous = claim.event.trigger.start
            if claim.id not in _possible_ids(self.document.id, claim):
                raise ValueError(f"claim {claim.id} does not have the id of its content")
            if claim.id in ids:
                raise ValueError(f"two claims have the id {claim.id}")
            ids.add(claim.id)

    def to_json(self) -> bytes:
        """One line of JSON, UTF-8, without the line end; the same record gives the same bytes."""
        return msgspec.json.encode(self)

    @classmethod
    def from_json(cls, line: bytes | str) -> Record:
        """The record of one line of JSON; `msgspec.ValidationError` says what is wrong and where."""
        return _DECODER.decode(line)


def _possible_ids(document: str, claim: Claim) -> tuple[str, str]:
    source = claim.attribution.source
    key = (document, claim.event.trigger, claim.event.type, source.span if source else None, claim.status)
    return claim_id(*key), claim_id(*key, claim.place.span if claim.place else None)


_DECODER = msgspec.json.Decoder(Record)
