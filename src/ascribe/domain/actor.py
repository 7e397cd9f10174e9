"""Participants: who acts, who is acted upon, who says so, as one document names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from ascribe.domain.span import Quote, Span

if TYPE_CHECKING:  # attribution builds on participants, so its words are needed here by type checkers only
    from ascribe.domain.attribution import SourceKind
    from ascribe.domain.quantity import OfKind

__all__ = ["ActorMention", "Certainty", "Participant", "ParticipantKind", "ParticipantPhrase", "PhraseForm"]

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


#: How a phrase names: `name` a proper name (a person, a group, a country), `group` people or an organisation by a common
#: noun ("Israeli troops", "three civilians"), `modifier` an adjective or noun before what is not a participant itself
#: ("Russian" in "a Russian drone strike", "rebel" in "rebel positions").
PhraseForm = Literal["name", "group", "modifier"]


class ParticipantPhrase(msgspec.Struct, frozen=True, kw_only=True):
    """Words that name people or an organisation and so may be a source, an initiator or a target.

    `span` covers the phrase without leading determiner and number ("Taliban fighters" of "the 40 Taliban fighters"),
    `head` its head word (in a name, the name without titles). `name` is the words without title. `of_kind` is as the words say:
    "villagers" are civilian, "men" unknown. `source_kind` is the profession when they speak, null where the words leave it open.
    `actor` is a catalogue id, null with `candidates` where several fit or trust is low. `plural` is null for names.
    `located` is true where a preposition of place stands before it ("in Syria"), so that it is rather a place.
    """

    span: Span
    head: Span
    name: str
    form: PhraseForm
    kind: ParticipantKind | None
    of_kind: OfKind
    source_kind: SourceKind | None
    actor: str | None
    candidates: tuple[str, ...] = ()
    plural: bool | None = None
    located: bool = False

    @property
    def proper(self) -> bool:
        """Whether the phrase is a proper name."""
        return self.form == "name"
