"""JSON lines: keys, dates, and lines that are broken."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from ascribe.domain.document import Document, Problem
from ascribe.domain.ids import sha256
from ascribe.ingest import ingest_paths, jsonl
from ascribe.ingest.limits import MAX_TEXT_CHARS


def read(tmp_path: Path, *lines: object, name: str = "reports.jsonl", **given: str) -> tuple[list[Document], list[Problem]]:
    path = tmp_path / name
    data = b"\n".join(x if isinstance(x, bytes) else json.dumps(x, ensure_ascii=False).encode() for x in lines) + b"\n"
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    items = list(ingest_paths([str(path)], **given))  # type: ignore[arg-type]
    return [i for i in items if isinstance(i, Document)], [i for i in items if isinstance(i, Problem)]


FULL = {
    "id": 7, "url": "https://wire.example/1", "outlet": "Example Wire", "published": "2021-09-02T10:00:00+04:30", "title": "Valley",
    "text": "Two died.\r\n  Three fled. ", "language": "en",
}  # fmt: skip


@pytest.mark.parametrize("name", ["reports.jsonl", "reports.jsonl.gz", "reports.json", "reports"])
def test_the_keys_of_a_line(tmp_path: Path, name: str) -> None:
    (document,), problems = read(tmp_path, FULL, name=name, published="2020-01-01", outlet="Other")
    assert problems == []
    assert document.text == "Two died.\n  Three fled. "
    assert (document.input_id, document.url, document.outlet, document.title) == ("7", "https://wire.example/1", "Example Wire", "Valley")
    assert (document.published, document.published_from, document.language) == ("2021-09-02T10:00:00+04:30", "given", "en")
    assert document.source_sha256 == sha256(json.dumps(FULL).encode())


@pytest.mark.parametrize("key", jsonl.PUBLISHED_KEYS)
def test_every_key_of_a_publication_date(tmp_path: Path, key: str) -> None:
    (document,), problems = read(tmp_path, {"text": "Two died.", key: "2021/09/02"})
    assert document.published == "2021-09-02"
    assert problems == []


def test_a_whole_number_may_be_a_date(tmp_path: Path) -> None:
    assert read(tmp_path, {"text": "Two died.", "date": 20210902})[0][0].published == "2021-09-02"


@pytest.mark.parametrize("written", ["2021-08", "soon", "2021-02-30", 1630576800, ["2021-09-02"], True])
def test_a_date_that_is_none_is_reported_and_the_document_is_read(tmp_path: Path, written: object) -> None:
    (document,), problems = read(tmp_path, {"text": "Two died.", "published": written})
    assert document.published is None
    assert [(p.reason, p.skipped) for p in problems] == [("published is no full date", False)]


def test_what_the_caller_gives_fills_what_a_line_lacks(tmp_path: Path) -> None:
    (document,), _ = read(tmp_path, {"text": "Two died."}, published="2021-09-02", outlet="Example Wire")
    assert (document.published, document.published_from, document.outlet) == ("2021-09-02", "given", "Example Wire")


def test_an_unknown_key_that_looks_like_a_date_is_reported_once_a_file(tmp_path: Path) -> None:
    line = {"text": "Two died.", "posted_at": "2021-09-02", "event_date": "2021-09-01", "update": "no"}
    documents, problems = read(tmp_path, line, line)
    assert [d.published for d in documents] == [None, None]
    assert [(p.place, p.skipped) for p in problems] == [("line 1, key posted_at", False), ("line 1, key event_date", False)]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("publication date", "last Friday"), ("publish-date", "2 Sep"), ("Datum", "2. September"), ("pubDate", "Thursday"),
        ("timestamp", 1630576800), ("timestamp", 1630576800.5), ("Published", "today"), ("ISODate", "x"), ("postedAt", "x"), ("дата", "x"),
    ],
)  # fmt: skip
def test_keys_that_sound_like_a_date_however_they_are_spelt(tmp_path: Path, key: str, value: object) -> None:
    _, problems = read(tmp_path, {"text": "Two died.", key: value})
    assert [p.place for p in problems] == [f"line 1, key {key}"]


@pytest.mark.parametrize(("key", "value"), [("update", "no"), ("candidate", "x"), ("is_published", True), ("data", "x"), ("at", "x")])
def test_keys_that_only_look_alike(tmp_path: Path, key: str, value: object) -> None:
    assert read(tmp_path, {"text": "Two died.", key: value})[1] == []


BROKEN = [
    (b'{"text": "Two died."', "not JSON"),
    (b'{"text": Two died.}', "not JSON"),
    (b"[1, 2]", "not an object"),
    (b'"Two died."', "not an object"),
    (b"{}", "no text under the key text"),
    (b'{"body": "Two died."}', "no text under the key text"),
    (b'{"text": 7}', "no text under the key text"),
    (b'{"text": "  "}', "no text"),
    (b'{"text": ""}', "no text"),
    (b"[" * 100_000, "nested too deeply"),
    (b'{"n": ' + b"9" * 5000 + b', "text": "x"}', "number too long"),
    (json.dumps({"text": "x" * (MAX_TEXT_CHARS + 1)}).encode(), "more than 5,000,000 characters"),
]


@pytest.mark.parametrize(("line", "reason"), BROKEN, ids=[r + str(i) for i, (_, r) in enumerate(BROKEN)])
def test_a_broken_line_is_named_by_its_number_and_the_others_are_read(tmp_path: Path, line: bytes, reason: str) -> None:
    documents, problems = read(tmp_path, {"text": "One died."}, b"", line, {"text": "Two died."})
    assert [d.text for d in documents] == ["One died.", "Two died."]
    assert len(problems) == 1
    assert (problems[0].place or "").startswith("line 3")
    assert reason in problems[0].reason
    assert problems[0].skipped


def test_a_line_without_end_is_named_and_the_next_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MAX_LINE_BYTES", 1 << 20)
    documents, problems = read(tmp_path, {"text": "One died."}, {"text": "x" * (2 << 20)}, {"text": "Two died."})
    assert [d.text for d in documents] == ["One died.", "Two died."]
    assert [p.place for p in problems] == ["line 2"]


def test_fields_that_are_no_texts_are_left_out_and_named(tmp_path: Path) -> None:
    (document,), problems = read(
        tmp_path, {"text": "Two died.", "outlet": {"name": "x"}, "title": ["x"], "url": None, "language": "English"}
    )
    assert (document.outlet, document.title, document.url, document.language) == (None, None, None, None)
    assert [p.reason for p in problems] == [
        "outlet is not read: it is no text",
        "title is not read: it is no text",
        "language is no ISO 639 code",
    ]
    assert not any(p.skipped for p in problems)


def test_lines_in_another_encoding_are_read_and_reported(tmp_path: Path) -> None:
    line = '{"text": "Les combats près de la forêt ont été très violents, a déclaré le général."}'.encode("cp1252")
    (document,), problems = read(tmp_path, line)
    assert "près de la forêt" in document.text
    assert [p.reason for p in problems] == ["not UTF-8"]


def test_half_a_surrogate_pair_is_reported(tmp_path: Path) -> None:
    (document,), problems = read(tmp_path, b'{"text": "two \\ud800 died"}')
    assert document.text == "two \ufffd died"
    assert len(problems) == 1


def test_what_stands_before_the_cut_of_a_gzip_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl.gz"
    lines = b"".join(json.dumps({"text": f"Report {i}: {i * 7919} died."}).encode() + b"\n" for i in range(2000))
    data = gzip.compress(lines)
    path.write_bytes(data[: len(data) // 2])
    items = list(ingest_paths([str(path)]))
    documents = [i for i in items if isinstance(i, Document)]
    assert 500 < len(documents) < 1500
    assert documents[-1].text.startswith(f"Report {len(documents) - 1}:")
    (problem,) = (i for i in items if isinstance(i, Problem))
    assert problem.reason == "the gzip file is cut off"
    assert problem.place == f"after line {len(documents)}"


def test_a_bomb_is_not_expanded(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text": "Two died."}\n' + b"\n" * (200 << 20), 6))
    items = list(ingest_paths([str(path)]))
    assert [i.text for i in items if isinstance(i, Document)] == ["Two died."]
    assert ["beyond reason" in i.reason for i in items if isinstance(i, Problem)] == [True]
