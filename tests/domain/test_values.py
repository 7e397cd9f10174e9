"""Invalid states cannot be built."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascribe.domain.actor import Participant
from ascribe.domain.attribution import Attribution
from ascribe.domain.document import Document, published_day
from ascribe.domain.ids import claim_id, document_id
from ascribe.domain.place import Place
from ascribe.domain.quantity import Quantity
from ascribe.domain.span import Quote, Span
from ascribe.domain.timex import Time


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (4, 2)])
def test_a_span_is_never_empty_or_backward(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="a span needs"):
        Span(start, end)


def test_a_span_in_json_is_checked_when_read() -> None:
    assert msgspec.json.decode(b"[2,5]", type=Span) == Span(2, 5)
    with pytest.raises(msgspec.ValidationError, match="a span needs"):
        msgspec.json.decode(b"[5,2]", type=Span)


@given(st.text(min_size=1), st.data())
def test_a_quote_is_always_the_text_at_its_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = Quote.at(text, Span(start, end))
    assert quote.text == text[start:end]
    assert Participant.at(quote).text == quote.span.of(text)


def test_a_quote_cannot_reach_beyond_the_text() -> None:
    with pytest.raises(ValueError, match="beyond a text of 4 code points"):
        Quote.at("four", Span(2, 5))


BOUNDS = [
    ("exact", 3, 4), ("exact", None, 3), ("about", 3, None), ("at_least", None, 3), ("at_least", 3, 3), ("at_most", 3, 3),
    ("range", None, 3), ("range", 5, 3), ("exact", -1, -1),
]  # fmt: skip


@pytest.mark.parametrize(("qualifier", "low", "high"), BOUNDS)
def test_a_figure_keeps_the_bounds_of_its_qualifier(qualifier: str, low: int | None, high: int | None) -> None:
    with pytest.raises(ValueError, match=r"needs|has a|is above|cannot be negative"):
        Quantity(
            span=Span(0, 1), role="killed", low=low, high=high, qualifier=qualifier, of=None, of_kind="unknown",  # type: ignore[arg-type]
            of_side=None, part_of=None, scope="event",
        )  # fmt: skip


def test_a_time_stands_on_words_or_says_that_it_is_inferred() -> None:
    day = date(2021, 9, 1)
    with pytest.raises(ValueError, match="inferred"):
        Time(span=None, start=day, end=day, precision="day", bound="exact")
    with pytest.raises(ValueError, match="both ends"):
        Time(span=Span(0, 1), start=day, end=None, precision="day", bound="exact")
    with pytest.raises(ValueError, match="cannot end"):
        Time(span=Span(0, 1), start=day, end=date(2021, 8, 1), precision="day", bound="exact")


def test_the_outlet_speaks_exactly_where_no_source_is_named() -> None:
    with pytest.raises(ValueError, match="outlet"):
        Attribution(source=None, cue=None, hedge=None, channel=None, via=(), source_kind="unnamed", party="none")


def test_a_place_lies_on_earth() -> None:
    with pytest.raises(ValueError, match="no such point"):
        Place(
            span=None, text=None, name="X", gazetteer_id=None, lat=91.0, lon=0.0, country=None, admin1=None, admin2=None,
            precision=1, radius_km=1.0,
        )  # fmt: skip


@pytest.mark.parametrize("published", ["2021-09", "yesterday", "2021-02-30", "02/09/2021", "20210902"])
def test_a_publication_date_is_a_full_iso_date(published: str) -> None:
    with pytest.raises(ValueError, match=r"ISO|day is out of range"):
        Document.of("Two died.", published=published)


def test_a_publication_day_is_read_in_its_own_zone() -> None:
    assert published_day("2021-09-01T23:30:00-04:30") == date(2021, 9, 1)


def test_the_same_words_at_two_outlets_are_two_documents() -> None:
    assert Document.of("Two died.", outlet="A").id != Document.of("Two died.", outlet="B").id
    assert Document.of("Two died.", outlet="A").text_sha256 == Document.of("Two died.", outlet="B").text_sha256


def test_ids_do_not_change_between_versions() -> None:
    """Decisions hang on ids: if this fails, every stored decision is lost."""
    assert document_id("Two died.", "https://example.org/1", "Example", "2021-09-02") == (
        "sha256:352b69226cbad43bb036a6dbdaea9bf1a5d939efaf67a4015eacb7a4193a1a69"
    )
    assert claim_id("sha256:00", Span(4, 8), "killing", None, "asserted") == "c-175add79a84bcdcdad87a81a"
    assert claim_id("sha256:00", Span(4, 8), "killing", Span(0, 3), "asserted", Span(2, 5)) == "c-688a3a21d7823515ea2cf446"
