"""Claims in groups: what reconciliation makes of records, and the grouping to beat.

In:  records.   Out: for each claim, as (document id, claim id), the group that it is in.

`same_day_and_place` is the grouping that a table of events invites: claims of one type, one day and one place are one incident.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from ascribe.domain.claim import Record
from ascribe.domain.incident import ClaimRef, Incident
from ascribe.gazetteer.names import fold

__all__ = ["ClaimKey", "Reconcile", "ReconciledLike", "groups_of", "incidents_by_group", "reconcile", "same_day_and_place"]

#: A claim: its document's id and its own.
ClaimKey = tuple[str, str]


class ReconciledLike(Protocol):
    """What a suite needs of a reconciliation."""

    @property
    def incidents(self) -> Sequence[Incident]:
        """The incidents."""

    @property
    def groups(self) -> Sequence[Sequence[ClaimRef]]:
        """Every claim in one group; groups that are background alone are no incident."""


Reconcile = Callable[[Iterable[Record]], ReconciledLike]


def reconcile(records: Iterable[Record]) -> ReconciledLike:
    """Ascribe's own, imported when it is first asked for, since it brings the database along."""
    from ascribe.reconcile import reconcile as whole

    return whole(records)


def groups_of(reconciled: ReconciledLike) -> dict[ClaimKey, str]:
    """The group of each claim, by the id of the group's first claim."""
    return {(ref.document, ref.claim): group[0].claim for group in reconciled.groups for ref in group}


def incidents_by_group(reconciled: ReconciledLike) -> dict[str, Incident]:
    """The incident of each group that is one."""
    groups = groups_of(reconciled)
    return {groups[first.document, first.claim]: incident for incident in reconciled.incidents for first in incident.claims[:1]}


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
