"""Who stands with whom in a document, and which persons are named in it.

In:  the drafts of a document, the catalogues, the persons and the day that the text is about.
Out: a side letter for each participant that fights another or is its ally; participants under a person's id.

One side are a state's government, army and police, the movement that rules it on that day, those who spoke or commanded for it then, and
the alliances that the catalogue knows. Letters go by text order; who fights nobody and is nobody's ally has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from ascribe.domain.actor import Participant
from ascribe.lexicon.actors import ActorCatalogue
from ascribe.lexicon.people import Person
from ascribe.read.draft import OPPOSED, Draft, key_of

__all__ = ["Identities", "sides_of"]

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Identities(NamedTuple):
    """Whom the names of a document mean: `person_of` the words of a participant, `actors` the catalogue, `on` the text's day."""

    person_of: Callable[[str], Person | None]
    actors: ActorCatalogue
    on: date | None

    def hand(self, p: Participant) -> str:
        """The key of the side that a participant acts for: of its actor, or of the person's on that day, else its name."""
        person = self.person_of(p.name) if p.name and p.kind in (None, "person") else None
        actor = (person.side(self.on) if person is not None else None) or p.actor
        return self.actors.hand(actor, self.on) if actor is not None else key_of(p)

    def spoken_for(self, source: Participant | None) -> Participant | None:
        """The source under the actor that it speaks for on that day, where it is a person who speaks for one."""
        person = self.person_of(source.name) if source is not None and source.name else None
        actor = person.side(self.on) if person is not None else None
        return msgspec.structs.replace(source, actor=actor) if source is not None and actor is not None else source

    def identified(self, p: Participant, sides: dict[str, str]) -> Participant:
        """The participant with its side and, where it is a person of the catalogue, with the person's id."""
        person = self.person_of(p.name) if p.name and p.kind in (None, "person") else None
        actor = person.id if person is not None else p.actor
        side = sides.get(self.hand(p))
        return p if (actor, side) == (p.actor, p.side) else msgspec.structs.replace(p, actor=actor, side=side)

    def allies(self, hand: str) -> Iterator[str]:
        """The hands that fight beside one: its alliances, what it is part of, and those that are part of it."""
        entry = self.actors.actors.get(hand)
        if entry is not None:
            for other in (*entry.alliance, *((entry.parent,) if entry.parent else ())):
                yield self.actors.hand(other, self.on)


def sides_of(drafts: Sequence[Draft], who: Identities) -> dict[str, str]:
    """A letter for each hand that fights another in the document, and for their allies: who stand against each other differ."""
    sides: dict[str, str] = {}
    against: dict[str, str] = {}
    letters = iter(LETTERS)
    for one, two in _opposed(drafts, who):
        if one not in sides and two not in sides:
            first, second = next(letters, None), next(letters, None)
            if first is None or second is None:
                break
            sides[one], sides[two] = first, second
            against[first], against[second] = second, first
        elif one not in sides:
            sides[one] = against[sides[two]]
        elif two not in sides:
            sides[two] = against[sides[one]]
    for hand in _hands(drafts, who):
        beside = {sides[a] for a in who.allies(hand) if a in sides} | {s for h, s in sides.items() if hand in who.allies(h)}
        if hand not in sides and len(beside) == 1:
            sides[hand] = next(iter(beside))
    return sides


def _opposed(drafts: Sequence[Draft], who: Identities) -> Iterator[tuple[str, str]]:
    """Each pair that fights: first those told as one against one, which are surest, then everyone against everyone, in text order."""
    fights = [d for d in drafts if d.event.type in OPPOSED and d.initiator and d.target]
    for d in sorted(fights, key=lambda d: len(d.initiator) + len(d.target) > 2):
        for p in d.initiator:
            for q in d.target:
                one, two = who.hand(p), who.hand(q)
                if one != two and two not in who.allies(one) and one not in who.allies(two):
                    yield one, two


def _hands(drafts: Sequence[Draft], who: Identities) -> Iterator[str]:
    """The hand of every participant and source, each once, in text order."""
    people = (p for d in drafts for p in (*d.initiator, *d.target, *((d.source,) if d.source else ())))
    yield from dict.fromkeys(who.hand(p) for p in people)
