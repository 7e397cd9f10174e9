"""The people: what the file holds, and what a broken line is told."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import msgspec
import pytest

from ascribe.lexicon.actors import load_actors
from ascribe.lexicon.check_people import faults
from ascribe.lexicon.people import UNSOURCED, People, Person, Role, load_data_sets, load_people
from ascribe.read.ground.persons import resolve_person

PEOPLE = load_people()


def test_the_file_has_no_faults() -> None:
    assert list(faults(PEOPLE, load_actors(), load_data_sets())) == []


def test_at_least_400_people_have_an_opened_source() -> None:
    sourced = [p for p in PEOPLE.people.values() if UNSOURCED not in p.sources]
    assert len(sourced) >= 400
    assert sum(p.sourced and (p.born or p.died or p.dead_by) is not None for p in sourced) >= 250
    assert sum(bool(p.roles) for p in sourced) >= 400


def test_two_of_one_name_never_held_office_on_one_day() -> None:
    """Two who share a name are told apart by the day and the office."""
    names = dict.fromkeys(n for p in PEOPLE.people.values() for n in (p.name, *p.aliases))
    double = {n: PEOPLE.find(n) for n in names if len(PEOPLE.find(n)) > 1}
    assert len(double) <= 5
    for name, bearers in double.items():
        for year in range(1945, 2026):
            assert sum(p.in_office(date(year, 7, 1)) for p in bearers) <= 1, name


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ({"id": "Ali Wali"}, "no slug"),
        ({"id": "taliban"}, "an actor's"),
        ({"born": "1990", "died": "1980"}, "do not make a life"),
        ({"born": "1990-13"}, "month must be"),
        ({"born": "spring 1990"}, "not a year"),
        ({"countries": ["ZZ"]}, "no country ZZ"),
        ({"sources": ["hearsay"]}, "neither a row"),
        ({"sources": ["rumours:12"]}, "neither a row"),
        ({"sources": []}, "no source"),
        ({"sources": ["unsourced"], "died": "2001"}, "unsourced, but"),
        ({"roles": [{"role": "leader"}]}, "leader without a source"),
        ({"roles": [{"role": "leader", "actor": "nobody", "sources": ["archigos:X-1"]}]}, "no actor nobody"),
        ({"roles": [{"role": "leader", "since": "2005", "until": "2001", "sources": ["archigos:X-1"]}]}, "ends before it begins"),
        ({"died": "2001", "roles": [{"role": "leader", "seen": "2005", "sources": ["archigos:X-1"]}]}, "after death"),
    ],
)
def test_a_broken_line_is_told(line: dict[str, Any], fault: str) -> None:
    person = msgspec.convert({"id": "ali-wali", "name": "Ali Wali", "sources": ["archigos:X-1"], **line}, Person)
    assert any(fault in found for found in faults(People([person]), load_actors(), load_data_sets()))


@pytest.mark.parametrize(
    ("person", "on", "alive", "side"),
    [
        ("ahmad-shah-massoud", "2001-09-09", True, "northern-alliance"),
        ("ahmad-shah-massoud", "2001-09-10", False, None),
        ("ahmad-massoud", "2021-09-02", True, "national-resistance-front"),
        ("saddam-hussein", "1995-01-01", True, "iraq-government"),
        ("salah-al-bardawil", "2025-03-24", False, None),  # known dead by a day
        ("benjamin-netanyahu", "2003-01-01", True, None),  # between two terms
        ("benjamin-netanyahu", "2024-01-01", True, "israel-government"),
        ("mustafa-bali", "2019-06-01", True, "syrian-democratic-forces"),  # seen in office
        ("mustafa-bali", "2024-06-01", True, None),
    ],
)
def test_who_is_what_when(person: str, on: str, alive: bool, side: str | None) -> None:
    entry, day = PEOPLE.people[person], date.fromisoformat(on)
    assert (entry.alive(day), entry.side(day)) == (alive, side)


def test_loading_is_fast() -> None:
    load_people.cache_clear()
    start = time.process_time()
    load_people()
    assert time.process_time() - start < 0.25


def test_a_role_without_an_end_holds_as_long_as_it_was_seen() -> None:
    role = Role(role="president", since="2009-01-20", seen="2015-12-31", sources=("archigos:USA-2009",))
    days = (date(2009, 1, 19), date(2012, 6, 1), date(2017, 12, 1), date(2018, 6, 1))
    assert [role.held(day) for day in days] == [False, True, True, False]
    assert Role(role="president", since="2009-01-20").held(date(2025, 1, 1))


def test_two_of_one_surname_are_told_apart_by_the_day() -> None:
    people = load_people()
    for day, person in ((date(1991, 2, 1), "george-h-w-bush"), (date(2003, 4, 1), "george-w-bush"), (date(2012, 1, 1), None)):
        found = resolve_person("Bush", text="Bush spoke in the United States.", people=people, countries=("US",), on=day)
        assert (found.id if found else None) == person
