"""Claims in groups: what reconciliation makes of records, and the grouping to beat.

In:  records.   Out: for each claim, as (document id, claim id), the group that it is in.

`same_day_and_place` is the grouping that a table of events invites: claims of one type, one day and one place are one incident.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from ascribe.domain.claim import Record
from ascribe.domain.incident import Incident
from ascribe.gazetteer.names import fold

__all__ = ["ClaimKey", "Reconcile", "ReconciledLike", "groups_of", "reconcile", "same_day_and_place"]

#: A claim: its document's id and its own.
ClaimKey = tuple[str, str]


class ReconciledLike(Protocol):
    """What a suite needs of a reconciliation."""

    @property
    def incidents(self) -> Sequence[Incident]:
        """The incidents; every claim is in one."""


Reconcile = Callable[[Iterable[Record]], ReconciledLike]


def reconcile(records: Iterable[Record]) -> ReconciledLike:
    """Ascribe's own, imported when it is first asked for."""
    module: Any = importlib.import_module("ascribe.reconcile")
    found: ReconciledLike = module.reconcile(records)
    return found


def groups_of(incidents: Iterable[Incident]) -> dict[ClaimKey, str]:
    """The incident of each claim, by its id."""
    return {(ref.document, ref.claim): incident.id for incident in incidents for ref in incident.claims}


def same_day_and_place(records: Iterable[Record]) -> Mapping[ClaimKey, str]:
    """Claims of one type, first day and place (its id, else its name) in one group; those without a day or a place alone."""
    groups: dict[ClaimKey, str] = {}
    for record in records:
        for claim in record.claims:
            place, time = claim.place, claim.time
            where = (place.gazetteer_id or fold(place.name or place.text or "")) if place is not None else ""
            told = bool(where) and time is not None and time.start is not None
            groups[record.document.id, claim.id] = f"{claim.event.type}|{time.start}|{where}" if told and time is not None else claim.id
    return groups
