"""Words and windows: a text cut into the words that the model labels, and into the stretches that it sees at once.

In:  a text, its sentences, the pieces of each word.   Out: spans of words; `Window`s over their indices.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ascribe.domain.span import Span

__all__ = ["CORE", "LEFT", "LONGEST_WORD", "RIGHT", "Window", "windows_of", "words_of"]

_WORD = re.compile(r"[^\W_]+|[^\s\w]|_")
#: Pieces that a window labels, and sees before and after them: short reports are one window, and a speaker of the sentences
#: before is in sight. Chosen for speed; every piece more on the left costs all windows.
CORE, LEFT, RIGHT = 200, 72, 24
#: A word of more pieces is a string of symbols, not a word.
LONGEST_WORD = 24


class Window(NamedTuple):
    """Indices of words: the window sees `[first, last)` and labels `[start, end)`."""

    first: int
    start: int
    end: int
    last: int


def words_of(text: str) -> list[Span]:
    """Runs of letters and digits, and every other visible sign by itself; offsets in code points.

    >>> [w.of("Over 40,000 fled.") for w in words_of("Over 40,000 fled.")]
    ['Over', '40', ',', '000', 'fled', '.']
    """
    return [Span(*m.span()) for m in _WORD.finditer(text)]


def windows_of(words: Sequence[Span], n_pieces: Sequence[int], sentences: Sequence[Span]) -> list[Window]:
    """Windows that together label every word once, cut between sentences where a sentence fits.

    >>> words = [Span(i, i + 1) for i in range(0, 1000, 2)]
    >>> [tuple(w) for w in windows_of(words, [1] * 500, [Span(0, 300), Span(300, 1000)])]
    [(0, 0, 150, 174), (78, 150, 350, 374), (278, 350, 500, 500)]
    """
    starts = [w.start for w in words]
    edges = {bisect_left(starts, s.start) for s in sentences}
    cuts, begin, size, last_edge = [0], 0, 0, 0
    i = 0
    while i < len(words):
        if i in edges:
            last_edge = i
        if size + n_pieces[i] > CORE and i > begin:
            cut = last_edge if last_edge > begin else i
            cuts.append(cut)
            begin, i, size = cut, cut, 0
            continue
        size += n_pieces[i]
        i += 1
    cuts.append(len(words))
    out = []
    for start, end in pairwise(cuts):
        first, size = start, 0
        while first > 0 and size + n_pieces[first - 1] <= LEFT:
            first -= 1
            size += n_pieces[first]
        last, size = end, 0
        while last < len(words) and size + n_pieces[last] <= RIGHT:
            size += n_pieces[last]
            last += 1
        if end > start:
            out.append(Window(first, start, end, last))
    return out
