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
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from evaluation.event_pairs import FEATURES, WEIGHTS_FILE, EventMention, Numbers, Weights, pairs_of, surroundings, with_known
from evaluation.scorers.coreference import coreference
from evaluation.suite import Session
from evaluation.suites.ecbplus import Article, Partition, clusters_of, topics_of

FOLDS = 5
PENALTIES = (0.3, 3.0, 30.0)
THRESHOLDS = tuple(round(0.2 + 0.05 * i, 2) for i in range(8))

Topics = Mapping[str, Sequence[EventMention]]
Labels = npt.NDArray[np.bool_]


def labels_of(topic: str, mentions: Sequence[EventMention], key: Partition) -> Labels:
    """Whether each pair is one event."""
    chains = [key[topic, m.id] for m in mentions]
    return np.array([chains[i] == chains[j] for i, j in pairs_of(mentions)], dtype=bool)


def count_lemmas(topics: Topics, key: Partition, names: Collection[str]) -> dict[str, float]:
    """What the topics `names` say of lemmas (`Weights.known`). One pair that did not mean one event is added to each two lemmas, so that
    two seen once weigh less; to each one lemma, two pairs at the share of all."""
    one, all_ = Counter[str](), Counter[str]()
    for name in sorted(names):
        mentions = topics[name]
        for (i, j), same in zip(pairs_of(mentions), labels_of(name, mentions, key), strict=True):
            a, b = mentions[i], mentions[j]
            if a.lemma != b.lemma or a.document != b.document:
                pair = "|".join(sorted((a.lemma, b.lemma)))
                all_[pair] += 1
                one[pair] += bool(same)
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


def learn(topics: Topics, key: Partition, names: Sequence[str], penalty: float, base: Mapping[str, Numbers]) -> Weights:
    """The model of the topics `names`, whose `surroundings` are `base`."""
    rows, labels = [], []
    for name in names:
        known = count_lemmas(topics, key, [n for n in names if n != name])
        rows.append(with_known(base[name], topics[name], known))
        labels.append(labels_of(name, topics[name], key))
    weights, intercept = fit(np.vstack(rows), np.concatenate(labels), penalty)
    return Weights(weights, intercept, 0.5, count_lemmas(topics, key, names), tuple(names))


def choose(topics: Topics, key: Partition) -> tuple[float, float, dict[str, float]]:
    """The penalty and the threshold that are best over held-out topics, and the CoNLL score of each choice."""
    folds = [[name for i, name in enumerate(sorted(topics)) if i % FOLDS == fold] for fold in range(FOLDS)]
    scores: dict[tuple[float, float], float] = {}
    base = {name: surroundings(mentions) for name, mentions in topics.items()}
    for penalty in PENALTIES:
        models = [learn(topics, key, [n for n in sorted(topics) if n not in fold], penalty, base) for fold in folds]
        for threshold in THRESHOLDS:
            response: Partition = {}
            for fold, model in zip(folds, models, strict=True):
                response |= clusters_of({name: topics[name] for name in fold}, model._replace(threshold=threshold))
            scores[penalty, threshold] = coreference(key, response)["conll"]["f1"]
            print(f"penalty {penalty}  threshold {threshold}  CoNLL {scores[penalty, threshold]:.4f}", flush=True)
    best = max(sorted(scores), key=lambda choice: scores[choice])
    return *best, {f"{penalty} {threshold}": round(score, 4) for (penalty, threshold), score in sorted(scores.items())}


def main() -> int:
    from ascribe.read.reader import Reader

    file = Path(os.environ["ASCRIBE_DATA"]) / "ecbplus" / "train.jsonl.gz"
    data = gzip.decompress(file.read_bytes())
    rows = [msgspec.json.decode(line, type=Article) for line in data.splitlines()]
    topics, key = topics_of(rows, Session(Reader.load()))
    penalty, threshold, scores = choose(topics, key)
    model = learn(topics, key, sorted(topics), penalty, {name: surroundings(mentions) for name, mentions in topics.items()})
    content = {
        "made_by": "python -m training.event_pairs",
        "data": {"file": "ecbplus/train.jsonl.gz", "sha256": hashlib.sha256(data).hexdigest(), "licence": "CC BY 3.0 (annotations)"},
        "penalty": penalty,
        "threshold": threshold,
        "cross_validation": {"folds": FOLDS, "conll": scores[f"{penalty} {threshold}"]},
        "intercept": model.intercept,
        "weights": model.weights,
        "topics": sorted(topics),
        "known": model.known,
    }
    WEIGHTS_FILE.write_text(json.dumps(content, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(key)} mentions of {len(topics)} topics; penalty {penalty}, threshold {threshold}, CoNLL {content['cross_validation']}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
