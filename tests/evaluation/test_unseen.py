"""Passages kept apart: texts by file, row and offsets, and only those that were annotated."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from evaluation.split import SHARED_8GRAMS, article_key, eight_grams, load_split
from evaluation.suite import data_folder, evaluate, load_suite, read_rows
from evaluation.suites.unseen import GOLD, Passage, documents_of
from tests.evaluation.fake_reader import FakeReader
from training.annotations import FOLDER, load_annotated

TEXT = "First. Two men died. Last."


def passage(sha256: str) -> Passage:
    return Passage(claims=(), file="set/rows.jsonl.gz", row=1, start=7, end=20, sha256=sha256)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    (folder / "set").mkdir(parents=True)
    lines = "".join(json.dumps({"text": t}) + "\n" for t in ("Another.", TEXT))
    (folder / "set" / "rows.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    monkeypatch.setenv("ASCRIBE_DATA", str(folder))
    return folder


def test_the_text_is_that_of_the_row(data: Path) -> None:
    assert [d.text for d in documents_of([passage(hashlib.sha256(b"Two men died.").hexdigest())])] == ["Two men died."]


def test_another_text_is_not_scored(data: Path, tmp_path: Path) -> None:
    assert list(documents_of([passage("0" * 64)])) == []
    file = tmp_path / "gold.jsonl"
    file.write_text(json.dumps({"claims": [], "file": "set/rows.jsonl.gz", "row": 9, "end": 5, "sha256": "0" * 64}))
    assert evaluate(load_suite("unseen"), FakeReader(lambda _: []), [file]).figures["missing_passages"] == 1


def test_passages_of_other_outlets_are_scored_by_themselves_too(data: Path, tmp_path: Path) -> None:
    claim = {
        "trigger": [8, 12],
        "content": [0, 13],
        "type": "killing",
        "status": "asserted",
        "source": None,
        "source_kind": "outlet",
        "place": None,
    }
    claim |= {"initiator": [], "target": [], "start": None, "end": None, "quantities": [], "background": False}
    rows = [{"text": "Two men died.", "claims": [claim]}, {"text": "Two men died.", "claims": [claim] * 2, "other": True}]
    file = tmp_path / "gold.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    figures = evaluate(load_suite("unseen"), FakeReader(lambda _: []), [file]).figures
    assert (figures["documents"], figures["gold_claims"]) == (2, 3)
    assert (figures["other"]["documents"], figures["other"]["gold_claims"]) == (1, 2)


def test_what_ships_holds_no_texts_and_is_gated_nowhere() -> None:
    passages = [p for _, p in read_rows(GOLD, Passage)]
    assert len(passages) == 73
    assert all(p.text is None and p.sha256 for p in passages)
    assert load_suite("unseen").gated == ()


def test_no_article_is_kept_apart_and_annotated() -> None:
    """Passages of one article stand on one side, for what is kept apart as well."""
    apart = {article_key(p.doc or "") for _, p in read_rows(GOLD, Passage)}
    annotated = {json.loads(line)["doc"] for file in FOLDER.glob("*.jsonl") for line in file.read_text("utf-8").split("\n") if line}
    assert len(annotated) > 2000
    assert apart & {article_key(doc) for doc in [*annotated, *load_split()]} == set()


@pytest.mark.skipif(data_folder() is None, reason="needs ASCRIBE_DATA")
def test_no_text_is_kept_apart_and_annotated() -> None:
    apart = {d.doc: eight_grams(d.text) for d in documents_of([p for _, p in read_rows(GOLD, Passage)])}
    assert len(apart) == 73
    for passage in load_annotated():
        grams = eight_grams(passage["text"])
        assert not [doc for doc, own in apart.items() if len(grams & own) >= min(SHARED_8GRAMS, max(1, len(own) // 2))], passage["doc"]
