"""A plan gives the same rows on DuckDB and on Spark, to the byte; what Spark cannot do as DuckDB does is an expected failure."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ascribe.engine.duckdb import DuckDBEngine
from ascribe.engine.spark import SparkEngine
from tests.engine.plans import BATCH, CASES, DIFFERENCES, Case, outcome


@pytest.fixture
def here() -> Iterator[DuckDBEngine]:
    with DuckDBEngine(batch=BATCH) as engine:
        yield engine


@pytest.fixture
def there(spark: SparkEngine) -> Iterator[SparkEngine]:
    with SparkEngine(session=spark.session, batch=BATCH) as engine:
        yield engine


@pytest.mark.spark
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_same_rows(case: Case, here: DuckDBEngine, there: SparkEngine) -> None:
    assert outcome(there, case) == outcome(here, case)


@pytest.mark.spark
@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.name, marks=pytest.mark.xfail(reason=why, raises=(AssertionError, pytest.fail.Exception), strict=True))
        for why, case in DIFFERENCES
    ],
)
def test_not_yet_the_same(case: Case, here: DuckDBEngine, there: SparkEngine) -> None:
    expected = outcome(here, case)
    try:
        found = outcome(there, case)
    except Exception as error:
        pytest.fail(f"{type(error).__name__}: {str(error)[:200]}")
    assert found == expected
