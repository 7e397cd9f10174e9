"""Outside gazetteers, a file per source: each reads its own format into `SourcePlace`s and knows its oddities."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

from ascribe.gazetteer.lookup import Kind

__all__ = ["BadLine", "SourcePlace", "lines"]


class SourcePlace(msgspec.Struct, frozen=True, kw_only=True):
    """One place as a source gives it, names and kind already in our words.

    `ref` is `SOURCE:NUMBER` (`wof:85632229`, `gn:1138958`); `parent` the ref of the smallest area that holds it;
    `same_as` the ref of the same place in another source; `listed` false for a settlement of which the source says
    nothing but its name and place.
    """

    ref: str
    name: str
    kind: Kind
    lat: float
    lon: float
    country: str | None
    parent: str | None = None
    names: tuple[str, ...] = ()
    population: int | None = None
    radius_km: float | None = None
    same_as: str | None = None
    listed: bool = True


class BadLine(msgspec.Struct, frozen=True):
    """A line that could not be used: where it stands, and why."""

    where: str
    reason: str


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """The numbered lines of a text file, plain or gzipped."""
    raw: IO[bytes] = gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[assignment]  # noqa: SIM115
    with raw, io.TextIOWrapper(raw, encoding="utf-8", errors="replace") as stream:
        for number, line in enumerate(stream, 1):
            yield number, line.rstrip("\r\n")
