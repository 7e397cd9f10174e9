"""What people decided outlives grouping: ids that stay, merges that are never cut, merges of thousands."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import combinations, pairwise
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascribe.demo import demo_documents
from ascribe.domain.claim import Record
from ascribe.domain.decision import MERGE, MOVE, SPLIT, Decision, standing
from ascribe.domain.incident import Incident, incident_id
from ascribe.errors import DecisionConflict
from ascribe.pipeline_incidents import update_incidents
from ascribe.pipeline_review import edit_claim, keep_apart, merge_incidents, move_claim, reject_claim, split_incident, undo_decision
from ascribe.pipeline_update import _constrained
from ascribe.read.reader import Reader
from ascribe.reconcile import reconcile
from ascribe.reconcile.clusters import cluster
from ascribe.reconcile.constraints import Constraints, Decided, constraints_of, id_by
from ascribe.reconcile.plan import decided_rows, find_components
from ascribe.store import Store, open_store

NOW = datetime(2026, 1, 2, tzinfo=UTC)
BY = {"author": "A", "time": NOW, "reason": "so it is"}


@pytest.fixture(scope="module")
def records() -> list[Record]:
    reader = Reader.load()
    return [reader.read(document) for document in list(demo_documents())[:12]]


@pytest.fixture
def store(tmp_path: Path, records: list[Record]) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        opened.add_all(records)
        update_incidents(opened)
        yield opened


def largest(store: Store) -> Incident:
    return max(store.incidents(), key=lambda i: (len(i.claims), i.id))


def holder(store: Store, claim: str) -> str:
    return next(i.id for i in store.incidents() if any(ref.claim == claim for ref in i.claims))


# Claims that go and come back


def two_alone(store: Store) -> tuple[Incident, Incident]:
    """Two incidents of one claim each, told in different reports."""
    alone = [i for i in store.incidents() if len(i.claims) == 1]
    return alone[0], next(i for i in alone if i.claims[0].document != alone[0].claims[0].document)


def stands_as_anew(store: Store) -> None:
    bit_by_bit = {i.id: i.to_json() for i in store.incidents()}
    update_incidents(store, anew=True)
    assert {i.id: i.to_json() for i in store.incidents()} == bit_by_bit


def test_a_merge_holds_a_claim_whose_rejection_is_taken_back(store: Store) -> None:
    one, other = two_alone(store)
    merge_incidents(store, [one, other], **BY)
    update_incidents(store)
    reject_claim(store, other.claims[0].claim, **BY)
    update_incidents(store)
    undo_decision(store, None, **BY)
    update_incidents(store)
    assert holder(store, other.claims[0].claim) == holder(store, one.claims[0].claim)
    stands_as_anew(store)


def test_a_merge_holds_a_claim_that_a_later_reading_finds_again(store: Store) -> None:
    one, other = two_alone(store)
    merge_incidents(store, [one, other], **BY)
    update_incidents(store)
    ref = other.claims[0]
    record = store.record(ref.document)
    assert record is not None
    assert record.document.reading is not None
    for version, claims in (("b", [c for c in record.claims if c.id != ref.claim]), ("c", list(record.claims))):
        reading = msgspec.structs.replace(record.document.reading, version=version)
        document = msgspec.structs.replace(record.document, reading=reading, flags=())
        store.add(Record(document=document, claims=tuple(msgspec.structs.replace(c, revises=()) for c in claims)))
        update_incidents(store)
    assert holder(store, ref.claim) == holder(store, one.claims[0].claim)
    stands_as_anew(store)


def test_who_groups_what_somebody_grouped_since_is_told(store: Store) -> None:
    """Also where the incident has another id since, that of a third which came along."""
    one, other = two_alone(store)
    merge_incidents(store, [one, other], **BY)
    third = msgspec.structs.replace(one, id=f"i-{'0' * 16}", claims=(*one.claims, *other.claims))
    with pytest.raises(DecisionConflict) as refused:
        split_incident(store, third, [one.claims[0].claim], seen=0, **BY)
    assert refused.value.n == 1
    assert len(standing(store.decided())) == 1
    split_incident(store, third, [one.claims[0].claim], seen=1, **BY)


# Ids


def test_the_greater_part_of_a_split_keeps_the_id(store: Store) -> None:
    whole = largest(store)
    assert len(whole.claims) > 2
    before = [i.to_json() for i in store.incidents()]
    first = whole.claims[0].claim
    if incident_id(first) != whole.id:
        first = next(ref.claim for ref in whole.claims if incident_id(ref.claim) == whole.id)
    split_incident(store, whole, [first], **BY)
    update_incidents(store)
    rest = [ref.claim for ref in whole.claims if ref.claim != first]
    assert whole.id in {holder(store, claim) for claim in rest}
    assert holder(store, first) != whole.id
    kept = {i.id: i.to_json() for i in store.incidents()}
    update_incidents(store, anew=True)
    assert {i.id: i.to_json() for i in store.incidents()} == kept
    with store.decisions() as log:
        made = reconcile(store.records(), constraints=constraints_of(log.entries()))
    assert {i.id: i.to_json() for i in made.incidents} == kept
    # The id that the lesser part had leads to whatever holds most of it again.
    lesser = holder(store, first)
    held = [ref.claim for ref in store.find_incident(lesser).claims]
    undo_decision(store, None, **BY)
    update_incidents(store)
    assert [i.to_json() for i in store.incidents()] == before
    holders = Counter(holder(store, claim) for claim in held)
    assert holders[store.find_incident(lesser).id] == max(holders.values())


def test_an_incident_that_gives_its_first_claim_away_keeps_its_id(store: Store) -> None:
    source = largest(store)
    first = next(ref.claim for ref in source.claims if incident_id(ref.claim) == source.id)
    target = next(i for i in store.incidents() if i.id != source.id)
    move_claim(store, first, source, target, **BY)
    update_incidents(store)
    assert store.find_incident(source.id).id == source.id
    assert first not in {ref.claim for ref in store.find_incident(source.id).claims}
    assert holder(store, first) == store.find_incident(target.id).id


def test_two_that_are_kept_apart_keep_their_ids(store: Store) -> None:
    one, other = list(store.incidents())[:2]
    before = [i.id for i in store.incidents()]
    keep_apart(store, one, other, **BY)
    update_incidents(store)
    assert [i.id for i in store.incidents()] == before


def test_an_edit_of_the_only_claim_leaves_a_succession(store: Store) -> None:
    alone = next(i for i in store.incidents() if len(i.claims) == 1)
    ref = alone.claims[0]
    claim = next(c for c in store.record(ref.document).claims if c.id == ref.claim)
    status = "unclear" if claim.status != "unclear" else "asserted"
    issue = "detail" if status == "unclear" else None
    _, now = edit_claim(store, ref.claim, msgspec.structs.replace(claim, status=status, at_issue=issue), **BY)
    assert now.id != ref.claim
    update_incidents(store)
    succeeded = store.find_incident(alone.id)
    assert succeeded.id != alone.id
    assert now.id in {r.claim for r in succeeded.claims}
    undo_decision(store, None, **BY)
    update_incidents(store)
    assert store.find_incident(succeeded.id).id == store.find_incident(alone.id).id == alone.id


names = st.lists(st.sampled_from("abcdefgh"), min_size=1, unique=True)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Decision], list[list[str]]]:
    """Splits, moves and merges of incidents under the ids that they have then, and groups that keep to them."""
    entries: list[Decision] = []
    groups = [sorted(draw(names))]
    for n in range(1, draw(st.integers(2, 6))):
        held = constraints_of(entries).held
        many = [g for g in groups if len(g) > 1]
        if many and draw(st.booleans()):
            group = draw(st.sampled_from(many))
            out = sorted(draw(st.lists(st.sampled_from(group), min_size=1, max_size=len(group) - 1, unique=True)))
            rest = [c for c in group if c not in out]
            subjects = (id_by(group[0], group, held), *(f"c-{c}" for c in out))
            entries.append(
                Decision(n=n, author="A", time=NOW, kind=SPLIT, subjects=subjects, reason="", payload={"out": out, "rest": rest})
            )
            groups = [g for g in groups if g is not group] + [out, rest]
        elif len(groups) > 1:
            one, two = groups[:2]
            ids = tuple(id_by(g[0], g, held) for g in (one, two))
            entries.append(Decision(n=n, author="A", time=NOW, kind=MERGE, subjects=ids, reason="", payload={"groups": [one, two]}))
            groups = [*groups[2:], sorted(one + two)]
    return entries, groups


@given(histories(), st.data())
def test_no_two_incidents_have_one_id(history: tuple[list[Decision], list[list[str]]], data: st.DataObject) -> None:
    entries, groups = history
    held = constraints_of(entries).held
    regrouped = data.draw(st.permutations("abcdefgh"))
    cuts = sorted(data.draw(st.sets(st.integers(1, 7))))
    others = [sorted(regrouped[start:end]) for start, end in zip([0, *cuts], [*cuts, 8], strict=True)]
    for made in (groups, others):
        ids = [id_by(group[0], set(group), held) for group in made]
        assert len(set(ids)) == len(ids)


@given(histories())
def test_a_split_never_takes_the_id_from_the_greater_part(history: tuple[list[Decision], list[list[str]]]) -> None:
    entries, _ = history
    for n, entry in enumerate(entries, 1):
        if entry.kind == SPLIT and len(entry.payload["out"]) != len(entry.payload["rest"]):
            held = constraints_of(entries[:n]).held
            greater = max(entry.payload["out"], entry.payload["rest"], key=len)
            assert id_by(min(greater), greater, held) == entry.subjects[0]


# Merges of thousands


def plainly(entries: list[Decision]) -> Constraints:
    """What decisions come to, written as the words say it, at whatever cost."""
    together: list[set[str]] = []
    apart: list[tuple[set[str], set[str]]] = []
    for entry in standing(entries):
        if entry.kind in (SPLIT, MOVE):
            out, rest = set(entry.payload["out"]), set(entry.payload["rest"])
            cut = []
            for group in together:
                cut += [group & out, group - out] if group & out and group & rest else [group]
            together = [*cut, set(out)] if rest else together
            apart += [(out, rest)] if rest else []
        if entry.kind in (MERGE, MOVE):
            merged = {c for g in entry.payload["groups"] for c in g}
            for group in [g for g in together if g & merged]:
                together.remove(group)
                merged |= group
            together.append(merged)
            apart = [(a - merged, b) if a & merged and b & merged else (a, b) for a, b in apart]
            apart = [(a, b) for a, b in apart if a and b]
    joined: list[set[str]] = []
    for group in together:
        for other in [g for g in joined if g & group]:
            joined.remove(other)
            group = group | other
        joined.append(group)
    return Constraints(
        together=tuple(sorted((frozenset(g) for g in joined if len(g) > 1), key=min)),
        apart=tuple((frozenset(a), frozenset(b)) for a, b in apart),
    )


some = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=4, unique=True)


@st.composite
def any_decisions(draw: st.DrawFn) -> list[Decision]:
    entries = []
    for n in range(1, draw(st.integers(1, 8))):
        kind = draw(st.sampled_from([MERGE, SPLIT, MOVE]))
        out = draw(some)
        payload = {"groups": [draw(some), draw(some)], "out": out, "rest": [c for c in draw(some) if c not in out]}
        entries.append(Decision(n=n, author="A", time=NOW, kind=kind, subjects=(), reason="", payload=payload))
    return entries


def test_a_merge_may_end_what_an_earlier_one_had_ended_in_part() -> None:
    first = {"out": ["a", "b"], "rest": ["c", "d"]}
    payloads = [(SPLIT, first), *((MERGE, {"groups": groups}) for groups in ([["a"], ["c"]], [["b"], ["d"]], [["a"], ["e"]]))]
    entries = [
        Decision(n=n, author="A", time=NOW, kind=kind, subjects=(), reason="", payload=payload)
        for n, (kind, payload) in enumerate(payloads, 1)
    ]
    assert constraints_of(entries) == plainly(entries)
    assert constraints_of(entries).apart == ()


@given(any_decisions())
def test_decisions_come_to_what_their_words_say(entries: list[Decision]) -> None:
    assert msgspec.structs.replace(constraints_of(entries), held=()) == plainly(entries)


@given(any_decisions(), names)
def test_decisions_asked_for_some_claims(entries: list[Decision], claims: list[str]) -> None:
    constraints, wanted = constraints_of(entries), frozenset(claims)
    found = Decided(constraints).among(claims)
    assert found.together == tuple(g & wanted for g in constraints.together if len(g & wanted) > 1)
    assert found.apart == tuple((a & wanted, b & wanted) for a, b in constraints.apart if a & wanted and b & wanted)


@given(st.data())
def test_groups_of_people_weigh_as_their_names(data: st.DataObject) -> None:
    """Means over groups that a person made are those over all their pairs."""
    letters = "abcdefg"
    chance = random.Random(data.draw(st.integers(0, 999)))
    links = {pair: round(chance.random(), 3) for pair in combinations(letters, 2) if chance.random() < 0.6}
    crowds = {c: chance.choice(["x", "y"]) for c in letters if chance.random() < 0.4}
    tied = frozenset(chance.sample(letters, 3))

    def weight(a: str, b: str) -> tuple[float, float]:
        p = links.get((min(a, b), max(a, b)))
        if p is not None:
            return p, 1.0
        return (0.0, 0.0) if crowds.get(a, a) == crowds.get(b, b) else (0.02, 1.0)

    groups = [tied, *(frozenset(c) for c in letters if c not in tied)]

    def mean(one: frozenset[str], other: frozenset[str]) -> float:
        pairs = [weight(a, b) for a in one for b in other]
        counted = sum(w for _, w in pairs)
        return round(sum(p for p, _ in pairs) / counted, 9) if counted else 0.0

    while True:
        best = max(combinations(groups, 2), key=lambda pair: mean(*pair), default=None)
        if best is None or mean(*best) < 0.4:
            break
        groups = [g for g in groups if g not in best] + [best[0] | best[1]]
    found = {frozenset(g) for g in cluster(letters, links, threshold=0.4, together=[tied], crowds=crowds)}
    assert found == set(groups)


def test_a_merge_of_five_thousand_claims_takes_seconds() -> None:
    claims = [f"c-{n:024x}" for n in range(5000)]
    began = time.process_time()
    entries = [
        Decision(n=n + 1, author="A", time=NOW, kind=MERGE, subjects=("i-1", "i-2"), reason="", payload={"groups": [[a], [b]]})
        for n, (a, b) in enumerate(zip(claims[:2500:2], claims[1:2500:2], strict=True))
    ]
    whole = {"groups": [claims[:2500], claims[2500:]]}
    entries.append(Decision(n=9001, author="A", time=NOW, kind=MERGE, subjects=("i-1", "i-2"), reason="", payload=whole))
    constraints = constraints_of(entries)
    assert constraints.together == (frozenset(claims),)
    assert len(dict(_constrained(constraints))) == 5000
    decided = Decided(constraints)
    assert all(decided.among(claims[n : n + 2]).together for n in range(0, 5000, 2))
    rows = decided_rows(constraints)
    nodes = {"scene": np.array(claims, dtype=object)}
    strong = {"a": np.array([], dtype=object), "b": np.array([], dtype=object), "probability": np.array([], dtype=float)}
    made = find_components(nodes, strong, {"rule": rows["rule"], "scene": rows["claim"]}, across=0.4)
    assert set(made["component"].tolist()) == {claims[0]}
    assert not made["cut"].any()
    links = dict.fromkeys(pairwise(claims), 0.5)
    assert cluster(claims, links, threshold=0.4, together=constraints.together) == (tuple(claims),)
    halves = {"out": claims[:2500], "rest": claims[2500:]}
    split = Decision(n=9002, author="A", time=NOW, kind=SPLIT, subjects=("i-1", *claims[:2500]), reason="", payload=halves)
    parted = constraints_of([*entries, split])
    assert len(dict(_constrained(parted))) == 5000
    assert cluster(claims, links, threshold=0.4, together=parted.together, apart=parted.apart)[0] == tuple(claims[:2500])
    assert time.process_time() - began < 5


# Cuts


def test_what_was_cut_says_so_and_merges_stay_whole(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ascribe.reconcile.clusters.LARGEST", 3)
    update_incidents(store, anew=True)
    cut = [i for i in store.incidents() if any(f.code == "cut" for f in i.flags)]
    assert cut
    assert len(cut) < len(list(store.incidents()))
    why = next(f.why for f in cut[0].flags if f.code == "cut")
    assert why == "More than 3 scenes of reports hang together here and were cut; what tells the same may stand in other incidents."
    one, two, three = cut[0], *[i for i in store.incidents() if i.id != cut[0].id][:2]
    merge_incidents(store, [one, two, three], **BY)
    update_incidents(store)
    merged = store.find_incident(one.id)
    assert {r.claim for i in (one, two, three) for r in i.claims} <= {r.claim for r in merged.claims}
    monkeypatch.undo()
    update_incidents(store, anew=True)
    assert not any(f.code == "cut" for i in store.incidents() for f in i.flags)


def test_tables_of_an_earlier_layout_are_built_again(store: Store) -> None:
    before = [i.to_json() for i in store.incidents()]
    update_incidents(store, rule="ucdp")
    with store.changing() as connection:
        connection.execute("ALTER TABLE work.assigned DROP COLUMN cut")
    update_incidents(store)
    assert {f.rule for i in store.incidents() for f in i.figures} == {"ucdp"}
    update_incidents(store, rule="median_independent")
    assert [i.to_json() for i in store.incidents()] == before
