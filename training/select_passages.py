"""Chooses passages worth annotating: those that the reader is least sure of, and a random third beside them.

In:  the data sets under `$ASCRIBE_DATA`, the reader as it stands.   Out: one JSON line a passage on stdout: `doc`, where its
words stand (`file`, `id`, `start`, `end`), `corpus`, `outlet`, `published`, `title`, `sha256`, and `text` for the annotator.

    python -m training.select_passages wikinews=150 muc4=110 > passages.jsonl

A passage is left out where its article is on the development side or holds one that is kept apart, or where it shares fifteen
8-grams with one already
annotated, with a text of the MUC-4 or reports suites, or with one chosen before it. Releases that the
`isaf` suite scores may be chosen: they are left out of its figures then. re3d's BBC documents are left out for their licence.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ascribe.domain.document import Document
from ascribe.errors import ResourceMissing
from ascribe.read.reader import Reader
from evaluation.split import SHARED_8GRAMS, article_key, eight_grams, load_split, side_of_article
from evaluation.suite import read_rows
from evaluation.suites import unseen
from training.annotations import load_annotated

#: Words of rare things, for which a passage is worth more: denial, threat, condition, doubt, relay, revision.
_RARE = re.compile(
    r"\b(den(?:y|ies|ied)|reject\w*|refus\w*|threat\w*|warn\w*|vow\w*|if|unless|would|could|may|might|alleg\w*|accus\w*|blam\w*|claim\w*"
    r"|reported(?:ly)?|unconfirmed|verif\w*|confirm\w*|according|quot\w*|citing|told|responsib\w*|revis\w*|toll|including|of whom|demand\w*"
    r"|urg\w*|call(?:s|ed)? (?:on|for)|offer\w*|plan\w*|retract\w*|not)\b",
    re.I,
)


class Source(NamedTuple):
    """A data set to choose from: its file, and how long its passages are, in words."""

    file: str
    shortest: int
    longest: int


SOURCES = {
    "current_events": Source("wikipedia_current_events/conflict_items.jsonl.gz", 20, 250),
    "wikinews": Source("wikinews_2019_2020/docs.jsonl.gz", 60, 170),
    "muc4": Source("muc4/train.jsonl.gz", 60, 170),
    "re3d": Source("re3d/docs.jsonl.gz", 50, 170),
    "isaf": Source("isaf_press_releases/test.jsonl.gz", 40, 170),
    "satp": Source("satp_relevant/train.jsonl.gz", 40, 170),
    "insight": Source("insightCrime/train.jsonl.gz", 50, 170),
    "guardian": Source("guardian_sdf/docs.jsonl.gz", 50, 170),
}


def records(file: str) -> Iterator[dict[str, Any]]:
    for line in gzip.decompress((Path(os.environ["ASCRIBE_DATA"]) / file).read_bytes()).splitlines():
        yield json.loads(line)


def pieces(text: str, source: Source) -> Iterator[tuple[int, int]]:
    """Runs of whole paragraphs, `shortest` to `longest` words each."""
    start = end = n = 0
    for m in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text):
        words = len(m.group().split())
        if n and n + words > source.longest:
            if source.shortest <= n <= source.longest:
                yield start, end
            n = 0
        if not n:
            start = m.start()
        n, end = n + words, m.start() + len(m.group().rstrip())
    if source.shortest <= n <= source.longest:
        yield start, end


def unsure(document: Document, reader: Reader) -> float:
    """How unsure the model is of triggers, and words of rare things, for each hundred words; 0 where it sees hardly any event."""
    _, labels = reader.label(document.text, reader.survey(document))
    starts = labels.starts("trigger")
    rare = len(_RARE.findall(document.text))
    if not (starts > 0.3).any():
        return 0.0
    return float((4 * starts * (1 - starts)).sum() + 0.7 * rare) / (2 + len(document.text.split()) / 100)


def taken_grams() -> set[str]:
    """8-grams of every text annotated already or scored by a suite."""
    out: set[str] = set()
    for passage in load_annotated():
        out |= eight_grams(passage["text"])
    for file in ("muc4/dev.jsonl.gz", "reports/reports.jsonl.gz"):
        for r in records(file):
            out |= eight_grams(r["text"])
    apart = [passage for _, passage in read_rows(unseen.GOLD, unseen.Passage)]
    documents = list(unseen.documents_of(apart))
    if len(documents) < len(apart):
        raise ResourceMissing("ASCRIBE_DATA", why="texts that are kept apart are not at hand", fix="set it to the whole of the data sets")
    for document in documents:
        out |= eight_grams(document.text)
    return out


def choose(name: str, n: int, reader: Reader, taken: set[str]) -> Iterator[dict[str, Any]]:
    source = SOURCES[name]
    rows: list[tuple[float, dict[str, Any]]] = []
    sides = load_split()
    apart = {article_key(passage.doc or "") for _, passage in read_rows(unseen.GOLD, unseen.Passage)}
    for r in records(source.file):
        if "BBC" in str(r.get("source")):
            continue
        if side_of_article(f"{name}-{r['id']}", sides) == "dev" or article_key(f"{name}-{r['id']}") in apart:
            continue
        published = r.get("publish_date") or (r.get("date") if name == "current_events" else None) or r.get("dateline_date")
        for start, end in pieces(r["text"], source):
            text = r["text"][start:end]
            document = Document.of(text, published=published if published and len(published) == 10 else None)
            score = unsure(document, reader)
            if score:
                rows.append((score, {
                    "doc": f"{name}-{r['id']}" + (f"@{start}" if start else ""), "corpus": name, "outlet": outlet_of(name, r),
                    "published": published, "title": r.get("title"), "file": source.file, "id": r["id"], "start": start, "end": end,
                    "sha256": hashlib.sha256(text.encode()).hexdigest(), "text": text,
                }))  # fmt: skip
    by_chance = sorted(rows, key=lambda row: row[1]["sha256"])
    by_score = sorted(rows, key=lambda row: (-row[0], row[1]["sha256"]))
    used: dict[str, int] = {}
    for i in range(2 * len(rows)):
        order = by_chance if i % 3 == 2 else by_score
        while order:
            row = order.pop(0)[1]
            grams = eight_grams(row["text"])
            if len(grams & taken) < SHARED_8GRAMS and used.get(row["id"], 0) < 2:
                used[row["id"]] = used.get(row["id"], 0) + 1
                taken |= grams
                yield row
                n -= 1
                break
        if not n:
            return


def outlet_of(name: str, record: dict[str, Any]) -> str | None:
    outlet = record.get("outlet") or record.get("source")
    if name == "current_events":
        links = record.get("outlets") or record.get("sources") or []
        first = links[0] if links else None
        outlet = first.get("outlet") or first.get("name") if isinstance(first, dict) else first
    return outlet or {"satp": "South Asia Terrorism Portal", "insight": "InSight Crime"}.get(name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wanted", nargs="+", metavar="SET=N", help=f"of {', '.join(SOURCES)}")
    reader, taken = Reader.load(), taken_grams()
    for wanted in parser.parse_args().wanted:
        name, n = wanted.split("=")
        for row in choose(name, int(n), reader, taken):
            print(json.dumps(row, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
