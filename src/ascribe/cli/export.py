"""`ascribe export`: claims, incidents, a dossier of incidents or corrections out of a store, in the formats of `ascribe.publish`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click
from click.core import ParameterSource

from ascribe.cli.options import export_filter_options, filter_options, incident_filter_options, names_of, store_option

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ascribe.domain.claim import Record
    from ascribe.publish.masking import Mask
    from ascribe.store import Store, StoredClaim

#: Formats of tools in which people correct claims; `ascribe import` takes them back.
_TOOLS = ("brat", "labelstudio", "prodigy")
_FORMATS = {
    "claims": ("jsonl", "csv", "parquet", "geojson", *_TOOLS),
    "incidents": ("jsonl", "csv", "parquet", "geojson"),
    "dossier": (),
    "corrections": ("jsonl", *_TOOLS),
}
#: Formats that hold words and nothing that depends on each sign of them.
_MASKABLE = ("csv", "parquet", "geojson")


@click.command()
@click.argument("what", metavar="[WHAT]", type=click.Choice(list(_FORMATS)), default="claims")
@click.argument("incidents", metavar="[INCIDENT]...", nargs=-1)
@click.option("--format", "format_", type=click.Choice(_FORMATS["claims"]), help="The format; a dossier has its own.")
@click.option(
    "-o", "--output", metavar="PATH", type=click.Path(path_type=Path),
    help="Claims, dossier, corrections: the file to write, else standard output. Incidents, brat: the folder for their files.",
)  # fmt: skip
@click.option("--mask-names", is_flag=True, help="Mask the names of private people who were acted upon, or stood by. Not in JSON lines.")
@store_option
@export_filter_options
@click.pass_context
def export(
    context: click.Context, /, what: str, incidents: tuple[str, ...], format_: Any, output: Path | None, mask_names: bool, store: Path,
    **selection: Any,
) -> None:  # fmt: skip
    """Write claims (the default) or incidents as JSON lines, CSV, Parquet or GeoJSON; a dossier as HTML; for other tools too.

    Of claims, JSON lines hold one record a document, as `ascribe read --format jsonl` gives them. Without an option that selects
    claims, every document is written, also those without claims; with one, only documents with claims that fit, and these claims.

    Incidents are several files in a folder: incidents, their figures, the number of every source, their claims. They are those
    that `ascribe incidents` last built.

    A dossier is one page to read and to print, that needs nothing but itself: the incidents named by their ids (i-…) or how these begin,
    else those that the options select.

    Corrections are the documents with claims that people reviewed, as training data in the format of annotated passages.

    Claims and corrections in the formats brat, labelstudio and prodigy are for correcting in that tool; ascribe import takes them back.
    """
    of_incidents = names_of(incident_filter_options)
    fitting = {"claims": names_of(filter_options), "incidents": of_incidents, "dossier": of_incidents}.get(what, ())
    for name in selection:
        if name not in fitting and context.get_parameter_source(name) is not ParameterSource.DEFAULT:
            option = next(p.opts[0] for p in context.command.params if p.name == name)
            raise click.UsageError(f"{option} does not select {what}; see `ascribe export --help`")
    chosen = {name: value for name, value in selection.items() if name in fitting}
    _check_format(what, format_, incidents, mask_names)
    if what == "corrections":
        _export_corrections(store, format_, output)
    elif what == "dossier":
        given = [name for name in selection if context.get_parameter_source(name) is not ParameterSource.DEFAULT]
        if incidents and given:
            raise click.UsageError("name incidents by their ids, or select them by options, not both")
        _export_dossier(store, output, incidents, chosen, mask_names=mask_names)
    elif what == "incidents":
        _export_incidents(store, format_, output, chosen, mask_names=mask_names)
    else:
        _export_claims(store, format_, output, chosen, mask_names=mask_names)


def _check_format(what: str, format_: str | None, incidents: tuple[str, ...], mask_names: bool) -> None:
    if what == "dossier":
        if format_ is not None:
            raise click.UsageError("a dossier is a page of HTML: leave --format out")
        return
    if format_ is None:
        raise click.UsageError(f"Missing option '--format'. Choose from: {', '.join(_FORMATS[what])}")
    if format_ not in _FORMATS[what]:
        raise click.UsageError(f"{what} are not written as {format_}: give --format {', '.join(_FORMATS[what])}")
    if incidents:
        raise click.UsageError(f"ids of incidents are for `ascribe export dossier`; {what} are selected by options")
    if mask_names and (what == "corrections" or format_ not in _MASKABLE):
        named = "corrections" if what == "corrections" else "files to be corrected" if format_ in _TOOLS else "JSON lines"
        raise click.UsageError(
            f"{named} hold whole texts with offsets into them and digests of them, which masked names would make untrue; "
            f"--mask-names is for {', '.join(_MASKABLE)} and a dossier"
        )


def _export_dossier(store: Path, output: Path | None, ids: tuple[str, ...], selection: dict[str, Any], *, mask_names: bool) -> None:
    from ascribe.pipeline_dossier import cases_of, found_cases, mask_for_incidents
    from ascribe.publish.dossier import publish_dossier
    from ascribe.store import IncidentFilter, open_store

    with open_store(store, create=False, read_only=True) as opened:
        cases = found_cases(opened, ids) if ids else list(cases_of(opened, opened.incidents(IncidentFilter(**selection))))
        mask = mask_for_incidents(opened, [case.incident for case in cases]) if mask_names else None
        account = publish_dossier(cases, _to(output), mask=mask)
        behind = opened.n_behind()
    sys.stdout.flush()
    click.echo(f"{account} in {output}" if output else str(account), err=True)
    _tell_behind(behind, store)


def _to(output: Path | None) -> Path | BinaryIO:
    return output if output is not None else sys.stdout.buffer


def _export_claims(store: Path, format_: str, output: Path | None, selection: dict[str, Any], *, mask_names: bool) -> None:
    from ascribe import publish
    from ascribe.pipeline_dossier import mask_for_claims
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
        mask = mask_for_claims(opened, opened.claims(where)) if mask_names else None
        account = getattr(publish, f"publish_{format_}")(items, _to(output), **({"mask": mask} if mask is not None else {}))
    sys.stdout.flush()
    click.echo((f"{account} in {output}" if output else str(account)) + _masked_words(mask), err=True)


def _masked_words(mask: Mask | None) -> str:
    return "" if mask is None else f"; {mask.n_names} name{'' if mask.n_names == 1 else 's'} masked"


def _tell_behind(behind: int, store: Path) -> None:
    if behind:
        came = "1 document came or was" if behind == 1 else f"{behind} documents came or were"
        click.echo(f"{came} read anew since; `ascribe incidents --store {store}` brings that in", err=True)


def _export_corrections(store: Path, format_: str, output: Path | None) -> None:
    from ascribe.publish import publish_corrections
    from ascribe.review.corrections import reviews
    from ascribe.store import open_store

    with open_store(store, create=False, read_only=True) as opened:
        if format_ in _TOOLS:
            said = reviews(opened.decided())
            _export_to_correct(opened, (r for r in opened.records() if any(c.id in said for c in r.claims)), format_, output)
            return
        account = publish_corrections(opened.records(), reviews(opened.decided()), _to(output))
    sys.stdout.flush()
    click.echo(f"{account} in {output}" if output else str(account), err=True)


def _export_to_correct(opened: Store, items: Iterable[Record | StoredClaim], format_: str, output: Path | None) -> None:
    from ascribe import publish
    from ascribe.review.corrections import reviews

    if format_ == "brat" and output is None:
        raise click.UsageError("brat works on a folder: name a new one with -o")
    entries = opened.decided()
    seen = entries[-1].n or 0 if entries else 0
    account = getattr(publish, f"publish_{format_}")(items, _to(output), reviews=reviews(entries), seen=seen)
    sys.stdout.flush()
    click.echo(f"{account} in {output}" if output else str(account), err=True)


def _export_incidents(store: Path, format_: Any, output: Path | None, selection: dict[str, Any], *, mask_names: bool) -> None:
    from ascribe.errors import StoreError
    from ascribe.pipeline_dossier import mask_for_incidents
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
            mask = mask_for_incidents(opened, where) if mask_names else None
            account = publish_incidents(opened.incidents(where), claims, output, format_, mask=mask)
        except ValueError as error:  # claims were corrected since
            fix = f"run `ascribe incidents --store {store}` first"
            raise StoreError(str(store), f"its incidents are older than its claims ({error})", fix) from None
        behind = opened.n_behind()
    click.echo(f"{account} in {output}" + _masked_words(mask), err=True)
    _tell_behind(behind, store)
