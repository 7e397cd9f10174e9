"""Who stands on which side of an incident, whatever part each claim gives them.

In:  the members of an incident, one telling an origin.   Out: `Sides`: the incident's own initiator and target, for any participant.

In a claim of an attack the raiders are initiator; in the claim that ten of them died they are target. Whose dead a figure counts can
be compared only once each claim's sides are the incident's. Who fights whom, and who stands together, is taken from all claims, the most
often told first; which of the two sides is the incident's initiator, from the part that most claims give it. A claim of a
mutual event (a clash, talks) says who is opposed but not who acts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

from ascribe.domain.actor import Participant, ParticipantKind
from ascribe.domain.claim import Claim
from ascribe.domain.event import EventType
from ascribe.domain.incident import Member
from ascribe.domain.quantity import OfSide, Quantity, QuantityRole
from ascribe.lexicon.actors import actor_key, load_actors
from ascribe.lexicon.counted_nouns import group_words, load_counted_nouns
from ascribe.lexicon.people import load_people

__all__ = ["MUTUAL", "VICTIM_ROLES", "Sides", "acts_for", "hand_of", "name_words", "sides_of"]

#: Both sides act: which stands first is the order of the words.
MUTUAL: Final[frozenset[EventType]] = frozenset(("clash", "talks", "agreement"))
#: What becomes of people at another's hand.
VICTIM_ROLES: Final[frozenset[QuantityRole]] = frozenset(("killed", "injured", "captured", "abducted", "missing"))
#: Words that say no more than that somebody belongs to a group: "members of the resistance" are the resistance.
_BELONGING: Final = frozenset(
    (
        "a", "an", "the", "of", "some", "several", "other", "many", "all", "local", "armed", "own", "their", "its", "his", "member",
        "members", "fighter", "fighters", "force", "forces", "troop", "troops", "unit", "units", "man", "men", "soldier", "soldiers",
        "gunman", "gunmen", "militant", "militants", "group", "element", "elements",
    )
)  # fmt: skip

#: Armed people and forces whom no name tells apart ("the gunmen", "soldiers"), by the kind of who they are; the words are no name.
_NAMELESS: Final[dict[ParticipantKind, str]] = {"armed_group": "(armed group)", "military": "(forces)", "police": "(forces)"}


def acts_for(actor: str, on: date | None) -> str:
    """The actor that a person of the catalogue speaks or acts for on that day; any other id is its own."""
    person = load_people().people.get(actor)
    return (person.side(on) if person is not None else None) or actor


def hand_of(p: Participant, on: date | None) -> str | None:
    """The key of the side that somebody acts for: of its actor on that day, else of its name; null for people whom no name tells
    apart ("civilians", "several men")."""
    if p.actor is not None:
        return load_actors().hand(acts_for(p.actor, on), on)
    if p.kind == "civilian":
        return None
    words = [w for w in actor_key(p.name or p.text or "").split() if w not in _BELONGING]
    noun = load_counted_nouns().nouns.get(words[-1]) if words else None
    return " ".join(words) if words and (noun is None or noun.kind != "people" or len(words) > 1) else None


def name_words(name: str) -> frozenset[str]:
    """The words of a name that tell it apart."""
    return frozenset(actor_key(name).split()) - _BELONGING


def side_key(p: Participant, on: date | None) -> str | None:
    """The hand, else, of armed people whom no name tells apart, a key that all such of one kind share within an incident."""
    return hand_of(p, on) or _nameless(p)


def _nameless(p: Participant) -> str | None:
    return _NAMELESS.get(p.kind) if p.kind is not None else None


class Sides:
    """The two sides of an incident: `of` a participant, `of_figure` whose people a quantity counts.

    Gunmen without a name stand with those who are opposed to the same people. That is less sure than a name, so a
    name beside them decides."""

    def __init__(self, sides: dict[str, OfSide], names: dict[str, str], on: date | None) -> None:
        self.hands, self.on = sides, on
        self._words = {hand: name_words(f"{hand} {name}") for hand, name in names.items()}

    def of(self, p: Participant) -> OfSide | None:
        """The side of a participant or a source that a name tells apart; null where it has none."""
        hand = hand_of(p, self.on)
        return self.hands.get(hand) if hand is not None else None

    def of_anybody(self, p: Participant) -> OfSide | None:
        """The side of a participant, gunmen and forces without a name among them; a source without a name is on no side by its word."""
        key = side_key(p, self.on)
        return self.hands.get(key) if key is not None else None

    def known(self) -> Iterator[tuple[str, frozenset[str]]]:
        """Each hand with the words that name it."""
        yield from sorted(self._words.items())

    def own_words(self, side: OfSide | None) -> frozenset[str]:
        """The words that name a whole side, as groups are told apart (`group_words`): its actors of the catalogue."""
        actors = load_actors().actors
        names = (words for hand, words in self._words.items() if side is not None and self.hands.get(hand) == side and hand in actors)
        return group_words(" ".join(word for words in names for word in words))

    def of_figure(self, q: Quantity, claim: Claim) -> OfSide | None:
        """Whose people the quantity counts: those of the participants that its claim gives, else those whom its words name, else
        those whom the other side acts upon."""
        if q.of_side is None:
            counted = frozenset(actor_key(q.of or "").split())
            named = {self.hands[hand] for hand, words in self._words.items() if hand in self.hands and words & counted}
            return _only(named) if named else self._acted_upon(q, claim, counted)
        counted_people, others = (claim.initiator, claim.target) if q.of_side == "initiator" else (claim.target, claim.initiator)
        for side_of in (self.of, self.of_anybody):
            side = _only_side(counted_people, side_of) or _other(_only_side(others, side_of))
            if side is not None:
                return side
        return q.of_side

    def _acted_upon(self, q: Quantity, claim: Claim, counted: frozenset[str]) -> OfSide | None:
        """Whose people somebody's act made victims, where neither claim nor words say it of the number: those acted upon, else the
        other side than who acts; "their own men" are the side of who acts."""
        if q.role not in VICTIM_ROLES or claim.event.type in MUTUAL:
            return None
        acting = _only_side(claim.initiator, self.of) or _only_side(claim.initiator, self.of_anybody)
        if "own" in counted:
            return acting
        return (_only_side(claim.target, self.of) if q.of is None else None) or _other(acting)


def _only_side(people: Iterable[Participant], side_of: Callable[[Participant], OfSide | None]) -> OfSide | None:
    return _only(side for p in people if (side := side_of(p)) is not None)


_OTHER: Final[dict[OfSide, OfSide]] = {"initiator": "target", "target": "initiator"}


def _other(side: OfSide | None) -> OfSide | None:
    return _OTHER[side] if side is not None else None


def _only(sides: Iterable[OfSide]) -> OfSide | None:
    found = set(sides)
    return found.pop() if len(found) == 1 else None


class _Bond(NamedTuple):
    """Two hands that stand against each other, or together."""

    one: str
    two: str
    opposed: bool


def _bond(one: str, two: str, *, opposed: bool) -> _Bond:
    return _Bond(min(one, two), max(one, two), opposed)


def sides_of(members: Sequence[Member], on: date | None) -> Sides:
    """The sides of an incident on the day that it is about."""
    bonds: Counter[_Bond] = Counter()
    stated: set[_Bond] = set()
    acts: Counter[tuple[str, OfSide]] = Counter()
    first: Counter[tuple[str, OfSide]] = Counter()
    names: dict[str, str] = {}
    nameless: dict[str, set[str]] = {}  # with the named hands of the same kind
    for m in members:
        claim = m.claim
        initiators, targets = (_keys(people, on) for people in (claim.initiator, claim.target))
        for p in (*claim.initiator, *claim.target):
            if (hand := hand_of(p, on)) is not None:
                names.setdefault(hand, p.name or p.text or "")
            if (kind := _nameless(p)) is not None:
                nameless.setdefault(kind, set()).update((hand,) if hand is not None else ())
        opposed = [_bond(i, t, opposed=True) for i in initiators for t in targets if i != t]
        bonds.update(opposed)
        acting, acted_upon = (_keys([p for p in people if p.certainty != "inferred"], on) for people in (claim.initiator, claim.target))
        stated.update(b for b in opposed if {b.one, b.two} <= {*acting, *acted_upon})
        mutual = claim.event.type in MUTUAL
        if not mutual:  # who stands together is taken from words alone
            together = [_bond(a, b, opposed=False) for keys in (acting, acted_upon) for a, b in pairwise(keys)]
            bonds.update(together)
            stated.update(together)
        tally = first if mutual else acts
        tally.update((hand, "initiator") for hand in initiators)
        tally.update((hand, "target") for hand in targets)
    # what is said by name comes first, what is only inferred last
    told = sorted(_most_told(bonds), key=lambda b: (b not in stated, not {b.one, b.two}.isdisjoint(nameless)))
    parts = _two_sides([*told, *_alliances(names)], [*names, *nameless])
    sides: dict[str, OfSide] = {}
    for part in parts:
        turned = _is_turned(part, acts, first)
        for hand, colour in part:
            sides[hand] = "initiator" if colour is not turned else "target"
    bound = {key for part in parts if len(part) > 1 for key, _ in part}
    for kind, hands in nameless.items():
        theirs = {sides[hand] for hand in hands}
        if len(theirs) > 1:
            del sides[kind]  # both sides have such
        elif theirs and kind not in bound:
            sides[kind] = theirs.pop()
    return Sides(sides, names, on)


def _keys(people: Iterable[Participant], on: date | None) -> list[str]:
    return list(dict.fromkeys(key for p in people if (key := side_key(p, on)) is not None))


def _most_told(bonds: Counter[_Bond]) -> list[_Bond]:
    return sorted(bonds, key=lambda b: (-bonds[b], not b.opposed, b))


def _alliances(names: dict[str, str]) -> Iterator[_Bond]:
    """Those whom the catalogue knows as allies, or as part of each other."""
    actors = load_actors().actors
    for hand in sorted(names):
        entry = actors.get(hand)
        if entry is not None:
            yield from (_Bond(hand, ally, False) for ally in (*entry.alliance, *((entry.parent,) if entry.parent else ())) if ally in names)


def _two_sides(bonds: Sequence[_Bond], hands: Iterable[str]) -> list[list[tuple[str, bool]]]:
    """Hands in parts that are bound together, each hand with its colour. A bond that contradicts an earlier one is passed over."""
    part: dict[str, int] = {}
    parts: list[dict[str, bool]] = []
    for hand in sorted(hands):
        part[hand] = len(parts)
        parts.append({hand: True})
    for bond in bonds:
        a, b = part[bond.one], part[bond.two]
        if a == b:
            continue
        turn = (parts[a][bond.one] == parts[b][bond.two]) == bond.opposed
        for hand, colour in parts[b].items():
            parts[a][hand] = colour != turn
            part[hand] = a
        parts[b] = {}
    return [sorted(p.items()) for p in parts if p]


def _is_turned(part: list[tuple[str, bool]], *tallies: Counter[tuple[str, OfSide]]) -> bool:
    """Whether the coloured hands are the target: by what they do in most claims, else by who stands first in most."""
    for tally in tallies:
        surplus = sum((tally[hand, "initiator"] - tally[hand, "target"]) * (1 if colour else -1) for hand, colour in part)
        if surplus:
            return surplus < 0
    return not part[0][1]
