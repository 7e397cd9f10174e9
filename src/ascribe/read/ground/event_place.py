"""The place of one event among the places that a text names.

In:  the places of the text, the event's trigger, clause and sentence.   Out: its place, and further places with their role.

The nearest rule wins: a place in the event's own clause, held to it by a preposition or as what the verb acts on; then one
in the same sentence; then the place where the report last was; then the dateline. A place that only names a party
("the governor of Kandahar", "Russia's army", "Ankara said") is taken only where nothing else is.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal

import msgspec

from ascribe.domain.place import OtherPlace, Place, PlaceRole
from ascribe.domain.span import Span
from ascribe.lexicon.place_words import place_words

__all__ = ["choose_event_place"]

Hold = Literal["at", "acted_on", "from", "to", "bare", "party", "under"]

#: What each sign is worth; chosen on the training side of the annotated claims.
IN_CLAUSE, IN_SENTENCE, EARLIER, LATER, DATELINE = 100.0, 75.0, 70.0, 5.0, 8.0
HOLD: dict[Hold, float] = {"at": 30.0, "acted_on": 26.0, "to": 15.0, "from": 4.0, "bare": 0.0, "party": -50.0, "under": -35.0}
#: More exact places first; a country that nothing ties to the event is most often a party to it.
EXACTNESS = {1: 10.0, 2: 10.0, 3: 15.0, 4: 3.0, 5: 10.0, 6: -9.0, 7: 0.0, None: 4.0}
BARE_COUNTRY = -25.0
#: For each doubling of how often the report names the place; for standing in its first sentence.
OFTEN, OPENING = 7.0, 3.0
#: "the valley", "there": the last place that the words can mean.
REFERRED = -14.0
#: Points lost a character between place and trigger, in one sentence and across sentences, and the most that can be lost.
NEAR_STEP, NEAR_MOST, FAR_STEP, FAR_MOST = 0.16, 24.0, 0.016, 25.0

_LEAD_WORDS = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_DATELINE = re.compile(r"[^\n]{0,60}?(?:\s[-–—]{1,2}\s|:\s|\)\s?[-–—])")
_ATTRIBUTE = re.compile(r"-(?:based|backed|led|born|controlled|trained|bound|made)\b")
_NO_OBJECT = re.compile(r"[.;:]|\b(?:by|with)\b")
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
_OWNS = re.compile(r"['’]s?\s(?:[a-z]+\s){0,2}")
#: Places further before the event than this many characters, but for those of the opening, or further after it, do not count.
REACH_BACK, OPENING_LENGTH, REACH_ON = 10000, 400, 4000


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s") for w in words)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Party nouns after a place, party verbs after it, speakers before it, and words that refer back to a place."""
    words = place_words()
    return (
        re.compile(rf"(?:['’]s?)?\s(?:\w{{1,20}}\s)?(?:{_any_of(words.party_nouns)})\b", re.I),
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


def choose_event_place(
    places: Sequence[Place],
    *,
    trigger: Span,
    clause: Span,
    sentence: Span,
    text: str,
) -> tuple[Place | None, tuple[OtherPlace, ...]]:
    """The place of the event that `trigger` names, and the further places its clause names.

    `places` are all of the text, in order. Where the sentence refers to an earlier place ("the valley", "there"), the
    answer stands on those words and carries that place's name and point. The others are `from` (origin), `to`
    (destination) and `also` (joined to the place by "and" or a comma, with the same verb).
    """
    named = _within_reach(places, trigger)
    mentions = Counter(_stem(p) for p in named)
    opening = text.find("\n")
    best, best_score = None, float("-inf")
    for i, place in enumerate([*named, *_references(named, sentence, text)]):
        assert place.span is not None
        if place.span.overlaps(trigger) and place.span != trigger and len(place.span) < len(trigger):
            continue
        under = i < len(named) - 1 and _OWNS.fullmatch(text, place.span.end, named[i + 1].span.start) is not None  # type: ignore[union-attr]
        under = under or (0 < i < len(named) and _UNDER.fullmatch(text, named[i - 1].span.end, place.span.start) is not None)  # type: ignore[union-attr]
        score = _score(place, place.span, trigger, clause, sentence, text, under)
        score += OFTEN * math.log2(mentions[_stem(place)] or 1) + OPENING * (place.span.start < (opening if opening > 0 else 250))
        score += REFERRED * (i >= len(named))
        if score > best_score:
            best, best_score = place, score
    if best is None:
        return None, ()
    return best, tuple(_others(best, named, clause, text))


def _within_reach(places: Sequence[Place], trigger: Span) -> list[Place]:
    first = bisect_left(places, trigger.start - REACH_BACK, key=_start)
    last = bisect_right(places, trigger.end + REACH_ON, key=_start)
    opening = min(first, bisect_left(places, OPENING_LENGTH, key=_start))
    return [p for p in (*places[:opening], *places[first:last]) if p.span is not None]


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


def _score(place: Place, span: Span, trigger: Span, clause: Span, sentence: Span, text: str, under: bool) -> float:
    hold = _hold(span, trigger, text)
    if under and hold != "from":
        hold = "under"
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


def _hold(span: Span, trigger: Span, text: str) -> Hold:
    """How the words around a place hold it to what happens."""
    words = place_words()
    after = text[span.end : span.end + 40]
    lead = [m.group().casefold() for m in _LEAD_WORDS.finditer(text, max(0, span.start - 60), span.start)]
    gap = text[max(0, span.start - 1) : span.start]
    k = len(lead) - 1
    while k >= 0 and (lead[k] == "the" or lead[k] in words.before_names or lead[k] in words.directions):
        k -= 1
    previous = lead[k] if k >= 0 and gap in (" ", "\n", "\u00a0", "(") else ""
    before_that = lead[k - 1] if k > 0 else ""
    party_noun, party_verb, speaker, _ = _patterns()
    if speaker.search(text, max(0, span.start - 50), span.start) or _ATTRIBUTE.match(after) or party_noun.match(after):
        return "party"
    if previous == "of":
        if before_that in words.participants and before_that not in ("state", "capital", "people", "residents"):
            return "party"
        return "at"
    if previous in words.from_words:
        return "from"
    if previous in ("to", "towards", "toward", "into"):
        return "at" if previous == "into" else "to"
    if previous in words.in_words or previous in words.near:
        return "at"
    if trigger.end <= span.start < trigger.end + 24 and not _NO_OBJECT.search(text, trigger.end, span.start):
        return "acted_on"
    if party_verb.match(after):
        return "party"
    if previous in ("against", "with", "by", "between"):
        return "party"
    return "bare"


def _others(best: Place, places: Sequence[Place], clause: Span, text: str) -> list[OtherPlace]:
    found: list[OtherPlace] = []
    assert best.span is not None
    end = best.span.end
    for place in places:
        if place is best or place.span is None or place.span not in clause:
            continue
        role: PlaceRole | None = None
        lead = text[max(0, place.span.start - 12) : place.span.start].casefold()
        between = text[end : place.span.start].strip().casefold() if place.span.start >= end else "-"
        if _FROM.search(lead):
            role = "from"
        elif _TO.search(lead):
            role = "to"
        elif between in ("and", ",", ", and", "or", "&") and place.precision == best.precision:
            role, end = "also", place.span.end
        if role is not None:
            found.append(OtherPlace.of(place, role))
    return found
