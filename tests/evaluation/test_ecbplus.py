"""Event mentions: how they are compared, and what the suite scores."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascribe.domain.actor import ActorMention
from ascribe.domain.document import Document
from ascribe.domain.place import Place
from ascribe.domain.span import Span
from evaluation.event_pairs import (
    FEATURES,
    EventMention,
    Weights,
    compare,
    lemma_of,
    linked_on_average,
    load_weights,
    mention_of,
    pairs_of,
    stems,
)
from evaluation.suite import Session, evaluate, load_suite
from evaluation.suites.ecbplus import Article, clusters_of, score, topics_of
from tests.evaluation.fake_reader import FakeReader

TEXT = "Police arrested Smith in Oslo on Monday . Smith was detained with 3 others ."


class Names(FakeReader):
    """Finds the capitalised words that it is told."""

    def __init__(self, *names: str) -> None:
        super().__init__(lambda _: [])
        self.names = names

    def actors(self, document: Document, /) -> tuple[ActorMention, ...]:
        spans = [Span(i, i + len(n)) for n in self.names for i in range(len(document.text)) if document.text.startswith(n, i)]
        return tuple(ActorMention(span=s, actor=None, name=s.of(document.text), kind=None) for s in sorted(spans))

    def places(self, document: Document, given: object = None, /) -> tuple[Place | None, ...]:
        return ()


def mention(word: str, document: str = "d", text: str = TEXT, sentence: Span | None = None, names: tuple[str, ...] = ()) -> EventMention:
    span = Span(text.index(word), text.index(word) + len(word))
    return mention_of(f"{document}#{word}", document, text, span, sentence or Span(0, len(text)), names, names)


def row(a: EventMention, b: EventMention, known: dict[str, float] | None = None) -> dict[str, float]:
    return dict(zip(FEATURES, compare([a, b], known or {})[0].tolist(), strict=True))


@pytest.mark.parametrize(
    ("words", "lemma"),
    [
        ("fired firing fire fires", "fir"),
        ("struck striking strikes strike", "strike"),
        ("killed killing kills kill killings", "kill"),
        ("studies study", "study"),
        ("stopped stop stopping", "stop"),
        ("crashes crash crashed", "crash"),
        ("Said says", "say"),
        ("deaths died dying", "die"),
    ],
)
def test_forms_of_one_lemma(words: str, lemma: str) -> None:
    assert {lemma_of(word) for word in words.split()} == {lemma}


def test_stems_leave_out_words_without_meaning() -> None:
    assert stems("They were arrested in the streets of Oslo") == ["arrest", "street", "oslo"]


def test_what_is_compared() -> None:
    first, second = Span(0, TEXT.index("Smith was") - 1), Span(TEXT.index("Smith was"), len(TEXT))
    a = mention("arrested", sentence=first, names=("Smith", "Oslo"))
    b = mention("detained", sentence=second, names=("Smith",))
    told = row(a, b, {"arrest|detain": 0.4})
    assert (told["same_lemma"], told["known_pair"], told["same_type"]) == (0, 0.4, 1)
    assert (told["same_document"], told["same_sentence"], told["documents"]) == (1, 0, 1)
    assert (told["shared_names"], told["other_names"]) == (1, 0)
    assert told["shared_times"] == told["other_times"] == 0
    assert told["known_and_names"] == 0.4


def test_one_lemma_in_two_documents() -> None:
    other = "Officers arrested Jones in Bergen on Friday ."
    told = row(mention("arrested", names=("Smith",)), mention("arrested", "e", other, names=("Jones",)), {"arrest|arrest": 0.3})
    assert (told["same_lemma"], told["known_lemma"], told["lemma_and_other_names"], told["other_times"]) == (1, 0.3, 1, 1)
    assert 0 < told["documents"] < 1
    assert row(mention("arrested"), mention("arrested", "e", other), {"*": 0.2})["known_lemma"] == 0.2


@given(st.permutations(["arrested", "detained", "Smith", "Monday", "others"]))
def test_the_order_of_mentions_changes_nothing(words: list[str]) -> None:
    mentions = [mention(w, names=("Smith",)) for w in words]
    rows = {frozenset((words[i], words[j])): r for (i, j), r in zip(pairs_of(mentions), compare(mentions, {}).tolist(), strict=True)}
    ordered = [mention(w, names=("Smith",)) for w in sorted(words)]
    for (i, j), r in zip(pairs_of(ordered), compare(ordered, {}).tolist(), strict=True):
        assert rows[frozenset((ordered[i].id[2:], ordered[j].id[2:]))] == pytest.approx(r)


def test_every_feature_is_a_fraction_and_has_a_weight() -> None:
    rows = compare([mention(w, d) for d in ("d", "e") for w in ("arrested", "detained", "Monday")], load_weights().known)
    assert np.all((rows >= 0) & (rows <= 1 + 1e-9))
    assert list(load_weights().weights) == list(FEATURES)
    assert np.all((load_weights().probability(rows) > 0) & (load_weights().probability(rows) < 1))


def articles() -> list[Article]:
    def of(id_: str, topic: str, text: str, **chains: str) -> Article:
        mentions = [{"kind": "event", "start": text.index(w), "end": text.index(w) + len(w), "cluster": c} for w, c in chains.items()]
        entity = [{"kind": "entity", "start": 0, "end": 3, "cluster": "x"}]
        about = {"id": id_, "topic": topic, "text": text, "sentences": [[0, len(text)]]}
        return msgspec.convert({**about, "mentions": mentions + entity}, Article)

    return [
        of("2_1ecb", "2", "Jackman will host the Oscars .", host="A"),
        of("2_2ecb", "2", "Hosts are rare : Jackman hosted it .", Hosts="S", hosted="A"),
        of("5_1ecb", "5", "He hosted a dinner .", hosted="B"),
    ]


LEMMAS = Weights(dict.fromkeys(FEATURES, 0.0) | {"same_lemma": 20.0}, -10.0, 0.5, {})


def test_topics_are_clustered_apart() -> None:
    topics, key = topics_of(articles(), Session(Names("Jackman")))
    assert {topic: len(mentions) for topic, mentions in topics.items()} == {"2": 3, "5": 1}
    assert sorted(key.values()) == ["A", "A", "B", "S"]
    assert all(m.names == {"jackman"} for m in topics["2"])
    response = clusters_of(topics, LEMMAS)
    assert len(set(response.values())) == 2
    assert response.keys() == key.keys()


def test_the_figures_stand_beside_those_of_the_lemma() -> None:
    told = score(articles(), Session(Names("Jackman")))
    assert (told["mentions"], told["documents"]) == (4, 3)
    assert told["same_lemma"]["clusters"] == 2
    assert told["same_lemma"]["over_merged"] == 0.5
    assert told["same_lemma"]["muc"] == 0.667


def test_documents_trained_on_are_left_out(tmp_path: Path) -> None:
    topic = load_weights().topics[0]
    rows = [*articles(), msgspec.structs.replace(articles()[0], id=f"{topic}_1ecb", topic=topic)]
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(json.dumps(msgspec.to_builtins(r)) for r in rows))
    result = evaluate(load_suite("ecbplus"), Names(), [file])
    assert (result.left_out, result.figures["documents"]) == (1, 3)


@pytest.mark.parametrize(("threshold", "groups"), [(0.95, ["a", "b", "c"]), (0.45, ["ab", "c"]), (0.4, ["abc"]), (0.0, ["abc"])])
def test_linkage_goes_by_the_mean_of_all_pairs(threshold: float, groups: list[str]) -> None:
    likeness = [0.9, 0.2, 0.6]  # a and b, a and c, b and c
    assert ["".join(g) for g in linked_on_average(["a", "b", "c"], likeness, threshold)] == groups
