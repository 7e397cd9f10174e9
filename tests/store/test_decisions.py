"""The log of decisions grows and does nothing else."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ascribe.domain.decision import Decision
from ascribe.errors import StoreError
from ascribe.store import DecisionLog, open_store
from ascribe.store.decisions import DECISIONS_FILE


def a_decision(kind: str = "merge") -> Decision:
    return Decision(
        author="reviewer", time=datetime(2021, 9, 3, 12, tzinfo=UTC), kind=kind, subjects=("c-1", "c-2"), reason="the same raid",
        payload={"into": "i-1"}, inverse={"split": ["c-1", "c-2"]},
    )  # fmt: skip


def test_entries_come_back_in_order_with_their_places(tmp_path: Path):
    with DecisionLog(tmp_path / "log") as log:
        made = [log.append(a_decision(kind)) for kind in ("merge", "flag", "split")]
    with DecisionLog(tmp_path / "log", read_only=True) as log:
        assert [d.n for d in made] == [1, 2, 3]
        assert list(log.entries()) == made
        assert list(log.entries(after=2)) == made[2:]


def test_who_reads_while_the_first_decision_is_made_finds_none_or_that_one(tmp_path: Path):
    begin, found = threading.Barrier(5), []

    def read() -> None:
        begin.wait()
        seen = 0
        while seen == 0:
            with DecisionLog(tmp_path / DECISIONS_FILE, read_only=True) as log:
                seen = len(list(log.entries()))
        found.append(seen)

    def decide() -> None:
        begin.wait()
        with DecisionLog(tmp_path / DECISIONS_FILE) as log:
            log.append(a_decision())

    with ThreadPoolExecutor(5) as pool:
        for done in [*(pool.submit(read) for _ in range(3)), *(pool.submit(decide) for _ in range(2))]:
            done.result(timeout=60)
    assert all(n in (1, 2) for n in found)
    assert [path.name for path in tmp_path.iterdir() if ".new" in path.name] == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decisions SET reason = 'another'",
        "DELETE FROM decisions",
        "DELETE FROM decisions WHERE n = 1",
        "INSERT OR REPLACE INTO decisions SELECT n, 'somebody', time, kind, subjects, reason, inverse, payload FROM decisions",
        "UPDATE OR IGNORE decisions SET n = 7",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_entry(tmp_path: Path, statement: str):
    with DecisionLog(tmp_path / "log") as log:
        made = log.append(a_decision())
    with sqlite3.connect(tmp_path / "log") as direct, pytest.raises(sqlite3.IntegrityError, match="never"):
        direct.execute(statement)
    direct.close()
    with DecisionLog(tmp_path / "log") as log:
        assert list(log.entries()) == [made]


def test_two_writers_at_once(tmp_path: Path):
    with DecisionLog(tmp_path / "log") as one, DecisionLog(tmp_path / "log") as two:
        one.append(a_decision("a"))
        two.append(a_decision("b"))
        assert [d.kind for d in one.entries()] == [d.kind for d in two.entries()] == ["a", "b"]


def test_a_store_has_its_log(tmp_path: Path):
    with open_store(tmp_path) as store, store.decisions() as log:
        log.append(a_decision())
    with open_store(tmp_path, read_only=True) as store, store.decisions() as log:
        assert len(list(log.entries())) == 1
        with pytest.raises(StoreError, match="readonly"):
            log.append(a_decision())
    assert (tmp_path / DECISIONS_FILE).exists()


def test_a_log_not_there_yet_reads_as_empty(tmp_path: Path):
    open_store(tmp_path).close()
    with open_store(tmp_path, read_only=True) as store, store.decisions() as log:
        assert list(log.entries()) == []
    assert not (tmp_path / DECISIONS_FILE).exists()


def test_a_file_that_is_no_log(tmp_path: Path):
    (tmp_path / "log").write_bytes(b"nothing of the kind" * 200)
    with pytest.raises(StoreError, match="not a database"):
        DecisionLog(tmp_path / "log")


def test_a_decision_says_who_and_when():
    with pytest.raises(ValueError, match="who made it"):
        Decision(author="", time=datetime(2021, 9, 3, tzinfo=UTC), kind="flag", subjects=(), reason="", payload={})
    with pytest.raises(ValueError, match="zone"):
        Decision(author="reviewer", time=datetime(2021, 9, 3), kind="flag", subjects=(), reason="", payload={})


@pytest.mark.parametrize("last", ["who wrote", "who read"])
def test_nothing_is_left_beside_the_log_whoever_closes_it_last(tmp_path: Path, last: str) -> None:
    file = tmp_path / DECISIONS_FILE
    writing = DecisionLog(file)
    reading = DecisionLog(file, read_only=True)
    writing.append(a_decision())
    assert reading.last() == 1
    for log in (reading, writing) if last == "who wrote" else (writing, reading):
        log.close()
    assert [f.name for f in tmp_path.iterdir()] == [DECISIONS_FILE]
    with DecisionLog(file, read_only=True) as log:
        assert len(list(log.entries())) == 1
    assert [f.name for f in tmp_path.iterdir()] == [DECISIONS_FILE]
