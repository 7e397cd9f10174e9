"""The place of one event among the places that a text names.

In:  the places of the text, the event's trigger, clause and sentence.   Out: its place, and further places with their role.

The nearest rule wins: a place in the event's own clause, held to it by a preposition or as what the verb acts on; then one
in the same sentence; then the place where the report last was; then the dateline. A place that only names a party
("the governor of Kandahar", "Russia's army", "Ankara said") is taken only where nothing else is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from ascribe.domain.place import OtherPlace, Place, PlaceRole
from ascribe.domain.span import Span
from ascribe.lexicon.place_words import place_words

__all__ = ["choose_event_place"]

Hold = Literal["at", "acted_on", "from", "to", "bare", "party"]

#: What each sign is worth; chosen on the training side of the annotated claims.
IN_CLAUSE, IN_SENTENCE, EARLIER, LATER, DATELINE = 100.0, 60.0, 30.0, 5.0, 8.0
HOLD = {"at": 30.0, "acted_on": 26.0, "to": 6.0, "from": 4.0, "bare": 0.0, "party": -45.0}
#: More exact places first.
EXACTNESS = {1: 10.0, 2: 10.0, 3: 7.0, 4: 4.0, 5: 4.0, 6: -4.0, 7: 0.0, None: 4.0}

_LEAD_WORDS = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_DATELINE = re.compile(r"[^\n]{0,60}?(?:\s[-–—]{1,2}\s|:\s|\)\s?[-–—])")
_SKIP = frozenset("the city town village villages district province region area nearby besieged central downtown rebel-held northern southern eastern western old".split())
_ORGANISED = re.compile(
    r"(?:['’]s?)?\s+(?:\w+\s)?(?:government|army|military|police|forces|troops|navy|air force|president|minister|ministry|officials?|authorities|"
    r"parliament|embassy|ambassador|university|council|spokesman|spokeswoman|governor|leaders?|mayor|people|intelligence|soldiers|media|court|"
    r"administration|state media|state news|prime minister|foreign|defen[cs]e|interior)\b",
    re.I,
)
_SAYS = re.compile(
    r"\s+(?:has|have|had|also|on \w+day|again)?\s*(?:said|says|denied|denies|claimed|claims|accused|accuses|warned|condemned|urged|vowed|launched|"
    r"announced|rejected|insisted|confirmed|called|agreed|sent|carried out|began|started|conducted|hit back|retaliated|refused|demanded|threatened|"
    r"is|was|will|would|must|wants|backs|supports|supported|invaded|attacked|bombed|struck|fired|deployed)\b",
    re.I,
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

    `places` are all of the text, in order. The others are `from` (origin), `to` (destination) and `also` (joined to the
    place by "and" or a comma, with the same verb).
    """
    best, best_score = None, float("-inf")
    for place in places:
        if place.span is None or place.span.overlaps(trigger) and place.span != trigger and len(place.span) < len(trigger):
            continue
        score = _score(place, place.span, trigger, clause, sentence, text)
        if score > best_score:
            best, best_score = place, score
    if best is None:
        return None, ()
    return best, tuple(_others(best, places, clause, text))


def _score(place: Place, span: Span, trigger: Span, clause: Span, sentence: Span, text: str) -> float:
    hold = _hold(span, trigger, text)
    exact = EXACTNESS[place.precision]
    if span in clause or span in sentence:
        away = max(trigger.start - span.end, span.start - trigger.end, 0)
        near = -min(24.0, away / 8)
        before = -4.0 if span.start < trigger.start and hold != "at" else 0.0
        return (IN_CLAUSE if span in clause else IN_SENTENCE) + HOLD[hold] + exact + near + before
    if span.start >= sentence.end:
        return LATER + HOLD[hold] / 3 + exact - min(20.0, (span.start - sentence.end) / 60)
    if _is_dateline(span, text):
        return DATELINE + exact
    return EARLIER + HOLD[hold] / 2 + exact - min(25.0, (sentence.start - span.end) / 40)


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
    while k >= 0 and lead[k] in _SKIP:
        k -= 1
    previous = lead[k] if k >= 0 and gap in (" ", "\n", "\u00a0", "(") else ""
    before_that = lead[k - 1] if k > 0 else ""
    if re.match(r"-(?:based|backed|led|born|born|controlled|trained|bound|made)", after) or _ORGANISED.match(after):
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
    if trigger.end <= span.start and span.start - trigger.end < 24 and not re.search(r"[.;:]|\b(?:by|with)\b", text[trigger.end : span.start]):
        return "acted_on"
    if _SAYS.match(after):
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
        if re.search(r"\bfrom (?:the )?\Z", lead):
            role = "from"
        elif re.search(r"\b(?:to|towards?) (?:the )?\Z", lead):
            role = "to"
        elif between in ("and", ",", ", and", "or", "&") and place.precision == best.precision:
            role, end = "also", place.span.end
        if role is not None:
            found.append(OtherPlace.of(place, role))
    return found

