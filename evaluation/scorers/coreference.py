"""Groupings against gold groupings: MUC, B³, CEAFe, LEA and their mean, and how far groups are too many or too large.

In:  two partitions, item → cluster id: gold (`key`) and system (`response`).
Out: `coreference`: `{muc, b3, ceafe, lea, conll}`, each `{p, r, f1}` as fractions; `cluster_errors`: counts of clusters.

MUC (Vilain et al. 1995) counts the links that are missing; singletons have none, so where neither side links anything it is 0, as the
reference scorer has it. B³ (Bagga and Baldwin 1998) asks for each item how much of its cluster is found. CEAFe (Luo 2005) pairs
clusters one to one, best sum of 2|K∩R|/(|K|+|R|). LEA (Moosavi and Strube 2016) weighs each cluster by its size and asks for its links; a
singleton has a link to itself. CoNLL is the mean of MUC, B³ and CEAFe (Pradhan et al. 2012), of p and r too, so its f1 is the mean
of three f1. An item that one side lacks counts as in the reference scorer: unlinked, in no cluster of that side.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

__all__ = ["MEASURES", "cluster_errors", "coreference", "f1_figures"]

#: The measures, in the order in which suites print them.
MEASURES: Final = ("conll", "b3", "ceafe", "muc", "lea")
Item = TypeVar("Item", bound=Hashable)
#: The clusters of one side, in any fixed order; and for each the sizes of what the other side's clusters share with it.
Sizes = Sequence[int]
Overlaps = Sequence[Mapping[int, int]]


def coreference(key: Mapping[Item, Hashable], response: Mapping[Item, Hashable]) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of `response` under each measure; 0 where there is nothing to divide by.

    >>> scores = coreference({1: "a", 2: "b", 3: "b"}, {1: "x", 2: "x", 3: "x"})
    >>> [(name, round(scores[name]["p"], 3), round(scores[name]["r"], 3)) for name in ("muc", "b3", "ceafe", "lea")]
    [('muc', 0.5, 1.0), ('b3', 0.556, 1.0), ('ceafe', 0.8, 0.4), ('lea', 0.333, 0.667)]
    """
    gold, found = _clusters(key), _clusters(response)
    gold_sizes, found_sizes = [len(c) for c in gold], [len(c) for c in found]
    of_gold, of_found = _overlaps(gold, found), _overlaps(found, gold)
    matched = _best_pairing(of_gold, gold_sizes, found_sizes)
    scores = {
        "muc": _prf(_muc(of_found, found_sizes), _muc(of_gold, gold_sizes)),
        "b3": _prf(_b_cubed(of_found, found_sizes), _b_cubed(of_gold, gold_sizes)),
        "ceafe": _prf(_ratio(matched, len(found)), _ratio(matched, len(gold))),
        "lea": _prf(_lea(of_found, found_sizes, gold_sizes), _lea(of_gold, gold_sizes, found_sizes)),
    }
    of_three = [scores[name] for name in ("muc", "b3", "ceafe")]
    scores["conll"] = {part: sum(s[part] for s in of_three) / 3 for part in ("p", "r", "f1")}
    return scores


def f1_figures(scores: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """The F1 of each measure to three places, as suites print them."""
    return {name: round(scores[name]["f1"], 3) for name in MEASURES}


def cluster_errors(key: Mapping[Item, Hashable], response: Mapping[Item, Hashable]) -> dict[str, float]:
    """How many clusters there are, how far from gold, and what was merged wrongly.

    `count_error` is |system − gold| / gold clusters; `over_merged` the share of system clusters that hold items of two gold clusters
    or more; `largest` and `largest_gold` the sizes of the largest clusters. `clusters` and `gold_clusters` are counts.

    >>> cluster_errors({1: "a", 2: "b", 3: "b"}, {1: "x", 2: "x", 3: "y"})
    {'clusters': 2, 'gold_clusters': 2, 'count_error': 0.0, 'over_merged': 0.5, 'largest': 2, 'largest_gold': 2}
    """
    gold, found = _clusters(key), _clusters(response)
    mixed = sum(len({key[item] for item in cluster if item in key}) > 1 for cluster in found)
    return {
        "clusters": len(found),
        "gold_clusters": len(gold),
        "count_error": round(_ratio(abs(len(found) - len(gold)), len(gold)), 3),
        "over_merged": round(_ratio(mixed, len(found)), 3),
        "largest": max(map(len, found), default=0),
        "largest_gold": max(map(len, gold), default=0),
    }


def _clusters(partition: Mapping[Item, Hashable]) -> list[list[Item]]:
    by_id: defaultdict[Hashable, list[Item]] = defaultdict(list)
    for item, cluster in partition.items():
        by_id[cluster].append(item)
    return list(by_id.values())


def _overlaps(clusters: Sequence[Sequence[Item]], others: Sequence[Sequence[Item]]) -> Overlaps:
    """For each cluster, how many items it shares with each cluster of the other side that it shares any with."""
    where = {item: i for i, cluster in enumerate(others) for item in cluster}
    return [Counter(where[item] for item in cluster if item in where) for cluster in clusters]


def _muc(overlaps: Overlaps, sizes: Sizes) -> float:
    """Of the links that hold the clusters together, the share that the other side keeps."""
    parts = (len(shared) + size - sum(shared.values()) for shared, size in zip(overlaps, sizes, strict=True))
    kept = sum(size - n for size, n in zip(sizes, parts, strict=True))
    return _ratio(kept, sum(size - 1 for size in sizes))


def _b_cubed(overlaps: Overlaps, sizes: Sizes) -> float:
    shares = [sum(n * n for n in shared.values()) / size for shared, size in zip(overlaps, sizes, strict=True)]
    return _ratio(sum(sorted(shares)), sum(sizes))


def _lea(overlaps: Overlaps, sizes: Sizes, other_sizes: Sizes) -> float:
    resolved = []
    for shared, size in zip(overlaps, sizes, strict=True):
        if size == 1:
            found = sum(other_sizes[other] == 1 for other in shared)
            resolved.append(float(found))
        else:
            resolved.append(size * sum(n * (n - 1) for n in shared.values()) / (size * (size - 1)))
    return _ratio(sum(sorted(resolved)), sum(sizes))


def _best_pairing(overlaps: Overlaps, sizes: Sizes, other_sizes: Sizes) -> float:
    """The greatest sum of 2|K∩R|/(|K|+|R|) over pairs of clusters, one to one; each part of the overlap graph for itself."""
    sums = []
    for rows in _parts(overlaps):
        columns = sorted({other for row in rows for other in overlaps[row]})
        at = {other: i for i, other in enumerate(columns)}
        likeness = np.zeros((len(rows), len(columns)))
        for i, row in enumerate(rows):
            for other, n in overlaps[row].items():
                likeness[i, at[other]] = 2 * n / (sizes[row] + other_sizes[other])
        sums.append(_best_assignment(likeness))
    return sum(sorted(sums))


def _parts(overlaps: Overlaps) -> list[list[int]]:
    """The clusters that hang together through clusters of the other side."""
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for row, shared in enumerate(overlaps):
        for other in shared:
            holders[other].append(row)
    seen, parts = set[int](), []
    for start in range(len(overlaps)):
        if start in seen or not overlaps[start]:
            continue
        seen.add(start)
        part = [start]
        for row in part:  # grows as it is walked
            for other in overlaps[row]:
                for neighbour in holders[other]:
                    if neighbour not in seen:
                        seen.add(neighbour)
                        part.append(neighbour)
        parts.append(part)
    return parts


def _best_assignment(likeness: npt.NDArray[np.float64]) -> float:
    """The greatest sum of one entry a row and a column: the Hungarian method in its shortest-path form (Kuhn 1955, Munkres 1957)."""
    if likeness.shape[0] > likeness.shape[1]:
        likeness = likeness.T
    n, m = likeness.shape
    cost = -likeness
    row_price, column_price = np.zeros(n), np.zeros(m)
    row_of = np.full(m, -1)
    for start in range(n):
        least, via, done = np.full(m, np.inf), np.full(m, -1), np.zeros(m, dtype=bool)
        row, column = start, -1
        while row >= 0:
            reduced = cost[row] - row_price[row] - column_price
            better = ~done & (reduced < least)
            least[better], via[better] = reduced[better], column
            column = int(np.where(done, np.inf, least).argmin())
            step = least[column]
            reached = row_of[done]
            row_price[reached] += step
            row_price[start] += step
            column_price[done] -= step
            least[~done] -= step
            done[column] = True
            row = int(row_of[column])
        while column >= 0:  # turn the path around
            before = int(via[column])
            row_of[column] = row_of[before] if before >= 0 else start
            column = before
    taken = row_of >= 0
    return float(likeness[row_of[taken], np.flatnonzero(taken)].sum())


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _prf(p: float, r: float) -> dict[str, float]:
    return {"p": p, "r": r, "f1": 2 * p * r / (p + r) if p + r else 0.0}
