"""Opening the database file of a store, and what its errors mean to a person.

In:  the folder of a store.   Out: an open DuckDB connection whose default database is the store's.

Nothing is downloaded: extensions are neither installed nor loaded on demand, and the connection can open no other file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ascribe.errors import StoreError
from ascribe.store.schema import SCHEMA_VERSION, STORAGE_VERSION, creating_statements, migrating_statements
from ascribe.store.served import served_at

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["CLAIMS_FILE", "connect", "explained"]

CLAIMS_FILE = "claims.duckdb"
_NEW = ".new-"
_PID = re.compile(r"PID (\d{1,10})")
#: Of the machine's memory, the part that the database reckons with before it writes to disk. It takes up to twice that, and the rest is
#: for what is done with its rows.
_SHARE = 8
_LEAST_MIB, _MOST_MIB = 512, 3072
#: What is written goes into a log first, and into the tables' file when that is so long, or the store is closed.
_LOG_MIB = "256MiB"


def connect(folder: Path, *, create: bool, read_only: bool) -> DuckDBPyConnection:
    """A connection to the store in `folder`; `StoreError` where there is none, it is not ours, or somebody else holds it."""
    file = folder / CLAIMS_FILE
    with explained(folder):
        if not file.is_file():
            if read_only or not create:
                raise StoreError(str(folder), "there is no store here", "give the folder of a store, or read documents into one first")
            _create(folder, file)
        connection = _attach(file, read_only=read_only)
        try:
            found = _check_version(connection, folder)
            if not read_only:
                if found < SCHEMA_VERSION:
                    _migrate(connection, found)
                for leftover in folder.glob(f"{CLAIMS_FILE}{_NEW}*"):  # of a creation that was cut off
                    leftover.unlink(missing_ok=True)
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turns what DuckDB and the file system say into a `StoreError` of one line: what is wrong, and what to do."""
    import duckdb

    try:
        yield
    except RuntimeError as error:
        if str(error) == "Query interrupted":  # what DuckDB makes of Ctrl-C
            raise KeyboardInterrupt from None
        raise
    except (duckdb.Error, OSError) as error:
        said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        for pattern, reason, fix in _MEANINGS:
            if re.search(pattern, said):
                pid = _PID.search(said)
                workbench = served_at(folder, pid[1]) if pid else None
                if pid and workbench is not None:
                    ending = "end that with Ctrl-C in its terminal and try again"
                    opened = "open for reading (`ascribe serve --read-only`" if workbench.read_only else "open (`ascribe serve`"
                    raise StoreError(
                        str(folder), f"the workbench has this store {opened}, process {pid[1]}, {workbench.address})",
                        ending if workbench.read_only else f"do it in the workbench, or {ending}",
                    ) from error  # fmt: skip
                raise StoreError(str(folder), reason.format(pid=f" (process {pid[1]})" if pid else ""), fix) from error
        raise StoreError(str(folder), said, "the store keeps what was added before; see that the folder is writable") from error


#: What the database says → what it means, what to do; the first that fits.
_MEANINGS = (
    ("Could not set lock|used by another process",
     "another process{pid} has this store open for writing", "wait until it ends, or close it"),
    ("already attached|Unique file handle conflict",
     "this process has the store open already", "use that Store, or close it first"),
    ("not a valid DuckDB database|Corrupt|corrupt|checksum|Serialization Error",
     f"{CLAIMS_FILE} is not a DuckDB file, or is damaged", "restore it from a copy, or read the documents into a new folder"),
    ("version number|newer version of DuckDB|storage version",
     "the file was written by a newer DuckDB", "upgrade DuckDB: pip install -U duckdb"),
    ("No space left|Disk quota|disk full",
     "the disk is full", "free some space and go on: what was added before is kept"),
    ("Permission denied|Read-only file system|read-only mode",
     "the store cannot be written", "give yourself the right to write there, or open it read-only"),
)  # fmt: skip


def _attach(file: Path, *, read_only: bool) -> DuckDBPyConnection:
    import duckdb

    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": str(file.parent / "tmp"),  # made only by what outgrows the memory
        "memory_limit": f"{_memory_mib()}MiB",
    }
    if not read_only:
        settings["threads"] = 1  # a fifth faster for many small transactions
        settings["checkpoint_threshold"] = _LOG_MIB  # each time the last pieces of all tables are written anew
    connection = duckdb.connect(":memory:", config=settings)
    try:
        options = "READ_ONLY" if read_only else "READ_WRITE" if file.exists() else f"STORAGE_VERSION '{STORAGE_VERSION}'"
        quoted = str(file).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS store ({options})")
        connection.execute("USE store")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET enable_progress_bar = false")  # it would be drawn on standard output, which is for data
        connection.execute("SET lock_configuration = true")
    except BaseException:
        connection.close()
        raise
    return connection


def _memory_mib() -> int:
    """How many MiB the database may take."""
    try:
        machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    except (ValueError, OSError, AttributeError):  # a system that does not say
        return _LEAST_MIB * 2
    return max(_LEAST_MIB, min(machine // _SHARE, _MOST_MIB))


def _create(folder: Path, file: Path) -> None:
    """An empty store, made aside and put in place whole, so that no crash leaves half of one."""
    ours = (f"{CLAIMS_FILE}{_NEW}", "decisions.sqlite")
    if folder.is_file() or (folder.is_dir() and any(not child.name.startswith(ours) for child in folder.iterdir())):
        raise StoreError(str(folder), "this is no store, and something else is here", "give a new or empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f"{CLAIMS_FILE}{_NEW}{os.getpid()}")
    new.unlink(missing_ok=True)
    connection = _attach(new, read_only=False)
    try:
        connection.execute("BEGIN")
        for statement in creating_statements():
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")
    finally:
        connection.close()
    try:
        os.link(new, file)  # unlike rename, never replaces a store that another process made meanwhile
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        new.rename(file)
    new.unlink(missing_ok=True)


def _migrate(connection: DuckDBPyConnection, found: int) -> None:
    """Brings an older layout to this one, wholly or not at all; nothing that was stored changes."""
    connection.execute("BEGIN")
    try:
        for statement in migrating_statements(found):
            connection.execute(statement)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _check_version(connection: DuckDBPyConnection, folder: Path) -> int:
    """The layout of the store; `StoreError` where it is none of ours, or a newer one."""
    tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'store'").fetchall()}
    found = None
    if "meta" in tables:
        row = connection.execute("SELECT max(value) FROM meta WHERE key = 'schema_version'").fetchall()
        found = row[0][0]
    if found is None or not str(found).isdigit():
        raise StoreError(str(folder), f"{CLAIMS_FILE} is a database of something else", "give a new or empty folder")
    if int(found) > SCHEMA_VERSION:
        raise StoreError(
            str(folder), f"a newer Ascribe wrote this store (layout {found}, this one knows {SCHEMA_VERSION})",
            "upgrade: pip install -U ascribe",
        )  # fmt: skip
    if int(found) < 1:
        raise StoreError(
            str(folder), f"an older Ascribe wrote this store (layout {found}, this one writes {SCHEMA_VERSION})",
            "read the documents again into a new folder; this one stays as it is",
        )  # fmt: skip
    return int(found)
