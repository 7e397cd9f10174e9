"""What people decide about the claims and incidents of a store.

In:  a store; who decides, when, why.   Out: one entry more in its log of decisions, and the records as they stand after it.

A decision is written first and acted on afterwards, so that a crash loses no decision: corrected records are made anew from the log
whenever they are missing (`apply_corrections`), and incidents at the next `update_incidents`. With `later` that is left to them, and until
then `standing_record` gives a document as it stands. `seen` is the place of the last decision that
the person knew of; where somebody else has decided about the same thing since, nothing is written (`DecisionConflict`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

import msgspec

from ascribe.domain.claim import Claim, Record
from ascribe.domain.decision import (
    ACCEPT,
    ADD,
    EDIT,
    KINDS,
    MERGE,
    MOVE,
    NOTE,
    REJECT,
    SPLIT,
    UNDO,
    Decision,
    roots,
    standing,
    successors,
    unrevoked,
)
from ascribe.domain.document import REVIEWED
from ascribe.domain.incident import Incident
from ascribe.errors import DecisionConflict, UsageError
from ascribe.review.corrections import corrected, corrections_of, reviewed_reading, with_id
from ascribe.store import Store

__all__ = [
    "accept_claim", "add_claim", "apply_corrections", "edit_claim", "merge_incidents", "move_claim", "note", "reject_claim",
    "split_incident", "standing_record", "undo_decision",
]  # fmt: skip


def apply_corrections(store: Store, documents: Iterable[str] | None = None, *, entries: Sequence[Decision] | None = None) -> int:
    """Brings the corrected records of a store in line with its decisions (or these), of all documents or of some; gives how many changed.

    A document that the store does not hold is left alone: its corrections wait until it is read.
    """
    with store.reviewing:
        entries = store.decided() if entries is None else entries
        corrections = corrections_of(entries)
        known = set(store.reviewed_documents())
        wanted = sorted({*corrections, *known} if documents is None else {*documents})
        readings = store.readings_of(wanted) if wanted else {}
        n_changed = 0
        for document in wanted:
            of_document = corrections.get(document, [])
            if not of_document:
                n_changed += document in known and store.withdraw_review(document)
            elif document in readings:
                latest, as_read = readings[document]
                if latest != reviewed_reading(as_read, of_document).id:
                    n_changed += store.review(corrected(store.as_read(document), of_document, entries))
        return n_changed


def _reviewing(store: Store, *, later: bool) -> AbstractContextManager[object]:
    """Holds off others who correct records, unless that is left for later: they may wait for an update that goes on."""
    return nullcontext() if later else store.reviewing


def standing_record(store: Store, document: str) -> Record:
    """A document with its claims as they stand, whether or not what was decided of them is carried out. `StoreError` where it is not
    there."""
    entries = store.decided()
    corrections = corrections_of(entries).get(document, [])
    record = store.record(document)
    assert record.document.reading is not None  # a Record checks it
    if not corrections and record.document.reading.reader != REVIEWED:
        return record
    as_read = store.as_read(document)
    assert as_read.document.reading is not None
    wanted = reviewed_reading(as_read.document.reading, corrections).id if corrections else None
    return record if record.document.reading.id == wanted else corrected(as_read, corrections, entries)


def accept_claim(store: Store, claim: str, *, author: str, time: datetime, reason: str = "", seen: int | None = None) -> Decision:
    """Writes down that a claim is read rightly. `UsageError` where it does not stand in the store, or stands otherwise now."""
    record, root = _standing_claim(store, claim, seen)
    payload = {"document": record.document.id, "root": root}
    return _decide(store, ACCEPT, _named(claim, root), payload, author=author, time=time, reason=reason, seen=seen)


def reject_claim(
    store: Store, claim: str, *, author: str, time: datetime, reason: str, seen: int | None = None, later: bool = False
) -> Decision:
    """Writes down that a claim is none: it leaves its document and every figure. `UsageError` as for `accept_claim`."""
    with _reviewing(store, later=later):
        record, root = _standing_claim(store, claim, seen)
        payload = {"document": record.document.id, "root": root}
        decision = _decide(store, REJECT, _named(claim, root), payload, author=author, time=time, reason=reason, seen=seen)
        if not later:
            apply_corrections(store, [record.document.id])
        return decision


def edit_claim(
    store: Store, claim: str, given: Claim, *, author: str, time: datetime, reason: str, seen: int | None = None, later: bool = False
) -> tuple[Decision, Claim]:
    """Writes down that a claim reads as `given`, and gives that claim with its id, which may be another. `UsageError` as for
    `accept_claim`, and where nothing is changed, or it does not fit its document or is there already."""
    with _reviewing(store, later=later):
        record, root = _standing_claim(store, claim, seen)
        before = next(c for c in record.claims if c.id == claim)
        if msgspec.structs.replace(given, id=claim, reading_confidence=before.reading_confidence) == before:
            raise UsageError("nothing is changed in this claim; change what is misread, or accept the claim")
        now = _fitting(store, record, given, instead_of=claim, root=root)
        added = any(e.kind == ADD and e.subjects[0] == root for e in store.decided())
        payload = {"document": record.document.id, "root": root, "added": added, "claim": msgspec.to_builtins(now)}
        subjects = list(dict.fromkeys((*_named(claim, root), now.id)))
        decision = _decide(store, EDIT, subjects, payload, author=author, time=time, reason=reason, seen=seen)
        if not later:
            apply_corrections(store, [record.document.id])
        return decision, now


def add_claim(
    store: Store, document: str, given: Claim, *, author: str, time: datetime, reason: str, seen: int | None = None, later: bool = False
) -> tuple[Decision, Claim]:
    """Writes down a claim that was not read, and gives it with its id. `UsageError` where it does not fit its document or is there."""
    with _reviewing(store, later=later):
        record = standing_record(store, document)
        now = _fitting(store, record, given, instead_of=None, root=None)
        payload = {"document": record.document.id, "root": now.id, "added": True, "claim": msgspec.to_builtins(now)}
        decision = _decide(store, ADD, [now.id], payload, author=author, time=time, reason=reason, seen=seen)
        if not later:
            apply_corrections(store, [record.document.id])
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
    """Writes down an editor's warning about a claim, document or incident. `UsageError` where it says nothing, or the store holds no such
    thing."""
    if not reason.strip():
        raise UsageError("a note needs words")
    _check_is_there(store, subject)
    return _decide(store, NOTE, [subject], {}, author=author, time=time, reason=reason, seen=seen)


#: What a note may be about, by how its ids begin: what it is, where ids of it stand, and which command lists them.
_NOTED = {
    "c-": ("claim", "SELECT 1 FROM claims WHERE claim = ? LIMIT 1", "`ascribe claims`"),
    "i-": (
        "incident",
        "SELECT 1 FROM incidents WHERE incident = $1 UNION ALL SELECT 1 FROM successions WHERE old = $1",
        "`ascribe incidents`",
    ),
    "sha256:": ("document", "SELECT 1 FROM documents WHERE document = ?", "`ascribe claims --format jsonl`"),
}


def _check_is_there(store: Store, subject: str) -> None:
    of = next((known for beginning, known in _NOTED.items() if subject.startswith(beginning)), None)
    if of is None:
        raise UsageError(f"{subject!r} is no id of a claim (c-…), an incident (i-…) or a document (sha256:…); give one in full")
    what, there, listed = of
    if not store.query(there, subject) and not any(subject in e.subjects for e in store.decided()):
        raise UsageError(f"there is no {what} {subject} in this store; {listed} lists those there are, give the id in full")


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
    taken = set(out)
    rest = [c for c in held if c not in taken]
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


def undo_decision(
    store: Store, number: int | None, *, author: str, time: datetime, reason: str, seen: int | None = None, later: bool = False
) -> Decision:
    """Takes a decision back, the last one that stands if no `number` is given; undoing an undoing restores. `UsageError` where there is
    none, or it is taken back already."""
    entries = store.decided()
    if number is None:
        stand = standing(entries)
        number = stand[-1].n if stand else None
        if number is None:
            raise UsageError("no decision stands that could be undone")
    undone = next((e for e in entries if e.n == number and e.kind in KINDS), None)
    if undone is None:
        raise UsageError(f"there is no decision {number}; see `ascribe undo --list`")
    by = next((e for e in reversed(entries) if e.kind == UNDO and e.payload["undone"] == number and e in unrevoked(entries)), None)
    if by is not None:
        raise UsageError(f"decision {number} is taken back already, by decision {by.n}; undo that one to restore it")
    subjects = [str(number), *undone.subjects]
    with _reviewing(store, later=later):
        decision = _decide(store, UNDO, subjects, {"undone": number}, author=author, time=time, reason=reason, seen=seen)
        if not later:
            apply_corrections(store, [d for e in _behind(entries, undone) if (d := e.payload.get("document")) is not None])
        return decision


def _behind(entries: Sequence[Decision], decision: Decision) -> list[Decision]:
    """The decision, and what it takes back or restores, down to one that is no undoing."""
    of = {e.n: e for e in entries}
    found = [decision]
    while found[-1].kind == UNDO:
        found.append(of[int(found[-1].payload["undone"])])
    return found


def _named(claim: str, root: str) -> list[str]:
    """A claim as a decision names it: by the id under which it stands, and by its first."""
    return list(dict.fromkeys((claim, root)))


def _standing_claim(store: Store, claim: str, seen: int | None) -> tuple[Record, str]:
    """The record that holds a claim now, and the claim's first id; `DecisionConflict` before anything else where somebody was first."""
    entries = store.decided()
    for later in entries if seen is not None else ():
        if (later.n or 0) > (seen or 0) and claim in later.subjects:
            raise DecisionConflict(later.author, later.kind, later.n or 0)
    documents = [d for (d,) in store.query("SELECT document FROM latest_claims WHERE claim = ?", claim)]
    documents = documents or [e.payload["document"] for e in entries if claim in e.subjects and "document" in e.payload]
    record = standing_record(store, documents[-1]) if documents else None
    if record is not None and any(c.id == claim for c in record.claims):
        return record, roots(entries).get(claim, claim)
    now = successors(entries).get(claim, claim)
    if now != claim:
        raise UsageError(f"{claim} was edited; it stands as {now} now")
    last = next((e for e in reversed(standing(entries)) if e.kind == REJECT and claim in e.subjects), None)
    if last is not None:
        raise UsageError(f"{claim} was rejected by decision {last.n}; undo that to have it back")
    raise UsageError(f"there is no claim {claim} in this store")


def _fitting(store: Store, record: Record, given: Claim, *, instead_of: str | None, root: str | None) -> Claim:
    """The claim as its record takes it, with the id of its content, which no other claim has or has had; with that of its place too where
    one has."""
    others = tuple(c for c in record.claims if c.id != instead_of)
    document = record.document.id
    placed, plain = with_id(given, document, placed=True), with_id(given, document)
    if any(with_id(c, document, placed=True).id == placed.id for c in others):
        raise UsageError("the document has a claim with this trigger, type, source, status and place already; edit that one")
    entries = store.decided()
    first = roots(entries)
    read = {c.id for c in store.as_read(document).claims} | {e.subjects[0] for e in entries if e.kind == ADD} | set(first)
    taken = {id_ for id_ in read if first.get(id_, id_) != root} | {c.id for c in others}
    claim = next((c for c in (plain, placed) if c.id not in taken), None)
    if claim is None:
        decided = next((e.n for e in reversed(standing(entries)) if {plain.id, placed.id} & set(e.subjects)), None)
        undo = "what was decided about that one" if decided is None else f"decision {decided}, which was about that one"
        raise UsageError(f"another claim has stood with this trigger, type, source, status and place; undo {undo}")
    try:
        Record(document=record.document, claims=tuple(sorted((*others, claim), key=lambda c: (c.event.trigger, c.id))))
    except ValueError as error:
        raise UsageError(f"the claim does not fit its document: {error}") from None
    return claim


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
