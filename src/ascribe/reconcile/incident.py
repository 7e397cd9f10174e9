"""One incident from the claims that belong together.

In:  members: claims with the heads of their documents.   Out: the `Incident`, the same whatever their order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ascribe.domain.flag import Flag
from ascribe.domain.incident import ClaimRef, Incident, Member
from ascribe.reconcile.constraints import HeldId, id_by
from ascribe.reconcile.figures import figures_of, rows_of_figures
from ascribe.reconcile.grade import grade_of
from ascribe.reconcile.header import actors_of, place_of, time_of, type_of
from ascribe.reconcile.incident_flags import Subject, flags_of
from ascribe.reconcile.responsibility import responsibility_of
from ascribe.reconcile.rules import BestRule
from ascribe.reconcile.sources import sources_of
from ascribe.reconcile.tellings import in_order, sides_on, tellings_of

__all__ = ["build_incident", "first_claim"]


def build_incident(
    members: Sequence[Member],
    *,
    flags_of_documents: Mapping[str, Sequence[Flag]] | None = None,
    rule: BestRule = "median_independent",
    held: Sequence[HeldId] = (),
    cut: bool = False,
) -> Incident:
    """The incident that `members` tell. `flags_of_documents` are the flags that each document raised by itself, by document id; `rule`
    names how best is chosen; `held` are the ids that do not follow from the first claim (`constraints`); `cut` says that more hung together
    than is grouped at once. Relations to other incidents are left empty. `ValueError` without members."""
    if not members:
        raise ValueError("an incident needs a claim")
    ordered = in_order(members)
    sides = sides_on(ordered)
    tellings = tellings_of(ordered, sides)
    type_, place, time = type_of(tellings), place_of(tellings), time_of(tellings)
    things = rows_of_figures(tellings, sides, type_)
    responsibility = responsibility_of(tellings, sides, type_)
    return Incident(
        id=id_by(first_claim(ordered), {m.claim.id for m in ordered}, held),
        type=type_,
        place=place,
        time=time,
        actors=actors_of(tellings, sides),
        claims=tuple(ClaimRef(document=m.document, claim=m.claim.id) for m in ordered),
        figures=figures_of(things, tellings, sides, rule),
        responsibility=responsibility,
        sources=sources_of(ordered, tellings),
        grade=grade_of(tellings),
        flags=flags_of(Subject(ordered, tellings, sides, type_, place, time, things, responsibility, flags_of_documents or {}, cut)),
    )


def first_claim(members: Sequence[Member]) -> str:
    """The claim that gives an incident its id, where it holds no other: the earliest printed that is asserted as news,
    else the earliest."""
    ordered = in_order(members)
    news = (m.claim.id for m in ordered if m.claim.status == "asserted" and not m.claim.background)
    return next(news, ordered[0].claim.id)
