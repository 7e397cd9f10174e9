"""Parquet: the columns of the CSV with real types, and the quantities whole.

In:  records or stored claims.   Out: a Parquet file (zstd) with one row a claim.

DuckDB writes it, in one thread, so that the same claims give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from ascribe.domain.claim import Claim, Record
from ascribe.domain.document import Document
from ascribe.publish.account import Account, claims_of
from ascribe.publish.columns import COLUMNS, Extra, Heading, Kind, Row, row_of
from ascribe.publish.files import writing
from ascribe.publish.masked_rows import columns_with, row_with

if TYPE_CHECKING:
    from ascribe.publish.masking import Mask
    from ascribe.store import StoredClaim

__all__ = ["CLAIM_COLUMNS", "claim_row", "parquet_table", "publish_parquet"]

_TYPES: dict[Kind, str] = {
    "text": "VARCHAR", "list": "VARCHAR[]", "integer": "BIGINT", "number": "DOUBLE", "flag": "BOOLEAN", "date": "DATE",
}  # fmt: skip


#: What a row of Parquet holds beside the columns of CSV.
CLAIM_COLUMNS: tuple[Heading, ...] = (*COLUMNS, Extra("quantities_json", "text"))


def publish_parquet(items: Iterable[Record | StoredClaim], to: BinaryIO | str | Path, *, mask: Mask | None = None) -> Account:
    """Writes one row a claim: the columns of `columns.COLUMNS`, lists as lists, and `quantities_json` with every field. `mask` takes
    names out (`masked` is then a column)."""
    n_documents = n_claims = n_rows = 0
    with writing(to) as stream, parquet_table(stream, columns_with(CLAIM_COLUMNS, mask)) as write:
        for document, claims in claims_of(items):
            n_documents, n_claims = n_documents + 1, n_claims + len(claims)
            for claim in claims:
                write(row_with(claim_row(claim, document), mask))
                n_rows += 1
    return Account(n_documents=n_documents, n_claims=n_claims, n_rows=n_rows)


def claim_row(claim: Claim, document: Document) -> Row:
    """The row of a claim, in the order of `CLAIM_COLUMNS`."""
    return {**row_of(claim, document), "quantities_json": msgspec.json.encode(claim.quantities).decode()}


@contextmanager
def parquet_table(stream: BinaryIO, columns: Sequence[Heading]) -> Iterator[Callable[[Row], None]]:
    """What takes a row; the table is written to the stream when the block ends well. A value's type is that of its column."""
    import shutil
    import tempfile

    import duckdb

    with tempfile.TemporaryDirectory(prefix="ascribe-") as folder:
        rows, parquet = Path(folder) / "rows.jsonl", Path(folder) / "table.parquet"
        with rows.open("wb") as lines:
            yield lambda row: _write(lines, row)
        types = ", ".join(f"'{column.name}': '{_TYPES[column.kind]}'" for column in columns)
        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": 1, "autoinstall_known_extensions": False, "autoload_known_extensions": False, "temp_directory": folder,
        }  # fmt: skip
        with duckdb.connect(":memory:", config=settings) as connection:
            connection.execute(
                "COPY (SELECT * FROM read_json(?, format = 'newline_delimited', maximum_object_size = 1073741824, "
                f"columns = {{{types}}})) "
                f"TO '{str(parquet).replace(chr(39), chr(39) * 2)}' (FORMAT parquet, COMPRESSION zstd)",
                [str(rows)],
            )
        with parquet.open("rb") as written:
            shutil.copyfileobj(written, stream)


def _write(lines: BinaryIO, row: Row) -> None:
    lines.write(msgspec.json.encode(row) + b"\n")
