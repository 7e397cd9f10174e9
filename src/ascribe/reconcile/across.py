"""How likely two scenes of two documents tell the same happening.

In:  pairs of rows of `SCENES`.   Out: `compare_across`: one column a comparison, in the order of `ACROSS_COMPARISONS`.

Between reports the facts decide: days, ground, hands, figures, rare words. One report tells the assault and the retreat where
another tells the dead, so scenes are compared as wholes, not claim by claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from ascribe.engine.steps import Columns
from ascribe.reconcile.overlaps import KINDS, figures_compared, hands_compared, km_apart, parts, words_shared
from ascribe.reconcile.trees import Affinity, Numbers

__all__ = ["ACROSS_COMPARISONS", "compare_across"]

ACROSS_COMPARISONS: Final = {
    "same_types": "share of the fewer event types that both have",
    "affinity": "the largest affinity of a type of the one with a type of the other, in log-odds",
    "fights": "of the two, how many tell attacks and battles",
    "harms": "of the two, how many tell deaths, wounds, damage",
    "takings": "of the two, how many take people or arms",
    "ground": "of the two, how many are about ground",
    "speech": "of the two, how many are acts of speech",
    "days_apart": "days between the two intervals, 0 where they overlap",
    "days_shared": "days that both have, over days that either has",
    "days_wide": "days of the wider interval",
    "stated": "of the two, how many tell their time in words",
    "reports_apart": "days between the publications",
    "km_apart": "kilometres between the places, beyond their radii",
    "same_place": "1 where a place is an entry of the gazetteer or a name of both",
    "precision": "the coarser place's precision, 1 exact to 7",
    "shared_actors": "share of the fewer actors that both name",
    "same_hands": "1 where an actor has the same part in both, -1 where only exchanged parts",
    "shared_names": "summed rarity of the words that both have in the names of their participants",
    "figure_agrees": "logarithm of the largest figure that both give, 0 where none",
    "figure_excludes": "1 where figures of one role exclude each other",
    "shared_triggers": "summed rarity of the words that name events in both",
    "shared_words": "share of the rarity of the words around the triggers that both have",
    "rare_words": "summed rarity of those shared words",
    "documents_share": "share of the documents' rarest words that both have",
    "ahead": "of the two, how many are threatened, planned or demanded",
    "background": "of the two, how many are told as background",
    "claims": "claims of the shorter scene",
}


def compare_across(a: Columns, b: Columns, affinity: Affinity) -> Numbers:
    """The comparisons of each pair, shape (pairs, len(ACROSS_COMPARISONS)); the same for (a, b) and (b, a)."""
    n = len(a["scene"])
    if not n:
        return np.empty((0, len(ACROSS_COMPARISONS)))
    types = [(parts(x), parts(y)) for x, y in _both(a, b, "types")]
    hands = np.array([hands_compared(*four) for four in zip(a["initiators"], a["targets"], b["initiators"], b["targets"], strict=True)])
    figures = np.array([figures_compared(x, y) for x, y in _both(a, b, "figures")])
    words = np.array([words_shared(x, y) for x, y in _both(a, b, "words")])
    shared_days = np.minimum(a["end"], b["end"]) - np.maximum(a["start"], b["start"]) + 1
    all_days = np.maximum(a["end"], b["end"]) - np.minimum(a["start"], b["start"]) + 1
    columns: dict[str, npt.NDArray[np.float64]] = {
        "same_types": np.array([len(x & y) / min(len(x), len(y)) for x, y in types]),
        "affinity": np.array([max(affinity.of(t, u) for t in x for u in y) for x, y in types]),
        **{kind: np.array([float(bool(x & of)) + float(bool(y & of)) for x, y in types]) for kind, of in KINDS.items()},
        "days_apart": np.maximum(0.0, np.maximum(a["start"] - b["end"], b["start"] - a["end"])),
        "days_shared": np.maximum(0.0, shared_days) / all_days,
        "days_wide": np.maximum(a["end"] - a["start"], b["end"] - b["start"]),
        "stated": a["stated"].astype(float) + b["stated"].astype(float),
        "reports_apart": np.abs(a["day"] - b["day"]),
        "km_apart": km_apart(a, b),
        "same_place": np.array([float(bool(parts(x) & parts(y))) if x and y else np.nan for x, y in _both(a, b, "places")]),
        "precision": np.maximum(a["precision"], b["precision"]),
        "shared_actors": hands[:, 0],
        "same_hands": hands[:, 1],
        "shared_names": np.array([words_shared(x, y)[1] for x, y in _both(a, b, "names")]),
        "figure_agrees": figures[:, 0],
        "figure_excludes": figures[:, 1],
        "shared_triggers": np.array([words_shared(x, y)[1] for x, y in _both(a, b, "triggers")]),
        "shared_words": words[:, 0],
        "rare_words": words[:, 1],
        "documents_share": np.array([words_shared(x, y)[0] for x, y in _both(a, b, "document_words")]),
        "ahead": 2.0 - a["actual"].astype(float) - b["actual"].astype(float),
        "background": a["background"].astype(float) + b["background"].astype(float),
        "claims": np.minimum(a["claims"], b["claims"]).astype(float),
    }
    return np.column_stack([columns[name] for name in ACROSS_COMPARISONS])


def _both(a: Columns, b: Columns, name: str) -> Iterator[tuple[str, str]]:
    return zip(a[name].tolist(), b[name].tolist(), strict=True)
