"""Status: whether the source says that the event happened, did not, will, must, might.

In:  a text, an event mention, its clause, and the act of saying that covers it.   Out: a status, and what is at issue.

The rules are those of the claim record's status table; the act of saying decides first, then the words before the
trigger. The first row that fits wins.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ascribe.domain.attribution import AttributionRelation, Force
from ascribe.domain.claim import AtIssue, Status
from ascribe.domain.event import EventMention, Outcome
from ascribe.domain.span import Span
from ascribe.inference.labels import STATUSES
from ascribe.lexicon.status_words import load_status_words
from ascribe.read.extract.denials import CALLED_FALSE
from ascribe.read.links import Links

__all__ = ["AVENGED", "StatusReading", "extract_status", "is_to_be_looked_into"]

_OF_FORCE: dict[Force, Status] = {
    "deny": "denied", "threaten": "threatened", "demand": "demanded", "offer": "offered", "doubt": "unclear", "retract": "retracted",
    "refuse": "asserted",
}  # fmt: skip

_UNCLEAR = re.compile(
    r"\b(?:feared|presumed|it\s+(?:is|was|remains?)\s+(?:not\s+(?:yet\s+)?(?:clear|known)|unclear|unknown)"
    r"|unclear\s+(?:if|whether)|not\s+known\s+(?:if|whether)"
    r"|(?:yet|unable|impossible)\s+to\s+(?:confirm|verify|establish|determine)|(?:can|could)\s*not\s+(?:confirm|verify|establish|determine|rule\s+out)"
    r"|(?:did|do|does)\s+not\s+know\s+(?:if|whether|who|how)|(?:nobody|no\s+one)\s+knows|neither\s+(?:confirm|claim)\w*\s+nor\s+den\w+)\b",
    re.I,
)
#: "kidnapped by guerrillas, but this was not confirmed".
_UNCONFIRMED_AFTER = re.compile(
    r"[^.;:!?,]{0,120}?,?\s+but\s+(?:this|it|that|the\s+(?:report|claim|news))\s+(?:was|is|has|have|had)\s*(?:not|n['’]t|never)\s+(?:yet\s+)?"
    r"(?:be(?:en)?\s+)?(?:\w+ly\s+)?confirmed\b(?!\s+(?:by|who|how|what|when|where|why|whether|if|that)\b)",
    re.I,
)
_NOT_VERB = re.compile(
    r"(?:\b(?:did|does|do|has|have|had|was|were|is|are)\s+not|\b(?:never|neither|nor|hardly|scarcely)|(?:n['’ ]|\bdid)n?t"
    r"|\b(?:did|does|was|were|had|has|is)nt)\s+"
    r"(?:yet\s+|been\s+|be\s+|ever\s+|\w+ly\s+|having\s+|tried\s+to\s+|attempted\s+to\s+|any\s+|sustain\s+(?:any\s+)?|suffer\s+(?:any\s+)?)*$",
    re.I,
)
#: "No women or children were injured", "None of our men was hurt", "nobody crossed".
_NO_SUBJECT = re.compile(
    r"(?:^|[.;:,“\"]\s*|\b(?:that|and|but|said|says|insists?|while)\s+)(?:no|none|nobody|no\s+one|neither)\b"
    r"(?!\s+(?:longer|fewer|less|more|group|organi[sz]ation)\b)"
    r"(?:\s+[\w’'-]+){0,8}\s+(?:\w+ly\s+)?$",
    re.I,
)
#: "had harmed no one", "holds nobody", "no report of any casualty".
_NO_OBJECT = re.compile(r"\s+(?:no|nobody|none|no\s+one|nothing)\b(?!\s+(?:fewer|less|more|longer)\b)", re.I)
#: "did not carry out the strike", "had no part in", "was not behind": whose act it is, not whether it happened.
_NOT_OURS = re.compile(
    r"(?:\b(?:did|does|do|had|has|have|was|were|is|are)\s+not|n['’]t|\bnever)\s+(?:been\s+)?"
    r"(?:carr(?:y|ied)\s+out|launch(?:ed)?|conduct(?:ed)?|commit(?:ted)?|order(?:ed)?|plan(?:ned)?|behind|involved\s+in|responsible\s+for"
    r"|part\s+of)\s+(?:[\w’'-]+\s+){0,4}$|\bno\s+(?:part|role|hand|involvement)\s+in\s+(?:[\w’'-]+\s+){0,4}$",
    re.I,
)
_NOT_BY_AFTER = re.compile(
    r"\s+(?:was|were|had|has|is)\s+not\s+(?:been\s+)?(?:carried|launched|conducted|committed|ordered|theirs|ours|by)\b", re.I
)
#: "It is false that …", "no evidence that …", "had not found any evidence that …".
_UNTRUE = re.compile(
    r"\b(?:false|untrue|not\s+true|no\s+truth|(?:no|(?:not|\w+n['’]t)(?:\s+\w+){0,3}\s+any)\s+(?:evidence|indication|proof)|baseless)\b[^.;]{0,90}$",
    re.I,
)
_UNAWARE = re.compile(r"\b(?:not\s+aware\s+of|unaware\s+of|no\s+information\s+(?:on|about))\b[^.;]{0,60}$", re.I)
_UNHARMED = frozenset(("unhurt", "unharmed", "uninjured"))
#: "a ceasefire would begin", "the operation is expected", "an incursion is imminent".
_AHEAD_AFTER = re.compile(
    r"\s+(?:(?:in|on|against|by|of|between|from|to|into|near)\s+(?:[\w’'-]+\s+){1,5}?)?"
    r"(?:(?:will|would|could|may|might)\b(?!\s+be\s+(?:heard|seen|felt))"
    r"|(?:is|are|was|were)\s+(?:expected|imminent|due|planned|likely|near|possible|scheduled|set|inevitable)"
    r"|nears|looms?|looming|draws\s+near|seems?\s+(?:imminent|inevitable|likely))\b",
    re.I,
)
#: "an impending attack", "the promised storming of the town".
_AHEAD_BEFORE = re.compile(
    r"\b(?:impending|imminent|looming|upcoming|forthcoming|promised|anticipated|long-awaited)\s+(?:[\w’'-]+\s+){0,2}$", re.I
)
#: "an attempt to avert an assault", "a showdown nears".
_TO_AVERT = re.compile(r"\bto\s+(?:avert|prevent|avoid|forestall|stave\s+off|head\s+off|ward\s+off)\s+(?:[\w-]+\s+){0,3}$", re.I)
_IN_VAIN = re.compile(
    r"\b(?:fail\w*|unable|nothing|powerless|too\s+late|not\s+able|little|enough)\s+to\s+(?:avert|prevent|avoid|forestall|stave\s+off|head\s+off"
    r"|ward\s+off)\s+(?:[\w-]+\s+){0,3}$",
    re.I,
)
_NEARS = re.compile(r"\s+(?:nears|looms?|looming|draws\s+near|(?:is|seems?)\s+(?:imminent|inevitable|likely))\b", re.I)
#: "did not deny that" leaves it open, "could not deny that" admits it.
_NOT_DENIED = re.compile(
    r"\b(?:(?P<cannot>can|could)(?:\s*not|n['’]t)|(?:did|does|do|would|will|has|have|had)(?:\s+not|n['’]t)"
    r"|(?:neither|not|n['’]t)\s+(?:\w+ly\s+)?confirm(?:ed|s|ing)?\s+n?or)\s+(?:\w+ly\s+)?$",
    re.I,
)
#: "declined to comment on reports that a general had been killed": that is no denial.
_NO_COMMENT = re.compile(r"\b(?:declin|refus)(?:e|es|ed|ing)\s+to\s+comment\b", re.I)
#: "both sides have denied attacking the convoy", whoever reports it.
_DENYING = re.compile(r"(?<!not )(?<!nor )(?<!never )(?<!n't )(?<!n’t )\bden(?:y|ies|ied|ying)\s+(?:having\s+)?(?:\w+ly\s+)?$", re.I)
#: "had yet to reach the town".
_YET_TO = re.compile(r"\byet\s+to\s+(?:be\s+|have\s+|\w+ly\s+)*$", re.I)
#: What is called for is that it be looked into, or that it end: that it happened is said by that, too.
_PRESUPPOSED = re.compile(
    r"\b(?:(?:investigation|probe|inquiry|enquiry)\s+into|(?:ends?|ending|halt(?:s|ing)?|stop(?:s|ping)?|ceas(?:e|es|ing)|cessation)"
    r"(?:\s+(?:to|of|all|at\s+once|immediately))?)\s+(?:[\w’'-]+\s+){0,4}$",
    re.I,
)
#: What is avenged has happened: "vowed revenge for the attack"; not "will answer any attack", "reprisal attacks".
AVENGED = re.compile(
    r"\b(?:(?:retaliat(?:e|es|ed|ing|ion)|reveng(?:e|es|ed|ing)|reprisals?|retribution|punish(?:ed|ing|ment)?)\s+(?:for|over)"
    r"|aveng(?:e|es|ed|ing))\s+(?:the|its|his|her|their|this|last|two|three|\d+)\s+"
    r"(?:(?!(?:any|possible|future|new|by|with|in|and|that)\b)[\w’'-]+\s+){0,3}$",
    re.I,
)
_LOOKED_INTO = re.compile(r"\b(?:investigation|probe|inquiry|enquiry)\s+into\s+(?:[\w’'-]+\s+){0,4}$", re.I)
#: "claims that the ceasefire declared by the rebels was false".
_FALSE = r"false|untrue|baseless|fake|fabricated|fictitious|a\s+lie|lies"
_FALSE_AFTER = re.compile(rf"[^.;:!?]{{0,80}}?\b(?:is|are|was|were)\s+(?:\w+ly\s+)?(?:{_FALSE})\b", re.I)
#: "Reports that a soldier was killed are incorrect", "claims of an attack do not reflect the truth".
_TOLD_THAT = re.compile(
    r"\b(?:claims?|reports?|rumou?rs?|allegations?|accusations?|assertions?|suggestions?)\s+"
    r"(?:(?:of|about)\s+(?:the\s+|an?\s+)?(?:[\w-]+\s+){0,2}|that\s+(?:(?!(?:who|whose|which|that)\b)[^.;:!?,]){0,90})$",
    re.I,
)
_UNTRUE_AFTER = re.compile(
    r"(?:(?!\b(?:whose|who|that|which|said|says|after|before|when)\b)[^.;:!?,]){0,80}?"
    rf"\b(?:(?:is|are|was|were)\s+(?:\w+ly\s+)?(?:{_FALSE}|unfounded|groundless|incorrect"
    r"|inaccurate|wrong|nonsense|without\s+(?:foundation|basis)|not\s+(?:true|correct|accurate))"
    r"|(?:do|does|did)(?:\s+not|n['’]t)\s+(?:reflect|correspond\s+to|match)\s+(?:the\s+)?(?:truth|reality|facts)"
    r"|(?:prov(?:ed|es|en)|turn(?:s|ed)\s+out)\s+(?:to\s+be\s+)?(?:false|untrue|baseless|unfounded|incorrect|wrong)"
    r"|(?:have|has|had)\s+no\s+(?:basis|foundation|truth))\b",
    re.I,
)
#: "Once arrested, he will have to explain": he is not yet.
_ONCE = re.compile(r"\b(?:once|when|if)\s+(?:(?:he|she|it|they)\s+(?:is|are)\s+)?(?:\w+ly\s+)?$", re.I)
_THEN_WILL = re.compile(r"(?:\s+[\w’'-]+){0,6},?\s+(?:[\w’'-]+\s+){1,5}will\b", re.I)
_NO_NOUN = re.compile(r"\b(?:no|without(?:\s+any)?|not\s+a(?:ny)?|zero)\s+(?:[\w-]+\s+){0,2}$", re.I)
_FAILED = re.compile(
    r"\b(?:foil(?:s|ed|ing)?|thwart(?:s|ed|ing)?|prevent(?:s|ed|ing)?|avert(?:s|ed|ing)?|fail(?:s|ed|ing)?\s+to|failed|unsuccessful(?:ly)?)\s+(?:[\w’'-]+\s+){0,3}$",
    re.I,
)
_FAILED_AFTER = re.compile(
    r"\s+(?:(?:was|were|has|had|have|been|is)\s+){0,2}(?:foiled|thwarted|averted|failed|prevented|defused|unsuccessful)\b", re.I
)
_ATTEMPTED = re.compile(
    r"\b(?:attempt(?:s|ed|ing)?|tr(?:y|ies|ied|ying)|planned|plot(?:s|ted)?)\s+(?:to\s+|an?\s+)?(?:[\w-]+\s+){0,2}$", re.I
)
_INTERCEPTED = re.compile(r"\b(?:intercept(?:s|ed|ing)?|shot\s+down)\b", re.I)

_RESPONSIBILITY = re.compile(
    r"\b(?:responsib|involve|behind|carr(?:y|ied)\s+out|had\s+(?:no|any)\s+part|role\s+in|blame|hand\s+in|culprit|perpetrat)", re.I
)
_FIGURE = re.compile(r"\b(?:figures?|tolls?|number|as\s+many|how\s+many|only|exaggerat)\b", re.I)
_OWN_ACTS = frozenset(("attack", "airstrike", "shelling", "bombing", "killing", "clash", "seizure", "destruction", "siege", "abduction"))


class StatusReading(NamedTuple):
    """What the words make of the event."""

    status: Status
    at_issue: AtIssue | None
    outcome: Outcome | None


#: What the rules' status is worth beside the model's probabilities; chosen on dev (docs/model.md).
RULED = 0.5
#: … and where the words leave little doubt. A "not" is rarely misread, and to keep what a source denies as what it says is the worst of
#: errors; nor are "an end to", "impending" and "to avert" often misread.
PLAIN = 1.0


def extract_status(
    text: str, mention: EventMention, clause: Span, relation: AttributionRelation | None, *, own_act: bool, links: Links | None
) -> StatusReading:
    """The status of the event; `own_act` is true where the source itself is who would act (then "we will" threatens).

    The rules' status stands unless the model (`links`) is much surer of another."""
    lead = text[max(clause.start, mention.trigger.start - 90) : mention.trigger.start]
    status = _status(text, mention, lead, clause, relation, own_act)
    if links is not None and status != "retracted":  # of which the model has seen next to none
        ahead = (
            _PRESUPPOSED.search(lead)
            or AVENGED.search(lead)
            or _AHEAD_BEFORE.search(lead)
            or _to_avert(lead)
            or _NEARS.match(text, mention.trigger.end, clause.end)
        )
        plain = (mention.word_class == "noun" and bool(ahead)) or _undenied(text, relation) is not None or _no_comment(text, mention)
        plain = plain or _is_ahead(text, mention, lead)
        ruled, worth = status, PLAIN if plain or status in ("denied", "unclear") else RULED
        status = max(STATUSES, key=lambda s: links.status_probability(s) + worth * (s == ruled))
    return StatusReading(status, _at_issue(text, mention, status, clause, relation), _outcome(text, mention, clause, lead))


def _status(text: str, mention: EventMention, lead: str, clause: Span, relation: AttributionRelation | None, own_act: bool) -> Status:
    force = relation.force if relation else "assert"
    if (undenied := _undenied(text, relation)) is not None:
        return undenied
    if force == "deny" or CALLED_FALSE.match(text, mention.trigger.start):
        return "denied"
    if mention.word_class == "noun" and AVENGED.search(lead):
        return "asserted"
    if mention.type == "threat":
        return "threatened"
    if mention.type == "appeal":
        return "demanded"
    if mention.type == "refusal":
        return "asserted"
    if force in ("doubt", "retract"):
        return _OF_FORCE[force]
    if force == "demand" and mention.word_class == "noun" and _PRESUPPOSED.search(lead):
        return "asserted"
    if mention.word_class == "noun" and _to_avert(lead):
        return "expected"
    for status, pattern in load_status_words():
        if pattern.search(lead):
            if status == "expected" and mention.word_class == "verb" and _NO_SUBJECT.search(text, clause.start, mention.trigger.start):
                return "denied"  # "no camp will be closed"
            if status == "expected" and own_act and mention.type in _OWN_ACTS and force in ("assert", "threaten"):
                return "threatened"
            return status
    if _is_ahead(text, mention, lead):
        return "expected"
    if _UNCLEAR.search(text, clause.start, mention.trigger.end) or _UNCONFIRMED_AFTER.match(text, mention.trigger.end):
        return "unclear"
    before = text[max(clause.start - 60, 0) : mention.trigger.start]
    if _UNAWARE.search(before):
        return "unclear"
    if _is_not_ours(text, mention, lead) or _UNTRUE.search(before):
        return "denied"
    if mention.word_class == "noun" and _FALSE_AFTER.match(text, mention.trigger.end, clause.end):
        return "denied"
    if _TOLD_THAT.search(before) and _UNTRUE_AFTER.match(text, mention.trigger.end):
        return "denied"
    if _is_negated(text, mention, lead, clause):
        return "denied"
    if mention.word_class == "noun" and (_AHEAD_AFTER.match(text, mention.trigger.end, clause.end) or _AHEAD_BEFORE.search(lead)):
        return "expected"
    if force in ("threaten", "demand", "offer") and mention.type not in ("talks", "agreement"):
        return _OF_FORCE[force]
    return "asserted"


def _is_ahead(text: str, mention: EventMention, lead: str) -> bool:
    """Whether the event is what something else waits for: "once arrested, he will be tried"."""
    return _ONCE.search(lead) is not None and _THEN_WILL.match(text, mention.trigger.end) is not None


def _no_comment(text: str, mention: EventMention) -> bool:
    return _NO_COMMENT.search(text, max(0, mention.trigger.start - 90), mention.trigger.start) is not None


def _to_avert(lead: str) -> bool:
    """Whether what follows is what somebody tries to avert; what he failed to prevent has happened."""
    return _TO_AVERT.search(lead) is not None and _IN_VAIN.search(lead) is None


def _undenied(text: str, relation: AttributionRelation | None) -> Status | None:
    """What a denial is that is none: "did not deny", "would neither confirm nor deny"."""
    if relation is None or relation.cue is None or not relation.cue.of(text).lower().startswith("den"):
        return None
    found = _NOT_DENIED.search(text, max(0, relation.cue.start - 60), relation.cue.start)
    return None if found is None else "asserted" if found["cannot"] else "unclear"


def is_to_be_looked_into(text: str, mention: EventMention, relation: AttributionRelation | None, sentence: Span) -> bool:
    """Whether it is only called for that the event be looked into: "demanded a probe into the killing"."""
    lead = text[max(sentence.start, mention.trigger.start - 90) : mention.trigger.start]
    return relation is not None and relation.force == "demand" and mention.word_class == "noun" and _LOOKED_INTO.search(lead) is not None


def _is_not_ours(text: str, mention: EventMention, lead: str) -> bool:
    return mention.word_class == "noun" and bool(_NOT_OURS.search(lead) or _NOT_BY_AFTER.match(text, mention.trigger.end))


def _is_negated(text: str, mention: EventMention, lead: str, clause: Span) -> bool:
    if mention.word_class == "verb" and _DENYING.search(lead) and mention.trigger.of(text).lower().endswith("ing"):
        return True
    if mention.lemma in _UNHARMED or _NOT_VERB.search(lead) or _YET_TO.search(lead) or _NO_NOUN.search(lead):
        return True
    if mention.word_class == "noun":
        return False
    return bool(_NO_SUBJECT.search(text, clause.start, mention.trigger.start) or _NO_OBJECT.match(text, mention.trigger.end, clause.end))


def _at_issue(text: str, mention: EventMention, status: Status, clause: Span, relation: AttributionRelation | None) -> AtIssue | None:
    if status not in ("denied", "unclear"):
        return None
    start = (
        min(clause.start, relation.cue.start)
        if relation and relation.cue and abs(relation.cue.start - clause.start) < 200
        else clause.start
    )
    if _RESPONSIBILITY.search(text, start, clause.end) or _is_not_ours(text, mention, text[start : mention.trigger.start]):
        return "responsibility"
    if _FIGURE.search(text, start, clause.end):
        return "figure"
    return "occurrence"


def _outcome(text: str, mention: EventMention, clause: Span, lead: str) -> Outcome | None:
    if mention.type not in ("attack", "bombing", "airstrike", "shelling", "killing", "abduction"):
        return None
    if _INTERCEPTED.search(text, clause.start, clause.end):
        return "intercepted"
    if _FAILED.search(lead) or _FAILED_AFTER.match(text, mention.trigger.end, clause.end):
        return "failed"
    if _ATTEMPTED.search(lead):
        return "attempted"
    return None
