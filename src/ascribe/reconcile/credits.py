"""Credits: whom a report names as the writer of its words, and which of two reports came first.

In:  a report.   Out: `Credit`, and a key that sorts reports from the first to the last.

An agency is credited in the outlet's name ("Dawn (Reuters)"), and so is any medium ("Dawn (Al Jazeera)"); an agency besides in a
dateline ("KABUL (AP) —"), in a line of its own at the head or the foot ("By The Associated Press", "— AFP", "Copyright 2017 The
Associated Press"), or by its own habit ("Reporting by …; Editing by …").
That it "contributed to this report" credits nobody. A medium that the lead cites ("BBC reports that") is named for that passage only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from ascribe.domain.document import Document, published_day
from ascribe.domain.span import Span
from ascribe.lexicon.actors import actor_key, load_actors, words

__all__ = ["Credit", "Place", "Report", "credit_of", "medium_name", "origin_name", "sort_key"]

#: A dateline and a byline stand in the first passages, a signature in the last.
HEAD_PASSAGES = 4
FOOT_PASSAGES = 3
#: Code points: a line that credits is short, a dateline near the start of its line.
LONGEST_CREDIT = 120
DATELINE_WITHIN = 100

_DATELINE = re.compile(r"\((?P<who>[^()\n]{2,40})\)\s{0,2}(?:[-–—―_]{1,2}|:)")
_BEHIND = re.compile(r"\S\s{0,2}\((?P<who>[^()\n]{2,60})\)\s{0,2}\Z")
_LAST_WORDS = re.compile(r"(?:\((?P<brackets>[^()\n]{2,40})\)|[-–—―]\s{0,2}(?P<dash>[A-Z][\w .&/-]{1,40}))[.\s]*\Z")
_CREDIT_LINE = re.compile(
    r"""\A\W* (?: (?:by|source|from|via|with\ (?:inputs?|files|reports?)\ from) \b [:\s]*
              | (?:copyright|©|\(c\)) [\s©]* (?:\(c\)\s*)? (?:\d{4}[,\s]*)? (?:by\s+)? )? """,
    re.VERBOSE | re.IGNORECASE,
)
_CITED_NEXT = re.compile(
    r"\b(?:according to|reported (?:by|in)|quoted (?:by|in)|citing|reports?|told)\s+(?:the\s+)?(?:news agency\s+)?(?=[A-Z])", re.IGNORECASE
)
_CITED_BEFORE = re.compile(r"(?<=\w)\s+(?:news agency\s+)?(?:reports?|reported|is reporting|has reported)\b")
#: Code points: no medium's name is longer.
LONGEST_NAME = 60


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A document as far as copies go. `notices` are the spans of its text that are no report (advertisements, terms of use),
    `datelines` those of its datelines."""

    id: str
    text: str
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    title: str | None = None
    notices: tuple[Span, ...] = ()
    datelines: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        if self.published is not None:
            published_day(self.published)

    @classmethod
    def of(cls, document: Document) -> Report:
        """The report that a document is."""
        notices, datelines = (tuple(p.span for p in document.parts if p.kind == kind) for kind in ("notice", "dateline"))
        return cls(
            id=document.id, text=document.text, outlet=document.outlet, published=document.published, url=document.url,
            title=document.title, notices=notices, datelines=datelines,
        )  # fmt: skip


class Credit(NamedTuple):
    """Whose words a report's are, as ids of the actor catalogue: the medium that prints it, the agency that it credits (or the medium
    that stands in brackets behind its outlet's name), and the media that passages of its lead cite, by number of passage."""

    medium: str | None
    agency: str | None
    cited: tuple[tuple[int, str], ...]


class _Media(NamedTuple):
    ids: Mapping[str, str]
    longest: int
    agencies: frozenset[str]
    hosts: Mapping[str, str]
    signatures: Mapping[str, str]
    only_helped: tuple[str, ...]
    social_media: frozenset[str]


@cache
def _media() -> _Media:
    file = json.loads(files("ascribe.reconcile").joinpath("agencies.json").read_text("utf-8"))
    ids: dict[str, str] = {}
    for actor in load_actors().actors.values():
        if actor.kind == "media":
            for name in (actor.name, *actor.aliases, *actor.weak):
                ids.setdefault(actor_key(name), actor.id)
    return _Media(
        ids=ids,
        longest=max(len(key.split()) for key in ids),
        agencies=frozenset(file["agencies"]),
        hosts={host: agency for agency, hosts in file["agencies"].items() for host in hosts},
        signatures={words: agency for agency, phrases in file["signatures"].items() for words in phrases},
        only_helped=tuple(file["only_helped"]),
        social_media=frozenset(file["social_media"]),
    )


def credit_of(report: Report, passages: Sequence[Span]) -> Credit:
    """Whom the report credits.

    >>> text = "KABUL (AP) — Two died on Monday."
    >>> credit_of(Report(id="d", text=text, outlet="Dawn"), [Span(0, len(text))])
    Credit(medium='dawn', agency='ap', cited=())
    """
    medium, agency = _printed_by(report)
    agency = agency or next(_credited(report.text, passages), None)
    cited = tuple(c for c in _cited(report.text, passages) if c[1] not in (medium, agency))
    return Credit(medium, agency, cited)


def _printed_by(report: Report) -> tuple[str | None, str | None]:
    """The medium of the outlet's name or address, and whom either credits: an agency, or any medium in brackets behind the name."""
    media = _media()
    outlet = report.outlet or ""
    host = (urlsplit(report.url).hostname or "").removeprefix("www.") if report.url else ""
    of_host = media.hosts.get(host)
    behind = _BEHIND.search(outlet)
    named = list(_media_in(outlet if behind is None else outlet[: behind.start("who") - 1]))
    given = list(_media_in(behind["who"])) if behind is not None else []
    medium = media.ids.get(actor_key(outlet)) or next((m for m in named if m not in media.agencies), None) or next(iter(named), of_host)
    credited = next((m for m in (*named, *given) if m in media.agencies), None) or of_host
    return medium, credited or next((m for m in given if m != medium), None)


def _credited(text: str, passages: Sequence[Span]) -> Iterator[str]:
    """The agencies that the head, then the foot of a text credits."""
    head, foot = passages[:HEAD_PASSAGES], passages[max(HEAD_PASSAGES, len(passages) - FOOT_PASSAGES) :]
    for passage in head:
        for match in _DATELINE.finditer(text, passage.start, min(passage.end, passage.start + DATELINE_WITHIN)):
            yield from _agencies_in(match["who"])
    for passage in (*head, *foot):
        if len(passage) <= LONGEST_CREDIT:
            yield from _line_credit(passage.of(text))
    for passage in passages[-FOOT_PASSAGES:]:
        line = passage.of(text)
        if last := _LAST_WORDS.search(line[-LONGEST_CREDIT:]):
            yield from _agencies_in(last["brackets"] or last["dash"])
        opened = line.lower().lstrip("( ")
        yield from (a for words, a in _media().signatures.items() if opened.startswith(words) and "editing by" in opened)


def _line_credit(line: str) -> Iterator[str]:
    """The agency of a line that says no more than who wrote: "By The Associated Press", "JOHN DOE, Associated Press"."""
    media = _media()
    if any(helped in line.lower() for helped in media.only_helped):
        return
    opened = _CREDIT_LINE.match(line)
    rest = line[opened.end() :] if opened is not None else line
    parts = re.split(r"\s[|–—-]\s|,\s|[./]\s|/|\n", rest.strip(" .()[]–—-"))
    found = [a for a in (media.ids.get(actor_key(part)) for part in parts if part.strip()) if a in media.agencies]
    if found and len(rest.split()) <= (12 if opened is not None and opened.end() > 1 else 7):
        yield str(found[0])


def _agencies_in(words_in_brackets: str) -> Iterator[str]:
    return (medium for medium in _media_in(words_in_brackets) if medium in _media().agencies)


def _media_in(words: str) -> Iterator[str]:
    for part in re.split(r"[/,;&|()]|\b(?:and|via)\b", words):
        if (found := _media().ids.get(actor_key(part))) is not None:
            yield found


def _cited(text: str, passages: Sequence[Span]) -> Iterator[tuple[int, str]]:
    """The media that the first passages of prose name as where they have it from."""
    ids = _media().ids
    lead = [(n, p) for n, p in enumerate(passages) if len(p) > LONGEST_CREDIT // 2][:2]
    for number, passage in lead:
        for cue in _CITED_NEXT.finditer(text, *passage):
            keys = [w.key for w in words(text, cue.end(), min(passage.end, cue.end() + LONGEST_NAME))]
            names = [" ".join(keys[:n]) for n in range(_media().longest, 0, -1)] if text[cue.end()].isupper() else []
            yield from ((number, ids[name]) for name in [next((n for n in names if n in ids), None)] if name is not None)
        for cue in _CITED_BEFORE.finditer(text, *passage):
            before = list(words(text, max(passage.start, cue.start() - LONGEST_NAME), cue.start()))
            tails = [before[-n:] for n in range(min(_media().longest, len(before)), 0, -1)]
            names = [" ".join(w.key for w in tail) for tail in tails if text[tail[0].start].isupper()]
            yield from ((number, ids[name]) for name in [next((n for n in names if n in ids), None)] if name is not None)


def origin_name(report: Report, credit: Credit) -> str:
    """Who wrote what the report itself wrote: `agency:` and the agency credited, `outlet:` and the outlet credited, else the report's
    own, or the document's id.

    >>> origin_name(Report(id="sha256:1", text="", outlet="The Valley News"), Credit(None, None, ()))
    'outlet:valley news'
    """
    if credit.agency is not None:
        return medium_name(credit.agency)
    key = actor_key(report.outlet) if report.outlet else ""
    if not key or key in _media().social_media:
        return report.id
    return f"outlet:{credit.medium or key}"


def medium_name(medium: str) -> str:
    """The origin of what a medium wrote.

    >>> medium_name("afp"), medium_name("bbc")
    ('agency:afp', 'outlet:bbc')
    """
    return f"{'agency' if medium in _media().agencies else 'outlet'}:{medium}"


class Place(NamedTuple):
    """Where a report stands in the order of first telling; smaller is earlier."""

    when: int
    day: str
    rank: int
    moment: str
    minus_length: int
    id: str


def sort_key(report: Report, credit: Credit) -> Place:
    """The report's place: by day; of one day agencies before outlets, those before whoever credits another; then by hour; then the
    longer first, as an excerpt is made of the whole; then by id.

    Undated agency copy comes before everything, all else that is undated after everything, so that the order has no circles.

    >>> early, late = (Report(id=i, text="", published=p) for i, p in (("b", "2021-09-01"), ("a", "2021-09-02")))
    >>> sort_key(early, Credit(None, None, ())) < sort_key(late, Credit(None, None, ()))
    True
    """
    own = credit.agency is not None and credit.agency == credit.medium  # of media only an agency is both
    rank = 0 if own else 2 if credit.agency is not None or credit.cited else 1
    if report.published is None:
        return Place(0 if own else 2, "", rank, "", -len(report.text), report.id)
    moment = datetime.fromisoformat(report.published)
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    hour = moment.strftime("%H:%M:%S.%f") if "T" in report.published else ""
    return Place(1, moment.date().isoformat(), rank, hour, -len(report.text), report.id)
