"""Origins: where the words of a passage first stood, and who wrote them.

In:  what is copied of every report (`copies`), and the heads of the reports.   Out: `Origins`, asked with a document and a span.

Chains are followed back to the first report: aggregator → outlet → wire. The origin is the agency or medium that the first report is of or
credits; where it credits none, the one that the first report in the chain credits which prints the passage whole; else
the first report's outlet, or the report itself where it names none. Words that an outlet took from another medium by
its own account ("BBC reports that …" in the lead) are that medium's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from ascribe.domain.claim import Record
from ascribe.domain.span import Span
from ascribe.reconcile.copies import Copied, Copy, copies_of
from ascribe.reconcile.credits import Credit, Place, Report, medium_name, origin_name
from ascribe.reconcile.shelf import PackedShelf, Reading, read_report

__all__ = ["Head", "Origin", "Origins", "claim_origins", "head_of"]


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What an origin needs to know of a report: its own origin, its agency, its place in the order, the spans that cite a medium."""

    document: str
    origin: str
    agency: str | None
    place: Place
    cited: tuple[tuple[Span, str], ...] = ()


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where words first stood.

    `name` is who counts as one teller: `agency:reuters`, `outlet:dawn`, or the id of a document. `document` is the first report that has
    them, `span` where. `copied` is true where that is another report than the one asked about.
    """

    name: str
    document: str
    span: Span
    copied: bool


def head_of(report: Report | Reading) -> Head:
    """The head of a report.

    >>> head_of(Report(id="d", text="KABUL (AP) — Two died.", outlet="Dawn")).origin
    'agency:ap'
    """
    reading = report if isinstance(report, Reading) else read_report(report)
    credit: Credit = reading.credit
    return Head(
        document=reading.report.id,
        origin=origin_name(reading.report, credit),
        agency=credit.agency,
        place=reading.place,
        cited=tuple((reading.passages[n], medium) for n, medium in credit.cited),
    )


class Origins:
    """The origins of everything in a set of reports."""

    def __init__(self, heads: Iterable[Head], copied: Iterable[Copied]) -> None:
        self._heads: Mapping[str, Head] = {h.document: h for h in heads}
        self._copies: dict[str, tuple[Copy, ...]] = {
            c.document: tuple(copy for copy in c.copies if copy.kind != "quotation") for c in copied
        }
        #: first reports → stretches of them → the first report that prints one whole and credits an agency, and which
        self._credited: dict[str, dict[Span, tuple[Place, str]]] = {}
        for copies in self._copies.values():
            for copy in copies:
                head = self._heads[copy.document]
                if head.agency is not None and copy.kind in ("exact", "near"):
                    first, where = self._first(copy.of, copy.of_span)
                    stretches = self._credited.setdefault(first, {})
                    stretches[where] = min(stretches.get(where, (head.place, head.agency)), (head.place, head.agency))

    def at(self, document: str, span: Span) -> Origin:
        """The origin of the words at `span`: of the copied words among them, if any are copied."""
        first, where = self._first(document, span)
        head = self._heads[first]
        name = head.origin
        if head.agency is None:
            agencies = [credited for s, credited in self._credited.get(first, {}).items() if s.overlaps(where)]
            cited = next((medium for s, medium in head.cited if s.overlaps(where)), None)
            if agencies:
                name = medium_name(min(agencies)[1])
            elif cited is not None:
                name = medium_name(cited)
        return Origin(name=name, document=first, span=where, copied=first != document)

    def _first(self, document: str, span: Span) -> tuple[str, Span]:
        """The first report that has the words, and where."""
        while True:
            over = [c for c in self._copies.get(document, ()) if c.span.overlaps(span)]
            if not over:
                return document, span
            copy = min(over, key=lambda c: (-_common(c.span, span), c.span, c.of, c.of_passage))
            document, span = copy.of, copy.of_span


def claim_origins(records: Iterable[Record]) -> Iterator[tuple[str, Origin]]:
    """The origin of every claim of some records, by the id of the claim: that of the words that name its event.

    A store that keeps fingerprints asks `Origins` instead.
    """
    kept = {record.document.id: record for record in records}
    shelf = PackedShelf(Report.of(record.document) for record in kept.values())
    origins = Origins((head_of(shelf.reading(d)) for d in shelf.documents), (copies_of(d, shelf) for d in shelf.documents))
    for document in sorted(kept):
        for claim in kept[document].claims:
            yield claim.id, origins.at(document, claim.event.trigger)


def _common(a: Span, b: Span) -> int:
    return min(a.end, b.end) - max(a.start, b.start)
