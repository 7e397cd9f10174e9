"""What a page says about itself: title, outlet, address, language. What it does not say stays unknown.

In:  a parsed page.   Out: its own metadata and its JSON-LD nodes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ascribe.ingest.language import language_code
from ascribe.ingest.page_dates import ARTICLE_TYPES, types_of

__all__ = ["PageMetadata", "json_ld_nodes", "read_metadata"]

#: A page's own JSON-LD is a few kilobytes; far more is a catalogue.
_MAX_JSON_LD = 1 << 20


class PageMetadata(NamedTuple):
    """As the page gives it; `url` only where it is a whole web address."""

    title: str | None
    outlet: str | None
    url: str | None
    language: str | None


def json_ld_nodes(tree: Any) -> list[Mapping[str, Any]]:
    """The nodes that JSON-LD says about the page itself: its outermost objects, their `@graph` and `mainEntity`."""
    nodes: list[Mapping[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = (script.text or "").strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
        if not text or len(text) > _MAX_JSON_LD:
            continue
        try:
            nodes.extend(_own_nodes(json.loads(text, strict=False)))
        except (ValueError, RecursionError):
            continue
    return nodes


def _own_nodes(value: Any) -> Iterator[Mapping[str, Any]]:
    for node in value if isinstance(value, list) else [value]:
        if not isinstance(node, dict):
            continue
        yield node
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            inner = node.get(key)
            yield from (n for n in (inner if isinstance(inner, list) else [inner]) if isinstance(n, dict))


def read_metadata(tree: Any, nodes: list[Mapping[str, Any]]) -> PageMetadata:
    """Title (OpenGraph, JSON-LD, the only `<h1>`, `<title>`), outlet (`og:site_name`, JSON-LD publisher), address and language."""
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = (element.get("property") or element.get("name") or "").strip().lower()
        content = " ".join((element.get("content") or "").split())
        if key and content:
            meta.setdefault(key, content)
    articles = [n for n in nodes if types_of(n) & ARTICLE_TYPES]
    headings = [" ".join(h.text_content().split()) for h in tree.iter("h1")]
    titles = [
        meta.get("og:title"),
        *(n.get("headline") for n in articles),
        headings[0] if len(headings) == 1 else None,
        " ".join((tree.findtext(".//title") or "").split()),
        meta.get("twitter:title"),
    ]
    outlets = [meta.get("og:site_name"), *(_name(n.get("publisher")) for n in articles), *(_name(n.get("publisher")) for n in nodes)]
    addresses = [
        *(link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()),
        meta.get("og:url"),
    ]
    return PageMetadata(
        _first(titles),
        _first(outlets),
        next((a.strip() for a in addresses if a and a.strip().lower().startswith(("http://", "https://"))), None),
        language_code(tree.get("lang") or meta.get("og:locale") or meta.get("content-language")),
    )


def _name(publisher: Any) -> str | None:
    if isinstance(publisher, list):
        publisher = publisher[0] if publisher else None
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return name if isinstance(name, str) and not name.startswith(("http://", "https://")) else None


def _first(values: list[Any]) -> str | None:
    return next((" ".join(v.split()) for v in values if isinstance(v, str) and v.strip()), None)
