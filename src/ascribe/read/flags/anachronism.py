"""The flag `anachronism`: somebody speaks or acts who was dead or no longer there, or speaks who was not there yet.

In:  the claims of a document, its text, its day of publication, the people and the actors of the catalogues.
Out: a `Flag` for each person or actor, with the claims it rests on, and why: name, date, source.

A source speaks on the day of publication, or where none is known not before the words that the text has ("tweeted"); who acts does so at
the claim's own time, where words give it. Nothing is flagged of people and actors whose dates have no opened source, of what is told as
background or of the past, nor within a month of the date, for reports come late and dates are rough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from ascribe.domain.actor import Participant
from ascribe.domain.claim import Claim
from ascribe.domain.document import published_day
from ascribe.domain.flag import Flag
from ascribe.lexicon.actors import ActorCatalogue
from ascribe.lexicon.era_words import earliest_day
from ascribe.lexicon.partial_dates import first_day, last_day
from ascribe.lexicon.people import People

__all__ = ["find_anachronisms"]

#: So long after a death or an end, and before a beginning, nothing is flagged: funerals, obituaries, late reports.
LATE = timedelta(days=31)
#: Code points of a sentence that are looked at on either side of a source.
LONGEST = 300
#: Who is dead may be quoted from his life, or be named for somebody else: then the words beside the name say so.
_BEFORE = re.compile(
    r"\b(?:late|slain|deceased|dead|assassinated|martyr\w*|quot(?:ing|ed|es)|once|son|daughter|widow|legacy)\b[^.!?\n]{0,60}\Z", re.I
)
_AFTER = re.compile(
    r"[^.!?\n]{0,30}\b(?:(?:was|were|been)\s+(?:killed|assassinated|slain|murdered|executed)|died|is\s+dead|famously|once|used\s+to)\b"
    r"|['’]s?\s+(?:son|daughter|widow|brother|nephew|memoirs?|diar(?:y|ies)|book|will|legacy|death|killing|followers|supporters)\b"
    r"|\s*\((?:\d{4}|born|died)",
    re.I,
)
#: A year in the sentence, or a phrase of distance in time, dates what was said.
_DATED = re.compile(
    r"\b(?:(?:19|20)\d\d|(?:19)?[6-9]0s|(?:years?|decades?)\s+(?:ago|earlier|before)|at\s+the\s+time|in\s+those\s+days)\b", re.I
)
_STOP = re.compile(r"[.!?]\s|\n")


class _Life(NamedTuple):
    """From when to when somebody was, in words, and by which sources."""

    id: str
    name: str
    first: str | None
    begun: str
    last: date | None
    ended: str
    sources: Sequence[str]


class _Deed(NamedTuple):
    """What somebody is told to do: not before `earliest`, not after `latest` (null: nobody knows), in words."""

    does: str
    earliest: date
    latest: date | None
    when: str


def find_anachronisms(
    claims: Sequence[Claim], *, text: str, published: str | None, people: People, actors: ActorCatalogue
) -> Iterator[Flag]:
    """A flag for each person or actor of the catalogues that cannot have said or done what the claims tell of him, in text order."""
    told: dict[str, tuple[str, list[str]]] = {}
    day = published_day(published) if published else None
    era = earliest_day(text) if day is None else None
    for claim in claims:
        for actor, deed in _deeds(claim, text, day, era):
            life = _life(actor, people, actors)
            why = _trouble(life, deed) if life is not None else None
            if why is not None:
                ids = told.setdefault(actor, (why, []))[1]
                if claim.id not in ids:
                    ids.append(claim.id)
    for why, ids in told.values():
        yield Flag(code="anachronism", claims=tuple(ids), why=why)


def _deeds(claim: Claim, text: str, day: date | None, era: tuple[date, str] | None) -> Iterator[tuple[str, _Deed]]:
    source = claim.attribution.source
    if source is not None and source.actor is not None and not claim.background and not _of_the_past(text, source):
        if day is not None:
            yield source.actor, _Deed("is quoted", day, day, f"the report is of {day}")
        elif era is not None:
            when = f"a report that says “{era[1]}” is of {era[0]} at the earliest"
            yield source.actor, _Deed("is quoted", era[0], None, when)
    time = claim.time
    if time is not None and time.start is not None and not time.inferred and claim.status == "asserted":
        for p in claim.initiator:
            # Who is told to act before he was there is rather the reader's error than the report's.
            if p.actor is not None and p.span is not None and p.certainty == "stated" and (source is None or p.actor != source.actor):
                yield p.actor, _Deed("is told to act", time.start, None, f"the event is of {time.start}")


def _of_the_past(text: str, source: Participant) -> bool:
    """Whether the words around a source speak of a past time or of somebody's death; a carried source has no words here."""
    if source.span is None:
        return True
    start, end = source.span
    opens = max((m.end() for m in _STOP.finditer(text, max(0, start - LONGEST), start)), default=max(0, start - LONGEST))
    stop = _STOP.search(text, end, end + LONGEST)
    closes = stop.start() if stop else min(len(text), end + LONGEST)
    beside = _BEFORE.search(text[opens:end]) or _AFTER.match(text, end)
    return beside is not None or _DATED.search(text, opens, closes) is not None


def _life(id_: str, people: People, actors: ActorCatalogue) -> _Life | None:
    """The dates of a person or an actor; null where no opened source gives them."""
    person, actor = people.people.get(id_), actors.actors.get(id_)
    if person is not None and person.sourced:
        ended = f"died {person.died}" if person.died else f"was dead by {person.dead_by}"
        return _Life(person.id, person.name, person.born, f"was born {person.born}", person.last_day, ended, person.sources)
    if actor is not None and actor.dated_by:
        last = last_day(actor.until) if actor.until else None
        return _Life(actor.id, actor.name, actor.since, f"began {actor.since}", last, f"ended {actor.until}", actor.dated_by)
    return None


def _trouble(life: _Life, deed: _Deed) -> str | None:
    """Why the deed is impossible, in a sentence; null where it is not."""
    told = f"({', '.join(life.sources)}), and {deed.when}."
    if life.last is not None and deed.earliest > life.last + LATE:
        return f"{life.name} {deed.does}, but {life.ended} {told}"
    if life.first is not None and deed.latest is not None and deed.latest < first_day(life.first) - LATE:
        return f"{life.name} {deed.does}, but {life.begun} {told}"
    return None
