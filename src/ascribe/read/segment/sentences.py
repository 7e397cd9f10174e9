"""Sentences and paragraphs of a text.

In:  a text, its language.   Out: `Sentence` spans in text order, each inside one paragraph, exact in code points.

A blank line always ends a paragraph. A single line end does so too, unless the text is hard-wrapped: wire copy breaks
its lines at a fixed column, and there the line end is only a space. Which of the two holds is read off the lines
themselves (`is_hard_wrapped`). English sentences come from nupunkt, those of other languages from pysbd.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ascribe.domain.document import Sentence
from ascribe.domain.span import Span

__all__ = ["is_hard_wrapped", "segment_paragraphs", "segment_sentences", "unwrapped"]

#: Teletype and terminal columns end below this; a longer line was not wrapped by a machine.
WIDEST_COLUMN = 100
#: A shorter longest line tells nothing about wrapping: lists and headlines look the same.
NARROWEST_COLUMN = 40
#: A line counts as filled when it ends this near the longest one: typists break before a long word.
RAGGED_EDGE = 15
#: Share of lines that must be filled (and share that may close a sentence) in hard-wrapped text.
FILLED_SHARE = 0.8
CLOSING_SHARE = 0.5

#: Code points; what is longer is cut, so that the time of every later step stays linear in the text.
LONGEST_SENTENCE = 1500
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_LINE = re.compile(r"[^\n]+")
_LONE_LINE_END = re.compile(r"(?<=\S)([^\S\n]*)\n(?=[^\S\n]{0,3}\S)")
_ABBREVIATION = re.compile(
    r"\b(?:lt|col|gen|brig|maj|capt|cpl|sgt|adm|cmdr|insp|supt|asst|addl|dy|mr|mrs|ms|dr|prof|rev|hon|gov|sen|rep|pres|st|ft|mt"
    r"|no|nos|rs|vs|approx|al)\.$",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"(?:^|[\s(])[^\W\d_]\.$")
_CLOCK = re.compile(r"\b[ap]\.m\.$", re.IGNORECASE)
_CLOSING_QUOTE = re.compile(r"[.!?…,]['\"”’»]+$")
#: "All were killed.Refuting the report": a full stop that lost its space between two words of ordinary spelling.
_LOST_SPACE = re.compile(r"(?:[a-z)]{2}|[A-Z]\))[.!?](?=[A-Z][a-z ])")
#: "at 3 p.m. The army left": after a clock time only a word that opens sentences does so.
_AFTER_CLOCK = re.compile(r"\b[ap]\.m\.(?= (?:The|A|An|He|She|It|They|In|On|At|But|This|There|No|Two)\b)")
#: "two bodies were found. Firefighters said": words that are abbreviations in law reports, and that the trained model takes for such
#: before a word that seldom opens a sentence. Those that are abbreviations in reports, too, are left to it.
_PLAIN_END = re.compile(
    r"\b(?!(?:vs|approx|etc|dept|govt|nos|viz|esp|incl|resp|inc|ltd|corp|ave|hrs|est|ext|tel|figs?|vol|eds?|gen|col|brig|maj|capt|cpl|sgt|adm"
    r"|cmdr|insp|supt|asst|addl|hon|rev|rep|sen|gov|pres|prof|mrs|fr|msgr|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.)"
    r"[a-z]{3,}[.](?= [A-Z][a-z]{2})"
)
#: Where lower-case copy ends a sentence: the trained model waits there for a capital that never comes.
_LOWER_CASE_END = re.compile(r"[^\W\d_]{3}[.!?]['\"”’]{0,4}(?=\s)")


def segment_sentences(text: str, language: str | None = "en") -> tuple[Sentence, ...]:
    """The sentences of `text`, without the blank space around them, each with the index of its paragraph.

    `language` is an ISO 639-1 code; null and languages that no segmenter knows are read as English.

    >>> text = "Lt. Col. Ali spoke on Sept. 1. “We left.” He said no more.\\n\\nTwo died."
    >>> [s.span.of(text) for s in segment_sentences(text)]
    ['Lt. Col. Ali spoke on Sept. 1.', '“We left.”', 'He said no more.', 'Two died.']
    >>> [s.paragraph for s in segment_sentences(text)]
    [0, 0, 0, 1]
    """
    sentences: list[Sentence] = []
    for index, paragraph in enumerate(segment_paragraphs(text)):
        flat = paragraph.of(text).replace("\n", " ")  # same length, so offsets hold
        for start, end in _split(flat, language or "en"):
            for piece_start, piece_end in _bounded(text, paragraph.start + start, paragraph.start + end):
                span = _stripped(text, piece_start, piece_end)
                if span is not None:
                    sentences.append(Sentence(span, index))
    return tuple(sentences)


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch, cut at a blank where it is longer than any writer's sentence (tables, lists, hostile input)."""
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
        cut = cut if cut > start else start + LONGEST_SENTENCE
        yield start, cut
        start = cut
    yield start, end


def segment_paragraphs(text: str) -> tuple[Span, ...]:
    """The paragraphs of `text`, without the blank space around them.

    >>> [p.of("One.\\n\\nTwo.") for p in segment_paragraphs("One.\\n\\nTwo.")]
    ['One.', 'Two.']
    """
    wrapped = is_hard_wrapped(text)
    bounds: list[tuple[int, int]] = []
    start = 0
    for gap in _BLANK_LINE.finditer(text):
        bounds.append((start, gap.start()))
        start = gap.end() - 1  # the second line end may open a further blank line
    bounds.append((start, len(text)))
    if not wrapped:
        bounds = [m.span() for s, e in bounds for m in _LINE.finditer(text, s, e)]
    spans = (_stripped(text, s, e) for s, e in bounds)
    return tuple(s for s in spans if s is not None)


def is_hard_wrapped(text: str) -> bool:
    """Whether single line ends are mere spaces: lines were filled greedily up to a column.

    In wrapped text lines end near one column, and in the middle of sentences.

    >>> is_hard_wrapped("THE ARMY SAID TODAY THAT THE GUERRILLAS\\nATTACKED A FARM NORTH OF THE CAPITAL AND\\nFLED TO THE HILLS.")
    True
    >>> is_hard_wrapped("A headline of the day\\nThe army said today that the guerrillas attacked a farm north of the capital.")
    False
    """
    lines = text.split("\n")
    width = max((len(line.rstrip()) for line in lines), default=0)
    if not NARROWEST_COLUMN <= width <= WIDEST_COLUMN:
        return False
    followed = [a.rstrip() for a, b in pairwise(lines) if a.strip() and b.strip()]
    if not followed:
        return False
    filled = sum(len(a) + RAGGED_EDGE >= width for a in followed)
    closing = sum(a.endswith((".", "!", "?", '"', "”")) for a in followed)
    return filled >= FILLED_SHARE * len(followed) and closing <= CLOSING_SHARE * len(followed)


def unwrapped(text: str) -> str:
    """The text with blanks for the line ends of hard-wrapped copy, code point for code point; other texts as they are.

    >>> unwrapped("THE ARMY SAID TODAY THAT GENERAL ENRIQUE\\nLOPEZ WAS KILLED BY THE GUERRILLAS NEAR A FARM\\nIN THE HILLS.").count("\\n")
    0
    """
    if not is_hard_wrapped(text):
        return text
    return _LONE_LINE_END.sub(r"\1 ", text)


def _split(flat: str, language: str) -> list[tuple[int, int]]:
    base = language.lower().partition("-")[0]
    if base != "en":
        spans = _split_other(flat, base)
        if spans is not None:
            return spans
    return _mended(flat, _split_english(flat))


def _split_english(flat: str) -> Iterator[tuple[int, int]]:
    import nupunkt

    lower_case = not any(c.isupper() for c in flat)
    for start, end in nupunkt.sent_spans(flat):
        extra = [m.end() for pattern in (_LOST_SPACE, _AFTER_CLOCK, _PLAIN_END) for m in pattern.finditer(flat, start, end)]
        if lower_case:
            extra += [m.end() for m in _LOWER_CASE_END.finditer(flat, start, end)]
        for cut in sorted(set(extra)):
            yield start, cut
            start = cut
        yield start, end


def _mended(flat: str, spans: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans with those joined that a title, an initial, a unit or a closing quotation mark had split."""
    mended: list[tuple[int, int]] = []
    for start, end in spans:
        if start >= end:
            continue
        if mended and _runs_on(flat[max(mended[-1][0], mended[-1][1] - 40) : mended[-1][1]].rstrip(), flat[start : start + 40].lstrip()):
            mended[-1] = (mended[-1][0], end)
        else:
            mended.append((start, end))
    return mended


def _runs_on(before: str, after: str) -> bool:
    if not after:
        return True
    if _ABBREVIATION.search(before) or (_INITIAL.search(before) and after[0].isupper()):
        return True
    starts_low = after[0].islower() and any(c.isupper() for c in before + after)
    return starts_low and bool(_CLOSING_QUOTE.search(before) or _CLOCK.search(before))


def _split_other(flat: str, language: str) -> list[tuple[int, int]] | None:
    import pysbd
    from pysbd.languages import LANGUAGE_CODES

    if language not in LANGUAGE_CODES:
        return None
    spans: list[tuple[int, int]] = []
    position = 0
    for piece in pysbd.Segmenter(language=language, clean=False).segment(flat):
        words = piece.strip()
        found = flat.find(words, position) if words else -1
        if found < 0:  # the segmenter rewrote the words: keep what is left in one piece rather than a wrong span
            continue
        spans.append((found, found + len(words)))
        position = found + len(words)
    if flat[position:].strip():
        spans.append((position, len(flat)))
    return spans


def _stripped(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None
