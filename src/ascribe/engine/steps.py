"""The steps of a plan, as values: what each reads, what it writes, and how, in SQL or as a pure function over columns.

In:  nothing; a stage builds its plan of these.   Out: values that an `Engine` runs in order.

SQL keeps to what DuckDB and Spark both know. Functions take and give `Columns`, numpy arrays of one length by column name, so that
neither engine's own tables reach a stage: text as objects with None, integers as int64, numbers as float64 with NaN for
null, flags as bool. A day is an integer, counted from 1970-01-01.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Columns", "Engine", "FoldStep", "GroupStep", "Kind", "MapStep", "SqlStep", "Step", "Table"]

Kind = Literal["text", "integer", "number", "flag"]
Columns: TypeAlias = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Table:
    """A table by name, with its columns in order. Text and numbers may be null; integers and flags may not."""

    name: str
    columns: Mapping[str, Kind]

    def empty(self) -> Columns:
        """No rows."""
        types = {"text": object, "integer": np.int64, "number": np.float64, "flag": np.bool_}
        return {name: np.empty(0, dtype=types[kind]) for name, kind in self.columns.items()}


@dataclass(frozen=True)
class SqlStep:
    """Writes what a SELECT over the tables `reads` gives, its columns named as in `writes`."""

    writes: Table
    reads: tuple[str, ...]
    sql: str


@dataclass(frozen=True)
class MapStep:
    """Writes what a function makes of the rows of one table, a batch at a time; more or fewer rows may come of a batch.

    What comes of a row must not depend on the others in its batch.
    """

    writes: Table
    reads: str
    function: Callable[[Columns], Columns]


@dataclass(frozen=True)
class GroupStep:
    """As `MapStep`, but rows that agree in the column `key` always stand in one batch, sorted by `key` and then by `order`.

    A batch holds one or more whole groups.
    """

    writes: Table
    reads: str
    key: str
    order: tuple[str, ...]
    function: Callable[[Columns], Columns]


@dataclass(frozen=True)
class FoldStep:
    """Writes what a function makes of whole tables, in one process, each sorted by all its columns."""

    writes: Table
    reads: tuple[str, ...]
    function: Callable[..., Columns]


Step: TypeAlias = SqlStep | MapStep | GroupStep | FoldStep


class Engine(Protocol):
    """Runs plans. Tables that were put in or written stay until the engine closes."""

    def put(self, table: Table, batches: Iterable[Columns]) -> None:
        """Fills `table`, replacing what had its name."""

    def run(self, plan: Sequence[Step], on_step: Callable[[str], None] = lambda _: None) -> None:
        """Runs the steps in order; `on_step` is told the name of each table before it is written."""

    def rows(self, table: Table, order: tuple[str, ...]) -> Iterator[Columns]:
        """The rows of a table, a batch at a time, sorted by the columns of `order`."""

    def close(self) -> None:
        """Lets go of everything."""
