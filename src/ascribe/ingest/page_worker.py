"""The parsing process: pages and feeds that others wrote are parsed here, where a crash or an endless loop harms nobody.

In:  requests on standard input.   Out: replies on standard output; each is its length in four bytes, then MessagePack.

It ends with its input. Its memory is limited where the system can do that.
"""

from __future__ import annotations

import contextlib
import os
import signal
import struct
from typing import Literal

import msgspec

from ascribe.ingest.feed_entries import Feed, read_feed_entries
from ascribe.ingest.limits import PAGE_MEMORY_BYTES
from ascribe.ingest.page_text import Page, read_page_text, read_visible_page

__all__ = ["Reply", "Request", "main"]


class Request(msgspec.Struct, frozen=True):
    """What to read: a page's main text, all of its visible text, or a feed; with the encoding that the transfer declares."""

    kind: Literal["page", "visible", "feed"]
    data: bytes
    charset: str | None = None


class Reply(msgspec.Struct, frozen=True):
    """What was read, or why not."""

    page: Page | None = None
    feed: Feed | None = None
    error: str | None = None


def main() -> None:
    """Answers requests until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process by closing its input
    _limit_memory()
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not look like a reply
    while header := requests.read(4):
        request = msgspec.msgpack.decode(requests.read(struct.unpack(">I", header)[0]), type=Request)
        reply = msgspec.msgpack.encode(_answer(request))
        replies.write(struct.pack(">I", len(reply)) + reply)
        replies.flush()


def _answer(request: Request) -> Reply:
    try:
        if request.kind == "feed":
            return Reply(feed=read_feed_entries(request.data, request.charset))
        read = read_page_text if request.kind == "page" else read_visible_page
        return Reply(page=read(request.data, request.charset))
    except MemoryError:
        return Reply(error="takes too much memory")
    except Exception as error:  # whatever a parser does on hostile input costs this page only
        return Reply(error=f"breaks the parser ({type(error).__name__})")


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # no such limit on Windows; macOS refuses it
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (PAGE_MEMORY_BYTES, PAGE_MEMORY_BYTES))
