"""`ascribe read`: what goes in, where it goes, and what is refused."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import jsonschema
import pytest

from ascribe.domain.claim import Record
from ascribe.domain.schema import schema_json
from tests.cli.outcome import Ascribe

ARMY = "The army said on Tuesday that its troops had killed 12 rebels near Kunduz."
REBELS = "A rebel spokesman denied that any fighter had died."
PAGE = f"<html><head><title>Front</title></head><body><article><p>{ARMY}</p><p>{REBELS}</p></article></body></html>"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with a document in each of four forms, two of them in a folder below."""
    folder = tmp_path / "reports"
    (folder / "more").mkdir(parents=True)
    (folder / "army.txt").write_text(ARMY, "utf-8")
    (folder / "both.html").write_text(PAGE, "utf-8")
    row = {"id": "r-7", "text": REBELS, "outlet": "Example Wire", "published": "2021-09-02"}
    (folder / "more" / "rebels.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    (folder / "more" / "old.txt.gz").write_bytes(gzip.compress(b"Fighters attacked the village of Tarkan and burned nine houses."))
    return folder


def records(lines: list[bytes]) -> list[Record]:
    return [Record.from_json(line) for line in lines]


def test_a_file_goes_into_the_default_store(ascribe: Ascribe, reports: Path) -> None:
    done = ascribe("read", reports / "army.txt", "--published", "2021-09-02")
    assert (done.code, done.out) == (0, b"")
    assert done.err.startswith("1 document: 1 read, 1 claim; ")
    assert done.err.endswith("; in ascribe-store\n")
    (line,) = ascribe("claims").lines
    claim = json.loads(line)["claim"]
    assert (claim["event"]["type"], claim["attribution"]["source"]["name"], claim["quantities"][0]["low"]) == ("killing", "The army", 12)
    assert claim["time"]["end"] == "2021-08-31", "said on Tuesday, so it had happened by then"


def test_reading_again_adds_nothing(ascribe: Ascribe, reports: Path) -> None:
    first = ascribe("read", reports, "--store", "s")
    held = ascribe("export", "--store", "s", "--format", "jsonl").out
    again = ascribe("read", reports / "more", reports, "--store", "s")
    assert (first.code, again.code) == (0, 0)
    assert "4 documents: 4 read" in first.err
    assert "6 documents: 0 read, 0 claims; 6 already there" in again.err
    assert ascribe("export", "--store", "s", "--format", "jsonl").out == held


def test_a_folder_a_glob_and_standard_input_give_the_same(ascribe: Ascribe, reports: Path) -> None:
    folder = ascribe("read", reports / "more", "--format", "jsonl")
    glob = ascribe("read", f"{reports}/m*/*", "--format", "jsonl")
    assert (folder.code, glob.code) == (0, 0)
    assert len(folder.lines) == 2
    assert folder.out == glob.out
    stdin = ascribe("read", "-", "--format", "jsonl", stdin=ARMY.encode())
    file = ascribe("read", reports / "army.txt", "--format", "jsonl")
    assert [r.claims for r in records(stdin.lines)] == [r.claims for r in records(file.lines)]
    piped = ascribe("read", "-", "--format", "jsonl", stdin=(reports / "more" / "rebels.jsonl").read_bytes())
    assert [r.document.input_id for r in records(piped.lines)] == ["r-7"]


def test_records_on_standard_output_are_valid_and_kept_nowhere(ascribe: Ascribe, reports: Path) -> None:
    done = ascribe("read", reports, "--format", "jsonl")
    assert done.code == 0
    assert len(done.lines) == 4
    validator = jsonschema.Draft202012Validator(json.loads(schema_json()))
    for line in done.lines:
        validator.validate(json.loads(line))
    assert done.err.startswith("4 documents: 4 read, ")
    assert not Path("ascribe-store").exists()


def test_outlet_and_date_fill_in_what_documents_leave_out(ascribe: Ascribe, reports: Path) -> None:
    done = ascribe("read", reports, "--format", "jsonl", "--outlet", "Our Desk", "--published", "2021-09-03")
    told = {(r.document.outlet, r.document.published) for r in records(done.lines)}
    assert told == {("Our Desk", "2021-09-03"), ("Example Wire", "2021-09-02")}


def test_what_cannot_be_read_is_named_and_the_rest_is_read(ascribe: Ascribe, reports: Path) -> None:
    (reports / "more" / "broken.jsonl").write_text('{"text": "Two died."}\n{"text": \n', "utf-8")
    done = ascribe("read", reports, "no-such-file.txt", "--format", "jsonl")
    assert done.code == 1
    assert len(done.lines) == 5
    skipped = [line for line in done.err.splitlines() if line.startswith("skipped: ")]
    assert len(skipped) == 2
    assert any("broken.jsonl" in line and "line 2" in line for line in skipped)
    assert any("no-such-file.txt" in line for line in skipped)
    assert "2 skipped" in done.err.splitlines()[-1]


@pytest.mark.parametrize("folder", ["ascribe-store", "s"])
def test_a_mistyped_path_leaves_no_store_behind(ascribe: Ascribe, tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    done = ascribe("read", "no-such-file.txt", "empty.txt", *([] if folder == "ascribe-store" else ["--store", folder]))
    assert (done.code, done.out) == (1, b"")
    assert done.err.splitlines()[-1] == "0 documents: 0 read, 0 claims; 2 skipped"
    assert not Path(folder).exists()


def test_what_is_wrong_before_the_first_document_is_told_and_the_document_kept(ascribe: Ascribe, reports: Path) -> None:
    done = ascribe("read", "no-such-file.txt", reports / "army.txt", "--store", "s")
    assert done.code == 1
    assert done.err.endswith("1 document: 1 read, 1 claim; 1 skipped; in s\n")
    assert len(ascribe("claims", "--store", "s").lines) == 1


def test_nothing_found_is_a_failure(ascribe: Ascribe, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert ascribe("read", "empty", "--format", "jsonl").code == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Missing argument"),
        (["a.txt", "--published", "yesterday"], "'yesterday' is not a date; write it as 2021-09-02"),
        (["a.txt", "--published", "2021-13-01"], "is not a date"),
        (["a.txt", "--format", "jsonl", "--store", "s"], "exclude each other"),
        (["a.txt", "--format", "csv"], "'csv' is not"),
        (["a.txt", "--workers", "0"], "--workers"),
    ],
)
def test_what_is_not_understood(ascribe: Ascribe, tmp_path: Path, arguments: list[str], says: str) -> None:
    (tmp_path / "a.txt").write_text(ARMY)
    refused = ascribe("read", *arguments)
    assert (refused.code, refused.out) == (2, b"")
    assert says in refused.err
    assert not Path("ascribe-store").exists()


@pytest.mark.parametrize("content", [None, b"no gazetteer"])
def test_a_missing_or_useless_gazetteer(ascribe: Ascribe, reports: Path, tmp_path: Path, content: bytes | None) -> None:
    if content:
        (tmp_path / "places.sqlite").write_bytes(content)
    refused = ascribe("read", reports, "--gazetteer", "places.sqlite")
    assert (refused.code, refused.out) == (3, b"")
    assert refused.err.startswith("ascribe: gazetteer: ")
    assert "ascribe gazetteer build" in refused.err
    assert not Path("ascribe-store").exists()


def test_a_store_that_is_something_else(ascribe: Ascribe, reports: Path) -> None:
    refused = ascribe("read", reports, "--store", reports)
    assert refused.code == 1
    assert "something else is here" in refused.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--master", "local[2]"), "--master is for --engine spark"),
        (("--engine", "spark", "--master", "local[2]", "--workers", "2"), "--master is for --engine spark"),
        (("--engine", "ray"), "'ray' is not one of"),
    ],
)
def test_engines_that_cannot_be_meant(ascribe: Ascribe, reports: Path, options: tuple[str, ...], said: str) -> None:
    done = ascribe("read", reports, *options)
    assert (done.code, done.out) == (2, b"")
    assert said in done.err


@pytest.mark.parametrize("options", [(), ("--engine", "spark"), ("--shards", "s"), ("more", "--engine", "spark", "--shards", "s")])
def test_addresses_are_for_spark_and_shards(ascribe: Ascribe, options: tuple[str, ...]) -> None:
    done = ascribe("read", "s3a://bucket/documents.parquet", *options)
    assert done.code == 2
    assert "is for Spark's workers to read" in done.err


def test_documents_at_an_address_have_their_own_dates(ascribe: Ascribe) -> None:
    done = ascribe("read", "s3a://bucket/d.parquet", "--engine", "spark", "--shards", "s", "--published", "2021-09-02")
    assert (done.code, "documents that Spark's workers read have their own" in done.err) == (2, True)


def test_shards_keep_the_work_and_pass_it_on(ascribe: Ascribe, reports: Path) -> None:
    done = ascribe("read", reports / "more", "--shards", "work")
    assert (done.code, done.out) == (0, b"")
    assert done.err.startswith("2 documents: 2 read, ")
    assert done.err.endswith("; in work\n")
    assert not Path("ascribe-store").exists()
    printed = ascribe("read", reports, "--shards", "work", "--format", "jsonl")
    assert "4 documents: 2 read, " in printed.err
    assert "2 already there" in printed.err
    assert sorted(printed.out.splitlines()) == sorted(ascribe("read", reports, "--format", "jsonl").lines)
    assert ascribe("read", reports, "--shards", "work", "--store", "kept").code == 0
    ascribe("read", reports, "--store", "plain")
    export = ("--format", "jsonl", "--store")
    assert ascribe("export", *export, "kept").out == ascribe("export", *export, "plain").out


def test_no_documents_no_shards(ascribe: Ascribe) -> None:
    assert ascribe("read", "nowhere", "--shards", "work", "--store", "kept").code == 1
    assert not Path("work").exists()
    assert not Path("kept").exists()
