"""Words around toponyms: place nouns, prepositions, directions, and the words that only look like places.

In:  `place_words.json` beside this module, which a linguist can review.   Out: one typed, frozen value, loaded once.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Literal

import msgspec

__all__ = ["NounClass", "PlaceWords", "place_words"]

NounClass = Literal["district", "province", "settlement", "area", "site", "road"]


class PlaceWords(msgspec.Struct, frozen=True):
    """The word lists, as sets; keys are lower case.

    `nouns` and `noun_pairs` give a place noun's class; `never_alone` are ordinary words that also name some place;
    `bodies` make an organisation's name of the toponym before them; `participants` make a party of the toponym after
    them ("governor of"), `event_nouns` a place ("battle of"); `directions` the step north and east that an adjective takes;
    `grammar` are words that may stand capitalised beside a name, `inside_names` small words within one, `before_names` words
    between a preposition and a name; `acting_on` verbs whose object is a place,
    `struck_nouns` nouns whose "of" takes one, `offices` heads of what a place runs;
    `party_nouns`, `party_verbs` and `speakers` make a place the one who acts or speaks, but `local_parties` of a town tell of
    that town; `abbreviations` are names cut short, as written without blanks, with the full name; `referring_nouns` gives the
    precisions that "the valley" may refer back to.
    """

    never_alone: frozenset[str]
    person_names: frozenset[str]
    titles: frozenset[str]
    nouns: dict[str, NounClass]
    noun_pairs: dict[str, NounClass]
    bodies: frozenset[str]
    in_words: frozenset[str]
    near: frozenset[str]
    from_words: frozenset[str]
    to_words: frozenset[str]
    participants: frozenset[str]
    event_nouns: frozenset[str]
    directions: dict[str, tuple[float, float]]
    inside_names: frozenset[str]
    grammar: frozenset[str]
    nouns_without_capitals: frozenset[str]
    not_names: frozenset[str]
    newspapers: frozenset[str]
    landforms: frozenset[str]
    ambiguous_nouns: frozenset[str]
    acting_on: frozenset[str]
    offices: frozenset[str]
    never_in_names: frozenset[str]
    before_names: frozenset[str]
    never_before: frozenset[str]
    struck_nouns: frozenset[str]
    abbreviations: dict[str, str]
    party_nouns: tuple[str, ...]
    local_parties: frozenset[str]
    party_verbs: tuple[str, ...]
    speakers: tuple[str, ...]
    referring_nouns: dict[str, tuple[int, ...]]


class _File(msgspec.Struct, kw_only=True):
    never_alone: frozenset[str]
    person_names: frozenset[str]
    titles: frozenset[str]
    nouns: dict[NounClass, list[str]]
    noun_pairs: dict[NounClass, list[str]]
    bodies: frozenset[str]
    in_: frozenset[str] = msgspec.field(name="in")
    near: frozenset[str]
    from_: frozenset[str] = msgspec.field(name="from")
    to: frozenset[str]
    participants: frozenset[str]
    event_nouns: frozenset[str]
    directions: dict[str, tuple[float, float]]
    inside_names: frozenset[str]
    grammar: frozenset[str]
    nouns_without_capitals: frozenset[str]
    not_names: frozenset[str]
    newspapers: frozenset[str]
    landforms: frozenset[str]
    ambiguous_nouns: frozenset[str]
    acting_on: frozenset[str]
    offices: frozenset[str]
    never_in_names: frozenset[str]
    before_names: frozenset[str]
    never_before: frozenset[str]
    struck_nouns: frozenset[str]
    abbreviations: dict[str, str]
    party_nouns: tuple[str, ...]
    local_parties: frozenset[str]
    party_verbs: tuple[str, ...]
    speakers: tuple[str, ...]
    referring_nouns: dict[str, tuple[int, ...]]


@cache
def place_words() -> PlaceWords:
    """The shipped lists.

    >>> place_words().nouns["governorate"], place_words().nouns["villages"]
    ('province', 'settlement')
    """
    raw = msgspec.json.decode((resources.files("ascribe.lexicon") / "place_words.json").read_bytes(), type=_File)
    nouns: dict[str, NounClass] = {}
    for group, words in raw.nouns.items():
        for word in words:
            nouns[word] = group
            nouns.setdefault(word[:-1] + "ies" if word.endswith("y") else word + "s", group)
    return PlaceWords(
        never_alone=raw.never_alone,
        person_names=raw.person_names,
        titles=raw.titles,
        nouns=nouns,
        noun_pairs={pair: group for group, pairs in raw.noun_pairs.items() for pair in pairs},
        bodies=raw.bodies,
        in_words=raw.in_,
        near=raw.near,
        from_words=raw.from_,
        to_words=raw.to,
        participants=raw.participants,
        event_nouns=raw.event_nouns,
        directions=raw.directions,
        inside_names=raw.inside_names,
        grammar=raw.grammar,
        nouns_without_capitals=raw.nouns_without_capitals,
        not_names=raw.not_names,
        newspapers=raw.newspapers,
        landforms=raw.landforms,
        ambiguous_nouns=raw.ambiguous_nouns,
        acting_on=raw.acting_on,
        offices=raw.offices,
        never_in_names=raw.never_in_names,
        before_names=raw.before_names,
        never_before=raw.never_before,
        struck_nouns=raw.struck_nouns,
        abbreviations=raw.abbreviations,
        party_nouns=raw.party_nouns,
        local_parties=raw.local_parties,
        party_verbs=raw.party_verbs,
        speakers=raw.speakers,
        referring_nouns=raw.referring_nouns,
    )
