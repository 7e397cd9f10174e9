"""Statements: texts that somebody issues, in which "we" is who issues them.

In:  the sayings of a text's sentences.   Out: the saying by which the issuer names itself, if there is one.

"The United States strongly condemns the attack … We call on all parties": who does in the present tense what is done by
saying it (condemn, urge, welcome) speaks in the text itself. Elsewhere "we" is the outlet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ascribe.domain.document import Quotation
from ascribe.read.attribute.cues import Cue
from ascribe.read.attribute.draft import Draft

__all__ = ["is_done_by_saying", "is_we", "issuer_of"]

#: What is done by saying so; "denies" and "says" are told of others just as often.
_DONE_BY_SAYING: Final = frozenset({"appeal", "call", "condemn", "denounce", "deplore", "express", "reiterate", "urge", "welcome"})


def issuer_of(text: str, quotations: Sequence[Quotation], drafts: Sequence[Draft]) -> Draft | None:
    """The first saying by which somebody named, outside of quotations, does in the present tense what is done by saying it."""
    for draft in drafts:
        if draft.source is None or not is_done_by_saying(draft.cue, "s") or draft.shape != "pre":
            continue
        named = any(word[:1].isupper() for word in draft.source.of(text).removeprefix("The ").split())
        if named and not any(draft.cue_span in q.span for q in quotations):
            return draft
    return None


def is_done_by_saying(cue: Cue, form: str) -> bool:
    """Whether the word tells in that form, `base` ("we condemn") or `s` ("she condemns"), what is done by saying it."""
    word, *more = cue.lemma.split()
    told = ("s" if word.endswith("s") else "base") if more else cue.form  # a fixed phrase stands in the lexicon in each of its forms
    return cue.kind == "verb" and told == form and (word.removesuffix("s") if more else word) in _DONE_BY_SAYING


def is_we(text: str, draft: Draft) -> bool:
    """Whether the source of a saying is called "we"."""
    return draft.source is not None and draft.source.of(text).lower() == "we"
