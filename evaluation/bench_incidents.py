"""What grouping costs as a store grows: claims made from real ones, told again weeks later by other outlets.

In:  the shipped reports.   Out: JSON lines: claims, seconds to build all incidents, seconds to take one more report in, peak memory.

    python -m evaluation.bench_incidents [--claims 1000 10000 100000]

Each round tells the shipped reports once more, `APART` days later and under other outlets, so that campaigns repeat themselves: the same
sides at the same places in the same words, on other days; and the same paragraphs, which is the worst case for the search for copies.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from ascribe.demo import demo_documents
from ascribe.domain.claim import Claim, Record
from ascribe.domain.document import Document, published_day
from ascribe.domain.ids import claim_id
from ascribe.pipeline_incidents import update_incidents
from ascribe.read.reader import Reader
from ascribe.store import open_store
from evaluation.machine import machine_class

APART = 23


def told_again(record: Record, number: int) -> Record:
    """The record as another outlet would have printed it so many rounds later."""
    if number == 0:
        return record
    later = timedelta(days=APART * number)
    old = record.document
    published = (published_day(old.published) + later).isoformat() if old.published else None
    document = Document.of(old.text, title=old.title, outlet=f"{old.outlet} {number}", published=published)
    document = msgspec.structs.replace(document, reading=old.reading)
    claims = []
    for claim in record.claims:
        source = claim.attribution.source
        said = (claim.event.trigger, claim.event.type, source.span if source else None, claim.status)
        place = None if claim.id == claim_id(old.id, *said) or claim.place is None else claim.place.span
        id_ = claim_id(document.id, *said, place)
        claims.append(msgspec.structs.replace(claim, id=id_, time=_later(claim, later)))
    return Record(document=document, claims=tuple(claims))


def _later(claim: Claim, by: timedelta) -> object:
    when = claim.time
    if when is None or when.start is None or when.end is None:
        return when
    return msgspec.structs.replace(when, start=_shifted(when.start, by), end=_shifted(when.end, by))


def _shifted(day: date, by: timedelta) -> date:
    return min(day + by, date(9000, 1, 1))


def rounds(records: list[Record], n_claims: int) -> Iterator[Record]:
    """Records with at least so many claims in all."""
    number = n = 0
    while n < n_claims:
        for record in records:
            again = told_again(record, number)
            n += len(again.claims)
            yield again
        number += 1


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.bench_incidents", description="Measure grouping on growing stores.")
    parser.add_argument("--claims", nargs="+", type=int, default=[1_000, 10_000, 100_000])
    options = parser.parse_args(arguments)
    reader = Reader.load()
    records = [reader.read(document) for document in demo_documents()]
    for n in options.claims:
        with tempfile.TemporaryDirectory() as folder, open_store(f"{folder}/store") as store:
            for record in rounds(records, n):
                store.add(record)
            begun = time.perf_counter()
            summary = update_incidents(store)
            built = time.perf_counter() - begun
            store.add(told_again(records[0], 100_000))
            begun = time.perf_counter()
            update_incidents(store)
            one_more = time.perf_counter() - begun
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        said = {
            "claims": summary.claims,
            "incidents": summary.incidents,
            "build_s": round(built, 1),
            "one_more_s": round(one_more, 2),
            "peak_mib": memory,
        }
        print(json.dumps(said), flush=True)
    print(json.dumps({"machine": machine_class()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
