"""Common nouns that name people and organisations ("soldier", "villagers", "ministry"), and the words around them.

In:  `person_groups.json`.   Out: `PersonGroups`: head nouns by key, with kind, how the word counts its people, and
profession as a speaker; modifiers, titles, peoples, and words that tell a place from a person.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from ascribe.domain.actor import ParticipantKind
from ascribe.domain.attribution import SourceKind
from ascribe.domain.quantity import OfKind
from ascribe.errors import ResourceMissing
from ascribe.lexicon.actors import Branch, actor_key

__all__ = ["Head", "HeadClass", "PersonGroups", "load_person_groups"]

#: Ends of bodies' names that have no further plural.
UNCOUNTED = ("s", "men", "police", "people", "personnel", "media", "press", "intelligence", "enforcement")

PLURAL_ENDS = ("s", "men", "people", "children", "folk")

FILE = Path(__file__).with_name("person_groups.json")


class HeadClass(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nouns of one meaning. `heads` are count nouns in the singular, `bodies` names of bodies and nouns without singular.

    `kind` and `source_kind` are null where the noun leaves them to its modifier ("Taliban leader", "police source");
    `takes` is true where the modifier decides even against the noun. `branch` is the state's branch that a country's
    adjective with this noun names ("Syrian troops": its military). `title` nouns stand before names.
    """

    name: str
    kind: ParticipantKind | None
    of_kind: OfKind
    source_kind: SourceKind | None
    branch: Branch | None = None
    takes: bool = False
    title: bool = False
    heads: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()


class Head(msgspec.Struct, frozen=True):
    """A head noun as filed: its class, whether this form is a plural, and whether it is a body's name."""

    group: HeadClass
    plural: bool
    body: bool

    @property
    def names_follow(self) -> bool:
        """Whether a name may follow directly ("spokesman Ali Rahimi")."""
        return not self.plural and not self.body and (self.group.title or self.group.takes)


class _Peoples(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    adjectives: tuple[str, ...]
    nouns: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    classes: tuple[HeadClass, ...]
    irregular: dict[str, str]
    peoples: _Peoples
    modifiers: tuple[str, ...]
    attributive_before: tuple[str, ...]
    verbs_too: tuple[str, ...]
    linked: tuple[str, ...]
    titles: tuple[str, ...]
    not_names: tuple[str, ...]
    ordinary: tuple[str, ...]
    said: tuple[str, ...]
    never_names: tuple[str, ...]
    place_words: tuple[str, ...]
    place_prepositions: tuple[str, ...]


class PersonGroups:
    """Head nouns and the words around them, by key.

    >>> load_person_groups().heads["police officers"].group.name
    'police'
    """

    def __init__(self, file: _File) -> None:
        self.classes = {c.name: c for c in file.classes}
        self.heads: dict[str, Head] = {}
        #: first word of a head → the greatest number of words of a head that begins with it
        self.longest: dict[str, int] = {}
        for group in file.classes:
            for noun in group.heads:
                self._file(noun, Head(group, plural=False, body=False))
                self._file(file.irregular.get(noun) or plural(noun, file.irregular), Head(group, plural=True, body=False))
            for noun in group.bodies:
                self._file(noun, Head(group, plural=noun.endswith(PLURAL_ENDS), body=True))
                if not noun.endswith(UNCOUNTED):
                    self._file(plural(noun, file.irregular), Head(group, plural=True, body=True))
        self.people_adjectives = _keys(file.peoples.adjectives)
        self.people_nouns = _keys(file.peoples.nouns)
        self.modifiers = _keys(file.modifiers)
        self.attributive_before = _keys(file.attributive_before)
        #: modifiers that after a noun are its verb ("police wounded demonstrators")
        self.verbs_too = _keys(file.verbs_too)
        self.linked = _keys(file.linked)
        self.titles = _keys(file.titles)
        self.not_names = frozenset(file.not_names)
        self.ordinary = _keys(file.ordinary)
        self.said = _keys(file.said)
        self.never_names = _keys(file.never_names)
        self.place_words = _keys(file.place_words)
        self.place_prepositions = _keys(file.place_prepositions)

    def _file(self, noun: str, head: Head) -> None:
        key = actor_key(noun)
        if key not in self.heads:
            self.heads[key] = head
            first, n = key.partition(" ")[0], key.count(" ") + 1
            if self.longest.get(first, 0) < n:
                self.longest[first] = n


def plural(noun: str, irregular: dict[str, str]) -> str:
    """The regular English plural of a noun's last word, or the irregular one.

    >>> plural("army officer", {}), plural("gunman", {"man": "men"}), plural("militia", {}), plural("city", {})
    ('army officers', 'gunmen', 'militias', 'cities')
    """
    before, _, last = noun.rpartition(" ")
    if last in irregular:
        last = irregular[last]
    elif last.endswith("man"):
        last = last[:-2] + "en"
    elif last.endswith("y") and last[-2:-1] not in "aeiou":
        last = last[:-1] + "ies"
    elif last.endswith(("s", "x", "ch", "sh")):
        last += "" if last.endswith("s") and before else "es"
    else:
        last += "s"
    return f"{before} {last}" if before else last


def _keys(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(actor_key, words))


@cache
def load_person_groups() -> PersonGroups:
    """The nouns that come with Ascribe; read once in a process."""
    try:
        data = FILE.read_bytes()
    except OSError as error:
        raise ResourceMissing("person groups", why=f"{FILE} cannot be read ({error.strerror})", fix="install Ascribe again") from error
    return PersonGroups(msgspec.json.decode(data, type=_File))
