"""Function words of English: the closed classes that show where a noun phrase begins and ends.

In:  `function_words.json`.   Out: one `FunctionWords` value of frozen sets.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import NamedTuple

__all__ = ["FunctionWords", "load_function_words"]


class FunctionWords(NamedTuple):
    """Closed classes, lower case; `finite_verbs` and `ed_adjectives` stand in for a tagger (see the file's comment)."""

    determiners: frozenset[str]
    pronouns: frozenset[str]
    subject_pronouns: frozenset[str]
    prepositions: frozenset[str]
    np_prepositions: frozenset[str]
    subordinators: frozenset[str]
    relatives: frozenset[str]
    coordinators: frozenset[str]
    connectives: frozenset[str]
    auxiliaries: frozenset[str]
    negations: frozenset[str]
    adverbs: frozenset[str]
    time_nouns: frozenset[str]
    time_modifiers: frozenset[str]
    finite_verbs: frozenset[str]
    ed_adjectives: frozenset[str]
    ly_nouns: frozenset[str]
    person_titles: frozenset[str]
    collectives: frozenset[str]
    hearers: frozenset[str]


@cache
def load_function_words() -> FunctionWords:
    """The shipped classes.

    >>> "although" in load_function_words().subordinators
    True
    """
    data = json.loads(files("ascribe.lexicon").joinpath("function_words.json").read_text("utf-8"))
    return FunctionWords(**{name: frozenset(data[name]) for name in FunctionWords._fields})
