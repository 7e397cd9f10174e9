"""`ascribe incidents`: builds a store's incidents or brings them up to date, and lists them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ascribe.cli.options import incident_filter_options, store_option
from ascribe.reconcile.rules import BEST_RULES

if TYPE_CHECKING:
    from ascribe.engine.spark import SparkEngine


@click.command()
@store_option
@incident_filter_options
@click.option("--best-rule", type=click.Choice(BEST_RULES), help="What the best figure follows; kept until another is named.")
@click.option("--anew", is_flag=True, help="Build everything from nothing.")
@click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True, help="What groups: this machine, or Spark."
)
@click.option("--master", metavar="URL", help="The Spark to use, as spark://host:7077 or yarn; by default two workers on this machine.")
@click.option("--explain", metavar="ID", help="Print why the claims of this incident are together.")
@click.option("--format", "format_", type=click.Choice(["table", "jsonl"]), help="Default: a table on a terminal, JSON lines in a pipe.")
def incidents(
    store: Path, best_rule: Any, anew: bool, engine: str, master: str | None, explain: str | None, format_: str | None, **selection: Any
) -> None:
    """Group a store's claims into incidents and list them.

    What came since the last run is compared with what is there; the rest stays as it is. A line of JSON is one incident.
    """
    if master is not None and engine != "spark":
        raise click.UsageError("--master is for --engine spark")
    from ascribe.cli.progress import Reporter, counted
    from ascribe.pipeline_incidents import decisions_on, explain_incident, update_incidents
    from ascribe.store import IncidentFilter, open_store

    where = IncidentFilter(**selection)
    with open_store(store, create=False) as opened:
        with Reporter("grouping") as reporter, _engine(engine, master) as running:
            summary = update_incidents(opened, rule=best_rule, anew=anew, engine=running, on_step=reporter.step)
        said = f"{counted(summary.incidents, 'incident')}; {summary.changed} new or changed"
        click.echo(f"{said}, from {counted(summary.documents, 'new document')} with {counted(summary.claims, 'claim')}", err=True)
        if explain is not None:
            from ascribe.cli.incident import describe_links

            incident = opened.find_incident(explain)
            links, decisions = explain_incident(opened, incident), decisions_on(opened, incident)
            click.echo(describe_links(incident, links, opened.claims_of(incident), decisions))
            return
        chosen = opened.incidents(where)
        if (format_ or ("table" if sys.stdout.isatty() else "jsonl")) == "jsonl":
            for incident in chosen:
                sys.stdout.buffer.write(incident.to_json() + b"\n")
            sys.stdout.buffer.flush()
            return
        from ascribe.cli.tables import print_incidents

        if not print_incidents(chosen):
            click.echo("nothing fits: take a filter away", err=True)


@contextmanager
def _engine(name: str, master: str | None) -> Iterator[SparkEngine | None]:
    """Spark, started; nothing for this machine, where the store's own database does it."""
    if name == "duckdb":
        yield None
        return
    from ascribe.engine.spark import LOCAL, SparkEngine

    with SparkEngine(master or LOCAL) as engine:
        yield engine
