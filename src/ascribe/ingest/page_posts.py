"""Posts of social networks on a page, however it embeds or frames them: what stands in one is not the page's own.

In:  a parsed page.   Out: whether an element is a post; the page without them.

A post is known by its name (class, id, tag, `data-` attributes), by a link to one, or by being a small frame around such a link.
"""

from __future__ import annotations

import re
from copy import deepcopy
from itertools import islice
from typing import Any

from ascribe.ingest.page_parts import take_out

__all__ = ["names_of", "without_posts", "words_of"]

_NETWORKS = frozenset(
    {
        "twitter", "tweet", "tweets", "retweet", "instagram", "instgrm", "tiktok", "telegram", "tgme", "fb", "facebook", "reddit",
        "bluesky", "bsky", "mastodon", "vk", "truthsocial", "threads",
    }
)  # fmt: skip
_NAMED = _NETWORKS | {"embed", "embeds", "embedded", "oembed", "quote", "quotes", "quoted", "blockquote", "pullquote"}
_POST_ADDRESS = re.compile(
    r"(?:https?:)?//(?:[\w-]{1,20}\.){0,2}(?:(?:twitter|x|nitter)\.(?:com|net)/(?:i/web|[^/?#]{1,40})/status(?:es)?/\d|t\.me/(?:s/|c/)?[^/?#]{1,64}/\d"
    r"|(?:instagram|instagr)\.(?:com|am)/(?:[^/?#]{1,40}/)?(?:p|reel|tv)/|facebook\.com/(?:[^/?#]{1,80}/(?:posts|videos|photos)/|permalink\.php|watch)"
    r"|fb\.watch/|tiktok\.com/@[^/?#]{1,40}/video/|bsky\.app/profile/[^/?#]{1,80}/post/|vk\.com/wall-?\d|reddit\.com/r/[^/?#]{1,40}/comments/"
    r"|truthsocial\.com/@[^/?#]{1,40}/|threads\.(?:net|com)/@[^/?#]{1,40}/post/)",
    re.I,
)
_ADDRESSES = ("href", "cite", "src", "data-href", "data-src", "data-url", "data-link", "data-permalink", "data-instgrm-permalink")
#: A frame around a post holds no more than a post does; more is the story with a post in it.
_MAX_FRAME_CHARS = 1000
_MAX_FRAME_ELEMENTS = 150
_WORD_BREAK = re.compile(r"[\W\d_]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def names_of(element: Any) -> str:
    """What an element is called by its page: its classes and its id."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def words_of(element: Any) -> set[str]:
    """The words of those names, in lower case: `TweetAuthor`, `tweet-author` and `tweet_author` have the same.

    >>> from lxml.html import fragment_fromstring
    >>> sorted(words_of(fragment_fromstring('<p class="TweetAuthor date-line2">')))
    ['author', 'date', 'line', 'tweet']
    """
    return {word.lower() for word in _WORD_BREAK.split(names_of(element)) if word}


def _is_post(element: Any) -> bool:
    """Whether the element is a post, a part of one, or leads to one, by its addresses and its names; never what holds the headline."""
    if any(_POST_ADDRESS.match(element.get(a, "").strip()) for a in _ADDRESSES):
        return True
    if _is_named_post(element):
        return next(element.iter("h1"), None) is None
    # The classes of a story's own element often say "post" too, but a story is longer or has the headline.
    return any(_last_word(token) == "post" for token in names_of(element).split()) and _is_small(element)


def _is_named_post(element: Any) -> bool:
    if not _NAMED.isdisjoint(words_of(element)):
        return True
    if "-" in element.tag and not _NETWORKS.isdisjoint(element.tag.lower().split("-")):
        return True
    return any(a.startswith("data-") and not _NETWORKS.isdisjoint(a.split("-")) for a in element.attrib)


def _last_word(token: str) -> str:
    return next((word.lower() for word in reversed(_WORD_BREAK.split(token)) if word), "")


def without_posts(tree: Any) -> Any:
    """A copy of the page in which no post is left, nor the frame around a link to one."""
    page = deepcopy(tree)
    body = page.find("body")
    if body is None:
        return page
    # What is named as a post goes first: it ends there, and what stands around it is the page's.
    links = []
    for element in list(body.iter("*")):
        if not isinstance(element.tag, str):
            continue
        if element.tag in ("a", "link") and _POST_ADDRESS.match(element.get("href", "").strip()):
            links.append(element)
        elif _is_post(element):
            take_out(element)
    large: set[Any] = {body}
    for link in links:
        if all(step is not body for step in link.iterancestors()):
            continue  # gone with a post or a frame
        frame = link
        for step in link.iterancestors():
            if step in large or not _is_small(step):
                large.add(step)
                break
            frame = step
        take_out(frame)
    return page


def _is_small(element: Any) -> bool:
    """Whether the element holds no more than a post, and not the page's headline."""
    n_elements = n_chars = 0
    for step in islice(element.iter(), _MAX_FRAME_ELEMENTS + 1):
        n_elements += 1
        n_chars += len(step.text or "") + (len(step.tail or "") if step is not element else 0)
        if step.tag == "h1" or n_chars > _MAX_FRAME_CHARS:
            return False
    return n_elements <= _MAX_FRAME_ELEMENTS
