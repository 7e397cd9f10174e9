"""The one change that text suffers, and what is reported about it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascribe.errors import InputError
from ascribe.ingest import ingest_text
from ascribe.ingest.limits import MAX_TEXT_CHARS
from ascribe.ingest.normalise import find_blemishes, normalise_text


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise_text(text)
    assert normalise_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\r" not in once


@given(st.text(st.characters(exclude_characters="\r\ufffd", exclude_categories=["Cs"])))
def test_nothing_is_removed_or_added(text: str) -> None:
    assert normalise_text(text) == unicodedata.normalize("NFC", text)


@given(st.text(min_size=1, max_size=300) | st.text("KABUL ()–-:,©\n2Copyright reserved", max_size=120))
def test_any_text_becomes_a_document_with_valid_parts_or_one_clear_error(text: str) -> None:
    if not normalise_text(text).strip():
        with pytest.raises(InputError):
            ingest_text(text)
        return
    document, _ = ingest_text(text)
    assert document.text == normalise_text(text)
    for part in document.parts:
        assert part.span.of(document.text)


INVISIBLE = [
    ("two\u200b died", 1), ("two\u202e died", 1), ("\ufefftwo", 1), ("so\u00adldier", 1), ("two\u200d died", 1),
    ("می\u200cشود", 0), ("👩\u200d🚒 came", 0), ("two died", 0), ("café", 0),
]  # fmt: skip


@pytest.mark.parametrize(("text", "n"), INVISIBLE)
def test_what_cannot_be_seen_is_kept_and_reported_unless_it_is_spelling(text: str, n: int) -> None:
    document, problems = ingest_text(text)
    assert document.text == text
    assert len([p for p in problems if "invisible" in p.reason]) == n
    assert not any(p.skipped for p in problems)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("two \ud800 died", "U+FFFD"),
        ("three \ufffd died", "U+FFFD"),
        ("the army’s".encode().decode("cp1252"), "wrong encoding"),
        ("a\x08b", "control"),
    ],
)
def test_damage_that_the_text_brings_along_is_reported(text: str, word: str) -> None:
    assert [b for b in find_blemishes(normalise_text(text)) if word in b.reason]


def test_fifty_megabytes_are_one_clear_line() -> None:
    with pytest.raises(InputError, match="more than 5,000,000 characters; split it"):
        ingest_text("x" * (MAX_TEXT_CHARS + 1))


def test_runs_of_combining_marks_that_would_take_for_ever_are_refused() -> None:
    with pytest.raises(InputError, match="combining marks"):
        ingest_text("a" + "\u0315\u0300" * 500_000)


def test_a_given_date_that_is_none_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="2021-08"):
        ingest_text("Two died.", published="2021-08")


def test_the_language_is_given_or_found_or_unknown() -> None:
    long = "The army said on Monday that two soldiers had died near the town."
    assert ingest_text(long)[0].language == "en"
    assert ingest_text(long.upper())[0].language == "en"
    assert ingest_text("Two died.")[0].language is None
    assert ingest_text("Two died.", language="en-GB")[0].language == "en"
    assert ingest_text("قال الجيش إن جنديين قتلا قرب المدينة يوم الاثنين في هجوم")[0].language == "ar"
