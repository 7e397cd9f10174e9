"""Claims as marks: what the formats carry comes back as it was, in every format, and what they do not carry stays."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ascribe.domain.actor import Participant
from ascribe.domain.claim import Claim, Record
from ascribe.domain.document import Document, Reading
from ascribe.domain.span import Span
from ascribe.errors import InputError
from ascribe.publish._brat import ann_of, read_ann, text_of
from ascribe.publish._labelstudio import read_task, task_of
from ascribe.publish._prodigy import read_prodigy, tasks_of
from ascribe.publish.marks import (
    Marked,
    MarkedClaim,
    Part,
    choices,
    claim_of,
    details_of,
    fields_of,
    marked,
    marked_claim,
    without_places,
)
from ascribe.testing import fake_record
from tests.record_strategies import claims, records, words

RECORD = fake_record(n_claims=3)
#: What offsets go wrong by: characters of two UTF-16 units, of several code points, of right-to-left script, every line end, quotes.
HARD = (
    "😀 “Two” died\r\n\r\nin Tarkan", "قُتل شخصان في كابول 🙂", "👨🏻‍🚒 fire\tand 'smoke'",
    "\n\na\u2028b\x85c\x0bd\n", "e\u0301 \ufeffx; y: \"z\"\r",
)  # fmt: skip


@st.composite
def hard_records(draw: st.DrawFn) -> Record:
    """Records over the texts by which offsets go wrong, with claims that share their trigger."""
    document = Document.of(draw(st.sampled_from(HARD)))
    document = msgspec.structs.replace(document, reading=Reading(reader="any", version="1", resources=(), settings={}))
    drawn = draw(st.lists(claims(document), max_size=4))
    if drawn and draw(st.booleans()):
        one = drawn[0].event
        drawn = [msgspec.structs.replace(c, event=msgspec.structs.replace(c.event, trigger=one.trigger, type=one.type)) for c in drawn]
    return recorded(document, drawn)


def recorded(document: Document, drawn: list[Claim]) -> Record:
    from ascribe.review.corrections import with_id

    found = {c.id: c for c in (with_id(c, document.id) for c in drawn)}
    return Record(document=document, claims=tuple(sorted(found.values(), key=lambda c: (c.event.trigger, c.id))))


def through_brat(given: Marked) -> Marked:
    return msgspec.structs.replace(read_ann(ann_of(given), text_of(given.text), given.origin, "x.ann"), text=given.text)


def through_labelstudio(given: Marked) -> Marked:
    return read_task(json.loads(json.dumps(task_of(given))), "task")


def through_prodigy(given: Marked) -> Marked:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "tasks.jsonl")
        file.write_bytes(b"".join(msgspec.json.encode(task) + b"\n" for task in tasks_of(given)))
        (back,) = read_prodigy(file)
    assert isinstance(back, Marked)
    # A line says what its claim is, not which others there were.
    return msgspec.structs.replace(back, origin=given.origin, whole=True)


TRIPS = pytest.mark.parametrize("there_and_back", [through_brat, through_labelstudio, through_prodigy])


@TRIPS
@given(record=records() | hard_records(), accepted=st.booleans())
def test_there_and_back_is_the_same(there_and_back: Any, record: Record, accepted: bool) -> None:
    reviews = {claim.id: "accepted" for claim in record.claims[:1]} if accepted else {}
    given = marked(record.document, record.claims, reviews=reviews, seen=7)
    back = without_places(there_and_back(given))
    assert back == given
    assert [claim_of(m, record.document, c) for m, c in zip(back.claims, record.claims, strict=True)] == list(record.claims)


@TRIPS
@pytest.mark.parametrize("text", ["", " ", "No claim is in this.\r\n"])
def test_a_document_without_claims(there_and_back: Any, text: str) -> None:
    document = msgspec.structs.replace(Document.of(text), reading=RECORD.document.reading)
    given = marked(document, (), reviews={}, seen=0)
    assert without_places(there_and_back(given)) == given


@given(was=claims(RECORD.document), wanted=claims(RECORD.document))
def test_a_claim_marked_as_another_becomes_that(was: Claim, wanted: Claim) -> None:
    if wanted.attribution.source is not None:
        # A source without words has a profession, which nobody can say who marks words.
        assume(wanted.attribution.source.span is not None)
    asked = msgspec.structs.replace(marked_claim(wanted), id=was.id)
    now = claim_of(asked, RECORD.document, was)
    assert marked_claim(now) == asked
    assert (now.id, now.revises, now.reading_confidence) == (was.id, was.revises, was.reading_confidence)
    kept = [p for p in was.target if p.span is None]
    assert [p for p in now.target if p.span is None] == kept


@given(st.dictionaries(st.sampled_from(["name", "of", "actor", "low"]), st.text(st.characters(exclude_categories=["Cs"])) | words))
def test_a_line_of_fields(fields: dict[str, str]) -> None:
    line = details_of(fields)
    assert fields_of(line, ("name", "of", "actor", "low")) == (fields, "")
    assert len(line.splitlines()) <= 1, "a line must not be broken by what is said in it"


@pytest.mark.parametrize(
    ("line", "why"),
    [("nome: x", "'nome' is nothing that can be said here"), ("low: 1; low: 2", "low is said twice"), ('name: "a', "no text")],
)
def test_a_line_that_cannot_be_meant(line: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        fields_of(line, ("name", "low"))


def changed(fields: dict[str, str] | None = None, **parts: Part | None) -> MarkedClaim:
    """The first claim of `RECORD`, with other fields, and with other parts, or none, in these roles."""
    claim = marked_claim(RECORD.claims[0])
    kept = [p for p in claim.parts if p.role not in parts]
    said = {k: v for k, v in (claim.fields | (fields or {})).items() if v}
    return msgspec.structs.replace(claim, fields=said, parts=(*kept, *(p for p in parts.values() if p)), where="here")


def part(role_: str, /, **fields: str) -> Part:
    (found,) = (p for p in marked_claim(RECORD.claims[0]).parts if p.role == role_)
    return msgspec.structs.replace(found, fields={k: v for k, v in (found.fields | fields).items() if v}, where="there")


@pytest.mark.parametrize(
    ("given_", "where", "why", "fix"),
    [
        (changed({"status": "said"}), "here", "'said' is no status", "take one of asserted"),
        (changed({"mood": "bad"}), "here", "'mood' is nothing", "say status"),
        (changed({"at_issue": "figure"}), "here", "at_issue belongs to denied", "correct it there"),
        (changed({"source_kind": ""}), "here", "the claim has a source, and nothing says of which profession", "say source_kind"),
        (changed(source=None), "here", "source_kind is belligerent, and no words are the claim's source", "take source_kind away"),
        (changed(content=None), "here", "no words are marked as the content", "mark those that state the event"),
        (changed(quantity=part("quantity", high="3")), "there", "low 12 is above high 3", "correct it"),
        (changed(quantity=part("quantity", low="twelve")), "there", "'twelve' is no low", "write it as 40"),
        (changed(quantity=part("quantity", role="")), "there", "nothing says what became of those counted", "correct it"),
        (changed(time=part("time", start="1 Sep")), "there", "'1 Sep' is no start", "write it as 2021-09-02"),
        (changed(time=part("time", start="2021-09-03")), "there", "a time cannot end", "correct its start and end"),
        (changed(place=part("place", lat="95")), "there", "no such point on earth", "correct it"),
        (changed(place=part("place", lat="nan")), "there", "'nan' is no lat", "write it as 35.5"),
        (changed(place=part("place", precision="9")), "there", "'9' is no precision", "take one of 1, 2"),
        (msgspec.structs.replace(changed(), type="war"), "here", "'war' is no event type", "take one of clash"),
        (
            msgspec.structs.replace(changed(), parts=(*changed().parts, part("source"))),
            "there",
            "2 parts with the role source",
            "leave one",
        ),
    ],
)
def test_what_cannot_be_meant_is_named_with_its_fix(given_: MarkedClaim, where: str, why: str, fix: str) -> None:
    with pytest.raises(InputError) as error:
        claim_of(given_, RECORD.document, RECORD.claims[0])
    assert error.value.where == where
    assert why in error.value.reason
    assert fix in error.value.fix


def test_a_plain_number_needs_no_more_than_its_role() -> None:
    text = "They killed 1,200 men."
    document = Document.of(text)
    parts = (Part(role="content", span=Span(0, 21)), Part(role="quantity", span=Span(12, 17), fields={"role": "killed"}))
    claim = claim_of(MarkedClaim(id=None, type="killing", trigger=Span(5, 11), parts=parts), document)
    assert (claim.quantities[0].low, claim.quantities[0].high, claim.status, claim.attribution.source_kind) == (
        1200,
        1200,
        "asserted",
        "outlet",
    )
    assert claim.attribution.party == "none"


def test_an_end_of_a_number_that_is_left_out_is_the_other() -> None:
    claim = claim_of(changed(quantity=part("quantity", low="9", high="")), RECORD.document, RECORD.claims[0])
    assert (claim.quantities[0].low, claim.quantities[0].high) == (9, 9)


def test_a_source_known_by_name_only_stays_until_the_outlet_is_said_to_speak() -> None:
    (was, *_) = RECORD.claims
    named = Participant(span=None, text=None, name="The garrison", actor=None, side=None, kind=None, certainty="inferred")
    attribution = msgspec.structs.replace(was.attribution, source=named, source_kind="military")
    was = msgspec.structs.replace(was, attribution=attribution)
    given_ = marked_claim(was)
    assert "source" not in {p.role for p in given_.parts}
    assert claim_of(given_, RECORD.document, was) == was
    outlet = {k: v for k, v in given_.fields.items() if k != "source_kind"}
    assert claim_of(msgspec.structs.replace(given_, fields=outlet), RECORD.document, was).attribution.source is None


def test_no_two_fields_with_choices_share_a_name() -> None:
    assert {"status", "participant_certainty", "means_kind", "participant_kind", "place_precision", "time_precision"} <= set(choices())
