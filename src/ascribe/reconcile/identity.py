"""Civilians or combatants: whether sources differ about who the same people were.

In:  tellings.   Out: pairs that call the victims of one hand differently.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from ascribe.domain.actor import Participant, ParticipantKind
from ascribe.domain.claim import Claim
from ascribe.domain.quantity import OfKind
from ascribe.lexicon.actors import actor_key
from ascribe.lexicon.counted_nouns import load_counted_nouns
from ascribe.reconcile.sides import VICTIM_ROLES, Sides, hand_of
from ascribe.reconcile.tellings import Telling, still_asserted

__all__ = ["differing_identities", "victims_of"]

_VICTIM_TYPES: Final = frozenset(
    ("attack", "shelling", "airstrike", "bombing", "killing", "injury", "abduction", "detention", "abuse", "clash")
)  # fmt: skip
_COMBATANT: Final[frozenset[ParticipantKind]] = frozenset(("armed_group", "military", "police"))


def victims_of(claim: Claim) -> frozenset[OfKind]:
    """What the claim's own words call those acted upon: civilians, combatants, or neither."""
    counted = {q.of_kind for q in claim.quantities if q.role in VICTIM_ROLES and (q.low, q.high) != (0, 0)}
    return frozenset((counted | {_kind(p) for p in claim.target}) & {"civilian", "combatant"})


def _kind(p: Participant) -> OfKind:
    if p.kind == "civilian":
        return "civilian"
    if p.kind in _COMBATANT:
        return "combatant"
    words = actor_key(p.name or p.text or "").split()
    noun = load_counted_nouns().nouns.get(words[-1]) if words else None
    return noun.of_kind if noun is not None else "unknown"


def differing_identities(tellings: Sequence[Telling], sides: Sides) -> Iterator[tuple[Telling, Telling]]:
    """Pairs of claims, of different voices, of which the first calls the victims civilians and the second combatants.

    Both tell what one and the same hand did, or one of them does not say who did it. Nothing differs where a source tells of both: then
    both were there."""
    told = [(t, victims_of(t.claim)) for t in still_asserted(tellings) if t.claim.event.type in _VICTIM_TYPES]
    kinds: dict[str, set[OfKind]] = {}
    for t, called in told:
        kinds.setdefault(t.voice, set()).update(called)
    if any(len(called) == 2 for called in kinds.values()):
        return
    for (a, of_a), (b, of_b) in combinations(told, 2):
        if a.voice != b.voice and len(of_a) == len(of_b) == 1 and of_a != of_b and _same_hand(a.claim, b.claim, sides):
            yield (a, b) if "civilian" in of_a else (b, a)


def _same_hand(a: Claim, b: Claim, sides: Sides) -> bool:
    one, two = ({h for p in c.initiator if (h := hand_of(p, sides.on)) is not None} for c in (a, b))
    return not one or not two or bool(one & two)
