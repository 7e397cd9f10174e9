"""Corrections that come back from other tools, as decisions of a store."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ascribe.domain.claim import Claim, Record
from ascribe.domain.document import Problem
from ascribe.errors import InputError
from ascribe.pipeline_import import Outcome, import_corrections, read_corrections
from ascribe.pipeline_review import accept_claim, edit_claim, reject_claim, undo_decision
from ascribe.publish import publish_brat, publish_labelstudio, publish_prodigy
from ascribe.publish._brat import ann_of
from ascribe.publish._labelstudio import task_of
from ascribe.publish._prodigy import tasks_of
from ascribe.publish.marks import Marked, claim_of, marked, marked_claim
from ascribe.review.corrections import reviews, with_id
from ascribe.store import Store, open_store
from ascribe.testing import fake_record
from tests.record_strategies import claims

RECORD = fake_record(n_claims=3)
OTHER = fake_record("A mill burned 🙂 down.\r\nقُتل", 2, url=None)
WHEN = datetime(2026, 1, 2, tzinfo=UTC)
BY: dict[str, Any] = {"author": "R. Editor", "time": WHEN, "reason": "read again"}
SOMEBODY: dict[str, Any] = {**BY, "author": "Somebody Else"}
PUBLISHED: dict[str, Callable[..., Any]] = {"brat": publish_brat, "labelstudio": publish_labelstudio, "prodigy": publish_prodigy}
FORMATS = pytest.mark.parametrize("format", sorted(PUBLISHED))


@pytest.fixture
def store(tmp_path: Path) -> Iterable[Store]:
    with open_store(tmp_path / "store") as opened:
        opened.add(RECORD)
        opened.add(OTHER)
        yield opened


def now(store: Store) -> tuple[Claim, ...]:
    return store.record(RECORD.document.id).claims


def exported(store: Store, format: str, folder: Path, items: Iterable[Any] | None = None) -> Path:
    to = folder / {"brat": "brat", "labelstudio": "tasks.json", "prodigy": "tasks.jsonl"}[format]
    entries = store.decided()
    said = reviews(entries)
    PUBLISHED[format](items or store.records(), to, reviews=said, seen=entries[-1].n or 0 if entries else 0)
    return to


def imported(store: Store, path: Path, format: str = "brat", **by: Any) -> tuple[list[Outcome], list[Problem]]:
    outcomes = list(import_corrections(read_corrections([path], format), store, **{**BY, **by}))
    return [o for o in outcomes if isinstance(o, Outcome)], [o for o in outcomes if isinstance(o, Problem)]


def kinds(outcomes: Iterable[Outcome]) -> dict[str, int]:
    found = [o.kind for o in outcomes]
    return {kind: found.count(kind) for kind in sorted(set(found))}


def ann(folder: Path) -> Path:
    """The `.ann` of `RECORD`."""
    (found,) = folder.glob(f"*{RECORD.document.id.removeprefix('sha256:')[:12]}.ann")
    return found


def edited(file: Path, *changes: tuple[str, str]) -> None:
    text = file.read_text("utf-8")
    for pattern, by in changes:
        text, n = re.subn(pattern, by, text, flags=re.M)
        assert n == 1, (pattern, n)
    file.write_text(text, "utf-8")


def taken_out(file: Path, event: str) -> None:
    """Deletes an event as brat does: with its attributes and notes, and not its entities."""
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not re.search(rf"^{event}\t|^[A#]\d+\t\w+ {event}\b", line)), "utf-8")


@FORMATS
def test_what_was_left_as_it_was_decides_nothing(store: Store, format: str, tmp_path: Path) -> None:
    accept_claim(store, RECORD.claims[0].id, **SOMEBODY)
    edit_claim(store, RECORD.claims[1].id, msgspec.structs.replace(RECORD.claims[1], quantities=()), **SOMEBODY)
    path = exported(store, format, tmp_path)
    outcomes, problems = imported(store, path, format)
    assert (kinds(outcomes), problems) == ({"unchanged": 5}, [])
    assert len(store.decided()) == 2


def test_an_edited_ann_becomes_decisions_and_once_only(store: Store, tmp_path: Path) -> None:
    folder = exported(store, "brat", tmp_path)
    first, second, third = RECORD.claims
    edited(
        ann(folder),
        (r"^(A\d+)\tstatus E1 asserted$", r"\1\tstatus E1 denied\nA90\tat_issue E1 figure\nA91\tverdict E2 accepted"),
        (r"^(#\d+)\tAnnotatorNotes T9\tlow: 12; high: 12; of: raiders$", r"\1\tAnnotatorNotes T9\tlow: 20; of: raiders"),
        (r"^(#\d+\tAnnotatorNotes E1\t.*)$", r"\1; the radio said twenty"),
    )
    taken_out(ann(folder), "E3")
    with ann(folder).open("a", encoding="utf-8") as file:
        file.write("T90\tattack 236 243\tits men\nT91\tcontent 236 265\tits men had killed 14 raiders\n")
        file.write("E90\tattack:T90 content:T91\nA92\tstatus E90 expected\n")
    outcomes, problems = imported(store, folder)
    assert problems == []
    assert kinds(outcomes) == {"accept": 1, "add": 1, "edit": 1, "reject": 1, "unchanged": 2}
    entries = store.decided()
    assert [e.kind for e in entries] == ["reject", "edit", "add", "accept"]
    assert {(e.author, e.time) for e in entries} == {("R. Editor", WHEN)}
    assert [e.reason for e in entries] == ["read again", "the radio said twenty", "read again", "read again"]
    one, two, new = now(store)
    assert (one.status, one.at_issue, one.quantities[0].low, one.quantities[0].of) == ("denied", "figure", 20, "raiders")
    assert (one.place, one.attribution.source, one.reading_confidence) == (first.place, first.attribution.source, first.reading_confidence)
    assert two == second
    assert (new.event.type, new.status, new.attribution.source_kind) == ("attack", "expected", "outlet")
    assert third.id not in {c.id for c in now(store)}
    again, problems = imported(store, folder)
    assert (kinds(again), problems) == ({"known": 4, "unchanged": 2}, [])
    assert len(store.decided()) == 4
    undo_decision(store, None, **BY)  # the acceptance
    undo_decision(store, 1, **BY)
    assert third in now(store)
    again, problems = imported(store, folder)
    assert (kinds(again), problems) == ({"accept": 1, "reject": 1, "known": 2, "unchanged": 2}, []), "what was taken back is decided again"
    assert third not in now(store)
    for n in (2, 3):
        undo_decision(store, n, **BY)
    assert now(store)[0] == first
    assert new not in now(store)
    again, problems = imported(store, folder)
    assert (kinds(again), problems) == ({"edit": 1, "add": 1, "known": 2, "unchanged": 2}, [])
    assert (now(store)[0], new in now(store)) == (one, True)
    assert kinds(imported(store, folder)[0]) == {"known": 4, "unchanged": 2}
    edited(ann(folder), (r"^(A\d+)\tstatus E1 denied$", r"\1\tstatus E1 unclear"))
    assert kinds(imported(store, folder)[0]) == {"edit": 1, "known": 3, "unchanged": 2}


def test_what_somebody_else_took_back_is_left_so(store: Store, tmp_path: Path) -> None:
    folder = exported(store, "brat", tmp_path)
    taken_out(ann(folder), "E2")
    imported(store, folder)
    undo_decision(store, None, **SOMEBODY)
    outcomes, problems = imported(store, folder)
    assert kinds(outcomes) == {"unchanged": 4}
    assert [SOMEBODY["author"] in p.reason and "undo" in p.reason for p in problems] == [True]
    assert RECORD.claims[1] in now(store)


def test_labelstudio_and_prodigy_change_a_status(store: Store, tmp_path: Path) -> None:
    path = exported(store, "labelstudio", tmp_path)
    tasks = json.loads(path.read_text("utf-8"))
    (task,) = (t for t in tasks if t["data"]["ascribe"]["document"] == RECORD.document.id)
    result = task.pop("predictions")[0]["result"]
    (status,) = (r for r in result if r.get("from_name") == "status" and r["id"] == RECORD.claims[0].id)
    status["value"]["choices"] = ["unclear"]
    path.write_text(json.dumps([{**task, "annotations": [{"result": result}]}]))
    outcomes, problems = imported(store, path, "labelstudio")
    assert (kinds(outcomes), problems) == ({"edit": 1, "unchanged": 2}, [])
    path = exported(store, "prodigy", tmp_path)
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    mine = [line for line in lines if line["text"] == RECORD.document.text]
    assert mine[0]["accept"][0] == "status:unclear"
    mine[0]["accept"][0] = "status:retracted"
    path.write_text(
        "".join(
            json.dumps({**line, "answer": answer}) + "\n"
            for line, answer in zip(mine, ("accept", "reject", "accept", "ignore"), strict=True)
        )
    )
    outcomes, problems = imported(store, path, "prodigy")
    assert (kinds(outcomes), problems) == ({"accept": 1, "edit": 1, "reject": 1}, [])
    assert [c.status for c in now(store)] == ["retracted", "asserted"]


def test_one_bad_document_is_left_alone_and_the_others_are_taken(store: Store, tmp_path: Path) -> None:
    folder = exported(store, "brat", tmp_path)
    taken_out(ann(folder), "E1")
    edited(ann(folder), (r"^T20\tcontent 236 \d+", "T20\tcontent 236 9000"), (r"^(A\d+)\tstatus E2 asserted$", r"\1\tstatus E2 said"))
    (other,) = (p for p in folder.glob("*.ann") if p != ann(folder))
    taken_out(other, "E2")
    outcomes, problems = imported(store, folder)
    assert kinds(outcomes) == {"reject": 1, "unchanged": 1}
    assert [p.path.rpartition(", ")[2] for p in problems][:1] == ["line 20"]
    assert "reaches beyond the text" in problems[0].reason
    assert problems[1].reason == "'said' is no status", "everything that is wrong is named at once"
    assert now(store) == RECORD.claims
    edited(ann(folder), (r"^T20\tcontent 236 9000\t.*$", "T20\tcontent 236 243\tits men"))
    n = next(n for n, line in enumerate(ann(folder).read_text("utf-8").splitlines(), 1) if line.endswith("status E2 said"))
    outcomes, problems = imported(store, folder)
    assert [(p.path.rpartition("/")[2], p.reason) for p in problems] == [(f"{ann(folder).name}, line {n}", "'said' is no status")]
    assert now(store) == RECORD.claims


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (
            lambda f: edited(f.with_suffix(".txt"), (r"radio(?=.*12)", "RADIO")),
            "the text differs from the document's from character 27 on: 'RADIO",
        ),
        (lambda f: f.with_suffix(".txt").unlink(), "No such file"),
        (lambda f: (f.parent / "ascribe.json").write_text("{"), "it cannot be read"),
        (lambda f: edited(f.parent / "ascribe.json", (RECORD.document.id, "sha256:0")), "the store holds no document sha256:0"),
        (lambda f: edited(f.parent / "ascribe.json", (RECORD.claims[1].id, "c-" + "0" * 24)), "never had the claim c-000"),
    ],
)
def test_a_document_that_is_not_the_store_s(damage: Callable[[Path], object], why: str, store: Store, tmp_path: Path) -> None:
    folder = exported(store, "brat", tmp_path)
    taken_out(ann(folder), "E2")
    damage(ann(folder))
    _, problems = imported(store, folder)
    assert any(why in p.reason for p in problems), problems
    assert all(p.fix for p in problems)
    assert now(store) == RECORD.claims


def test_the_reading_that_was_exported_is_gone(store: Store, tmp_path: Path) -> None:
    folder = exported(store, "brat", tmp_path)
    with open_store(tmp_path / "other") as other:
        other.add(fake_record(n_claims=3, reader_version="1"))
        _, problems = imported(other, folder)
    assert "no longer has the reading" in problems[0].reason + problems[1].reason


def test_a_newer_reading_does_not_lose_what_people_saw(store: Store, tmp_path: Path) -> None:
    folder = exported(store, "brat", tmp_path)
    store.add(fake_record(n_claims=1, reader_version="1"))  # another document
    newer = msgspec.structs.replace(RECORD.document, reading=fake_record(reader_version="1").document.reading)
    store.add(Record(document=newer, claims=RECORD.claims[1:]))
    edited(ann(folder), *((rf"^(A\d+)\tstatus {e} asserted$", rf"\1\tstatus {e} denied") for e in ("E1", "E2")))
    outcomes, problems = imported(store, folder)
    assert (kinds(outcomes), problems) == ({"add": 1, "edit": 1, "unchanged": 3}, [])
    assert [c.status for c in now(store)] == ["denied", "denied", "asserted"]


def test_what_somebody_else_decided_meanwhile_stands(store: Store, tmp_path: Path) -> None:
    folder = exported(store, "brat", tmp_path)
    reject_claim(store, RECORD.claims[0].id, **SOMEBODY)
    edit_claim(store, RECORD.claims[1].id, msgspec.structs.replace(RECORD.claims[1], quantities=()), **SOMEBODY)
    edited(ann(folder), *((rf"^(A\d+)\tstatus {e} asserted$", rf"\1\tstatus {e} denied") for e in ("E1", "E2", "E3")))
    outcomes, problems = imported(store, folder)
    assert kinds(outcomes) == {"edit": 1, "unchanged": 2}
    assert [p.reason for p in problems] == [
        "Somebody Else made decision 1 (reject) about this meanwhile", "Somebody Else made decision 2 (edit) about this meanwhile",
    ]  # fmt: skip
    assert [(c.status, len(c.quantities)) for c in now(store)] == [("asserted", 0), ("denied", 1)]


def test_who_goes_on_in_the_same_folder_has_no_conflict_with_themselves(store: Store, tmp_path: Path) -> None:
    folder = exported(store, "brat", tmp_path)
    edited(ann(folder), (r"^(A\d+)\tstatus E1 asserted$", r"\1\tstatus E1 denied"))
    imported(store, folder)
    edited(ann(folder), (r"^(A\d+)\tstatus E1 denied$", r"\1\tstatus E1 unclear"))
    outcomes, problems = imported(store, folder)
    assert (kinds(outcomes), problems) == ({"edit": 1, "unchanged": 4}, [])
    assert now(store)[0].status == "unclear"


def test_claims_that_were_not_exported_are_not_taken_for_removed(store: Store, tmp_path: Path) -> None:
    from ascribe.store import ClaimFilter

    folder = exported(store, "brat", tmp_path, store.claims(ClaimFilter(document=RECORD.document.id, limit=1)))
    taken_out(ann(folder), "E1")
    outcomes, _ = imported(store, folder)
    assert kinds(outcomes) == {"reject": 1}
    assert now(store) == RECORD.claims[1:]


def test_accepting_what_was_left(store: Store, tmp_path: Path) -> None:
    folder = exported(store, "brat", tmp_path)
    outcomes, _ = imported(store, folder, accept_unchanged=True)
    assert kinds(outcomes) == {"accept": 5}
    outcomes, _ = imported(store, folder, accept_unchanged=True)
    assert kinds(outcomes) == {"known": 5}
    # An acceptance that was taken back is not given again by the file that only shows it.
    folder = exported(store, "brat", tmp_path / "later")
    undo_decision(store, None, **BY)
    outcomes, _ = imported(store, folder)
    assert kinds(outcomes) == {"unchanged": 5}


def test_a_dry_run_says_what_it_would_decide(store: Store, tmp_path: Path) -> None:
    folder = exported(store, "brat", tmp_path)
    taken_out(ann(folder), "E2")
    outcomes, _ = imported(store, folder, dry_run=True)
    assert kinds(outcomes) == {"reject": 1, "unchanged": 4}
    assert store.decided() == []


def test_annotations_of_others_are_matched_by_the_text(store: Store, tmp_path: Path) -> None:
    """A folder that was not exported: no claim is taken out, what the store has is known by its words."""
    given_ = marked(RECORD.document, RECORD.claims[:2], reviews={}, seen=0)
    bare = msgspec.structs.replace(given_, claims=tuple(msgspec.structs.replace(c, id=None) for c in given_.claims))
    for name, text in (("a.txt", RECORD.document.text), ("a.ann", ann_of(bare)), ("b.txt", "Of no report."), ("b.ann", "")):
        (tmp_path / "theirs").mkdir(exist_ok=True)
        (tmp_path / "theirs" / name).write_text(text, "utf-8")
    outcomes, problems = imported(store, tmp_path / "theirs")
    assert kinds(outcomes) == {"unchanged": 2}
    assert ["no document of the store has this text" in p.reason for p in problems] == [True]


def test_two_claims_that_would_be_one_are_refused(store: Store, tmp_path: Path) -> None:
    folder = exported(store, "brat", tmp_path)
    text = ann(folder).read_text("utf-8")
    (first,) = re.findall(r"^E1\t(.*)$", text, re.M)
    edited(ann(folder), (r"^E2\t.*$", f"E2\t{first}"))
    _, problems = imported(store, folder)
    assert ["another claim has the same trigger, type, source, status and place" in p.reason for p in problems] == [True]
    assert now(store) == RECORD.claims


def test_an_added_claim_that_is_changed_in_the_file_is_that_claim(store: Store, tmp_path: Path) -> None:
    folder = exported(store, "brat", tmp_path)
    with ann(folder).open("a", encoding="utf-8") as file:
        file.write("T90\tattack 236 243\tits men\nT91\tcontent 236 243\tits men\nE90\tattack:T90 content:T91\n")
    assert kinds(imported(store, folder)[0]) == {"add": 1, "unchanged": 5}
    edited(ann(folder), (r"^T91\t.*$", "T91\tcontent 236 254\tits men had killed"))
    assert kinds(imported(store, folder)[0]) == {"edit": 1, "unchanged": 5}
    assert kinds(imported(store, folder)[0]) == {"known": 1, "unchanged": 5}


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_nothing_in_a_file_stops_the_import(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Files in which something was replaced by anything: they are read, or refused with place, reason and fix."""
    given_ = marked(RECORD.document, RECORD.claims[:1], reviews={}, seen=0)
    format = data.draw(st.sampled_from(sorted(PUBLISHED)))
    folder = tmp_path_factory.mktemp("any")
    if format == "brat":
        text = ann_of(given_)
        at = data.draw(st.integers(0, len(text)))
        by = data.draw(st.text("TERA#1290 :;\t\nx\u2028🙂", max_size=6))
        text = text[:at] + by + text[at + data.draw(st.integers(0, 6)) :]
        (folder / "a.ann").write_text(text, "utf-8")
        (folder / "a.txt").write_text(given_.text, "utf-8")
        path = folder
    else:
        made: Any = task_of(given_) if format == "labelstudio" else next(tasks_of(given_))
        made = json.loads(json.dumps(made))
        value = data.draw(st.sampled_from([None, [], {}, 7, -1, 10**30, 2.5, "x", True, [7], [None], {"text": 7}]))
        _put(made, value, data)
        path = folder / "file"
        path.write_text(json.dumps([made] if format == "labelstudio" else made))
    for item in read_corrections([path], format):
        if not isinstance(item, Marked):
            assert all(fault.reason and fault.fix for fault in item.faults)
            continue
        for claim in item.claims:
            with suppress(InputError):
                claim_of(claim, RECORD.document, RECORD.claims[0])


def _put(into: Any, value: Any, data: st.DataObject) -> None:
    """Puts a value somewhere into JSON."""
    while True:
        key = data.draw(st.sampled_from(sorted(into) if isinstance(into, dict) else range(len(into))))
        if not isinstance(into[key], (dict, list)) or not into[key] or data.draw(st.integers(0, 3)) == 0:
            into[key] = value
            return
        into = into[key]


def test_predictions_that_are_no_list_are_refused_with_their_place(tmp_path: Path) -> None:
    task: Any = task_of(marked(RECORD.document, RECORD.claims[:1], reviews={}, seen=0))
    task["predictions"][0]["result"] = 7
    (tmp_path / "file").write_text(json.dumps([task]))
    (item,) = read_corrections([tmp_path / "file"], "labelstudio")
    assert not isinstance(item, Marked)
    assert [(fault.reason.split(":")[0], fault.fix) for fault in item.faults] == [
        ("it is no task of Label Studio", "export the project as JSON")
    ]


def test_a_path_that_is_not_there(store: Store, tmp_path: Path) -> None:
    _, problems = imported(store, tmp_path / "nowhere")
    assert [(p.reason, p.fix) for p in problems] == [("no such file or folder", "check the path")]
    _, problems = imported(store, tmp_path, "labelstudio")
    assert [p.reason for p in problems] == ["it is a folder"]


@settings(max_examples=15, deadline=None)
@given(wanted=claims(OTHER.document), data=st.data())
def test_whatever_a_claim_is_marked_as_is_how_it_stands(
    wanted: Claim, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Any claim, put in place of another or beside it, in any format: the store holds it as it was marked, and a second time nothing."""
    if wanted.attribution.source is not None and wanted.attribution.source.span is None:
        wanted = msgspec.structs.replace(wanted, attribution=msgspec.structs.replace(wanted.attribution, source=None, source_kind="outlet"))
    folder = tmp_path_factory.mktemp("law")
    format = data.draw(st.sampled_from(sorted(PUBLISHED)))
    beside = data.draw(st.booleans())
    was = OTHER.claims[0]
    with open_store(folder / "store") as store:
        store.add(OTHER)
        given_ = marked(OTHER.document, OTHER.claims, reviews={}, seen=0)
        one = msgspec.structs.replace(marked_claim(wanted), id=None if beside else was.id)
        kept = given_.claims if beside else given_.claims[1:]
        document = msgspec.structs.replace(given_, claims=(*kept, one), where="x")
        if format == "prodigy":
            document = msgspec.structs.replace(document, whole=False)
        expected = with_id(claim_of(one, OTHER.document, None if beside else was), OTHER.document.id)
        if any(with_id(c, OTHER.document.id, placed=True).id == with_id(expected, OTHER.document.id, placed=True).id for c in OTHER.claims):
            return
        for kind in ("add" if beside else "edit", "known"):
            outcomes = list(import_corrections([document], store, **BY))
            assert [o.kind for o in outcomes if isinstance(o, Outcome) and o.kind != "unchanged"] == [kind]
        stands = store.record(OTHER.document.id).claims
        (found,) = (c for c in stands if c.event.trigger == expected.event.trigger and c.id not in {k.id for k in kept})
        assert marked_claim(found).parts == one.parts
        assert isinstance(document, Marked)
