"""What single words and fixed phrases of a text can name: actors, countries, peoples, heads, titles, capitalised names.

In:  a stretch of text, the catalogue, the common nouns.   Out: `Unit`s in text order that do not overlap.

The longest reading wins. Capitals are evidence only where the text uses them: in a stretch of capitals, or without any,
only the catalogue and the lexicon speak.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from ascribe.lexicon.actors import Actor, ActorCatalogue, Filed, Word, words
from ascribe.lexicon.person_groups import Head, PersonGroups

__all__ = ["Case", "Document", "Role", "Unit", "letter_case", "named_countries", "pick_actor", "read_document", "tag_units"]

Case = Literal["mixed", "upper", "lower"]
Role = Literal["actor", "country", "adjective", "people", "ethnic", "capital", "head", "modifier", "linked", "title", "name", "word"]


class Unit(NamedTuple):
    """A word or fixed phrase. `reach` is its end with a possessive 's, `initial` whether it opens a sentence or clause."""

    role: Role
    start: int
    end: int
    reach: int
    key: str
    cased: bool
    initial: bool
    actor: Actor | None = None
    candidates: tuple[str, ...] = ()
    isos: tuple[str, ...] = ()
    head: Head | None = None

    @property
    def possessive(self) -> bool:
        return self.reach > self.end


#: Letters of a hyphened name beyond which its parts stand alone; keeps hostile text linear.
LONGEST_NAME = 60

_GAP = re.compile(r"(?:\s?[\-–—/'’‘]|\s|\s?\()\s?")
_CLOSING = re.compile(r"\s?\)")
#: What makes an abbreviation another one: "CPI(M-L)", "ULFA-X", "AU$".
_GOES_ON = re.compile(r"[-–][A-Z]{1,3}\b|\$")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)", re.IGNORECASE)
_NUMBER_UNIT = re.compile(r"[A-Z]{1,3}-?\d{1,3}")
_BREAK = re.compile(r"[.!?:;\"“”\n(\[]")
#: Articles and kin words that are part of a name they are hyphened to ("al-Houthi").
_PREFIXES = frozenset(["al", "el", "ul", "ur", "as", "ash", "ad", "an", "ar", "at", "az", "abu", "bin", "ibn"])
#: Before a hyphen these turn a name into its opposite or its follower.
_STANCES = frozenset(["pro", "anti", "non", "ex"])
#: Abbreviations of countries that are English words unless written in capitals.
_ABBREVIATED = frozenset(["us", "uk", "uae", "usa", "drc", "car", "ussr", "dprk"])


_EXPLAINED = re.compile(r"[(\[]\s?([A-Z][A-Za-z]{1,8}(?:-[A-Z]{1,4})?)\s?[)\]]")
_FULL_NAME = re.compile(r"\b[A-Z][\w'’]{1,20}(?:[ -](?:al-|el-|bin |de |van )?[A-Z][\w'’]{1,20}){1,3}")


class Document(NamedTuple):
    """What a whole document tells about its names.

    The countries it is about, the one it is at home in where the caller says so, the abbreviations it explains, surnames of
    its persons, and whether it is written without capitals.
    """

    countries: tuple[str, ...]
    home: str | None
    explained: Mapping[str, Actor]
    surnames: frozenset[str]
    lower: bool


def letter_case(text: str, start: int, end: int) -> Case:
    """How a stretch uses capitals: `upper` where all letters or (in a headline) all words have them, `lower` where none has.

    >>> letter_case("FMLN REBELS", 0, 11), letter_case("the FMLN rebels", 0, 15), letter_case("three people were injured", 0, 25)
    ('upper', 'mixed', 'lower')
    """
    stretch = text[start:end]
    n_upper = sum(map(str.isupper, stretch))
    n_lower = sum(map(str.islower, stretch))
    if n_upper >= 8 and n_upper > 8 * n_lower:
        return "upper"
    long_words = [w for w in stretch.split() if len(w) > 3 and w[0].isalpha()] if n_upper >= 5 else []
    if len(long_words) >= 5 and 10 * sum(w[0].isupper() for w in long_words) >= 9 * len(long_words):
        return "upper"
    return "lower" if n_upper == 0 and n_lower >= 20 else "mixed"


def pick_actor(filed: Iterable[Filed], countries: Sequence[str], on: date | None) -> tuple[Actor | None, tuple[str, ...]]:
    """The actor that a name means in a text about `countries`, or null and the candidates.

    Actors at home in one of the countries go before others, strong names before weak ones. Away from home a weak name is not
    believed, nor is a name that no one curated, for groups of different countries share names. An actor that is yet to begin is
    not meant, one that has ended only where no living one is. Two left and none wins: null.
    """
    begun = [f for f in filed if on is None or f.actor.begun(on)]
    home = [f for f in begun if not set(f.actor.countries).isdisjoint(countries)]
    living = [f for f in home if on is None or not f.actor.ended(on)]
    if living:
        begun, home = [f for f in begun if on is None or not f.actor.ended(on)], living
    strong = [
        f for f in begun
        if not f.weak and (not f.actor.countries or "curated" in f.actor.sources or (not countries and " " in f.name))
    ]  # fmt: skip
    worldwide = begun if not any(f.actor.countries for f in begun) else []
    for pool in ([f for f in home if not f.weak], home, strong, worldwide):
        fit = [f for f in pool if on is None or not f.actor.ended(on)] or pool
        if len(fit) == 1:
            return fit[0].actor, ()
        if pool:
            break
    return None, tuple(dict.fromkeys(f.actor.id for f in begun))


def named_countries(text: str, *, actors: ActorCatalogue, start: int = 0, end: int | None = None) -> tuple[str, ...]:
    """ISO codes of the countries that a text names, by name, adjective, people or capital, most often named first.

    >>> from ascribe.lexicon.actors import load_actors
    >>> named_countries("In Kabul, Afghan officials met the Pakistani envoy.", actors=load_actors())
    ('AF', 'PK')
    """
    end = len(text) if end is None else end
    case = letter_case(text, start, end)
    found = list(words(text, start, end))
    counts: dict[str, int] = {}
    i = 0
    while i < len(found):
        n, _, isos = _country_at(text, found, i, actors, case)
        if len(isos) == 1:
            counts[isos[0]] = counts.get(isos[0], 0) + 1
        i += max(n, 1)
    return tuple(sorted(counts, key=lambda iso: -counts[iso]))


def tag_units(
    text: str,
    start: int,
    end: int,
    *,
    actors: ActorCatalogue,
    groups: PersonGroups,
    countries: Sequence[str] = (),
    on: date | None = None,
    local: Mapping[str, Actor] | None = None,
    case: Case | None = None,
) -> list[Unit]:
    """The units of `text[start:end]`. `local` holds abbreviations that the document itself explains, by key."""
    case = case or letter_case(text, start, end)
    found = list(words(text, start, end))
    units: list[Unit] = []
    i = 0
    while i < len(found):
        word = found[i]
        if word.key == "s" and units and text[word.start - 1 : word.start] in ("'", "’", "`", "‘") and units[-1].end == word.start - 1:
            units[-1] = units[-1]._replace(reach=word.end)
            i += 1
            continue
        unit, n = _unit_at(text, found, i, case, actors, groups, countries, on, local or {})
        previous = units[-1] if units else None
        initial = previous is None or bool(_BREAK.search(text, previous.end, unit.start))
        unit = unit._replace(initial=initial)
        if _is_of_mission(text, unit, previous, found[i + n].key if i + n < len(found) else ""):
            unit = unit._replace(role="modifier", actor=None)
        if previous is not None and len(previous.key) < LONGEST_NAME and text[previous.end : unit.start] in ("-", "–"):
            if unit.role == "title" and previous.role == "name":  # "Abdul-Malik": only its own word is a title
                unit = unit._replace(role="name")
            if unit.key in groups.linked:
                units[-1] = previous._replace(
                    role="linked", end=unit.end, reach=unit.end, key=f"{previous.key} {unit.key}", actor=None, head=None
                )
                i += n
                continue
            if previous.key in _STANCES and unit.role != "word":
                units[-1] = previous._replace(role="linked", end=unit.end, reach=unit.end, key=f"{previous.key} {unit.key}")
                i += n
                continue
            if previous.key in _PREFIXES and unit.role in ("name", "actor", "word", "capital", "country") and case == "mixed":
                units[-1] = previous._replace(role="name", end=unit.end, reach=unit.end, key=f"{previous.key} {unit.key}", cased=True)
                i += n
                continue
        units.append(unit)
        i += n
    return units if case == "mixed" else list(_named_after_titles(text, units, groups))


#: "Russia's UN envoy" is Russia's.
_ENVOYS = frozenset({"envoy", "ambassador", "representative", "delegate", "delegation"})


def _is_of_mission(text: str, unit: Unit, previous: Unit | None, following: str) -> bool:
    """Whether the United Nations are only where somebody's envoy sits."""
    of_state = previous is not None and previous.role in ("country", "adjective") and text[previous.reach : unit.start] == " "
    return of_state and unit.actor is not None and unit.actor.id == "united-nations" and following in _ENVOYS


def _named_after_titles(text: str, units: list[Unit], groups: PersonGroups) -> Iterator[Unit]:
    """Where capitals tell nothing: up to three unknown words right after a title or role are a name ("PRESIDENT CRISTIANI")."""
    n_named = 0
    for i, unit in enumerate(units):
        previous = units[i - 1] if i else None
        role = previous is not None and (previous.role == "title" or (previous.head is not None and previous.head.names_follow))
        near = previous is not None and text[previous.reach : unit.start] in (" ", ". ", "-")
        unknown = (
            unit.role == "word"
            and unit.key.isalpha()
            and not any(unit.key in k for k in (groups.never_names, groups.said, groups.attributive_before))
        )
        n_named = n_named + 1 if near and unknown and (role or 0 < n_named < 3) else 0
        yield unit._replace(role="name", cased=True) if n_named else unit


def _unit_at(
    text: str,
    found: list[Word],
    i: int,
    case: Case,
    actors: ActorCatalogue,
    groups: PersonGroups,
    countries: Sequence[str],
    on: date | None,
    local: Mapping[str, Actor],
) -> tuple[Unit, int]:
    word = found[i]
    cased = text[word.start].isupper() and case != "lower"
    best_n, filed = _actor_at(text, found, i, actors, groups, case)
    actor, candidates = pick_actor(filed, countries, on) if filed else (None, ())
    if word.key in local and best_n <= 1 and not text[word.start : word.end].islower():
        best_n, actor, candidates = 1, local[word.key], ()
    n_country, role, isos = _country_at(text, found, i, actors, case)
    n_head, head = _head_at(text, found, i, groups)

    def unit(role: Role, n: int, **more: object) -> tuple[Unit, int]:
        stop = found[i + n - 1].end
        if "(" in text[word.start : stop] and (closing := _CLOSING.match(text, stop)):
            stop = closing.end()
        key = " ".join(w.key for w in found[i : i + n])
        return Unit(role, word.start, stop, stop, key, cased, False, **more), n  # type: ignore[arg-type]

    if best_n and best_n >= max(n_country, n_head) and (actor is not None or best_n > n_head):
        if actor is None and best_n <= n_country and role is not None:
            return unit(role, n_country, isos=_at_home(isos, countries))
        return unit("actor", best_n, actor=actor, candidates=candidates)
    if n_country and role is not None and n_country >= n_head:
        return unit(role, n_country, isos=_at_home(isos, countries))
    title = _longest(text, found, i, groups.titles, 2)
    if title and title >= n_head and (cased or case == "lower"):
        return unit("title", title)
    if n_head:
        return unit("head", n_head, head=head)
    if word.key in groups.people_nouns and (cased or case != "mixed"):
        return unit("people", 1)
    if word.key in groups.people_adjectives and (cased or case != "mixed"):
        return unit("ethnic", 1)
    n_modifier = _longest(text, found, i, groups.modifiers, 3)
    if n_modifier or _ORDINAL.fullmatch(text, word.start, word.end):
        return unit("modifier", n_modifier or 1)
    if (
        case == "mixed"
        and cased
        and text[word.start : word.end] not in groups.not_names
        and not _NUMBER_UNIT.fullmatch(text, word.start, word.end)
    ):
        return unit("name", 1)
    return unit("word", 1)


def _at_home(isos: tuple[str, ...], countries: Sequence[str]) -> tuple[str, ...]:
    """Of countries with one name (the two Congos), those that the text is about, where it is about any."""
    return isos if len(isos) < 2 else tuple(iso for iso in isos if iso in countries) or isos


def _joined(text: str, found: list[Word], i: int, n: int) -> bool:
    return all(_GAP.fullmatch(text, found[k].end, found[k + 1].start) for k in range(i, i + n - 1))


def _longest(text: str, found: list[Word], i: int, keys: frozenset[str], most: int) -> int:
    for n in range(min(most, len(found) - i), 0, -1):
        if " ".join(w.key for w in found[i : i + n]) in keys and (n == 1 or _joined_title(text, found, i, n)):
            return n
    return 0


def _joined_title(text: str, found: list[Word], i: int, n: int) -> bool:
    return all(text[found[k].end : found[k + 1].start] in (" ", "-", ". ", ".") for k in range(i, i + n - 1))


def _head_at(text: str, found: list[Word], i: int, groups: PersonGroups) -> tuple[int, Head | None]:
    for n in range(min(groups.longest.get(found[i].key, 0), len(found) - i), 0, -1):
        head = groups.heads.get(" ".join(w.key for w in found[i : i + n]))
        if head is not None and (n == 1 or _joined(text, found, i, n)):
            return n, head
    return 0, None


def _actor_at(
    text: str, found: list[Word], i: int, actors: ActorCatalogue, groups: PersonGroups, case: Case
) -> tuple[int, tuple[Filed, ...]]:
    for n in range(min(actors.longest.get(found[i].key, 0), len(found) - i), 0, -1):
        key = " ".join(w.key for w in found[i : i + n])
        filed = actors.find_key(key)
        if filed and (n == 1 or _joined(text, found, i, n)):
            start, end = found[i].start, found[i + n - 1].end
            initial = i == 0 or bool(_BREAK.search(text, found[i - 1].end, start))
            written = tuple(f for f in filed if _written_as(text, start, end, key, f, case, groups, initial))
            if written:
                return n, written
    return 0, ()


def _written_as(text: str, start: int, end: int, key: str, filed: Filed, case: Case, groups: PersonGroups, initial: bool) -> bool:
    """Whether words of the text are written as a name is: abbreviations in capitals, names with theirs."""
    surface, name = text[start:end], filed.name
    if _GOES_ON.match(text, end):
        return False
    acronym = name == name.upper() and " " not in name
    if case != "mixed" and name.startswith("The ") and " " not in key:
        return False
    if case == "upper":
        return key not in groups.ordinary
    if case == "lower":
        return key not in groups.ordinary and not filed.weak and (" " in key or len(key) >= (4 if acronym else 6))
    if key in groups.ordinary and initial and " " not in key and surface != surface.upper():
        return False
    if name.startswith("The ") and " " not in key and text[start - 4 : start] not in ("The ", "the "):
        return False
    if acronym and any(c.isalpha() for c in name):
        spoken = not filed.weak and len(key) >= 4 and surface[0].isupper() and surface[1:].islower() and key not in groups.ordinary
        return surface == surface.upper() or spoken
    n_capitals = sum(1 for w in re.finditer(r"[^\W\d_]+", surface) if w.group()[0].isupper())
    wanted = sum(1 for w in re.finditer(r"[^\W\d_]+", name) if w.group()[0].isupper() and w.group() != "The")
    return n_capitals > 0 and 2 * n_capitals >= wanted


def _country_at(text: str, found: list[Word], i: int, actors: ActorCatalogue, case: Case) -> tuple[int, Role | None, tuple[str, ...]]:
    for n in range(min(actors.longest_country.get(found[i].key, 0), len(found) - i), 0, -1):
        key = " ".join(w.key for w in found[i : i + n])
        start, end = found[i].start, found[i + n - 1].end
        surface = text[start:end]
        if key in _ABBREVIATED:
            if surface != surface.upper() or (case != "mixed" and "." not in surface and key in ("us", "car")):
                continue
        elif (case == "mixed" and not surface[0].isupper()) or (n > 1 and not _joined(text, found, i, n)):
            continue
        tables: tuple[tuple[Role, Mapping[str, tuple[str, ...]]], ...] = (
            ("country", actors.country_names), ("adjective", actors.adjectives), ("people", actors.peoples), ("capital", actors.capitals),
        )  # fmt: skip
        for role, table in tables:
            if key in table:
                return n, role, table[key]
    return 0, None, ()


@lru_cache(maxsize=8)
def read_document(text: str, actors: ActorCatalogue, groups: PersonGroups, countries: tuple[str, ...], on: date | None) -> Document:
    """What the whole text tells about its names."""
    about = tuple(dict.fromkeys((*countries, *named_countries(text, actors=actors))))
    explained: dict[str, Actor] = {}
    for match in _EXPLAINED.finditer(text):
        before = tag_units(text, max(0, match.start() - 90), match.start(), actors=actors, groups=groups, countries=about, on=on)
        if before and before[-1].actor is not None and text[before[-1].end : match.start()].strip() == "":
            for word in words(match.group(1)):
                explained.setdefault(word.key, before[-1].actor)
    surnames: set[str] = set()
    for match in _FULL_NAME.finditer(text):
        parts = [w.key for w in words(text, match.start(), match.end())]
        last = re.split(r"[ -]", match.group())[-1].removesuffix("'s").removesuffix("’s")
        if len(parts[-1]) > 2 and not _known(parts[-1], actors, groups):
            surnames.add(last)
    n_capitals, n_small = sum(map(str.isupper, text)), sum(map(str.islower, text))
    home = countries[0] if len(countries) == 1 else None
    return Document(about, home, explained, frozenset(surnames), lower=200 * n_capitals < n_small)


def _known(key: str, actors: ActorCatalogue, groups: PersonGroups) -> bool:
    return (
        key in groups.heads or key in groups.place_words or key in groups.modifiers or key in groups.people_nouns
        or key in actors.country_names or key in actors.adjectives or key in actors.capitals or bool(actors.find_key(key))
    )  # fmt: skip
