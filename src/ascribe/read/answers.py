"""Answers: a denial that only points back ("denied it", "called the claim false") tells the event that it denies.

In:  the drafts of a document, in text order.   Out: the drafts, such denials with the type, the hands, place and time of what they answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Final

import msgspec

from ascribe.domain.actor import Participant
from ascribe.domain.attribution import SourceKind
from ascribe.read.context import Names
from ascribe.read.draft import Draft
from ascribe.read.extract.denials import Denial, pointing_back

__all__ = ["answered"]

#: What nobody denies by pointing back at it.
_ACTS_OF_SPEECH: Final = frozenset(("appeal", "refusal", "threat"))
#: Of those who are held, what they are accused of is denied, not that they are held.
_ACCUSED: Final = ("accusation", "allegation")
#: How far before a denial, and after it, in code points, that stands which it answers.
_BEFORE, _AFTER = 700, 300
#: Who answers for nothing that happens in a war: a denial of theirs is about something else.
_BYSTANDERS: Final[frozenset[SourceKind]] = frozenset(("unnamed", "expert", "resident", "witness", "medical", "media"))


def answered(text: str, drafts: Sequence[Draft], names: Names) -> list[Draft]:
    """The drafts; a bare denial is of the event told last before it by somebody else, else of the next one told. Where there is none, a
    denial that names no event is left out."""
    out: list[Draft] = []
    for i, draft in enumerate(drafts):
        denial = pointing_back(text, draft.event.trigger) if draft.status == "denied" else None
        if denial is None and draft.answers and draft.status == "denied":
            denial = Denial(draft.event.trigger, draft.event.trigger, of_part=False)  # more words than are looked at
        if denial is None:
            if not draft.answers:
                out.append(draft)
            continue
        kind = draft.relation.source_kind if draft.relation is not None else "outlet"
        likely = not draft.answers or kind not in _BYSTANDERS
        told = next((d for d in chain(reversed(out), drafts[i + 1 :]) if likely and _may_be_denied(text, d, draft)), None)
        if told is None:
            if not draft.answers:
                out.append(draft)
            continue
        out.append(
            draft._replace(
                event=msgspec.structs.replace(draft.event, type=told.event.type), target=told.target,
                initiator=_who_did_not(draft, names) or told.initiator if denial.of_part else told.initiator,
                at_issue="responsibility" if denial.of_part else draft.at_issue,
                place=told.place, other_places=told.other_places, time=told.time, background=told.background,
            )
        )  # fmt: skip
    return out


def _who_did_not(denial: Draft, names: Names) -> tuple[Participant, ...]:
    """The side of who denies a part in it; nobody where that is a spokesman of nobody knows whom."""
    if denial.source is None:
        return ()
    name, actor = names.of_side(denial.source)
    return (msgspec.structs.replace(denial.source, name=name, actor=actor),) if actor is not None or denial.source.kind != "person" else ()


def _may_be_denied(text: str, told: Draft, denial: Draft) -> bool:
    ours, theirs = ((d.source.name or d.source.text or "").lower() if d.source is not None else None for d in (denial, told))
    if ours == theirs or told.event.type in _ACTS_OF_SPEECH or told.answers or told.status == "denied":
        return False
    if told.event.type == "detention" and denial.event.trigger.of(text).lower().startswith(_ACCUSED):
        return False
    at, other = denial.event.trigger, told.event.trigger
    return -_BEFORE <= other.end - at.start <= 0 or 0 <= other.start - at.end <= _AFTER
