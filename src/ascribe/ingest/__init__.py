"""From outside to documents: plain text, HTML, RSS and Atom, WARC, JSON lines, each also gzipped.

In:  paths, or a text in memory.   Out: documents and problems, in the order of the input.

A module a format; what a file is, its content decides (`sniff`). Bad input never stops a batch: it gives a `Problem` that names the
file, the place in it, the reason and what to do, and the rest goes on.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from ascribe.domain.document import Document, Problem
from ascribe.errors import InputError
from ascribe.ingest.dates import read_date
from ascribe.ingest.draft import Draft, Given, Place, finish_draft
from ascribe.ingest.gzipped import open_gzip
from ascribe.ingest.jsonl import read_jsonl
from ascribe.ingest.limits import MAX_TEXT_BYTES, MAX_TEXT_CHARS
from ascribe.ingest.opened import read_bounded, with_head
from ascribe.ingest.paths import find_files, shown
from ascribe.ingest.plain import read_plain
from ascribe.ingest.sniff import Unreadable, sniff_format

__all__ = ["ingest_paths", "ingest_text"]


def ingest_text(
    text: str,
    *,
    title: str | None = None,
    url: str | None = None,
    outlet: str | None = None,
    published: str | None = None,
    language: str | None = None,
    input_id: str | None = None,
) -> tuple[Document, list[Problem]]:
    """The document of one text in memory, normalised as files are, and what to know about it.

    `ValueError` where `published` is no full date; `InputError` where the text is empty or longer than a document may be.

    >>> document, problems = ingest_text("Two died.\\r\\n", published="2021/09/02")
    >>> document.text, document.published, problems
    ('Two died.\\n', '2021-09-02', [])
    """
    draft = Draft(
        text=text, source=text.encode("utf-8", "replace"), input_id=input_id, title=title, url=url, outlet=outlet, language=language,
        published=_given_date(published), published_from="given",
    )  # fmt: skip
    problems: list[Problem] = []
    for item in finish_draft(draft, Place("text")):
        if isinstance(item, Document):
            return item, problems
        problems.append(item)
    raise InputError("text", problems[-1].reason, problems[-1].fix)


def ingest_paths(
    paths: Sequence[str],
    *,
    published: str | None = None,
    outlet: str | None = None,
    stdin: BinaryIO | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Iterator[Document | Problem]:
    """The documents of files, folders (walked in the order of names), globs and standard input (`-`, read from `stdin`).

    `published` (a full date) and `outlet` are those of plain texts, and of other documents that carry none. `on_progress` is told the
    bytes read so far and the bytes of all files together (standard input counts nothing). `ValueError` where `published` is no full date.
    """
    return _ingest(list(paths), Given(_given_date(published), outlet), stdin, on_progress)


def _given_date(published: str | None) -> str | None:
    date = read_date(published) if published else None
    if published and date is None:
        raise ValueError(f"{published!r} is no full date; write it as 2021-09-02 or 2021-09-02T10:00:00+04:30")
    return date


def _ingest(
    paths: list[str], given: Given, stdin: BinaryIO | None, on_progress: Callable[[int, int], None] | None
) -> Iterator[Document | Problem]:
    files: Iterator[str | Problem] | list[str | Problem] = find_files(paths)
    total = done = 0
    if on_progress is not None:
        files = list(files)
        total = sum(_size(f) for f in files if isinstance(f, str))
    for file in files:
        if isinstance(file, Problem):
            yield file
            continue
        with ExitStack() as stack:
            path = "standard input" if file == "-" else shown(file)
            try:
                raw = _open(file, stdin, stack)
                for item in _read_file(raw, path, given):
                    yield item
                    if on_progress is not None and file != "-" and raw.seekable():
                        on_progress(done + min(raw.tell(), _size(file)), total)
            except InputError as error:
                yield Place(error.where).problem(error.reason, error.fix)
            except OSError as error:
                yield Place(path).problem(f"cannot be read ({error.strerror or error})", "check that it is there and may be read")
        done += _size(file)
        if on_progress is not None:
            on_progress(done, total)


def _open(file: str, stdin: BinaryIO | None, stack: ExitStack) -> BinaryIO:
    if file != "-":
        return stack.enter_context(Path(file).open("rb"))
    if stdin is None:
        raise InputError("standard input", "is not there", "give a path, or pipe something in")
    return stdin


def _size(file: str) -> int:
    try:
        status = Path(file).stat()
    except OSError:
        return 0
    return status.st_size if file != "-" and stat.S_ISREG(status.st_mode) else 0


def _read_file(raw: BinaryIO, path: str, given: Given) -> Iterator[Document | Problem]:
    place = Place(path)
    head, file = with_head(raw)
    format_ = sniff_format(head, path)
    if format_ == "gzip":
        head, file = with_head(open_gzip(file, path))
        format_ = sniff_format(head, path.removesuffix(".gz"))
    if isinstance(format_, Unreadable):
        yield place.problem(format_.reason, format_.fix)
    elif format_ == "jsonl":
        yield from read_jsonl(file, path, given)
    elif format_ == "plain":
        data = read_bounded(file, MAX_TEXT_BYTES)
        if data is None:
            yield place.problem(f"a text of more than {MAX_TEXT_CHARS:,} characters", "split it into its reports")
        else:
            yield from read_plain(data, place, given)
    else:
        yield place.problem(f"{format_} is not read yet", "write its texts as JSON lines")
