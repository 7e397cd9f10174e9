"""A relation while it is being built: token positions beside spans, and fields that later steps fill.

In:  `Tokens`, a cue and the token range of its source.   Out: a `Draft`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ascribe.domain.attribution import Channel, Force, SourceKind
from ascribe.domain.span import Span
from ascribe.lexicon.channels import load_channels
from ascribe.read.attribute.cues import Cue
from ascribe.read.attribute.tokens import Tokens

__all__ = ["Draft", "Shape", "new_draft"]

CHANNELS = load_channels()

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
    carried: bool = False


def new_draft(
    t: Tokens, sentence: int, cue: Cue, shape: Shape, first: int, edge: int, source: tuple[int, int], channel: Channel | None
) -> Draft:
    span, issued = _issuer(t, source)
    return Draft(sentence, cue, shape, first, edge, span, t.span(cue.first, cue.last), cue.force, channel=channel or issued)


def _issuer(t: Tokens, source: tuple[int, int]) -> tuple[Span, Channel | None]:
    """The source behind "a statement issued by X" or "X's report", with the channel that the noun tells."""
    first, last = source
    for k in range(first, last + 1):
        if t.low[k] in CHANNELS.issued and not (t.is_capital(k) and k > first):
            channel = CHANNELS.nouns.get((t.low[k],))
            for m in range(k + 1, min(k + 5, last)):
                if t.low[m] in ("by", "of", "from") and m + 1 <= last and t.low[m + 1] not in ("killing", "attacks"):
                    return t.span(m + 1, last), channel
            if k > first and t.low[k - 1].endswith(("'s", "s'")):
                span = t.span(first, k - 1)
                cut = 2 if t.low[k - 1].endswith("'s") else 1
                return Span(span.start, span.end - cut), channel
            if k == last:
                return t.span(first, last), channel
    return t.span(first, last), None
