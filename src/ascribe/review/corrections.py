"""A document's reading with what people corrected in it.

In:  a `Record` as the reader made it; the decisions of a store.   Out: `corrected`: the record as it stands.

The reading is never altered: a corrected record is another reading of the document, whose `reader` is `REVIEWED` and whose resources
name the decisions that made it. Corrections name claims by id and give whole claims, so they outlive a new reading: a claim that a person
gave stands instead of the one it corrects, wherever a reader finds that again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import msgspec

from ascribe.domain.claim import Claim, Record
from ascribe.domain.decision import ACCEPT, ADD, CORRECTIONS, EDIT, REJECT, Decision, standing, successors
from ascribe.domain.document import REVIEWED, Reading, Resource
from ascribe.domain.flag import Flag
from ascribe.domain.ids import claim_id

__all__ = ["Review", "corrected", "corrections_of", "given_claim", "reviews", "with_id"]

Review = Literal["accepted", "rejected", "edited", "added"]
_REVIEWS: Final[Mapping[str, Review]] = {ACCEPT: "accepted", REJECT: "rejected", EDIT: "edited", ADD: "added"}


def with_id(claim: Claim, document: str, *, placed: bool = False) -> Claim:
    """The claim with the id of its content in that document; `placed` where another claim has that id but for the place."""
    source = claim.attribution.source
    key = (document, claim.event.trigger, claim.event.type, source.span if source else None, claim.status)
    return msgspec.structs.replace(claim, id=claim_id(*key, claim.place.span if placed and claim.place else None))


def given_claim(decision: Decision) -> Claim:
    """The claim that an edit or an addition gives; `msgspec.ValidationError` says what is wrong with it."""
    return msgspec.convert(decision.payload["claim"], Claim)


def corrections_of(entries: Iterable[Decision]) -> dict[str, list[Decision]]:
    """The corrections that stand, by document, in order."""
    of_document: dict[str, list[Decision]] = {}
    for entry in standing(entries):
        if entry.kind in CORRECTIONS:
            of_document.setdefault(entry.payload["document"], []).append(entry)
    return of_document


def corrected(record: Record, corrections: Sequence[Decision]) -> Record:
    """The record after the corrections of its document; the record itself where they leave it as it is.

    `record` is one that the reader made. A rejected claim is left out, an edited one gives way to what it was edited to, an added one is
    put in. Flags follow the claims that they rest on; one that loses all of them goes.
    """
    claims = {claim.id: claim for claim in record.claims}
    for decision in corrections:
        if decision.kind in (REJECT, EDIT):
            claims.pop(decision.subjects[0], None)
        if decision.kind in (EDIT, ADD):
            claim = given_claim(decision)
            claims[claim.id] = claim
    if not corrections:
        return record
    moved = successors(corrections)
    ordered = tuple(sorted(claims.values(), key=lambda c: (c.event.trigger, c.id)))
    known = {c.id for c in ordered}
    ordered = tuple(
        msgspec.structs.replace(c, revises=tuple(dict.fromkeys(moved.get(r, r) for r in c.revises if moved.get(r, r) in known)))
        for c in ordered
    )
    assert record.document.reading is not None  # a Record checks it
    document = msgspec.structs.replace(
        record.document,
        reading=_reviewed(record.document.reading, corrections),
        flags=tuple(_followed(record.document.flags, moved, known)),
    )
    return Record(document=document, claims=ordered)


def reviews(entries: Iterable[Decision]) -> dict[str, Review]:
    """What people last said of each claim, by the id under which it stands now."""
    entries = tuple(entries)
    now = successors(entries)
    said: dict[str, Review] = {}
    for entry in standing(entries):
        if entry.kind in _REVIEWS:
            subject = entry.subjects[0]
            kind = _REVIEWS[entry.kind]
            current = now.get(subject, subject)
            said[current] = said[current] if kind == "accepted" and said.get(current) in ("edited", "added") else kind
    return said


def _reviewed(reading: Reading, corrections: Sequence[Decision]) -> Reading:
    digest = hashlib.sha256(msgspec.json.encode([(d.n, d.kind, d.subjects, d.payload) for d in corrections])).hexdigest()
    decisions = Resource(name="corrections", version=str(corrections[-1].n or 0), sha256=digest)
    return msgspec.structs.replace(
        reading, reader=REVIEWED, resources=(*reading.resources, decisions), settings={**reading.settings, "corrects": reading.id}
    )


def _followed(flags: Iterable[Flag], moved: Mapping[str, str], known: set[str]) -> Iterable[Flag]:
    for flag in flags:
        claims = tuple(dict.fromkeys(c for c in (moved.get(old, old) for old in flag.claims) if c in known))
        if claims or not flag.claims:
            yield msgspec.structs.replace(flag, claims=claims)
