"""Reading on Spark: the claims of one process, to the byte, also where workers die; shards go where they would go without it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec
import pytest

from ascribe import pipeline_shards
from ascribe.demo import demo_documents
from ascribe.domain.claim import Record
from ascribe.domain.document import Document, Problem
from ascribe.engine import Columns
from ascribe.engine.spark import SparkEngine
from ascribe.errors import ResourceMissing
from ascribe.pipeline import read_documents, read_into_store, reader_here
from ascribe.pipeline_shards import read_files_into_shards, read_into_shards, records_of
from ascribe.publish.shards import Shards
from ascribe.read.reader import Reader
from ascribe.store import open_store

DOCUMENTS = list(islice(demo_documents(), 6))


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


@pytest.fixture(scope="module")
def plain(reader: Reader) -> list[Record]:
    return [read for read in read_documents(DOCUMENTS, reader=reader) if isinstance(read, Record)]


@pytest.fixture
def engine(spark: SparkEngine) -> Iterator[SparkEngine]:
    with SparkEngine(session=spark.session) as opened:
        yield opened


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("s-*")}


@pytest.mark.spark
def test_the_same_claims_in_the_same_order(engine: SparkEngine, reader: Reader, plain: list[Record], tmp_path: Path) -> None:
    assert list(read_documents(DOCUMENTS, reader=reader, engine=engine)) == plain
    with open_store(tmp_path / "here") as here, open_store(tmp_path / "there") as there:
        read_into_store(DOCUMENTS, here, reader=reader)
        summary = read_into_store([*DOCUMENTS, DOCUMENTS[0]], there, reader=reader, engine=engine)
        assert [record.to_json() for record in there.records()] == [record.to_json() for record in here.records()]
        assert (summary.documents, summary.new, summary.known) == (7, 6, 1)
        assert there.stats().n_claims == summary.claims == sum(len(record.claims) for record in plain)


def deadly(folder: Path, reading: str, gazetteer: Path | None, rows: Columns) -> Columns:
    """Dies before its first shard is written, and again when it is written and nobody knows; then works."""
    before, after = folder.with_name("died-before"), folder.with_name("died-after")
    if not before.exists():
        before.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    out = pipeline_shards._read_work(folder, reading, gazetteer, rows)
    if not after.exists():
        after.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return out


@pytest.mark.spark
def test_workers_that_die_lose_and_double_nothing(
    engine: SparkEngine, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_into_shards(DOCUMENTS, tmp_path / "here", reader=reader, size=2)
    monkeypatch.setattr(pipeline_shards, "_read_work", deadly)
    summary = read_into_shards(DOCUMENTS, tmp_path / "there", reader=reader, size=2, engine=engine)
    assert (tmp_path / "died-before").exists()
    assert (tmp_path / "died-after").exists()
    assert contents(tmp_path / "there") == contents(tmp_path / "here")
    assert sorted(id for entry in Shards(tmp_path / "there").entries() for id in entry.documents) == sorted(d.id for d in DOCUMENTS)
    assert (summary.documents, summary.new) == (6, 6)
    assert read_into_shards(DOCUMENTS, tmp_path / "there", reader=reader, size=2, engine=engine).known == 6


@pytest.mark.spark
@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_documents_that_only_the_workers_see(engine: SparkEngine, reader: Reader, plain: list[Record], tmp_path: Path, form: str) -> None:
    import pyarrow as pa
    import pyarrow.parquet

    lines = [msgspec.json.encode(document).decode() for document in [*DOCUMENTS, DOCUMENTS[2]]]
    file = tmp_path / f"documents.{form}"
    if form == "jsonl":
        file.write_text("\n".join([*lines[:2], "", *lines[2:]]) + "\n", "utf-8")
    else:
        pyarrow.parquet.write_table(pa.table({"document": lines}), file)
    read_into_shards(DOCUMENTS[:2], tmp_path / "shards", reader=reader)
    summary = read_files_into_shards(f"file://{file}", tmp_path / "shards", engine=engine, reader=reader, size=2)
    assert (summary.documents, summary.new, summary.known) == (7, 4, 3)
    assert sorted(r.to_json() for r in records_of(tmp_path / "shards")) == sorted(r.to_json() for r in plain)
    assert read_files_into_shards(f"file://{file}", tmp_path / "shards", engine=engine, reader=reader).known == 7


@pytest.mark.spark
def test_lines_that_are_no_documents_are_named(engine: SparkEngine, reader: Reader, tmp_path: Path) -> None:
    german = msgspec.json.encode(Document.of("Zwei Soldaten starben.", language="de"))
    altered = msgspec.json.encode(DOCUMENTS[0]).replace(b"killed", b"hurt")
    (tmp_path / "d.jsonl").write_bytes(b"\n".join([german, b"{", b'{"text": "Two died."}', altered]))
    problems: list[Problem] = []
    summary = read_files_into_shards(
        str(tmp_path / "d.jsonl"), tmp_path / "shards", engine=engine, reader=reader, on_problem=problems.append
    )  # fmt: skip
    assert (summary.documents, summary.new, summary.skipped, summary.warned) == (1, 1, 3, 1)
    assert {problem.reason.split(":")[0] for problem in problems if problem.skipped} == {"no document"}
    assert sum("'de'" in problem.reason for problem in problems) == 1


def test_a_worker_with_another_reader_is_refused() -> None:
    with pytest.raises(ResourceMissing, match=r"a worker has another version, model or gazetteer: reading r-.*, not r-0"):
        reader_here(None, "r-0")


@pytest.mark.spark
def test_the_command(tmp_path: Path, reader: Reader) -> None:
    texts = tmp_path / "reports"
    texts.mkdir()
    for n, document in enumerate(DOCUMENTS[:2]):
        (texts / f"{n}.txt").write_text(document.text, "utf-8")

    def ascribe(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "ascribe", "read", str(texts), *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)

    here, there = ascribe("--format", "jsonl"), ascribe("--engine", "spark", "--workers", "2", "--format", "jsonl")
    assert (there.returncode, there.stdout) == (0, here.stdout)
    assert here.stdout.count(b"\n") == 2
    assert there.stderr.splitlines()[-1].startswith(b"2 documents: 2 read, ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["reports"]


def test_documents_are_values_that_travel() -> None:
    """What goes to a worker and back is the document that was sent."""
    for document in DOCUMENTS:
        assert msgspec.json.decode(msgspec.json.encode(document), type=Document) == document
