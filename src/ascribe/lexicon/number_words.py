"""Number words: what numbers are written with, and the company that makes a number something other than a count.

In:  `numbers.json` beside this module, which a linguist can review.   Out: one typed value, loaded once.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Literal

import msgspec

__all__ = ["Bound", "NumberWords", "load_number_words"]

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
