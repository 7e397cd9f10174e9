"""The whole of reconciliation on both engines: the same claims give the same incidents, byte for byte."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from ascribe.demo import demo_documents
from ascribe.domain.claim import Record
from ascribe.engine.spark import SparkEngine
from ascribe.pipeline_incidents import update_incidents
from ascribe.read.reader import Reader
from ascribe.reconcile import reconcile
from ascribe.store import open_store


@pytest.fixture(scope="module")
def records() -> list[Record]:
    reader = Reader.load()
    return [reader.read(document) for document in demo_documents("ganja-2020")]


@pytest.mark.spark
def test_spark_gives_the_incidents_of_duckdb(spark: SparkEngine, records: Sequence[Record]) -> None:
    here = reconcile(records)
    with SparkEngine(session=spark.session) as engine:
        there = reconcile(records, engine=engine)
    assert here.incidents
    assert [i.to_json() for i in there.incidents] == [i.to_json() for i in here.incidents]
    assert there.groups == here.groups


@pytest.mark.spark
def test_a_store_built_on_spark_goes_on_here_and_there(spark: SparkEngine, records: Sequence[Record], tmp_path: Path) -> None:
    here = {i.id: i.to_json() for i in reconcile(records).incidents}
    with open_store(tmp_path / "store") as store, SparkEngine(session=spark.session) as engine:
        for part, running in ((records[:6], engine), (records[6:8], None), (records[8:], engine)):
            store.add_all(part)
            update_incidents(store, engine=running)
        assert {i.id: i.to_json() for i in store.incidents()} == here


@pytest.mark.spark
def test_the_command_lists_the_same_incidents(records: Sequence[Record], tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as store:
        store.add_all(records)
    command = [sys.executable, "-m", "ascribe", "incidents", "--store", str(tmp_path / "store"), "--format", "jsonl"]
    there = subprocess.run([*command, "--engine", "spark", "--master", "local[2,4]"], capture_output=True, check=True)
    assert sorted(there.stdout.splitlines()) == sorted(i.to_json() for i in reconcile(records).incidents)
    assert subprocess.run([*command, "--anew"], capture_output=True, check=True).stdout == there.stdout
