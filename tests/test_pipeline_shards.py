"""Reading into shards: nothing lost, nothing double, whoever is killed and whenever."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

import msgspec
import pytest

from ascribe.demo import demo_documents
from ascribe.domain.claim import Record
from ascribe.domain.document import Document, Problem, Reading
from ascribe.engine.duckdb import DuckDBEngine
from ascribe.pipeline import Summary, read_documents
from ascribe.pipeline_shards import read_into_shards, records_of
from ascribe.publish.shards import Shards
from ascribe.read.reader import Reader

#: Reads made-up documents into shards of two, and kills itself at the N-th time that it opens, syncs or renames a file there.
KILLED = """
import os, signal, sys
from pathlib import Path
import msgspec
from ascribe.domain.claim import Record
from ascribe.domain.document import Document, Reading
from ascribe.pipeline_shards import read_into_shards

class Fake:
    reading = Reading(reader="fake", version="1", resources=(), settings={})
    def read(self, document):
        return Record(document=msgspec.structs.replace(document, reading=self.reading), claims=())

left = int(sys.argv[2])
def deadly(function):
    def call(*given, **named):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*given, **named)
    return call

os.fsync, os.open, Path.replace = map(deadly, (os.fsync, os.open, Path.replace))
documents = [Document.of(f"Report {n % 50}.", outlet="Post" if n == 3 else None) for n in range(60)]
read_into_shards(documents, Path(sys.argv[1]), reader=Fake(), size=2)
"""


def ids_of(folder: Path) -> list[str]:
    return [id for entry in Shards(folder).entries() for id in entry.documents]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("s-*")}


def run(folder: Path, deadly: int) -> int:
    return subprocess.run([sys.executable, "-c", KILLED, str(folder), str(deadly)], check=False).returncode


def test_killed_again_and_again_and_every_document_stands_once(tmp_path: Path) -> None:
    chance = random.Random(1914)
    assert run(tmp_path / "whole", 0) == 0
    for n in range(15):
        assert run(tmp_path / "torn", chance.randint(1, 9)) == -signal.SIGKILL
        done = ids_of(tmp_path / "torn")
        assert len(done) == len(set(done)), f"doubled after {n + 1} kills"
        assert len(list(Shards(tmp_path / "torn").lines())) == len(done), "a shard of the manifest is not whole"
    assert 0 < len(ids_of(tmp_path / "torn")) < 50
    assert run(tmp_path / "torn", 0) == 0
    assert not list((tmp_path / "torn").glob(".s-*")), "what was half written is cleared away"
    found = Counter(ids_of(tmp_path / "torn"))
    assert set(found.values()) == {1}
    assert sorted(Shards(tmp_path / "torn").lines()) == sorted(Shards(tmp_path / "whole").lines())
    assert len(found) == 51, "50 reports, one of them at an outlet too"


class _Faulty(Reader):
    def read(self, document: Document) -> Record:
        if "fault" in document.text:
            raise ZeroDivisionError("on purpose")
        return Record(document=msgspec.structs.replace(document, reading=self.reading), claims=())


def test_a_document_that_fails_is_named_and_tried_again(tmp_path: Path) -> None:
    documents = [Document.of(text) for text in ("One.", "A fault.", "Three.", "Four.")]
    problems, summary = list[Problem](), Summary()
    reader = _Faulty.load()
    read_into_shards(documents, tmp_path, reader=reader, size=2, on_problem=problems.append, summary=summary)
    assert (summary.documents, summary.new, summary.skipped, len(problems)) == (4, 3, 1, 1)
    assert sorted(record.document.text for record in records_of(tmp_path)) == ["Four.", "One.", "Three."]
    again = read_into_shards(documents, tmp_path, reader=reader, size=2)
    assert (again.known, again.new, again.skipped) == (3, 0, 1)
    mended = read_into_shards([Document.of("A fault.", outlet="B"), *documents], tmp_path, reader=Reader.load(), size=2)
    assert (mended.known, mended.new) == (3, 2), "the same reading, another reader: only what failed is read"


def test_workers_and_engines_write_the_same_bytes(tmp_path: Path) -> None:
    documents, reader = list(islice(demo_documents(), 6)), Reader.load()
    read_into_shards(documents, tmp_path / "one", reader=reader, size=2)
    read_into_shards(documents, tmp_path / "two", reader=reader, size=2, workers=2)
    with DuckDBEngine() as engine:
        summary = read_into_shards(documents, tmp_path / "engine", reader=reader, size=2, engine=engine)
        assert contents(tmp_path / "one") == contents(tmp_path / "two") == contents(tmp_path / "engine")
        assert len(contents(tmp_path / "one")) == 6
        plain = list(read_documents(documents, reader=reader))
        assert list(read_documents(documents, reader=reader, engine=engine)) == plain
    claims = sum(len(record.claims) for record in plain if isinstance(record, Record))
    assert (summary.documents, summary.new, summary.claims) == (6, 6, claims)


def test_another_reading_is_kept_beside_the_first(tmp_path: Path) -> None:
    class Later(_Faulty):
        @property
        def reading(self) -> Reading:  # type: ignore[override]
            return Reading(reader="later", version="2", resources=(), settings={})

    documents = [Document.of("One."), Document.of("Two.")]
    read_into_shards(documents, tmp_path, reader=_Faulty.load())
    assert read_into_shards(documents, tmp_path, reader=Later.load()).new == 2
    assert len(list(records_of(tmp_path, Later.load().reading.id))) == 2
    assert len(list(records_of(tmp_path))) == 4


def test_ctrl_c_keeps_the_shards_that_are_done(tmp_path: Path) -> None:
    class Interrupted(_Faulty):
        def read(self, document: Document) -> Record:
            if document.text == "3.":
                os.kill(os.getpid(), signal.SIGINT)
            return super().read(document)

    documents = [Document.of(f"{n}.") for n in range(6)]
    with pytest.raises(KeyboardInterrupt):
        read_into_shards(documents, tmp_path, reader=Interrupted.load(), size=2)
    assert [record.document.text for record in records_of(tmp_path)] == ["0.", "1."]
    read_into_shards(documents, tmp_path, reader=_Faulty.load(), size=2)
    assert sorted(record.document.text for record in records_of(tmp_path)) == [f"{n}." for n in range(6)]
