"""`claims`, `show`, `export`, `stats`, `schema`: what is in a store, and how each refuses what it cannot do."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ascribe.domain.claim import Record
from ascribe.store import open_store
from ascribe.testing import fake_record
from tests.cli.outcome import Ascribe

DOCUMENT = fake_record(n_claims=2).document.id
FIRST = fake_record(n_claims=2, reader_version="0")
SELECTIONS = [
    ([], 4),
    (["--type", "killing"], 2),
    (["--type", "killing", "--type", "airstrike"], 3),
    (["--status", "denied"], 1),
    (["--status", "denied", "--type", "killing"], 0),
    (["--source", "northern"], 3),
    (["--source-kind", "outlet"], 1),
    (["--actor", "raiders"], 3),
    (["--place", "tarkan"], 3),
    (["--place", "AF"], 3),
    (["--place", "panjshir"], 3),
    (["--from", "2021-09-01"], 3),
    (["--from", "2021-09-02"], 0),
    (["--to", "2021-09-01"], 3),
    (["--to", "2021-08-31"], 0),
    (["--text", "injured CAFE"], 1),
    (["--text", "injured raid"], 0),
    (["--outlet", "post"], 1),
    (["--document", DOCUMENT[:20]], 2),
    (["--news"], 4),
    (["--background"], 0),
    (["--limit", "1"], 1),
    (["--reading", FIRST.document.reading.id if FIRST.document.reading else ""], 4),
]


@pytest.mark.parametrize(("selection", "n"), SELECTIONS, ids=lambda v: " ".join(v) if isinstance(v, list) else None)
def test_claims_are_selected(ascribe: Ascribe, store: Path, selection: list[str], n: int) -> None:
    found = ascribe("claims", "--store", store, *selection)
    assert (found.code, len(found.lines)) == (0, n)


def test_a_line_of_claims(ascribe: Ascribe, store: Path) -> None:
    line: dict[str, Any] = json.loads(ascribe("claims", "--store", store, "--type", "airstrike").out)
    assert line["document"]["outlet"] == "Other Post"
    assert set(line["document"]) == {"id", "outlet", "published", "url", "title"}
    assert line["claim"]["status"] == "denied"


def test_a_table_of_claims(ascribe: Ascribe, store: Path) -> None:
    table = ascribe("claims", "--store", store, "--format", "table", "--type", "airstrike")
    shown = table.out.decode()
    assert "Other Post" in shown
    assert "denied: air strike" in " ".join(shown.split())
    assert table.err == "1 claim\n"


def test_an_empty_table_says_what_to_do(ascribe: Ascribe, store: Path) -> None:
    table = ascribe("claims", "--store", store, "--format", "table", "--background")
    assert (table.code, table.out) == (0, b"")
    assert "take a filter away" in table.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--type", "murder"], "'murder' is not one of"),
        (["--from", "September"], "write it as 2021-09-02"),
        (["--from", "2021-02-30"], "write it as 2021-09-02"),
        (["--from", "2021-09-02", "--to", "2021-09-01"], "exchange the two dates"),
        (["--limit", "0"], "--limit"),
        (["--colour", "red"], "No such option"),
    ],
)
def test_what_is_not_understood(ascribe: Ascribe, store: Path, arguments: list[str], says: str) -> None:
    refused = ascribe("claims", "--store", store, *arguments)
    assert (refused.code, refused.out) == (2, b"")
    assert says in refused.err


@pytest.mark.parametrize("command", [["claims"], ["show", "c-1"], ["stats"], ["export", "--format", "csv"]])
def test_no_store_there(ascribe: Ascribe, command: list[str]) -> None:
    refused = ascribe(*command, "--store", "nowhere")
    assert (refused.code, refused.out) == (1, b"")
    assert refused.err == "ascribe: nowhere: there is no store here; give the folder of a store, or read documents into one first\n"
    assert not Path("nowhere").exists()


def test_no_such_command(ascribe: Ascribe) -> None:
    assert ascribe("resolve").code == 2


def test_show_a_claim(ascribe: Ascribe, store: Path) -> None:
    claim = FIRST.claims[0]
    shown = ascribe("show", claim.id, "--store", store)
    text = shown.out.decode()
    assert shown.code == 0
    assert "«its men had *killed* 12 raiders at Tarkan on 1 September 2021»" in text
    for word in (claim.id, DOCUMENT, "Example Wire", "belligerent; party: initiator", "“12”", "fake 1"):
        assert word in text


def test_show_a_document_by_the_beginning_of_its_id(ascribe: Ascribe, store: Path) -> None:
    for beginning in (DOCUMENT, DOCUMENT[:19], DOCUMENT.removeprefix("sha256:")[:12]):
        shown = ascribe("show", beginning, "--store", store)
        assert shown.code == 0
        assert FIRST.document.text in shown.out.decode()
        assert "2 claims" in shown.out.decode()


def test_show_as_json(ascribe: Ascribe, store: Path) -> None:
    record = Record.from_json(ascribe("show", DOCUMENT, "--store", store, "--json").out)
    assert record == fake_record(n_claims=2, reader_version="1")
    claim = json.loads(ascribe("show", FIRST.claims[1].id, "--store", store, "--json").out)
    assert claim["claim"]["id"] == FIRST.claims[1].id
    assert claim["document"]["id"] == DOCUMENT


@pytest.mark.parametrize(
    ("beginning", "says"), [("c-", "fits more than one (c-"), ("sha256:", "fits more than one (sha256:"), ("c-0zz", "no claim or document")]
)
def test_show_refuses_what_it_cannot_tell(ascribe: Ascribe, store: Path, beginning: str, says: str) -> None:
    refused = ascribe("show", beginning, "--store", store)
    assert (refused.code, refused.out) == (1, b"")
    assert says in refused.err
    assert refused.err.count("\n") == 1


def test_export_jsonl(ascribe: Ascribe, store: Path) -> None:
    exported = ascribe("export", "--format", "jsonl", "--store", store)
    schema = json.loads(ascribe("schema").out)
    for line in exported.lines:
        jsonschema.validate(json.loads(line), schema)
    records = [Record.from_json(line) for line in exported.lines]
    assert sum(len(r.claims) for r in records) == 4
    assert exported.err == "4 claims of 3 documents\n"


def test_export_jsonl_holds_documents_without_claims_unless_claims_are_selected(ascribe: Ascribe, tmp_path: Path) -> None:
    silent = fake_record("Nothing happened in the valley.", n_claims=2)
    silent = Record(document=silent.document, claims=())
    with open_store(tmp_path / "s") as opened:
        opened.add(silent)
        opened.add(fake_record(outlet="Other Post"))
    assert silent.document.reading is not None
    every = ascribe("export", "--format", "jsonl", "--store", "s")
    assert silent in [Record.from_json(line) for line in every.lines]
    assert every.err == "1 claim of 2 documents\n"
    assert ascribe("export", "--format", "jsonl", "--store", "s", "--reading", silent.document.reading.id).out == every.out
    assert ascribe("export", "--format", "jsonl", "--store", "s", "--news").err == "1 claim of 1 document\n"
    assert ascribe("export", "--format", "csv", "--store", "s").err == "1 claim of 1 document\n"


def test_export_csv_and_geojson(ascribe: Ascribe, store: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(ascribe("export", "--format", "csv", "--store", store, "--place", "tarkan").out.decode())))
    features = json.loads(ascribe("export", "--format", "geojson", "--store", store, "--place", "tarkan").out)["features"]
    assert [row["claim_id"] for row in rows] == [feature["id"] for feature in features]
    assert sorted(row["killed_low"] for row in rows) == ["12", "12", "13"]


def test_export_parquet_into_a_file(ascribe: Ascribe, store: Path) -> None:
    import duckdb

    exported = ascribe("export", "--format", "parquet", "--store", store, "-o", "claims.parquet")
    assert (exported.code, exported.out) == (0, b"")
    assert duckdb.sql("SELECT count(*) FROM 'claims.parquet'").fetchall() == [(4,)]
    assert exported.err == "4 claims of 3 documents in claims.parquet\n"
    assert ascribe("export", "--format", "parquet", "--store", store).out == Path("claims.parquet").read_bytes()


def test_export_where_nothing_can_be_written(ascribe: Ascribe, store: Path) -> None:
    refused = ascribe("export", "--format", "csv", "--store", store, "-o", "no/such/folder/claims.csv")
    assert refused.code == 1
    assert refused.err.startswith("ascribe: ")
    assert "No such file or directory" in refused.err
    assert refused.err.count("\n") == 1


def test_stats(ascribe: Ascribe, store: Path) -> None:
    shown = ascribe("stats", "--store", store)
    assert shown.code == 0
    assert shown.out.decode().startswith("3 documents, 4 claims, 2 readings, ")
    counted = json.loads(ascribe("stats", "--store", store, "--json").out)
    assert counted["by_status"] == {"asserted": 3, "denied": 1}
    assert counted["published"] == ["2021-09-02", "2021-09-05"]
    assert [r["n_documents"] for r in counted["readings"]] == [3, 1]


def test_an_empty_store_has_stats(ascribe: Ascribe, tmp_path: Path) -> None:
    open_store(tmp_path / "empty").close()
    shown = ascribe("stats", "--store", "empty")
    assert (shown.code, shown.out.decode().split(", ")[:2]) == (0, ["0 documents", "0 claims"])


def test_schema(ascribe: Ascribe) -> None:
    schema = json.loads(ascribe("schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$ref"] == "#/$defs/Record"


def test_version(ascribe: Ascribe) -> None:
    from ascribe import __version__

    assert ascribe("--version").out.decode() == f"ascribe, version {__version__}\n"
