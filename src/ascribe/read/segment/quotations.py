"""Quotations of a text: what stands between quotation marks.

In:  a text.   Out: `Quotation` spans in text order, an outer one before those inside it.

Marks: “ ” „ ‟ « » ‹ › ‘ ’ " ' and doubled marks ('' and "", as exported copy has them). A quotation never leaves its
paragraph: where a speech runs over several, each paragraph reopens the mark, and all but the last stand as not closed.
Apostrophes (the army's, the boys' camp, '90s) are no marks.
"""

from __future__ import annotations

import re

from ascribe.domain.document import Quotation
from ascribe.domain.span import Span
from ascribe.read.segment.sentences import segment_paragraphs

__all__ = ["segment_quotations"]

_MARK = re.compile(r"[“”„‟«»‹›‘’]|\"+|'+")
_ELISION = re.compile(r"(?:\d\ds\b|\d\d\b|em\b|til\b|tis\b|twas\b|n\b)", re.IGNORECASE)
_PAIRS = {"“": "”‟", "„": "“”‟", "«": "»", "‹": "›", "‘": "’", "»": "«"}
#: A single mark that pairs over more than this is an apostrophe that met another one.
LONGEST_SINGLE = 600
#: Quotations nest no deeper in prose; what opens beyond it is noise.
DEEPEST = 4


def segment_quotations(text: str) -> tuple[Quotation, ...]:
    """The quotations of `text`; an unclosed one reaches to the end of its paragraph with `closed=False`.

    >>> text = 'He said: “They shouted ‘fire’ and ran.” The army\\'s men left.'
    >>> [q.inner.of(text) for q in segment_quotations(text)]
    ['They shouted ‘fire’ and ran.', 'fire']
    """
    found: list[Quotation] = []
    for paragraph in segment_paragraphs(text):
        found.extend(_in_paragraph(text, paragraph))
    return tuple(sorted(found, key=lambda q: (q.span.start, -q.span.end)))


def _in_paragraph(text: str, paragraph: Span) -> list[Quotation]:
    found: list[Quotation] = []
    stack: list[tuple[str, int, int]] = []  # mark, where it starts, where its inner words start

    def close(depth: int, inner_end: int, end: int, *, closed: bool) -> None:
        """Close the quotation at `depth` of the stack, dropping what was left open inside it."""
        _, start, inner = stack[depth]
        del stack[depth:]
        if inner < inner_end:
            found.append(Quotation(Span(start, end), Span(inner, inner_end), closed))

    for m in _MARK.finditer(text, paragraph.start, paragraph.end):
        mark = m.group()
        before = text[m.start() - 1] if m.start() > paragraph.start else " "
        after = text[m.end()] if m.end() < paragraph.end else " "
        kind = "'" if mark == "’" else mark
        inside = before.isalnum() and after.isalnum()
        if inside and kind[0] in "'‘":
            continue  # an apostrophe, or one doubled by an export
        depth = next((i for i in range(len(stack) - 1, -1, -1) if _closes(stack[i][0], mark)), None)
        if depth is not None and not before.isspace() and not _is_plural_apostrophe(text, m, paragraph.end, stack[depth][0]):
            if mark in "'’" and m.start() - stack[depth][1] > LONGEST_SINGLE:
                del stack[depth:]
                continue
            close(depth, m.start(), m.end(), closed=True)
        elif _opens(text, mark, before, after, m.end(), paragraph.end):
            if depth is not None:  # the same mark opens again: the earlier one was never closed
                close(depth, _trimmed(text, stack[depth][2], m.start()), _trimmed(text, stack[depth][2], m.start()), closed=False)
            if len(stack) < DEEPEST:
                stack.append((mark, m.start(), m.end()))
    while stack:
        mark, start, _ = stack[0]
        if mark in ("'", "‘") or (mark[0] in "\"'" and not text[:start].strip()):
            del stack[0]  # an apostrophe, or an export's mark around the whole document
        else:
            close(0, paragraph.end, paragraph.end, closed=False)
    return found


def _closes(opened: str, mark: str) -> bool:
    return mark in _PAIRS.get(opened, "") or (mark[0] in "\"'" and mark[0] == opened[0] and (len(mark) > 1) == (len(opened) > 1))


def _opens(text: str, mark: str, before: str, after: str, end: int, limit: int) -> bool:
    if mark in "”‟›’" or after.isspace():
        return False
    if mark in "“„«‹":
        return True
    if before.isalnum() or before in ".,!?;":
        return False
    return not (mark in "'‘" and _ELISION.match(text, end, limit))


def _is_plural_apostrophe(text: str, m: re.Match[str], limit: int, opened: str) -> bool:
    """Whether a single mark after a plural s ("the boys' camp") is an apostrophe, because the quotation closes later."""
    if m.group() not in "'’" or opened not in ("'", "‘") or text[m.start() - 1 : m.start()].lower() != "s":
        return False
    if not re.match(r" [a-z]", text[m.end() : m.end() + 2]):
        return False
    later = re.compile(r"[\w.,!?]['’](?!\w)|‘").search(text, m.end(), min(limit, m.end() + LONGEST_SINGLE))
    return later is not None and later.group() != "‘"


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
