"""People in conflicts: leaders, commanders, ministers, spokespeople, envoys, with the dates of their lives and offices.

In:  `people.jsonl`, one person a line, edited by hand; `people_sources.json`, the data sets that its sources name.
Out: `People`, which finds persons by the key of any of their names.

Dates are years, months or days, as the source gives them. Every fact has a source that was opened: `DATASET:ROW`, a row of a
data set of `people_sources.json`, or the address of a page. A person whose sources say `unsourced` is known by name only: nothing
is concluded from him. `python -m ascribe.lexicon.check_people` checks the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import msgspec

from ascribe.errors import ResourceMissing
from ascribe.lexicon.actors import actor_key
from ascribe.lexicon.partial_dates import first_day, last_day

__all__ = ["PEOPLE_FILE", "UNSOURCED", "DataSet", "People", "Person", "Role", "load_data_sets", "load_people"]

PEOPLE_FILE = Path(__file__).with_name("people.jsonl")
SOURCES_FILE = Path(__file__).with_name("people_sources.json")

UNSOURCED = "unsourced"
#: A day on which somebody is seen in an office says nothing of years later.
SEEN_HOLDS = timedelta(days=730)


class DataSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A data set that facts come from: what it is, where, under which licence, what names a row."""

    name: str
    address: str
    licence: str
    row: str


class Role(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An office or role: for which actor of the catalogue, from when to when, or a day on which a source shows him in it; with
    `since` and without `until` the last such day."""

    role: str
    actor: str | None = None
    since: str | None = None
    until: str | None = None
    seen: str | None = None
    sources: tuple[str, ...] = ()

    def held(self, on: date) -> bool:
        """Whether the role was held on that day, as far as its source tells."""
        if self.since is None and self.until is None:
            return self.seen is not None and first_day(self.seen) - SEEN_HOLDS <= on <= last_day(self.seen) + SEEN_HOLDS
        starts = self.since is None or first_day(self.since) <= on
        last = last_day(self.until) if self.until is not None else last_day(self.seen) + SEEN_HOLDS if self.seen is not None else None
        return starts and (last is None or on <= last)


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One person. `countries` (ISO 3166-1 alpha-2) are those whose conflicts he is known from; `died` is when he died, `dead_by` a
    day on which a source tells that he is dead. `sources` are those of name and life dates; roles have their own."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    born: str | None = None
    died: str | None = None
    dead_by: str | None = None
    countries: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def sourced(self) -> bool:
        """Whether his life dates stand on an opened source."""
        return bool(self.sources) and UNSOURCED not in self.sources

    @property
    def last_day(self) -> date | None:
        """The last day on which he can have lived; null for the living and where no source tells."""
        days = [last_day(d) for d in (self.died, self.dead_by) if d is not None]
        return min(days) if days else None

    def alive(self, on: date) -> bool:
        """Whether he can have been alive on that day, as far as is known."""
        last = self.last_day
        return (self.born is None or first_day(self.born) <= on) and (last is None or on <= last)

    def in_office(self, on: date) -> bool:
        """Whether he was alive and held a role on that day."""
        return self.alive(on) and any(r.held(on) for r in self.roles)

    def side(self, on: date | None) -> str | None:
        """The actor that he spoke or acted for on that day; without a day, the only one he ever did. The dead act for nobody."""
        if on is not None and not self.alive(on):
            return None
        actors = [r.actor for r in self.roles if r.actor is not None and (on is None or r.held(on))]
        return actors[-1] if actors and (on is not None or len(set(actors)) == 1) else None


class People:
    """Persons by id, by the key of any of their names, and by the key of their surnames.

    >>> [p.id for p in load_people().find("Ahmed Shah Masood")], [p.id for p in load_people().surnamed("masood")]
    (['ahmad-shah-massoud'], ['ahmad-massoud', 'ahmad-shah-massoud'])
    """

    def __init__(self, people: Iterable[Person]) -> None:
        self.people: dict[str, Person] = {}
        self._named: dict[str, list[Person]] = {}
        self._surnamed: dict[str, list[Person]] = {}
        #: first word of a key → the greatest number of words of a key that begins with it
        self.longest: dict[str, int] = {}
        for person in people:
            self.people[person.id] = person
            for name in (person.name, *person.aliases):
                key = actor_key(name)
                _file(self._named, key, person)
                _file(self._surnamed, surname_key(key), person)
                first, n = key.partition(" ")[0], key.count(" ") + 1
                self.longest[first] = max(self.longest.get(first, 0), n)

    def __len__(self) -> int:
        return len(self.people)

    def find(self, name: str) -> tuple[Person, ...]:
        """The persons who bear `name`, in the file's order."""
        return self.find_key(actor_key(name))

    def find_key(self, key: str) -> tuple[Person, ...]:
        """The persons filed under `key`."""
        return tuple(self._named.get(key, ()))

    def surnamed(self, key: str) -> tuple[Person, ...]:
        """The persons whose surname has this key (without "al")."""
        return tuple(self._surnamed.get(surname_key(key), ()))


def surname_key(key: str) -> str:
    """The last word of a name's key.

    >>> surname_key("abdel fattah al burhan")
    'burhan'
    """
    return key.rpartition(" ")[2]


def _file(table: dict[str, list[Person]], key: str, person: Person) -> None:
    entries = table.setdefault(key, [])
    if person not in entries:
        entries.append(person)


@cache
def load_people() -> People:
    """The persons that come with Ascribe; read once in a process."""
    return People(msgspec.json.Decoder(Person).decode_lines(_read(PEOPLE_FILE)))


@cache
def load_data_sets() -> dict[str, DataSet]:
    """The data sets that sources name, by the word before the colon."""
    return msgspec.json.decode(_read(SOURCES_FILE), type=dict[str, DataSet])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ResourceMissing("people", why=f"{path} cannot be read ({error.strerror})", fix="install Ascribe again") from error
