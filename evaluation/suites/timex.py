"""TempEval-3 (TimeBank, AQUAINT): expressions of time in US newswire, with the value that TimeML gives them.

In:  `tempeval3/*.jsonl`.
Out: `value_on_gold_spans`, the share of gold expressions whose value is right where their spans are given; `end_to_end`,
`{p, r, f1}` of expressions found in the text alone: the span overlaps gold's and the value is gold's, one to one.

Values are those of `evaluation.timex3`, equal as `same_value` says. The ends of a range ("from Monday to Friday") are two expressions,
as gold has them. `choosing` and `held` are the same figures on two halves of the documents, by the SHA-256 of their ids: rules were
written with the errors of the choosing half in sight, never with those of the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from ascribe.domain.span import Span
from ascribe.domain.timex import TimeMention
from evaluation.scorers.claims import prf
from evaluation.suite import Defaults, Session, Suite, data_folder
from evaluation.timex3 import same_value, timex3_value
from evaluation.trained import is_trained_text

HALVES = ("choosing", "held")


class Timex(msgspec.Struct, frozen=True):
    """A gold expression."""

    start: int
    end: int
    value: str | None = None


class Article(msgspec.Struct, frozen=True):
    """One document with its expressions of time; `dct` is when it was made."""

    text: str
    timex: tuple[Timex, ...] = ()
    dct: str | None = None
    id: str | None = None


class Counts:
    """What is counted over documents."""

    def __init__(self) -> None:
        self.gold = self.right_on_gold = self.found = self.right = 0

    def figures(self) -> dict[str, Any]:
        value = round(self.right_on_gold / self.gold, 3) if self.gold else None
        return {"value_on_gold_spans": value, "end_to_end": prf(self.right, self.gold, self.found), "expressions": self.gold}


def defaults() -> Defaults:
    """TimeBank and AQUAINT."""
    folder = data_folder()
    files = tuple(sorted((folder / "tempeval3").glob("*.jsonl.gz"))) if folder else ()
    return Defaults(files) if files else Defaults((), note="ASCRIBE_DATA has no tempeval3/: nothing scored")


def trained(row: Article, by_id: bool) -> bool:
    return is_trained_text(row.text)


def half_of(row: Article) -> str:
    """The half of a document: by its id, by its text where it has none.

    >>> half_of(Article(text="", id="wsj_0026"))
    'choosing'
    """
    return HALVES[int(hashlib.sha256((row.id or row.text).encode()).hexdigest(), 16) % 2]


def score(gold: Sequence[Article], session: Session) -> dict[str, Any]:
    """Reads every document twice, with gold's spans and without."""
    whole, halves = Counts(), {half: Counts() for half in HALVES}
    for number, row in enumerate(gold, 1):
        name = row.id or f"document {number}"
        wanted = sorted((t for t in row.timex if t.value), key=lambda t: (t.start, t.end))
        spans = [Span(t.start, t.end) for t in wanted]
        given = session.times(row.text, name=name, published=row.dct, given=spans) or [None] * len(spans)
        found = session.times(row.text, name=name, published=row.dct) or ()
        told = [(m.span, value) for m in _single(found) if (value := timex3_value(m)) is not None]
        for counts in (whole, halves[half_of(row)]):
            counts.gold += len(wanted)
            counts.right_on_gold += sum(m is not None and same_value(timex3_value(m), t.value) for m, t in zip(given, wanted, strict=True))
            counts.found += len(told)
            counts.right += _n_paired(wanted, told)
    return {**whole.figures(), **{half: counts.figures() for half, counts in halves.items()}, "documents": len(gold)}


def _single(mentions: Iterable[TimeMention | None]) -> Iterator[TimeMention]:
    """The mentions, a range as its two ends."""
    for mention in mentions:
        if mention is not None:
            yield from mention.ends or (mention,)


def _n_paired(wanted: Sequence[Timex], told: Sequence[tuple[Span, str]]) -> int:
    """How many expressions are right, each gold one taken once."""
    taken = set[int]()
    for span, value in told:
        for i, t in enumerate(wanted):
            if i not in taken and t.start < span.end and span.start < t.end and same_value(value, t.value):
                taken.add(i)
                break
    return len(taken)


SUITE = Suite(
    name="timex",
    about="TempEval-3: expressions of time and their TimeML values",
    gold=Article,
    defaults=defaults,
    trained=trained,
    score=score,
    gated=("value_on_gold_spans", "end_to_end.f1"),
)
