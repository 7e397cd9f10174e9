"""A large store to measure the workbench on, made from the shipped reports and kept under `build/` until what it follows from changes.

In:  how many documents.   Out: a folder with a grouped store, and beside it what it holds.

    python -m evaluation.big_store [--documents 20000]

The shipped reports of nine claims or more are told over and over (`evaluation.bench_incidents.told_again`), every second day in another
theatre: twelve of them, each with its country and its stretch of the map, so that a campaign comes back to its theatre after 24 days.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from ascribe.domain.claim import Record
from ascribe.pipeline_incidents import update_incidents
from ascribe.store import open_store
from evaluation.bench_incidents import shipped, told_again

__all__ = ["BigStore", "big_store"]

BUILD: Final = Path(__file__).parents[1] / "build" / "bench"
#: Days from one round of the reports to the next, which is told in the next theatre.
APART: Final = 2
#: A report of fewer claims is left out, so that documents have about ten.
LEAST_CLAIMS: Final = 9
#: Of each theatre: its country, degrees of latitude and of longitude from where the reports have it.
THEATRES: Final = (
    ("AF", 0.0, 0.0), ("IQ", -2.0, -25.0), ("SY", 1.0, -32.0), ("YE", -19.0, -24.0), ("SO", -31.0, -24.0), ("SD", -20.0, -40.0),
    ("ML", -18.0, -72.0), ("NG", -24.0, -58.0), ("CD", -36.0, -44.0), ("UA", 14.0, -34.0), ("MM", -14.0, 27.0), ("CO", -30.0, -142.0),
)  # fmt: skip


class BigStore(msgspec.Struct, frozen=True, kw_only=True):
    """A store that is there: its folder, and a digest of all its records, in order."""

    folder: str
    digest: str
    documents: int
    claims: int
    incidents: int
    seconds: float


def big_store(n_documents: int, *, build: Path = BUILD) -> BigStore:
    """The store of so many documents; made if it is not there, and made again where the reports, the reader or the store's layout are
    others than those that it was made from."""
    records = [record for record in shipped() if len(record.claims) >= LEAST_CLAIMS]
    folder = build / f"store-{n_documents}-{_parameters(records, n_documents)}"
    notes = folder.with_suffix(".json")
    if notes.is_file():
        return msgspec.json.decode(notes.read_bytes(), type=BigStore)
    shutil.rmtree(folder, ignore_errors=True)
    made = folder.with_suffix(".new")
    shutil.rmtree(made, ignore_errors=True)
    begun = time.perf_counter()
    digest = hashlib.sha256()
    counted = {"claims": 0}

    def noted() -> Iterator[Record]:
        for record in told(records, n_documents):
            digest.update(record.document.id.encode())
            counted["claims"] += len(record.claims)
            yield record

    with open_store(made) as store:
        n = store.add_all(noted())
        print(f"  {n} documents, {time.perf_counter() - begun:.0f} s", file=sys.stderr)
        summary = update_incidents(
            store, on_step=lambda name: print(f"  {name}, {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
        )
    made.rename(folder)
    found = BigStore(
        folder=str(folder), digest=digest.hexdigest()[:16], documents=n, claims=counted["claims"], incidents=summary.incidents,
        seconds=round(time.perf_counter() - begun, 1),
    )  # fmt: skip
    notes.write_bytes(msgspec.json.encode(found))
    return found


def told(records: Sequence[Record], n_documents: int) -> Iterator[Record]:
    """So many records: the reports told again, round after round, from theatre to theatre."""
    for i in range(n_documents):
        number = i // len(records)
        yield in_theatre(told_again(records[i % len(records)], number, apart=APART), number % len(THEATRES))


def in_theatre(record: Record, number: int) -> Record:
    """The record as if all of it had happened in that theatre; its words stay."""
    country, north, east = THEATRES[number]
    if not number:
        return record

    def moved(place: Any) -> Any:
        if place is None or place.lat is None:
            return place
        return msgspec.structs.replace(
            place, lat=round(max(-85.0, min(85.0, place.lat + north)), 4), lon=round((place.lon + east + 540) % 360 - 180, 4),
            country=country, gazetteer_id=place.gazetteer_id and f"{place.gazetteer_id}-{country}",
        )  # fmt: skip

    claims = tuple(
        msgspec.structs.replace(c, place=moved(c.place), other_places=tuple(moved(p) for p in c.other_places)) for c in record.claims
    )
    return Record(document=record.document, claims=claims)


def _parameters(records: Sequence[Record], n_documents: int) -> str:
    """A digest of all that the store follows from."""
    from ascribe._version import __version__
    from ascribe.store.schema import SCHEMA_VERSION

    parts = [n_documents, APART, THEATRES, __version__, SCHEMA_VERSION, [msgspec.json.encode(r).decode() for r in records]]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:12]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.big_store", description="Make a large store, or find the one made before.")
    parser.add_argument("--documents", type=int, default=20_000)
    options = parser.parse_args(arguments)
    print(json.dumps(msgspec.to_builtins(big_store(options.documents))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
