"""One Spark for all tests, and no Spark test that passes by not being run."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pytest

from ascribe.engine.spark import SparkEngine


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkEngine]:
    with SparkEngine() as engine:
        yield engine


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and item.get_closest_marker("spark") and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"{item.nodeid} was skipped; Spark tests run or fail"
    return report
