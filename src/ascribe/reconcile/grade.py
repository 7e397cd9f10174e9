"""How well an incident stands, as one code and a sentence.

In:  tellings.   Out: `Grade`, and the conditions that flags share with it.

Of several codes that fit, the first of this order is given: `retracted` (whoever asserted it took it back), `contested` (a source denies
that it happened), `party_only`, `single_source`, `several_independent`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ascribe.domain.attribution import SourceKind
from ascribe.domain.incident import NOBODY_SAYS, Grade
from ascribe.reconcile.tellings import Telling, asserted_news, heard_independently, news_of, opened, quoted_names, still_asserted

__all__ = ["denials_of", "grade_of", "is_party_only", "retractions_of", "single_source_words"]

#: Professions that fight. A government or a police may stand outside a fight.
_ARMED: Final[frozenset[SourceKind]] = frozenset(("belligerent", "military"))


def grade_of(tellings: Sequence[Telling]) -> Grade:
    """The grade, by the order above."""
    news = news_of(tellings)
    retracted = retractions_of(tellings)
    asserted = asserted_news(tellings)
    if retracted and not asserted:
        return Grade(code="retracted", why=opened(f"{quoted_names(retracted)} took it back, and nobody else said that it happened."))
    denials = list(denials_of(tellings))
    if not asserted and news and all(t.claim.status == "denied" and t.claim.at_issue == "occurrence" and not _of_none(t) for t in news):
        return Grade(code="contested", why=f"No report here says that it happened; {quoted_names(news)} denied it.")
    if denials:
        who = quoted_names(asserted)
        says = f"{who} said that it happened, " if who else ""
        return Grade(code="contested", why=opened(f"{says}{quoted_names(denials)} denied it."))
    if is_party_only(asserted):
        told = asserted or news
        only = "Only" if asserted else NOBODY_SAYS
        party = "a party to it" if len({t.voice for t in told}) == 1 else "parties to it"
        return Grade(code="party_only", why=f"{only} {quoted_names(told)} told it, as {party} or through one.")
    heard = list({t.teller: t for t in reversed(heard_independently(asserted))}.values())[::-1]
    if len(heard) > 1:
        return Grade(code="several_independent", why=opened(f"{quoted_names(heard)} told it independently of the parties and each other."))
    if not asserted:
        return Grade(code="single_source", why=f"{NOBODY_SAYS} {quoted_names(news)} told of it.")
    return Grade(code="single_source", why=single_source_words(asserted))


def single_source_words(asserted: Sequence[Telling]) -> str:
    """Of what no two independent sources tell, which of the two it is: one source tells it alone, or nobody is known to be independent."""
    heard = heard_independently(asserted)
    who = quoted_names(asserted)
    if len({t.teller for t in asserted}) == 1:
        if len({t.voice for t in asserted}) > 1:
            return f"One source alone: {who} told it, and whoever is not named counts as the outlet that quotes them."
        apart = "no party to it" if heard else "a party to it" if any(t.is_party for t in asserted) else "not known to be independent"
        return f"One source alone: only {who} told it, {apart}."
    if heard:
        return f"One independent source: of those who are no party, only {quoted_names(heard)} told it."
    return f"No independent source: none of those who told it, {who}, is known to be independent of the parties."


def is_party_only(asserted: Sequence[Telling]) -> bool:
    """Whether everybody who says that it happened is a party to it, is told by one, or is beside one an armed side of which nothing
    says that it is no party."""
    return any(t.is_party for t in asserted) and all(t.is_party or _is_armed_side(t) for t in asserted)


def _is_armed_side(t: Telling) -> bool:
    """ "Two figures in the movement": fighters, though the words do not tell which side of this fight is theirs."""
    return t.kind in _ARMED and t.party == "unknown"


def denials_of(tellings: Sequence[Telling]) -> Iterator[Telling]:
    """Denials that it happened, of something that another voice says did; a voice that itself says so denies something else of it."""
    voices = {t.voice for t in still_asserted(tellings)}
    for t in tellings:
        if t.claim.status == "denied" and t.claim.at_issue == "occurrence" and not _of_none(t) and voices and t.voice not in voices:
            yield t


def retractions_of(tellings: Sequence[Telling]) -> list[Telling]:
    """Claims by which a source takes back what it said."""
    return [t for t in tellings if t.claim.status == "retracted"]


def _of_none(t: Telling) -> bool:
    """ "No civilian was hurt": what is denied is a number, not the happening."""
    return any((q.low, q.high) == (0, 0) for q in t.claim.quantities)
