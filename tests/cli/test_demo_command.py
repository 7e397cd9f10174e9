"""`ascribe demo`: offline, soon done, and each of its parts is there."""

from __future__ import annotations

import re
import socket
import time

import pytest
from outcome import Ascribe

from ascribe.domain.claim import Record


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
