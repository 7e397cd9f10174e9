"""`docs/store.md` is true: it names every table and column, and its queries run."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from ascribe.store import open_store
from ascribe.store.connection import CLAIMS_FILE
from ascribe.store.schema import SCHEMA_VERSION, TABLES
from ascribe.testing import fake_record

DOCUMENTATION = (Path(__file__).parents[2] / "docs" / "store.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", DOCUMENTATION, re.DOTALL)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_and_column_is_described(table: str):
    start = DOCUMENTATION.index(f"**`{table}`**")
    end = DOCUMENTATION.find("\n**`", start)
    described = DOCUMENTATION[start:end]
    assert [column for column in TABLES[table] if f"`{column}`" not in described] == []


def test_the_layout_it_describes_is_this_one():
    assert f"`schema_version`, now {SCHEMA_VERSION}" in DOCUMENTATION


@pytest.mark.parametrize("query", QUERIES)
def test_its_queries_run(tmp_path: Path, query: str):
    with open_store(tmp_path) as store:
        store.add(fake_record(n_claims=2))
        store.add(fake_record("Two died.", status="denied"))
    with duckdb.connect(str(tmp_path / CLAIMS_FILE), read_only=True) as connection:
        connection.execute(query).fetchall()


def test_it_has_queries():
    assert len(QUERIES) == 4
