"""What is asked of the store in several questions is answered from one state of it, whoever decides meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Set
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ascribe.demo import demo_documents
from ascribe.domain.incident import Incident
from ascribe.pipeline_incidents import update_incidents
from ascribe.pipeline_review import reject_claim, undo_decision
from ascribe.read.reader import Reader
from ascribe.store import Store, open_store

BY: dict[str, Any] = {"author": "A", "reason": "", "time": datetime(2026, 1, 2, tzinfo=UTC)}


def largest(store: Store, among: Set[str] | None = None) -> Incident:
    """The incident of the most claims, `among` documents of which it has one at least."""
    found = [i for i in store.incidents() if among is None or among & {ref.document for ref in i.claims}]
    return max(found, key=lambda i: len(i.claims))


@pytest.mark.parametrize(
    "ask",
    [
        lambda store, incident: [s.claim.id for s in store.claims_of(incident)],
        lambda store, incident: [s.claim.id for s in store.claims_by_incident([incident.id])[incident.id]],
        lambda store, incident: store.leading_claims([incident.id], ["killed"])[incident.id].claim.id,
        lambda store, incident: store.record(incident.claims[0].document).document.id,
        lambda store, incident: sorted(store.records_of([ref.document for ref in incident.claims])),
    ],
    ids=["claims_of", "claims_by_incident", "leading_claims", "record", "records_of"],
)
def test_a_correction_that_is_taken_back_meanwhile_is_seen_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Store, Incident], object]
) -> None:
    reader = Reader.load()
    with open_store(tmp_path / "store") as store, ThreadPoolExecutor(1) as other:
        store.add_all(reader.read(document) for document in list(demo_documents())[:8])
        update_incidents(store)
        # Of each of its documents with several claims one is rejected, so that the rest stand in a corrected record.
        taken: set[str] = set()
        for ref in largest(store).claims:
            if ref.document not in taken:
                taken.add(ref.document)
                reject_claim(store, ref.claim, **BY)
        update_incidents(store)
        incident = largest(store, among=taken)
        expected = ask(store, incident)
        documents = store._documents

        def late(numbers: list[int]) -> Any:
            """Before the second question is asked, somebody takes the corrections back, which withdraws records."""
            monkeypatch.setattr(store, "_documents", documents)
            for decision in reversed([d for d in store.decided() if d.kind == "reject"]):
                other.submit(undo_decision, store, decision.n, **BY).result()
            return documents(numbers)

        monkeypatch.setattr(store, "_documents", late)
        assert ask(store, incident) == expected
