"""A relation while it is being built: token positions beside spans, and fields that later steps fill."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ascribe.domain.attribution import Channel, Force, SourceKind
from ascribe.domain.span import Span
from ascribe.read.attribute.cues import Cue

__all__ = ["Draft", "Shape"]

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
    speaks: bool = True  # false where the source names no speaker ("investigations revealed that")
    outer: Draft | None = None  # the saying that this one is told in
    name: str | None = None
    kind: SourceKind | None = None
    carried: bool = False
