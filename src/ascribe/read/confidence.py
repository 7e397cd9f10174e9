"""How far a claim's reading may be trusted: a calibrated probability.

In:  what the reading steps left behind of a claim.   Out: the chance that a careful reader codes its core the same.

A logistic model of eight numbers, fitted by `training/confidence.py` on the development passages; its calibration error
stands in `docs/model.md`. It says nothing about the world.
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ascribe.domain.attribution import SourceKind
from ascribe.domain.claim import Status
from ascribe.errors import ResourceMissing

__all__ = ["Certainties", "confidence_features", "reading_confidence"]


class Certainties(NamedTuple):
    """How sure the model is of a claim's parts: that its trigger is one, of its source (or of none), of its status."""

    trigger: float
    source: float
    status: float


def reading_confidence(sure: Certainties, source_kind: SourceKind, status: Status, n_quantities: int, *, carried: bool) -> float:
    """A probability rounded to three decimals, so that it is the same on every machine."""
    weights = _weights()
    features = confidence_features(sure, source_kind, status, n_quantities, carried=carried)
    logit = weights["bias"] + sum(weights[name] * value for name, value in features.items())
    return round(1 / (1 + math.exp(-logit)), 3)


def confidence_features(
    sure: Certainties, source_kind: SourceKind, status: Status, n_quantities: int, *, carried: bool
) -> dict[str, float]:
    """The inputs of the logistic model by name."""
    return {
        **{part: math.log(p / (1 - p)) for part, value in sure._asdict().items() for p in [min(max(value, 0.01), 0.99)]},
        "outlet": float(source_kind == "outlet"),
        "unnamed": float(source_kind == "unnamed"),
        "carried": float(carried),
        "not_asserted": float(status != "asserted"),
        "figures": float(min(n_quantities, 3)),
    }


@cache
def _weights() -> dict[str, float]:
    data: dict[str, dict[str, float]] = json.loads(files("ascribe.lexicon").joinpath("confidence.json").read_text("utf-8"))
    known = confidence_features(Certainties(0.5, 0.5, 0.5), "outlet", "asserted", 0, carried=False)
    if set(data["weights"]) != {"bias", *known}:
        raise ResourceMissing("confidence", why="its weights are for other inputs than the reader gives", fix="run `make train`")
    return data["weights"]
