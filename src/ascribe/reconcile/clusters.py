"""Groups that do not chain: average linkage, under what a person and the words forbid.

In:  names (claims of a document, scenes of many), the probabilities of their compared pairs, what must and what must not be together.
Out: groups, each name in one.

Two groups join where the mean probability between their members is the highest, as long as it is high enough (average linkage: Sokal
and Michener 1958). A pair that was never a candidate counts as `UNCOMPARED`. Single links would chain a campaign's days into one
incident; a mean over all pairs does not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["ACROSS", "LARGEST", "WITHIN", "cluster", "cut_apart", "reached"]

#: The mean probability at which claims of one document are one scene, and scenes of several documents one incident; chosen in steps of
#: .05 between .45 and .6, and .2 and .45, on the development reports of the suite `incidents`, the annotated groups in cross-validation
#: and the half of `gva` for choosing (docs/incidents.md). Higher ones split more and join less that is not one.
WITHIN: Final = 0.55
ACROSS: Final = 0.45
#: What a pair that shares no key is worth in the mean.
UNCOMPARED: Final = 0.02
#: Components beyond this are cut by raising the least probability of a link until their parts are small enough.
LARGEST: Final = 1500

Links = Mapping[tuple[str, str], float]
Positions = npt.NDArray[np.int64]


def cluster(
    names: Sequence[str],
    links: Links,
    *,
    threshold: float,
    together: Iterable[Collection[str]] = (),
    apart: Iterable[tuple[Collection[str], Collection[str]]] = (),
    vetoed: Iterable[tuple[Positions, Positions]] = (),
    crowds: Mapping[str, str] | None = None,
) -> tuple[tuple[str, ...], ...]:
    """The groups of `names`, each sorted, by their first; the order in which names are given changes nothing.

    `links` holds the probability of each compared pair (smaller name first), `together` groups that a person made, which stay whole,
    `apart` pairs of groups of which no name of the one ever stands beside one of the other, `vetoed` places in `names`, as two arrays, of
    pairs that never do; a person's group wins over both. Of two of one of the `crowds` (name → crowd) that were not compared nothing is
    known, and they do not count in the mean. Memory and time grow with the groups that a person made, not with the names in them.
    """
    given, names = names, sorted(names)
    index = {name: i for i, name in enumerate(names)}
    if len(names) == 1:
        return ((names[0],),)
    groups = _seeds(names, index, together)
    members = [groups[root] for root in sorted(groups)]
    of = np.empty(len(names), dtype=np.int64)
    for g, of_group in enumerate(members):
        of[of_group] = g
    compared, counted, unknown = _compared(names, index, links, of, len(members), crowds or {})
    banned = np.zeros((len(members), len(members)), dtype=bool)
    for one, other in apart:
        sides = (np.unique([of[index[name]] for name in side if name in index]).astype(np.int64) for side in (one, other))
        mine, theirs = sides
        banned[np.ix_(mine, theirs)] = banned[np.ix_(theirs, mine)] = True
    place = np.array([index[name] for name in given], dtype=np.int64)
    for a, b in vetoed:
        i, j = of[place[a]], of[place[b]]
        banned[i, j] = banned[j, i] = True
    np.fill_diagonal(banned, False)
    found = _agglomerate(members, compared + UNCOMPARED * unknown, counted + unknown, banned, threshold)
    return tuple(sorted(tuple(sorted(names[i] for i in group)) for group in found))


def _compared(
    names: Sequence[str], index: Mapping[str, int], links: Links, of: Positions, k: int, crowds: Mapping[str, str]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """For each two of `k` groups the summed probability of their compared pairs, how many these are, how many more count in the mean."""
    numbers = {crowd: n for n, crowd in enumerate(sorted(set(crowds.values())))}
    crowd = np.array([numbers[crowds[name]] if name in crowds else -1 for name in names], dtype=np.int64)
    size = np.bincount(of, minlength=k).astype(float)
    unknown = np.outer(size, size)
    if numbers:
        held = np.zeros((k, len(numbers)))
        np.add.at(held, (of[crowd >= 0], crowd[crowd >= 0]), 1.0)
        unknown -= held @ held.T
    inside = [(index[a], index[b], p) for (a, b), p in links.items() if a in index and b in index]
    i, j = (np.array([link[end] for link in inside], dtype=np.int64) for end in (0, 1))
    probability = np.array([p for _, _, p in inside], dtype=float)
    order = np.lexsort((j, i))  # sums in one order, whatever order the links come in
    i, j, probability = i[order], j[order], probability[order]
    total, counted = np.zeros((k, k)), np.zeros((k, k))
    known = ((crowd[i] < 0) | (crowd[i] != crowd[j])).astype(float)
    for x, y in ((of[i], of[j]), (of[j], of[i])):
        np.add.at(total, (x, y), probability)
        np.add.at(counted, (x, y), 1.0)
        np.add.at(unknown, (x, y), -known)
    return total, counted, unknown


def _seeds(names: Sequence[str], index: Mapping[str, int], together: Iterable[Collection[str]]) -> dict[int, list[int]]:
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
    members: list[list[int]],
    sums: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64],
    banned: npt.NDArray[np.bool_],
    threshold: float,
) -> list[list[int]]:
    """Joins the likeliest pair of groups until none is likely enough. Equal means: the pair of the least members, so ids decide."""
    k = len(members)
    alive = np.ones(k, dtype=bool)
    mean = np.where(weights > 0, sums / np.maximum(weights, 1e-12), 0.0)
    mean = np.round(mean, 12)  # so that the order of summing does not decide between equals
    mean[banned] = -1.0
    np.fill_diagonal(mean, -1.0)
    nearest = mean.argmax(axis=1) if k else np.empty(0, dtype=np.int64)
    best = mean[np.arange(k), nearest]
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
        nearer = row > best
        best[nearer], nearest[nearer] = row[nearer], i
        # Only those look around again whose nearest was one of the two that are one now.
        lost = np.flatnonzero((nearest == i) & ~nearer | (nearest == j))
        lost = np.union1d(lost, [i, j])
        nearest[lost] = mean[lost].argmax(axis=1)
        best[lost] = mean[lost, nearest[lost]]
    return [members[g] for g in range(k) if alive[g]]


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

    Links run from `a` to `b`. What links of infinite probability hold together, since a person put it so, is never cut: a component may be
    larger for it.
    """
    parts = whole.copy()
    sizes = np.bincount(whole, minlength=len(whole))
    for root in np.flatnonzero(sizes > LARGEST).tolist():
        members = np.flatnonzero(whole == root)
        if least >= 0.95:
            tied = (whole[a] == root) & np.isinf(probability)
            blocks = reached(len(members), np.searchsorted(members, a[tied]), np.searchsorted(members, b[tied]))
            parts[members] = members[_filled(blocks)]
            continue
        higher = min(0.95, least + 0.1)
        held = (whole[a] == root) & (probability >= higher)
        inside_a, inside_b = np.searchsorted(members, a[held]), np.searchsorted(members, b[held])
        again = cut_apart(reached(len(members), inside_a, inside_b), inside_a, inside_b, probability[held], least=higher)
        parts[members] = members[again]
    return parts


def _filled(blocks: Positions) -> Positions:
    """Blocks (of each number the least of its block), put together in order as long as they are no more than `LARGEST` numbers."""
    parts = np.empty(len(blocks), dtype=np.int64)
    sizes = np.bincount(blocks, minlength=len(blocks))
    part, held = 0, 0
    for block in np.flatnonzero(sizes).tolist():
        if held + sizes[block] > LARGEST:
            part, held = block, 0
        parts[block] = part
        held += int(sizes[block])
    return parts[blocks]
