"""One reader for all reading tests: loading the resources is the slow part."""

import pytest

from ascribe.read.reader import Reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader.load()
