"""What the words of a number say of its bounds: strict or not, whatever the record keeps alike."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ascribe.domain.quantity import Bounds, Qualifier, Quantity, exclude_each_other, number_words, stated_ends
from ascribe.domain.span import Span
from ascribe.lexicon.number_words import bounds_of
from ascribe.read.ground.numbers import ground_numbers


def quantity(words: str, low: int | None, high: int | None, qualifier: Qualifier) -> Quantity:
    return Quantity(
        span=Span(0, len(words)), role="killed", low=low, high=high, qualifier=qualifier, of=None, of_kind="unknown", of_side=None,
        part_of=None, scope="event",
    )  # fmt: skip


def read(words: str) -> Bounds:
    number = ground_numbers(words)[0]
    return bounds_of(quantity(number.span.of(words), number.low, number.high, number.qualifier), words)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("more than 40 people", "more than 40"),
        ("Over 700 people", "more than 700"),
        ("UPWARDS  OF 350 people", "more than 350"),
        ("perhaps more than 1,000 people", "more than 1,000"),
        ("more than a hundred people", "more than 100"),
        ("over 12k people", "more than 12,000"),
        ("at least 41 people", "at least 41"),
        ("no fewer than 40 people", "at least 40"),
        ("40 or more people", "at least 40"),
        ("fewer than 40 people", "fewer than 40"),
        ("no more than 40 people", "up to 40"),
        ("about 40 people", "about 40"),
        ("dozens of people", "dozens"),
        ("40 people", "40"),
    ],
)
def test_a_number_is_shown_as_its_source_bounds_it(words: str, shown: str) -> None:
    assert number_words(read(words)) == shown


def test_an_end_that_somebody_corrected_is_no_longer_that_of_the_words() -> None:
    words = "more than 40"
    assert bounds_of(quantity(words, 41, None, "at_least"), words).strict
    assert not bounds_of(quantity(words, 60, None, "at_least"), words).strict
    assert not bounds_of(quantity(words, 41, 41, "exact"), words).strict
    assert not bounds_of(quantity(words, None, 41, "at_most"), words).strict


@example(1900, "in excess of")
@given(st.integers(1, 10**6), st.sampled_from(["more than", "over", "in excess of", "fewer than", "less than", "under"]))
def test_a_strict_bound_contradicts_neither_its_number_nor_what_lies_beyond(n: int, bound: str) -> None:
    told = read(f"{bound} {n} people")
    beyond = n + 1 if told.high is None else n - 1
    apart = n - 1 if told.high is None else n + 1
    assert told.strict
    assert n in stated_ends(told)
    assert not exclude_each_other(told, Bounds(n, n, "exact"))
    assert not exclude_each_other(told, Bounds(beyond, beyond, "exact"))
    assert exclude_each_other(told, Bounds(apart, apart, "exact"))
