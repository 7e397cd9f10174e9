"""Counted nouns: what reports count, and what kind of thing each noun names.

In:  `counted_nouns.json` beside this module (singulars by kind, irregular plurals).   Out: one value, loaded once.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from itertools import takewhile
from typing import Final, NamedTuple

import msgspec

from ascribe.domain.quantity import CountKind, OfKind, Quantity

__all__ = [
    "WHOLE_KINDS", "CountedNoun", "CountedNouns", "age_of", "different_people", "group_words", "is_narrower", "load_counted_nouns",
    "singular",
]  # fmt: skip

#: Words for everybody of a kind.
WHOLE_KINDS: Final = frozenset(
    (
        "civilian", "civilians", "noncombatants", "residents", "villagers", "combatants", "fighters", "soldiers", "troops", "militants",
        "rebels", "insurgents", "gunmen", "terrorists", "jihadists", "servicemen",
    )
)  # fmt: skip
#: Words for everybody, whoever they are.
_EVERYBODY: Final = frozenset(
    (
        "person", "persons", "people", "human", "humans", "being", "beings", "individual", "individuals", "life", "lives", "soul", "souls",
        "other", "others", "victim", "victims", "casualty", "casualties", "fatality", "fatalities", "death", "deaths", "dead", "body",
        "bodies",
        "corpse", "corpses", "wounded", "injured", "injuries", "killed", "missing", "displaced", "member", "members",
    )
)  # fmt: skip
#: Words that tell no group.
_IDLE: Final = frozenset(
    (
        "a", "an", "the", "of", "and", "or", "its", "their", "his", "her", "our", "all", "some", "more", "another", "further", "additional",
        "at",
        "least",
        "armed", "unarmed", "innocent", "local", "suspected", "alleged", "one", "same", "total",
    )
)  # fmt: skip
_JOINING: Final = re.compile(r",|\band\b|\bor\b")


class CountedNoun(NamedTuple):
    """What a noun says of the things it counts; `plural` is true for forms that can stand for several."""

    kind: CountKind
    of_kind: OfKind
    plural: bool
    singular: bool


class CountedNouns(NamedTuple):
    """`nouns` maps singular and plural forms (lower case, words joined by one blank) to what they count.

    `closers` are the words that no noun phrase goes past, by class: prepositions, conjunctions, auxiliaries (with the
    adverbs that stand beside them), pronouns (with determiners) and verbs. `ages` maps forms that tell sex or age to `men`, `women`
    or `children`.
    """

    nouns: dict[str, CountedNoun]
    of_follows: frozenset[str]
    groups_of_people: frozenset[str]
    arms_modifiers: frozenset[str]
    civilian_modifiers: frozenset[str]
    not_victims: frozenset[str]
    closers: dict[str, frozenset[str]]
    ages: dict[str, str]

    @property
    def longest(self) -> int:
        """The most words that one noun has."""
        return max(len(noun.split()) for noun in self.nouns)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    civilian: tuple[str, ...]
    combatant: tuple[str, ...]
    people: tuple[str, ...]
    materiel: tuple[str, ...]
    place: tuple[str, ...]
    other: tuple[str, ...]
    of_follows: frozenset[str]
    groups_of_people: frozenset[str]
    arms_modifiers: frozenset[str]
    civilian_modifiers: frozenset[str]
    ages: dict[str, tuple[str, ...]]
    not_victims: frozenset[str]
    closers: dict[str, frozenset[str]]
    plurals: dict[str, str]


def _plural(singular: str) -> str:
    if singular.endswith("man"):
        return singular[:-3] + "men"
    if singular.endswith("y") and singular[-2:-1] not in ("a", "e", "o", "u"):
        return singular[:-1] + "ies"
    return singular + ("es" if singular.endswith(("s", "x", "ch", "sh")) else "s")


@cache
def load_counted_nouns() -> CountedNouns:
    """The shipped nouns.

    >>> load_counted_nouns().nouns["policemen"]
    CountedNoun(kind='people', of_kind='combatant', plural=True, singular=False)
    """
    data = resources.files("ascribe.lexicon").joinpath("counted_nouns.json").read_bytes()
    file = msgspec.json.decode(data, type=_File)
    kinds: list[tuple[tuple[str, ...], CountKind, OfKind]] = [
        (file.other, "other", "unknown"),
        (file.place, "place", "unknown"),
        (file.materiel, "materiel", "unknown"),
        (file.people, "people", "unknown"),
        (file.combatant, "people", "combatant"),
        (file.civilian, "people", "civilian"),
    ]
    nouns: dict[str, CountedNoun] = {}
    for singulars, kind, of_kind in kinds:
        for singular in singulars:
            plural = file.plurals.get(singular, _plural(singular))
            nouns[singular] = CountedNoun(kind, of_kind, plural == singular, True)
            if plural != singular:
                nouns[plural] = CountedNoun(kind, of_kind, True, False)
    return CountedNouns(
        nouns,
        file.of_follows,
        file.groups_of_people,
        file.arms_modifiers,
        file.civilian_modifiers,
        file.not_victims,
        file.closers,
        {form: age for age, forms in file.ages.items() for form in forms},
    )


def age_of(words: str | None) -> str | None:
    """`men`, `women` or `children` where the last word counted says so; where several are joined, only if all say the same.

    >>> age_of("young girls"), age_of("people"), age_of("men, women and children")
    ('children', None, None)
    """
    joined = [part.split()[-1] for part in _JOINING.split((words or "").lower()) if part.split()]
    ages = {load_counted_nouns().ages.get(last) for last in joined}
    return ages.pop() if len(ages) == 1 else None


def different_people(p: Quantity, q: Quantity) -> bool:
    """Whether nobody can be counted in both: civilians against combatants, men against women against children."""
    if {p.of_kind, q.of_kind} == {"civilian", "combatant"}:
        return True
    a, b = age_of(p.of), age_of(q.of)
    return a is not None and b is not None and a != b


def group_words(words: str | None) -> frozenset[str]:
    """What tells those counted apart from everybody of their kind: a nationality, a trade, sex or age; nothing for "people" and "fighters".

    >>> [sorted(group_words(w)) for w in ("people in the market", "Taliban fighters", "Mexican nationals", "young girls", None)]
    [[], ['taliban'], ['mexican', 'national'], ['children', 'young'], []]
    """
    nouns = load_counted_nouns()
    stops = nouns.closers["prepositions"] - {"of"}
    head = takewhile(lambda w: w not in stops, (w.strip(".,;:()“”\"'’") for w in (words or "").lower().split()))
    telling = (w for w in head if w and not w[0].isdigit() and w not in _IDLE and w not in _EVERYBODY and w not in WHOLE_KINDS)
    return frozenset(nouns.ages.get(w) or singular(w) for w in telling)


def singular(words: str) -> str:
    """The words without the "s" of a plural, for comparing: "tanks" and "tank" are alike."""
    return words[:-1] if len(words) > 3 and words.endswith("s") and not words.endswith("ss") else words


def is_narrower(group: frozenset[str], kind: OfKind, of: frozenset[str], of_kind: OfKind) -> bool:
    """Whether the words for those counted (`group_words`, and their kind) are for a part of those that the words `of` are for: "6 Mexicans"
    of people, "three children" of civilians, "five soldiers" of those killed."""
    known = ("civilian", "combatant")
    if kind in known and of_kind in known and kind != of_kind:
        return False
    return of <= group and (of < group or (kind in known and of_kind not in known))
