"""PolNeAR: attributions in US political news of 2016: who says, by which words, what.

In:  `polnear/*.jsonl`.
Out: `source`, `cue`, `content`: `{p, r, f1}` over the distinct spans of each document, both ends right; sums over documents.

A span of several stretches counts from its first to its last character, and gold spans whose words disagree with their offsets are
taken by their offsets (PolNeAR 1.0.0 marks 107 such). White space at the ends of a span does not count. Of a document that several
annotators read, the first reading is gold, as the set is shipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from ascribe.domain.span import Span
from evaluation.scorers.claims import prf
from evaluation.suite import Defaults, Session, Suite, data_folder
from evaluation.trained import is_trained_text

PARTS = ("source", "cue", "content")


class Attribution(msgspec.Struct, frozen=True):
    """Each part as its stretches, possibly none."""

    source: tuple[tuple[int, int], ...] = ()
    cue: tuple[tuple[int, int], ...] = ()
    content: tuple[tuple[int, int], ...] = ()


class Article(msgspec.Struct, frozen=True):
    """One document with its attributions."""

    text: str
    attributions: tuple[Attribution, ...] = ()
    id: str | None = None


def defaults() -> Defaults:
    """The set's own development part."""
    folder = data_folder()
    file = folder / "polnear" / "dev.jsonl.gz" if folder else None
    return Defaults((file,)) if file and file.exists() else Defaults((), note="ASCRIBE_DATA has no polnear/: nothing scored")


def trained(row: Article, by_id: bool) -> bool:
    return is_trained_text(row.text)


def score(gold: Sequence[Article], session: Session) -> dict[str, Any]:
    """Marks every document and compares the spans with gold."""
    n_gold, n_system, right = (dict.fromkeys(PARTS, 0) for _ in range(3))
    for number, row in enumerate(gold, 1):
        marked = session.attributions(row.text, name=row.id or f"document {number}")
        for part in PARTS:
            wanted = {_outer(row.text, stretches) for a in row.attributions if (stretches := getattr(a, part))}
            found = {_outer(row.text, ((s.start, s.end),)) for s in getattr(marked, part)} if marked is not None else set()
            n_gold[part] += len(wanted)
            n_system[part] += len(found)
            right[part] += len(wanted & found)
    return {**{part: prf(right[part], n_gold[part], n_system[part]) for part in PARTS}, "documents": len(gold)}


def _outer(text: str, stretches: Sequence[tuple[int, int]]) -> Span:
    """From the first to the last character of the stretches that is no white space."""
    start, end = min(s for s, _ in stretches), max(e for _, e in stretches)
    words = text[start:end]
    return Span(start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())) if words.strip() else Span(start, end)


SUITE = Suite(
    name="polnear",
    about="PolNeAR attributions: exact spans of source, cue and content",
    gold=Article,
    defaults=defaults,
    trained=trained,
    score=score,
    gated=("source.f1", "cue.f1", "content.f1"),
)
