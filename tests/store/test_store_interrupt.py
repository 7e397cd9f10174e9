"""Ctrl-C in the middle of a query is Ctrl-C, not an error of the database, and the store goes on."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ascribe.store import open_store
from ascribe.testing import fake_record


@pytest.fixture
def heard() -> Iterator[None]:
    """A process that a shell started in the background ignores Ctrl-C, and so would the query."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
def test_ctrl_c_during_a_query(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as store:
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt):
            store._select("SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b")
        assert store.add(fake_record())
