"""Bad input: one clear line each, `file, place: reason; what to do`, and the rest is read."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ascribe.domain.document import Document, Problem
from ascribe.ingest import ingest_paths


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("x.txt"))
    return out.getvalue()


_TEXT_FIRST = "extract the text first and read that"
_UNPACK = "unpack it first and read the files in it"
_AS_LINES = "with the keys text, published, outlet, url"
_LONG = "The army said two had died.\n"
_UNSAVED = "scripts may make it: save it from a browser after it has loaded"
# name, content, the line after the name; one that ends in "…" is only its beginning
ROWS: list[tuple[str, Callable[[], bytes], str]] = [
    ("empty.txt", lambda: b"", ": empty; leave it out, or export it again"),
    ("blank.txt", lambda: b" \n\n ", ": empty; leave it out, or export it again"),
    ("story.html", lambda: b"%PDF-1.7\n%\xe2\xe3", f": a PDF file; {_TEXT_FIRST}, for instance with pdftotext"),
    ("story.txt", lambda: zipped("[Content_Types].xml", "word/document.xml"), f": a Word file (DOCX); {_TEXT_FIRST}"),
    ("stories.zip", lambda: zipped("a.txt"), f": a zip archive; {_UNPACK}"),
    ("stories.tar", tarred, f": a tar archive; {_UNPACK}"),
    ("old.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", f": an old Office file (DOC, XLS, PPT, MSG); {_TEXT_FIRST}"),
    ("pic.txt", lambda: b"\x89PNG\r\n\x1a\n\0\0", ": an image (PNG); write down the text in it first"),
    ("pic.jpg", lambda: b"\xff\xd8\xff\xe0\0\x10JFIF", ": an image (JPEG); write down the text in it first"),
    ("noise.txt", lambda: bytes(range(256)) * 40, ": a binary file; leave it out, or extract its text first"),
    ("table.csv", lambda: b"date,text\n2021-09-02,Two died.\n", f": a table; write each row as a JSON line {_AS_LINES}"),
    ("all.json", lambda: b'[\n {"text": "Two died."}\n]\n', ": JSON that is not one object a line; write one object a line, …"),
    (
        "wide.jsonl",
        lambda: '{"text": "x"}'.encode("utf-16"),
        ": JSON lines in UTF-16 or UTF-32; convert it, for instance with iconv -t UTF-8",
    ),
    ("twice.gz", lambda: gzip.compress(gzip.compress(b"Two died.")), ": a gzip file in a gzip file; unpack it once"),
    ("barely.txt.gz", lambda: gzip.compress(_LONG.encode() * 9)[:11], ", byte 11: the gzip file is cut off; fetch the file again"),
    ("header.gz", lambda: gzip.compress(_LONG.encode())[:6], ", byte 6: the gzip file is cut off; fetch the file again"),
    ("spoilt.gz", lambda: gzip.compress(b"")[:10] + b"\xff" * 40, ", byte 50: the gzip file is damaged; fetch the file again"),
    ("nothing.txt.gz", lambda: gzip.compress(b""), ": empty; leave it out, or export it again"),
    ("cut.txt.gz", lambda: gzip.compress(_LONG.encode() * 9)[:-9], ", byte …"),
    (
        "data.xml",
        lambda: b'<?xml version="1.0"?><orders/>',
        f": XML that is neither a page nor a feed; write its texts as JSON lines {_AS_LINES}",
    ),
    ("long.txt", lambda: _LONG.encode() * 1_900_000, ": a text of more than 5,000,000 characters; split it into its reports: …"),
    (
        "long.html",
        lambda: b"<p>" + _LONG.encode() * 1_200_000,
        ": a page or feed of more than 32 MB; save its text, or split it, and read that",
    ),
    ("page.html", lambda: b"<html><script>load()</script></html>", f": a page without text; {_UNSAVED}"),
]


@pytest.mark.parametrize(("name", "content", "line"), ROWS, ids=[r[0] for r in ROWS])
def test_one_clear_line_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: Callable[[], bytes], line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(content())
    Path("good.txt").write_text("Two died.")
    problem, document = ingest_paths([name, "good.txt"])
    assert isinstance(problem, Problem)
    assert isinstance(document, Document)
    assert problem.skipped
    said = str(problem).removeprefix(name)
    assert said == line or (line.endswith("…") and said.startswith(line[:-1]))
    assert "\n" not in said


ENCODINGS = [
    ("utf-8-sig", False),
    ("utf-16", False),
    ("utf-16-le", True),
    ("cp1252", True),
]


@pytest.mark.parametrize(("encoding", "reported"), ENCODINGS)
def test_encodings_of_plain_text(tmp_path: Path, encoding: str, reported: bool) -> None:
    words = "Le général a déclaré que les combats près de la forêt ont été très violents."
    path = tmp_path / "story.txt"
    path.write_bytes(words.encode(encoding))
    items = list(ingest_paths([str(path)]))
    (document,) = (i for i in items if isinstance(i, Document))
    assert document.text == words
    assert [i.reason for i in items if isinstance(i, Problem)] == (["not UTF-8"] if reported else [])


def test_one_damaged_character_leaves_the_rest_in_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(("Les combats près de la forêt ont été très violents. " * 20).encode() + b"\xe9 fin")
    problem, document = ingest_paths([str(path)])
    assert isinstance(problem, Problem)
    assert isinstance(document, Document)
    assert not problem.skipped
    assert "forêt" in document.text
    assert "\ufffd fin" in document.text


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "folder.txt"
    path.symlink_to(tmp_path / "gone.txt")
    (problem,) = ingest_paths([str(path)])
    assert isinstance(problem, Problem)
    assert problem.reason == "no such file or folder"


def test_an_empty_gzip_member_does_not_hide_the_next(tmp_path: Path) -> None:
    path = tmp_path / "story.txt.gz"
    path.write_bytes(gzip.compress(b"") + gzip.compress(b"Two died."))
    (document,) = ingest_paths([str(path)])
    assert isinstance(document, Document)
    assert document.text == "Two died."
