"""Tables of claims for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ascribe.cli.printable import printable, printable_line
from ascribe.domain.claim import Claim

if TYPE_CHECKING:
    from ascribe.domain.incident import Incident
    from ascribe.store import StoredClaim

__all__ = ["figure_words", "print_claims", "print_incidents", "time_words"]

#: Columns of a terminal from which on figures, documents and grade have columns of their own.
WIDE = 110


def print_claims(claims: Iterable[StoredClaim]) -> int:
    """Prints one row a claim and gives their number."""
    from rich.console import Console
    from rich.table import Table

    from ascribe.publish import sentence_of

    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    table.add_column("claim", no_wrap=True, style="dim")
    table.add_column("published", no_wrap=True)
    table.add_column("outlet", max_width=18)
    table.add_column("what is claimed", ratio=1, overflow="fold")
    n = 0
    for stored in claims:
        d, n = stored.document, n + 1
        row = (stored.claim.id[:10], (d.published or "–")[:10], d.outlet or "–", sentence_of(stored.claim, d))
        table.add_row(*map(printable_line, row))
    if n:
        Console(markup=False, emoji=False).print(table)  # brackets and colons are the documents' own
    return n


def print_incidents(incidents: Iterable[Incident]) -> int:
    """Prints one row an incident and gives their number. Where the terminal is narrow, all but the id stands in one column."""
    from rich.console import Console
    from rich.table import Table

    from ascribe.cli.progress import counted
    from ascribe.publish.incident_words import figure_line, headline

    console = Console(markup=False, emoji=False)
    wide = console.width >= WIDE
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    table.add_column("incident", no_wrap=True, style="dim")
    table.add_column("what, where, when" if wide else "what, where, when; figures; who tells it", ratio=2, overflow="fold")
    if wide:
        table.add_column("figures", ratio=3, overflow="fold")
        table.add_column("documents", justify="right", no_wrap=True)
        table.add_column("grade", no_wrap=True)
    n = 0
    for incident in incidents:
        n += 1
        name, what = map(printable_line, (incident.id[:10], headline(incident)))
        figures = [figure_line(f) for f in incident.figures]
        grade, documents = incident.grade.code.replace("_", " "), incident.sources.documents
        if wide:
            table.add_row(name, what, printable("\n".join(figures)), str(documents), grade)
        else:
            told = [f"  {line}" for line in (*figures, f"{counted(documents, 'document')}, {grade}")]
            table.add_row(name, printable("\n".join([what, *told])))
    if n:
        console.print(table)
    return n


def figure_words(claim: Claim, text: str) -> str:
    """The claim's figures in short, with its document's text: `killed 350, captured more than 40`."""
    from ascribe.domain.quantity import number_words
    from ascribe.lexicon.number_words import bounds_of

    told = ((q, number_words(bounds_of(q, text))) for q in claim.quantities)
    return ", ".join(f"{q.role} {'(no number told)' if words == 'no number' else words}" for q, words in told)


def time_words(claim: Claim) -> str:
    """The claim's time in short; brackets mark what no words say."""
    t = claim.time
    if t is None or t.start is None:
        return ""
    days = str(t.start) if t.start == t.end else f"{t.start}…{t.end}"
    return f"[{days}]" if t.inferred else days
