"""Which person of the catalogue a name means in a document.

In:  a text, the people, the countries and the day that the text is about; a participant's words.
Out: the `Person`, or null: a wrong person is worse than none.

A full name is believed where the text is about one of the person's countries, or where he could be alive; a surname alone where the
document gives the full name, or where one person of the text's countries who bears it held office on that day. Words that only lead to a
person ("relatives of", "the son of", "-backed") name somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise

from ascribe.domain.span import Span
from ascribe.lexicon.actors import Word, words
from ascribe.lexicon.people import People, Person, surname_key

__all__ = ["find_people", "named_at", "resolve_person"]

#: Before a name these words make it lead to somebody else, wherever they stand ("people close to resistance leader X").
_OTHER = re.compile(
    r"\b(?:of|for|to|by|with|against|under|from|near|named|after|son|daughter|father|brother|wife|widow|office|pro|anti)\b", re.IGNORECASE
)
_JOINED = re.compile(r"[ \t\n\-–’'.]{0,3}")


def find_people(text: str, people: People) -> tuple[Person, ...]:
    """The persons whose full names stand in the text, in text order, each once.

    >>> from ascribe.lexicon.people import load_people
    >>> [p.id for p in find_people("Ahmad Massoud, son of Ahmad Shah Massoud, spoke.", load_people())]
    ['ahmad-massoud', 'ahmad-shah-massoud']
    """
    return tuple(dict.fromkeys(p for _, bearers in _full_names(text, people) for p in bearers))


def named_at(text: str, people: People, countries: Sequence[str], on: date | None) -> tuple[tuple[Span, Person], ...]:
    """Where full names of the text stand, of two words or more, and whom they mean; those that may mean nobody or two are left out."""
    out: list[tuple[Span, Person]] = []
    for span, bearers in _full_names(text, people):
        person = _one([p for p in bearers if _believed(p, countries, on)], on) if " " in span.of(text) else None
        if person is not None:
            out.append((span, person))
    return tuple(out)


@lru_cache(maxsize=8)
def _full_names(text: str, people: People) -> tuple[tuple[Span, tuple[Person, ...]], ...]:
    found = list(words(text))
    named: list[tuple[Span, tuple[Person, ...]]] = []
    i = 0
    while i < len(found):
        n, bearers = _name_at(text, found, i, people)
        if n:
            named.append((Span(found[i].start, found[i + n - 1].end), bearers))
        i += max(n, 1)
    return tuple(named)


def resolve_person(
    name: str, *, text: str, people: People, countries: Sequence[str] = (), on: date | None = None, surname: bool = True
) -> Person | None:
    """The person whom a participant's words mean, who stand in `text`. `surname` false asks for full names only.

    >>> from ascribe.lexicon.people import load_people
    >>> text = "The commander Ahmad Shah Massoud was killed in 2001. His son Ahmad Massoud leads the front now. Massoud spoke in Panjshir."
    >>> people = load_people()
    >>> resolve_person("The commander Ahmad Shah Massoud", text=text, people=people, countries=("AF",)).id
    'ahmad-shah-massoud'
    >>> resolve_person("Massoud", text=text, people=people, countries=("AF",), on=date(2021, 9, 2)).id
    'ahmad-massoud'
    >>> resolve_person("relatives of Ahmad Massoud", text=text, people=people) is None
    True
    """
    found = list(words(name))
    while found and found[-1].key == "s" and len(found) > 1:
        found.pop()
    for i in range(len(found)):
        n, bearers = _name_at(name, found, i, people)
        if n and i + n == len(found):
            if _OTHER.search(name, 0, found[i].start):
                return None
            if n > 1:
                return _one([p for p in bearers if _believed(p, countries, on)], on)
    if not surname or not found or not name[found[-1].start].isupper():
        return None
    if len(found) > 1 and (name[found[-2].start].isupper() or _OTHER.search(name, 0, found[-1].start)):
        return None  # a forename that nobody of the catalogue bears, or somebody else
    return _surnamed(found[-1].key, text, people, countries, on)


def _surnamed(key: str, text: str, people: People, countries: Sequence[str], on: date | None) -> Person | None:
    bearers = people.surnamed(key) if len(key) > 2 else ()
    if not bearers:
        return None
    full = [p for p in find_people(text, people) if p in bearers]
    if full:
        return _one(full, on)
    if on is None:
        return None
    return _one([p for p in bearers if p.alive(on) and p.in_office(on) and not set(p.countries).isdisjoint(countries)], on)


def _believed(person: Person, countries: Sequence[str], on: date | None) -> bool:
    home = not person.countries or not set(person.countries).isdisjoint(countries)
    return home or (on is not None and person.alive(on))


def _one(bearers: Sequence[Person], on: date | None) -> Person | None:
    """The only one; of several the only one who can be alive, then the only one in office."""
    if len(bearers) > 1 and on is not None:
        living = [p for p in bearers if p.alive(on)] or bearers
        bearers = living if len(living) < 2 else [p for p in living if p.in_office(on)]
    return bearers[0] if len(bearers) == 1 else None


def _name_at(text: str, found: Sequence[Word], i: int, people: People) -> tuple[int, tuple[Person, ...]]:
    """The longest name of the catalogue that begins at a word, written with capitals: its number of words and its bearers."""
    for n in range(min(people.longest.get(found[i].key, 0), len(found) - i), 0, -1):
        part = found[i : i + n]
        key = " ".join(w.key for w in part)
        bearers = people.find_key(key)
        if not bearers or not all(_JOINED.fullmatch(text, a.end, b.start) for a, b in pairwise(part)):
            continue
        if text[part[-1].start].isupper() and surname_key(key) == part[-1].key:
            return n, bearers
    return 0, ()
