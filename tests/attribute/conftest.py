"""What the attribution tests share: reading a text into its relations."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ascribe.domain.attribution import AttributionRelation
from ascribe.read.attribute import attribute_sources
from ascribe.read.segment import segment_quotations, segment_sentences

Relations = Callable[..., tuple[AttributionRelation, ...]]


@pytest.fixture
def relations() -> Relations:
    def read(text: str, *, outlet: str | None = None) -> tuple[AttributionRelation, ...]:
        return attribute_sources(text, segment_sentences(text), segment_quotations(text), outlet=outlet)

    return read
