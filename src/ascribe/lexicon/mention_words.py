"""Words by which a document settles whom a phrase without a name means.

In:  `mention_words.json`.   Out: `MentionWords`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

__all__ = ["MentionWords", "Noun", "load_mention_words"]

#: What a bare noun stands for: an armed group named before, its people, a state's army, police or government.
Noun = Literal["group", "fighters", "army", "police", "government"]

FILE = Path(__file__).with_name("mention_words.json")


class MentionWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Each list by what it does.

    `nouns` alone mean somebody whom the document names. `arms` strike, after a state's adjective and one word of `before_arms`; `acts`
    are verbs whose subject acts, so that a capital is its government; `others` after a noun say whose it is, `unknown` before it that
    nobody knows. `several_branches` are a state's forces that are more than its army, `military_bodies` its army's whoever heads them;
    after `place_prepositions`, with one of `directions` or without, a country is a place. Nouns that are `definite_only` mean somebody
    after "the", "its" or a possessive, else they may describe ("a military operation"). After `borders` "with" leads to a place, and so
    does "to" without one of `told` before it; `not_names` are capitalised words that join to no name. `lost_capitals` are no seat of
    their state's government from a day on. After `doors` a government is a building. A country's `deeds` after its 's tell that it acts;
    before its `holdings` "military" means its army, else it describes ("military support"). In countries that `others_rule`, "soldiers"
    and "police" alone are nobody's for certain.
    """

    nouns: dict[str, Noun]
    arms: frozenset[str]
    before_arms: frozenset[str]
    acts: frozenset[str]
    others: frozenset[str]
    unknown: tuple[str, ...]
    several_branches: tuple[str, ...]
    military_bodies: tuple[str, ...]
    place_prepositions: frozenset[str]
    directions: frozenset[str]
    definite_only: frozenset[str]
    borders: frozenset[str]
    told: frozenset[str]
    not_names: frozenset[str]
    doors: frozenset[str]
    deeds: frozenset[str]
    holdings: frozenset[str]
    others_rule: frozenset[str]
    lost_capitals: dict[str, str]


@cache
def load_mention_words() -> MentionWords:
    """The words that come with Ascribe; read once in a process."""
    return msgspec.json.decode(FILE.read_bytes(), type=MentionWords)
