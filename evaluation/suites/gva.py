"""Gun violence in US local news: documents in clusters, one an incident, and how many each killed and injured.

In:  `gva_clusters/docs.jsonl`.
Out: F1 of document clusters by `incident_id`, their cluster errors, `killed` and `injured`: the share of incidents with the right count.

All documents are read and reconciled together. A document belongs to its *main incident*: the one that most of its claims of violence
which are not background belong to, at a tie the one told first; where it tells no such violence, of its other claims, those that are not
background first. A document without claims is alone. An incident's count is that of the system's incident that is main for most of its
documents (at a tie the one of the earliest row): the figure of the role that most claims give (at a tie the greater), its `best`, else
the number on which `low` and `high` agree; 0 where there is no figure of the role. Where none of its documents has a claim, where
that group is background alone, or the sources leave the number open, the count is wrong. Incidents without counts in gold are not asked.

`choosing` and `held` are two halves of the incidents, by the last hexadecimal digit of the SHA-256 of `incident_id`: even digits are held.
What is fitted may look at the choosing half alone. On the development file a sample of the incidents is read (`SAMPLE`, by the second
eight digits of that hash), and the figures at the top level are those of the held half; a FILE is read whole and scored whole.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from ascribe.domain.claim import Claim, Record
from ascribe.domain.event import EventType
from ascribe.domain.incident import Figure, Incident
from evaluation.incidents import ClaimKey, Reconcile, groups_of, incidents_by_group, reconcile, same_day_and_place
from evaluation.scorers.coreference import cluster_errors, coreference, f1_figures
from evaluation.suite import Defaults, Session, Suite, data_folder
from evaluation.trained import is_trained_text

#: The share of the incidents that is read of the development file: about 570 documents of 330 incidents.
SAMPLE = 0.12
ROLES = ("killed", "injured")
VIOLENCE: frozenset[EventType] = frozenset(
    ("clash", "attack", "shelling", "airstrike", "bombing", "killing", "injury", "abduction", "abuse", "sexual_violence")
)


class Counts(msgspec.Struct, frozen=True):
    """What the archive counted of an incident."""

    killed: int | None = None
    injured: int | None = None


class Report(msgspec.Struct, frozen=True):
    """A document of an incident."""

    text: str
    incident_id: str
    id: str | None = None
    title: str | None = None
    url: str | None = None
    publish_date: str | None = None
    incident: Counts | None = None


def defaults() -> Defaults:
    """The documents of the archive."""
    folder = data_folder()
    file = folder / "gva_clusters" / "docs.jsonl.gz" if folder else None
    return Defaults((file,)) if file and file.exists() else Defaults((), note="ASCRIBE_DATA has no gva_clusters/: nothing scored")


def trained(row: Report, by_id: bool) -> bool:
    return is_trained_text(row.text)


def half_of(incident: str) -> str:
    """The half of an incident.

    >>> [half_of(incident) for incident in ("101301", "104902")]
    ['choosing', 'held']
    """
    return "choosing" if int(_digest(incident)[-1], 16) % 2 else "held"


def sampled(row: Report) -> bool:
    """Whether the incident is in the sample of the development file."""
    return int(_digest(row.incident_id)[8:16], 16) < SAMPLE * 16**8


def _digest(incident: str) -> str:
    return hashlib.sha256(incident.encode()).hexdigest()


def score(gold: Sequence[Report], session: Session, reconcile: Reconcile = reconcile) -> dict[str, Any]:
    """Reads every document, reconciles all of them together, and scores the halves, and the whole where a file was given."""
    read = [read_report(row, number, session) for number, row in enumerate(gold, 1)]
    records = [record for record in read if record is not None]
    reconciled = reconcile(records)
    main, incidents = _main_groups(read, groups_of(reconciled)), incidents_by_group(reconciled)
    naive = _main_groups(read, same_day_and_place(records))
    halves = {
        half: _figures([i for i, row in enumerate(gold) if half_of(row.incident_id) == half], gold, main, naive, incidents)
        for half in ("choosing", "held")
    }
    top = _figures(range(len(gold)), gold, main, naive, incidents) if session.given else halves["held"]
    return {**top, **halves}


def read_report(row: Report, number: int, session: Session) -> Record | None:
    """The record of a report, or null where it could not be read."""
    host = urlsplit(row.url).hostname if row.url else None
    return session.read(
        row.text,
        name=row.id or f"document {number}",
        published=row.publish_date,
        outlet=host.removeprefix("www.") if host else None,
        title=row.title,
        url=row.url,
    )


def _main_groups(read: Sequence[Record | None], groups: Mapping[ClaimKey, str]) -> list[str | None]:
    return [main_group(record, groups) if record is not None else None for record in read]


def main_group(record: Record, groups: Mapping[ClaimKey, str]) -> str | None:
    """The group that the document is about, or null where it has no claims."""
    claims = record.claims
    kept = _first_of(
        [c for c in claims if c.event.type in VIOLENCE and not c.background],
        [c for c in claims if not c.background],
        [c for c in claims if c.event.type in VIOLENCE],
        claims,
    )
    counted = Counter(groups[record.document.id, c.id] for c in kept)
    return max(counted, key=lambda group: counted[group], default=None)  # of equals the first, and those go by text order


def _first_of(*choices: Sequence[Claim]) -> Sequence[Claim]:
    return next((claims for claims in choices if claims), ())


def _figures(
    rows: Iterable[int], gold: Sequence[Report], main: Sequence[str | None], naive: Sequence[str | None], incidents: Mapping[str, Incident]
) -> dict[str, Any]:
    asked = list(rows)
    key = {i: gold[i].incident_id for i in asked}
    of_incident: dict[str, list[int]] = {}
    for i in asked:
        of_incident.setdefault(gold[i].incident_id, []).append(i)
    return {
        **_scored(key, main),
        **{role: _share_right(role, of_incident, gold, main, incidents) for role in ROLES},
        "documents": len(asked),
        "incidents": len(of_incident),
        "baseline": _scored(key, naive),
    }


def _scored(key: Mapping[int, str], main: Sequence[str | None]) -> dict[str, Any]:
    response = {i: main[i] or f"alone {i}" for i in key}
    return {**f1_figures(coreference(key, response)), **cluster_errors(key, response)}


def _share_right(
    role: str,
    of_incident: Mapping[str, Sequence[int]],
    gold: Sequence[Report],
    main: Sequence[str | None],
    incidents: Mapping[str, Incident],
) -> float | None:
    asked = right = 0
    for rows in of_incident.values():
        wanted = next((getattr(c, role) for i in rows if (c := gold[i].incident) is not None), None)
        if wanted is None:
            continue
        asked += 1
        groups = Counter(group for i in rows if (group := main[i]) is not None)
        told = incidents.get(max(groups, key=lambda group: groups[group])) if groups else None
        right += told is not None and count_of(told.figures, role) == wanted
    return round(right / asked, 3) if asked else None


def count_of(figures: Iterable[Figure], role: str) -> int | None:
    """The number that an incident gives for a role: 0 without a figure of it, null where its sources leave it open."""
    of_role = [f for f in figures if f.role == role]
    if not of_role:
        return 0
    told = max(of_role, key=lambda f: (sum(len(s.claims) for s in f.by_source), f.best or f.low or 0))
    return told.best if told.best is not None else told.low if told.low == told.high else None


SUITE = Suite(
    name="gva",
    about="documents of US gun violence in incidents, with the numbers of killed and injured",
    gold=Report,
    defaults=defaults,
    trained=trained,
    score=score,
    gated=("conll", "b3", "killed", "injured"),
    sampled=sampled,
)
