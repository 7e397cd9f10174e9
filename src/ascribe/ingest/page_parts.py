"""Parts that a page's markup shows: headline, embedded posts, captions, notices, corrections.

In:  a parsed page and the main text found in it.   Out: parts of that text.

The markup is gone from the text, so a line of the text is a part where its words stand in such an element and nowhere else on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from ascribe.domain.document import Part, PartKind
from ascribe.ingest.parts import lines_of
from ascribe.lexicon.text_parts import is_representational

__all__ = ["find_page_parts", "take_out", "take_out_representational"]

_EMBEDS = frozenset(
    {
        "twitter-tweet", "twitter-video", "tweet", "tweet-embed", "embedded-tweet", "embed-tweet", "instagram-media", "tiktok-embed",
        "fb-post", "fb-video", "telegram-post", "telegram-embed", "tgme_widget_message", "reddit-embed-bq", "reddit-card", "bluesky-embed",
        "mastodon-embed", "text-post-media", "vk-post", "social-embed", "embed", "oembed", "wp-block-embed", "embedded-post", "post-embed",
    }
)  # fmt: skip
_POST_LINK = re.compile(
    r"https?://(?:[\w-]{1,20}\.)?(?:(?:twitter|x)\.com/[^/]{1,40}/status/|t\.me/|instagram\.com/(?:p|reel)/"
    r"|facebook\.com/[^/]{1,80}/posts/|tiktok\.com/@"
    r"|bsky\.app/profile/)",
    re.I,
)
#: An element whose class has one of these words is such a part, unless it is longer than such parts are (then it wraps the story).
_WORDS: dict[str, tuple[PartKind, int]] = {
    "caption": ("caption", 1500),
    "captions": ("caption", 1500),
    "newsletter": ("notice", 600),
    "cookie": ("notice", 600),
    "cookies": ("notice", 600),
    "subscribe": ("notice", 600),
    "copyright": ("notice", 600),
    "correction": ("correction", 1500),
    "corrections": ("correction", 1500),
    "corrigendum": ("correction", 1500),
}
#: Elements that may be such parts.
_MARKED = ("figcaption", "blockquote", "div", "p", "span", "section", "aside", "figure", "em", "small")
_MAX_EMBED = 6000
_MAX_CAPTION = 1500
_MAX_ELEMENTS = 500
#: Shorter lines may stand in an element by chance.
_MIN_CHARS = 12
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")
_ORDER: tuple[PartKind, ...] = ("embed", "caption", "correction", "notice")


def find_page_parts(tree: Any, text: str, title: str | None) -> Iterator[Part]:
    """The parts of `text`, which was extracted from `tree`, that the markup shows; each is one line or adjoining lines of one kind."""
    marked: dict[PartKind, list[str]] = {kind: [] for kind in _ORDER}
    rest = deepcopy(tree)
    for element in list(rest.iter(*_MARKED))[::-1]:
        kind = _kind(element)
        if kind is not None and sum(map(len, marked.values())) < _MAX_ELEMENTS:
            marked[kind].append(_dense(element.text_content()))
            take_out(element)
    inside = {kind: "\0".join(words) for kind, words in marked.items() if words}
    outside = _dense(rest.text_content()) if inside else ""
    headings = {_dense(h.text_content()) for h in rest.iter("h1")} | ({_dense(title)} if title else set())
    previous: Part | None = None
    for i, line in enumerate(lines_of(text)):
        words = _dense(line.of(text)).removeprefix("-")
        kind = next((k for k, held in inside.items() if _belongs(words, held, outside)), None)
        if kind is None and i == 0 and words in headings:
            kind = "headline"
        if previous is not None and previous.kind == kind:
            previous = Part(span=previous.span.hull(line), kind=kind)
            continue
        if previous is not None:
            yield previous
        previous = Part(span=line, kind=kind) if kind is not None else None
    if previous is not None:
        yield previous


def _belongs(words: str, inside: str, outside: str) -> bool:
    if len(words) < _MIN_CHARS and f"\0{words}\0" not in f"\0{inside}\0":
        return False
    return words in inside and words not in outside


def _kind(element: Any) -> PartKind | None:
    if element.tag == "figcaption":
        return "caption"
    tokens = (element.get("class") or "").lower().split()
    if element.tag == "blockquote" or _EMBEDS.intersection(tokens):
        is_post = bool(_EMBEDS.intersection(tokens)) or any(_POST_LINK.match(a.get("href") or "") for a in element.iter("a"))
        return "embed" if is_post and len(element.text_content()) <= _MAX_EMBED else None
    for token in tokens:
        for word in re.split(r"[-_]+", token):
            if word in _WORDS and len(element.text_content()) <= _WORDS[word][1]:
                return _WORDS[word][0]
    return None


def take_out_representational(tree: Any) -> None:
    """Removes the captions that say their picture does not show the event: nobody claims what they tell."""
    for element in list(tree.iter(*_MARKED)):
        if _kind(element) == "caption":
            words = element.text_content()
            if len(words) <= _MAX_CAPTION and is_representational(words, 0, len(words)):
                take_out(element)


def take_out(element: Any) -> None:
    """Removes an element but keeps the words after it, which are its parent's."""
    parent = element.getparent()
    if parent is None:
        return
    previous = element.getprevious()
    if element.tail:
        # A parsed tree may hold characters that may not be put into one.
        if previous is not None:
            previous.tail = _NO_XML.sub(" ", (previous.tail or "") + element.tail)
        else:
            parent.text = _NO_XML.sub(" ", (parent.text or "") + element.tail)
    parent.remove(element)


def _dense(text: str) -> str:
    return _SPACES.sub("", text)
