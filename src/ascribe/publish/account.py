"""What every export is given and what it accounts for.

In:  records, or claims as a store selects them.   Out: claims with their documents; counts that add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from ascribe.domain.claim import Claim, Record
from ascribe.domain.document import Document

if TYPE_CHECKING:
    from ascribe.store import StoredClaim

__all__ = ["Account", "Rejected", "claims_of"]


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that a format cannot hold, and why."""

    document: str
    claim: str
    reason: str


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What became of what went in: `n_claims == n_rows + len(rejected)`, always.

    `n_rows` counts the claims written, one row, feature or list item each; `n_documents` the documents that went in.

    >>> str(Account(n_documents=1, n_claims=1, n_rows=1)), str(Account(n_documents=2, n_claims=0, n_rows=0))
    ('1 claim of 1 document', '0 claims of 2 documents')
    """

    n_documents: int
    n_claims: int
    n_rows: int
    rejected: tuple[Rejected, ...] = ()

    def __post_init__(self) -> None:
        if self.n_claims != self.n_rows + len(self.rejected):
            raise ValueError(f"{self.n_claims} claims in, {self.n_rows} out and {len(self.rejected)} rejected do not add up")

    def __str__(self) -> str:
        rejected = f", {len(self.rejected)} rejected" if self.rejected else ""
        claims = "1 claim" if self.n_rows == 1 else f"{self.n_rows} claims"
        return f"{claims} of {self.n_documents} document{'' if self.n_documents == 1 else 's'}{rejected}"


def claims_of(items: Iterable[Record | StoredClaim]) -> Iterator[tuple[Document, tuple[Claim, ...]]]:
    """Each document with its claims in `items`: a record's, or the run of stored claims that share the document."""
    document: Document | None = None
    run: list[Claim] = []
    for item in items:
        if document is not None and (isinstance(item, Record) or (item.document is not document and item.document != document)):
            yield document, tuple(run)
            document, run = None, []
        if isinstance(item, Record):
            yield item.document, item.claims
        else:
            document = item.document
            run.append(item.claim)
    if document is not None:
        yield document, tuple(run)
