"""`ascribe claims`: the claims of a store, as a table for people or JSON lines for programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ascribe.cli.options import filter_options, store_option


@click.command()
@store_option
@filter_options
@click.option("--format", "format_", type=click.Choice(["table", "jsonl"]), help="Default: a table on a terminal, JSON lines in a pipe.")
def claims(store: Path, format_: str | None, **selection: Any) -> None:
    """List claims, by type, source, place, date or text.

    A line of JSON holds the document's head (id, outlet, published, url, title) and the claim.
    """
    from ascribe.store import ClaimFilter, open_store

    where = ClaimFilter(**selection)
    with open_store(store, create=False, read_only=True) as opened:
        if (format_ or ("table" if sys.stdout.isatty() else "jsonl")) == "jsonl":
            import msgspec

            out = sys.stdout.buffer
            for stored in opened.claims(where):
                d = stored.document
                head = {"id": d.id, "outlet": d.outlet, "published": d.published, "url": d.url, "title": d.title}
                out.write(msgspec.json.encode({"document": head, "claim": stored.claim}) + b"\n")
            out.flush()
            return
        from ascribe.cli.progress import counted
        from ascribe.cli.tables import print_claims

        n = print_claims(opened.claims(where))
    click.echo(counted(n, "claim"), err=True)
    if not n:
        click.echo("nothing fits: take a filter away, or see what the store holds with `ascribe stats`", err=True)
