"""Building: sources joined, oddities of the sources met, the file whole or not there."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ascribe.cli.gazetteer import gazetteer as command
from ascribe.errors import InputError
from ascribe.gazetteer import load_gazetteer
from ascribe.gazetteer.build import build_gazetteer
from ascribe.gazetteer.lookup import PlaceCandidate

HEAD = "name\tkind\tlat\tlon\tcountry\tadmin1\tradius_km\tpopulation\taliases\n"


def record(id_: int, name: str, placetype: str, lat: float, lon: float, **more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {"bbox": f"{lon},{lat},{lon},{lat}", "names": {}, "geonames_id": None, "wikidata": None, "population": None}
    return {"id": id_, "name": name, "placetype": placetype, "lat": lat, "lon": lon, "hierarchy": {}, **base, **more}


COUNTRY = record(1, "Utopia", "country", 10, 10, bbox="5,5,15,15")
PROVINCE = record(2, "Northland", "region", 12, 10, bbox="8,11,12,13", names={"Northland Province": "eng"})


def wof(path: Path, *records: dict[str, Any], tail: str = "") -> Path:
    with gzip.open(path / "xu.jsonl.gz", "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(r) + "\n" for r in (COUNTRY, PROVINCE, *records))
        stream.write(tail)
    return path / "xu.jsonl.gz"


def found(path: Path, name: str) -> list[PlaceCandidate]:
    with load_gazetteer(path) as opened:
        return list(opened.lookup(name))


def build(tmp_path: Path, *sources: Path) -> Path:
    return build_gazetteer(sources, tmp_path / "out.sqlite").path


def test_a_town_listed_many_times_in_one_spot_is_one_town(tmp_path: Path) -> None:
    quarters = [record(10 + i, "Rafa", "locality", 12 + i / 100, 10) for i in range(5)]
    best = record(99, "Rafa", "locality", 12.02, 10.01, population=5000, wikidata="Q1")
    (one,) = found(build(tmp_path, wof(tmp_path, *quarters, best)), "Rafa")
    assert one.id == "wof:99"


def test_strays_and_withdrawn_records_are_left_out(tmp_path: Path) -> None:
    path = build(
        tmp_path,
        wof(
            tmp_path,
            record(10, "Birgu", "locality", 35.9, 14.5, wikidata="Q2"),
            record(11, "Oldname", "locality", 12, 10, wikidata="Q3", superseded_by=[12]),
            record(12, "Gone", "locality", 12, 10, wikidata="Q4", deprecated="2018-08-22"),
        ),
    )
    assert [found(path, n) for n in ("Birgu", "Oldname", "Gone")] == [[], [], []]


def test_a_district_and_its_seat_are_two_places_and_a_place_knows_its_province(tmp_path: Path) -> None:
    up = {"region_id": 2, "county_id": 20}
    path = build(
        tmp_path,
        wof(
            tmp_path,
            record(20, "Seat", "county", 12, 10, bbox="9,11,11,13", hierarchy=up),
            record(21, "Seat", "locality", 12.1, 10.1, population=90000, hierarchy=up),
        ),
    )
    town, district = found(path, "Seat")
    assert (town.kind, town.admin1, town.admin2) == ("city", "Northland", "Seat")
    assert (district.kind, district.admin1) == ("admin2", "Northland")


def test_a_settlement_of_which_only_the_name_is_known_is_not_listed(tmp_path: Path) -> None:
    (hamlet,) = found(build(tmp_path, wof(tmp_path, record(30, "Hamletty", "locality", 12, 10))), "Hamletty")
    assert (hamlet.kind, hamlet.listed) == ("village", False)


def test_the_curated_point_stays_and_the_names_of_both_are_joined(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text(HEAD + "Kobani\tcity\t12.5\t10.5\tXU\tNorthland\t8\t\tKobane\n", encoding="utf-8")
    path = build(tmp_path, own, wof(tmp_path, record(40, "Kobane", "locality", 12.51, 10.5, population=4000, names={"Ayn al-Arab": "eng"})))
    (one,) = found(path, "Ayn al-Arab")
    assert (one.name, one.lat, one.population, one.admin1) == ("Kobani", 12.5, 4000, "Northland")
    assert one.id.startswith("ascribe:")


def test_a_geonames_dump(tmp_path: Path) -> None:
    def row(id_: int, name: str, code: str, lat: float, people: int = 0, admin1: str = "01") -> str:
        return "\t".join([str(id_), name, name, "", str(lat), "20", "X", code, "XU", "", admin1, "", "", "", str(people), "", "", "", ""])

    dump = tmp_path / "XU.txt"
    rows = [
        row(1, "Westland", "ADM1", 30),
        row(2, "Bigtown", "PPL", 30.1, 7000),
        row(3, "Some Pass", "PASS", 30.2),
        row(4, "Hotel", "HTL", 30.3),
    ]
    dump.write_text("\n".join(rows) + "\nbroken line\n", encoding="utf-8")
    built = build_gazetteer([dump], tmp_path / "out.sqlite")
    assert built.n_places == {"admin1": 1, "city": 1, "pass": 1}
    assert [b.where for b in built.bad] == ["XU.txt, line 5"]
    assert found(built.path, "Bigtown")[0].admin1 == "Westland"


def test_a_compact_build_keeps_towns_whose_area_it_leaves_out(tmp_path: Path) -> None:
    def row(id_: int, name: str, code: str, people: int) -> str:
        return "\t".join([str(id_), name, name, "", "30", "20", "X", code, "KE", "", "01", "", "", "", str(people), "", "", "", ""])

    dump = tmp_path / "KE.txt"
    dump.write_text("\n".join([row(1, "Westland", "ADM1", 0), row(2, "Bigtown", "PPL", 70_000)]) + "\n", encoding="utf-8")
    built = build_gazetteer([dump], tmp_path / "out.sqlite", scope="compact")
    assert found(built.path, "Bigtown")[0].population == 70_000


def test_names_that_share_a_number_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ascribe.gazetteer.build.key_number", lambda key: 7)
    source = wof(tmp_path, record(50, "Alpha", "locality", 12, 10, population=900), record(51, "Beta", "locality", 11, 10))
    with pytest.raises(InputError, match="share a number"):
        build_gazetteer([source], tmp_path / "out.sqlite")


def test_a_table_of_towns_gives_areas_their_middle(tmp_path: Path) -> None:
    table = tmp_path / "towns.csv"
    table.write_text("lat,lon,name,admin1,admin2,cc\n1,1,A,East,,XU\n3,3,B,East,,XU\nx,3,C,East,,XU\n", encoding="utf-8")
    built = build_gazetteer([table], tmp_path / "out.sqlite")
    (east,) = found(built.path, "East")
    assert (east.lat, east.lon, east.kind) == (2.0, 2.0, "admin1")
    assert [b.where for b in built.bad] == ["towns.csv, line 4"]


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    source = wof(tmp_path, record(50, "Alpha", "locality", 12, 10, population=900), record(51, "Beta", "locality", 11, 10))
    one = build_gazetteer([source], tmp_path / "one.sqlite")
    two = build_gazetteer([source], tmp_path / "two.sqlite")
    assert one.path.read_bytes() == two.path.read_bytes()
    assert one.sha256 == two.sha256


@pytest.mark.parametrize(
    "line",
    [
        "Only\ttwo",
        "X\tcastle\t1\t1\tXU\t\t\t\t",
        "X\tcity\tnorth\t1\tXU\t\t\t\t",
        "X\tcity\t95\t1\tXU\t\t\t\t",
        "X\tcity\t1\t1\tXU\t\t\tmany\t",
    ],
)
def test_bad_lines_are_named_and_left_out(tmp_path: Path, line: str) -> None:
    own = tmp_path / "own.tsv"
    own.write_text(f"{HEAD}Good\tcity\t1\t1\tXU\t\t\t\t\n{line}\n", encoding="utf-8")
    built = build_gazetteer([own], tmp_path / "out.sqlite")
    assert built.n_places == {"city": 1}
    assert [b.where for b in built.bad] == ["own.tsv, line 3"]


def test_a_failed_build_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "out.sqlite"
    target.write_bytes(b"old")
    (tmp_path / "none.tsv").write_text(HEAD, encoding="utf-8")
    for sources in ([tmp_path / "absent.tsv"], [tmp_path / "none.tsv"]):
        with pytest.raises(InputError):
            build_gazetteer(sources, target)
    assert target.read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["none.tsv", "out.sqlite"]


def test_the_commands(tmp_path: Path) -> None:
    runner, target = CliRunner(), tmp_path / "out.sqlite"
    source = wof(tmp_path, record(60, "Gamma", "locality", 12, 10, population=900), tail="not json\n")
    result = runner.invoke(command, ["build", str(source), "-o", str(target)])
    assert result.exit_code == 0
    assert "xu.jsonl.gz, line 4" in result.stderr
    assert str(target) in result.stdout
    result = runner.invoke(command, ["lookup", "gamma", "--gazetteer", str(target), "--json"])
    assert json.loads(result.stdout)["id"] == "wof:60"
    result = runner.invoke(command, ["info", "--gazetteer", str(target), "--json"])
    assert json.loads(result.stdout)["scope"] == "full"
    assert runner.invoke(command, ["lookup", "nowhere at all", "--gazetteer", str(target)]).stdout == ""
