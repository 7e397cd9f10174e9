"""Fits the weights of the event triggers on the annotated passages marked `train`.

In:  `$ASCRIBE_DATA/claims`, `evaluation/splits/claims.json`.   Out: `src/ascribe/lexicon/trigger_weights.json`.

    python -m training.triggers [--dry-run]

Two L2-regularised logistic regressions: `accept` (is this candidate a claim's trigger?) and `type` (which type has it?).
The weights see train only; five-fold cross-validation over train, folds by article, is printed.
Needs the dependency group `train` (scikit-learn): `make train` installs it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from ascribe.domain.span import Span
from ascribe.lexicon.triggers import TriggerLexicon, load_triggers
from ascribe.read.extract.features import features_of_accept, features_of_type
from ascribe.read.extract.triggers import propose_candidates
from ascribe.read.reader import Reader
from evaluation.split import article_key
from training.data import document_of, load_passages

OUT = Path(__file__).parents[1] / "src/ascribe/lexicon/trigger_weights.json"
C_ACCEPT, C_TYPE = 0.25, 1.0  # chosen by cross-validation on train
MIN_COUNT = 3  # a feature seen less often says more of a passage than of the language
FOLDS = 5


def rows_of(passage: dict[str, Any], reader: Reader, lexicon: TriggerLexicon) -> list[tuple[list[str], bool, list[str], str | None]]:
    """For each candidate: its features, whether gold has a trigger there, its type features, gold's type."""
    document = document_of(passage)
    text, survey = document.text, reader.survey(document)
    gold = [(Span(*c["trigger"]), c["type"]) for c in passage["claims"]]
    rows, seen = [], Counter[str]()
    for index, (sentence, around) in enumerate(zip(survey.sentences, survey.around, strict=True)):
        candidates = propose_candidates(text, sentence.span, lexicon)
        taken: set[int] = set()
        for position, c in enumerate(candidates):
            hit = next((i for i, (span, _) in enumerate(gold) if i not in taken and span.overlaps(c.span)), None)
            if hit is not None:
                taken.add(hit)
            rows.append((
                features_of_accept(text, sentence.span, index, candidates, position, seen, around),
                hit is not None,
                features_of_type(text, sentence.span, c),
                gold[hit][1] if hit is not None else None,
            ))  # fmt: skip
        seen.update(c.readings[0].type for c in candidates)
    return rows


def fit(rows: list[list[str]], y: np.ndarray, c: float) -> tuple[DictVectorizer, LogisticRegression]:
    counts: dict[str, int] = {}
    for row in rows:
        for f in set(row):
            counts[f] = counts.get(f, 0) + 1
    vectoriser = DictVectorizer(dtype=np.float32)
    x = vectoriser.fit_transform([{f: 1.0 for f in row if counts[f] >= MIN_COUNT} for row in rows])
    model = LogisticRegression(C=c, max_iter=2000, solver="lbfgs").fit(x, y)
    return vectoriser, model


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry-run", action="store_true", help="report the cross-validation only")
    parser.add_argument("--c", type=float, default=C_ACCEPT)
    args = parser.parse_args()
    lexicon, reader = load_triggers(), Reader.load()
    documents, digest = load_passages("train")
    rows, folds, n_gold = [], [], 0
    for d in documents:
        mine = rows_of(d, reader, lexicon)
        rows += mine
        folds += [int(hashlib.sha256(article_key(d["doc"]).encode()).hexdigest(), 16) % FOLDS] * len(mine)
        n_gold += len(d["claims"])
    x, y = [r[0] for r in rows], np.array([r[1] for r in rows])
    fold = np.array(folds)
    scores = np.zeros(len(rows))
    for k in range(FOLDS):
        inside = [i for i in range(len(rows)) if fold[i] != k]
        vectoriser, model = fit([x[i] for i in inside], y[inside], args.c)
        outside = [i for i in range(len(rows)) if fold[i] == k]
        scores[outside] = model.predict_proba(vectoriser.transform([dict.fromkeys(x[i], 1.0) for i in outside]))[:, 1]
    best = max((f1_at(scores, y, t, n_gold), t) for t in np.arange(0.2, 0.7, 0.02))
    typed = [(r[2], r[3]) for r in rows if r[3]]
    tf = [f for r, f in zip(rows, folds, strict=True) if r[3]]
    right = 0
    for k in range(FOLDS):
        v, m = fit(
            [t[0] for t, f in zip(typed, tf, strict=True) if f != k],
            np.array([t[1] for t, f in zip(typed, tf, strict=True) if f != k]),
            C_TYPE,
        )
        test = [t for t, f in zip(typed, tf, strict=True) if f == k]
        logp = m.predict_log_proba(v.transform([dict.fromkeys(t[0], 1.0) for t in test]))
        for t, lp in zip(test, logp, strict=True):
            allowed = {f[2:].removesuffix(":w") for f in t[0] if f.startswith("r:")}
            ranked = [(p, c) for p, c in zip(lp, m.classes_, strict=True) if c in allowed] or [(0, "other")]
            right += max(ranked)[1] == t[1]
    print(
        f"candidates {len(rows)}, on gold {int(y.sum())} of {n_gold}; cross-validated trigger F1 {best[0]:.3f} at {best[1]:.2f}; "
        f"type {right / len(typed):.3f}"
    )
    if args.dry_run:
        return 0
    vectoriser, model = fit(x, y, args.c)
    tv, tm = fit([t[0] for t in typed], np.array([t[1] for t in typed]), C_TYPE)
    accept = {n: round(float(w), 3) for n, w in zip(vectoriser.get_feature_names_out(), model.coef_[0], strict=True)}
    types = {
        f"{c}|{n}": round(float(w), 2)
        for c, ws in zip(tm.classes_, tm.coef_, strict=True)
        for n, w in zip(tv.get_feature_names_out(), ws, strict=True)
    }
    weights = {
        "made_by": "python -m training.triggers",
        "trained_on": digest,
        "accept_bias": round(float(model.intercept_[0]), 3),
        "accept": {n: w for n, w in accept.items() if abs(w) >= 0.02},
        "type": {n: w for n, w in types.items() if abs(w) >= 0.1},
    }
    OUT.write_text(json.dumps(weights, ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8")
    return 0


def f1_at(scores: np.ndarray, y: np.ndarray, threshold: float, n_gold: int) -> float:
    taken = scores >= threshold
    tp = int((taken & y).sum())
    return 2 * tp / (int(taken.sum()) + n_gold)


if __name__ == "__main__":
    sys.exit(main())
