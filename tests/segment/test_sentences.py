"""Sentences and paragraphs: rows (text → sentences), and laws."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascribe.read.segment import is_hard_wrapped, segment_paragraphs, segment_sentences, unwrapped


def sentences(text: str, language: str | None = "en") -> list[str]:
    return [s.span.of(text) for s in segment_sentences(text, language)]


@pytest.mark.parametrize(
    "text",
    [
        "Gen. Karim Wali spoke on Sept. 1 at the U.N. office.",
        "Lt. Col. Sami Durrani denied it.",
        "Brig. J. K. Rao of the U.S. Army left.",
        "Mr. Wali and Mrs. Wali left at 5 p.m. on Friday.",
        "The owner paid Rs. 500 for hut No. 7 in the camp.",
        "“We left the bridge.” he said.",
        '"Stop!" he shouted.',
        "The blast at 6 a.m. killed two.",
    ],
)
def test_one_sentence_stays_one(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We left.” He said no more.", ["“We left.”", "He said no more."]),
        ("The guns fell silent at 3 p.m. The army left.", ["The guns fell silent at 3 p.m.", "The army left."]),
        ("All four were killed.Refuting this, the group spoke.", ["All four were killed.", "Refuting this, the group spoke."]),
        ("two men died on friday. the police opened fire.", ["two men died on friday.", "the police opened fire."]),
        ("Two bodies were found. Firefighters left.", ["Two bodies were found.", "Firefighters left."]),
        ("They met gen. Mark Roe in sept. The army left.", ["They met gen. Mark Roe in sept.", "The army left."]),
        ("TWO MEN DIED. THE ARMY WITHDREW.", ["TWO MEN DIED.", "THE ARMY WITHDREW."]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_sentences_end_where_they_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_other_languages_have_their_segmenter_and_unknown_ones_the_english_one() -> None:
    text = "Le général a parlé. Il est parti."
    assert sentences(text, "fr") == ["Le général a parlé.", "Il est parti."]
    assert sentences(text, "xx") == sentences(text, None) == ["Le général a parlé.", "Il est parti."]


WIRE = """   PORT RAHN, 3 MAY 91 (WIRE) -- [TEXT] THE ARMY SAID TODAY THAT THE
GUERRILLAS ATTACKED TWO FARMS NORTH OF THE CAPITAL AND THAT A PATROL
PURSUED THEM INTO THE HILLS.

   NO ONE WAS HURT, THE SPOKESMAN ADDED."""


def test_unwrapped_copy_keeps_its_offsets_and_paragraphs() -> None:
    flat = unwrapped(WIRE)
    assert len(flat) == len(WIRE)
    assert flat.split() == WIRE.split()
    assert flat.count("\n") == 2
    assert [p.of(flat).split() for p in segment_paragraphs(flat)] == [p.of(WIRE).split() for p in segment_paragraphs(WIRE)]
    assert unwrapped("A headline\nTwo men died.") == "A headline\nTwo men died."


def test_hard_wrapped_copy_keeps_its_paragraphs_together() -> None:
    assert is_hard_wrapped(WIRE)
    assert [p.of(WIRE).count("\n") for p in segment_paragraphs(WIRE)] == [2, 0]
    assert [s.paragraph for s in segment_sentences(WIRE)] == [0, 1]


@pytest.mark.parametrize(
    "text",
    [
        "Two die in shelling\nTwo people died on Friday when shells fell on the market of the old town, the mayor said.",
        "First line.\nSecond line.\nThird line.",
        "The governor said the road was open again and safe.\nThe rebels said the road was closed and mined by now.",
        "No line end at all",
    ],
)
def test_lines_that_are_paragraphs_stay_apart(text: str) -> None:
    assert not is_hard_wrapped(text)
    assert len(segment_paragraphs(text)) == text.count("\n") + 1


@given(st.text(alphabet=st.sampled_from("ab AB.!?\n\"'“”’ 1,"), max_size=200))
def test_sentences_tile_every_text(text: str) -> None:
    found = segment_sentences(text)
    assert all(a.span.end <= b.span.start and a.paragraph <= b.paragraph for a, b in pairwise(found))
    assert all(s.span.of(text) == s.span.of(text).strip() for s in found)
    covered = "".join(s.span.of(text) for s in found)
    assert "".join(covered.split()) == "".join(text.split()), "no word is lost or doubled"
    paragraphs = segment_paragraphs(text)
    assert all(any(s.span in p for p in paragraphs) for s in found)


@given(st.text(max_size=120), st.sampled_from(["en", "fr", "ar", "ru", "zz", None]))
def test_any_text_in_any_language_has_spans_in_range(text: str, language: str | None) -> None:
    found = segment_sentences(text, language)
    assert all(s.span.end <= len(text) for s in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
