"""Flags inside one document: an editor's warnings, each with the claims that it rests on.

In:  a document's text, day of publication and claims, in text order; who is known, with his days.
Out: the flags, by code and then in text order.
"""

from __future__ import annotations

from collections.abc import Sequence

from ascribe.domain.claim import Claim
from ascribe.domain.flag import Flag
from ascribe.lexicon.actors import ActorCatalogue
from ascribe.lexicon.people import People
from ascribe.read.flags.anachronism import find_anachronisms
from ascribe.read.flags.figures import flag_self_contradictions, flag_sums
from ascribe.read.flags.vagueness import flag_vague_dates, flag_vague_places

__all__ = ["flag_claims"]


def flag_claims(text: str, claims: Sequence[Claim], *, published: str | None, people: People, actors: ActorCatalogue) -> tuple[Flag, ...]:
    """What an editor should look at in these claims. The same claims give the same flags."""
    return (
        *find_anachronisms(claims, text=text, published=published, people=people, actors=actors),
        *flag_self_contradictions(text, claims),
        *flag_sums(text, claims),
        *flag_vague_dates(text, claims),
        *flag_vague_places(text, claims),
    )
