"""Events: what a claim says happened."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from ascribe.domain.span import Span

__all__ = ["EVENT_TYPES", "Event", "EventMention", "EventType", "Extent", "Means", "MeansKind", "Outcome", "WordClass"]

EventType = Literal[
    "clash", "attack", "shelling", "airstrike", "bombing", "killing", "injury", "abduction", "detention", "abuse",
    "seizure", "siege", "movement", "withdrawal", "surrender", "weapons", "destruction", "sexual_violence",
    "displacement", "restriction", "talks", "agreement", "appeal", "refusal", "threat", "protest", "aid", "other",
]  # fmt: skip
EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)
Extent = Literal["single", "series"]
WordClass = Literal["verb", "noun"]
Outcome = Literal["done", "failed", "intercepted", "attempted"]
MeansKind = Literal[
    "aircraft", "drone", "missile_rocket", "artillery_mortar", "small_arms", "grenade", "ied_vehicle", "ied_suicide",
    "ied_other", "mine", "chemical", "melee", "fire", "other",
]  # fmt: skip


class Means(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """With what: the words and the kind of weapon."""

    span: Span
    kind: MeansKind


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The event that a claim states: its type and the word that names it (`trigger`).

    `extent` is `series` for a campaign ("attacks since January"), which never merges into one single incident.
    """

    type: EventType
    trigger: Span
    extent: Extent | None = None
    means: tuple[Means, ...] = ()
    outcome: Outcome | None = None


class EventMention(msgspec.Struct, frozen=True, kw_only=True):
    """A trigger found in a text, before anybody is known to claim it.

    `score` is the reader's probability (0..1) that a careful reader takes these words as the trigger of a claim. `answers`: the words name
    no event but a denial of one told elsewhere, whose type it takes.
    """

    trigger: Span
    type: EventType
    lemma: str
    word_class: WordClass
    score: float
    answers: bool = False
