"""The actor catalogue: states, their armies and police, armed groups, the UN, monitors, aid agencies, outlets.

In:  `actors.jsonl`, one actor a line, and `nationalities.json`, countries with their adjectives and capitals.
Out: `ActorCatalogue`, which finds actors by the key of any of their names.

A key is a name as newspapers vary it: letters folded to lower case without accents, apostrophes dropped, hyphens and
slashes as blanks, the dots of abbreviations and a leading "the" left out. Armies, police and governments are named
by rule ("Syrian army", "Turkey's police"), so their lines carry only the names that no rule gives ("Tatmadaw").
The file is built by `ascribe.lexicon.build_actors` and is read once, when first asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import msgspec

from ascribe.domain.actor import ParticipantKind
from ascribe.domain.attribution import SourceKind
from ascribe.errors import ResourceMissing
from ascribe.lexicon.partial_dates import first_day, last_day

__all__ = [
    "Actor", "ActorCatalogue", "Branch", "Country", "DatedName", "Governed", "Word", "actor_key", "load_actors", "load_countries", "words",
]  # fmt: skip

ACTORS_FILE = Path(__file__).with_name("actors.jsonl")
COUNTRIES_FILE = Path(__file__).with_name("nationalities.json")

#: The three actors that every state has, by the end of their ids.
Branch = Literal["government", "military", "police"]
BRANCHES: tuple[Branch, ...] = get_args(Branch)


class DatedName(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A name that an actor bore for a time; years, months or days."""

    name: str
    since: str | None = None
    until: str | None = None


class Governed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A country that an armed movement ruled as its government, from and to: then it and the state are one side."""

    country: str
    since: str
    until: str | None = None


class Actor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One actor. `aliases` name it anywhere; `weak` ones only in a text that names one of its `countries` (ISO 3166-1 alpha-2).

    `source_kind` is its profession when it speaks. `since` and `until` are its first and last day (or month, or year), where they
    help to tell actors apart; `dated_by` are the opened sources of dates, without which nothing is flagged. `names` are those it
    bore for a time, `governs` the countries it ruled. `parent` contains it, `alliance` lists alliances it fights in, `renamed_to`
    and `renamed_from` are what it became or was as an actor of its own, `split_from` those it broke away from. `sources` say where
    the entry comes from: data set and row (`ucdp:303`), `curated`, or `state` for those made by rule.
    """

    id: str
    name: str
    kind: ParticipantKind
    source_kind: SourceKind
    countries: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    parent: str | None = None
    alliance: tuple[str, ...] = ()
    renamed_to: str | None = None
    renamed_from: str | None = None
    split_from: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    names: tuple[DatedName, ...] = ()
    governs: tuple[Governed, ...] = ()
    dated_by: tuple[str, ...] = ()

    def begun(self, on: date) -> bool:
        """Whether the actor existed on or before that day, as far as the catalogue knows: no earlier text can mean it."""
        return self.since is None or first_day(self.since) <= on

    def ended(self, on: date) -> bool:
        """Whether the actor no longer existed on that day; a later text can still tell of it."""
        return self.until is not None and last_day(self.until) < on

    def name_on(self, on: date) -> str:
        """The name it bore on that day.

        >>> load_actors().actors["islamic-state"].name_on(date(2010, 5, 1))
        'Islamic State of Iraq'
        """
        borne = (n.name for n in self.names if (n.since is None or first_day(n.since) <= on))
        return next((n for n in reversed(list(borne))), self.name)

    def ruled(self, on: date) -> tuple[str, ...]:
        """The countries that it ruled on that day.

        >>> taliban = load_actors().actors["taliban"]
        >>> [taliban.ruled(date(year, 6, 1)) for year in (1998, 2010, 2023)]
        [('AF',), (), ('AF',)]
        """
        return tuple(g.country for g in self.governs if first_day(g.since) <= on and (g.until is None or on <= last_day(g.until)))


class Country(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A country's names, adjectives, nouns for its people, and the capitals that stand for its government."""

    name: str
    names: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()


class Word(NamedTuple):
    """A word of a text with its code points and its key."""

    start: int
    end: int
    key: str


_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’ʼ‘`](?![sS]\b)[^\W_]+)*")
_APOSTROPHES = str.maketrans("", "", "'’ʼ‘`.")


def _fold(word: str) -> str:
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return word.translate(_APOSTROPHES).casefold()


def words(text: str, start: int = 0, end: int | None = None) -> Iterator[Word]:
    """The words of `text[start:end]` in order; a possessive 's is left out of its word.

    >>> [w.key for w in words("The U.S.-led coalition; Da'esh's men")]
    ['the', 'us', 'led', 'coalition', 'daesh', 's', 'men']
    """
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        yield Word(match.start(), match.end(), _fold(match.group()))


def actor_key(name: str) -> str:
    """The key under which a name is filed.

    >>> actor_key("the Jama'at Nusrat al-Islām"), actor_key("CPI (Maoist)"), actor_key("U.N.")
    ('jamaat nusrat al islam', 'cpi maoist', 'un')
    """
    keys = [_fold(w) for w in _WORD.findall(name)]
    return " ".join(keys[1:] if len(keys) > 1 and keys[0] == "the" else keys)


class Filed(NamedTuple):
    """An actor under one of its names: the name as written, and whether it needs a country of the actor in the text."""

    actor: Actor
    name: str
    weak: bool


class ActorCatalogue:
    """Actors by id and by the key of any of their names.

    >>> load_actors().find("the Taleban")[0].actor.id
    'taliban'
    """

    def __init__(self, actors: Iterable[Actor], countries: dict[str, Country]) -> None:
        self.actors: dict[str, Actor] = {}
        self.countries = countries
        #: country name, adjective, people, capital → ISO codes
        self.country_names: dict[str, tuple[str, ...]] = {}
        self.adjectives: dict[str, tuple[str, ...]] = {}
        self.peoples: dict[str, tuple[str, ...]] = {}
        self.capitals: dict[str, tuple[str, ...]] = {}
        self._states: dict[str, str] = {}
        self._rulers: dict[str, list[Actor]] = {}
        self._filed: dict[str, list[Filed]] = {}
        #: first word of a key → the greatest number of words of a key that begins with it
        self.longest: dict[str, int] = {}
        self.longest_country: dict[str, int] = {}
        for actor in actors:
            self.actors[actor.id] = actor
            if actor.sources[:1] == ("state",):
                self._states[f"{actor.countries[0]}-{actor.id.rpartition('-')[2]}"] = actor.id
            else:
                self._file(actor, actor.name, weak=actor.name in actor.weak)
            for ruled in {g.country: None for g in actor.governs}:
                self._rulers.setdefault(ruled, []).append(actor)
            for name in actor.aliases:
                self._file(actor, name, weak=False)
            for name in actor.weak:
                self._file(actor, name, weak=True)
        for iso, country in countries.items():
            for table, names in (
                (self.country_names, (country.name, *country.names)),
                (self.adjectives, country.adjectives),
                (self.peoples, country.people),
                (self.capitals, country.capitals),
            ):
                for name in names:
                    key = actor_key(name)
                    if iso not in table.get(key, ()):
                        table[key] = (*table.get(key, ()), iso)
                    _lengthen(self.longest_country, key)

    def __len__(self) -> int:
        return len(self.actors)

    def _file(self, actor: Actor, name: str, *, weak: bool) -> None:
        key = actor_key(name)
        entries = self._filed.setdefault(key, [])
        if all(e.actor.id != actor.id for e in entries):
            entries.append(Filed(actor, name, weak))
            _lengthen(self.longest, key)

    def find(self, name: str) -> tuple[Filed, ...]:
        """The actors filed under the key of `name`, in the catalogue's order."""
        return tuple(self._filed.get(actor_key(name), ()))

    def find_key(self, key: str) -> tuple[Filed, ...]:
        """The actors filed under `key`."""
        return tuple(self._filed.get(key, ()))

    def state(self, country: str, branch: Branch) -> Actor | None:
        """A country's `government`, `military` or `police`; null for a code that the catalogue does not know.

        >>> load_actors().state("SY", "military").id
        'syria-military'
        """
        actor_id = self._states.get(f"{country}-{branch}")
        return self.actors[actor_id] if actor_id else None

    def hand(self, actor: str, on: date | None) -> str:
        """Who stands behind an actor as one side on that day: a state's government, army and police are one hand, and that of
        the movement that rules the country.

        >>> hand = load_actors().hand
        >>> hand("syria-police", None), hand("afghanistan-military", date(2010, 1, 1)), hand("afghanistan-military", date(2022, 1, 1))
        ('syria', 'afghanistan', 'taliban')
        """
        entry = self.actors.get(actor)
        if entry is None or entry.sources[:1] != ("state",):
            return actor
        ruler = self.ruler(entry.countries[0], on)
        return ruler.id if ruler is not None else actor.rpartition("-")[0]

    def ruler(self, country: str, on: date | None) -> Actor | None:
        """The movement that ruled a country as its government on that day.

        >>> [r and r.id for r in (load_actors().ruler("AF", date(year, 9, 1)) for year in (2010, 2021))]
        [None, 'taliban']
        """
        rulers = self._rulers.get(country, ()) if on is not None else ()
        return next((r for r in rulers if on is not None and country in r.ruled(on)), None)

    def bare_state(self, country: str, branch: Branch, on: date | None) -> Actor | None:
        """Who "the government", "the army" or the capital of a country is on that day: the movement that rules it, else the state's branch.

        >>> [load_actors().bare_state("AF", "government", date(year, 9, 1)).id for year in (2010, 2021)]
        ['afghanistan-government', 'taliban']
        """
        return self.ruler(country, on) or self.state(country, branch)


def _lengthen(longest: dict[str, int], key: str) -> None:
    first, n = key.partition(" ")[0], key.count(" ") + 1
    if longest.get(first, 0) < n:
        longest[first] = n


@cache
def load_countries() -> dict[str, Country]:
    """Countries by ISO code."""
    return msgspec.json.decode(_read(COUNTRIES_FILE), type=dict[str, Country])


@cache
def load_actors() -> ActorCatalogue:
    """The catalogue that comes with Ascribe; read once in a process."""
    return ActorCatalogue(msgspec.json.Decoder(Actor).decode_lines(_read(ACTORS_FILE)), load_countries())


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ResourceMissing("actor catalogue", why=f"{path} cannot be read ({error.strerror})", fix="install Ascribe again") from error
