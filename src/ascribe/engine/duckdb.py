"""One machine: a plan runs inside a DuckDB connection, the store's own or one in memory.

In:  a plan and its input tables.   Out: the tables that the steps write, as temporary tables or in a schema that is kept.

Every step's table is written before the next step begins, and replaces what had its name only when it is whole. DuckDB sorts by
Unicode code point, as UTF-8 does; what is a batch does not depend on the number of threads.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from ascribe.engine.batches import BATCH, gathered, joined, side_by_side, whole_groups
from ascribe.engine.steps import TYPES, Columns, GroupStep, Kind, MapStep, PairStep, SqlStep, Step, Table, check_plan, n_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["DuckDBEngine"]

_COLUMN: dict[Kind, str] = {
    "text": "VARCHAR", "integer": "BIGINT NOT NULL", "number": "DOUBLE", "flag": "BOOLEAN NOT NULL",
}  # fmt: skip
#: A column as its table keeps it: numbers that are none are null, and there is one zero.
_KEPT: dict[Kind, str] = {
    "text": "CAST({0} AS VARCHAR)",
    "integer": "CAST({0} AS BIGINT)",
    "number": "CASE WHEN isnan(CAST({0} AS DOUBLE)) THEN NULL ELSE CAST({0} AS DOUBLE) + 0.0 END",
    "flag": "CAST({0} AS BOOLEAN)",
}
#: Names of the engine's own, which no table can have.
_GIVEN, _NEW, _SORTED = "ascribe__given", "__new", "__sorted"
#: Rows written at a time: fewer cost as much.
_WRITTEN = 4096


class DuckDBEngine:
    """Runs plans in `connection`, or in a database of its own in memory with so many `threads`.

    Tables are temporary and go with the engine; with `schema` they are kept in that schema of the connection's default database,
    made if it is not there. Of a given connection the caller keeps the ownership, and one thread at a time may use it. A batch
    has `batch` rows, more only where a group is larger.
    """

    def __init__(
        self, connection: DuckDBPyConnection | None = None, *, schema: str | None = None, batch: int = BATCH, threads: int = 1
    ) -> None:
        self._tables: dict[str, Table] = {}
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        if connection is None:
            self._folder = tempfile.TemporaryDirectory(prefix="ascribe-")
            connection = _in_memory(threads, self._folder.name)
        self._connection = connection
        self._batch = batch
        self._n_sorted = 0
        self._schema = None
        if schema is not None:
            self._schema = _quoted(schema)
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {self._schema}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def n_slots(self) -> int:
        """How many batches are worked on side by side: one, functions run in this process."""
        return 1

    def put(self, table: Table, batches: Iterable[Columns]) -> None:
        """Fills `table`, replacing what had its name once all batches are there. `ValueError` where rows do not fit the table."""
        with self._writing(table):
            for columns in gathered(batches, table, min(_WRITTEN, self._batch)):
                self._append(table, columns)

    def select(self, table: Table, sql: str) -> None:
        """Fills `table` with what a query over the connection's own tables gives, replacing what had its name."""
        with self._writing(table):
            self._insert(table, f"({sql})")

    def run(self, plan: Sequence[Step], on_step: Callable[[str], None] = lambda _: None) -> None:
        """Runs the steps in order; `on_step` is told the name of each table before it is written.

        `ValueError` where the plan cannot be meant, before anything is written; where a step fails, with its name as a note.
        """
        check_plan(plan, self._tables)
        for step in plan:
            if isinstance(step, SqlStep):
                self._check_reads(step)
        for step in plan:
            on_step(step.writes.name)
            try:
                self._run_step(step)
            except Exception as error:
                error.add_note(f"in the step that writes {step.writes.name}")
                raise

    def rows(self, table: Table, order: tuple[str, ...]) -> Iterator[Columns]:
        """The rows of a table, a batch at a time, sorted by the columns of `order`, then by all others. No batch is empty."""
        known = self._tables.get(table.name)
        if known is None or dict(known.columns) != dict(table.columns):
            raise ValueError(f"there is no table {table.name} with these columns; there are {sorted(self._tables)}")
        yield from self._sorted(table, order)

    def table(self, name: str) -> Table:
        """The table of this name, which was put in or written; `ValueError` where there is none."""
        if name not in self._tables:
            raise ValueError(f"there is no table {name}; there are {sorted(self._tables)}")
        return self._tables[name]

    def drop(self, *tables: str) -> None:
        """Lets go of tables that nobody will ask for again; of those that are not there nothing is to be done."""
        for name in tables:
            if self._tables.pop(name, None) is not None:
                if self._schema:
                    self._connection.execute(f"DROP VIEW IF EXISTS temp.{_quoted(name)}")
                self._connection.execute(f"DROP TABLE IF EXISTS {self._schema or 'temp'}.{_quoted(name)}")

    def close(self) -> None:
        """Lets go of everything: temporary tables, and the database if it was the engine's own. Closing twice is fine."""
        if self._folder is not None:
            self._connection.close()
            self._folder.cleanup()
        else:
            with suppress(Exception):  # of a transaction that failed, whose temporary tables go with it
                for name in self._tables:
                    self._connection.execute(f"DROP {'VIEW' if self._schema else 'TABLE'} IF EXISTS temp.{_quoted(name)}")
        self._tables.clear()

    def _run_step(self, step: Step) -> None:
        table = step.writes
        if isinstance(step, SqlStep):
            with self._writing(table):
                self._insert(table, f"({step.sql})")
            return
        made: Iterator[Columns]
        if isinstance(step, MapStep):
            made = map(step.function, self._scanned(self._tables[step.reads]))
        elif isinstance(step, GroupStep):
            read = self._tables[step.reads]
            rows = self._sorted(read, (step.key, *step.order), fully=not step.unique)
            made = map(step.function, whole_groups(rows, step.key, read))
        elif isinstance(step, PairStep):
            made = map(step.function, self._paired(step))
        else:
            inputs = [self._tables[name] for name in step.reads]
            made = iter([step.function(*(joined(list(self._sorted(read, ())), read) for read in inputs))])
        self.put(table, made)

    def _check_reads(self, step: SqlStep) -> None:
        """A step reads what it says it reads: a name that is not declared might be a table of the store's."""
        if undeclared := sorted(self._connection.get_table_names(step.sql) - {*step.reads}):
            raise ValueError(f"the step that writes {step.writes.name} reads {', '.join(undeclared)}, which it does not name in `reads`")

    @contextmanager
    def _writing(self, table: Table) -> Iterator[None]:
        """A new table aside, which takes the name of `table` when the block ends well."""
        aside, where = _quoted(table.name + _NEW), self._schema or "temp"
        columns = ", ".join(f"{_quoted(name)} {_COLUMN[kind]}" for name, kind in table.columns.items())
        execute = self._connection.execute
        execute(f"CREATE OR REPLACE {'TABLE' if self._schema else 'TEMP TABLE'} {where}.{aside} ({columns})")
        try:
            yield
        except BaseException:
            execute(f"DROP TABLE IF EXISTS {where}.{aside}")
            raise
        name = _quoted(table.name)
        execute(f"DROP TABLE IF EXISTS {where}.{name}")
        execute(f"ALTER TABLE {where}.{aside} RENAME TO {name}")
        if self._schema:  # plans name tables without a schema
            execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {where}.{name}")
        self._tables[table.name] = table

    def _append(self, table: Table, checked: Columns) -> None:
        if n_rows(checked):
            self._connection.register(_GIVEN, dict(checked))
            try:
                self._insert(table, _GIVEN)
            finally:
                self._connection.unregister(_GIVEN)

    def _insert(self, table: Table, source: str) -> None:
        import duckdb

        kept = ", ".join(_KEPT[kind].format(_quoted(name)) for name, kind in table.columns.items())
        try:
            self._connection.execute(f"INSERT INTO {self._schema or 'temp'}.{_quoted(table.name + _NEW)} SELECT {kept} FROM {source}")
        except duckdb.ConstraintException as error:
            raise ValueError(f"{table.name}: an integer or flag is null ({error})") from error

    def _scanned(self, table: Table) -> Iterator[Columns]:
        return self._ranges(f"{self._schema or 'temp'}.{_quoted(table.name)}", table)

    def _paired(self, step: PairStep) -> Iterator[Columns]:
        """The pairs in their order, in which a batch names few rows, each of which is fetched once."""
        rows = Table(step.reads, {name: self._tables[step.reads].columns[name] for name in dict.fromkeys((step.key, *step.takes))})
        names, key = ", ".join(map(_quoted, rows.columns)), _quoted(step.key)
        for pairs in self._sorted(self._tables[step.pairs], step.order, fully=False):
            wanted = {name for side in "ab" for name in pairs[side].tolist() if name is not None}
            self._connection.register(_GIVEN, {"name": np.array(sorted(wanted), dtype=object)})
            try:
                asked = f"SELECT {names} FROM {_quoted(step.reads)} WHERE {key} IN (SELECT name FROM {_GIVEN})"
                found = self._connection.execute(asked).fetchnumpy()
            finally:
                self._connection.unregister(_GIVEN)
            of_rows = {name: _filled(found[name], kind) for name, kind in rows.columns.items()}
            batch = side_by_side(pairs, of_rows, step.key, step.takes)
            if n_rows(batch):
                yield batch

    def _sorted(self, table: Table, order: tuple[str, ...], *, fully: bool = True) -> Iterator[Columns]:
        by = ", ".join(f"{_quoted(name)} ASC NULLS FIRST" for name in dict.fromkeys((*order, *(table.columns if fully else ()))))
        self._n_sorted += 1  # several may be read side by side
        aside = f"temp.{_quoted(f'{table.name}{_SORTED}{self._n_sorted}')}"
        self._connection.execute(f"CREATE TEMP TABLE {aside} AS SELECT * FROM {_quoted(table.name)} ORDER BY {by}")
        try:
            yield from self._ranges(aside, table)
        finally:
            self._connection.execute(f"DROP TABLE IF EXISTS {aside}")

    def _ranges(self, source: str, table: Table) -> Iterator[Columns]:
        """Reads by ranges of row numbers, which a fresh table counts from 0: a query left open would block what is written meanwhile."""
        # Inside a transaction of the caller's, rows that it has added are numbered from far above.
        n, first = self._connection.execute(f"SELECT count(*), coalesce(min(rowid), 0) FROM {source}").fetchall()[0]
        names = ", ".join(map(_quoted, table.columns))
        for start in range(0, n, self._batch):
            end = min(start + self._batch, n)
            found = self._connection.execute(
                f"SELECT {names} FROM {source} WHERE rowid >= {first + start} AND rowid < {first + end}"
            ).fetchnumpy()
            columns = {name: _filled(found[name], kind) for name, kind in table.columns.items()}
            if n_rows(columns) != end - start:
                raise RuntimeError(f"{source}: row numbers have gaps")
            yield columns


def _in_memory(threads: int, folder: str) -> DuckDBPyConnection:
    import duckdb

    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads, "autoinstall_known_extensions": False, "autoload_known_extensions": False, "temp_directory": folder,
    }  # fmt: skip
    connection = duckdb.connect(":memory:", config=settings)
    connection.execute("SET enable_external_access = false")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _filled(column: Any, kind: Kind) -> Any:
    """What DuckDB gives, a masked array where something is null, as `Columns` have it."""
    if isinstance(column, np.ma.MaskedArray):
        if kind == "text":
            values = np.asarray(column.data, dtype=object)
            values[np.ma.getmaskarray(column)] = None
            return values
        column = column.filled(np.nan)
    return np.asarray(column, dtype=TYPES[kind])
