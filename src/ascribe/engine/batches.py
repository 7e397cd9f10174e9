"""Batches of rows: put together, cut, paired, and shifted so that no group is torn.

In:  batches of one table's rows.   Out: the same rows in the same order, in other batches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ascribe.engine.steps import TYPES, Columns, Table, n_rows

__all__ = ["BATCH", "gathered", "joined", "side_by_side", "whole_groups"]

#: Rows handed to a function at a time: enough to hide the hand-over, few enough to fit beside a model.
BATCH = 50_000


def joined(batches: Sequence[Columns], table: Table) -> Columns:
    """All rows in one batch."""
    if not batches:
        return table.empty()
    if len(batches) == 1:
        return batches[0]
    return {name: np.concatenate([np.asarray(batch[name], dtype=TYPES[kind]) for batch in batches]) for name, kind in table.columns.items()}


def gathered(batches: Iterable[Columns], table: Table, rows: int) -> Iterator[Columns]:
    """The same rows in batches of at least so many, but for the last: to hand over a handful costs as much as to hand over thousands.

    >>> towns = Table("towns", {"name": "text"})
    >>> [b["name"].tolist() for b in gathered(({"name": np.array([n])} for n in "abcde"), towns, 2)]
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    waiting: list[Columns] = []
    n = 0
    for batch in batches:
        waiting.append(table.checked(batch))
        n += n_rows(batch)
        if n >= rows:
            yield joined(waiting, table)
            waiting, n = [], 0
    if waiting:
        yield joined(waiting, table)


def side_by_side(pairs: Columns, rows: Columns, key: str, takes: Sequence[str]) -> Columns:
    """What the function of a `PairStep` takes, of a batch of `pairs` and the `rows` that they name; text is shared, not copied.

    >>> towns = {"name": np.array(["x", "y"], dtype=object), "people": np.array([5.0, 6.0])}
    >>> pairs = {"a": np.array(["y", "x"], dtype=object), "b": np.array(["x", "z"], dtype=object)}
    >>> {name: column.tolist() for name, column in side_by_side(pairs, towns, "name", ["people"]).items()}
    {'a': ['y'], 'b': ['x'], 'a_people': [6.0], 'b_people': [5.0]}
    """
    at = {name: i for i, name in enumerate(rows[key].tolist())}
    a, b = (np.array([at.get(name, -1) for name in pairs[side].tolist()], dtype=np.int64) for side in "ab")
    there = (a >= 0) & (b >= 0)
    out = {name: column[there] for name, column in pairs.items()}
    for side, places in (("a", a[there]), ("b", b[there])):
        out |= {f"{side}_{name}": rows[name][places] for name in takes}
    return out


def whole_groups(batches: Iterable[Columns], key: str, table: Table) -> Iterator[Columns]:
    """Batches of whole groups, of batches that are sorted by `key`: a group that goes on in the next batch waits for the rest of it.

    >>> towns = Table("towns", {"land": "text"})
    >>> [b["land"].tolist() for b in whole_groups([{"land": np.array(["a", "b"])}, {"land": np.array(["b", "c"])}], "land", towns)]
    [['a'], ['b', 'b'], ['c']]
    """
    waiting: list[Columns] = []
    for batch in batches:
        if not n_rows(batch):
            continue
        keys = batch[key]
        if waiting and not _alike(waiting[-1][key][-1:], keys[:1])[0]:
            yield joined(waiting, table)
            waiting = []
        starts = np.flatnonzero(~_alike(keys[1:], keys[:-1])) + 1
        if len(starts):
            last = int(starts[-1])
            yield joined([*waiting, _rows(batch, 0, last)], table)
            waiting, batch = [], _rows(batch, last, len(keys))
        waiting.append(batch)
    if waiting:
        yield joined(waiting, table)


def _rows(batch: Columns, start: int, end: int) -> Columns:
    return {name: column[start:end] for name, column in batch.items()}


def _alike(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Where keys are the same; NaN, the number that is not there, is like itself."""
    same = np.asarray(a == b, dtype=np.bool_)
    return same | ((a != a) & (b != b)) if a.dtype.kind == "f" else same
