"""A store gives back exactly what it was given, once, in a stable order, the latest reading first."""

from __future__ import annotations

import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ascribe.domain.claim import Record
from ascribe.errors import StoreError, UsageError
from ascribe.store import ClaimFilter, Store, StoredClaim, open_store
from ascribe.testing import fake_record
from tests.record_strategies import records


@pytest.fixture
def store(tmp_path: Path):
    with open_store(tmp_path / "store") as opened:
        yield opened


def reading_of(record: Record) -> str:
    assert record.document.reading
    return record.document.reading.id


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(records(), max_size=3))
def test_what_goes_in_comes_out_byte_for_byte(tmp_path_factory: pytest.TempPathFactory, given_records: list[Record]):
    folder = tmp_path_factory.mktemp("store")
    with open_store(folder) as store:
        added = [record for record in given_records if store.add(record)]
    with open_store(folder, read_only=True) as store:
        for record in added:
            assert store.record(record.document.id, reading_of(record)).to_json() == record.to_json()
        latest = {record.document.id: record for record in added}
        assert {record.document.id: record for record in store.records()} == latest
        assert [c.claim for c in store.claims()] == [claim for record in store.records() for claim in record.claims]


def test_the_same_reading_again_changes_nothing(store: Store):
    record = fake_record(n_claims=2)
    assert store.add(record) is True
    before = store.stats()
    assert store.add(record) is False
    assert store.has(record.document.id, reading_of(record))
    assert not store.has(record.document.id, "r-other")
    after = store.stats()
    assert (after.n_documents, after.n_claims, after.n_readings) == (before.n_documents, before.n_claims, before.n_readings) == (1, 2, 1)


def test_a_new_reading_is_added_beside_the_old_and_becomes_the_latest(store: Store):
    first, second = fake_record(n_claims=2, reader_version="1"), fake_record(n_claims=2, status="denied", reader_version="2")
    store.add(first)
    store.add(second)
    assert list(store.records()) == [second]
    assert list(store.records(reading=reading_of(first))) == [first]
    assert store.record(first.document.id) == second
    assert store.record(first.document.id, reading_of(first)) == first
    assert {c.claim.status for c in store.claims()} == {"denied"}
    assert {c.claim.status for c in store.claims(ClaimFilter(reading=reading_of(first)))} == {"asserted"}
    assert [(r.id, r.n_documents, r.n_claims) for r in store.readings()] == [(reading_of(first), 1, 2), (reading_of(second), 1, 2)]


def test_the_latest_is_the_one_added_last_even_after_closing(tmp_path: Path):
    versions = [fake_record(reader_version=v) for v in "321"]
    for record in versions:
        with open_store(tmp_path / "s") as store:
            store.add(record)
    with open_store(tmp_path / "s", read_only=True) as store:
        assert store.record(versions[0].document.id) == versions[2]


def test_the_order_is_by_day_then_document_whatever_the_order_of_adding(tmp_path: Path):
    days = ["2021-09-03", "2021-09-02T08:00:00Z", None]
    made = [fake_record(published=day) for day in days]
    orders = set()
    for n, order in enumerate(permutations(made)):
        with open_store(tmp_path / str(n)) as store:
            for record in order:
                store.add(record)
            orders.add(tuple(record.document.published for record in store.records()))
    assert orders == {("2021-09-02T08:00:00Z", "2021-09-03", None)}


def test_a_long_selection_streams_while_the_store_is_written_to(store: Store):
    for i in range(5):
        store.add(fake_record(url=f"https://wire.example/{i}"))
    seen = []
    for selected in store.claims():
        seen.append(selected.claim.id)
        store.add(fake_record(url=f"https://wire.example/later-{len(seen)}"))
    assert len(seen) == 5
    assert store.stats().n_documents == 10


def test_an_unfinished_selection_blocks_nothing(store: Store):
    store.add(fake_record(n_claims=3))
    next(store.claims())
    assert store.stats().n_claims == 3


def test_find_takes_the_beginning_of_an_id(store: Store):
    record = fake_record(n_claims=2)
    store.add(record)
    claim = record.claims[1]
    assert store.find(record.document.id) == [record]
    assert store.find(record.document.id[7:17])[0] == record
    assert store.find(claim.id) == [StoredClaim(record.document, claim)]
    assert store.find(claim.id[:10]) == [StoredClaim(record.document, claim)]
    assert len(store.find("c-")) == 2
    assert store.find("c-%") == store.find("zebra") == []
    with pytest.raises(UsageError, match="empty id"):
        store.find("")


def test_stats_count_the_latest_reading(store: Store):
    store.add(fake_record(reader_version="1", type="clash"))
    store.add(fake_record(reader_version="2"))
    store.add(fake_record("Two died.", status="unclear", type="injury", published="2021-08-01"))
    stats = store.stats()
    assert (stats.n_documents, stats.n_readings, stats.n_claims) == (2, 3, 2)
    assert stats.by_type == {"injury": 1, "killing": 1}
    assert stats.by_status == {"asserted": 1, "unclear": 1}
    assert stats.by_source_kind == {"belligerent": 1, "outlet": 1}
    assert stats.top_sources == {"Northern Front": 1}
    assert stats.published == ("2021-08-01", "2021-09-02")
    assert stats.events == ("2021-09-01", "2021-09-01")
    assert stats.n_bytes > 0


def test_a_document_that_is_not_there(store: Store):
    with pytest.raises(StoreError, match="no document sha256:0"):
        store.record("sha256:0")


def test_figures_beyond_a_bigint_are_kept_exactly_in_the_record(store: Store):
    record = fake_record(f"{'9' * 40} died", n_claims=1)
    store.add(record)
    assert store.record(record.document.id) == record


def test_importing_the_store_does_not_load_the_database():
    code = "import sys, ascribe.store, ascribe.publish, ascribe.testing; print('duckdb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
