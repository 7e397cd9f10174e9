"""Copies: which of two reports repeats the other, as a whole or in a passage.

In:  pairs labelled by reading, `{a: {id, sha256}, b: …, label, half}`; the texts stand in the row (`text`), or are those of that id and
     digest in `$ASCRIBE_DATA/gva_clusters`, US local news on gun violence. `label`: `copy`, a near copy of the whole or most of it;
     `partial`, at least one paragraph of news repeated; `none`, also where only a quotation or the frame of the page is.
Out: `copy`: `{p, r, f1}` of pairs labelled `copy`; `any`: of those labelled `copy` or `partial`; both on the half that is held apart.
     `looked_at`, `second`: the same on the half that rules were made on, and on pairs labelled when the rules stood.

Copies are looked for among all reports of the collection at once. A pair is found where both reports repeat one first report (`copy`),
or where a passage of one, quotations left out, stood first in the other or with a passage of the other in a third (`any`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from ascribe.ingest.parts import find_parts
from ascribe.reconcile.copies import Copied, find_copies
from ascribe.reconcile.credits import Report
from evaluation.scorers.claims import prf
from evaluation.suite import HERE, Defaults, Session, Suite, data_folder, read_rows

GOLD = HERE / "gold" / "copies.jsonl"
HALVES = ("held", "looked_at", "second")


class Side(msgspec.Struct, frozen=True):
    """One report of a pair: its text, or the digest of the text that the collection has under its id."""

    id: str
    sha256: str | None = None
    text: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    title: str | None = None


class Pair(msgspec.Struct, frozen=True):
    """Two reports and what one is to the other."""

    a: Side
    b: Side
    label: Literal["copy", "partial", "none"]
    half: Literal["held", "looked_at", "second"] = "held"


class Page(msgspec.Struct, frozen=True):
    """A row of the collection."""

    id: str
    text: str
    url: str | None = None
    publish_date: str | None = None
    title: str | None = None


def defaults() -> Defaults:
    """The gold that ships, where the texts are at hand."""
    return Defaults((GOLD,)) if _collection() is not None else Defaults((), note="ASCRIBE_DATA has no gva_clusters/: nothing scored")


def trained(row: Pair, by_id: bool) -> bool:
    """Nothing that finds copies is trained."""
    return False


def score(gold: Sequence[Pair], session: Session) -> dict[str, Any]:
    """Looks for copies among all reports at hand and asks of each pair whether it was found; no reader takes part."""
    given = [_given(side) for pair in gold for side in (pair.a, pair.b) if side.text is not None]
    file = _collection() if any(side.text is None for pair in gold for side in (pair.a, pair.b)) else None
    pages = list(_pages(file)) if file is not None else []
    digest_of = {p.id: hashlib.sha256(p.text.encode()).hexdigest() for p in pages}
    copied = {c.document: c for c in find_copies([*given, *pages])}
    tallies = {half: {"copy": [0, 0, 0], "any": [0, 0, 0]} for half in HALVES}
    n_missing = 0
    for pair in gold:
        if any(side.text is None and digest_of.get(side.id) != side.sha256 for side in (pair.a, pair.b)):
            n_missing += 1
            continue
        a, b = pair.a.id, pair.b.id
        whole = _first(a, copied) == _first(b, copied)
        found = {"copy": whole, "any": whole or _share_a_passage(a, b, copied)}
        wanted = {"copy": pair.label == "copy", "any": pair.label != "none"}
        for half in {pair.half, "looked_at" if pair.half == "second" else pair.half}:
            for kind, tally in tallies[half].items():
                tally[0] += found[kind] and wanted[kind]
                tally[1] += wanted[kind]
                tally[2] += found[kind]
    figures = {half: {kind: prf(*tally) for kind, tally in kinds.items()} for half, kinds in tallies.items()}
    return {
        **figures["held"], "looked_at": figures["looked_at"], "second": figures["second"],
        "pairs": len(gold) - n_missing, "missing_pairs": n_missing, "documents": len(copied),
    }  # fmt: skip


def _first(document: str, copied: Mapping[str, Copied]) -> str:
    """The first report of the chain of copies that a document ends."""
    while (earlier := copied[document].copy_of) is not None:
        document = earlier
    return document


def _share_a_passage(a: str, b: str, copied: Mapping[str, Copied]) -> bool:
    """Whether a passage of one stood in the other, or passages of both in a third."""
    stood_a, stood_b = set(_stood_before(a, copied)), set(_stood_before(b, copied))
    return bool(stood_a & stood_b) or any(d == b for d, _ in stood_a) or any(d == a for d, _ in stood_b)


def _stood_before(document: str, copied: Mapping[str, Copied]) -> Iterator[tuple[str, int]]:
    """The passages of earlier reports in which passages of a document stood."""
    for copy in copied[document].copies:
        at: tuple[str, int] | None = (copy.of, copy.of_passage) if copy.kind != "quotation" else None
        while at is not None:
            yield at
            before = (c for c in copied[at[0]].copies if c.passage == at[1] and c.kind != "quotation")
            at = next(((c.of, c.of_passage) for c in before), None)


def _collection() -> Path | None:
    folder = data_folder()
    file = folder / "gva_clusters" / "docs.jsonl.gz" if folder is not None else None
    return file if file is not None and file.exists() else None


def _pages(file: Path) -> Iterable[Report]:
    for _, page in read_rows(file, Page):
        host = (urlsplit(page.url).hostname or "").removeprefix("www.") if page.url else ""
        yield _report(page.id, page.text, host or None, page.publish_date, page.url, page.title)


def _given(side: Side) -> Report:
    return _report(side.id, side.text or "", side.outlet, side.published, side.url, side.title)


def _report(document: str, text: str, outlet: str | None, published: str | None, url: str | None, title: str | None) -> Report:
    notices = tuple(p.span for p in find_parts(text) if p.kind == "notice")
    return Report(id=document, text=text, outlet=outlet, published=published, url=url, title=title, notices=notices)


SUITE = Suite(
    name="copies",
    about="Pairs of US local news reports: near copies, repeated passages, neither",
    gold=Pair,
    defaults=defaults,
    trained=trained,
    score=score,
    gated=("copy.p", "copy.r", "any.p", "any.r"),
)
