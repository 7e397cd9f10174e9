"""Phrases near an event that take no part in it, though position or the model gave them one.

In:  a text, an event mention, its participants and the act of saying.   Out: participants without those whom the words rule out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from ascribe.domain.actor import ParticipantPhrase
from ascribe.domain.attribution import AttributionRelation
from ascribe.domain.event import EventMention
from ascribe.domain.span import Span
from ascribe.lexicon.frames import Frames
from ascribe.read.draft import OPPOSED
from ascribe.read.extract.participants import Participants
from ascribe.read.extract.status import AVENGED

__all__ = ["without_bystanders"]

#: Code points before a trigger or a phrase in which the words that rule it out are looked for.
_REACH = 80
#: "Guatemala saw 213 kidnappings", "police investigate the murder": who sees, suffers, counts or condemns an event does not do it.
_ONLY_SEES = re.compile(
    r"\s+(?:(?:has|have|had|continues?|continued|is|are|was|were|also|to|strongly)\s+){0,3}"
    r"(?:s(?:aw|ees?|een)|suffer(?:s|ed|ing)?|record(?:s|ed|ing)?|register(?:s|ed|ing)?|experienc(?:es?|ed|ing)|witness(?:es|ed|ing)?"
    r"|mourn(?:s|ed|ing)?|investigat(?:es?|ed|ing)|prob(?:es?|ed|ing)|condemn(?:s|ed|ing)?|denounc(?:es?|ed|ing)|deplor(?:es?|ed|ing)"
    r"|surviv(?:es?|ed|ing)|escap(?:es?|ed|ing))\s+(?:(?!(?:and|but|or|then|while|before|after)\b)[\w’'-]+\s+){0,5}",
    re.IGNORECASE,
)
#: "the son of a contractor": the head is meant, not whose it is.
_HEAD_OF = re.compile(
    r"\b(?:son|daughter|child|children|wife|husband|brother|sister|father|mother|nephew|cousin|relatives?|family|bodyguards?|drivers?|homes?"
    r"|houses?|residences?|offices?|convoys?|cars?|vehicles?)\s+of\s+(?:the\s+|an?\s+)?(?:[\w-]+\s+)?\Z",
    re.IGNORECASE,
)
#: "the leader of the Rastrojos, Angel Pacheco": he, not they.
_ONE_OF_THEM = re.compile(
    r"\b(?:leader|member|commander|chief|head|boss|spokesman|spokeswoman|deputy|founder|official|officer)\s+of\s+(?:the\s+)?\Z",
    re.IGNORECASE,
)
#: "opponents of the Taliban": they, not the Taliban.
_AGAINST_THEM = re.compile(r"\b(?:opponents?|enem(?:y|ies)|foes?)\s+of\s+(?:the\s+)?\Z", re.IGNORECASE)
#: What follows where the phrase ends there: not the noun that it only describes, as in "opponents of the Taliban attack".
_ENDS = re.compile(r"\s*(?:[.,;:)]|\Z)|\s+(?:have|has|had|are|were|is|was|who|in|on|at|near|from|and|said|say)\b", re.IGNORECASE)
_AND_VERB = re.compile(r"\s*,?\s*(?:and|or|then|while|before)\s+(?:also\s+|then\s+|later\s+)?", re.IGNORECASE)
#: What may stand between a subject and its verb.
_TO_VERB = re.compile(
    r"\s+(?:(?:has|have|had|is|are|was|were|will|would|also|then|later|reportedly|allegedly|again|\w+ly)\s+){0,3}", re.IGNORECASE
)
_BY_BEFORE = re.compile(r"\bby\s+(?:the\s+|an?\s+)?(?:[\w’'-]+\s+){0,2}\Z", re.IGNORECASE)
_BESIDE_NOUN = re.compile(
    r"(?:['’]s?)?\s+(?:(?!(?:of|in|on|at|by|to|for|from|with|and|or|an?|the|its|their)\b)[\w-]+(?<!ed)\s+){0,2}", re.IGNORECASE
)
_LISTED = re.compile(r"\s*(?:\([^()]{1,30}\)\s*)?(?:,\s*)?(?:and|or|&)?\s*(?:the\s+|an?\s+|\w+\s+)?", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?\Z", re.IGNORECASE)
_BY = re.compile(r"\s+(?:[\w’'-]+\s+){0,6}?by\s+(?:the\s+|an?\s+)?(?:[\w’'-]+\s+){0,3}", re.IGNORECASE)
#: A phrase that another word governs is no subject: "a man fighting Islamic State has fled".
_GOVERNED = re.compile(
    r"\b(?:fighting|battling|joining|backing|supporting|of|in|with|against|from|to|by|for|at|near|alongside|between)\s+(?:the\s+|an?\s+)?"
    r"(?:[\w-]+\s+)?\Z",
    re.IGNORECASE,
)
#: From a verb of taking over what is taken to whom it is taken from; nothing else may stand between.
_FROM_WHOM = re.compile(
    r"\s+(?:(?!(?:with|after|on|by|where|that|following|for|to|in|at|near|amid|as|and|but|when|while|who|which|from|under|during|before)\b)"
    r"[\w’'-]+\s+){0,8}from\s+(?:the\s+|an?\s+)?(?:(?!wh|(?:by|in|at|of|to|and|on|near)\b)[\w’'-]+\s+){0,2}\Z",
    re.IGNORECASE,
)
_TO_WHOM = re.compile(r"\bto\s+(?:the\s+|an?\s+)?(?:[\w’'-]+\s+){0,3}\Z", re.IGNORECASE)
_OF_WHOM = re.compile(r"\s+of\s+(?:the\s+|an?\s+|all\s+|\d+\s+)?(?:[\w’'-]+\s+){0,2}", re.IGNORECASE)
_NEXT_CLAUSE = re.compile(r"(?:(?!\bby\b)[^.;])*?\band\s+(?:the\s+|an?\s+)?", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(?:who|which|that|whose|as\s+well\s+as|along\s+with|together\s+with)\b", re.IGNORECASE)
_NEW_CLAUSE = re.compile(r"(?:\b(?:and|but|while|whereas|as|when|where|after|before)|,)\s+(?:the\s+|an?\s+)?\Z", re.IGNORECASE)
_NAMED_BY = re.compile(r"\b(?:identified|named|described|designated|known)\s+by\s+(?:the\s+)?\Z", re.IGNORECASE)
_ACCUSED_IN = re.compile(r"\b(?:accused|suspects?|mastermind|convicts?|wanted)\s+in\s+(?:the\s+)?(?:\w+\s+)?\Z", re.IGNORECASE)
_INSIDE = re.compile(
    r"\b(?:in|at(?!\s+(?:least|most|once)\b)|near|from|inside|outside|across)\s+(?:the\s+|an?\s+)?(?:[\w’'-]+\s+){0,2}\Z", re.IGNORECASE
)
#: What is done to somebody, and what a teller of it never does.
_DEEDS = OPPOSED | {"abduction", "detention", "sexual_violence", "abuse", "destruction"}
#: Verbs by which weapons are taken from somebody, not given by him.
_TAKES = frozenset(("seize", "capture", "recover", "confiscate", "steal", "loot", "snatch", "take"))
#: Who only tells of violence, and never of his own.
_TELLERS = frozenset(("media", "unnamed", "witness", "medical", "monitor", "aid_agency", "un", "expert", "resident"))
#: Whosever they are, they count the dead and make none: "Hamas's health ministry".
_COUNTS_THE_DEAD = re.compile(
    r"\b(?:health\s+(?:ministry|department|officials?|authorit(?:y|ies))|ministry\s+of\s+health)\Z", re.IGNORECASE
)


#: "a missile fired from Yemen": whoever stands before did not fire it, but for whose missile it is.
_FIRED = frozenset(("fired", "launched", "shot"))
_PROJECTILE = re.compile(
    r"\b(?:missiles?|rockets?|drones?|projectiles?|shells?|mortars?|UAVs?)\s+(?:(?:that|which)\s+)?(?:(?:was|were|is|are|being)\s+)?\Z",
    re.IGNORECASE,
)
#: "in insurgency hit Dantewada District": what the place is like, not who acts there.
_HIT_BY = re.compile(
    r"(?:\s*\([^()\n]{1,30}\)|\))?(?:[\s-](?:affected|infested|dominated|prone)|(?P<hit>[\s-]hit))\s+(?:[A-Z][\w-]+\s+){0,3}"
    r"(?:[Dd]istricts?|areas?|regions?|[Pp]rovinces?|[Ss]tates?|belt|zones?|forests?|villages?|pockets?|parts?)\b"
)
#: Before a place that is hit by somebody, as against somebody who hit it.
_IN_A_PLACE = re.compile(r"\b(?:in|of|from|across|to|into|through|near)\s+(?:the\s+)?(?:worst\s+)?(?:[A-Z(][\w.)]*\s+(?:of\s+)?)*\(?\Z")
#: "UN Security Council Resolution 2328", "the Gulf War": papers and wars are nobody.
_NO_ACTOR = re.compile(r"\s+(?:Resolutions?|Treaty|Convention|Charter|Accords?|War|Uprising|Revolution|Protocol)\b")
_NO_ACTOR_INSIDE = re.compile(r"(?:[A-Z][\w-]*\s+){1,3}(?:War|Uprising|Revolution|Resolution)")
#: "Hoyos' murder": the owner of a death is who died.
_DEATHS = frozenset(
    ("murder", "killing", "assassination", "death", "kidnapping", "abduction", "arrest", "detention", "execution", "capture")
)
_OWNS_NEXT = re.compile(r"(?:['’]s|(?<=s)['’])\s+(?:(?:recent|alleged|brutal|subsequent|own)\s+)?")
_OF_OR_BY = re.compile(
    r"(?:\s+and\s+\w+)?(?:\s+(?:(?:on|in|last|this|late|early)\s+)?(?!of\b|by\b)\w+){0,3}?\s+(?:of|by)\b"
    r"|\s+(?:spree|campaign|operation|videos?|ring|attempt|warrant|squads?|cent(?:re|er)s?|facilit\w+|rate)\b",
    re.IGNORECASE,
)
#: "the advance of the rebels", "the withdrawal of troops": who moves.
_MOVES_OF = re.compile(r"(?:advance|withdrawal|retreat|mobili[sz]ation|deployment|pullout|infiltration|arrival)s?\Z", re.IGNORECASE)
#: "officers may be involved in the murder", "was accused of shelling the town": who is said to have done it.
_INVOLVED = re.compile(
    r"(?:\s+(?:who|that|which))?\s+(?:(?:have|has|had|may|might|could|is|are|was|were|be|been|allegedly|reportedly|also|long|directly)\s+)+"
    r"(?:(?:accused|suspected)\s+of|charged\s+with|(?P<in>(?:involved|implicated)\s+in))\s+(?:having\s+)?"
    r"(?:(?!(?:and|by|with|in|that|not|failing|doing|nothing|ignoring|backing|supporting|arming|aiding|helping|funding|financing|covering|hiding"
    r"|blocking|after|before|during|since|over|terrorism)\b)[\w-]+\s+){0,3}",
    re.IGNORECASE,
)
#: Deeds that those who are involved in them did; in an ambush both sides are.
_ONE_SIDED = frozenset(("killing", "abduction", "abuse", "sexual_violence"))
_AT_THE_HANDS = re.compile(
    r"\s+(?:(?:(?!\band\b)[^.;:,]){0,40}\s)?at\s+the\s+hands\s+of\s+(?:the\s+|an?\s+|his\s+|her\s+|their\s+)?", re.IGNORECASE
)


def without_bystanders(
    text: str,
    mention: EventMention,
    people: Participants,
    relation: AttributionRelation | None,
    phrases: Sequence[ParticipantPhrase],
    frames: Frames,
) -> Participants:
    """The participants without those who only see or tell of the event, and each under the word that is meant."""
    at = mention.trigger
    initiator = [p for p in people.initiator if not (mention.word_class == "noun" and _ONLY_SEES.fullmatch(text, p.span.end, at.start))]
    lead = max(0, at.start - 90)
    if mention.word_class == "noun" and (avenged := AVENGED.search(text, lead, at.start)):  # "the army vowed revenge for the attack"
        initiator = [p for p in initiator if p.span.end > avenged.start()]
    if mention.word_class == "noun":  # "Kurdish leaders, troubled by a Turkish assault": the Turkish one
        own = [p for p in initiator if p.span.end <= at.start and _BESIDE_NOUN.fullmatch(text, p.span.end, at.start)]
        if own:
            initiator = [
                p for p in initiator if p in own or p.span.start >= at.end or _LISTED.fullmatch(text, p.span.end, own[0].span.start)
            ]
    target = list(people.target)
    initiator, target = ([p for p in side if not _is_no_actor(text, p)] for side in (initiator, target))
    initiator = [p for p in initiator if p.actor is not None or not _LAID.search(p.name)]
    doer = _said_to_have_done(text, mention, phrases)
    if doer is not None:
        beside = [p for p in initiator if p.form == "modifier" and p.span.start > doer.span.end]
        initiator = beside or [doer, *(p for p in initiator if p.span.start >= at.end and p.span != doer.span)]
        target = [p for p in target if not p.span.overlaps(doer.span)]
    if mention.word_class == "noun":
        initiator, target = _by_grammar(text, mention, initiator, target, phrases)
    if at.of(text).lower() in _FIRED and _PROJECTILE.search(text, max(0, at.start - 40), at.start):
        initiator = [p for p in initiator if p.span.start >= at.end or p.form == "modifier"]
    if relation is not None and relation.source is not None and relation.source_kind in _TELLERS and mention.type in _DEEDS:
        speaker = relation.source
        initiator = [p for p in initiator if not p.span.overlaps(speaker)]
    if mention.type in _DEEDS:
        initiator = [p for p in initiator if not _COUNTS_THE_DEAD.search(p.span.of(text))]
    passive = mention.word_class == "verb" and _PASSIVE.search(text, max(0, at.start - 24), at.start) is not None
    passive = passive and not at.of(text).lower().endswith("ing")
    if not passive and mention.word_class == "verb" and mention.lemma not in frames.subject_is_target | frames.mutual:
        initiator = _own_subject(text, at, initiator, phrases)
        if any(p.span.end <= at.start for p in initiator):  # "shot down drones launched by Russia": Russia launched them
            initiator = [p for p in initiator if p.span.start < at.end or not _BY_BEFORE.search(text, at.end, p.span.start)]
    if passive:  # "people escorted by the police were lynched"
        initiator = [p for p in initiator if p.span.end > at.start or not _BY_BEFORE.search(text, max(0, p.span.start - 40), p.span.start)]
        agents = [p for p in initiator if p.span.start >= at.end and _BY.match(text, at.end, p.span.start)]
        if agents:  # "bitter at being ousted by the army"
            target += [p for p in initiator if p.span.end <= at.start and not target]
        after = [p for p in initiator if p.span.start >= at.end and not _NEXT_CLAUSE.fullmatch(text, at.end, p.span.start)]
        initiator = after + [p for p in initiator if p.span.end <= at.start and not agents]  # "were stabbed and the police fired"
    initiator = [p for p in initiator if not _NAMED_BY.search(text, max(0, p.span.start - 40), p.span.start)]
    if mention.word_class == "noun" and _ACCUSED_IN.search(text, max(0, at.start - 40), at.start):
        target = [p for p in target if p.span.start >= at.end]  # "the accused in the massacre was arrested"
    if len(target) > 1:  # "babies in the camp had died"
        placed = [p for p in target if p.kind in (None, "place") and _INSIDE.search(text, max(0, p.span.start - 40), p.span.start)]
        target = [p for p in target if p not in placed] or target
    if mention.type == "seizure" or (
        mention.type == "weapons" and mention.lemma in _TAKES
    ):  # "retaken from government troops": who loses it
        owners = [p for p in phrases if p.form != "modifier" and p.kind not in ("place", "state", None) and p.span.start >= at.end]
        losers = [p for p in owners if _FROM_WHOM.fullmatch(text, at.end, p.span.start)][:1]
        initiator = [p for p in initiator if not any(p.span.overlaps(q.span) for q in losers)]
        taker = [p for p in target if losers and not passive and not initiator and p.span.end <= at.start]
        initiator, target = [*initiator, *taker], [p for p in target if p not in taker]
        target += [q for q in losers if not any(q.span.overlaps(p.span) for p in target)]
    if mention.type == "seizure" and mention.lemma == "fall":  # "Khinj and Unabah had fallen", "the government fell to the rebels"
        takers = [p for p in target if p.span.start >= at.end and _TO_WHOM.search(text, at.end, p.span.start)]
        initiator += takers
        target = [p for p in target if p not in takers and p.kind in ("armed_group", "military", "police", "government")]
    if mention.type == "surrender":  # who surrenders is the initiator; to whom follows "to"
        target = [p for p in target if p.span.start >= at.end and _TO_WHOM.search(text, at.end, p.span.start)]
    if mention.type == "killing" and mention.word_class == "noun":  # "the deaths of the paid assassins"
        after = [p for p in initiator if p.span.start >= at.end and not _BY_BEFORE.search(text, at.end, p.span.start)]
        dead = [p for p in after if _OF_WHOM.fullmatch(text, at.end, p.span.start)]
        initiator, target = [p for p in initiator if p not in dead], [*target, *(p for p in dead if p not in target)]
    behind = [p for p in target if p.span.start >= at.end]
    if mention.word_class == "verb" and behind:  # "killing two people and kidnapping the pastor"
        target = [p for p in target if not (p.span.end <= at.start and _AND_VERB.fullmatch(text, p.span.end, at.start))]
    initiator, target = ([_opponents(text, p, phrases) for p in side] for side in (initiator, target))
    target = [_with_head(text, mention, p, [*initiator, *target]) for p in target]
    initiator, target = (_identified(text, side) for side in (initiator, target))
    return Participants(tuple(sorted(initiator, key=lambda p: p.span)), tuple(sorted(_heads(text, target), key=lambda p: p.span)))


def _said_to_have_done(text: str, mention: EventMention, phrases: Sequence[ParticipantPhrase]) -> ParticipantPhrase | None:
    """Who is accused of the event, or involved in it where that means to have done it."""
    at = mention.trigger
    for p in phrases:
        said = None if p.form == "modifier" or p.span.end > at.start else _INVOLVED.fullmatch(text, p.span.end, at.start)
        if said is not None and (not said["in"] or (mention.type in _ONE_SIDED and not _BY.match(text, at.end))):
            return p
    return None


#: "a policeman identified as Mohammad Yaqoob": one man.
_IDENTIFIED = re.compile(
    r"\s*(?:\([^()]{1,30}\))?,?\s*(?:who\s+(?:was|is|has\s+been)\s+)?(?:later\s+)?(?:identified\s+(?:only\s+)?as|named)\s+(?:one\s+|the\s+)?",
    re.IGNORECASE,
)


def _identified(text: str, people: list[ParticipantPhrase]) -> list[ParticipantPhrase]:
    """Whom a name follows as who he is, under that name, once."""
    out: list[ParticipantPhrase] = []
    for p in sorted(people, key=lambda p: p.span):
        before = out[-1] if out else None
        if (
            before is not None
            and before.form == "group"
            and not before.plural
            and _IDENTIFIED.fullmatch(text, before.span.end, p.span.start)
        ):
            out[-1] = msgspec.structs.replace(before, name=p.name, actor=p.actor)
            continue
        out.append(p)
    return out


#: What hits people without anybody's hand in the words: "landmines have killed 188 children".
_LAID = re.compile(r"\b(?:land-?mines?|mines?|bombs?|IEDs?|explosives|ordnance|shells?|booby[- ]traps?)\Z", re.IGNORECASE)


def _is_no_actor(text: str, p: ParticipantPhrase) -> bool:
    """Whether the words only tell what a place is like, or name a paper or a war."""
    if p.actor is None and _NO_ACTOR_INSIDE.fullmatch(p.name):
        return True
    hit = _HIT_BY.match(text, p.span.end)
    if hit is not None and (not hit["hit"] or hit["hit"] == "-hit" or _IN_A_PLACE.search(text, max(0, p.span.start - 60), p.span.start)):
        return True
    return _NO_ACTOR.match(text, p.span.end) is not None


def _by_grammar(
    text: str,
    mention: EventMention,
    initiator: list[ParticipantPhrase],
    target: list[ParticipantPhrase],
    phrases: Sequence[ParticipantPhrase],
) -> tuple[list[ParticipantPhrase], list[ParticipantPhrase]]:
    """The sides of a noun as its own owner and "of" decide them: "Hoyos' murder", "the advance of the rebels"."""
    at = mention.trigger
    word = at.of(text).lower()
    behind = any(p.span.start >= at.end for p in target)
    if word in _DEATHS and mention.type != "seizure" and not behind and not _OF_OR_BY.match(text, at.end):
        dead = [p for p in (*initiator, *phrases) if p.kind != "place" and _OWNS_NEXT.fullmatch(text, p.span.end, at.start)][:1]
        initiator, target = [p for p in initiator if p not in dead], [*target, *(p for p in dead if p not in target)]
    hands = next((p for p in phrases if p.form != "modifier" and _AT_THE_HANDS.fullmatch(text, at.end, p.span.start)), None)
    if hands is not None:
        initiator, target = [hands], [p for p in target if not p.span.overlaps(hands.span)]
    if _MOVES_OF.match(word):
        movers = [p for p in target if p.kind != "place" and _OF_WHOM.fullmatch(text, at.end, p.span.start)]
        target, initiator = [p for p in target if p not in movers], [*initiator, *(p for p in movers if p not in initiator)]
    return initiator, target


def _opponents(text: str, p: ParticipantPhrase, phrases: Sequence[ParticipantPhrase]) -> ParticipantPhrase:
    """The phrase, or those whom the words before it set against it, as nobody of the catalogue."""
    head = _AGAINST_THEM.search(text, max(0, p.span.start - _REACH), p.span.start)
    if head is None or p.form == "modifier" or not _ENDS.match(text, p.span.end):
        return p
    span = Span(head.start(), p.span.end)
    return p if any(q.span != p.span and q.span.overlaps(span) for q in phrases) else _under(text, p, span)


#: What people have and are hit in: "a refugee camp", "the police vehicle", "Afghan posts".
_THING = re.compile(
    r"[ -](?:[a-z]+[ ])?(?:camps?|posts?|vehicles?|convoys?|patrols?|bases?|stations?|positions?|check-?\s?points?|check-?\s?posts?"
    r"|outposts?|barracks|headquarters|offices?|buildings?|facilit(?:y|ies)|infrastructure|ships?|vessels?|boats?|tankers?|aircraft"
    r"|planes?|jets?|helicopters?|trucks?|buses|bus|cars?|vans?|tanks?|embass(?:y|ies)|consulates?|mosques?|churches|church|temples?"
    r"|schools?|hospitals?|clinics?|villages?|towns?|cit(?:y|ies)|neighbou?rhoods?|areas?|shelters?|homes?|houses?|compounds?|depots?"
    r"|sites?|installations?|plants?|refiner(?:y|ies)|warehouses?|markets?|hideouts?|hamlets?|settlements?|units?)\b"
    r"(?!\s+(?:pilots?|crews?|commanders?|drivers?|chiefs?|guards?|workers?|officers?|members?|residents)\b)"
)


def _with_head(text: str, mention: EventMention, p: ParticipantPhrase, taken: Sequence[ParticipantPhrase]) -> ParticipantPhrase:
    """A word that only describes, with the thing that is meant: of "an attack on a police vehicle" the vehicle, not the police."""
    thing = _THING.match(text, p.span.end)
    if p.form != "modifier" or thing is None:
        return p
    span = Span(p.span.start, thing.end())
    if span.overlaps(mention.trigger) or any(q is not p and q.span.overlaps(span) for q in taken):
        return p
    return msgspec.structs.replace(p, span=span, head=span, name=span.of(text), form="group")


def _under(text: str, p: ParticipantPhrase, span: Span) -> ParticipantPhrase:
    """The phrase as other words have it: whoever they mean, it is not the one whom the phrase names."""
    return msgspec.structs.replace(
        p, span=span, head=span, name=span.of(text), form="group", kind=None, of_kind="unknown", actor=None, candidates=()
    )


def _own_subject(text: str, at: Span, initiator: list[ParticipantPhrase], phrases: Sequence[ParticipantPhrase]) -> list[ParticipantPhrase]:
    """Of several before the verb those that are its subject: in "Russia pledged funds and Syria is bombing", Syria."""
    before = [p for p in initiator if p.span.end <= at.start]
    beside = next(
        (p for p in phrases if p.form != "modifier" and p.span.end <= at.start and _TO_VERB.fullmatch(text, p.span.end, at.start)), None
    )
    if beside is None or not before or _GOVERNED.search(text, max(0, beside.span.start - 40), beside.span.start):
        return initiator
    first = min(before, key=lambda p: p.span)
    if _RELATIVE.search(text, first.span.end, beside.span.start) or any(
        _LISTED.fullmatch(text, p.span.end, beside.span.start) for p in before
    ):
        return initiator
    own = [p for p in before if p.span.overlaps(beside.span)]
    if not own and not _NEW_CLAUSE.search(text, max(0, beside.span.start - 24), beside.span.start):
        return initiator
    return [*(own or [beside]), *(p for p in initiator if p.span.start >= at.end)]


def _heads(text: str, phrases: Sequence[ParticipantPhrase]) -> list[ParticipantPhrase]:
    out = []
    for p in phrases:
        start = max(0, p.span.start - _REACH)
        if (head := _HEAD_OF.search(text, start, p.span.start)) is not None:
            span = Span(head.start(), p.span.end)
            if not any(other is not p and other.span.overlaps(span) for other in phrases):
                out.append(_under(text, p, span))
                continue
        if p.kind != "person" and _ONE_OF_THEM.search(text, start, p.span.start) and any(q.kind == "person" for q in phrases):
            continue
        out.append(p)
    return out
