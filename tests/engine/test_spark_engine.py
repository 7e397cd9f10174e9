"""Plans on Spark: what is missing is named with its fix; steps are told as they are written; a worker that dies costs no row."""

from __future__ import annotations

import gzip
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ascribe.engine import Columns, FoldStep, MapStep, SqlStep, Step, Table
from ascribe.engine.batches import joined
from ascribe.engine.spark import SparkEngine
from ascribe.errors import ResourceMissing, UsageError
from tests.engine.plans import BATCH, SAID, said

IDS = Table("ids", {"id": "integer"})


@pytest.fixture
def engine(spark: SparkEngine) -> Iterator[SparkEngine]:
    with SparkEngine(session=spark.session, batch=BATCH) as opened:
        opened.put(SAID, [said()])
        yield opened


def ids(engine: SparkEngine, table: Table = IDS) -> list[int]:
    return list(joined(list(engine.rows(table, ("id",))), table)["id"].tolist())


@pytest.mark.parametrize("module", ["pyspark.sql", "pyarrow"])
def test_without_the_extra(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ResourceMissing, match=r"^spark: .* is not installed; pip install 'ascribe\[spark\]'$"):
        SparkEngine()


@pytest.mark.spark
def test_without_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ResourceMissing, match=r"^java: Spark runs on Java, and none was found; install Java 17"):
        SparkEngine()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(ResourceMissing, match=r"^java: "):
        SparkEngine()


@pytest.mark.spark
def test_a_session_that_runs_is_not_taken_over(spark: SparkEngine) -> None:
    with pytest.raises(UsageError, match="give it as `session`"):
        SparkEngine()


@pytest.mark.spark
def test_only_loopback_and_no_pages(spark: SparkEngine) -> None:
    context = spark.session.sparkContext
    conf = context.getConf()
    assert (conf.get("spark.driver.host"), conf.get("spark.driver.bindAddress")) == ("127.0.0.1", "127.0.0.1")
    assert context.uiWebUrl is None


@pytest.mark.spark
def test_steps_are_told_before_they_are_written_and_their_tables_stay(engine: SparkEngine, tmp_path: Path) -> None:
    told: list[str] = []
    log = tmp_path / "log"

    def noted(rows: Columns) -> Columns:
        with log.open("a") as lines:
            lines.write("worked\n")
        return {"id": rows["id"] // 2}

    plan: list[Step] = [
        MapStep(IDS, "said", noted),
        FoldStep(Table("counted", {"id": "integer"}), ("ids",), lambda rows: {"id": np.array([len(rows["id"]), len(told)])}),
    ]
    engine.run(plan, told.append)
    assert told == ["ids", "counted"]
    assert ids(engine, plan[1].writes) == [2, 237]
    n_worked = len(log.read_text().splitlines())
    assert ids(engine) == sorted(i // 2 for i in said()["id"].tolist())
    assert len(log.read_text().splitlines()) == n_worked, "looking at a table does not make it again"
    engine.put(IDS, [{"id": np.array([7])}])
    assert ids(engine) == [7]


@pytest.mark.spark
def test_faults_have_the_step_s_name(engine: SparkEngine) -> None:
    with pytest.raises(ValueError, match="ids: an integer or flag is null"):
        engine.run([SqlStep(IDS, ("said",), "SELECT nullif(id, 3) AS id FROM said")])
    with pytest.raises(ValueError, match="reads claims, which is not there"):
        engine.run([SqlStep(IDS, ("claims",), "SELECT id FROM claims")])
    with pytest.raises(Exception, match=r"ids\.id: float64 of 1 dimensions") as failed:
        engine.run([MapStep(IDS, "said", lambda rows: {"id": rows["figure"]})])
    assert failed.value.__notes__ == ["in the step that writes ids"]
    with pytest.raises(ValueError, match="there is no table ids"):
        ids(engine)


@pytest.mark.spark
def test_a_worker_that_is_killed_is_replaced_and_every_row_stands_once(engine: SparkEngine, tmp_path: Path) -> None:
    killed = tmp_path / "killed"

    def deadly(rows: Columns) -> Columns:
        if not killed.exists():
            killed.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return {"id": rows["id"]}

    engine.run([MapStep(IDS, "said", deadly)])
    assert killed.exists()
    assert ids(engine) == sorted(said()["id"].tolist())


@pytest.mark.spark
def test_files_are_read_by_the_workers(engine: SparkEngine, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet

    table = Table("numbered", {"id": "integer", "word": "text"})
    pyarrow.parquet.write_table(pa.table({"word": ["ä", None, "😀"], "more": [1, 2, 3], "id": [3, 1, 2]}), tmp_path / "rows.parquet")
    engine.put_files(table, str(tmp_path / "rows.parquet"))
    assert {name: column.tolist() for name, column in joined(list(engine.rows(table, ("id",))), table).items()} == {
        "id": [1, 2, 3], "word": [None, "😀", "ä"]
    }  # fmt: skip
    (tmp_path / "rows.jsonl.gz").write_bytes(gzip.compress('{"b": "ä"}\n{"a": 1}\n'.encode()))
    lines = Table("lines", {"line": "text"})
    engine.put_files(lines, str(tmp_path / "rows.jsonl.gz"))
    assert joined(list(engine.rows(lines, ())), lines)["line"].tolist() == ['{"a": 1}', '{"b": "ä"}']


@pytest.mark.spark
def test_checkpoints_in_a_folder(spark: SparkEngine, tmp_path: Path) -> None:
    with SparkEngine(session=spark.session, checkpoints=str(tmp_path / "kept")) as engine:
        engine.put(IDS, [{"id": np.array([1, 2])}])
        engine.run([SqlStep(Table("more", {"id": "integer"}), ("ids",), "SELECT id + 1 AS id FROM ids")])
        assert ids(engine, Table("more", {"id": "integer"})) == [2, 3]
    assert list((tmp_path / "kept").rglob("part-*"))
