"""brat: the files are those of its standoff format, and a line that cannot be meant is named."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given

from ascribe.domain.claim import Record
from ascribe.domain.document import Document
from ascribe.domain.event import EVENT_TYPES
from ascribe.domain.span import Span
from ascribe.errors import UsageError
from ascribe.publish import publish_brat
from ascribe.publish._brat import ann_of, annotation_conf, read_ann, read_brat, text_of, visual_conf
from ascribe.publish.marks import KIND_FIELDS, ROLES, Marked, MarkedClaim, Part, marked
from ascribe.publish.refused import Refused
from ascribe.testing import fake_record
from tests.record_strategies import records

RECORD = fake_record(n_claims=2)
GIVEN = marked(RECORD.document, RECORD.claims, reviews={}, seen=0)
#: The five kinds of lines, as https://brat.nlplab.org/standoff.html describes them.
STANDOFF = re.compile(
    r"T\d+\t[\w-]+ \d+ \d+(;\d+ \d+)*\t[^\n]*|E\d+\t[\w-]+:T\d+( \w+:T\d+)*|R\d+\t\w+ Arg1:T\d+ Arg2:T\d+|A\d+\t\w+ [TE]\d+( \w+)?"
    r"|#\d+\tAnnotatorNotes [TE]\d+\t[^\n]+"
)


@given(records())
def test_every_line_is_brat_s_and_every_entity_has_the_words_at_its_offsets(record: Record) -> None:
    given_ = marked(record.document, record.claims, reviews={}, seen=0)
    ann, text = ann_of(given_), text_of(given_.text)
    assert len(text) == len(given_.text)
    assert "\r" not in text
    ids = set()
    for line in ann.removesuffix("\n").splitlines():  # as brat reads it, which takes every line end of Unicode for one
        assert STANDOFF.fullmatch(line), line
        key, rest = line.split("\t", 1)
        assert key not in ids
        if key.startswith("T"):
            offsets, words = rest.split("\t", 1)
            pieces = [tuple(map(int, pair.split(" "))) for pair in offsets.split(" ", 1)[1].split(";")]
            assert words == " ".join(text[start:end] for start, end in pieces)
        elif key.startswith("E"):
            label, trigger = rest.split(" ")[0].split(":")
            assert f"\n{trigger}\t{label} " in f"\n{ann}"
        ids.add(key)
        assert all(
            other in ids
            for other in re.findall(r"[:\s]([TE]\d+)\b", re.split(r"\tAnnotatorNotes [TE]\d+\t", rest)[0])
            if key[0] not in "T#"
        )


def test_what_two_claims_share_is_marked_once() -> None:
    shared = Part(role="source", span=Span(0, 3), fields={"side": "a"})
    other = msgspec.structs.replace(shared, fields={"side": "b"})
    content = Part(role="content", span=Span(4, 8))
    claims = tuple(MarkedClaim(id=None, type="killing", trigger=Span(4, 8), parts=(content, source)) for source in (shared, shared, other))
    lines = ann_of(Marked(origin=None, text="Two died.", claims=claims)).splitlines()
    assert [line for line in lines if line.startswith("T")] == [
        "T1\tkilling 4 8\tdied", "T2\tcontent 4 8\tdied", "T3\tparticipant 0 3\tTwo", "T4\tparticipant 0 3\tTwo",
    ]  # fmt: skip
    assert [line.split("\t")[1] for line in lines if line.startswith("E")] == [
        "killing:T1 content:T2 source:T3", "killing:T1 content:T2 source:T3", "killing:T1 content:T2 source:T4",
    ]  # fmt: skip


def test_words_across_lines_are_fragments_and_one_span_again() -> None:
    text = "He said two\r\nmen died.\n"
    claim = MarkedClaim(id=None, type="killing", trigger=Span(17, 21), parts=(Part(role="content", span=Span(8, 21)),))
    ann = ann_of(Marked(origin=None, text=text, claims=(claim,)))
    assert "T2\tcontent 8 12;13 21\ttwo  men died\n" in ann
    (back,) = read_ann(ann, text_of(text), None, "x").claims
    assert back.parts[0].span == Span(8, 21)


@pytest.mark.parametrize(
    ("line", "by", "n", "why"),
    [
        (r"^T2\t.*$", "T2\tcontent 38 4000\tits", 2, "reaches beyond the text"),
        (r"^T2\t.*$", "T2\tcontent 9 9\t", 2, "is no stretch of text"),
        (r"^T2\t.*$", "T2\tcontent 38 41;50 56\tits killed", 2, "the words lie apart"),
        (r"^T2\t.*$", "T2\tcontent 38 44\ttheir men", 2, "is not what stands at 38 44"),
        (r"^T2\t.*$", "T2 content 38 44", 2, "is malformed"),
        (r"^T2\t.*$", "T1\tcontent 38 41\tits", 2, "T1 is there twice"),
        (r"^E1\t.*$", "E1\tattack:T1 content:T2", 19, "the event is a attack, and T1 is none"),
        (r"^E1\t.*$", "E1\tkilling:T1 content:T2 doer:T5", 19, "doer is no role"),
        (r"^E1\t.*$", "E1\tkilling:T1 content:T2 place:T5", 19, "place names T5, which is no place"),
        (r"^E1\t.*$", "E1\tkilling:T1 content:T2 source:E2", 19, "source names E2, which is no participant"),
        (r"^A1\t.*$", "A1\tmood T4 bad", 21, "mood is nothing that can be said of T4"),
        (r"^A1\t.*$", "A1\tstatus T40 denied", 21, "status is about T40, which is not there"),
        (r"^A1\t.*$", "N1\tReference T4 Wikidata:Q1\tX", 21, "no annotation that a claim is made of"),
        (r"^A1\t.*$", "R1\tbefore Arg1:T1 Arg2:T2", 21, "before from T1 to T2 says nothing"),
        (r"^#1\t.*$", "#1\tAnnotatorNotes T4\tnome: x", 41, "'nome' is nothing"),
    ],
)
def test_a_line_that_cannot_be_meant_is_named(line: str, by: str, n: int, why: str) -> None:
    ann, found = re.subn(line, by.replace("\\", r"\\"), ann_of(GIVEN), flags=re.M)
    assert found == 1
    with pytest.raises(ExceptionGroup) as group:
        read_ann(ann, GIVEN.text, GIVEN.origin, "x.ann")
    assert (f"x.ann, line {n}", True) in [(e.where, why in e.reason) for e in group.value.exceptions]  # type: ignore[attr-defined]


def test_what_editors_do_to_files_is_no_fault() -> None:
    ann = "\ufeff" + ann_of(GIVEN).replace("\n", "\r\n") + "\r\n"
    assert len(read_ann(ann, GIVEN.text, GIVEN.origin, "x").claims) == 2
    orphan = "T99\tparticipant 0 3\tThe\n"  # what is left of a claim that was taken out
    loose = orphan + "#90\tAnnotatorNotes T1\tlook at this again\n#91\tAnnotatorNotes T4\tis this them?\n"
    assert read_ann(ann_of(GIVEN) + loose, GIVEN.text, GIVEN.origin, "x").claims == read_ann(ann_of(GIVEN), GIVEN.text, None, "x").claims


def test_a_note_of_an_event_says_why() -> None:
    ann = re.sub(r"(#\d+\tAnnotatorNotes E1\t.*)", r"\1; the radio named no one", ann_of(GIVEN))
    claim, _ = read_ann(ann, GIVEN.text, GIVEN.origin, "x").claims
    assert (claim.id, claim.reason) == (RECORD.claims[0].id, "the radio named no one")


def test_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "to" / "brat"
    account = publish_brat([RECORD, fake_record("Nobody came.", 0, url=None)], folder, reviews={}, seen=0)
    assert (account.n_documents, account.n_claims) == (2, 2)
    names = sorted(p.name for p in folder.iterdir())
    assert [n for n in names if "-" not in n] == ["annotation.conf", "ascribe.json", "visual.conf"]
    assert len([n for n in names if n.endswith((".txt", ".ann"))]) == 4
    read = list(read_brat(folder))
    assert sorted(len(m.claims) for m in read if isinstance(m, Marked)) == [0, 2]
    with pytest.raises(UsageError, match="holds annotations already; name a new folder"):
        publish_brat([RECORD], folder, reviews={}, seen=0)
    # The same records give the same bytes.
    publish_brat([RECORD, fake_record("Nobody came.", 0, url=None)], tmp_path / "again", reviews={}, seen=0)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {p.name: p.read_bytes() for p in (tmp_path / "again").iterdir()}


def test_one_bad_document_of_a_folder(tmp_path: Path) -> None:
    publish_brat([RECORD, fake_record("Nobody came.", 0, url=None)], tmp_path / "b", reviews={}, seen=0)
    bad, _ = sorted((tmp_path / "b").glob("*.ann"))
    bad.with_suffix(".txt").unlink()
    refused, taken = sorted(read_brat(tmp_path / "b"), key=lambda item: isinstance(item, Marked))
    assert isinstance(refused, Refused)
    assert isinstance(taken, Marked)
    assert refused.faults[0].where.endswith(".txt")
    bad.with_suffix(".txt").write_bytes("É".encode("latin-1"))
    assert "it is not UTF-8" in next(str(i.faults[0]) for i in read_brat(tmp_path / "b") if isinstance(i, Refused))


def test_the_configuration_names_all_that_can_be_marked() -> None:
    conf = annotation_conf()
    sections = dict(re.findall(r"^\[(\w+)\]\n(.*?)(?=^\[|\Z)", conf, re.M | re.S))
    assert list(sections) == ["entities", "relations", "events", "attributes"]  # the four that brat asks for
    assert sections["entities"].split() == list(KIND_FIELDS)
    assert [line.split("\t")[0] for line in sections["events"].strip().splitlines()] == list(EVENT_TYPES)
    arguments = sections["events"].splitlines()[0].split("\t")[1].split(", ")
    assert [re.sub(r"[?*]?:\w+", "", a) for a in arguments] == list(ROLES)
    used = {line.split()[1] for line in ann_of(GIVEN).splitlines() if line.startswith("A")}
    assert used <= {line.split("\t")[0] for line in sections["attributes"].strip().splitlines()}
    assert visual_conf().startswith("[labels]\n")


def test_documents_of_one_name_do_not_meet(tmp_path: Path) -> None:
    documents = [Document.of(f"Text {n}.", input_id="../Same näme!") for n in range(3)]
    reading = RECORD.document.reading
    publish_brat(
        [Record(document=msgspec.structs.replace(d, reading=reading), claims=()) for d in documents], tmp_path / "b", reviews={}, seen=0
    )
    stems = sorted(p.stem for p in (tmp_path / "b").glob("*.txt"))
    assert len(stems) == 3
    assert all(re.fullmatch(r"same-name-[0-9a-f]{12}", stem) for stem in stems)
