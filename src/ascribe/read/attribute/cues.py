"""Cues of one sentence: the words of saying in it, each checked to be one.

In:  `Tokens`.   Out: `Cue` values in text order.

Many words of saying are nouns as well ("claims", "reports"), or say something only before certain complements ("agreed
that"). The lexicon lists what must follow; this module looks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

from ascribe.domain.attribution import Force
from ascribe.lexicon.channels import load_channels
from ascribe.lexicon.cues import CueVerb, Form, load_cues
from ascribe.lexicon.function_words import load_function_words
from ascribe.lexicon.source_kinds import load_source_kinds
from ascribe.read.attribute.phrases import time_after
from ascribe.read.attribute.tokens import CLOSE, OPEN, Tokens
from ascribe.read.attribute.words import NOUN_MODIFIERS, is_finite, starts_noun_phrase, verb_group_start

__all__ = ["CLAIM_NOUNS", "OWNERS", "Cue", "CueKind", "find_cues", "is_followed"]

CueKind = Literal["verb", "relay", "according", "noun", "hedge", "hedged", "doubt"]
CUES = load_cues()
W = load_function_words()
KINDS = load_source_kinds()
CHANNELS = load_channels()
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_QUOTE_VERBS = frozenset({"quoted", "quotes", "quoting", "quote", "cited", "cites", "citing"})
_AS_SAYING = frozenset({"saying", "telling", "having", "claiming", "stating", "reporting", "denying", "adding"})
_AFTER_NOUNS = frozenset(
    {"of", "by", "from", "are", "were", "is", "was", "have", "has", "had", "said", "say", "and", ",", ".", "in", "about", "against"}
)
#: "continues to describe": the infinitive is what is said.
_GOES_ON = frozenset({"continues", "continued", "continue", "on", "came", "claims", "claimed"})
OWNERS = frozenset({"his", "her", "its", "their"})
_UNREAL = frozenset({"to", "would", "could", "should", "might", "may", "must", "will", "shall", "can"})
_FIGURE = frozenset({"toll", "number", "figure", "count", "tally", "total", "losses", "strength"})
_QUANTITIES = frozenset(
    {
        "no",
        "nearly",
        "about",
        "around",
        "least",
        "over",
        "some",
        "fewer",
        "eleven",
        "twelve",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
    }
)
CLAIM_NOUNS = frozenset(
    {"claim", "claims", "report", "reports", "allegation", "allegations", "accusation", "accusations", "charge", "charges"}
    | {"suggestion", "suggestions", "rumours", "rumors", "version"}
)
#: Within this many words of the cue its "to", "for" or "of" must stand ("urged all parties in the region to").
COMPLEMENT_REACH = 12


class Cue(NamedTuple):
    """Words of saying from token `first` to `last`; `group` is where the verb group starts."""

    first: int
    last: int
    group: int
    kind: CueKind
    lemma: str
    form: Form | None
    force: Force
    after: frozenset[str]
    passive: bool = False
    addressee: bool = False


def find_cues(t: Tokens) -> Iterator[Cue]:
    """The cues of a sentence. Whether a verb's complement fits is for the caller to ask (`is_followed`)."""
    i, n = 0, len(t)
    while i < n:
        cue = _cue_at(t, i)
        if cue is None:
            i += 1
            continue
        yield cue
        i = cue.last + 1


def _cue_at(t: Tokens, i: int) -> Cue | None:
    word = t.low[i]
    for phrase in CUES.doubts.get(word, ()):
        if tuple(t.low[i : i + len(phrase)]) == phrase:
            return Cue(i, i + len(phrase) - 1, i, "doubt", " ".join(phrase), None, "doubt", frozenset())
    for phrase in CUES.hedges.get(word, ()):
        if tuple(t.low[i : i + len(phrase)]) == phrase:
            by = i + len(phrase)
            if phrase[-1] == "of" and by < len(t) and "by" in t.low[i : i + 3]:
                continue
            return Cue(i, i + len(phrase) - 1, i, "hedge", " ".join(phrase), None, "assert", frozenset())
    for phrase in CUES.according.get(word, ()):
        if tuple(t.low[i : i + len(phrase)]) == phrase and starts_noun_phrase(t, i + len(phrase)) and not _quotes_saying(t, i):
            return Cue(i, i + len(phrase) - 1, i, "according", " ".join(phrase), None, "assert", frozenset())
    if word == "by" and (tally := _tally_after(t, i)) is not None:
        return Cue(i, tally, i, "according", "by", None, "assert", frozenset())
    if word in _QUOTE_VERBS and _quotes_saying(t, i):
        as_ = next(k for k in range(i + 1, len(t)) if t.low[k] == "as" and t.low[k + 1] in _AS_SAYING)
        return Cue(i, as_ + 1, verb_group_start(t, i), "relay", "quote", None, "assert", frozenset())
    for entry in CUES.phrases.get(word, ()):
        last = i + len(entry.words) - 1
        if tuple(t.low[i : last + 1]) == entry.words and not _is_negated(t, i, entry.force):
            return Cue(i, last, verb_group_start(t, i), "verb", " ".join(entry.words), "past", entry.force, entry.after)
    if word in CUES.hedged_nouns and i + 1 < len(t) and starts_noun_phrase(t, i + 1) and _is_adjective(t, i):
        return Cue(i, i, i, "hedged", word, None, "assert", frozenset())
    verb = CUES.verbs.get(word)
    if verb is not None and not (i and t.low[i - 1] == "united"):
        cue = _verb_cue(t, i, verb)
        if cue is not None:
            return cue
    force = CUES.nouns.get(word)
    if force is not None and i + 1 < len(t):
        return Cue(i, i, i, "noun", word, None, force, frozenset())
    return None


def _tally_after(t: Tokens, by: int) -> int | None:
    """The noun of "by his count", "by the army's own estimate"; none where nobody's is meant."""
    for k in range(by + 2, min(len(t), by + 8)):
        if t.low[k] in CUES.tallies:
            owners = t.low[by + 1 : k]
            return k if owners[0] in OWNERS or any(w.endswith(("'s", "s'")) for w in owners) else None
        if not t.is_word(k - 1):
            return None
    return None


def _is_adjective(t: Tokens, i: int) -> bool:
    """Whether a participle stands before its noun: "the reported attack", "five suspected militants"."""
    if i == 0 or t.low[i - 1] in W.determiners or t.low[i - 1] in W.prepositions or t.low[i - 1][0].isdigit():
        return True
    if t.low[i - 1] in KINDS.words:
        return False  # "police suspected involvement"
    return t.low[i] in ("alleged", "suspected", "presumed") and t.low[i - 1] not in W.auxiliaries and t.low[i + 1] not in W.determiners


def _quotes_saying(t: Tokens, i: int) -> bool:
    """Whether "quoting X as saying" stands at `i`: a relay names its source and its content."""
    return t.low[i] in _QUOTE_VERBS and any(t.low[k] == "as" and t.low[k + 1] in _AS_SAYING for k in range(i + 1, min(len(t) - 1, i + 16)))


def _is_negated(t: Tokens, i: int, force: Force) -> bool:
    if force == "doubt":
        return False
    group = verb_group_start(t, i)
    before = t.low[group - 2 : group] if group > 1 else t.low[:group]
    return bool(W.negations & set(t.low[group:i])) or "no" in before or "nobody" in before or "none" in before


def _verb_cue(t: Tokens, i: int, verb: CueVerb) -> Cue | None:
    if verb.noun and verb.form in ("base", "s") and not _is_verb(t, i, verb):
        return None
    before = t.low[i - 1] if i else ""
    if (
        verb.form == "past"
        and (before in W.determiners or (before in W.prepositions and before not in ("as",)))
        and before not in ("all", "both")
    ):
        return None  # "the reported attack"
    if t.is_capital(i) and i and t.is_word(i - 1):
        return None  # a name: "United States", "Daily Post"
    if verb.form == "ing" and (before in W.determiners or before.endswith("'s")):
        return None
    group = verb_group_start(t, i)
    words = set(t.low[group:i])
    if verb.form == "base" and group > 0 and t.low[group - 1] == "to":
        if group < 2 or t.low[group - 2] not in _GOES_ON:
            return None
        group = verb_group_start(t, group - 2)
    if words & _UNREAL or (verb.form == "ing" and before in W.prepositions and before != "with" and before != "as"):
        return None
    if W.negations & words or any(w.endswith("n't") for w in words):
        return None
    if group > 0 and t.low[group - 1] in ("no", "nobody", "none", "neither", "nor"):
        return None
    passive = verb.form == "past" and bool(words & _BE)
    return Cue(i, i, group, "verb", verb.lemma, verb.form, verb.force, verb.after, passive, verb.addressee)


def _is_verb(t: Tokens, i: int, verb: CueVerb) -> bool:
    """Whether a word that may be a noun is used as a verb here."""
    after = t.low[i + 1] if i + 1 < len(t) else "."
    if i == 0:
        return False
    before = t.low[i - 1]
    if before in (",", CLOSE):
        return starts_noun_phrase(t, i + 1) or after == "that"  # "..., reports The Hindu"
    if after == "," and "as" in t.low[max(0, i - 6) : i] and not t.low[max(0, i - 6) : i].count(","):
        return True  # "As the Associated Press reports, ..."
    clause = t.low[max(0, i - 10) : i]
    if after in (",", ".") and ("," in clause or CLOSE in clause) and (t.is_capital(i - 1) or before == ")" or before in KINDS.words):
        return verb.form == "s" and before not in NOUN_MODIFIERS  # "..., the Chinland Defence Force claims."
    if W.relatives & set(clause) | {"what"} & set(clause) and after in ("had", "has", "have", "was", "were", "is", "are", "to"):
        return True  # "which the military claims had a command centre"
    if after in _AFTER_NOUNS or time_after(t, i + 1) > i + 1:
        return False
    if is_finite(t, i - 1) and before not in W.auxiliaries and before not in W.adverbs:
        return False  # "refuted reports that"
    if before in W.determiners or before in W.prepositions or before.endswith(("'s", "s'")) or before in W.coordinators or before == OPEN:
        return False
    if verb.form == "base":
        return before not in NOUN_MODIFIERS and not before.endswith("ing")
    if (
        after == "that"
        or t.low[i - 1] in W.subject_pronouns
        or before in W.adverbs
        or before in W.auxiliaries
        or before in ("who", "which", ")")
        or before in CHANNELS.issued
    ):
        return before not in NOUN_MODIFIERS
    named = t.is_capital(i - 1) if t.cased else before in KINDS.words or before in KINDS.states
    return (named or before in KINDS.words) and before not in ("news", "press", "official", "local")


def is_followed(t: Tokens, cue: Cue, after: int) -> bool:
    """Whether what stands at token `after` (adverbials stepped over) is what the cue needs."""
    need = cue.after
    if "any" in need:
        return True
    n = len(t)
    word = t.low[after] if after < n else "."
    ahead = []
    for k in range(after, min(n, after + COMPLEMENT_REACH)):
        if t.low[k] in (";", ":", ".", "!", "?"):
            break
        ahead.append(t.low[k])
    if "that" in need and (word in ("that", "how", "whether", "if", "why", OPEN) or (word == ":" and after + 1 < n)):
        return True
    if "quote" in need and (
        word == OPEN or (word in (",", ":") and after + 1 < n and (t.low[after + 1] == OPEN or t.is_capital(after + 1)))
    ):
        return True
    if "clause" in need and starts_noun_phrase(t, after) and _clause_ahead(t, after):
        return True
    if "object" in need and starts_noun_phrase(t, after) and word not in ("up", "out", "off"):
        return True
    if "to" in need and (word == "to" or (cue.force == "demand" and "to" in ahead and starts_noun_phrase(t, after))):
        return True
    if ("for" in need and word == "for") or ("on" in need and word in ("on", "upon")) or ("of" in need and ("of" in ahead[:6])):
        return True
    if "figure" in need:
        return bool(_FIGURE & set(ahead[:5]))
    if "falsehood" in need:
        return bool(CUES.falsehoods & set(ahead))
    if "claim" in need:
        return bool(CLAIM_NOUNS & set(ahead[:6]))
    if "at_number" in need and any(a == "at" and (b[0].isdigit() or b in _QUANTITIES or b in W.determiners) for a, b in pairwise(ahead)):
        return True
    return "ultimatum" in need and bool({"ultimatum", "until"} & set(ahead))


def _clause_ahead(t: Tokens, i: int) -> bool:
    for k in range(i, min(len(t), i + 16)):
        if t.low[k] in (",", ";", ":", ".", OPEN, CLOSE):
            return False
        if t.low[k] in W.prepositions and k == i:
            return False
        if k > i and is_finite(t, k):
            return True
    return False
