"""Documents with their claims for other people's tools, in which they are corrected; `ascribe import` takes them back.

In:  records, or claims as a store selects them; what people said of them; the last decision that the export knows of.
Out: a folder for brat, a file for Label Studio or Prodigy, with the tool's settings beside it; `docs/correcting.md` says what is in them.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from ascribe.domain.claim import Record
from ascribe.domain.document import Document
from ascribe.publish._brat import write_brat
from ascribe.publish._labelstudio import labelling_config, task_of
from ascribe.publish._prodigy import settings, tasks_of
from ascribe.publish.account import Account, claims_of
from ascribe.publish.files import writing, writing_together
from ascribe.publish.marks import Marked, marked

if TYPE_CHECKING:
    from ascribe.store import StoredClaim

__all__ = ["publish_brat", "publish_labelstudio", "publish_prodigy"]

_SLUG_LENGTH = 40


def publish_brat(items: Iterable[Record | StoredClaim], folder: str | Path, *, reviews: Mapping[str, str], seen: int) -> Account:
    """Writes a folder for brat. `UsageError` where it holds annotations already, which may be somebody's work.

    `reviews`: claim → `accepted`, `edited` or `added`, as `review.corrections.reviews` gives them; `seen`: the place of the last decision.
    """
    counted = _Counted()
    write_brat(((_stem(document), given) for document, given in counted.marked(items, reviews, seen)), Path(folder))
    return counted.account()


def publish_labelstudio(
    items: Iterable[Record | StoredClaim], to: BinaryIO | str | Path, *, reviews: Mapping[str, str], seen: int
) -> Account:
    """Writes tasks for Label Studio, one a document; beside a path also the labelling configuration, with the ending `.xml`."""
    counted = _Counted()

    def write(stream: BinaryIO) -> None:
        stream.write(b"[")
        for n, (document, given) in enumerate(counted.marked(items, reviews, seen)):
            stream.write((b",\n" if n else b"\n") + msgspec.json.encode(task_of(given, _head(document))))
        stream.write(b"\n]\n")

    _write(to, ".xml", labelling_config().encode(), write)
    return counted.account()


def publish_prodigy(items: Iterable[Record | StoredClaim], to: BinaryIO | str | Path, *, reviews: Mapping[str, str], seen: int) -> Account:
    """Writes tasks for Prodigy, one a claim; beside a path also settings that show them, with the ending `.settings.json`."""
    counted = _Counted()

    def write(stream: BinaryIO) -> None:
        for document, given in counted.marked(items, reviews, seen):
            for task in tasks_of(given, _head(document)):
                stream.write(msgspec.json.encode(task) + b"\n")

    _write(to, ".settings.json", json.dumps(settings(), indent=1).encode() + b"\n", write)
    return counted.account()


class _Counted:
    """Counts what is marked on its way into a format."""

    def __init__(self) -> None:
        self._n_documents = self._n_claims = 0

    def marked(self, items: Iterable[Record | StoredClaim], reviews: Mapping[str, str], seen: int) -> Iterator[tuple[Document, Marked]]:
        for document, claims in claims_of(items):
            self._n_documents, self._n_claims = self._n_documents + 1, self._n_claims + len(claims)
            yield document, marked(document, claims, reviews=reviews, seen=seen)

    def account(self) -> Account:
        return Account(n_documents=self._n_documents, n_claims=self._n_claims, n_rows=self._n_claims)


def _write(to: BinaryIO | str | Path, ending: str, beside: bytes, write: Callable[[BinaryIO], None]) -> None:
    if not isinstance(to, (str, Path)):
        with writing(to) as stream:
            write(stream)
        return
    path = Path(to)
    config = path.with_suffix(ending).name
    with writing_together(path.parent, [path.name, config]) as streams:
        write(streams[path.name])
        streams[config].write(beside)


def _head(document: Document) -> dict[str, str | None]:
    return {"title": document.title, "outlet": document.outlet, "published": document.published, "url": document.url}


def _stem(document: Document) -> str:
    """A name for the document's files: what the input calls it, as far as file systems go, and the beginning of its id.

    >>> _stem(Document.of("Two died.", input_id="Reports/Wire 7.txt"))
    'reports-wire-7-txt-02a98bc0467a'
    """
    plain = unicodedata.normalize("NFKD", document.input_id or document.title or "").encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[-_SLUG_LENGTH:].strip("-")
    digits = document.id.removeprefix("sha256:")[:12]
    return f"{slug}-{digits}" if slug else digits
