"""Where an export goes: a binary stream, or a path that holds the whole export or what it held before.

In:  a stream or path.   Out: a stream to write to.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

__all__ = ["writing"]


@contextmanager
def writing(to: BinaryIO | str | Path) -> Iterator[BinaryIO]:
    """A stream for the bytes of an export. A path appears only when the block ends well: written aside, synced, renamed.

    `OSError` where it cannot be written; then nothing is left beside the path.
    """
    if not isinstance(to, (str, Path)):
        yield to
        return
    path = Path(to)
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with aside.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Makes the renaming itself last through a power cut, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
