"""Reconciliations that group as they are told, so that a suite's figures can be tested without Ascribe's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ascribe.domain.claim import Claim, Record
from ascribe.domain.incident import ClaimRef, Figure, Grade, Incident, SourceFigure, Sources, incident_id
from ascribe.domain.quantity import QuantityRole


class Grouped(NamedTuple):
    incidents: tuple[Incident, ...]
    groups: tuple[tuple[ClaimRef, ...], ...]


def grouping(key: Callable[[Claim, Record], object]) -> Callable[[Iterable[Record]], Grouped]:
    """A reconciliation that puts claims of one key in one incident; figures are the greatest low end of each role."""

    def reconcile(records: Iterable[Record]) -> Grouped:
        groups: dict[object, list[tuple[Record, Claim]]] = {}
        for record in records:
            for claim in record.claims:
                groups.setdefault(key(claim, record), []).append((record, claim))
        incidents = tuple(_incident(members) for members in groups.values())
        return Grouped(incidents, tuple(incident.claims for incident in incidents))

    return reconcile


def _incident(members: list[tuple[Record, Claim]]) -> Incident:
    lows: dict[QuantityRole, int] = {}
    for _, claim in members:
        for q in claim.quantities:
            lows[q.role] = max(lows.get(q.role, 0), q.low or 0)
    first = members[0][1]
    return Incident(
        id=incident_id(first.id), type=first.event.type, place=None, time=None, actors=(),
        claims=tuple(ClaimRef(document=r.document.id, claim=c.id) for r, c in members),
        figures=tuple(figure(role, best=low) for role, low in lows.items()), responsibility=(),
        sources=Sources(documents=1, independent=1, copies=0), grade=Grade(code="single_source", why="a fake"), flags=(),
    )  # fmt: skip


def figure(role: QuantityRole, low: int | None = None, best: int | None = None, high: int | None = None, n_claims: int = 1) -> Figure:
    said = SourceFigure(
        source="AP", actor=None, source_kind="media", party="none", status="asserted", low=low, high=high, qualifier="vague", said=None,
        superseded=False, claims=tuple(f"c-{i}" for i in range(n_claims)),
    )  # fmt: skip
    return Figure(
        role=role, of_kind="unknown", of_side=None, low=low, best=best, high=high, contested=False, rule="fake", by_source=(said,),
        history=(),
    )  # fmt: skip
