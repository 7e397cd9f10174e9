"""Vague dates and places: claims that a count by day or by district cannot use as they stand.

In:  a document's text and its claims.   Out: one flag for each wording, with all the claims that rest on it.

Only what is told as done and as this report's news is flagged: a plan has no day yet, and what is told as background
founds no incident. UCDP GED codes the same limits (`date_prec` above 3, `where_prec` above 4); ACLED's `time_precision` 3 and
`geo_precision` 3.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ascribe.domain.claim import Claim
from ascribe.domain.event import EventType
from ascribe.domain.flag import Flag, FlagCode

__all__ = ["flag_vague_dates", "flag_vague_places"]

#: Days that an interval may span before it is vague: a week and the day that writers allow on either side.
_DAYS = 9
#: What happens between parties rather than at a spot needs no place.
_PLACELESS: frozenset[EventType] = frozenset(("talks", "agreement", "appeal", "refusal", "threat", "other"))
#: A pass or a bend of a river is a line on the map and yet a spot: areas up to this radius are not vague.
_SPOT_KM = 25.0
_COARSE = {5: "a region or a line on the map", 6: "a whole country", 7: "open sea or air"}


def _is_news(claim: Claim) -> bool:
    return claim.status in ("asserted", "denied", "unclear") and not claim.background


def _flags(code: FlagCode, reasons: Sequence[tuple[str, str]]) -> Iterator[Flag]:
    """One flag for each reason, over its claims, in the order in which the reasons first come."""
    by_reason: dict[str, list[str]] = {}
    for why, claim in reasons:
        by_reason.setdefault(why, []).append(claim)
    yield from (Flag(code=code, claims=tuple(claims), why=why) for why, claims in by_reason.items())


def flag_vague_dates(text: str, claims: Sequence[Claim]) -> Iterator[Flag]:
    """`vague_date`: the words leave more than nine days open, or no day can be made of them, or nothing says when at all."""
    reasons = []
    for c in claims:
        if not _is_news(c):
            continue
        if c.time is None:
            reasons.append(("Nothing says when, and the report bears no date.", c.id))
        elif c.time.start is None or c.time.end is None:
            words = c.time.span.of(text) if c.time.span else ""
            reasons.append((f"“{words}” cannot be turned into days.", c.id))
        elif (days := (c.time.end - c.time.start).days + 1) > _DAYS:
            words = f"“{c.time.span.of(text)}”" if c.time.span else "Nothing in the words says when: it"
            reasons.append((f"{words} may be any of {days} days, {c.time.start} to {c.time.end}.", c.id))
    yield from _flags("vague_date", reasons)


def flag_vague_places(text: str, claims: Sequence[Claim]) -> Iterator[Flag]:
    """`vague_place`: no place is named, the name is not resolved, or it is a region, a country or open sea."""
    reasons = []
    words: dict[str, str] = {}  # one wording for one place, the first
    for c in claims:
        if not _is_news(c):
            continue
        place = c.place
        told = words.setdefault(place.gazetteer_id or place.name or "", f"“{place.text or place.name}”") if place else ""
        if place is None:
            if c.event.type not in _PLACELESS:
                reasons.append(("No place is named.", c.id))
        elif place.lat is None and place.precision not in (5, 6, 7):
            reasons.append((f"{told} is in no list of places, or may be several.", c.id))
        elif place.precision in _COARSE and (place.radius_km is None or place.radius_km > _SPOT_KM):
            reasons.append((f"{told} is {_COARSE[place.precision]}.", c.id))
    yield from _flags("vague_place", reasons)
