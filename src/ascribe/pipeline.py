"""Composes the stages: what is read in, how it becomes records, where they go.

In:  paths or a text.   Out: records and problems as they come, and a summary of the run.

This is the one module that knows every stage.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np

from ascribe.domain.claim import Record
from ascribe.domain.document import Document, Problem
from ascribe.engine import Columns, Engine, MapStep, Table
from ascribe.errors import ResourceMissing
from ascribe.ingest import ingest_paths, ingest_text
from ascribe.pipeline_review import apply_corrections
from ascribe.read.reader import Reader
from ascribe.store import Store

__all__ = [
    "READ_LANGUAGE", "Summary", "language_note", "read_documents", "read_here", "read_into_store", "read_paths", "read_text", "reader_here",
    "unread",
]  # fmt: skip

#: The one language of this reader (ISO 639-1).
READ_LANGUAGE = "en"
#: Documents handed to a worker at a time: small enough that an interrupt loses little, large enough to hide the hand-over.
_CHUNK = 16
#: Chunks that an engine is given at a time for each of its slots, and documents at most: few waits for the last, a bounded memory.
_CHUNKS, _WINDOW = 32, 20_000
_DOCUMENTS = Table("documents", {"n": "integer", "document": "text"})
_READ = Table("read", {"n": "integer", "record": "text", "problem": "text"})


class Summary(msgspec.Struct, kw_only=True):
    """What a run did. `skipped` and `warned` count problems with and without a lost document, `reasons` says which."""

    documents: int = 0
    new: int = 0
    known: int = 0
    claims: int = 0
    skipped: int = 0
    warned: int = 0
    reasons: Counter[str] = msgspec.field(default_factory=Counter)

    def count(self, problem: Problem) -> None:
        """Takes a problem into account."""
        if problem.skipped:
            self.skipped += 1
        else:
            self.warned += 1
        self.reasons[problem.reason] += 1


def read_text(
    text: str,
    *,
    reader: Reader | None = None,
    title: str | None = None,
    url: str | None = None,
    outlet: str | None = None,
    published: str | None = None,
) -> Record:
    """The record of one text, normalised (NFC, line ends) as files are. Loads a reader if none is given.

    `ValueError` where `published` is not an ISO date or date-time.
    """
    document, _ = ingest_text(text, title=title, url=url, outlet=outlet, published=published)
    return (reader or Reader.load()).read(document)


def read_paths(
    paths: Sequence[str],
    *,
    reader: Reader | None = None,
    published: str | None = None,
    outlet: str | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Record | Problem]:
    """The records of every document in files, folders, globs or standard input (`-`), and the problems met, as they come."""
    reader = reader or Reader.load()
    for item in ingest_paths(paths, published=published, outlet=outlet, stdin=stdin):
        yield read_here(reader, item) if isinstance(item, Document) else item


def read_into_store(
    items: Iterable[Document | Problem],
    store: Store,
    *,
    reader: Reader,
    gazetteer: Path | None = None,
    workers: int = 1,
    engine: Engine | None = None,
    on_problem: Callable[[Problem], None] = lambda _: None,
    on_document: Callable[[Summary], None] = lambda _: None,
    summary: Summary | None = None,
) -> Summary:
    """Reads what the store does not yet hold under this reading, one transaction a document.

    `workers` processes read side by side, or an `engine` does; the order of storing, and so every byte, is that of one worker.
    What was stored before an interrupt stays, and the same call goes on from there. A `summary` given is counted up as it goes,
    so that it tells what was done even then.
    """
    summary = Summary() if summary is None else summary
    reading = reader.reading.id
    to_read = unread(items, lambda id: store.has(id, reading), summary, on_problem=on_problem, on_document=on_document)
    for record in read_documents(to_read, reader=reader, gazetteer=gazetteer, workers=workers, engine=engine):
        if isinstance(record, Problem):
            summary.count(record)
            on_problem(record)
            continue
        with _undisturbed():
            if store.add(record):
                summary.new += 1
                summary.claims += len(record.claims)
            else:
                summary.known += 1
        on_document(summary)
    apply_corrections(store)  # of documents that were corrected before they were read anew
    return summary


def unread(
    items: Iterable[Document | Problem],
    is_known: Callable[[str], bool],
    summary: Summary,
    *,
    on_problem: Callable[[Problem], None],
    on_document: Callable[[Summary], None],
) -> Iterator[Document]:
    """The documents that are still to be read; problems, notes and what is known by its id are counted on the way."""
    for item in items:
        if isinstance(item, Problem):
            summary.count(item)
            on_problem(item)
            continue
        summary.documents += 1
        if note := language_note(item):
            summary.count(note)
            on_problem(note)
        if is_known(item.id):
            summary.known += 1
            on_document(summary)
            continue
        yield item


def language_note(document: Document) -> Problem | None:
    """A note on a document in a language that the reader does not know: it is kept, but claims are hardly to be expected."""
    if document.language is None or document.language.partition("-")[0] == READ_LANGUAGE:
        return None
    return Problem(
        path=document.input_id or document.url or document.title or document.id,
        place=None,
        reason=f"in the language {document.language!r}, which the reader does not know; few claims or none come of it",
        fix="read an English translation of it",
        skipped=False,
    )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Holds Ctrl-C back until the block is done, so that a document is stored and counted, or neither."""
    if threading.current_thread() is not threading.main_thread():  # where no signal arrives
        yield
        return
    held_back: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: held_back.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if held_back:
        signal.raise_signal(signal.SIGINT)


def read_documents(
    documents: Iterable[Document],
    *,
    reader: Reader,
    gazetteer: Path | None = None,
    workers: int = 1,
    engine: Engine | None = None,
) -> Iterator[Record | Problem]:
    """The record of each document, in order; a problem where the reader fails.

    Read by `workers` processes (1: in this one), or by the workers of an `engine`, which load the same reader and the gazetteer at
    that path.
    """
    if engine is not None:
        yield from _read_on(engine, documents, reader=reader, gazetteer=gazetteer)
        return
    if workers <= 1:
        for document in documents:
            yield read_here(reader, document)
        return
    context = multiprocessing.get_context("spawn")
    iterator = iter(documents)
    with context.Pool(workers, initializer=_start_worker, initargs=(gazetteer,)) as pool:
        # A bounded window, not `imap` over everything: a folder of a million documents must not be read into memory.
        while batch := list(islice(iterator, _CHUNK * workers)):
            for read in pool.imap(_read_in_worker, [msgspec.json.encode(d) for d in batch], chunksize=max(1, len(batch) // workers)):
                yield read if isinstance(read, Problem) else Record.from_json(read)


def read_here(reader: Reader, document: Document) -> Record | Problem:
    """The record of a document read in this process, or a problem that names it: a fault of the reader's must not cost the others."""
    try:
        return reader.read(document)
    except Exception as error:
        return Problem(
            path=document.input_id or document.url or document.id,
            place=None,
            reason=f"the reader failed on this document ({type(error).__name__}: {error})",
            fix="please report it with the document; the others are read",
        )


def _read_on(engine: Engine, documents: Iterable[Document], *, reader: Reader, gazetteer: Path | None) -> Iterator[Record | Problem]:
    """A window of documents at a time: put in by chunks, so that each is a piece of work, and collected in order."""
    step = MapStep(_READ, _DOCUMENTS.name, partial(_read_rows, reader.reading.id, gazetteer and gazetteer.absolute()))
    iterator, size = iter(documents), min(_CHUNK * _CHUNKS * engine.n_slots, _WINDOW)
    while window := list(islice(iterator, size)):
        engine.put(_DOCUMENTS, (_rows_of(window, start) for start in range(0, len(window), _CHUNK)))
        engine.run([step])
        for rows in engine.rows(_READ, ("n",)):
            for record, problem in zip(rows["record"], rows["problem"], strict=True):
                yield Record.from_json(record) if problem is None else msgspec.json.decode(problem, type=Problem)


def _rows_of(window: Sequence[Document], start: int) -> Columns:
    chunk = window[start : start + _CHUNK]
    return {
        "n": np.arange(start, start + len(chunk)),
        "document": np.array([msgspec.json.encode(document).decode() for document in chunk], dtype=object),
    }


def _read_rows(reading: str, gazetteer: Path | None, rows: Columns) -> Columns:
    """What a worker makes of rows of documents: for each its record or the problem, as JSON."""
    reader = reader_here(gazetteer, reading)
    records, problems = np.full(len(rows["n"]), None, dtype=object), np.full(len(rows["n"]), None, dtype=object)
    for i, line in enumerate(rows["document"]):
        read = read_here(reader, msgspec.json.decode(line, type=Document))
        if isinstance(read, Problem):
            problems[i] = msgspec.json.encode(read).decode()
        else:
            records[i] = read.to_json().decode()
    return {"n": rows["n"], "record": records, "problem": problems}


def reader_here(gazetteer: Path | None, reading: str) -> Reader:
    """This process's reader, loaded when it is first asked for. `ResourceMissing` where it is not the one of that `reading`."""
    reader = _loaded(gazetteer)
    if reader.reading.id != reading:
        why = f"a worker has another version, model or gazetteer: reading {reader.reading.id}, not {reading}"
        raise ResourceMissing("reader", why=why, fix="install the same Ascribe and the same gazetteer on every worker")
    return reader


@cache
def _loaded(gazetteer: Path | None) -> Reader:
    return Reader.load(gazetteer)


_worker_reader: Reader | None = None


def _start_worker(gazetteer: Path | None) -> None:
    global _worker_reader
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent alone ends the run
    _worker_reader = Reader.load(gazetteer)


def _read_in_worker(line: bytes) -> bytes | Problem:
    assert _worker_reader is not None
    read = read_here(_worker_reader, msgspec.json.decode(line, type=Document))
    return read if isinstance(read, Problem) else read.to_json()
