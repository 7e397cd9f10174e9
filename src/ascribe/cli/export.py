"""`ascribe export`: claims out of a store, in the formats of `ascribe.publish`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ascribe.cli.options import filter_options, store_option


@click.command()
@click.option("--format", "format_", required=True, type=click.Choice(["jsonl", "csv", "parquet", "geojson"]), help="The format.")
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="Write here, whole or not at all; default: standard output."
)
@store_option
@filter_options
def export(format_: str, output: Path | None, store: Path, **selection: Any) -> None:
    """Write claims as JSON lines, CSV, Parquet or GeoJSON.

    JSON lines hold one record a document, as `ascribe read --format jsonl` gives them. Without an option that selects
    claims, every document is written, also those without claims; with one, only documents with claims that fit, and these claims.
    """
    from ascribe import publish
    from ascribe.store import ClaimFilter, open_store

    if format_ == "parquet" and output is None and sys.stdout.isatty():
        raise click.UsageError("Parquet is binary: name a file with -o, or redirect standard output")
    where = ClaimFilter(**selection)
    with open_store(store, create=False, read_only=True) as opened:
        # Selecting claims would lose the documents that have none.
        is_whole = format_ == "jsonl" and where == ClaimFilter(reading=where.reading)
        items = opened.records(reading=where.reading) if is_whole else opened.claims(where)
        account = getattr(publish, f"publish_{format_}")(items, output if output is not None else sys.stdout.buffer)
    sys.stdout.flush()
    click.echo(f"{account} in {output}" if output else str(account), err=True)
