"""Every export holds every claim once, in the columns that the documentation names, the same bytes every time."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ascribe.domain.claim import Record
from ascribe.domain.quantity import Quantity
from ascribe.domain.span import Span
from ascribe.publish import Account, Rejected, publish_csv, publish_geojson, publish_jsonl, publish_parquet
from ascribe.publish.columns import COLUMNS, Kind, row_of
from ascribe.publish.csv import cell
from ascribe.store import StoredClaim, open_store
from ascribe.testing import fake_record
from tests.record_strategies import records

Export = Callable[..., Account]
EXPORTS: list[Export] = [publish_jsonl, publish_csv, publish_parquet, publish_geojson]
some_records = st.lists(records(), max_size=3, unique_by=lambda r: r.document.id)


def written(export: Export, items: Any) -> bytes:
    stream = io.BytesIO()
    export(items, stream)
    return stream.getvalue()


def rows_of_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def rows_of_parquet(data: bytes, folder: Path) -> list[dict[str, Any]]:
    file = folder / "claims.parquet"
    file.write_bytes(data)
    with duckdb.connect() as connection:
        result = connection.execute(f"SELECT * FROM '{file}'")
        names = [name for name, *_ in result.description or []]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def two_documents() -> list[Record]:
    return [fake_record(n_claims=2), fake_record("Two died.", n_claims=2, url=None, outlet=None)]


@pytest.mark.parametrize("export", EXPORTS)
def test_every_claim_is_accounted_for(export: Export):
    account = export([*two_documents(), fake_record("Nothing.", n_claims=0)], io.BytesIO())
    assert account == Account(n_documents=3, n_claims=4, n_rows=4)
    assert str(account) == "4 claims of 3 documents"


def test_an_account_that_does_not_add_up_cannot_be_built():
    with pytest.raises(ValueError, match="do not add up"):
        Account(n_documents=1, n_claims=3, n_rows=1, rejected=(Rejected(document="d", claim="c", reason="no figure"),))


@pytest.mark.parametrize("export", EXPORTS)
def test_the_same_records_give_the_same_bytes(export: Export):
    assert written(export, two_documents()) == written(export, iter(two_documents()))


@pytest.mark.parametrize("export", EXPORTS)
def test_records_and_the_claims_of_a_store_give_the_same_bytes(export: Export, tmp_path: Path):
    with open_store(tmp_path / "s") as store:
        for record in two_documents():
            store.add(record)
        assert written(export, store.records()) == written(export, store.claims())


@pytest.mark.parametrize("export", EXPORTS)
def test_nothing_to_export_is_a_valid_file(export: Export, tmp_path: Path):
    data = written(export, [])
    if export is publish_geojson:
        assert json.loads(data) == {"type": "FeatureCollection", "features": []}
    elif export is publish_parquet:
        assert rows_of_parquet(data, tmp_path) == []
    else:
        assert rows_of_csv(data) == []


@pytest.mark.parametrize("export", EXPORTS)
def test_a_path_holds_a_whole_export_or_what_it_held_before(export: Export, tmp_path: Path):
    path = tmp_path / "out"
    path.write_text("before")

    def breaking() -> Iterator[Record]:
        yield fake_record()
        raise RuntimeError("cut off")

    with pytest.raises(RuntimeError, match="cut off"):
        export(breaking(), path)
    assert path.read_text() == "before"
    export([fake_record()], str(path))
    assert path.read_bytes() == written(export, [fake_record()])
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@settings(max_examples=20, deadline=None)
@given(some_records)
def test_json_lines_are_the_records(made: list[Record]):
    lines = written(publish_jsonl, made).split(b"\n")
    assert lines == [*(record.to_json() for record in made), b""]
    assert [Record.from_json(line) for line in lines[:-1]] == made


def test_selected_claims_of_one_document_share_a_line():
    record = fake_record(n_claims=3)
    chosen = [StoredClaim(record.document, claim) for claim in record.claims[1:]]
    assert written(publish_jsonl, chosen) == Record(document=record.document, claims=record.claims[1:]).to_json() + b"\n"


@settings(max_examples=20, deadline=None)
@given(some_records)
def test_csv_rows_read_back_as_they_were_written(made: list[Record]):
    expected = [[cell(v) for v in row_of(c, r.document).values()] for r in made for c in r.claims]
    data = written(publish_csv, made)
    back = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
    assert back == [[c.name for c in COLUMNS], *expected]
    assert data.endswith(b"\r\n")


@settings(max_examples=20, deadline=None)
@given(some_records)
def test_no_cell_of_text_begins_a_formula(made: list[Record]):
    numbers = {c.name for c in COLUMNS if c.kind in ("integer", "number")}
    for row in rows_of_csv(written(publish_csv, made)):
        for name, words in row.items():
            if name in numbers:
                assert words == "" or float(words) is not None
            else:
                assert not words.startswith(tuple("=+-@\t\r＝＋－＠")), name


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"), ("\r=1", "'\r=1"), ("＝1", "'＝1"),
        ("＋1", "'＋1"), ("－1", "'－1"), ("＠x", "'＠x"), (["=1", "2"], "'=1; 2"), ("a=1", "a=1"), ("'quoted", "'quoted"),
        (-33.9, "-33.9"),
        (0, "0"), (None, ""), (False, "false"), (date(2021, 9, 1), "2021-09-01"), ([], ""),
    ],
)  # fmt: skip
def test_cell(value: Any, expected: str):
    assert cell(value) == expected


def test_newlines_and_quotes_stay_inside_their_cell():
    record = fake_record(title='The "valley",\r\nagain', outlet="A\nB")
    (row,) = rows_of_csv(written(publish_csv, [record]))
    assert row["title"] == 'The "valley",\r\nagain'
    assert row["outlet"] == "A\nB"


def test_a_row_tells_the_claim():
    (row,) = rows_of_csv(written(publish_csv, [fake_record()]))
    shown = {name: row[name] for name in row if row[name] and not name.endswith("_id")}
    assert shown == {
        "outlet": "Example Wire", "published": "2021-09-02", "url": "https://wire.example/valley", "title": "Fighting in the valley",
        "language": "en", "type": "killing", "status": "asserted", "source": "Northern Front", "source_kind": "belligerent",
        "source_party": "initiator", "channel": "broadcast", "cue": "said", "initiator": "Northern Front", "target": "raiders",
        "place": "Tarkan", "lat": "35.5", "lon": "69.75", "country": "AF", "admin1": "Panjshir", "place_precision": "1",
        "radius_km": "1.0", "start": "2021-09-01", "end": "2021-09-01", "time_precision": "day", "time_bound": "exact",
        "time_inferred": "false", "killed_low": "12", "killed_high": "12", "quantities": "killed 12 raiders (exact)",
        "background": "false", "reading_confidence": "0.9", "trigger": "killed", "content_start": "38", "content_end": "97",
        "content": "its men had killed 12 raiders at Tarkan on 1 September 2021",
        "sentence": "Northern Front (belligerent, on air) said: killing of 12 raiders, by Northern Front, at Tarkan, Panjshir, "
        "on 1 Sep 2021",
    }  # fmt: skip


def figure(role: str, low: int | None, high: int | None, qualifier: str, **more: Any) -> Quantity:
    fields: dict[str, Any] = {"of": None, "of_kind": "unknown", "of_side": None, "part_of": None, "scope": "event"} | more
    return Quantity(span=Span(0, 3), role=role, low=low, high=high, qualifier=qualifier, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("figures", "low", "high"),
    [
        ([], None, None),
        ([figure("killed", 9, 9, "exact"), figure("killed", 7, 7, "exact", part_of=0)], 9, 9),
        ([figure("killed", 7, 7, "exact", part_of=1), figure("killed", 9, 9, "exact")], 9, 9),
        ([figure("killed", 4, 4, "exact"), figure("killed", 5, 5, "exact")], 4, 4),  # never added up
        ([figure("killed", 41, None, "at_least")], 41, None),
        ([figure("killed", 300, 300, "exact", scope="period_total")], None, None),
        ([figure("killed", None, None, "vague"), figure("killed", 3, 3, "exact")], 3, 3),
        ([figure("injured", 4, 4, "exact")], None, None),
        ([figure("killed", 0, 0, "exact")], 0, 0),
        ([figure("killed", 10**30, 10**30, "exact")], 2**63 - 1, 2**63 - 1),
    ],
)
def test_figure_columns(figures: list[Quantity], low: int | None, high: int | None):
    record = fake_record()
    row = row_of(msgspec.structs.replace(record.claims[0], quantities=tuple(figures)), record.document)
    assert (row["killed_low"], row["killed_high"]) == (low, high)


PYTHON_TYPES: dict[Kind, type] = {"text": str, "list": list, "integer": int, "number": float, "flag": bool, "date": date}


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(made=some_records)
def test_parquet_holds_the_same_rows_with_real_types(tmp_path: Path, made: list[Record]):
    back = rows_of_parquet(written(publish_parquet, made), tmp_path)
    pairs = [(claim, record.document) for record in made for claim in record.claims]
    assert len(back) == len(pairs)
    for row, (claim, document) in zip(back, pairs, strict=True):
        assert json.loads(row.pop("quantities_json")) == json.loads(msgspec.json.encode(claim.quantities))
        assert list(row) == [c.name for c in COLUMNS]
        for column in COLUMNS:
            value = row[column.name]
            assert value is None or type(value) is PYTHON_TYPES[column.kind], column.name
        assert row == row_of(claim, document)


def test_parquet_of_no_claims_keeps_its_types(tmp_path: Path):
    (tmp_path / "e.parquet").write_bytes(written(publish_parquet, []))
    described = duckdb.execute(f"DESCRIBE SELECT * FROM '{tmp_path / 'e.parquet'}'").fetchall()
    types = {name: kind for name, kind, *_ in described}
    assert (types["killed_low"], types["start"], types["lat"], types["via"], types["background"]) == (
        "BIGINT", "DATE", "DOUBLE", "VARCHAR[]", "BOOLEAN",
    )  # fmt: skip


def test_the_documentation_lists_the_columns_in_order():
    documentation = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
    assert "\n".join(f"| `{c.name}` | {c.kind} | {c.meaning} |" for c in COLUMNS) in documentation
