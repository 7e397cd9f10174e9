"""Words of events in another sense, and events that are only pointed back to.

In:  a text, an event mention, its sentence.   Out: whether the mention tells no event of its own.

Where the annotated passages of the training side have such words, their readers nearly always left them alone.
"""

from __future__ import annotations

import re

from ascribe.domain.event import EventMention
from ascribe.domain.span import Span

__all__ = ["means_another", "repelled_attack"]

#: "talks were held", "the vote on …, which …, is being held": what is held is no prisoner.
_MEETING_HELD = re.compile(
    r"\b(?:talks|meetings?|summits?|elections?|votes?|referend\w+|polls|rall(?:y|ies)|protests?|demonstrations?|marches|funerals?|ceremon(?:y|ies)"
    r"|conferences?|attempt|negotiations?|consultations?|hearings?|exercises?|drills?|sessions?|vigils?|parades?|prayers?)"
    r"(?:\s+(?:of|on|between|with|in|for|to|at|by|against|about)\s+(?:(?!\b(?:said|says|is|are|was|were|that)\b)[^,;.!?]){1,70}?)?"
    r"(?:,\s+(?:where|which|in\s+which)\b[^,;.!?]{1,90},)?\s+(?:is|are|was|were|be|been|being|has\s+been|have\s+been)\s+"
    r"(?:being\s+|also\s+|\w+ly\s+)?\Z",
    re.IGNORECASE,
)
#: "died of cancer", "the violence died down".
_NATURAL_DEATH = re.compile(
    r"\s+(?:(?:down|out|away)\b(?!\s+(?:from|in|on|at|there|of))|of\s+(?:an?\s+|the\s+|his\s+|her\s+)?(?:[\w-]+\s+){0,2}"
    r"(?:cancer|heart\s+(?:attack|failure)|cardiac\s+arrest|stroke|natural\s+causes|old\s+age|pneumonia|leuka?emia)\b)",
    re.IGNORECASE,
)
#: "went off peacefully", "struck a balance", "found a home".
_IN_ANOTHER_SENSE = re.compile(
    r"(?:went\s+off\s+(?:peacefully|well|smoothly|without\s+(?:an?\s+)?(?:incidents?|hitch|trouble))|(?:narrowly\s+)?escaped\s+(?:narrowly|unhurt)|str(?:uck|ikes?|iking)\s+an?\s+(?:\w+\s+)?"
    r"(?:balance|rapprochement|chord|tone|note)|f(?:ound|inds?)\s+(?:a|its|their)\s+(?:home|way|refuge|niche)|beat(?:ing)?\s+(?:the\s+)?drums?"
    r"|renam(?:ed|ing)|los(?:t|es|ing)\s+(?:contact|touch|consciousness|hope|patience|interest|sight|track))\b",
    re.IGNORECASE,
)
#: Whoever dies in somebody's hands is his to answer for, whatever he died of.
_CAPTIVE = re.compile(
    r"\b(?:captiv\w+|custody|prison(?:er)?s?|detention|detain\w*|hostages?|jail(?:ed)?|kidnap\w+|abduct\w+)\b", re.IGNORECASE
)
#: "252 kilos of cocaine went missing", "the shipment was reported missing".
_THING_MISSING = re.compile(
    r"\b(?:cocaine|heroin|drugs?|shipments?|consignments?|money|cash|funds|documents?|files?|records?|weapons|rifles|guns|ammunition"
    r"|luggage|evidence)\s+(?:\w+\s+){0,2}?(?:went|gone|go|goes|was|were|is|are|been)\s+(?:reported\s+|declared\s+)?\Z",
    re.IGNORECASE,
)
#: "denied attacking the camp": what is denied is the claim; "denied entry" is a refusal.
_DENIES = re.compile(
    r"\s+(?:\w+ing\b|that\b|any\b|it\b|(?:the\s+|these\s+|those\s+|such\s+)?(?:allegations?|claims?|reports?|accusations?|charges?|involvement"
    r"|responsibility)\b)",
    re.IGNORECASE,
)
#: "declined to comment", "refused to be named": who says nothing refuses nothing that matters.
_NO_COMMENT = re.compile(
    r"\s+to\s+(?:comment|say|elaborate|discuss\s+(?:it|the\s+matter|details)|be\s+(?:named|identified|quoted))\b", re.IGNORECASE
)
#: "had no comment on the casualty claims".
_COMMENT_ON = re.compile(r"\bcomment\w*\s+(?:\w+ly\s+|further\s+)?on\s+(?:(?:the|these|those|such|any|its|their)\s+)?\Z", re.IGNORECASE)
_WHAT_IS_SAID = re.compile(r"(?:\w+\s+)?(?:claims?|reports?|allegations?|accusations?|figures?|statements?)", re.IGNORECASE)
_DIE = frozenset(("die", "died", "dying"))
#: "launched harsh attacks on the government in its communiques": words.
_WORDS_ONLY = re.compile(r"\b(?:harsh|verbal|bitter|sharp|scathing|blistering|stinging)\s+\Z", re.IGNORECASE)
_ON_GROUND = re.compile(
    r"\s+(?:on|against|at)\s+(?:the\s+|an?\s+|its\s+|their\s+)?(?:[\w-]+\s+){0,2}(?:towns?|villages?|posts?|bases?|camps?|arm(?:y|ies)|positions?|troops|forces"
    r"|convoys?|cit(?:y|ies)|bridges?|checkpoints?|police|barracks)\b",
    re.IGNORECASE,
)
#: "an offence under the law", "take another three days", "dropped leaflets", "signed up": no deed of war.
_NO_DEED = re.compile(
    r"(?:offen[cs]es?\b|tak(?:e|es|en|ing)\s+(?:another\s+|about\s+|some\s+|up\s+to\s+|at\s+least\s+)?"
    r"(?:(?:an?|many|several|few|more|\d+|one|two|three|four|five|six|seven|eight|nine|ten|couple|of|[a-z]+-[a-z]+)\s+){0,3}"
    r"(?:hours?|days?|weeks?|months?|years?)\b(?!['’])|(?:air[- ]?)?dropp(?:ed|ing)\s+(?:\w+\s+){0,2}(?:leaflets?|fl[iy]ers|pamphlets?)\b"
    r"|sign(?:ed|s|ing)?\s+up\b(?!\s+to\b)|beat(?:en|ing)?-up\b)",
    re.IGNORECASE,
)
#: "the Tharthar Barrage" is a dam.
_DAM = re.compile(r"\b[A-Z][\w’'-]+\s+\Z")
#: "was evacuated by air to a hospital": who is brought to a doctor is not displaced.
_TO_HOSPITAL = re.compile(
    r"(?:evacuated|airlifted|air-lifted|shifted|flown|rushed|taken)\b(?:(?!\bfrom\b)[^.;,]){0,60}?"
    r"(?:\b(?:to|into)\s+(?:an?\s+|the\s+)?(?:(?!(?:from|that|which|near)\b)[\w’'.-]+\s+){0,4}(?:hospital|clinic|medical\s+(?:cent\w+|college))\b"
    r"(?!\s+that\b)|\b(?:for|medical)\s+treatment\b)",
    re.IGNORECASE,
)
#: "accused Hamas of violating the ceasefire", "since the start of the war", "despite the agreed ceasefire": told of before.
_BROKEN = re.compile(
    r"\b(?:violat(?:e|es|ed|ing)|breach(?:es|ed|ing)?|(?:violations?|breach(?:es)?)\s+of)\s+(?:(?!(?:and|by|as|after|with)\b)[\w’'-]+\s+){0,4}\Z",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\bsince\s+(?:the\s+)?(?:start|beginning|outbreak|resumption|onset)\s+of\s+(?:(?!(?:and|in|by|years?|months?|weeks?|decade|Ramadan|January|February"
    r"|March|April|May|June|July|August|September|October|November|December|\d{4})\b)[\w’'-]+\s+){0,4}\Z",
    re.IGNORECASE,
)
_SINCE_THE = re.compile(r"\bsince\s+(?:the\s+)?(?:\d{4}\s+)?\Z", re.IGNORECASE)
_ERA = re.compile(r"(?:overthrow|ouster|coup|war|civil\s+war|invasion|revolution)\b(?!\s+(?:in|on|last|this)\b)", re.IGNORECASE)
_EXPIRES = re.compile(
    r"\s+(?:(?!(?:before|until|as|when|after|ahead|while|hours?|days?|minutes?|that|which)\b)[\w’'-]+\s+){0,6}?"
    r"(?:(?:is|are|was|were)\s+(?:scheduled|due|set|about)\s+to\s+)?(?:expires?|expired|run(?:s|ning)?\s+out|ran\s+out)\b",
    re.IGNORECASE,
)
#: "lifted the curfew": what ends is imposed by nobody.
_LIFTED = re.compile(
    r"(?:lift|eas|end|suspend|relax|remov|rescind|revok)(?:s|es|ed|ing)?\s+(?:(?!(?:as|after|and|while|when|under|amid|until|because|over|due|to|of|for|despite|in)\b)[\w’'-]+\s+){0,4}"
    r"(?:ban|suspension|curfew|restrictions?|embargo|blockade|sanctions|state\s+of\s+\w+)\b",
    re.IGNORECASE,
)

_REPEL = r"\b(?:repel(?:s|led|ling)?|repuls(?:e|es|ed|ing)|(?:beat(?:en|ing)?|fend(?:s|ed|ing)?|ward(?:s|ed|ing)?)\s+off)\s+"
_TO_OBJECT = r"(?:(?!(?:and|but|or|by|in|on|of|at|after|before|during|from|with|as|who|which|that)\b)[\w’'-]+\s+){0,5}"
#: "repelled a rebel attack on Bor": one clash, told by the verb.
_REPELS_ATTACK = re.compile(
    rf"{_REPEL}{_TO_OBJECT}(?:counter-?\s?)?(?:attacks?|assaults?|offensives?|raids?|incursions?|ambush(?:es)?)\b", re.IGNORECASE
)
_TO = re.compile(r"\bto\s+(?:\w+ly\s+)?\Z", re.IGNORECASE)


def repelled_attack(text: str, verb: EventMention) -> Span | None:
    """From the verb to the end of what it repels: "repelled a rebel attack"; null where it does not, or is only to do so."""
    found = _REPELS_ATTACK.match(text, verb.trigger.start) if verb.word_class == "verb" else None
    purpose = _TO.search(text, max(0, verb.trigger.start - 24), verb.trigger.start)
    return Span(*found.span()) if found and not purpose else None


def means_another(text: str, mention: EventMention, sentence: Span) -> bool:
    """Whether the word has another sense here: talks that are held, deaths in bed, cocaine that went missing, forces allied with others."""
    at, lemma = mention.trigger, mention.lemma
    words = at.of(text).lower()
    if words.startswith(("airstrip", "air strip")) or _IN_ANOTHER_SENSE.match(text, at.start, sentence.end):
        return True
    if words == "held" or lemma == "hold":
        return mention.type not in ("talks", "protest") and _MEETING_HELD.search(text, sentence.start, at.start) is not None
    if lemma in _DIE or words in _DIE:
        return _NATURAL_DEATH.match(text, at.end, sentence.end) is not None and not _CAPTIVE.search(text, sentence.start, sentence.end)
    if words.endswith("missing") or lemma == "disappear":
        return _THING_MISSING.search(text, sentence.start, at.start) is not None
    if mention.type == "refusal" and _NO_COMMENT.match(text, at.end, sentence.end):
        return True
    if _WHAT_IS_SAID.fullmatch(words) and _COMMENT_ON.search(text, max(sentence.start, at.start - 60), at.start):
        return True
    if mention.type == "refusal" and words in ("deny", "denies", "denied", "denying"):
        return _DENIES.match(text, at.end, sentence.end) is not None
    if _is_no_deed(text, mention, sentence, words):
        return True
    return mention.type == "clash" and words in ("allied", "ally", "allies")


def _is_no_deed(text: str, mention: EventMention, sentence: Span, words: str) -> bool:
    """Whether the words beside the trigger make it another thing than an act of war, or one that is only pointed back to."""
    at, kind = mention.trigger, mention.type
    lead = max(sentence.start, at.start - 90)
    if kind == "attack" and words.startswith("attack") and _WORDS_ONLY.search(text, lead, at.start):
        return _ON_GROUND.match(text, at.end) is None
    if kind in ("attack", "seizure", "airstrike", "agreement", "abuse") and _NO_DEED.match(text, at.start, sentence.end):
        return True
    if kind == "shelling" and at.of(text) == "Barrage" and _DAM.search(text, lead, at.start):
        return True
    if kind in ("displacement", "movement", "seizure") and _TO_HOSPITAL.match(text, at.start, sentence.end):
        return True
    if kind == "agreement" and mention.word_class == "noun" and _BROKEN.search(text, lead, at.start):
        return True
    if kind == "restriction" and _LIFTED.match(text, at.start, sentence.end):
        return True
    if kind == "agreement" and _EXPIRES.match(text, at.end, sentence.end):
        return True
    if _ERA.match(text, at.start) and _SINCE_THE.search(text, lead, at.start):
        return True
    return mention.word_class == "noun" and _SINCE.search(text, lead, at.start) is not None
