"""Incidents of a store: built, brought up to date, and changed by what people decide.

In:  a store.   Out: its tables `incidents`, `incident_claims` and what stands beside them; a summary.

An update reads what came since the last one, compares it with what is there, and groups anew only the claims that it may have moved;
the result is that of building all of it at once. All of it is kept in one transaction, or nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np

from ascribe._version import __version__
from ascribe.domain.incident import Incident
from ascribe.engine.duckdb import DuckDBEngine
from ascribe.engine.steps import Columns, Table
from ascribe.errors import UsageError
from ascribe.reconcile import plan
from ascribe.reconcile.building import FINISHED, ORIGINS, building_plan
from ascribe.reconcile.clusters import ACROSS, WITHIN
from ascribe.reconcile.constraints import MERGE, SPLIT, UNDO, Constraints, constraints_of, effective
from ascribe.reconcile.features import FEATURES, features_of
from ascribe.reconcile.origins import claim_origins
from ascribe.reconcile.pairs import ALL_PAIRS, HUBS, KEYS
from ascribe.reconcile.reasons import reasons_of
from ascribe.reconcile.rules import DEFAULT_RULE, BestRule
from ascribe.reconcile.scenes import SCENED, SCENES
from ascribe.reconcile.trees import WEIGHTS_FILE
from ascribe.store import Decision, Store
from ascribe.store.schema import INCIDENT_TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = [
    "IncidentSummary", "LinkedScenes", "explain_incident", "merge_incidents", "split_incident", "undo_decision", "update_incidents",
]  # fmt: skip

_TYPES: Final = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "flag": "BOOLEAN"}
#: What an update need not make anew, in the schema `work`.
_KEPT: Final = (FEATURES, SCENED, SCENES, KEYS, plan.LINKS, plan.COMPONENTS, plan.ASSIGNED, ORIGINS)
#: Records turned into rows at a time.
_BATCH: Final = 500


class IncidentSummary(msgspec.Struct, kw_only=True):
    """What a run did: documents and claims that were new to it, incidents that it made or changed, and how many there are now."""

    documents: int = 0
    claims: int = 0
    changed: int = 0
    gone: int = 0
    incidents: int = 0


def update_incidents(
    store: Store, *, rule: BestRule | None = None, anew: bool = False, on_step: Callable[[str], None] = lambda _: None
) -> IncidentSummary:
    """Builds the incidents of a store, or brings them up to date with its records and decisions.

    `anew` begins from nothing; so does a run by another version, model or rule. `rule` names what `best` follows; without it that of the
    last run is kept. `on_step` is told what is being done. `StoreError` where the store cannot be written.
    """
    with store.decisions() as log:
        constraints = constraints_of(log.entries())
    with store.changing() as connection:
        _prepare(connection)
        kept_settings, kept_rule = _kept_settings(connection)
        rule = rule or kept_rule
        settings = _settings(rule)
        update = _Update(store, connection, constraints, rule, on_step)
        if anew or kept_settings != settings:
            update.forget()
        summary = update.run()
        connection.execute("DELETE FROM work.settings")
        connection.execute("INSERT INTO work.settings VALUES (?, ?)", [settings, rule])
    return summary


def _settings(rule: BestRule) -> str:
    """Everything but claims and decisions that incidents follow from, as a digest."""
    parts: list[object] = [__version__, rule, WEIGHTS_FILE.read_bytes().decode(), WITHIN, ACROSS, ALL_PAIRS, HUBS, list(FEATURES.columns)]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def _prepare(connection: DuckDBPyConnection) -> None:
    """The tables that an update keeps, empty where they are not there."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS work")
    connection.execute("CREATE TABLE IF NOT EXISTS work.settings (digest VARCHAR, rule VARCHAR)")
    connection.execute("CREATE TABLE IF NOT EXISTS work.done (record BIGINT, document VARCHAR)")
    connection.execute("CREATE TABLE IF NOT EXISTS work.constrained (claim VARCHAR, digest VARCHAR)")
    for table in _KEPT:
        columns = ", ".join(f'"{name}" {_TYPES[kind]}' for name, kind in table.columns.items())
        connection.execute(f"CREATE TABLE IF NOT EXISTS work.{table.name} ({columns})")


def _kept_settings(connection: DuckDBPyConnection) -> tuple[str | None, BestRule]:
    rows = connection.execute("SELECT digest, rule FROM work.settings").fetchall()
    return rows[0] if rows else (None, DEFAULT_RULE)


class _Update:
    """One run over one store."""

    def __init__(
        self, store: Store, connection: DuckDBPyConnection, constraints: Constraints, rule: BestRule, on_step: Callable[[str], None]
    ) -> None:
        self._store, self._connection, self._constraints, self._rule, self._on_step = store, connection, constraints, rule, on_step
        self._engine = DuckDBEngine(connection)
        self.summary = IncidentSummary()

    def forget(self) -> None:
        """Begins from nothing. Successions stay, so that an old id still leads somewhere."""
        for table in (*(t.name for t in _KEPT), "done", "constrained"):
            self._connection.execute(f"DELETE FROM work.{table}")

    def run(self) -> IncidentSummary:
        try:
            self._take_records()
            self._trace_origins()
            self._find_scenes()
            self._compare()
            self._group()
            self._build()
        finally:
            self._engine.close()
        (self.summary.incidents,) = self._connection.execute("SELECT count(*) FROM incidents").fetchall()[0]
        return self.summary

    def _take_records(self) -> None:
        """Rows of the records that no run has seen; those of records that a later reading replaced go. `restaged`: the documents whose
        scenes are found anew, for their claims or what people decided of them are others."""
        execute = self._connection.execute
        self._on_step("features")
        execute("CREATE OR REPLACE TEMP TABLE restaged (document VARCHAR)")
        execute("INSERT INTO restaged SELECT document FROM work.done WHERE record NOT IN (SELECT record FROM latest_records)")
        execute("DELETE FROM work.features WHERE document IN (SELECT document FROM restaged)")
        execute("DELETE FROM work.origins WHERE claim NOT IN (SELECT claim FROM work.features)")
        execute("DELETE FROM work.done WHERE record NOT IN (SELECT record FROM latest_records)")
        numbers = [
            n for (n,) in execute(
                "SELECT record FROM latest_records WHERE record NOT IN (SELECT record FROM work.done) ORDER BY document"
            ).fetchall()
        ]  # fmt: skip
        self._engine.put(FEATURES, self._rows(numbers))
        execute("INSERT INTO work.features SELECT * FROM temp.features")
        execute("INSERT INTO restaged SELECT DISTINCT document FROM temp.features WHERE document NOT IN (SELECT document FROM restaged)")
        execute("INSERT INTO work.done SELECT record, document FROM latest_records WHERE record NOT IN (SELECT record FROM work.done)")
        self.summary.documents = len(numbers)
        (self.summary.claims,) = execute("SELECT count(*) FROM temp.features").fetchall()[0]
        self._note_decisions()

    def _rows(self, numbers: Sequence[int]) -> Iterator[Columns]:
        for start in range(0, len(numbers), _BATCH):
            yield from features_of(self._store.records_numbered(numbers[start : start + _BATCH]))

    def _note_decisions(self) -> None:
        """The documents of claims whose constraints are other than at the last run are staged anew."""
        execute = self._connection.execute
        now = dict(_constrained(self._constraints))
        before = dict(execute("SELECT claim, digest FROM work.constrained").fetchall())
        changed = sorted(c for c in {*now, *before} if now.get(c) != before.get(c))
        if changed:
            execute(
                "INSERT INTO restaged SELECT DISTINCT document FROM work.features WHERE claim IN (SELECT unnest(?)) "
                "AND document NOT IN (SELECT document FROM restaged)", [changed],
            )  # fmt: skip
        execute("DELETE FROM work.constrained")
        if now:
            self._insert("work.constrained", {"claim": list(now), "digest": list(now.values())})

    def _trace_origins(self) -> None:
        """Where the words of every claim first stood. A late report may prove to be the first, so all reports are looked at again."""
        execute = self._connection.execute
        self._on_step("origins")
        execute("CREATE OR REPLACE TEMP TABLE new_origins (claim VARCHAR, origin VARCHAR, copied BOOLEAN)")
        if not self.summary.documents and not execute("SELECT 1 FROM restaged LIMIT 1").fetchall():
            return
        told = list(claim_origins(self._store.records()))
        self._insert(
            "new_origins",
            {"claim": [c for c, _ in told], "origin": [o.name for _, o in told], "copied": [o.copied for _, o in told]},
        )
        execute(
            "DELETE FROM new_origins WHERE claim IN (SELECT n.claim FROM new_origins n JOIN work.origins o USING (claim, origin, copied))"
        )
        execute("DELETE FROM work.origins WHERE claim IN (SELECT claim FROM new_origins)")
        execute("INSERT INTO work.origins SELECT * FROM new_origins")

    def _find_scenes(self) -> None:
        """Scenes and keys of the restaged documents. `gone`: their scenes before; `moved`: what must be grouped anew for their sake."""
        execute = self._connection.execute
        execute(
            "CREATE OR REPLACE TEMP TABLE gone AS SELECT DISTINCT scene FROM work.scened WHERE document IN (SELECT document FROM restaged)"
        )
        execute(
            "CREATE OR REPLACE TEMP TABLE moved AS SELECT c.scene FROM work.components c WHERE c.component IN "
            "(SELECT component FROM work.components WHERE scene IN (SELECT scene FROM gone))"
        )
        self._fill(FEATURES, "SELECT * FROM work.features WHERE document IN (SELECT document FROM restaged)")
        self._engine.run(plan.scene_plan(self._constraints), self._on_step)
        # Of the scenes that stay as they were only the grouping may change, so what they were compared with stands.
        execute(
            "CREATE OR REPLACE TEMP TABLE same AS SELECT scene FROM "
            "(SELECT * FROM work.scenes WHERE scene IN (SELECT scene FROM gone) INTERSECT SELECT * FROM temp.scenes)"
        )
        execute("CREATE OR REPLACE TEMP TABLE fresh_scenes AS SELECT scene FROM temp.scenes WHERE scene NOT IN (SELECT scene FROM same)")
        execute(
            "DELETE FROM work.links WHERE a IN (SELECT scene FROM gone WHERE scene NOT IN (SELECT scene FROM same)) "
            "OR b IN (SELECT scene FROM gone WHERE scene NOT IN (SELECT scene FROM same))"
        )
        for table in ("scened", "scenes", "keys"):
            execute(f"DELETE FROM work.{table} WHERE scene IN (SELECT scene FROM gone)")
            execute(f"INSERT INTO work.{table} SELECT * FROM temp.{table}")
        execute("INSERT INTO moved SELECT scene FROM temp.scenes")

    def _compare(self) -> None:
        """Scores the pairs of fresh scenes. A key that has become crowded, or whose hubs changed, is compared anew."""
        execute = self._connection.execute
        execute(
            f"""INSERT INTO fresh_scenes
            WITH touched AS (SELECT key, scene, scene IN (SELECT scene FROM fresh_scenes) AS fresh FROM work.keys
                             WHERE key IN (SELECT key FROM work.keys WHERE scene IN (SELECT scene FROM fresh_scenes))),
            ranked AS (SELECT key, scene, fresh, row_number() OVER (PARTITION BY key ORDER BY scene) AS place,
                              count(*) OVER (PARTITION BY key) AS n, count(*) FILTER (fresh) OVER (PARTITION BY key) AS n_fresh
                       FROM touched),
            shaken AS (SELECT DISTINCT key FROM ranked
                       WHERE n > {ALL_PAIRS} AND n > n_fresh AND ((fresh AND place <= {HUBS}) OR n - n_fresh <= {ALL_PAIRS}))
            SELECT DISTINCT scene FROM ranked WHERE key IN (SELECT key FROM shaken) AND NOT fresh"""
        )
        execute("INSERT INTO moved SELECT scene FROM fresh_scenes")
        execute("DELETE FROM work.links WHERE a IN (SELECT scene FROM fresh_scenes) OR b IN (SELECT scene FROM fresh_scenes)")
        self._fill(plan.FRESH, "SELECT scene FROM fresh_scenes")
        self._fill(KEYS, "SELECT * FROM work.keys WHERE key IN (SELECT key FROM work.keys WHERE scene IN (SELECT scene FROM fresh_scenes))")
        self._fill(SCENES, "SELECT * FROM work.scenes WHERE scene IN (SELECT scene FROM temp.keys)")
        self._engine.run(plan.scoring_plan(), self._on_step)
        execute("INSERT INTO work.links SELECT * FROM temp.scored")

    def _group(self) -> None:
        """Groups the components anew that hold a moved scene or are linked to one."""
        execute = self._connection.execute
        execute("INSERT INTO moved SELECT b FROM work.links WHERE a IN (SELECT scene FROM fresh_scenes)")
        execute("INSERT INTO moved SELECT a FROM work.links WHERE b IN (SELECT scene FROM fresh_scenes)")
        execute("INSERT INTO moved SELECT DISTINCT s.scene FROM work.scened s JOIN work.constrained c USING (claim)")
        execute(
            "CREATE OR REPLACE TEMP TABLE regrouped AS SELECT scene FROM work.scenes WHERE scene IN (SELECT scene FROM moved) OR scene IN "
            "(SELECT scene FROM work.components WHERE component IN "
            "(SELECT component FROM work.components WHERE scene IN (SELECT scene FROM moved)))"
        )
        execute(
            "CREATE OR REPLACE TEMP TABLE before AS SELECT * FROM work.assigned "
            "WHERE scene IN (SELECT scene FROM regrouped) OR scene IN (SELECT scene FROM gone)"
        )
        self._fill(SCENED, "SELECT * FROM work.scened WHERE scene IN (SELECT scene FROM regrouped)")
        self._fill(SCENES, "SELECT * FROM work.scenes WHERE scene IN (SELECT scene FROM regrouped)")
        self._fill(plan.LINKS, "SELECT * FROM work.links WHERE a IN (SELECT scene FROM regrouped) AND b IN (SELECT scene FROM regrouped)")
        self._fill(KEYS, "SELECT * FROM work.keys WHERE key IN (SELECT key FROM work.keys WHERE scene IN (SELECT scene FROM regrouped))")
        self._engine.put(plan.DECIDED, [plan.decided_rows(self._constraints)])
        self._engine.run(plan.grouping_plan(), self._on_step)
        for table in ("components", "assigned"):
            execute(f"DELETE FROM work.{table} WHERE scene IN (SELECT scene FROM regrouped) OR scene IN (SELECT scene FROM gone)")
            execute(f"INSERT INTO work.{table} SELECT * FROM temp.{table}")

    def _build(self) -> None:
        """Builds the incidents of the groups that changed, and those whose relations may have changed with them."""
        execute = self._connection.execute
        execute(
            'CREATE OR REPLACE TEMP TABLE changed AS SELECT DISTINCT "group" FROM work.assigned '
            "WHERE scene IN (SELECT scene FROM regrouped) OR claim IN (SELECT claim FROM new_origins)"
        )
        # A neighbour's relations may lead to an incident that changed.
        execute(
            'CREATE OR REPLACE TEMP TABLE rebuilt AS SELECT "group" FROM changed UNION '
            'SELECT x."group" FROM work.links l JOIN work.assigned m ON m.scene = l.a JOIN work.assigned x ON x.scene = l.b '
            'WHERE m."group" IN (SELECT "group" FROM changed) UNION '
            'SELECT x."group" FROM work.links l JOIN work.assigned m ON m.scene = l.b JOIN work.assigned x ON x.scene = l.a '
            'WHERE m."group" IN (SELECT "group" FROM changed)'
        )
        self._fill(plan.ASSIGNED, 'SELECT * FROM work.assigned WHERE "group" IN (SELECT "group" FROM rebuilt)')
        self._fill(FEATURES, "SELECT * FROM work.features WHERE claim IN (SELECT claim FROM temp.assigned)")
        self._fill(
            plan.LINKS, "SELECT * FROM work.links WHERE a IN (SELECT scene FROM temp.assigned) AND b IN (SELECT scene FROM temp.assigned)"
        )
        self._fill(ORIGINS, "SELECT * FROM work.origins WHERE claim IN (SELECT claim FROM temp.assigned)")
        self._engine.run(building_plan(self._rule), self._on_step)
        self._replace_incidents()

    def _replace_incidents(self) -> None:
        """Puts the new incidents in the place of the old, and notes which id succeeded which: the one that holds most of its claims."""
        execute = self._connection.execute
        old = execute(
            'SELECT i.incident, i.json FROM incidents i WHERE i.group_id IN (SELECT "group" FROM rebuilt) '
            "OR i.incident IN (SELECT m.incident FROM incident_claims m WHERE m.claim IN (SELECT claim FROM before))"
        ).fetchall()
        before: dict[str, str] = dict(old)
        for table in ("incidents", "incident_claims", "incident_actors", "incident_figures"):
            execute(f"DELETE FROM {table} WHERE incident IN (SELECT unnest(?))", [sorted(before)])
        after: dict[str, str] = {}
        holder: dict[str, str] = {}
        for batch in self._engine.rows(FINISHED, ("incident",)):
            incidents = [(g, Incident.from_json(line)) for g, line in zip(batch["group"].tolist(), batch["json"].tolist(), strict=True)]
            for _, incident in incidents:
                after[incident.id] = incident.to_json().decode()
                holder |= {ref.claim: incident.id for ref in incident.claims}
            self._insert_incidents(incidents)
        for id_ in sorted(set(before) - set(after)):
            shares: dict[str, int] = {}
            for ref in Incident.from_json(before[id_]).claims:
                if ref.claim in holder:
                    shares[holder[ref.claim]] = shares.get(holder[ref.claim], 0) + 1
            if shares:
                execute("INSERT OR REPLACE INTO successions VALUES (?, ?)", [id_, min(shares, key=lambda new: (-shares[new], new))])
                self.summary.gone += 1
        self._settle_successions(after)
        self.summary.changed = sum(before.get(id_) != line for id_, line in after.items())

    def _settle_successions(self, after: dict[str, str]) -> None:
        """An id that is an incident again succeeds itself; one whose successor has a successor leads on to that."""
        execute = self._connection.execute
        execute("DELETE FROM successions WHERE old IN (SELECT incident FROM incidents)")
        execute("UPDATE successions SET new = (SELECT s.new FROM successions s WHERE s.old = successions.new) "
                "WHERE new IN (SELECT old FROM successions)")  # fmt: skip

    def _insert_incidents(self, incidents: Sequence[tuple[str, Incident]]) -> None:
        rows = [_columns(group, incident) for group, incident in incidents]
        self._insert("incidents", {name: [row[i] for row in rows] for i, name in enumerate(INCIDENT_TABLES["incidents"])})
        refs = [(i.id, ref.document, ref.claim) for _, i in incidents for ref in i.claims]
        self._insert("incident_claims", {name: [r[k] for r in refs] for k, name in enumerate(INCIDENT_TABLES["incident_claims"])})
        actors = [(i.id, a.role, a.name, a.actor) for _, i in incidents for a in i.actors]
        self._insert("incident_actors", {name: [a[k] for a in actors] for k, name in enumerate(INCIDENT_TABLES["incident_actors"])})
        figures = [
            (i.id, f.role, f.of_kind, f.of_side, f.low, f.best, f.high, f.contested, f.rule) for _, i in incidents for f in i.figures
        ]
        self._insert("incident_figures", {name: [f[k] for f in figures] for k, name in enumerate(INCIDENT_TABLES["incident_figures"])})

    def _insert(self, table: str, columns: dict[str, list[Any]]) -> None:
        """Adds rows; every column goes in as text and is cast by the table, so that nulls need no type."""
        if not next(iter(columns.values())):
            return
        given = {name: np.array([None if v is None else str(v) for v in values], dtype=object) for name, values in columns.items()}
        self._connection.register("given__", given)
        try:
            self._connection.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM given__")
        finally:
            self._connection.unregister("given__")

    def _fill(self, table: Table, sql: str) -> None:
        self._engine.select(table, sql)


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
        "SELECT a, b, probability FROM work.links WHERE a IN (SELECT unnest(?)) AND b IN (SELECT unnest(?)) "
        "ORDER BY probability DESC, a, b",
        names, names,
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


def _columns(group: str, incident: Incident) -> tuple[object, ...]:
    place, time = incident.place, incident.time
    return (
        incident.id, group, incident.type, place and place.name, place and place.country, place and place.admin1, place and place.admin2,
        place and place.lat, place and place.lon, place and place.precision,
        time and time.start, time and time.end, time and time.precision,
        incident.grade.code, len(incident.claims), incident.sources.documents, incident.sources.independent,
        "; ".join(dict.fromkeys(f.code for f in incident.flags)), incident.to_json().decode(),
    )  # fmt: skip


def _constrained(constraints: Constraints) -> Iterator[tuple[str, str]]:
    """Each claim that a decision names, with a digest of what it is held to."""
    held: dict[str, list[object]] = {}
    for group in constraints.together:
        for claim in group:
            held.setdefault(claim, []).append(["together", sorted(group)])
    for one, other in constraints.apart:
        for mine, theirs in ((one, other), (other, one)):
            for claim in mine:
                held.setdefault(claim, []).append(["apart", sorted(theirs)])
    for claim in sorted(held):
        yield claim, hashlib.sha256(msgspec.json.encode(held[claim])).hexdigest()
