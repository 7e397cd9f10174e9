"""The people: what the file holds, and what a broken line is told."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import msgspec
import pytest

from ascribe.lexicon.actors import load_actors
from ascribe.lexicon.check_people import faults
from ascribe.lexicon.people import UNSOURCED, People, Person, load_data_sets, load_people

PEOPLE = load_people()


def test_the_file_has_no_faults() -> None:
    assert list(faults(PEOPLE, load_actors(), load_data_sets())) == []


def test_at_least_400_people_have_an_opened_source() -> None:
    sourced = [p for p in PEOPLE.people.values() if UNSOURCED not in p.sources]
    assert len(sourced) >= 400
    assert sum(p.sourced and (p.born or p.died or p.dead_by) is not None for p in sourced) >= 250
    assert sum(bool(p.roles) for p in sourced) >= 400


def test_no_name_is_two_peoples() -> None:
    """Two who share a name are told apart by day and country; in this file nobody has to be."""
    double = [(p.id, n) for p in PEOPLE.people.values() for n in (p.name, *p.aliases) if len(PEOPLE.find(n)) > 1]
    assert double == []


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
