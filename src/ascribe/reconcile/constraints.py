"""What people decided about which claims belong together, and what the words themselves forbid.

In:  the decisions of a store, in order; rows of `FEATURES`.
Out: `Constraints`: groups that stay whole, groups that stay apart, ids that a part keeps; `vetoes`: pairs that cannot tell one happening.

Decisions name claims, not incidents, so they outlive every new reading and clustering. A later decision wins over an earlier one
where they contradict each other; one that was undone counts as never made, and an undoing can itself be undone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from ascribe.domain.decision import MERGE, MOVE, SPLIT, Decision, standing, successors
from ascribe.domain.incident import incident_id
from ascribe.engine.steps import Columns

__all__ = ["Constraints", "Decided", "HeldId", "constraints_of", "id_by", "vetoes"]

#: Two claims that each state their day in words tell two happenings where the days lie further apart: a night's battle has two dates.
DAYS: Final = 1
#: Rows compared with all others at a time.
_ROWS: Final = 512


class HeldId(msgspec.Struct, frozen=True, kw_only=True):
    """The id of an incident from which a person took its first claim: the greater part keeps it, wherever the claim `by` of it stands with
    one of the `kept` as first."""

    id: str
    by: str
    kept: frozenset[str]


class Constraints(msgspec.Struct, frozen=True, kw_only=True):
    """`together`: sets of claims, disjoint, each in one incident; `apart`: pairs of sets, no claim of one beside a claim of the other;
    `held`: ids that do not follow from the first claim, later decisions last."""

    together: tuple[frozenset[str], ...] = ()
    apart: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()
    held: tuple[HeldId, ...] = ()


class Decided:
    """What people decided, asked for some claims at a time, at a cost that grows with these and not with the decisions."""

    def __init__(self, constraints: Constraints) -> None:
        self._together = {claim: n for n, group in enumerate(constraints.together) for claim in group}
        self._apart: dict[str, list[tuple[int, int]]] = {}
        for n, sides in enumerate(constraints.apart):
            for side, group in enumerate(sides):
                for claim in group:
                    self._apart.setdefault(claim, []).append((n, side))

    def among(self, claims: Iterable[str]) -> Constraints:
        """What concerns two of `claims` at least."""
        together: dict[int, set[str]] = {}
        apart: dict[int, tuple[set[str], set[str]]] = {}
        for claim in claims:
            if claim in self._together:
                together.setdefault(self._together[claim], set()).add(claim)
            for n, side in self._apart.get(claim, ()):
                apart.setdefault(n, (set(), set()))[side].add(claim)
        return Constraints(
            together=tuple(frozenset(together[n]) for n in sorted(together) if len(together[n]) > 1),
            apart=tuple((frozenset(one), frozenset(other)) for one, other in map(apart.__getitem__, sorted(apart)) if one and other),
        )


def constraints_of(entries: Iterable[Decision]) -> Constraints:
    """What the decisions come to, for the claims as they are read and corrected now.

    A merge puts its claims, and every set that it touches, into one set and ends what kept them apart; a split takes its
    claims out of every set that also holds a claim of the rest, and keeps the two apart; a move is a split and then a merge.
    """
    entries = tuple(entries)
    now = successors(entries)
    state = _State()
    held: dict[str, HeldId] = {}
    for entry in standing(entries):
        if entry.kind in (SPLIT, MOVE):
            out, rest = ({now.get(c, c) for c in entry.payload[side]} for side in ("out", "rest"))
            if out and rest:
                state.split(out, rest)
                _hold(entry, now, held)
        if entry.kind in (MERGE, MOVE):
            state.merge({now.get(claim, claim) for group in entry.payload["groups"] for claim in group})
    together, apart = state.sets()
    return Constraints(
        together=tuple(sorted((frozenset(g) for g in _disjoint(together) if len(g) > 1), key=min)),
        apart=tuple((frozenset(a), frozenset(b)) for a, b in apart),
        held=tuple(held.values()),
    )


class _State:
    """Sets of claims that are together, and pairs of sets that are apart, found by the claims in them. Sets may share claims."""

    def __init__(self) -> None:
        self._n = 0
        self._together: dict[int, set[str]] = {}
        self._apart: dict[int, tuple[set[str], set[str]]] = {}
        self._of: dict[str, set[int]] = {}
        self._kept_from: dict[str, set[int]] = {}

    def split(self, out: set[str], rest: set[str]) -> None:
        """Takes `out` from every set that also holds one of `rest`, and keeps the two apart."""
        for n in self._touched(self._of, out):
            group = self._together[n]
            if not rest.isdisjoint(group):
                self._drop(n)
                self._put(group & out)
                self._put(group - out)
        self._put(set(out))
        self._n += 1
        self._apart[self._n] = (out, rest)
        for claim in (*out, *rest):
            self._kept_from.setdefault(claim, set()).add(self._n)

    def merge(self, merged: set[str]) -> None:
        """Puts `merged` and every set that it touches into one, and ends what kept two of them apart."""
        merged = set(merged)
        for n in self._touched(self._of, merged):
            merged |= self._drop(n)
        self._put(merged)
        for n in self._touched(self._kept_from, merged):
            one, other = self._apart.get(n, (set(), set()))  # one that an earlier merge ended keeps nobody apart
            if not one.isdisjoint(merged) and not other.isdisjoint(merged):
                if one <= merged:
                    del self._apart[n]
                else:
                    self._apart[n] = (one - merged, other)

    def sets(self) -> tuple[list[set[str]], list[tuple[set[str], set[str]]]]:
        """What is together and what is apart, in the order in which it was decided."""
        return [self._together[n] for n in sorted(self._together)], [self._apart[n] for n in sorted(self._apart)]

    @staticmethod
    def _touched(of: dict[str, set[int]], claims: Iterable[str]) -> list[int]:
        return sorted({n for claim in claims for n in of.get(claim, ())})

    def _put(self, group: set[str]) -> None:
        self._n += 1
        self._together[self._n] = group
        for claim in group:
            self._of.setdefault(claim, set()).add(self._n)

    def _drop(self, n: int) -> set[str]:
        group = self._together.pop(n)
        for claim in group:
            self._of[claim].discard(n)
        return group


def _hold(entry: Decision, now: dict[str, str], held: dict[str, HeldId]) -> None:
    """Notes where the id of an incident goes with the lesser part of a split, that the greater part keeps it. Of two as large the one with
    the first claim keeps it anyway."""
    at = 1 if entry.kind == MOVE else 0
    of_incident = entry.subjects[at] if len(entry.subjects) > 1 else ""
    kept_apart = at == 0 and all(subject.startswith("i-") for subject in entry.subjects)  # two incidents, of which nothing was split off
    out, rest = entry.payload["out"], entry.payload["rest"]
    if not of_incident.startswith("i-") or kept_apart or len(set(out)) == len(set(rest)):
        return
    greater = rest if len(set(rest)) > len(set(out)) else out
    if any(of_incident in _ids_by(claim, len(held)) for claim in greater):
        held.pop(of_incident, None)
        return
    kept = frozenset(now.get(c, c) for c in greater)
    before = held.pop(of_incident, None)
    by = before.by if before is not None and before.by in kept else now.get(greater[0], greater[0])
    held[of_incident] = HeldId(id=of_incident, by=by, kept=kept)


def id_by(first: str, claims: Collection[str], held: Sequence[HeldId]) -> str:
    """The id of the incident of `claims` that `first` gives it, or that it holds, which no other has.

    >>> taken = HeldId(id=incident_id("a"), by="b", kept=frozenset("bc"))
    >>> id_by("b", "bc", [taken]) == id_by("a", "abc", [taken]) == id_by("a", "a", []) == incident_id("a")
    True
    >>> id_by("a", "a", [taken]) == incident_id("a apart")
    True
    """
    holder = {h.id: h.by for h in held}
    for natural in _ids_by(first, len(held)):
        if natural not in holder:
            break
        if holder[natural] in claims:
            return natural
    mine = [h.id for h in held if h.by in claims and first in h.kept]
    return mine[-1] if mine else natural


def _ids_by(first: str, n_held: int) -> list[str]:
    """The ids that a first claim may give: its own, and where others hold that, one apart from it."""
    return [incident_id(first + " apart" * n) for n in range(n_held + 1)]


def _disjoint(groups: Sequence[set[str]]) -> list[set[str]]:
    """Groups that share a claim, joined."""
    root = list(range(len(groups)))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    first: dict[str, int] = {}
    for n, group in enumerate(groups):
        for claim in group:
            one, other = sorted((find(n), find(first.setdefault(claim, n))))
            root[other] = one
    joined: dict[int, set[str]] = {}
    for n, group in enumerate(groups):
        joined.setdefault(find(n), set()).update(group)
    return list(joined.values())


def vetoes(rows: Columns) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Pairs of rows that cannot tell one happening, whatever the scores say, as two arrays of their places, some at a time.

    Both state a day in words and the days lie more than `DAYS` apart; one tells a series and the other a single event; in two
    documents one named person each was killed, and the names share no word.
    """
    n = len(rows["start"])
    if n < 2:
        return
    start, end = rows["start"].astype(float), rows["end"].astype(float)
    exact, series = rows["exact_day"].astype(bool), rows["series"].astype(bool)
    for first in range(0, n, _ROWS):
        some = slice(first, first + _ROWS)
        gap = np.maximum(start[some, None] - end[None, :], start[None, :] - end[some, None])
        with np.errstate(invalid="ignore"):
            banned = exact[some, None] & exact[None, :] & (gap > DAYS)
        banned |= series[some, None] != series[None, :]
        one, other = np.nonzero(np.triu(banned, first + 1))
        yield one + first, other
    # Names are joined by "|": where several were killed, another report may name one of them.
    named: dict[str, list[int]] = {}
    for i, victims in enumerate(rows["victims"].tolist()):
        if victims and "|" not in victims:
            named.setdefault(victims, []).append(i)
    words = {victims: frozenset(victims.split()) for victims in named}
    document = rows["document"]
    for a, b in combinations(named, 2):
        if words[a].isdisjoint(words[b]):
            one, other = (grid.ravel() for grid in np.meshgrid(named[a], named[b]))
            differ = document[one] != document[other]
            yield one[differ], other[differ]
