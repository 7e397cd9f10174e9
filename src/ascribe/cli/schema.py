"""`ascribe schema`: the JSON Schema of a record or of an incident."""

from __future__ import annotations

import click


@click.command()
@click.argument("what", metavar="[WHAT]", type=click.Choice(["record", "incident"]), default="record")
def schema(what: str) -> None:
    """Print the JSON Schema of a record (the default) or of an incident.

    Each line that `ascribe read --format jsonl` and `ascribe export --format jsonl` write is valid against that of a record, each
    line of `ascribe incidents --format jsonl` against that of an incident.
    """
    from ascribe.domain.schema import incident_schema_json, schema_json

    click.echo(incident_schema_json() if what == "incident" else schema_json())
