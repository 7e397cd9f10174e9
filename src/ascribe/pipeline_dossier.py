"""Dossiers: what is put together out of a store for a file that a person reads, and the mask for names in exports.

In:  a store, a selection.   Out: `Case`s, in the order of the incidents; a `Mask` for what they hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from ascribe.domain.claim import Record
from ascribe.domain.decision import unrevoked
from ascribe.domain.incident import Incident
from ascribe.pipeline_incidents import explain_incident
from ascribe.publish.case import Case, Changed, CopiedFrom, Related, Why
from ascribe.publish.incident_words import headline
from ascribe.publish.masking import Mask, mask_of
from ascribe.reconcile.incident_copies import CopiedTelling, copied_tellings
from ascribe.store import IncidentFilter, Store, StoredClaim

__all__ = ["cases_of", "found_cases", "joined_reports", "mask_for_claims", "mask_for_incidents"]

#: Pairs of reports that are explained: the likeliest.
EXPLAINED = 40


def found_cases(store: Store, ids: Sequence[str]) -> list[Case]:
    """The cases of these incidents, by their ids or how these begin, each once; the id of one that another has succeeded leads to that."""
    found = {incident.id: (incident, asked) for asked in reversed(ids) for incident in [store.find_incident(asked)]}
    wanted = list(dict.fromkeys(store.find_incident(asked).id for asked in ids))
    cases = cases_of(store, [found[id][0] for id in wanted])
    return [_asked(case, found[case.incident.id][1]) for case in cases]


def _asked(case: Case, asked: str) -> Case:
    beginning = asked.removeprefix("i-")
    return case if case.incident.id.removeprefix("i-").startswith(beginning) else msgspec.structs.replace(case, asked=asked)


def cases_of(store: Store, incidents: Iterable[Incident]) -> Iterator[Case]:
    """Each incident with its claims, copies, reasons, relations in both directions, and the decisions about it."""
    entries = store.decided()
    standing = frozenset(entry.n for entry in unrevoked(entries) if entry.n is not None)
    lines = store.query("SELECT json FROM incidents WHERE json_array_length(json, '$.relations') > 0 ORDER BY incident")
    inward: dict[str, list[Related]] = defaultdict(list)
    for (line,) in lines:
        other = Incident.from_json(line)
        for relation in other.relations:
            inward[relation.incident].append(Related(kind=relation.kind, incident=other.id, headline=headline(other), inward=True))
    for incident in incidents:
        claims = tuple(store.claims_of(incident))
        about = {incident.id, *(ref.claim for ref in incident.claims)}
        numbers = {entry.n for entry in entries if about & set(entry.subjects)}
        yield Case(
            incident=incident,
            claims=claims,
            copies=tuple(_copied(told) for told in copied_tellings((stored.document, [stored.claim]) for stored in claims)),
            joined=joined_reports(store, incident, EXPLAINED),
            related=(*_outward(store, incident), *inward[incident.id]),
            decisions=tuple(entry for entry in entries if entry.n in numbers or entry.payload.get("undone") in numbers),
            standing=standing,
        )


def joined_reports(store: Store, incident: Incident, most: int) -> tuple[Why, ...]:
    """Why the reports of an incident are together, pair by pair, likeliest first; so many pairs at most."""
    return tuple(
        Why(document=w.document, other=w.other, probability=w.probability, reasons=w.reasons)
        for w in explain_incident(store, incident, most=most)
    )


def _outward(store: Store, incident: Incident) -> Iterator[Related]:
    others = dict.fromkeys(relation.incident for relation in incident.relations)
    lines = store.query("SELECT incident, json FROM incidents WHERE incident IN (SELECT unnest(?))", list(others)) if others else []
    headlines = {id: headline(Incident.from_json(line)) for id, line in lines}
    for relation in incident.relations:
        yield Related(kind=relation.kind, incident=relation.incident, headline=headlines.get(relation.incident))


def _copied(told: CopiedTelling) -> CopiedFrom:
    changes = tuple(Changed(kind=c.kind, was=c.was.text if c.was else None, now=c.now.text if c.now else None) for c in told.changes)
    return CopiedFrom(document=told.document, of=told.of, kind=told.kind, claims=told.claims, changes=changes)


def mask_for_incidents(store: Store, where: IncidentFilter | Sequence[Incident]) -> Mask:
    """The mask for an export of these incidents: from every claim of every document that they hold, in whatever reading."""
    if isinstance(where, IncidentFilter):
        claims = (stored for _, stored in store.claims_of_incidents(where))
    else:
        claims = (stored for incident in where for stored in store.claims_of(incident))
    return mask_for_claims(store, claims)


def mask_for_claims(store: Store, claims: Iterable[StoredClaim]) -> Mask:
    """The mask for an export of these claims: from every claim of their documents, selected or not, since their words show them too."""
    held: dict[str, dict[str, StoredClaim]] = defaultdict(dict)
    for stored in claims:
        held[stored.document.id][stored.claim.id] = stored

    def records() -> Iterator[Record]:
        for document, of in held.items():
            record = store.record(document)
            yield record
            # An incident may still hold a claim that the latest reading has lost.
            lost = [stored for id, stored in of.items() if all(claim.id != id for claim in record.claims)]
            for stored in lost:
                yield Record(document=stored.document, claims=(stored.claim,))

    return mask_of(records)
