"""Tables check their rows; batches keep rows, their order, and groups whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascribe.engine import Columns, Table, n_rows
from ascribe.engine.batches import joined, whole_groups

TOWNS = Table("towns", {"name": "text", "people": "number", "big": "flag", "n": "integer"})


def towns(**changed: object) -> Columns:
    rows = {
        "name": np.array(["a", None], dtype=object),
        "people": np.array([1.0, np.nan]),
        "big": np.array([True, False]),
        "n": np.array([1, 2]),
    }
    return {**rows, **{name: np.asarray(value) for name, value in changed.items()}}  # type: ignore[dict-item]


@pytest.mark.parametrize("name", ["", "Towns", "1st", "two words", "a__new", "a-b", "towns\n", "_a", 'a"b'])
def test_names_that_no_engine_would_quote_alike(name: str) -> None:
    with pytest.raises(ValueError, match="no name of a table or column"):
        Table(name, {"a": "text"})
    with pytest.raises(ValueError, match="no name of a table or column"):
        Table("a", {name: "text"})


def test_a_table_has_columns() -> None:
    with pytest.raises(ValueError, match="has no columns"):
        Table("a", {})


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"n": [1.0, 2.0]}, r"towns\.n: float64"),
        ({"n": [True, False]}, r"towns\.n: bool"),
        ({"big": [0, 1]}, r"towns\.big: int64"),
        ({"people": ["1", "2"]}, r"towns\.people: <U1"),
        ({"name": np.array(["a", 1.5], dtype=object)}, r"towns\.name: 1\.5 where text is due"),
        ({"name": np.array([float("nan"), "a"], dtype=object)}, r"towns\.name: nan where text is due"),
        ({"n": [1, 2, 3]}, "unlike length"),
        ({"n": [[1, 2]]}, "2 dimensions"),
        ({"other": [1, 2]}, "columns"),
    ],
)
def test_rows_that_do_not_fit(changed: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        TOWNS.checked(towns(**changed))


def test_rows_that_fit_are_put_in_order_and_type() -> None:
    found = TOWNS.checked(towns(n=np.array([1, 2], dtype=np.int16), people=[3, 4], name=np.array(["a", "b"])))
    assert [(name, column.dtype) for name, column in found.items()] == [(name, column.dtype) for name, column in TOWNS.empty().items()]
    assert [type(name) for name in found["name"]] == [str, str]
    as_numpy = np.array([np.str_("a"), None], dtype=object)
    assert [type(name) for name in TOWNS.checked(towns(name=as_numpy))["name"]] == [str, type(None)]


KEYS = st.lists(st.sampled_from([None, "a", "b", "ä", "zz"]), max_size=30)


@given(keys=KEYS, cuts=st.lists(st.integers(0, 30), max_size=6))
def test_groups_stay_whole_and_no_row_is_lost(keys: list[str | None], cuts: list[int]) -> None:
    table = Table("rows", {"key": "text", "n": "integer"})
    keys = sorted(keys, key=lambda key: key or "")
    rows = {"key": np.array(keys, dtype=object), "n": np.arange(len(keys))}
    ends = [*sorted(min(cut, len(keys)) for cut in cuts), len(keys)]
    batches = [{name: c[a:b] for name, c in rows.items()} for a, b in zip([0, *ends], ends, strict=False)]
    found = list(whole_groups(batches, "key", table))
    assert all(n_rows(batch) for batch in found)
    assert joined(found, table)["n"].tolist() == list(range(len(keys)))
    of_batches = [set(batch["key"].tolist()) for batch in found]
    assert sum(map(len, of_batches)) == len(set(keys)), "a group stands in two batches"


def test_numbers_that_are_none_are_one_group() -> None:
    table = Table("rows", {"key": "number"})
    batches = [{"key": np.array([np.nan, np.nan])}, {"key": np.array([np.nan, 1.0])}, {"key": np.array([1.0])}]
    assert [batch["key"].tolist()[1:] for batch in whole_groups(batches, "key", table)] == [pytest.approx([np.nan] * 2, nan_ok=True), [1.0]]
