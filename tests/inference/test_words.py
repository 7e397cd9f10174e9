"""Words and windows: every word is labelled once, and no window sees more than it may."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ascribe.domain.span import Span
from ascribe.inference.words import CORE, LEFT, LONGEST_WORD, RIGHT, windows_of, words_of

TEXTS = st.text(alphabet="ab Z9.,'’“\n\u200f🙂é_-", max_size=400)


@given(TEXTS)
def test_words_are_visible_ordered_and_apart(text: str) -> None:
    words = words_of(text)
    assert all(not w.of(text).isspace() and w.of(text) for w in words)
    assert all(a.end <= b.start for a, b in pairwise(words))
    assert "".join(w.of(text) for w in words) == "".join(text.split())


@given(st.lists(st.integers(1, LONGEST_WORD), max_size=900), st.lists(st.integers(0, 900), max_size=40))
def test_windows_label_every_word_once(n_pieces: list[int], edges: list[int]) -> None:
    words = [Span(2 * i, 2 * i + 1) for i in range(len(n_pieces))]
    cuts = sorted({0, 2 * len(words), *(2 * e for e in edges if e < len(words))})
    sentences = [Span(a, b) for a, b in pairwise(cuts)]
    windows = windows_of(words, n_pieces, sentences)
    labelled = [i for w in windows for i in range(w.start, w.end)]
    assert labelled == list(range(len(words)))
    for first, start, end, last in windows:
        assert 0 <= first <= start < end <= last <= len(words)
        assert sum(n_pieces[first:start]) <= LEFT
        assert sum(n_pieces[start:end]) <= CORE
        assert sum(n_pieces[end:last]) <= RIGHT


def test_a_short_report_is_one_window() -> None:
    words = words_of("Rebels said on Friday that they killed 12 soldiers. The army denied it.")
    assert [tuple(w) for w in windows_of(words, [1] * len(words), [Span(0, 51), Span(52, 71)])] == [(0, 0, len(words), len(words))]


def test_windows_are_cut_between_sentences() -> None:
    words = [Span(2 * i, 2 * i + 1) for i in range(300)]
    sentences = [Span(0, 2 * 120), Span(2 * 120, 2 * 300)]
    assert [(w.start, w.end) for w in windows_of(words, [1] * 300, sentences)] == [(0, 120), (120, 300)]
