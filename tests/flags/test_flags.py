"""The page on flags is the specification; the laws hold for any record."""

import re
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings

from ascribe.domain.claim import Claim, Record
from ascribe.domain.document import Document
from ascribe.domain.flag import Flag
from ascribe.domain.quantity import Bounds, Qualifier, exclude_each_other
from ascribe.lexicon.actors import load_actors
from ascribe.lexicon.people import load_people
from ascribe.read.flags import flag_claims
from ascribe.read.reader import Reader
from ascribe.testing import fake_record
from tests.record_strategies import records

PAGE = Path(__file__).parents[2] / "docs" / "flags.md"
ROWS = re.findall(r"^\| ([A-Z].+?\.) \| (\w+|–) \|$", PAGE.read_text("utf-8"), re.M)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


def flags_of(text: str, claims: Sequence[Claim]) -> tuple[Flag, ...]:
    return flag_claims(text, claims, published=None, people=load_people(), actors=load_actors())


def test_the_page_has_rows() -> None:
    assert {code for _, code in ROWS} == {"self_contradiction", "sum_mismatch", "vague_date", "vague_place", "–"}


@pytest.mark.parametrize(("text", "code"), ROWS)
def test_rows(reader: Reader, text: str, code: str) -> None:
    record = reader.read(Document.of(text, published="2021-09-02"))
    assert record.claims
    assert [f.code for f in record.document.flags] == ([] if code == "–" else [code])
    known = {c.id for c in record.claims}
    assert all(f.claims and set(f.claims) <= known and f.why.endswith(".") for f in record.document.flags)


def test_undated_and_unplaced() -> None:
    record = fake_record()
    claim = record.claims[0]
    assert flags_of(record.document.text, record.claims) == ()
    undated = msgspec.structs.replace(claim, time=None)
    assert [f.code for f in flags_of(record.document.text, [undated])] == ["vague_date"]
    unplaced = msgspec.structs.replace(claim, place=None)
    assert [f.code for f in flags_of(record.document.text, [unplaced])] == ["vague_place"]
    assert flags_of(record.document.text, [msgspec.structs.replace(undated, background=True)]) == ()
    assert flags_of(record.document.text, [msgspec.structs.replace(unplaced, status="expected")]) == ()


def figure(low: int | None, high: int | None, qualifier: Qualifier, *, strict: bool = False) -> Bounds:
    return Bounds(low, high, qualifier, strict)


@pytest.mark.parametrize(
    ("a", "b", "excluded"),
    [
        (figure(41, 41, "exact"), figure(350, 350, "exact"), True),
        (figure(41, 41, "exact"), figure(41, 41, "exact"), False),
        (figure(40, 40, "exact"), figure(41, None, "at_least", strict=True), False),
        (figure(39, 39, "exact"), figure(41, None, "at_least", strict=True), True),
        (figure(40, 40, "exact"), figure(41, None, "at_least"), True),
        (figure(12, 12, "exact"), figure(13, None, "at_least"), True),
        (figure(40, 40, "about"), figure(44, 44, "exact"), False),
        (figure(40, 40, "about"), figure(45, 45, "exact"), True),
        (figure(24, None, "vague"), figure(350, 350, "exact"), False),
        (figure(24, None, "vague"), figure(3, 3, "exact"), True),
        (figure(None, None, "vague"), figure(3, 3, "exact"), False),
        (figure(None, 39, "at_most", strict=True), figure(40, 40, "exact"), False),
        (figure(None, 39, "at_most", strict=True), figure(41, 41, "exact"), True),
        (figure(None, 39, "at_most"), figure(40, 40, "exact"), True),
    ],
)
def test_figures_that_exclude_each_other(a: Bounds, b: Bounds, excluded: bool) -> None:
    assert exclude_each_other(a, b) is excluded
    assert exclude_each_other(b, a) is excluded


@settings(max_examples=60, deadline=None)
@given(records())
def test_flags_rest_on_claims_of_the_record(record: Record) -> None:
    ids = {c.id for c in record.claims}
    flags = flags_of(record.document.text, record.claims)
    assert all(f.claims and set(f.claims) <= ids for f in flags)
    assert flags == flags_of(record.document.text, record.claims)
