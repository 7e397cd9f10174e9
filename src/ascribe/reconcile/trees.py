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
#: Pairs that go through the trees side by side, so few that they stay in the processor's cache.
ROWS = 4096


class Trees:
    """A sum of regression trees over comparisons, and the line that makes its sum a calibrated probability."""

    def __init__(self, base: float, trees: Iterable[dict[str, list[Any]]], slope: float = 1.0, intercept: float = 0.0) -> None:
        self._base, self._slope, self._intercept = base, slope, intercept
        self._trees = [_branch(t, 0) for t in trees]

    def total(self, comparisons: Numbers) -> Numbers:
        """The sum of the trees, in log-odds before calibration; shape (pairs,)."""
        total = np.full(len(comparisons), self._base)
        for start in range(0, len(comparisons), ROWS):
            columns = np.ascontiguousarray(comparisons[start : start + ROWS].T)
            unknown = np.isnan(columns)
            for tree in self._trees:
                total[start : start + ROWS] += _values(tree, columns, unknown)
        return total

    def probability(self, comparisons: Numbers) -> Numbers:
        """Calibrated probabilities; shape (pairs,)."""
        odds: Numbers = self._slope * self.total(comparisons) + self._intercept
        return np.asarray(1 / (1 + np.exp(-odds)))


class _Branch(NamedTuple):
    """A node that asks whether a comparison is at most `threshold`; a branch that is a number is a leaf."""

    comparison: int
    threshold: float
    missing_left: bool
    left: _Branch | float
    right: _Branch | float


def _branch(tree: Mapping[str, list[Any]], node: int) -> _Branch | float:
    """A tree from one of its nodes on."""
    if tree["comparison"][node] < 0:
        return float(tree["value"][node])
    left, right = (_branch(tree, tree[side][node]) for side in ("left", "right"))
    return _Branch(tree["comparison"][node], tree["threshold"][node], bool(tree["missing_left"][node]), left, right)


def _values(branch: _Branch | float, columns: Numbers, unknown: npt.NDArray[np.bool_]) -> Numbers | float:
    """The value of the leaf that each pair comes to: whole columns at once are faster than only those that come this way."""
    if isinstance(branch, float):
        return branch
    goes_left = columns[branch.comparison] <= branch.threshold  # never where it is not known
    if branch.missing_left:
        goes_left |= unknown[branch.comparison]
    return np.where(goes_left, _values(branch.left, columns, unknown), _values(branch.right, columns, unknown))


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
