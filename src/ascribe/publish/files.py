"""Where an export goes: a binary stream, or paths that hold the whole export or what they held before.

In:  a stream, a path, or a folder with the names of files.   Out: streams to write to.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

__all__ = ["writing", "writing_together"]


@contextmanager
def writing(to: BinaryIO | str | Path) -> Iterator[BinaryIO]:
    """A stream for the bytes of an export. A path appears only when the block ends well: written aside, synced, renamed.

    `OSError` where it cannot be written; then nothing is left beside the path.
    """
    if not isinstance(to, (str, Path)):
        yield to
        return
    path = Path(to)
    with writing_together(path.parent, [path.name]) as streams:
        yield streams[path.name]


@contextmanager
def writing_together(folder: Path, names: Sequence[str]) -> Iterator[Mapping[str, BinaryIO]]:
    """A stream for each of several files of a folder that belong together, by name; none is renamed before all are on disk.

    `OSError` where one cannot be written; then all are what they were before.
    """
    aside = {name: folder / f".{name}.{os.getpid()}.tmp" for name in names}
    try:
        with ExitStack() as opened:
            streams = {name: opened.enter_context(path.open("wb")) for name, path in aside.items()}
            yield streams
            for stream in streams.values():
                stream.flush()
                os.fsync(stream.fileno())
        for name, path in aside.items():
            path.replace(folder / name)
    except BaseException:
        for path in aside.values():
            path.unlink(missing_ok=True)
        raise
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Makes the renaming itself last through a power cut, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
