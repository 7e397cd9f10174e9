"""Tokens: words, numerals and signs of a stretch of text, as number and count grammars step through them.

In:  a text and a pair of offsets.   Out: parallel lists of lower-cased words and their offsets into the text.

A numeral keeps its separators ("3,000", "1.2") and never its letters ("12k" is two tokens that touch).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

from ascribe.domain.span import Span

__all__ = ["Phrases", "Tokens", "tokens_of"]

T = TypeVar("T")

_TOKEN = re.compile(r"\d+(?:[.,\u00a0\u202f]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+|(?<=[sS])['’])?|[^\w\s]|_")


class Tokens(NamedTuple):
    """`words[i]` is in lower case and stands at `starts[i]:ends[i]`. Reading past either end gives an empty word."""

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]

    def word(self, i: int) -> str:
        return self.words[i] if 0 <= i < len(self.words) else ""

    def raw(self, i: int) -> str:
        return self.text[self.starts[i] : self.ends[i]] if 0 <= i < len(self.words) else ""

    def touches(self, i: int) -> bool:
        """Whether token `i` follows token `i - 1` without a gap."""
        return 0 < i < len(self.words) and self.ends[i - 1] == self.starts[i]

    def is_numeral(self, i: int) -> bool:
        return self.word(i)[:1].isdecimal()

    def is_word(self, i: int) -> bool:
        return self.word(i)[:1].isalpha()

    def span(self, i: int, j: int) -> Span:
        """The span of tokens `i` up to but not including `j`."""
        return Span(self.starts[i], self.ends[j - 1])


def tokens_of(text: str, start: int, end: int) -> Tokens:
    """The tokens of `text[start:end]`.

    >>> tokens_of("At least 3,000 fled.", 0, 20).words
    ['at', 'least', '3,000', 'fled', '.']
    """
    words, starts, ends = [], [], []
    for m in _TOKEN.finditer(text, start, end):
        words.append(m.group().lower())
        starts.append(m.start())
        ends.append(m.end())
    return Tokens(text, words, starts, ends)


class Phrases(Generic[T]):
    """Phrases of several words, each with a meaning; the longest that stands at a token is found.

    >>> Phrases([("no", 0), ("no more than", 1)]).at(["no", "more", "than", "6"], 0)
    (1, 3)
    """

    def __init__(self, meanings: Iterable[tuple[str, T]]) -> None:
        self._by_first: dict[str, list[tuple[list[str], T]]] = {}
        for phrase, meaning in meanings:
            words = _TOKEN.findall(phrase)
            self._by_first.setdefault(words[0], []).append((words, meaning))
        for candidates in self._by_first.values():
            candidates.sort(key=lambda c: -len(c[0]))

    def at(self, words: list[str], i: int) -> tuple[T, int] | None:
        """The meaning of the phrase that starts at token `i` and the token after it, or null."""
        for phrase, meaning in self._by_first.get(words[i], ()) if i < len(words) else ():
            if words[i : i + len(phrase)] == phrase:
                return meaning, i + len(phrase)
        return None
