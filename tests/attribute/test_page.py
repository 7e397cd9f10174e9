"""The rows of `docs/attribution.md` are what the reader does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ascribe.domain.attribution import AttributionRelation

Relations = Callable[..., tuple[AttributionRelation, ...]]

PAGE = (Path(__file__).parents[2] / "docs" / "attribution.md").read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    section = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    table = [line.strip().strip("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.split("|")] for line in table[2:]]


@pytest.mark.parametrize(("text", "source", "content"), rows("Where the source stands"))
def test_where_the_source_stands(relations: Relations, text: str, source: str, content: str) -> None:
    (relation,) = relations(text)
    assert relation.source is not None
    assert relation.source.of(text) == source
    assert " … ".join(c.of(text) for c in relation.contents) == content


@pytest.mark.parametrize(("text", "force"), rows("What the saying does"))
def test_what_the_saying_does(relations: Relations, text: str, force: str) -> None:
    assert relations(text)[0].force == force


@pytest.mark.parametrize(("text", "source", "via"), rows("Relays"))
def test_relays(relations: Relations, text: str, source: str, via: str) -> None:
    (relation,) = relations(text)
    assert relation.source is not None
    assert (relation.source.of(text), [v.of(text) for v in relation.via]) == (source, [via])
