"""Mentions of actors: whom the words mean, as ids of the catalogues of actors and people.

In:  rows with mentions labelled by reading: `{doc, published, sha256, half, batch, mentions: [{start, end, id}]}`; the text stands in the
     row or is found by its digest in `$ASCRIBE_DATA/wikipedia_current_events` or `wikinews_2019_2020`.
Out: `ids`: `{p, r, f1}` of ids over the labelled mentions of the half held apart; `looked_at`: on those that rules were made on;
     `second`, `third`: on those of them that were labelled later, each when the rules for those before stood.

The spans are given. A null id is a mention that no entry of the catalogues stands for, or that the words leave open: an id
there is wrong. The reader's answer for a mention is that of its phrase that covers the most of it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from ascribe.domain.actor import ActorMention
from ascribe.domain.span import Span
from evaluation.scorers.claims import prf
from evaluation.suite import HERE, Defaults, Session, Suite, data_folder
from evaluation.trained import is_trained_text

GOLD = HERE / "gold" / "actors.jsonl"
#: The figures that a batch has of its own.
BATCHES = {2: ("second",), 3: ("third",)}


class Mention(msgspec.Struct, frozen=True):
    """A labelled mention: code points, and the id it means or null."""

    start: int
    end: int
    id: str | None = None


class Row(msgspec.Struct, frozen=True):
    """One text with its mentions; `half` is `held` for the figures, `looked_at` where rules were made on it; `batch` says when it was
    labelled: 1 before any rule, 2 and 3 each when the rules for those before stood."""

    mentions: tuple[Mention, ...]
    doc: str | None = None
    text: str | None = None
    sha256: str | None = None
    published: str | None = None
    half: Literal["held", "looked_at"] = "held"
    batch: int = 1


def defaults() -> Defaults:
    """The gold that ships, where the texts are at hand."""
    folder = data_folder()
    if folder is None or not all(file.exists() for file in _text_files(folder)):
        return Defaults((), note="ASCRIBE_DATA has no wikipedia_current_events/ or no wikinews_2019_2020/: nothing scored")
    return Defaults((GOLD,))


def trained(row: Row, by_id: bool) -> bool:
    text = text_of(row)
    return text is not None and is_trained_text(text)


def score(gold: Sequence[Row], session: Session) -> dict[str, Any]:
    """Asks the reader whom each labelled mention means."""
    counts = {part: [0, 0, 0] for part in ("held", "looked_at", "second", "third")}
    n_mentions = n_missing = 0
    for number, row in enumerate(gold, 1):
        text = text_of(row)
        if text is None:
            n_missing += 1
            continue
        found = session.actors(text, name=row.doc or f"document {number}", published=row.published) or ()
        for mention in row.mentions:
            answer = answer_for(Span(mention.start, mention.end), found)
            for tally in [counts[part] for part in (row.half, *BATCHES.get(row.batch, ()))]:
                tally[0] += answer is not None and answer == mention.id
                tally[1] += mention.id is not None
                tally[2] += answer is not None
            n_mentions += row.half == "held"
    figures = {part: prf(right, wanted, given) for part, (right, wanted, given) in counts.items()}
    return {
        "ids": figures["held"], **{part: figures[part] for part in ("looked_at", "second", "third")},
        "mentions": n_mentions, "documents": len(gold) - n_missing, "missing_documents": n_missing,
    }  # fmt: skip


def answer_for(span: Span, found: Sequence[ActorMention]) -> str | None:
    """The id of the mention that covers the most of `span`; of equal ones the shortest."""
    over = [(min(m.span.end, span.end) - max(m.span.start, span.start), m) for m in found if m.span.overlaps(span)]
    return max(over, key=lambda pair: (pair[0], -len(pair[1].span)))[1].actor if over else None


def text_of(row: Row) -> str | None:
    """The row's text, or the one that has its digest; null where neither is at hand."""
    if row.text is not None:
        return row.text
    folder = data_folder()
    return _texts(folder).get(row.sha256 or "") if folder is not None else None


def _text_files(folder: Path) -> tuple[Path, ...]:
    return folder / "wikipedia_current_events" / "conflict_items.jsonl.gz", folder / "wikinews_2019_2020" / "docs.jsonl.gz"


@cache
def _texts(folder: Path) -> dict[str, str]:
    return {digest: text for file in _text_files(folder) if file.exists() for digest, text in _digested(file)}


def _digested(file: Path) -> Iterator[tuple[str, str]]:
    for line in gzip.decompress(file.read_bytes()).splitlines():
        text = json.loads(line)["text"]
        yield hashlib.sha256(text.encode()).hexdigest(), text


SUITE = Suite(
    name="actors",
    about="Wikipedia's current events of 2025 and Wikinews: whom labelled mentions mean, as catalogue ids",
    gold=Row,
    defaults=defaults,
    trained=trained,
    score=score,
    gated=("ids.p", "ids.r"),
)
