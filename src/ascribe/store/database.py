"""The store of records: add, select, look up, count.

In:  records.   Out: the same records and their claims, by filter, in a stable order.

One transaction a document: a cut-off run leaves whole documents. Reading a document again with the same reading adds
nothing; another reading is kept beside the first, and the one added last is what queries give.
"""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import msgspec

from ascribe.domain.claim import Claim, Record
from ascribe.domain.decision import Decision
from ascribe.domain.document import REVIEWED, Document, Reading
from ascribe.domain.incident import Incident
from ascribe.errors import ResourceMissing, StoreError, UsageError
from ascribe.store.connection import CLAIMS_FILE, connect, explained
from ascribe.store.decisions import DECISIONS_FILE, DecisionLog
from ascribe.store.filter import EVERYTHING, ClaimFilter, condition
from ascribe.store.incident_filter import EVERY_INCIDENT, INCIDENT_ORDER, IncidentFilter, incident_condition
from ascribe.store.rows import document_of, rows_of
from ascribe.store.schema import TABLES, insert_into

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["Store", "StoreStats", "StoredClaim", "StoredReading", "open_store"]

_HAS = "SELECT 1 FROM records WHERE document = ? AND reading = ?"
_JOINED = "claims c JOIN records r USING (record) JOIN documents d USING (document)"
_ORDER = "d.day NULLS LAST, d.published, r.document, r.record"
#: The same with claims of several readings of a document mingled, where one of them lost what another has.
_IN_AN_INCIDENT = "d.day NULLS LAST, d.published, r.document, c.n, r.record"
#: The claims of chosen incidents, by record and place in it.
_KEYS = (
    "SELECT i.incident, c.record, c.n, c.claim FROM ({chosen}) i JOIN incident_claims m ON m.incident = i.incident "
    "JOIN claims c ON c.claim = m.claim JOIN records r ON r.record = c.record AND r.document = m.document "
    "JOIN documents d ON d.document = r.document "
    "QUALIFY row_number() OVER (PARTITION BY c.claim ORDER BY c.record DESC) = 1"
)
#: Records that `add_all` keeps in one transaction.
TOGETHER = 200
#: Rows fetched at a time: the text of at most so many documents is in memory at once.
_BATCH = 1000
_ID_BEGINNING = re.compile(r"(?:c-|sha256:)?[0-9a-f]*\Z")


class StoredClaim(msgspec.Struct, frozen=True):
    """A claim with the document that its spans index (and its reading, in `document.reading`)."""

    document: Document
    claim: Claim


class StoredReading(msgspec.Struct, frozen=True, kw_only=True):
    """A reading that the store holds, and how much came of it."""

    id: str
    reading: Reading
    n_documents: int
    n_claims: int


class StoreStats(msgspec.Struct, frozen=True, kw_only=True):
    """What a store holds. Claims are those of each document's latest reading; counts stand largest first.

    `top_sources` are the ten sources with most claims, by the name the documents give. `published` and `events` are the
    first and last day of publication and of dated events, null where there is none. `n_bytes` is the size on disk.
    """

    n_documents: int
    n_readings: int
    n_claims: int
    by_type: dict[str, int]
    by_status: dict[str, int]
    by_source_kind: dict[str, int]
    top_sources: dict[str, int]
    published: tuple[str, str] | None
    events: tuple[str, str] | None
    n_bytes: int


class Store:
    """A folder of records. Open it with `open_store`; it closes itself at the end of a `with` block.

    One process may have a store open for writing, and then no other may open it; any number may read it otherwise.
    Threads may share a `Store`.
    """

    def __init__(
        self, folder: Path, connection: DuckDBPyConnection, *, read_only: bool, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.path = folder
        self.read_only = read_only
        self._clock = clock
        self._connection: DuckDBPyConnection | None = connection
        self._adding = threading.Lock()
        #: The cursor of a thread that asks several things of one state of the store.
        self._of_thread = threading.local()
        #: Held from reading the log of decisions until the records are in line with it.
        self.reviewing = threading.RLock()
        self._knowing = threading.Lock()
        self._decided: list[Decision] = []
        self._has_incidents = False
        # No number is given twice, though the last record may have been withdrawn: incidents note up to which they have seen.
        self._next: int = self._select(
            "SELECT greatest((SELECT coalesce(max(record), 0) FROM records), "
            "(SELECT coalesce(max(CAST(value AS BIGINT)), 0) FROM meta WHERE key = 'last_record')) + 1"
        )[0][0]
        self._readings = {reading for (reading,) in self._select("SELECT reading FROM readings")}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Writes out what is pending and lets the file go. Closing twice is fine."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with explained(self.path):
                connection.close()

    def add(self, record: Record) -> bool:
        """Keeps `record`. False, and nothing changes, when this reading of this document is there already.

        When it returns True the record is on disk. `StoreError` where it cannot be written; the store is then as before.
        """
        assert record.document.reading is not None  # a Record checks it
        reading = record.document.reading.id
        if self.read_only:
            raise StoreError(str(self.path), "the store is open for reading only", "open it with read_only=False")
        with self._adding, explained(self.path):
            connection = self._opened()
            known = bool(_rows(connection, "SELECT 1 FROM documents WHERE document = ?", (record.document.id,)))
            if known and _rows(connection, _HAS, (record.document.id, reading)):
                return False
            rows = rows_of(record, self._next, reading)
            if known:
                del rows["documents"]
            else:
                rows["arrivals"] = [(record.document.id, self._arriving())]
            if reading in self._readings:
                del rows["readings"]
            connection.execute("BEGIN")
            try:
                for table, values in rows.items():
                    if values:
                        connection.execute(insert_into(table, len(values)), [value for row in values for value in row])
                connection.execute("COMMIT")
            except BaseException:
                _roll_back(connection)
                raise
            self._next += 1
            self._readings.add(reading)
            return True

    def review(self, record: Record) -> bool:
        """Keeps a corrected record as the latest of its document, in place of one corrected before; False where it is that already.

        In one transaction; `StoreError` as for `add`.
        """
        document, reading = record.document.id, record.document.reading
        assert reading is not None  # a Record checks it
        with self.changing() as connection:
            latest = _rows(connection, "SELECT reading FROM latest_records WHERE document = ?", (document,))
            if latest == [(reading.id,)]:
                return False
            self._withdraw(connection, document)
            number = self._next
            rows = rows_of(record, number, reading.id)
            del rows["documents"]
            if _rows(connection, "SELECT 1 FROM readings WHERE reading = ?", (reading.id,)):
                del rows["readings"]
            for table, values in rows.items():
                if values:
                    connection.execute(insert_into(table, len(values)), [value for row in values for value in row])
            self._note_last(connection, number)
        return True

    def withdraw_review(self, document: str) -> bool:
        """Takes the corrected record of a document away, so that what was read is the latest again; False where there is none."""
        with self.changing() as connection:
            if not self._withdraw(connection, document):
                return False
            # As a record that came last, so that whoever notes up to which number it has seen sees it again.
            (read,) = _rows(connection, "SELECT max(record) FROM records WHERE document = ?", (document,))[0]
            for table in ("claims", "participants", "quantities", "records"):
                connection.execute(f"UPDATE {table} SET record = ? WHERE record = ?", [self._next, read])
            self._note_last(connection, self._next)
        return True

    def _withdraw(self, connection: DuckDBPyConnection, document: str) -> bool:
        stored = _rows(
            connection,
            "SELECT r.record, r.reading FROM records r JOIN readings g USING (reading) WHERE r.document = ? AND g.reader = ?",
            (document, REVIEWED),
        )
        numbers, readings = [n for n, _ in stored], [reading for _, reading in stored]
        if stored:
            for table in ("claims", "participants", "quantities", "records"):
                connection.execute(f"DELETE FROM {table} WHERE record IN (SELECT unnest(?))", [numbers])
            connection.execute(
                "DELETE FROM readings WHERE reading IN (SELECT unnest(?)) AND reading NOT IN (SELECT reading FROM records)", [readings]
            )
        return bool(stored)

    def _note_last(self, connection: DuckDBPyConnection, number: int) -> None:
        """Notes the last number given, at the end of a transaction. A number that a failed transaction was to give is left out."""
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('last_record', ?)", [str(number)])
        self._next = number + 1
        self._readings = {reading for (reading,) in _rows(connection, "SELECT reading FROM readings", ())}

    def readings_of(self, documents: Sequence[str]) -> dict[str, tuple[str, Reading]]:
        """For each of these documents that is there, the id of its latest reading, and the latest reading that a reader made."""
        rows = self._select(
            "SELECT r.document, l.reading, arg_max(g.json, r.record) FROM records r JOIN readings g USING (reading) "
            "JOIN latest_records l ON l.document = r.document "
            "WHERE g.reader <> ? AND r.document IN (SELECT unnest(?)) GROUP BY r.document, l.reading", REVIEWED, list(documents),
        )  # fmt: skip
        with self._whole():
            return {document: (latest, msgspec.json.decode(line, type=Reading)) for document, latest, line in rows}

    def as_read(self, document: str) -> Record:
        """The latest record of the document that a reader made, whatever people corrected; `StoreError` where there is none."""
        with self.one_state():
            rows = self._select(
                "SELECT max(r.record) FROM records r JOIN readings g USING (reading) WHERE r.document = ? AND g.reader <> ?",
                document,
                REVIEWED,
            )
            if rows[0][0] is None:
                raise StoreError(str(self.path), f"no document {document}", "see `ascribe claims` for what it holds")
            return next(self._records([rows[0][0]]))

    def reviewed_documents(self) -> list[str]:
        """The ids of the documents that have a corrected record, sorted."""
        sql = "SELECT DISTINCT r.document FROM records r JOIN readings g USING (reading) WHERE g.reader = ? ORDER BY 1"
        return [document for (document,) in self._select(sql, REVIEWED)]

    def holds(self, document: str) -> bool:
        """Whether the document of this id is there, in any reading."""
        return bool(self._select("SELECT 1 FROM documents WHERE document = ?", document))

    def add_all(self, records: Iterable[Record]) -> int:
        """Keeps many records, `TOGETHER` in one transaction, a tenth of the work of adding each; gives how many were new.

        When it returns they are on disk. `StoreError` where they cannot be written; whole transactions before that are kept.
        """
        if self.read_only:
            raise StoreError(str(self.path), "the store is open for reading only", "open it with read_only=False")
        n_new = 0
        remaining = iter(records)
        while batch := list(islice(remaining, TOGETHER)):
            with self._adding, explained(self.path):
                n_new += self._add_together(self._opened(), batch)
        return n_new

    def _add_together(self, connection: DuckDBPyConnection, batch: Sequence[Record]) -> int:
        documents = [record.document.id for record in batch]
        stored = _rows(connection, "SELECT document, reading FROM records WHERE document IN (SELECT unnest(?))", (documents,))
        there, known, readings = set(stored), {document for document, _ in stored}, set(self._readings)
        number, arriving = self._next, self._arriving()
        rows: dict[str, list[tuple[object, ...]]] = {}
        for record in batch:
            assert record.document.reading is not None  # a Record checks it
            document, reading = record.document.id, record.document.reading.id
            if (document, reading) in there:
                continue
            of_record = rows_of(record, number, reading)
            if document in known:
                del of_record["documents"]
            else:
                of_record["arrivals"] = [(document, arriving)]
            if reading in readings:
                del of_record["readings"]
            for table, values in of_record.items():
                rows.setdefault(table, []).extend(values)
            there.add((document, reading))
            known.add(document)
            readings.add(reading)
            number += 1
        connection.execute("BEGIN")
        try:
            for table, values in rows.items():
                _insert_columns(connection, table, values)
            connection.execute("COMMIT")
        except BaseException:
            _roll_back(connection)
            raise
        n_new, self._next, self._readings = number - self._next, number, readings
        return n_new

    def _arriving(self) -> str:
        """The moment, in UTC, as the column takes it."""
        return self._clock().astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")

    def later_than(self, time: datetime) -> list[str]:
        """The ids of the documents that came after that moment, sorted; those whose coming was not noted are none of them."""
        if not self._has_table("main", "arrivals"):  # a store of layout 3, opened for reading
            return []
        moment = time.astimezone(UTC).replace(tzinfo=None)
        return [document for (document,) in self._select("SELECT document FROM arrivals WHERE time > ? ORDER BY 1", moment)]

    def copy_to(self, folder: Path) -> None:
        """Copies the database, as it is between two transactions, into a folder that is there. The log of decisions is not copied.

        Another process copies: one that opens a file anew and closes it gives up, on POSIX, every lock that it holds on it.
        """
        copying = "import shutil, sys; shutil.copyfile(sys.argv[1], sys.argv[2])"
        with self._adding, explained(self.path):
            self._opened()
            for name in (CLAIMS_FILE, f"{CLAIMS_FILE}.wal"):
                if (self.path / name).exists():
                    command = [sys.executable, "-I", "-S", "-c", copying, str(self.path / name), str(folder / name)]
                    done = subprocess.run(command, capture_output=True, text=True, check=False)
                    if done.returncode:
                        raise OSError((done.stderr.strip().splitlines() or ["it could not be copied"])[-1])

    def has(self, document: str, reading: str) -> bool:
        """Whether the document of this id is there in the reading of this id (`Reading.id`)."""
        return bool(self._select(_HAS, document, reading))

    def claims(self, where: ClaimFilter = EVERYTHING) -> Iterator[StoredClaim]:
        """The claims that `where` selects, by day of publication (undated last), document, and order in the text."""
        sql, values = condition(where)
        limit = "" if where.limit is None else f" LIMIT {where.limit:d}"
        keys = self._stream(f"SELECT c.record, c.n FROM {_JOINED} WHERE {sql} ORDER BY {_ORDER}, c.n{limit}", values)
        for batch in keys:
            documents = self._documents(sorted({number for number, _ in batch}))
            claims = self._claims_at(set(batch))
            for number, n in batch:
                yield StoredClaim(documents[number], claims[number, n])

    def records(self, *, reading: str | None = None) -> Iterator[Record]:
        """Every document with all its claims, in its latest reading or the given one, by day of publication and id."""
        chosen = "r.record IN (SELECT record FROM latest_records)" if reading is None else "r.reading = ?"
        keys = self._stream(
            f"SELECT r.record FROM records r JOIN documents d USING (document) WHERE {chosen} ORDER BY {_ORDER}",
            [] if reading is None else [reading],
        )
        for batch in keys:
            yield from self._records([number for (number,) in batch])

    def records_numbered(self, numbers: Sequence[int]) -> Iterator[Record]:
        """The records of these numbers (`records.record`), in their order."""
        yield from self._records(list(numbers))

    def documents_numbered(self, numbers: Sequence[int]) -> Iterator[Document]:
        """The documents of the records of these numbers, in their order, without their claims."""
        documents = self._documents(list(numbers))
        for number in numbers:
            yield documents[number]

    def record(self, document: str, reading: str | None = None) -> Record:
        """The document of this id, in its latest reading or the given one; `StoreError` where it is not there."""
        with self.one_state():
            found = self._select(
                "SELECT max(record) FROM records WHERE document = ? AND (?::VARCHAR IS NULL OR reading = ?)", document, reading, reading
            )
            if found[0][0] is None:
                what = f"no document {document}" + (f" in reading {reading}" if reading else "")
                raise StoreError(str(self.path), what, "look for it with find(), which takes the beginning of an id")
            return next(self._records([found[0][0]]))

    def records_of(self, documents: Iterable[str]) -> dict[str, Record]:
        """The documents of these ids in their latest readings; those that are not there are left out."""
        with self.one_state():
            numbers = self._select(
                "SELECT max(record) FROM records WHERE document IN (SELECT unnest(?)) GROUP BY document", list(documents)
            )
            return {record.document.id: record for record in self._records(sorted(number for (number,) in numbers))}

    def find(self, prefix: str, *, limit: int = 20) -> list[Record | StoredClaim]:
        """Documents and claims whose id begins with `prefix` (`sha256:…`, `c-…`, or the digits alone), at most `limit`.

        Each in the latest reading that has it; documents first. An empty list where there is none.
        """
        if not prefix:
            raise UsageError("an empty id fits everything; give the beginning of one (c-… or sha256:…)")
        if not _ID_BEGINNING.match(prefix):
            return []
        documents = self._select(
            "SELECT max(record) FROM records WHERE starts_with(document, ?) GROUP BY document ORDER BY document LIMIT ?",
            prefix if ":" in prefix else "sha256:" + prefix, limit,
        )  # fmt: skip
        claims = self._select(
            "SELECT max(record), claim FROM claims WHERE starts_with(claim, ?) GROUP BY claim ORDER BY claim LIMIT ?",
            prefix if prefix.startswith("c-") else "c-" + prefix, limit,
        )  # fmt: skip
        found: list[Record | StoredClaim] = [*self._records([number for (number,) in documents])]
        for number, claim in claims:
            record = next(self._records([number]))
            found.extend(StoredClaim(record.document, c) for c in record.claims if c.id == claim)
        return found[:limit]

    def readings(self) -> list[StoredReading]:
        """The readings that the store holds, in the order in which they first came."""
        rows = self._select(
            "SELECT reading, json, count(*), sum(n_claims) FROM readings JOIN records USING (reading) GROUP BY ALL ORDER BY min(record)"
        )
        return [
            StoredReading(id=id, reading=msgspec.json.decode(json, type=Reading), n_documents=documents, n_claims=int(claims))
            for id, json, documents, claims in rows
        ]

    def stats(self) -> StoreStats:
        """What the store holds, counted."""

        def counts(column: str, limit: int = 100) -> dict[str, int]:
            return dict(
                self._select(
                    f"SELECT {column}, count(*) FROM latest_claims WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?", limit
                )
            )

        n_claims, first_event, last_event = self._select("SELECT count(*), min(time_start), max(time_end) FROM latest_claims")[0]
        n_documents, first, last = self._select("SELECT count(*), min(day), max(day) FROM documents")[0]
        files = [self.path / CLAIMS_FILE, self.path / f"{CLAIMS_FILE}.wal", self.path / DECISIONS_FILE]
        return StoreStats(
            n_documents=n_documents,
            n_readings=self._select("SELECT count(*) FROM readings")[0][0],
            n_claims=n_claims,
            by_type=counts("type"),
            by_status=counts("status"),
            by_source_kind=counts("source_kind"),
            top_sources=counts("source", 10),
            published=(first.isoformat(), last.isoformat()) if first else None,
            events=(first_event.isoformat(), last_event.isoformat()) if first_event else None,
            n_bytes=sum(file.stat().st_size for file in files if file.exists()),
        )

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a SELECT over the store's tables, those of the schema `work` among them (docs/store.md)."""
        return self._select(sql, *values)

    @contextmanager
    def changing(self) -> Iterator[DuckDBPyConnection]:
        """The store's connection in one transaction, for a stage that writes tables of its own; all of it is kept, or nothing.

        No record is added meanwhile. `StoreError` where the store is open for reading only.
        """
        if self.read_only:
            raise StoreError(str(self.path), "the store is open for reading only", "open it with read_only=False")
        with self._adding, explained(self.path):
            connection = self._opened()
            connection.execute("BEGIN")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                _roll_back(connection)
                raise

    def incidents(self, where: IncidentFilter = EVERY_INCIDENT) -> Iterator[Incident]:
        """The incidents that `where` selects, by first day (undated last) and id, as they were last built; `ResourceMissing` where none
        were built yet."""
        self._check_incidents()
        return self._incidents(where)

    def _incidents(self, where: IncidentFilter) -> Iterator[Incident]:
        sql, values = incident_condition(where)
        limit = ("" if where.limit is None else f" LIMIT {where.limit:d}") + (f" OFFSET {where.offset:d}" if where.offset else "")
        for batch in self._stream(f"SELECT i.json FROM incidents i WHERE {sql} ORDER BY {INCIDENT_ORDER}{limit}", values):
            for (line,) in batch:
                with self._whole():
                    incident = Incident.from_json(line)
                yield incident

    def find_incident(self, prefix: str) -> Incident:
        """The incident whose id begins so, or that succeeded the one whose id it was; `StoreError` where there is none, or several,
        `ResourceMissing` where none were built yet."""
        self._check_incidents()
        if prefix.startswith(("c-", "sha256:")):
            what = "claim" if prefix.startswith("c-") else "document"
            holders = self._select(f"SELECT DISTINCT incident FROM incident_claims WHERE starts_with({what}, ?) ORDER BY 1 LIMIT 2", prefix)
            fix = f"`ascribe show {prefix}` shows it" + (f", `ascribe incident {holders[0][0]}` its incident" if len(holders) == 1 else "")
            raise StoreError(str(self.path), f"{prefix} is the id of a {what}, not of an incident", fix)
        beginning = prefix if prefix.startswith("i-") else "i-" + prefix
        # Each in one statement: between two the incidents may be brought up to date. By a whole id the table's index leads to it.
        found = self._select("SELECT incident, json FROM incidents WHERE incident = ?", beginning)
        if not found:
            found = self._select("SELECT incident, json FROM incidents WHERE starts_with(incident, ?) ORDER BY 1 LIMIT 3", beginning)
        if not found:
            found = self._select(
                "SELECT DISTINCT s.new, i.json FROM successions s LEFT JOIN incidents i ON i.incident = s.new WHERE starts_with(s.old, ?) "
                "ORDER BY 1 LIMIT 3", beginning,
            )  # fmt: skip
        if not found:
            raise StoreError(str(self.path), f"no incident {prefix}", "see `ascribe incidents` for those there are")
        if len(found) > 1:
            raise StoreError(str(self.path), f"several incidents begin with {prefix}", "give more of the id")
        ((_, line),) = found
        if line is None:
            raise StoreError(
                str(self.path), f"no incident {prefix} any more: its claims are gone", "see `ascribe incidents` for those there are"
            )
        with self._whole():
            return Incident.from_json(line)

    def claims_of(self, incident: Incident) -> list[StoredClaim]:
        """The claims of an incident with their documents, by day of publication (undated last), document and order in the text."""
        return self.claims_by_incident([incident.id])[incident.id]

    def claims_by_incident(self, incidents: Iterable[str]) -> dict[str, list[StoredClaim]]:
        """For each of these ids of incidents its claims, in the order of `claims_of`; an id that is none has no claims."""
        ids = list(incidents)
        by_incident: dict[str, list[StoredClaim]] = {id_: [] for id_ in ids}
        with self.one_state():
            for id_, stored in self._claims_at_keys([self._keys_of(ids)]):
                by_incident[id_].append(stored)
        return by_incident

    def _keys_of(self, incidents: Sequence[str]) -> list[tuple[str, int, int, str]]:
        """The claims of these incidents in the order of `claims_of`, each as incident, record, place in it, id. They are found by their few
        documents, which is quicker than a search among all claims."""
        held = self._select("SELECT incident, document, claim FROM incident_claims WHERE incident IN (SELECT unnest(?))", list(incidents))
        incident_of = {(document, claim): incident for incident, document, claim in held}
        rows = self._select(
            "SELECT r.record, d.document, d.day, d.published FROM records r JOIN documents d USING (document) "
            "WHERE d.document IN (SELECT unnest(?))", sorted({document for _, document, _ in held}),
        )  # fmt: skip
        documents = {record: rest for record, *rest in rows}
        last: dict[str, tuple[int, int]] = {}
        claims = sorted({claim for _, _, claim in held})
        for record, n, claim in self._select(
            "SELECT record, n, claim FROM claims WHERE record IN (SELECT unnest(?)) AND claim IN (SELECT unnest(?))",
            list(documents),
            claims,
        ):
            if (documents[record][0], claim) in incident_of:
                last[claim] = max(last.get(claim, (0, 0)), (record, n))

        def place(claim: str) -> tuple[Any, ...]:
            record, n = last[claim]
            document, day, published = documents[record]
            return incident_of[document, claim], day is None, day, published is None, published, document, n, record

        return [(incident_of[documents[last[claim][0]][0], claim], *last[claim], claim) for claim in sorted(last, key=place)]

    def leading_claims(self, incidents: Iterable[str], roles: Sequence[str]) -> dict[str, StoredClaim]:
        """For each of these ids of incidents the claim that gives the largest number in one of these roles, the first of several in the
        order of `claims_of`; an id that is none is left out."""
        with self.one_state():
            keys = self._keys_of(list(incidents))
            rows = self._select(
                "SELECT record, claim, max(coalesce(nullif(low, 0), high, 0)) FROM quantities WHERE record IN (SELECT unnest(?)) "
                f"AND role IN ({', '.join('?' * len(roles))}) GROUP BY 1, 2", sorted({number for _, number, _, _ in keys}), *roles,
            )  # fmt: skip
            figures = {(number, claim): figure for number, claim, figure in rows}
            found: dict[str, tuple[int, int, int]] = {}
            for incident, number, n, claim in keys:
                figure = figures.get((number, claim), 0)
                if incident not in found or figure > found[incident][2]:
                    found[incident] = (number, n, figure)
            documents = self._documents(sorted({number for number, _, _ in found.values()}))
            claims = self._claims_at({(number, n) for number, n, _ in found.values()})
            return {incident: StoredClaim(documents[number], claims[number, n]) for incident, (number, n, _) in found.items()}

    def claims_of_incidents(
        self, where: IncidentFilter = EVERY_INCIDENT, *, by_document: bool = False
    ) -> Iterator[tuple[str, StoredClaim]]:
        """The claims of the incidents that `where` selects, each with the id of its incident.

        In the order of `incidents`, and in an incident by day of publication, document and order in the text; `by_document`: in that
        order throughout, so that the claims of a document stand together.
        """
        self._check_incidents()
        sql, values = incident_condition(where)
        limit = "" if where.limit is None else f" LIMIT {where.limit:d}"
        chosen = f"SELECT * FROM incidents i WHERE {sql} ORDER BY {INCIDENT_ORDER}{limit}"
        order = f"{_ORDER}, c.n" if by_document else f"{INCIDENT_ORDER}, {_IN_AN_INCIDENT}"
        return self._claims_at_keys(self._stream(f"{_KEYS.format(chosen=chosen)} ORDER BY {order}", values))

    def _claims_at_keys(self, batches: Iterable[Sequence[tuple[str, int, int, str]]]) -> Iterator[tuple[str, StoredClaim]]:
        """A later reading may have lost a claim that an incident was built from: it then comes from the last reading that has it."""
        for batch in batches:
            documents = self._documents(sorted({number for _, number, _, _ in batch}))
            claims = self._claims_at({(number, n) for _, number, n, _ in batch})
            for incident, number, n, _ in batch:
                yield incident, StoredClaim(documents[number], claims[number, n])

    def n_behind(self) -> int:
        """How many documents came, or were read anew, since the incidents were last built; 0 where nothing says it any more."""
        if not self._has_table("work", "done"):
            return 0
        ((n,),) = self._select("SELECT count(*) FROM latest_records WHERE record NOT IN (SELECT record FROM work.done)")
        return int(n)

    def _has_table(self, schema: str, table: str) -> bool:
        sql = "SELECT 1 FROM duckdb_tables() WHERE database_name = 'store' AND schema_name = ? AND table_name = ?"
        return bool(self._select(sql, schema, table))

    def _check_incidents(self) -> None:
        """A run that found nothing but background leaves no incident, but its settings. What was built once is not unbuilt."""
        if self._has_incidents:
            return
        built = self._has_table("main", "incidents") and self._select("SELECT 1 FROM incidents LIMIT 1")
        if not built and not self._has_table("work", "settings"):
            why = f"none were built in {self.path} yet"
            raise ResourceMissing("incidents", why=why, fix=f"run `ascribe incidents --store {self.path}`")
        self._has_incidents = True

    def decisions(self) -> DecisionLog:
        """The log of what people decided, opened; the caller closes it."""
        return DecisionLog(self.path / DECISIONS_FILE, read_only=self.read_only)

    def decided(self) -> list[Decision]:
        """Every decision so far, in order. Reads only: where nobody has decided anything, no log is made.

        Entries never change, so only those are read that came since this was asked last.
        """
        with self._knowing, DecisionLog(self.path / DECISIONS_FILE, read_only=True) as log:
            known = self._decided
            if known and log.last() < (known[-1].n or 0):  # another log stands in its place
                known = []
            self._decided = [*known, *log.entries(after=known[-1].n or 0 if known else 0)]
            return list(self._decided)

    def _opened(self) -> DuckDBPyConnection:
        if self._connection is None:
            raise StoreError(str(self.path), "the store is closed", "open it again with open_store")
        return self._connection

    @contextmanager
    def _cursor(self) -> Iterator[DuckDBPyConnection]:
        """A cursor of its own for each piece of work: a result left unread would block the next statement."""
        with explained(self.path), self._opened().cursor() as cursor:
            cursor.execute("USE store")
            yield cursor

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """What is asked inside, in this thread, is answered from one state of the store: nobody who decides meanwhile is seen half."""
        if getattr(self._of_thread, "cursor", None) is not None:
            yield
            return
        with self._cursor() as cursor:
            cursor.execute("BEGIN")
            self._of_thread.cursor = cursor
            try:
                yield
            finally:
                self._of_thread.cursor = None
                cursor.execute("ROLLBACK")

    def _select(self, sql: str, *values: object) -> list[Any]:
        held = getattr(self._of_thread, "cursor", None)
        if held is not None:
            with explained(self.path):
                return _rows(held, sql, values)
        with self._cursor() as cursor:
            return _rows(cursor, sql, values)

    def _stream(self, sql: str, values: Sequence[object]) -> Iterator[list[Any]]:
        if getattr(self._of_thread, "cursor", None) is not None:
            if rows := self._select(sql, *values):
                yield rows
            return
        with self._cursor() as cursor:
            cursor.execute(sql, list(values))
            while batch := cursor.fetchmany(_BATCH):
                yield batch

    def _documents(self, numbers: list[int]) -> dict[int, Document]:
        rows = self._select(
            "SELECT record, document, envelope, text FROM records JOIN documents USING (document) WHERE record IN (SELECT unnest(?))",
            numbers,
        )
        with self._whole():
            return {number: document_of(envelope, text) for number, _, envelope, text in rows}

    def _claims(self, numbers: list[int]) -> dict[int, list[Claim]]:
        rows = self._select("SELECT record, json FROM claims WHERE record IN (SELECT unnest(?)) ORDER BY record, n", numbers)
        decode = msgspec.json.Decoder(Claim).decode
        with self._whole():
            return {number: [decode(json) for _, json in of_record] for number, of_record in groupby(rows, lambda row: row[0])}

    def claims_at(self, places: Sequence[tuple[int, int]]) -> list[StoredClaim]:
        """Claims by the number of their record and their place in it, in this order; `KeyError` where one is not there. Ask for
        the places inside the same `one_state`: a correction may take a record away."""
        with self.one_state():
            documents, claims = self._documents(sorted({number for number, _ in places})), self._claims_at(set(places))
            return [StoredClaim(documents[place[0]], claims[place]) for place in places]

    def _claims_at(self, places: set[tuple[int, int]]) -> dict[tuple[int, int], Claim]:
        """Claims by record and place in it; the others of these records are not looked into."""
        numbers = sorted({number for number, _ in places})
        rows = self._select("SELECT record, n, json FROM claims WHERE record IN (SELECT unnest(?))", numbers)
        decode = msgspec.json.Decoder(Claim).decode
        with self._whole():
            return {(number, n): decode(json) for number, n, json in rows if (number, n) in places}

    def _records(self, numbers: list[int]) -> Iterator[Record]:
        documents, claims = self._documents(numbers), self._claims(numbers)
        for number in numbers:
            with self._whole():
                record = Record(document=documents[number], claims=tuple(claims.get(number, ())))
            yield record

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """A record checks itself when it is built, so one that was altered in the file does not pass."""
        try:
            yield
        except (ValueError, KeyError) as error:
            raise StoreError(
                str(self.path), f"a record is damaged: {error}", "restore the store from a copy, or read the documents into a new folder"
            ) from error


def open_store(
    path: str | Path = "ascribe-store",
    *,
    create: bool = True,
    read_only: bool = False,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Store:
    """The store in the folder `path`, made if it is not there (unless `create` is false or `read_only` true). `clock` says when documents
    arrive.

    `StoreError` where the folder holds something else, another process writes to it, or another version of Ascribe
    wrote it in a layout that this one does not know.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     store.stats().n_documents
    0
    """
    folder = Path(path)
    return Store(folder, connect(folder, create=create, read_only=read_only), read_only=read_only, clock=clock)


def _rows(cursor: DuckDBPyConnection, sql: str, values: Sequence[object]) -> list[Any]:
    return cursor.execute(sql, list(values)).fetchall()


def _insert_columns(connection: DuckDBPyConnection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Adds rows column by column, as text that the table casts, so that nulls need no type."""
    import numpy as np

    if rows:
        given = {name: np.array([None if v is None else str(v) for v in column], dtype=object)
                 for name, column in zip(TABLES[table], zip(*rows, strict=True), strict=True)}  # fmt: skip
        connection.register("given__", given)
        try:
            connection.execute(f"INSERT INTO {table} SELECT * FROM given__")
        finally:
            connection.unregister("given__")


def _roll_back(cursor: DuckDBPyConnection) -> None:
    import duckdb

    try:
        cursor.execute("ROLLBACK")
    except duckdb.Error:  # the failed statement has ended the transaction itself
        return
