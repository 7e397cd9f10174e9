"""`ascribe import`: what people corrected in other tools, as decisions of a store."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ascribe.cli.options import author_option, reason_option, store_option
from ascribe.cli.printable import printable_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ascribe.publish.refused import Refused

_SAID = {
    "edit": "edited",
    "add": "added",
    "reject": "rejected",
    "accept": "accepted",
    "known": "decided so already",
    "unchanged": "unchanged",
}


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "format_", required=True, type=click.Choice(["brat", "labelstudio", "prodigy"]), help="The tool they come from.")
@store_option
@author_option
@reason_option
@click.option("--accept-unchanged", is_flag=True, help="Claims that were left as they were exported are accepted.")
@click.option("--dry-run", is_flag=True, help="Say what would be decided, and write nothing.")
def import_(paths: tuple[str, ...], format_: str, store: Path, author: str, reason: str, accept_unchanged: bool, dry_run: bool) -> None:
    """Take in what people corrected in brat, Label Studio or Prodigy.

    PATH is what ascribe export wrote for that tool, after people worked on it: the folder of brat (or one .ann), the JSON that Label Studio
    exports, the JSON lines of prodigy db-out. Each claim that was changed, taken out, added or accepted becomes a decision, which ascribe
    undo takes back. Importing the same again decides nothing.
    """
    from ascribe.cli.progress import counted
    from ascribe.pipeline_import import Outcome, import_corrections, read_corrections
    from ascribe.publish.marks import Marked
    from ascribe.store import open_store

    counts: Counter[str] = Counter()
    refused = documents = 0

    def looked_at() -> Iterator[Marked | Refused]:
        nonlocal documents
        for item in read_corrections(paths, format_):
            documents += isinstance(item, Marked)
            yield item

    with open_store(store, create=False, read_only=dry_run) as opened:
        outcomes = import_corrections(
            looked_at(), opened, author=author, time=datetime.now(UTC), reason=reason or f"corrected in {format_}",
            accept_unchanged=accept_unchanged, dry_run=dry_run,
        )  # fmt: skip
        for outcome in outcomes:
            if not isinstance(outcome, Outcome):
                refused += 1
                click.echo(printable_line(f"refused: {outcome}"), err=True)
                continue
            counts[outcome.kind] += 1
            if outcome.kind not in ("unchanged", "known"):
                number = "" if outcome.n is None else f"decision {outcome.n}: "
                click.echo(printable_line(f"{number}{outcome.kind} {outcome.claim} ({outcome.where})"))
    said = [f"{counts[kind]} {words}" for kind, words in _SAID.items() if counts[kind]]
    if refused:
        said.append(f"{refused} refused")
    if dry_run:
        said.append("nothing was written")
    click.echo(f"{counted(documents, 'document')}: {', '.join(said) or 'no claims'}", err=True)
    if refused or not documents:
        raise SystemExit(1)
