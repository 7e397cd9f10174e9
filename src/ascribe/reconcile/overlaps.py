"""How much two claims share: words by their rarity, figures, actors, ground.

In:  columns of `FEATURES` or `SCENES`.   Out: numbers, the same for (a, b) and (b, a).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from ascribe.engine.steps import Columns
from ascribe.lexicon.rarity import load_rarity
from ascribe.reconcile.trees import Numbers

__all__ = ["KINDS", "figures_compared", "hands_compared", "km_apart", "parts", "words_shared"]

#: Event types by what they are about; "displacement", "restriction", "protest", "aid" and "other" are about none of these.
KINDS: Final = {
    "fights": frozenset(("attack", "clash", "shelling", "airstrike", "bombing")),
    "harms": frozenset(("killing", "injury", "destruction", "abuse", "sexual_violence")),
    "takings": frozenset(("detention", "abduction", "surrender", "weapons")),
    "ground": frozenset(("seizure", "siege", "movement", "withdrawal")),
    "speech": frozenset(("talks", "agreement", "appeal", "refusal", "threat")),
}
_EARTH_KM: Final = 6371.0088


@lru_cache(maxsize=16384)
def parts(joined: str) -> frozenset[str]:
    """The items of a column that joins several by "|".

    >>> sorted(parts("a|b|a"))
    ['a', 'b']
    """
    return frozenset(part for part in joined.split("|") if part)


def words_shared(a: str, b: str) -> tuple[float, float]:
    """The share of the summed rarity that both have, of the poorer; and the summed rarity of what they share."""
    (one, all_one), (two, all_two) = _weighed(a), _weighed(b)
    least = min(all_one, all_two)
    shared = sum(sorted(map(one.__getitem__, one.keys() & two.keys())))
    return (shared / least if least else 0.0), shared


def hands_compared(initiators: str, targets: str, others: str, other_targets: str) -> tuple[float, float]:
    """The share of the fewer actors that both name (NaN where one names none); and 1 where one stands in the same part in both, -1
    where only in exchanged parts, else 0."""
    one, two, three, four = parts(initiators), parts(targets), parts(others), parts(other_targets)
    mine, theirs = one | two, three | four
    if not mine or not theirs:
        return float("nan"), 0.0
    straight, crossed = bool(one & three or two & four), bool(one & four or two & three)
    return len(mine & theirs) / min(len(mine), len(theirs)), 1.0 if straight else -1.0 if crossed else 0.0


def figures_compared(a: str, b: str) -> tuple[float, float]:
    """The logarithm of the largest figure that both give for one role (0: none), and 1 where figures of a role exclude each other."""
    agrees, excludes = 0.0, 0.0
    if a and b:
        for role, number, low, high in _ranges(a):
            for other_role, other_number, other_low, other_high in _ranges(b):
                if role != other_role:
                    continue
                if low > other_high or other_low > high:
                    excludes = 1.0
                elif number == other_number:
                    agrees = max(agrees, float(np.log1p(number)))
    return agrees, excludes


def km_apart(a: Columns, b: Columns) -> Numbers:
    """Great-circle distance less both radii, at least 0; NaN where either has no coordinates."""
    phi_a, phi_b = np.radians(a["lat"].astype(float)), np.radians(b["lat"].astype(float))
    delta = np.radians(b["lon"].astype(float) - a["lon"].astype(float))
    h = np.sin((phi_b - phi_a) / 2) ** 2 + np.cos(phi_a) * np.cos(phi_b) * np.sin(delta / 2) ** 2
    apart = 2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(h, 0, 1)))
    return np.asarray(np.maximum(0.0, apart - np.nan_to_num(a["radius"].astype(float)) - np.nan_to_num(b["radius"].astype(float))))


@lru_cache(maxsize=1 << 15)
def _weighed(words: str) -> tuple[dict[str, float], float]:
    """Each word with its rarity, and the sum of them."""
    rarity = load_rarity()
    weights = {word: rarity.of(word) for word in words.split()}
    return weights, sum(weights.values())


@lru_cache(maxsize=16384)
def _ranges(figures: str) -> tuple[tuple[str, float, float, float], ...]:
    """Role, number (0 for a vague one), low and high as they are compared: "about" allows ten percent, strict bounds count at theirs."""
    ranges = []
    for figure in figures.split("|"):
        role, low_words, high_words, qualifier = figure.split(":")
        low, high = float(low_words or 0), float(high_words or "inf")
        match qualifier:
            case "about":
                low, high = low * 0.9, high * 1.1
            case "at_least":
                low = low - 1
            case "at_most":
                high = high + 1
        ranges.append((role, 0.0 if qualifier == "vague" else float(low_words or high_words), low, high))
    return tuple(ranges)
