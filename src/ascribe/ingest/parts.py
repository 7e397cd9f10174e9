"""Parts of a text that its own lines show: dateline, captions, notices, corrections.

In:  a text and the parts that a page's markup already gave.   Out: all parts, in text order, none overlapping.

Markup is stronger than rules, and a rule speaks only for whole lines, for a copyright clause that ends one, and for the
dateline before the first words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from ascribe.domain.document import Part, PartKind
from ascribe.domain.span import Span
from ascribe.lexicon.text_parts import load_text_parts, representational_words

__all__ = ["find_parts", "lines_of"]

#: A notice or caption is short; a longer line is prose that happens to begin like one.
_MAX_NOTICE = 500
_MAX_CORRECTION = 1500
#: Lines of prose that are broken by hand are about this long; a part that begins on one runs on.
_WRAPPED = range(45, 110)
#: A dateline stands before the story's first words: in its first lines, after a headline and a byline.
_DATELINE_LINES = 4
#: Nothing that opens a dateline lies further right than this.
_DATELINE_CHARS = 160

_DATE = r"(?:(?:[A-Z][a-z]{2,8}\.?,\ )?(?:\d{1,2}(?:st|nd|rd|th)?\ [^\W\d_]{3,10}\.?|[^\W\d_]{3,10}\.?\ \d{1,2})(?:,?\ (?:\d{4}|\d{2}))?)"
_DATELINE = re.compile(
    rf"""(?: (?P<capitals> [A-Z][A-Z.'’-]{{1,20}} (?:[\ /-][A-Z][A-Z.'’-]{{0,20}}){{0,4}} )
        | (?P<mixed> [A-Z][\w.'’-]{{1,20}} (?:\ [A-Z][\w.'’-]{{0,20}}){{0,3}} ) )
    (?: \ \[[A-Z][a-z][\w\ .'’-]{{1,30}}\] )?
    (?P<region> (?:,\ [A-Z][\w.'’-]{{1,20}} (?:\ [A-Z][\w.'’-]{{0,20}}){{0,2}}(?!\ \d)){{0,2}} )
    (?: (?:,\ |\ )(?P<date>{_DATE})[.,]? )?
    (?: \ ?(?P<agency> \([A-Z][\w\ .,&/’'+-]{{1,60}}\)[.,]? | /[A-Z]{{2,12}}(?:[-\ ][A-Z]{{2,12}})?/\.? | (?<=,)\ [A-Z]{{3,20}}(?=:) ) )?
    (?: (?P<dash> \ ?[–—―]\ ? | \ {{0,2}}--\ ? | \ -\ ) | (?P<colon>:)\  | (?P<none>\ (?=[A-Z"“'‘\[])) )
    (?P<tags> (?: \ {{0,2}} \[[A-Z][A-Z\ ,.'’-]{{1,60}}\] ){{0,4}} )
    """,
    re.VERBOSE,
)
_AGENCY_ONLY = re.compile(r"\([A-Z][A-Z./]{1,15}\)(?: ?[–—―] ?| ?--? )")
_COPYRIGHT = re.compile(r"(?:^|(?<=[.!?:)\]”\"|] ))(?:©|\([cC]\)|Copyright\b|COPYRIGHT\b)[^\n]{0,80}?\b(?:19|20)\d\d\b", re.MULTILINE)
_DETERMINER = re.compile(r"\b(?:the|this|these|an?)\s{0,3}\Z", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?]\s+")


def lines_of(text: str) -> Iterator[Span]:
    """The spans of the lines of `text` that are not blank, without the blank space around them."""
    for match in re.finditer(r"[^\n]+", text):
        start, end = match.span()
        words = match[0]
        start += len(words) - len(words.lstrip())
        end -= len(words) - len(words.rstrip())
        if start < end:
            yield Span(start, end)


def find_parts(text: str, marked: Iterable[Part] = ()) -> tuple[Part, ...]:
    """The parts of `text`; those in `marked` stand, others are found by rule where none of these lies.

    >>> text = "KABUL, Sept 2 (Wire) - Two died.\\nCopyright 2021 Wire."
    >>> [(p.kind, p.span.of(text)) for p in find_parts(text)]
    [('dateline', 'KABUL, Sept 2 (Wire) -'), ('notice', 'Copyright 2021 Wire.')]
    """
    found = sorted(marked, key=lambda p: (p.span.start, -p.span.end))
    parts: list[Part] = []
    for part in found:
        if not parts or not parts[-1].span.overlaps(part.span):
            parts.append(part)
    lines = list(lines_of(text))
    for rule in (_line_parts, _datelines):
        taken = [p.span for p in parts]
        parts.extend(p for p in rule(text, lines) if not _overlaps_any(p.span, taken))
        parts.sort(key=lambda p: p.span)
    return tuple(parts)


def _overlaps_any(span: Span, taken: list[Span]) -> bool:
    """Whether `span` overlaps one of `taken`, which are sorted and do not overlap one another."""
    i = bisect_left(taken, span)
    return any(span.overlaps(t) for t in taken[max(0, i - 1) : i + 1])


def _line_parts(text: str, lines: list[Span]) -> Iterator[Part]:
    words = load_text_parts()
    last = -1
    for i, line in enumerate(lines):
        if line.start < last:
            continue
        opening = text[line.start : min(line.end, line.start + 120)].lower().lstrip("*_[•-–— ")
        kind: PartKind | None = None
        if opening.startswith(words.correction_starts):
            kind = "correction"
        elif opening.startswith(words.notice_starts):
            kind = "notice"
        elif opening.startswith(words.caption_starts) or _says_representational(text, line):
            kind = "caption"
        if kind is not None:
            whole = _run_on(text, lines, i)
            if len(whole) <= (_MAX_CORRECTION if kind == "correction" else _MAX_NOTICE):
                yield Part(span=whole, kind=kind)
                last = whole.end
                continue
        clause = _notice_in(text, line)
        if clause is not None:
            yield Part(span=clause, kind="notice")


def _notice_in(text: str, line: Span) -> Span | None:
    """The copyright clause that ends a line, or the short line that holds a phrase of notices."""
    copyright_ = _COPYRIGHT.search(text, line.start, line.end)
    if copyright_ is not None and line.end - copyright_.start() <= _MAX_NOTICE:
        return Span(copyright_.start(), line.end)
    if len(line) > 4 * _MAX_NOTICE:
        return None
    lowered = text[line.start : line.end].lower()
    if len(lowered) != len(line):  # lower case may change lengths ("İ"); such a line keeps its offsets only as it is
        lowered = text[line.start : line.end]
    at = min((n for n in (lowered.find(p) for p in load_text_parts().notice_phrases) if n >= 0), default=-1)
    if at < 0:
        return None
    sentences = [m.end() for m in _SENTENCE_END.finditer(text, line.start, line.start + at)]
    start = sentences[-1] if sentences else line.start
    return Span(start, line.end) if line.end - start <= _MAX_NOTICE else None


def _says_representational(text: str, line: Span) -> bool:
    """Whether a line begins with words that call a picture representational, or holds them set off from its own."""
    if len(line) > _MAX_NOTICE:
        return False
    for match in representational_words(text, line.start, line.end):
        before = text[line.start : match.start()].rstrip(" *_")
        after = text[match.end() : line.end]
        bare = _DETERMINER.sub("", before)
        is_alone = not any(c.isalnum() for c in after)
        if not before or before.endswith(("(", "[", "|", "/", "–", "—", " -")):
            return True
        if (not bare or bare.endswith((".", "!", "?", ":", ";", ",", "”", '"', ")"))) and is_alone:
            return True
    return False


def _run_on(text: str, lines: list[Span], i: int) -> Span:
    """The line, with the lines that it runs on to where prose is broken by hand."""
    end = lines[i].end
    for n in range(i, len(lines) - 1):
        here, following = lines[n], lines[n + 1]
        broken = (
            len(here) in _WRAPPED
            and len(following) < _WRAPPED.stop  # a longer line is a paragraph, and so is this one
            and text[here.end - 1] not in '.!?"”)]'
            and text.count("\n", here.end, following.start) == 1
            and not any(m.end() == here.end for m in representational_words(text, here.start, here.end))
        )
        if not broken or following.end - lines[i].start > _MAX_CORRECTION:
            break
        end = following.end
    return Span(lines[i].start, end)


def _datelines(text: str, lines: list[Span]) -> Iterator[Part]:
    for line in lines[:_DATELINE_LINES]:
        end = _dateline_end(text, line)
        if end is not None:
            yield Part(span=Span(line.start, end), kind="dateline")
            return


def _dateline_end(text: str, line: Span) -> int | None:
    stop = min(line.end, line.start + _DATELINE_CHARS)
    agency = _AGENCY_ONLY.match(text, line.start, stop)
    if agency is not None:
        return _trimmed(text, agency)
    match = _DATELINE.match(text, line.start, stop)
    if match is None or match.end() >= line.end:
        return None
    place = match["capitals"] or match["mixed"]
    if place.lower().strip(".") in load_text_parts().not_places:
        return None
    sure = match["agency"] is not None or (match["date"] is not None and match["none"] is None)
    if match["none"] is not None and not (match["agency"] and match["capitals"]):
        return None
    # In capitals throughout, words before a dash or a colon are no sign of a place.
    alone = match["capitals"] is not None and not text[match.end() : line.end].isupper()
    return _trimmed(text, match) if sure or alone else None


def _trimmed(text: str, match: re.Match[str]) -> int:
    return match.start() + len(match[0].rstrip())
