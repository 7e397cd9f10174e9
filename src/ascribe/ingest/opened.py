"""Files, pipes and standard input, looked into before they are read.

In:  a binary file.   Out: its first bytes, and the same file from its start; whole contents up to a limit.
"""

from __future__ import annotations

import io
from contextlib import ExitStack
from typing import TYPE_CHECKING, BinaryIO

from ascribe.ingest.sniff import HEAD_BYTES

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["read_bounded", "seekable", "with_head"]


def with_head(file: BinaryIO) -> tuple[bytes, BinaryIO]:
    """The first `HEAD_BYTES` bytes, and a file that still begins with them; works for pipes too."""
    if file.seekable():
        start = file.tell()
        head = file.read(HEAD_BYTES)
        file.seek(start)
        return head, file
    head = file.read(HEAD_BYTES)
    return head, io.BufferedReader(_Rejoined(head, file), 1 << 16)


def seekable(file: BinaryIO, stack: ExitStack) -> BinaryIO:
    """`file`, or a copy of it where it cannot seek: a temporary file without a name, gone when `stack` closes."""
    if file.seekable():
        return file
    import shutil
    import tempfile

    copy = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - `stack` closes it
    shutil.copyfileobj(file, copy)
    copy.seek(0)
    return copy


def read_bounded(file: BinaryIO, limit: int) -> bytes | None:
    """All that is left in `file`; null where that is more than `limit` bytes."""
    data = file.read(limit + 1)
    return data if len(data) <= limit else None


class _Rejoined(io.RawIOBase):
    """The head that was read, then the rest of the pipe."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data, self._head = (self._head[: len(view)], self._head[len(view) :]) if self._head else (self._rest.read(len(view)), b"")
        view[: len(data)] = data
        return len(data)
