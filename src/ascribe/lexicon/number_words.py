"""Number words: what numbers are written with, and the company that makes a number something other than a count.

In:  `numbers.json` beside this module, which a linguist can review.   Out: one typed value, loaded once.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from ascribe.domain.quantity import Bounds, Quantity

__all__ = ["Bound", "NumberWords", "bounds_of", "load_number_words"]

_DIGITS = re.compile(r"[0-9][0-9,]*")
Bound = Literal["more", "at_least", "fewer", "at_most", "about", "exact"]


class NumberWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The lists of `numbers.json`, in lower case.

    `vague` and `vague_phrases` map words to the least they can mean (null: no number). `before` and `after` are the
    qualifiers that stand on either side of a number; "more" and "fewer" are strict. Everything from `months` on names
    what makes a number a date, an hour, money, a measure, a name or an idiom, so that it counts nothing.
    """

    cardinals: dict[str, int]
    multipliers: dict[str, int]
    letters: dict[str, int]
    collectives: dict[str, int]
    both: dict[str, int]
    plurals: dict[str, int]
    vague: dict[str, int | None]
    vague_phrases: dict[str, int | None]
    none: tuple[str, ...]
    indefinite: tuple[str, ...]
    before: dict[Bound, tuple[str, ...]]
    after: dict[Bound, tuple[str, ...]]
    change: frozenset[str]
    months: frozenset[str]
    year_openers: frozenset[str]
    clock: frozenset[str]
    currency_signs: frozenset[str]
    currency_words: frozenset[str]
    units: frozenset[str]
    unit_modifiers: frozenset[str]
    fractions: frozenset[str]
    designators: frozenset[str]
    formations: frozenset[str]
    compounds: frozenset[str]
    aged: frozenset[str]
    dependents: frozenset[str]
    after_pronoun_one: frozenset[str]
    after_one: frozenset[str]


@cache
def load_number_words() -> NumberWords:
    """The shipped number words.

    >>> load_number_words().multipliers["lakh"]
    100000
    """
    data = resources.files("ascribe.lexicon").joinpath("numbers.json").read_bytes()
    return msgspec.json.decode(data, type=NumberWords)


def bounds_of(quantity: Quantity, text: str) -> Bounds:
    """The bounds of a quantity of a document with this `text`, and whether its words exclude the number that they name.

    A record keeps "more than 40" and "at least 41" alike, as 41 and open; the words at its span tell them apart.
    """
    return Bounds(quantity.low, quantity.high, quantity.qualifier, _is_strict(quantity, quantity.span.of(text)))


def _is_strict(quantity: Quantity, words: str) -> bool:
    low, high = quantity.low, quantity.high
    if quantity.qualifier not in ("at_least", "at_most", "vague") or (low is None) is (high is None):
        return False
    phrases, known = _bound_phrases()
    for found in known.finditer(words):
        bound = phrases[" ".join(found[0].lower().split())]
        if bound in ("more", "fewer", "at_least", "at_most"):
            number = words[found.end() :].strip()  # who corrects an end may have left the words: 60 at "more than 40"
            named = low - 1 if low is not None else (high or 0) + 1
            wrong = _DIGITS.fullmatch(number) is not None and int(number.replace(",", "")) != named
            return bound == ("more" if low is not None else "fewer") and named >= 0 and not wrong
    return False


@cache
def _bound_phrases() -> tuple[dict[str, Bound], re.Pattern[str]]:
    """The phrases before a number with their bounds, and what finds them, the longest first: "no fewer than" holds "fewer than"."""
    phrases: dict[str, Bound] = {phrase: bound for bound, group in load_number_words().before.items() for phrase in group}
    longest = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    found = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in longest)
    return phrases, re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.I)
