"""Which documents were trained on: those that the split marks `train`, known by id and by the digest of their text.

In:  `evaluation/splits/claims.json` (ids), `evaluation/splits/trained.json` (digests of their texts).   Out: two tests.

    python -m evaluation.trained      rewrites the digests from `$ASCRIBE_DATA/claims`, after `python -m evaluation.split`
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
import os
import sys
from pathlib import Path

from evaluation.split import SPLIT_FILE, load_split

__all__ = ["digest_of", "is_trained_id", "is_trained_text", "side_of"]

DIGEST_FILE = SPLIT_FILE.with_name("trained.json")


def digest_of(text: str) -> str:
    """Sixteen hexadecimal digits of the SHA-256 of the text without outer blank space."""
    return hashlib.sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()[:16]


def is_trained_text(text: str) -> bool:
    """Whether a passage with exactly this text (outer blank space aside) was trained on."""
    return digest_of(text) in _digests()


def is_trained_id(document: str) -> bool:
    """Whether the split marks this passage id `train`."""
    return side_of(document) == "train"


def side_of(document: str) -> str | None:
    """`train`, `dev`, or None for a passage that the split does not know."""
    return _sides().get(document)


@functools.cache
def _sides() -> dict[str, str]:
    return load_split()


@functools.cache
def _digests() -> frozenset[str]:
    return frozenset(json.loads(DIGEST_FILE.read_text(encoding="utf-8"))["texts"])


def collect_digests(folder: Path) -> dict[str, object]:
    """The content of `trained.json` for a folder of annotated passages."""
    texts = set()
    for file in sorted(folder.glob("*.jsonl.gz")):
        for line in gzip.decompress(file.read_bytes()).splitlines():
            row = json.loads(line)
            if is_trained_id(row["doc"]):
                texts.add(digest_of(row["text"]))
    return {"rule": "first 16 hexadecimal digits of the SHA-256 of each train text, outer blank space removed", "texts": sorted(texts)}


def main() -> int:
    content = collect_digests(Path(os.environ["ASCRIBE_DATA"]) / "claims")
    DIGEST_FILE.write_text(json.dumps(content, indent=0) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
