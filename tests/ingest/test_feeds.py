"""RSS and Atom: an entry a document."""

from __future__ import annotations

from pathlib import Path

from ascribe.domain.document import Document, Problem
from ascribe.domain.ids import sha256
from ascribe.ingest import ingest_paths
from tests.ingest.archive_fixtures import STORY, rss

FULL = (
    "<guid>g-1</guid><title>Valley &amp; pass</title><link>https://wire.example/1</link><pubDate>Thu, 02 Sep 2021 10:00:00 +0430</pubDate>"
    f"<description>Short.</description><content:encoded><![CDATA[<p>{STORY[0]}</p><p>{STORY[1]}</p>]]></content:encoded>"
)
UNDATED = "<title>Two</title><description>Two &lt;b&gt;died&lt;/b&gt; in the town.</description>"
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Example Wire</title><entry><id>tag:wire.example,2021:1</id><title>One</title>'
    '<updated>2021-09-02T10:00:00Z</updated><content type="html">'
    "&lt;p&gt;Two died.&lt;/p&gt;&lt;p&gt;Three fled.&lt;/p&gt;</content></entry></feed>"
)


def read(tmp_path: Path, feed: str | bytes, **given: str) -> tuple[list[Document], list[Problem]]:
    path = tmp_path / "feed.xml"
    path.write_bytes(feed.encode() if isinstance(feed, str) else feed)
    items = list(ingest_paths([str(path)], **given))  # type: ignore[arg-type]
    return [i for i in items if isinstance(i, Document)], [i for i in items if isinstance(i, Problem)]


def test_an_entry_gives_its_full_content_and_its_metadata(tmp_path: Path) -> None:
    source = rss(FULL)
    (document,), problems = read(tmp_path, source)
    assert problems == []
    assert document.text == f"{STORY[0]}\n{STORY[1]}"
    assert (document.title, document.url, document.input_id) == ("Valley & pass", "https://wire.example/1", "g-1")
    assert (document.outlet, document.published, document.published_from) == ("Example Wire", "2021-09-02T10:00:00+04:30", "given")
    assert document.source_sha256 == sha256(f"<item>{FULL}</item>".encode())


def test_entries_without_dates_are_read_with_one_report(tmp_path: Path) -> None:
    documents, problems = read(tmp_path, rss(UNDATED, FULL, UNDATED))
    assert [d.published for d in documents] == [None, "2021-09-02T10:00:00+04:30", None]
    assert documents[0].text == "Two died in the town."
    assert [(p.place, p.skipped) for p in problems] == [("2 of 3", False)]


def test_a_date_that_is_given_fills_entries_without_one(tmp_path: Path) -> None:
    documents, problems = read(tmp_path, rss(UNDATED, FULL), published="2021-09-05")
    assert [d.published for d in documents] == ["2021-09-05", "2021-09-02T10:00:00+04:30"]
    assert problems == []


def test_atom(tmp_path: Path) -> None:
    (document,), problems = read(tmp_path, ATOM)
    assert (document.text, document.published, document.input_id) == (
        "Two died.\nThree fled.",
        "2021-09-02T10:00:00Z",
        "tag:wire.example,2021:1",
    )
    assert problems == []


def test_an_entry_whose_date_is_none_is_read_and_named(tmp_path: Path) -> None:
    (document,), problems = read(tmp_path, rss("<description>Two died.</description><pubDate>soon</pubDate>"))
    assert document.published is None
    assert [p.place for p in problems] == ["entry 1, 'soon'"]


def test_an_entry_without_text_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    documents, problems = read(tmp_path, rss("<title>x</title><pubDate>Thu, 02 Sep 2021 10:00:00 GMT</pubDate>", FULL))
    assert len(documents) == 1
    assert [(p.place, p.reason) for p in problems] == [("entry 1", "no text")]


def test_a_damaged_feed_says_so_and_gives_what_can_be_read(tmp_path: Path) -> None:
    documents, problems = read(tmp_path, rss(FULL, FULL)[:-120])
    assert documents
    assert any("damaged" in p.reason for p in problems)


def test_a_feed_without_entries_is_a_problem(tmp_path: Path) -> None:
    documents, problems = read(tmp_path, rss())
    assert documents == []
    assert [p.reason for p in problems] == ["a feed without entries"]


def test_expanding_entities_harm_nobody(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "ha"}">' for i in range(12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [{entities}]>' + rss("<description>&e11;</description>", FULL).partition("?>")[2]
    documents, problems = read(tmp_path, bomb)
    assert documents or problems
    assert all(len(d.text) < 1_000_000 for d in documents)
