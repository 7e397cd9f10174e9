"""Plain text: one file, one document; nothing in it is metadata.

In:  the bytes of a text.   Out: its document, with the outlet and the date that the caller gives.
"""

from __future__ import annotations

from collections.abc import Iterator

from ascribe.domain.document import Document, Problem
from ascribe.ingest.draft import Draft, Given, Place, finish_draft
from ascribe.ingest.text_encoding import decode_text

__all__ = ["read_plain"]


def read_plain(
    data: bytes, place: Place, given: Given, *, charset: str | None = None, url: str | None = None, input_id: str | None = None
) -> Iterator[Document | Problem]:
    """The document of a text in `data`; `charset` is what something around it declares."""
    text, blemish = decode_text(data, charset)
    if blemish is not None:
        yield place.problem(blemish.reason, blemish.fix, detail=blemish.place, skipped=False)
    yield from finish_draft(
        Draft(text=text, source=data, input_id=input_id, url=url, outlet=given.outlet, published=given.published, published_from="given"),
        place,
    )
