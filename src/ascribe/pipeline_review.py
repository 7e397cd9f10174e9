"""What people decide about the claims and incidents of a store.

In:  a store; who decides, when, why.   Out: one entry more in its log of decisions, and the records as they stand after it.

A decision is written first and acted on afterwards, so that a crash loses no decision: corrected records are made anew from the log
whenever they are missing (`apply_corrections`), and incidents at the next `update_incidents`. `seen` is the place of the last decision that
the person knew of; where somebody else has decided about the same thing since, nothing is written (`DecisionConflict`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from ascribe.domain.claim import Claim, Record
from ascribe.domain.decision import (
    ACCEPT,
    ADD,
    CORRECTIONS,
    EDIT,
    KINDS,
    MERGE,
    MOVE,
    NOTE,
    REJECT,
    SPLIT,
    UNDO,
    Decision,
    standing,
)
from ascribe.domain.incident import Incident
from ascribe.errors import UsageError
from ascribe.review.corrections import corrected, corrections_of, with_id
from ascribe.store import Store

__all__ = [
    "accept_claim", "add_claim", "apply_corrections", "edit_claim", "merge_incidents", "move_claim", "note", "reject_claim",
    "split_incident", "undo_decision",
]  # fmt: skip


def apply_corrections(store: Store, entries: Iterable[Decision], documents: Iterable[str] | None = None) -> int:
    """Brings the corrected records of a store in line with its decisions, of all documents or of some; gives how many changed.

    A document that the store does not hold is left alone: its corrections wait until it is read.
    """
    corrections = corrections_of(entries)
    known = set(store.reviewed_documents())
    wanted = sorted({*corrections, *known} if documents is None else {*documents})
    n_changed = 0
    for document in wanted:
        of_document = corrections.get(document, [])
        if not of_document:
            n_changed += document in known and store.withdraw_review(document)
        elif store.holds(document):
            n_changed += store.review(corrected(store.as_read(document), of_document))
    return n_changed


def accept_claim(store: Store, claim: str, *, author: str, time: datetime, reason: str = "", seen: int | None = None) -> Decision:
    """Writes down that a claim is read rightly. `StoreError` where there is no such claim."""
    record = _record_of(store, claim)
    return _decide(store, ACCEPT, [claim], {"document": record.document.id}, author=author, time=time, reason=reason, seen=seen)


def reject_claim(store: Store, claim: str, *, author: str, time: datetime, reason: str, seen: int | None = None) -> Decision:
    """Writes down that a claim is none: it leaves its document and every figure. `StoreError` where there is no such claim."""
    record = _record_of(store, claim)
    decision = _decide(store, REJECT, [claim], {"document": record.document.id}, author=author, time=time, reason=reason, seen=seen)
    _apply(store, record.document.id)
    return decision


def edit_claim(
    store: Store, claim: str, given: Claim, *, author: str, time: datetime, reason: str, seen: int | None = None
) -> tuple[Decision, Claim]:
    """Writes down that a claim reads as `given`, and gives that claim with its id, which may be another. `UsageError` where it does not fit
    its document or is there already."""
    record = _record_of(store, claim)
    now = _fitting(record, given, instead_of=claim)
    payload = {"document": record.document.id, "claim": msgspec.to_builtins(now)}
    subjects = list(dict.fromkeys((claim, now.id)))
    decision = _decide(store, EDIT, subjects, payload, author=author, time=time, reason=reason, seen=seen)
    _apply(store, record.document.id)
    return decision, now


def add_claim(
    store: Store, document: str, given: Claim, *, author: str, time: datetime, reason: str, seen: int | None = None
) -> tuple[Decision, Claim]:
    """Writes down a claim that was not read, and gives it with its id. `UsageError` where it does not fit its document or is there."""
    record = store.record(document)
    now = _fitting(record, given, instead_of=None)
    payload = {"document": record.document.id, "claim": msgspec.to_builtins(now)}
    decision = _decide(store, ADD, [now.id], payload, author=author, time=time, reason=reason, seen=seen)
    _apply(store, record.document.id)
    return decision, now


def move_claim(
    store: Store, claim: str, source: Incident, target: Incident, *, author: str, time: datetime, reason: str, seen: int | None = None
) -> Decision:
    """Writes down that a claim tells another happening than the one it was put to. `UsageError` where it is not in `source`, or is alone
    in it (merge the two), or both are one incident."""
    held = [ref.claim for ref in source.claims]
    if claim not in held:
        raise UsageError(f"{claim} is no claim of {source.id}")
    if source.id == target.id:
        raise UsageError(f"{claim} is in {target.id} already")
    rest = [c for c in held if c != claim]
    if not rest:
        raise UsageError(f"{claim} is the only claim of {source.id}; merge the two incidents")
    payload = {"out": [claim], "rest": rest, "groups": [[claim], [ref.claim for ref in target.claims]]}
    return _decide(store, MOVE, [claim, source.id, target.id], payload, author=author, time=time, reason=reason, seen=seen)


def note(store: Store, subject: str, *, author: str, time: datetime, reason: str, seen: int | None = None) -> Decision:
    """Writes down an editor's warning about a claim, document or incident. `UsageError` where it says nothing."""
    if not reason.strip():
        raise UsageError("a note needs words")
    return _decide(store, NOTE, [subject], {}, author=author, time=time, reason=reason, seen=seen)


def merge_incidents(
    store: Store, incidents: Sequence[Incident], *, author: str, time: datetime, reason: str, seen: int | None = None
) -> Decision:
    """Writes down that these incidents are one happening: their claims stay together from the next update on. `UsageError` for fewer
    than two."""
    if len({i.id for i in incidents}) < 2:
        raise UsageError("a merge needs two incidents or more")
    groups = [[ref.claim for ref in incident.claims] for incident in incidents]
    return _decide(store, MERGE, [i.id for i in incidents], {"groups": groups}, author=author, time=time, reason=reason, seen=seen)


def split_incident(
    store: Store, incident: Incident, claims: Sequence[str], *, author: str, time: datetime, reason: str, seen: int | None = None
) -> Decision:
    """Writes down that `claims` (ids, or how they begin) tell another happening than the rest of the incident. `UsageError` where they
    are not in it, or are all of it."""
    held = [ref.claim for ref in incident.claims]
    out: list[str] = []
    for beginning in claims:
        found = [c for c in held if c.startswith(beginning if beginning.startswith("c-") else f"c-{beginning}")]
        if len(found) != 1:
            raise UsageError(
                f"{beginning!r} is {'no claim' if not found else 'not one claim only'} of {incident.id}; see `ascribe incident`"
            )
        out += found
    rest = [c for c in held if c not in out]
    if not rest:
        raise UsageError("these are all claims of the incident; leave at least one")
    payload = {"out": sorted(set(out)), "rest": rest}
    return _decide(store, SPLIT, [incident.id, *sorted(set(out))], payload, author=author, time=time, reason=reason, seen=seen)


def keep_apart(
    store: Store, one: Incident, other: Incident, *, author: str, time: datetime, reason: str, seen: int | None = None
) -> Decision:
    """Writes down that two incidents are two happenings, so that no update joins them. `UsageError` where they are one already."""
    if one.id == other.id:
        raise UsageError(f"{one.id} is one incident; split it")
    payload = {"out": [ref.claim for ref in one.claims], "rest": [ref.claim for ref in other.claims]}
    return _decide(store, SPLIT, [one.id, other.id], payload, author=author, time=time, reason=reason, seen=seen)


def undo_decision(store: Store, number: int | None, *, author: str, time: datetime, reason: str, seen: int | None = None) -> Decision:
    """Takes a decision back, the last one that stands if no `number` is given; undoing an undoing restores. `UsageError` where there is
    none, or a later correction rests on it."""
    entries = store.decided()
    if number is None:
        stand = standing(entries)
        number = stand[-1].n if stand else None
        if number is None:
            raise UsageError("no decision stands that could be undone")
    undone = next((e for e in entries if e.n == number and e.kind in KINDS), None)
    if undone is None:
        raise UsageError(f"there is no decision {number}; see `ascribe undo --list`")
    if undone.kind in (EDIT, ADD):
        given = undone.payload["claim"]["id"]
        later = [e.n for e in standing(entries) if e.kind in CORRECTIONS and (e.n or 0) > (number or 0) and e.subjects[0] == given]
        if later:
            raise UsageError(f"decision {later[-1]} rests on decision {number}; undo that one first")
    subjects = [str(number), *undone.subjects]
    decision = _decide(store, UNDO, subjects, {"undone": number}, author=author, time=time, reason=reason, seen=seen)
    apply_corrections(store, store.decided())
    return decision


def _record_of(store: Store, claim: str) -> Record:
    found = [held for held in store.find(claim) if not isinstance(held, Record) and held.claim.id == claim]
    if not found:
        raise UsageError(f"there is no claim {claim} in this store")
    return store.record(found[0].document.id)


def _fitting(record: Record, given: Claim, *, instead_of: str | None) -> Claim:
    """The claim as its record takes it: its id that of its content, with the place where another claim has that id already."""
    others = tuple(c for c in record.claims if c.id != instead_of)
    placed = with_id(given, record.document.id, placed=True)
    if any(with_id(c, record.document.id, placed=True).id == placed.id for c in others):
        raise UsageError("the document has a claim with this trigger, type, source, status and place already; edit that one")
    plain = with_id(given, record.document.id)
    claim = placed if any(c.id == plain.id for c in others) else plain
    try:
        Record(document=record.document, claims=tuple(sorted((*others, claim), key=lambda c: (c.event.trigger, c.id))))
    except ValueError as error:
        raise UsageError(f"the claim does not fit its document: {error}") from None
    return claim


def _apply(store: Store, document: str) -> None:
    apply_corrections(store, store.decided(), [document])


def _decide(
    store: Store,
    kind: str,
    subjects: Sequence[str],
    payload: dict[str, Any],
    *,
    author: str,
    time: datetime,
    reason: str,
    seen: int | None,
) -> Decision:
    decision = Decision(
        author=author, time=time, kind=kind, subjects=tuple(subjects), reason=reason, payload=payload, inverse={"kind": UNDO}
    )
    with store.decisions() as log:
        return log.append(decision, seen=seen)
