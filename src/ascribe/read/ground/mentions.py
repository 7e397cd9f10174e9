"""Whom the phrases of a document mean, once the whole document is known.

In:  a text and its participant phrases, the catalogues, the countries and the day that the text is about.
Out: a `Mention` for each phrase: its actor or its person, where one fits.

What a phrase's own words leave open, the document may settle: "the group" and "six militants" are the one armed group named, "two
soldiers" the one army, "Kyiv" that says something the government there, "Russian strikes" the hand of a state that strikes. Where a
movement rules the country on the text's day, the capital, "the government" and "the army" are that movement. Where two fit, or the
words say that it is somebody else ("forces loyal to", "unidentified gunmen"), nobody is meant.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ascribe.domain.actor import ActorMention, ParticipantPhrase
from ascribe.domain.span import Span
from ascribe.lexicon.actors import ActorCatalogue, Branch, actor_key
from ascribe.lexicon.mention_words import MentionWords, load_mention_words
from ascribe.lexicon.people import People, Person
from ascribe.lexicon.person_groups import PersonGroups
from ascribe.read.ground.names import read_document
from ascribe.read.ground.persons import named_at, resolve_person

__all__ = ["Mention", "ground_mentions"]

_W = load_mention_words()
_LEAD = 40
_NEXT = re.compile(r"(?:['’]s?)?[ \n]+([A-Za-z][\w-]*)(?:[ \n]+([A-Za-z][\w-]*))?")
_DEFINITE = re.compile(r"\b(?:the|these|those|this|that)\s+(?:[\w-]+\s+)?\Z", re.IGNORECASE)
_BRANCHES = re.compile(rf" of (?:the )?(?:[\w-]+ )?(?:{'|'.join(_W.several_branches)})\b")
_OWNER = re.compile(r"(?:\b(?:the|its|their|this|that)|['’]s?)\s+(?:[a-z-]+\s+)?\Z", re.IGNORECASE)
_NAMED = re.compile(r"(?<![.!?:;“\"\n] )(?<!\A)\b(?!The\b|A\b|An\b)[A-Z][\w’'-]+[ -]\Z")
#: "the Movement for Democratic Change": a noun that begins a name, no noun for a group named before.
_CAPITAL = re.compile(r"(?<!\A)(?<![.!?:;“\"\n] )(?:[A-Z]\w+|\w+ [A-Z]\w+)")
#: "Cambodia shells a town": a verb, as an object follows.
_OBJECT = re.compile(r"[ \n]+[a-z]+s[ \n]+(?:[A-Z]|(?:an?|the|its|their|several|multiple|two|three|four|five|six|targets|positions)\b)")
_JOINS = re.compile(r"(?:,? and |, | & )(?:the )?\Z")
_FORCE = re.compile(r" (?:forces?|guards?)\Z", re.IGNORECASE)
_SOMEONES = re.compile(r"\b(?:his|her|my|our|your)\s+(?:[\w-]+\s+)?\Z", re.IGNORECASE)
_INDEFINITE = re.compile(r"\b(?:an?|another|any|new)\s+(?:[a-z-]+\s+)?\Z", re.IGNORECASE)
_LINKED_BEFORE = re.compile(r"[a-z][-–](?:associated|affiliated|aligned|allied|backed|led|linked|supported|sponsored|trained)\s+\Z")
_OF_NAME = re.compile(r" of (?:the )?([A-Z]\w+(?: [A-Z]\w+)?)")
_LINKED = re.compile(r"[-–][a-z]{3,}")
#: "in Msayleh, Lebanon.": a town, a comma, the country, and no more of a list.
_TOWN = re.compile(r"\b([A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?), \Z")
_ENDS = re.compile(r"[.,;)]|\Z|\s(?:on|after|before|when|in|as|by|kills?|leaving|during|with|while)\b")
_POSSESSIVE = re.compile(r"['’]s?(?!\w)")
_OWNED = re.compile(r"\b(?:its|their)\s+(?:own\s+)?(?:[\w-]+\s+)?\Z", re.IGNORECASE)


class Mention(NamedTuple):
    """A phrase with the actor it means (of a person, none) and the person it names."""

    phrase: ParticipantPhrase
    actor: str | None
    person: Person | None = None

    def as_domain(self, actors: ActorCatalogue) -> ActorMention:
        """The mention with the id of whom it names."""
        p = self.phrase
        if self.person is not None:
            return ActorMention(span=p.span, actor=self.person.id, name=self.person.name, kind="person")
        entry = actors.actors.get(self.actor or "")
        if entry is None:
            return ActorMention(span=p.span, actor=None, name=p.name, kind=p.kind, candidates=p.candidates)
        return ActorMention(span=p.span, actor=entry.id, name=entry.name, kind=entry.kind)


def ground_mentions(
    text: str,
    phrases: Sequence[ParticipantPhrase],
    *,
    actors: ActorCatalogue,
    groups: PersonGroups,
    people: People,
    countries: Sequence[str] = (),
    on: date | None = None,
) -> tuple[Mention, ...]:
    """A mention for each of `phrases`, which stand in text order.

    >>> from ascribe.lexicon.people import load_people
    >>> from ascribe.lexicon.actors import load_actors
    >>> from ascribe.lexicon.person_groups import load_person_groups
    >>> from ascribe.read.ground.participants import find_participant_phrases
    >>> text = "Hamas attacked a post. Netanyahu said the group had lost 12 fighters to Israeli air strikes."
    >>> lexicons = {"actors": load_actors(), "groups": load_person_groups(), "on": date(2024, 1, 1)}
    >>> phrases = find_participant_phrases(text, 0, len(text), **lexicons)
    >>> mentions = ground_mentions(text, phrases, people=load_people(), **lexicons)
    >>> [m.person.id if m.person else m.actor for m in mentions if m.person or m.actor]
    ['hamas', 'benjamin-netanyahu', 'hamas', 'hamas', 'israel-military']
    """
    about = read_document(text, actors, groups, tuple(countries), on).countries
    named = [p for p in phrases if p.actor is not None and not p.located]
    armed = [p for p in named if p.kind == "armed_group" or actors.actors[p.actor or ""].kind == "armed_group"]
    homes = dict.fromkeys(c for p in armed for c in actors.actors[p.actor or ""].countries)
    about_people = tuple(dict.fromkeys((*about, *homes)))
    scene = _Scene(
        text=text,
        actors=actors,
        groups=armed,
        armies=[p for p in named if actors.actors[p.actor or ""].kind == "military"],
        home=countries[0] if len(countries) == 1 else None,
        on=on,
        people=named_at(text, people, about_people, on),
        tails={word: p for p in reversed(armed) for word in actor_key(p.name).split(" ")[1:]},
        nameless=any(p.actor is None and p.form == "name" and p.kind == "armed_group" for p in phrases),
        nameless_army=any(p.actor is None and _FORCE.search(p.span.of(text)) and p.span.of(text).lower() not in _W.nouns for p in phrases),
    )
    found = [_mention(p, scene, people, about, on) for p in phrases]
    return tuple(_coordinated(found, i, scene) for i in range(len(found)))


class _Scene(NamedTuple):
    """Who is named in the document: armed groups, armies, the one country that it is about, persons by where their full names stand;
    the text's day; the first group whose name goes on with a word; whether a group, or a force, without an id is named."""

    text: str
    actors: ActorCatalogue
    groups: Sequence[ParticipantPhrase]
    armies: Sequence[ParticipantPhrase]
    home: str | None
    on: date | None
    people: Sequence[tuple[Span, Person]]
    tails: Mapping[str, ParticipantPhrase]
    nameless: bool
    nameless_army: bool

    def state(self, branch: Branch) -> str | None:
        """The branch of the one country that the document is about, or the movement that rules it."""
        entry = self.actors.bare_state(self.home, branch, self.on) if self.home and self.home not in _W.others_rule else None
        return entry.id if entry else None


def _mention(p: ParticipantPhrase, scene: _Scene, people: People, about: Sequence[str], on: date | None) -> Mention:
    full = _named_in(p, scene)
    if full is not None:
        return Mention(p, None, full if _is_his_state(p, full, scene) else None)
    if p.form == "name" and p.kind in ("person", None) and (p.actor is None or p.kind == "person"):
        person = resolve_person(p.head.of(scene.text), text=scene.text, people=people, countries=about, on=on)
        if person is not None or p.kind == "person":
            return Mention(p, None, person if person is None or _is_his_state(p, person, scene) else None)
    if p.actor is not None:
        return Mention(p, _confirmed(p, p.actor, scene))
    return Mention(p, _settled(p, scene, _W))


def _named_in(p: ParticipantPhrase, scene: _Scene) -> Person | None:
    """The person whose full name a phrase is part of, ends in, or is the title of; names stand in text order and do not overlap."""
    first = bisect_left(scene.people, p.span.start, key=lambda named: named[0].end)
    near = scene.people[first : first + 1]
    return next((who for span, who in near if _is_named(p, span, scene.text)), None)


def _is_named(p: ParticipantPhrase, name: Span, text: str) -> bool:
    """Whether a phrase is part of a person's full name ("Israel" of "Israel Katz"), ends in it, or is the title before it."""
    if p.span.end + 1 == name.start:
        return p.form == "group" and p.plural is False and p.kind in ("government", "military", "police", "person")
    return p.form != "modifier" and p.span.overlaps(name) and (p.span.end <= name.end or text[name.end : p.span.end] in ("'s", "’s"))


def _is_his_state(p: ParticipantPhrase, person: Person, scene: _Scene) -> bool:
    """Whether the state of a titled name is the person's: "Colombian defence minister Pedro Sánchez" is not the Spanish prime minister."""
    entry = scene.actors.actors.get(p.actor or "")
    return entry is None or entry.sources[0] != "state" or not person.countries or entry.countries[0] in person.countries


def _coordinated(found: Sequence[Mention], i: int, scene: _Scene) -> Mention:
    """A mention that shares its noun with the next: of "Cambodian and Thai troops" both are armies."""
    m = found[i]
    if m.actor is not None or m.phrase.form != "modifier" or i + 1 == len(found) or not m.phrase.candidates:
        return m
    following = found[i + 1]
    other = scene.actors.actors.get(following.actor or "")
    between = scene.text[m.phrase.span.end : following.phrase.span.start]
    if other is None or other.sources[0] != "state" or following.phrase.form == "name" or not _JOINS.fullmatch(between):
        return m
    branch = "-" + other.id.rpartition("-")[2]
    fit = [c for c in m.phrase.candidates if c.endswith(branch)]
    return m._replace(actor=fit[0]) if len(fit) == 1 else m


def _confirmed(p: ParticipantPhrase, actor: str, scene: _Scene) -> str | None:
    """The actor that the phrase's own words mean; null where they cover several branches of a state ("Somali security forces",
    "a member of the Qatari security forces"), or a country is only where something happens ("fired at Israel")."""
    entry = scene.actors.actors[actor]
    before = scene.text[max(0, p.span.start - _LEAD) : p.span.start]
    lead = [w.lower() for w in before.split() if w.lower() not in ("the", *_W.directions)]
    if entry.kind == "government" and lead[-1:] and lead[-1] in _W.doors:  # "at the White House", "outside the Serbian parliament"
        return None
    if p.form != "name" and _LINKED.match(scene.text, p.span.end):  # "Syrian government-associated"
        return None
    words = p.span.of(scene.text).lower()
    if entry.kind == "un" and _of_state(p, scene):  # "the Security Council of the Russian Federation"
        return None
    if entry.sources[0] != "state":
        return None if _is_tail(p, scene) else actor
    if words in _W.nouns and (entry.countries[0] in _W.others_rule or not _is_home_noun(p, words, before, scene.text)):
        return None
    if words.endswith(_W.military_bodies):
        state = scene.actors.state(entry.countries[0], "military")
        return state.id if state else None
    tail = scene.text[p.span.end : p.span.end + _LEAD].lower()
    if words.endswith(_W.several_branches) or _BRANCHES.match(tail):
        return None
    return actor if p.kind != "state" or p.form == "group" or _acts(p, before, lead, scene) else None


def _acts(p: ParticipantPhrase, before: str, lead: Sequence[str], scene: _Scene) -> bool:
    """Whether a bare country may be who acts: not a place ("fired at Israel", "Msayleh, Lebanon"), not part of a name."""
    text = scene.text
    following = _NEXT.match(text, p.span.end)
    after = [] if following is None else [g.lower() for g in following.groups() if g]
    if p.form == "modifier" and _POSSESSIVE.match(text, p.span.end):
        return any(w in _W.arms or w in _W.deeds for w in after)
    if p.form != "name":
        return True
    named = _NAMED.search(before)
    if before.endswith("New ") or (named and actor_key(named.group()) not in _W.not_names):  # "Youth Forum Zimbabwe"
        return False
    town = _TOWN.search(before)
    if town and not _is_country(town[1], scene.actors) and _ENDS.match(text, p.span.end):
        return False
    last, last_but_one = lead[-1:], lead[-2:-1]
    return not (
        text.startswith("$", p.span.end)  # US$
        or (text[p.span.start - 1 : p.span.start] == "(" and text.startswith(")", p.span.end))
        or (last and last[0] in _W.place_prepositions)
        or (last == ["with"] and last_but_one and last_but_one[0] in _W.borders)
        or (last == ["to"] and not _W.told.intersection(lead))  # "oil to Hungary", "troops to Saudi Arabia"
    )


def _is_country(name: str, actors: ActorCatalogue) -> bool:
    key = actor_key(name)
    return any(k in table for k in (key, key.rpartition(" ")[2]) for table in (actors.country_names, actors.adjectives))


def _is_home_noun(p: ParticipantPhrase, noun: str, before: str, text: str) -> bool:
    """Whether "army", "government", "police" alone can mean the country's own: not "his forces", "a new government", "military support"."""
    if _SOMEONES.search(before) or _LINKED_BEFORE.search(before):
        return False
    if p.form != "modifier":
        return noun not in _W.definite_only or not _INDEFINITE.search(before)
    following = _NEXT.match(text, p.span.end)
    return following is None or following[1].lower() in _W.arms or following[1].lower() in _W.holdings


def _of_state(p: ParticipantPhrase, scene: _Scene) -> bool:
    """Whether a country follows with "of": then a body of that name is the country's own."""
    following = _OF_NAME.match(scene.text, p.span.end)
    return following is not None and _is_country(following[1], scene.actors)


def _is_tail(p: ParticipantPhrase, scene: _Scene) -> bool:
    """Whether a name is the end of a longer one told before, of another actor: "Taliban" after "Pakistani Taliban" may be either."""
    longer = scene.tails.get(actor_key(p.name).partition(" ")[0])
    return longer is not None and longer.span.end <= p.span.start and longer.actor != p.actor


def _settled(p: ParticipantPhrase, scene: _Scene, w: MentionWords) -> str | None:
    text = scene.text
    following = _NEXT.match(text, p.span.end)
    after = [] if following is None else [g.lower() for g in following.groups() if g]
    lead = text[max(0, p.span.start - _LEAD) : p.span.start]
    if _NAMED.search(lead):  # "Druze forces", "Tehreek-e-Labbaik Pakistan": part of another's name
        return None
    if p.form == "modifier" and p.candidates:
        if p.kind == "state" and actor_key(p.span.of(text)) in scene.actors.country_names and _OBJECT.match(text, p.span.end):
            return next((c for c in p.candidates if c.endswith("-government")), None)
        one = {scene.actors.hand(c, None) for c in p.candidates}
        second = len(after) > 1 and after[1] in w.arms
        named = following is not None and following[1][0].isupper()  # "Russian Iskander missiles"
        strikes = after[:1] and (after[0] in w.arms or (second and (after[0] in w.before_arms or named)))
        military = next((c for c in p.candidates if c.endswith("-military")), None)
        return military if strikes and len(one) == 1 else None
    if p.kind == "place":
        if len(p.candidates) != 1 or p.located or not after[:1] or after[0] not in w.acts:
            return None
        lost = w.lost_capitals.get(actor_key(p.span.of(text)))
        if lost is not None and scene.on is not None and scene.on >= date.fromisoformat(lost):
            return None
        seat = scene.actors.bare_state(scene.actors.actors[p.candidates[0]].countries[0], "government", scene.on)
        return seat.id if seat else None
    bare = p.form == "group" or (p.form == "modifier" and _POSSESSIVE.match(text, p.span.end) is not None)
    if not bare or _CAPITAL.match(text, p.span.start) or p.span.of(text).lower() not in w.nouns or (after[:1] and after[0] in w.others):
        return None
    noun = w.nouns[p.span.of(text).lower()]
    if p.span.of(text).lower() in w.definite_only and not _OWNER.search(lead):
        return None
    if any(lead.rstrip().lower().endswith(word) for word in w.unknown) or not _is_home_noun(p, p.span.of(text).lower(), lead, text):
        return None
    if noun == "group":
        return _only_or_last(p, scene.groups, scene, anaphoric=_DEFINITE.search(lead) is not None or _OWNED.search(lead) is not None)
    if noun == "fighters":
        return _only_or_last(p, scene.groups, scene, anaphoric=_OWNED.search(lead) is not None)
    if noun == "army":
        ids = list(dict.fromkeys(q.actor for q in scene.armies))
        if len(ids) == 1:
            return ids[0]
        return scene.state("military") if not ids and not scene.nameless_army else None
    return scene.state("police" if noun == "police" else "government")


def _only_or_last(p: ParticipantPhrase, named: Sequence[ParticipantPhrase], scene: _Scene, *, anaphoric: bool) -> str | None:
    """Of an anaphor the group named last before it; else the only group that the document names."""
    if anaphoric:
        before = bisect_left([q.span.start for q in named], p.span.start)
        return named[before - 1].actor if before else None
    ids = {q.actor for q in named}
    return next(iter(ids)) if len(ids) == 1 and not scene.nameless else None
