"""The two small models of reconciliation: sums of regression trees, shipped as numbers.

In:  `pair_weights.json`, which `python -m training.pairs` fits.   Out: a `PairModel` for each kind of pair.

Gradient-boosted trees (Friedman 2001) with a line through their sum that makes it a probability (Platt 1999). A comparison that is not
known is NaN, and each node has learned which way that goes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from ascribe.errors import ResourceMissing

__all__ = ["WEIGHTS_FILE", "Affinity", "Numbers", "PairModel", "Trees", "load_model"]

WEIGHTS_FILE = Path(__file__).with_name("pair_weights.json")
Numbers = npt.NDArray[np.float64]


class Trees:
    """A sum of regression trees over comparisons, and the line that makes its sum a calibrated probability."""

    def __init__(self, base: float, trees: Iterable[dict[str, list[Any]]], slope: float = 1.0, intercept: float = 0.0) -> None:
        self._base, self._slope, self._intercept = base, slope, intercept
        self._trees = [
            (
                np.array(t["comparison"], dtype=np.int64), np.array(t["threshold"]), np.array(t["left"], dtype=np.int64),
                np.array(t["right"], dtype=np.int64), np.array(t["missing_left"], dtype=bool), np.array(t["value"]),
            )
            for t in trees
        ]  # fmt: skip

    def total(self, comparisons: Numbers) -> Numbers:
        """The sum of the trees, in log-odds before calibration; shape (pairs,)."""
        total = np.full(len(comparisons), self._base)
        rows = np.arange(len(comparisons))
        for comparison, threshold, left, right, missing_left, value in self._trees:
            node = np.zeros(len(comparisons), dtype=np.int64)
            while (inner := comparison[node] >= 0).any():
                x = comparisons[rows, np.maximum(comparison[node], 0)]
                goes_left = np.where(np.isnan(x), missing_left[node], x <= threshold[node])
                node = np.where(inner, np.where(goes_left, left[node], right[node]), node)
            total += value[node]
        return total

    def probability(self, comparisons: Numbers) -> Numbers:
        """Calibrated probabilities; shape (pairs,)."""
        odds: Numbers = self._slope * self.total(comparisons) + self._intercept
        return np.asarray(1 / (1 + np.exp(-odds)))


class Affinity:
    """How often two event types tell one happening, in log-odds: an attack and its dead often, talks and a clash hardly ever."""

    def __init__(self, base: float, pairs: Mapping[str, float]) -> None:
        self._base, self._pairs = base, pairs

    def of(self, one: str, other: str) -> float:
        """The log-odds of two types; those of any two where they were not seen together."""
        return self._pairs.get(f"{min(one, other)}|{max(one, other)}", self._base)


class PairModel(NamedTuple):
    """What scores pairs of one kind: the trees over their comparisons, and the affinity of types, which is one of these."""

    trees: Trees
    affinity: Affinity

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> PairModel:
        """The model of one part of `pair_weights.json`."""
        trees = Trees(data["base"], data["trees"], data["slope"], data["intercept"])
        return cls(trees, Affinity(data["affinity"]["base"], data["affinity"]["pairs"]))


@cache
def load_model(which: Literal["within", "across"], comparisons: tuple[str, ...]) -> PairModel:
    """One of the two shipped models; read once in a process. `ResourceMissing` where it is not there or of other comparisons."""
    try:
        data = json.loads(WEIGHTS_FILE.read_text("utf-8"))[which]
    except OSError as error:
        raise ResourceMissing(
            "pair weights", why=f"{WEIGHTS_FILE} cannot be read ({error.strerror})", fix="install Ascribe again"
        ) from error
    if data["comparisons"] != list(comparisons):
        raise ResourceMissing("pair weights", why="they were fitted on other comparisons", fix="run `python -m training.pairs`")
    return PairModel.of(data)
