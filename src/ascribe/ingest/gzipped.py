"""Gzip, opened with a guard: what expands beyond reason is a bomb and is not expanded.

In:  a file that is gzip.   Out: a file of what is in it, which raises `InputError` at damage, at its cut end, or beyond the limits.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import zlib
from typing import TYPE_CHECKING, BinaryIO

from ascribe.errors import InputError
from ascribe.ingest.limits import MAX_EXPANDED_BYTES, MAX_RATIO, RATIO_FREE_BYTES
from ascribe.ingest.sniff import HEAD_BYTES

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["expanded_head", "open_gzip"]


def expanded_head(head: bytes) -> bytes:
    """What the first member of a gzip file begins with, as far as `head`, the file's own first bytes, shows it undamaged."""
    member = zlib.decompressobj(wbits=31)
    expanded = b""
    with contextlib.suppress(zlib.error):
        for start in range(0, len(head), 64):
            expanded += member.decompress(head[start : start + 64], HEAD_BYTES)
            if member.eof or len(expanded) >= HEAD_BYTES:
                break
    return expanded[:HEAD_BYTES]


def open_gzip(file: BinaryIO, path: str) -> io.BufferedReader:
    """What `file` holds, read as it is asked for. `path` names it in errors."""
    return io.BufferedReader(_Guarded(file, path), 1 << 16)


class _Counted(io.RawIOBase):
    """A file that knows how much of it was read, also where it cannot seek."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.n_read = file, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._file.read(len(view))
        view[: len(data)] = data
        self.n_read += len(data)
        return len(data)


class _Guarded(io.RawIOBase):
    def __init__(self, file: BinaryIO, path: str) -> None:
        self._counted = _Counted(file)
        self._gzip = gzip.GzipFile(fileobj=io.BufferedReader(self._counted, 1 << 16), mode="rb")
        self._path, self._expanded = path, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._gzip.read1(len(view))
        except EOFError:
            raise InputError(self._place(), "the gzip file is cut off", self._fix()) from None
        except (zlib.error, OSError) as error:
            reason = (
                "the gzip file is damaged" if isinstance(error, (zlib.error, gzip.BadGzipFile)) else f"cannot be read ({error.strerror})"
            )
            raise InputError(self._place(), reason, self._fix()) from None
        self._expanded += len(data)
        if self._expanded > MAX_EXPANDED_BYTES or self._expanded > max(RATIO_FREE_BYTES, self._counted.n_read * MAX_RATIO):
            raise InputError(
                self._place(), "expands beyond reason, as archive bombs do", "check where it comes from; unpack it yourself if it is good"
            )
        view[: len(data)] = data
        return len(data)

    def _place(self) -> str:
        return f"{self._path}, byte {self._counted.n_read}"

    def _fix(self) -> str:
        return "what stands before is read; fetch the file again for the rest" if self._expanded else "fetch the file again"
