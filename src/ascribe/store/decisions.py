"""What people decided about claims and incidents: a log that only grows.

In:  one decision at a time, with who, when and why.   Out: all of them, in order.

SQLite in WAL mode, so that several processes may read and append at once. The database itself refuses to change or
remove an entry: a decision is taken back by another decision.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from ascribe.domain.decision import Decision, grouped_claims
from ascribe.errors import DecisionConflict, StoreError

__all__ = ["DECISIONS_FILE", "DecisionLog"]

DECISIONS_FILE = "decisions.sqlite"
_VERSION = 1
_COLUMNS = "author, time, kind, subjects, reason, inverse, payload"
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS decisions (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    author TEXT NOT NULL CHECK (author <> ''),
    time TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind <> ''),
    subjects TEXT NOT NULL CHECK (json_type(subjects) = 'array'),
    reason TEXT NOT NULL,
    inverse TEXT CHECK (inverse IS NULL OR json_valid(inverse)),
    payload TEXT NOT NULL CHECK (json_valid(payload))
) STRICT;
CREATE TRIGGER IF NOT EXISTS decisions_never_change BEFORE UPDATE ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are never changed; append one that takes this one back'); END;
CREATE TRIGGER IF NOT EXISTS decisions_never_go BEFORE DELETE ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are never removed; append one that takes this one back'); END;
-- INSERT OR REPLACE would remove the old row without the trigger above
CREATE TRIGGER IF NOT EXISTS decisions_never_replaced BEFORE INSERT ON decisions
WHEN EXISTS (SELECT 1 FROM decisions WHERE n = NEW.n)
BEGIN SELECT RAISE(ABORT, 'decisions are never replaced; append one that takes this one back'); END;
PRAGMA user_version = {_VERSION};
"""


class DecisionLog:
    """The log of a store. `append`, `entries`, `last`, and for an empty one `begin`; nothing else."""

    def __init__(self, file: Path, *, read_only: bool = False) -> None:
        self.path = file
        with self._explained():
            if read_only and not file.exists():
                self._connection = sqlite3.connect(":memory:")
                self._connection.executescript(_SCHEMA)
                self._connection.execute("PRAGMA query_only = 1")
                return
            if not read_only and not file.exists():
                _create(file)
            # `rw` for reading too, where the folder lets it: who opens it as `ro` and closes it last leaves what SQLite keeps beside it.
            address = f"{file.absolute().as_uri()}?mode={'rw' if read_only else 'rwc'}"
            self._connection = sqlite3.connect(address, uri=True, timeout=30, isolation_level=None)
            if read_only:
                self._connection.execute("PRAGMA query_only = 1")
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            if version > _VERSION:
                self._connection.close()
                raise StoreError(str(file), f"a newer Ascribe wrote it (layout {version})", "upgrade: pip install -U ascribe")
            if not read_only:
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = FULL")
                if version < _VERSION:
                    self._connection.executescript("BEGIN IMMEDIATE;" + _SCHEMA + "COMMIT;")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Lets the file go."""
        self._connection.close()

    def begin(self, entries: Iterable[Decision]) -> None:
        """Begins an empty log with the first entries of another, each in its place."""
        with self._explained():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                for entry in entries:
                    self._connection.execute(
                        f"INSERT INTO decisions (n, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (entry.n, *_row(entry))
                    )
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise

    def append(self, decision: Decision, *, seen: int | None = None) -> Decision:
        """Writes `decision` down; it comes back with its place `n`. On disk when this returns.

        With `seen`, the place of the last decision that its author knew of: `DecisionConflict` where somebody has decided about one of
        its subjects since, or grouped one of the claims that it groups, and nothing is written.
        """
        with self._explained():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                for later in () if seen is None else self.entries(after=seen):
                    if set(later.subjects) & set(decision.subjects) or grouped_claims(later) & grouped_claims(decision):
                        raise DecisionConflict(later.author, later.kind, later.n or 0)
                cursor = self._connection.execute(f"INSERT INTO decisions ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", _row(decision))
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
        return msgspec.structs.replace(decision, n=cursor.lastrowid)

    def last(self) -> int:
        """The place of the last decision, 0 where there is none."""
        with self._explained():
            (n,) = self._connection.execute("SELECT coalesce(max(n), 0) FROM decisions").fetchone()
        return int(n)

    def entries(self, *, after: int = 0) -> Iterator[Decision]:
        """The decisions after place `after`, in the order in which they were made."""
        with self._explained():
            rows = self._connection.execute(f"SELECT n, {_COLUMNS} FROM decisions WHERE n > ? ORDER BY n", (after,)).fetchall()
        for n, author, time, kind, subjects, reason, inverse, payload in rows:
            yield Decision(
                n=n, author=author, time=datetime.fromisoformat(time), kind=kind, reason=reason,
                subjects=msgspec.json.decode(subjects, type=tuple[str, ...]), payload=msgspec.json.decode(payload),
                inverse=None if inverse is None else msgspec.json.decode(inverse),
            )  # fmt: skip

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            fix = "close what else writes to it" if "locked" in str(error) else "see that the folder is writable and the file whole"
            raise StoreError(str(self.path), str(error), fix) from error


def _create(file: Path) -> None:
    """An empty log, made aside and put in place whole: whoever reads meanwhile finds no log or one with its table, as after a crash."""
    new = file.with_name(f"{file.name}.new-{os.getpid()}-{threading.get_ident()}")
    new.unlink(missing_ok=True)
    connection = sqlite3.connect(new, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.executescript("BEGIN IMMEDIATE;" + _SCHEMA + "COMMIT;")
    finally:
        connection.close()
    try:
        os.link(new, file)  # unlike rename, never replaces a log that another made meanwhile
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        new.rename(file)
    new.unlink(missing_ok=True)


def _row(decision: Decision) -> tuple[str | None, ...]:
    def line(value: object) -> str:
        return msgspec.json.encode(value).decode()

    inverse = None if decision.inverse is None else line(decision.inverse)
    said = (decision.author, decision.time.isoformat(), decision.kind, line(decision.subjects), decision.reason)
    return (*said, inverse, line(decision.payload))
