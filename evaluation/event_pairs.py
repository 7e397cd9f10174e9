"""Event mentions in pairs: how alike two mentions of one topic are, and how likely they mean one event.

In:  mentions (`EventMention`) with the words, names, places and times that stand around them.
Out: `compare`: a row of `FEATURES` for each pair; `Weights.probability`: a logistic model over them, fitted by
`python -m training.event_pairs` and kept in `evaluation/data/event_pairs.json`.

A mention is a word of any kind of news, not a claim: this is the yardstick of the public benchmark for event coreference, so
it uses what reconciliation uses of a claim (its word, its type, who, where, when, the words around it, the document) and nothing of gold.
Rarity of words is counted over the documents of the topic.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from ascribe.domain.span import Span
from ascribe.lexicon.function_words import load_function_words
from ascribe.lexicon.triggers import load_triggers
from ascribe.reconcile.clusters import cluster

__all__ = [
    "FEATURES", "WEIGHTS_FILE", "EventMention", "Weights", "compare", "lemma_of", "linked_on_average", "load_weights", "mention_of",
    "pairs_of", "stems", "surroundings", "with_known",
]  # fmt: skip

WEIGHTS_FILE = Path(__file__).parent / "data" / "event_pairs.json"
#: Lemmas with the forms that no rule gives.
FORMS_FILE = WEIGHTS_FILE.with_name("irregular_forms.json")
Numbers = npt.NDArray[np.float64]

#: Feature → what it says of a pair; each lies between 0 and 1.
FEATURES: Final = {
    "same_lemma": "1 where the mentions have one lemma",
    "known_pair": "how often the two lemmas meant one event in the topics of training, where they differ",
    "known_lemma": "the same of the one lemma, in two documents, where they are one; that of all lemmas where training had it not",
    "shared_stem": "1 where the lemmas differ and share a word, or the first five letters of one",
    "same_type": "1 where the lexicon of triggers gives both one event type",
    "other_type": "1 where it gives them two",
    "sentences": "cosine of the sentences' words, weighed by rarity, without the mentions themselves",
    "near_words": "the same of the four words on each side",
    "documents": "the same of the documents",
    "same_story": "1 where average linkage puts the documents in one story of the topic, by documents and document_names at `STORY`",
    "same_document": "1 in one document",
    "same_sentence": "1 in one sentence",
    "shared_names": "share of the fewer names of people and places that both sentences have",
    "other_names": "1 where both sentences name somebody and nobody is shared",
    "document_names": "cosine of the names in the documents, weighed by rarity",
    "shared_numbers": "share of the fewer numbers in figures that both sentences have",
    "shared_times": "1 where the sentences share a weekday, month or year",
    "other_times": "1 where both tell one and share none",
    "rare_lemma": "how rare the lemma is in the topic, where it is one: 1 in one document only, 0 in all",
    "lemma_and_documents": "same_lemma times documents",
    "lemma_and_story": "same_lemma times same_story",
    "lemma_and_document_names": "same_lemma times document_names",
    "lemma_and_sentences": "same_lemma times sentences",
    "lemma_and_near": "same_lemma times near_words",
    "lemma_and_names": "same_lemma times shared_names",
    "lemma_and_other_names": "same_lemma times other_names",
    "lemma_and_document": "same_lemma times same_document",
    "known_and_documents": "known_pair times documents",
    "known_and_story": "known_pair times same_story",
    "known_and_document_names": "known_pair times document_names",
    "known_and_sentences": "known_pair times sentences",
    "known_and_names": "known_pair times shared_names",
}
#: The mean of the two cosines at which documents are one story; chosen on the training topics, where 0.03 to 0.06 are alike.
STORY: Final = 0.04
_SHORT = {
    "lemma": "same_lemma",
    "story": "same_story",
    "known": "known_pair",
    "near": "near_words",
    "names": "shared_names",
    "document": "same_document",
}
_PRODUCTS: Final = {
    name: (_SHORT[name.split("_and_")[0]], _SHORT.get(name.split("_and_")[1], name.split("_and_")[1]))
    for name in FEATURES
    if "_and_" in name
}
_NEAR = 4
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_TIMES = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|october|november|december"
    r"|(?:jan|feb|aug|sept?|oct|nov|dec)\b|(?:19|20)\d\d)\b",
    re.IGNORECASE,
)


class EventMention(NamedTuple):
    """A mention and what stands around it: stems of words, names in lower case, numbers and words of time as written."""

    id: str
    document: str
    sentence: tuple[int, int]
    start: int
    lemma: str
    type: str | None
    words: tuple[str, ...]
    near: tuple[str, ...]
    document_words: tuple[str, ...]
    names: frozenset[str]
    document_names: frozenset[str]
    numbers: frozenset[str]
    times: frozenset[str]


class Weights(NamedTuple):
    """The fitted model: a weight a feature, the intercept, the threshold of the clusters, and what the training topics say of lemmas.

    `known` holds pairs of lemmas (sorted, joined by a bar) that meant one event at least once, with the share of the pairs that did, and
    lemmas that two mentions share (`arrest|arrest`), with the share of such pairs, of two documents, that did; `*` is that of all such
    pairs. `topics` names what was trained on.
    """

    weights: dict[str, float]
    intercept: float
    threshold: float
    known: dict[str, float]
    topics: tuple[str, ...] = ()

    def probability(self, rows: Numbers) -> Numbers:
        """Of each pair, that it is one event."""
        total = rows @ np.array([self.weights[name] for name in FEATURES]) + self.intercept
        return np.asarray(1 / (1 + np.exp(-total)), dtype=np.float64)


@cache
def load_weights() -> Weights:
    """The model of the repository."""
    data = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    return Weights(data["weights"], data["intercept"], data["threshold"], data["known"], tuple(data["topics"]))


@cache
def _lemmas() -> dict[str, str]:
    """Each irregular form with its lemma."""
    table: dict[str, list[str]] = json.loads(FORMS_FILE.read_text(encoding="utf-8"))
    return {form: lemma for lemma, forms in table.items() for form in (lemma, *forms)}


@cache
def lemma_of(word: str) -> str:
    """The lemma of a word, rough: irregular forms by list, endings of number and tense cut.

    >>> [lemma_of(word) for word in ("Said", "arrested", "killings", "acquires", "stopped", "died", "studies")]
    ['say', 'arrest', 'kill', 'acquir', 'stop', 'die', 'study']
    """
    word = word.lower()
    if word in _lemmas():
        return _lemmas()[word]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = (
            word[:-3] + "y"
            if word.endswith("ies") and len(word) > 4
            else word[:-2]
            if word.endswith(("shes", "ches", "sses", "xes"))
            else word[:-1]
        )
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 3 and re.search(r"[aeiouy]", stem):
            word = stem[:-1] if stem[-1] == stem[-2] and stem[-1] not in "ls" else stem
            break
    for form in (word, word + "e"):
        if form in _lemmas():
            return _lemmas()[form]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def stems(text: str) -> list[str]:
    """The lemmas of the words that carry meaning, in text order."""
    empty = _function_words()
    return [lemma_of(w) for w in (m[0] for m in _WORD.finditer(text)) if len(w) > 1 and w.lower() not in empty]


@cache
def _function_words() -> frozenset[str]:
    w = load_function_words()
    return w.determiners | w.pronouns | w.prepositions | w.subordinators | w.relatives | w.coordinators | w.auxiliaries | w.negations


def mention_of(
    id_: str, document: str, text: str, span: Span, sentence: Span, names: Iterable[str], document_names: Iterable[str] = ()
) -> EventMention:
    """The mention at `span`, which stands in `sentence`; `names` are the people and places that the sentence names,
    `document_names` those of the whole document."""
    words = span.of(text)
    before, after = stems(text[sentence.start : span.start]), stems(text[span.end : sentence.end])
    told = sentence.of(text)
    return EventMention(
        id=id_,
        document=document,
        sentence=(sentence.start, sentence.end),
        start=span.start,
        lemma=" ".join(stems(words)) or words.lower(),
        type=_type_of(words),
        words=tuple(before + after),
        near=tuple(before[-_NEAR:] + after[:_NEAR]),
        document_words=tuple(stems(text)),
        names=frozenset(lemma for name in names for lemma in stems(name)),
        document_names=frozenset(lemma for name in document_names for lemma in stems(name)),
        numbers=frozenset(_NUMBER.findall(told)),
        times=frozenset(m[0].lower()[:4] if not m[0].isdigit() else m[0] for m in _TIMES.finditer(told)),
    )


@cache
def _type_of(words: str) -> str | None:
    """The event type that the lexicon gives the words, else the first of them that it knows."""
    readings = load_triggers().readings
    for form in (words.lower(), *words.lower().split()):
        types = {r.type for r in readings.get(form, ()) if not r.weak}
        if len(types) == 1:
            return next(iter(types))
    return None


def pairs_of(mentions: Sequence[EventMention]) -> list[tuple[int, int]]:
    """The indices of every pair."""
    return list(combinations(range(len(mentions)), 2))


def compare(mentions: Sequence[EventMention], known: Mapping[str, float]) -> Numbers:
    """A row of `FEATURES` for each of `pairs_of(mentions)`, which are all mentions of one topic."""
    return with_known(surroundings(mentions), mentions, known)


def surroundings(mentions: Sequence[EventMention]) -> Numbers:
    """The rows but for what was learned of the lemmas, which is 0."""
    documents = {m.document: m for m in mentions}
    at = {document: i for i, document in enumerate(documents)}
    rarity = _rarity([m.document_words for m in documents.values()])
    name_rarity = _rarity([tuple(m.document_names) for m in documents.values()])
    sentences, near = _likeness([m.words for m in mentions], rarity), _likeness([m.near for m in mentions], rarity)
    of_documents = _likeness([m.document_words for m in documents.values()], rarity)
    of_names = _likeness([tuple(m.document_names) for m in documents.values()], name_rarity)
    stories = _stories(list(documents), (of_documents + of_names) / 2)
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for m in mentions:
        holders[m.lemma].add(m.document)
    rows = np.zeros((len(mentions) * (len(mentions) - 1) // 2, len(FEATURES)))
    column = {name: i for i, name in enumerate(FEATURES)}
    for row, (i, j) in zip(rows, pairs_of(mentions), strict=True):
        a, b = mentions[i], mentions[j]
        same, one = float(a.lemma == b.lemma), float(a.document == b.document)
        told = {
            "same_lemma": same,
            "shared_stem": float(not same and _share_stem(a.lemma, b.lemma)),
            "same_type": float(a.type is not None and a.type == b.type),
            "other_type": float(a.type is not None and b.type is not None and a.type != b.type),
            "sentences": sentences[i, j],
            "near_words": near[i, j],
            "documents": of_documents[at[a.document], at[b.document]],
            "same_story": float(stories[a.document] == stories[b.document]),
            "same_document": one,
            "same_sentence": float(bool(one) and a.sentence == b.sentence),
            "shared_names": _share(a.names, b.names),
            "other_names": float(bool(a.names and b.names) and not a.names & b.names),
            "document_names": of_names[at[a.document], at[b.document]],
            "shared_numbers": _share(a.numbers, b.numbers),
            "shared_times": float(bool(a.times & b.times)),
            "other_times": float(bool(a.times and b.times) and not a.times & b.times),
            "rare_lemma": same * (1 - (len(holders[a.lemma]) - 1) / max(1, len(documents) - 1)),
        }
        for name, value in told.items():
            row[column[name]] = value
    for product, (one_name, other_name) in _PRODUCTS.items():
        rows[:, column[product]] = rows[:, column[one_name]] * rows[:, column[other_name]]
    return rows


def with_known(rows: Numbers, mentions: Sequence[EventMention], known: Mapping[str, float]) -> Numbers:
    """The rows with what was learned of the lemmas."""
    rows = rows.copy()
    column = {name: i for i, name in enumerate(FEATURES)}
    for row, (i, j) in zip(rows, pairs_of(mentions), strict=True):
        a, b = mentions[i].lemma, mentions[j].lemma
        if a == b:
            row[column["known_lemma"]] = known.get(f"{a}|{a}", known.get("*", 0.0))
        else:
            row[column["known_pair"]] = known.get("|".join(sorted((a, b))), 0.0)
    for product, (one_name, other_name) in _PRODUCTS.items():
        rows[:, column[product]] = rows[:, column[one_name]] * rows[:, column[other_name]]
    return rows


def _stories(documents: Sequence[str], likeness: Numbers) -> dict[str, str]:
    """The story of each document, by its first document."""
    stories = linked_on_average(documents, [likeness[i, j] for i, j in combinations(range(len(documents)), 2)], STORY)
    return {document: story[0] for story in stories for document in story}


def linked_on_average(names: Sequence[str], likeness: Iterable[float], threshold: float) -> tuple[tuple[str, ...], ...]:
    """Groups by average linkage, each sorted; `likeness` goes by `combinations` of the names."""
    links = {(min(a, b), max(a, b)): float(p) for (a, b), p in zip(combinations(names, 2), likeness, strict=True)}
    return cluster(names, links, threshold=threshold)


def _share_stem(a: str, b: str) -> bool:
    one, two = set(a.split()), set(b.split())
    return bool(one & two) or any(x[:5] == y[:5] for x in one for y in two if len(x) >= 5 and len(y) >= 5)


def _share(a: Collection[str], b: Collection[str]) -> float:
    return len(set(a) & set(b)) / min(len(a), len(b)) if a and b else 0.0


def _rarity(documents: Collection[Sequence[str]]) -> dict[str, float]:
    seen = Counter(word for words in documents for word in set(words))
    return {word: math.log((1 + len(documents)) / n) for word, n in seen.items()}


def _likeness(bags: Sequence[Sequence[str]], rarity: Mapping[str, float]) -> Numbers:
    """The cosine of every two bags of words."""
    column = {word: i for i, word in enumerate(sorted({word for bag in bags for word in bag}))}
    weighed = np.zeros((len(bags), len(column) + 1))
    for i, bag in enumerate(bags):
        for word in set(bag):
            weighed[i, column[word]] = rarity.get(word, 0.0)
    length = np.sqrt((weighed**2).sum(axis=1, keepdims=True))
    weighed = np.divide(weighed, length, out=np.zeros_like(weighed), where=length > 0)
    return np.asarray(np.round(weighed @ weighed.T, 9))
