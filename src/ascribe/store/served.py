"""Where a store is served, for whoever finds it held.

In:  the folder of a store, a workbench's address.   Out: a file beside the database while that runs; the address, by its process.

The file names the process, so that one left behind by a process that was killed is taken for nobody else's.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

__all__ = ["SERVED_FILE", "Served", "served", "served_at"]

SERVED_FILE = "served-{pid}.txt"
_READ_ONLY = "read-only"


class Served(NamedTuple):
    """Where a store is served, and whether it can only be looked at there."""

    address: str
    read_only: bool = False


@contextmanager
def served(folder: Path, address: str, *, read_only: bool = False) -> Iterator[None]:
    """Notes, while the block runs, that this process serves the store at `address`, which holds no secret."""
    for left in folder.glob(SERVED_FILE.format(pid="*")):
        with suppress(OSError, ValueError):
            if not _runs(int(left.stem.partition("-")[2])):
                left.unlink()
    file = folder / SERVED_FILE.format(pid=os.getpid())
    with suppress(OSError):  # a folder that cannot be written; it is served all the same
        file.write_text(f"{address}\n{_READ_ONLY}\n" if read_only else f"{address}\n", "utf-8")
    try:
        yield
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def served_at(folder: Path, pid: str) -> Served | None:
    """Where the process of that number serves the store; None where it does not say so."""
    try:
        address, _, said = (folder / SERVED_FILE.format(pid=pid)).read_text("utf-8").strip().partition("\n")
    except (OSError, UnicodeError):
        return None
    return Served(address[:200], said == _READ_ONLY) if address.isprintable() and address.startswith("http://") else None


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0) if os.name == "posix" else None
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
