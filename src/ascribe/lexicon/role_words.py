"""Role words: the words that say what became of those counted (killed, injured, captured, …).

In:  `roles.json` beside this module.   Out: one value, loaded once, with every form of every verb.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

import msgspec

from ascribe.domain.quantity import QuantityRole

__all__ = ["RoleGrammar", "RoleVerb", "RoleWords", "VerbForm", "load_role_words"]

VerbForm = Literal["base", "finite", "past", "participle", "past_or_participle", "gerund"]


class RoleVerb(NamedTuple):
    """One form of a verb. `roles` by kind of thing counted, by how the words call people (`of_kind`) or by a noun, with "any" for the rest.

    `needs`: one of these words must follow ("sustained injuries").
    """

    frame: Literal["object", "subject"]
    form: VerbForm
    roles: dict[str, QuantityRole]
    as_agent: QuantityRole | None
    needs: frozenset[str]


class RoleGrammar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The small words around a role word: what opens, ends and joins the phrases that it governs.

    `plain_heads` and `plain_tolls` tell a role by themselves; `remains` are what is left of the dead, `unharmed` what those are whom
    nothing befell.
    """

    be: frozenset[str]
    between_be_and_verb: frozenset[str]
    clause_ends: frozenset[str]
    noun_openers: frozenset[str]
    infinitive_openers: frozenset[str]
    object_openers: frozenset[str]
    naming: frozenset[str]
    passable: frozenset[str]
    listing: frozenset[str]
    including: frozenset[str]
    plain_heads: frozenset[str]
    remains: frozenset[str]
    plain_tolls: frozenset[str]
    unharmed: frozenset[str]


class RoleWords(NamedTuple):
    """`verbs` maps a form (lower case) to its readings in file order; the others map words to roles."""

    verbs: dict[str, tuple[RoleVerb, ...]]
    states: dict[str, QuantityRole]
    heads: dict[str, QuantityRole]
    event_nouns: dict[str, QuantityRole]
    tolls: dict[str, QuantityRole]
    toll_links: frozenset[str]
    counting_nouns: frozenset[str]
    raising: frozenset[str]
    period_phrases: tuple[str, ...]
    stock_phrases: tuple[str, ...]
    grammar: RoleGrammar


class _Verbs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    frame: Literal["object", "subject"]
    roles: dict[str, QuantityRole]
    as_agent: QuantityRole | None
    verbs: tuple[str, ...]
    needs: frozenset[str] = frozenset()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    about: str
    verbs: tuple[_Verbs, ...]
    states: dict[QuantityRole, tuple[str, ...]]
    heads: dict[QuantityRole, tuple[str, ...]]
    event_nouns: dict[QuantityRole, tuple[str, ...]]
    tolls: dict[QuantityRole, tuple[str, ...]]
    toll_links: frozenset[str]
    counting_nouns: frozenset[str]
    raising: frozenset[str]
    period_phrases: tuple[str, ...]
    stock_phrases: tuple[str, ...]
    grammar: RoleGrammar


def _forms(entry: str) -> dict[str, VerbForm]:
    """The forms of one entry: five of them, each as many words long, or one regular verb with words that follow it."""
    words = entry.split()
    if len(words) >= 5 and len(words) % 5 == 0 and words[0][:1] == words[-len(words) // 5][:1]:
        n = len(words) // 5
        base, finite, past, participle, gerund = (" ".join(words[k * n : (k + 1) * n]) for k in range(5))
    else:
        verb, rest = words[0], "".join(" " + w for w in words[1:])
        stem = verb[:-1] if verb.endswith("e") else verb
        third = verb + ("es" if verb.endswith(("s", "x", "ch", "sh")) else "s")
        base, finite, past, participle, gerund = verb + rest, third + rest, stem + "ed" + rest, stem + "ed" + rest, stem + "ing" + rest
    forms: dict[str, VerbForm] = {base: "base", finite: "finite", gerund: "gerund"}
    if past == participle:
        forms[past] = "past_or_participle"
    else:
        forms[past] = "past"
        forms[participle] = "participle"
    return forms


@cache
def load_role_words() -> RoleWords:
    """The shipped role words.

    >>> [v.form for v in load_role_words().verbs["slain"]]
    ['participle']
    """
    file = msgspec.json.decode(resources.files("ascribe.lexicon").joinpath("roles.json").read_bytes(), type=_File)
    verbs: dict[str, tuple[RoleVerb, ...]] = {}
    for group in file.verbs:
        for entry in group.verbs:
            for form, name in _forms(entry).items():
                verbs[form] = (*verbs.get(form, ()), RoleVerb(group.frame, name, group.roles, group.as_agent, group.needs))

    def inverted(table: dict[QuantityRole, tuple[str, ...]]) -> dict[str, QuantityRole]:
        return {word: role for role, words in table.items() for word in words}

    return RoleWords(
        verbs, inverted(file.states), inverted(file.heads), inverted(file.event_nouns), inverted(file.tolls),
        file.toll_links, file.counting_nouns, file.raising, file.period_phrases, file.stock_phrases, file.grammar,
    )  # fmt: skip
