"""RSS and Atom: each entry is a document, its full content or else its summary.

In:  the bytes of a feed.   Out: a document an entry. Parsing happens in the parsing process (`page_process`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ascribe.domain.document import Document, Problem
from ascribe.ingest.dates import read_date
from ascribe.ingest.draft import Draft, Given, Place, finish_draft
from ascribe.ingest.language import find_language
from ascribe.ingest.page_process import PageProcess, ParseFailed

__all__ = ["read_feed"]


def read_feed(data: bytes, place: Place, given: Given, parser: PageProcess, *, charset: str | None = None) -> Iterator[Document | Problem]:
    """The documents of the feed's entries. An entry's date is `published`, else `updated`; entries without any give one report a feed."""
    try:
        feed = parser.feed(data, charset)
    except ParseFailed as failed:
        yield place.problem(f"the feed {failed.reason}", "fetch it again, or write its entries as JSON lines")
        return
    if feed.damage is not None:
        reason = "the feed's XML is damaged" if feed.entries else "a feed that cannot be read"
        fix = "fetch it again; entries after the damage may be missing" if feed.entries else "fetch it again"
        yield place.problem(reason, fix, detail=feed.damage, skipped=not feed.entries)
        if not feed.entries:
            return
    if not feed.entries:
        yield place.problem("a feed without entries", "fetch it again, or leave it out")
        return
    dated = [bool(e.published) for e in feed.entries]
    if not all(dated) and not given.published:
        yield place.problem(
            "entries without a date",
            "they are read undated; give --published if it is known",
            detail=f"{dated.count(False)} of {len(dated)}",
            skipped=False,
        )
    for number, entry in enumerate(feed.entries, 1):
        within = Place(place.path, ", ".join(p for p in (place.within, f"entry {number}") if p))
        published = read_date(entry.published) if entry.published else None
        if entry.published and published is None:
            yield within.problem(
                "the entry's date is no full date", "correct it in the feed", detail=repr(entry.published[:40]), skipped=False
            )
        yield from finish_draft(
            Draft(
                text=entry.text,
                source=entry.source,
                input_id=entry.id,
                title=entry.title,
                url=entry.url,
                outlet=entry.outlet or given.outlet,
                language=find_language(entry.text, entry.language),
                published=published or given.published,
                published_from="given",
            ),
            within,
        )
