"""CSV after RFC 4180: one row a claim, UTF-8, safe to open in a spreadsheet.

In:  records or stored claims.   Out: a header row and one row a claim, lines ending in CR LF.

A text that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection; full-width signs too,
which some programs fold to ASCII). Numbers are written as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ascribe.domain.claim import Record
from ascribe.publish.account import Account, claims_of
from ascribe.publish.columns import COLUMNS, Heading, Row, Value, list_words, row_of
from ascribe.publish.files import writing
from ascribe.publish.masked_rows import columns_with, row_with

if TYPE_CHECKING:
    from ascribe.publish.masking import Mask
    from ascribe.store import StoredClaim

__all__ = ["cell", "csv_table", "publish_csv"]

_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def publish_csv(items: Iterable[Record | StoredClaim], to: BinaryIO | str | Path, *, mask: Mask | None = None) -> Account:
    """Writes one row a claim, in the columns of `columns.COLUMNS`; lists are joined as `list_words` does.

    `mask` takes names out; `masked` is then a column.
    """
    n_documents = n_claims = n_rows = 0
    with writing(to) as stream, csv_table(stream, columns_with(COLUMNS, mask)) as write:
        for document, claims in claims_of(items):
            n_documents, n_claims = n_documents + 1, n_claims + len(claims)
            for claim in claims:
                write(row_with(row_of(claim, document), mask))
                n_rows += 1
    return Account(n_documents=n_documents, n_claims=n_claims, n_rows=n_rows)


@contextmanager
def csv_table(stream: BinaryIO, columns: Sequence[Heading]) -> Iterator[Callable[[Row], None]]:
    """What writes a row, after a header row of the columns' names; a row's values stand in the order of the columns."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    try:
        rows = csv.writer(text)
        rows.writerow([column.name for column in columns])
        yield lambda row: rows.writerow([cell(value) for value in row.values()])
    finally:
        text.detach()  # the stream is the caller's to close


def cell(value: Value) -> str:
    """A value as the text of a cell.

    >>> cell("=HYPERLINK(1)"), cell(-33.9), cell(True), cell(["AP", None]), cell(None)
    ("'=HYPERLINK(1)", '-33.9', 'true', 'AP; ', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    words = value if isinstance(value, str) else list_words(value)
    return "'" + words if words.startswith(_FORMULA_STARTS) else words
