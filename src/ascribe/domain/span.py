"""Spans: where words stand in a document's text.

In:  a text and a pair of offsets.   Out: values whose words and offsets cannot disagree.

Offsets count Unicode code points from the start of `Document.text`, half-open `[start, end)`, as Python slices do.
UTF-16 and byte offsets exist only in the browser and in files and are converted there.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

__all__ = ["Quote", "Span"]


class Span(msgspec.Struct, frozen=True, order=True, array_like=True, forbid_unknown_fields=True):
    """Code points `start` up to but not including `end`; never empty. In JSON it is `[start, end]`.

    >>> Span(3, 7).of("On Monday, two died")
    'Mond'
    >>> Span(7, 3)
    Traceback (most recent call last):
    ValueError: a span needs 0 <= start < end, not [7, 3)
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def __iter__(self) -> Iterator[int]:
        return iter((self.start, self.end))

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def of(self, text: str) -> str:
        """The words that stand at this span of `text`."""
        return text[self.start : self.end]

    def hull(self, other: Span) -> Span:
        """The shortest span that holds both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


class Quote(msgspec.Struct, frozen=True):
    """A span together with its words. Build it with `Quote.at`, which cuts the words out itself.

    >>> Quote.at("two died", Span(0, 3)).text
    'two'
    """

    span: Span
    text: str

    @classmethod
    def at(cls, text: str, span: Span) -> Quote:
        """The words of `text` at `span`; `ValueError` where the span reaches beyond the text."""
        if span.end > len(text):
            raise ValueError(f"span [{span.start}, {span.end}) reaches beyond a text of {len(text)} code points")
        return cls(span, span.of(text))
