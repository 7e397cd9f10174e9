"""A relation while it is being built: token positions beside spans, and fields that later steps fill.

In:  `Tokens`, a cue and the token range of its source.   Out: a `Draft`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ascribe.domain.attribution import Channel, Force, SourceKind
from ascribe.domain.span import Span
from ascribe.lexicon.channels import load_channels
from ascribe.lexicon.source_kinds import kind_of_words
from ascribe.read.attribute.cues import Cue
from ascribe.read.attribute.tokens import Tokens

__all__ = ["IMAGES", "Draft", "Shape", "new_draft"]

CHANNELS = load_channels()
#: Channels that show what happened: their "of" names what is seen, and they speak by showing.
IMAGES: frozenset[Channel] = frozenset({"video", "photo", "satellite"})

#: How cue and content stand: content after, content before, both, a sentence about what nobody says by name.
Shape = Literal["pre", "post", "mid", "according", "nominal", "hedge", "hedged", "doubt", "headline"]


@dataclass(slots=True)
class Draft:
    """One act of saying. `first` is the token where its own words (source or cue) start, `edge` the token after them."""

    sentence: int
    cue: Cue
    shape: Shape
    first: int
    edge: int
    source: Span | None
    cue_span: Span
    force: Force
    apposition: Span | None = None
    contents: list[Span] = field(default_factory=list)
    via: list[Span] = field(default_factory=list)
    channel: Channel | None = None
    hedge: Span | None = None
    same_source: bool = False  # "adding", "and said": the source is that of the relation before
    source_after: bool = False  # "claimed by the group": the agent of a participle
    speaks: bool = True  # false where the source names no speaker ("investigations revealed that")
    outer: Draft | None = None  # the saying that this one is told in
    name: str | None = None
    kind: SourceKind | None = None
    organisation: str | None = None  # whose spokesman, leader or fighter the source is
    carried: bool = False
    labelled: bool = False


def new_draft(
    t: Tokens, sentence: int, cue: Cue, shape: Shape, first: int, edge: int, source: tuple[int, int], channel: Channel | None
) -> Draft:
    span, issued = _issuer(t, source)
    return Draft(sentence, cue, shape, first, edge, span, t.span(cue.first, cue.last), cue.force, channel=channel or issued)


def _issuer(t: Tokens, source: tuple[int, int]) -> tuple[Span, Channel | None]:
    """Who speaks through "a statement issued by X", "X's report", "one of its tweets", with the channel that the noun tells.

    Where the words tell nobody, the statement speaks for itself.
    """
    first, last = source
    for k in range(first, last + 1):
        if t.low[k] not in CHANNELS.issued or (t.is_capital(k) and k > first):
            continue
        channel = CHANNELS.nouns.get(tuple(t.low[k - 1 : k + 1])) or CHANNELS.nouns.get((t.low[k],))
        for m in range(k + 1, min(k + 5, last)):
            if t.low[m] == "by" or (t.low[m] in ("of", "from") and kind_of_words(t.span(m + 1, last).of(t.text)) is not None):
                if channel in IMAGES and t.low[m] == "of":
                    break  # "a video of the attack"
                if t.low[m + 1] != "what" and not t.low[m + 1].endswith("ing"):
                    return t.span(m + 1, last), channel
        for m in range(k - 1, max(first - 1, k - 4), -1):
            if t.low[m].endswith(("'s", "s'")):
                span = t.span(first, m)
                return Span(span.start, span.end - (2 if t.low[m].endswith("'s") else 1)), channel
            if t.low[m] in ("its", "his", "her", "their"):
                return t.span(m, m), channel
        return t.span(first, last), channel if k == last or channel in IMAGES else None
    return t.span(first, last), None
