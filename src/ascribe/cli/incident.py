"""`ascribe incident`: one incident with its figures by source, what contradicts what, and its claims in the order of reporting."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ascribe.cli.options import store_option
from ascribe.cli.printable import printable, printable_line

if TYPE_CHECKING:
    from ascribe.domain.incident import Figure, Incident, SourceFigure
    from ascribe.pipeline_incidents import LinkedScenes
    from ascribe.store import StoredClaim


@click.command()
@click.argument("id", metavar="ID")
@store_option
@click.option("--json", "as_json", is_flag=True, help="The incident as JSON.")
def incident(id: str, store: Path, as_json: bool) -> None:
    """Show an incident: figures by source, contradictions, copies, timeline.

    ID is an incident's id (i-…) or its beginning; the id of an incident that another has succeeded leads to that.
    """
    from ascribe.store import open_store

    with open_store(store, create=False, read_only=True) as opened:
        found = opened.find_incident(id)
        if as_json:
            sys.stdout.buffer.write(found.to_json() + b"\n")
            return
        click.echo(describe_incident(found, opened.claims_of(found)))


def describe_incident(found: Incident, claims: Sequence[StoredClaim]) -> str:
    """An incident for a person."""
    from ascribe.cli.progress import counted
    from ascribe.publish import sentence_of

    sources = found.sources
    copies = f", {sources.copies} of them only repeating another" if sources.copies else ""
    lines = [
        headline(found),
        f"{found.id}; {counted(len(found.claims), 'claim')} in {counted(sources.documents, 'document')}{copies}; "
        f"{counted(sources.independent, 'independent origin')}",
        f"{found.grade.code.replace('_', ' ')}: {found.grade.why}",
    ]
    if found.figures:
        lines.append("\nFigures, by who gives them")
        for figure in found.figures:
            lines.append(f"  {figure_line(figure)}")
            lines += [f"      {_said_by(by)}" for by in figure.by_source]
    if found.responsibility:
        lines.append("\nResponsibility")
        for r in found.responsibility:
            by = ", ".join(s.source or "an outlet" for s in r.by_source)
            lines.append(f"  {r.name}: {r.stance.replace('_', ' ')}, by {by}")
    if found.flags:
        lines.append("\nFlags")
        lines += [f"  {flag.code}: {flag.why}" for flag in found.flags]
    if found.relations:
        lines.append("\nRelations")
        lines += [f"  {r.kind.replace('_', ' ')} {r.incident}" for r in found.relations]
    lines.append("\nClaims, in the order of reporting")
    for stored in claims:
        head = f"{(stored.document.published or 'undated')[:10]}  {stored.document.outlet or '–'}"
        lines.append(f"  {stored.claim.id[:12]}  {head}: {sentence_of(stored.claim, stored.document)}")
    return printable("\n".join(lines))


def describe_links(found: Incident, links: Sequence[LinkedScenes], claims: Sequence[StoredClaim]) -> str:
    """Why the claims of an incident are together, pair by pair of reports."""
    outlet = {s.document.id: f"{s.document.outlet or s.document.id[:14]} {(s.document.published or '')[:10]}".strip() for s in claims}
    lines = [f"{found.id}: {headline(found)}"]
    if not links:
        lines.append("  told by one report: its claims stand together there")
    for link in links:
        lines.append(
            f"  {outlet[link.document]} ({len(link.claims)}) and {outlet[link.other]} ({len(link.other_claims)}): {link.probability:.2f}"
        )
        lines.append(f"      {'; '.join(link.reasons) or 'nothing in common but the story'}")
    return printable("\n".join(lines))


def headline(found: Incident) -> str:
    """Type, place and days in a line."""
    time = found.time
    days = "" if time is None else f", {time.start}" if time.start == time.end else f", {time.start} to {time.end}"
    where = f" at {found.place.name}" if found.place is not None and found.place.name else ""
    return f"{found.type}{where}{days}" + (" (inferred)" if time is not None and time.inferred else "")


def figure_line(figure: Figure) -> str:
    """A figure in a line: `killed, combatant, target: 41 to 350, best –, contested`."""
    whom = ", ".join(p for p in (figure.of_kind if figure.of_kind != "unknown" else None, figure.of_side) if p)
    low, high = figure.low, figure.high
    told = "no number" if low is None and high is None else f"{low if low is not None else '…'} to {high if high is not None else '…'}"
    best = "no independent figure" if figure.best is None else f"best {figure.best} ({figure.rule})"
    return f"{figure.role}{f' ({whom})' if whom else ''}: {told}; {best}{'; contested' if figure.contested else ''}"


def _said_by(by: SourceFigure) -> str:
    if by.low == by.high:
        number = "no number" if by.low is None else str(by.low)
    else:
        number = f"{by.low}+" if by.high is None else f"up to {by.high}" if by.low is None else f"{by.low}–{by.high}"
    notes = [by.source_kind, *([f"party: {by.party}"] if by.party not in ("none", "unknown") else [])]
    notes += [by.status] if by.status != "asserted" else []
    notes += ["superseded"] if by.superseded else []
    return printable_line(f"{by.source or 'an outlet'} ({', '.join(notes)}), {by.said or 'undated'}: {number}")
