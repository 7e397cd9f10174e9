"""`ascribe merge`: a person decides that incidents are one happening."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from ascribe.cli.options import author_option, reason_option, store_option


@click.command()
@click.argument("ids", metavar="ID ID …", nargs=-1, required=True)
@store_option
@author_option
@reason_option
def merge(ids: tuple[str, ...], store: Path, author: str, reason: str) -> None:
    """Decide that incidents are one happening.

    The decision is written down, never over another, and holds for every later reading; `ascribe undo` takes it back.
    """
    from ascribe.pipeline_incidents import update_incidents
    from ascribe.pipeline_review import merge_incidents
    from ascribe.publish.incident_words import headline
    from ascribe.store import open_store

    with open_store(store, create=False) as opened:
        found = [opened.find_incident(id_) for id_ in ids]
        decision = merge_incidents(opened, found, author=author, time=datetime.now(UTC), reason=reason)
        update_incidents(opened)
        merged = opened.find_incident(found[0].id)
    click.echo(f"decision {decision.n}: {merged.id}, {headline(merged)}, {len(merged.claims)} claims")
