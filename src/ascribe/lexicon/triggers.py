"""Words that name events: a lexicon by event type, inflected and ready to search with.

In:  `triggers.json` (lemmas by event type) and `trigger_weights.json` (how far each may be trusted).
Out: one compiled pattern and, for each surface form, its readings (`TriggerReading`).
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ascribe.domain.event import EVENT_TYPES, EventType, WordClass

__all__ = ["TriggerLexicon", "TriggerReading", "TriggerWeights", "load_trigger_weights", "load_triggers"]


class TriggerReading(NamedTuple):
    """One way to read a form: its lemma, word class, event type, and whether it needs company to name that event."""

    lemma: str
    word_class: WordClass
    type: EventType
    weak: bool


class TriggerLexicon(NamedTuple):
    """`pattern` finds the longest trigger at a place, case-insensitively; `readings` are keyed by the lower-cased form.

    `gapped` finds verbs whose words stand apart ("taken more than 40 prisoner"), each with its one reading.
    """

    pattern: re.Pattern[str]
    readings: dict[str, tuple[TriggerReading, ...]]
    gapped: tuple[tuple[re.Pattern[str], TriggerReading], ...]


class TriggerWeights(NamedTuple):
    """Two linear models over the features of `read.extract.features`, fitted by `training/triggers.py`.

    `accept` holds one weight a feature (the log-odds that a candidate is a claim's trigger), `type` one weight for
    `TYPE|feature` (unnormalised log-probability of the event type). Missing features weigh nothing.
    """

    accept: dict[str, float]
    accept_bias: float
    type: dict[str, float]


@cache
def load_trigger_weights() -> TriggerWeights:
    """The shipped weights."""
    data = json.loads(files("ascribe.lexicon").joinpath("trigger_weights.json").read_text("utf-8"))
    return TriggerWeights(data["accept"], data["accept_bias"], data["type"])


@cache
def load_triggers() -> TriggerLexicon:
    """The shipped lexicon.

    >>> sorted({r.type for r in load_triggers().readings["airstrikes"]})
    ['airstrike']
    >>> load_triggers().pattern.search("They SHOT DEAD two men").group()
    'SHOT DEAD'
    """
    data = json.loads(files("ascribe.lexicon").joinpath("triggers.json").read_text("utf-8"))
    irregular: dict[str, list[str]] = data["irregular"]
    readings: dict[str, list[TriggerReading]] = {}
    gapped: list[tuple[re.Pattern[str], TriggerReading]] = []
    for type_ in EVENT_TYPES:
        entry = data["types"][type_]
        for raw in entry["verbs"]:
            lemma, weak = raw.rstrip("?"), raw.endswith("?")
            forms = inflect_verb(lemma, irregular)
            if "~" in lemma:
                gapped.append((_with_gap(forms), TriggerReading(lemma, "verb", type_, weak)))
                continue
            for form in forms:
                readings.setdefault(form, []).append(TriggerReading(lemma, "verb", type_, weak))
        for raw in entry["nouns"]:
            lemma, weak = raw.rstrip("?"), raw.endswith("?")
            for form in inflect_noun(lemma):
                readings.setdefault(form, []).append(TriggerReading(lemma, "noun", type_, weak))
    return TriggerLexicon(_compile(readings), {form: tuple(dict.fromkeys(rs)) for form, rs in readings.items()}, tuple(gapped))


def inflect_verb(lemma: str, irregular: dict[str, list[str]]) -> tuple[str, ...]:
    """Every form of a verb or of a phrase that a verb opens.

    >>> inflect_verb("blow up", {"blow": ["blows", "blew", "blown", "blowing"]})
    ('blow up', 'blows up', 'blew up', 'blown up', 'blowing up')
    """
    head, _, rest = lemma.partition(" ")
    forms = (head, *irregular[head]) if head in irregular else (head, *_regular(head))
    return tuple(dict.fromkeys(f"{f} {rest}" if rest else f for f in forms))


def _regular(verb: str) -> tuple[str, str, str]:
    if verb.endswith("e"):
        return verb + "s", verb + "d", verb[:-1] + "ing"
    if re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    third = verb + ("es" if re.search(r"(s|x|z|ch|sh)$", verb) else "s")
    return third, verb + "ed", verb + "ing"


def inflect_noun(lemma: str) -> tuple[str, ...]:
    """Singular and plural; words given in the plural, and words without one, stay as they are.

    >>> inflect_noun("casualty"), inflect_noun("fighting"), inflect_noun("exchange of fire")
    (('casualty', 'casualties'), ('fighting',), ('exchange of fire', 'exchanges of fire'))
    """
    head, of, rest = lemma.partition(" of ")
    if head.endswith("s") or head in ("dead", "missing", "injured", "wounded", "fighting", "shelling", "fallen", "shot dead", "bodies"):
        return (lemma,)
    sibilant = re.search(r"(s|x|z|ch|sh)$", head)
    plural = head[:-1] + "ies" if re.search(r"[^aeiou]y$", head) else head + ("es" if sibilant else "s")
    return lemma, plural + of + rest


def _with_gap(forms: tuple[str, ...]) -> re.Pattern[str]:
    heads, tail = [f.partition(" ~ ")[0] for f in forms], forms[0].partition(" ~ ")[2]
    ending = r"\s+".join(map(re.escape, tail.split()))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, heads))})(?:\s+[\w’'-]+){{1,4}}?\s+{ending}\b", re.IGNORECASE)


def _compile(readings: dict[str, list[TriggerReading]]) -> re.Pattern[str]:
    """A trie as a pattern would be faster still, but sorted alternatives by first letter are quick enough and readable."""
    by_head: dict[str, list[str]] = {}
    for form in readings:
        by_head.setdefault(form.split(" ")[0], []).append(form)
    parts = []
    for head in sorted(by_head):
        tails = sorted((f[len(head) :] for f in by_head[head]), key=lambda t: (-len(t), t))
        escaped = ["".join(r"\s+" + re.escape(w) for w in t.split()) for t in tails if t]
        optional = "?" if "" in tails else ""
        parts.append(re.escape(head) + (f"(?:{'|'.join(escaped)}){optional}" if escaped else ""))
    return re.compile(r"(?<![\w-])(?:" + "|".join(sorted(parts, key=lambda p: (-len(p), p))) + r")(?![\w])", re.IGNORECASE)
