"""Quotations: rows (text → quoted words, closed or not), and laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascribe.read.segment import segment_quotations
from tests.timing import processor_seconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “we left” and went.", ["we left"]),
        ('He said "we left" and went.', ["we left"]),
        ("He said ‘we left’ and went.", ["we left"]),
        ("He said 'we left' and went.", ["we left"]),
        ("Il a dit «nous partons» hier.", ["nous partons"]),
        ("He said ''we left'' and went.", ["we left"]),
        ('He said ""we left"" and went.', ["we left"]),
        ("“They cried ‘fire’ and ran,” she said.", ["They cried ‘fire’ and ran,", "fire"]),
        ("The army's men and the boys' camp.", []),
        ("The army’s men and the boys’ camp.", []),
        ("It was in the '90s, in '91.", []),
        ("dahod''s town", []),
        ("‘The boys’ camp burned,’ he said.", ["The boys’ camp burned,"]),
        ('even we were hit." He added that "all is well".', ["all is well"]),
        ('"port: nothing closes this export mark.', []),
    ],
)
def test_what_is_quoted(text: str, expected: list[str]) -> None:
    assert [q.inner.of(text) for q in segment_quotations(text)] == expected


def test_a_speech_over_paragraphs_is_open_until_its_last() -> None:
    text = "“We came at dawn.\n\n“We left at noon,” he said."
    assert [(q.inner.of(text), q.closed) for q in segment_quotations(text)] == [("We came at dawn.", False), ("We left at noon,", True)]


def test_an_unclosed_quotation_ends_with_its_paragraph() -> None:
    text = "He said: “We came.\n\nThe army denied it."
    assert [(q.span.of(text), q.closed) for q in segment_quotations(text)] == [("“We came.", False)]


@given(st.text(alphabet=st.sampled_from("ab .,\n\"'“”‘’«»s"), max_size=150))
def test_quotations_nest_and_stay_in_range(text: str) -> None:
    found = segment_quotations(text)
    for q in found:
        assert q.inner in q.span
        assert q.span.end <= len(text)
        assert "\n\n" not in q.span.of(text)
    assert [q.span.start for q in found] == sorted(q.span.start for q in found)
    for a in found:
        for b in found:
            assert not a.span.overlaps(b.span) or a.span in b.span or b.span in a.span


@pytest.mark.parametrize("unit", ["“", "'", '"', "’s ' ", "«»", "“a ‘b "])
def test_hostile_marks_take_linear_time(unit: str) -> None:
    def seconds(n: int) -> float:
        text = unit * (n // len(unit))
        return processor_seconds(lambda: segment_quotations(text))

    seconds(2_000)
    assert seconds(40_000) < 2.0
