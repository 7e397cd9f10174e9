"""Decisions: what people decided about claims and incidents, and which of it stands.

A decision is never changed: it is taken back by another one, `undo`, and that can be taken back too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import msgspec

__all__ = [
    "ACCEPT", "ADD", "CORRECTIONS", "EDIT", "GROUPINGS", "KINDS", "MERGE", "MOVE", "NOTE", "REJECT", "SPLIT", "UNDO", "Decision",
    "grouped_claims", "roots", "standing", "successors", "unrevoked",
]  # fmt: skip

#: On a claim: it is read rightly; it is no claim; it reads otherwise; here is one that was not read.
ACCEPT: Final = "accept"
REJECT: Final = "reject"
EDIT: Final = "edit"
ADD: Final = "add"
#: On incidents: they are one; some claims tell another happening; a claim belongs to another incident.
MERGE: Final = "merge"
SPLIT: Final = "split"
MOVE: Final = "move"
#: An editor's warning in words.
NOTE: Final = "note"
UNDO: Final = "undo"

CORRECTIONS: Final = frozenset((REJECT, EDIT, ADD))
GROUPINGS: Final = frozenset((MERGE, SPLIT, MOVE))
KINDS: Final = frozenset((ACCEPT, NOTE, UNDO)) | CORRECTIONS | GROUPINGS


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One act of review. `subjects` are the ids it is about, `payload` what was decided, `inverse` what would take it back.

    `time` carries its zone. `n` is its place in the log, given by the log when it is appended.
    """

    author: str
    time: datetime
    kind: str
    subjects: tuple[str, ...]
    reason: str
    payload: dict[str, Any]
    inverse: dict[str, Any] | None = None
    n: int | None = None

    def __post_init__(self) -> None:
        if not self.author or not self.kind:
            raise ValueError("a decision says who made it and of what kind it is")
        if self.time.tzinfo is None:
            raise ValueError("the time of a decision carries its zone")


def standing(entries: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that stand, in order: without those taken back and without the undoings.

    >>> from datetime import UTC
    >>> def entry(n, kind, **payload):
    ...     return Decision(
    ...         n=n, author="R. Editor", time=datetime(2021, 9, 2, tzinfo=UTC), kind=kind, subjects=(), reason="", payload=payload
    ...     )
    >>> [d.n for d in standing([entry(1, "accept"), entry(2, "accept"), entry(3, "undo", undone=1)])]
    [2]
    >>> [d.n for d in standing([entry(1, "accept"), entry(2, "undo", undone=1), entry(3, "undo", undone=2)])]
    [1]
    """
    return tuple(entry for entry in unrevoked(entries) if entry.kind != UNDO)


def unrevoked(entries: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that were not taken back, in order, undoings among them."""
    taken_back: set[int] = set()
    kept: list[Decision] = []
    for entry in sorted(entries, key=lambda e: e.n or 0, reverse=True):
        if entry.n not in taken_back:
            kept.append(entry)
            if entry.kind == UNDO:
                taken_back.add(int(entry.payload["undone"]))
    return tuple(reversed(kept))


def grouped_claims(decision: Decision) -> set[str]:
    """The claims that a merge, split or move puts together or apart, none of other kinds; their incidents may have other ids after it."""
    if decision.kind not in GROUPINGS:
        return set()
    payload = decision.payload
    return {claim for group in (*payload.get("groups", ()), payload.get("out", ()), payload.get("rest", ())) for claim in group}


def roots(entries: Iterable[Decision]) -> dict[str, str]:
    """Each id that an edit ever gave, undone or not → the id under which that claim was first read or added. No id is of two claims: one
    that was taken is not given again (`pipeline_review`)."""
    return {e.payload["claim"]["id"]: e.payload["root"] for e in entries if e.kind == EDIT}


def successors(entries: Iterable[Decision]) -> dict[str, str]:
    """For each id that a claim ever had, where it stands under another now, that one: the id that the last edit that stands gave it, else
    the first."""
    entries = tuple(entries)
    of = roots(entries)
    now = {e.payload["root"]: e.payload["claim"]["id"] for e in standing(entries) if e.kind == EDIT}
    every = {**of, **{root: root for root in of.values()}}
    return {old: now.get(root, root) for old, root in every.items() if now.get(root, root) != old}
