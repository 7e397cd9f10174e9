"""`docs/cli.md` names every command, option and choice of the command line, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ascribe.cli import cli
from ascribe.cli.options import filter_options

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text("utf-8")
OPTION = re.compile(r"(?<![\w-])(--?[a-z][a-z-]*)")
SHARED = "## Selecting claims"


def commands(group: click.Command = cli, name: str = "ascribe") -> Iterator[tuple[str, click.Command]]:
    if not isinstance(group, click.Group):
        yield name, group
        return
    for sub in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), sub)
        assert command is not None, f"{name} {sub} is listed and not there"
        yield from commands(command, f"{name} {sub}")


COMMANDS = dict(commands())
SHARED_OPTIONS = {o for p in filter_options(click.Command("none")).params for o in (*p.opts, *p.secondary_opts)}


def options(command: click.Command) -> set[str]:
    return {o for p in command.params if isinstance(p, click.Option) for o in (*p.opts, *p.secondary_opts)}


def section(heading: str) -> str:
    match = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    assert match is not None, f"docs/cli.md has no section {heading}"
    return match[1]


def documented(heading: str) -> set[str]:
    first_cells = re.findall(r"^\| (`-[^|]*) \|", section(heading), re.M)
    return {option for cell in first_cells for option in OPTION.findall(cell)}


@pytest.mark.parametrize("name", COMMANDS)
def test_each_option_is_documented_and_each_documented_one_is_there(name: str) -> None:
    own = documented(f"## {name}")
    shared = SHARED_OPTIONS if "#selecting-claims" in section(f"## {name}") else set()
    assert own | shared == options(COMMANDS[name])


def test_the_options_that_select_claims() -> None:
    assert documented(SHARED) == SHARED_OPTIONS


@pytest.mark.parametrize("name", COMMANDS)
def test_arguments_and_choices(name: str) -> None:
    text = section(f"## {name}")
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Argument):
            word = parameter.make_metavar(click.Context(COMMANDS[name])).strip("[].")
            assert word in text.split("```")[1], f"{name}: {word} is missing in the usage"
        elif isinstance(parameter.type, click.Choice) and not SHARED_OPTIONS & set(parameter.opts):
            assert [c for c in parameter.type.choices if c not in text] == []


def test_no_command_that_is_not_there() -> None:
    assert sorted(re.findall(r"^## (ascribe .+)$", PAGE, re.M)) == sorted(COMMANDS)


def test_the_table_of_commands() -> None:
    assert re.findall(r"^\| \[`ascribe (\w+)`\]", PAGE, re.M) == cli.list_commands(click.Context(cli))


def test_each_option_of_the_program_has_help() -> None:
    without = [
        f"{name} {p.name}" for name, c in COMMANDS.items() for p in c.params if isinstance(p, click.Option) and not p.help and not p.hidden
    ]
    assert without == []
