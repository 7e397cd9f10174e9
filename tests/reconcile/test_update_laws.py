"""A store brought up to date bit by bit holds what building at once gives: in any order, through readings, decisions and crowds."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascribe.demo import demo_documents
from ascribe.domain.claim import Record
from ascribe.domain.decision import standing
from ascribe.errors import UsageError
from ascribe.pipeline_incidents import update_incidents
from ascribe.pipeline_origins import KeptShelf
from ascribe.pipeline_review import (
    edit_claim,
    keep_apart,
    merge_incidents,
    move_claim,
    reject_claim,
    split_incident,
    undo_decision,
)
from ascribe.read.reader import Reader
from ascribe.reconcile import reconcile
from ascribe.reconcile.clusters import reached
from ascribe.reconcile.constraints import constraints_of
from ascribe.reconcile.copies import copies_of, find_copies
from ascribe.reconcile.credits import Report
from ascribe.reconcile.origins import claim_origins
from ascribe.store import Store, open_store
from evaluation.bench_incidents import told_again

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def episode() -> list[Record]:
    reader = Reader.load()
    return [reader.read(document) for document in demo_documents("ganja-2020")]


def read_again(record: Record, chance: random.Random, *, loses: bool = True) -> Record:
    """Another reading, which finds fewer claims if it `loses` some; sometimes another title, which makes another report of it."""
    document = record.document
    assert document.reading is not None
    reading = msgspec.structs.replace(document.reading, version=f"other {chance.random()}")
    title = document.title if chance.random() < 0.7 else f"{document.title}, read again"
    document = msgspec.structs.replace(document, reading=reading, title=title, flags=())
    claims = [c for c in record.claims if not loses or chance.random() < 0.6]
    return Record(document=document, claims=tuple(msgspec.structs.replace(c, revises=()) for c in claims))


def decide(store: Store, chance: random.Random) -> None:
    """Merges, splits or takes back, where there is something to."""
    incidents = list(store.incidents())
    several = [i for i in incidents if len(i.claims) > 1]
    match chance.randrange(3):
        case 0 if len(incidents) > 2:
            merge_incidents(store, chance.sample(incidents, 2), author="A", time=NOW, reason="")
        case 1 if several:
            one = chance.choice(several)
            split_incident(store, one, [one.claims[0].claim], author="A", time=NOW, reason="")
        case 2:
            try:
                undo_decision(store, None, author="A", time=NOW, reason="")
            except UsageError:
                return


@pytest.mark.parametrize(
    ("seed", "rounds", "apart", "largest"),
    [(1, 15, 0, 1500), (2, 6, 1, 1500), (3, 5, 1, 12), (4, 4, 23, 1500)],
    ids=["a crowded day", "days side by side", "components that are cut", "weeks apart"],
)
def test_bit_by_bit_in_any_way(
    seed: int, rounds: int, apart: int, largest: int, tmp_path: Path, episode: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ascribe.reconcile.clusters.LARGEST", largest)
    chance = random.Random(seed)
    # Three wordings, each printed by many outlets.
    records = [told_again(record, number % 3, apart=apart, late=f" {number}") for number in range(rounds) for record in episode]
    chance.shuffle(records)
    latest: dict[str, Record] = {}
    with open_store(tmp_path / "store") as store:
        while records:
            n = chance.choice([1, 1, 2, 3, 25])
            arriving, records = records[:n], records[n:]
            if latest and chance.random() < 0.4:
                arriving += [read_again(latest[d], chance) for d in chance.sample(sorted(latest), min(2, len(latest)))]
            store.add_all(arriving)
            latest |= {record.document.id: record for record in arriving}
            update_incidents(store)
            if chance.random() < 0.4:
                decide(store, chance)
        update_incidents(store)
        with store.decisions() as log:
            constraints = constraints_of(log.entries())
        at_once = {i.id: i.to_json().decode() for i in reconcile(latest.values(), constraints=constraints).incidents}
        assert {i.id: i.to_json().decode() for i in store.incidents()} == at_once
        origins = {claim: (origin.name, origin.copied) for claim, origin in claim_origins(latest.values())}
        assert {claim: (name, copied) for claim, name, copied in store.query("SELECT * FROM work.origins")} == origins
        with store.changing() as connection:
            shelf = KeptShelf(store, connection)
            shelf.look_up(sorted(latest))
            copied = {c.document: c for c in find_copies(Report.of(r.document) for r in latest.values())}
            assert {d: copies_of(d, shelf) for d in sorted(latest)} == copied
        before, kept = list(store.incidents()), what_is_kept(store)
        assert update_incidents(store).changed == 0
        update_incidents(store, anew=True)
        assert list(store.incidents()) == before
        assert what_is_kept(store) == kept


@pytest.mark.parametrize("seed", range(8))
def test_whatever_people_decide(seed: int, tmp_path: Path, episode: list[Record], monkeypatch: pytest.MonkeyPatch) -> None:
    """Decisions of every kind between readings that lose claims and find them again; now and then a component is cut."""
    chance = random.Random(seed)
    monkeypatch.setattr("ascribe.reconcile.clusters.LARGEST", (12, 40, 1500, 1500)[seed % 4])
    records = [told_again(record, number, apart=(0, 1, 23, 0)[seed % 4], late=f" {number}") for number in range(2) for record in episode]
    chance.shuffle(records)
    there: list[Record] = []
    with open_store(tmp_path / "store") as store:
        while records:
            n = chance.choice([0, 1, 2, 6]) if there else 10
            arriving, records = records[:n], records[n:]
            there += arriving
            if chance.random() < 0.35:
                whole = chance.choice(there)
                arriving = [*arriving, read_again(whole, chance, loses=chance.random() < 0.5)]
            store.add_all(arriving)
            update_incidents(store)
            for _ in range(chance.choice([0, 1, 2])):
                with suppress(UsageError):  # what cannot be decided, such as to move a claim to where it stands
                    decide_anything(store, chance)
        update_incidents(store)
        bit_by_bit, kept = list(store.incidents()), what_is_kept(store)
        update_incidents(store, anew=True)
        assert list(store.incidents()) == bit_by_bit
        assert what_is_kept(store) == kept


def decide_anything(store: Store, chance: random.Random) -> None:
    """A decision of any kind that changes something, or one that takes back any that stands."""
    incidents = list(store.incidents())
    by: dict[str, Any] = {"author": "A", "time": NOW, "reason": "so it is"}
    one, other = chance.sample(incidents, 2)
    ref = chance.choice(one.claims)
    match chance.choice(["merge", "merge", "split", "apart", "move", "reject", "reject", "edit", "undo", "undo", "undo"]):
        case "merge":
            merge_incidents(store, [one, other], **by)
        case "split" if len(one.claims) > 1:
            split_incident(store, one, [c.claim for c in chance.sample(one.claims, chance.randrange(1, len(one.claims)))], **by)
        case "apart":
            keep_apart(store, one, other, **by)
        case "move":
            move_claim(store, ref.claim, one, other, **by)
        case "reject":
            reject_claim(store, ref.claim, **by)
        case "edit":
            record = store.record(ref.document)
            assert record is not None
            claim = next(c for c in record.claims if c.id == ref.claim)
            edit_claim(store, ref.claim, msgspec.structs.replace(claim, background=not claim.background), **by)
        case "undo":
            undo_decision(store, chance.choice([e.n for e in standing(store.decided())] or [None]), **by)


KEPT = {
    "scenes": "SELECT * EXCLUDE (number) FROM work.scenes",
    "keys": "SELECT s.scene, k.code FROM work.keys k JOIN work.scenes s ON s.number = k.scene",
    "links": "SELECT a.scene, b.scene, l.probability FROM work.links l "
             "JOIN work.scenes a ON a.number = l.a JOIN work.scenes b ON b.number = l.b",
    "features": "SELECT * EXCLUDE (number) FROM work.features",
    "fingerprints": "SELECT r.document, f.hash, f.passage FROM work.fingerprints f JOIN work.reports r USING (report)",
    **{name: f"SELECT * FROM work.{name}" for name in (
        "told", "scened", "components", "assigned", "origins", "related", "standing", "copied", "copied_from", "done"
    )},
    **{name: f"SELECT * FROM {name}" for name in ("incidents", "incident_claims", "incident_actors", "incident_figures")},
}  # fmt: skip


def what_is_kept(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """The rows of all tables, but for their numbers."""
    return {name: store.query(f"{sql} ORDER BY ALL") for name, sql in KEPT.items()}


def test_incidents_of_an_earlier_version_go_when_all_is_built_anew(tmp_path: Path, episode: list[Record]) -> None:
    with open_store(tmp_path / "store") as store:
        store.add_all(episode)
        update_incidents(store)
        expected = list(store.incidents())
        with store.changing() as connection:  # as if another version had grouped otherwise
            connection.execute("UPDATE incidents SET incident = 'i-' || md5(incident), group_id = 'c-' || md5(group_id)")
            connection.execute("UPDATE incident_claims SET incident = 'i-' || md5(incident)")
            connection.execute("UPDATE work.settings SET digest = 'of another version'")
        update_incidents(store)
        assert list(store.incidents()) == expected
        assert store.query("SELECT count(*) FROM successions") == [(len(expected),)]


def test_many_records_at_once_are_those_added_one_by_one(tmp_path: Path, episode: list[Record]) -> None:
    again = read_again(episode[0], random.Random(1))
    given_ = [*episode, episode[0], again, again]
    with open_store(tmp_path / "one") as one, open_store(tmp_path / "many") as many:
        added = sum(one.add(record) for record in given_)
        assert many.add_all(given_) == added == len(episode) + 1
        assert many.add_all(given_) == 0
        assert list(many.records()) == list(one.records())
        for table in ("readings", "documents", "records", "claims", "participants", "quantities"):
            assert many.query(f"SELECT * FROM {table} ORDER BY ALL") == one.query(f"SELECT * FROM {table} ORDER BY ALL")


@given(st.integers(1, 12).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1))))))
def test_what_links_reach(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    n, links = drawn
    ends = np.array(links, dtype=np.int64).reshape(-1, 2)
    found = reached(n, ends[:, 0], ends[:, 1]).tolist()
    assert all(found[a] == found[b] for a, b in links)
    assert all(least <= i and found[least] == least for i, least in enumerate(found))
    groups = {frozenset(i for i in range(n) if found[i] == least) for least in found}
    for group in groups:  # nothing is together that no links join
        joined = {min(group)}
        while more := {y for a, b in links for x, y in ((a, b), (b, a)) if x in joined} - joined:
            joined |= more
        assert joined == group
