"""What grouping costs as a store grows: claims made from real ones, told again weeks later by other outlets.

In:  the shipped reports.   Out: JSON lines: claims, seconds to build all incidents, seconds to take one more report in, memory, disk.

    python -m evaluation.bench_incidents [--claims 1000 10000 100000] [--engine duckdb spark] [--crowd]

Each round tells the shipped reports once more, `APART` days later and under other outlets, so that campaigns repeat themselves: the same
sides at the same places, on other days. Half of the small words are others in each round, so that a report is a copy of those that it was
a copy of, and not of all its forebears, which would make standing matter of every line. With `--crowd` nothing moves: all rounds tell of
one day and one place. The reports taken in at the end tell once more of a round in the middle, where most is to be compared. Filling,
building and taking in run in processes of their own, so that each peak of memory is its own.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from ascribe.demo import demo_documents
from ascribe.domain.claim import Claim, Record
from ascribe.domain.document import Document, published_day
from ascribe.domain.ids import claim_id
from ascribe.domain.place import Place
from ascribe.pipeline_incidents import update_incidents
from ascribe.reconcile import reconcile
from ascribe.store import open_store
from evaluation.bench import peak_memory
from evaluation.machine import machine_class

APART = 23
#: The day of the first telling again of a report that has none.
UNDATED = date(2021, 9, 3)
#: Reports taken in one by one when all is built.
TAKEN_IN = 5
_SMALL_WORD = re.compile(r"\b[a-z]{4,}\b")


def told_again(record: Record, number: int, *, apart: int = APART, late: str = "") -> Record:
    """The record as another outlet would have printed it so many rounds later; `late` names one more outlet of that round."""
    if number == 0 and not late:
        return record
    later = timedelta(days=apart * number)
    old = record.document
    first = published_day(old.published) if old.published else UNDATED  # else thousands would tell one happening, at no time
    published = (first + later).isoformat()
    document = Document.of(_reworded(record, number), title=old.title, outlet=f"{old.outlet} {number}{late}", published=published)
    document = msgspec.structs.replace(document, reading=old.reading)
    claims = []
    for claim in record.claims:
        source = claim.attribution.source
        said = (claim.event.trigger, claim.event.type, source.span if source else None, claim.status)
        place = None if claim.id == claim_id(old.id, *said) or claim.place is None else claim.place.span
        id_ = claim_id(document.id, *said, place)
        claims.append(msgspec.structs.replace(claim, id=id_, time=_later(claim, later), revises=()))
    return Record(document=document, claims=tuple(claims))


def _reworded(record: Record, number: int) -> str:
    """Half of the words of small letters are others, as long as they were; what claims quote stays as it is."""
    if not number:
        return record.document.text
    words = _words_by_length()
    quoted = sorted(span for claim in record.claims for span in _quoted(msgspec.to_builtins(claim)))

    def other(word: re.Match[str]) -> str:
        chance = int.from_bytes(blake2b(f"{number} {word[0]}".encode(), digest_size=8).digest())
        like = words[len(word[0])]
        if chance % 2 or any(start < word.end() and word.start() < end for start, end in quoted):
            return word[0]
        return like[chance // 2 % len(like)]

    return _SMALL_WORD.sub(other, record.document.text)


def _quoted(value: Any) -> Iterator[tuple[int, int]]:
    """The spans in a claim of which it holds the words too."""
    if isinstance(value, dict):
        if value.get("span") and value.get("text"):
            yield tuple(value["span"])
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from _quoted(part)


@cache
def _words_by_length() -> dict[int, list[str]]:
    by_length: dict[int, list[str]] = {}
    for word in sorted({w for d in demo_documents() for w in _SMALL_WORD.findall(d.text)}):
        by_length.setdefault(len(word), []).append(word)
    return by_length


def _later(claim: Claim, by: timedelta) -> Any:
    when = claim.time
    if when is None or when.start is None or when.end is None:
        return when
    return msgspec.structs.replace(when, start=min(when.start + by, date.max), end=min(when.end + by, date.max))


def in_one_place(record: Record, day: date, place: Place) -> Record:
    """The record as if all of it had happened on one day at one place."""
    claims = []
    for claim in record.claims:
        when = claim.time and msgspec.structs.replace(
            claim.time, start=day, end=day, precision="day", bound="exact", inferred=claim.time.span is None
        )
        where = claim.place and msgspec.structs.replace(place, span=claim.place.span, text=claim.place.text)
        claims.append(msgspec.structs.replace(claim, time=when, place=where))
    return msgspec.structs.replace(record, claims=tuple(claims))


def shipped() -> list[Record]:
    """The shipped reports, read."""
    from ascribe.read.reader import Reader

    reader = Reader.load()
    return [reader.read(document) for document in demo_documents()]


def crowded(records: Sequence[Record]) -> list[Record]:
    """The records in one place, on the day of the first of them."""
    place = next(c.place for r in records for c in r.claims if c.place is not None and c.place.gazetteer_id is not None)
    day = next(c.time.start for r in records for c in r.claims if c.time is not None and c.time.start is not None)
    return [in_one_place(record, day, place) for record in records]


def rounds(records: Sequence[Record], n_claims: int, *, apart: int = APART) -> Iterator[Record]:
    """Records with at least so many claims in all."""
    number = n = 0
    while n < n_claims:
        for record in records:
            again = told_again(record, number, apart=apart)
            n += len(again.claims)
            yield again
        number += 1


def fill(folder: Path, n_claims: int, *, crowd: bool) -> dict[str, Any]:
    """Fills a store."""
    records = crowded(shipped()) if crowd else shipped()
    begun = time.perf_counter()
    with open_store(folder) as store:
        n = store.add_all(rounds(records, n_claims, apart=0 if crowd else APART))
    return {"documents": n, "fill_s": round(time.perf_counter() - begun, 1)}


def build(folder: Path) -> dict[str, Any]:
    """Builds its incidents."""
    steps: list[tuple[str, float]] = []

    def on_step(name: str) -> None:
        steps.append((name, time.perf_counter()))
        print(f"  {name} {peak_memory() >> 20} MiB", file=sys.stderr)

    with open_store(folder, create=False) as store:
        begun = time.perf_counter()
        summary = update_incidents(store, on_step=on_step)
        ended = time.perf_counter()
        ((largest,),) = store.query("SELECT max(n_claims) FROM incidents")
    file = folder / "claims.duckdb"
    return {
        "claims": summary.claims, "incidents": summary.incidents, "largest": largest, "build_s": round(ended - begun, 1),
        "build_mib": peak_memory() >> 20, "store_mib": file.stat().st_size >> 20,
        "longest_s": dict(sorted(
            ((name, round(after - at, 1)) for (name, at), (_, after) in zip(steps, [*steps[1:], ("", ended)], strict=True)),
            key=lambda step: -step[1],
        )[:6]),
    }  # fmt: skip


def take_in(folder: Path, n_claims: int, *, crowd: bool) -> dict[str, Any]:
    """Takes more reports in, one by one: adding and grouping together, the first of them in a store just opened."""
    records = crowded(shipped()) if crowd else shipped()
    before = peak_memory() >> 20
    middle = n_claims // sum(len(r.claims) for r in records) // 2
    begun = time.perf_counter()
    spent = []
    with open_store(folder, create=False) as store:
        opened = time.perf_counter() - begun
        for i in range(TAKEN_IN):
            record = told_again(records[i * 7 % len(records)], middle, apart=0 if crowd else APART, late=" late")
            begun = time.perf_counter()
            store.add(record)
            update_incidents(store)
            spent.append(round(time.perf_counter() - begun, 2))
        begun = time.perf_counter()
    return {
        "open_s": round(opened, 2), "one_more_s": spent, "close_s": round(time.perf_counter() - begun, 2),
        "one_more_mib": peak_memory() >> 20, "of_it_the_reader_mib": before,
    }  # fmt: skip


def at_once(n_claims: int, engine: str, *, crowd: bool) -> dict[str, Any]:
    """Groups them in memory, at once, on one of the two engines."""
    from ascribe.engine.duckdb import DuckDBEngine

    records = crowded(shipped()) if crowd else shipped()
    records = list(rounds(records, n_claims, apart=0 if crowd else APART))
    begun = time.perf_counter()
    if engine == "spark":
        from ascribe.engine.spark import SparkEngine

        with SparkEngine("local[2,4]", settings={"spark.driver.memory": "4g"}) as spark:
            started = time.perf_counter() - begun
            made = reconcile(records, engine=spark)
    else:
        started = 0.0
        with DuckDBEngine(threads=2) as duckdb:
            made = reconcile(records, engine=duckdb)
    digest = blake2b(b"\n".join(i.to_json() for i in made.incidents), digest_size=8).hexdigest()
    return {
        "engine": engine, "claims": sum(len(r.claims) for r in records), "incidents": len(made.incidents), "digest": digest,
        "start_s": round(started, 1), "seconds": round(time.perf_counter() - begun - started, 1), "python_mib": peak_memory() >> 20,
    }  # fmt: skip


def _alone(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `work` gives, done in a process of its own."""
    name, arguments = work.func.__name__, [str(a) for a in work.args]  # type: ignore[attr-defined]
    crowd = ["--crowd"] if work.keywords.get("crowd") else []  # type: ignore[attr-defined]
    run = subprocess.run(
        [sys.executable, "-m", "evaluation.bench_incidents", "--alone", name, *arguments, *crowd], stdout=subprocess.PIPE, check=True
    )
    return dict(json.loads(run.stdout))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.bench_incidents", description="Measure grouping on growing stores.")
    parser.add_argument("--claims", nargs="+", type=int, default=[1_000, 10_000, 100_000])
    parser.add_argument("--engine", nargs="+", choices=["duckdb", "spark"], help="group at once in memory on these engines, in no store")
    parser.add_argument("--crowd", action="store_true", help="all claims on one day at one place")
    parser.add_argument("--keep", type=Path, help="where to leave the stores; by default they go")
    parser.add_argument("--alone", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.alone:
        print(json.dumps(_step(options.alone, crowd=options.crowd)))
        return 0
    for n in options.claims:
        for engine in options.engine or ():
            print(json.dumps(_alone(partial(at_once, n, engine, crowd=options.crowd))), flush=True)
        if not options.engine:
            with tempfile.TemporaryDirectory() as temporary:
                folder = (options.keep or Path(temporary)) / f"{'crowd' if options.crowd else 'store'}-{n}"
                steps = (
                    partial(fill, folder, n, crowd=options.crowd),
                    partial(build, folder),
                    partial(take_in, folder, n, crowd=options.crowd),
                )
                said: dict[str, Any] = {}
                for step in steps:
                    said |= _alone(step)
            print(json.dumps(said), flush=True)
    print(json.dumps({"machine": machine_class()}))
    return 0


def _step(words: Sequence[str], *, crowd: bool) -> dict[str, Any]:
    match words:
        case ["fill", folder, n]:
            return fill(Path(folder), int(n), crowd=crowd)
        case ["build", folder]:
            return build(Path(folder))
        case ["take_in", folder, n]:
            return take_in(Path(folder), int(n), crowd=crowd)
        case ["at_once", n, engine]:
            return at_once(int(n), engine, crowd=crowd)
    raise SystemExit(f"no such step: {' '.join(words)}")


if __name__ == "__main__":
    sys.exit(main())
