"""Incidents leave with their figures and claims beside them: every number leads to a claim, and the files come together or not at all."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, get_args

import duckdb
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ascribe.demo import demo_documents
from ascribe.domain.claim import Record
from ascribe.domain.incident import Incident
from ascribe.domain.place import Place
from ascribe.pipeline_incidents import update_incidents
from ascribe.publish import publish_incidents
from ascribe.publish.columns import COLUMNS, list_words
from ascribe.publish.csv import cell
from ascribe.publish.geojson import geometry_of
from ascribe.publish.incident_columns import FIGURE_COLUMNS, INCIDENT_COLUMNS, SAID_COLUMNS, whole_figure
from ascribe.publish.incident_words import headline, range_words
from ascribe.publish.incidents import FILES, IncidentFormat
from ascribe.read.reader import Reader
from ascribe.reconcile import reconcile
from ascribe.reconcile.incident import build_incident
from ascribe.store import IncidentFilter, StoredClaim, open_store
from ascribe.store.incident_filter import EVERY_INCIDENT
from ascribe.testing import fake_record
from tests.reconcile.tellers import told

FORMATS: tuple[IncidentFormat, ...] = get_args(IncidentFormat)
DOCUMENTATION = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def demo() -> list[Record]:
    reader = Reader.load()
    return [reader.read(document) for document in demo_documents()]


@pytest.fixture(scope="module")
def store_folder(tmp_path_factory: pytest.TempPathFactory, demo: list[Record]) -> Path:
    folder = tmp_path_factory.mktemp("incidents") / "store"
    with open_store(folder) as store:
        for record in demo:
            store.add(record)
        update_incidents(store)
    return folder


def exported(folder: Path, to: Path, format: IncidentFormat, where: IncidentFilter = EVERY_INCIDENT) -> Any:
    with open_store(folder, read_only=True) as store:
        return publish_incidents(store.incidents(where), store.claims_of_incidents(where, by_document=format == "jsonl"), to, format)


def claims_of(incidents: Sequence[Incident], records: Sequence[Record]) -> Iterator[tuple[str, StoredClaim]]:
    """The claims of incidents that stand in memory."""
    kept = {(r.document.id, c.id): StoredClaim(r.document, c) for r in records for c in r.claims}
    return ((i.id, kept[ref.document, ref.claim]) for i in incidents for ref in i.claims)


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def check_that_every_number_leads_to_a_claim(folder: Path) -> None:
    claims = {(row["incident_id"], row["claim_id"]) for row in table(folder / "claims.csv")}
    incidents = {row["incident_id"] for row in table(folder / "incidents.csv")}
    figures = {(row["incident_id"], row["figure"]) for row in table(folder / "figures.csv")}
    numbers = table(folder / "figures_by_source.csv")
    assert {incident for incident, _ in claims} == incidents >= {incident for incident, _ in figures}
    assert {(row["incident_id"], row["figure"]) for row in numbers} == figures
    for row in [*numbers, *table(folder / "figures.csv")]:
        assert row["claims"]
        assert {(row["incident_id"], claim) for claim in row["claims"].split("; ")} <= claims


def test_every_number_of_the_demo_leads_to_a_claim(store_folder: Path, tmp_path: Path) -> None:
    account = exported(store_folder, tmp_path, "csv")
    check_that_every_number_leads_to_a_claim(tmp_path)
    assert account.n_incidents == len(table(tmp_path / "incidents.csv")) > 50
    assert account.n_figures == len(table(tmp_path / "figures.csv")) > 20
    assert account.n_numbers == len(table(tmp_path / "figures_by_source.csv")) > account.n_figures
    assert account.n_claims == len(table(tmp_path / "claims.csv")) == sum(int(r["n_claims"]) for r in table(tmp_path / "incidents.csv"))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_every_number_leads_to_a_claim(tmp_path: Path, demo: list[Record], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(demo), max_size=4, unique_by=lambda r: r.document.id))
    incidents = reconcile(chosen).incidents
    publish_incidents(incidents, claims_of(incidents, chosen), tmp_path, "csv")
    check_that_every_number_leads_to_a_claim(tmp_path)


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_store_gives_the_same_bytes(store_folder: Path, tmp_path: Path, format: IncidentFormat) -> None:
    for name in ("one", "two"):
        exported(store_folder, tmp_path / name, format)
    assert sorted(p.name for p in (tmp_path / "one").iterdir()) == sorted(FILES[format])
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in FILES[format])


@pytest.mark.parametrize("format", FORMATS)
def test_no_incident_is_a_valid_export(tmp_path: Path, format: IncidentFormat) -> None:
    account = publish_incidents([], [], tmp_path, format)
    assert str(account) == "0 incidents with 0 figures by 0 numbers and 0 claims"
    if format == "geojson":
        assert json.loads((tmp_path / "incidents.geojson").read_bytes()) == {"type": "FeatureCollection", "features": []}
    if format == "parquet":
        assert duckdb.execute(f"SELECT count(*) FROM '{tmp_path / 'figures.parquet'}'").fetchall() == [(0,)]
    if format == "csv":
        assert table(tmp_path / "figures.csv") == []


def test_a_filter_takes_the_claims_with_it(store_folder: Path, tmp_path: Path) -> None:
    exported(store_folder, tmp_path, "csv", IncidentFilter(documents=2, limit=3))
    incidents = [row["incident_id"] for row in table(tmp_path / "incidents.csv")]
    assert len(incidents) == 3
    assert list(dict.fromkeys(row["incident_id"] for row in table(tmp_path / "claims.csv"))) == incidents  # in their order


def test_json_lines_read_back(store_folder: Path, tmp_path: Path) -> None:
    account = exported(store_folder, tmp_path, "jsonl")
    incidents = [Incident.from_json(line) for line in (tmp_path / "incidents.jsonl").read_bytes().splitlines()]
    records = [Record.from_json(line) for line in (tmp_path / "claims.jsonl").read_bytes().splitlines()]
    assert len({r.document.id for r in records}) == len(records), "one line a document"
    held = {(r.document.id, c.id) for r in records for c in r.claims}
    assert {(ref.document, ref.claim) for i in incidents for ref in i.claims} == held
    assert account.n_claims == len(held)


def test_parquet_has_the_rows_of_csv_with_real_types(store_folder: Path, tmp_path: Path) -> None:
    exported(store_folder, tmp_path, "csv")
    exported(store_folder, tmp_path, "parquet")
    names = {"incidents": INCIDENT_COLUMNS, "figures": FIGURE_COLUMNS, "figures_by_source": SAID_COLUMNS}
    types = {
        "text": "VARCHAR", "list": "VARCHAR[]", "integer": "BIGINT", "number": "DOUBLE", "flag": "BOOLEAN", "date": "DATE",
    }  # fmt: skip
    for name, columns in names.items():
        file = tmp_path / f"{name}.parquet"
        described = dict(row[:2] for row in duckdb.execute(f"DESCRIBE SELECT * FROM '{file}'").fetchall())
        json_too = {"incident_json": "VARCHAR"} if name == "incidents" else {}
        assert described == {c.name: types[c.kind] for c in columns} | json_too
        listed = ", ".join(f'"{c.name}"' for c in columns)
        rows = duckdb.execute(f"SELECT {listed} FROM '{file}'").fetchall()
        assert [[cell(value) for value in row] for row in rows] == [list(row.values()) for row in table(tmp_path / f"{name}.csv")]
    whole = duckdb.execute(f"SELECT incident_json FROM '{tmp_path / 'incidents.parquet'}'").fetchall()
    assert all(Incident.from_json(line).to_json() == line.encode() for (line,) in whole)
    (joined,) = duckdb.execute(
        f"SELECT count(*) FROM '{tmp_path / 'claims.parquet'}' c JOIN '{tmp_path / 'incidents.parquet'}' i USING (incident_id)"
    ).fetchall()
    assert joined == (len(table(tmp_path / "claims.csv")),)


def test_no_incident_is_a_point_that_its_words_do_not_give(store_folder: Path, tmp_path: Path) -> None:
    exported(store_folder, tmp_path, "geojson")
    features = json.loads((tmp_path / "incidents.geojson").read_bytes())["features"]
    layers = {feature["properties"]["layer"] for feature in features}
    assert layers == {"point", "area"}
    for feature in features:
        told = feature["properties"]
        assert (feature["geometry"] is None) == (told["layer"] == "none")
        assert told["place"] is not None or feature["geometry"] is None
        if told["layer"] == "point":
            assert told["place_precision"] == 1
        elif told["layer"] == "area":
            assert feature["geometry"]["type"] in ("Polygon", "MultiPolygon")
    claims = json.loads((tmp_path / "claims.geojson").read_bytes())["features"]
    assert {claim["properties"]["incident_id"] for claim in claims} == {feature["id"] for feature in features}


def test_an_incident_without_a_place_has_no_geometry(tmp_path: Path) -> None:
    record = fake_record("Two died.")
    (incident,) = reconcile([record]).incidents
    publish_incidents([incident], claims_of([incident], [record]), tmp_path, "geojson")
    for name in FILES["geojson"]:
        (feature,) = json.loads((tmp_path / name).read_bytes())["features"]
        assert (feature["geometry"], feature["properties"]["layer"], feature["properties"]["place"]) == (None, "none", None)


def test_a_row_tells_the_incident(tmp_path: Path) -> None:
    record = fake_record()
    (incident,) = reconcile([record]).incidents
    publish_incidents([incident], claims_of([incident], [record]), tmp_path, "csv")
    (row,) = table(tmp_path / "incidents.csv")
    shown = {name: value for name, value in row.items() if value}
    assert {k: shown[k] for k in ("type", "headline", "initiator", "target", "place", "place_precision", "start", "end", "grade")} == {
        "type": "killing", "headline": "killing at Tarkan, 2021-09-01", "initiator": "Northern Front", "target": "raiders",
        "place": "Tarkan", "place_precision": "1", "start": "2021-09-01", "end": "2021-09-01", "grade": "party_only",
    }  # fmt: skip
    assert (shown["killed_low"], shown.get("killed_best"), shown["killed_high"]) == ("12", None, "12")
    assert shown["figures"] == '"killed, “raiders” (target): 12; no independent figure"'
    (number,) = table(tmp_path / "figures_by_source.csv")
    assert {k: number[k] for k in ("source", "source_party", "low", "qualifier", "number", "said", "feeds")} == {
        "source": "Northern Front", "source_party": "initiator", "low": "12", "qualifier": "exact", "number": "12", "said": "2021-09-02",
        "feeds": "true",
    }  # fmt: skip
    (claim,) = table(tmp_path / "claims.csv")
    assert list(claim) == ["incident_id", *(c.name for c in COLUMNS)]
    assert (claim["incident_id"], claim["claim_id"]) == (incident.id, record.claims[0].id)


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc"))).map(str.strip), min_size=2))
def test_a_list_in_a_cell_is_read_back_item_by_item(items: list[str]) -> None:
    assert next(csv.reader([list_words(items)], delimiter=";", skipinitialspace=True)) == items


def test_figures_in_a_cell_are_told_apart(store_folder: Path, tmp_path: Path) -> None:
    with open_store(store_folder, read_only=True) as store:
        expected = {i.id: len(i.figures) for i in store.incidents()}
    exported(store_folder, tmp_path, "csv")
    rows = {row["incident_id"]: row["figures"] for row in table(tmp_path / "incidents.csv")}
    read = {id_: len(next(csv.reader([line], delimiter=";", skipinitialspace=True), [])) for id_, line in rows.items()}
    assert read == expected
    assert max(expected.values()) > 1


def test_no_cell_of_text_begins_a_formula(tmp_path: Path) -> None:
    record = fake_record()
    (made,) = reconcile([record]).incidents
    (figure,) = made.figures
    said = msgspec.structs.replace(figure.by_source[0], source="=cmd|' /C calc'!A0")
    hostile = msgspec.structs.replace(
        made, figures=(msgspec.structs.replace(figure, of="@SUM(A1)", by_source=(said,)),),
        place=msgspec.structs.replace(made.place, name="+1"), actors=tuple(msgspec.structs.replace(a, name="＝1") for a in made.actors),
    )  # fmt: skip
    publish_incidents([hostile], claims_of([hostile], [record]), tmp_path, "csv")
    for name, columns in (("incidents", INCIDENT_COLUMNS), ("figures", FIGURE_COLUMNS), ("figures_by_source", SAID_COLUMNS)):
        for row in table(tmp_path / f"{name}.csv"):
            for column in columns:
                if column.kind not in ("integer", "number"):
                    assert not row[column.name].startswith(tuple("=+-@\t\r＝＋－＠")), column.name
    assert table(tmp_path / "figures_by_source.csv")[0]["source"].startswith("'=cmd")


@pytest.mark.parametrize("format", FORMATS)
def test_the_files_come_together_or_not_at_all(tmp_path: Path, format: IncidentFormat) -> None:
    record = fake_record()
    (incident,) = reconcile([record]).incidents
    (tmp_path / "own.txt").write_text("mine")
    for name in FILES[format]:
        (tmp_path / name).write_text("before")

    def breaking() -> Iterator[tuple[str, StoredClaim]]:
        yield from claims_of([incident], [record])
        raise RuntimeError("cut off")

    other = fake_record("Two died.")
    bad: list[tuple[type[Exception], str, Any]] = [
        (RuntimeError, "cut off", breaking()),
        (ValueError, "is missing", []),
        (ValueError, "is none of incident", [(incident.id, StoredClaim(other.document, other.claims[0]))]),
        (ValueError, "stands twice", [*claims_of([incident], [record]), *claims_of([incident], [record])]),
    ]
    for error, words, claims in bad:
        with pytest.raises(error, match=words):
            publish_incidents([incident], claims, tmp_path, format)
        assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {"own.txt": "mine"} | dict.fromkeys(FILES[format], "before")
    publish_incidents([incident], claims_of([incident], [record]), tmp_path, format)
    assert (tmp_path / "own.txt").read_text() == "mine"
    assert all((tmp_path / name).read_bytes() != b"before" for name in FILES[format])


def test_a_claim_that_a_later_reading_lost_is_still_given(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        store.add(fake_record(n_claims=2))
        update_incidents(store)
        before = [(id, stored.claim) for id, stored in store.claims_of_incidents()]
        later = fake_record(n_claims=2, reader_version="1")
        store.add(msgspec.structs.replace(later, claims=later.claims[:1]))
        assert store.n_behind() == 1
        assert [(id, stored.claim) for id, stored in store.claims_of_incidents()] == before
        assert {c.id for _, c in before} == {s.claim.id for i in store.incidents() for s in store.claims_of(i)}
        update_incidents(store)
        assert store.n_behind() == 0
        assert len(list(store.claims_of_incidents())) == 1


@pytest.mark.parametrize(
    ("entries", "ends"),
    [
        ("a monitor: 9", (9, 9)),
        ("a monitor: 9 people and [7 civilians]", (9, 9)),  # the part is none beside its whole
        ("a monitor: 3 civilians and 12 soldiers", (15, 15)),  # the source tells both: their sum stands as a figure of its own
        ("a monitor: 20 civilians; the army (party): 20 fighters", None),  # nobody counts all
        ("a monitor: dozens", (24, None)),
    ],
)
def test_the_figure_of_a_role_counts_everybody_or_is_left_empty(entries: str, ends: tuple[int | None, int | None] | None) -> None:
    found = whole_figure(build_incident(told(entries)), "killed")
    assert (None if found is None else (found.low, found.high)) == ends


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        (1, "at Moura"),
        (2, "near Moura"),
        (3, "in Moura (district)"),
        (4, "in Moura (province)"),
        (6, "in Moura (country)"),
        (None, "at Moura"),
    ],
)
def test_nothing_is_at_a_province(precision: Any, words: str) -> None:
    made = build_incident(told("a monitor: 9"))
    place = Place(
        span=None, text=None, name="Moura", gazetteer_id=None, lat=14.0, lon=-4.0, country="ML", admin1=None, admin2=None,
        precision=precision, radius_km=60.0,
    )  # fmt: skip
    assert headline(msgspec.structs.replace(made, place=place)) == f"killing {words}, no day told"
    assert geometry_of(place)[0] != "point"


def test_numbers_too_large_for_a_table_stand_as_the_largest(tmp_path: Path) -> None:
    record = fake_record()
    (made,) = reconcile([record]).incidents
    large = msgspec.structs.replace(made.figures[0], low=10**30, high=10**30)
    incident = msgspec.structs.replace(made, figures=(large,))
    publish_incidents([incident], claims_of([incident], [record]), tmp_path, "parquet")
    assert duckdb.execute(f"SELECT low FROM '{tmp_path / 'figures.parquet'}'").fetchall() == [(2**63 - 1,)]
    assert duckdb.execute(f"SELECT killed_high, start FROM '{tmp_path / 'incidents.parquet'}'").fetchall() == [
        (2**63 - 1, date(2021, 9, 1))
    ]
    assert range_words(10**4, None) == "10,000 or more"


@pytest.mark.parametrize("columns", [INCIDENT_COLUMNS, FIGURE_COLUMNS, SAID_COLUMNS], ids=["incidents", "figures", "figures_by_source"])
def test_the_documentation_lists_the_columns_in_order(columns: Any) -> None:
    assert "\n".join(f"| `{c.name}` | {c.kind} | {c.meaning} |" for c in columns) in DOCUMENTATION


def test_the_documentation_names_every_file() -> None:
    assert [name for names in FILES.values() for name in names if f"`{name}`" not in DOCUMENTATION] == []
