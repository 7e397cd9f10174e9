"""Shelves: which passages hold a fingerprint, looked up exactly.

In:  reports, in any order.   Out: of each fingerprint the passages of the first `FIRST` reports that hold it.

A copy is found by its likeness to the first reports that hold its words, so later holders need not be compared with each other, and a
dispatch that five hundred outlets print costs no more than one that eight print. What an outlet prints week after week (whom to call,
who may reprint) is *standing matter*: a fingerprint that reports of `STANDING_WEEKS` different weeks hold, or more than
`STANDING_UNDATED` reports without a date, stands for nothing and is not looked up again. Both depend on the set of reports alone.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from ascribe.reconcile.credits import Credit, Place, Report, credit_of, sort_key
from ascribe.reconcile.fingerprints import fingerprints
from ascribe.reconcile.passages import CLOSES, Words, quoted_words, segment_passages, words_of

__all__ = [
    "A_NOTE", "FIRST", "STANDING_UNDATED", "STANDING_WEEKS", "Holding", "MemoryShelf", "PackedShelf", "Reading", "Shelf",
    "ShelfChange", "change_of", "read_report", "week_of",
]  # fmt: skip

#: Of each fingerprint the first reports that hold it are compared with a later one.
FIRST = 8
#: A fingerprint held in so many different weeks is standing matter. Dispatches are reprinted within days.
STANDING_WEEKS = 5
#: Of reports without a date so many may hold a fingerprint before it is.
STANDING_UNDATED = 200
#: In a text of more passages than this, one of fewer words that closes no sentence is a heading, a teaser or a credit.
A_NOTE = 3
HEADING_WORDS = 25
#: Readings kept at hand while copies are looked for.
READINGS_KEPT = 4096


class Holding(NamedTuple):
    """A passage that holds a fingerprint, by the id of its report and its number there."""

    hash: int
    document: str
    passage: int


class Reading:
    """A report made ready for comparison: passages, words, fingerprints, credit, place in the order. Cut once, used often."""

    __slots__ = ("bounds", "credit", "hashes", "n_hashes", "of_hash", "passages", "place", "report", "words")

    def __init__(self, report: Report, credit: Credit | None = None) -> None:
        self.report = report
        self.words = words_of(report.text)
        self.passages = segment_passages(report.text, self.words)
        self.bounds = [bisect_left(self.words.starts, p.start) for p in self.passages] + [len(self.words)]
        found = fingerprints(self.words, self.passages)
        told = np.array([not nothing for nothing in self._tell_nothing()], np.bool_)
        kept = told[found.passages] if len(found.passages) else np.empty(0, np.bool_)
        self.hashes: npt.NDArray[np.int64] = found.hashes[kept]
        self.of_hash: npt.NDArray[np.int32] = found.passages[kept]
        self.n_hashes = np.bincount(self.of_hash, minlength=len(self.passages))
        self.credit: Credit = credit_of(report, self.passages) if credit is None else credit
        self.place: Place = sort_key(report, self.credit)

    def _tell_nothing(self) -> Iterator[bool]:
        """For each passage, whether it is a heading, or for the most part a notice, or is short and has words of standing matter."""
        text, notices = self.report.text, self.report.notices
        folded = text.lower()
        phrases, longest = _standing_phrases()
        present = [phrase for phrase in phrases if phrase in folded]
        for number, passage in enumerate(self.passages):
            words = passage.of(text)
            few = self.bounds[number + 1] - self.bounds[number] < HEADING_WORDS
            heading = few and len(self.passages) > A_NOTE and CLOSES.search(words[-8:]) is None
            noticed = [n for n in notices if passage.overlaps(n)]
            in_notice = any(2 * (min(passage.end, n.end) - max(passage.start, n.start)) >= len(passage) for n in noticed)
            line = words.lower() if present and len(passage) <= longest else ""
            yield heading or in_notice or any(phrase in line for phrase in present)

    def words_in(self, passage: int) -> Words:
        """The words of a passage."""
        return self.words.cut(self.bounds[passage], self.bounds[passage + 1])

    def quoted_in(self, passage: int) -> tuple[bool, ...]:
        """For each word of a passage, whether it is quoted."""
        return quoted_words(self.report.text, self.passages[passage], self.words_in(passage))


def read_report(report: Report) -> Reading:
    """The report made ready for comparison."""
    return Reading(report)


@cache
def _standing_phrases() -> tuple[tuple[str, ...], int]:
    """The words of standing matter, and how many code points a passage of it has at most, at seven a word."""
    file = json.loads(files("ascribe.reconcile").joinpath("standing_matter.json").read_text("utf-8"))
    return tuple(file["phrases"]), 7 * file["longest"]


class Shelf(Protocol):
    """Where the fingerprints of reports are looked up; in memory here, in a database elsewhere."""

    def first_holders(self, hashes: Sequence[int]) -> Iterable[Holding]:
        """For each of `hashes` that is not standing matter: one passage (the first) of each of the first `FIRST` reports that hold it,
        in their order (`Reading.place`)."""

    def standing(self, hashes: Sequence[int]) -> frozenset[int]:
        """Those of `hashes` that are standing matter."""

    def reading(self, document: str) -> Reading:
        """A report on the shelf, ready for comparison."""

    def place(self, document: str) -> Place:
        """The place of a report on the shelf in the order of telling, which may be had without reading it."""


class MemoryShelf:
    """A shelf that grows a report at a time.

    It keeps the weeks and the holders of every fingerprint, so that `put` can tell whose copies a new report may change.
    """

    def __init__(self) -> None:
        self._readings: dict[str, Reading] = {}
        self._holders: dict[int, list[tuple[Place, int]]] = {}
        self._standing: set[int] = set()

    def put(self, report: Report) -> frozenset[str]:
        """Adds a report; gives the ids of all reports whose copies may have changed by it, its own among them.

        A report that is there already changes nothing.
        """
        if report.id in self._readings:
            return frozenset()
        reading = read_report(report)
        self._readings[report.id] = reading
        touched = {report.id}
        for value, passage in zip(reading.hashes.tolist(), reading.of_hash.tolist(), strict=True):
            if value in self._standing:
                continue
            holders = self._holders.setdefault(value, [])
            if any(place == reading.place for place, _ in holders):
                continue  # in an earlier passage of the same report
            holders.append((reading.place, passage))
            holders.sort()
            change = change_of(reading.place, [place for place, _ in holders])
            touched |= change.touched
            if change.standing:
                self._standing.add(value)
                del self._holders[value]
        return frozenset(touched)

    def first_holders(self, hashes: Sequence[int]) -> Iterator[Holding]:
        for value in hashes:
            for place, passage in self._holders.get(value, ())[:FIRST]:
                yield Holding(value, place.id, passage)

    def standing(self, hashes: Sequence[int]) -> frozenset[int]:
        return frozenset(self._standing.intersection(hashes))

    def reading(self, document: str) -> Reading:
        return self._readings[document]

    def place(self, document: str) -> Place:
        return self._readings[document].place


class ShelfChange(NamedTuple):
    """What it changes that one more report holds a fingerprint: whether that is standing matter now, and the ids of the reports whose
    copies may be others now."""

    standing: bool
    touched: frozenset[str]


def change_of(added: Place, holders: Sequence[Place]) -> ShelfChange:
    """What it changes that `added` is one of the `holders` of a fingerprint, which are in their order and were not standing matter before.

    Whoever keeps fingerprints elsewhere asks this of every fingerprint of a new report, and looks again for the copies of whom it touches.
    """
    if is_standing(week_of(place) for place in holders):
        return ShelfChange(True, frozenset(place.id for place in holders))
    later = holders.index(added) + 1
    return ShelfChange(False, frozenset(place.id for place in holders[later:]) if later <= FIRST else frozenset())


def week_of(place: Place) -> int | None:
    """The week of a report's publication, counted from the year 1; null for a report without a date."""
    return date.fromisoformat(place.day).toordinal() // 7 if place.day else None


def is_standing(weeks: Iterable[int | None]) -> bool:
    """Whether a fingerprint that reports of these weeks hold is standing matter.

    >>> is_standing([1, 2, 3, 4, 4, 4]), is_standing([1, 2, 3, 4, 5])
    (False, True)
    """
    told = list(weeks)
    return len({w for w in told if w is not None}) >= STANDING_WEEKS or told.count(None) > STANDING_UNDATED


class PackedShelf:
    """A shelf for many reports at once: sorted arrays that hold only what two reports or more share.

    Needs about 30 bytes for each fingerprint while it is built (a news report has some 120), and the reports themselves.
    """

    def __init__(self, reports: Iterable[Report]) -> None:
        self._reports: dict[str, Report] = {}
        for report in reports:
            self._reports.setdefault(report.id, report)
        self._kept: OrderedDict[str, Reading] = OrderedDict()
        none = (np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.int32))
        parts: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.int32]]] = [none]
        places: list[Place] = []
        self._credits: dict[str, Credit] = {}
        for report in self._reports.values():
            reading = read_report(report)
            hashes, first = np.unique(reading.hashes, return_index=True)
            parts.append((hashes, reading.of_hash[first], np.full(len(hashes), len(places), np.int32)))
            places.append(reading.place)
            self._credits[report.id] = reading.credit
        ranks = sorted(range(len(places)), key=places.__getitem__)
        self._places = {places[i].id: places[i] for i in ranks}
        self._ids = list(self._places)
        weeks = np.array([-1 if (week := week_of(places[i])) is None else week for i in ranks], np.int32)
        rank_of = np.empty(len(ranks), np.int32)
        rank_of[ranks] = np.arange(len(ranks), dtype=np.int32)
        all_hashes = np.concatenate([p[0] for p in parts])
        all_passages = np.concatenate([p[1] for p in parts])
        owners = np.concatenate([p[2] for p in parts])
        del parts
        self._pack(all_hashes, all_passages, rank_of[owners], weeks)

    def _pack(
        self, hashes: npt.NDArray[np.int64], passages: npt.NDArray[np.int32], ranks: npt.NDArray[np.int32], weeks: npt.NDArray[np.int32]
    ) -> None:
        """Sorts, drops what one report alone holds, sets standing matter apart and keeps the first holders of the rest."""
        order = np.lexsort((ranks, hashes))
        hashes, passages, ranks = hashes[order], passages[order], ranks[order]
        del order
        starts = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1]))) if len(hashes) else np.empty(0, np.int64)
        sizes = np.diff(np.append(starts, len(hashes)))
        group = np.repeat(np.arange(len(starts)), sizes)
        week = weeks[ranks]
        turns = np.zeros(len(hashes), np.bool_)
        turns[1:] = (week[1:] != week[:-1]) & (week[1:] >= 0)
        turns[starts] = week[starts] >= 0  # ranks run by day, so equal weeks stand together
        n_weeks = np.bincount(group[turns], minlength=len(starts))
        n_undated = np.bincount(group[week < 0], minlength=len(starts))
        standing = (n_weeks >= STANDING_WEEKS) | (n_undated > STANDING_UNDATED)
        self._standing = hashes[starts[standing]] if len(starts) else np.empty(0, np.int64)
        nth = np.arange(len(hashes)) - np.repeat(starts, sizes)
        shared = (sizes > 1) & ~standing
        kept = shared[group] & (nth < FIRST)
        self._hashes = hashes[starts[shared]] if len(starts) else np.empty(0, np.int64)
        self._starts = np.concatenate(([0], np.cumsum(np.minimum(sizes[shared], FIRST))))
        self._passages, self._ranks = passages[kept], ranks[kept]

    @property
    def documents(self) -> Sequence[str]:
        """The ids of the reports, from the first to the last."""
        return self._ids

    def first_holders(self, hashes: Sequence[int]) -> Iterator[Holding]:
        asked = np.asarray(hashes, np.int64)
        for value, at in zip(*_found(asked, self._hashes), strict=True):
            for i in range(self._starts[at], self._starts[at + 1]):
                yield Holding(value, self._ids[self._ranks[i]], int(self._passages[i]))

    def standing(self, hashes: Sequence[int]) -> frozenset[int]:
        return frozenset(_found(np.asarray(hashes, np.int64), self._standing)[0])

    def place(self, document: str) -> Place:
        return self._places[document]

    def reading(self, document: str) -> Reading:
        reading = self._kept.get(document)
        if reading is None:
            reading = self._kept[document] = Reading(self._reports[document], self._credits[document])
            if len(self._kept) > READINGS_KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(document)
        return reading


def _found(asked: npt.NDArray[np.int64], known: npt.NDArray[np.int64]) -> tuple[list[int], list[int]]:
    """Those of `asked` that stand in the sorted `known`, and where."""
    if not len(known) or not len(asked):
        return [], []
    at = np.minimum(np.searchsorted(known, asked), len(known) - 1)
    there = known[at] == asked
    return asked[there].tolist(), at[there].tolist()
