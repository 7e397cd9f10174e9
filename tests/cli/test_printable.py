"""What documents hold must not steer the terminal they are shown on."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ascribe.cli.printable import printable, printable_line
from tests.cli.outcome import Ascribe

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
HOSTILE = "a\x1b[2Jb\x1b]0;owned\x07c\x9b31md\u202ee\u2066f\rg\x08h\x7f [bold]i[/x] :smile:"


@pytest.fixture
def hostile(ascribe: Ascribe, tmp_path: Path) -> Ascribe:
    """A store `s` of one report whose every field steers."""
    words = f"The {HOSTILE} army said on Tuesday that its troops had killed 12 rebels \x1b]8;;http://x\x07near Kunduz\x1b[0m."
    words += "\n\nSecond\u202e line."
    row = {
        "text": words,
        "title": HOSTILE,
        "outlet": f"{HOSTILE}\nline",
        "url": f"https://x/{HOSTILE}",
        "id": HOSTILE,
        "published": "2021-09-02",
    }
    (tmp_path / "r.jsonl").write_text(json.dumps(row) + "\n")
    done = ascribe("read", "r.jsonl", "--store", "s")
    assert done.code == 0
    assert not STEERING.search(done.err)
    return ascribe


def test_no_command_lets_escapes_through(hostile: Ascribe) -> None:
    (line,) = hostile("claims", "--store", "s", "--format", "jsonl").lines
    found = json.loads(line)
    shown = {
        "table": hostile("claims", "--store", "s", "--format", "table"),
        "claim": hostile("show", found["claim"]["id"], "--store", "s"),
        "document": hostile("show", found["document"]["id"], "--store", "s"),
        "stats": hostile("stats", "--store", "s"),
    }
    for name, outcome in shown.items():
        assert outcome.code == 0, name
        assert not STEERING.search(outcome.out.decode()), name
        assert not STEERING.search(outcome.err), name
    assert r"a\x1b[2Jb\x1b]0;owned\x07c" in shown["document"].out.decode().splitlines()[0]
    assert "\n\nSecond" in shown["document"].out.decode(), "line ends of the text stay"
    assert "[bold]" in "".join(shown["document"].out.decode().split())
    assert "[/x]" in "".join(shown["table"].out.decode().split()), "brackets are not taken for markup"


def test_problems_are_one_clean_line_each(ascribe: Ascribe, tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text(
        json.dumps({"b\x1b[2J\u202ec": "x", "published\x1b": "2021-01-01"})
        + "\n"
        + json.dumps({"text": "Two died.", "date \x1b[2J": "2021-01-01"})
        + "\n"
    )
    done = ascribe("read", "r.jsonl", "no\x1b[2J\nfile.txt", "--store", "s")
    assert not STEERING.search(done.err)
    assert len(done.err.splitlines()) == 4
    assert r"\x1b[2J" in done.err


def test_a_store_named_with_escapes(ascribe: Ascribe) -> None:
    assert ascribe("stats", "--store", "x\x1b[2J").err.startswith(r"ascribe: x\x1b[2J: there is no store here")


@pytest.mark.parametrize("words", ["Two died.", "قال الجيش إن اثنين قتلا", "می‌گوید", "élan – “so”", "👩‍👩‍👧"])
def test_ordinary_words_stay_as_they_are(words: str) -> None:
    assert printable(words) == printable_line(words) == words
