"""Embedded posts: who wrote what a page quotes from a social network.

In:  a text and its parts.   Out: a relation for each embedded post that is signed.

A post carries its signature behind its words ("— Northern Alliance (@na) September 1, 2021"). What no saying inside the
post covers is said by who signed it, on a social network.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ascribe.domain.attribution import AttributionRelation, SourceKind
from ascribe.domain.document import Part
from ascribe.domain.span import Span
from ascribe.lexicon.source_kinds import kind_of_words

__all__ = ["attribute_embeds"]

_SIGNATURE = re.compile(r"(?:—|–|--|-)\s*(?P<name>[^\n(@—–]{2,80}?)\s*\(\s*@\w{1,40}\s*\)")


def attribute_embeds(
    text: str, parts: Sequence[Part], *, kind_of: Callable[[str], SourceKind | None] | None = None
) -> Iterator[AttributionRelation]:
    """The signed posts among `parts`, in text order.

    >>> text = "We killed 350 of them. — Northern Alliance (@na) September 1, 2021"
    >>> [r.source_name for r in attribute_embeds(text, [Part(span=Span(0, len(text)), kind="embed")])]
    ['Northern Alliance']
    """
    for part in parts:
        if part.kind != "embed":
            continue
        signatures = list(_SIGNATURE.finditer(text, part.span.start, part.span.end))
        if not signatures or signatures[-1].start() <= part.span.start:
            continue
        name = Span(*signatures[-1].span("name"))
        kind = (kind_of(name.of(text)) if kind_of else None) or kind_of_words(name.of(text)) or "unnamed"
        yield AttributionRelation(
            source=name,
            source_name=name.of(text),
            source_kind=kind,
            cue=None,
            contents=(Span(part.span.start, signatures[-1].start()),),
            channel="social_media",
            carried=True,
        )
