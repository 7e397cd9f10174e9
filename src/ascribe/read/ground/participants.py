"""Phrases that name people and organisations: who may act, be acted upon, or say so.

In:  a text and a stretch of it (a sentence), the catalogue, the common nouns.
Out: `ParticipantPhrase`s in text order that do not overlap: noun phrases with a head of the lexicon ("Israeli troops"), names
of the catalogue, countries, persons, and adjectives that stand for a participant ("a Russian drone strike").

A phrase leaves out its determiner and number, of-phrases and appositions. What the whole document explains (abbreviations,
surnames, the countries it is about) is read once a document.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from ascribe.domain.actor import ParticipantKind, ParticipantPhrase, PhraseForm
from ascribe.domain.attribution import SourceKind
from ascribe.domain.quantity import OfKind
from ascribe.domain.span import Span
from ascribe.lexicon.actors import ActorCatalogue, Branch
from ascribe.lexicon.person_groups import PersonGroups
from ascribe.read.ground.names import Document, Unit, letter_case, read_document, tag_units

__all__ = ["Found", "find_participant_phrases", "scan_participants"]

#: More neighbouring names than any phrase has; keeps hostile text linear.
LONGEST_RUN = 40

_NEAR = re.compile(r"['’]?(?:[ \t]{1,2}|\r?\n)|[-–]")
_NEAR_TITLE = re.compile(r"\.?[ ]?")
_ACRONYM = re.compile(r"[A-Z][A-Za-z]?[A-Z]{1,5}s?(?:[-–][A-Z]{1,4})?")
_COMPLEMENT = re.compile(r"\s(?:of|for|from)\s(?:the\s|an?\s|its\s|their\s)?(?:[\d,]{1,7}\s)?", re.IGNORECASE)
#: An age, and how a phrase begins that was cut out of one.
_AGE = re.compile(
    r"(?<![\w-])(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]{3,5}teen|[a-z]{3,5}ty(?:-[a-z]{3,5})?)"
    r"[- ](?:year|month|week|day)s?[- ]olds?\b",
    re.IGNORECASE,
)
_OLD = re.compile(r"(?:(?:year|month|week|day)s?[- ])?olds?\b", re.IGNORECASE)
_LONGEST_AGE = 24
_LAST_WORDS = re.compile(r"(?:([\w.]+) )?([\w.]+)['’]?[ \n(\"“'-]{1,3}$")
_DETERMINERS = frozenset(
    [
        "a", "an", "the", "one", "another", "each", "every", "this", "that", "his", "her", "its", "their", "our", "my",
        "your", "no", "any", "some", "single", "lone", "only", "same", "said", "late", "which", "whose", "s", "and",
        "or",
    ]
)  # fmt: skip
_PARTICLES = frozenset(
    [
        "al",
        "el",
        "bin",
        "ibn",
        "abu",
        "de",
        "del",
        "la",
        "los",
        "van",
        "von",
        "der",
        "dos",
        "da",
        "do",
        "ul",
        "ur",
        "y",
        "e",
        "ben",
        "ag",
        "ould",
    ]
)
#: Nouns that need no modifier to mean a branch of the state that a text is at home in.
_BARE = frozenset({"army", "military", "armed forces", "police", "government", "authorities", "security forces", "navy", "air force"})
_FIGHTING = ("fighters", "soldiers", "police", "officers", "officials", "forces", "combatants")


class Found(NamedTuple):
    """A phrase with the units it was read from; `taken` where its actor stands in the words after it ("spokesman for the Taliban")."""

    phrase: ParticipantPhrase
    units: tuple[Unit, ...]
    taken: bool = False


class _Meaning(NamedTuple):
    kind: ParticipantKind | None
    of_kind: OfKind
    source_kind: SourceKind | None
    actor: str | None
    candidates: tuple[str, ...] = ()


class _Reader(NamedTuple):
    text: str
    actors: ActorCatalogue
    groups: PersonGroups
    document: Document
    toponyms: Sequence[Span]
    has_case: bool
    units: list[Unit]
    starts: list[int]
    on: date | None


def find_participant_phrases(
    text: str,
    start: int,
    end: int,
    *,
    actors: ActorCatalogue,
    groups: PersonGroups,
    countries: Sequence[str] = (),
    on: date | None = None,
    toponyms: Sequence[Span] = (),
) -> tuple[ParticipantPhrase, ...]:
    """The participant phrases of `text[start:end]`.

    `countries` (ISO codes) are those that the document is about where the caller knows them, put before those the text
    names; where it is exactly one, "the army" is its army, else the armies are candidates. `on` is the text's day;
    `toponyms` are spans known to be places, never read as persons.

    >>> from ascribe.lexicon.actors import load_actors
    >>> from ascribe.lexicon.person_groups import load_person_groups
    >>> text = "On Monday the Syrian army said it had killed 40 Islamic State fighters."
    >>> found = find_participant_phrases(text, 0, len(text), actors=load_actors(), groups=load_person_groups())
    >>> [(p.span.of(text), p.kind, p.actor) for p in found]
    [('Syrian army', 'military', 'syria-military'), ('Islamic State fighters', 'armed_group', 'islamic-state')]
    """
    found = scan_participants(text, start, end, actors=actors, groups=groups, countries=countries, on=on, toponyms=toponyms)
    return tuple(f.phrase for f in found)


def scan_participants(
    text: str,
    start: int,
    end: int,
    *,
    actors: ActorCatalogue,
    groups: PersonGroups,
    countries: Sequence[str] = (),
    on: date | None = None,
    toponyms: Sequence[Span] = (),
) -> tuple[Found, ...]:
    """The same, each phrase with its units."""
    document = read_document(text, actors, groups, tuple(countries), on)
    case = "lower" if document.lower else letter_case(text, start, end)
    units = tag_units(
        text, start, end, actors=actors, groups=groups, countries=document.countries, on=on, local=document.explained, case=case
    )
    reader = _Reader(text, actors, groups, document, toponyms, case == "mixed", units, [u.start for u in units], on)
    found = [f for run in _runs(reader) for segment in _segments(reader, run) for f in _read_segment(reader, segment)]
    return tuple(_joined(reader, found))


def _runs(reader: _Reader) -> Iterator[list[Unit]]:
    """Stretches of neighbouring units that are not plain words; a particle between two names joins them."""
    units = reader.units
    run: list[Unit] = []
    for i, unit in enumerate(units):
        particle = (
            unit.role == "word" and unit.key in _PARTICLES and bool(run) and run[-1].role in ("name", "title")
            and i + 1 < len(units) and units[i + 1].role in ("name", "actor") and _near(reader, unit, units[i + 1])
        )  # fmt: skip
        initial = (
            bool(run) and run[-1].role in ("name", "title") and i + 1 < len(units) and units[i + 1].role == "name"
            and _is_initial(reader, unit) and _near(reader, unit, units[i + 1])
        )  # fmt: skip
        particle = particle or initial
        if unit.role == "word" and not particle:
            if run:
                yield run
            run = []
            continue
        if run and (len(run) == LONGEST_RUN or not _near(reader, run[-1], unit)):
            yield run
            run = []
        run.append(unit._replace(role="name") if particle else unit)
    if run:
        yield run


def _near(reader: _Reader, left: Unit, right: Unit) -> bool:
    if left.role == "title" and _NEAR_TITLE.fullmatch(reader.text, left.reach, right.start):
        return True
    initial = right.role == "name" and _is_initial(reader, left)  # "John F. Smith"; not "Plan B. Hamas fighters"
    start = left.reach + 1 if initial else left.reach
    return bool(_NEAR.fullmatch(reader.text, start, right.start))


def _is_initial(reader: _Reader, unit: Unit) -> bool:
    """Whether the unit is a single capital with its full stop, which may still end a sentence."""
    return (
        unit.end - unit.start == 1
        and unit.end == unit.reach
        and reader.text[unit.start].isupper()
        and reader.text[unit.end : unit.end + 1] == "."
    )


def _segments(reader: _Reader, run: list[Unit]) -> Iterator[list[Unit]]:
    """A run cut into noun phrases: at a verb, after a plural or a people, before a title, after an actor that a name follows."""
    segment: list[Unit] = []
    for i, unit in enumerate(run):
        following = run[i + 1] if i + 1 < len(run) else None
        verb = unit.key in reader.groups.verbs_too and bool(segment) and segment[-1].role in ("actor", "country", "head", "name", "people")
        if verb or (segment and unit.role == "title" and any(u.role in ("actor", "country", "name") for u in segment)):
            yield segment
            segment = []
        if verb:
            continue
        segment.append(unit)
        plural = unit.role == "head" and unit.head is not None and unit.head.plural and not unit.head.body
        attributive = unit.key in ("women", "men", "youths") and following is not None and following.role == "head"
        ends = (plural and not attributive) or unit.role == "people"
        if following is not None and following.role == "name" and unit.role in ("actor", "country", "capital") and not unit.possessive:
            ends = ends or not any(u.role == "head" for u in run[i + 1 :])
        if ends:
            yield segment
            segment = []
    if segment:
        yield segment


def _read_segment(reader: _Reader, segment: list[Unit]) -> Iterator[Found]:
    last = max((i for i, u in enumerate(segment) if u.role in ("actor", "country", "people", "capital", "head", "name")), default=-1)
    core, rest = segment[: last + 1], segment[last + 1 :]
    if core:
        final = core[-1]
        if final.role == "name":
            yield from _read_name(reader, core)
        elif final.role in ("head", "people"):
            yield from _read_group(reader, core)
        else:
            yield from _read_single(reader, core)
    for unit in rest:
        if unit.role in ("adjective", "ethnic"):
            yield _adjective(reader, unit)


def _adjective(reader: _Reader, unit: Unit) -> Found:
    kind: ParticipantKind = "state" if unit.isos else "civilian"
    branches: tuple[Branch, ...] = ("military", "government") if _before_arms(reader, unit) else ("government", "military")
    candidates = tuple(a.id for iso in unit.isos for b in branches if (a := reader.actors.state(iso, b)))
    phrase = _phrase(reader, (unit,), unit, "modifier", _Meaning(kind, "unknown", "government" if unit.isos else None, None, candidates))
    following = _after(reader, unit)
    place = following is not None and following.key in reader.groups.place_words
    return Found(_located(phrase, bool(place)), (unit,))


def _before_arms(reader: _Reader, unit: Unit) -> bool:
    following = _after(reader, unit)
    return following is not None and following.key in reader.groups.attributive_before


def _located(phrase: ParticipantPhrase, located: bool) -> ParticipantPhrase:
    if not located:
        return phrase
    return ParticipantPhrase(**{f: getattr(phrase, f) for f in phrase.__struct_fields__} | {"located": True})


def _read_single(reader: _Reader, core: list[Unit]) -> Iterator[Found]:
    """A segment that ends in an actor, a country or a capital."""
    unit = core[-1]
    names = [u for u in core[:-1] if u.role == "name"]
    if unit.role == "actor":
        surname = (
            reader.has_case and bool(names) and core[-2].role == "name" and not core[-2].possessive and " " not in unit.key
            and unit.actor is not None and reader.text[unit.start : unit.end] != reader.text[unit.start : unit.end].upper()
        )  # fmt: skip
        if surname:
            yield from _read_name(reader, [*core[:-1], unit._replace(role="name", actor=None)])
            return
        actor = unit.actor
        meaning = (
            _Meaning(actor.kind, "combatant" if actor.kind in ("armed_group", "military") else "unknown", actor.source_kind, actor.id)
            if actor
            else _Meaning(None, "unknown", None, None, unit.candidates)
        )
        form: PhraseForm = "modifier" if _attributive(reader, unit) else "name"
        yield Found(_phrase(reader, (unit,), unit, form, meaning), (unit,))
        return
    located = _after_place_preposition(reader, unit, core)
    government = tuple(a.id for iso in unit.isos if (a := reader.actors.state(iso, "government")))
    if unit.role == "country" and not unit.possessive and _before_arms(reader, unit):
        yield _adjective(reader, unit)
        return
    if unit.role == "country":
        meaning = _Meaning(
            "state", "unknown", "government", government[0] if len(government) == 1 else None, government if len(government) > 1 else ()
        )
    else:
        meaning = _Meaning("place", "unknown", "government", None, government)
    form = "modifier" if unit.possessive or _attributive(reader, unit) else "name"
    yield Found(_located(_phrase(reader, (unit,), unit, form, meaning), located), (unit,))


def _after_place_preposition(reader: _Reader, unit: Unit, core: list[Unit]) -> bool:
    before = _before(reader, core[0])
    if before is not None and before.key in reader.groups.place_prepositions:
        return True
    if any(u.key in reader.groups.place_prepositions for u in core[:-1]):
        return True
    # "Idlib, Syria": a name, a comma, the country it lies in
    return before is not None and before.role in ("name", "capital") and reader.text[before.end : core[0].start].strip() == ","


def _before(reader: _Reader, unit: Unit) -> Unit | None:
    """The unit before, a "the" left out."""
    i = bisect_left(reader.starts, unit.start) - 1
    if i >= 0 and reader.units[i].key == "the":
        i -= 1
    return reader.units[i] if i >= 0 else None


def _after(reader: _Reader, unit: Unit) -> Unit | None:
    i = bisect_left(reader.starts, unit.end)
    return reader.units[i] if i < len(reader.units) else None


def _attributive(reader: _Reader, unit: Unit) -> bool:
    """Whether a noun stands right before another noun that is no participant ("rebel positions")."""
    following = _after(reader, unit)
    if following is None or not _NEAR.fullmatch(reader.text, unit.reach, following.start):
        return False
    return following.key in reader.groups.attributive_before


def _read_group(reader: _Reader, core: list[Unit]) -> Iterator[Found]:
    """A segment that ends in a common noun for people."""
    final = core[-1]
    first = next((i for i, u in enumerate(core) if not (u.role == "name" and u.initial and not core[min(i + 1, len(core) - 1)].cased)), 0)
    core = core[first:]
    if core[0].role == "modifier" and core[0].key in ("other", "more", "several", "hundreds") and len(core) > 1:
        core = core[1:]
    proper = final.cased and reader.has_case and any(u.role == "name" for u in core) and all(u.cased for u in core)
    form: PhraseForm = "name" if proper else "group"
    if final.key in ("major", "general") and not final.cased and reader.has_case:
        following = _after(reader, final)
        if following is None or following.key not in reader.groups.said:  # an adjective
            return
    if final.head is not None and not proper and not final.head.plural:
        counted = final.head.body or core[0].initial or any(u.possessive for u in core) or _determined(reader, core[0])
        if _attributive(reader, final) or not counted:
            form = "modifier"
    meaning = _meaning(reader, core)
    plural = None if form == "name" else final.role == "people" or (final.head is not None and final.head.plural)
    yield Found(_phrase(reader, core, final, form, meaning, plural=plural), tuple(core))


def _determined(reader: _Reader, unit: Unit) -> bool:
    """Whether a determiner, number or possessive stands right before, as an English count noun in the singular needs."""
    before = _LAST_WORDS.search(reader.text, max(0, unit.start - 24), unit.start)
    if before is None:
        return False
    return before[2].lower() in _DETERMINERS or before[2][-1].isdigit() or (before[1] or "").lower() in ("a", "an", "the", "one")


def _meaning(reader: _Reader, core: Sequence[Unit]) -> _Meaning:
    final, modifiers = core[-1], core[:-1]
    if final.head is None:
        return _Meaning("civilian", "unknown", "resident", None)
    group = final.head.group
    actor_unit = next((u for u in reversed(modifiers) if u.role == "actor"), None)
    place = next((u for u in reversed(modifiers) if u.role in ("country", "adjective", "capital")), None)
    isos = place.isos if place else ()
    other = next((u.head.group for u in reversed(modifiers) if u.role == "head" and u.head is not None and u.head.group.kind), None)
    open_minded = group.takes or final.key == "men"
    kind, source_kind, of_kind = group.kind, group.source_kind, group.of_kind
    if actor_unit is not None and (open_minded or group.name in _FIGHTING):
        actor = actor_unit.actor
        if actor is None:
            return _Meaning(kind, of_kind, source_kind, None, actor_unit.candidates)
        return _Meaning(actor.kind if open_minded else kind, of_kind, actor.source_kind, actor.id)
    branch: Branch | None = group.branch
    if open_minded and other is not None:
        kind, source_kind, branch = other.kind, other.source_kind, other.branch
        if group.name == "forces" and other.name in ("fighters", "officials"):
            branch = "military" if other.name == "officials" else None
            kind, source_kind = ("military", "military") if other.name == "officials" else (kind, source_kind)
    elif other is not None and other.name == "fighters" and group.branch:
        branch = None  # "Syrian rebel army" is no state's
    ethnic = any(u.role in ("ethnic", "linked", "name") for u in modifiers)
    if branch is None or ethnic:
        return _Meaning(kind, of_kind, source_kind, None)
    if kind is None and isos:  # "Turkish officials"
        kind, source_kind = branch, branch
    bare = final.key in _BARE and not modifiers
    home = (reader.document.home,) if reader.document.home else reader.document.countries
    of = reader.actors.state if isos else partial(reader.actors.bare_state, on=reader.on)
    states = tuple(a.id for iso in (isos or (home if bare else ())) if (a := of(iso, branch)))
    # The army of a text that names one country may still be another's, and a capital's government its city's.
    if (bare and reader.document.home is None) or (place is not None and place.role == "capital"):
        return _Meaning(kind, of_kind, source_kind, None, states)
    return _Meaning(kind, of_kind, source_kind, states[0] if len(states) == 1 else None, states if len(states) > 1 else ())


def _read_name(reader: _Reader, core: list[Unit]) -> Iterator[Found]:
    """A segment that ends in capitalised words: a person with or without title and role, or an abbreviation."""
    cut = len(core)
    while cut and core[cut - 1].role == "name":
        cut -= 1
    before, names = core[:cut], core[cut:]
    if not before and names[0].initial and len(names) > 1 and names[0].key in reader.groups.modifiers:
        names = names[1:]
    surface = reader.text[names[0].start : names[-1].end]
    following = _after(reader, names[-1])
    if not before and any(n.key in reader.groups.place_words or n.key in reader.groups.attributive_before for n in names):
        return
    place = (
        following is not None
        and following.key in reader.groups.place_words
        and _NEAR.fullmatch(reader.text, names[-1].reach, following.start)
    ) or any(t.overlaps(Span(names[0].start, names[-1].end)) for t in reader.toponyms)
    titled = bool(before) and before[-1].role in ("title", "head") and not before[-1].possessive and not place
    head = before[-1].head if titled else None
    if titled and (head is None or (not head.plural and not head.body)):
        role = _meaning(reader, before) if head is not None else _Meaning("person", "unknown", None, None)
        meaning = role._replace(kind="person", of_kind="unknown")
        yield Found(_phrase(reader, core, names[0], "name", meaning, name=surface), tuple(core))
        return
    if before and not place:
        yield from _read_segment(reader, before)
    elif before:
        yield from _read_segment(reader, [u for u in before if u.role != "ethnic"])
    previous = _before(reader, core[0])
    located = place or (previous is not None and previous.key in reader.groups.place_prepositions)
    lone = len(names) == 1 and "-" not in surface
    if _ACRONYM.fullmatch(surface):
        if not place and not any(c.isdigit() for c in surface):
            yield Found(
                _located(_phrase(reader, names, names[0], "name", _Meaning(None, "unknown", None, None)), bool(located)), tuple(names)
            )
    elif not located and reader.has_case and len(names) <= 5 and len(surface) > 1:
        neighbours = (previous, following) if not names[0].initial else (following,)
        speaks = any(
            u is not None and u.key in reader.groups.said and _NEAR.search(reader.text[min(u.end, names[-1].end) :][:2]) for u in neighbours
        )
        person = not lone or speaks or surface in reader.document.surnames
        if person or not names[0].initial:
            yield Found(
                _phrase(reader, names, names[0], "name", _Meaning("person" if person else None, "unknown", None, None)), tuple(names)
            )


def _phrase(
    reader: _Reader,
    core: Sequence[Unit],
    head: Unit,
    form: PhraseForm,
    meaning: _Meaning,
    *,
    name: str | None = None,
    plural: bool | None = None,
) -> ParticipantPhrase:
    span = Span(_start_of_age(reader.text, core[0].start), core[-1].end)
    return ParticipantPhrase(
        span=span, head=Span(head.start, core[-1].end), name=name or span.of(reader.text), form=form, kind=meaning.kind,
        of_kind=meaning.of_kind, source_kind=meaning.source_kind, actor=meaning.actor, candidates=meaning.candidates, plural=plural,
    )  # fmt: skip


def _start_of_age(text: str, start: int) -> int:
    """Where the phrase that begins at `start` begins with the whole of its age: "12-year-old boy", not "year-old boy"."""
    if _OLD.match(text, start):
        for age in _AGE.finditer(text, max(0, start - _LONGEST_AGE), start + _LONGEST_AGE):
            if age.start() < start < age.end():
                return age.start()
    return start


def _joined(reader: _Reader, found: list[Found]) -> Iterator[Found]:
    """Phrases after a look at their neighbours: an abbreviation in brackets belongs to the name before it, and "members of
    the Taliban" take their actor from the Taliban."""
    skip = False
    for i, item in enumerate(found):
        if skip:
            skip = False
            continue
        following = found[i + 1] if i + 1 < len(found) else None
        if following is not None:
            between = reader.text[item.phrase.span.end : following.phrase.span.start]
            if (
                between in (" (", " [", " ( ")
                and following.phrase.form == "name"
                and (None in (item.phrase.kind, following.phrase.kind) or item.phrase.kind == following.phrase.kind)
                and item.phrase.kind not in ("place", "state", "person")
                and reader.text[following.phrase.span.end : following.phrase.span.end + 2].strip()[:1] in (")", "]")
            ):
                item, skip = _taking(item, following, every=False), True
            elif _takes(item) and _COMPLEMENT.fullmatch(between):
                item = _taking(item, following, every=True)
        yield item


def _takes(item: Found) -> bool:
    head = item.units[-1].head
    return item.phrase.form == "group" and item.phrase.actor is None and head is not None and head.group.takes


def _taking(item: Found, giver: Found, *, every: bool) -> Found:
    own, given = item.phrase, giver.phrase
    if own.actor is not None or given.located or (every and given.kind == "person"):
        return item
    fields = {f: getattr(own, f) for f in own.__struct_fields__}
    state = every and given.kind == "state"
    group = item.units[-1].head.group if item.units[-1].head else None
    if state and (group is None or group.branch != "government"):  # "fighters from Iraq" are not Iraq's
        return item
    fields |= {"actor": given.actor, "candidates": given.candidates}
    if every or own.kind is None:
        fields |= {"kind": "government" if state else given.kind, "source_kind": given.source_kind}
    return Found(ParticipantPhrase(**fields), item.units, taken=True)
