"""Cues: the words of saying, what each does, and what must follow for it to be one.

In:  `cues.json`.   Out: one `Cues` value: verb forms, fixed phrases, nouns of saying, hedges, doubts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple, get_args

from ascribe.domain.attribution import Force

__all__ = ["CuePhrase", "CueVerb", "Cues", "Form", "inflected", "load_cues"]

Form = Literal["base", "s", "past", "ing"]
_FORCES: dict[str, Force] = {force: force for force in get_args(Force)}


class CueVerb(NamedTuple):
    """One form of a verb of saying. `after` names what must follow (see the file's comment)."""

    lemma: str
    form: Form
    force: Force
    after: frozenset[str]
    noun: bool
    addressee: bool


class CuePhrase(NamedTuple):
    """Fixed words of saying."""

    words: tuple[str, ...]
    force: Force
    after: frozenset[str]


class Cues(NamedTuple):
    """The shipped words of saying; phrases are indexed by their first word, longest first."""

    verbs: Mapping[str, CueVerb]
    phrases: Mapping[str, tuple[CuePhrase, ...]]
    nouns: Mapping[str, Force]
    according: Mapping[str, tuple[tuple[str, ...], ...]]
    hedges: Mapping[str, tuple[tuple[str, ...], ...]]
    hedged_nouns: frozenset[str]
    plain: frozenset[str]
    naming: frozenset[str]
    falsehoods: frozenset[str]
    tallies: frozenset[str]
    doubts: Mapping[str, tuple[tuple[str, ...], ...]]


@cache
def load_cues() -> Cues:
    """The shipped cues.

    >>> cues = load_cues()
    >>> cues.verbs["denied"].force, cues.verbs["says"].form
    ('deny', 's')
    """
    data = json.loads(files("ascribe.lexicon").joinpath("cues.json").read_text("utf-8"))
    verbs: dict[str, CueVerb] = {}
    for lemma, entry in data["verbs"].items():
        for word, form in inflected(lemma, entry.get("forms")):
            verbs[word] = CueVerb(
                lemma, form, _force(entry["force"]), frozenset(entry["after"]), bool(entry.get("noun")), bool(entry.get("addressee"))
            )
    phrases: dict[str, list[CuePhrase]] = {}
    for words, entry in data["phrases"].items():
        split = tuple(words.split())
        phrases.setdefault(split[0], []).append(CuePhrase(split, _force(entry["force"]), frozenset(entry["after"])))
    return Cues(
        verbs,
        {first: tuple(sorted(group, key=lambda p: (-len(p.words), p.words))) for first, group in phrases.items()},
        {word: _force(force) for word, force in data["nouns"].items()},
        _by_first_word(data["according"]),
        _by_first_word(data["hedges"]),
        frozenset(data["hedged_nouns"]),
        frozenset(data["plain"]),
        frozenset(data["naming"]),
        frozenset(data["falsehoods"]),
        frozenset(data["tallies"]),
        _by_first_word(data["doubts"]),
    )


def inflected(lemma: str, forms: list[str] | None = None) -> tuple[tuple[str, Form], ...]:
    """The forms of an English verb: base, third person, past (one or more), -ing. Irregular ones are given in that order.

    >>> [word for word, _ in inflected("deny")]
    ['deny', 'denies', 'denied', 'denying']
    """
    if forms is not None:
        past: list[Form] = ["past"] * (len(forms) - 3)
        kinds: list[Form] = ["base", "s", *past, "ing"]
        return tuple(zip(forms, kinds, strict=True))
    if lemma.endswith("e"):
        return ((lemma, "base"), (lemma + "s", "s"), (lemma + "d", "past"), (lemma[:-1] + "ing", "ing"))
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return ((lemma, "base"), (lemma[:-1] + "ies", "s"), (lemma[:-1] + "ied", "past"), (lemma + "ing", "ing"))
    third = lemma + ("es" if lemma.endswith(("s", "x", "ch", "sh")) else "s")
    return ((lemma, "base"), (third, "s"), (lemma + "ed", "past"), (lemma + "ing", "ing"))


def _force(word: str) -> Force:
    if word not in _FORCES:
        raise ValueError(f"cues.json: {word!r} is no force; one of {', '.join(_FORCES)}")
    return _FORCES[word]


def _by_first_word(phrases: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    index: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        words = tuple(phrase.split())
        index.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(group, key=lambda w: (-len(w), w))) for first, group in index.items()}
