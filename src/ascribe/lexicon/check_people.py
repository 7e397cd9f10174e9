"""Checks the people's file: ids, dates, actors, countries, sources.

In:  `people.jsonl`, the actor catalogue, `people_sources.json`.   Out: one line on standard error for each fault; exit code 1 with any.

    python -m ascribe.lexicon.check_people
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator

from ascribe.lexicon.actors import ActorCatalogue, load_actors
from ascribe.lexicon.partial_dates import first_day, last_day
from ascribe.lexicon.people import UNSOURCED, DataSet, People, Person, Role, load_data_sets, load_people

__all__ = ["faults", "main"]

_PAGE = re.compile(r"https?://[^\s/]+\.[a-z]{2,}(?:/\S*)?")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: Nobody of this catalogue was older.
LONGEST_LIFE = 110


def faults(people: People, actors: ActorCatalogue, data_sets: dict[str, DataSet]) -> Iterator[str]:
    """What is wrong with the file, a sentence each."""
    ids = list(people.people)
    if ids != sorted(ids):
        yield "the lines are not sorted by id"
    for person in people.people.values():
        yield from (f"{person.id}: {fault}" for fault in _faults_of(person, actors, data_sets))


def _faults_of(person: Person, actors: ActorCatalogue, data_sets: dict[str, DataSet]) -> Iterator[str]:
    if not _ID.fullmatch(person.id) or person.id in actors.actors:
        yield "the id is no slug, or an actor's"
    for country in person.countries:
        if country not in actors.countries:
            yield f"no country {country}"
    try:
        born, died = person.born and first_day(person.born), person.last_day
        for day in (person.born, person.died, person.dead_by):
            assert day is None or last_day(day)
        if born and died and not 0 < died.year - born.year < LONGEST_LIFE:
            yield "born and died do not make a life"
    except ValueError as error:
        yield str(error)
    if (person.born or person.died or person.dead_by) and not person.sources:
        yield "life dates without a source"
    if UNSOURCED in person.sources and (len(person.sources) > 1 or person.roles or person.born or person.died):
        yield "unsourced, but with sources or facts"
    if not person.sources and not any(r.sources for r in person.roles):
        yield "no source; say unsourced"
    for source in person.sources:
        if source != UNSOURCED:
            yield from _faults_of_source(source, data_sets)
    for role in person.roles:
        yield from _faults_of_role(role, person, actors, data_sets)


def _faults_of_role(role: Role, person: Person, actors: ActorCatalogue, data_sets: dict[str, DataSet]) -> Iterator[str]:
    if role.actor is not None and role.actor not in actors.actors:
        yield f"no actor {role.actor}"
    if not role.sources:
        yield f"{role.role} without a source"
    for source in role.sources:
        yield from _faults_of_source(source, data_sets)
    try:
        since, until = role.since and first_day(role.since), role.until and last_day(role.until)
        if since and until and since > until:
            yield f"{role.role} ends before it begins"
        last = person.last_day
        if last and any(d and first_day(d) > last for d in (role.since, role.seen)):
            yield f"{role.role} after death"
        if person.born and since and since < first_day(person.born):
            yield f"{role.role} before birth"
    except ValueError as error:
        yield str(error)


def _faults_of_source(source: str, data_sets: dict[str, DataSet]) -> Iterator[str]:
    name, colon, row = source.partition(":")
    if not _PAGE.fullmatch(source) and not (colon and row and name in data_sets):
        yield f"{source!r} is neither a row of a known data set nor an address"


def main() -> int:
    """Prints the faults of the shipped file; returns the exit code."""
    people = load_people()
    found = list(faults(people, load_actors(), load_data_sets()))
    for fault in found:
        print(fault, file=sys.stderr)
    counts = Counter("sourced" if p.sourced or any(r.sources for r in p.roles) else UNSOURCED for p in people.people.values())
    dated = sum(bool((p.born or p.died) and any(r.since or r.until or r.seen for r in p.roles)) for p in people.people.values())
    print(f"{len(people)} people, {counts['sourced']} sourced, {dated} with life and office dates, {len(found)} faults", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
