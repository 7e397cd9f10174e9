"""What each part of the reader is worth: the development passages scored with a part taken out or put in another's place.

In:  `$ASCRIBE_DATA`, the shipped model.   Out: a table on stdout, for docs/model.md.

    python -m training.ablation [PART ...]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

from ascribe.read import assemble, reader
from ascribe.read.attribute import said_by
from ascribe.read.evidence import COLUMNS
from ascribe.read.extract import linked, status, triggers
from ascribe.read.reader import Reader
from evaluation.suite import evaluate, load_suite

Change = Callable[[], list[Any]]


def _no_evidence(self: Reader, text: str, words: Any, survey: Any) -> list[list[int]]:
    return [[0] * len(COLUMNS) for _ in words]


#: What is changed, by the words of the table's row.
CHANGES: dict[str, Change] = {
    "as shipped": list,
    "triggers: the lexicon's weights alone": lambda: [
        patch.object(reader, "find_triggers", lambda text, sentence, words, labels, listed: listed),
        patch.object(reader, "THRESHOLD", 0.36),
        patch.object(reader, "NEAR_MISS_THRESHOLD", 0.8),
    ],
    "triggers: the model alone": lambda: [patch.object(triggers, "LEXICON_WEIGHT", 0.0), patch.object(triggers, "TYPE_BONUS", 0.0)],
    "sources: rules alone": lambda: [patch.object(reader, "said_by", lambda text, t, ruled, relations, links, phrases: ruled)],
    "sources: the model alone": lambda: [patch.object(said_by, "RULED", 0.0), patch.object(said_by, "EXPLICIT", 0.0)],
    "participants: rules alone": lambda: [patch.object(assemble, "linked_participants", lambda text, m, phrases, links, ruled, *_: ruled)],
    "participants: the model alone": lambda: [patch.object(linked, "RULED_PARTICIPANT", -1.0)],
    "figures: rules alone": lambda: [patch.object(reader, "linked_counts", lambda mentions, counts, links, ruled, _: (counts, ruled))],
    "figures: the model alone": lambda: [patch.object(linked, "RULED_FIGURE", 0.0)],
    "status: rules alone": lambda: [patch.object(status, "RULED", 2.0)],
    "status: the model alone": lambda: [patch.object(status, "RULED", 0.0)],
    "the model without the rules' evidence": lambda: [patch.object(Reader, "evidence", _no_evidence)],
}  # fmt: skip
FIGURES = ("claim", "core", "whole", "figures")
FIELDS = ("type", "status", "source", "source_kind", "initiator", "target", "place", "time", "quantities")


def main() -> int:
    wanted = sys.argv[1:] or list(CHANGES)
    read, suite = Reader.load(), load_suite("claims")
    print("| | " + " | ".join([*FIGURES, *FIELDS]) + " |\n|" + "---|" * (1 + len(FIGURES) + len(FIELDS)))
    for row, change in CHANGES.items():
        if not any(w in row for w in wanted):
            continue
        with ExitStack() as stack:
            for p in change():
                stack.enter_context(p)
            result = evaluate(suite, read)
        if result.failed:
            raise SystemExit(f"{row}: {result.notes[-1]}")
        figures = result.figures
        values = [figures[f]["f1"] for f in FIGURES] + [figures["of_matched"][f] for f in FIELDS]
        print(f"| {row} | " + " | ".join(f"{v:.3f}" for v in values) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
