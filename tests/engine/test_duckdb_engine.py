"""Plans in DuckDB: the same bytes whatever the threads, batches and order of rows; a store stays clean unless asked; faults have names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pytest

from ascribe.engine import Columns, FoldStep, GroupStep, MapStep, PairStep, SqlStep, Step, Table, n_rows
from ascribe.engine.batches import joined
from ascribe.engine.duckdb import DuckDBEngine
from ascribe.store.connection import connect
from tests.engine.plans import BATCH, CASES, SAID, Case, outcome, said

IDS = Table("ids", {"id": "integer"})


@pytest.fixture
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine(batch=BATCH) as opened:
        opened.put(SAID, [said()])
        yield opened


def all_rows(engine: DuckDBEngine, table: Table, order: tuple[str, ...] = ()) -> Columns:
    return joined(list(engine.rows(table, order)), table)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_same_bytes_whatever_threads_batches_and_order(case: Case) -> None:
    def backwards(n: int) -> np.ndarray:
        return np.arange(n)[::-1]

    def shuffled(n: int) -> np.ndarray:
        return np.random.default_rng(5).permutation(n)

    with DuckDBEngine(batch=BATCH) as plain, DuckDBEngine(batch=7, threads=2) as other:
        expected = outcome(plain, case)
        assert outcome(other, case, order=backwards) == expected
        assert outcome(other, case, order=shuffled) == expected


def test_rows_come_back_as_they_were_but_for_what_is_no_number(engine: DuckDBEngine) -> None:
    expected, found = said(), all_rows(engine, SAID, ("id",))
    order = np.argsort(expected["id"], kind="stable")
    for name in SAID.columns:
        assert found[name].dtype == SAID.empty()[name].dtype
        np.testing.assert_array_equal(found[name], expected[name][order])
    assert not np.signbit(found["figure"][found["figure"] == 0]).any(), "there is one zero"


def test_batches_are_of_the_size_asked_and_never_empty(engine: DuckDBEngine) -> None:
    assert [n_rows(batch) for batch in engine.rows(SAID, ("id",))] == [50, 50, 50, 50, 37]
    engine.put(SAID, [SAID.empty(), SAID.empty()])
    assert list(engine.rows(SAID, ())) == []


def test_tables_may_be_read_side_by_side(engine: DuckDBEngine) -> None:
    pairs = list(zip(engine.rows(SAID, ("id",)), engine.rows(SAID, ("id",)), strict=True))
    assert len(pairs) == 5
    assert all((a["id"] == b["id"]).all() for a, b in pairs)


def test_steps_are_told_before_they_are_written_and_their_tables_stay(engine: DuckDBEngine) -> None:
    told: list[str] = []
    seen: list[int] = []

    def count(rows: Columns) -> Columns:
        seen.append(len(told))
        return {"id": np.array([n_rows(rows)])}

    plan: list[Step] = [
        SqlStep(IDS, ("said",), "SELECT id FROM said WHERE denied"),
        FoldStep(Table("counted", {"id": "integer"}), ("ids",), count),
    ]
    engine.run(plan, told.append)
    assert (told, seen) == (["ids", "counted"], [2])
    assert all_rows(engine, plan[1].writes)["id"].tolist() == [int(said()["denied"].sum())]
    engine.run([MapStep(Table("twice", {"id": "integer"}), "ids", lambda rows: {"id": rows["id"] // 2})], told.append)
    assert told[2:] == ["twice"], "a later plan reads what an earlier one wrote"


def test_a_step_that_fails_leaves_what_was_there_and_says_which(engine: DuckDBEngine) -> None:
    engine.put(IDS, [{"id": np.array([1, 2])}])

    def fail(rows: Columns) -> Columns:
        raise ZeroDivisionError("on purpose")

    with pytest.raises(ZeroDivisionError, match="on purpose") as failed:
        engine.run([MapStep(IDS, "said", fail)])
    assert failed.value.__notes__ == ["in the step that writes ids"]
    assert all_rows(engine, IDS)["id"].tolist() == [1, 2]
    with pytest.raises(ZeroDivisionError):
        engine.put(IDS, (fail(rows) for rows in [said()]))
    assert all_rows(engine, IDS)["id"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (SqlStep(IDS, ("said",), "SELECT id FROM said WHERE id IN (SELECT id FROM claims)"), "reads claims, which it does not name"),
        (SqlStep(IDS, ("claims",), "SELECT id FROM claims"), "reads claims, which is not there; there are \\['said'\\]"),
        (SqlStep(SAID, ("said",), "SELECT * FROM said"), "reads it too"),
        (MapStep(SAID, "said", lambda rows: rows), "reads it too"),
        (GroupStep(IDS, "said", "speaker", ("id",), lambda rows: rows), "sorts by speaker; said has id, source"),
        (PairStep(IDS, "said", "said", "speaker", (), lambda rows: rows, ()), "takes speaker; said has id, source"),
        (PairStep(IDS, "said", "said", "source", (), lambda rows: rows), "sorts by a, b; said has id, source"),
        (PairStep(IDS, "said", "said", "source", (), lambda rows: rows, ()), "pairs rows by text: said needs a and b"),
        (SqlStep(IDS, ("said",), "SELECT nullif(id, 3) AS id FROM said"), "an integer or flag is null"),
        (MapStep(IDS, "said", lambda rows: {"id": rows["figure"]}), r"ids\.id: float64 of 1 dimensions where one of integer is due"),
        (MapStep(IDS, "said", lambda rows: {"ids": rows["id"]}), r"columns \['ids'\] where \['id'\] are due"),
        (MapStep(IDS, "said", lambda rows: {"id": rows["denied"]}), "bool of 1 dimensions"),
    ],
)
def test_plans_that_cannot_be_meant(engine: DuckDBEngine, step: Step, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        engine.run([step])


def test_a_table_that_is_not_there(engine: DuckDBEngine) -> None:
    with pytest.raises(ValueError, match="there is no table ids"):
        list(engine.rows(IDS, ()))
    with pytest.raises(ValueError, match="there is no table said with these columns"):
        list(engine.rows(Table("said", {"id": "integer"}), ()))


def test_a_store_s_connection_lends_itself_and_stays_clean(tmp_path: Path) -> None:
    connection = connect(tmp_path / "store", create=True, read_only=False)
    before = connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
    claims = Table("claims", {"id": "integer"})
    with DuckDBEngine(connection) as engine:
        engine.put(claims, [{"id": np.array([3, 4])}])  # the name of a table of the store's
        engine.run([SqlStep(IDS, ("claims",), "SELECT id FROM claims WHERE id > 3")])
        assert all_rows(engine, IDS)["id"].tolist() == [4]
    assert connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall() == before
    assert connection.execute("SELECT count(*) FROM claims").fetchall() == [(0,)], "the store's own, as it was"
    connection.close()


def test_tables_are_kept_in_a_schema_when_asked(tmp_path: Path) -> None:
    connection = connect(tmp_path / "store", create=True, read_only=False)
    with DuckDBEngine(connection, schema="plan", batch=2) as engine:
        engine.put(IDS, [{"id": np.array([3, 4])}])
        engine.put(IDS, [{"id": np.array([5, 6, 7])}])
        engine.run([MapStep(Table("more", {"id": "integer"}), "ids", lambda rows: {"id": rows["id"] + 1})])
        assert all_rows(engine, Table("more", {"id": "integer"}))["id"].tolist() == [6, 7, 8]
    connection.close()
    connection = connect(tmp_path / "store", create=False, read_only=True)
    assert connection.execute("SELECT id FROM plan.ids ORDER BY id").fetchall() == [(5,), (6,), (7,)]
    assert connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'plan' ORDER BY 1").fetchall() == [
        ("ids",), ("more",)
    ]  # fmt: skip
    assert connection.execute("SELECT count(*) FROM duckdb_views() WHERE NOT internal AND schema_name <> 'main'").fetchall() == [(0,)]
    connection.close()


def test_a_database_of_its_own_opens_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with DuckDBEngine() as engine, pytest.raises(duckdb.Error, match="disabled"):
        engine.run([SqlStep(IDS, (), f"SELECT a AS id FROM read_csv('{tmp_path / 'secret.csv'}')")])


def test_closing_twice_is_fine(engine: DuckDBEngine) -> None:
    engine.close()
    engine.close()
