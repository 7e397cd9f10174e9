"""Files, folders, globs and standard input."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ascribe.domain.document import Document, Problem
from ascribe.ingest import ingest_paths


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden.txt", ".git/d.txt", "sub/z.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"Report {name}: two died.")
    return tmp_path


def names(items: object) -> list[str]:
    return [i.text.split(":")[0].removeprefix("Report ") for i in items if isinstance(i, Document)]  # type: ignore[attr-defined]


def test_a_folder_is_walked_in_order_without_what_is_hidden(folder: Path) -> None:
    assert names(ingest_paths([str(folder)])) == ["a.txt", "b.txt", "sub/c.txt", "sub/z.txt"]


def test_globs_and_their_order(folder: Path) -> None:
    assert names(ingest_paths([str(folder / "*.txt")])) == ["a.txt", "b.txt"]
    assert names(ingest_paths([str(folder / "**" / "*.txt")])) == ["a.txt", "b.txt", "sub/c.txt", "sub/z.txt"]
    assert names(ingest_paths([str(folder / "s*")])) == ["sub/c.txt", "sub/z.txt"]


def test_paths_that_lead_nowhere_are_named(tmp_path: Path) -> None:
    items = list(ingest_paths([str(tmp_path / "gone.txt"), str(tmp_path / "*.html"), str(tmp_path)]))
    assert [i.reason for i in items if isinstance(i, Problem)] == ["no such file or folder", "no file matches", "an empty folder"]


def test_a_pipe_in_a_folder_does_not_stop_the_walk(folder: Path) -> None:
    os.mkfifo(folder / "aa-pipe")
    items = list(ingest_paths([str(folder)]))
    assert len(names(items)) == 4
    assert ["not a file" in i.reason for i in items if isinstance(i, Problem)] == [True]


def test_names_that_are_no_utf_8_can_be_printed(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))).write_bytes(b"")
    (problem,) = ingest_paths([str(tmp_path)])
    assert isinstance(problem, Problem)
    str(problem).encode()


@pytest.mark.parametrize("data", [b"Two died.", b'{"text": "Two died."}', b"<p>Two died.</p>", gzip.compress(b"Two died.", mtime=0)])
def test_standard_input_is_known_by_its_content(data: bytes) -> None:
    (document,) = ingest_paths(["-"], stdin=io.BytesIO(data))
    assert isinstance(document, Document)
    assert document.text == "Two died."


def test_standard_input_that_is_not_there_is_named() -> None:
    (problem,) = ingest_paths(["-"])
    assert str(problem) == "standard input: is not there; give a path, or pipe something in"


def test_plain_text_has_the_date_and_outlet_that_are_given(folder: Path) -> None:
    (document,) = ingest_paths([str(folder / "a.txt")], published="20210902", outlet="Example Wire")
    assert isinstance(document, Document)
    assert (document.published, document.published_from, document.outlet) == ("2021-09-02", "given", "Example Wire")
    with pytest.raises(ValueError, match="no full date"):
        ingest_paths([], published="2021-09")


def test_progress_is_told_in_bytes_up_to_all_of_them(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    list(ingest_paths([str(folder)], on_progress=lambda done, total: told.append((done, total))))
    total = sum(p.stat().st_size for p in folder.rglob("*.txt") if "/." not in str(p.relative_to(folder.parent)))
    assert told[-1] == (total, total)
    assert told == sorted(told)


def test_importing_is_cheap_and_starts_nothing() -> None:
    heavy = {"lxml", "trafilatura", "feedparser", "fastwarc", "py3langid", "numpy", "charset_normalizer"}
    code = f"import sys, ascribe.ingest; print(*sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.strip() == ""


def test_reading_does_not_depend_on_hash_seed_zone_or_locale(tmp_path: Path) -> None:
    from tests.ingest.archive_fixtures import META_DATE, page

    (tmp_path / "a.html").write_text(page(head=META_DATE))
    (tmp_path / "b.html").write_text(page(head="").replace("<h1>", '<span class="date">2 September 2021</span><h1>'))
    code = "import sys; from ascribe.ingest import ingest_paths; [print(i.id, i.parts) for i in ingest_paths([sys.argv[1]])]"
    outputs = set()
    for seed, zone, locale in (("1", "Asia/Kabul", "C"), ("2", "America/New_York", "C.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        outputs.add(subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=True, env=environment).stdout)
    assert len(outputs) == 1
    assert outputs.pop().count(b"sha256:") == 2
