"""`ascribe export`: claims, incidents or corrections out of a store, in the formats of `ascribe.publish`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from ascribe.cli.options import export_filter_options, filter_options, incident_filter_options, names_of, store_option

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ascribe.domain.claim import Record
    from ascribe.store import Store, StoredClaim

#: Formats of tools in which people correct claims; `ascribe import` takes them back.
_TOOLS = ("brat", "labelstudio", "prodigy")
_FORMATS = {
    "claims": ("jsonl", "csv", "parquet", "geojson", *_TOOLS),
    "incidents": ("jsonl", "csv", "parquet", "geojson"),
    "corrections": ("jsonl", *_TOOLS),
}


@click.command()
@click.argument("what", metavar="[WHAT]", type=click.Choice(list(_FORMATS)), default="claims")
@click.option("--format", "format_", required=True, type=click.Choice(_FORMATS["claims"]), help="The format.")
@click.option(
    "-o", "--output", metavar="PATH", type=click.Path(path_type=Path),
    help="Claims, corrections: the file to write, else standard output. Incidents, brat: the folder for their files.",
)  # fmt: skip
@store_option
@export_filter_options
@click.pass_context
def export(context: click.Context, /, what: str, format_: Any, output: Path | None, store: Path, **selection: Any) -> None:
    """Write claims (the default) or incidents as JSON lines, CSV, Parquet or GeoJSON; claims or corrections for other tools.

    Of claims, JSON lines hold one record a document, as `ascribe read --format jsonl` gives them. Without an option that selects
    claims, every document is written, also those without claims; with one, only documents with claims that fit, and these claims.

    Incidents are several files in a folder: incidents, their figures, the number of every source, their claims. They are those
    that `ascribe incidents` last built.

    Corrections are the documents with claims that people reviewed, as training data in the format of annotated passages.

    Claims and corrections in the formats brat, labelstudio and prodigy are for correcting in that tool; ascribe import takes them back.
    """
    if format_ not in _FORMATS[what]:
        raise click.UsageError(f"{what} are not written as {format_}: give --format {', '.join(_FORMATS[what])}")
    fitting = {"claims": names_of(filter_options), "incidents": names_of(incident_filter_options)}.get(what, ())
    for name in selection:
        if name not in fitting and context.get_parameter_source(name) is not ParameterSource.DEFAULT:
            option = next(p.opts[0] for p in context.command.params if p.name == name)
            raise click.UsageError(f"{option} does not select {what}; see `ascribe export --help`")
    chosen = {name: value for name, value in selection.items() if name in fitting}
    if what == "corrections":
        _export_corrections(store, format_, output)
    elif what == "incidents":
        _export_incidents(store, format_, output, chosen)
    else:
        _export_claims(store, format_, output, chosen)


def _export_claims(store: Path, format_: str, output: Path | None, selection: dict[str, Any]) -> None:
    from ascribe import publish
    from ascribe.store import ClaimFilter, open_store

    if format_ == "parquet" and output is None and sys.stdout.isatty():
        raise click.UsageError("Parquet is binary: name a file with -o, or redirect standard output")
    where = ClaimFilter(**selection)
    with open_store(store, create=False, read_only=True) as opened:
        # Selecting claims would lose the documents that have none.
        is_whole = format_ in ("jsonl", *_TOOLS) and where == ClaimFilter(reading=where.reading)
        items = opened.records(reading=where.reading) if is_whole else opened.claims(where)
        if format_ in _TOOLS:
            _export_to_correct(opened, items, format_, output)
            return
        account = getattr(publish, f"publish_{format_}")(items, output if output is not None else sys.stdout.buffer)
    sys.stdout.flush()
    click.echo(f"{account} in {output}" if output else str(account), err=True)


def _export_corrections(store: Path, format_: str, output: Path | None) -> None:
    from ascribe.publish import publish_corrections
    from ascribe.review.corrections import reviews
    from ascribe.store import open_store

    with open_store(store, create=False, read_only=True) as opened:
        if format_ in _TOOLS:
            said = reviews(opened.decided())
            _export_to_correct(opened, (r for r in opened.records() if any(c.id in said for c in r.claims)), format_, output)
            return
        account = publish_corrections(opened.records(), reviews(opened.decided()), output if output is not None else sys.stdout.buffer)
    sys.stdout.flush()
    click.echo(f"{account} in {output}" if output else str(account), err=True)


def _export_to_correct(opened: Store, items: Iterable[Record | StoredClaim], format_: str, output: Path | None) -> None:
    from ascribe import publish
    from ascribe.review.corrections import reviews

    if format_ == "brat" and output is None:
        raise click.UsageError("brat works on a folder: name a new one with -o")
    entries = opened.decided()
    seen = entries[-1].n or 0 if entries else 0
    to = output if output is not None else sys.stdout.buffer
    account = getattr(publish, f"publish_{format_}")(items, to, reviews=reviews(entries), seen=seen)
    sys.stdout.flush()
    click.echo(f"{account} in {output}" if output else str(account), err=True)


def _export_incidents(store: Path, format_: Any, output: Path | None, selection: dict[str, Any]) -> None:
    from ascribe.errors import StoreError
    from ascribe.publish import publish_incidents
    from ascribe.store import IncidentFilter, open_store

    if output is None:
        raise click.UsageError("incidents are several files: name a folder for them with -o")
    if output.exists() and not output.is_dir():
        raise click.UsageError(f"{output} is a file; incidents are several files: name a folder with -o")
    where = IncidentFilter(**selection)
    with open_store(store, create=False, read_only=True) as opened:
        claims = opened.claims_of_incidents(where, by_document=format_ == "jsonl")
        try:
            account = publish_incidents(opened.incidents(where), claims, output, format_)
        except ValueError as error:  # claims were corrected since
            fix = f"run `ascribe incidents --store {store}` first"
            raise StoreError(str(store), f"its incidents are older than its claims ({error})", fix) from None
        behind = opened.n_behind()
    click.echo(f"{account} in {output}", err=True)
    if behind:
        came = "1 document came or was" if behind == 1 else f"{behind} documents came or were"
        click.echo(f"{came} read anew since; `ascribe incidents --store {store}` brings that in", err=True)
