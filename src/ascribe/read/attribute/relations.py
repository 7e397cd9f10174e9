"""Acts of saying in a text: who says, by which word, what.

In:  a text with its sentences and quotations.   Out: `AttributionRelation` in text order of their cues.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ascribe.domain.attribution import AttributionRelation, SourceKind
from ascribe.domain.document import Part, Quotation, Sentence

__all__ = ["attribute_sources"]


def attribute_sources(
    text: str,
    sentences: Sequence[Sentence],
    quotations: Sequence[Quotation],
    *,
    parts: Sequence[Part] = (),
    outlet: str | None = None,
    kind_of: Callable[[str], SourceKind | None] | None = None,
) -> tuple[AttributionRelation, ...]:
    """Every act of saying in `text`."""
    return ()
