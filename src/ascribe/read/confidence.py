"""How far a claim's reading may be trusted: a calibrated probability.

In:  what the reading steps left behind of a claim.   Out: the chance that a careful reader codes its core the same.

A logistic model of six numbers, fitted by `training/confidence.py` on the development passages; its calibration error
stands in `docs/evaluation.md`. It says nothing about the world.
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files

from ascribe.domain.attribution import SourceKind
from ascribe.domain.claim import Status

__all__ = ["confidence_features", "reading_confidence"]


def reading_confidence(score: float, source_kind: SourceKind, status: Status, n_quantities: int, *, carried: bool) -> float | None:
    """A probability rounded to three decimals, so that it is the same on every machine."""
    weights = _weights()
    features = confidence_features(score, source_kind, status, n_quantities, carried=carried)
    logit = weights["bias"] + sum(weights[name] * value for name, value in features.items())
    return round(1 / (1 + math.exp(-logit)), 3)


def confidence_features(score: float, source_kind: SourceKind, status: Status, n_quantities: int, *, carried: bool) -> dict[str, float]:
    """The model's inputs by name."""
    clipped = min(max(score, 0.01), 0.99)
    return {
        "trigger": math.log(clipped / (1 - clipped)),
        "outlet": float(source_kind == "outlet"),
        "unnamed": float(source_kind == "unnamed"),
        "carried": float(carried),
        "not_asserted": float(status != "asserted"),
        "figures": float(min(n_quantities, 3)),
    }


@cache
def _weights() -> dict[str, float]:
    data: dict[str, dict[str, float]] = json.loads(files("ascribe.lexicon").joinpath("confidence.json").read_text("utf-8"))
    return data["weights"]
