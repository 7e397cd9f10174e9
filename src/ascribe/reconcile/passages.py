"""Passages: the pieces of a text in which copies are looked for.

In:  a text.   Out: spans of passages in text order, and the words with their code points.

A passage is a paragraph. One of more than `LONGEST` words (pages that lost their line ends, speeches) is cut where its own words
say so: at ends of sentences chosen by the words before them, so that two long paragraphs that share a stretch are cut alike in it,
wherever it stands in either.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from ascribe.domain.span import Quote, Span

__all__ = ["CLOSES", "LONGEST", "Words", "quoted_words", "segment_passages", "stable_hash", "words_of"]

#: A paragraph of more words is cut.
LONGEST = 120
#: A piece of a long paragraph has at least this many words; at this many it ends with its sentence, wherever that is.
SHORTEST_PIECE = 20
FULL_PIECE = 80
#: One end of sentence in so many is a place to cut; where there is none within `FULL_PIECE`, one word in so many.
CUT_SENTENCES = 3
CUT_WORDS = 16
#: A shorter line is a heading or an entry of a list, and ends where it ends.
SHORT_LINE = 45

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
#: Scripts that put no space between words: there each letter counts as one.
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_SPACELESS_WORD = re.compile(rf"[{_SPACELESS}]|(?:(?![{_SPACELESS}])[^\W_])+")
_IS_SPACELESS = re.compile(rf"[{_SPACELESS}]")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_LINE = re.compile(r"[^\n]+")
#: What closes a sentence at the end of a passage.
CLOSES = re.compile(r"[.!?…:;؟۔।。！？][\"'”’»)\]]*$")
_SENTENCE_END = re.compile(r"[.!?…؟۔।。！？][\"'”’»)\]]*(?=\s|[^\W\d_a-z]|[\"“«])")
_MARK = re.compile(r"[“”«»„‟\"]|''|(?<![^\W_])[‘'](?=[^\W_])|(?<=[^\s])[’'](?![^\W_])")
_OPENS = {"“": "”", "«": "»", "„": "”", "‟": "”", '"': '"', "''": "''", "‘": "’", "'": "'"}


class Words(NamedTuple):
    """The words of a text in order: their letters in lower case with one kind of apostrophe, and their code points."""

    keys: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]

    def __len__(self) -> int:
        return len(self.keys)

    def cut(self, first: int, after: int) -> Words:
        """The words from one position up to another."""
        return Words(self.keys[first:after], self.starts[first:after], self.ends[first:after])

    def quote(self, text: str, first: int, after: int) -> Quote | None:
        """The stretch of the text from a word to the one before another; null where there is none."""
        return Quote.at(text, Span(self.starts[first], self.ends[after - 1])) if first < after else None


def words_of(text: str) -> Words:
    """The words of `text`; punctuation and marks are none.

    >>> words_of("The army’s men killed 1,200.").keys
    ['the', "army's", 'men', 'killed', '1', '200']
    """
    folded = text.lower()
    if len(folded) != len(text):  # a letter whose lower case is two
        folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    if not folded.isascii():
        folded = folded.replace("’", "'").replace("ʼ", "'")
    pattern = _SPACELESS_WORD if not folded.isascii() and _IS_SPACELESS.search(folded) else _WORD
    spans = [m.span() for m in pattern.finditer(folded)]
    return Words([folded[s:e] for s, e in spans], [s for s, _ in spans], [e for _, e in spans])


@lru_cache(maxsize=1 << 19)
def stable_hash(word: str) -> int:
    """64 bits of a word that are the same in every process."""
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def segment_passages(text: str, words: Words | None = None) -> tuple[Span, ...]:
    """The passages of `text`, without the blank space around them. `words` are its words, where they are at hand.

    >>> [p.of("One died.\\n\\nTwo were hurt.\\nHe left.") for p in segment_passages("One died.\\n\\nTwo were hurt.\\nHe left.")]
    ['One died.', 'Two were hurt.', 'He left.']
    """
    words = words_of(text) if words is None else words
    passages: list[Span] = []
    for start, end in _paragraphs(text):
        first, after = bisect_left(words.starts, start), bisect_left(words.starts, end)
        if after - first <= LONGEST:
            passages.append(Span(start, end))
        else:
            passages.extend(_pieces(text, words.cut(first, after), start, end))
    return tuple(passages)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Blank lines end a paragraph; a line end does where the line is short or closes a sentence, so that wrapped lines stay together."""
    bounds = [0, *(cut for gap in _BLANK_LINE.finditer(text) for cut in (gap.start(), gap.end())), len(text)]
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        opened: int | None = None
        for line in _LINE.finditer(text, start, end):
            words = line.group().rstrip()
            opened = line.start() if opened is None else opened
            if len(words) < SHORT_LINE or CLOSES.search(words[-8:]):
                yield from _stripped(text, opened, line.end())
                opened = None
        if opened is not None:
            yield from _stripped(text, opened, end)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    if start < end:
        yield start, end


def _pieces(text: str, words: Words, start: int, end: int) -> Iterator[Span]:
    """A long paragraph in pieces; where it is cut depends on the words before the cut alone, once both texts have been cut alike."""
    sentences = {bisect_left(words.starts, m.end()): m.end() for m in _SENTENCE_END.finditer(text, start, end)}
    opened, first = start, 0
    for i in range(SHORTEST_PIECE, len(words)):
        length = i - first
        if length < SHORTEST_PIECE:
            continue
        if i in sentences:
            mark = sum(map(stable_hash, words.keys[i - 3 : i]))
            cut = length >= FULL_PIECE or mark % CUT_SENTENCES == 0
        else:
            cut = length >= 2 * LONGEST or (length >= LONGEST and stable_hash(words.keys[i - 1]) % CUT_WORDS == 0)
        if cut:
            stop = sentences.get(i, words.ends[i - 1])
            yield from (Span(*s) for s in _stripped(text, opened, stop))
            opened, first = stop, i
    yield from (Span(*s) for s in _stripped(text, opened, end))


def quoted_words(text: str, passage: Span, words: Words) -> tuple[bool, ...]:
    """For each of a passage's words, whether it stands between quotation marks; an open quotation runs to the end of the passage.

    >>> text = 'He said “we left” and went.'
    >>> quoted_words(text, Span(0, len(text)), words_of(text))
    (False, False, True, True, False, False)
    """
    stretches: list[tuple[int, int]] = []
    closing, opened = "", 0
    for mark in _MARK.finditer(text, *passage):
        sign = mark.group()
        if closing and sign == closing:
            stretches.append((opened, mark.start()))
            closing = ""
        elif not closing and sign in _OPENS and not (sign == "'" and mark.start() > passage.start and text[mark.start() - 1].isalnum()):
            closing, opened = _OPENS[sign], mark.end()
    if closing and closing not in "’'":
        stretches.append((opened, passage.end))
    if not stretches:
        return (False,) * len(words)
    return tuple(any(s <= start < e for s, e in stretches) for start in words.starts)
