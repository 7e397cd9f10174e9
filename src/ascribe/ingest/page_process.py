"""The parsing process, seen from outside: asks it to read pages and feeds, ends it when it takes too long, starts it again.

In:  the bytes of pages and feeds.   Out: what `page_worker` read in them, or `ParseFailed`.

The process is a plain child that talks over pipes rather than one of `multiprocessing`: those run the caller's main module again and
may not be started from a pool's workers.
"""

from __future__ import annotations

import contextlib
import json
import struct
import sys
import threading
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

import msgspec

from ascribe.ingest.feed_entries import Feed
from ascribe.ingest.limits import FEED_SECONDS, MAX_TEXT_BYTES, PAGE_SECONDS
from ascribe.ingest.normalise import Blemish
from ascribe.ingest.page_text import Page
from ascribe.ingest.page_worker import Reply, Request

if TYPE_CHECKING:
    import subprocess

__all__ = ["PageProcess", "ParseFailed"]

_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from ascribe.ingest.page_worker import main; main()"
#: A reply holds the text once, a feed its entries' text and bytes; more is not an answer.
_MAX_REPLY = 8 * MAX_TEXT_BYTES


class ParseFailed(Exception):
    """A page or feed that could not be read, and why."""

    def __init__(self, reason: str, *, fresh: bool) -> None:
        super().__init__(reason)
        self.reason, self.fresh = reason, fresh


class PageProcess:
    """Reads pages and feeds in a process of its own, which starts with the first one. Use it in a `with` statement."""

    def __init__(self, *, page_seconds: float = PAGE_SECONDS, feed_seconds: float = FEED_SECONDS) -> None:
        self._seconds = {"page": page_seconds, "visible": page_seconds, "feed": feed_seconds}
        self._process: subprocess.Popen[bytes] | None = None
        self._n_answered = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop()

    def page(self, data: bytes, charset: str | None = None) -> Page:
        """The page in `data`: its main text, or where looking for that fails, all its visible text and a word about it."""
        try:
            page = self._ask_twice(Request("page", data, charset)).page
        except ParseFailed as failed:
            page = self._ask_twice(Request("visible", data, charset)).page
            assert page is not None
            blemish = Blemish(
                "",
                f"the page {failed.reason} when its main text is looked for",
                "all its visible text was read; check that it is the report",
            )
            return msgspec.structs.replace(page, blemishes=(*page.blemishes, blemish))
        assert page is not None
        return page

    def feed(self, data: bytes, charset: str | None = None) -> Feed:
        """The feed in `data`."""
        feed = self._ask_twice(Request("feed", data, charset)).feed
        assert feed is not None
        return feed

    def _ask_twice(self, request: Request) -> Reply:
        """Asks again where a process that had read other pages before may have died of them."""
        try:
            return self._ask(request)
        except ParseFailed as failed:
            if failed.fresh:
                raise
            return self._ask(request)

    def _ask(self, request: Request) -> Reply:
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        fresh, seconds = self._n_answered == 0, self._seconds[request.kind]
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            process.kill()

        timer = threading.Timer(seconds, expire)
        timer.daemon = True
        timer.start()
        try:
            reply = _exchange(process.stdin, process.stdout, msgspec.msgpack.encode(request))
        except (OSError, EOFError, msgspec.MsgspecError):
            reply = None
        finally:
            timer.cancel()
        if expired.is_set() or reply is None:
            self._stop()
            # A page that took its whole time will take it again; only a sudden death may have other causes.
            raise ParseFailed(
                f"takes longer than {seconds:g} seconds" if expired.is_set() else "breaks the parser or its memory limit",
                fresh=fresh or expired.is_set(),
            )
        self._n_answered += 1
        if reply.error is not None:
            self._stop()
            raise ParseFailed(reply.error, fresh=fresh)
        return reply

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            import subprocess

            command = [sys.executable, "-c", _START, json.dumps(sys.path)]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            self._n_answered = 0
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    if pipe is not None:
                        pipe.close()
            process.wait()


def _exchange(stdin: IO[bytes], stdout: IO[bytes], request: bytes) -> Reply:
    stdin.write(struct.pack(">I", len(request)) + request)
    stdin.flush()
    header = stdout.read(4)
    if len(header) < 4:
        raise EOFError
    (size,) = struct.unpack(">I", header)
    if size > _MAX_REPLY:
        raise EOFError
    body = stdout.read(size)
    if len(body) < size:
        raise EOFError
    return msgspec.msgpack.decode(body, type=Reply)
