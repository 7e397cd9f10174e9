"""How fast copies are found, and how much memory it takes, as the number of documents grows.

In:  the demonstration's reports, recombined by a fixed rule.   Out: one JSON object: documents a second, peak memory, copies found.

    python -m evaluation.bench_copies [N ...]

Each of N documents is either new (paragraphs of the demonstration's reports in which every other word is replaced by another of their
words, so that it repeats nobody) or, three times in ten, a copy of an earlier one: paragraphs dropped, figures changed, a
paragraph of its own added. Every outlet prints a notice of its own under each of its reports. Each N runs in a
process of its own, so that the peak is its own.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta

from ascribe.demo import demo_documents
from ascribe.reconcile.copies import find_copies
from ascribe.reconcile.credits import Report
from evaluation.bench import peak_memory
from evaluation.machine import machine_class

SIZES = (1_000, 10_000, 100_000)
OUTLETS = 200
COPIED = 0.3
#: A copy is made of one of so many reports before it.
WINDOW = 2_000
FIRST_DAY = date(2021, 1, 1)
DAYS = 365
_WORD = re.compile(r"[^\W\d_]{3,}")
_NUMBER = re.compile(r"\b\d+\b")


def synthetic_reports(n: int) -> Iterator[Report]:
    """N reports in the order of their days; the same N gives the same reports."""
    chance = random.Random(1)
    paragraphs = [line for d in demo_documents() for line in d.text.split("\n") if line.strip()]
    words = sorted({w for p in paragraphs for w in _WORD.findall(p)})
    recent: list[list[str]] = []
    for i in range(n):
        if recent and chance.random() < COPIED:
            kept = [p for p in chance.choice(recent) if chance.random() < 0.9]
            body = [_NUMBER.sub(lambda m: str(int(m.group()) + 1), p) if chance.random() < 0.2 else p for p in kept]
            body.append(_new(chance, paragraphs, words))
        else:
            body = [_new(chance, paragraphs, words) for _ in range(chance.randint(4, 12))]
        recent.append(body)
        if len(recent) > WINDOW:
            recent.pop(0)
        outlet = f"Outlet {chance.randrange(OUTLETS)}"
        notice = f"{outlet} has correspondents in many towns, and its editors read every letter that readers of {outlet} send to them."
        day = FIRST_DAY + timedelta(days=i * DAYS // n)
        yield Report(id=f"{i:07d}", text="\n".join([*body, notice]), outlet=outlet, published=day.isoformat())


def _new(chance: random.Random, paragraphs: list[str], words: list[str]) -> str:
    """A paragraph with every other longer word replaced."""
    return _WORD.sub(lambda m: chance.choice(words) if chance.random() < 0.5 else m.group(), chance.choice(paragraphs))


def measure(n: int) -> dict[str, float | int]:
    """Finds the copies among N reports in this process."""
    reports = list(synthetic_reports(n))
    n_words = sum(len(r.text.split()) for r in reports)
    before = peak_memory()
    start, processor = time.perf_counter(), time.process_time()
    n_copies = n_passages = 0
    for copied in find_copies(reports):
        n_copies += copied.copy_of is not None
        n_passages += len(copied.copies)
    seconds, busy = time.perf_counter() - start, time.process_time() - processor
    return {
        "documents": n, "words": n_words, "seconds": round(seconds, 1), "processor_seconds": round(busy, 1),
        "documents_per_s": round(n / busy), "peak_mib": round(peak_memory() / 2**20), "of_it_the_texts_mib": round(before / 2**20),
        "copies": n_copies, "copied_passages": n_passages,
    }  # fmt: skip


def main(sizes: list[int]) -> int:
    """Each size in a process of its own; one size alone in this one."""
    if len(sizes) == 1:
        print(json.dumps(measure(sizes[0])))
        return 0
    runs = [
        json.loads(subprocess.run([sys.executable, "-m", "evaluation.bench_copies", str(n)], capture_output=True, check=True).stdout)
        for n in sizes or SIZES
    ]
    print(json.dumps({"runs": runs, "machine": machine_class()}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main([int(n) for n in sys.argv[1:]]))
