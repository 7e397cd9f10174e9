"""The reader on capitals: the development passages as they stand and in capitals, as wire copy used to be sent.

In:  `$ASCRIBE_DATA/claims` (else the passages of our own).   Out: the figures of the claims scorer, both beside each other.

    python -m evaluation.capitals
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec

from ascribe.read.reader import Reader
from evaluation.scorers.claims import GoldDocument
from evaluation.suite import Session, evaluate, flatten, load_suite
from evaluation.suites import claims

SHOWN = (
    *("claim.f1", "core.f1", "whole.f1", "figures.f1", "of_matched.type", "of_matched.status", "of_matched.source", "of_matched.initiator"),
    *("of_matched.target", "of_matched.place", "of_matched.time", "of_matched.quantities"),
)


def in_capitals(row: GoldDocument) -> GoldDocument:
    """The passage in capitals, where that moves no offset; else as it stands."""
    text = row.text.upper()
    if len(text) != len(row.text):
        return row
    return msgspec.structs.replace(row, text=text, title=row.title.upper() if row.title else None)


def score_in_capitals(gold: Sequence[GoldDocument], session: Session) -> dict[str, Any]:
    """The figures of the passages in capitals."""
    return claims.score([in_capitals(row) for row in gold], session)


def main() -> int:
    """Print the table."""
    reader, suite = Reader.load(), load_suite("claims")
    as_written = flatten(evaluate(suite, reader).figures)
    capitals = flatten(evaluate(replace(suite, score=score_in_capitals), reader).figures)
    print(f"{'figure':<26}{'as written':>12}{'in capitals':>13}")
    for name in SHOWN:
        print(f"{name:<26}{as_written[name]:>12.3f}{capitals[name]:>13.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
