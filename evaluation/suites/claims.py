"""Claims read and annotated by hand: who says what, with which status, about whom, where, when and how many.

In:  `claims/*.jsonl`, or any file in that form (`reports/` too).   Out: the figures of `evaluation.scorers.claims`.

Development files: the dev side of the annotated passages under `$ASCRIBE_DATA/claims`; without them, of those that ship
(`evaluation/data/own.jsonl.gz`), and the reports of the demonstration.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from ascribe.ingest.normalise import normalise_text
from evaluation.scorers.claims import GoldClaim, GoldDocument, score_claims
from evaluation.suite import OWN, REPORTS, Defaults, Session, Suite, data_folder
from evaluation.trained import is_trained_id, is_trained_text


def defaults() -> Defaults:
    """The development files there are."""
    folder = data_folder()
    files = tuple(sorted((folder / "claims").glob("*.jsonl.gz"))) if folder else ()
    if files:
        return Defaults(files)
    shipped = tuple(p for p in (OWN, REPORTS) if p.exists())
    return Defaults(shipped, note="ASCRIBE_DATA has no claims/: scored only what ships (" + ", ".join(p.name for p in shipped) + ")")


def trained(row: GoldDocument, by_id: bool) -> bool:
    """By the passage's text; on the development files by its id too."""
    return is_trained_text(row.text) or (by_id and row.doc is not None and is_trained_id(row.doc))


def score(gold: Sequence[GoldDocument], session: Session) -> dict[str, Any]:
    """Reads every passage and scores the records."""
    records, expected = [], []
    for number, row in enumerate(gold, 1):
        record = session.read(
            row.text,
            name=row.doc or f"document {number}",
            published=row.published,
            outlet=row.outlet,
            title=row.title,
            url=row.url,
        )
        expected.append(moved(row))
        if record is not None:
            records.append(msgspec.to_builtins(record))
    return score_claims(expected, records)


def moved(row: GoldDocument) -> GoldDocument:
    """The gold with its offsets in the text as it was read, where normalisation changes it."""
    text = normalise_text(row.text)
    if text == row.text:
        return row

    def at(offset: int) -> int:
        return len(normalise_text(row.text[:offset]))

    claims: list[GoldClaim] = [msgspec.structs.replace(c, trigger=(at(c.trigger[0]), at(c.trigger[1]))) for c in row.claims]
    return msgspec.structs.replace(row, text=text, claims=tuple(claims))


SUITE = Suite(
    name="claims",
    about="claims against gold claims",
    gold=GoldDocument,
    defaults=defaults,
    trained=trained,
    score=score,
    gated=("claim.f1", "core.f1", "whole.f1", "figures.f1"),
)
