"""`ascribe stats`: what a store holds."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ascribe.cli.options import store_option
from ascribe.cli.printable import printable_line
from ascribe.cli.progress import counted


@click.command()
@store_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def stats(store: Path, as_json: bool) -> None:
    """Count what a store holds."""
    from ascribe.store import open_store

    with open_store(store, create=False, read_only=True) as opened:
        s, readings = opened.stats(), opened.readings()
    if as_json:
        import msgspec

        sys.stdout.buffer.write(msgspec.json.encode({**msgspec.to_builtins(s), "readings": msgspec.to_builtins(readings)}) + b"\n")
        return
    size = f"{s.n_bytes / 1e6:.1f} MB"
    held = (counted(s.n_documents, "document"), counted(s.n_claims, "claim"), counted(s.n_readings, "reading"), size)
    click.echo(", ".join(held))
    if s.published:
        click.echo(f"published {s.published[0]} to {s.published[1]}")
    if s.events:
        click.echo(f"events    {s.events[0]} to {s.events[1]}")
    for title, counts in (
        ("status", s.by_status),
        ("type", s.by_type),
        ("kind of source", s.by_source_kind),
        ("sources named most", s.top_sources),
    ):
        if counts:
            click.echo(f"\n{title}")
            for name, n in counts.items():
                click.echo(f"  {n:>7}  {printable_line(name)}")
    click.echo("\nreadings")
    for r in readings:
        click.echo(
            f"  {r.id}  {r.reading.reader} {r.reading.version}: {counted(r.n_documents, 'document')}, {counted(r.n_claims, 'claim')}"
        )
