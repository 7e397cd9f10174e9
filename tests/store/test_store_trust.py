"""Kills, locks, foreign and damaged files: nothing is lost, doubled or torn, and every refusal says what to do."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from ascribe.errors import StoreError
from ascribe.store import open_store
from ascribe.store.connection import CLAIMS_FILE
from ascribe.store.schema import SCHEMA_VERSION
from ascribe.testing import fake_record

WRITER = """
import sys
from ascribe.store import open_store
from ascribe.testing import fake_record
print("here", flush=True)
with open_store(sys.argv[1]) as store:
    for i in range(10_000):
        record = fake_record(n_claims=3, url=f"https://wire.example/{i}")
        if store.add(record):
            print(record.document.id, flush=True)
"""
HOLDER = """
import sys
from ascribe.store import open_store
with open_store(sys.argv[1]):
    print("open", flush=True)
    sys.stdin.read()
"""

FILLED_DISK = """
import resource, signal, sys
from ascribe.errors import StoreError
from ascribe.store import open_store
from ascribe.testing import fake_record
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = open_store(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
try:
    for i in range(1000):
        store.add(fake_record(n_claims=2, url=f"https://wire.example/{i}"))
except StoreError as error:
    print(i, error)
"""


def test_killed_writers_leave_whole_documents(tmp_path: Path):
    folder = tmp_path / "store"
    chance = random.Random(20210902)
    acknowledged: list[str] = []
    for _ in range(10):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout
        assert writer.stdout.readline() == "here\n"
        time.sleep(chance.uniform(0.02, 1.2))  # some die while they make or open the store
        writer.kill()
        out, _ = writer.communicate()
        acknowledged += [line for line in out.split("\n")[:-1] if line]
    started = time.monotonic()
    with open_store(folder) as store:
        assert time.monotonic() - started < 2
        held = Counter(record.document.id for record in store.records())
        assert len(acknowledged) > 20, "the writers were killed before they wrote anything"
        assert not set(acknowledged) - set(held), "lost"
        assert max(held.values()) == 1, "doubled"
        assert len(acknowledged) == len(set(acknowledged)), "added twice"
        assert all(len(record.claims) == 3 for record in store.records()), "torn"
        assert store.stats().n_claims == 3 * len(held)
    tables = duckdb.connect(str(folder / CLAIMS_FILE), read_only=True)
    for table in ("participants", "quantities"):
        per_claim = tables.execute(f"SELECT DISTINCT count(*) FROM {table} GROUP BY record, claim").fetchall()
        assert len(per_claim) == 1, f"torn: {table}"
    assert sorted(p.name for p in folder.iterdir()) == [CLAIMS_FILE]


def test_a_full_disk_is_a_clear_error_and_keeps_what_was_added(tmp_path: Path):
    pytest.importorskip("resource")
    run = subprocess.run([sys.executable, "-c", FILLED_DISK, str(tmp_path / "s")], capture_output=True, text=True, check=True)
    added, error = run.stdout.split(" ", 1)
    assert int(added) > 0
    assert "File too large; the store keeps what was added before" in error
    with open_store(tmp_path / "s") as store:
        assert len(list(store.records())) == int(added)
        assert store.stats().n_claims == 2 * int(added)


@pytest.mark.parametrize("read_only", [False, True])
def test_a_store_that_another_process_writes(tmp_path: Path, read_only: bool):
    folder = tmp_path / "store"
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(StoreError, match=rf"another process \(process {holder.pid}\) has this store open for writing; wait") as refused:
            open_store(folder, read_only=read_only)
        assert "\n" not in str(refused.value)
    finally:
        holder.communicate("")
    open_store(folder).close()


def test_readers_share_a_store(tmp_path: Path):
    with open_store(tmp_path) as store:
        store.add(fake_record())
    with open_store(tmp_path, read_only=True) as one:
        code = f"from ascribe.store import open_store; print(open_store({str(tmp_path)!r}, read_only=True).stats().n_claims)"
        assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "1\n"
        with pytest.raises(StoreError, match="reading only"):
            one.add(fake_record("Two died."))


def test_a_second_store_on_the_same_folder_in_one_process(tmp_path: Path):
    with open_store(tmp_path), pytest.raises(StoreError, match="has the store open already"):
        open_store(tmp_path)


def test_a_closed_store(tmp_path: Path):
    store = open_store(tmp_path)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.stats()


@pytest.mark.parametrize("how", [{"create": False}, {"read_only": True}])
def test_no_store_there(tmp_path: Path, how: dict[str, bool]):
    with pytest.raises(StoreError, match="there is no store here"):
        open_store(tmp_path / "absent", **how)
    assert not (tmp_path / "absent").exists()


def test_a_folder_of_something_else(tmp_path: Path):
    (tmp_path / "thesis.docx").write_text("chapter one")
    with pytest.raises(StoreError, match="something else is here"):
        open_store(tmp_path)
    with pytest.raises(StoreError, match="something else is here"):
        open_store(tmp_path / "thesis.docx")
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.docx"]


@pytest.mark.parametrize("content", [b"", b"no database at all" * 999])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes):
    (tmp_path / CLAIMS_FILE).write_bytes(content)
    with pytest.raises(StoreError, match="is not a DuckDB file, or is damaged"):
        open_store(tmp_path)
    assert (tmp_path / CLAIMS_FILE).read_bytes() == content


def test_a_damaged_store_is_an_error_and_no_wrong_record(tmp_path: Path):
    with open_store(tmp_path) as store:
        for i in range(50):
            store.add(fake_record(n_claims=3, url=f"https://wire.example/{i}"))
        sound = {record.document.id: record for record in store.records()}
    file = tmp_path / CLAIMS_FILE
    whole, chance, noticed = file.read_bytes(), random.Random(7), 0
    for _ in range(12):
        at = chance.randrange(len(whole) - 64)
        file.write_bytes(whole[:at] + bytes(b ^ 0xFF for b in whole[at : at + 64]) + whole[at + 64 :])
        try:
            with open_store(tmp_path, read_only=True) as store:
                assert all(sound[record.document.id] == record for record in store.records())
        except StoreError:
            noticed += 1
    assert noticed, "no damage was noticed, so the test damages nothing that is read"


def test_a_database_of_something_else(tmp_path: Path):
    with duckdb.connect(str(tmp_path / CLAIMS_FILE)) as other:
        other.execute("CREATE TABLE recipes (name VARCHAR)")
    with pytest.raises(StoreError, match="is a database of something else"):
        open_store(tmp_path)


@pytest.mark.parametrize(
    ("version", "message"),
    [(SCHEMA_VERSION + 1, "a newer Ascribe wrote this store .*pip install -U ascribe"), (0, "an older Ascribe .*read the documents again")],
)
def test_a_store_of_another_version(tmp_path: Path, version: int, message: str):
    open_store(tmp_path).close()
    with duckdb.connect(str(tmp_path / CLAIMS_FILE)) as direct:
        direct.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", [str(version)])
    with pytest.raises(StoreError, match=message):
        open_store(tmp_path)


def test_a_failed_add_leaves_the_store_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from ascribe.store import database

    with open_store(tmp_path) as store:
        store.add(fake_record())
        failing = fake_record("Two died.")

        def cut_off(table: str, n_rows: int) -> str:
            return "INSERT INTO no_such_table VALUES (?)" if table == "claims" else insert_into(table, n_rows)

        insert_into = database.insert_into
        monkeypatch.setattr(database, "insert_into", cut_off)
        with pytest.raises(StoreError):
            store.add(failing)
        monkeypatch.setattr(database, "insert_into", insert_into)
        assert store.stats().n_documents == 1
        assert store.add(failing)
        assert store.stats().n_documents == 2


def test_older_duckdb_can_open_the_file_and_nothing_else_can_be_reached(tmp_path: Path):
    outside = tmp_path / "outside.csv"
    outside.write_text("a\n1\n")
    with open_store(tmp_path / "store") as store:
        (tags,) = store._select("SELECT tags['storage_version'] FROM duckdb_databases() WHERE database_name = 'store'")
        assert tags[0].startswith("v1.4")
        with pytest.raises(StoreError, match="disabled"):
            store._select(f"SELECT * FROM read_csv('{outside}')")
        with pytest.raises(StoreError):
            store._select("SET autoinstall_known_extensions = true")
