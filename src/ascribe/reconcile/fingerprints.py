"""Fingerprints: the few numbers by which passages that share words find each other.

In:  the words of a text and its passages.   Out: 64-bit signed integers, each with the number of its passage.

Every run of `SHINGLE` words has a number; of every `WINDOW` runs in a row the smallest number is kept (winnowing: Schleimer, Wilkerson
and Aiken, SIGMOD 2003). Two passages that share `SHINGLE + WINDOW - 1` words in a row share at least one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ascribe.domain.span import Span
from ascribe.reconcile.passages import Words, stable_hash

__all__ = ["SHINGLE", "WINDOW", "Fingerprints", "fingerprints"]

SHINGLE = 5
WINDOW = 4

_PLACES = np.array([pow(0x9E3779B97F4A7C15, k, 1 << 64) for k in range(SHINGLE)], dtype=np.uint64)


class Fingerprints(NamedTuple):
    """Numbers, and the passage that each comes from; in the order of passages, ascending and without repetition in each."""

    hashes: npt.NDArray[np.int64]
    passages: npt.NDArray[np.int32]


def fingerprints(words: Words, passages: Sequence[Span]) -> Fingerprints:
    """The fingerprints of a text's passages; a passage of fewer than `SHINGLE` words has none.

    >>> from ascribe.reconcile.passages import segment_passages, words_of
    >>> text = "Two soldiers died when shells hit their post near Kabul on Monday."
    >>> fingerprints(words_of(text), segment_passages(text)).passages.tolist()
    [0, 0, 0]
    """
    none = Fingerprints(np.empty(0, np.int64), np.empty(0, np.int32))
    if len(words) < SHINGLE:
        return none
    codes = np.fromiter(map(stable_hash, words.keys), np.uint64, len(words))
    starts = np.array(words.starts, np.int64)
    of_word = np.searchsorted(np.fromiter((p.end for p in passages), np.int64, len(passages)), starts, side="right").astype(np.int32)
    n = len(words) - SHINGLE + 1
    mixed = np.zeros(n, np.uint64)
    for k in range(SHINGLE):
        mixed += codes[k : k + n] * _PLACES[k]
    mixed = (mixed ^ (mixed >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(29)
    whole = of_word[:n] == of_word[SHINGLE - 1 :]
    runs, of_run = mixed[whole].view(np.int64), of_word[:n][whole]
    if not len(runs):
        return none
    kept, of_kept = [], []
    if len(runs) >= WINDOW:
        lowest = np.lib.stride_tricks.sliding_window_view(runs, WINDOW).min(axis=1)
        inside = of_run[: len(lowest)] == of_run[WINDOW - 1 :]
        kept.append(lowest[inside])
        of_kept.append(of_run[: len(lowest)][inside])
    numbers, firsts, counts = np.unique(of_run, return_index=True, return_counts=True)
    for number, first, count in zip(numbers, firsts, counts, strict=True):
        if count < WINDOW:
            kept.append(runs[first : first + count].min(keepdims=True))
            of_kept.append(np.array([number], np.int32))
    hashes, of_hash = np.concatenate(kept), np.concatenate(of_kept)
    order = np.lexsort((hashes, of_hash))
    hashes, of_hash = hashes[order], of_hash[order]
    new = np.ones(len(hashes), np.bool_)
    new[1:] = (hashes[1:] != hashes[:-1]) | (of_hash[1:] != of_hash[:-1])
    return Fingerprints(hashes[new], of_hash[new])
