"""The annotated passages, by side of the split.

In:  `$ASCRIBE_DATA/claims`, `evaluation/splits/claims.json`.   Out: passages in file order, and the digest of what they are.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from pathlib import Path
from typing import Any

from ascribe.domain.document import Document
from evaluation.split import load_split

__all__ = ["document_of", "load_passages"]


def load_passages(side: str) -> tuple[list[dict[str, Any]], str]:
    """The passages marked `train` or `dev`, and `sha256:` and the digest of their lines."""
    sides = load_split()
    digest, passages = hashlib.sha256(), []
    for file in sorted((Path(os.environ["ASCRIBE_DATA"]) / "claims").glob("*.jsonl.gz")):
        for line in gzip.decompress(file.read_bytes()).splitlines():
            passage = json.loads(line)
            if sides.get(passage["doc"]) == side:
                passages.append(passage)
                digest.update(line + b"\n")
    return passages, "sha256:" + digest.hexdigest()


def document_of(passage: dict[str, Any]) -> Document:
    """The passage as a document; a partial publication date (`2021-08`) is left out, as the reader takes full ones only."""
    published = passage["published"] if passage["published"] and len(passage["published"]) >= 10 else None
    return Document.of(passage["text"], published=published, outlet=passage["outlet"], title=passage["title"], url=passage.get("url"))
