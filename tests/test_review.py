"""Corrections: what people decide about claims, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascribe.domain.claim import Claim, Record
from ascribe.domain.decision import ADD, EDIT, REJECT, Decision
from ascribe.domain.document import REVIEWED
from ascribe.domain.quantity import Quantity
from ascribe.domain.span import Span
from ascribe.errors import DecisionConflict, UsageError
from ascribe.pipeline_incidents import update_incidents
from ascribe.pipeline_review import (
    accept_claim,
    add_claim,
    apply_corrections,
    edit_claim,
    merge_incidents,
    move_claim,
    note,
    reject_claim,
    undo_decision,
)
from ascribe.review.corrections import corrected, corrections_of, reviews
from ascribe.store import Store, open_store
from ascribe.testing import fake_record

BY = {"author": "R. Editor", "time": datetime(2026, 1, 2, tzinfo=UTC), "reason": "read again"}
RECORD = fake_record(n_claims=3)
CLAIMS = RECORD.claims


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        opened.add(RECORD)
        update_incidents(opened)
        yield opened


def now(store: Store) -> Record:
    return store.record(RECORD.document.id)


def killed(claim: Claim, number: int) -> Claim:
    (q,) = claim.quantities
    return msgspec.structs.replace(claim, quantities=(msgspec.structs.replace(q, low=number, high=number),))


def figures(store: Store) -> list[tuple[int | None, int | None]]:
    return sorted((f.low, f.high) for i in store.incidents() for f in i.figures)


def test_an_edit_stands_in_the_claim_s_place_and_figures_follow(store: Store) -> None:
    _, given_ = edit_claim(store, CLAIMS[1].id, killed(CLAIMS[1], 350), **BY)
    assert given_.id == CLAIMS[1].id
    assert [q.low for c in now(store).claims for q in c.quantities] == [12, 350, 14]
    update_incidents(store)
    assert any(high == 350 for _, high in figures(store))
    assert not any(number == 13 for pair in figures(store) for number in pair)


def test_an_edit_of_what_makes_the_id_gives_another_id(store: Store) -> None:
    decision, given_ = edit_claim(store, CLAIMS[0].id, msgspec.structs.replace(CLAIMS[0], status="denied", at_issue="occurrence"), **BY)
    assert given_.id != CLAIMS[0].id
    assert [c.id for c in now(store).claims] == [given_.id, CLAIMS[1].id, CLAIMS[2].id]
    assert decision.subjects == (CLAIMS[0].id, given_.id)
    assert reviews(store.decided()) == {given_.id: "edited"}


def test_a_rejected_claim_leaves_and_comes_back(store: Store) -> None:
    before = [i.to_json() for i in store.incidents()]
    rejected = reject_claim(store, CLAIMS[2].id, **BY)
    update_incidents(store)
    assert CLAIMS[2] not in now(store).claims
    assert all(ref.claim != CLAIMS[2].id for i in store.incidents() for ref in i.claims)
    undo_decision(store, rejected.n, **BY)
    update_incidents(store)
    assert now(store) == RECORD
    assert [i.to_json() for i in store.incidents()] == before


def test_a_claim_can_be_added_by_its_words(store: Store) -> None:
    text = RECORD.document.text
    at = text.index("raiders", text.index("14"))
    trigger = Span(at, at + len("raiders"))
    new = msgspec.structs.replace(
        CLAIMS[2], id="c-" + "0" * 24, event=msgspec.structs.replace(CLAIMS[2].event, trigger=trigger, type="attack"), quantities=()
    )
    _, added = add_claim(store, RECORD.document.id, new, **BY)
    assert len(now(store).claims) == 4
    assert reviews(store.decided())[added.id] == "added"


def test_a_claim_that_does_not_fit_its_document_is_refused_and_nothing_is_written(store: Store) -> None:
    with pytest.raises(UsageError, match="does not fit"):
        edit_claim(store, CLAIMS[0].id, msgspec.structs.replace(CLAIMS[0], content=Span(0, 10_000)), **BY)
    with pytest.raises(UsageError, match="already"):
        add_claim(store, RECORD.document.id, CLAIMS[0], **BY)
    with pytest.raises(UsageError, match="no claim"):
        reject_claim(store, "c-" + "0" * 24, **BY)
    assert store.decided() == []
    assert now(store) == RECORD


def test_a_correction_outlives_a_new_reading(store: Store) -> None:
    edit_claim(store, CLAIMS[0].id, killed(CLAIMS[0], 99), **BY)
    newer = fake_record(n_claims=3, reader_version="1")
    store.add(newer)
    assert now(store) == newer
    assert apply_corrections(store, store.decided()) == 1
    reading = now(store).document.reading
    assert reading is not None
    assert newer.document.reading is not None
    assert (reading.reader, reading.settings["corrects"]) == (REVIEWED, newer.document.reading.id)
    assert [q.low for c in now(store).claims for q in c.quantities] == [99, 13, 14]
    assert apply_corrections(store, store.decided()) == 0


def test_a_correction_on_which_another_rests_is_not_undone_alone(store: Store) -> None:
    first, given_ = edit_claim(store, CLAIMS[0].id, msgspec.structs.replace(CLAIMS[0], status="unclear", at_issue="figure"), **BY)
    second, _ = edit_claim(store, given_.id, killed(given_, 1), **BY)
    with pytest.raises(UsageError, match=f"decision {second.n} rests"):
        undo_decision(store, first.n, **BY)
    undo_decision(store, second.n, **BY)
    undo_decision(store, first.n, **BY)
    assert now(store) == RECORD


def test_what_was_undone_can_be_restored(store: Store) -> None:
    edited, _ = edit_claim(store, CLAIMS[0].id, killed(CLAIMS[0], 7), **BY)
    undone = undo_decision(store, edited.n, **BY)
    assert now(store) == RECORD
    undo_decision(store, undone.n, **BY)
    assert now(store).claims[0].quantities[0].low == 7


def test_the_second_of_two_people_sees_a_conflict(store: Store) -> None:
    with store.decisions() as log:
        seen = log.last()
    accept_claim(store, CLAIMS[0].id, **BY)
    with pytest.raises(DecisionConflict, match=r"R\. Editor made decision 1"):
        reject_claim(store, CLAIMS[0].id, **BY, seen=seen)
    reject_claim(store, CLAIMS[1].id, **BY, seen=seen)  # of another claim
    assert [d.kind for d in store.decided()] == ["accept", "reject"]


def test_a_claim_moves_to_another_incident_and_back(tmp_path: Path) -> None:
    other = fake_record("Soldiers burned a mill at Roda. They shot two men there.", 2, type="destruction", url="https://other.example/1")
    with open_store(tmp_path / "store") as opened:
        opened.add(RECORD)
        opened.add(other)
        update_incidents(opened)
        one = next(i for i in opened.incidents() if any(r.claim == CLAIMS[0].id for r in i.claims))
        two = next(i for i in opened.incidents() if any(r.claim == other.claims[0].id for r in i.claims))
        merged = merge_incidents(opened, [i for i in opened.incidents() if i.id != two.id], **BY) if len(one.claims) == 1 else None
        update_incidents(opened)
        one = next(i for i in opened.incidents() if any(r.claim == CLAIMS[0].id for r in i.claims))
        moved = move_claim(opened, CLAIMS[0].id, one, two, **BY)
        update_incidents(opened)
        holder = next(i for i in opened.incidents() if any(r.claim == CLAIMS[0].id for r in i.claims))
        assert {r.claim for r in holder.claims} >= {CLAIMS[0].id, other.claims[0].id}
        assert CLAIMS[1].id not in {r.claim for r in holder.claims}
        undo_decision(opened, moved.n, **BY)
        update_incidents(opened)
        back = next(i for i in opened.incidents() if any(r.claim == CLAIMS[0].id for r in i.claims))
        assert {r.claim for r in back.claims} == {r.claim for r in one.claims}
        assert merged is None or merged.n == 1


def test_decisions_on_a_claim_follow_it_to_its_new_id(tmp_path: Path) -> None:
    other = fake_record("Soldiers burned a mill at Roda.", 1, type="destruction", url="https://other.example/1")
    with open_store(tmp_path / "store") as opened:
        opened.add(RECORD)
        opened.add(other)
        update_incidents(opened)
        merge_incidents(opened, list(opened.incidents()), **BY)
        _, edited = edit_claim(opened, other.claims[0].id, msgspec.structs.replace(other.claims[0], status="unclear"), **BY)
        update_incidents(opened)
        (incident,) = opened.incidents()
        assert edited.id in {r.claim for r in incident.claims}


def test_a_note_needs_words(store: Store) -> None:
    with pytest.raises(UsageError, match="words"):
        note(store, CLAIMS[0].id, author="R. Editor", time=BY["time"], reason=" ")


def test_a_record_number_is_never_given_twice(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as opened:
        opened.add(RECORD)
        edit_claim(opened, CLAIMS[0].id, killed(CLAIMS[0], 1), **BY)
        update_incidents(opened)
        ((taken,),) = opened.query("SELECT max(record) FROM records")
        undo_decision(opened, 1, **BY)
    with open_store(tmp_path / "store") as opened:
        opened.add(fake_record("A mill burned.", url=None))
        ((given_,),) = opened.query("SELECT max(record) FROM records")
        assert given_ > taken


def correction(n: int, kind: str, claim: Claim, number: int) -> Decision:
    payload = {"document": RECORD.document.id}
    if kind != REJECT:
        payload["claim"] = msgspec.to_builtins(killed(claim, number))
    return Decision(n=n, author="R. Editor", time=BY["time"], kind=kind, subjects=(claim.id,), reason="", payload=payload)


@given(st.lists(st.tuples(st.sampled_from([REJECT, EDIT, ADD]), st.integers(0, 2), st.integers(0, 500)), max_size=6))
def test_any_corrections_leave_a_record_that_keeps_every_rule(made: list[tuple[str, int, int]]) -> None:
    entries = [correction(n, kind, CLAIMS[i], number) for n, (kind, i, number) in enumerate(made, 1)]
    record = corrected(RECORD, corrections_of(entries).get(RECORD.document.id, []))
    assert Record.from_json(record.to_json()) == record
    expected: dict[str, tuple[Quantity, ...]] = {c.id: c.quantities for c in CLAIMS}
    for kind, i, number in made:
        if kind == REJECT:
            expected.pop(CLAIMS[i].id, None)
        else:
            expected[CLAIMS[i].id] = killed(CLAIMS[i], number).quantities
    assert {c.id: c.quantities for c in record.claims} == expected
