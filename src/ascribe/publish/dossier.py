"""Incidents as one file to read: a page of HTML that needs nothing but itself, opens from a disk and prints.

In:  cases, a path or a stream.   Out: the page, and what it holds, counted.

No script, no link to an address, nothing from elsewhere: styles stand in it, a policy in its head forbids the rest, addresses are words.
The same cases give the same bytes: no clock is asked, the only times are those of the reports and decisions.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from ascribe._version import __version__
from ascribe.domain.document import Document
from ascribe.publish.case import Case
from ascribe.publish.dossier_incident import incident_anchor, incident_section, name_of
from ascribe.publish.dossier_report import ROLES, Cited, report_section
from ascribe.publish.files import writing
from ascribe.publish.incident_words import headline
from ascribe.publish.markup import Markup, Pen
from ascribe.publish.masking import NO_MASK, Mask

__all__ = ["DossierAccount", "publish_dossier"]

_STYLE: Final = Path(__file__).with_name("dossier.css").read_text(encoding="utf-8")
_STYLE_DIGEST: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_MASKED: Final = (
    "People who were acted upon, who are named as witnesses or residents, or who share a name with one of these, stand as [name 1], "
    "[name 2] … Offsets and digests are those of the original texts, which hold the names: they find the words there, not here. A name "
    "that no claim marks may have stayed, and a report's outlet, day and address lead to the original."
)


class DossierAccount(msgspec.Struct, frozen=True, kw_only=True):
    """What a dossier holds.

    >>> str(DossierAccount(n_incidents=1, n_claims=3, n_documents=2))
    '1 incident with 3 claims of 2 reports'
    """

    n_incidents: int
    n_claims: int
    n_documents: int
    n_masked: int | None = None

    def __str__(self) -> str:
        words = [f"{n} {noun}{'' if n == 1 else 's'}" for n, noun in (
            (self.n_incidents, "incident"), (self.n_claims, "claim"), (self.n_documents, "report"),
        )]  # fmt: skip
        names = "" if self.n_masked is None else f"; {self.n_masked} name{'' if self.n_masked == 1 else 's'} masked"
        return f"{words[0]} with {words[1]} of {words[2]}{names}"


def publish_dossier(cases: Iterable[Case], to: BinaryIO | str | Path, *, mask: Mask | None = None) -> DossierAccount:
    """Writes the dossier of these incidents, in their order, and the reports that they cite, in the order of publication.

    `mask` takes names out of all that is written, and the page says so; without it they stay.
    """
    told = tuple(cases)
    hide = NO_MASK if mask is None else mask
    pen = Pen(hide.words)
    documents, cited = _cited(told)
    anchors = frozenset(c.claim.id for of in cited.values() for c in of)
    held = frozenset(case.incident.id for case in told)
    with writing(to) as stream:
        stream.write(b"<!doctype html>\n")
        page = (
            _opening(told, pen, masked=mask is not None),
            [incident_section(case, pen, anchors=anchors, held=held) for case in told],
            _reports(documents, cited, pen, hide),
            _colophon(told, documents, pen),
        )
        body = pen.tag("body", pen.tag("main", page))
        stream.write(pen.tag("html", _head(told, pen, masked=mask is not None), body, lang="en").encode())
        stream.write(b"\n")
    n_claims = sum(len(case.claims) for case in told)
    n_masked = None if mask is None else mask.n_names
    return DossierAccount(n_incidents=len(told), n_claims=n_claims, n_documents=len(documents), n_masked=n_masked)


def _cited(cases: Iterable[Case]) -> tuple[list[Document], dict[str, list[Cited]]]:
    """The reports by day of publication, and the claims of each that are cited, in text order."""
    documents: dict[str, Document] = {}
    cited: dict[str, dict[str, Cited]] = {}
    for case in cases:
        for number, stored in enumerate(case.claims, 1):
            documents.setdefault(stored.document.id, stored.document)
            cited.setdefault(stored.document.id, {}).setdefault(stored.claim.id, Cited(stored.claim, case.incident.id, number))
    ordered = sorted(documents.values(), key=lambda d: (d.published is None, d.published or "", d.id))
    return ordered, {id: sorted(of.values(), key=lambda c: (c.claim.event.trigger.start, c.claim.id)) for id, of in cited.items()}


def _title(cases: tuple[Case, ...]) -> str:
    if len(cases) == 1:
        return name_of(cases[0])
    return f"{len(cases)} incidents"


def _head(cases: tuple[Case, ...], pen: Pen, *, masked: bool) -> Markup:
    tag = pen.tag
    policy = f"default-src 'none'; style-src 'sha256-{_STYLE_DIGEST}'; base-uri 'none'; form-action 'none'"
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="generator", content=f"Ascribe {__version__}"),
        tag("meta", name="masked", content="true" if masked else "false"),
        tag("title", _title(cases)),
        Markup(f"<style>{_STYLE}</style>"),
    )


def _opening(cases: tuple[Case, ...], pen: Pen, *, masked: bool) -> list[Markup]:
    tag = pen.tag
    parts = [tag("h1" if len(cases) == 1 else "p", "Ascribe dossier", class_="brand")]
    if masked:
        parts.append(tag("p", tag("strong", "Names are masked (masked: true). "), _MASKED, class_="masked", role="note"))
    if len(cases) == 1:
        return parts
    parts.append(tag("h1", _title(cases)))
    if not cases:
        return [*parts, tag("p", "No incident fits.", class_="lead")]
    parts.append(
        tag("p", "Each is what several claims are believed to tell. Every figure stands under the source that gave it.", class_="lead")
    )
    rows = [
        tag("li", tag("a", name_of(case), href=f"#{incident_anchor(case.incident.id)}"), ", ", _days(case), dir="auto") for case in cases
    ]
    return [*parts, tag("ol", rows, class_="contents")]


def _days(case: Case) -> str:
    time = case.incident.time
    if time is None:
        return "no day told"
    return headline(case.incident).rpartition(", ")[2]


def _reports(documents: list[Document], cited: dict[str, list[Cited]], pen: Pen, mask: Mask) -> Markup | None:
    tag = pen.tag
    if not documents:
        return None
    legend = tag("ul", [tag("li", tag("mark", words, class_=role)) for role, words in ROLES.items()],
                 tag("li", tag("span", "what the claim says", class_="content")), class_="legend")  # fmt: skip
    intro = "The passages that carry the claims, as they were read. A number before a word leads back to the claim that it opens."
    sections = [report_section(document, cited[document.id], pen, mask) for document in documents]
    return tag(
        "section", tag("h2", "The reports"), tag("p", intro, class_="soft"), legend, sections, class_="incident reports", id="reports"
    )


def _colophon(cases: tuple[Case, ...], documents: list[Document], pen: Pen) -> Markup:
    rules = sorted({figure.rule for case in cases for figure in case.incident.figures})
    readings = sorted({f"{d.reading.reader} {d.reading.version}, {d.reading.id}" for d in documents if d.reading is not None})
    lines = [
        "A report does not tell what happened; it tells who says so. What stands here are claims under their sources, grouped by a machine "
        "and by the people named; nothing was merged away or added up. Low and high span what is asserted as news; denials, corrected "
        "figures and background feed neither.",
        f"Rules of “best”: {', '.join(rules)}." if rules else None,
        f"Read by {'; '.join(readings)}." if readings else None,
        f"Written by Ascribe {__version__}. This file loads nothing, runs nothing and links nowhere.",
    ]  # fmt: skip
    return pen.tag("footer", [pen.tag("p", line) for line in lines if line], class_="colophon")
