"""The whole of reconciliation on both engines: the same claims give the same incidents, byte for byte."""

from __future__ import annotations

import pytest

from ascribe.demo import demo_documents
from ascribe.engine.spark import SparkEngine
from ascribe.read.reader import Reader
from ascribe.reconcile import reconcile


@pytest.mark.spark
def test_spark_gives_the_incidents_of_duckdb(spark: SparkEngine) -> None:
    reader = Reader.load()
    records = [reader.read(document) for document in demo_documents("ganja-2020")]
    here = reconcile(records)
    with SparkEngine(session=spark.session) as engine:
        there = reconcile(records, engine=engine)
    assert here.incidents
    assert [i.to_json() for i in there.incidents] == [i.to_json() for i in here.incidents]
    assert there.groups == here.groups
