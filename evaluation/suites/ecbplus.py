"""ECB+: mentions of events in web news on 43 topics, and which of them mean one event, within and across documents.

In:  `ecbplus/*.jsonl`.   Out: F1 of clusters of gold event mentions, their cluster errors, and the same for `same_lemma`.

Mentions are gold's, their spans given; every topic is clustered by itself, all of its documents together. Two mentions are compared as
`evaluation.event_pairs` says, by a logistic model fitted on the training topics alone, and grouped by average linkage
(`ascribe.reconcile.clusters`) at a threshold chosen on those topics by cross-validation. Names and places are what the reader finds in the
sentence; gold's entities are not looked at. `same_lemma` puts every two mentions of one lemma in one cluster.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from ascribe.domain.span import Span
from evaluation.event_pairs import EventMention, Numbers, Weights, compare, linked_on_average, load_weights, mention_of
from evaluation.scorers.coreference import cluster_errors, coreference, f1_figures
from evaluation.suite import Defaults, Session, Suite, data_folder

Partition = dict[tuple[str, str], str]


class Mention(msgspec.Struct, frozen=True):
    """A gold mention: an event or an entity, and its chain."""

    kind: str
    start: int
    end: int
    cluster: str


class Article(msgspec.Struct, frozen=True):
    """The annotated sentences of a document."""

    id: str
    topic: str
    text: str
    sentences: tuple[tuple[int, int], ...]
    mentions: tuple[Mention, ...] = ()


def defaults() -> Defaults:
    """The development topics."""
    folder = data_folder()
    file = folder / "ecbplus" / "dev.jsonl.gz" if folder else None
    return Defaults((file,)) if file and file.exists() else Defaults((), note="ASCRIBE_DATA has no ecbplus/dev.jsonl.gz: nothing scored")


def trained(row: Article, by_id: bool) -> bool:
    """By its topic and id where both are of ECB+'s training part, which no other topic's documents share."""
    return row.topic in load_weights().topics and row.id.startswith(f"{row.topic}_")


def topics_of(gold: Sequence[Article], session: Session) -> tuple[dict[str, list[EventMention]], Partition]:
    """The event mentions of each topic, in the order of the rows, and their gold clusters."""
    topics: dict[str, list[EventMention]] = {}
    key: Partition = {}
    for row in gold:
        topics.setdefault(row.topic, [])
        for mention, cluster in _mentions(row, session):
            topics[row.topic].append(mention)
            key[row.topic, mention.id] = cluster
    return topics, key


def _mentions(row: Article, session: Session) -> Iterator[tuple[EventMention, str]]:
    actors = session.actors(row.text, name=row.id) or ()
    places = session.places(row.text, name=row.id) or ()
    named = [m.span for m in actors] + [p.span for p in places if p is not None and p.span is not None]
    events = [m for m in row.mentions if m.kind == "event"]
    for number, m in enumerate(sorted(events, key=lambda m: (m.start, m.end))):
        span = Span(m.start, m.end)
        sentence = next((s for s in (Span(*s) for s in row.sentences) if s.overlaps(span)), span)
        names = [s.of(row.text) for s in named if s in sentence and not s.overlaps(span)]
        id_ = f"{row.id}#{number:04}"
        yield mention_of(id_, row.id, row.text, span, sentence, names, [s.of(row.text) for s in named]), m.cluster


def clusters_of(topics: Mapping[str, Sequence[EventMention]], model: Weights) -> Partition:
    """The clusters that the model makes of each topic."""
    response: Partition = {}
    for topic, mentions in topics.items():
        response |= cluster_topic(topic, mentions, model.probability(compare(mentions, model.known)), model.threshold)
    return response


def cluster_topic(topic: str, mentions: Sequence[EventMention], likely: Numbers, threshold: float) -> Partition:
    """The clusters of one topic, from the probability of each of its pairs."""
    groups = linked_on_average([m.id for m in mentions], likely, threshold)
    return {(topic, name): f"{topic}|{group[0]}" for group in groups for name in group}


def score(gold: Sequence[Article], session: Session) -> dict[str, Any]:
    """Clusters the gold mentions of every topic."""
    topics, key = topics_of(gold, session)
    response = clusters_of(topics, load_weights())
    naive = {(topic, m.id): f"{topic}|{m.lemma}" for topic, mentions in topics.items() for m in mentions}
    return {**_scored(key, response), "mentions": len(key), "documents": len(gold), "same_lemma": _scored(key, naive)}


def _scored(key: Partition, response: Partition) -> dict[str, Any]:
    # A chain is one over all topics of a file, as the benchmark counts it.
    return {**f1_figures(coreference(key, response)), **cluster_errors(key, response)}


SUITE = Suite(
    name="ecbplus",
    about="ECB+: event mentions of many documents, which mean one event",
    gold=Article,
    defaults=defaults,
    trained=trained,
    score=score,
    gated=("conll", "b3", "lea"),
)
