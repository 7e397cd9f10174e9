"""What single words can be: finite verbs, beginnings of noun phrases, verb groups; a tagger's work by word lists.

In:  `Tokens` and a position.   Out: whether, or where.
"""

from __future__ import annotations

from ascribe.lexicon.cues import load_cues
from ascribe.lexicon.function_words import load_function_words
from ascribe.lexicon.source_kinds import load_source_kinds
from ascribe.read.attribute.tokens import Tokens

__all__ = ["NOUN_MODIFIERS", "is_finite", "names_somebody", "starts_noun_phrase", "verb_group_start"]

W = load_function_words()
KINDS = load_source_kinds()
VERBS = load_cues().verbs
#: Words that stand before a noun of saying ("local reports", "official claims").
NOUN_MODIFIERS = frozenset(
    {"local", "unconfirmed", "news", "official", "recent", "such", "earlier", "initial", "press", "of", "in", "by", "on", "with"}
)


def is_finite(t: Tokens, i: int) -> bool:
    """Whether token `i` reads as a finite verb: a form known as one, or -ed where no modifier can stand."""
    word = t.low[i]
    if word in W.finite_verbs:
        verb = VERBS.get(word)
        if verb is not None and verb.noun and i > 0 and (t.low[i - 1] in W.determiners or t.low[i - 1] in NOUN_MODIFIERS):
            return False  # "the reports", "local reports"
        return not (
            word in ("may", "put", "set", "hit", "spread")
            and i > 0
            and (t.low[i - 1] in ("in", "since", "a", "the") or t.low[i - 1][0].isdigit())
        )
    if word == "read":
        return 0 < i < len(t) - 1 and t.is_word(i - 1) and t.low[i - 1] not in W.prepositions and t.low[i + 1] in ("a", "an", "the", "out")
    verb = VERBS.get(word)
    if verb is not None and verb.form in ("s", "past") and not verb.noun:
        return not word.endswith("ed") or _is_ed_verb(t, i)
    if word.endswith("ed"):
        return len(word) > 4 and _is_ed_verb(t, i)
    return word.endswith("s") and _is_s_verb(t, i)


def _is_s_verb(t: Tokens, i: int) -> bool:
    """Whether a word in -s is a verb: "Hamas delays the release". Only before a determiner, after a singular."""
    word = t.low[i]
    if len(word) < 5 or word.endswith(("ss", "'s")) or i == 0 or i + 1 >= len(t) or t.is_capital(i) or t.low[i + 1] not in W.determiners:
        return False
    before = t.low[i - 1]
    if not t.is_word(i - 1) or before in W.determiners or before in W.prepositions or before[0].isdigit():
        return False
    return t.is_capital(i - 1) or before in KINDS.words


def _is_ed_verb(t: Tokens, i: int) -> bool:
    word = t.low[i]
    if word in W.ed_adjectives or "-" in word or t.is_capital(i) or i == 0:
        return False
    if (t.low[i + 1 : i + 2] == ["as"] or "by" in t.low[i + 1 : i + 3]) and t.low[i - 1] not in W.auxiliaries:
        return False  # "a statement issued by", "a man identified as": a participle
    before = t.low[i - 1]
    if before.endswith("ing") and len(before) > 5:
        return False  # "a boy selling boiled eggs"
    if before in W.determiners or before in W.prepositions or before in W.coordinators:
        return False
    if before in W.person_titles and not t.cased:
        return False  # "SPOKESMAN AHMED"; where names bear capitals "the spokesman dismissed" is a verb
    return t.is_word(i - 1) or before in (")", "]", ",")


def starts_noun_phrase(t: Tokens, i: int) -> bool:
    """Whether a noun phrase can start at token `i`."""
    if not t.is_word(i):
        return False
    word = t.low[i]
    return not (
        word in W.prepositions or word in W.auxiliaries or word in W.coordinators or word in W.subordinators
        or word in W.negations or (word in W.adverbs and word not in ("only", "both"))
    )  # fmt: skip


def verb_group_start(t: Tokens, i: int) -> int:
    """The first token of the verb group that ends at `i`: auxiliaries, negations and adverbs before it."""
    k = i
    while k > 0:
        word = t.low[k - 1]
        if (
            word in W.auxiliaries
            or word in W.negations
            or word.endswith("n't")
            or (word in W.adverbs and not word.isdigit())
            or (word.endswith("ly") and word not in W.ly_nouns and not t.is_capital(k - 1) and word[0].isalpha())
        ):
            k -= 1
        else:
            break
    return k


def names_somebody(t: Tokens, i: int) -> bool:
    return t.is_capital(i)
