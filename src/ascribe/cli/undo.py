"""`ascribe undo`: a person takes a decision on incidents back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from ascribe.cli.options import author_option, reason_option, store_option
from ascribe.cli.printable import printable_line


@click.command()
@click.argument("number", metavar="[N]", required=False, type=int)
@store_option
@author_option
@reason_option
@click.option("--list", "only_list", is_flag=True, help="List the decisions instead.")
def undo(number: int | None, store: Path, author: str, reason: str, only_list: bool) -> None:
    """Take a decision on incidents back: the last that stands, or decision N.

    Nothing is erased: the undoing is a decision of its own, and undoing it restores what it took back.
    """
    from ascribe.domain.decision import unrevoked
    from ascribe.pipeline_incidents import update_incidents
    from ascribe.pipeline_review import undo_decision
    from ascribe.store import open_store

    with open_store(store, create=False, read_only=only_list) as opened:
        if only_list:
            with opened.decisions() as log:
                entries = list(log.entries())
                stand = {d.n for d in unrevoked(entries)}
                for d in entries:
                    taken = "" if d.n in stand else "  [taken back]"
                    said = f"{d.n}  {d.time.isoformat()}  {d.author}  {d.kind}  {' '.join(d.subjects)}  {d.reason}{taken}"
                    click.echo(printable_line(said.rstrip()))
            return
        decision = undo_decision(opened, number, author=author, time=datetime.now(UTC), reason=reason)
        update_incidents(opened)
    click.echo(f"decision {decision.n}: decision {decision.payload['undone']} is taken back")
