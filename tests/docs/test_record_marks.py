"""`docs/record.md` marks with ° what the present reader leaves empty, and only that."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import msgspec

from ascribe.demo import demo_documents
from ascribe.domain.document import Document
from ascribe.read.reader import Reader
from tests.docs.test_record_page import PAGE

#: What no report of the demonstration holds.
RARE = (
    "There have been attacks on police posts since January.",
    "The toll rose from 30 to 40 killed.",
    "Rockets were fired at the base but were intercepted.",
    "Hundreds of people fled from Tarkan to Kabul.",
)


def test_the_marks() -> None:
    empty: dict[tuple[str, str], bool] = defaultdict(lambda: True)

    def visit(value: Any) -> None:
        if isinstance(value, msgspec.Struct) and type(value).__name__ != "Span":
            for field in value.__struct_fields__:
                part = getattr(value, field)
                empty[type(value).__name__, field] &= part is None or part == ()
                visit(part)
        elif isinstance(value, tuple):
            for part in value:
                visit(part)

    reader = Reader.load()
    for document in [*demo_documents(), *(Document.of(text, published="2021-09-02") for text in RARE)]:
        visit(reader.read(document).claims)

    marked = set()
    for owner, table in re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S):
        for cells in re.findall(r"^\| (`[^|]*) \|.*° \|$", table, re.M):
            marked |= {(owner, field) for field in re.findall(r"`(\w+)`", cells)}
    of_claims = {key for key in marked if key in empty}
    assert of_claims == {key for key, nothing in empty.items() if nothing}
