"""The reports that come with Ascribe: 36 retellings, in the project's own words, of real reports on three episodes.

In:  `reports.jsonl.gz`.   Out: documents, with the outlet, address and date of the report that each retells.

Figures, names, attributions and each source's own errors are as published; the words are not the outlets'.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from ascribe.domain.document import Document
from ascribe.ingest.parts import find_parts

__all__ = ["demo_documents"]


def demo_documents(cluster: str | None = None) -> Iterator[Document]:
    """The demonstration's documents in their file's order; `cluster` takes one episode (`panjshir-2021`, …).

    >>> sum(1 for _ in demo_documents()), sum(1 for _ in demo_documents("panjshir-2021"))
    (36, 23)
    """
    with gzip.open(files("ascribe.demo").joinpath("reports.jsonl.gz").open("rb"), "rt", encoding="utf-8") as lines:
        for line in lines:
            row: dict[str, Any] = json.loads(line)
            if cluster is None or row.get("cluster") == cluster:
                yield Document.of(
                    row["text"],
                    source=line.encode(),
                    input_id=row["doc"],
                    title=row["title"],
                    url=row["url"],
                    outlet=row["outlet"],
                    language="en",
                    published=row["published"],
                    parts=find_parts(row["text"]),
                )
