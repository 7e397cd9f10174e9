"""Incidents: claims of many documents in groups, one a happening, against groups labelled by reading.

In:  `reports/*.jsonl`, or any file of the `claims/` form whose claims carry `incident`.
Out: `gold_claims` and `read_claims`, each the F1 of `evaluation.scorers.coreference`, its cluster errors, and the same under `baseline`.

All rows are reconciled together, gold claims as the records of `evaluation.gold_claims`, read claims as the reader made them. Claims
without a label take part and are not scored; a claim labelled alone is a cluster of its own and counts. A read claim stands for the
gold claim that it matches (as in the `claims` suite); a gold claim that none matches is alone in the system's groups, and read claims
that match none are left out and counted as `spurious`. `baseline` groups the same claims by type, day and place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from ascribe.domain.claim import Record
from ascribe.errors import InputError
from evaluation.gold_claims import GoldRecord, GoldRow, gold_record, scored_form
from evaluation.incidents import ClaimKey, Reconcile, groups_of, reconcile, same_day_and_place
from evaluation.scorers.claims import assign, code_gold, code_record
from evaluation.scorers.coreference import cluster_errors, coreference, f1_figures
from evaluation.suite import REPORTS, Defaults, Session, Suite
from evaluation.suites.claims import moved
from evaluation.trained import is_trained_text

#: A gold claim: the number of its row and its own in the row.
Item = tuple[int, int]


def defaults() -> Defaults:
    """The reports of the demonstration."""
    return Defaults((REPORTS,)) if REPORTS.exists() else Defaults((), note=f"{REPORTS.name} is not there")


def trained(row: GoldRow, by_id: bool) -> bool:
    return is_trained_text(row.text)


def score(gold: Sequence[GoldRow], session: Session, reconcile: Reconcile = reconcile) -> dict[str, Any]:
    """Reads every row, reconciles gold and read claims apart, and scores both."""
    rows = [(row, _gold(row, number)) for number, row in enumerate(gold, 1)]
    key = {(i, j): said.incident for i, (row, _) in enumerate(rows) for j, said in enumerate(row.claims) if said.incident is not None}
    gold_keys: dict[Item, ClaimKey] = {
        (i, j): (made.record.document.id, id_) for i, (_, made) in enumerate(rows) for j, id_ in enumerate(made.ids)
    }
    read, read_keys, spurious = _read(rows, session)
    return {
        "gold_claims": _figures(key, gold_keys, [made.record for _, made in rows], reconcile),
        "read_claims": {
            **_figures(key, read_keys, read, reconcile),
            "matched": sum(item in read_keys for item in key),
            "spurious": spurious,
        },
        "claims": len(key),
        "incidents": len(set(key.values())),
        "documents": len(gold),
    }


def _gold(row: GoldRow, number: int) -> GoldRecord:
    name = row.doc or f"document {number}"
    try:
        return gold_record(row, name=name)
    except ValueError as error:
        raise InputError(name, f"not a gold document ({error})", "mend or remove the row") from None


def _read(rows: Sequence[tuple[GoldRow, GoldRecord]], session: Session) -> tuple[list[Record], dict[Item, ClaimKey], int]:
    """The records read, the read claim of each gold claim that has one, and how many read claims match none."""
    records: list[Record] = []
    found: dict[Item, ClaimKey] = {}
    spurious = 0
    for i, (row, made) in enumerate(rows):
        record = session.read(
            row.text,
            name=made.record.document.input_id or f"document {i + 1}",
            published=row.published,
            outlet=row.outlet,
            title=row.title,
            url=row.url,
        )
        if record is None:
            continue
        records.append(record)
        document = moved(scored_form(row))
        coded = code_record(msgspec.to_builtins(record), document.text)
        pairs = assign([code_gold(c) for c in document.claims], coded)
        found |= {(i, j): (record.document.id, record.claims[k].id) for j, k in pairs}
        spurious += len(coded) - len(pairs)
    return records, found, spurious


def _figures(key: Mapping[Item, str], claims: Mapping[Item, ClaimKey], records: Sequence[Record], reconcile: Reconcile) -> dict[str, Any]:
    ours, baseline = groups_of(reconcile(records)), same_day_and_place(records)
    return {**_scored(key, claims, ours), "baseline": _scored(key, claims, baseline)}


def _scored(key: Mapping[Item, str], claims: Mapping[Item, ClaimKey], groups: Mapping[ClaimKey, str]) -> dict[str, Any]:
    """The figures of one grouping over the labelled gold claims; one that no claim stands for is alone."""
    response = {item: groups[claims[item]] if item in claims else f"alone {item}" for item in key}
    return {**f1_figures(coreference(key, response)), **cluster_errors(key, response)}


SUITE = Suite(
    name="incidents",
    about="claims in incidents against incidents labelled by reading",
    gold=GoldRow,
    defaults=defaults,
    trained=trained,
    score=score,
    gated=("gold_claims.conll", "gold_claims.lea", "read_claims.conll", "read_claims.lea"),
)
