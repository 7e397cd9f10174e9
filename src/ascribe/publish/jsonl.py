"""JSON Lines: the records themselves, one document a line.

In:  records or stored claims.   Out: lines that `Record.from_json` reads back.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ascribe.domain.claim import Record
from ascribe.publish.account import Account, claims_of
from ascribe.publish.files import writing

if TYPE_CHECKING:
    from ascribe.store import StoredClaim

__all__ = ["publish_jsonl"]


def publish_jsonl(items: Iterable[Record | StoredClaim], to: BinaryIO | str | Path) -> Account:
    """Writes each document with its claims as one line, exactly as `Record.to_json` gives it.

    Of stored claims, those of one document that follow each other share its line.
    """
    n_documents = n_claims = 0
    with writing(to) as stream:
        for document, claims in claims_of(items):
            stream.write(Record(document=document, claims=claims).to_json() + b"\n")
            n_documents, n_claims = n_documents + 1, n_claims + len(claims)
    return Account(n_documents=n_documents, n_claims=n_claims, n_rows=n_claims)
