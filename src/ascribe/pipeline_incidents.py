"""Incidents of a store: built, brought up to date, and changed by what people decide.

In:  a store.   Out: its tables `incidents`, `incident_claims` and what stands beside them; a summary.

An update reads what came since the last one, compares it with what is there, and groups anew only the claims that it may have moved;
the result is that of building all of it at once. All of it is kept in one transaction, or nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from ascribe._version import __version__
from ascribe.domain.incident import Incident
from ascribe.errors import UsageError
from ascribe.pipeline_update import IncidentSummary, Update, prepare
from ascribe.reconcile.clusters import ACROSS, WITHIN
from ascribe.reconcile.constraints import MERGE, SPLIT, UNDO, constraints_of, effective
from ascribe.reconcile.features import FEATURES
from ascribe.reconcile.pairs import ALL_PAIRS, HUBS
from ascribe.reconcile.reasons import reasons_of
from ascribe.reconcile.rules import DEFAULT_RULE, BestRule
from ascribe.reconcile.scenes import SCENES
from ascribe.reconcile.trees import WEIGHTS_FILE
from ascribe.store import Decision, Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from ascribe.engine.steps import Engine

__all__ = [
    "IncidentSummary", "LinkedScenes", "explain_incident", "merge_incidents", "split_incident", "undo_decision", "update_incidents",
]  # fmt: skip


def update_incidents(
    store: Store,
    *,
    rule: BestRule | None = None,
    anew: bool = False,
    engine: Engine | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> IncidentSummary:
    """Builds the incidents of a store, or brings them up to date with its records and decisions.

    `anew` begins from nothing; so does a run by another version, model or rule. `rule` names what `best` follows; without it that of the
    last run is kept. `engine` compares, groups and builds, the store's own database if none is given; the incidents are the same. `on_step`
    is told what is being done. `StoreError` where the store cannot be written.
    """
    with store.decisions() as log:
        constraints = constraints_of(log.entries())
    with store.changing() as connection:
        prepare(connection)
        kept_settings, kept_rule = _kept_settings(connection)
        rule = rule or kept_rule
        settings = _settings(rule)
        anew = anew or kept_settings != settings
        summary = Update(store, connection, constraints, rule, on_step, anew=anew, engine=engine).run()
        connection.execute("DELETE FROM work.settings")
        connection.execute("INSERT INTO work.settings VALUES (?, ?)", [settings, rule])
    return summary


def _settings(rule: BestRule) -> str:
    """Everything but claims and decisions that incidents follow from, as a digest."""
    parts: list[object] = [__version__, rule, WEIGHTS_FILE.read_bytes().decode(), WITHIN, ACROSS, ALL_PAIRS, HUBS, list(FEATURES.columns)]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def _kept_settings(connection: DuckDBPyConnection) -> tuple[str | None, BestRule]:
    rows = connection.execute("SELECT digest, rule FROM work.settings").fetchall()
    return rows[0] if rows else (None, DEFAULT_RULE)


def merge_incidents(store: Store, incidents: Sequence[Incident], *, author: str, time: datetime, reason: str) -> Decision:
    """Writes down that these incidents are one happening: their claims stay together from the next update on. `UsageError` for fewer
    than two."""
    if len({i.id for i in incidents}) < 2:
        raise UsageError("a merge needs two incidents or more")
    groups = [[ref.claim for ref in incident.claims] for incident in incidents]
    return _decide(store, MERGE, [i.id for i in incidents], {"groups": groups}, author=author, time=time, reason=reason)


def split_incident(store: Store, incident: Incident, claims: Sequence[str], *, author: str, time: datetime, reason: str) -> Decision:
    """Writes down that `claims` (ids, or how they begin) tell another happening than the rest of the incident. `UsageError` where they
    are not in it, or are all of it."""
    held = [ref.claim for ref in incident.claims]
    out: list[str] = []
    for beginning in claims:
        found = [c for c in held if c.startswith(beginning if beginning.startswith("c-") else f"c-{beginning}")]
        if len(found) != 1:
            raise UsageError(
                f"{beginning!r} is {'no claim' if not found else 'not one claim only'} of {incident.id}; see `ascribe incident`"
            )
        out += found
    rest = [c for c in held if c not in out]
    if not rest:
        raise UsageError("these are all claims of the incident; leave at least one")
    return _decide(
        store, SPLIT, [incident.id, *sorted(set(out))], {"out": sorted(set(out)), "rest": rest}, author=author, time=time, reason=reason
    )


def undo_decision(store: Store, number: int | None, *, author: str, time: datetime, reason: str) -> Decision:
    """Takes a decision back, the last one that stands if no `number` is given; undoing an undoing restores. `UsageError` where there is
    none."""
    with store.decisions() as log:
        entries = list(log.entries())
    if number is None:
        standing = effective(entries)
        number = standing[-1].n if standing else None
        if number is None:
            raise UsageError("no decision stands that could be undone")
    elif number not in {e.n for e in entries if e.kind in (MERGE, SPLIT, UNDO)}:
        raise UsageError(f"there is no decision {number} on incidents; see `ascribe undo --list`")
    return _decide(store, UNDO, [str(number)], {"undone": number}, author=author, time=time, reason=reason)


def _decide(
    store: Store, kind: str, subjects: Sequence[str], payload: dict[str, Any], *, author: str, time: datetime, reason: str
) -> Decision:
    with store.decisions() as log:
        return log.append(
            Decision(author=author, time=time, kind=kind, subjects=tuple(subjects), reason=reason, payload=payload, inverse={"kind": UNDO})
        )


class LinkedScenes(msgspec.Struct, frozen=True, kw_only=True):
    """Why two reports are taken to tell one happening: their scenes by document, the probability, and reasons in words."""

    document: str
    other: str
    claims: tuple[str, ...]
    other_claims: tuple[str, ...]
    probability: float
    reasons: tuple[str, ...]


def explain_incident(store: Store, incident: Incident) -> list[LinkedScenes]:
    """The compared pairs of scenes of an incident, likeliest first."""
    claims = [ref.claim for ref in incident.claims]
    scened: dict[str, list[str]] = {}
    for claim, scene in store.query("SELECT claim, scene FROM work.scened WHERE claim IN (SELECT unnest(?)) ORDER BY claim", claims):
        scened.setdefault(scene, []).append(claim)
    names = sorted(scened)
    rows = {row[0]: dict(zip(SCENES.columns, row, strict=True)) for row in store.query(
        f"SELECT {', '.join(_quoted(SCENES.columns))} FROM work.scenes WHERE scene IN (SELECT unnest(?))", names
    )}  # fmt: skip
    links = store.query(
        "WITH held AS (SELECT scene, number FROM work.scenes WHERE scene IN (SELECT unnest(?))) "
        "SELECT a.scene, b.scene, l.probability FROM work.links l JOIN held a ON a.number = l.a JOIN held b ON b.number = l.b "
        "ORDER BY l.probability DESC, a.scene, b.scene", names,
    )  # fmt: skip
    return [
        LinkedScenes(
            document=rows[a]["document"], other=rows[b]["document"], claims=tuple(scened[a]), other_claims=tuple(scened[b]),
            probability=probability, reasons=tuple(reasons_of(rows[a], rows[b])),
        )
        for a, b, probability in links
    ]  # fmt: skip


def _quoted(names: Iterable[str]) -> list[str]:
    return [f'"{name}"' for name in names]
