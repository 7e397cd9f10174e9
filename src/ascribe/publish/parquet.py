"""Parquet: the columns of the CSV with real types, and the quantities whole.

In:  records or stored claims.   Out: a Parquet file (zstd) with one row a claim.

DuckDB writes it, in one thread, so that the same claims give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from ascribe.domain.claim import Record
from ascribe.publish.account import Account, claims_of
from ascribe.publish.columns import COLUMNS, Kind, row_of
from ascribe.publish.files import writing

if TYPE_CHECKING:
    from ascribe.store import StoredClaim

__all__ = ["publish_parquet"]

_TYPES: dict[Kind, str] = {
    "text": "VARCHAR", "list": "VARCHAR[]", "integer": "BIGINT", "number": "DOUBLE", "flag": "BOOLEAN", "date": "DATE",
}  # fmt: skip


def publish_parquet(items: Iterable[Record | StoredClaim], to: BinaryIO | str | Path) -> Account:
    """Writes one row a claim: the columns of `columns.COLUMNS`, lists as lists, and `quantities_json` with every field."""
    import shutil
    import tempfile

    import duckdb

    n_documents = n_claims = n_rows = 0
    with writing(to) as stream, tempfile.TemporaryDirectory(prefix="ascribe-") as folder:
        rows, parquet = Path(folder) / "rows.jsonl", Path(folder) / "claims.parquet"
        with rows.open("wb") as lines:
            for document, claims in claims_of(items):
                n_documents, n_claims = n_documents + 1, n_claims + len(claims)
                for claim in claims:
                    quantities = msgspec.json.encode(claim.quantities).decode()
                    lines.write(msgspec.json.encode({**row_of(claim, document), "quantities_json": quantities}) + b"\n")
                    n_rows += 1
        types = {column.name: _TYPES[column.kind] for column in COLUMNS} | {"quantities_json": "VARCHAR"}
        columns = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": 1, "autoinstall_known_extensions": False, "autoload_known_extensions": False, "temp_directory": folder,
        }  # fmt: skip
        with duckdb.connect(":memory:", config=settings) as connection:
            connection.execute(
                "COPY (SELECT * FROM read_json(?, format = 'newline_delimited', maximum_object_size = 1073741824, "
                f"columns = {{{columns}}})) "
                f"TO '{str(parquet).replace(chr(39), chr(39) * 2)}' (FORMAT parquet, COMPRESSION zstd)",
                [str(rows)],
            )
        with parquet.open("rb") as written:
            shutil.copyfileobj(written, stream)
    return Account(n_documents=n_documents, n_claims=n_claims, n_rows=n_rows)
