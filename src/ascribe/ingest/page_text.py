"""The main text of a page, checked against what a person can see.

In:  the bytes of a page.   Out: a `Page`: text, parts, metadata and what to know about the reading. Runs in the parsing process.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

import msgspec

from ascribe.domain.document import Part
from ascribe.ingest.limits import MAX_COMBINING_RUN, MAX_TEXT_CHARS
from ascribe.ingest.normalise import Blemish, longest_combining_run, normalise_text
from ascribe.ingest.page_dates import TREE_ERRORS, find_page_date
from ascribe.ingest.page_metadata import PageMetadata, json_ld_nodes, read_metadata
from ascribe.ingest.page_parts import find_page_parts, take_out_representational
from ascribe.ingest.text_encoding import declared_in_page, decode_text
from ascribe.ingest.visible import n_letters, visible_text

__all__ = ["Page", "read_page_text", "read_visible_page"]

#: A page of news has at least this much to see.
_MIN_VISIBLE = 500
#: Less of what can be seen than this share is no main text, even beside long lists of links (chosen by hand on made pages).
_MIN_SHARE = 0.02
#: A tree with less of what can be seen than this has lost a part of the page.
_MIN_TREE_SHARE = 0.5
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]"
    r"|&#(?:0{0,9}(?:[0-8]|1[124-9]|2\d|3[01])(?!\d)|[xX]0{0,9}(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|[fF]{3}[eEfF])(?![0-9a-fA-F]));?"
)
_UNSEEN = ("script", "style", "noscript", "template", "title", "svg", "iframe", "textarea", "select", "object")


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page as read: normalised text (empty where nothing can be seen), parts of it, metadata as the page gives it."""

    text: str
    parts: tuple[Part, ...] = ()
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    language: str | None = None
    published: str | None = None
    blemishes: tuple[Blemish, ...] = ()


def read_page_text(data: bytes, charset: str | None = None) -> Page:
    """The page in `data`; `charset` is what the transfer declares, before what the page itself does."""
    source, blemishes = _decoded(data, charset)
    visible = visible_text(source)
    n_visible = n_letters(visible)
    tree = _parsed(source)
    if tree is None:
        return Page(text=_cut(visible), blemishes=(*blemishes, *([_lost("the page cannot be parsed")] if visible else [])))
    nodes = json_ld_nodes(tree)
    metadata = read_metadata(tree, nodes)
    published, no_date = find_page_date(tree, nodes)
    if no_date is not None:
        blemishes.append(
            Blemish(repr(no_date), "the page's publication date is no full date", "give the date with --published if it matters")
        )
    n_tree = _n_tree_letters(tree)
    text = _main_text(tree)
    if n_visible >= _MIN_VISIBLE and n_tree < _MIN_TREE_SHARE * n_visible:
        text, blemishes = visible, [*blemishes, _lost("the page is nested too deeply for its main text to be found")]
    elif visible and n_letters(text) < (max(1, _MIN_SHARE * n_visible) if n_visible >= _MIN_VISIBLE else 1):
        text, blemishes = visible, [*blemishes, _lost("no main text was found in the page")]
    return _page(text, tree, metadata, published, blemishes)


def read_visible_page(data: bytes, charset: str | None = None) -> Page:
    """All visible text of a page whose main text could not be looked for."""
    source, blemishes = _decoded(data, charset)
    return Page(text=_cut(visible_text(source)), blemishes=tuple(blemishes))


def _page(text: str, tree: Any, metadata: PageMetadata, published: str | None, blemishes: list[Blemish]) -> Page:
    parts: tuple[Part, ...] = ()
    text = _cut(text)
    if len(text) <= MAX_TEXT_CHARS and longest_combining_run(text) <= MAX_COMBINING_RUN:
        text = normalise_text(text)
        parts = tuple(find_page_parts(tree, text, metadata.title))
    return Page(
        text=text,
        parts=parts,
        title=metadata.title,
        url=metadata.url,
        outlet=metadata.outlet,
        language=metadata.language,
        published=published,
        blemishes=tuple(blemishes),
    )


def _decoded(data: bytes, charset: str | None) -> tuple[str, list[Blemish]]:
    source, blemish = decode_text(data, charset or declared_in_page(data))
    # Trees cannot be worked with where they hold such characters, however they are written.
    return _CONTROL.sub("\ufffd", source), [blemish] if blemish is not None else []


def _parsed(source: str) -> Any:
    from lxml import etree, html

    # Not `huge_tree`: deep trees are what crashes whatever walks them; their text is found another way.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _main_text(tree: Any) -> str:
    from trafilatura import bare_extraction

    story = deepcopy(tree)
    take_out_representational(story)  # their words may end up in one line with the story's
    try:
        found = bare_extraction(story, include_comments=False, include_tables=True, with_metadata=False)
    except TREE_ERRORS:
        return ""  # the caller falls back on what can be seen
    return getattr(found, "text", None) or ""


def _n_tree_letters(tree: Any) -> int:
    from lxml import etree

    seen = deepcopy(tree)
    etree.strip_elements(seen, *_UNSEEN, with_tail=False)
    return n_letters("".join(seen.itertext()))


def _lost(reason: str) -> Blemish:
    return Blemish("", reason, "all its visible text was read; check that it is the report")


def _cut(text: str) -> str:
    """The text, or just enough of a longer one to show that it is too long."""
    return text[: MAX_TEXT_CHARS + 1]
