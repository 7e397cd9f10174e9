"""Participants: who acts, who is acted upon, who says so, as one document names them."""

from __future__ import annotations

from typing import Literal

import msgspec

from ascribe.domain.span import Quote, Span

__all__ = ["ActorMention", "Certainty", "ParticipantKind", "Participant"]

Certainty = Literal["stated", "suspected", "inferred", "unidentified"]
ParticipantKind = Literal[
    "armed_group", "military", "police", "government", "un", "organisation", "media", "civilian", "person", "state", "place"
]


class Participant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One participant of a claim, or its source.

    `text` is the span's words, `name` the fullest name the document gives (a pronoun or "the group" resolved), `actor`
    an id of the actor catalogue, `side` a letter within the document, `certainty` whether the source states the
    participation, suspects it, we infer it from context, or says that nobody knows who it was.
    """

    span: Span | None
    text: str | None
    name: str | None
    actor: str | None
    side: str | None
    kind: ParticipantKind | None
    certainty: Certainty

    def __post_init__(self) -> None:
        if (self.span is None) != (self.text is None):
            raise ValueError("a participant has its span and its words, or neither")
        if self.span is None and self.name is None:
            raise ValueError("a participant without words needs a name")

    @classmethod
    def at(
        cls,
        quote: Quote,
        *,
        name: str | None = None,
        actor: str | None = None,
        side: str | None = None,
        kind: ParticipantKind | None = None,
        certainty: Certainty = "stated",
    ) -> Participant:
        """A participant named by the words of `quote`; `name` defaults to those words."""
        return cls(span=quote.span, text=quote.text, name=name or quote.text, actor=actor, side=side, kind=kind, certainty=certainty)


class ActorMention(msgspec.Struct, frozen=True, kw_only=True):
    """Words that name an actor of the catalogue: its id (null where two actors fit and none wins), name and kind."""

    span: Span
    actor: str | None
    name: str
    kind: ParticipantKind | None
    candidates: tuple[str, ...] = ()
