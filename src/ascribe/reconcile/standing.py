"""Where in its report a pair of claims stands, and what stands between the two.

In:  the rows of `FEATURES` of one document, in text order.   Out: `standing`: one column a comparison, in the order of `STANDING`.

A bulletin that names one place tells one happening more often than a round-up of ten. What the first sentence tells comes back further
down; a day or a place told between two claims leads away from the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from ascribe.engine.steps import Columns
from ascribe.reconcile.trees import Numbers

__all__ = ["STANDING", "standing"]

STANDING: Final = {
    "places_told": "different places that the report's claims have",
    "times_between": "words for a time that claims between the two have and neither of the two",
    "places_between": "places that claims between the two have and neither of the two",
    "first": "claims before the earlier one",
    "second": "claims before the later one",
    "opening": "1 where the earlier one is the report's first claim",
    "lead": "1 where both stand in the first paragraph",
}  # fmt: skip


def standing(rows: Columns, first: Sequence[int], second: Sequence[int]) -> Numbers:
    """The comparisons of each pair of rows (`first` < `second`), shape (pairs, len(STANDING))."""
    times = [at if at >= 0 else None for at in rows["time_at"].tolist()]
    places = [place or None for place in rows["place"].tolist()]
    paragraphs = rows["paragraph"].tolist()
    told = len(set(places) - {None})
    between_times, between_places = _between(times, first, second), _between(places, first, second)
    return np.array(
        [
            (told, between_times[k], between_places[k], i, j, float(i == 0), float(paragraphs[i] == paragraphs[j] == 0))
            for k, (i, j) in enumerate(zip(first, second, strict=True))
        ],
        dtype=float,
    ).reshape(-1, len(STANDING))


def _between(values: Sequence[object], first: Sequence[int], second: Sequence[int]) -> list[int]:
    """For each pair, the different values between the two that neither has."""
    counts = []
    start, upto = -1, -1
    seen: set[object] = set()
    for i, j in zip(first, second, strict=True):
        if i != start or j <= upto:
            start, upto, seen = i, i, set()
        seen.update(values[upto + 1 : j])
        upto = max(upto, j - 1)
        counts.append(len(seen - {None, values[i], values[j]}))
    return counts
