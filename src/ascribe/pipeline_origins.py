"""Where the words of a store's claims first stood, kept from run to run.

In:  the documents that are new to a store's incidents.   Out: the claims whose origin is another than at the last run.

The fingerprints of all reports are kept, so that a new report meets only those that share words with it. A late report may prove to be
the first: then the copies of whoever came after it are looked for again, and nobody else's. The result is that of looking at all
reports at once (`ascribe.reconcile.origins.claim_origins`).
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from ascribe.domain.span import Span
from ascribe.reconcile.clusters import reached
from ascribe.reconcile.copies import Copied, copies_of
from ascribe.reconcile.credits import Place, Report
from ascribe.reconcile.origins import Head, Origins, head_of
from ascribe.reconcile.shelf import FIRST, STANDING_UNDATED, STANDING_WEEKS, Holding, Reading, read_report, week_of
from ascribe.store import Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["KEPT_COLUMNS", "KeptShelf", "forget_reports", "trace_origins"]

#: The tables of the schema `work` that hold what is known of reports. A report is a number here; `record` is the one that was read.
KEPT_COLUMNS: Final[dict[str, dict[str, str]]] = {
    "reports": {
        "report": "BIGINT", "document": "VARCHAR", "record": "BIGINT", "digest": "VARCHAR", "week": "BIGINT", "told_when": "BIGINT",
        "told_day": "VARCHAR", "told_rank": "BIGINT", "told_moment": "VARCHAR", "told_length": "BIGINT", "head": "VARCHAR",
    },
    "fingerprints": {"hash": "BIGINT", "report": "BIGINT", "passage": "INTEGER"},
    "standing": {"hash": "BIGINT"},
    "copied": {"document": "VARCHAR", "json": "VARCHAR"},
    "copied_from": {"document": "VARCHAR", "earlier": "VARCHAR"},
}  # fmt: skip
_IN_ORDER: Final = "r.told_when, r.told_day, r.told_rank, r.told_moment, r.told_length, r.document"
#: Reports read or looked up at a time, readings kept at hand, and documents traced at a time.
_BATCH: Final = 500
_READINGS: Final = 1024
_TRACED: Final = 4000


class KeptShelf:
    """A `Shelf` (`ascribe.reconcile.shelf`) over the tables of a store; `look_up` says beforehand what will be asked."""

    def __init__(self, store: Store, connection: DuckDBPyConnection) -> None:
        self._store, self._connection = store, connection
        self._readings: OrderedDict[str, Reading] = OrderedDict()
        self._reports: dict[str, Report] = {}
        self._holders: dict[int, list[Holding]] = {}
        self._standing: frozenset[int] = frozenset()
        self._places: dict[str, Place] = {}

    def look_up(self, documents: Sequence[str]) -> None:
        """Fetches what `copies_of` asks for these documents."""
        self._reports = {}
        self._fetch(documents)
        hashes = np.unique(np.concatenate([np.empty(0, np.int64), *(self.reading(d).hashes for d in documents)]))
        rows = self._connection.execute
        with _given(self._connection, {"hash": hashes}):
            self._standing = frozenset(
                h for (h,) in rows("SELECT hash FROM work.standing WHERE hash IN (SELECT hash FROM given__)").fetchall()
            )
            found = rows(
                f"""WITH held AS (SELECT f.hash, f.report, f.passage, count(*) OVER (PARTITION BY f.hash) AS n FROM work.fingerprints f
                                 WHERE f.hash IN (SELECT hash FROM given__)),
                    ranked AS (SELECT h.hash, r.document, h.passage, r.told_when, r.told_day, r.told_rank, r.told_moment, r.told_length,
                                      row_number() OVER (PARTITION BY h.hash ORDER BY {_IN_ORDER}) AS nth
                               FROM held h JOIN work.reports r ON r.report = h.report WHERE h.n > 1)
                    SELECT * FROM ranked r WHERE nth <= {FIRST} ORDER BY hash, nth"""
            ).fetchall()
        self._holders, self._places = {}, {}
        for hash_, document, passage, when, day, rank, moment, length, _ in found:
            self._holders.setdefault(hash_, []).append(Holding(hash_, document, passage))
            if document not in self._places:
                self._places[document] = Place(when, day, rank, moment, length, document)
        self._fetch(sorted(self._places))

    def first_holders(self, hashes: Sequence[int]) -> Iterator[Holding]:
        for value in hashes:
            yield from self._holders.get(value, ())

    def standing(self, hashes: Sequence[int]) -> frozenset[int]:
        return self._standing.intersection(hashes)

    def place(self, document: str) -> Place:
        return self._places[document]

    def reading(self, document: str) -> Reading:
        reading = self._readings.get(document)
        if reading is None:
            reading = self._readings[document] = read_report(self._reports[document])
            if len(self._readings) > _READINGS:
                self._readings.popitem(last=False)
        else:
            self._readings.move_to_end(document)
        return reading

    def _fetch(self, documents: Sequence[str]) -> None:
        """The reports of documents that are not at hand, as they were when their fingerprints were taken."""
        wanted = [d for d in documents if d not in self._reports]
        with _given(self._connection, {"document": np.array(wanted, dtype=object)}):
            numbers = self._connection.execute(
                "SELECT record FROM work.reports WHERE document IN (SELECT document FROM given__) ORDER BY record"
            ).fetchall()
        self._reports |= {d.id: Report.of(d) for d in self._store.documents_numbered([n for (n,) in numbers])}


def forget_reports(connection: DuckDBPyConnection) -> None:
    """Begins from nothing."""
    for table in KEPT_COLUMNS:
        connection.execute(f"DELETE FROM work.{table}")


def trace_origins(store: Store, connection: DuckDBPyConnection, arriving: Sequence[tuple[int, str]], replaced: Iterable[str]) -> None:
    """Fills the temporary table `new_origins` (claim, origin, copied) with the claims whose origin is another than in `work.origins`, or
    that had none, and writes them there.

    `arriving` are the records that no run has seen, with their documents; `replaced` those of them of which another reading was
    known. The claims themselves are those of `work.features`.
    """
    execute = connection.execute
    execute("CREATE OR REPLACE TEMP TABLE new_origins (claim VARCHAR, origin VARCHAR, copied BOOLEAN)")
    if not arriving:
        return
    if _reread(store, connection, arriving, replaced):
        forget_reports(connection)
        arriving = execute("SELECT record, document FROM work.done ORDER BY document").fetchall()
    # A report that stays as it is may have its record under another number: a rejection was taken back.
    numbers = {"record": np.array([n for n, _ in arriving], dtype=np.int64), "document": np.array([d for _, d in arriving], dtype=object)}
    with _given(connection, numbers):
        execute(
            "UPDATE work.reports SET record = g.record FROM given__ g WHERE g.document = reports.document AND g.record <> reports.record"
        )
    known = {*replaced} if execute("SELECT 1 FROM work.reports LIMIT 1").fetchall() else frozenset[str]()
    _take_fingerprints(store, connection, [(n, d) for n, d in arriving if d not in known])
    _find_touched(connection)
    shelf = KeptShelf(store, connection)
    # In the order in which they were read: those of one time lie together, and copy each other.
    touched = [
        d
        for (d,) in execute("SELECT document FROM work.reports WHERE document IN (SELECT document FROM touched) ORDER BY report").fetchall()
    ]
    execute("CREATE OR REPLACE TEMP TABLE involved AS SELECT document FROM touched")
    with _given(connection, {"document": np.array(sorted(known), dtype=object)}):
        execute("INSERT INTO involved SELECT document FROM given__ WHERE document NOT IN (SELECT document FROM involved)")
    _involve(connection)  # by the copies as they were
    execute("DELETE FROM work.copied WHERE document IN (SELECT document FROM touched)")
    execute("DELETE FROM work.copied_from WHERE document IN (SELECT document FROM touched)")
    for start in range(0, len(touched), _BATCH):
        batch = touched[start : start + _BATCH]
        shelf.look_up(batch)
        _keep_copies(connection, [copies_of(document, shelf) for document in batch])
    _involve(connection)  # and as they are now
    _trace(connection)
    execute("DELETE FROM work.origins WHERE claim IN (SELECT claim FROM new_origins)")
    execute("INSERT INTO work.origins SELECT * FROM new_origins")


def _reread(store: Store, connection: DuckDBPyConnection, arriving: Sequence[tuple[int, str]], replaced: Iterable[str]) -> bool:
    """Whether another reading made another report of a document (another title, other notices): its fingerprints then hold no longer."""
    again = {*replaced}
    numbers = [number for number, document in arriving if document in again]
    if not numbers:
        return False
    with _given(connection, {"document": np.array(sorted(again), dtype=object)}):
        known = dict(
            connection.execute("SELECT document, digest FROM work.reports WHERE document IN (SELECT document FROM given__)").fetchall()
        )
    return any(_digest(Report.of(d)) != known.get(d.id) for d in store.documents_numbered(numbers))


def _digest(report: Report) -> str:
    return hashlib.sha256(msgspec.json.encode(report)).hexdigest()


def _take_fingerprints(store: Store, connection: DuckDBPyConnection, arriving: Sequence[tuple[int, str]]) -> None:
    """Reads the reports; their fingerprints stand in the temporary table `arriving_prints` and, but for standing matter, in `work`."""
    execute = connection.execute
    execute("CREATE OR REPLACE TEMP TABLE arriving_prints (hash BIGINT, report BIGINT, passage INTEGER)")
    (number,) = execute("SELECT coalesce(max(report), 0) FROM work.reports").fetchall()[0]
    of_record = dict(arriving)
    for start in range(0, len(arriving), _BATCH):
        numbers = [n for n, _ in arriving[start : start + _BATCH]]
        parts: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.int64]]] = []
        rows: list[tuple[Any, ...]] = []
        for at, document in zip(numbers, store.documents_numbered(numbers), strict=True):
            assert document.id == of_record[at]
            number += 1
            report = Report.of(document)
            reading = read_report(report)
            hashes, first = np.unique(reading.hashes, return_index=True)
            parts.append((hashes, reading.of_hash[first], np.full(len(hashes), number, np.int64)))
            place = reading.place
            rows.append(
                (number, document.id, at, _digest(report), week_of(place), *place[:5], msgspec.json.encode(head_of(reading)).decode())
            )
        columns = {name: np.array([row[i] for row in rows], dtype=object) for i, name in enumerate(KEPT_COLUMNS["reports"])}
        for name, kind in KEPT_COLUMNS["reports"].items():
            if kind == "BIGINT":
                columns[name] = np.array([None if v is None else str(v) for v in columns[name]], dtype=object)
        with _given(connection, columns):
            execute("INSERT INTO work.reports SELECT * FROM given__")
        with _given(connection, {n: np.concatenate([p[i] for p in parts]) for i, n in enumerate(("hash", "passage", "report"))}):
            execute("INSERT INTO arriving_prints SELECT hash, report, passage FROM given__")
    execute("DELETE FROM arriving_prints WHERE hash IN (SELECT hash FROM work.standing)")
    execute("INSERT INTO work.fingerprints SELECT hash, report, passage FROM arriving_prints ORDER BY hash")


def _find_touched(connection: DuckDBPyConnection) -> None:
    """Fills the temporary table `touched` with the documents whose copies may be others now, as `shelf.change_of` has it; takes what has
    become standing matter off the shelf."""
    execute = connection.execute
    execute(
        "CREATE OR REPLACE TEMP TABLE held AS SELECT f.hash, f.report, r.week FROM work.fingerprints f JOIN work.reports r USING (report) "
        "WHERE f.hash IN (SELECT hash FROM arriving_prints)"
    )
    execute(
        "CREATE OR REPLACE TEMP TABLE risen AS SELECT hash FROM held GROUP BY hash "
        f"HAVING count(DISTINCT week) >= {STANDING_WEEKS} OR count(*) FILTER (week IS NULL) > {STANDING_UNDATED}"
    )
    execute("INSERT INTO work.standing SELECT hash FROM risen")
    execute(
        f"""CREATE OR REPLACE TEMP TABLE touched AS
        WITH ranked AS (SELECT h.hash, h.report, a.report IS NOT NULL AS arrived,
                               row_number() OVER (PARTITION BY h.hash ORDER BY {_IN_ORDER}) AS nth
                        FROM held h JOIN work.reports r ON r.report = h.report
                            LEFT JOIN arriving_prints a ON a.hash = h.hash AND a.report = h.report
                        WHERE h.hash NOT IN (SELECT hash FROM risen)),
        early AS (SELECT hash, min(nth) AS nth FROM ranked WHERE arrived AND nth <= {FIRST} GROUP BY hash),
        reports AS (SELECT h.report FROM held h WHERE h.hash IN (SELECT hash FROM risen)
                    UNION SELECT r.report FROM ranked r JOIN early e ON e.hash = r.hash AND r.nth > e.nth
                    UNION SELECT report FROM arriving_prints)
        SELECT document FROM work.reports WHERE report IN (SELECT report FROM reports)"""
    )
    if execute("SELECT 1 FROM risen LIMIT 1").fetchall():
        execute("DELETE FROM work.fingerprints WHERE hash IN (SELECT hash FROM risen)")


def _keep_copies(connection: DuckDBPyConnection, found: Iterable[Copied]) -> None:
    kept = [copied for copied in found if copied.copies]
    if not kept:
        return
    with _given(connection, {
        "document": np.array([c.document for c in kept], dtype=object),
        "json": np.array([msgspec.json.encode(c).decode() for c in kept], dtype=object),
    }):  # fmt: skip
        connection.execute("INSERT INTO work.copied SELECT * FROM given__")
    pairs = [(c.document, earlier) for c in kept for earlier in sorted({copy.of for copy in c.copies if copy.kind != "quotation"})]
    if pairs:
        with _given(connection, {name: np.array([p[i] for p in pairs], dtype=object) for i, name in enumerate(("document", "earlier"))}):
            connection.execute("INSERT INTO work.copied_from SELECT * FROM given__")


def _involve(connection: DuckDBPyConnection) -> None:
    """Adds to `involved` whatever hangs together with it by copies: one credit anywhere in a chain may name the origin for all of it."""
    while True:
        added = connection.execute(
            "INSERT INTO involved SELECT DISTINCT document FROM ("
            "SELECT earlier AS document FROM work.copied_from WHERE document IN (SELECT document FROM involved) UNION ALL "
            "SELECT document FROM work.copied_from WHERE earlier IN (SELECT document FROM involved)) "
            "WHERE document NOT IN (SELECT document FROM involved)"
        ).fetchall()[0][0]
        if not added:
            return


def _trace(connection: DuckDBPyConnection) -> None:
    """Fills `new_origins` with the origins of the involved documents' claims that differ from those kept."""
    documents = [d for (d,) in connection.execute("SELECT document FROM involved ORDER BY document").fetchall()]
    number = {document: i for i, document in enumerate(documents)}
    pairs = connection.execute(
        "SELECT document, earlier FROM work.copied_from WHERE document IN (SELECT document FROM involved)"
    ).fetchall()
    ends = np.array([(number[a], number[b]) for a, b in pairs], dtype=np.int64).reshape(-1, 2)
    together = reached(len(documents), ends[:, 0], ends[:, 1])
    order = np.argsort(together, kind="stable").tolist()
    start = 0
    while start < len(order):
        end = min(start + _TRACED, len(order))
        while end < len(order) and together[order[end]] == together[order[end - 1]]:
            end += 1
        _trace_some(connection, [documents[i] for i in order[start:end]])
        start = end


def _trace_some(connection: DuckDBPyConnection, documents: Sequence[str]) -> None:
    """The same for documents that copy only each other."""
    execute = connection.execute
    with _given(connection, {"document": np.array(documents, dtype=object)}):
        heads = execute("SELECT head FROM work.reports WHERE document IN (SELECT document FROM given__)").fetchall()
        copied = execute("SELECT json FROM work.copied WHERE document IN (SELECT document FROM given__)").fetchall()
        claims = execute(
            "SELECT claim, document, trigger_start, trigger_end FROM work.features WHERE document IN (SELECT document FROM given__)"
        ).fetchall()
    origins = Origins(
        (msgspec.json.decode(head, type=Head) for (head,) in heads), (msgspec.json.decode(line, type=Copied) for (line,) in copied)
    )
    told = [(claim, origins.at(document, Span(start, end))) for claim, document, start, end in claims]
    if not told:
        return
    with _given(connection, {
        "claim": np.array([claim for claim, _ in told], dtype=object),
        "origin": np.array([origin.name for _, origin in told], dtype=object),
        "copied": np.array([origin.copied for _, origin in told], dtype=bool),
    }):  # fmt: skip
        execute(
            "INSERT INTO new_origins SELECT g.claim, g.origin, g.copied FROM given__ g LEFT JOIN work.origins o ON o.claim = g.claim "
            "WHERE o.claim IS NULL OR o.origin <> g.origin OR o.copied <> g.copied"
        )


class _given:
    """Columns as the table `given__` of a connection, for as long as a block runs."""

    def __init__(self, connection: DuckDBPyConnection, columns: dict[str, npt.NDArray[Any]]) -> None:
        self._connection, self._columns = connection, columns

    def __enter__(self) -> None:
        self._connection.register("given__", self._columns)

    def __exit__(self, kind: object, *_: object) -> None:
        with suppress(Exception) if kind else nullcontext():  # after an error the transaction takes no statement
            self._connection.unregister("given__")
