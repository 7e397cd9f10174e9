"""One run over a store's incidents: what came since the last one is compared, and what it may have moved is grouped and built anew.

In:  a store's connection in a transaction, what people decided.   Out: its incidents and the schema `work`, as if all were built at once.

A first run gives whole tables from step to step. An update gives the same steps only the rows that count: scenes are numbers in `work`, so
that a million rows are looked through in milliseconds, and wide rows are fetched by number alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np

from ascribe.domain.incident import Incident, Relation
from ascribe.engine.batches import gathered
from ascribe.engine.duckdb import DuckDBEngine
from ascribe.engine.steps import Columns, Engine, MapStep, Step, Table, reads_of
from ascribe.pipeline_origins import KEPT_COLUMNS, forget_reports, trace_origins
from ascribe.reconcile import plan
from ascribe.reconcile.building import BUILT, FINISHED, ORIGINS, TOLD, building_plan, built_columns, relating_plan, telling_plan
from ascribe.reconcile.clusters import ACROSS
from ascribe.reconcile.constraints import Constraints
from ascribe.reconcile.features import FEATURES, features_of
from ascribe.reconcile.pairs import ALL_PAIRS, HUBS, KEYS, keys_of
from ascribe.reconcile.rules import BestRule
from ascribe.reconcile.scenes import SCENED, SCENES
from ascribe.store import Store
from ascribe.store.schema import INCIDENT_TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["IncidentSummary", "Update", "prepare"]

_TYPES: Final = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "flag": "BOOLEAN"}


def _columns_of(table: Table) -> dict[str, str]:
    return {name: _TYPES[kind] for name, kind in table.columns.items()}


#: What an update need not make anew, in the schema `work`. `number` is a claim's or a scene's there.
_KEPT: Final[Mapping[str, Mapping[str, str]]] = {
    "done": {"record": "BIGINT", "document": "VARCHAR"},
    "constrained": {"claim": "VARCHAR", "digest": "VARCHAR"},
    "features": {**_columns_of(FEATURES), "number": "BIGINT"},
    "told": _columns_of(TOLD),
    "scened": _columns_of(SCENED),
    "scenes": {**_columns_of(SCENES), "number": "BIGINT"},
    "keys": {"scene": "BIGINT", "code": "BIGINT"},
    "links": {"a": "BIGINT", "b": "BIGINT", "probability": "DOUBLE"},
    "components": _columns_of(plan.COMPONENTS),
    "assigned": _columns_of(plan.ASSIGNED),
    "origins": _columns_of(ORIGINS),
    "related": {"group": "VARCHAR", "incident": "VARCHAR"},
    **KEPT_COLUMNS,
}
#: A key as a number: half of its MD5. Two keys of one number, never yet seen, would only have more scenes compared.
_CODE: Final = "CAST(md5_number_lower(key) >> 1 AS BIGINT)"
#: Whether a scene is compared with all that share a key: the key is not crowded, or the scene is one of its hubs.
_MET: Final = f"count(*) OVER (PARTITION BY code) <= {ALL_PAIRS} OR row_number() OVER (PARTITION BY code ORDER BY scene) <= {HUBS}"
#: Records turned into rows, and incidents written, at a time.
_BATCH: Final = 500
#: Rows handed to a function at a time: claims in full are large.
_ROWS: Final = 10_000


class IncidentSummary(msgspec.Struct, kw_only=True):
    """What a run did: documents and claims that were new to it, incidents that it made or changed, and how many there are now.

    `touched` are the ids of all incidents that it took away, made or wrote anew, sorted: of no other incident are the claims, the figures
    or the links to other incidents any different. None after a first run, which makes all of them.
    """

    documents: int = 0
    claims: int = 0
    changed: int = 0
    gone: int = 0
    incidents: int = 0
    touched: tuple[str, ...] | None = ()


def prepare(connection: DuckDBPyConnection) -> None:
    """The tables that an update keeps, empty where they are not there."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS work")
    connection.execute("CREATE TABLE IF NOT EXISTS work.settings (digest VARCHAR, rule VARCHAR)")
    have: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'work' ORDER BY column_index"
    ).fetchall():
        have.setdefault(table, []).append(column)
    if any(table in have and have[table] != list(kinds) for table, kinds in _KEPT.items()):
        for table in have.keys() - {"settings"}:  # another version's: all of it is built again, by the rule chosen then
            connection.execute(f'DROP TABLE work."{table}"')
        connection.execute("UPDATE work.settings SET digest = ''")
    for table, kinds in _KEPT.items():
        columns = ", ".join(f'"{name}" {kind}' for name, kind in kinds.items())
        connection.execute(f"CREATE TABLE IF NOT EXISTS work.{table} ({columns})")


class Update:
    """One run over one store. `anew` begins from nothing; successions stay, so that an old id still leads somewhere.

    `renamed` are claims' ids that stand under another now, since people edited them. `engine` runs the steps in the store's place, and is
    given the tables that they read.
    """

    def __init__(
        self,
        store: Store,
        connection: DuckDBPyConnection,
        constraints: Constraints,
        rule: BestRule,
        on_step: Callable[[str], None],
        *,
        anew: bool,
        renamed: Mapping[str, str] | None = None,
        engine: Engine | None = None,
    ) -> None:
        self._store, self._connection, self._constraints, self._rule, self._on_step = store, connection, constraints, rule, on_step
        self._renamed = renamed or {}
        self._engine = DuckDBEngine(connection, batch=_ROWS)
        self._elsewhere = engine
        #: Tables that the other engine has as they are here.
        self._there: set[str] = set()
        if anew:
            for table in _KEPT:
                connection.execute(f"DELETE FROM work.{table}")
            forget_reports(connection)
        #: Whether nothing is known yet, so that the steps' own tables are whole.
        self._first = not self._rows("SELECT 1 FROM work.done LIMIT 1")
        self.summary = IncidentSummary()

    def run(self) -> IncidentSummary:
        """All steps, or none where nothing came and nothing was decided. The caller keeps what they write, or takes it back."""
        if self._is_settled():
            ((self.summary.incidents,),) = self._rows("SELECT count(*) FROM incidents")
            return self.summary
        try:
            arriving, replaced = self._take_records()
            self._on_step("origins")
            trace_origins(self._store, self._connection, arriving, replaced)
            self._find_scenes()
            self._compare()
            self._group()
            self._build()
        finally:
            self._engine.close()
            with suppress(Exception):  # of a transaction that failed, whose temporary tables go with it
                for (table,) in self._rows("SELECT table_name FROM duckdb_tables() WHERE temporary"):
                    self._do(f'DROP TABLE temp."{table}"')
        ((self.summary.incidents,),) = self._rows("SELECT count(*) FROM incidents")
        return self.summary

    def _is_settled(self) -> bool:
        """Whether no record came since the last run, and claims are held to what they were held to then."""
        if self._first or self._rows("SELECT 1 FROM records WHERE record > (SELECT max(record) FROM work.done) LIMIT 1"):
            return False
        return dict(_constrained(self._constraints)) == dict(self._rows("SELECT claim, digest FROM work.constrained"))

    # Claims

    def _take_records(self) -> tuple[list[tuple[int, str]], list[str]]:
        """Rows of the records that no run has seen, in `features`; those of records that a later reading replaced go.

        `restaged`: the documents whose scenes are found anew, for their claims or what people decided of them are others; `recut`: those of
        them that had scenes before.
        """
        self._on_step("features")
        ((seen,),) = self._rows("SELECT coalesce(max(record), 0) FROM work.done")
        self._do("CREATE OR REPLACE TEMP TABLE arriving AS SELECT max(record) AS record, document FROM records WHERE record > ? "
                 "GROUP BY document", [seen])  # fmt: skip
        arriving = self._rows("SELECT record, document FROM arriving ORDER BY record")
        self._do("CREATE OR REPLACE TEMP TABLE recut AS SELECT document FROM work.done WHERE document IN (SELECT document FROM arriving)")
        replaced = [d for (d,) in self._rows("SELECT document FROM recut ORDER BY document")]
        if replaced:
            of_replaced = "(SELECT claim FROM work.features WHERE document IN (SELECT document FROM recut))"
            for table in ("origins", "told"):
                self._do(f"DELETE FROM work.{table} WHERE claim IN {of_replaced}")
            for table in ("features", "done"):
                self._do(f"DELETE FROM work.{table} WHERE document IN (SELECT document FROM recut)")
        self._do("INSERT INTO work.done SELECT record, document FROM arriving")
        self._engine.put(FEATURES, self._features([number for number, _ in arriving]))
        self._there.discard(FEATURES.name)
        self._engine.run(telling_plan())
        ((last,),) = self._rows("SELECT coalesce(max(number), 0) FROM work.features")
        self._do(f"INSERT INTO work.features SELECT *, {last} + row_number() OVER () FROM temp.features")
        self._do("INSERT INTO work.told SELECT * FROM temp.told")
        self.summary.documents = len(arriving)
        ((self.summary.claims,),) = self._rows("SELECT count(*) FROM temp.features")
        self._note_decisions()
        self._do("CREATE OR REPLACE TEMP TABLE restaged AS SELECT document FROM arriving UNION SELECT document FROM recut")
        if self._rows("SELECT 1 FROM recut WHERE document NOT IN (SELECT document FROM arriving) LIMIT 1"):
            self._fill_features("SELECT number FROM work.features WHERE document IN (SELECT document FROM restaged)")
        return arriving, replaced

    def _features(self, numbers: Sequence[int]) -> Iterator[Columns]:
        for start in range(0, len(numbers), _BATCH):
            yield from gathered(features_of(self._store.records_numbered(numbers[start : start + _BATCH])), FEATURES, _ROWS)

    def _note_decisions(self) -> None:
        """The documents of claims whose constraints are other than at the last run are staged anew."""
        now = dict(_constrained(self._constraints))
        before = dict(self._rows("SELECT claim, digest FROM work.constrained"))
        changed = sorted(c for c in {*now, *before} if now.get(c) != before.get(c))
        if changed:
            self._do(
                "INSERT INTO recut SELECT DISTINCT document FROM work.features WHERE claim IN (SELECT unnest(?)) "
                "AND document NOT IN (SELECT document FROM recut) AND document IN (SELECT document FROM work.scened)", [changed],
            )  # fmt: skip
        self._do("DELETE FROM work.constrained")
        self._insert("work.constrained", {"claim": list(now), "digest": list(now.values())})

    # Scenes

    def _find_scenes(self) -> None:
        """Scenes and keys of the restaged documents, in `work` too. `gone`: their scenes before; `fresh`: those to be compared."""
        self._run(plan.scene_plan(self._constraints), gives=(SCENED, SCENES, KEYS))
        self._drop("facts", "staged")
        self._do(
            "CREATE OR REPLACE TEMP TABLE gone AS SELECT scene, number FROM work.scenes WHERE document IN (SELECT document FROM recut)"
        )
        # Of the scenes that stay as they were only the grouping may change, so what they were compared with stands.
        names = _named(SCENES.columns)
        self._do(
            f"CREATE OR REPLACE TEMP TABLE same AS SELECT scene FROM (SELECT {names} FROM work.scenes "
            f"WHERE number IN (SELECT number FROM gone) INTERSECT SELECT {names} FROM temp.scenes WHERE scene IN (SELECT scene FROM gone))"
        )
        self._do(f"CREATE OR REPLACE TEMP TABLE new_keys AS SELECT scene, {_CODE} AS code FROM temp.keys")
        self._find_shaken()
        self._do("CREATE OR REPLACE TEMP TABLE stale AS SELECT number FROM gone WHERE scene NOT IN (SELECT scene FROM same) "
                 "UNION SELECT number FROM shaken")  # fmt: skip
        if self._rows("SELECT 1 FROM stale LIMIT 1"):
            self._do("DELETE FROM work.links WHERE a IN (SELECT number FROM stale) OR b IN (SELECT number FROM stale)")
        if self._rows("SELECT 1 FROM gone LIMIT 1"):
            self._do("DELETE FROM work.scened WHERE scene IN (SELECT scene FROM gone)")
            self._do("DELETE FROM work.scenes WHERE number IN (SELECT number FROM gone)")
            self._do("DELETE FROM work.keys WHERE scene IN (SELECT number FROM gone)")
        ((last,),) = self._rows("SELECT greatest((SELECT coalesce(max(number), 0) FROM work.scenes), "
                                "(SELECT coalesce(max(number), 0) FROM gone))")  # fmt: skip
        self._do(
            f"CREATE OR REPLACE TEMP TABLE numbers AS SELECT s.scene, coalesce(g.number, {last} + row_number() OVER ()) AS number "
            "FROM temp.scenes s LEFT JOIN gone g ON g.scene = s.scene"
        )
        self._do("INSERT INTO work.scened SELECT * FROM temp.scened")
        self._do(f"INSERT INTO work.scenes SELECT {_named(SCENES.columns, 's')}, n.number FROM temp.scenes s JOIN numbers n USING (scene)")
        self._do("INSERT INTO work.keys SELECT n.number, k.code FROM new_keys k JOIN numbers n USING (scene)")
        self._do(
            "CREATE OR REPLACE TEMP TABLE fresh AS SELECT scene FROM temp.scenes WHERE scene NOT IN (SELECT scene FROM same) "
            "UNION SELECT scene FROM shaken"
        )

    def _find_shaken(self) -> None:
        """Fills `shaken` with the scenes that are as they were, but meet others in some key now: it became crowded, or its hubs changed;
        and `crossed` with all scenes of a key that became crowded, or is no more, since that weighs in the mean of a group."""
        self._do("CREATE OR REPLACE TEMP TABLE shaken (scene VARCHAR, number BIGINT)")
        self._do("CREATE OR REPLACE TEMP TABLE crossed (scene VARCHAR)")
        if self._first:
            return
        self._do("CREATE OR REPLACE TEMP TABLE codes AS SELECT code FROM new_keys UNION "
                 "SELECT code FROM work.keys WHERE scene IN (SELECT number FROM gone)")  # fmt: skip
        self._do("CREATE OR REPLACE TEMP TABLE held AS SELECT scene AS number, code FROM work.keys WHERE code IN (SELECT code FROM codes)")
        self._do("CREATE OR REPLACE TEMP TABLE holders AS SELECT number, scene FROM work.scenes WHERE number IN (SELECT number FROM held)")
        self._do("CREATE OR REPLACE TEMP TABLE held_before AS SELECT s.scene, h.code FROM held h JOIN holders s USING (number)")
        self._do("CREATE OR REPLACE TEMP TABLE held_after AS SELECT scene, code FROM held_before "
                 "WHERE scene NOT IN (SELECT scene FROM gone) UNION ALL SELECT scene, code FROM new_keys")  # fmt: skip
        self._do(
            f"""INSERT INTO crossed SELECT DISTINCT scene FROM held_after WHERE code IN (
                SELECT code FROM (SELECT code, count(*) AS n FROM held_before GROUP BY code) b
                    JOIN (SELECT code, count(*) AS n FROM held_after GROUP BY code) a USING (code)
                WHERE (b.n > {ALL_PAIRS}) <> (a.n > {ALL_PAIRS}))"""
        )
        self._do(
            f"""INSERT INTO shaken
            WITH was AS (SELECT scene, code, {_MET} AS met FROM held_before),
            becomes AS (SELECT scene, code, {_MET} AS met FROM held_after)
            SELECT DISTINCT scene, number FROM was JOIN becomes USING (scene, code) JOIN holders USING (scene)
            WHERE was.met <> becomes.met AND (scene NOT IN (SELECT scene FROM temp.scenes) OR scene IN (SELECT scene FROM same))"""
        )

    # Comparisons

    def _compare(self) -> None:
        """Scores the pairs of which a scene is fresh."""
        if not self._first:
            # Rows of `held` are of codes of new scenes; a shaken scene has others too.
            self._do("CREATE OR REPLACE TEMP TABLE fresh_numbers AS SELECT number FROM numbers WHERE scene IN (SELECT scene FROM fresh) "
                     "UNION SELECT number FROM shaken")  # fmt: skip
            self._do("CREATE OR REPLACE TEMP TABLE codes AS SELECT DISTINCT code FROM work.keys "
                     "WHERE scene IN (SELECT number FROM fresh_numbers)")  # fmt: skip
            self._do("CREATE OR REPLACE TEMP TABLE held AS SELECT scene AS number, code FROM work.keys "
                     "WHERE code IN (SELECT code FROM codes)")  # fmt: skip
            self._do("CREATE OR REPLACE TEMP TABLE numbers AS SELECT scene, number FROM work.scenes "
                     "WHERE number IN (SELECT number FROM held)")  # fmt: skip
            self._fill(KEYS, "SELECT n.scene, CAST(h.code AS VARCHAR) AS key FROM held h JOIN numbers n USING (number)")
            self._fill(SCENES, f"SELECT {_named(SCENES.columns)} FROM work.scenes WHERE number IN (SELECT number FROM held)")
        self._fill(plan.FRESH, "SELECT scene FROM fresh")
        self._run(plan.scoring_plan(), gives=(plan.SCORED,))
        self._drop("numbered", "coded", "ranked", "sharing", "candidates")
        self._do(
            "INSERT INTO work.links SELECT a.number, b.number, s.probability FROM temp.scored s "
            "JOIN numbers a ON a.scene = s.a JOIN numbers b ON b.scene = s.b"
        )

    # Groups

    def _group(self) -> None:
        """Groups the scenes anew that stand where something moved, with all that strong links reach from there."""
        self._do('CREATE OR REPLACE TEMP TABLE before (claim VARCHAR, "group" VARCHAR, cut BOOLEAN)')
        self._put(plan.DECIDED, [plan.decided_rows(self._constraints)])
        if self._first:
            self._fill(plan.LINKS, "SELECT a, b, probability FROM temp.scored")
            self._fill(plan.CROWDED, plan.CROWDED_SQL)
            self._drop("scored")
        else:
            self._gather_moved()
        self._run(plan.components_plan(), gives=(plan.COMPONENTS,))
        if self._first:
            self._do("INSERT INTO work.components SELECT * FROM temp.components")
        else:
            self._leave_the_settled()
        self._run(plan.grouping_plan(), gives=(plan.ASSIGNED,))
        self._drop("grouped", "strong", "crowds", "groups")
        self._do("INSERT INTO work.assigned SELECT * FROM temp.assigned")

    def _gather_moved(self) -> None:
        """The tables of the grouping steps, of what is grouped anew only."""
        self._do(
            f"""CREATE OR REPLACE TEMP TABLE moved AS
            SELECT scene FROM fresh UNION SELECT scene FROM gone UNION SELECT scene FROM temp.scened UNION SELECT scene FROM crossed
            UNION SELECT a FROM temp.scored WHERE probability >= {ACROSS} UNION SELECT b FROM temp.scored WHERE probability >= {ACROSS}"""
        )
        # Whom a person put together with a claim that came, or came again, has not met it there.
        self._do(
            """INSERT INTO moved SELECT s.scene FROM decided d JOIN work.scened s ON s.claim = d.claim WHERE d.rule IN (
                SELECT d.rule FROM decided d JOIN temp.scened s ON s.claim = d.claim WHERE d.rule LIKE 'together%')"""
        )
        self._do(
            "CREATE OR REPLACE TEMP TABLE wholes AS SELECT DISTINCT whole FROM work.components WHERE scene IN (SELECT scene FROM moved)"
        )
        self._do(
            "CREATE OR REPLACE TEMP TABLE regrouped AS SELECT scene FROM work.components WHERE whole IN (SELECT whole FROM wholes) "
            "AND scene NOT IN (SELECT scene FROM gone) UNION SELECT scene FROM temp.scened"
        )
        self._fill(SCENED, "SELECT * FROM work.scened WHERE scene IN (SELECT scene FROM regrouped)")
        self._do(
            "CREATE OR REPLACE TEMP TABLE numbers AS SELECT scene, number FROM work.scenes WHERE scene IN (SELECT scene FROM regrouped)"
        )
        self._fill(
            plan.LINKS,
            "SELECT a.scene AS a, b.scene AS b, l.probability FROM (SELECT * FROM work.links WHERE a IN (SELECT number FROM numbers) "
            "AND b IN (SELECT number FROM numbers)) l JOIN numbers a ON a.number = l.a JOIN numbers b ON b.number = l.b",
        )

    def _leave_the_settled(self) -> None:
        """Of what strong links reach from where something moved, only the components are grouped anew in which it did; what else the
        grouping asks of their scenes is gathered for them alone."""
        self._do(
            """CREATE OR REPLACE TEMP TABLE settled AS SELECT n.component
            FROM temp.components n LEFT JOIN work.components o ON o.scene = n.scene AND o.component = n.component
            GROUP BY n.component
            HAVING count(o.scene) = count(*) AND count(*) FILTER (n.scene IN (SELECT scene FROM moved)) = 0
                AND count(*) = (SELECT count(*) FROM work.components c WHERE c.component = n.component)"""
        )
        self._do("DELETE FROM work.components WHERE scene IN (SELECT scene FROM regrouped) OR scene IN (SELECT scene FROM gone)")
        self._do("INSERT INTO work.components SELECT * FROM temp.components")
        self._do("CREATE OR REPLACE TEMP TABLE regrouped AS SELECT scene FROM temp.components "
                 "WHERE component NOT IN (SELECT component FROM settled) UNION SELECT scene FROM gone")  # fmt: skip
        self._fill(plan.COMPONENTS, "SELECT * FROM temp.components WHERE scene IN (SELECT scene FROM regrouped)")
        self._do('INSERT INTO before SELECT claim, "group", cut FROM work.assigned WHERE scene IN (SELECT scene FROM regrouped)')
        self._do("DELETE FROM work.assigned WHERE scene IN (SELECT scene FROM regrouped)")
        self._do("CREATE OR REPLACE TEMP TABLE grouping AS SELECT number FROM numbers WHERE scene IN (SELECT scene FROM regrouped)")
        self._find_keys_of_crowds()
        self._fill(SCENES, f"SELECT {_named(SCENES.columns)} FROM work.scenes WHERE number IN (SELECT number FROM grouping)")
        self._do(f"CREATE OR REPLACE TEMP TABLE places AS SELECT DISTINCT key, {_CODE} AS code FROM temp.keys "
                 "WHERE key LIKE 'cell %' OR key LIKE 'place %'")  # fmt: skip
        self._fill(
            plan.CROWDED,
            "SELECT key FROM places WHERE code IN (SELECT code FROM work.keys WHERE code IN (SELECT code FROM places) "
            f"GROUP BY code HAVING count(*) > {ALL_PAIRS})",
        )

    def _find_keys_of_crowds(self) -> None:
        """The keys of those scenes alone that have a crowded one; they stand as numbers only, which do not say of what they are."""
        self._do("CREATE OR REPLACE TEMP TABLE codes AS SELECT DISTINCT code FROM work.keys WHERE scene IN (SELECT number FROM grouping)")
        self._do(
            "CREATE OR REPLACE TEMP TABLE codes AS SELECT code FROM work.keys WHERE code IN (SELECT code FROM codes) "
            f"GROUP BY code HAVING count(*) > {ALL_PAIRS}"
        )
        self._do(
            "CREATE OR REPLACE TEMP TABLE crowding AS SELECT DISTINCT scene AS number FROM work.keys "
            "WHERE code IN (SELECT code FROM codes) AND scene IN (SELECT number FROM grouping)"
        )
        self._fill(SCENES, f"SELECT {_named(SCENES.columns)} FROM work.scenes WHERE number IN (SELECT number FROM crowding)")
        self._engine.run((MapStep(KEYS, "scenes", keys_of),))
        self._there.discard(KEYS.name)

    # Incidents

    def _build(self) -> None:
        """Builds the incidents of the groups that changed, and sees to the relations of those beside them."""
        if self._first:
            self._do('CREATE OR REPLACE TEMP TABLE changed AS SELECT DISTINCT "group" FROM temp.assigned')
            self._do("CREATE OR REPLACE TEMP TABLE old AS SELECT incident, group_id, md5(json) AS digest FROM incidents")
            self._fill(ORIGINS, "SELECT * FROM work.origins")
        else:
            self._do(
                """CREATE OR REPLACE TEMP TABLE changed AS
                SELECT "group" FROM (SELECT claim, "group", cut FROM temp.assigned EXCEPT SELECT * FROM before)
                UNION SELECT "group" FROM (SELECT * FROM before EXCEPT SELECT claim, "group", cut FROM temp.assigned)
                UNION SELECT "group" FROM temp.assigned WHERE document IN (SELECT document FROM restaged)
                UNION SELECT "group" FROM work.assigned WHERE claim IN (SELECT claim FROM new_origins)
                UNION SELECT "group" FROM work.assigned WHERE scene IN (SELECT scene FROM fresh)"""  # whose links are others
            )
            self._fill(plan.ASSIGNED, 'SELECT * FROM work.assigned WHERE "group" IN (SELECT "group" FROM changed)')
            self._fill_features("SELECT number FROM work.features WHERE claim IN (SELECT claim FROM temp.assigned)")
            self._fill(ORIGINS, "SELECT * FROM work.origins WHERE claim IN (SELECT claim FROM temp.assigned)")
            self._do('CREATE OR REPLACE TEMP TABLE old AS SELECT incident, group_id FROM incidents '
                     'WHERE group_id IN (SELECT "group" FROM changed)')  # fmt: skip
            self._do("CREATE OR REPLACE TEMP TABLE old AS SELECT incident, group_id, md5(json) AS digest FROM incidents "
                     "WHERE incident IN (SELECT incident FROM old)")  # fmt: skip
        self._run(building_plan(self._rule, self._constraints.held), gives=(BUILT,))
        self._drop("features", "members")
        beside = {} if self._first else self._gather_beside()
        self._run(relating_plan(), gives=(FINISHED,))
        self._drop("pieces")
        self._replace_incidents(beside)

    def _gather_beside(self) -> dict[str, Incident]:
        """The tables of the relating steps. Given are the incidents beside those that changed, by group: they stay but for their relations,
        and stand in `built` too."""
        self._do("CREATE OR REPLACE TEMP TABLE numbers AS SELECT number FROM work.scenes WHERE scene IN (SELECT scene FROM temp.assigned)")
        self._do(
            "CREATE OR REPLACE TEMP TABLE led AS SELECT * FROM work.links WHERE a IN (SELECT number FROM numbers) "
            "OR b IN (SELECT number FROM numbers)"
        )
        self._do("CREATE OR REPLACE TEMP TABLE numbers AS SELECT scene, number FROM work.scenes "
                 "WHERE number IN (SELECT a FROM led UNION SELECT b FROM led)")  # fmt: skip
        self._do(
            "CREATE OR REPLACE TEMP TABLE stated AS SELECT * FROM work.told WHERE claim IN (SELECT claim FROM temp.assigned) "
            "OR earlier IN (SELECT claim FROM temp.assigned)"
        )
        self._do(
            """CREATE OR REPLACE TEMP TABLE beside AS
            SELECT "group" FROM work.assigned WHERE scene IN (SELECT scene FROM numbers)
            UNION SELECT "group" FROM work.assigned WHERE claim IN (SELECT claim FROM stated UNION SELECT earlier FROM stated)
            UNION SELECT "group" FROM work.related WHERE incident IN (SELECT incident FROM old)"""
        )
        self._do('DELETE FROM beside WHERE "group" IN (SELECT "group" FROM changed)')
        ids = [i for (i,) in self._rows('SELECT incident FROM incidents WHERE group_id IN (SELECT "group" FROM beside)')]
        stored = self._rows("SELECT group_id, json FROM incidents WHERE incident IN (SELECT unnest(?)) ORDER BY group_id", [ids])
        beside = {group: Incident.from_json(line) for group, line in stored}
        alone = [(group, msgspec.structs.replace(incident, relations=())) for group, incident in beside.items()]
        built = list(self._engine.rows(BUILT, ("group",)))
        self._put(BUILT, [*built, *([built_columns(alone)] if alone else [])])
        self._fill(
            plan.ASSIGNED,
            'SELECT * FROM temp.assigned UNION ALL SELECT * FROM work.assigned WHERE "group" IN (SELECT "group" FROM beside)',
        )
        self._fill(
            plan.LINKS,
            "SELECT a.scene AS a, b.scene AS b, l.probability FROM led l JOIN numbers a ON a.number = l.a JOIN numbers b ON b.number = l.b",
        )
        self._fill(TOLD, "SELECT * FROM stated")
        return beside

    def _replace_incidents(self, beside: Mapping[str, Incident]) -> None:
        """Puts the new incidents in the place of the old, and notes which id succeeded which: the one that holds most of its claims."""
        self._do("CREATE OR REPLACE TEMP TABLE held_before AS SELECT incident, claim FROM incident_claims "
                 "WHERE incident IN (SELECT incident FROM old)")  # fmt: skip
        for table in ("incidents", "incident_claims", "incident_actors", "incident_figures"):
            self._do(f"DELETE FROM {table} WHERE incident IN (SELECT incident FROM old)")
        self._do('DELETE FROM work.related WHERE "group" IN (SELECT "group" FROM changed)')
        self._do("CREATE OR REPLACE TEMP TABLE made (incident VARCHAR, digest VARCHAR)")
        others: list[tuple[str, Incident]] = []
        for batch in self._engine.rows(FINISHED, ("incident",)):
            lines = list(zip(batch["group"].tolist(), batch["json"].tolist(), strict=True))
            for start in range(0, len(lines), _BATCH):
                incidents = [(group, Incident.from_json(line)) for group, line in lines[start : start + _BATCH]]
                others += [(group, incident) for group, incident in incidents if group in beside]
                self._insert_incidents([(group, incident) for group, incident in incidents if group not in beside])
        self._relate_beside(others, beside)
        self._note_successions()
        touched = None if self._first else self._rows("SELECT incident FROM old UNION SELECT incident FROM made ORDER BY 1")
        self.summary.touched = touched if touched is None else tuple(incident for (incident,) in touched)
        ((self.summary.changed,),) = self._rows(
            "SELECT count(*) FROM made m LEFT JOIN old o ON o.incident = m.incident WHERE o.digest IS DISTINCT FROM m.digest"
        )

    def _relate_beside(self, others: Sequence[tuple[str, Incident]], beside: Mapping[str, Incident]) -> None:
        """Gives the incidents beside those that changed their relations to these, in the place of what they had."""
        ids = {i for (i,) in self._rows("SELECT incident FROM old UNION SELECT incident FROM made")}
        for group, incident in others:
            stored = beside[group]
            kept = [r for r in stored.relations if r.incident not in ids]
            now = msgspec.structs.replace(stored, relations=tuple(sorted([*kept, *incident.relations], key=lambda r: (r.kind, r.incident))))
            if now != stored:
                line = now.to_json().decode()
                self._do("UPDATE incidents SET json = ? WHERE incident = ?", [line, now.id])
                self._do("INSERT INTO made VALUES (?, md5(?))", [now.id, line])
                self._do('DELETE FROM work.related WHERE "group" = ?', [group])
                self._keep_relations([(group, now.relations)])

    def _keep_relations(self, of_groups: Sequence[tuple[str, Sequence[Relation]]]) -> None:
        pairs = sorted({(group, r.incident) for group, relations in of_groups for r in relations})
        self._insert("work.related", {"group": [g for g, _ in pairs], "incident": [i for _, i in pairs]})

    def _note_successions(self) -> None:
        """An id that is no more leads to the new incident that holds most of its claims, as they stand now; one that is an incident again
        to itself."""
        self._do("CREATE OR REPLACE TEMP TABLE renamed (claim VARCHAR, now VARCHAR)")
        self._insert("renamed", {"claim": list(self._renamed), "now": list(self._renamed.values())})
        if self._rows("SELECT 1 FROM old WHERE incident NOT IN (SELECT incident FROM made) LIMIT 1"):
            succeeded = self._rows(
                """SELECT old, new FROM (
                    SELECT h.incident AS old, m.incident AS new,
                           row_number() OVER (PARTITION BY h.incident ORDER BY count(*) DESC, m.incident) AS nth
                    FROM held_before h LEFT JOIN renamed r ON r.claim = h.claim
                        JOIN incident_claims m ON m.claim = coalesce(r.now, h.claim)
                    WHERE h.incident NOT IN (SELECT incident FROM made) GROUP BY h.incident, m.incident)
                WHERE nth = 1 ORDER BY old"""
            )
            for start in range(0, len(succeeded), _BATCH):
                for pair in succeeded[start : start + _BATCH]:
                    self._do("INSERT OR REPLACE INTO successions VALUES (?, ?)", list(pair))
            self.summary.gone += len(succeeded)
        self._do("DELETE FROM successions WHERE old IN (SELECT incident FROM made)")
        self._do("UPDATE successions SET new = (SELECT s.new FROM successions s WHERE s.old = successions.new) "
                 "WHERE new IN (SELECT old FROM successions)")  # fmt: skip

    def _insert_incidents(self, incidents: Sequence[tuple[str, Incident]]) -> None:
        rows = [_incident_columns(group, incident) for group, incident in incidents]
        self._insert("incidents", {name: [row[i] for row in rows] for i, name in enumerate(INCIDENT_TABLES["incidents"])})
        refs = [(i.id, ref.document, ref.claim) for _, i in incidents for ref in i.claims]
        self._insert("incident_claims", {name: [r[k] for r in refs] for k, name in enumerate(INCIDENT_TABLES["incident_claims"])})
        actors = [(i.id, a.role, a.name, a.actor) for _, i in incidents for a in i.actors]
        self._insert("incident_actors", {name: [a[k] for a in actors] for k, name in enumerate(INCIDENT_TABLES["incident_actors"])})
        figures = [
            (i.id, f.role, f.of_kind, f.of_side, f.low, f.best, f.high, f.contested, f.rule) for _, i in incidents for f in i.figures
        ]
        self._insert("incident_figures", {name: [f[k] for f in figures] for k, name in enumerate(INCIDENT_TABLES["incident_figures"])})
        self._insert("made", {"incident": [i.id for _, i in incidents], "digest": [_md5(row[-1]) for row in rows]})
        self._keep_relations([(group, incident.relations) for group, incident in incidents])

    # The connection

    def _do(self, sql: str, values: Sequence[object] | None = None) -> None:
        self._connection.execute(sql, values) if values is not None else self._connection.execute(sql)

    def _rows(self, sql: str, values: Sequence[object] | None = None) -> list[Any]:
        return (self._connection.execute(sql, values) if values is not None else self._connection.execute(sql)).fetchall()

    def _run(self, steps: Sequence[Step], gives: Sequence[Table]) -> None:
        """Runs the steps where they are to be run, and has the tables that they give here."""
        if self._elsewhere is None:
            self._engine.run(steps, self._on_step)
            return
        written: set[str] = set()
        for step in steps:
            for name in reads_of(step):
                if name not in written and name not in self._there:
                    table = self._engine.table(name)
                    self._elsewhere.put(table, self._engine.rows(table, ()))
                    self._there.add(name)
            written.add(step.writes.name)
        self._elsewhere.run(steps, self._on_step)
        for table in gives:
            self._engine.put(table, self._elsewhere.rows(table, ()))
            self._there.add(table.name)

    def _put(self, table: Table, batches: Iterable[Columns]) -> None:
        self._engine.put(table, batches)
        self._there.discard(table.name)

    def _fill(self, table: Table, sql: str) -> None:
        self._engine.select(table, sql)
        self._there.discard(table.name)

    def _fill_features(self, numbers: str) -> None:
        """Claims in full, by number: a search by anything else would go through all that they hold."""
        self._do(f"CREATE OR REPLACE TEMP TABLE claim_numbers AS {numbers}")
        self._fill(FEATURES, f"SELECT {_named(FEATURES.columns)} FROM work.features WHERE number IN (SELECT number FROM claim_numbers)")

    def _drop(self, *tables: str) -> None:
        """Lets go of what later steps do not ask for."""
        self._engine.drop(*tables)

    def _insert(self, table: str, columns: dict[str, list[Any]]) -> None:
        """Adds rows; every column goes in as text and is cast by the table, so that nulls need no type."""
        if not next(iter(columns.values())):
            return
        given = {name: np.array([None if v is None else str(v) for v in values], dtype=object) for name, values in columns.items()}
        self._connection.register("given__", given)
        try:
            self._connection.execute(f"INSERT INTO {table} ({_named(columns)}) SELECT * FROM given__")
        finally:
            self._connection.unregister("given__")


def _named(names: Mapping[str, object], of: str = "") -> str:
    return ", ".join(f'{of}{"." if of else ""}"{name}"' for name in names)


def _md5(line: object) -> str:
    return hashlib.md5(str(line).encode(), usedforsecurity=False).hexdigest()


def _incident_columns(group: str, incident: Incident) -> tuple[object, ...]:
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
    held: dict[str, list[str]] = {}
    for group in constraints.together:
        digest = _digest("together", group)
        for claim in group:
            held.setdefault(claim, []).append(digest)
    for one, other in constraints.apart:
        for mine, theirs in ((one, other), (other, one)):
            digest = _digest("apart", theirs)
            for claim in mine:
                held.setdefault(claim, []).append(digest)
    for of_id in constraints.held:
        digest = _digest(f"{of_id.id} by {of_id.by}", of_id.kept)
        for claim in of_id.kept:
            held.setdefault(claim, []).append(digest)
    for claim in sorted(held):
        yield claim, hashlib.sha256(msgspec.json.encode(held[claim])).hexdigest()


def _digest(rule: str, claims: Iterable[str]) -> str:
    return hashlib.sha256(msgspec.json.encode([rule, *sorted(claims)])).hexdigest()
