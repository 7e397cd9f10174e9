"""The frame: any file of a suite's form is scored, and what is broken, missing, partial or trained on is said."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from ascribe.domain.document import Document
from ascribe.errors import InputError, UsageError
from ascribe.read.reader import Reader
from evaluation.suite import OWN, evaluate, load_suite, read_rows, suite_names
from evaluation.trained import DIGEST_FILE, collect_digests, is_trained_id, is_trained_text
from tests.evaluation.fake_reader import READING, FakeReader

CLAIMS = load_suite("claims")
ROW = {"doc": "d1", "text": "Rebels attacked Arn.", "claims": [{"trigger": [7, 15], "type": "attack", "status": "asserted"}]}
PERFECT = {"p": 1.0, "r": 1.0, "f1": 1.0}


def attacked(document: Document) -> list[dict[str, Any]]:
    return [{"trigger": "attacked", "type": "attack"}] if "attacked" in document.text else []


def file_of(tmp_path: Path, *lines: str | dict[str, Any], name: str = "rows.jsonl") -> Path:
    path = tmp_path / name
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz"])
def test_plain_and_gzipped_files_score_alike(tmp_path: Path, name: str) -> None:
    result = evaluate(CLAIMS, FakeReader(attacked), [file_of(tmp_path, ROW, "", name=name)])
    assert result.figures["claim"] == result.figures["core"] == PERFECT
    assert (result.files, result.reading, result.notes) == ((name,), READING.id, ())


def test_suites_of_spans_name_the_reading_too(tmp_path: Path) -> None:
    reader = Reader.load()
    row = {"text": "Rebels said on Friday that they had left Arn.", "attributions": []}
    assert evaluate(load_suite("polnear"), reader, [file_of(tmp_path, row)]).reading == reader.reading.id


def test_compression_is_told_by_content_not_by_name(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(gzip.compress(json.dumps(ROW).encode()))
    assert evaluate(CLAIMS, FakeReader(attacked), [path]).figures["documents"] == 1


def test_the_digest_is_of_the_lines_scored(tmp_path: Path) -> None:
    plain = evaluate(CLAIMS, FakeReader(attacked), [file_of(tmp_path, ROW)])
    packed = evaluate(CLAIMS, FakeReader(attacked), [file_of(tmp_path, ROW, name="rows.gz")])
    other = evaluate(CLAIMS, FakeReader(attacked), [file_of(tmp_path, {**ROW, "doc": "d2"})])
    assert plain.gold == packed.gold != other.gold


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("{", "line 2"),
        ("[]", "line 2"),
        ('{"text": "x"}', "claims"),
        ('{"text": "x", "claims": [{"trigger": "here"}]}', r"\$\.claims\[0\]\.trigger"),
        ('{"text": "x", "claims": [{"trigger": [0, 1], "type": "attack", "status": "asserted", "start": "yesterday"}]}', "line 2"),
        ('{"text": "\udc80", "claims": []}', "line 2"),
    ],
)
def test_a_broken_line_is_named_with_its_file_and_number(tmp_path: Path, broken: str, told: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes((json.dumps(ROW) + "\n" + broken + "\n").encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match=told) as error:
        evaluate(CLAIMS, FakeReader(attacked), [path])
    assert "rows.jsonl" in error.value.where
    assert error.value.fix


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no documents"),
        (b" \n\n", "no documents"),
        (gzip.compress(b"{}" * 1000, mtime=0)[:30], "damaged gzip"),
        (None, "No such file"),
    ],
)
def test_a_file_that_cannot_be_scored_is_an_error(tmp_path: Path, content: bytes | None, told: str) -> None:
    path = tmp_path / "rows.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=told):
        evaluate(CLAIMS, FakeReader(attacked), [path])


@pytest.mark.parametrize(
    ("published", "passed_on"), [("2021-09-02", "2021-09-02"), ("2021-08", None), ("2021", None), (None, None), ("soon", None)]
)
def test_a_partial_publication_date_is_not_passed_on_and_is_said(tmp_path: Path, published: str | None, passed_on: str | None) -> None:
    reader = FakeReader(attacked)
    result = evaluate(CLAIMS, reader, [file_of(tmp_path, {**ROW, "published": published, "outlet": "Arn Post", "title": None})])
    assert [(d.published, d.outlet) for d in reader.seen] == [(passed_on, "Arn Post")]
    assert any("publication date" in note for note in result.notes) is (published != passed_on)


def test_a_reader_that_fails_on_one_document_costs_only_that(tmp_path: Path) -> None:
    def answer(document: Document) -> list[dict[str, Any]]:
        if "burned" in document.text:
            raise RuntimeError("no")
        return attacked(document)

    burned = {**ROW, "doc": "d2", "text": "Rebels burned Arn.."}
    result = evaluate(CLAIMS, FakeReader(answer), [file_of(tmp_path, ROW, burned)])
    assert result.failed == 1
    assert "d2: RuntimeError: no" in result.notes[0]
    assert result.figures["claim"] == {"p": 1.0, "r": 0.5, "f1": 0.667}
    assert result.figures["missing_documents"] == 1


def own_rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(OWN.read_bytes()).splitlines()]


def test_what_was_trained_on_is_left_out_by_its_text_whatever_its_id(tmp_path: Path) -> None:
    trained = next(r for r in own_rows() if is_trained_id(r["doc"]))
    result = evaluate(
        CLAIMS, FakeReader(attacked), [file_of(tmp_path, ROW, {**trained, "doc": "unheard-of", "text": f"\n{trained['text']} "})]
    )
    assert (result.left_out, result.figures["documents"]) == (1, 1)


def test_in_a_given_file_an_id_of_ours_on_another_text_is_scored(tmp_path: Path) -> None:
    trained = next(r for r in own_rows() if is_trained_id(r["doc"]))
    result = evaluate(CLAIMS, FakeReader(attacked), [file_of(tmp_path, {**ROW, "doc": trained["doc"]})])
    assert (result.left_out, result.figures["documents"]) == (0, 1)


def test_without_data_only_what_ships_is_scored_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASCRIBE_DATA", raising=False)
    result = evaluate(CLAIMS, FakeReader(lambda d: []))
    own = own_rows()
    assert result.files[0] == "own.jsonl.gz"
    assert result.left_out == sum(is_trained_id(r["doc"]) for r in own) > 100
    assert result.figures["documents"] >= sum(not is_trained_id(r["doc"]) for r in own) > 20
    assert "only what ships" in result.notes[0]


def test_the_digests_are_those_of_the_split() -> None:
    own = own_rows()
    assert all(is_trained_text(r["text"]) is is_trained_id(r["doc"]) for r in own)


def test_the_digests_are_those_of_every_train_passage(data: Path) -> None:
    assert json.loads(DIGEST_FILE.read_text()) == collect_digests(data)


def test_unknown_suites_name_the_known() -> None:
    with pytest.raises(UsageError, match="claims, copies, ecbplus, geoparsing, gva") as error:
        load_suite("clams")
    assert error.value.exit_code == 2


@pytest.mark.parametrize("name", suite_names())
def test_every_suite_names_what_the_gate_holds(name: str, data: Path) -> None:
    suite = load_suite(name)
    file = suite.defaults().files[0]
    rows = [row for _, row in read_rows(file, suite.gold)][:5]
    assert rows
    assert (suite.name, bool(suite.gated), bool(suite.about)) == (name, name != "unseen", True)  # nothing is tuned to what is kept apart
