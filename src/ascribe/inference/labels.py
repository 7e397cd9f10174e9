"""What the model can say: its tags, links and classes, in the order of its outputs.

In:  nothing; the types of `domain`.   Out: tuples of labels, which training and reading share.
"""

from __future__ import annotations

from typing import Final, get_args

from ascribe.domain.attribution import Channel, Party, SourceKind
from ascribe.domain.claim import AtIssue, Status
from ascribe.domain.event import EVENT_TYPES
from ascribe.domain.quantity import QuantityRole

__all__ = [
    "AT_ISSUE",
    "BACKGROUND",
    "CHANNELS",
    "CHOSEN",
    "CLASSES",
    "KINDS",
    "LINKS",
    "PARTIES",
    "ROLES",
    "STATUSES",
    "TAGS",
    "TYPES",
    "label_names",
]

#: Spans of words, each with its own tags: outside, first word, further word.
TAGS: Final = ("source", "cue", "content", "trigger")
TYPES: Final = EVENT_TYPES
#: From a trigger to words: one of them or none for those `CHOSEN`, any number for the rest.
LINKS: Final = ("source", "cue", "place", "initiator", "target")
CHOSEN: Final = ("source", "cue", "place")
ROLES: Final[tuple[QuantityRole, ...]] = get_args(QuantityRole)
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
KINDS: Final[tuple[SourceKind, ...]] = get_args(SourceKind)
CHANNELS: Final[tuple[Channel | None, ...]] = (None, *get_args(Channel))
BACKGROUND: Final = (False, True)
PARTIES: Final[tuple[Party, ...]] = get_args(Party)
AT_ISSUE: Final[tuple[AtIssue, ...]] = get_args(AtIssue)
#: What is decided of a trigger as a whole, in the order of the outputs, with how many classes each has.
CLASSES: Final[dict[str, int]] = {
    "status": len(STATUSES), "kind": len(KINDS), "channel": len(CHANNELS), "background": len(BACKGROUND), "party": len(PARTIES),
    "at_issue": len(AT_ISSUE),
}  # fmt: skip


def label_names() -> dict[str, list[str | None]]:
    """Every output's labels in order, as a model's description holds them, so that a model made for others is noticed."""
    return {
        "tags": list(TAGS), "types": list(TYPES), "links": list(LINKS), "roles": list(ROLES), "status": list(STATUSES), "kind": list(KINDS),
        "channel": list(CHANNELS), "party": list(PARTIES), "at_issue": list(AT_ISSUE),
    }  # fmt: skip
