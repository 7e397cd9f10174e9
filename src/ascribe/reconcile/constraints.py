"""What people decided about which claims belong together, and what the words themselves forbid.

In:  the decisions of a store, in order; rows of `FEATURES`.
Out: `Constraints`: groups that stay whole and groups that stay apart; `vetoes`: pairs that cannot tell one happening.

Decisions name claims, not incidents, so they outlive every new reading and clustering. A later decision wins over an earlier one
where they contradict each other; one that was undone counts as never made, and an undoing can itself be undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

import msgspec
import numpy as np

from ascribe.domain.decision import MERGE, MOVE, SPLIT, Decision, standing, successors
from ascribe.engine.steps import Columns

__all__ = ["Constraints", "constraints_of", "vetoes"]

#: Two claims that each state their day in words tell two happenings where the days lie further apart: a night's battle has two dates.
DAYS: Final = 1


class Constraints(msgspec.Struct, frozen=True, kw_only=True):
    """`together`: sets of claims, disjoint, each in one incident; `apart`: pairs of sets, no claim of one beside a claim of the other."""

    together: tuple[frozenset[str], ...] = ()
    apart: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()

    def pairs_apart(self, among: Iterable[str] | None = None) -> set[tuple[str, str]]:
        """Each pair that stays apart, smaller id first, of all claims or of those `among`."""
        wanted = None if among is None else frozenset(among)
        pairs: set[tuple[str, str]] = set()
        for one, other in self.apart:
            mine = one if wanted is None else one & wanted
            theirs = other if wanted is None else other & wanted
            pairs.update((min(a, b), max(a, b)) for a in mine for b in theirs)
        return pairs


def constraints_of(entries: Iterable[Decision]) -> Constraints:
    """What the decisions come to, for the claims as they are read and corrected now.

    A merge puts its claims, and every set that it touches, into one set and ends what kept them apart; a split takes its
    claims out of every set that also holds a claim of the rest, and keeps the two apart; a move is a split and then a merge.
    """
    entries = tuple(entries)
    now = successors(entries)
    together: list[set[str]] = []
    apart: list[tuple[set[str], set[str]]] = []
    for entry in standing(entries):
        if entry.kind in (SPLIT, MOVE):
            out, rest = ({now.get(c, c) for c in entry.payload[side]} for side in ("out", "rest"))
            if out and rest:
                together = [part for group in together for part in _cut(group, out, rest)]
                together.append(set(out))
                apart.append((out, rest))
        if entry.kind in (MERGE, MOVE):
            merged = {now.get(claim, claim) for group in entry.payload["groups"] for claim in group}
            for group in [g for g in together if g & merged]:
                together.remove(group)
                merged |= group
            together.append(merged)
            apart = [(a - merged, b) if a & merged and b & merged else (a, b) for a, b in apart]
            apart = [(a, b) for a, b in apart if a and b]
    merged_sets = _disjoint(together)
    return Constraints(
        together=tuple(sorted((frozenset(g) for g in merged_sets if len(g) > 1), key=min)),
        apart=tuple((frozenset(a), frozenset(b)) for a, b in apart),
    )


def _cut(group: set[str], out: set[str], rest: set[str]) -> Iterator[set[str]]:
    if group & out and group & rest:
        yield group & out
        yield group - out
    else:
        yield group


def _disjoint(groups: Sequence[set[str]]) -> list[set[str]]:
    """Groups that share a claim, joined."""
    done: list[set[str]] = []
    for group in groups:
        merged = set(group)
        for other in [g for g in done if g & merged]:
            done.remove(other)
            merged |= other
        done.append(merged)
    return done


def vetoes(rows: Columns) -> Iterator[tuple[str, str]]:
    """The pairs of claims, smaller id first, that cannot tell one happening, whatever the scores say.

    Both state a day in words and the days lie more than `DAYS` apart; one tells a series and the other a single event; in two
    documents one named person each was killed, and the names share no word.
    """
    claims = rows["claim"]
    n = len(claims)
    if n < 2:
        return
    start, end = rows["start"].astype(float), rows["end"].astype(float)
    exact, series = rows["exact_day"].astype(bool), rows["series"].astype(bool)
    gap = np.maximum(start[:, None] - end[None, :], start[None, :] - end[:, None])
    with np.errstate(invalid="ignore"):
        banned = exact[:, None] & exact[None, :] & (gap > DAYS)
    banned |= series[:, None] != series[None, :]
    one, other = np.nonzero(np.triu(banned, 1))
    for i, j in zip(one.tolist(), other.tolist(), strict=True):
        yield min(claims[i], claims[j]), max(claims[i], claims[j])
    # Names are joined by "|": where several were killed, another report may name one of them.
    single = [i for i in range(n) if rows["victims"][i] and "|" not in rows["victims"][i]]
    named = [(claims[i], rows["document"][i], frozenset(rows["victims"][i].split())) for i in single]
    for (a, document, victims), (b, other_document, others) in combinations(named, 2):
        if document != other_document and not victims & others:
            yield min(a, b), max(a, b)
