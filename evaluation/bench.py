"""How fast the reader is and what it needs: one JSON object on standard output.

Out: documents and words a second on one core (per set of texts), the gazetteer's size and costs, peak memory, the
     cold starts of `ascribe --help` and of the first document
     read, with commit and machine class. Seconds are wall-clock for cold starts, processor time for reading.

    python -m evaluation.bench [--seconds N]       `make bench`

Sets: `own` (the shipped passages), `reports` (the shipped retellings), and `wikinews` (whole articles) where `ASCRIBE_DATA` has them.
Each is read over and over, after one pass to warm up, until N seconds of processor time are spent (default 5).
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from ascribe.domain.document import Document
from ascribe.ingest.normalise import normalise_text
from evaluation.machine import commit, machine_class
from evaluation.suite import OWN, REPORTS, ReaderLike, data_folder, read_rows

__all__ = ["main", "speed"]

COLD_STARTS = 10
#: Opening the gazetteer and finding a first place, in a new process: prints the seconds that this took.
FIRST_PLACE = """
import time
start = time.perf_counter()
from ascribe.gazetteer import load_gazetteer
load_gazetteer().lookup("Khawak")
print(time.perf_counter() - start)
"""
FIRST_DOCUMENT = """
from ascribe.domain.document import Document
from ascribe.read.reader import Reader
record = Reader.load().read(Document.of("The army said on Monday that 12 people died.", published="2021-09-02"))
"""


class Text(msgspec.Struct, frozen=True):
    """A row of any of the sets, as far as it is read."""

    text: str


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.bench", description="Speed, memory and cold starts of the reader.")
    parser.add_argument("--seconds", type=float, default=5.0, help="processor time for each set of texts (default: 5)")
    options = parser.parse_args(arguments)

    from ascribe.read.reader import Reader

    reader = Reader.load()
    files = {"own": OWN, "reports": REPORTS}
    folder = data_folder()
    if folder:
        files["wikinews"] = folder / "wikinews_2019_2020" / "docs.jsonl.gz"
    reading = {
        name: speed(reader, [Document.of(normalise_text(row.text)) for _, row in read_rows(file, Text)], options.seconds)
        for name, file in files.items()
        if file.exists()
    }
    report = {
        "commit": commit(),
        "machine": machine_class(),
        "reading": reading,
        "gazetteer": gazetteer_costs(),
        "peak_memory_mib": round(peak_memory() / 2**20, 1),
        "cold_start_help_s": cold_start([str(Path(sys.executable).with_name("ascribe")), "--help"]),
        "cold_start_first_document_s": cold_start([sys.executable, "-c", FIRST_DOCUMENT]),
    }
    print(json.dumps(report, indent=1))
    return 0


def speed(reader: ReaderLike, documents: Sequence[Document], seconds: float) -> dict[str, Any]:
    """Documents and words a second of processor time, over whole passes through the documents."""
    for document in documents:
        reader.read(document)
    n_words = sum(len(d.text.split()) for d in documents)
    passes, start = 0, time.process_time()
    while passes == 0 or time.process_time() - start < seconds:
        for document in documents:
            reader.read(document)
        passes += 1
    spent = time.process_time() - start
    return {
        "documents": len(documents),
        "words": n_words,
        "passes": passes,
        "documents_per_second": round(passes * len(documents) / spent, 1),
        "words_per_second": round(passes * n_words / spent),
    }


def gazetteer_costs() -> dict[str, float]:
    """Size of the gazetteer in use, seconds of a first look-up with its imports, microseconds of a new look-up and of one asked before."""
    from ascribe.gazetteer import load_gazetteer
    from ascribe.gazetteer.lookup import gazetteer_path

    first = min(
        float(subprocess.run([sys.executable, "-c", FIRST_PLACE], capture_output=True, check=True).stdout) for _ in range(COLD_STARTS)
    )
    with load_gazetteer() as gazetteer:
        words = sorted({w for row in read_rows(REPORTS, Text) for w in row[1].text.split()})
        costs = {}
        for name in ("lookup_us", "lookup_again_us"):
            start = time.process_time()
            for word in words:
                gazetteer.lookup(word)
            costs[name] = round((time.process_time() - start) / len(words) * 1e6, 1)
    return {"mib": round(gazetteer_path().stat().st_size / 2**20, 1), "cold_start_s": round(first, 3), **costs}


def cold_start(command: Sequence[str]) -> dict[str, float]:
    """Best and median wall-clock seconds of a command, each time in a new process."""
    seconds = []
    for _ in range(COLD_STARTS):
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        seconds.append(time.perf_counter() - start)
    return {"best": round(min(seconds), 3), "median": round(statistics.median(seconds), 3)}


def peak_memory() -> int:
    """The most memory that this process held at once, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    sys.exit(main())
