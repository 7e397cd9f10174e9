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
from ascribe.ingest.draft import Draft, Given, Place, finish_draft, too_long
from ascribe.ingest.feed import read_feed
from ascribe.ingest.gzipped import expanded_head, open_gzip
from ascribe.ingest.html import read_html
from ascribe.ingest.jsonl import read_jsonl
from ascribe.ingest.limits import MAX_PAGE_BYTES, MAX_TEXT_BYTES
from ascribe.ingest.opened import read_bounded, seekable, with_head
from ascribe.ingest.page_process import PageProcess
from ascribe.ingest.paths import find_files, shown
from ascribe.ingest.plain import read_plain
from ascribe.ingest.sniff import HEAD_BYTES, Unreadable, is_wide, sniff_format
from ascribe.ingest.warc import read_warc

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
    with PageProcess() as parser:
        for file in files:
            if isinstance(file, Problem):
                yield file
                continue
            for item, position in _read_path(file, stdin, given, parser):
                yield item
                if on_progress is not None:
                    on_progress(done + min(position, _size(file)), total)
            done += _size(file)
            if on_progress is not None:
                on_progress(done, total)


def _read_path(file: str, stdin: BinaryIO | None, given: Given, parser: PageProcess) -> Iterator[tuple[Document | Problem, int]]:
    """What one file gives, each with the position in the file up to which it was read."""
    path = "standard input" if file == "-" else shown(file)
    try:
        with ExitStack() as stack:
            raw = _open(file, stdin, stack)
            for item in _read_file(raw, path, given, parser, stack):
                yield item, raw.tell() if raw.seekable() else 0
    except InputError as error:
        yield Place(error.where).problem(error.reason, error.fix), 0
    except OSError as error:
        yield Place(path).problem(f"cannot be read ({error.strerror or error})", "check that it is there and may be read"), 0


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


def _read_file(raw: BinaryIO, path: str, given: Given, parser: PageProcess, stack: ExitStack) -> Iterator[Document | Problem]:
    place = Place(path)
    head, file = with_head(raw)
    format_ = sniff_format(head, path)
    if format_ in ("gzip", "warc"):
        file = seekable(file, stack)  # the members and records of an archive are found again after damage
    if format_ == "gzip":
        head = expanded_head(head)
        if not head and ".warc" not in path.lower():
            start = file.tell()
            head = open_gzip(file, path).peek(1)[:HEAD_BYTES]  # names the damage or the cut where nothing can be expanded
            file.seek(start)
        # A first member of which nothing can be read does not take the archive's other members with it.
        format_ = sniff_format(head, path.removesuffix(".gz")) if head or ".warc" not in path.lower() else "warc"
        if format_ != "warc":
            file = open_gzip(file, path)
    if isinstance(format_, Unreadable):
        yield place.problem(format_.reason, format_.fix)
    elif format_ == "gzip":
        yield place.problem("a gzip file in a gzip file", "unpack it once")
    elif format_ == "jsonl" and is_wide(head):
        yield place.problem("JSON lines in UTF-16 or UTF-32", "convert it, for instance with iconv -t UTF-8")
    elif format_ == "jsonl":
        yield from read_jsonl(file, path, given)
    elif format_ == "warc":
        yield from read_warc(file, path, given, parser)
    else:
        data = read_bounded(file, MAX_TEXT_BYTES if format_ == "plain" else MAX_PAGE_BYTES)
        if data is None and format_ == "plain":
            yield too_long(place)
        elif data is None:
            yield place.problem(f"a page or feed of more than {MAX_PAGE_BYTES >> 20} MB", "save its text, or split it, and read that")
        elif format_ == "plain":
            yield from read_plain(data, place, given)
        elif format_ == "html":
            yield from read_html(data, place, given, parser)
        else:
            yield from read_feed(data, place, given, parser)
