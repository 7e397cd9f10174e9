"""The catalogue: what it holds, and how names are filed."""

from __future__ import annotations

import csv
import doctest
import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from ascribe.domain.actor import ParticipantKind, ParticipantPhrase
from ascribe.domain.attribution import SourceKind
from ascribe.lexicon.actors import ACTORS_FILE, BRANCHES, Actor, ActorCatalogue, actor_key, load_actors, words
from ascribe.lexicon.build_actors import CURATED_FILE, build_actors, is_weak
from ascribe.lexicon.partial_dates import first_day, last_day
from ascribe.lexicon.person_groups import load_person_groups


@pytest.fixture(scope="module")
def catalogue() -> ActorCatalogue:
    return load_actors()


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("the Taliban", "taliban"),
        ("The", "the"),
        ("Al-Shabaab", "al shabaab"),
        ("al Shabaab", "al shabaab"),
        ("Da’esh", "daesh"),
        ("Médecins Sans Frontières", "medecins sans frontieres"),
        ("CPI (Maoist)", "cpi maoist"),
        ("U.N.", "un"),
        ("People's Protection Units", "people s protection units"),
        ("FMLN", "fmln"),
    ],
)
def test_a_key_holds_every_way_to_write_a_name(written: str, key: str) -> None:
    assert actor_key(written) == key


def test_words_keep_their_place() -> None:
    text = "İzmir: the U.S. army's Ansar Allāh"
    for word in words(text):
        assert text[word.start : word.end].strip()
    assert [text[w.start : w.end] for w in words(text)] == ["İzmir", "the", "U.S.", "army", "s", "Ansar", "Allāh"]


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Taleban", "taliban"),
        ("ISIL", "islamic-state"),
        ("Daesh", "islamic-state"),
        ("Sendero Luminoso", "shining-path"),
        ("Ansar Allah", "houthis"),
        ("Tehreek-e-Taliban Pakistan", "ttp"),
        ("Tatmadaw", "myanmar-military"),
        ("IDF", "israel-military"),
        ("Farabundo Marti National Liberation Front", "fmln"),
        ("Doctors Without Borders", "msf"),
        ("Syrian Observatory for Human Rights", "sohr"),
        ("TOLOnews", "tolonews"),
        ("ACAN-EFE", "efe"),
        ("MONUSCO", "monusco"),
        ("US-led coalition", "us-led-coalition"),
        ("Jamaat Nusrat al-Islam wal Muslimin", "jnim"),
        ("Moro Islamic Liberation Front", "moro-islamic-liberation-front"),
    ],
)
def test_names_that_newspapers_use_find_one_actor(catalogue: ActorCatalogue, name: str, actor: str) -> None:
    assert [f.actor.id for f in catalogue.find(name) if not f.weak] == [actor]


@pytest.mark.parametrize("name", ["NRF", "SDF", "RSF", "SAF", "PLA", "National Liberation Army", "SLA", "Maoists"])
def test_names_that_several_bear_are_weak(catalogue: ActorCatalogue, name: str) -> None:
    filed = catalogue.find(name)
    assert filed
    assert all(f.weak for f in filed)


def test_a_people_is_no_actor(catalogue: ActorCatalogue) -> None:
    assert [catalogue.find(n) for n in ("Muslims", "Dinka", "Fulani", "Tibet", "Arab")] == [()] * 5


def test_every_country_has_its_three_actors(catalogue: ActorCatalogue) -> None:
    for iso in catalogue.countries:
        for branch in BRANCHES:
            actor = catalogue.state(iso, branch)
            assert actor is not None
            assert actor.countries == (iso,)
            assert actor.kind == actor.source_kind == branch
    assert catalogue.state("ZZ", "military") is None


def test_every_actor_is_whole(catalogue: ActorCatalogue) -> None:
    known, kinds, professions = set(catalogue.actors), get_args(ParticipantKind), get_args(SourceKind)
    for actor in catalogue.actors.values():
        assert actor.kind in kinds
        assert actor.source_kind in professions
        assert actor.sources
        assert set(actor.countries) <= set(catalogue.countries), actor.id
        for other in (actor.parent, actor.renamed_to, actor.renamed_from, *actor.alliance, *actor.split_from):
            assert other is None or other in known, (actor.id, other)
        for day in (actor.since, actor.until):
            assert day is None or first_day(day) <= last_day(day)


def test_lines_are_sorted_by_id_and_ids_are_slugs() -> None:
    ids = [json.loads(line)["id"] for line in ACTORS_FILE.read_text(encoding="utf-8").splitlines()]
    assert ids == sorted(set(ids))
    assert all(i == i.lower() and i.replace("-", "").isascii() and i.replace("-", "").isalnum() for i in ids)


def test_the_days_of_a_mission(catalogue: ActorCatalogue) -> None:
    isaf = catalogue.actors["isaf"]
    assert not isaf.ended(date(2012, 3, 4))
    assert isaf.ended(date(2020, 3, 4))
    assert not catalogue.actors["resolute-support"].begun(date(2012, 3, 4))


@pytest.mark.parametrize(
    ("name", "weak"),
    [("NRF", True), ("National Resistance Front", True), ("Popular Front", True), ("Ulster Volunteer Force", False), ("Taliban", False)],
)
def test_weak_names(name: str, weak: bool) -> None:
    assert is_weak(name) is weak


def ucdp_row(number: int, name: str, org: str, location: str, **more: str) -> dict[str, str]:
    empty = dict.fromkeys(
        ["NameOrig", "NameOrigFull", "NameOrigFullEng", "NewName", "NewNameFullMotherTongue", "NewNameFullEng", "ActorIdAlliance",
         "Splinter", "ActorIdPrev"], "",
    )  # fmt: skip
    return {**empty, "ActorId": str(number), "NameData": name, "Org": org, "Location": location, **more}


def test_a_row_becomes_an_actor_joins_a_curated_one_or_a_state() -> None:
    countries = load_actors().countries
    rows = [
        ucdp_row(1, "Government of Syria", "4", "Syria"),
        ucdp_row(2, "BRX", "1", "Chad", NameOrigFullEng="Blue River Xylophonists"),
        ucdp_row(3, "Old Hill Band", "1", "Chad", Splinter="1", ActorIdPrev="2"),
        ucdp_row(4, "Ruritanians", "3", "Chad"),
    ]
    curated = [{"id": "old-hill-band", "name": "Hill Band", "kind": "armed_group", "source_kind": "belligerent", "ucdp": [3]}]
    built = {a.id: a for a in build_actors(rows, curated, countries)}
    assert built["syria-government"].sources == ("state", "ucdp:1")
    assert built["blue-river-xylophonists"].countries == ("TD",)
    assert built["blue-river-xylophonists"].weak == ("BRX",)
    assert built["old-hill-band"].aliases == ("Old Hill Band",)
    assert built["old-hill-band"].split_from == ("blue-river-xylophonists",)
    assert (built["ruritanians"].name, built["ruritanians"].aliases) == ("Ruritanians (communal group)", ())


def test_curated_ids_are_unique() -> None:
    ids = [entry["id"] for entry in json.loads(CURATED_FILE.read_bytes())]
    assert len(ids) == len(set(ids))


def test_the_catalogue_loads_fast() -> None:
    script = "import time, ascribe.lexicon.actors as a; t = time.perf_counter(); a.load_actors(); print(time.perf_counter() - t)"
    best = min(float(subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True).stdout) for _ in range(3))
    assert best < 0.15  # 0.02 s on an idle machine


def test_group_nouns_have_both_numbers() -> None:
    heads = load_person_groups().heads
    assert (heads["policeman"].plural, heads["policemen"].plural) == (False, True)
    assert heads["armed forces"].body
    started = time.perf_counter()
    assert load_person_groups() is load_person_groups()
    assert time.perf_counter() - started < 0.01


def test_the_page_on_actors_names_every_field_and_runs() -> None:
    page = Path(__file__).parents[2] / "docs" / "actors.md"
    text = page.read_text(encoding="utf-8")
    fields = [*Actor.__struct_fields__, *ParticipantPhrase.__struct_fields__]
    assert [f for f in fields if f"`{f}`" not in text] == []
    assert doctest.testfile(str(page), module_relative=False).failed == 0


def test_building_again_changes_nothing() -> None:
    data = os.environ.get("ASCRIBE_DATA")
    if not data:
        pytest.skip("ASCRIBE_DATA is not set")
    with (Path(data) / "ucdp_actors" / "ucdp-actor-221.csv").open(encoding="utf-8-sig", newline="") as file:
        built = build_actors(csv.DictReader(file), json.loads(CURATED_FILE.read_bytes()), load_actors().countries)
    assert b"".join(msgspec.json.encode(a) + b"\n" for a in built) == ACTORS_FILE.read_bytes()
