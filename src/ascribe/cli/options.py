"""Options that several commands share, so that each means the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from ascribe.domain.attribution import SourceKind
from ascribe.domain.claim import STATUSES
from ascribe.domain.event import EVENT_TYPES

__all__ = [
    "DEFAULT_STORE", "author_option", "export_filter_options", "filter_options", "gazetteer_option", "incident_filter_options", "names_of",
    "reason_option", "store_option",
]  # fmt: skip

DEFAULT_STORE = "ascribe-store"
_F = TypeVar("_F", bound=Callable[..., Any])

store_option = click.option(
    "--store", metavar="DIR", default=DEFAULT_STORE, show_default=True, type=click.Path(path_type=Path), help="The store's folder."
)
gazetteer_option = click.option(
    "--gazetteer", metavar="FILE", type=click.Path(path_type=Path), help="A gazetteer file instead of the default."
)


def _user() -> str:
    import getpass
    import os

    try:
        return os.environ.get("ASCRIBE_AUTHOR") or getpass.getuser()
    except (KeyError, OSError):  # a user without a name
        return "unknown"


author_option = click.option("--author", metavar="NAME", default=_user, help="Who decides; default: ASCRIBE_AUTHOR, else the user's name.")
reason_option = click.option("--reason", metavar="WORDS", default="", help="Why.")


_Option = Callable[[Any], Any]


def _selecting(of: str) -> list[_Option]:
    """The options that select claims and incidents alike; `of` is what they select, in words."""
    return [
        click.option("--type", "type", multiple=True, type=click.Choice(EVENT_TYPES), metavar="TYPE", help="Event type; may be repeated."),
        click.option("--actor", metavar="NAME", help="Part of the name, or the id, of who acts or is acted upon."),
        click.option("--place", metavar="NAME", help="Part of a place's name, province or district, or a country code."),
        click.option("--from", "date_from", metavar="DATE", callback=_day, help="What may have happened on or after this day (ISO)."),
        click.option("--to", "date_to", metavar="DATE", callback=_day, help="What may have happened on or before this day (ISO)."),
        click.option("--limit", type=click.IntRange(min=1), metavar="N", help=f"At most this many {of}."),
    ]


def _of_incidents() -> list[_Option]:
    from ascribe.domain.flag import FlagCode
    from ascribe.domain.incident import GradeCode

    return [
        click.option(
            "--grade",
            multiple=True,
            type=click.Choice(get_args(GradeCode)),
            metavar="GRADE",
            help="Incidents of this grade; may be repeated.",
        ),
        click.option(
            "--flag",
            multiple=True,
            type=click.Choice(get_args(FlagCode)),
            metavar="CODE",
            help="Incidents with this flag; may be repeated.",
        ),
        click.option("--documents", type=click.IntRange(min=1), metavar="N", help="Incidents told by at least so many documents."),
        click.option(
            "--contested/--uncontested", "contested", default=None, help="Incidents with figures that exclude each other, or without."
        ),
    ]


def _of_claims() -> list[_Option]:
    return [
        click.option("--status", multiple=True, type=click.Choice(STATUSES), metavar="STATUS", help="Claim status; may be repeated."),
        click.option("--source", metavar="NAME", help="Part of the source's name or its actor id."),
        click.option(
            "--source-kind", multiple=True, type=click.Choice(get_args(SourceKind)), metavar="KIND", help="Kind of source; may be repeated."
        ),
        click.option("--text", metavar="WORDS", help="Words of the document."),
        click.option("--outlet", metavar="NAME", help="Part of the outlet's name."),
        click.option("--document", metavar="ID", help="A document's id or how it begins."),
        click.option("--background/--news", "background", default=None, help="Only what is told as background, or only as news."),
        click.option("--reading", metavar="ID", help="Claims of this reading instead of each document's latest."),
    ]


def _with(command: _F, options: list[_Option]) -> _F:
    for option in reversed(options):
        command = option(command)
    return command


def incident_filter_options(command: _F) -> _F:
    """The options that select incidents; each is the field of `IncidentFilter` of the same name."""
    return _with(command, [*_selecting("incidents"), *_of_incidents()])


def filter_options(command: _F) -> _F:
    """The options that select claims; each is the field of `ClaimFilter` of the same name."""
    return _with(command, [*_selecting("claims"), *_of_claims()])


def export_filter_options(command: _F) -> _F:
    """The options that select claims or incidents."""
    return _with(command, [*_selecting("claims or incidents"), *_of_claims(), *_of_incidents()])


def names_of(options: Callable[[click.Command], click.Command]) -> frozenset[str]:
    """The names of the options that one of these adds."""
    return frozenset(p.name for p in options(click.Command("none")).params if p.name is not None)


def _day(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a day; write it as 2021-09-02") from None
