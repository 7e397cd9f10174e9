"""`ascribe export --format brat|labelstudio|prodigy` and `ascribe import`: what a person types and sees."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ascribe.store import open_store
from ascribe.testing import fake_record
from tests.cli.outcome import Ascribe

RECORD = fake_record(n_claims=2)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    with open_store(tmp_path / "ascribe-store") as opened:
        opened.add(RECORD)
        opened.add(fake_record("Nobody came.", 0, url=None))
    return tmp_path


def test_there_and_back(store: Path, ascribe: Ascribe) -> None:
    done = ascribe("export", "claims", "--format", "brat", "-o", "b")
    assert (done.code, done.out, done.err) == (0, b"", "2 claims of 2 documents in b\n")
    done = ascribe("import", "b", "--format", "brat")
    assert (done.code, done.out, done.err) == (0, b"", "2 documents: 2 unchanged\n")
    file = next(p for p in sorted((store / "b").glob("*.ann")) if p.stat().st_size)
    file.write_text(re.sub(r"status E1 asserted", "status E1 expected", file.read_text("utf-8")), "utf-8")
    done = ascribe("import", "b", "--format", "brat", "--author", "R. Editor", "--dry-run")
    assert (done.code, done.err) == (0, "2 documents: 1 edited, 1 unchanged, nothing was written\n")
    assert done.out.startswith(f"edit {RECORD.claims[0].id} (b/".encode())
    done = ascribe("import", file, "--format", "brat", "--author", "R. Editor", "--accept-unchanged")
    assert (done.code, done.err) == (0, "1 document: 1 edited, 1 accepted\n")
    assert done.out.startswith(b"decision 1: edit c-")
    assert b"corrected in brat" in ascribe("undo", "--list").out
    done = ascribe("import", "b", "--format", "brat", "--author", "R. Editor")
    assert (done.code, done.out, done.err) == (0, b"", "2 documents: 1 decided so already, 1 unchanged\n")
    done = ascribe("export", "corrections", "--format", "labelstudio", "-o", "tasks.json")
    assert (done.code, done.err) == (0, "2 claims of 1 document in tasks.json\n")
    assert (store / "tasks.xml").exists()


@pytest.mark.parametrize("format", ["labelstudio", "prodigy"])
def test_on_standard_output(format: str, store: Path, ascribe: Ascribe) -> None:
    done = ascribe("export", "--format", format)
    assert (done.code, done.err) == (0, "2 claims of 2 documents\n")
    (store / "file").write_bytes(done.out)
    done = ascribe("import", "file", "--format", format)
    assert (done.code, done.err) == (0, "2 documents: 2 unchanged\n")


def test_what_is_refused_is_said_and_the_exit_code_is_1(store: Path, ascribe: Ascribe) -> None:
    lines = [json.loads(line) for line in ascribe("export", "--format", "prodigy").out.splitlines()]
    lines[0]["accept"][0] = "status:said"
    lines[1]["answer"] = "reject"
    (store / "p.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines) + "[7]\n")
    done = ascribe("import", "p.jsonl", "--format", "prodigy")
    assert done.code == 1
    assert [line.split("; ")[0] for line in done.err.splitlines()[:-1]] == [
        "refused: p.jsonl, line 5: it is no task: Expected `object`, got `array`",
        "refused: p.jsonl, line 1: 'said' is no status",
    ]
    assert done.err.endswith("2 documents: 1 rejected, 2 refused\n"), "a line of Prodigy is refused alone"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("export", "--format", "brat"), 2, "brat works on a folder: name a new one with -o"),
        (("export", "incidents", "--format", "brat", "-o", "x"), 2, "incidents are not written as brat: give --format jsonl, csv"),
        (("export", "corrections", "--format", "csv"), 2, "corrections are not written as csv: give --format jsonl, brat"),
        (("import", "x", "--format", "csv"), 2, "'csv' is not one of 'brat', 'labelstudio', 'prodigy'"),
        (("import", "nowhere", "--format", "brat"), 1, "refused: nowhere: no such file or folder; check the path"),
        (("import", "nowhere", "--format", "brat", "--store", "none"), 1, "none"),
    ],
)
def test_exit_codes(arguments: tuple[str, ...], code: int, said: str, store: Path, ascribe: Ascribe) -> None:
    done = ascribe(*arguments)
    assert done.code == code
    assert said in done.err


def test_a_folder_with_corrections_is_not_written_over(store: Path, ascribe: Ascribe) -> None:
    ascribe("export", "--format", "brat", "-o", "b")
    done = ascribe("export", "--format", "brat", "-o", "b")
    assert (done.code, done.err) == (2, "ascribe: b holds annotations already; name a new folder, so that nobody's corrections are lost\n")
