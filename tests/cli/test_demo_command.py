"""`ascribe demo`: offline, soon done, and each of its parts is there."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import msgspec
import pytest

from ascribe.domain.claim import Record
from tests.cli.outcome import Ascribe


def test_the_demonstration(ascribe: Ascribe, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("the demonstration works offline")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    started = time.monotonic()
    done = ascribe("demo")
    assert time.monotonic() - started < 60
    assert done.code == 0
    assert re.match(r"36 documents: 36 read, \d+ claims; in ascribe-demo\n\Z", done.err)
    shown = done.out.decode()
    titles = re.findall(r"^(.+)\n─+$", shown, re.M)
    assert [title.split()[0] for title in titles] == ["One", "What", "Next"]
    assert "the outlets in their own voice" in shown
    assert re.search(r": killed \d", shown.split("\nWhat ")[1]), "no source gives a figure"

    # Each command that it names works on the store that it made.
    commands = [c.split("  ")[0].split() for c in re.findall(r"^  ascribe (.+)$", shown, re.M)]
    assert [c[0] for c in commands] == ["claims", "claims", "incidents", "show", "export", "read", "serve"]
    assert commands[-1] == ["serve", "ascribe-demo"], "what opens the workbench stands last"
    for command in commands:
        if command[0] not in ("read", "serve"):
            named = ascribe(*command)
            assert named.code == 0, command
            assert named.out or "-o" in command, command

    records = [Record.from_json(line) for line in ascribe("export", "--store", "ascribe-demo", "--format", "jsonl").lines]
    negatives = [r for r in records if (r.document.input_id or "").startswith("neg")]
    assert sum(len(r.claims) for r in negatives) <= 3, "reports that are not about war claim next to nothing"

    again = ascribe("demo")
    assert "36 already there" in again.err
    assert again.out == done.out


def test_the_demonstration_ends_with_the_address_of_its_workbench(tmp_path: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "ascribe", "demo", "--serve", "--no-browser", "--port", "0"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert running.stdout is not None
    try:
        address = ""
        while not address.startswith("http://127.0.0.1:"):
            address = running.stdout.readline().strip()
            assert running.poll() is None
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        deadline = time.monotonic() + 30
        while True:
            try:
                opener.open(address.replace("/inbox?", "/explore.json?"), timeout=10).close()
                break
            except (ConnectionError, urllib.error.URLError):
                assert time.monotonic() < deadline
                time.sleep(0.05)
        with opener.open(address.partition("/inbox")[0] + "/explore.json?place=Panjshir", timeout=10) as answer:
            assert msgspec.json.decode(answer.read())["total"] > 5, "the store holds incidents"
    finally:
        running.send_signal(signal.SIGINT)
        rest, _ = running.communicate(timeout=30)
    assert rest == "", "the address is the last line"


@pytest.mark.parametrize("option", [("--port", "0"), ("--no-browser",)])
def test_options_of_the_workbench_need_it(ascribe: Ascribe, option: tuple[str, ...]) -> None:
    done = ascribe("demo", *option)
    assert done.code == 2
    assert "give --serve as well" in done.err
    assert done.out == b""


def test_a_port_that_is_taken(ascribe: Ascribe) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = ascribe("demo", "--serve", "--no-browser", "--port", str(taken.getsockname()[1]))
    assert done.code == 1
    assert "cannot be had" in done.err
    assert done.out == b"", "it says so before it reads"
