"""`ascribe split`: a person decides that claims tell another happening than the rest of their incident."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from ascribe.cli.options import author_option, reason_option, store_option


@click.command()
@click.argument("id", metavar="ID")
@click.argument("claims", metavar="CLAIM …", nargs=-1, required=True)
@store_option
@author_option
@reason_option
def split(id: str, claims: tuple[str, ...], store: Path, author: str, reason: str) -> None:
    """Decide that claims tell another happening than the rest of their incident.

    ID is the incident, each CLAIM the id of one of its claims, or its beginning. `ascribe undo` takes it back.
    """
    from ascribe.pipeline_incidents import update_incidents
    from ascribe.pipeline_review import split_incident
    from ascribe.store import open_store

    with open_store(store, create=False) as opened:
        found = opened.find_incident(id)
        decision = split_incident(opened, found, claims, author=author, time=datetime.now(UTC), reason=reason)
        update_incidents(opened)
    click.echo(f"decision {decision.n}: {len(decision.payload['out'])} of {len(found.claims)} claims stand apart")
