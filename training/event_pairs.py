"""Fits the model that compares event mentions for the `ecbplus` suite.

In:  `$ASCRIBE_DATA/ecbplus/train.jsonl.gz`.   Out: `evaluation/data/event_pairs.json`.

    python -m training.event_pairs

Logistic regression over the features of `evaluation.event_pairs`, by Newton's method with an L2 penalty; nothing is drawn by chance.
What the training topics say of a pair of lemmas is counted without the topic that is being learned from, so that the model sees it as
it will see it in a new topic. The penalty and the threshold of the clusters are those with the best CoNLL score in five-fold
cross-validation over topics; the development topics are not looked at.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from evaluation.event_pairs import FEATURES, WEIGHTS_FILE, EventMention, Numbers, Weights, pairs_of, surroundings, with_known
from evaluation.scorers.coreference import coreference
from evaluation.suite import Session
from evaluation.suites.ecbplus import Article, Partition, cluster_topic, topics_of

FOLDS = 5
PENALTIES = (0.3, 3.0, 30.0)
THRESHOLDS = tuple(round(0.2 + 0.05 * i, 2) for i in range(8))

Topics = Mapping[str, Sequence[EventMention]]
Labels = npt.NDArray[np.bool_]


def labels_of(topic: str, mentions: Sequence[EventMention], key: Partition) -> Labels:
    """Whether each pair is one event."""
    chains = [key[topic, m.id] for m in mentions]
    return np.array([chains[i] == chains[j] for i, j in pairs_of(mentions)], dtype=bool)


class Told(NamedTuple):
    """What one topic says of lemmas: how many pairs of mentions each two have, and how many of them mean one event."""

    one: Counter[str]
    all: Counter[str]


def told_by(topic: str, mentions: Sequence[EventMention], key: Partition) -> Told:
    """Of mentions of two lemmas, or of one lemma in two documents."""
    one, all_ = Counter[str](), Counter[str]()
    for (i, j), same in zip(pairs_of(mentions), labels_of(topic, mentions, key).tolist(), strict=True):
        a, b = mentions[i], mentions[j]
        if a.lemma != b.lemma or a.document != b.document:
            pair = "|".join(sorted((a.lemma, b.lemma)))
            all_[pair] += 1
            one[pair] += same
    return Told(one, all_)


def learned_of_lemmas(topics: Iterable[Told]) -> dict[str, float]:
    """What the topics say of lemmas together (`Weights.known`). One pair that did not mean one event is added to each two lemmas, so that
    two seen once weigh less; to each one lemma, two pairs at the share of all."""
    one, all_ = Counter[str](), Counter[str]()
    for told in topics:
        one.update(told.one)
        all_.update(told.all)
    alike = [pair for pair in all_ if len(set(pair.split("|"))) == 1]
    overall = sum(one[pair] for pair in alike) / max(1, sum(all_[pair] for pair in alike))
    known = {pair: round((one[pair] + 2 * overall) / (all_[pair] + 2), 4) for pair in sorted(alike)}
    known |= {pair: round(n / (all_[pair] + 1), 4) for pair, n in sorted(one.items()) if n and pair not in known}
    return {"*": round(overall, 4), **known}


def fit(rows: Numbers, labels: Labels, penalty: float) -> tuple[dict[str, float], float]:
    """Weights and intercept of the logistic regression."""
    x = np.column_stack([rows, np.ones(len(rows))])
    y, w = labels.astype(float), np.zeros(x.shape[1])
    ridge = np.diag([penalty] * len(FEATURES) + [1e-6])
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ w)))
        step = np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + ridge, x.T @ (y - p) - ridge @ w)
        w += step
        if np.abs(step).max() < 1e-8:
            break
    return {name: round(float(v), 4) for name, v in zip(FEATURES, w[:-1], strict=True)}, round(float(w[-1]), 4)


class Evidence:
    """The pairs of the topics: their rows without what lemmas teach, their labels, and what each topic teaches."""

    def __init__(self, topics: Topics, key: Partition) -> None:
        self.topics = topics
        self.rows = {name: surroundings(mentions) for name, mentions in topics.items()}
        self.labels = {name: labels_of(name, mentions, key) for name, mentions in topics.items()}
        self.told = {name: told_by(name, mentions, key) for name, mentions in topics.items()}

    def known(self, names: Sequence[str]) -> dict[str, float]:
        return learned_of_lemmas(self.told[name] for name in names)

    def learn(self, names: Sequence[str], penalties: Sequence[float]) -> list[Weights]:
        """The models of the topics `names`, one a penalty."""
        rows = [with_known(self.rows[n], self.topics[n], self.known([m for m in names if m != n])) for n in names]
        x, y = np.vstack(rows), np.concatenate([self.labels[n] for n in names])
        return [Weights(*fit(x, y, penalty), 0.5, self.known(names), tuple(names)) for penalty in penalties]


def choose(evidence: Evidence, key: Partition) -> tuple[float, float, float]:
    """The penalty and the threshold that are best over held-out topics, and their CoNLL score there."""
    names = sorted(evidence.topics)
    folds = [[name for i, name in enumerate(names) if i % FOLDS == fold] for fold in range(FOLDS)]
    models = [evidence.learn([n for n in names if n not in fold], PENALTIES) for fold in folds]
    scores: dict[tuple[float, float], float] = {}
    for i, penalty in enumerate(PENALTIES):
        likely = {
            name: of_fold[i].probability(with_known(evidence.rows[name], evidence.topics[name], of_fold[i].known))
            for fold, of_fold in zip(folds, models, strict=True)
            for name in fold
        }
        for threshold in THRESHOLDS:
            response: Partition = {}
            for name in names:
                response |= cluster_topic(name, evidence.topics[name], likely[name], threshold)
            scores[penalty, threshold] = coreference(key, response)["conll"]["f1"]
            print(f"penalty {penalty}  threshold {threshold}  CoNLL {scores[penalty, threshold]:.4f}", flush=True)
    penalty, threshold = max(sorted(scores), key=lambda choice: scores[choice])
    return penalty, threshold, round(scores[penalty, threshold], 4)


def main() -> int:
    from ascribe.read.reader import Reader

    file = Path(os.environ["ASCRIBE_DATA"]) / "ecbplus" / "train.jsonl.gz"
    data = gzip.decompress(file.read_bytes())
    rows = [msgspec.json.decode(line, type=Article) for line in data.splitlines()]
    topics, key = topics_of(rows, Session(Reader.load()))
    evidence = Evidence(topics, key)
    penalty, threshold, conll = choose(evidence, key)
    (model,) = evidence.learn(sorted(topics), [penalty])
    content = {
        "made_by": "python -m training.event_pairs",
        "data": {"file": "ecbplus/train.jsonl.gz", "sha256": hashlib.sha256(data).hexdigest(), "licence": "CC BY 3.0 (annotations)"},
        "penalty": penalty,
        "threshold": threshold,
        "cross_validation": {"folds": FOLDS, "conll": conll},
        "intercept": model.intercept,
        "weights": model.weights,
        "topics": sorted(topics),
        "known": model.known,
    }
    WEIGHTS_FILE.write_text(json.dumps(content, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(key)} mentions of {len(topics)} topics; penalty {penalty}, threshold {threshold}, CoNLL {conll} over held-out topics")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
