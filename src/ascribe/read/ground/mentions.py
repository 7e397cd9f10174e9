"""Whom the phrases of a document mean, once the whole document is known.

In:  a text and its participant phrases, the catalogues, the countries and the day that the text is about.
Out: a `Mention` for each phrase: its actor or its person, where one fits.

What a phrase's own words leave open, the document may settle: "the group" and "six militants" are the one armed group named, "two
soldiers" the one army, "Kyiv" that says something the government there, "Russian strikes" the hand of a state that strikes. Where two
fit, or the words say that it is somebody else ("forces loyal to", "unidentified gunmen"), nobody is meant.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ascribe.domain.actor import ActorMention, ParticipantPhrase
from ascribe.lexicon.actors import ActorCatalogue
from ascribe.lexicon.mention_words import MentionWords, load_mention_words
from ascribe.lexicon.people import People, Person
from ascribe.lexicon.person_groups import PersonGroups
from ascribe.read.ground.names import read_document
from ascribe.read.ground.persons import resolve_person

__all__ = ["Mention", "ground_mentions"]

_W = load_mention_words()
_LEAD = 40
_NEXT = re.compile(r"(?:['’]s?)?[ \n]+([A-Za-z-]+)(?:[ \n]+([A-Za-z-]+))?")
_DEFINITE = re.compile(r"\b(?:the|these|those|this|that)\s+(?:[\w-]+\s+)?\Z", re.IGNORECASE)
_BRANCHES = re.compile(rf" of (?:the )?(?:[\w-]+ )?(?:{'|'.join(_W.several_branches)})\b")
_OWNER = re.compile(r"(?:\b(?:the|its|their|this|that)|['’]s?)\s+(?:[a-z-]+\s+)?\Z", re.IGNORECASE)
_NAMED = re.compile(r"(?<![.!?:;“\"\n] )(?<!\A)\b(?!The\b|A\b|An\b)[A-Z][\w’'-]+[ -]\Z")
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
    scene = _Scene(
        text=text,
        actors=actors,
        groups=[p for p in named if p.kind == "armed_group" or actors.actors[p.actor or ""].kind == "armed_group"],
        armies=[p for p in named if actors.actors[p.actor or ""].kind == "military"],
        home=countries[0] if len(countries) == 1 else None,
        nameless=any(p.actor is None and p.form == "name" and p.kind == "armed_group" for p in phrases),
    )
    return tuple(_mention(p, scene, people, about, on) for p in phrases)


class _Scene(NamedTuple):
    """Who is named in the document: armed groups, armies, the one country that it is about; whether a group without an id is."""

    text: str
    actors: ActorCatalogue
    groups: Sequence[ParticipantPhrase]
    armies: Sequence[ParticipantPhrase]
    home: str | None
    nameless: bool


def _mention(p: ParticipantPhrase, scene: _Scene, people: People, about: Sequence[str], on: date | None) -> Mention:
    if p.form == "name" and p.kind in ("person", None) and (p.actor is None or p.kind == "person"):
        person = resolve_person(p.head.of(scene.text), text=scene.text, people=people, countries=about, on=on)
        if person is not None or p.kind == "person":
            return Mention(p, None, person)
    if p.actor is not None:
        return Mention(p, _confirmed(p, p.actor, scene))
    return Mention(p, _settled(p, scene, _W))


def _confirmed(p: ParticipantPhrase, actor: str, scene: _Scene) -> str | None:
    """The actor that the phrase's own words mean; null where they cover several branches of a state ("Somali security forces",
    "a member of the Qatari security forces"), or a country is only where something happens ("fired at Israel")."""
    if scene.actors.actors[actor].sources[0] != "state":
        return actor
    words = p.span.of(scene.text).lower()
    if words.endswith(_W.military_bodies):
        state = scene.actors.state(scene.actors.actors[actor].countries[0], "military")
        return state.id if state else None
    tail = scene.text[p.span.end : p.span.end + _LEAD].lower()
    if words.endswith(_W.several_branches) or _BRANCHES.match(tail):
        return None
    if p.kind == "state" and p.form == "name":
        if scene.text.startswith("$", p.span.end):  # US$
            return None
        lead = [
            w.lower() for w in scene.text[max(0, p.span.start - _LEAD) : p.span.start].split() if w.lower() not in ("the", *_W.directions)
        ]
        if lead[-1:] and lead[-1] in _W.place_prepositions:
            return None
    return actor


def _settled(p: ParticipantPhrase, scene: _Scene, w: MentionWords) -> str | None:
    text = scene.text
    following = _NEXT.match(text, p.span.end)
    after = [] if following is None else [g.lower() for g in following.groups() if g]
    lead = text[max(0, p.span.start - _LEAD) : p.span.start]
    if _NAMED.search(lead):  # "Druze forces", "Tehreek-e-Labbaik Pakistan": part of another's name
        return None
    if p.form == "modifier":
        one = {scene.actors.hand(c, None) for c in p.candidates}
        second = len(after) > 1 and after[1] in w.arms
        named = following is not None and following[1][0].isupper()  # "Russian Iskander missiles"
        strikes = after[:1] and (after[0] in w.arms or (second and (after[0] in w.before_arms or named)))
        military = next((c for c in p.candidates if c.endswith("-military")), None)
        return military if strikes and len(one) == 1 else None
    if p.kind == "place":
        return p.candidates[0] if len(p.candidates) == 1 and not p.located and after[:1] and after[0] in w.acts else None
    if p.form != "group" or p.span.of(text).lower() not in w.nouns or (after[:1] and after[0] in w.others):
        return None
    noun = w.nouns[p.span.of(text).lower()]
    if p.span.of(text).lower() in w.definite_only and not _OWNER.search(lead):
        return None
    if any(lead.rstrip().lower().endswith(word) for word in w.unknown):
        return None
    if noun == "group":
        return _only_or_last(p, scene.groups, scene, anaphoric=_DEFINITE.search(lead) is not None or _OWNED.search(lead) is not None)
    if noun == "fighters":
        return _only_or_last(p, scene.groups, scene, anaphoric=_OWNED.search(lead) is not None)
    if noun == "army":
        ids = list(dict.fromkeys(q.actor for q in scene.armies))
        if len(ids) == 1:
            return ids[0]
        state = scene.actors.state(scene.home, "military") if scene.home and not ids else None
        return state.id if state else None
    state = scene.actors.state(scene.home, "police" if noun == "police" else "government") if scene.home else None
    return state.id if state else None


def _only_or_last(p: ParticipantPhrase, named: Sequence[ParticipantPhrase], scene: _Scene, *, anaphoric: bool) -> str | None:
    """Of an anaphor the group named last before it; else the only group that the document names."""
    if anaphoric:
        before = bisect_left([q.span.start for q in named], p.span.start)
        return named[before - 1].actor if before else None
    ids = {q.actor for q in named}
    return next(iter(ids)) if len(ids) == 1 and not scene.nameless else None
