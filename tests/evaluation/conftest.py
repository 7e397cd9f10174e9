"""The folder of data sets, for the tests that need it."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.suite import data_folder


@pytest.fixture
def data() -> Path:
    """`ASCRIBE_DATA`; the test is skipped without it."""
    folder = data_folder()
    if folder is None:
        pytest.skip("needs ASCRIBE_DATA")
    return folder
