"""What a user means by paths: files, folders, globs, and `-` for standard input.

In:  paths as typed.   Out: files in a fixed order, and a problem for each path that leads nowhere.

A folder is walked with its folders, in the order of names; hidden files and folders and Ascribe's own stores are left out, links
to folders are not followed.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ascribe.domain.document import Problem

__all__ = ["STORE_FILE", "find_files", "shown"]

#: What is in a store and in no folder of reports: a store that lies among them is not read.
STORE_FILE = "claims.duckdb"


def find_files(paths: Iterable[str]) -> Iterator[str | Problem]:
    """The files that `paths` mean; `-` stays `-`."""
    for path in paths:
        if path == "-" or (Path(path).exists() and not Path(path).is_dir()):
            yield path
        elif Path(path).is_dir():
            yield from _walk(path)
        elif glob.has_magic(path):
            matches = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 - patterns are the user's, also absolute ones
            if not matches:
                yield Problem(
                    path=shown(path),
                    place=None,
                    reason="no file matches",
                    fix="check the pattern, and quote it if the shell should leave it alone",
                )
            for match in matches:
                if not Path(match).is_dir():
                    yield match
                elif "**" not in path:  # `**` lists what is in the folders by itself
                    yield from _walk(match)
        else:
            yield Problem(path=shown(path), place=None, reason="no such file or folder", fix="check the path")


def shown(path: str) -> str:
    """`path` fit for printing: bytes that are no UTF-8 are escaped, and so are line ends."""
    return path.encode("utf-8", "backslashreplace").decode().replace("\n", "\\n").replace("\r", "\\r")


def _walk(folder: str) -> Iterator[str | Problem]:
    problems: list[Problem] = []

    def unreadable(error: OSError) -> None:
        problems.append(
            Problem(
                path=shown(str(error.filename)),
                place=None,
                reason=f"the folder cannot be read ({error.strerror})",
                fix="check its permissions",
            )
        )

    n_files = 0
    for here, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and not Path(here, f, STORE_FILE).exists())
        for name in sorted(files):
            if name.startswith("."):
                continue
            path = str(Path(here, name))
            n_files += 1
            if Path(path).is_file():
                yield path
            else:
                yield Problem(
                    path=shown(path),
                    place=None,
                    reason="not a file (a broken link, a pipe or a device)",
                    fix="name it by itself if it is meant",
                )
    yield from problems
    if not n_files and not problems:
        yield Problem(path=shown(folder), place=None, reason="an empty folder", fix="check the path", skipped=False)
