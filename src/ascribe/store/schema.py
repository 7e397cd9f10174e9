"""The tables of a store: the one place where their columns are named.

In:  nothing.   Out: the statements that create an empty store, and the version of this layout.

`claims.json` and `records.envelope` hold everything; the flat columns beside them are for queries, so a later layout can
be filled again from what is stored. `docs/store.md` describes each table to people.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["INCIDENT_TABLES", "SCHEMA_VERSION", "STORAGE_VERSION", "TABLES", "creating_statements", "insert_into", "migrating_statements"]

#: Raise it with every change of a table, view or column.
SCHEMA_VERSION = 4
#: The oldest DuckDB whose file format a store keeps to, so that users' own tools can open it.
STORAGE_VERSION = "v1.4.0"

#: Table → column → SQL type, in the order in which rows are written.
TABLES: Mapping[str, Mapping[str, str]] = {
    "meta": {"key": "VARCHAR PRIMARY KEY", "value": "VARCHAR NOT NULL"},
    "readings": {
        "reading": "VARCHAR PRIMARY KEY", "reader": "VARCHAR NOT NULL", "version": "VARCHAR NOT NULL", "json": "VARCHAR NOT NULL",
    },
    "documents": {
        "document": "VARCHAR PRIMARY KEY", "url": "VARCHAR", "outlet": "VARCHAR", "published": "VARCHAR", "day": "DATE",
        "text_sha256": "VARCHAR NOT NULL", "text": "VARCHAR NOT NULL",
    },
    "records": {
        "record": "BIGINT NOT NULL", "document": "VARCHAR NOT NULL", "reading": "VARCHAR NOT NULL", "title": "VARCHAR",
        "language": "VARCHAR", "input_id": "VARCHAR", "n_claims": "INTEGER NOT NULL", "envelope": "VARCHAR NOT NULL",
    },
    "arrivals": {"document": "VARCHAR PRIMARY KEY", "time": "TIMESTAMP NOT NULL"},
    "claims": {
        "record": "BIGINT NOT NULL", "n": "INTEGER NOT NULL", "claim": "VARCHAR NOT NULL", "type": "VARCHAR NOT NULL",
        "trigger": "VARCHAR NOT NULL", "content": "VARCHAR NOT NULL", "extent": "VARCHAR", "outcome": "VARCHAR",
        "status": "VARCHAR NOT NULL", "at_issue": "VARCHAR", "source": "VARCHAR", "source_text": "VARCHAR",
        "source_actor": "VARCHAR", "source_kind": "VARCHAR NOT NULL", "party": "VARCHAR NOT NULL", "channel": "VARCHAR",
        "cue": "VARCHAR", "hedge": "VARCHAR", "place": "VARCHAR", "place_text": "VARCHAR", "gazetteer_id": "VARCHAR",
        "lat": "DOUBLE", "lon": "DOUBLE", "country": "VARCHAR", "admin1": "VARCHAR", "admin2": "VARCHAR",
        "place_precision": "TINYINT", "radius_km": "DOUBLE", "other_places": "VARCHAR", "time_start": "DATE",
        "time_end": "DATE", "time_precision": "VARCHAR", "time_bound": "VARCHAR", "time_inferred": "BOOLEAN",
        "background": "BOOLEAN NOT NULL", "reading_confidence": "DOUBLE", "json": "VARCHAR NOT NULL",
    },
    "participants": {
        "record": "BIGINT NOT NULL", "claim": "VARCHAR NOT NULL", "role": "VARCHAR NOT NULL", "n": "INTEGER NOT NULL",
        "name": "VARCHAR", "text": "VARCHAR", "actor": "VARCHAR", "side": "VARCHAR", "kind": "VARCHAR",
        "certainty": "VARCHAR NOT NULL",
    },
    "quantities": {
        "record": "BIGINT NOT NULL", "claim": "VARCHAR NOT NULL", "n": "INTEGER NOT NULL", "role": "VARCHAR NOT NULL",
        "low": "BIGINT", "high": "BIGINT", "qualifier": "VARCHAR NOT NULL", "text": "VARCHAR NOT NULL",
        "counted": "VARCHAR", "of_kind": "VARCHAR NOT NULL", "of_side": "VARCHAR", "part_of": "INTEGER",
        "scope": "VARCHAR NOT NULL", "was": "BIGINT",
    },
}  # fmt: skip

#: What grouping claims into incidents adds (layout 2): `incidents` and `incident_claims` for people, the rest so that an update need not
#: begin anew. The tables of the schema `work` hold what claims are compared by; their columns are those of `ascribe.reconcile`.
INCIDENT_TABLES: Mapping[str, Mapping[str, str]] = {
    "incidents": {
        "incident": "VARCHAR PRIMARY KEY", "group_id": "VARCHAR NOT NULL", "type": "VARCHAR NOT NULL", "place": "VARCHAR",
        "country": "VARCHAR",
        "admin1": "VARCHAR", "admin2": "VARCHAR", "lat": "DOUBLE", "lon": "DOUBLE", "place_precision": "TINYINT", "time_start": "DATE",
        "time_end": "DATE", "time_precision": "VARCHAR", "grade": "VARCHAR NOT NULL", "n_claims": "INTEGER NOT NULL",
        "n_documents": "INTEGER NOT NULL", "n_independent": "INTEGER NOT NULL", "flags": "VARCHAR NOT NULL", "json": "VARCHAR NOT NULL",
    },
    "incident_claims": {"incident": "VARCHAR NOT NULL", "document": "VARCHAR NOT NULL", "claim": "VARCHAR NOT NULL"},
    "incident_actors": {"incident": "VARCHAR NOT NULL", "role": "VARCHAR NOT NULL", "name": "VARCHAR NOT NULL", "actor": "VARCHAR"},
    "incident_figures": {
        "incident": "VARCHAR NOT NULL", "role": "VARCHAR NOT NULL", "of_kind": "VARCHAR NOT NULL", "of_side": "VARCHAR", "low": "BIGINT",
        "best": "BIGINT", "high": "BIGINT", "contested": "BOOLEAN NOT NULL", "rule": "VARCHAR NOT NULL",
    },
    "successions": {"old": "VARCHAR PRIMARY KEY", "new": "VARCHAR NOT NULL"},
}  # fmt: skip

_CONSTRAINTS = {"records": "PRIMARY KEY (document, reading)"}

_VIEWS = (
    "CREATE VIEW latest_records AS SELECT r.* FROM records r "
    "JOIN (SELECT max(record) AS record FROM records GROUP BY document) USING (record)",
    "CREATE VIEW latest_claims AS SELECT r.document, r.reading, d.outlet, d.url, d.published, d.day, r.title, r.language, c.* "
    "FROM claims c JOIN latest_records r USING (record) JOIN documents d USING (document)",
)


#: Layout 3 keeps other tables in `work`; the next run builds them, by the rule that was chosen, and finds the incidents that are there.
_WORK_ANEW = (
    "CREATE SCHEMA IF NOT EXISTS work",
    *(f"DROP TABLE IF EXISTS work.{table}" for table in (
        "features", "scened", "scenes", "keys", "links", "components", "assigned", "origins", "done", "constrained",
    )),
    "CREATE TABLE IF NOT EXISTS work.settings (digest VARCHAR, rule VARCHAR)",
    "UPDATE work.settings SET digest = NULL",
)  # fmt: skip


#: Layout 4 says when a document came. Those that were there before it have no row, and count as having always been there.
_ARRIVALS = ("CREATE TABLE IF NOT EXISTS arrivals (document VARCHAR PRIMARY KEY, time TIMESTAMP NOT NULL)",)


def migrating_statements(found: int) -> tuple[str, ...]:
    """The statements that bring a store of layout `found` to this one, to be run in one transaction; `KeyError` for no such layout.

    >>> migrating_statements(3)[-1]
    "UPDATE meta SET value = '4' WHERE key = 'schema_version'"
    """
    steps = {1: (*_creating(INCIDENT_TABLES), *_WORK_ANEW, *_ARRIVALS), 2: (*_WORK_ANEW, *_ARRIVALS), 3: _ARRIVALS}
    return (*steps[found], f"UPDATE meta SET value = '{SCHEMA_VERSION}' WHERE key = 'schema_version'")


def creating_statements() -> tuple[str, ...]:
    """The statements that make an empty database a store, to be run in one transaction.

    >>> creating_statements()[0]
    'CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)'
    """
    version = f"INSERT INTO meta VALUES ('schema_version', '{SCHEMA_VERSION}')"
    return (*_creating(TABLES), *_VIEWS, *_creating(INCIDENT_TABLES), version)


def _creating(tables: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    statements = []
    for table, columns in tables.items():
        parts = [f"{name} {kind}" for name, kind in columns.items()]
        if table in _CONSTRAINTS:
            parts.append(_CONSTRAINTS[table])
        statements.append(f"CREATE TABLE {table} ({', '.join(parts)})")
    return tuple(statements)


def insert_into(table: str, n_rows: int) -> str:
    """One statement that inserts `n_rows` rows, with a `?` for every value.

    >>> insert_into("meta", 2)
    'INSERT INTO meta VALUES (?, ?), (?, ?)'
    """
    row = "(" + ", ".join("?" * len({**TABLES, **INCIDENT_TABLES}[table])) + ")"
    return f"INSERT INTO {table} VALUES " + ", ".join([row] * n_rows)
