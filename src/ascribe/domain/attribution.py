"""Attribution: who says it, through which channel, and how near to the event they stand.

`AttributionRelation` (source, cue, content: the term of Pareti 2012 and PolNeAR) is what a text shows; `Attribution`
is what a claim keeps of it.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from ascribe.domain.actor import Participant
from ascribe.domain.span import Span
from ascribe.domain.timex import Time

__all__ = ["Attribution", "AttributionRelation", "Basis", "Channel", "Force", "Party", "SourceKind"]

Channel = Literal[
    "social_media", "statement", "interview", "broadcast", "news_agency", "phone", "document", "video", "photo",
    "satellite", "court", "press_conference",
]  # fmt: skip
SourceKind = Literal[
    "belligerent", "government", "military", "police", "medical", "witness", "resident", "monitor", "aid_agency", "un",
    "media", "expert", "unnamed", "outlet",
]  # fmt: skip
Party = Literal["initiator", "target", "ally", "none", "unknown"]
Basis = Literal["saw", "counted", "own_action", "heard", "document", "image", "inferred"]
#: What saying it does: the claim's status follows from the cue's force and from the clause itself.
Force = Literal["assert", "deny", "threaten", "demand", "offer", "expect", "doubt", "retract", "accuse", "admit", "own", "refuse"]


class Attribution(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who says it. `source` null, and only then `source_kind` `outlet`, is the outlet in its own voice.

    `via` lists relays between the source and the outlet, nearest the source first. `party` is the source's relation
    to *this* event; an army is as much a party as a rebel group.
    """

    source: Participant | None
    cue: Span | None
    hedge: Span | None
    channel: Channel | None
    via: tuple[Participant, ...]
    source_kind: SourceKind
    party: Party
    basis: Basis | None = None
    time: Time | None = None

    def __post_init__(self) -> None:
        if (self.source is None) != (self.source_kind == "outlet"):
            raise ValueError("source_kind is 'outlet' exactly where no source is named")


class AttributionRelation(msgspec.Struct, frozen=True, kw_only=True):
    """One act of saying found in a text.

    `source` is the span of the words that name the source (null for "reportedly"), `source_name` the fullest name where
    those words are a pronoun or a short form, `organisation` the words for the side that a person speaks for, wherever the
    text tells it, `cue` the word of saying, `contents` the stretches of text it covers in
    text order, `via` the relays' spans, `force` what the saying does. `carried` is true where the source stands in an
    earlier sentence and still speaks ("He added" has its own relation; a plain following sentence is carried). `labelled`: the words stand
    under the name of who speaks or issues them, as in a transcript.
    """

    source: Span | None
    source_name: str | None
    source_kind: SourceKind
    cue: Span | None
    contents: tuple[Span, ...]
    via: tuple[Span, ...] = ()
    channel: Channel | None = None
    hedge: Span | None = None
    organisation: str | None = None
    force: Force = "assert"
    carried: bool = False
    labelled: bool = False
