"""The entries of an RSS or Atom feed, their HTML made text. Runs in the parsing process.

In:  the bytes of a feed.   Out: a `Feed`.
"""

from __future__ import annotations

import io
import re
from typing import Any

import msgspec

from ascribe.ingest.language import language_code
from ascribe.ingest.limits import MAX_TEXT_CHARS
from ascribe.ingest.visible import visible_text

__all__ = ["Feed", "FeedEntry", "read_feed_entries"]

_ENTRY = re.compile(rb"<(item|entry)(?=[\s>])")


class FeedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry: its own bytes (as fields in JSON where they cannot be told apart in the feed), `published` as written."""

    source: bytes
    text: str
    id: str | None
    title: str | None
    url: str | None
    published: str | None
    outlet: str | None
    language: str | None


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """A feed as read; `damage` says what a parser found wrong with its XML."""

    entries: tuple[FeedEntry, ...]
    damage: str | None = None


def read_feed_entries(data: bytes, charset: str | None = None) -> Feed:
    """The entries of the feed in `data`, in its order: full content where there is some, else the summary."""
    import feedparser

    headers = {"content-type": f"application/xml; charset={charset}"} if charset else {}
    parsed = feedparser.parse(io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    feed = parsed.feed
    outlet = _text(feed.get("publisher")) or _text(feed.get("title"))
    sources = _sources(data)
    found = parsed.entries
    entries = tuple(
        _entry(
            e,
            sources[i] if len(sources) == len(found) else None,
            outlet,
            language_code(feed.get("language")) if feed.get("language") else None,
        )
        for i, e in enumerate(found)
    )
    error = parsed.get("bozo_exception") if parsed.get("bozo") else None
    # A feed that declares one encoding and is in another is read all the same, and says so in its words.
    return Feed(
        entries=entries,
        damage=" ".join(str(error).split())[:120] if error is not None and type(error).__name__ != "NonXMLContentType" else None,
    )


def _entry(entry: Any, source: bytes | None, outlet: str | None, language: str | None) -> FeedEntry:
    contents = [c for c in entry.get("content") or [] if (c.get("value") or "").strip()]
    html = [c for c in contents if "html" in (c.get("type") or "html")]
    body = (html or contents or [entry.get("summary_detail") or {}])[0]
    value = body.get("value") or entry.get("summary") or ""
    is_plain = body.get("type") == "text/plain" and "<" not in value
    text = (value.strip() if is_plain else visible_text(value))[: MAX_TEXT_CHARS + 1]
    title = _text(entry.get("title"))
    published = _text(entry.get("published")) or _text(entry.get("updated"))
    fields = {"id": _text(entry.get("id")), "title": title and visible_text(title), "url": _text(entry.get("link")), "published": published}
    own = _text((entry.get("source") or {}).get("title"))
    own_language = language_code(body.get("language")) if body.get("language") else None
    return FeedEntry(
        source=source if source is not None else msgspec.json.encode({**fields, "value": value}),
        text=text,
        outlet=own or outlet,
        language=own_language or language,
        **fields,
    )


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _sources(data: bytes) -> list[bytes]:
    """The bytes of each entry, where they can be told apart: no entry holds another one's end tag."""
    sources = []
    position = 0
    while (opening := _ENTRY.search(data, position)) is not None:
        closing = b"</" + opening[1] + b">"
        end = data.find(closing, opening.end())
        if end < 0:
            break
        position = end + len(closing)
        sources.append(data[opening.start() : position])
    return sources
