"""What single words and fixed phrases of a text can name: actors, countries, peoples, heads, titles, capitalised names.

In:  a stretch of text, the catalogue, the common nouns.   Out: `Unit`s in text order that do not overlap.

The longest reading wins. Capitals are evidence only where the text uses them: in a stretch of capitals, or without any,
only the catalogue and the lexicon speak.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from ascribe.lexicon.actors import Actor, ActorCatalogue, Filed, Word, words
from ascribe.lexicon.person_groups import Head, PersonGroups

__all__ = ["Case", "Role", "Unit", "letter_case", "named_countries", "pick_actor", "tag_units"]

Case = Literal["mixed", "upper", "lower"]
Role = Literal["actor", "country", "adjective", "people", "ethnic", "capital", "head", "modifier", "linked", "title", "name", "word"]


class Unit(NamedTuple):
    """A word or fixed phrase. `reach` is its end with a possessive 's, `initial` whether nothing but marks stand before it in its sentence."""

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


_GAP = re.compile(r"(?:[ \-–—/'’‘]|\s|\s?\()\s?")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)", re.IGNORECASE)
_NUMBER_UNIT = re.compile(r"[A-Z]{1,3}-?\d{1,3}")
_BREAK = re.compile(r"[.!?:;\"“”\n(\[]")
#: Articles and kin words that are part of a name they are hyphened to ("al-Houthi").
_PREFIXES = frozenset("al el ul ur as ash ad an ar at az abu bin ibn".split())
#: Before a hyphen these turn a name into its opposite or its follower.
_STANCES = frozenset("pro anti non ex".split())
#: Abbreviations of countries that are English words unless written in capitals.
_ABBREVIATED = frozenset("us uk uae usa drc car ussr dprk".split())


def letter_case(text: str, start: int, end: int) -> Case:
    """How a stretch uses capitals: `upper` where nearly all letters are capitals, `lower` where none is.

    >>> letter_case("FMLN REBELS", 0, 11), letter_case("the FMLN rebels", 0, 15), letter_case("three people were injured", 0, 25)
    ('upper', 'mixed', 'lower')
    """
    stretch = text[start:end]
    n_upper = sum(map(str.isupper, stretch))
    n_lower = sum(map(str.islower, stretch))
    if n_upper >= 8 and n_upper > 8 * n_lower:
        return "upper"
    return "lower" if n_upper == 0 and n_lower >= 20 else "mixed"


def pick_actor(filed: Iterable[Filed], countries: Sequence[str], on: date | None) -> tuple[Actor | None, tuple[str, ...]]:
    """The actor that a name means in a text about `countries`, or null and the candidates.

    Actors at home in one of the countries go before others, strong names before weak ones; a weak name of a national actor is
    believed only at home. Two left and none wins: null.
    """
    alive = [f for f in filed if on is None or (f.actor.lived(on) and _in_use(f, on))]
    home = [f for f in alive if not set(f.actor.countries).isdisjoint(countries)]
    strong = [f for f in alive if not f.weak]
    worldwide = [f for f in alive if not f.actor.countries]
    for pool in ([f for f in home if not f.weak], home, strong, worldwide):
        if len(pool) == 1:
            return pool[0].actor, ()
        if pool:
            break
    return None, tuple(dict.fromkeys(f.actor.id for f in alive))


def _in_use(filed: Filed, on: date) -> bool:
    first, last = filed.actor.dated.get(filed.name, (None, None))
    day = on.isoformat()
    return (first is None or first <= day) and (last is None or day <= last)


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
) -> list[Unit]:
    """The units of `text[start:end]`. `local` holds abbreviations that the document itself explains, by key."""
    case = letter_case(text, start, end)
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
        if previous is not None and text[previous.end : unit.start] in ("-", "–"):
            if unit.key in groups.linked:
                units[-1] = previous._replace(role="linked", end=unit.end, reach=unit.end, key=f"{previous.key} {unit.key}", actor=None, head=None)
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
    return units


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
    if word.key in local and best_n <= 1 and text[word.start : word.end].isupper():
        best_n, actor, candidates = 1, local[word.key], ()
    n_country, role, isos = _country_at(text, found, i, actors, case)
    n_head, head = _head_at(text, found, i, groups)

    def unit(role: Role, n: int, **more: object) -> tuple[Unit, int]:
        stop = found[i + n - 1].end
        if "(" in text[word.start : stop] and text[stop : stop + 1] == ")":
            stop += 1
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
    if case == "mixed" and cased and text[word.start : word.end] not in groups.not_names and not _NUMBER_UNIT.fullmatch(text, word.start, word.end):
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


def _actor_at(text: str, found: list[Word], i: int, actors: ActorCatalogue, groups: PersonGroups, case: Case) -> tuple[int, tuple[Filed, ...]]:
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
    acronym = name == name.upper() and " " not in name
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
