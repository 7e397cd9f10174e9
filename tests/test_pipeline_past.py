"""What a store showed after a decision can be shown again, whatever was decided and read since."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from ascribe.demo import demo_documents
from ascribe.domain.claim import Record
from ascribe.errors import UsageError
from ascribe.pipeline_incidents import update_incidents
from ascribe.pipeline_past import past_moment, store_then
from ascribe.pipeline_review import (
    accept_claim,
    edit_claim,
    keep_apart,
    merge_incidents,
    move_claim,
    note,
    reject_claim,
    split_incident,
    undo_decision,
)
from ascribe.read.reader import Reader
from ascribe.store import Store, open_store

BEGIN = datetime(2026, 1, 2, tzinfo=UTC)


class Clock:
    """A clock that goes on by a minute whenever it is looked at."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture(scope="module")
def records() -> list[Record]:
    reader = Reader.load()
    return [reader.read(document) for document in demo_documents()]


def shown(store: Store) -> list[str]:
    return [incident.to_json().decode() for incident in store.incidents()]


def told(store: Store, at: str, folder: Path) -> list[str]:
    folder.mkdir()
    with store_then(store, past_moment(store, at), folder) as then:
        return shown(then)


def decide(store: Store, chance: random.Random, clock: Clock) -> None:
    by = {"author": "R. Editor", "time": clock(), "reason": "read again"}
    incidents = list(store.incidents())
    several = [i for i in incidents if len(i.claims) > 1]
    one = chance.choice(several)
    claim = chance.choice(one.claims)
    match chance.randrange(8):
        case 0:
            merge_incidents(store, chance.sample(incidents, 2), **by)
        case 1:
            split_incident(store, one, [claim.claim], **by)
        case 2:
            move_claim(store, claim.claim, one, next(i for i in incidents if i.id != one.id), **by)
        case 3:
            keep_apart(store, *chance.sample(incidents, 2), **by)
        case 4:
            reject_claim(store, claim.claim, **by)
        case 5:
            given = next(c for c in store.record(claim.document).claims if c.id == claim.claim)
            edit_claim(store, claim.claim, msgspec.structs.replace(given, status="unclear", reading_confidence=None), **by)
        case 6:
            accept_claim(store, claim.claim, **by)
        case _:
            try:
                undo_decision(store, None, **by)
            except UsageError:
                note(store, one.id, **by)


@pytest.mark.parametrize("seed", range(2))
def test_the_state_after_each_decision_is_what_was_shown_then(seed: int, tmp_path: Path, records: Sequence[Record]) -> None:
    chance, clock = random.Random(seed), Clock()
    arriving = [*records]
    chance.shuffle(arriving)
    then: dict[str, list[str]] = {}
    with open_store(tmp_path / "store", clock=clock) as store:
        store.add_all(arriving[:20])
        update_incidents(store)
        rest = arriving[20:]
        for _ in range(6):
            try:
                decide(store, chance, clock)
            except UsageError:  # an edit that another claim has been
                continue
            update_incidents(store)
            then[chance.choice((str(store.decided()[-1].n), clock.now.isoformat()))] = shown(store)
            if rest and chance.random() < 0.4:
                store.add_all(rest[:5])
                rest = rest[5:]
                update_incidents(store)
        now = shown(store)
        for number, (at, expected) in enumerate(then.items()):
            assert told(store, at, tmp_path / f"then{number}") == expected, at
        assert told(store, "2100-01-01", tmp_path / "now") == now
        assert shown(store) == now
        assert update_incidents(store).changed == 0


def test_the_state_at_the_last_decision_is_the_present_one(tmp_path: Path, records: Sequence[Record]) -> None:
    clock = Clock()
    with open_store(tmp_path / "store", clock=clock) as store:
        store.add_all(records)
        update_incidents(store)
        before = shown(store)
        for seed in (5, 9):
            decide(store, random.Random(seed), clock)
            update_incidents(store)
        last = store.decided()[-1]
        assert told(store, str(last.n), tmp_path / "last") == shown(store) != before
        assert told(store, "0", tmp_path / "first") == before
        moment = past_moment(store, str(last.n))
        assert (moment.decisions_since, moment.documents_since) == (0, 0)


def test_a_store_that_is_read_only_shows_its_past_too(tmp_path: Path, records: Sequence[Record]) -> None:
    clock = Clock()
    with open_store(tmp_path / "store", clock=clock) as store:
        store.add_all(records[:10])
        update_incidents(store)
        before = shown(store)
        merge_incidents(store, list(store.incidents())[:2], author="R. Editor", time=clock(), reason="one night")
        update_incidents(store)
    with open_store(tmp_path / "store", read_only=True) as store:
        assert told(store, "0", tmp_path / "then") == before != shown(store)


def test_the_store_stays_locked_while_it_is_copied(tmp_path: Path, records: Sequence[Record]) -> None:
    import subprocess
    import sys

    with open_store(tmp_path / "store") as store:
        store.add_all(records[:2])
        (tmp_path / "copy").mkdir()
        store.copy_to(tmp_path / "copy")
        opening = "import sys; from ascribe.store import open_store; open_store(sys.argv[1])"
        refused = subprocess.run([sys.executable, "-c", opening, str(tmp_path / "store")], capture_output=True, text=True, check=False)
        assert "another process" in refused.stderr
    with open_store(tmp_path / "copy", read_only=True) as copy:
        assert len(list(copy.records())) == 2


@pytest.mark.parametrize(
    ("at", "words"),
    [("7", "no such decision"), ("yesterday", "no moment"), ("2021-13-01", "no moment"), ("", "no moment"), ("-1", "no moment"),
     ("0001-01-01T00:00+14:00", "no moment"), ("٣", "no moment"), ("9" * 5000, "no such decision")],
)  # fmt: skip
def test_what_is_no_moment_is_refused(at: str, words: str, tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as store, pytest.raises(UsageError, match=words):
        past_moment(store, at)


def test_documents_of_an_older_store_have_always_been_there(tmp_path: Path, records: Sequence[Record]) -> None:
    import duckdb

    with open_store(tmp_path / "store") as store:
        store.add_all(records[:3])
    with duckdb.connect(str(tmp_path / "store" / "claims.duckdb")) as direct:
        direct.execute("DROP TABLE arrivals")
        direct.execute("UPDATE meta SET value = '3' WHERE key = 'schema_version'")
    with open_store(tmp_path / "store", read_only=True) as store:
        assert store.later_than(BEGIN) == []
    with open_store(tmp_path / "store") as store:
        store.add_all(records[:4])
        assert store.later_than(BEGIN) == [records[3].document.id]
