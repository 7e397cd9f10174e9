"""Claims in the making, and who counts as the same actor among them.

In:  nothing; these are values and comparisons.   Out: `Draft`s, keys of actors.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ascribe.domain.actor import Participant
from ascribe.domain.attribution import AttributionRelation
from ascribe.domain.claim import AtIssue, Status, Verification
from ascribe.domain.event import Event
from ascribe.domain.place import OtherPlace, Place
from ascribe.domain.quantity import Quantity
from ascribe.domain.span import Span
from ascribe.domain.timex import Time
from ascribe.read.confidence import Certainties

__all__ = ["OPPOSED", "Draft", "key_of", "same_actor", "state_of"]


class Draft(NamedTuple):
    """A claim before the document as a whole has had its say: no id, no sides. `answers`: it stands only for what it answers."""

    event: Event
    content: Span
    status: Status
    at_issue: AtIssue | None
    relation: AttributionRelation | None
    source: Participant | None
    via: tuple[Participant, ...]
    hedge: Span | None
    initiator: tuple[Participant, ...]
    target: tuple[Participant, ...]
    place: Place | None
    other_places: tuple[OtherPlace, ...]
    time: Time | None
    said_at: Time | None
    background: bool
    quantities: tuple[Quantity, ...]
    verification: tuple[Verification, ...]
    sure: Certainties
    answers: bool = False


OPPOSED = frozenset(
    ("clash", "attack", "shelling", "airstrike", "bombing", "killing", "injury", "siege", "seizure", "detention", "abduction")
)


def same_actor(a: Participant, b: Participant) -> bool:
    if a.actor and b.actor:
        return a.actor == b.actor or state_of(a.actor) == state_of(b.actor)
    return bool(a.name and b.name) and _plain(a.name) == _plain(b.name)


def state_of(actor: str) -> str:
    """A state's army, police and government are one hand for the question who speaks about his own acts."""
    return re.sub(r"-(?:government|military|police)$", "", actor)


def key_of(p: Participant) -> str:
    return state_of(p.actor) if p.actor else _plain(p.name or p.text)


def _plain(name: str | None) -> str:
    """The name without its article: "the army" is the army."""
    return (name or "").lower().removeprefix("the ")
