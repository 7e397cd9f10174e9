"""The steps of a plan, as values: what each reads, what it writes, and how, in SQL or as a pure function over columns.

In:  nothing; a stage builds its plan of these.   Out: values that an `Engine` runs in order.

SQL keeps to what DuckDB and Spark both know, and adds up integers only: a sum of numbers depends on their order, which SQL does not
promise, so that is for a `GroupStep`. Functions take and give `Columns`, numpy arrays of one length by column name, so that
neither engine's own tables reach a stage: text as objects with None, integers as int64, numbers as float64 with NaN for
null, flags as bool. A day is an integer, counted from 1970-01-01. Text sorts by code point, null before everything, and there is one zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = [
    "TYPES", "Columns", "Engine", "FoldStep", "GroupStep", "Kind", "MapStep", "PairStep", "SqlStep", "Step", "Table", "check_plan",
    "n_rows", "paired", "reads_of",
]  # fmt: skip

Kind = Literal["text", "integer", "number", "flag"]
Columns: TypeAlias = Mapping[str, npt.NDArray[Any]]

#: How a column of each kind stands in memory.
TYPES: dict[Kind, type] = {"text": object, "integer": np.int64, "number": np.float64, "flag": np.bool_}
#: What numpy calls the arrays (`dtype.kind`) that may be given for each kind.
_GIVEN: dict[Kind, str] = {"text": "OU", "integer": "iu", "number": "fiu", "flag": "b"}
_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*\Z")


@dataclass(frozen=True)
class Table:
    """A table by name, with its columns in order. Text and numbers may be null; integers and flags may not."""

    name: str
    columns: Mapping[str, Kind]

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError(f"table {self.name} has no columns")
        for name in (self.name, *self.columns):
            if not _NAME.match(name):
                raise ValueError(f"{name!r} is no name of a table or column: words of small letters and digits, joined by single _")

    def empty(self) -> Columns:
        """No rows."""
        return {name: np.empty(0, dtype=TYPES[kind]) for name, kind in self.columns.items()}

    def checked(self, columns: Columns) -> Columns:
        """`columns` as rows of this table: in its order, of its types, one length; `ValueError` where they are not.

        >>> table = Table("towns", {"name": "text", "people": "number"})
        >>> table.checked({"people": np.array([-0.0]), "name": np.array(["Tarkan"])})
        {'name': array(['Tarkan'], dtype=object), 'people': array([0.])}
        """
        if columns.keys() != self.columns.keys():
            raise ValueError(f"{self.name}: columns {sorted(columns)} where {sorted(self.columns)} are due")
        out: dict[str, npt.NDArray[Any]] = {}
        for name, kind in self.columns.items():
            given = np.asarray(columns[name])
            if given.ndim != 1 or given.dtype.kind not in _GIVEN[kind]:
                raise ValueError(f"{self.name}.{name}: {given.dtype} of {given.ndim} dimensions where one of {kind} is due")
            column: npt.NDArray[Any] = given.astype(TYPES[kind], copy=False)
            if kind == "text" and not {*map(type, column)} <= {str, type(None)}:
                column = _as_text(column, f"{self.name}.{name}")
            out[name] = column + 0.0 if kind == "number" else column
        if len({len(column) for column in out.values()}) > 1:
            raise ValueError(f"{self.name}: columns of unlike length, { ({name: len(column) for name, column in out.items()}) }")
        return out


def _as_text(column: npt.NDArray[Any], where: str) -> npt.NDArray[Any]:
    """Numpy's own strings as Python's; `ValueError` for what is no text."""
    if wrong := next((value for value in column if value is not None and not isinstance(value, str)), None):
        raise ValueError(f"{where}: {wrong!r} where text is due")
    out = np.empty(len(column), dtype=object)
    out[:] = [None if value is None else str(value) for value in column]
    return out


def n_rows(columns: Columns) -> int:
    """How many rows there are."""
    return len(next(iter(columns.values())))


@dataclass(frozen=True)
class SqlStep:
    """Writes what a SELECT over the tables `reads` gives, its columns named as in `writes`."""

    writes: Table
    reads: tuple[str, ...]
    sql: str


@dataclass(frozen=True)
class MapStep:
    """Writes what a function makes of the rows of one table, a batch at a time; more or fewer rows may come of a batch.

    No batch is empty. What comes of a row must not depend on the others in its batch.
    """

    writes: Table
    reads: str
    function: Callable[[Columns], Columns]


@dataclass(frozen=True)
class GroupStep:
    """As `MapStep`, but rows that agree in the column `key` always stand in one batch, sorted by `key` and then by `order`.

    A batch holds one or more whole groups; rows without a key are a group. Rows alike in `order` are sorted by their other columns;
    `unique` says that there are none, which saves sorting by all of them.
    """

    writes: Table
    reads: str
    key: str
    order: tuple[str, ...]
    function: Callable[[Columns], Columns]
    unique: bool = False


@dataclass(frozen=True)
class PairStep:
    """Writes what a function makes of pairs of rows, a batch of pairs at a time; rows side by side are never kept, they would be too many.

    Each row of `pairs` names in its columns `a` and `b` two rows of `reads` by its text column `key`, which names each row once. The
    function takes the columns of `pairs`, and those of `takes` twice, as `a_…` and `b_…`. A pair of which a row is not there is left out.
    What comes of a pair must not depend on the others in its batch; the columns' values are shared between pairs, not for writing.
    Pairs that stand near each other by `order` are handed over together where it can be done, so that they may share work.
    """

    writes: Table
    pairs: str
    reads: str
    key: str
    takes: tuple[str, ...]
    function: Callable[[Columns], Columns]
    order: tuple[str, ...] = ("a", "b")


@dataclass(frozen=True)
class FoldStep:
    """Writes what a function makes of whole tables, in one process, each sorted by all its columns."""

    writes: Table
    reads: tuple[str, ...]
    function: Callable[..., Columns]


Step: TypeAlias = SqlStep | MapStep | GroupStep | PairStep | FoldStep


class Engine(Protocol):
    """Runs plans. Tables that were put in or written stay until the engine closes, for the next plan and for a look at them."""

    @property
    def n_slots(self) -> int:
        """How many batches are worked on side by side."""

    def put(self, table: Table, batches: Iterable[Columns]) -> None:
        """Fills `table`, replacing what had its name."""

    def run(self, plan: Sequence[Step], on_step: Callable[[str], None] = lambda _: None) -> None:
        """Runs the steps in order; `on_step` is told the name of each table before it is written."""

    def rows(self, table: Table, order: tuple[str, ...]) -> Iterator[Columns]:
        """The rows of a table, a batch at a time, sorted by the columns of `order`, then by all others. No batch is empty."""

    def close(self) -> None:
        """Lets go of everything."""


def reads_of(step: Step) -> tuple[str, ...]:
    """The names of the tables that a step reads."""
    if isinstance(step, PairStep):
        return (step.pairs, step.reads)
    return (step.reads,) if isinstance(step, (MapStep, GroupStep)) else step.reads


def paired(pairs: Table, rows: Table, takes: Sequence[str]) -> dict[str, Kind]:
    """The columns that the function of a `PairStep` takes.

    >>> paired(Table("near", {"a": "text", "b": "text"}), Table("towns", {"name": "text", "people": "number"}), ("people",))
    {'a': 'text', 'b': 'text', 'a_people': 'number', 'b_people': 'number'}
    """
    return {**pairs.columns, **{f"{side}_{name}": rows.columns[name] for side in "ab" for name in takes}}


def check_plan(plan: Sequence[Step], tables: Mapping[str, Table]) -> None:
    """`ValueError` where a step reads what nobody wrote before it, or what it writes itself, or sorts by a column that is not there.

    `tables` are those that are there before the plan runs.
    """
    known = dict(tables)
    for step in plan:
        name, reads = step.writes.name, reads_of(step)
        if missing := [table for table in reads if table not in known]:
            raise ValueError(f"the step that writes {name} reads {', '.join(missing)}, which is not there; there are {sorted(known)}")
        if name in reads:
            raise ValueError(f"the step that writes {name} reads it too; give what it writes another name")
        if isinstance(step, GroupStep):
            columns = known[step.reads].columns
            if unknown := [column for column in (step.key, *step.order) if column not in columns]:
                raise ValueError(f"the step that writes {name} sorts by {', '.join(unknown)}; {step.reads} has {', '.join(columns)}")
        if isinstance(step, PairStep):
            columns, pairs = known[step.reads].columns, known[step.pairs].columns
            if unknown := [column for column in step.order if column not in pairs]:
                raise ValueError(f"the step that writes {name} sorts by {', '.join(unknown)}; {step.pairs} has {', '.join(pairs)}")
            if unknown := [column for column in (step.key, *step.takes) if column not in columns]:
                raise ValueError(f"the step that writes {name} takes {', '.join(unknown)}; {step.reads} has {', '.join(columns)}")
            if (pairs.get("a"), pairs.get("b"), columns[step.key]) != ("text", "text", "text"):
                raise ValueError(
                    f"the step that writes {name} pairs rows by text: {step.pairs} needs a and b, {step.reads} a text {step.key}"
                )
        known[name] = step.writes
