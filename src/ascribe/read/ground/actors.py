"""Actors named in a text, tied to the catalogue.

In:  a text or a participant's words, the catalogue, the common nouns, the countries and the day that the text is about.
Out: `ActorMention`s: an id where one actor fits, else the candidates. A wrong id is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ascribe.domain.actor import ActorMention
from ascribe.domain.span import Span
from ascribe.lexicon.actors import ActorCatalogue
from ascribe.lexicon.person_groups import PersonGroups, load_person_groups
from ascribe.read.ground.names import named_countries
from ascribe.read.ground.participants import Found, find_participant_phrases, scan_participants

__all__ = ["find_participant_phrases", "ground_actors", "named_countries", "resolve_actor"]


def ground_actors(
    text: str,
    *,
    actors: ActorCatalogue,
    groups: PersonGroups | None = None,
    countries: Sequence[str] = (),
    on: date | None = None,
    start: int = 0,
    end: int | None = None,
) -> tuple[ActorMention, ...]:
    """Mentions of actors in `text[start:end]`, in text order, never overlapping.

    Names of the catalogue, and phrases that name a state's government, army or police ("Syrian troops"). A mention whose name
    several actors bear has a null actor and their ids. Bare countries and capitals are places here, not actors.

    >>> from ascribe.lexicon.actors import load_actors
    >>> text = "FMLN REBELS ATTACKED SALVADORAN TROOPS"
    >>> [(m.span.of(text), m.actor) for m in ground_actors(text, actors=load_actors())]
    [('FMLN', 'fmln'), ('SALVADORAN TROOPS', 'el-salvador-military')]
    """
    found = scan_participants(
        text, start, len(text) if end is None else end, actors=actors, groups=groups or load_person_groups(), countries=countries, on=on
    )
    return tuple(m for item in found for m in _mentions(item, actors, text))


def _mentions(item: Found, actors: ActorCatalogue, text: str) -> Iterator[ActorMention]:
    phrase = item.phrase
    catalogued = [u for u in item.units if u.role == "actor"]
    for unit in catalogued:
        span = Span(unit.start, unit.end)
        if unit.actor is not None:
            yield ActorMention(span=span, actor=unit.actor.id, name=unit.actor.name, kind=unit.actor.kind)
        else:
            yield ActorMention(span=span, actor=None, name=span.of(text), kind=None, candidates=unit.candidates)
    actor = actors.actors.get(phrase.actor or "")
    if actor is not None and not catalogued and not item.taken and actor.sources[0] == "state" and item.units[-1].role == "head":
        country = next((u for u in item.units if u.role in ("country", "adjective")), None)
        span = Span(country.start if country else phrase.span.start, item.units[-1].end)
        yield ActorMention(span=span, actor=actor.id, name=actor.name, kind=actor.kind)


def resolve_actor(
    name: str, *, actors: ActorCatalogue, groups: PersonGroups | None = None, countries: Sequence[str] = (), on: date | None = None
) -> ActorMention | None:
    """The actor that a participant's words mean ("Taliban fighters", "police in Kandahar"); its span lies in `name`.

    Null where the catalogue has none. Where several fit, the mention's actor is null and its candidates say which.
    A bare country is its government; a capital has its government as a candidate only.

    >>> from ascribe.lexicon.actors import load_actors
    >>> resolve_actor("the Syrian army", actors=load_actors()).actor
    'syria-military'
    >>> resolve_actor("relatives of the Taliban", actors=load_actors()) is None
    True
    """
    found = scan_participants(name, 0, len(name), actors=actors, groups=groups or load_person_groups(), countries=countries, on=on)
    if not found:
        return None
    phrase = found[0].phrase
    if phrase.actor is None:
        if not phrase.candidates:
            return None
        return ActorMention(span=phrase.span, actor=None, name=phrase.name, kind=phrase.kind, candidates=phrase.candidates)
    actor = actors.actors[phrase.actor]
    return ActorMention(span=phrase.span, actor=actor.id, name=actor.name, kind=actor.kind)
