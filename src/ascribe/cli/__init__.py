"""The command line: a module per command, loaded when it is called.

stdout is data, stderr is people. Exit codes: 0 done, 1 failed in part or whole, 2 usage, 3 a resource is missing.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from ascribe._version import __version__

__all__ = ["cli", "main"]

#: Command → the module that holds it (function of the same name) and its one line of help, so that `--help` loads nothing.
_COMMANDS = {
    "read": "Read reports into claims.",
    "claims": "List claims, by type, source, place, date or text.",
    "incidents": "Group claims into incidents and list them.",
    "incident": "Show an incident: figures by source, contradictions, copies, timeline.",
    "merge": "Decide that incidents are one happening.",
    "split": "Decide that claims tell another happening.",
    "undo": "Take a decision on incidents back.",
    "serve": "Open the workbench in the browser.",
    "show": "Show a claim or a document with its words and provenance.",
    "export": "Write claims or incidents as files, a dossier as a page.",
    "import": "Take in what people corrected in brat, Label Studio or Prodigy.",
    "stats": "Count what a store holds.",
    "demo": "Read the reports that come with Ascribe and look at them.",
    "schema": "Print the JSON Schema of a record or an incident.",
    "gazetteer": "Build, inspect and search the gazetteer of places.",
    "evaluate": "Score the reader on a data set (from a checkout).",
}


class _SeenEnough(Exception):
    """The reader of our output has closed it (`| head`): not an error, and nothing more may be written."""


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name  # Python has a use of its own for "import"
        command = getattr(import_module(f"ascribe.cli.{name}"), name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # which click would call a failure
            raise _SeenEnough from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.command(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ascribe")
def cli() -> None:
    """Who says what happened: reads conflict reports into claims, every part tied to its words."""


def main() -> None:
    """Runs the command line; every foreseen failure is one line on standard error and an exit code."""
    from ascribe.cli.printable import printable_line
    from ascribe.errors import AscribeError

    try:
        code = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.Abort:
        click.echo("interrupted", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except AscribeError as error:
        click.echo(printable_line(f"ascribe: {error}"), err=True)
        sys.exit(error.exit_code)
    except (BrokenPipeError, _SeenEnough):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        said = f"ascribe: {error.filename or 'output'}: {error.strerror or error}; see that it is there and can be written"
        click.echo(printable_line(said), err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)
