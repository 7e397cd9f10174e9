"""Grouping claims into incidents: the rows and the laws."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascribe.demo import demo_documents
from ascribe.domain.claim import Record
from ascribe.domain.decision import MERGE, SPLIT, UNDO, Decision
from ascribe.domain.incident import Incident
from ascribe.errors import ResourceMissing, StoreError, UsageError
from ascribe.pipeline_incidents import explain_incident, update_incidents
from ascribe.pipeline_review import merge_incidents, split_incident, undo_decision
from ascribe.read.reader import Reader
from ascribe.reconcile import reconcile
from ascribe.reconcile.clusters import cluster, cut_apart, reached
from ascribe.reconcile.constraints import constraints_of, vetoes
from ascribe.reconcile.features import FEATURES, columns_of, feature_rows
from ascribe.reconcile.told_relations import told_relations
from ascribe.store import IncidentFilter, Store, open_store

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


@pytest.fixture(scope="module")
def records(reader: Reader) -> list[Record]:
    return [reader.read(document) for document in demo_documents()]


@pytest.fixture
def store(tmp_path: Path, records: list[Record]) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        for record in records[:12]:
            opened.add(record)
        update_incidents(opened)
        yield opened


def lines(store: Store) -> list[bytes]:
    return [incident.to_json() for incident in store.incidents()]


# Clusters


def test_average_linkage_does_not_chain() -> None:
    chain = {("a", "b"): 0.9, ("b", "c"): 0.9, ("c", "d"): 0.9}
    assert cluster(["a", "b", "c", "d"], chain, threshold=0.5) == (("a", "b"), ("c", "d"))


def test_what_a_person_put_together_wins_over_what_the_words_forbid() -> None:
    assert cluster(["a", "b"], {}, threshold=0.5, together=[{"a", "b"}], apart=[("a", "b")]) == (("a", "b"),)
    assert cluster(["a", "b"], {("a", "b"): 0.99}, threshold=0.5, apart=[("a", "b")]) == (("a",), ("b",))


def test_of_a_crowd_what_was_not_compared_does_not_count() -> None:
    links = {("a", "b"): 0.9, ("b", "c"): 0.9}
    assert cluster(["a", "b", "c"], links, threshold=0.5) == (("a", "b"), ("c",))
    assert cluster(["a", "b", "c"], links, threshold=0.5, crowds=dict.fromkeys("abc", "cell 1")) == (("a", "b", "c"),)


def test_what_a_person_put_together_is_never_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ascribe.reconcile.clusters.LARGEST", 2)
    tied = np.inf
    a, b = np.array([0, 1, 1, 3, 4]), np.array([1, 2, 4, 4, 0])
    whole = np.zeros(5, dtype=np.int64)
    # 0, 1, 2 and 4 are of one merge, larger than all that is grouped at once; 3 hangs on by a score.
    assert cut_apart(whole, a, b, np.array([tied, tied, tied, 0.99, tied]), least=0.5).tolist() == [0, 0, 0, 3, 0]
    # First and last: no cut in the order of numbers may come between.
    a, b = np.array([0, 0, 1, 2]), np.array([4, 1, 2, 3])
    assert cut_apart(whole, a, b, np.array([tied, 0.99, 0.99, 0.99]), least=0.95).tolist() == [0, 1, 1, 3, 0]


@given(
    st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19), st.sampled_from([0.5, 0.7, 0.99, np.inf])), max_size=40),
    st.integers(1, 6),
)
def test_a_cut_parts_nobody_whom_a_person_put_together(links: list[tuple[int, int, float]], largest: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ascribe.reconcile.clusters.LARGEST", largest)
        a, b = (np.array([link[end] for link in links], dtype=np.int64) for end in (0, 1))
        probability = np.array([p for _, _, p in links], dtype=float)
        whole = reached(20, a, b)
        parts = cut_apart(whole, a, b, probability, least=0.5)
        tied = reached(20, a[np.isinf(probability)], b[np.isinf(probability)])
    assert all(parts[i] == parts[root] for i, root in enumerate(tied))
    assert all(whole[i] == whole[root] and parts[root] == root <= i for i, root in enumerate(parts.tolist()))
    sizes, blocks = np.bincount(parts), np.bincount(tied)
    assert all(sizes[root] <= max(largest, *(blocks[tied[parts == root]])) for root in set(parts.tolist()))


@given(
    st.permutations("abcdefg"), st.dictionaries(st.sampled_from([(x, y) for x in "abcdefg" for y in "abcdefg" if x < y]), st.floats(0, 1))
)
def test_the_order_of_names_changes_no_cluster(order: list[str], links: dict[tuple[str, str], float]) -> None:
    assert cluster(order, links, threshold=0.4) == cluster(sorted(order), dict(sorted(links.items())), threshold=0.4)


def test_a_component_too_large_is_cut_where_its_links_are_weakest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ascribe.reconcile.clusters.LARGEST", 2)
    a, b, probability = np.array([0, 1, 2]), np.array([1, 2, 3]), np.array([0.9, 0.55, 0.9])
    assert cut_apart(np.zeros(4, dtype=np.int64), a, b, probability, least=0.5).tolist() == [0, 0, 2, 2]
    assert cut_apart(np.zeros(5, dtype=np.int64), np.zeros(4, dtype=np.int64), np.arange(1, 5), np.ones(4), least=0.5).tolist() == [
        0,
        0,
        2,
        2,
        4,
    ]


# Decisions


def decision(n: int, kind: str, **payload: object) -> Decision:
    return Decision(n=n, author="A", time=NOW, kind=kind, subjects=(), reason="", payload=dict(payload))


def test_a_split_undoes_a_merge() -> None:
    merged = constraints_of([decision(1, MERGE, groups=[["a", "b"], ["c", "d"]])])
    assert merged.together == (frozenset("abcd"),)
    split = constraints_of([decision(1, MERGE, groups=[["a", "b"], ["c", "d"]]), decision(2, SPLIT, out=["c", "d"], rest=["a", "b"])])
    assert split.together == (frozenset("ab"), frozenset("cd"))
    assert split.apart == ((frozenset("cd"), frozenset("ab")),)


def test_a_later_merge_ends_what_kept_apart() -> None:
    entries = [decision(1, SPLIT, out=["c"], rest=["a", "b"]), decision(2, MERGE, groups=[["a"], ["c"]])]
    assert constraints_of(entries).apart == ()
    assert constraints_of(entries).together == (frozenset("ac"),)


def test_an_undoing_can_be_undone() -> None:
    merge = decision(1, MERGE, groups=[["a"], ["b"]])
    assert constraints_of([merge, decision(2, UNDO, undone=1)]).together == ()
    assert constraints_of([merge, decision(2, UNDO, undone=1), decision(3, UNDO, undone=2)]).together == (frozenset("ab"),)


def vetoed(rows: dict[str, np.ndarray]) -> list[tuple[int, int]]:  # type: ignore[type-arg]
    """The places of the pairs."""
    return [pair for one, other in vetoes(rows) for pair in zip(one.tolist(), other.tolist(), strict=True)]


def test_days_that_words_state_keep_claims_apart(reader: Reader) -> None:
    def rows(*texts: str) -> dict[str, np.ndarray]:  # type: ignore[type-arg]
        read = [reader.read(next(iter(_documents(text)))) for text in texts]
        return dict(columns_of([row for record in read for row in feature_rows(record)]))

    apart = rows("On 3 March 2019 rebels killed 12 soldiers in Kabul.", "On 9 March 2019 rebels killed 12 soldiers in Kabul.")
    near = rows("On 3 March 2019 rebels killed 12 soldiers in Kabul.", "On 4 March 2019 rebels killed 12 soldiers in Kabul.")
    assert len(vetoed(apart)) == 1
    assert vetoed(near) == []
    named = rows("Rebels killed Ahmad Karimi in Kabul.", "Rebels killed Zaid Rahmani in Kabul.", "Rebels killed Ahmad Karimi in Herat.")
    assert named["victims"].tolist() == ["ahmad karimi", "zaid rahmani", "ahmad karimi"]
    assert len(vetoed(named)) == 2
    # A report that names two victims may tell the killing of one whom another names, and of one whom nobody else does.
    several = {**named, "victims": np.array(["ahmad karimi|gul", "gul", "zaid rahmani"], dtype=object)}
    assert [pair for pair in vetoed(several) if 0 in pair] == []
    assert len(vetoed(several)) == 1


def _documents(text: str) -> Iterator[object]:
    from ascribe.domain.document import Document

    yield Document.of(text, published="2019-03-10")


# The whole


def test_every_claim_is_in_one_group_and_every_incident_is_a_group(records: list[Record]) -> None:
    made = reconcile(records)
    told = [ref for group in made.groups for ref in group]
    assert sorted(told) == sorted((type(told[0])(document=r.document.id, claim=c.id)) for r in records for c in r.claims)
    groups = {frozenset(group) for group in made.groups}
    assert all(frozenset(incident.claims) in groups for incident in made.incidents)


def test_background_alone_founds_no_incident(records: list[Record]) -> None:
    background = {c.id for r in records for c in r.claims if c.background}
    made = reconcile(records)
    assert background
    assert not any({ref.claim for ref in incident.claims} <= background for incident in made.incidents)


def test_the_order_of_documents_changes_nothing(records: list[Record]) -> None:
    shuffled = list(records)
    random.Random(3).shuffle(shuffled)
    assert [i.to_json() for i in reconcile(shuffled).incidents] == [i.to_json() for i in reconcile(records).incidents]


def test_bit_by_bit_gives_what_at_once_gives(tmp_path: Path, records: list[Record]) -> None:
    at_once = {i.id: i.to_json() for i in reconcile(records).incidents}
    with open_store(tmp_path / "store") as store:
        for start in range(0, len(records), 9):
            for record in reversed(records[start : start + 9]):
                store.add(record)
            update_incidents(store)
        assert {i.id: i.to_json() for i in store.incidents()} == at_once
        before = lines(store)
        assert update_incidents(store).changed == 0
        update_incidents(store, anew=True)
        assert lines(store) == before


def test_every_figure_leads_to_claims_of_its_incident(records: list[Record]) -> None:
    for incident in reconcile(records).incidents:
        held = {ref.claim for ref in incident.claims}
        for figure in incident.figures:
            assert figure.by_source
            assert {c for by in figure.by_source for c in by.claims} <= held


def test_nothing_comes_of_nothing() -> None:
    assert reconcile([]).incidents == ()
    assert FEATURES.empty()["claim"].tolist() == []


# A store


def test_a_merge_is_undone_to_the_byte(store: Store) -> None:
    before = lines(store)
    one, two = list(store.incidents())[:2]
    merge_incidents(store, [one, two], author="A", time=NOW, reason="the same")
    update_incidents(store)
    merged = store.find_incident(one.id)
    assert {*one.claims, *two.claims} <= set(merged.claims)
    assert store.find_incident(two.id).id == merged.id
    undo_decision(store, None, author="A", time=NOW, reason="")
    update_incidents(store)
    assert lines(store) == before


def test_a_split_stands_through_a_new_build(store: Store) -> None:
    whole = max(store.incidents(), key=lambda i: len(i.claims))
    out = whole.claims[0].claim
    split_incident(store, whole, [out], author="A", time=NOW, reason="another day")
    update_incidents(store, anew=True)
    holder = {ref.claim: i.id for i in store.incidents() for ref in i.claims}
    assert all(holder.get(ref.claim) != holder.get(out) for ref in whole.claims[1:])


def test_decisions_that_cannot_be_meant_are_refused(store: Store) -> None:
    one = next(iter(store.incidents()))
    with pytest.raises(UsageError, match="two incidents"):
        merge_incidents(store, [one, one], author="A", time=NOW, reason="")
    with pytest.raises(UsageError, match="no claim"):
        split_incident(store, one, ["c-ffffffffffff"], author="A", time=NOW, reason="")
    with pytest.raises(UsageError, match="leave at least one"):
        split_incident(store, one, [ref.claim for ref in one.claims], author="A", time=NOW, reason="")
    with pytest.raises(UsageError, match="no decision"):
        undo_decision(store, None, author="A", time=NOW, reason="")


def test_the_reasons_name_what_is_shared(store: Store) -> None:
    several = [i for i in store.incidents() if i.sources.documents > 1]
    assert several
    links = explain_incident(store, several[0])
    assert links
    assert all(link.reasons for link in links)


def test_filters(store: Store) -> None:
    everything = list(store.incidents())
    contested = list(store.incidents(IncidentFilter(contested=True)))
    assert {i.id for i in contested} == {i.id for i in everything if any(f.contested for f in i.figures)}
    assert all(i.sources.documents >= 2 for i in store.incidents(IncidentFilter(documents=2)))
    assert len(list(store.incidents(IncidentFilter(limit=3)))) == 3
    with pytest.raises(StoreError, match="no incident"):
        store.find_incident("i-0000")


def test_an_older_store_is_brought_up_to_date(tmp_path: Path, records: list[Record]) -> None:
    import duckdb

    from ascribe.store.schema import INCIDENT_TABLES

    with open_store(tmp_path / "store") as store:
        store.add(records[0])
    with duckdb.connect(str(tmp_path / "store" / "claims.duckdb")) as direct:
        for table in INCIDENT_TABLES:
            direct.execute(f"DROP TABLE {table}")
        direct.execute("UPDATE meta SET value = '1' WHERE key = 'schema_version'")
    with open_store(tmp_path / "store", read_only=True) as store, pytest.raises(ResourceMissing, match="ascribe incidents"):
        list(store.incidents())
    with open_store(tmp_path / "store") as store:
        assert update_incidents(store).incidents == len(reconcile(records[:1]).incidents)
        assert next(store.records()) == records[0]


def test_a_store_of_layout_2_is_brought_up_to_date(tmp_path: Path, records: list[Record]) -> None:
    import duckdb

    with open_store(tmp_path / "store") as store:
        store.add_all(records[:12])
        update_incidents(store, rule="acled")
        expected = lines(store)
    with duckdb.connect(str(tmp_path / "store" / "claims.duckdb")) as direct:
        for (table,) in direct.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'work'").fetchall():
            if table != "settings":
                direct.execute(f"DROP TABLE work.{table}")
        direct.execute("CREATE TABLE work.links (a VARCHAR, b VARCHAR, probability DOUBLE)")
        direct.execute("INSERT INTO work.links VALUES ('c-0', 'c-1', 0.9)")
        direct.execute("CREATE TABLE work.done (record BIGINT, document VARCHAR)")
        direct.execute("INSERT INTO work.done SELECT record, document FROM records")
        direct.execute("UPDATE meta SET value = '2' WHERE key = 'schema_version'")
    with open_store(tmp_path / "store") as store:
        assert lines(store) == expected
        done = update_incidents(store)
        assert (done.documents, done.changed, lines(store)) == (12, 0, expected)
        store.add(records[12])
        assert update_incidents(store).documents == 1


def test_a_failed_update_changes_nothing(store: Store, records: list[Record], monkeypatch: pytest.MonkeyPatch) -> None:
    before = lines(store)
    store.add(records[20])
    monkeypatch.setattr("ascribe.reconcile.building.build_incident", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        update_incidents(store)
    assert lines(store) == before
    monkeypatch.undo()
    assert update_incidents(store).documents == 1


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Rebels shelled the town in retaliation for an ambush that killed six soldiers.", ["retaliation_for"]),
        ("Rebels shelled the town hours after an ambush killed six soldiers.", ["follows"]),
        ("Rebels shelled the town. An ambush killed six soldiers.", []),
    ],
)
def test_relations_stand_only_where_words_say_so(reader: Reader, text: str, kinds: list[str]) -> None:
    record = reader.read(next(iter(_documents(text))))  # type: ignore[arg-type]
    assert sorted({r.kind for r in told_relations(record)}) == kinds


def test_incidents_survive_json(records: list[Record]) -> None:
    for incident in reconcile(records).incidents:
        assert Incident.from_json(incident.to_json()) == incident
