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

__all__ = ["Review", "corrected", "corrections_of", "given_claim", "reviewed_reading", "reviews", "with_id"]

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


def corrected(record: Record, corrections: Sequence[Decision], entries: Iterable[Decision] = ()) -> Record:
    """The record after the corrections of its document that stand, in order; the record itself where there are none.

    `record` is one that the reader made. Of each claim the last correction counts: rejected, it is left out; edited, it gives way to what
    it was edited to. An added claim is put in. Flags follow the claims that they rest on; one that loses all of them goes. `entries` is
    the whole log, for ids that an edit gave once.
    """
    if not corrections:
        return record
    claims = {claim.id: claim for claim in record.claims}
    added = {decision.subjects[0] for decision in corrections if decision.kind == ADD}
    last = {decision.payload["root"]: decision for decision in corrections}
    for root in last:
        claims.pop(root, None)
    for root, decision in last.items():
        # An edit of an added claim whose adding was taken back edits nothing.
        if decision.kind != REJECT and (root in added or not decision.payload.get("added")):
            claim = given_claim(decision)
            claims[claim.id] = claim
    moved = successors(entries or corrections)
    known = set(claims)
    ordered = tuple(
        msgspec.structs.replace(c, revises=tuple(dict.fromkeys(moved.get(r, r) for r in c.revises if moved.get(r, r) in known)))
        for c in sorted(claims.values(), key=lambda c: (c.event.trigger, c.id))
    )
    assert record.document.reading is not None  # a Record checks it
    document = msgspec.structs.replace(
        record.document,
        reading=reviewed_reading(record.document.reading, corrections),
        flags=tuple(_followed(record.document.flags, moved, known)),
    )
    return Record(document=document, claims=ordered)


def reviews(entries: Iterable[Decision]) -> dict[str, Review]:
    """What people last said of each claim, by the id under which it stands now; an edited or added claim that was accepted stays that."""
    entries = tuple(entries)
    now = successors(entries)
    said: dict[str, Review] = {}
    for entry in standing(entries):
        if entry.kind in _REVIEWS:
            root = entry.payload.get("root", entry.subjects[0])
            kind = _REVIEWS[entry.kind]
            if kind != "accepted" or said.get(root) not in ("edited", "added"):
                said[root] = "added" if kind == "edited" and said.get(root) == "added" else kind
    return {now.get(root, root): kind for root, kind in said.items()}


def reviewed_reading(reading: Reading, corrections: Sequence[Decision]) -> Reading:
    """The reading of a record that was read so and then corrected."""
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
