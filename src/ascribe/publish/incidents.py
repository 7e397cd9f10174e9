"""Incidents as files, with their figures and their claims beside them.

In:  incidents, their claims, a folder, a format.   Out: the files of `FILES[format]`, all of them or none; counts that add up.

One table says what is written in each format; how a format spells a row stands in its own module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple

import msgspec

from ascribe.domain.claim import Claim
from ascribe.domain.document import Document
from ascribe.domain.incident import Incident
from ascribe.errors import UsageError
from ascribe.publish.columns import COLUMNS, Extra, Heading, Row, row_of
from ascribe.publish.csv import csv_table
from ascribe.publish.files import writing_together
from ascribe.publish.geojson import geojson_layer
from ascribe.publish.incident_columns import FIGURE_COLUMNS, INCIDENT_COLUMNS, SAID_COLUMNS, figures_of, numbers_of, table_row
from ascribe.publish.jsonl import publish_jsonl
from ascribe.publish.masked_rows import columns_with, row_with
from ascribe.publish.masking import Mask
from ascribe.publish.parquet import CLAIM_COLUMNS, claim_row, parquet_table

if TYPE_CHECKING:
    from ascribe.store import StoredClaim

__all__ = ["FILES", "IncidentAccount", "IncidentFormat", "publish_incidents"]

IncidentFormat = Literal["jsonl", "csv", "parquet", "geojson"]
_Streams = Mapping[str, BinaryIO]
_Claims = Iterable[tuple[str, "StoredClaim"]]
_Masking = Mask | None
_Table = Callable[[BinaryIO, Sequence[Heading]], AbstractContextManager[Callable[[Row], None]]]

_TABLES = ("incidents", "figures", "figures_by_source", "claims")
_INCIDENT_ID = Extra("incident_id", "text")


class IncidentAccount(msgspec.Struct, frozen=True, kw_only=True):
    """What was written: incidents, their figures, the numbers that sources give, and the claims, each of which stands in one incident.

    >>> str(IncidentAccount(n_incidents=1, n_figures=2, n_numbers=5, n_claims=3))
    '1 incident with 2 figures by 5 numbers and 3 claims'
    """

    n_incidents: int
    n_figures: int
    n_numbers: int
    n_claims: int

    def __str__(self) -> str:
        told = [_counted(self.n_figures, "figure"), _counted(self.n_numbers, "number"), _counted(self.n_claims, "claim")]
        return f"{_counted(self.n_incidents, 'incident')} with {told[0]} by {told[1]} and {told[2]}"


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


class _Format(NamedTuple):
    """The files of a format, and what fills them: the incidents first, then their claims."""

    files: tuple[str, ...]
    incidents: Callable[[_Streams, Iterable[Incident], _Masking], None]
    claims: Callable[[BinaryIO, _Claims, _Masking], None]


def publish_incidents(
    incidents: Iterable[Incident], claims: _Claims, to: str | Path, format: IncidentFormat, *, mask: Mask | None = None
) -> IncidentAccount:
    """Writes `incidents`, and `claims`, each with the id of its incident, into the folder `to`, which is made if it is not there.

    `mask` takes names out, and a column `masked` says so; `UsageError` for JSON lines, whose offsets and digests are those of whole texts.

    The files of a format (`FILES`) appear together when all are whole. `ValueError` where the claims are not those of the incidents;
    `OSError` where something cannot be written; then the folder holds what it held before.
    """
    if mask is not None and format == "jsonl":
        raise UsageError("JSON lines hold whole texts with offsets and digests, which masked names would make untrue")
    chosen, folder = _FORMATS[format], Path(to)
    folder.mkdir(parents=True, exist_ok=True)
    wanted: set[tuple[str, str]] = set()
    counts = {"incidents": 0, "figures": 0, "numbers": 0, "claims": 0}

    def noted() -> Iterator[Incident]:
        for incident in incidents:
            counts["incidents"] += 1
            counts["figures"] += len(incident.figures)
            counts["numbers"] += sum(len(f.by_source) for f in incident.figures)
            wanted.update((incident.id, ref.claim) for ref in incident.claims)
            yield incident

    def checked() -> Iterator[tuple[str, StoredClaim]]:
        for id, stored in claims:
            if (id, stored.claim.id) not in wanted:
                raise ValueError(f"claim {stored.claim.id} is none of incident {id}, or stands twice")
            wanted.remove((id, stored.claim.id))
            counts["claims"] += 1
            yield id, stored

    with writing_together(folder, chosen.files) as named:
        streams = {Path(name).stem: stream for name, stream in named.items()}
        chosen.incidents(streams, noted(), mask)
        chosen.claims(streams["claims"], checked(), mask)
        if wanted:
            id, claim = min(wanted)
            raise ValueError(f"claim {claim} of incident {id} is missing")
    return IncidentAccount(**{f"n_{name}": n for name, n in counts.items()})


def _jsonl_incidents(streams: _Streams, incidents: Iterable[Incident], mask: _Masking) -> None:
    for incident in incidents:
        streams["incidents"].write(incident.to_json() + b"\n")


def _jsonl_claims(stream: BinaryIO, claims: _Claims, mask: _Masking) -> None:
    publish_jsonl((stored for _, stored in claims), stream)


def _geojson_incidents(streams: _Streams, incidents: Iterable[Incident], mask: _Masking) -> None:
    with geojson_layer(streams["incidents"]) as write:
        for incident in incidents:
            write(incident.id, incident.place, row_with(table_row(INCIDENT_COLUMNS, incident), mask))


def _geojson_claims(stream: BinaryIO, claims: _Claims, mask: _Masking) -> None:
    with geojson_layer(stream) as write:
        for id, stored in claims:
            write(stored.claim.id, stored.claim.place, row_with({"incident_id": id, **row_of(stored.claim, stored.document)}, mask))


def _incident_tables(table: _Table, *, whole: bool) -> Callable[[_Streams, Iterable[Incident], _Masking], None]:
    """What writes the tables of incidents, figures and numbers; `whole` adds the incident as JSON."""
    columns: tuple[Heading, ...] = (*INCIDENT_COLUMNS, *([Extra("incident_json", "text")] if whole else []))

    def write(streams: _Streams, incidents: Iterable[Incident], mask: _Masking) -> None:
        with (
            table(streams["incidents"], columns_with(columns, mask)) as write_incident,
            table(streams["figures"], columns_with(FIGURE_COLUMNS, mask)) as write_figure,
            table(streams["figures_by_source"], columns_with(SAID_COLUMNS, mask)) as write_number,
        ):
            for incident in incidents:
                json: Row = {"incident_json": incident.to_json().decode()} if whole else {}
                write_incident(row_with({**table_row(INCIDENT_COLUMNS, incident), **json}, mask))
                for figure in figures_of(incident):
                    write_figure(row_with(table_row(FIGURE_COLUMNS, figure), mask))
                for number in numbers_of(incident):
                    write_number(row_with(table_row(SAID_COLUMNS, number), mask))

    return write


def _claim_table(
    table: _Table, columns: Sequence[Heading], row: Callable[[Claim, Document], Row]
) -> Callable[[BinaryIO, _Claims, _Masking], None]:
    def write(stream: BinaryIO, claims: _Claims, mask: _Masking) -> None:
        with table(stream, columns_with((_INCIDENT_ID, *columns), mask)) as write_claim:
            for id, stored in claims:
                write_claim(row_with({"incident_id": id, **row(stored.claim, stored.document)}, mask))

    return write


_FORMATS: dict[IncidentFormat, _Format] = {
    "jsonl": _Format(("incidents.jsonl", "claims.jsonl"), _jsonl_incidents, _jsonl_claims),
    "csv": _Format(tuple(f"{t}.csv" for t in _TABLES), _incident_tables(csv_table, whole=False), _claim_table(csv_table, COLUMNS, row_of)),
    "parquet": _Format(
        tuple(f"{t}.parquet" for t in _TABLES),
        _incident_tables(parquet_table, whole=True),
        _claim_table(parquet_table, CLAIM_COLUMNS, claim_row),
    ),
    "geojson": _Format(("incidents.geojson", "claims.geojson"), _geojson_incidents, _geojson_claims),
}
#: Format → the files of its export.
FILES: dict[IncidentFormat, tuple[str, ...]] = {name: format.files for name, format in _FORMATS.items()}
