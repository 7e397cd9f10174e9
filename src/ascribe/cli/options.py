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

__all__ = ["DEFAULT_STORE", "filter_options", "gazetteer_option", "store_option"]

DEFAULT_STORE = "ascribe-store"
_F = TypeVar("_F", bound=Callable[..., Any])

store_option = click.option(
    "--store", metavar="DIR", default=DEFAULT_STORE, show_default=True, type=click.Path(path_type=Path), help="The store's folder."
)
gazetteer_option = click.option(
    "--gazetteer", metavar="FILE", type=click.Path(path_type=Path), help="A gazetteer file instead of the default."
)


def filter_options(command: _F) -> _F:
    """The options that select claims; each is the field of `ClaimFilter` of the same name."""
    options = [
        click.option("--type", "type", multiple=True, type=click.Choice(EVENT_TYPES), metavar="TYPE", help="Event type; may be repeated."),
        click.option("--status", multiple=True, type=click.Choice(STATUSES), metavar="STATUS", help="Claim status; may be repeated."),
        click.option("--source", metavar="NAME", help="Part of the source's name or its actor id."),
        click.option(
            "--source-kind", multiple=True, type=click.Choice(get_args(SourceKind)), metavar="KIND", help="Kind of source; may be repeated."
        ),
        click.option("--actor", metavar="NAME", help="Part of the name, or the id, of who acts or is acted upon."),
        click.option("--place", metavar="NAME", help="Part of a place's name, province or district, or a country code."),
        click.option("--from", "date_from", metavar="DATE", callback=_day, help="Events on or after this day (ISO)."),
        click.option("--to", "date_to", metavar="DATE", callback=_day, help="Events on or before this day (ISO)."),
        click.option("--text", metavar="WORDS", help="Words of the document."),
        click.option("--outlet", metavar="NAME", help="Part of the outlet's name."),
        click.option("--document", metavar="ID", help="A document's id or how it begins."),
        click.option("--background/--news", "background", default=None, help="Only what is told as background, or only as news."),
        click.option("--reading", metavar="ID", help="Claims of this reading instead of each document's latest."),
        click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most this many claims."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def _day(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a day; write it as 2021-09-02") from None
