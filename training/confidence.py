"""Fits the calibration of `reading_confidence` on the development passages.

In:  `$ASCRIBE_DATA/claims`, the split, the reader as it stands.   Out: `src/ascribe/lexicon/confidence.json`.

    python -m training.confidence

Dev and not train, because the trigger weights know the train passages and are too sure of themselves there. The
calibration error printed is by five-fold cross-validation over articles.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
import numpy as np
from sklearn.linear_model import LogisticRegression

from ascribe.read import assemble
from ascribe.read.confidence import confidence_features
from ascribe.read.reader import Reader
from evaluation.scorers.claims import GoldDocument, assign, checks, code_gold, code_record
from evaluation.split import article_key
from training.data import document_of, load_passages

OUT = Path(__file__).parents[1] / "src/ascribe/lexicon/confidence.json"
FOLDS = 5


def main() -> int:
    reader = Reader.load()
    passages, digest = load_passages("dev")
    rows: list[dict[str, float]] = []
    right: list[bool] = []
    folds: list[int] = []

    def record(*args: Any, **kwargs: Any) -> float:
        """Stands in for `reading_confidence`, to keep its inputs in the order of the claims."""
        seen.append(confidence_features(*args, **kwargs))
        return 0.5

    for passage in passages:
        seen: list[dict[str, float]] = []
        gold = msgspec.convert(passage, GoldDocument, strict=False)
        with patch.object(assemble, "reading_confidence", record):
            read = reader.read(document_of(passage))
        coded_gold = [code_gold(c) for c in gold.claims]
        coded = code_record(msgspec.to_builtins(read), gold.text)
        core = {j: checks(coded_gold[i], coded[j])["core"] for i, j in assign(coded_gold, coded)}
        fold = int(hashlib.sha256(article_key(passage["doc"]).encode()).hexdigest(), 16) % FOLDS
        rows += seen
        right += [core.get(j, False) for j in range(len(coded))]
        folds += [fold] * len(coded)
    names = sorted(rows[0])
    x, y, fold_of = np.array([[r[n] for n in names] for r in rows]), np.array(right), np.array(folds)
    p = np.zeros(len(y))
    for k in range(FOLDS):
        model = LogisticRegression(C=1.0).fit(x[fold_of != k], y[fold_of != k])
        p[fold_of == k] = model.predict_proba(x[fold_of == k])[:, 1]
    bins = np.minimum(9, (p * 10).astype(int))
    error = sum(abs(y[bins == b].sum() - p[bins == b].sum()) for b in range(10)) / len(y)
    for b in range(10):
        if (bins == b).any():
            print(f"{b / 10:.1f}  n {int((bins == b).sum()):>4}  said {p[bins == b].mean():.2f}  right {y[bins == b].mean():.2f}")
    print(f"claims {len(y)}, core right {y.mean():.3f}, cross-validated calibration error {error:.3f}")
    model = LogisticRegression(C=1.0).fit(x, y)
    weights = {"bias": round(float(model.intercept_[0]), 3)} | {n: round(float(w), 3) for n, w in zip(names, model.coef_[0], strict=True)}
    content = {"made_by": "python -m training.confidence", "fitted_on": digest, "weights": weights}
    OUT.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
