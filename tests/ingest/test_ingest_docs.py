"""The page about reading in names every limit, key and kind of part."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from ascribe.domain.document import PartKind
from ascribe.ingest import limits
from ascribe.ingest.jsonl import PUBLISHED_KEYS

PAGE = Path(__file__).parents[2].joinpath("docs", "ingest.md").read_text("utf-8")


@pytest.mark.parametrize("word", [*limits.__all__, *PUBLISHED_KEYS, *(k for k in get_args(PartKind) if k != "body")])
def test_the_page_names(word: str) -> None:
    assert f"`{word}`" in PAGE


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("MAX_TEXT_CHARS", "5,000,000 characters"),
        ("MAX_FIELD_CHARS", "10,000 characters"),
        ("MAX_DAMAGES", "1,000 damaged"),
        ("MAX_RATIO", "200 to 1"),
        ("MAX_COMBINING_RUN", "250 marks"),
    ],
)
def test_the_page_gives_their_values(name: str, shown: str) -> None:
    assert int(shown.split()[0].replace(",", "")) == getattr(limits, name)
    assert shown in PAGE
