"""Scenes: the claims of one document that tell one happening, as one row.

In:  rows of `FEATURES`, whole documents.   Out: `find_scenes`: the scene of each claim; `merge_scenes`: one row of `SCENES` a scene.

A scene is named by its least claim. It has the narrowest days and the most exact place that its claims tell, and all of their actors,
figures and words.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import numpy as np

from ascribe.engine.steps import Columns, Table
from ascribe.reconcile.clusters import WITHIN, cluster
from ascribe.reconcile.constraints import Constraints, vetoes
from ascribe.reconcile.trees import PairModel, load_model
from ascribe.reconcile.within import WITHIN_COMPARISONS, compare_within, within_pairs

__all__ = ["SCENED", "SCENES", "find_scenes", "merge_scenes", "runs"]

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
    claims: list[str] = []
    documents: list[str] = []
    scenes: list[str] = []
    for start, end in runs(rows["document"]):
        of_document = {name: column[start:end] for name, column in rows.items()}
        names = of_document["claim"].tolist()
        probability = np.round(model.trees.probability(compare_within(of_document, model.affinity)), 6).tolist()
        links = {
            (min(names[i], names[j]), max(names[i], names[j])): p
            for i, j, p in zip(*within_pairs(of_document), probability, strict=True)
        }
        apart = {*vetoes(of_document), *constraints.pairs_apart(names)}
        for group in cluster(names, links, together=constraints.together, apart=apart, threshold=WITHIN):
            claims += group
            scenes += [group[0]] * len(group)
            documents += [of_document["document"][0]] * len(group)
    return {name: np.array(values, dtype=object) for name, values in zip(SCENED.columns, (claims, documents, scenes), strict=True)}


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
