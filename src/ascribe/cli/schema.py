"""`ascribe schema`: the JSON Schema of a record."""

from __future__ import annotations

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of a record.

    Each line that `ascribe read --format jsonl` and `ascribe export --format jsonl` write is valid against it.
    """
    from ascribe.domain.schema import schema_json

    click.echo(schema_json())
