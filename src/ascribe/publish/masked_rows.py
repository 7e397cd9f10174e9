"""Rows of an export with names masked: the same columns, and one that says so.

In:  a row, a mask or none.   Out: the row, its words masked, `masked` true; without a mask the row as it is.

Every column is masked but those of `CODES`, so that a column that comes to be is masked until somebody says that it holds no words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ascribe.publish.columns import Extra, Heading, Row, Value
from ascribe.publish.masking import Mask

__all__ = ["CODES", "MASKED", "columns_with", "row_with"]

MASKED: Final = Extra("masked", "flag")
#: Columns of ids, codes and days.
CODES: Final = frozenset(
    (
        "claim_id", "document_id", "incident_id", "reading_id", "gazetteer_id", "source_actor", "initiator_actor", "target_actor",
        "claims", "relations", "published", "language", "country", "type", "status", "at_issue", "source_kind", "source_party", "channel",
        "outcome", "extent", "means", "verification", "time_precision", "time_bound", "grade", "flags", "role", "of_kind", "of_side",
        "qualifier", "rule",
    )
)  # fmt: skip
_ADDRESS: Final = "url"
_JSON: Final = "_json"


def columns_with(columns: Sequence[Heading], mask: Mask | None) -> Sequence[Heading]:
    """The columns of rows that `row_with` gives."""
    return columns if mask is None else (*columns, MASKED)


def row_with(row: Row, mask: Mask | None) -> Row:
    """A row as it is to be written.

    >>> row_with({"claim_id": "c-ali", "target": ["Akbar Ali"], "killed_low": 1}, Mask([("akbar", "ali")]))
    {'claim_id': 'c-ali', 'target': ['[name 1]'], 'killed_low': 1, 'masked': True}
    """
    if mask is None:
        return row
    return {**{name: value if name in CODES else _masked(name, value, mask) for name, value in row.items()}, MASKED.name: True}


def _masked(name: str, value: Value, mask: Mask) -> Value:
    if isinstance(value, str):
        if name == _ADDRESS:
            return mask.address(value)
        return mask.json(value).decode() if name.endswith(_JSON) else mask.words(value)
    if isinstance(value, (list, tuple)):
        return [one if one is None else mask.words(one) for one in value]
    return value
