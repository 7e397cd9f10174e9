"""Carrying on: sentences without a word of saying that an earlier source still speaks.

In:  the explicit relations of a document.   Out: carried relations for the sentences they leave uncovered.
"""

from __future__ import annotations

from collections.abc import Sequence

from ascribe.domain.document import Quotation, Sentence
from ascribe.read.attribute.draft import Draft
from ascribe.read.attribute.tokens import Tokens

__all__ = ["carry_sources"]


def carry_sources(
    text: str, sentences: Sequence[Sentence], quotations: Sequence[Quotation], tokens: Sequence[Tokens], drafts: Sequence[Draft]
) -> list[Draft]:
    """The carried relations, in text order."""
    return []
