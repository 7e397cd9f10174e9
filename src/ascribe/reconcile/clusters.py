"""Groups that do not chain: average linkage, under what a person and the words forbid.

In:  names (claims of a document, scenes of many), the probabilities of their compared pairs, what must and what must not be together.
Out: groups, each name in one.

Two groups join where the mean probability between their members is the highest, as long as it is high enough (average linkage: Sokal
and Michener 1958). A pair that was never a candidate counts as `UNCOMPARED`. Single links would chain a campaign's days into one
incident; a mean over all pairs does not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["ACROSS", "LARGEST", "WITHIN", "cluster", "cut_apart", "reached"]

#: The mean probability at which claims of one document are one scene, and scenes of several documents one incident; chosen on the
#: development reports of the suite `incidents`, from .4 to .6 and .2 to .5. Higher ones split more and join less that is not one.
WITHIN: Final = 0.6
ACROSS: Final = 0.4
#: What a pair that shares no key is worth in the mean.
UNCOMPARED: Final = 0.02
#: Components beyond this are cut by raising the least probability of a link until their parts are small enough.
LARGEST: Final = 1500

Links = Mapping[tuple[str, str], float]


def cluster(
    names: Sequence[str],
    links: Links,
    *,
    threshold: float,
    together: Sequence[Collection[str]] = (),
    apart: Collection[tuple[str, str]] = (),
    crowds: Mapping[str, str] | None = None,
) -> tuple[tuple[str, ...], ...]:
    """The groups of `names`, each sorted, by their first; the order in which names are given changes nothing.

    `links` holds the probability of each compared pair (smaller name first), `together` groups that a person made, which stay whole,
    `apart` pairs (smaller name first) that never stand in one group; a person's group wins over `apart`. Of two of one of the
    `crowds` (name → crowd) that were not compared nothing is known, and they do not count in the mean.
    """
    names = sorted(names)
    index = {name: i for i, name in enumerate(names)}
    n = len(names)
    if n == 1:
        return ((names[0],),)
    value = np.full((n, n), UNCOMPARED)
    weight = np.ones((n, n))
    if crowds:
        crowd = np.array([crowds.get(name, name) for name in names], dtype=object)
        weight[crowd[:, None] == crowd[None, :]] = 0.0
    for (a, b), probability in links.items():
        if a in index and b in index:
            i, j = index[a], index[b]
            value[i, j] = value[j, i] = probability
            weight[i, j] = weight[j, i] = 1.0
    forbidden = np.zeros((n, n), dtype=bool)
    for a, b in apart:
        if a in index and b in index:
            forbidden[index[a], index[b]] = forbidden[index[b], index[a]] = True
    groups = _seeds(names, index, together)
    for members in groups.values():
        forbidden[np.ix_(members, members)] = False
    return _agglomerate(names, groups, value * weight, weight, forbidden, threshold)


def _seeds(names: Sequence[str], index: Mapping[str, int], together: Sequence[Collection[str]]) -> dict[int, list[int]]:
    """Groups by their least member: those a person made, the others alone."""
    root = list(range(len(names)))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for group in together:
        members = sorted(index[c] for c in group if c in index)
        for i in members[1:]:
            low, high = sorted((find(members[0]), find(i)))
            root[high] = low
    groups: dict[int, list[int]] = {}
    for i in range(len(names)):
        groups.setdefault(find(i), []).append(i)
    return groups


def _agglomerate(
    names: Sequence[str],
    groups: dict[int, list[int]],
    total: npt.NDArray[np.float64],
    weight: npt.NDArray[np.float64],
    forbidden: npt.NDArray[np.bool_],
    threshold: float,
) -> tuple[tuple[str, ...], ...]:
    """Joins the likeliest pair of groups until none is likely enough. Equal means: the pair of the least members, so ids decide."""
    roots = sorted(groups)
    members = [groups[r] for r in roots]
    k = len(roots)
    onto = np.zeros((len(names), k))
    for g, of_group in enumerate(members):
        onto[of_group, g] = 1.0
    sums, weights = onto.T @ total @ onto, onto.T @ weight @ onto
    banned = (onto.T @ forbidden @ onto) > 0
    alive = np.ones(k, dtype=bool)
    mean = np.where(weights > 0, sums / np.maximum(weights, 1e-12), 0.0)
    mean = np.round(mean, 12)  # so that the order of summing does not decide between equals
    mean[banned] = -1.0
    np.fill_diagonal(mean, -1.0)
    best = mean.max(axis=1) if k else np.empty(0)
    while k > 1:
        i = int(best.argmax())
        if best[i] < threshold:
            break
        j = int(mean[i].argmax())
        i, j = min(i, j), max(i, j)
        members[i] = members[i] + members[j]
        sums[i] += sums[j]
        sums[:, i] += sums[:, j]
        weights[i] += weights[j]
        weights[:, i] += weights[:, j]
        banned[i] |= banned[j]
        banned[:, i] |= banned[:, j]
        alive[j] = False
        row = np.round(np.where(weights[i] > 0, sums[i] / np.maximum(weights[i], 1e-12), 0.0), 12)
        row[banned[i] | ~alive] = -1.0
        row[i] = -1.0
        mean[i], mean[:, i] = row, row
        mean[j], mean[:, j] = -1.0, -1.0
        best = mean.max(axis=1)
    found = [tuple(sorted(names[m] for m in members[g])) for g in range(k) if alive[g]]
    return tuple(sorted(found))


def reached(n: int, a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Of each of `n` numbers the least that links from `a` to `b` reach from it, over any number of links.

    >>> reached(5, np.array([4, 3]), np.array([3, 1])).tolist()
    [0, 1, 2, 1, 1]
    """
    least = np.arange(n)
    while True:
        low, high = np.minimum(least[a], least[b]), np.maximum(least[a], least[b])
        if (low == high).all():
            return least
        np.minimum.at(least, high, low)
        while not np.array_equal(further := least[least], least):
            least = further


def cut_apart(
    whole: npt.NDArray[np.int64],
    a: npt.NDArray[np.int64],
    b: npt.NDArray[np.int64],
    probability: npt.NDArray[np.float64],
    *,
    least: float,
) -> npt.NDArray[np.int64]:
    """`whole` (of each number the least that links of at least `least` reach) with those of more than `LARGEST` numbers cut at a higher
    probability, and at last in the order of numbers, so that no component outgrows the memory.

    Links run from `a` to `b`.
    """
    parts = whole.copy()
    sizes = np.bincount(whole, minlength=len(whole))
    for root in np.flatnonzero(sizes > LARGEST).tolist():
        members = np.flatnonzero(whole == root)
        if least >= 0.95:
            parts[members] = np.repeat(members[::LARGEST], LARGEST)[: len(members)]
            continue
        higher = min(0.95, least + 0.1)
        held = (whole[a] == root) & (probability >= higher)
        inside_a, inside_b = np.searchsorted(members, a[held]), np.searchsorted(members, b[held])
        again = cut_apart(reached(len(members), inside_a, inside_b), inside_a, inside_b, probability[held], least=higher)
        parts[members] = members[again]
    return parts
