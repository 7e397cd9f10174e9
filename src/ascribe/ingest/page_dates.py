"""When a page was published: JSON-LD, OpenGraph, meta names, `<time>`, and trafilatura's date where all of them are silent.

In:  a parsed page and its JSON-LD nodes.   Out: candidate dates as written, the most trustworthy first.

Dates inside embedded posts (and what frames a link to one), quotations, footers, comments and lists of other stories are never looked
at; a date must name its day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from ascribe.ingest.dates import best_of_day, read_date
from ascribe.ingest.page_parts import take_out
from ascribe.ingest.page_posts import names_of, without_posts, words_of

__all__ = ["ARTICLE_TYPES", "TREE_ERRORS", "find_page_date", "types_of"]

#: schema.org types of a page that is one report.
ARTICLE_TYPES = frozenset(
    {
        "Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle", "OpinionNewsArticle",
        "ReviewNewsArticle", "AskPublicNewsArticle", "AdvertiserContentArticle", "LiveBlogPosting", "BlogPosting", "Report", "TechArticle",
        "ScholarlyArticle",
    }
)  # fmt: skip
#: Odd trees break trafilatura in odd places.
TREE_ERRORS = (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError)
_META_NAMES = (
    "article:published_time", "og:published_time", "og:article:published_time", "article:published", "datepublished", "date_published",
    "pubdate", "publishdate", "publish-date", "publish_date", "published-date", "publication_date", "publication-date", "dc.date.issued",
    "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "parsely-pub-date", "sailthru.date",
    "cxenseparse:recs:publishtime", "article.published", "originalpublicationdate", "bt:pubdate", "displaydate", "date",
)  # fmt: skip
#: An element named with one of these words holds dates of something else.
_ELSEWHERE = frozenset(
    {
        "related", "comment", "comments", "sidebar", "footer", "copyright", "recommended", "most", "popular", "trending", "teaser", "promo",
        "nav", "widget", "updated", "modified",
    }
)  # fmt: skip
_ELSEWHERE_TAGS = frozenset({"blockquote", "aside", "footer", "nav", "iframe", "li", "figure"})
_DATE_CLASS = re.compile(r"date|time|publish|posted|byline|entry-meta", re.I)
#: trafilatura refuses dates after today unless told otherwise; reading must not depend on the day it is done.
_LATEST = "2999-12-31"


def find_page_date(tree: Any, nodes: list[Mapping[str, Any]]) -> tuple[str | None, str | None]:
    """The page's publication date in ISO with the zone as written, and the first thing that stands for one but is none."""
    own = without_posts(tree)
    written = [*_from_nodes(nodes), *_from_meta(own), *_from_time(own)]
    dates = [d for d in map(read_date, written) if d is not None]
    if dates:
        return best_of_day(dates), None
    found = _from_trafilatura(own)
    return found, (written[0][:60] if written and found is None else None)


def _from_nodes(nodes: list[Mapping[str, Any]]) -> Iterator[str]:
    """`datePublished` of the page's own article, before that of a node of another type."""
    articles = [n for n in nodes if types_of(n) & ARTICLE_TYPES]
    pages = [n for n in nodes if types_of(n) & {"WebPage", "ItemPage"}]
    for node in [*articles, *pages]:
        value = node.get("datePublished")
        if isinstance(value, str) and value.strip():
            yield value
            return


def types_of(node: Mapping[str, Any]) -> set[str]:
    """The types of a JSON-LD node, without the vocabulary's address."""
    value = node.get("@type")
    return {str(t).rsplit("/", 1)[-1] for t in (value if isinstance(value, list) else [value])}


def _from_meta(tree: Any) -> Iterator[str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        content = (meta.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop"):
            key = (meta.get(attribute) or "").strip().lower()
            if key and content:
                found.setdefault(key, content)
    for name in _META_NAMES:
        if name in found:
            yield found[name]


def _from_time(tree: Any) -> Iterator[str]:
    """Dates of `<time>` and of elements marked `datePublished`: the marked first; unmarked ones only where all name one day."""
    marked: list[str] = []
    others: list[str] = []
    for element in tree.iter("time", "span", "div", "p", "abbr"):
        is_published = (element.get("itemprop") or "").lower() == "datepublished"
        if element.tag != "time" and not is_published:
            continue
        value = element.get("datetime") or element.get("content") or (element.text_content() if is_published else "")
        if not value or len(value) > 64 or (element.get("itemprop") or "").lower() == "datemodified" or _is_elsewhere(element):
            continue
        is_published = (
            is_published
            or element.get("pubdate") is not None
            or bool(re.search(r"publish|entry-date|posted", element.get("class") or "", re.I))
        )
        (marked if is_published else others).append(value)
    yield from marked
    days = {d[:10] for d in map(read_date, others) if d is not None}
    if len(days) == 1 and not marked:
        yield from others


def _is_elsewhere(element: Any) -> bool:
    for step in (element, *element.iterancestors()):
        if step.tag in ("body", "html"):
            return False
        if step.tag in _ELSEWHERE_TAGS or not _ELSEWHERE.isdisjoint(words_of(step)):
            return True
    return False


def _from_trafilatura(tree: Any) -> str | None:
    """trafilatura's date of a page stripped of prose, pictures and what is not the page's own; only where the page spells the day."""
    from lxml import etree
    from trafilatura.metadata import extract_metadata

    page = deepcopy(tree)
    for element in list(
        page.iter("blockquote", "aside", "footer", "nav", "iframe", "img", "figure", "script", "style", "p", "li", etree.Comment)
    ):
        if element.tag != "p" or not _DATE_CLASS.search(names_of(element)):
            take_out(element)
    for element in list(page.xpath("//*[@class or @id or @property or @itemprop or self::meta]")):
        says = " ".join(element.get(a) or "" for a in ("property", "name", "itemprop", "http-equiv")).lower()
        is_later = any(word in says for word in ("modif", "update", "revis", "last"))
        if is_later or (element.tag not in ("html", "body") and not _ELSEWHERE.isdisjoint(words_of(element))):
            take_out(element)
    try:
        found = extract_metadata(page, date_config={"extensive_search": False, "original_date": True, "max_date": _LATEST}).date
    except TREE_ERRORS:
        return None
    if not isinstance(found, str) or read_date(found) is None or len(found) != 10:
        return None
    return found if _spells(etree.tostring(page, encoding="unicode", method="html"), found) else None


def _spells(page: str, day: str) -> bool:
    """Whether the page writes this day out; a year or a month alone must not become its first day."""
    y, m, d = (int(n) for n in day.split("-"))
    return any(
        re.search(pattern, page)
        for pattern in (
            rf"(?<!\d){y}[-/._]?0?{m}[-/._]?0?{d}(?!\d)",
            rf"(?<!\d)(?:0?{m}[-/.]0?{d}|0?{d}[-/.]0?{m})[-/.](?:{y}|{y % 100:02d})(?!\d)",
            rf"(?<!\d)0?{d}(?!\d)[^\d<>]{{1,25}}{y}(?!\d)",
            rf"(?<!\d){y}[^\d<>]{{1,10}}0?{m}[^\d<>]{{1,5}}0?{d}(?!\d)",
        )
    )
