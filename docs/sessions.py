"""The sessions that pages show: run as they stand, and compared with what the page says they give.

In:  a page.   Out: each command with what the page shows and what it gives; or the page with true output.

A session is a fenced block `console`: a line that begins with `$ ` is a command for the shell, the lines below it are what
it writes to standard output and standard error; each command has to end well. A block `text` that follows a line ending in
"Save this as `NAME`:" is written to that file. Blocks `python` are left to doctest. The commands of a page run in one
folder, in order.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

__all__ = ["Step", "masked", "rewritten", "run"]

_FENCE = re.compile(r"^```(console|text)\n(.*?)^```$", re.M | re.S)
_SAVE = re.compile(r"Save this as `([\w.-]+)`:\n\n?\Z")
#: What differs from one version of the rules to the next though the session is the same.
_MASKED = (
    (re.compile(r"\br-[0-9a-f]{16}\b"), "r-…"),
    (re.compile(r"\b(rules|gazetteer|actors) [0-9a-f]{12}\b"), r"\1 …"),
    (re.compile(r"\b\d+\.\d MB"), "… MB"),
    (re.compile(r"\b\d{3,} claims"), "… claims"),
)


class Step(NamedTuple):
    """One command: what the page shows for it, and what it gave."""

    command: str
    shown: str
    given: str


def run(page: str, folder: Path) -> Iterator[Step]:
    """The commands of `page`, run in `folder`."""
    for block in _FENCE.finditer(page):
        if block[1] == "text":
            name = _SAVE.search(page, max(0, block.start() - 200), block.start())
            if name:
                (folder / name[1]).write_text(block[2], "utf-8")
            continue
        for command, shown in _commands(block[2]):
            yield Step(command, shown, _given(command, folder))


def rewritten(page: str, folder: Path) -> str:
    """`page` with the output that its commands give."""
    steps = run(page, folder)

    def block(match: re.Match[str]) -> str:
        if match[1] == "text":
            return match[0]
        lines = [f"$ {s.command}\n{s.given}" for s in (next(steps) for _ in _commands(match[2]))]
        return f"```console\n{''.join(lines)}```"

    return _FENCE.sub(block, page)


def masked(output: str) -> str:
    """`output` without what changes with every rule: digests of rules and readings, sizes on disk, counts of many claims.

    >>> masked("read by ascribe-rules 0.1.0 (rules 8a0c4ee5647a), reading r-159427fac87c089c")
    'read by ascribe-rules 0.1.0 (rules …), reading r-…'
    """
    for pattern, mask in _MASKED:
        output = pattern.sub(mask, output)
    return output


def _commands(block: str) -> list[tuple[str, str]]:
    parts = re.split(r"^\$ (.*)\n", block, flags=re.M)
    assert parts[0] == "", f"a session begins with a command, not with {parts[0]!r}"
    return list(zip(parts[1::2], parts[2::2], strict=True))


def _given(command: str, folder: Path) -> str:
    scripts = Path(sys.executable).parent
    surroundings = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "120", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode != 0:
        raise AssertionError(f"$ {command}\nends with {done.returncode}:\n{done.stdout}")
    return "\n".join(line.rstrip() for line in done.stdout.splitlines()) + ("\n" if done.stdout else "")
