"""What the rules see in each word: the evidence that the model takes beside the words themselves.

In:  a text, its words, and what the steps before found.   Out: one row of small numbers a word, columns as in `COLUMNS`.

Training and reading use this same function, so the two cannot drift apart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import get_args

from ascribe.domain.actor import ParticipantKind, ParticipantPhrase
from ascribe.domain.attribution import AttributionRelation
from ascribe.domain.document import Quotation
from ascribe.domain.event import EVENT_TYPES
from ascribe.domain.quantity import Count, QuantityRole
from ascribe.domain.span import Span
from ascribe.lexicon.triggers import TriggerLexicon

__all__ = ["COLUMNS", "HIDDEN_SHAPE", "evidence_of"]

_KINDS = get_args(ParticipantKind)
_ROLES = get_args(QuantityRole)
#: Name and number of values of each column; 0 is "nothing seen".
COLUMNS: tuple[tuple[str, int], ...] = (
    ("shape", 7), ("quoted", 2), ("event", 1 + len(EVENT_TYPES)), ("other_event", 1 + len(EVENT_TYPES)), ("saying", 3), ("said", 2),
    ("count", 2 + len(_ROLES)), ("ground", 3), ("people", 2 + len(_KINDS)),
)  # fmt: skip
_SHAPE, _QUOTED, _EVENT, _OTHER, _SAYING, _SAID, _COUNT, _GROUND, _PEOPLE = range(9)
#: The shape of every word in a text of capitals only, where letters' case says nothing.
HIDDEN_SHAPE = 6
_MOSTLY = 0.7


def evidence_of(
    text: str,
    words: Sequence[Span],
    *,
    quotations: Iterable[Quotation],
    relations: Iterable[AttributionRelation],
    counts: Iterable[Count],
    toponyms: Iterable[Span],
    times: Iterable[Span],
    phrases: Iterable[ParticipantPhrase],
    lexicon: TriggerLexicon,
) -> list[list[int]]:
    """A row for each word; spans that overlap a word mark it."""
    letters = [c for c in text if c.isalpha()]
    capitals = bool(letters) and sum(c.isupper() for c in letters) > _MOSTLY * len(letters)
    rows = [[HIDDEN_SHAPE if capitals else _shape(w.of(text)), *[0] * (len(COLUMNS) - 1)] for w in words]
    ends = [w.end for w in words]

    def mark(span: Span, column: int, value: int) -> None:
        i = bisect_left(ends, span.start + 1)
        while i < len(words) and words[i].start < span.end:
            rows[i][column] = value
            i += 1

    for q in quotations:
        mark(q.inner, _QUOTED, 1)
    for m in lexicon.pattern.finditer(text):
        readings = lexicon.readings.get(" ".join(m.group().lower().split()), ())
        types = list(dict.fromkeys(r.type for r in readings))
        for column, type_ in zip((_EVENT, _OTHER), types, strict=False):
            mark(Span(*m.span()), column, 1 + EVENT_TYPES.index(type_))
    for pattern, reading in lexicon.gapped:
        for m in pattern.finditer(text):
            mark(Span(*m.span()), _EVENT, 1 + EVENT_TYPES.index(reading.type))
    relations = list(relations)
    for r in relations:
        for c in r.contents:
            if r.source is not None:
                mark(c, _SAID, 1)
    for r in relations:
        if r.source is not None:
            mark(r.source, _SAYING, 1)
        if r.cue is not None and not r.carried:
            mark(r.cue, _SAYING, 2)
    for p in phrases:
        mark(p.span, _PEOPLE, 1 + (_KINDS.index(p.kind) + 1 if p.kind else 0))
    for toponym in toponyms:
        mark(toponym, _GROUND, 1)
    for time in times:
        mark(time, _GROUND, 2)
    for count in counts:
        mark(count.span, _COUNT, 1 + (_ROLES.index(count.role) + 1 if count.role else 0))
    return rows


def _shape(word: str) -> int:
    if word.islower():
        return 0
    if word[0].isdigit():
        return 3
    if not word[0].isalnum():
        return 4
    if word.isupper():
        return 2 if len(word) > 1 else 1
    return 1 if word[0].isupper() and word[1:].islower() else 5
