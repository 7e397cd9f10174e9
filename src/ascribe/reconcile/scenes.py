"""Scenes: the claims of one document that tell one happening, as one row.

In:  rows of `FEATURES`, whole documents.   Out: `find_scenes`: the scene of each claim; `merge_scenes`: one row of `SCENES` a scene.

A scene is named by its least claim. It has the narrowest days and the most exact place that its claims tell, and all of their actors,
figures and words.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any, Final

import numpy as np

from ascribe.engine.steps import Columns, Table
from ascribe.reconcile.clusters import WITHIN, cluster
from ascribe.reconcile.constraints import Constraints, Decided, vetoes
from ascribe.reconcile.standing import standing
from ascribe.reconcile.trees import Numbers, PairModel, load_model
from ascribe.reconcile.within import WITHIN_COMPARISONS, compare_within, within_pairs

__all__ = ["SCENED", "SCENES", "find_scenes", "merge_scenes", "runs"]

#: Pairs compared at a time, beyond which no further document is taken in.
PAIRS: Final = 20_000

SCENED: Final = Table("scened", {"claim": "text", "document": "text", "scene": "text"})
SCENES: Final = Table(
    "scenes",
    {
        "scene": "text", "document": "text", "claims": "integer", "day": "number", "types": "text", "family": "text", "actual": "flag",
        "background": "flag", "series": "flag", "start": "number", "end": "number", "stated": "flag", "exact_day": "flag", "lat": "number",
        "lon": "number", "radius": "number", "precision": "number", "places": "text", "country": "text", "admin1": "text",
        "initiators": "text", "targets": "text", "figures": "text", "victims": "text", "names": "text", "triggers": "text",
        "words": "text", "document_words": "text",
    },
)  # fmt: skip


def find_scenes(rows: Columns, *, constraints: Constraints, model: PairModel | None = None) -> Columns:
    """The scene of each claim. `rows` are those of whole documents, sorted by document."""
    model = model or load_model("within", tuple(WITHIN_COMPARISONS))
    decided = Decided(constraints)
    claims: list[str] = []
    documents: list[str] = []
    scenes: list[str] = []
    for of_document, links in _linked(rows, model):
        names = of_document["claim"].tolist()
        held = decided.among(names)
        for group in cluster(names, links, together=held.together, apart=held.apart, vetoed=vetoes(of_document), threshold=WITHIN):
            claims += group
            scenes += [group[0]] * len(group)
            documents += [of_document["document"][0]] * len(group)
    return {name: np.array(values, dtype=object) for name, values in zip(SCENED.columns, (claims, documents, scenes), strict=True)}


def _linked(rows: Columns, model: PairModel) -> Iterator[tuple[Columns, dict[tuple[str, str], float]]]:
    """The rows of each document with the probabilities of its pairs, which are compared for many documents at a time."""
    waiting: list[Columns] = []
    firsts: list[list[int]] = []
    seconds: list[list[int]] = []
    stands: list[Numbers] = []
    n = 0
    compared = {name: column for name, column in rows.items() if name not in ("member", "flags", "told")}
    for start, end in runs(rows["document"]):
        of_document = {name: column[start:end] for name, column in compared.items()}
        first, second = within_pairs(of_document)
        waiting.append(of_document)
        firsts.append([start + i for i in first])
        seconds.append([start + i for i in second])
        stands.append(standing(of_document, first, second))
        n += len(first)
        if n >= PAIRS or end == len(rows["document"]):
            a = {name: column[np.concatenate(firsts).astype(np.int64)] for name, column in compared.items()}
            b = {name: column[np.concatenate(seconds).astype(np.int64)] for name, column in compared.items()}
            probability = np.round(model.trees.probability(compare_within(a, b, np.concatenate(stands), model.affinity)), 6).tolist()
            scored = zip(a["claim"].tolist(), b["claim"].tolist(), probability, strict=True)
            for document, pairs in zip(waiting, firsts, strict=True):
                yield document, {(min(x, y), max(x, y)): p for x, y, p in islice(scored, len(pairs))}
            waiting, firsts, seconds, stands, n = [], [], [], [], 0


def merge_scenes(rows: Columns) -> Columns:
    """One row a scene; `rows` are those of `FEATURES` with the column `scene`, whole scenes, sorted by scene."""
    merged = [_merged({name: column[start:end] for name, column in rows.items()}) for start, end in runs(rows["scene"])]
    types = {"text": object, "integer": np.int64, "number": np.float64, "flag": np.bool_}
    return {name: np.array([row[name] for row in merged], dtype=types[kind]) for name, kind in SCENES.columns.items()}


def runs(column: Any) -> list[tuple[int, int]]:
    """Where each run of equal values begins and ends."""
    if not len(column):
        return []
    return list(pairwise([0, *(np.flatnonzero(column[1:] != column[:-1]) + 1).tolist(), len(column)]))


def _merged(rows: Columns) -> dict[str, Any]:
    n = len(rows["claim"])
    unknown = np.isnan(rows["start"])
    when = min(
        range(n), key=lambda i: (unknown[i], not rows["stated"][i], 0 if unknown[i] else rows["end"][i] - rows["start"][i], rows["n"][i])
    )
    nowhere = np.isnan(rows["precision"])
    where = min(range(n), key=lambda i: (np.isnan(rows["lat"][i]), 9 if nowhere[i] else rows["precision"][i], rows["n"][i]))
    families = [f for f in ("force", "civil", "speech") if f in rows["family"]]
    return {
        "scene": rows["scene"][0],
        "document": rows["document"][0],
        "claims": n,
        "day": rows["day"][0],
        "types": _joined("|", (rows["type"][i] for i in range(n))),
        "family": families[0],
        "actual": bool(rows["actual"].any()),
        "background": bool(rows["background"].all()),
        "series": bool(rows["series"].any()),
        **{name: rows[name][when] for name in ("start", "end", "stated", "exact_day")},
        **{name: rows[name][where] for name in ("lat", "lon", "radius", "precision", "country", "admin1")},
        "places": _joined("|", (p for p in rows["place"] if p)),
        **{name: _joined("|", (part for joined in rows[name] for part in joined.split("|"))) for name in ("initiators", "targets")},
        **{name: _joined("|", (part for joined in rows[name] for part in joined.split("|"))) for name in ("figures", "victims")},
        "names": _joined(" ", (word for words in rows["names"] for word in words.split())),
        "triggers": _joined(" ", (word for words in rows["trigger"] for word in words.split())),
        "words": _joined(" ", (word for words in rows["words"] for word in words.split())),
        "document_words": rows["document_words"][0],
    }


def _joined(by: str, items: Any) -> str:
    return by.join(sorted({item for item in items if item}))
