"""What Spark costs beside plain processes: the same documents, read by both in one run; one JSON object on standard output.

Out: for each way seconds by the clock and of the processors (all processes that this one started, Java too), the best of the
     rounds, and their ratio to plain processes; Spark's start and first documents apart. Linux only, for it asks /proc.

    python -m evaluation.engines [--documents N] [--workers N] [--rounds N]

The documents are the shipped reports, as many outlets' as it takes. The ways take turns, so that what else the machine does falls on
all alike; where it does much, only processor time says something. Every way reads all documents to records in order; those with
`shards` in their name also write them. Needs `pip install 'ascribe[spark]'` and Java.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ascribe.demo import demo_documents
from ascribe.domain.document import Document
from ascribe.engine.spark import SparkEngine
from ascribe.pipeline import read_documents
from ascribe.pipeline_shards import read_into_shards
from ascribe.read.reader import Reader
from evaluation.machine import commit, machine_class

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.engines", description="What Spark costs beside plain processes.")
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args(arguments)
    documents, workers = _documents(options.documents), options.workers
    reader = Reader.load()
    start = time.perf_counter()
    with SparkEngine(f"local[{workers},4]") as engine, tempfile.TemporaryDirectory() as scratch:
        started = time.perf_counter() - start
        first, _ = _seconds(lambda: _read(documents[: 2 * workers], reader, engine=engine))
        folders = (Path(scratch, str(n)) for n in itertools.count())
        ways: dict[str, Callable[[], object]] = {
            "one_process": lambda: _read(documents, reader),
            "processes": lambda: _read(documents, reader, workers=workers),
            "spark": lambda: _read(documents, reader, engine=engine),
            "processes_shards": lambda: read_into_shards(documents, next(folders), reader=reader, workers=workers, size=25),
            "spark_shards": lambda: read_into_shards(documents, next(folders), reader=reader, engine=engine, size=25),
        }
        rounds = [{name: _seconds(way) for name, way in ways.items()} for _ in range(options.rounds)]
    clock, processors = ({name: min(seconds[name][i] for seconds in rounds) for name in ways} for i in (0, 1))
    report: dict[str, Any] = {
        "commit": commit(),
        "machine": machine_class(),
        "documents": len(documents),
        "words": sum(len(document.text.split()) for document in documents),
        "workers": workers,
        "spark_start_s": round(started, 1),
        "spark_first_documents_s": round(first, 1),
        "seconds": _rounded(clock, 1.0, 1),
        "seconds_to_processes": _rounded(clock, clock["processes"], 2),
        "processor_seconds": _rounded(processors, 1.0, 1),
        "processor_seconds_to_processes": _rounded(processors, processors["processes"], 2),
    }
    print(json.dumps(report, indent=1))
    return 0


def _documents(n: int) -> list[Document]:
    shipped = list(demo_documents())
    repeated = itertools.islice(((number, d) for number in itertools.count() for d in shipped), n)
    return [Document.of(d.text, title=d.title, outlet=f"{d.outlet} {number}", published=d.published) for number, d in repeated]


def _read(documents: list[Document], reader: Reader, *, workers: int = 1, engine: SparkEngine | None = None) -> int:
    return sum(1 for _ in read_documents(documents, reader=reader, workers=workers, engine=engine))


def _rounded(seconds: dict[str, float], by: float, digits: int) -> dict[str, float]:
    return {name: round(value / by, digits) for name, value in seconds.items()}


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    """By the clock, and of the processors."""
    start, spent = time.perf_counter(), _processor_seconds()
    work()
    return time.perf_counter() - start, _processor_seconds() - spent


def _processor_seconds() -> float:
    """What this process and all below it have used, those that have ended included."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        parents[int(path.parent.name)], ticks[int(path.parent.name)] = int(fields[1]), sum(map(int, fields[11:15]))
    ours = {os.getpid()}
    while found := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= found
    return sum(ticks[pid] for pid in ours) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
