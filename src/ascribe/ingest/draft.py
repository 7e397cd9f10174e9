"""From what a format gives to a document: text normalised, fields checked, language found, parts marked, blemishes reported.

In:  a draft.   Out: problems and at most one document. Every format ends here, so that all are read alike.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ascribe.domain.document import Document, Part, Problem, PublishedFrom
from ascribe.ingest.language import find_language, language_code
from ascribe.ingest.limits import MAX_COMBINING_RUN, MAX_FIELD_CHARS, MAX_TEXT_CHARS
from ascribe.ingest.normalise import find_blemishes, longest_combining_run, normalise_text
from ascribe.ingest.parts import find_parts

__all__ = ["Draft", "Given", "Place", "finish_draft", "too_long"]


class Place(msgspec.Struct, frozen=True):
    """Where in the input something stands: the file, and the line, record or entry in it."""

    path: str
    within: str | None = None

    def problem(self, reason: str, fix: str, *, detail: str | None = None, skipped: bool = True) -> Problem:
        """A problem at this place; `detail` says more about where."""
        parts = [p for p in (self.within, detail) if p]
        return Problem(path=self.path, place=", ".join(parts) or None, reason=reason, fix=fix, skipped=skipped)


class Given(msgspec.Struct, frozen=True):
    """What the caller says of documents that do not say it themselves; `published` is ISO."""

    published: str | None = None
    outlet: str | None = None


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A document as a format gives it. `source` are the bytes as received; `published` is ISO already; `parts` fit the normalised text."""

    text: str
    source: bytes
    input_id: str | None = None
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    language: str | None = None
    published: str | None = None
    published_from: PublishedFrom | None = None
    parts: tuple[Part, ...] = ()


def too_long(place: Place) -> Problem:
    """The one report about a text beyond `MAX_TEXT_CHARS`."""
    return place.problem(
        f"a text of more than {MAX_TEXT_CHARS:,} characters", "split it into its reports: each has a date and an outlet of its own"
    )


def finish_draft(draft: Draft, place: Place) -> Iterator[Problem | Document]:
    """The document of `draft` after the problems found in it; no document where there is no text or too much."""
    if len(draft.text) > MAX_TEXT_CHARS:
        yield too_long(place)
        return
    if longest_combining_run(draft.text) > MAX_COMBINING_RUN:
        yield place.problem(
            f"more than {MAX_COMBINING_RUN} combining marks on one letter", "no script writes so; take the ornaments out of the text"
        )
        return
    text = normalise_text(draft.text)
    if not text.strip():
        yield place.problem("no text", "leave it out, or check that the source was exported with its text")
        return
    for blemish in find_blemishes(text):
        yield place.problem(blemish.reason, blemish.fix, detail=blemish.place, skipped=False)
    fields: dict[str, str | None] = {}
    for name in ("input_id", "title", "url", "outlet"):
        value = getattr(draft, name)
        if value is not None and (len(value) > MAX_FIELD_CHARS or longest_combining_run(value) > MAX_COMBINING_RUN):
            yield place.problem(f"{name} is not read: it is too long to be one", "correct it in the source", skipped=False)
            value = None
        fields[name] = (normalise_text(value).strip() or None) if value is not None else None
    yield Document.of(
        text,
        source=draft.source,
        input_id=fields["input_id"],
        title=fields["title"],
        url=fields["url"],
        outlet=fields["outlet"],
        language=language_code(draft.language) or find_language(text),
        published=draft.published,
        published_from=draft.published_from if draft.published else None,
        parts=find_parts(text, draft.parts),
    )
