"""Answers: a denial that only points back ("denied it", "called the claim false") tells the event that it denies.

In:  the drafts of a document, in text order.   Out: the drafts, such denials with the type, the hands, place and time of what they answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from ascribe.read.draft import Draft, key_of
from ascribe.read.extract.denials import pointing_back

__all__ = ["answered"]

#: What nobody denies by pointing back at it.
_ACTS_OF_SPEECH: Final = frozenset(("appeal", "refusal", "threat"))


def answered(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts; a bare denial is of the event told last before it by somebody else."""
    out: list[Draft] = []
    for draft in drafts:
        denial = pointing_back(text, draft.event.trigger) if draft.status == "denied" else None
        if denial is None:
            out.append(draft)
            continue
        told = next((d for d in reversed(out) if _may_be_denied(d, draft)), None)
        if told is None:
            if draft.event.type != "refusal":  # who denies what nobody told refuses nothing
                out.append(draft)
            continue
        out.append(
            draft._replace(
                event=msgspec.structs.replace(draft.event, type=told.event.type), target=told.target,
                initiator=(draft.source,) if denial.of_part and draft.source is not None else told.initiator,
                at_issue="responsibility" if denial.of_part else draft.at_issue,
                place=told.place, other_places=told.other_places, time=told.time, background=told.background,
            )
        )  # fmt: skip
    return out


def _may_be_denied(told: Draft, denial: Draft) -> bool:
    ours, theirs = (key_of(d.source) if d.source is not None else None for d in (denial, told))
    return told.event.trigger.end <= denial.event.trigger.start and ours != theirs and told.event.type not in _ACTS_OF_SPEECH
