"""Laws of attribution: any text gives spans in range and in order; time grows with length only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascribe.domain.attribution import AttributionRelation
from ascribe.read.attribute import attribute_sources
from ascribe.read.segment import segment_quotations, segment_sentences
from tests.timing import processor_seconds

Relations = Callable[..., tuple[AttributionRelation, ...]]

SOUP = """the The army police Khan he He said says told Reuters that , . ; : ( ) [ ] “ ” ' " and but who which according to by
denied claimed responsibility accused of blaming reportedly was were in a statement on Monday killed two men , said reports . —
quoted as saying it is unclear whether put toll at 14 ZAGREB RADIO"""
WORDS = st.sampled_from([*SOUP.split(), "\n", "\n\n"])


def read(text: str) -> tuple[AttributionRelation, ...]:
    return attribute_sources(text, segment_sentences(text), segment_quotations(text))


def check(text: str) -> None:
    for relation in read(text):
        assert relation.contents
        assert list(relation.contents) == sorted(relation.contents)
        spans = [*relation.contents, *relation.via, relation.source, relation.cue, relation.hedge]
        assert all(s.end <= len(text) and s.of(text).strip() for s in spans if s is not None)
        assert (relation.source is None) == (relation.source_kind == "outlet")
        assert (relation.source is None) == (relation.source_name is None)
        assert relation.source not in relation.via


@given(st.lists(WORDS, max_size=60))
def test_any_order_of_words_of_saying(words: list[str]) -> None:
    check(" ".join(words))


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    check(text)


@given(st.lists(WORDS, max_size=40))
def test_reading_twice_changes_nothing(words: list[str]) -> None:
    text = " ".join(words)
    assert read(text) == read(text)


@pytest.mark.parametrize(
    "unit", ["said ", "he said, ", "“a b c d e f ", "(", "X said that ", "and ", "in a ", "Khan, ", "a: ", "quoted ", ". He said no"]
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    def seconds(n: int) -> float:
        text = unit * (n // len(unit))
        return processor_seconds(lambda: read(text))

    seconds(500)
    small, large = seconds(4_000), seconds(16_000)
    assert large < 12 * small + 0.5, f"{small:.3f} s, four times the text: {large:.3f} s"
