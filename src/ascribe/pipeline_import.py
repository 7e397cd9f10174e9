"""Takes corrections that people made in other tools into a store, as decisions.

In:  documents marked in brat, Label Studio or Prodigy; a store; who decides, when, why.
Out: an entry of the log for each claim that was changed, taken out, added or accepted, and an `Outcome` for each claim that was looked at.

What came back is compared with the claims that the export held, which follow from the store: the reading that is named, and the decisions
up to that place of the log. A claim that is as it was exported says nothing; so does a correction that stands already, and so importing
twice changes nothing. One that its own author took back is decided again, one that somebody else took back is not. A document of which
anything cannot be meant is left alone as a whole, since a claim that could not be read would look like one that was taken out; the other
documents are taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

import msgspec

from ascribe.domain.claim import Claim, Record
from ascribe.domain.decision import ACCEPT, ADD, EDIT, REJECT, UNDO, Decision, roots, standing, successors, unrevoked
from ascribe.domain.document import Problem
from ascribe.domain.ids import sha256
from ascribe.errors import DecisionConflict, InputError, StoreError, UsageError
from ascribe.pipeline_review import accept_claim, add_claim, edit_claim, reject_claim, undo_decision
from ascribe.publish._brat import read_brat
from ascribe.publish._labelstudio import read_labelstudio
from ascribe.publish._prodigy import read_prodigy
from ascribe.publish.marks import Marked, MarkedClaim, claim_of
from ascribe.publish.refused import Refused
from ascribe.review.corrections import corrected, corrections_of, given_claim, reviews, with_id
from ascribe.store import Store

__all__ = ["FORMATS", "Outcome", "import_corrections", "read_corrections"]

Kind = Literal["accept", "reject", "edit", "add", "unchanged", "known"]
#: Format → what reads a path of it.
FORMATS: Final[Mapping[str, Callable[[Path], Iterator[Marked | Refused]]]] = {
    "brat": read_brat,
    "labelstudio": read_labelstudio,
    "prodigy": read_prodigy,
}
#: So many faults of one document are named; a text that was changed makes one of every mark.
_SHOWN: Final = 5


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a claim: a decision of a kind, `unchanged` since the export, or `known`: decided so already.

    `n` is the decision's place in the log, null where none was written. `claim` is the id under which the claim stands, or stood.
    """

    kind: Kind
    claim: str
    document: str
    where: str
    n: int | None = None


class _Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that a document asks for."""

    kind: Literal["accept", "reject", "edit", "add"]
    id: str | None
    claim: Claim | None
    where: str
    reason: str = ""


def read_corrections(paths: Iterable[str | Path], format: str) -> Iterator[Marked | Refused]:
    """The documents of files that people corrected; `format` is one of `FORMATS`."""
    for path in map(Path, paths):
        if not path.exists():
            yield Refused(str(path), (InputError(str(path), "no such file or folder", "check the path"),))
        elif path.is_dir() and format != "brat":
            yield Refused(str(path), (InputError(str(path), "it is a folder", f"name the file of {format}"),))
        else:
            yield from FORMATS[format](path)


def import_corrections(
    items: Iterable[Marked | Refused],
    store: Store,
    *,
    author: str,
    time: datetime,
    reason: str,
    accept_unchanged: bool = False,
    dry_run: bool = False,
) -> Iterator[Outcome | Problem]:
    """Writes down what people corrected; a `Problem` for each thing that was not taken.

    With `accept_unchanged`, claims that were left as they were are accepted. With `dry_run` nothing is written. Where somebody other than
    `author` decided about a claim since the export, it is left as that person decided it.
    """
    for item in items:
        if isinstance(item, Refused):
            yield from (_problem(fault) for fault in item.faults[:_SHOWN])
            if len(item.faults) > _SHOWN:
                more = f"{len(item.faults) - _SHOWN} more places like these"
                yield Problem(
                    path=item.where, place=None, reason=more, fix="if it is the whole file, see that its text is as it was exported"
                )
            continue
        try:
            base, record, seen = _base(store, item)
        except InputError as fault:
            yield _problem(fault)
            continue
        accepted = {claim for claim, said in reviews(e for e in store.decided() if (e.n or 0) <= seen).items() if said == "accepted"}
        wanted, left, faults = _wanted(item, record, base, accepted, accept_unchanged=accept_unchanged)
        yield from map(_problem, faults)
        if faults and item.whole:
            continue
        document = record.document.id
        yield from (Outcome(kind="unchanged", claim=claim, document=document, where=item.where) for claim in left)
        # What is taken out makes room for what is changed, and that for what is new.
        for one in sorted(wanted, key=lambda w: (REJECT, EDIT, ADD, ACCEPT).index(w.kind)):
            try:
                yield _decide(store, document, one, seen, author=author, time=time, reason=one.reason or reason, dry_run=dry_run)
            except (UsageError, DecisionConflict) as error:
                what, _, fix = str(error).partition("; ")
                yield Problem(path=one.where, place=None, reason=what, fix=fix or "look at it in the workbench")


def _problem(fault: InputError) -> Problem:
    return Problem(path=fault.where, place=None, reason=fault.reason, fix=fault.fix)


def _base(store: Store, given: Marked) -> tuple[dict[str, Claim], Record, int]:
    """The claims that the export held, by id; the document's record they are from; and the last decision that it knew of."""
    entries, origin = store.decided(), given.origin
    if origin is None:
        found = store.query("SELECT document FROM documents WHERE text_sha256 = ?", sha256(given.text.encode()))
        if len(found) != 1:
            what = "several documents have" if found else "no document of the store has"
            fix = "keep what the export writes beside the annotations: it names the document"
            raise InputError(given.where, f"{what} this text, and nothing says which document it is", fix)
        record = store.record(found[0][0])
        return {claim.id: claim for claim in record.claims}, record, entries[-1].n or 0 if entries else 0
    if not store.holds(origin.document):
        raise InputError(given.where, f"the store holds no document {origin.document}", "name the store it was exported from with --store")
    try:
        record = store.record(origin.document, origin.reading)
    except StoreError:
        fix = "import into the store it was exported from, or export again"
        raise InputError(given.where, f"the store no longer has the reading {origin.reading} that was exported", fix) from None
    if origin.reviewed:
        known = [e for e in entries if (e.n or 0) <= origin.seen]
        record = corrected(record, corrections_of(known).get(origin.document, []), known)
    _check_text(given, record.document.text)
    base = {claim.id: claim for claim in record.claims}
    missing = [claim for claim in origin.claims if claim not in base]
    if missing:
        fix = "import into the store it was exported from, or export again"
        raise InputError(given.where, f"the store's document never had the claim {missing[0]} that was exported", fix)
    return base, record, origin.seen


def _check_text(given: Marked, text: str) -> None:
    """`InputError` where the text is not the document's; a line end more at its end, or a carriage return for a blank, moves no offset."""
    here, there = given.text.replace("\r", " "), text.replace("\r", " ")
    if here in (there, there + "\n"):
        return
    at = next((n for n, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), min(len(here), len(there)))
    reason = f"the text differs from the document's from character {at} on: {here[at : at + 20]!r} for {there[at : at + 20]!r}"
    raise InputError(given.where, reason, "put back the text that was exported; only what is marked in it can be corrected")


def _wanted(
    given: Marked, record: Record, base: Mapping[str, Claim], accepted: set[str], *, accept_unchanged: bool
) -> tuple[list[_Wanted], list[str], list[InputError]]:
    """The decisions that a document asks for; the claims that are as they were, `accepted` ones among them; what cannot be meant."""
    document, held = record.document, given.origin.claims if given.origin and given.whole else ()
    faults: list[InputError] = []
    named: list[tuple[MarkedClaim, str | None, Claim | None]] = []
    for claim in given.claims:
        id_ = claim.id if claim.id in base and all(claim.id != other for _, other, _ in named) else None
        try:
            read = None if claim.verdict == "rejected" else claim_of(claim, document, base[id_] if id_ else None)
        except InputError as fault:
            faults.append(fault)
            continue
        named.append((claim, id_, read))
    taken = {id_ for _, id_, _ in named if id_}
    wanted: list[_Wanted] = []
    left: list[str] = []
    for claim, id_, read in named:
        if id_ is None and read is not None:
            # Somebody may have marked it anew, or lost its note: the same words, type, source and status are the same claim.
            same = (with_id(read, document.id).id, with_id(read, document.id, placed=True).id)
            id_ = next((i for i in same if i in base and i not in taken), None)
            if id_ is not None:
                taken.add(id_)
                read = claim_of(claim, document, base[id_])
        before = base[id_] if id_ else None
        if read is None:
            if id_ is not None:
                wanted.append(_Wanted(kind="reject", id=id_, claim=before, where=claim.where, reason=claim.reason))
        elif before is None:
            wanted.append(_Wanted(kind="add", id=None, claim=read, where=claim.where, reason=claim.reason))
        elif read != before:
            wanted.append(_Wanted(kind="edit", id=id_, claim=read, where=claim.where, reason=claim.reason))
        elif (claim.verdict == "accepted" and before.id not in accepted) or accept_unchanged:
            wanted.append(_Wanted(kind="accept", id=id_, claim=before, where=claim.where, reason=claim.reason))
        else:
            left.append(before.id)
    wanted += [_Wanted(kind="reject", id=id_, claim=base[id_], where=given.where) for id_ in held if id_ not in taken]
    return wanted, left, faults + (_together(wanted, record, given) if given.whole else [])


def _together(wanted: Sequence[_Wanted], record: Record, given: Marked) -> list[InputError]:
    """What makes two of the claims one, so that both could not stand."""
    gone = {w.id for w in wanted if w.kind in (REJECT, EDIT)}
    standing_ = {with_id(c, record.document.id, placed=True).id: "" for c in record.claims if c.id not in gone}
    faults = []
    for one in wanted:
        if one.kind in (EDIT, ADD) and one.claim is not None:
            key = with_id(one.claim, record.document.id, placed=True).id
            if key in standing_:
                reason = "another claim has the same trigger, type, source, status and place"
                faults.append(InputError(one.where or given.where, reason, "correct that one, and take this one out"))
            standing_[key] = one.where
    return faults


def _decide(store: Store, document: str, wanted: _Wanted, seen: int, *, author: str, time: datetime, reason: str, dry_run: bool) -> Outcome:
    """Writes one decision down, unless it stands already."""
    entries = store.decided()
    now = {claim.id: claim for claim in store.record(document).claims}
    id_, there = _standing(wanted, document, entries, now)
    assert wanted.claim is not None  # what is wanted is about a claim

    def outcome(kind: Kind, claim: str, decision: Decision | None = None) -> Outcome:
        return Outcome(kind=kind, claim=claim, document=document, where=wanted.where, n=decision.n if decision else None)

    if wanted.kind == REJECT and there is None:
        return outcome("known", id_)
    if wanted.kind == ACCEPT and (there is None or reviews(entries).get(id_) in ("accepted", "edited", "added")):
        return outcome("known" if there is not None else "unchanged", id_)
    if wanted.kind in (EDIT, ADD) and there is not None and _same(there, wanted.claim):
        return outcome("known", id_)
    known = _known(entries, {id_, wanted.id or id_}, seen, author)
    by = {"author": author, "time": time, "reason": reason}
    # A claim that the export held and a newer reading lost is one that a person says is there.
    kind = wanted.kind if wanted.kind in (REJECT, ACCEPT) else EDIT if _stood(wanted, id_, there, entries) else ADD
    if dry_run:
        return outcome(kind, id_)
    if kind == REJECT:
        return outcome("reject", id_, reject_claim(store, id_, seen=known, **by))  # type: ignore[arg-type]
    if kind == ACCEPT:
        return outcome("accept", id_, accept_claim(store, id_, seen=known, **by))  # type: ignore[arg-type]
    if kind == EDIT:
        decision, claim = edit_claim(store, id_, wanted.claim, seen=known, **by)  # type: ignore[arg-type]
        return outcome("edit", claim.id, decision)
    undoing = _undoing(entries, id_, wanted.claim)
    if undoing is not None:  # its id is given once: what was added and taken back is put back
        return outcome("add", id_, undo_decision(store, undoing, seen=known, **by))  # type: ignore[arg-type]
    decision, claim = add_claim(store, document, wanted.claim, seen=known, **by)  # type: ignore[arg-type]
    return outcome("add", claim.id, decision)


def _standing(wanted: _Wanted, document: str, entries: Sequence[Decision], now: Mapping[str, Claim]) -> tuple[str, Claim | None]:
    """The id under which the claim stands now, and as what; None where it does not."""
    if wanted.id is not None:
        id_ = successors(entries).get(wanted.id, wanted.id)
        return id_, now.get(id_)
    assert wanted.claim is not None
    keys = {with_id(wanted.claim, document, placed=placed).id for placed in (True, False)}
    place = wanted.claim.place.span if wanted.claim.place else None
    same = [c for c in now.values() if c.id in keys and (c.place.span if c.place else None) == place]
    return (same[0].id, same[0]) if same else (with_id(wanted.claim, document).id, None)


def _same(one: Claim, other: Claim) -> bool:
    """Whether both say the same; what a person is not asked about does not count."""
    bare = [msgspec.structs.replace(c, id="", reading_confidence=None, revises=()) for c in (one, other)]
    return bare[0] == bare[1]


def _stood(wanted: _Wanted, claim: str, there: Claim | None, entries: Sequence[Decision]) -> bool:
    """Whether the claim is one to edit: it stands, or was rejected. One that is new is where it was added already and changed since."""
    if wanted.kind == ADD:
        return there is not None and roots(entries).get(claim, claim) in {e.subjects[0] for e in entries if e.kind == ADD}
    return there is not None or _rejected(entries, claim)


def _rejected(entries: Sequence[Decision], claim: str) -> bool:
    last = next((e for e in reversed(standing(entries)) if claim in e.subjects), None)
    return last is not None and last.kind == REJECT


def _undoing(entries: Sequence[Decision], claim: str, given: Claim) -> int | None:
    """The undoing that took back the adding of this very claim, if one stands."""
    added = {e.n for e in entries if e.kind == ADD and e.subjects[0] == claim and _same(given_claim(e), given)}
    return next((e.n for e in reversed(unrevoked(entries)) if e.kind == UNDO and e.payload["undone"] in added), None)


def _known(entries: Sequence[Decision], claims: set[str], seen: int, author: str) -> int:
    """The last decision that the person knew of: what they decided themselves is known to them. `DecisionConflict` where somebody else
    decided about the claim since the export."""
    known = seen
    for entry in entries:
        if (entry.n or 0) > seen and claims & set(entry.subjects):
            if entry.author != author:
                raise DecisionConflict(entry.author, entry.kind, entry.n or 0)
            known = entry.n or 0
    return known
