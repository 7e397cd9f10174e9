"""The place of one event among the places that a text names.

In:  the places of the text, the event's trigger, clause and sentence, who speaks in the text.
Out: its place, and further places with their role.

The nearest rule wins: a place in the event's own clause, held to it by a preposition or as what the verb acts on; then one
in the same sentence; then the place where the report last was; then the dateline. Who acts or speaks tells no place: neither
the seat that stands for a government ("Moscow said", "the White House said") nor the place that only names a party ("the
governor of Kandahar", "Russia's army"). Where the report names no other, the event has none.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Literal

import msgspec

from ascribe.domain.event import EventType
from ascribe.domain.place import OtherPlace, Place, PlaceRole
from ascribe.domain.span import Span
from ascribe.lexicon.function_words import load_function_words
from ascribe.lexicon.place_words import place_words
from ascribe.read.ground.asides import in_an_aside

__all__ = ["FIRED", "choose_event_place"]

#: Events that come down elsewhere than where they come from: of 12 in the training passages none is placed where it was fired.
FIRED: frozenset[EventType] = frozenset(("shelling", "airstrike", "destruction"))

Hold = Literal["at", "acted_on", "from", "to", "bare", "party", "local", "under"]

#: What each sign is worth; chosen on the training side of the annotated claims.
IN_CLAUSE, IN_SENTENCE, EARLIER, LATER, DATELINE = 100.0, 75.0, 70.0, 5.0, 8.0
HOLD: dict[Hold, float] = {
    "at": 30.0,
    "acted_on": 26.0,
    "to": 15.0,
    "from": 4.0,
    "bare": 0.0,
    "party": -50.0,
    "local": -50.0,
    "under": -35.0,
}
#: More exact places first; a country that nothing ties to the event is most often a party to it.
EXACTNESS = {1: 10.0, 2: 10.0, 3: 15.0, 4: 3.0, 5: 10.0, 6: -9.0, 7: 0.0, None: 4.0}
BARE_COUNTRY = -25.0
#: For each doubling of how often the report names the place; for standing in its first sentence.
OFTEN, OPENING = 7.0, 3.0
#: "the valley", "there": the last place that the words can mean.
REFERRED = -14.0
#: A district that the report has named around its village: the village is where it goes on. By judgement; 0 to -20 are alike on dev.
HOLDING = -20.0
#: What the model's own choice is worth beside the rules', at its surest; chosen on dev among 20, 40 and 60.
LIKELY = 20.0
#: Points lost a character between place and trigger, in one sentence and across sentences, and the most that can be lost.
NEAR_STEP, NEAR_MOST, FAR_STEP, FAR_MOST = 0.16, 24.0, 0.016, 25.0

_LEAD_WORDS = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_DATELINE = re.compile(r"[^\n]{0,60}?(?:\s[-–—]{1,2}\s|:\s|\)\s?[-–—])")
_ATTRIBUTE = re.compile(r"-(?:based|backed|led|born|controlled|trained|bound|made)\b")
_NO_OBJECT = re.compile(r"[.;:]|\b(?:by|with)\b")
_ACTS = re.compile(r"\s(?:(?:has|have|had|also|then)\s)?", re.I)
_OF_SOMEBODY = re.compile(
    r"(?<!was\s)(?<!were\s)(?<!been\s)\b(?:banned|outlawed|proscribed|based|headquartered|exiled)\sin\s(?:the\s)?\Z", re.I
)
_FROM = re.compile(r"\bfrom\s(?:the\s)?\Z", re.I)
_TO = re.compile(r"\b(?:to|towards?)\s(?:the\s)?\Z", re.I)
_UNDER = re.compile(
    r""",?\s?(?:
        (?:in|of|on|inside|within)\s(?:the\s)?(?:\w{4,12}\s)?
        (?:(?:district|province|city|region|governorate|town|state|department|part|side)\sof\s)?(?:the\s)?
        | \(
        | (?:about\s|some\s)?(?:\d{1,3}\s?(?:km|kilomet\w{1,5}|miles)\s)?(?:to\sthe\s)?(?:north|south|east|west)\S{0,5}\sof\s
        | near\s | outside\s
    )?""",
    re.I | re.X,
)
_LISTED = re.compile(
    r",\s | ,?\s(?:and|or|&|as\swell\sas)\s(?:(?:also\s)?(?:in|at|on|around|near|outside)\s)?(?:the\s)?(?:nearby\s)?", re.I | re.X
)
#: "around A and B": one preposition makes the first place less exact than the second.
_LEVEL: dict[int | None, int] = {2: 1}
_OWNS = re.compile(r"['’]s?\s(?:[a-z]+\s){0,2}")
#: From a village to the district around it, by whose police or block it lies under.
_LIMITS = re.compile(
    r",?\s(?:under|within|in|of|near)\s(?:the\s)?[^,.;:!?]{0,60}?\b(?:[Pp]olice\s+(?:[Ss]tation|limits|circle)|PS|limits|block|tehsil|sub-?\s?division|circle|area)"
    r"(?:\s?\([^()]{1,40}\))?(?:\s(?:limits|area))?,?\s(?:in|of)\s(?:the\s)?"
)
_LIMITS_REACH = 110
#: A line on the map, and what tells where along it.
_LINE = re.compile(r"\b(?:Line|Line\s+of\s+Control|LoC|[Bb]order|[Ff]rontier|Highway)\Z")
_ALONG = re.compile(r"(?:\s?\([A-Za-z]{2,5}\)|\s[A-Z][A-Za-z]{1,4})?\s(?:in|near|at)\s(?:the\s)?")
#: Places further before the event than this many characters, but for those of the opening, or further after it, do not count.
REACH_BACK, OPENING_LENGTH, REACH_ON = 10000, 400, 4000
#: A place further than this from the start of a source is not looked for in it: such a source is no name.
SPEAKER_LENGTH = 120
_JOINING = ("the", "and", "or", "nor", "both", "neither", "but", "as", "well", "s")


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s") for w in words)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Party nouns after a place, party verbs after it, speakers before it, and words that refer back to a place."""
    words = place_words()
    return (
        re.compile(rf"(?P<of>['’]s?)?\s(?:(?P<between>\w{{1,20}})\s)?(?P<noun>{_any_of(words.party_nouns)})\b", re.I),
        re.compile(rf"\s(?:(?:has|have|had|also|on\s\w{{3,6}}day|again)\s)?(?:{_any_of(words.party_verbs)})\b", re.I),
        re.compile(rf"\b(?:{_any_of(words.speakers)})\s(?:(?:issued|made)\s)?(?:in|from|at)\s(?:the\s)?\Z", re.I),
        re.compile(
            rf"""\b(?:the|this|that|its)\s
                (?:(?:besieged|northern|southern|eastern|western|whole|entire|same|rebel|mountainous)\s)?
                (?P<noun>{_any_of(words.referring_nouns)})\b (?!\s(?:of|chief|governor|council|police)\b)
            | \b(?:there|here)\b (?!\s(?:is|are|was|were|has|have|had|will|would|may|might|can|could)\b)""",
            re.I | re.X,
        ),
    )


@cache
def _never_between() -> frozenset[str]:
    """Words that part a place from the party noun after it: "in Herat said police"."""
    w = load_function_words()
    return w.prepositions | w.subordinators | w.relatives | w.coordinators | w.auxiliaries | w.adverbs | w.finite_verbs | w.determiners


def choose_event_place(
    places: Sequence[Place],
    *,
    trigger: Span,
    clause: Span,
    sentence: Span,
    text: str,
    speakers: Sequence[Span] = (),
    likely: Callable[[Span], float] | None = None,
    fired: bool = False,
) -> tuple[Place | None, tuple[OtherPlace, ...]]:
    """The place of the event that `trigger` names, and the further places its clause names.

    `places` are all of the text, in order; `speakers` the spans of its sources, in order: a source that is nothing but places
    ("Moscow", "Seoul and Tokyo") is a government, and there they are no places of events. `likely` is the model's probability, 0 to 1, that
    words tell the event's place. What is `fired` from a place in the sentence happens where it comes down. Where the sentence refers to an
    earlier place ("the valley", "there"), the answer stands on those words and carries that place's name and point. The
    others are `from` (origin), `to` (destination) and `also` (joined to the place by "and" or a comma).
    """
    named = [p for p in _without_speakers(_within_reach(places, trigger), speakers, text) if not _tells_of_somebody(p, trigger, text)]
    holds = [_hold(p, trigger, text) for p in named]
    told_of = {_stem(p) for p, hold in zip(named, holds, strict=True) if hold != "party"}
    mentions = Counter(_stem(p) for p in named)
    opening = text.find("\n")
    holding = _holding_finer(named, text)
    best, best_score = None, float("-inf")
    for i, place in enumerate([*named, *_references(named, sentence, text)]):
        assert place.span is not None
        if place.span.overlaps(trigger) and place.span != trigger and len(place.span) < len(trigger):
            continue
        hold = holds[i] if i < len(named) else _hold(place, trigger, text)
        if fired and hold == "from" and place.span in sentence and _FIRED_FROM.search(text, max(0, _start(place) - 50), _start(place)):
            continue
        if hold == "party" and (place.span in sentence or (place.precision == 6 and _stem(place) not in told_of)):
            continue
        under = i < len(named) - 1 and _OWNS.fullmatch(text, place.span.end, named[i + 1].span.start) is not None  # type: ignore[union-attr]
        under = under or (0 < i < len(named) and _UNDER.fullmatch(text, named[i - 1].span.end, place.span.start) is not None)  # type: ignore[union-attr]
        if 0 < i < len(named) and _is_line_along(named[i - 1], place, text):
            under = False
        elif i < len(named) - 1 and _is_line_along(place, named[i + 1], text):
            under = True
        elif 0 < i < len(named) and not under:
            under = _is_in_limits(named[i - 1], place, text)
        if under and hold != "from":
            hold = "under"
        score = _score(place, place.span, hold, trigger, clause, sentence, text)
        score += OFTEN * math.log2(mentions[_stem(place)] or 1) + OPENING * (place.span.start < (opening if opening > 0 else 250))
        if place.span not in sentence and _stem(place) in holding:
            score += HOLDING
        score += REFERRED * (i >= len(named)) + (LIKELY * likely(place.span) if likely is not None else 0.0)
        if score > best_score:
            best, best_score = place, score
    if best is None:
        return None, ()
    return best, tuple(_others(best, named, holds, clause, sentence, text))


def _holding_finer(places: Sequence[Place], text: str) -> frozenset[str]:
    """The districts and provinces that the text names around a village or a site."""
    return frozenset(
        _stem(outer)
        for inner, outer in pairwise(places)
        if inner.precision in (1, 2)
        and outer.precision in (3, 4)
        and inner.span is not None
        and outer.span is not None
        and (_UNDER.fullmatch(text, inner.span.end, outer.span.start) or _is_in_limits(inner, outer, text))
    )


def _is_in_limits(inner: Place, outer: Place, text: str) -> bool:
    """ "at Nakamamudi village under Chitrakonda Police Station limits in Malkangiri District"."""
    if inner.span is None or outer.span is None or outer.span.start - inner.span.end > _LIMITS_REACH:
        return False
    return inner.precision in (1, 2) and _LIMITS.fullmatch(text, inner.span.end, outer.span.start) is not None


def _is_line_along(place: Place, further: Place, text: str) -> bool:
    """Whether a line on the map stands before the place that tells where along it: "near the Durand Line in Bajaur District"."""
    if place.precision != 5 or place.span is None or further.span is None or not _LINE.search(place.name or ""):
        return False
    return _ALONG.fullmatch(text, place.span.end, further.span.start) is not None


def _within_reach(places: Sequence[Place], trigger: Span) -> list[Place]:
    first = bisect_left(places, trigger.start - REACH_BACK, key=_start)
    last = bisect_right(places, trigger.end + REACH_ON, key=_start)
    opening = min(first, bisect_left(places, OPENING_LENGTH, key=_start))
    return [p for p in (*places[:opening], *places[first:last]) if p.span is not None]


def _without_speakers(places: list[Place], speakers: Sequence[Span], text: str) -> list[Place]:
    """The places but those that make up a source by themselves: these stand for who governs there."""
    spoken: set[Span] = set()
    for place in places:
        at = _start(place)
        first = bisect_left(speakers, at - SPEAKER_LENGTH, key=lambda s: s.start)
        for speaker in speakers[first : bisect_right(speakers, at, key=lambda s: s.start)]:
            inside = places[bisect_left(places, speaker.start, key=_start) : bisect_left(places, speaker.end, key=_start)]
            spans = [p.span for p in inside if p.span is not None]
            edges = [speaker.start, *(e for s in spans for e in (s.start, min(s.end, speaker.end))), speaker.end]
            rest = (w.group().casefold() for a, b in zip(edges[::2], edges[1::2], strict=True) for w in _LEAD_WORDS.finditer(text, a, b))
            if all(w in _JOINING for w in rest):
                spoken.update(spans)
    return [p for p in places if p.span not in spoken]


#: "was treated at the Soma clinic".
_CARE = re.compile(r"\b(?:treated|hospitali[sz]ed|admitted|recovering)\s+(?:at|in)\s+(?:the\s+|an?\s+)?(?:\w+\s+)?\Z", re.IGNORECASE)
#: "a resident of Shillong, who was abducted": where he lives; who speaks of soldiers as one of its residents was there.
_LIVES = re.compile(r"\b(?:an?|the)\s+(?:resident|native|inhabitant)\s+of\s+(?:\w+\s+)?\Z", re.IGNORECASE)
_SUFFERS = re.compile(r",?\s+(?:who\s+)?(?:was|were|is|has\s+been|had\s+been)\b", re.IGNORECASE)


def _tells_of_somebody(place: Place, trigger: Span, text: str) -> bool:
    """Whether the place only says who somebody is: "the Taliban, a movement banned in Russia"."""
    said = _OF_SOMEBODY.search(text, max(0, _start(place) - 40), _start(place))
    end = place.span.end if place.span is not None else 0
    if place.span is not None and (
        in_an_aside(text, place.span, trigger)
        or _CARE.search(text, max(0, place.span.start - 60), place.span.start)
        or (_LIVES.search(text, max(0, place.span.start - 40), place.span.start) and _SUFFERS.match(text, place.span.end))
    ):
        return True
    return said is not None and text[end : end + 1] in (",", ")") and not Span(*said.span()).overlaps(trigger)


def _start(place: Place) -> int:
    return place.span.start if place.span else 0


def _stem(place: Place) -> str:
    return place.gazetteer_id or (place.name or "").casefold()


def _references(places: Sequence[Place], sentence: Span, text: str) -> list[Place]:
    """The words of the sentence that stand for an earlier place, each as that place on these words."""
    found = []
    nouns = place_words().referring_nouns
    for match in _patterns()[3].finditer(text, sentence.start, sentence.end):
        earlier = [p for p in places if p.span is not None and p.span.end <= match.start()]
        noun = match["noun"]
        fits = [p for p in earlier if p.precision in nouns[noun.casefold()]] if noun else [p for p in earlier if p.precision != 6]
        if not fits:
            continue
        # An own noun decides ("the valley" after "Panjshir Valley"), else the last that fits.
        own = [p for p in fits if noun and p.name and noun.casefold() in p.name.casefold()]
        span = Span(match.start(), match.end())
        found.append(msgspec.structs.replace((own or fits)[-1], span=span, text=span.of(text)))
    return found


def _score(place: Place, span: Span, hold: Hold, trigger: Span, clause: Span, sentence: Span, text: str) -> float:
    exact = EXACTNESS[place.precision] + (BARE_COUNTRY if place.precision == 6 and hold == "bare" else 0.0)
    if span in sentence:
        away = max(trigger.start - span.end, span.start - trigger.end, 0)
        return (IN_CLAUSE if span in clause else IN_SENTENCE) + HOLD[hold] + exact - min(NEAR_MOST, away * NEAR_STEP)
    if span.start >= sentence.end:
        return LATER + HOLD[hold] / 3 + exact - min(20.0, (span.start - sentence.end) / 60)
    if _is_dateline(span, text):
        return DATELINE + exact
    return EARLIER + HOLD[hold] / 2 + exact - min(FAR_MOST, (sentence.start - span.end) * FAR_STEP)


def _is_dateline(span: Span, text: str) -> bool:
    match = _DATELINE.match(text)
    return match is not None and span.end <= match.end() and (span.start == 0 or text[: span.start].isupper())


#: Between an event and whose house is struck: "airstrikes against the group's office in Doha".
_STRUCK = re.compile(r"\s+(?:against|on|at|targeting|into|inside|outside)\s+[^.;:,]{0,60}", re.IGNORECASE)
_SAID_AFTER = re.compile(r"\s+(?:has\s+|have\s+|also\s+)?(?:said|says?|told|reported|confirmed|added)\b", re.IGNORECASE)
#: "a missile launched from Yemen", "drones from Iraq": not "20 kilometres from Aleppo", "fleeing from Raqqa".
_FIRED_FROM = re.compile(
    r"\b(?:fired|launched|shot|missiles?|rockets?|drones?|shells?|shelling|projectiles?|mortars?|originat\w+|jets|warplanes|helicopters)\s+"
    r"(?:[a-z]+\s+){0,2}from\s+(?:the\s+)?(?:\w+[ -])?\Z"
)
#: "with the aid of U.S. experts": no place.
_ADJECTIVES = frozenset(("US", "U.S.", "UK", "U.K.", "EU", "UN", "U.N."))
_NOUN_AFTER = re.compile(
    r"\s+(?!(?:and|or|but|in|on|at|to|from|by|for|with|as|after|before|when|while|who|which|that|is|are|was|were|has|have|had|will|would|said"
    r"|says)\b)[A-Za-z]{4,}",
    re.IGNORECASE,
)


def _hold(place: Place, trigger: Span, text: str) -> Hold:
    """How the words around a place hold it to what happens."""
    words, span, country = place_words(), place.span, place.precision == 6
    assert span is not None
    after = text[span.end : span.end + 40]
    lead = [m.group().casefold() for m in _LEAD_WORDS.finditer(text, max(0, span.start - 60), span.start)]
    gap = text[max(0, span.start - 1) : span.start]
    k = len(lead) - 1
    while k >= 0 and (lead[k] == "the" or lead[k] in words.before_names or lead[k] in words.directions):
        k -= 1
    previous = lead[k] if k >= 0 and gap in (" ", "\n", "\u00a0", "(") else ""
    before_that = lead[k - 1] if k > 0 else ""
    party_noun, party_verb, speaker, _ = _patterns()
    spoken = speaker.search(text, max(0, span.start - 50), span.start)
    if (
        spoken
        and not (
            trigger.end <= spoken.start() and _STRUCK.fullmatch(text, trigger.end, spoken.start()) and not _SAID_AFTER.match(text, span.end)
        )
    ) or _ATTRIBUTE.match(after):
        return "party"
    inside = previous in words.in_words or previous in words.near
    if not inside and span.of(text) in _ADJECTIVES and _NOUN_AFTER.match(after):
        return "party"
    noun = party_noun.match(after)
    if noun and (noun["between"] or "").casefold() not in _never_between():
        if country or noun["noun"].casefold() not in words.local_parties:
            return "party"
        if not inside:  # "at Mosul university" stands at its place
            return "local"
    if previous == "of":
        if before_that in words.participants and (country or before_that not in words.local_parties):
            return "party"
        return "at"
    if previous in words.from_words:
        return "from"
    if previous in ("to", "towards", "toward", "into"):
        return "at" if previous == "into" else "to"
    if inside or (previous == "with" and before_that in ("border", "borders", "frontier")):
        return "at"
    if trigger.end <= span.start < trigger.end + 24 and not _NO_OBJECT.search(text, trigger.end, span.start):
        return "acted_on"
    if party_verb.match(after) or (country and _ACTS.fullmatch(text, span.end, trigger.start) and _is_active(trigger, text)):
        return "party"
    if previous in ("against", "with", "by", "between"):
        return "party"
    return "bare"


def _is_active(trigger: Span, text: str) -> bool:
    """Whether the trigger is a past verb with what it acts upon behind it: "shelled its", not "shelled by"."""
    word = trigger.of(text).casefold()
    return (word.endswith("ed") or word in load_function_words().finite_verbs) and _NO_OBJECT.match(text, trigger.end + 1) is None


def _others(best: Place, places: Sequence[Place], holds: Sequence[Hold], clause: Span, sentence: Span, text: str) -> list[OtherPlace]:
    """Origins and destinations of the clause, and the places listed with the event's own, in text order."""
    assert best.span is not None
    told_in = clause if best.span in clause else sentence
    listed = {p.span for p in _listed(best, places, holds, text) if p.span is not None and p.span in told_in}
    found: list[OtherPlace] = []
    for place in places:
        if place is best or place.span is None or place.span not in sentence:
            continue
        role: PlaceRole | None = None
        lead = text[max(0, place.span.start - 12) : place.span.start]
        if place.span in clause and _FROM.search(lead):
            role = "from"
        elif place.span in clause and _TO.search(lead):
            role = "to"
        elif place.span in listed:
            role = "also"
        if role is not None:
            found.append(OtherPlace.of(place, role))
    return found


def _listed(best: Place, places: Sequence[Place], holds: Sequence[Hold], text: str) -> Iterator[Place]:
    """The places that a comma or "and" joins to `best`, one after another, on both sides of it."""
    at = next((i for i, p in enumerate(places) if p is best), None)
    for step in (1, -1) if at is not None else ():
        last, i = best, (at or 0) + step
        while 0 <= i < len(places) and holds[i] not in ("party", "local"):
            first, second = (last, places[i]) if step > 0 else (places[i], last)
            assert first.span is not None
            assert second.span is not None
            alike = _LEVEL.get(first.precision, first.precision) == _LEVEL.get(second.precision, second.precision)
            within = second.name is not None and second.name in (first.admin1, first.admin2)
            if not alike or within or not _LISTED.fullmatch(text, first.span.end, second.span.start):
                break
            yield places[i]
            last, i = places[i], i + step
