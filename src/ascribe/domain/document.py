"""Documents: one report as it was read, and what shaped its reading."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Literal

import msgspec

from ascribe.domain.flag import Flag
from ascribe.domain.ids import document_id, reading_id, sha256
from ascribe.domain.span import Span

__all__ = [
    "REVIEWED", "Document", "Part", "PartKind", "Problem", "PublishedFrom", "Quotation", "Reading", "Resource", "Sentence",
    "Translated", "published_day",
]  # fmt: skip

PartKind = Literal["headline", "dateline", "body", "caption", "notice", "embed", "correction"]
PublishedFrom = Literal["given", "page"]
#: The `reader` of a reading that people corrected.
REVIEWED = "reviewed"
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?)?\Z")


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch of the text with a job of its own. No claims come from a `notice`, nor from an unclaimed caption."""

    span: Span
    kind: PartKind


class Translated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The text is a translation: from which language (ISO 639 code), by whom."""

    from_: str | None = msgspec.field(name="from")
    by: Literal["human", "machine", "unknown"]


class Resource(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that shaped a reading (rules, model, gazetteer, catalogue): name, version and digest of its bytes."""

    name: str
    version: str
    sha256: str


class Reading(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which reader read: enough to tell two readings apart and to repeat one."""

    reader: str
    version: str
    resources: tuple[Resource, ...]
    settings: dict[str, str | int | float | bool | None]

    @property
    def id(self) -> str:
        """Content-derived: equal readings have equal ids."""
        return reading_id(self)


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One report. `text` is what was read and is never altered; every offset of its claims indexes it.

    Build one with `Document.of`, which derives the ids and digests. `published` is an ISO date or date-time as the
    input gives it, `published_from` says whether the caller gave it or the page did. `reading` is null until read.
    """

    id: str
    text_sha256: str
    source_sha256: str
    input_id: str | None
    text: str
    reading: Reading | None
    flags: tuple[Flag, ...]
    title: str | None
    url: str | None
    outlet: str | None
    language: str | None
    published: str | None
    published_from: PublishedFrom | None
    parts: tuple[Part, ...] = ()
    copy_of: str | None = None
    version_of: str | None = None
    translated: Translated | None = None

    def __post_init__(self) -> None:
        if self.published is not None:
            published_day(self.published)
        if (self.published is None) != (self.published_from is None):
            raise ValueError("a publication date says where it is from")
        for part in self.parts:
            if part.span.end > len(self.text):
                raise ValueError(f"part {part.kind} reaches beyond the text")
        if self.id != document_id(self.text, self.url, self.outlet, self.published):
            raise ValueError("the document's id is not that of its content; build documents with Document.of")

    @classmethod
    def of(
        cls,
        text: str,
        *,
        source: bytes | None = None,
        input_id: str | None = None,
        title: str | None = None,
        url: str | None = None,
        outlet: str | None = None,
        language: str | None = None,
        published: str | None = None,
        published_from: PublishedFrom | None = None,
        parts: tuple[Part, ...] = (),
    ) -> Document:
        """A document of `text`, taken as it is (`ingest` normalises). `source` are the bytes it came from.

        >>> Document.of("Two died.", published="2021-09-02").published_from
        'given'
        """
        encoded = text.encode()
        return cls(
            id=document_id(text, url, outlet, published),
            text_sha256=sha256(encoded),
            source_sha256=sha256(encoded if source is None else source),
            input_id=input_id,
            text=text,
            reading=None,
            flags=(),
            title=title,
            url=url,
            outlet=outlet,
            language=language,
            published=published,
            published_from=published_from or ("given" if published else None),
            parts=parts,
        )


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something wrong with an input: file, place in it (line, record, byte), reason, and what to do.

    `skipped` is true where a document was lost to it, false for a warning about a document that was read all the same.
    """

    path: str
    place: str | None
    reason: str
    fix: str
    skipped: bool = True

    def __str__(self) -> str:
        where = self.path if self.place is None else f"{self.path}, {self.place}"
        return f"{where}: {self.reason}; {self.fix}"


class Sentence(msgspec.Struct, frozen=True):
    """A sentence's span, without the blank space around it, and the index of its paragraph in the text."""

    span: Span
    paragraph: int


class Quotation(msgspec.Struct, frozen=True):
    """Quoted words: `span` with the marks, `inner` without. `closed` is false where the quotation runs on."""

    span: Span
    inner: Span
    closed: bool = True


def published_day(published: str) -> date:
    """The calendar day of an ISO date or date-time, in the zone it is written in; `ValueError` for anything else.

    >>> published_day("2021-09-02T23:30:00-04:00")
    datetime.date(2021, 9, 2)
    """
    if not _ISO.match(published):
        raise ValueError(f"not an ISO date or date-time: {published!r}")
    return datetime.fromisoformat(published).date()
