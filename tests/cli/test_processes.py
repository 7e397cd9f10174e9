"""What only a process of its own can show: start-up, signals, closed pipes, and the same bytes in every surrounding."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from ascribe.demo import demo_documents
from ascribe.store import open_store
from ascribe.testing import fake_record
from tests.cli.outcome import Ascribe

COMMAND = [sys.executable, "-m", "ascribe"]


def rows(n: int) -> bytes:
    """The demonstration's reports as JSON lines of `n` documents; after the first round each has an address of its own."""
    documents = list(demo_documents())
    out = []
    for i in range(n):
        d = documents[i % len(documents)]
        url = d.url if i < len(documents) else f"https://wire.example/{i}"
        out.append({"id": d.input_id, "text": d.text, "title": d.title, "url": url, "outlet": d.outlet, "published": d.published})
    return b"\n".join(map(msgspec.json.encode, out)) + b"\n"


def test_the_same_bytes_in_every_surrounding(ascribe: Ascribe, tmp_path: Path) -> None:
    reports = tmp_path / "reports.jsonl"
    reports.write_bytes(rows(18))
    here = ascribe("read", reports, "--format", "jsonl").out
    assert here.count(b"\n") == 18
    surroundings: list[tuple[dict[str, str], Sequence[str]]] = [
        ({"PYTHONHASHSEED": "1", "TZ": "Asia/Kabul", "LC_ALL": "C", "PYTHONUTF8": "0"}, []),
        ({"PYTHONHASHSEED": "2", "TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8"}, ["--workers", "2"]),
    ]
    running = [
        subprocess.Popen([*COMMAND, "read", str(reports), "--format", "jsonl", *more], env={**os.environ, **env}, stdout=subprocess.PIPE)
        for env, more in surroundings
    ]
    for process, (env, more) in zip(running, surroundings, strict=True):
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        assert out == here, f"other bytes with {env} {more}"


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupt_keeps_whole_documents(tmp_path: Path, workers: int) -> None:
    reports, store = tmp_path / "reports.jsonl", tmp_path / "store"
    reports.write_bytes(rows(4000))
    running = subprocess.Popen(
        [*COMMAND, "read", str(reports), "--store", str(store), "--workers", str(workers)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    written = store / "claims.duckdb.wal"
    deadline = time.monotonic() + 60
    while not (written.exists() and written.stat().st_size > 100_000):
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGINT)  # as Ctrl-C does: to the workers too
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out) == (1, "")
    assert "Traceback" not in err, err
    assert "the same command goes on from there" in err
    with open_store(store, read_only=True) as opened:
        kept = sum(1 for _ in opened.records())
    assert 0 < kept < 4000
    assert f"interrupted: {kept} document" in err


def test_a_closed_pipe_is_no_failure(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as opened:
        opened.add(fake_record(n_claims=300))
    running = subprocess.Popen([*COMMAND, "claims", "--store", str(tmp_path / "store")], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None
    assert running.stderr is not None
    assert running.stdout.readline().startswith(b'{"document"')
    running.stdout.close()
    assert running.stderr.read() == b""
    assert running.wait(timeout=30) == 0


def test_help_starts_at_once_and_loads_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['ascribe', '--help']\n"
        "from ascribe.cli import main\n"
        "try: main()\n"
        "finally: print(*sys.modules, file=sys.stderr)"
    )
    started = time.monotonic()
    helped = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert time.monotonic() - started < 3
    assert helped.stdout.startswith("Usage: ascribe ")
    assert "Read reports into claims." in helped.stdout
    heavy = {"duckdb", "lxml", "trafilatura", "feedparser", "fastwarc", "nupunkt", "numpy", "rich", "msgspec", "sqlite3", "ascribe.store"}
    assert heavy & set(helped.stderr.split()) == set()
