"""Which documents were trained on, known by id and by the digest of their text.

In:  `evaluation/splits/claims.json` (ids), `evaluation/splits/trained.json` (digests of texts, keys of articles).   Out: two tests.

    python -m evaluation.trained      rewrites `trained.json` from `$ASCRIBE_DATA`, after `python -m evaluation.split`

Trained on are the passages that the split marks `train`, the passages annotated in `training/annotations` but for those whose
article stands on the development side, and PolNeAR's own training part.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
import os
import sys
from pathlib import Path

from evaluation.split import SHARED_8GRAMS, SPLIT_FILE, article_key, eight_grams, load_split, side_of_article

__all__ = ["digest_of", "is_trained_id", "is_trained_text", "side_of"]

DIGEST_FILE = SPLIT_FILE.with_name("trained.json")


def digest_of(text: str) -> str:
    """Sixteen hexadecimal digits of the SHA-256 of the text without outer blank space."""
    return hashlib.sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()[:16]


def is_trained_text(text: str) -> bool:
    """Whether a passage with exactly this text (outer blank space aside) was trained on."""
    return digest_of(text) in _digests()


def is_trained_id(document: str) -> bool:
    """Whether the split marks this passage `train`, or the passage is part of an article that was annotated for training."""
    return side_of(document) == "train" or (side_of(document) is None and article_key(document) in _articles())


def side_of(document: str) -> str | None:
    """`train`, `dev`, or None for a passage that the split does not know."""
    return _sides().get(document)


@functools.cache
def _sides() -> dict[str, str]:
    return load_split()


@functools.cache
def _digests() -> frozenset[str]:
    return frozenset(json.loads(DIGEST_FILE.read_text(encoding="utf-8"))["texts"])


@functools.cache
def _articles() -> frozenset[str]:
    return frozenset(json.loads(DIGEST_FILE.read_text(encoding="utf-8"))["articles"])


def collect_digests(data: Path) -> dict[str, object]:
    """The content of `trained.json` for the data sets under `data` and the annotations of this repository. ISAF releases repeat one
    another, so those that share fifteen 8-grams with a passage trained on count as trained on."""
    from training.annotations import load_standoff  # only a checkout has it, and reading the digests needs it not

    sides = load_split()
    texts, articles, grams = set(), set(), set()
    for file in sorted((data / "claims").glob("*.jsonl.gz")):
        for line in gzip.decompress(file.read_bytes()).splitlines():
            row = json.loads(line)
            if sides.get(row["doc"]) == "train":
                texts.add(digest_of(row["text"]))
                grams |= eight_grams(row["text"])
    for line in gzip.decompress((data / "polnear" / "train.jsonl.gz").read_bytes()).splitlines():
        texts.add(digest_of(json.loads(line)["text"]))
    for passage in load_standoff():
        if side_of_article(passage["doc"], sides) == "train":
            texts.add(digest_of(passage["text"]))
            articles.add(article_key(passage["doc"]))
            grams |= eight_grams(passage["text"])
    for line in gzip.decompress((data / "isaf_press_releases" / "test.jsonl.gz").read_bytes()).splitlines():
        row = json.loads(line)
        if len(eight_grams(row["text"]) & grams) >= SHARED_8GRAMS:
            articles.add(article_key(row["id"]))
    rule = (
        "first 16 hexadecimal digits of the SHA-256 of each train text, outer blank space removed; "
        "articles of which a passage was trained on"
    )
    return {"rule": rule, "texts": sorted(texts), "articles": sorted(articles - {article_key(d) for d in sides})}


def main() -> int:
    content = collect_digests(Path(os.environ["ASCRIBE_DATA"]))
    DIGEST_FILE.write_text(json.dumps(content, indent=0) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
