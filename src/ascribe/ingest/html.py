"""Web pages: the main text is the document, what the page says about itself is its metadata.

In:  the bytes of a page.   Out: its document. Parsing happens in the parsing process (`page_process`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ascribe.domain.document import Document, Problem
from ascribe.ingest.draft import Draft, Given, Place, finish_draft
from ascribe.ingest.language import find_language
from ascribe.ingest.page_process import PageProcess, ParseFailed

__all__ = ["read_html"]


def read_html(
    data: bytes,
    place: Place,
    given: Given,
    parser: PageProcess,
    *,
    charset: str | None = None,
    url: str | None = None,
    input_id: str | None = None,
) -> Iterator[Document | Problem]:
    """The document of the page in `data`. `charset` is what its transfer declares, `url` where it was fetched.

    What the page says is stronger than what the caller gives; `url` is stronger than what the page says.
    """
    try:
        page = parser.page(data, charset)
    except ParseFailed as failed:
        yield place.problem(f"the page {failed.reason}", "save its text from a browser and read that")
        return
    for blemish in page.blemishes:
        yield place.problem(blemish.reason, blemish.fix, detail=blemish.place, skipped=False)
    if not page.text.strip():
        yield place.problem("a page without text", "scripts may make it: save it from a browser after it has loaded")
        return
    yield from finish_draft(
        Draft(
            text=page.text,
            source=data,
            input_id=input_id,
            title=page.title,
            url=url or page.url,
            outlet=page.outlet or given.outlet,
            language=find_language(page.text, page.language),
            published=page.published or given.published,
            published_from="page" if page.published else "given",
            parts=page.parts,
        ),
        place,
    )
