"""WARC archives: their pages, and what is left of them when they are damaged."""

from __future__ import annotations

import gzip
import io
import random
from pathlib import Path

import pytest

from ascribe.domain.document import Document, Problem
from ascribe.domain.ids import sha256
from ascribe.ingest import ingest_paths
from tests.ingest.archive_fixtures import page, warc

TEXTS = [f"Report {i}: the army said that {i + 2} soldiers had died near the town." for i in range(5)]


def read(tmp_path: Path, data: bytes, name: str = "archive.warc.gz") -> tuple[list[Document], list[Problem]]:
    path = tmp_path / name
    path.write_bytes(data)
    items = list(ingest_paths([str(path)]))
    return [i for i in items if isinstance(i, Document)], [i for i in items if isinstance(i, Problem)]


def texts(*, gzip: bool) -> tuple[bytes, list[int]]:
    return warc(list(TEXTS), gzip=gzip, content_type="text/plain; charset=utf-8")


def test_a_page_in_an_archive_has_the_address_and_id_of_its_record(tmp_path: Path) -> None:
    data, _ = warc([page()])
    (document,), problems = read(tmp_path, data)
    assert problems == []
    assert (document.url, document.input_id) == ("https://wire.example/0", "<urn:uuid:00000000-0000-0000-0000-000000000000>")
    assert (document.published, document.published_from) == ("2021-09-02T10:00:00+04:30", "page")
    assert document.source_sha256 == sha256(page().encode())


def test_the_day_of_the_crawl_is_no_publication_date(tmp_path: Path) -> None:
    (document,), _ = read(tmp_path, warc([TEXTS[0]], content_type="text/plain")[0])
    assert document.published is None


def test_only_successful_texts_are_documents(tmp_path: Path) -> None:
    data = b"".join(
        [
            warc(["body { }"], content_type="text/css")[0],
            warc(["gone"], status="404 Not Found")[0],
            warc([b"\x89PNG\r\n"], content_type="image/png")[0],
            warc([TEXTS[0]], content_type="text/plain")[0],
        ]
    )
    documents, problems = read(tmp_path, data)
    assert [d.text for d in documents] == [TEXTS[0]]
    assert problems == []


def test_other_documents_in_an_archive_are_named_once(tmp_path: Path) -> None:
    documents, problems = read(tmp_path, warc([b"%PDF-1.7", b"%PDF-1.7"], content_type="application/pdf")[0])
    assert documents == []
    assert [p.reason for p in problems] == ["application/pdf in the archive is not read"]


def test_compressed_pages_are_expanded_and_bombs_are_not(tmp_path: Path) -> None:
    def compressed(payload: bytes) -> bytes:
        return warc([gzip.compress(payload)], content_type="text/plain\r\nContent-Encoding: gzip")[0]

    documents, problems = read(tmp_path, compressed(TEXTS[0].encode()) + compressed(b" x" * (100 << 20)) + compressed(TEXTS[1].encode()))
    assert [d.text for d in documents] == TEXTS[:2]
    assert ["more than" in p.reason for p in problems] == [True]


@pytest.mark.parametrize("zipped", [True, False])
def test_reading_goes_on_after_damage_which_is_named(tmp_path: Path, zipped: bool) -> None:
    data, starts = texts(gzip=zipped)
    damaged = bytearray(data)
    damaged[starts[2]] ^= 0xFF
    documents, problems = read(tmp_path, bytes(damaged))
    assert [d.text for d in documents] == [TEXTS[0], TEXTS[1], TEXTS[3], TEXTS[4]]
    assert [(p.place, p.reason) for p in problems] == [(f"after record 2, byte {starts[1]} or later", "the archive is damaged here")]


@pytest.mark.parametrize("zipped", [True, False])
def test_an_archive_that_is_cut_off_gives_what_stands_before(tmp_path: Path, zipped: bool) -> None:
    data, starts = texts(gzip=zipped)
    documents, problems = read(tmp_path, data[: starts[3] + 100])
    assert [d.text for d in documents] == TEXTS[:3]
    assert len(problems) == 1
    assert str(starts[3]) in (problems[0].place or "")


def test_a_length_that_lies_costs_no_other_record(tmp_path: Path) -> None:
    data, _ = texts(gzip=False)
    documents, problems = read(tmp_path, data.replace(b"Content-Length: ", b"Content-Length: 9", 1), "archive.warc")
    assert [d.text for d in documents] == TEXTS[1:]
    assert len(problems) == 1


def test_changed_words_are_noticed_by_their_digest(tmp_path: Path) -> None:
    data, _ = texts(gzip=False)
    documents, problems = read(tmp_path, data.replace(b"that 2 soldiers", b"that 9 soldiers"), "archive.warc")
    assert len(documents) == 5
    assert ["digest" in p.reason for p in problems] == [True]


@pytest.mark.parametrize("zipped", [True, False])
def test_flips_and_cuts_anywhere_cost_at_most_their_own_record(tmp_path: Path, zipped: bool) -> None:
    data, _ = texts(gzip=zipped)
    chance = random.Random(7)
    for _ in range(40):
        damaged = bytearray(data)
        damaged[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        documents, problems = read(tmp_path, bytes(damaged))
        whole = [d for d in documents if d.text in TEXTS]
        assert len(whole) >= 4
        assert len(whole) == 5 or problems
    for _ in range(20):
        cut = chance.randrange(1, len(data))
        documents, problems = read(tmp_path, data[:cut])
        assert all(d.text in TEXTS for d in documents)
        assert documents or problems


def test_archives_come_through_pipes(tmp_path: Path) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    data, _ = texts(gzip=True)
    items = list(ingest_paths(["-"], stdin=Pipe(data)))
    assert [i.text for i in items if isinstance(i, Document)] == TEXTS
