"""Passages that nobody looked at while rules were written or thresholds chosen: how the reader does on other texts.

In:  annotated passages by file, row and offsets of `$ASCRIBE_DATA`, with the digest of their text (or with the text itself, `text`).
Out: the figures of `evaluation.scorers.claims`, of all and of the `other` ones; `missing_passages`, those whose texts are not at hand.

Nothing is gated, so that nothing is tuned to it: its figures may be read, its errors may not.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from evaluation.scorers.claims import GoldClaim, GoldDocument
from evaluation.suite import HERE, Defaults, Session, Suite, data_folder
from evaluation.suites.claims import score as score_passages

GOLD = HERE / "gold" / "unseen.jsonl"


class Passage(msgspec.Struct, frozen=True):
    """A passage with its claims: the stretch `start` to `end` (code points) of the text in a row of a file, or its own `text`.

    `other` marks those of outlets and wars that no passage was trained on."""

    claims: tuple[GoldClaim, ...]
    doc: str | None = None
    file: str | None = None
    row: int = 0
    start: int = 0
    end: int = 0
    sha256: str | None = None
    text: str | None = None
    outlet: str | None = None
    published: str | None = None
    title: str | None = None
    other: bool = False


def defaults() -> Defaults:
    """The passages that ship, where the texts are at hand."""
    return Defaults((GOLD,)) if data_folder() is not None else Defaults((), note="ASCRIBE_DATA is not set: nothing scored")


def trained(row: Passage, by_id: bool) -> bool:
    """None is: `training.select_passages` leaves their texts out."""
    return False


def score(gold: Sequence[Passage], session: Session) -> dict[str, Any]:
    """Reads the passages whose texts are at hand and scores the records; `other`: the figures of the `other` passages alone."""
    documents, other = list(documents_of(gold)), list(documents_of([p for p in gold if p.other]))
    return {
        **score_passages(documents, session),
        "missing_passages": len(gold) - len(documents),
        "other": {
            k: v
            for k, v in score_passages(other, session).items()
            if k in ("documents", "gold_claims", "claim", "core", "whole", "figures")
        },
    }


def documents_of(gold: Sequence[Passage]) -> Iterator[GoldDocument]:
    """The passages with their texts, as long as those are the ones that were annotated."""
    folder, files = data_folder(), dict[str, list[str]]()
    for p in gold:
        text = p.text
        if text is None and folder is not None and p.file is not None:
            if p.file not in files:
                files[p.file] = _texts(folder / p.file)
            text = files[p.file][p.row][p.start : p.end] if p.row < len(files[p.file]) else ""
            if hashlib.sha256(text.encode()).hexdigest() != p.sha256:
                text = None
        if text is not None:
            yield GoldDocument(text=text, claims=p.claims, doc=p.doc, outlet=p.outlet, published=p.published, title=p.title)


def _texts(file: Path) -> list[str]:
    return [json.loads(line)["text"] for line in gzip.decompress(file.read_bytes()).splitlines()] if file.exists() else []


SUITE = Suite(
    name="unseen",
    about="Passages kept apart from all choosing: claims on other texts",
    gold=Passage,
    defaults=defaults,
    trained=trained,
    score=score,
    gated=(),
)
