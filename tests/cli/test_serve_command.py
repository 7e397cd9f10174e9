"""`ascribe serve` as a process of its own: what other commands say meanwhile, and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ascribe.pipeline_incidents import update_incidents
from ascribe.pipeline_review import note
from ascribe.store import open_store
from ascribe.store.served import SERVED_FILE, Served, served, served_at
from ascribe.testing import fake_record

COMMAND = [sys.executable, "-m", "ascribe"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_store(tmp_path / "store") as store:
        store.add(fake_record("Two died.", n_claims=1))
        update_incidents(store)
    return tmp_path / "store"


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process, and the address that it printed."""
    # A shell that starts tests in the background lets them ignore Ctrl-C, and their children inherit that.
    process = subprocess.Popen(
        [*COMMAND, "serve", str(folder), "--port", "0", "--no-browser", *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=False, timeout=120)


def test_other_commands_say_who_has_the_store_and_what_to_do(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("Police said three people were killed in Kabul on 2 May 2021.")
    with serving(folder) as (process, address):
        base = address.partition("/inbox")[0]
        for words in (
            ("claims", "--store", str(folder)), ("read", str(tmp_path / "report.txt"), "--store", str(folder)),
            ("incidents", "--store", str(folder)), ("undo", "--store", str(folder), "--author", "A", "--reason", "x"),
            ("serve", str(folder), "--port", "0", "--no-browser"),
        ):  # fmt: skip
            done = command(*words)
            assert (done.returncode, done.stdout) == (1, ""), words
            (line,) = [line for line in done.stderr.splitlines() if "open" in line]
            assert f"the workbench has this store open (`ascribe serve`, process {process.pid}, {base})" in line
            assert "do it in the workbench, or end that with Ctrl-C in its terminal and try again" in line
            assert "token" not in done.stderr
        assert "token" not in (folder / SERVED_FILE.format(pid=process.pid)).read_text()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        assert "Traceback" not in errors
    assert not list(folder.glob(SERVED_FILE.format(pid="*")))
    assert command("claims", "--store", str(folder)).returncode == 0


def test_it_may_be_read_meanwhile_where_it_is_served_so(folder: Path) -> None:
    with serving(folder, "--read-only") as (process, _):
        assert command("claims", "--store", str(folder)).returncode == 0
        refused = command("undo", "--store", str(folder), "--author", "A", "--reason", "x")
        assert refused.returncode == 1
        assert f"process {process.pid}" in refused.stderr


def test_an_address_is_printed_for_the_next_browser(folder: Path) -> None:
    class Stays(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    def status(address: str) -> int:
        try:
            return int(urllib.request.build_opener(Stays).open(address).status)
        except urllib.error.HTTPError as error:
            return error.code

    with serving(folder) as (process, address):
        assert status(address) == 303
        assert status(address) == 401
        assert process.stderr is not None
        lines = iter(process.stderr.readline, "")
        following = next(found[0] for line in lines if (found := re.search(r"http://\S+", line)))
        assert following != address
        assert status(following) == 303


def test_who_can_only_look_at_a_store_is_not_sent_there_to_change_it(folder: Path) -> None:
    with served(folder, "http://127.0.0.1:2", read_only=True):
        assert served_at(folder, str(os.getpid())) == Served("http://127.0.0.1:2", read_only=True)
    with serving(folder, "--read-only") as (process, address):
        refused = command("undo", "--store", str(folder), "--author", "A", "--reason", "x")
        base = address.partition("/inbox")[0]
        assert f"has this store open for reading (`ascribe serve --read-only`, process {process.pid}, {base})" in refused.stderr
        assert "end that with Ctrl-C in its terminal" in refused.stderr
        assert "do it in the workbench" not in refused.stderr
        assert command("claims", "--store", str(folder)).returncode == 0, "others may read it meanwhile"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_who_ends_it_leaves_nothing_behind(folder: Path, number: signal.Signals) -> None:
    with open_store(folder) as store:
        document = next(store.records()).document.id
        note(store, document, author="A. Reader", time=datetime(2026, 1, 1, tzinfo=UTC), reason="Read again")
    with serving(folder) as (process, address):
        assert list(folder.glob(SERVED_FILE.format(pid="*")))
        session = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        session.open(address).close()
        origin = address.partition("/inbox")[0]
        with session.open(f"{origin}/session.json") as answer:
            csrf = json.load(answer)["csrf"]
        asked = {"kind": "note", "author": "A. Reader", "reason": "And again", "subjects": [document]}
        headers = {"x-ascribe-csrf": csrf, "content-type": "application/json"}
        with session.open(urllib.request.Request(f"{origin}/api/decisions", json.dumps(asked).encode(), headers)) as answer:
            assert answer.status == 201
        process.send_signal(number)
        process.wait(60)
    assert not list(folder.glob(SERVED_FILE.format(pid="*")))
    assert not [file.name for file in folder.iterdir() if file.name.endswith((".wal", "-wal", "-shm"))]


def test_what_a_killed_server_left_behind_is_nobody_elses(folder: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = folder / SERVED_FILE.format(pid=gone.pid)
    left.write_text("http://127.0.0.1:1\n")
    with open_store(folder):
        refused = command("claims", "--store", str(folder))
        assert f"another process (process {os.getpid()}) has this store open for writing" in refused.stderr
    with served(folder, "http://127.0.0.1:2"):
        assert not left.exists()
        assert served_at(folder, str(os.getpid())) == Served("http://127.0.0.1:2")
    assert served_at(folder, str(os.getpid())) is None


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"javascript:alert(1)", b"http://a\x1b[2J"])
def test_what_is_no_address_is_not_told(folder: Path, content: bytes) -> None:
    (folder / SERVED_FILE.format(pid=7)).write_bytes(content)
    assert served_at(folder, "7") is None


def test_a_new_folder_is_made_a_store_and_it_says_so(tmp_path: Path) -> None:
    for folder in (tmp_path / "new", tmp_path / "empty"):
        if folder.name == "empty":
            folder.mkdir()
        with serving(folder) as (process, address):
            assert address.startswith("http://127.0.0.1:")
            assert process.stderr is not None
            assert process.stderr.readline() == f"there is no store in {folder} yet; making an empty one\n"
            session = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
            session.open(address).close()
            with session.open(f"{address.partition('/inbox')[0]}/inbox.json") as answer:
                assert json.load(answer)["total"] == 0


def test_no_store_is_made_where_something_else_is_nor_for_reading(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "report.txt").write_text("Two died.")
    for words in (("other",), ("new", "--read-only")):
        refused = command("serve", str(tmp_path / words[0]), *words[1:], "--port", "0", "--no-browser")
        assert refused.returncode == 1
        assert "there is no store here" in refused.stderr
    assert [file.name for file in tmp_path.rglob("*")] == ["other", "report.txt"]
