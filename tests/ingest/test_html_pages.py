"""Pages: the text, what the page says about itself, parts, and pages that are hostile or empty."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ascribe.domain.document import Document, Problem
from ascribe.domain.ids import sha256
from ascribe.ingest import ingest_paths
from ascribe.ingest.draft import Given, Place
from ascribe.ingest.html import read_html
from ascribe.ingest.page_process import PageProcess
from ascribe.ingest.visible import visible_text
from ascribe.lexicon.text_parts import is_representational
from tests.ingest.archive_fixtures import META_DATE, STORY, page

TWEET = (
    '<blockquote class="twitter-tweet"><p>We have taken the pass and twelve enemy men fell tonight.</p>&mdash; Front Press (@frontpress) '
    '<a href="https://twitter.com/frontpress/status/1"><time datetime="2021-08-15T08:00:00Z">August 15, 2021</time></a></blockquote>'
)


@pytest.fixture(scope="module")
def parser() -> Iterator[PageProcess]:
    with PageProcess() as process:
        yield process


def read(parser: PageProcess, data: str | bytes, *, given: Given = Given(), **more: str) -> tuple[Document | None, list[Problem]]:  # noqa: B008 - frozen
    items = list(read_html(data.encode() if isinstance(data, str) else data, Place("page.html"), given, parser, **more))
    documents = [i for i in items if isinstance(i, Document)]
    return (documents[0] if documents else None), [i for i in items if isinstance(i, Problem)]


def published(parser: PageProcess, *extra: str, head: str) -> str | None:
    document, _ = read(parser, page(*extra, head=head))
    assert document is not None
    return document.published


def parts(document: Document) -> list[tuple[str, str]]:
    return [(p.kind, p.span.of(document.text)) for p in document.parts]


def test_a_page_gives_its_main_text_and_what_it_says_about_itself(parser: PageProcess) -> None:
    source = page()
    document, problems = read(parser, source)
    assert document is not None
    assert problems == []
    assert all(p in document.text for p in STORY)
    assert "Home" not in document.text
    assert (document.title, document.outlet, document.url) == ("Valley falls, rebels say", "Example Wire", "https://wire.example/valley")
    assert (document.published, document.published_from, document.language) == ("2021-09-02T10:00:00+04:30", "page", "en")
    assert document.source_sha256 == sha256(source.encode())


def test_what_the_caller_gives_fills_only_what_the_page_lacks(parser: PageProcess) -> None:
    given = Given("2020-01-01", "Other Wire")
    full, _ = read(parser, page(), given=given)
    bare, _ = read(parser, f"<p>{STORY[0]}</p><p>{STORY[1]}</p>", given=given)
    assert full is not None
    assert bare is not None
    assert (full.published, full.outlet) == ("2021-09-02T10:00:00+04:30", "Example Wire")
    assert (bare.published, bare.published_from, bare.outlet) == ("2020-01-01", "given", "Other Wire")


def test_an_embedded_post_is_marked_and_its_date_does_not_win(parser: PageProcess) -> None:
    document, _ = read(parser, page(TWEET))
    assert document is not None
    assert document.published == "2021-09-02T10:00:00+04:30"
    embeds = [words for kind, words in parts(document) if kind == "embed"]
    assert len(embeds) == 1
    assert embeds[0].startswith("We have taken the pass")


JSON_LD = '<script type="application/ld+json">%s</script>'
DATES = [
    (JSON_LD % '{"@type": "NewsArticle", "datePublished": "2021-09-02T10:00:00+04:30"}', "2021-09-02T10:00:00+04:30"),
    (JSON_LD % '{"@graph": [{"@type": ["NewsArticle"], "datePublished": "2021-09-02"}]}', "2021-09-02"),
    (JSON_LD % '{"@type": "NewsArticle", "datePublished": "2021-09-02"}' + META_DATE, "2021-09-02T10:00:00+04:30"),
    (JSON_LD % '{"@type": "NewsArticle", "datePublished": "2021-09-03"}' + META_DATE, "2021-09-03"),
    (JSON_LD % '{"@type": "SocialMediaPosting", "datePublished": "2021-08-15"}' + META_DATE, "2021-09-02T10:00:00+04:30"),
    (JSON_LD % '{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "datePublished": "2020-01-01"}]}', None),
    (JSON_LD % '{broken, "datePublished": ' + META_DATE, "2021-09-02T10:00:00+04:30"),
    ('<meta name="pubdate" content="Thu, 02 Sep 2021 10:00:00 GMT">', "2021-09-02T10:00:00Z"),
    ('<meta property="article:modified_time" content="2021-09-09T10:00:00Z">', None),
    ("", None),
]


@pytest.mark.parametrize(("head", "date"), DATES)
def test_the_date_that_the_head_gives(parser: PageProcess, head: str, date: str | None) -> None:
    assert published(parser, TWEET, head=head) == date


BODY_DATES = [
    ('<time datetime="2021-09-02T10:00:00+04:30">Thursday</time>', "2021-09-02T10:00:00+04:30"),
    ('<time class="updated" datetime="2021-09-09">9 Sep</time>', None),
    ('<aside><time datetime="2021-09-02">x</time></aside>', None),
    ('<p>The town fell on 2021-08-15, he said.</p>', None),
    ('<p class="copyright">Copyright 2023</p>', None),
    ('<span class="date">2 September 2021</span>', "2021-09-02"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "date"), BODY_DATES)
def test_the_date_that_the_body_gives(parser: PageProcess, body: str, date: str | None) -> None:
    assert published(parser, TWEET, body, head="") == date


OLD = '<time datetime="2020-09-01T10:00Z">1 September 2020</time>'
POST = "https://twitter.com/nrf/status/1"
POSTS = [
    f'<div class="x"><a href="{POST}">{OLD}</a></div>',
    f'<div class="x"><a href="{POST}">The pass is ours.</a> {OLD}</div>',
    f'<div><div><p>The pass is ours.</p><a href="{POST}">seen</a></div><div><span class="date">1 September 2020</span></div></div>',
    f'<div><a href="https://x.com/i/web/status/12">x</a>{OLD}</div>',
    f'<div><a href="https://t.me/frontpress/812">x</a>{OLD}</div>',
    f'<div><a href="//www.instagram.com/p/Cabc/">x</a>{OLD}</div>',
    f'<div data-tweet-id="1">{OLD}</div>',
    f"<twitter-widget>{OLD}</twitter-widget>",
    f'<div class="tweet">{OLD}</div>',
    f'<div class="quote">{OLD}</div>',
    f'<div class="post">{OLD}</div>',
    f'<div class="social-post">{OLD}</div>',
    f'<div class="SocialPost">{OLD}</div>',
    f'<div class="TweetAuthor">{OLD}</div>',
    f'<div class="css-1 EmbeddedTweet_root__x1">{OLD}</div>',
    '<div class="tweet-author"><time class="published" datetime="2020-09-01" itemprop="datePublished">x</time></div>',
    '<div class="tweet"><meta itemprop="datePublished" content="2020-09-01"></div>',
    f'<div data-href="https://www.facebook.com/front/posts/1">{OLD}</div>',
]  # fmt: skip


@pytest.mark.parametrize("post", POSTS)
def test_the_date_of_a_post_is_never_the_page_s(parser: PageProcess, post: str) -> None:
    assert published(parser, post, head="") is None
    own = '<p class="byline"><time datetime="2021-09-02">Thursday</time></p>'
    assert published(parser, own, post, head="") == "2021-09-02", "nor does it hide the page's own"


OWN_DATES = [
    '<article class="post post-12 type-post format-quote"><h1>Valley falls</h1><time datetime="2021-09-02">x</time>%s</article>',
    '<div class="site wp-embed-responsive"><h1>Valley falls</h1><time datetime="2021-09-02">x</time>%s</div>',
    '<h1>Valley falls</h1><div class="post-meta"><time datetime="2021-09-02">x</time></div>%s',
    f'<h1>Valley falls</h1><div><time datetime="2021-09-02">x</time>%s<p>It <a href="{POST}">said so</a>.</p>{TWEET}</div>',
]


@pytest.mark.parametrize("body", OWN_DATES)
def test_a_story_s_own_date_is_found_beside_posts(parser: PageProcess, body: str) -> None:
    document, _ = read(parser, "<!doctype html><body>" + body % "".join(f"<p>{p}</p>" for p in STORY * 3))
    assert document is not None
    assert document.published == "2021-09-02"


def test_a_date_that_is_none_is_reported_and_the_page_is_read(parser: PageProcess) -> None:
    document, problems = read(parser, page(head='<meta property="article:published_time" content="soon">'))
    assert document is not None
    assert document.published is None
    assert ["no full date" in p.reason for p in problems] == [True]


def test_captions_corrections_and_notices_are_marked(parser: PageProcess) -> None:
    caption = "Smoke over the valley on Wednesday evening"
    extra = (
        f'<div class="media"><em class="image-caption">{caption}</em></div>',
        '<p class="article-correction">The name of the pass was spelt wrongly in an early text.</p>',
        "<p>Subscribe to our newsletter</p>",
    )
    document, _ = read(parser, page(*extra))
    assert document is not None
    found = dict(parts(document))
    assert found.get("caption") == caption
    assert found.get("correction") == "The name of the pass was spelt wrongly in an early text."
    assert STORY[0] not in found.values()


SAID = "soldiers killed 5 rebels"
CAPTIONED = [
    f"<figure><figcaption>Representational image: {SAID}.</figcaption></figure>",
    f"<figure><img src='x.jpg'><figcaption>A battle in which {SAID} (Image for representation)</figcaption></figure>",
    f"<figure><img src='x.jpg'><figcaption><em>Photo used for illustrative purposes</em>: {SAID}</figcaption></figure>",
    f"<div class='media'><p class='wp-caption-text'>Scene where {SAID}; photo is representational</p></div>",
    f"<p>File photo: {SAID}.</p>",
]


@pytest.mark.parametrize("figure", CAPTIONED)
@pytest.mark.parametrize(
    "around", ["<h1>Army advances</h1>%s<p>Two bridges were closed, the army said.</p>", "<div><h1>Army advances</h1>%s</div>" * 2, None]
)
def test_captions_that_call_their_picture_representational_are_left_out_or_marked(
    parser: PageProcess, figure: str, around: str | None
) -> None:
    document, _ = read(parser, page(figure) if around is None else around.replace("%s", figure, 1).replace("%s", f"<p>{STORY[0]}</p>"))
    assert document is not None
    rest = document.text
    for kind, words in parts(document):
        if kind == "caption":
            assert is_representational(words, 0, len(words))
            rest = rest.replace(words, "")
    assert SAID not in rest
    assert STORY[0] in rest or "Two bridges were closed" in rest


def test_words_that_also_stand_in_the_story_are_not_taken_for_a_caption(parser: PageProcess) -> None:
    document, _ = read(parser, page(f"<figure><figcaption>{STORY[0]}</figcaption></figure>"))
    assert document is not None
    assert "caption" not in dict(parts(document))


def test_encodings_declared_wrongly_declared_and_undeclared(parser: PageProcess) -> None:
    words = "Le général a déclaré que les combats près de la forêt ont été très violents."
    source = f'<html><head><meta charset="%s"></head><body><p>{words}</p><p>{words.replace("Le", "Un")}</p></body></html>'
    declared, problems = read(parser, (source % "iso-8859-1").encode("cp1252"))
    assert declared is not None
    assert words in declared.text
    assert problems == []
    wrong, problems = read(parser, (source % "iso-8859-1").encode())
    assert wrong is not None
    assert words in wrong.text
    assert [p.reason for p in problems] == ["the declared encoding is wrong"]
    undeclared, problems = read(parser, (source % "").encode("cp1252"))
    assert undeclared is not None
    assert words in undeclared.text
    assert [p.reason for p in problems] == ["not UTF-8"]


def test_short_pages_are_read(parser: PageProcess) -> None:
    document, problems = read(parser, "<p>Two died in the town.</p>")
    assert document is not None
    assert document.text == "Two died in the town."
    assert problems == []


@pytest.mark.parametrize(
    "source", ["<html><body></body></html>", "<html><script>load()</script></html>", "<!doctype html>", "<html><title>x</title>"]
)
def test_a_page_without_text_is_a_problem(parser: PageProcess, source: str) -> None:
    document, problems = read(parser, source)
    assert document is None
    assert [str(p) for p in problems] == ["page.html: a page without text; scripts may make it: save it from a browser after it has loaded"]


STORY_HTML = "".join(f"<p>{p}</p>" for p in STORY * 3)
HOSTILE = {
    "100,000 nested divs": "<div>" * 100_000 + STORY_HTML + "</div>" * 100_000,
    "nested halfway": STORY_HTML + "<div>" * 3_000 + STORY_HTML.replace("350", "351") * 5,
    "100,000 open spans": "<span>" * 100_000 + STORY_HTML,
    "nested tables": "<table><tr><td>" * 20_000 + STORY_HTML,
    "a million attributes": "<div" + " a" * 1_000_000 + ">" + STORY_HTML,
    "open brackets": STORY_HTML + "<" * 500_000,
    "open tags": STORY_HTML + "<a " * 300_000,
    "entities": STORY_HTML + "&#" + "9" * 100_000 + ";" + "&amp" * 100_000,
    "control characters": "<h1>a&#1;b\x02c&#xffff;</h1>" + STORY_HTML + "<aside>&#2;</aside>&#3;<p>x",
    "nul bytes": "\0" * 1000 + STORY_HTML,
    "nested quotations": "<blockquote>" * 50_000 + STORY_HTML,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_pages_are_read_or_reported_in_time_and_the_next_one_is_read(parser: PageProcess, name: str) -> None:
    started = time.monotonic()
    document, problems = read(parser, "<!doctype html><html><body>" + HOSTILE[name])
    assert time.monotonic() - started < 15
    assert document is not None or any(p.skipped for p in problems)
    if document is not None:
        assert "350 raiders" in document.text
        assert "351 raiders" in document.text or name != "nested halfway"
    after, _ = read(parser, page())
    assert after is not None


def test_a_page_that_takes_too_long_is_a_problem_and_the_process_starts_again() -> None:
    with PageProcess(page_seconds=0.02) as impatient:
        document, problems = read(impatient, page())
        assert document is None
        assert ["takes longer" in p.reason for p in problems] == [True]
        impatient._seconds["page"] = 10.0
        document, problems = read(impatient, page())
        assert document is not None


def test_a_process_that_dies_is_started_again(parser: PageProcess) -> None:
    assert read(parser, page())[0] is not None
    assert parser._process is not None
    parser._process.kill()
    parser._process.wait()
    document, problems = read(parser, page())
    assert document is not None
    assert problems == []


@pytest.mark.parametrize(
    "unit", ["<", "<a ", "<!--", "<script>", "&", "<![CDATA[", "<a b='", "</", "<!doctype", "<a" + " b" * 9, "<svg>", "<?", '<a b="x']
)
def test_visible_text_is_read_in_linear_time(unit: str) -> None:
    started = time.process_time()
    visible_text((unit * 500_000)[:500_000])
    assert time.process_time() - started < 2


def test_visible_text_keeps_blocks_apart_and_leaves_out_what_is_not_seen() -> None:
    source = (
        "<style>p{}</style><h1>One</h1><p>two <b>three</b>&nbsp;four<br>five<ul><li>six<li>seven</ul><!-- no -->"
        "<td>8</td><td>9</td><a title='1 > 0'>ten</a>"
    )
    assert visible_text(source) == "One\ntwo three four\nfive\nsix\nseven\n8 9 ten"


def test_a_page_file_is_found_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "story"
    path.write_text(page())
    (document,) = ingest_paths([str(path)])
    assert isinstance(document, Document)
    assert document.outlet == "Example Wire"
