"""Corrections: what people decide about claims, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ascribe.domain.claim import Claim, Record
from ascribe.domain.document import REVIEWED
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
from ascribe.review.corrections import reviews
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
    assert apply_corrections(store) == 1
    reading = now(store).document.reading
    assert reading is not None
    assert newer.document.reading is not None
    assert (reading.reader, reading.settings["corrects"]) == (REVIEWED, newer.document.reading.id)
    assert [q.low for c in now(store).claims for q in c.quantities] == [99, 13, 14]
    assert apply_corrections(store) == 0


def other_status(claim: Claim) -> Claim:
    return msgspec.structs.replace(claim, status="unclear", at_issue="figure")


def test_of_two_edits_the_last_that_stands_counts(store: Store) -> None:
    first, given_ = edit_claim(store, CLAIMS[0].id, other_status(CLAIMS[0]), **BY)
    second, _ = edit_claim(store, given_.id, killed(given_, 1), **BY)
    undone = undo_decision(store, first.n, **BY)
    assert now(store).claims[0].quantities[0].low == 1
    undo_decision(store, second.n, **BY)
    assert now(store) == RECORD
    undo_decision(store, undone.n, **BY)
    assert now(store).claims[0] == given_
    assert len(now(store).claims) == 3


def test_what_stands_otherwise_is_named_with_where_it_stands(store: Store) -> None:
    _, given_ = edit_claim(store, CLAIMS[0].id, other_status(CLAIMS[0]), **BY)
    for act in (accept_claim, reject_claim):
        with pytest.raises(UsageError, match=f"stands as {given_.id} now"):
            act(store, CLAIMS[0].id, **BY)
    with pytest.raises(UsageError, match="stands as"):
        edit_claim(store, CLAIMS[0].id, CLAIMS[0], **BY)
    reject_claim(store, given_.id, **BY)
    with pytest.raises(UsageError, match="rejected by decision 2"):
        accept_claim(store, given_.id, **BY)
    assert [c.id for c in now(store).claims] == [CLAIMS[1].id, CLAIMS[2].id]


def test_no_id_is_given_to_another_claim(store: Store) -> None:
    edited, _ = edit_claim(store, CLAIMS[0].id, other_status(CLAIMS[0]), **BY)
    _, added = add_claim(store, RECORD.document.id, killed(CLAIMS[0], 5), **BY)
    assert added.id != CLAIMS[0].id
    undo_decision(store, edited.n, **BY)
    assert {CLAIMS[0].id, added.id} <= {c.id for c in now(store).claims}


def test_a_decision_is_taken_back_once(store: Store) -> None:
    rejected = reject_claim(store, CLAIMS[0].id, **BY)
    undone = undo_decision(store, rejected.n, **BY)
    with pytest.raises(UsageError, match="taken back already, by decision 2"):
        undo_decision(store, rejected.n, **BY)
    undo_decision(store, undone.n, **BY)
    assert CLAIMS[0] not in now(store).claims


def test_a_merge_holds_when_an_edit_that_came_before_it_is_undone(tmp_path: Path) -> None:
    other = fake_record("Soldiers burned a mill at Roda.", 1, type="destruction", url="https://other.example/1")
    with open_store(tmp_path / "store") as opened:
        opened.add(RECORD)
        opened.add(other)
        edited, _ = edit_claim(opened, other.claims[0].id, msgspec.structs.replace(other.claims[0], status="unclear"), **BY)
        update_incidents(opened)
        merge_incidents(opened, list(opened.incidents()), **BY)
        undo_decision(opened, edited.n, **BY)
        update_incidents(opened)
        (incident,) = opened.incidents()
        assert other.claims[0].id in {r.claim for r in incident.claims}


def test_several_people_at_once_leave_what_they_decided(store: Store) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(3) as people:
        list(people.map(lambda claim: reject_claim(store, claim.id, **BY), CLAIMS))
    assert now(store).claims == ()
    assert store.query("SELECT count(*) FROM records")[0][0] == 2


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
        if len(one.claims) == 1:
            merge_incidents(opened, [i for i in opened.incidents() if i.id != two.id], **BY)
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


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("c-000000000000000000000000", "there is no claim c-000000000000000000000000 in this store; `ascribe claims` lists"),
        ("i-0000000000000000", "there is no incident i-0000000000000000 in this store; `ascribe incidents` lists"),
        ("sha256:" + "0" * 64, "there is no document sha256:0{64} in this store"),
        ("Khawak", "'Khawak' is no id of a claim .* give one in full"),
        ("", "'' is no id"),
    ],
)
def test_a_note_is_about_something(store: Store, subject: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        note(store, subject, author="R. Editor", time=BY["time"], reason="look at this")
    assert store.decided() == []


def test_a_note_is_about_a_claim_or_its_document(store: Store) -> None:
    for subject in (CLAIMS[0].id, store.query("SELECT document FROM latest_claims WHERE claim = ?", CLAIMS[0].id)[0][0]):
        assert note(store, subject, author="R. Editor", time=BY["time"], reason="look at this").subjects == (subject,)


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


Act = tuple[str, int, int]


@given(
    st.lists(st.tuples(st.sampled_from(["reject", "edit", "status", "add", "undo"]), st.integers(0, 5), st.integers(0, 500)), max_size=9)
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_decisions_leave_what_a_plain_model_of_them_leaves(tmp_path: Path, made: list[Act]) -> None:
    """The model: for each claim by its first id, the decisions that were not taken back, of which the last counts."""
    import tempfile

    with open_store(Path(tempfile.mkdtemp(dir=tmp_path)) / "store") as opened:
        opened.add(RECORD)
        about: dict[str, list[tuple[int, Claim | None]]] = {c.id: [(0, c)] for c in CLAIMS}
        first = {c.id: c.id for c in CLAIMS}
        taken: set[int] = set()
        for kind, i, number in made:
            claims = now(opened).claims
            claim = claims[i % len(claims)] if claims else None
            try:
                if kind == "undo":
                    decided = [d.n for d in opened.decided() if d.kind != "undo"]
                    if decided:
                        n = decided[i % len(decided)]
                        undo_decision(opened, n, **BY)
                        taken.add(n or 0)
                elif kind == "add":
                    base = CLAIMS[i % 3]
                    new = msgspec.structs.replace(base.event, type="attack" if number % 2 else "abuse")
                    decision, added = add_claim(opened, RECORD.document.id, msgspec.structs.replace(base, event=new), **BY)
                    first[added.id] = added.id
                    about[added.id] = [(decision.n or 0, added)]
                elif claim is not None and kind == "reject":
                    decision = reject_claim(opened, claim.id, **BY)
                    about[first[claim.id]].append((decision.n or 0, None))
                elif claim is not None:
                    status = ("asserted", "unclear", "expected")[number % 3] if kind == "status" else claim.status
                    to = killed(msgspec.structs.replace(claim, status=status, at_issue=None), number)
                    decision, edited = edit_claim(opened, claim.id, to, **BY)
                    first[edited.id] = first[claim.id]
                    about[first[claim.id]].append((decision.n or 0, edited))
            except UsageError:
                continue
        expected = []
        for told in about.values():
            stand = [(n, claim) for n, claim in told if n not in taken]
            if told[0][0] not in taken and stand and stand[-1][1] is not None:
                expected.append(stand[-1][1])
        assert {c.id: c for c in now(opened).claims} == {c.id: c for c in expected}
        assert Record.from_json(now(opened).to_json()) == now(opened)
        update_incidents(opened)
        assert {r.claim for i in opened.incidents() for r in i.claims} <= {c.id for c in expected}
