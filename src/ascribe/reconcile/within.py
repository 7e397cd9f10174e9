"""How likely two claims of one document tell the same happening.

In:  rows of `FEATURES`.   Out: `within_pairs`: the pairs of a document that are compared; `compare_within`: one column a comparison, in the
order of `WITHIN_COMPARISONS`.

Inside a report words decide: how near the two stand, whether one date, place or participant serves both, whether the second sentence goes
on to something else ("elsewhere", "another") or comes back to what was told ("the attack").
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from ascribe.engine.steps import Columns
from ascribe.reconcile.overlaps import KINDS, figures_compared, hands_compared, km_apart, parts, words_shared
from ascribe.reconcile.standing import STANDING
from ascribe.reconcile.trees import Affinity, Numbers

__all__ = ["WINDOW", "WITHIN_COMPARISONS", "compare_within", "within_pairs"]

#: Claims further apart in their document than so many others are not compared.
WINDOW: Final = 60

#: Comparison → what it says; NaN where one of the two does not tell.
WITHIN_COMPARISONS: Final = {
    "apart": "thousands of code points between the triggers",
    "sentences_apart": "sentences between the triggers",
    "claims_apart": "claims between the two",
    "paragraphs_apart": "paragraphs between the two",
    "same_trigger": "1 where the triggers overlap",
    "one_clause": "1 where the words that state the two overlap",
    "separate": "1 where the later sentence says another, elsewhere, earlier",
    "definite": "1 where the later event is named as one told before (\"the attack\")",
    "one_time": "1 where the same words date both, -1 where each has words of its own, 0 otherwise",
    "one_place": "the same of the words that place them",
    "one_mention": "1 where the same words name a participant of both",
    "same_word": "1 where the same word names both",
    "same_type": "1 for one event type",
    "affinity": "how often the two types tell one happening, in log-odds",
    "fights": "of the two, how many are attacks and battles",
    "harms": "of the two, how many are deaths, wounds, damage",
    "takings": "of the two, how many take people or arms",
    "ground": "of the two, how many are about ground",
    "speech": "of the two, how many are acts of speech",
    "days_apart": "days between the two intervals, 0 where they overlap",
    "days_shared": "days that both have, over days that either has",
    "days_wide": "days of the wider interval",
    "stated": "of the two, how many tell their time in words",
    "km_apart": "kilometres between the places, beyond their radii",
    "same_place": "1 for one entry of the gazetteer or one name",
    "precision": "the coarser place's precision, 1 exact to 7",
    "shared_actors": "share of the fewer actors that both name",
    "same_hands": "1 where an actor has the same part in both, -1 where only exchanged parts",
    "shared_names": "summed rarity of the words that both have in the names of their participants",
    "same_source": "1 where one source speaks",
    "figure_agrees": "logarithm of the largest figure that both give, 0 where none",
    "figure_excludes": "1 where figures of one role exclude each other",
    "shared_words": "share of the rarity of the words around the triggers that both have",
    "rare_words": "summed rarity of those shared words",
    "ahead": "of the two, how many are threatened, planned or demanded",
    "background": "of the two, how many are told as background",
    **STANDING,
}  # fmt: skip


def within_pairs(rows: Columns) -> tuple[list[int], list[int]]:
    """The places in `rows`, of one document, of the pairs of claims that are compared: at most `WINDOW` apart, in text order."""
    n = len(rows["claim"])
    pairs = [(i, j) for i in range(n) for j in range(i + 1, min(n, i + WINDOW + 1))]
    return [i for i, _ in pairs], [j for _, j in pairs]


def compare_within(a: Columns, b: Columns, stands: Numbers, affinity: Affinity) -> Numbers:
    """The comparisons of each pair, shape (pairs, len(WITHIN_COMPARISONS)); `stands` is what `standing` says of it."""
    n = len(a["claim"])
    if not n:
        return np.empty((0, len(WITHIN_COMPARISONS)))
    later = a["trigger_start"] <= b["trigger_start"]
    hands = np.array([hands_compared(*four) for four in zip(a["initiators"], a["targets"], b["initiators"], b["targets"], strict=True)])
    figures = np.array([figures_compared(x, y) for x, y in zip(a["figures"], b["figures"], strict=True)])
    words = np.array([words_shared(x, y) for x, y in zip(a["words"], b["words"], strict=True)])
    shared_days = np.minimum(a["end"], b["end"]) - np.maximum(a["start"], b["start"]) + 1
    all_days = np.maximum(a["end"], b["end"]) - np.minimum(a["start"], b["start"]) + 1
    columns: dict[str, npt.NDArray[np.float64]] = {
        "apart": np.abs(a["trigger_start"] - b["trigger_start"]) / 1000,
        "sentences_apart": np.abs(a["sentence"] - b["sentence"]).astype(float),
        "claims_apart": np.abs(a["n"] - b["n"]).astype(float),
        "paragraphs_apart": np.abs(a["paragraph"] - b["paragraph"]).astype(float),
        "same_trigger": _overlap(a, b, "trigger"),
        "one_clause": _overlap(a, b, "content"),
        "separate": np.where(later, b["separate"], a["separate"]).astype(float),
        "definite": np.where(later, b["definite"], a["definite"]).astype(float),
        "one_time": _one(a["time_at"], b["time_at"]),
        "one_place": _one(a["place_at"], b["place_at"]),
        "one_mention": np.array([float(bool(parts(x) & parts(y))) for x, y in zip(a["mentions"], b["mentions"], strict=True)]),
        "same_word": (a["trigger"] == b["trigger"]).astype(float),
        "same_type": (a["type"] == b["type"]).astype(float),
        "affinity": np.array([affinity.of(x, y) for x, y in zip(a["type"], b["type"], strict=True)]),
        **{kind: np.array([float((x in of) + (y in of)) for x, y in zip(a["type"], b["type"], strict=True)]) for kind, of in KINDS.items()},
        "days_apart": np.maximum(0.0, np.maximum(a["start"] - b["end"], b["start"] - a["end"])),
        "days_shared": np.maximum(0.0, shared_days) / all_days,
        "days_wide": np.maximum(a["end"] - a["start"], b["end"] - b["start"]),
        "stated": a["stated"].astype(float) + b["stated"].astype(float),
        "km_apart": km_apart(a, b),
        "same_place": np.array([np.nan if x is None or y is None else float(x == y) for x, y in zip(a["place"], b["place"], strict=True)]),
        "precision": np.maximum(a["precision"], b["precision"]),
        "shared_actors": hands[:, 0],
        "same_hands": hands[:, 1],
        "shared_names": np.array([words_shared(x, y)[1] for x, y in zip(a["names"], b["names"], strict=True)]),
        "same_source": (a["source"] == b["source"]).astype(float),
        "figure_agrees": figures[:, 0],
        "figure_excludes": figures[:, 1],
        "shared_words": words[:, 0],
        "rare_words": words[:, 1],
        "ahead": 2.0 - a["actual"].astype(float) - b["actual"].astype(float),
        "background": a["background"].astype(float) + b["background"].astype(float),
    }
    return np.column_stack([*(columns[name] for name in WITHIN_COMPARISONS if name not in STANDING), stands])


def _one(a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]) -> Numbers:
    """1 where both stand at one place in the text, -1 where each has its own, 0 where one has none."""
    told = (a >= 0) & (b >= 0)
    return np.where(told & (a == b), 1.0, np.where(told, -1.0, 0.0))


def _overlap(a: Columns, b: Columns, name: str) -> Numbers:
    start, end = f"{name}_start", f"{name}_end"
    return np.asarray((a[start] < b[end]) & (b[start] < a[end])).astype(float)
