"""How a pair of scenes stands beside its rivals: the other scenes of the same two reports.

In:  the links of a component with their probabilities, and the document of each scene.   Out: `beside_rivals`: the links with the
probabilities that the rivals leave them.

A report tells a happening in one scene, seldom in two. A scene that resembles two scenes of one report, Tuesday's attack and Wednesday's,
tells at most one of them; where two are alike, less is known of either than the comparison of each by itself says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import numpy as np

from ascribe.reconcile.trees import Numbers, Trees

__all__ = ["RIVALRY", "RIVAL_COMPARISONS", "beside_rivals", "compare_rivals"]

#: Links below this neither join scenes nor rival others.
RIVALRY: Final = 0.15

RIVAL_COMPARISONS: Final = {
    "odds": "log-odds that the comparison of the two by itself gives",
    "ahead_less": "how far its probability lies above the likelier rival's, of the end where that is less",
    "ahead_more": "the same of the other end",
    "strongest": "the probability of its likeliest rival, 0 where it has none",
    "rivals": "rivals of the two together",
}  # fmt: skip

Links = Mapping[tuple[str, str], float]


def beside_rivals(links: Links, documents: Mapping[str, str], model: Trees) -> dict[tuple[str, str], float]:
    """The links with new probabilities; those below `RIVALRY` stay as they are."""
    pairs = sorted(pair for pair, probability in links.items() if probability >= RIVALRY)
    probability = np.round(model.probability(compare_rivals(links, documents)), 6).tolist()
    return {**links, **dict(zip(pairs, probability, strict=True))}


def compare_rivals(links: Links, documents: Mapping[str, str]) -> Numbers:
    """The comparisons of the links of at least `RIVALRY`, sorted by pair; shape (links, len(RIVAL_COMPARISONS))."""
    pairs = sorted(pair for pair, probability in links.items() if probability >= RIVALRY)
    of_report: dict[tuple[str, str], list[float]] = defaultdict(list)
    for a, b in pairs:
        of_report[a, documents[b]].append(links[a, b])
        of_report[b, documents[a]].append(links[a, b])
    rows = []
    for a, b in pairs:
        p = links[a, b]
        strongest = [_strongest_but(of_report[one, documents[other]], p) for one, other in ((a, b), (b, a))]
        less, more = sorted(p - s for s in strongest)
        n_rivals = len(of_report[a, documents[b]]) + len(of_report[b, documents[a]]) - 2
        rows.append((float(np.log(max(p, 1e-6) / max(1 - p, 1e-6))), less, more, max(strongest), n_rivals))
    return np.array(rows, dtype=float).reshape(-1, len(RIVAL_COMPARISONS))


def _strongest_but(probabilities: list[float], one: float) -> float:
    """The largest of the probabilities without `one` of them; 0 where there is no other."""
    others = sorted(probabilities)
    others.remove(one)
    return others[-1] if others else 0.0
