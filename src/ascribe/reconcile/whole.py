"""The whole of reconciliation at once, in memory: for a handful of records, for tests and scores.

In:  records.   Out: `Reconciled`. A store does the same piece by piece (`ascribe.pipeline_incidents`), with the same steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from ascribe.domain.claim import Record
from ascribe.domain.incident import ClaimRef, Incident
from ascribe.engine.duckdb import DuckDBEngine
from ascribe.engine.steps import Columns, Engine
from ascribe.reconcile.building import FINISHED, ORIGINS, building_plan
from ascribe.reconcile.constraints import Constraints
from ascribe.reconcile.features import FEATURES, features_of
from ascribe.reconcile.plan import ASSIGNED, FRESH, LINKS, grouping_plan, pairing_plan
from ascribe.reconcile.rules import DEFAULT_RULE

if TYPE_CHECKING:
    from ascribe.engine.steps import Step

__all__ = ["Reconciled", "reconcile"]


class Reconciled(msgspec.Struct, frozen=True, kw_only=True):
    """`incidents` by id; `groups` are all claims, also those that are only background and found no incident, by their first claim."""

    incidents: tuple[Incident, ...]
    groups: tuple[tuple[ClaimRef, ...], ...]


def reconcile(
    records: Iterable[Record], *, constraints: Constraints | None = None, rule: str = DEFAULT_RULE, engine: Engine | None = None
) -> Reconciled:
    """The incidents of `records`, which may come in any order. `rule` names what `best` follows (docs/figures.md).

    Of several records of one document the last one counts. `engine` runs the steps, one in memory if none is given.
    """
    kept = {record.document.id: record for record in records}
    ordered = [kept[document] for document in sorted(kept)]
    own = engine is None
    running = DuckDBEngine() if engine is None else engine
    try:
        running.put(FEATURES, features_of(ordered))
        running.put(FRESH, _claims(running))
        running.put(ORIGINS, origins_of(ordered))
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


def whole_plan(constraints: Constraints, rule: str) -> tuple[Step, ...]:
    """Every step, where nothing was compared before."""
    from ascribe.engine.steps import SqlStep

    return (
        *pairing_plan(),
        SqlStep(LINKS, ("scored",), "SELECT a, b, probability FROM scored"),
        *grouping_plan(constraints),
        *building_plan(rule),
    )


def _claims(engine: Engine) -> Iterator[Columns]:
    for batch in engine.rows(FEATURES, ("claim",)):
        yield {"claim": batch["claim"]}
