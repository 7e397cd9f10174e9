"""Fits the weights by which a place is chosen among those that share a name.

In:  the halves of the geoparsing corpora that are not held apart (`evaluation.suites.geoparsing.is_held`) and the annotated passages of
the training side whose places have coordinates; the shipped gazetteer.
Out: `src/ascribe/lexicon/place_weights.json`, and the share of names chosen right within 161 km, five-fold.

Each name with candidates is one question. Right are the candidates within reach of the gold point: 161 km, or the radius that
the annotator gave. A linear score and a softmax over the candidates; the loss is the right ones' probability, with a small ridge.
Fitted twice, since distances are taken to the places of a first look: for the first fit that look goes by prominence alone, for the
second by the first fit. So the weights follow from the data alone.

    python -m training.places
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from ascribe.domain.span import Span
from ascribe.gazetteer import Gazetteer, load_gazetteer
from ascribe.lexicon import place_weights
from ascribe.lexicon.place_weights import PlaceWeights
from ascribe.read.ground.place_choice import Chooser
from ascribe.read.ground.place_evidence import FEATURES
from ascribe.read.ground.toponyms import toponyms_at
from ascribe.read.segment import segment_sentences
from evaluation.scorers.claims import kilometres
from evaluation.suites.geoparsing import FILES, NEAR_KM, NO_TOPONYMS, Toponym, gold_point, is_held
from training.data import load_passages

RIDGE, STEPS, RATE, FOLDS = 1e-3, 400, 0.1, 5
#: What the best place must lead by, in probability; set by judgement, not tuned.
MARGIN = 0.05
#: Passages of conflict are what the reader reads: each of their names counts so many times one of the corpora's.
CONFLICT = 2.0
Array = npt.NDArray[np.float64]


class Question(NamedTuple):
    """A name: the evidence of its candidates [candidates, features], which are right, what it counts, and its document."""

    rows: Array
    right: npt.NDArray[np.bool_]
    weight: float
    doc: str


def corpora() -> Iterator[tuple[str, str, list[tuple[Span, tuple[float, float], float]], float]]:
    """Documents: id, text, names with their gold point and how far off it is still right, and what a name counts."""
    for file in FILES:
        for line in gzip.decompress((Path(os.environ["ASCRIBE_DATA"]) / "geoparsing" / file).read_bytes()).splitlines():
            d = json.loads(line)
            if is_held(d["text"]):
                continue
            names = []
            for t in d["toponyms"]:
                point = gold_point(Toponym(t["start"], t["end"], t.get("lat"), t.get("lon"), t.get("geonameid")))
                if t.get("type") not in NO_TOPONYMS and point is not None and t["end"] <= len(d["text"]):
                    names.append((Span(t["start"], t["end"]), point, NEAR_KM))
            yield f"{file}-{d['id']}", d["text"], names, 1.0
    for p in load_passages("train")[0]:
        seen: dict[Span, tuple[tuple[float, float], float]] = {}
        for c in p["claims"]:
            if c.get("place") and c.get("lat") is not None:
                at = p["text"].find(c["place"])
                if at >= 0:
                    seen[Span(at, at + len(c["place"]))] = ((c["lat"], c["lon"]), max(30.0, float(c.get("radius_km") or 30.0)))
        yield p["doc"], p["text"], [(s, point, reach) for s, (point, reach) in sorted(seen.items())], CONFLICT


def questions(gazetteer: Gazetteer, weights: PlaceWeights) -> Iterator[Question]:
    """The names of all documents; `weights` choose the places of the first look, to which distances are taken in the second."""
    for doc, text, names, weight in corpora():
        sentences = segment_sentences(text)
        toponyms = sorted(toponyms_at(text, [n[0] for n in names], sentences, gazetteer), key=lambda t: t.span)
        gold = {span: (point, reach) for span, point, reach in names}
        chooser = Chooser(text, toponyms, weights=weights)
        for i, toponym in enumerate(toponyms):
            point, reach = gold[toponym.span]
            candidates, rows = chooser.evidence(i)
            right = [kilometres(c.lat, c.lon, *point) <= reach for c in candidates]
            if any(right) and not all(right):
                yield Question(np.array(rows), np.array(right), weight, doc)


def fit(data: Sequence[Question]) -> Array:
    """Weights that make the right candidates likely (Adam on all questions at once; the same data give the same weights)."""
    w = np.zeros(len(FEATURES))
    m, v = np.zeros_like(w), np.zeros_like(w)
    total = sum(q.weight for q in data)
    for step in range(1, STEPS + 1):
        gradient = RIDGE * w
        for q in data:
            p = _softmax(q.rows @ w)
            inside = p * q.right
            gradient += q.weight / total * (p - inside / max(inside.sum(), 1e-12)) @ q.rows
        m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
        w = w - RATE * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return w


def _softmax(scores: Array) -> Array:
    e = np.exp(scores - scores.max())
    out: Array = e / e.sum()
    return out


def accuracy(data: Sequence[Question], w: Array) -> float:
    return float(np.mean([q.right[int((q.rows @ w).argmax())] for q in data])) if data else 0.0


def main() -> None:
    with load_gazetteer() as gazetteer:
        first = fit(list(questions(gazetteer, weights_of(np.array([float(name == "prominence") for name in FEATURES]), 0, {}))))
        data = list(questions(gazetteer, weights_of(first, 0, {})))
    fold = [int(hashlib.sha256(q.doc.encode()).hexdigest(), 16) % FOLDS for q in data]
    scores = []
    for k in range(FOLDS):
        w = fit([q for q, f in zip(data, fold, strict=True) if f != k])
        scores.append(accuracy([q for q, f in zip(data, fold, strict=True) if f == k], w))
    w = fit(data)
    print(
        f"{len(data)} names with several places; chosen right, five-fold: {np.mean(scores):.3f} ({', '.join(f'{s:.3f}' for s in scores)})"
    )
    digest = hashlib.sha256(repr([(q.doc, q.rows.round(4).tolist(), q.right.tolist()) for q in data]).encode()).hexdigest()
    told = msgspec.to_builtins(weights_of(w, len(data), {"questions": f"sha256:{digest}"}))
    Path(place_weights.__file__).with_suffix(".json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print(json.dumps(told["weights"]))


def weights_of(w: Array, n: int, data: dict[str, str]) -> PlaceWeights:
    return PlaceWeights({name: round(float(x), 3) for name, x in zip(FEATURES, w, strict=True)}, MARGIN, data, n)


if __name__ == "__main__":
    main()
