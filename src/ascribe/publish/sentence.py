"""A claim as one English sentence: who says what, with which status, and what is uncertain about it.

In:  a claim and its document.   Out: plain text on one line, without colours; the command line adds those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ascribe.domain.actor import Participant
from ascribe.domain.attribution import Channel, SourceKind
from ascribe.domain.claim import AtIssue, Claim, Status
from ascribe.domain.document import Document
from ascribe.domain.event import EventType
from ascribe.domain.place import OtherPlace, Place, PlacePrecision
from ascribe.domain.quantity import Quantity, QuantityRole
from ascribe.lexicon.function_words import load_function_words
from ascribe.lexicon.means import means_words
from ascribe.lexicon.source_kinds import is_nameless
from ascribe.publish.wording import figure_words, joined, one_line, time_words

__all__ = ["event_words", "place_words", "sentence_of"]


class _Phrase(NamedTuple):
    """How an event of a type is told: its noun, the words before target and initiator, the figure it is made of."""

    noun: str
    target: str = "of"
    initiator: str = "by"
    counts: QuantityRole | None = None


_MUTUAL: frozenset[EventType] = frozenset({"clash", "talks", "agreement"})
_PHRASES: dict[EventType, _Phrase] = {
    "clash": _Phrase("clash"),
    "attack": _Phrase("attack", "on"),
    "shelling": _Phrase("shelling"),
    "airstrike": _Phrase("air strike", "on"),
    "bombing": _Phrase("bombing"),
    "killing": _Phrase("killing", counts="killed"),
    "injury": _Phrase("wounding", counts="injured"),
    "abduction": _Phrase("abduction", counts="abducted"),
    "detention": _Phrase("detention", counts="captured"),
    "abuse": _Phrase("abuse"),
    "seizure": _Phrase("seizure", "from"),
    "siege": _Phrase("siege"),
    "movement": _Phrase("movement", "against", "of", counts="forces"),
    "withdrawal": _Phrase("withdrawal", "before", "of", counts="forces"),
    "surrender": _Phrase("surrender", "to", "of", counts="surrendered"),
    "weapons": _Phrase("weapons found or passed on", "involving", counts="materiel"),
    "destruction": _Phrase("destruction", counts="materiel"),
    "sexual_violence": _Phrase("sexual violence", "against"),
    "displacement": _Phrase("displacement", counts="displaced"),
    "restriction": _Phrase("restriction", "on"),
    "talks": _Phrase("talks"),
    "agreement": _Phrase("agreement"),
    "appeal": _Phrase("appeal", "to"),
    "refusal": _Phrase("refusal", "towards"),
    "threat": _Phrase("threat", "against"),
    "protest": _Phrase("protest", "against"),
    "aid": _Phrase("aid", "to"),
    "other": _Phrase("event", "involving"),
}
_SAID: dict[Status, str] = {
    "asserted": "said", "denied": "denied", "threatened": "threatened", "demanded": "demanded", "offered": "offered",
    "expected": "expected", "unclear": "could not confirm", "retracted": "took back",
}  # fmt: skip
_AT_ISSUE: dict[AtIssue, str] = {
    "occurrence": "",
    "responsibility": " responsibility for",
    "figure": " the figure of",
    "detail": " a detail of",
}
_KINDS: dict[SourceKind, str] = {"aid_agency": "aid agency", "un": "UN", "unnamed": "unnamed source", "outlet": "in its own voice"}
_CHANNELS: dict[Channel, str] = {
    "social_media": "on social media", "statement": "in a statement", "interview": "in an interview", "broadcast": "on air",
    "news_agency": "through a news agency", "phone": "by phone", "document": "in a document", "video": "in a video",
    "photo": "in a photo", "satellite": "from satellite images", "court": "in court", "press_conference": "at a press conference",
}  # fmt: skip
_WHERE: dict[PlacePrecision | None, str] = {None: "at", 1: "at", 2: "near"}
_PRONOUNS = load_function_words().pronouns
#: Words that are the loss themselves: nobody is "heavy losses affected".
_LOSSES = frozenset(("casualties", "casualty", "losses", "loss", "victims", "victim", "toll"))
#: "Hundreds Taliban" wants its "of".
_OF = re.compile(r"\b(?:tens|dozens|scores|hundreds|thousands|lakhs|millions|crores)\Z", re.IGNORECASE)
_ROLES: dict[QuantityRole, str] = {"forces": "", "materiel": "", "affected": " affected"}
_CHECKED = {"verified": "verified", "partly": "verified in part", "not_verified": "not verified", "checked_false": "found to be false"}


def sentence_of(claim: Claim, document: Document) -> str:
    """`claim` as a sentence; `document` is the one that it stands in, whose words its spans index.

    >>> from ascribe.testing import fake_record
    >>> record = fake_record()
    >>> sentence_of(record.claims[0], record.document)
    'Northern Front (belligerent, on air) said: killing of 12 raiders, by Northern Front, at Tarkan, Panjshir, on 1 Sep 2021'
    """
    told = [_event(claim, document.text), *_other_figures(claim, document.text), *_around(claim, document.text)]
    when = time_words(claim.time, document.text)
    sentence = f"{_source(claim, document)} {_verb(claim)}: {', '.join(told)}{' ' if when.startswith('(') else ', '}{when}"
    return one_line(" ".join([sentence, *(f"[{note}]" for note in _notes(claim, document.text))]))


def _source(claim: Claim, document: Document) -> str:
    said = claim.attribution
    name = _name(said.source) if said.source else one_line(document.outlet or "") or "The report"
    kind = _KINDS.get(said.source_kind, said.source_kind)
    known = said.source_kind != "unnamed" or said.source is None or is_nameless(name)  # who has a name is no unnamed source
    about = [kind] if known and kind.casefold() != name.casefold() else []
    if said.channel:
        about.append(_CHANNELS[said.channel])
    about.extend(f"via {_name(relay)}" for relay in said.via if _name(relay).casefold() not in _PRONOUNS)
    return f"{name} ({', '.join(about)})" if about else name


def _verb(claim: Claim) -> str:
    return _SAID[claim.status] + (_AT_ISSUE[claim.at_issue] if claim.at_issue else "")


def _event(claim: Claim, text: str) -> str:
    phrase = _PHRASES[claim.event.type]
    noun = phrase.noun
    if claim.event.outcome in ("failed", "intercepted", "attempted"):
        noun = f"{claim.event.outcome} {noun}"
    if claim.event.extent == "series":
        noun = f"series of events: {noun}"
    sides = [_participant(p) for p in (*claim.initiator, *claim.target)]
    if claim.event.type in _MUTUAL:
        if not sides:
            return noun
        return f"{noun} {'between' if len(sides) > 1 else 'involving'} {joined(sides)}"
    counted_side, other_side = (claim.initiator, claim.target) if phrase.initiator == "of" else (claim.target, claim.initiator)
    counted_word, other_word = (phrase.initiator, phrase.target) if phrase.initiator == "of" else (phrase.target, phrase.initiator)
    own = _own_figure(claim)
    if own is not None and counted_word == "of":
        noun += " of " + _counted(own, counted_side, text)
    elif counted_side:
        noun += f" {counted_word} {joined([_participant(p) for p in counted_side])}"
    if other_side:
        noun += f", {other_word} {joined([_participant(p) for p in other_side])}"
    return noun


def event_words(claim: Claim) -> str:
    """What happened to whom, in a few words: `killing of fighters`, `attack on Tarkan`, `clash involving raiders`."""
    phrase = _PHRASES[claim.event.type]
    target = next((name for p in claim.target if (name := _name(p))), "")
    between = "involving" if claim.event.type in _MUTUAL else phrase.target
    return f"{phrase.noun} {between} {target}" if target else phrase.noun


def _own_figure(claim: Claim) -> Quantity | None:
    """The figure that the event is made of: whom a killing kills, who moves in a movement."""
    role = _PHRASES[claim.event.type].counts
    return next((q for q in claim.quantities if q.role == role and q.part_of is None and q.high != 0), None)


def _counted(quantity: Quantity, side: tuple[Participant, ...], text: str) -> str:
    names = [_name(p) for p in side]
    figure = _figure(quantity, text)
    if quantity.of is None:
        return " ".join([figure, joined(names)]) if names else figure
    of = quantity.of.casefold()
    further = [name for name in names if name.casefold() not in of and of not in name.casefold()]
    return figure + (f" ({joined(further)})" if further else "")


def _figure(quantity: Quantity, text: str) -> str:
    """The number, what it counts, and a note where it is no plain count of this event."""
    number = "no" if quantity.high == 0 else figure_words(quantity, text)
    of = one_line(quantity.of) if quantity.of else ""
    between = " of " if _OF.search(number) else " "
    words = number if not of or of.casefold() in number.casefold() else f"{number}{between}{of}"
    notes = {"period_total": " (total of a period)", "stock": " (number at the time)", "event": ""}[quantity.scope]
    return words + notes + (f" (corrected from {quantity.was:,})" if quantity.was is not None else "")


def _other_figures(claim: Claim, text: str) -> Iterator[str]:
    own = _own_figure(claim)
    own_word = "of" in (_PHRASES[claim.event.type].target, _PHRASES[claim.event.type].initiator)
    for quantity in claim.quantities:
        if quantity is own and own_word:
            continue
        words = _figure(quantity, text)
        lost = quantity.role == "affected" and bool(_LOSSES & frozenset(words.casefold().split()))
        role = "" if lost else _ROLES.get(quantity.role, f" {quantity.role}")
        yield ("of them " if quantity.part_of is not None else "") + words + role


def _around(claim: Claim, text: str) -> Iterator[str]:
    if claim.event.means:
        told = (means_words(one_line(m.span.of(text)), m.kind, told_by=claim.event.type) for m in claim.event.means)
        if means := [words for words in dict.fromkeys(told) if words]:
            yield "with " + joined(means)
    if claim.place is not None:
        yield place_words(claim.place)
    here = _place_name(claim.place) if claim.place is not None else None
    for place in claim.other_places:
        if (name := _place_name(place)) != here:
            yield {"from": "from ", "to": "to ", "also": f"also {_WHERE.get(place.precision, 'in')} "}[place.role] + name


def place_words(place: Place) -> str:
    """Where, as a phrase: `at Tarkan, Panjshir`, `in Mali`."""
    name = _place_name(place)
    admin1 = one_line(place.admin1 or "")
    province = f", {admin1}" if admin1 and admin1.casefold() not in name.casefold() else ""
    return f"{_WHERE.get(place.precision, 'in')} {name}{province}"


def _place_name(place: Place | OtherPlace) -> str:
    return one_line(place.name or place.text or "")


def _participant(participant: Participant) -> str:
    note = {"stated": "", "suspected": " (suspected)", "inferred": " (inferred)", "unidentified": " (unidentified)"}
    name = _name(participant)
    known = participant.certainty != "stated" and participant.certainty in name.casefold()
    return name if known else name + note[participant.certainty]


def _name(participant: Participant) -> str:
    return one_line(participant.name or participant.text or "")


def _notes(claim: Claim, text: str) -> Iterator[str]:
    if claim.attribution.hedge is not None:
        yield f"“{one_line(claim.attribution.hedge.of(text))}”"
    for check in claim.verification:
        yield _CHECKED[check.state] + (f" by {_name(check.by)}" if check.by else "")
    if claim.background:
        yield "background"
