"""The whole of reconciliation at once, in memory: for a handful of records, for tests and scores.

In:  records.   Out: `Reconciled`. A store does the same piece by piece (`ascribe.pipeline_incidents`), with the same steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from ascribe.domain.claim import Record
from ascribe.domain.incident import ClaimRef, Incident
from ascribe.engine.batches import gathered
from ascribe.engine.duckdb import DuckDBEngine
from ascribe.engine.steps import Columns, Engine
from ascribe.reconcile.building import FINISHED, ORIGINS, building_plan, relating_plan, telling_plan
from ascribe.reconcile.constraints import Constraints
from ascribe.reconcile.features import FEATURES, features_of
from ascribe.reconcile.origins import claim_origins
from ascribe.reconcile.plan import (
    ASSIGNED,
    CROWDED,
    CROWDED_SQL,
    DECIDED,
    FRESH,
    LINKS,
    components_plan,
    decided_rows,
    grouping_plan,
    scene_plan,
    scoring_plan,
)  # fmt: skip
from ascribe.reconcile.rules import DEFAULT_RULE, BestRule

if TYPE_CHECKING:
    from ascribe.engine.steps import Step

__all__ = ["Reconciled", "reconcile"]

#: Claims handed to an engine at a time.
_BATCH = 2000


class Reconciled(msgspec.Struct, frozen=True, kw_only=True):
    """`incidents` by id; `groups` are all claims, also those that are only background and found no incident, by their first claim."""

    incidents: tuple[Incident, ...]
    groups: tuple[tuple[ClaimRef, ...], ...]


def reconcile(
    records: Iterable[Record], *, constraints: Constraints | None = None, rule: BestRule = DEFAULT_RULE, engine: Engine | None = None
) -> Reconciled:
    """The incidents of `records`, which may come in any order. `rule` names what `best` follows (docs/figures.md).

    Of several records of one document the last one counts. `engine` runs the steps, one in memory if none is given.
    """
    kept = {record.document.id: record for record in records}
    ordered = [kept[document] for document in sorted(kept)]
    own = engine is None
    running = DuckDBEngine() if engine is None else engine
    try:
        running.put(FEATURES, gathered(features_of(ordered), FEATURES, _BATCH))
        running.put(DECIDED, [decided_rows(constraints or Constraints())])
        running.put(ORIGINS, _origins(ordered))
        running.run(whole_plan(constraints or Constraints(), rule))
        incidents = [Incident.from_json(line) for batch in running.rows(FINISHED, ("incident",)) for line in batch["json"].tolist()]
        groups: dict[str, list[ClaimRef]] = {}
        for batch in running.rows(ASSIGNED, ("group", "claim")):
            for claim, document, group in zip(batch["claim"].tolist(), batch["document"].tolist(), batch["group"].tolist(), strict=True):
                groups.setdefault(group, []).append(ClaimRef(document=document, claim=claim))
    finally:
        if own:
            running.close()
    return Reconciled(incidents=tuple(incidents), groups=tuple(tuple(groups[g]) for g in sorted(groups)))


def whole_plan(constraints: Constraints, rule: BestRule) -> tuple[Step, ...]:
    """Every step, where nothing was compared before."""
    from ascribe.engine.steps import SqlStep

    return (
        *scene_plan(constraints),
        SqlStep(FRESH, ("scenes",), "SELECT scene FROM scenes"),
        *scoring_plan(),
        SqlStep(LINKS, ("scored",), "SELECT a, b, probability FROM scored"),
        *components_plan(),
        SqlStep(CROWDED, ("keys",), CROWDED_SQL),
        *grouping_plan(),
        *building_plan(rule, constraints.held),
        *telling_plan(),
        *relating_plan(),
    )


def _origins(records: Sequence[Record]) -> Iterator[Columns]:
    """Where the words of every claim first stood."""
    told = list(claim_origins(records))
    yield {
        "claim": np.array([claim for claim, _ in told], dtype=object),
        "origin": np.array([origin.name for _, origin in told], dtype=object),
        "copied": np.array([origin.copied for _, origin in told], dtype=bool),
    }
