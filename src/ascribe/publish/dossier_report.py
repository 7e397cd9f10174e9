"""A report in a dossier: where it comes from, and its passages that carry claims, every span in the colour and shape of its role.

In:  a document, its claims, a pen, the cuts of a mask.   Out: HTML.

A passage is as it was read, sign by sign, with its offsets; what is left out between two is marked as left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from ascribe.domain.claim import Claim
from ascribe.domain.document import Document
from ascribe.domain.span import Span
from ascribe.publish.dossier_incident import claim_anchor
from ascribe.publish.markup import Inside, Markup, Pen
from ascribe.publish.masking import Mask
from ascribe.publish.wording import one_line

__all__ = ["ROLES", "Cited", "report_section"]

#: Role → how it is drawn, in words; the order in which marks lie in one another.
ROLES: Final = {
    "source": "source", "cue": "words of saying", "actor": "who acts or is acted upon", "event": "event", "number": "number",
    "place": "place", "date": "date",
}  # fmt: skip
#: Letters around the words of claims; a paragraph that is hardly longer is shown whole.
_AROUND: Final = 220
_WHOLE: Final = 900
_BLANK: Final = re.compile(r"\s")


class Cited(NamedTuple):
    """A claim that a dossier cites, and the incident in which it does so first."""

    claim: Claim
    incident: str
    number: int


class _Mark(NamedTuple):
    start: int
    end: int
    role: str


def report_section(document: Document, cited: Sequence[Cited], pen: Pen, mask: Mask) -> Markup:
    """A report with its cited passages."""
    tag = pen.tag
    url = mask.address(one_line(document.url)) if document.url else None
    head = tag(
        "header",
        tag(
            "p",
            one_line(document.outlet or "") or "without an outlet",
            f" · {document.published or 'undated'}",
            class_="eyebrow",
            dir="auto",
        ),
        tag("h3", one_line(document.title or "") or "Without a title", dir="auto"),
        tag("p", pen.plain(url), class_="small address") if url else None,
    )
    passages = [_passage(document, span, cited, pen, mask) for span in passages_of(document.text, [c.claim for c in cited])]
    return tag("article", head, _facts(document, pen), passages, class_="report", id=f"d-{document.id.removeprefix('sha256:')}")


def _facts(document: Document, pen: Pen) -> Markup:
    """What it takes to find the same text again, and to read it in the same way."""
    reading = document.reading
    rows: list[tuple[str, str | None]] = [
        ("document", document.id),
        ("text", f"sha256:{document.text_sha256.removeprefix('sha256:')}"),
        ("as received", f"sha256:{document.source_sha256.removeprefix('sha256:')}"),
        ("published", _from(document)),
        ("read by", None if reading is None else f"{reading.reader} {reading.version}, reading {reading.id}"),
        (
            "with",
            "; ".join(f"{r.name} {r.version} {r.sha256.removeprefix('sha256:')[:12]}" for r in reading.resources) if reading else None,
        ),
        ("copy of", document.copy_of),
        ("version of", document.version_of),
        ("translated", f"from {document.translated.from_ or 'unknown'} by {document.translated.by}" if document.translated else None),
    ]
    told = [(pen.tag("dt", name), pen.tag("dd", pen.tag("code", pen.plain(value)))) for name, value in rows if value]
    flags = [(pen.tag("dt", "flag"), pen.tag("dd", f"{flag.code.replace('_', ' ')}: {flag.why}", dir="auto")) for flag in document.flags]
    return pen.tag("dl", told, flags, class_="facts")


def _from(document: Document) -> str | None:
    if document.published is None:
        return None
    return f"{document.published} ({'as given' if document.published_from == 'given' else 'as the page says'})"


def passages_of(text: str, claims: Iterable[Claim]) -> list[Span]:
    """The stretches of a text that hold every span of these claims: their paragraphs, long ones cut at words around the spans."""
    wanted: list[Span] = []
    for claim in claims:
        for span in claim.spans():
            start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
            end = len(text) if end < 0 else end
            if end - start > _WHOLE:
                start, end = (
                    _at_word(text, max(start, span.start - _AROUND), start, -1),
                    _at_word(text, min(end, span.end + _AROUND), end, 1),
                )
            wanted.append(Span(start, end))
    joined: list[Span] = []
    for span in sorted(wanted, key=lambda s: (s.start, s.end)):
        if joined and span.start <= joined[-1].end + 1:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _at_word(text: str, at: int, bound: int, step: int) -> int:
    """The nearest place at or beyond `at`, in the direction of `bound`, that does not cut a word."""
    while at != bound and not (_BLANK.match(text, at - 1) if step < 0 else _BLANK.match(text, at)):
        at += step
    return at


def _passage(document: Document, span: Span, cited: Sequence[Cited], pen: Pen, mask: Mask) -> Markup:
    text = document.text
    marks = sorted({m for c in cited for m in _marks(c.claim) if m.start < span.end and m.end > span.start})
    contents = [c.claim.content for c in cited if c.claim.content.overlaps(span)]
    cuts = {cut.start: cut for cut in mask.cuts(text) if cut.start < span.end and cut.end > span.start}
    begins: dict[int, list[Cited]] = {}
    for c in cited:
        at = c.claim.event.trigger.start
        if span.start <= at < span.end:
            begins.setdefault(next((cut.start for cut in cuts.values() if cut.start < at < cut.end), at), []).append(c)
    borders = {
        span.start,
        span.end,
        *(p for m in marks for p in (m.start, m.end)),
        *(p for c in contents for p in (c.start, c.end)),
        *begins,
    }
    for cut in cuts.values():  # a name is masked whole
        borders = {p for p in borders if not cut.start < p < cut.end} | {cut.start, cut.end}
    edges = sorted(p for p in borders if span.start <= p <= span.end)
    pieces: list[Inside] = []
    for start, end in pairwise(edges):
        pieces += [_anchor(c, pen) for c in begins.get(start, ())]
        hidden = cuts.get(start)
        words: Inside = pen.plain(text[start:end]) if hidden is None else pen.tag("span", pen.plain(hidden.words), class_="mask")
        roles = {m.role for m in marks if m.start < end and m.end > start}
        for role in reversed(ROLES):
            if role in roles:
                words = pen.tag("mark", words, class_=role, title=ROLES[role])
        inside = any(c.start < end and c.end > start for c in contents)
        pieces.append(pen.tag("span", words, class_="content") if inside else words)
    offsets = pen.tag("span", f"characters {span.start}–{span.end}", class_="at")
    before, after = (
        "… " if span.start and text[span.start - 1] != "\n" else "",
        " …" if span.end < len(text) and text[span.end] != "\n" else "",
    )
    return pen.tag("p", offsets, before, pieces, after, class_="passage", dir="auto", lang=document.language)


def _anchor(cited: Cited, pen: Pen) -> Markup:
    """Where a claim's event is named: its number, which leads back to its row."""
    link = pen.tag("a", str(cited.number), href=f"#{claim_anchor(cited.incident, cited.claim.id)}", aria_label=f"claim {cited.number}")
    return pen.tag("sup", link, id=cited.claim.id)


def _marks(claim: Claim) -> Iterator[_Mark]:
    said = claim.attribution
    spans: list[tuple[str, Span | None]] = [
        ("source", said.source.span if said.source else None), ("cue", said.cue), ("event", claim.event.trigger),
        ("place", claim.place.span if claim.place else None), ("date", claim.time.span if claim.time else None),
        *(("actor", p.span) for p in (*claim.initiator, *claim.target)), *(("number", q.span) for q in claim.quantities),
        *(("place", p.span) for p in claim.other_places),
    ]  # fmt: skip
    for role, span in spans:
        if span is not None:
            yield _Mark(span.start, span.end, role)
