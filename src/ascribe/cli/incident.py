"""`ascribe incident`: one incident with its figures by source, what contradicts what, its copies, and its claims day by day."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ascribe.cli.options import store_option
from ascribe.cli.printable import printable, printable_line

if TYPE_CHECKING:
    from ascribe.domain.decision import Decision
    from ascribe.domain.document import Document
    from ascribe.domain.flag import FlagCode
    from ascribe.domain.incident import Incident, SourceFigure
    from ascribe.pipeline_incidents import LinkedScenes
    from ascribe.reconcile.alignment import Change
    from ascribe.reconcile.incident_copies import CopiedTelling
    from ascribe.store import StoredClaim

#: Flags that say that two do not agree; those of `copy` are told with the copies.
_DISAGREE: frozenset[FlagCode] = frozenset(
    ("contradiction", "identity_conflict", "perpetrator_disputed", "figure_outlier", "self_contradiction", "sum_mismatch",
     "location_conflict", "retracted")
)  # fmt: skip
_PARTIES = {
    "initiator": "a party: initiator",
    "target": "a party: target",
    "ally": "a party: ally",
    "unknown": "relation unknown",
    "none": "",
}
_COPIED = {"exact": "word for word", "near": "nearly word for word", "partial": "in part"}


@click.command()
@click.argument("id", metavar="ID")
@store_option
@click.option("--json", "as_json", is_flag=True, help="The incident as JSON.")
def incident(id: str, store: Path, as_json: bool) -> None:
    """Show an incident: figures by source, contradictions, copies and what they changed, timeline.

    ID is an incident's id (i-…) or its beginning; the id of an incident that another has succeeded leads to that.
    """
    from ascribe.reconcile.incident_copies import copied_tellings
    from ascribe.store import open_store

    with open_store(store, create=False, read_only=True) as opened:
        found = opened.find_incident(id)
        if not found.id.removeprefix("i-").startswith(id.removeprefix("i-")):
            click.echo(f"{id} is no more; {found.id} has succeeded it", err=True)
        if as_json:
            sys.stdout.buffer.write(found.to_json() + b"\n")
            return
        claims = opened.claims_of(found)
    copies = copied_tellings((stored.document, [stored.claim]) for stored in claims)
    click.echo(describe_incident(found, claims, copies))


def describe_incident(found: Incident, claims: Sequence[StoredClaim], copies: Sequence[CopiedTelling] = ()) -> str:
    """An incident for a person; `copies` are the copies among its claims (`copied_tellings`)."""
    sections = (
        ("", _head(found)),
        ("Figures, by who gives them", _figures(found, claims)),
        ("Responsibility", _responsibility(found, claims)),
        ("What does not agree", (f"{flag.code}: {flag.why}" for flag in found.flags if flag.code in _DISAGREE)),
        ("Copies, and what they changed", _copies(found, claims, copies)),
        ("Other flags", (f"{flag.code}: {flag.why}" for flag in found.flags if flag.code not in _DISAGREE | {"copy"})),
        ("Relations", (f"{r.kind.replace('_', ' ')} {r.incident}" for r in found.relations)),
        ("Claims, in the order of reporting", _timeline(claims, copies)),
    )
    lines: list[str] = []
    for title, section in sections:
        told = list(section)
        if told:
            lines += [f"\n{title}", *(f"  {line}" for line in told)] if title else told
    return printable("\n".join(lines))


def _head(found: Incident) -> Iterator[str]:
    from ascribe.cli.progress import counted
    from ascribe.publish.incident_words import headline
    from ascribe.publish.wording import joined

    sources = found.sources
    yield headline(found)
    copies = f", {sources.copies} of them only repeating another" if sources.copies else ""
    told = f"{counted(len(found.claims), 'claim')} in {counted(sources.documents, 'document')}{copies}"
    yield f"{found.id}; {told}; {counted(sources.independent, 'independent voice')}"
    for role in ("initiator", "target"):
        names = [printable_line(actor.name) for actor in found.actors if actor.role == role]
        if names:
            yield f"{role}: {joined(names)}"
    yield f"{found.grade.code.replace('_', ' ')}: {found.grade.why}"


def _figures(found: Incident, claims: Sequence[StoredClaim]) -> Iterator[str]:
    from ascribe.publish.incident_words import figure_line, range_words
    from ascribe.publish.wording import no_figure_words

    if not found.figures:
        yield no_figure_words(q for stored in claims for q in stored.claim.quantities)
    documents = {stored.claim.id: stored.document for stored in claims}
    for figure in found.figures:
        yield figure_line(figure)
        yield from (f"    {_said(by, documents)}" for by in figure.by_source)
        grew = [next(states) for _, states in groupby(figure.history, key=lambda state: (state.low, state.high))]
        if len(grew) > 1:
            told = (f"{state.said or 'undated'} {range_words(state.low, state.high)}" for state in grew)
            yield f"    by day: {'; '.join(told)}"


def _said(by: SourceFigure, documents: dict[str, Document]) -> str:
    """A source's number with all that it takes to weigh it: whose it is, when it was said, in which reports it stands."""
    from ascribe.domain.quantity import number_words
    from ascribe.lexicon.source_kinds import is_nameless

    reports = list(dict.fromkeys(report_name(documents[claim]) for claim in by.claims if claim in documents))
    source = by.source or (reports[0] if reports else "a report without an outlet")
    kind = "" if by.source_kind == "unnamed" and not is_nameless(source) else by.source_kind  # who has a name is no unnamed source
    notes = [kind, _PARTIES[by.party], by.status if by.status != "asserted" else "", "background" if by.background else ""]
    notes += ["superseded" if by.superseded else ""]
    where = ", ".join(name for name in reports if name != source)
    line = f"{number_words(by)}: {source} ({', '.join(note for note in notes if note)}), {by.said or 'undated'}"
    return printable_line(line + (f"; in {where}" if where else ""))


def _responsibility(found: Incident, claims: Sequence[StoredClaim]) -> Iterator[str]:
    from ascribe.publish.incident_words import responsibility_line

    return (responsibility_line(said) for said in found.responsibility)


def _copies(found: Incident, claims: Sequence[StoredClaim], copies: Sequence[CopiedTelling]) -> Iterator[str]:
    documents = {stored.document.id: stored.document for stored in claims}
    for copy in copies:
        names = [f"{report_name(documents[id])}, {(documents[id].published or 'undated')[:10]}," for id in (copy.document, copy.of)]
        n = len(copy.claims)
        yield printable_line(f"{names[0]} repeats {names[1]} {_COPIED[copy.kind]}, in {n} of its claims here")
        yield from (f"    {printable_line(change_line(change))}" for change in copy.changes)
        if not copy.changes:
            yield "    no figure, fate or hedge was changed"
    shown = {copy.document for copy in copies}
    flagged = {claim for flag in found.flags if flag.code == "copy" for claim in flag.claims}
    for id in dict.fromkeys(stored.document.id for stored in claims if stored.claim.id in flagged):
        if id not in shown:
            name = printable_line(report_name(documents[id]))
            yield f"{name}: repeats words whose first report is not in this incident; they are counted once"


def change_line(change: Change) -> str:
    """What a copy changed, in a line: `number: “41” became “350”`, `hedge: “allegedly” was left out`."""
    was, now = change.was, change.now
    if was is None:
        return f"{change.kind}: “{now.text if now else ''}” was added"
    return f"{change.kind}: “{was.text}” " + (f"became “{now.text}”" if now is not None else "was left out")


def _timeline(claims: Sequence[StoredClaim], copies: Sequence[CopiedTelling]) -> Iterator[str]:
    from ascribe.publish import sentence_of

    copied = {claim for copy in copies for claim in copy.claims}
    heading = None
    for stored in claims:
        document = stored.document
        if document.id != heading:
            heading = document.id
            yield printable_line(f"{(document.published or 'undated')[:10]}, {report_name(document)}")
        repeated = " [copied]" if stored.claim.id in copied else ""
        yield f"    {stored.claim.id[:12]}  {printable_line(sentence_of(stored.claim, document))}{repeated}"


def report_name(document: Document) -> str:
    """What a report is called in a line: its outlet, else the host of its address, its title, or how its id begins."""
    from urllib.parse import urlsplit

    try:
        host = urlsplit(document.url or "").hostname
    except ValueError:  # an address that is none
        host = None
    return document.outlet or host or document.title or document.id[:14]


def describe_links(
    found: Incident, links: Sequence[LinkedScenes], claims: Sequence[StoredClaim], decisions: Sequence[Decision] = ()
) -> str:
    """Why the claims of an incident are together, pair by pair of reports; `decisions` are those of people (`decisions_on`)."""
    from ascribe.cli.progress import counted
    from ascribe.publish.incident_words import headline
    from ascribe.reconcile.clusters import ACROSS, UNCOMPARED, WITHIN

    outlet = {s.document.id: f"{report_name(s.document)} {(s.document.published or '')[:10]}".strip() for s in claims}
    lines = [f"{found.id}: {headline(found)}"]
    for decision in decisions:
        reason = f": {decision.reason}" if decision.reason else ""
        lines.append(printable_line(f"  decided by {decision.author}, {decision.time.date()}, {decision.kind} {decision.n}{reason}"))
    lines.append(
        f"  groups of reports join where the mean probability of their pairs is {ACROSS:.2f} or more (a pair never compared counts "
        f"{UNCOMPARED:.2f}), claims of one report at {WITHIN:.2f}"
    )
    if not links:
        lines.append("  told by one report: its claims stand together there")
    for link in links:
        one, other = (
            f"{outlet[document]} ({counted(len(of), 'claim')})"
            for document, of in ((link.document, link.claims), (link.other, link.other_claims))
        )
        lines.append(f"  {one} and {other}: probability {link.probability:.2f}")
        lines.append(f"      {'; '.join(link.reasons) or 'nothing in common but the story'}")
    return printable("\n".join(lines))
