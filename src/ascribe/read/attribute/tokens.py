"""Words of one sentence as attribution reads them.

In:  a text, a sentence and the quotations that touch it.   Out: `Tokens`: words and marks with their offsets.

Full stops inside a sentence belong to abbreviations and are left out. Scare quotes ("lies", ''barbaric'') lose their
marks: they quote a word, not a saying. Marks of all other quotations stand as `“` and `”`, whatever they look like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ascribe.domain.document import Quotation, Sentence
from ascribe.domain.span import Span

__all__ = ["OPEN", "CLOSE", "Tokens", "tokens_of"]

OPEN, CLOSE = "“", "”"
#: A quotation of at most this many words that holds no clause quotes words, not a saying.
SCARE_WORDS = 4
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)+|[^\W_]+(?:[-'’.&/@][^\W_]+)*|[–—]|-+|[^\w\s]|_")
_ENDS_CLAUSE = (".", ",", "!", "?", "…", ";")


@dataclass(slots=True)
class Tokens:
    """Parallel lists: words in lower case with straight apostrophes, start and end offsets, index of the quotation."""

    text: str
    low: list[str] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    quotation: list[int] = field(default_factory=list)
    cased: bool = True

    def __len__(self) -> int:
        return len(self.low)

    def word(self, i: int) -> str:
        """The token as it stands in the text."""
        return self.text[self.start[i] : self.end[i]]

    def is_word(self, i: int) -> bool:
        return 0 <= i < len(self.low) and self.low[i][0].isalnum()

    def is_capital(self, i: int) -> bool:
        """Whether a word has a capital ("Khan", "al-Sham") where that means something."""
        start = self.start[i]
        if not self.cased:
            return False
        return self.text[start].isupper() or ("-" in self.low[i] and any(c.isupper() for c in self.text[start : self.end[i]]))

    def span(self, first: int, last: int) -> Span:
        """The stretch of text from token `first` to token `last`, both included."""
        return Span(self.start[first], self.end[last])


def tokens_of(text: str, sentence: Sentence, quotations: Sequence[Quotation], indices: Sequence[int]) -> Tokens:
    """The tokens of `sentence`; `indices` are those of the quotations that overlap it."""
    span = sentence.span
    marks: dict[int, tuple[str, int]] = {}
    inners: list[tuple[int, int, int]] = []
    for i in indices:
        q = quotations[i]
        scare = _is_scare(text, q)
        for position in range(q.span.start, q.inner.start):
            marks[position] = ("" if scare else OPEN, i)
        for position in range(q.inner.end, q.span.end):
            marks[position] = ("" if scare else CLOSE, i)
        if not scare:
            inners.append((q.inner.start, q.inner.end, i))
    tokens = Tokens(text, cased=_is_cased(text, span))
    for m in _TOKEN.finditer(text, span.start, span.end):
        word = m.group()
        if m.start() in marks:
            word, _ = marks[m.start()]
            if not word or (tokens.low and tokens.low[-1] == word and tokens.end[-1] == m.start()):
                continue
        elif word == "." and m.end() < span.end and text[m.end()] not in "\"'”’»":
            continue
        elif word in '"”“':
            word = CLOSE
        elif word[0] in "-–—":
            word = "-"
        elif word == "Today" and tokens.low and _follows_name(tokens, m.start()):
            word = "daily"  # "India Today reports": a paper, no day
        tokens.low.append(word.lower().replace("’", "'"))
        tokens.start.append(m.start())
        tokens.end.append(m.end())
        holder = [(e - s, i) for s, e, i in inners if s <= m.start() < e]
        tokens.quotation.append(min(holder)[1] if holder else -1)
    return tokens


def _follows_name(tokens: Tokens, start: int) -> bool:
    """Whether a name stands right before `start`, in the same breath."""
    last = len(tokens) - 1
    return tokens.cased and tokens.end[last] + 1 == start and tokens.is_word(last) and tokens.is_capital(last)


def _is_scare(text: str, q: Quotation) -> bool:
    inner = q.inner.of(text).strip()
    if not q.closed or inner.endswith(_ENDS_CLAUSE) or (text[q.span.end : q.span.end + 1] in (",", ".") and " " in inner):
        return False
    return inner.count(" ") < SCARE_WORDS


def _is_cased(text: str, span: Span) -> bool:
    words = span.of(text)
    upper = sum(c.isupper() for c in words)
    lower = sum(c.islower() for c in words)
    return bool(upper) and lower > upper
