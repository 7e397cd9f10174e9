"""Reports without labels that the model may learn from: a set of finished readers says what stands in them (`training.fit --teacher`).

In:  the news under `$ASCRIBE_DATA` that no suite scores.   Out: documents in file order, at most `LONGEST` words of each.

A text is left out that shares fifteen 8-grams (or half of all, where that has few) with a text of a suite, of the development passages
or of those kept apart. re3d's BBC documents are left out for their licence.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from ascribe.domain.document import Document
from ascribe.errors import ResourceMissing
from evaluation.split import SHARED_8GRAMS, eight_grams, load_split, side_of_article
from evaluation.suite import read_rows
from evaluation.suites import actors, unseen
from training.annotations import load_annotated
from training.select_passages import records

__all__ = ["load_texts", "load_unlabelled"]

#: Files, and one in how many of their documents is taken: news of conflict whole, news of crime and politics in part.
FILES = {
    "wikipedia_current_events/conflict_items.jsonl.gz": 1, "wikinews_2019_2020/docs.jsonl.gz": 1, "muc4/train.jsonl.gz": 1,
    "re3d/docs.jsonl.gz": 1, "guardian_sdf/docs.jsonl.gz": 1, "satp_relevant/train.jsonl.gz": 1, "insightCrime/train.jsonl.gz": 3,
    "india_police_events/conflibert_docs_train.jsonl.gz": 2,
}  # fmt: skip
#: Further from conflict, for filling in masked words alone.
MORE = (
    "polnear/train.jsonl.gz", "ecbplus/train.jsonl.gz", "causal_news_corpus/train_subtask1.jsonl.gz",
    "cameo_class/train.jsonl.gz", "insightCrime/dev.jsonl.gz", "satp_relevant/dev.jsonl.gz",
)  # fmt: skip
#: Files whose texts a suite scores.
SCORED = (
    "polnear/dev.jsonl.gz", "muc4/dev.jsonl.gz", "reports/reports.jsonl.gz", "isaf_press_releases/test.jsonl.gz",
    "gva_clusters/docs.jsonl.gz", "tempeval3/timebank.jsonl.gz", "tempeval3/aquaint.jsonl.gz", "geoparsing/geovirus.jsonl.gz",
    "geoparsing/lgl.jsonl.gz", "geoparsing/geowebnews.jsonl.gz", "ecbplus/dev.jsonl.gz",
)  # fmt: skip
SHORTEST, LONGEST = 15, 700


def load_unlabelled() -> list[Document]:
    """The documents, each text once, hard-wrapped copy as it is."""
    return [Document.of(_start_of(text)) for text in _texts(FILES)]


def load_texts() -> list[str]:
    """The same files' texts whole, all of them, and news that is further from conflict: for filling in masked words."""
    return list(_texts(dict.fromkeys((*FILES, *MORE), 1)))


def _texts(files: dict[str, int]) -> Iterator[str]:
    scored = _Scored()
    seen = {row.sha256 for _, row in read_rows(actors.GOLD, actors.Row) if row.sha256}
    for file, every in files.items():
        for i, record in enumerate(records(file)):
            text = record["text"]
            digest = hashlib.sha256(text.encode()).hexdigest()
            if i % every or digest in seen or len(text.split()) < SHORTEST or "BBC" in str(record.get("source")):
                continue
            if not scored.within(text):
                seen.add(digest)
                yield text


class _Scored:
    """The texts that a suite scores, by their 8-grams."""

    def __init__(self) -> None:
        self._enough: list[int] = []
        self._holders: dict[str, list[int]] = {}
        for k, grams in enumerate(map(eight_grams, _scored_texts())):
            self._enough.append(min(SHARED_8GRAMS, max(1, len(grams) // 2)))
            for gram in grams:
                self._holders.setdefault(gram, []).append(k)

    def within(self, text: str) -> bool:
        """Whether the text shares fifteen 8-grams with one of them, or half of all that a short one has."""
        shared = Counter(k for gram in eight_grams(text) for k in self._holders.get(gram, ()))
        return any(n >= self._enough[k] for k, n in shared.items())


def _start_of(text: str) -> str:
    words = list(re.finditer(r"\S+", text))
    return text.strip() if len(words) <= LONGEST else text[: words[LONGEST - 1].end()].strip()


def _scored_texts() -> Iterator[str]:
    sides = load_split()
    for passage in load_annotated():
        if side_of_article(passage["doc"], sides) == "dev":
            yield passage["text"]
    for file in SCORED:
        yield from (r["text"] for r in records(file))
    yield from _apart()


def _apart() -> Iterable[str]:
    apart: list[Any] = [passage for _, passage in read_rows(unseen.GOLD, unseen.Passage)]
    documents = list(unseen.documents_of(apart))
    if len(documents) < len(apart):
        raise ResourceMissing("ASCRIBE_DATA", why="texts that are kept apart are not at hand", fix="set it to the whole of the data sets")
    return [d.text for d in documents]
