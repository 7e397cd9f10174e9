"""Weights of the evidence by which a place is chosen among those that share a name.

In:  `place_weights.json` beside this module, made by `python -m training.places`.   Out: one typed value, loaded once.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec

__all__ = ["PlaceWeights", "load_place_weights"]


class PlaceWeights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`weights` by feature name; a candidate's probability is the softmax of its weighted evidence among those of its name. `margin` is
    the least by which the best must lead another place, in probability. `data` are the digests of what they were fitted on."""

    weights: dict[str, float]
    margin: float
    data: dict[str, str]
    n: int


@cache
def load_place_weights() -> PlaceWeights:
    """The shipped weights."""
    return msgspec.json.decode(resources.files("ascribe.lexicon").joinpath("place_weights.json").read_bytes(), type=PlaceWeights)
