"""Reads documents into shards: pieces of work that are done or not, so that a run that was cut off, anywhere, goes on without loss.

In:  documents, from here or from files that only the workers see.   Out: a folder of shards, and a summary of the run.

What is in the manifest under this reading is left out at the start; the rest is cut into shards in its order. Shards are the same,
byte for byte, whoever read them: this process, several, or the workers of an engine, which write theirs themselves.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from ascribe.domain.claim import Record
from ascribe.domain.document import Document, Problem
from ascribe.engine import Columns, Engine, GroupStep, MapStep, SqlStep, Table
from ascribe.pipeline import Summary, language_note, read_documents, read_here, reader_here, unread
from ascribe.publish.shards import Shards, shard_key
from ascribe.read.reader import Reader

if TYPE_CHECKING:
    from ascribe.engine.spark import SparkEngine

__all__ = ["SHARD", "read_files_into_shards", "read_into_shards", "records_of"]

#: Documents of a shard: little work to do again, few files.
SHARD = 500
#: Shards that an engine is given at a time for each of its slots.
_SHARDS = 4

_WORK = Table("work", {"shard": "text", "documents": "text"})
_OUTCOME = Table("outcome", {"shard": "text", "n": "integer", "claims": "integer", "problem": "text"})
_LINES = Table("lines", {"document": "text"})
_GIVEN = Table("given", {"id": "text", "bucket": "text", "document": "text", "problem": "text"})
_COUNTED = Table("counted", {"n": "integer"})
_PROBLEMS = Table("problems", {"problem": "text"})
_DONE = Table("done", {"id": "text"})
_FRESH = Table("fresh", {"id": "text", "bucket": "text", "document": "text"})


def read_into_shards(
    items: Iterable[Document | Problem],
    folder: Path,
    *,
    reader: Reader,
    gazetteer: Path | None = None,
    workers: int = 1,
    engine: Engine | None = None,
    size: int = SHARD,
    on_problem: Callable[[Problem], None] = lambda _: None,
    on_document: Callable[[Summary], None] = lambda _: None,
    summary: Summary | None = None,
) -> Summary:
    """Reads what the shards in `folder` do not yet hold under this reading, `size` documents a shard.

    `workers` processes read side by side and this one writes; with an `engine`, its workers read and write, and must reach `folder`
    by that path. Every document stands in one shard, also if it comes twice or the run was killed before. `StoreError` where
    another run writes there.
    """
    ledger = _Ledger(Summary() if summary is None else summary, on_problem, on_document)
    shards, reading = Shards(folder.absolute()), reader.reading.id
    with shards.deciding():
        known = {id for entry in shards.entries(reading) for id in entry.documents}
        to_read = unread(items, partial(_seen, known), ledger.summary, on_problem=on_problem, on_document=on_document)
        if engine is None:
            for chunk in _read_here(to_read, size, partial(read_documents, reader=reader, gazetteer=gazetteer, workers=workers)):
                _write(shards, reading, chunk)
                ledger.take(read for _, read in chunk)
            return ledger.summary
        step = MapStep(_OUTCOME, _WORK.name, partial(_read_work, shards.folder, reading, _absolute(gazetteer)))
        while window := [work for _ in range(_SHARDS * engine.n_slots) if (work := list(islice(to_read, size)))]:
            engine.put(_WORK, (_work_of(work, reading) for work in window))
            engine.run([step])
            ledger.take_outcomes(engine)
    return ledger.summary


def read_files_into_shards(
    path: str,
    folder: Path,
    *,
    engine: SparkEngine,
    reader: Reader,
    gazetteer: Path | None = None,
    size: int = SHARD,
    on_problem: Callable[[Problem], None] = lambda _: None,
    on_document: Callable[[Summary], None] = lambda _: None,
    summary: Summary | None = None,
) -> Summary:
    """As `read_into_shards`, of documents that Spark's workers read themselves: Parquet with a column `document`, or JSON lines, each a
    `Document` as JSON. Shards are cut by the documents' ids, of about `size` documents each."""
    ledger = _Ledger(Summary() if summary is None else summary, on_problem, on_document)
    shards, reading = Shards(folder.absolute()), reader.reading.id
    with shards.deciding():
        done = sorted({id for entry in shards.entries(reading) for id in entry.documents})
        engine.put_files(_LINES, path)
        engine.put(_DONE, [{"id": np.array(done, dtype=object)}])
        engine.run(
            [
                MapStep(_GIVEN, _LINES.name, partial(_keyed, path)),
                SqlStep(_COUNTED, (_GIVEN.name,), "SELECT count(id) AS n FROM given"),
                SqlStep(_PROBLEMS, (_GIVEN.name,), "SELECT problem FROM given WHERE problem IS NOT NULL"),
            ]
        )
        n = sum(int(rows["n"].sum()) for rows in engine.rows(_COUNTED, ()))
        for rows in engine.rows(_PROBLEMS, ()):
            ledger.take_problems(rows["problem"])
        digits = next(d for d in range(16) if n <= size * 16**d)  # hexadecimal digits that part the documents finely enough
        fresh = (
            f"SELECT g.id AS id, substr(g.bucket, 1, {digits}) AS bucket, min(g.document) AS document FROM given g "
            "WHERE g.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM done d WHERE d.id = g.id) GROUP BY g.id, g.bucket"
        )
        read = partial(_read_buckets, shards.folder, reading, _absolute(gazetteer))
        engine.run([SqlStep(_FRESH, ("given", "done"), fresh), GroupStep(_OUTCOME, _FRESH.name, "bucket", ("id",), read)])
        n_fresh = ledger.take_outcomes(engine)
        ledger.summary.documents += n
        ledger.summary.known += n - n_fresh
    return ledger.summary


def records_of(folder: Path, reading: str | None = None) -> Iterator[Record]:
    """The records of all shards in `folder`, in the order of their keys; with `reading`, those of that reading."""
    for line in Shards(folder).lines(reading):
        yield Record.from_json(line)


class _Ledger:
    """What a run did so far, and whom to tell."""

    def __init__(self, summary: Summary, on_problem: Callable[[Problem], None], on_document: Callable[[Summary], None]) -> None:
        self.summary, self._on_problem, self._on_document = summary, on_problem, on_document

    def take(self, reads: Iterable[Record | Problem]) -> None:
        """What was read in this process, a shard at a time."""
        for read in reads:
            if isinstance(read, Problem):
                self.summary.count(read)
                self._on_problem(read)
            else:
                self.summary.new += 1
                self.summary.claims += len(read.claims)
        self._on_document(self.summary)

    def take_problems(self, lines: Iterable[str]) -> None:
        """Problems that workers met, as JSON."""
        for line in lines:
            problem = msgspec.json.decode(line, type=Problem)
            self.summary.count(problem)
            self._on_problem(problem)

    def take_outcomes(self, engine: Engine) -> int:
        """What an engine's workers did; says of how many documents."""
        n = 0
        for rows in engine.rows(_OUTCOME, ("shard", "n")):
            problems = [line for line in rows["problem"] if line is not None]
            self.take_problems(problems)
            n += len(rows["n"])
            self.summary.new += len(rows["n"]) - len(problems)
            self.summary.claims += int(rows["claims"].sum())
            self._on_document(self.summary)
        return n


def _seen(known: set[str], id: str) -> bool:
    """Whether the document was there before, be it earlier in this run."""
    if id in known:
        return True
    known.add(id)
    return False


def _absolute(path: Path | None) -> Path | None:
    """A worker stands in another folder."""
    return None if path is None else path.absolute()


def _read_here(
    documents: Iterator[Document], size: int, read: Callable[[Iterable[Document]], Iterator[Record | Problem]]
) -> Iterator[list[tuple[str, Record | Problem]]]:
    """Documents read in this process or its own, by shards of `size`, each with its id."""
    waiting: deque[str] = deque()  # reading gives one thing a document, in order

    def noted() -> Iterator[Document]:
        for document in documents:
            waiting.append(document.id)
            yield document

    reads = read(noted())
    while chunk := [(waiting.popleft(), found) for found in islice(reads, size)]:
        yield chunk


def _write(shards: Shards, reading: str, chunk: Sequence[tuple[str, Record | Problem]]) -> None:
    """Keeps the records of a shard; documents that the reader failed on are in no manifest, and so read again in the next run."""
    records = [(id, read) for id, read in chunk if isinstance(read, Record)]
    if records:
        key = shard_key((id for id, _ in chunk), reading)
        n_claims = sum(len(record.claims) for _, record in records)
        shards.write(key, reading, [(id, record.to_json()) for id, record in records], n_claims=n_claims)


def _work_of(chunk: Sequence[Document], reading: str) -> Columns:
    """A shard as one row, and so a piece of work of its own."""
    lines = "\n".join(msgspec.json.encode(document).decode() for document in chunk)
    return {
        "shard": np.array([shard_key((document.id for document in chunk), reading)], dtype=object),
        "documents": np.array([lines], dtype=object),
    }


def _read_work(folder: Path, reading: str, gazetteer: Path | None, rows: Columns) -> Columns:
    """What a worker makes of shards to be read: their files, and what became of each document."""
    return _outcomes(folder, reading, gazetteer, (lines.split("\n") for lines in rows["documents"]))


def _read_buckets(folder: Path, reading: str, gazetteer: Path | None, rows: Columns) -> Columns:
    starts = [0, *(np.flatnonzero(rows["bucket"][1:] != rows["bucket"][:-1]) + 1), len(rows["bucket"])]
    shards = (rows["document"][start:end].tolist() for start, end in pairwise(starts))
    return _outcomes(folder, reading, gazetteer, shards)


def _outcomes(folder: Path, reading: str, gazetteer: Path | None, shards: Iterable[list[str]]) -> Columns:
    reader, kept = reader_here(gazetteer, reading), Shards(folder)
    keys: list[str] = []
    reads: list[Record | Problem] = []
    for lines in shards:
        documents = [msgspec.json.decode(line, type=Document) for line in lines]
        chunk = [(document.id, read_here(reader, document)) for document in documents]
        _write(kept, reading, chunk)
        keys += [shard_key((id for id, _ in chunk), reading)] * len(chunk)
        reads += [read for _, read in chunk]
    problems = [msgspec.json.encode(read).decode() if isinstance(read, Problem) else None for read in reads]
    return {
        "shard": np.array(keys, dtype=object),
        "n": np.arange(len(reads)),
        "claims": np.array([len(read.claims) if isinstance(read, Record) else 0 for read in reads], dtype=np.int64),
        "problem": np.array(problems, dtype=object),
    }


def _keyed(path: str, rows: Columns) -> Columns:
    """Lines of documents with their ids, the digits of these that part them, and what is to be said of each."""
    given: list[tuple[str | None, str, Problem | None]] = []
    for line in rows["document"]:
        if line is None or not line.strip():
            continue
        try:
            document = msgspec.json.decode(line, type=Document)
        except (msgspec.DecodeError, ValueError) as error:  # ValueError: words that are not those of the id
            fix = "write each as msgspec.json.encode(document) gives it"
            given.append((None, line, Problem(path=path, place=line[:60], reason=f"no document: {error}", fix=fix)))
        else:
            given.append((document.id, line, language_note(document)))
    return {
        "id": np.array([id for id, _, _ in given], dtype=object),
        "bucket": np.array([id.removeprefix("sha256:") if id else None for id, _, _ in given], dtype=object),
        "document": np.array([line for _, line, _ in given], dtype=object),
        "problem": np.array([msgspec.json.encode(problem).decode() if problem else None for _, _, problem in given], dtype=object),
    }
