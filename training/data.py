"""The annotated passages, by side of the split.

In:  `$ASCRIBE_DATA/claims`, `training/annotations`, `evaluation/splits/claims.json`.
Out: passages in file order, and the digest of what they are.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from ascribe.domain.document import Document
from evaluation.split import load_split, side_of_article
from training.annotations import load_annotated

__all__ = ["document_of", "load_passages"]


def load_passages(side: str) -> tuple[list[dict[str, Any]], str]:
    """The passages on the side `train` or `dev` that something may be fitted on, and `sha256:` and the digest of their content."""
    sides = load_split()
    digest, passages = hashlib.sha256(), []
    for passage in load_annotated():
        if passage["corpus"] == "re3d" and "BBC" in (passage["outlet"] or ""):
            continue  # non-commercial: for evaluation only, so nothing is fitted on it
        if side_of_article(passage["doc"], sides) == side:
            passages.append(passage)
            digest.update(json.dumps(passage, ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return passages, "sha256:" + digest.hexdigest()


def document_of(passage: dict[str, Any]) -> Document:
    """The passage as a document; a partial publication date (`2021-08`) is left out, as the reader takes full ones only."""
    published = passage["published"] if passage["published"] and len(passage["published"]) >= 10 else None
    return Document.of(passage["text"], published=published, outlet=passage["outlet"], title=passage["title"], url=passage.get("url"))
