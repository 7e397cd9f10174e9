"""Event triggers: the words that name an event somebody may claim.

In:  a text, its sentences and cues.   Out: event mentions in text order, each with its type and how likely it stands.

The model marks them; a lexicon with two linear models over the surroundings of its words, fitted on the same passages, has a
say in whether a word is a claim's own trigger ("killed" beside "air strike" is not) and which type it has here.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from ascribe.domain.actor import ParticipantPhrase
from ascribe.domain.document import Sentence
from ascribe.domain.event import EventMention, EventType
from ascribe.domain.quantity import Count, QuantityRole
from ascribe.domain.span import Span
from ascribe.inference.labels import TYPES
from ascribe.inference.model import Labels
from ascribe.lexicon.triggers import TriggerLexicon, TriggerReading, TriggerWeights
from ascribe.read.extract.denials import denials_in, not_denied_in
from ascribe.read.extract.features import Candidate, Surroundings, features_of_accept, features_of_type, word_class_of
from ascribe.read.extract.quantities import is_own_role, role_fits
from ascribe.read.links import DocumentWords

__all__ = ["accept_triggers", "find_triggers", "propose_candidates", "score_triggers"]

#: "700 pounds" is a weight.
_UNIT = re.compile(r"\d\s+pounds?\Z", re.IGNORECASE)
#: A candidate below this share of the threshold is no event, whatever number stands beside it; chosen on the train passages.
_SHARE_WITH_FIGURE = 0.1


def propose_candidates(text: str, sentence: Span, lexicon: TriggerLexicon) -> tuple[Candidate, ...]:
    """Every place in the sentence where words of the lexicon stand, longest match first, in text order."""
    found: list[Candidate] = []
    for pattern, reading in lexicon.gapped:
        for m in pattern.finditer(text, sentence.start, sentence.end):
            if not any(c.span.overlaps(Span(*m.span())) for c in found):
                found.append(Candidate(Span(*m.span()), reading.lemma, (reading,)))
    apart = [c.span for c in found]
    for m in lexicon.pattern.finditer(text, sentence.start, sentence.end):
        span = Span(*m.span())
        if _UNIT.search(text, max(0, span.start - 12), span.end):
            continue
        if not any(span.overlaps(s) for s in apart):
            form = " ".join(m.group().lower().split())
            if form in lexicon.readings:  # case folding finds letters that lower() keeps apart ("İ", "ſ")
                found.append(Candidate(span, form, lexicon.readings[form]))
    return tuple(sorted(found, key=lambda c: c.span))


def score_triggers(
    text: str, sentences: Sequence[Sentence], around: Sequence[Surroundings], *, lexicon: TriggerLexicon, weights: TriggerWeights
) -> tuple[tuple[EventMention, ...], ...]:
    """For each sentence, with what other steps found in it, its candidates as event mentions with their scores, in text order."""
    out: list[tuple[EventMention, ...]] = []
    seen: Counter[str] = Counter()
    for index, (sentence, found) in enumerate(zip(sentences, around, strict=True)):
        candidates = propose_candidates(text, sentence.span, lexicon)
        mentions = []
        for position, candidate in enumerate(candidates):
            features = features_of_accept(text, sentence.span, index, candidates, position, seen, found)
            logit = weights.accept_bias + sum(weights.accept.get(f, 0.0) for f in features)
            reading = _best_reading(text, sentence.span, candidate, weights, found.toponyms)
            score = 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
            mentions.append(
                EventMention(trigger=candidate.span, type=reading.type, lemma=reading.lemma, word_class=reading.word_class, score=score)
            )
        out.append(tuple(mentions))
        seen.update(c.readings[0].type for c in candidates)
    return tuple(out)


#: The least probability at which the model's word is looked at, how much the lexicon's log-odds weigh beside the model's, what a
#: word that the lexicon lacks is worth to it, and what its type is worth beside the model's; chosen on dev (docs/model.md).
LEAST, LEXICON_WEIGHT, UNLISTED, TYPE_BONUS = 0.05, 0.6, 0.1, 0.15


def find_triggers(
    text: str, sentence: Span, words: DocumentWords, labels: Labels, listed: Sequence[EventMention]
) -> tuple[EventMention, ...]:
    """Words that the model or the lexicon takes for triggers, in text order, none overlapping another, each with its score.

    Log-odds are added, the lexicon's (`listed`) at `LEXICON_WEIGHT`. Where a word stands in a longer listed phrase ("opened fire"), that
    is the trigger; of words that overlap, the likelier one stands."""
    starts = labels.starts("trigger")
    inside = words.range_of(sentence)
    found: list[EventMention] = []
    for i in inside:
        p = float(starts[i])
        known = max((m for m in listed if m.trigger.overlaps(words.spans[i])), key=lambda m: m.score, default=None)
        if p < LEAST and (known is None or words.spans[i].start != known.trigger.start):
            continue
        span = words.span_of(labels.run("trigger", i, inside.stop))
        types = {t: float(q) for t, q in zip(TYPES, labels.type_probabilities(i), strict=True)}
        if known is not None:
            span = known.trigger if len(known.trigger) > len(span) or p < LEAST else span
            types[known.type] += TYPE_BONUS if p >= LEAST else 1.0
        found.append(
            EventMention(
                trigger=span,
                type=max(TYPES, key=lambda t: types[t]),
                lemma=known.lemma if known is not None else " ".join(span.of(text).lower().split()),
                word_class=known.word_class if known is not None else word_class_of(text, span, ()),
                score=_joined(p, known.score if known is not None else UNLISTED),
            )
        )
    out: list[EventMention] = []
    for mention in sorted(found, key=lambda m: (-m.score, m.trigger)):
        if not any(mention.trigger.overlaps(m.trigger) for m in out):
            out.append(mention)
    return tuple(sorted(out, key=lambda m: m.trigger))


def _joined(model: float, lexicon: float) -> float:
    def log_odds(p: float) -> float:
        p = min(max(p, 1e-4), 1 - 1e-4)
        return math.log(p / (1 - p))

    return 1 / (1 + math.exp(-(log_odds(model) + LEXICON_WEIGHT * log_odds(lexicon))))


def accept_triggers(
    text: str,
    sentence: Span,
    scored: Sequence[EventMention],
    around: Surroundings,
    threshold: float,
    speaker_of: Callable[[Span], object],
    *,
    near_miss: bool = False,
) -> tuple[EventMention, ...]:
    """The mentions of a sentence that reach the threshold, and those that a figure without any other event needs.

    "12 dead" tells an event even where the word alone is too weak to: a number whose role no accepted mention can have
    takes the most likely candidate that can; in a sentence without any event, but not in a report about something else
    (`near_miss`), the number's own word ("killed 14") suffices.
    """
    if _QUESTION.search(text, sentence.start, sentence.end):
        return ()
    unclaimed = _unclaimed(text, sentence)
    scored = [m for m in scored if not any(m.trigger.overlaps(u) for u in unclaimed)]
    scored, back = _with_denials(text, sentence, scored, threshold)
    scored = [
        m
        for m in scored
        if not is_condition(text, m.trigger)
        and not _names_people(m, around.phrases)
        and (m in back or not _means_another(text, m, sentence))
    ]
    accepted = {m for m in scored if m.score >= threshold or (m in back and not near_miss)}
    accepted |= {
        m for m in scored if not near_miss and m.score >= threshold * _SHARE_WITH_FIGURE and _SHOT_DEAD.fullmatch(m.trigger.of(text))
    }
    for count in around.counts:
        by = count.role_by
        if count.role is None:
            continue
        # "ten were not killed in the attack": what is denied is no part of the attack
        negated = by is not None and _NEGATED.search(text, max(0, by.start - 24), by.start) is not None
        speaker = speaker_of(count.span)
        if not negated and any(role_fits(count.role, m.type) and speaker_of(m.trigger) == speaker for m in accepted):
            told_by = [m for m in scored if by is not None and by == m.trigger and m.score >= threshold * _SHARE_WITH_FIGURE]
            aimed_at = by is not None and _AIMED.search(text, max(0, by.start - 24), by.start) is not None
            apart = told_by and not aimed_at and told_by[0] not in accepted and is_own_role(count.role, told_by[0].type) and not near_miss
            if apart and not any(is_own_role(count.role, m.type) and speaker_of(m.trigger) == speaker for m in accepted):
                accepted.add(told_by[0])  # "killed 37 villagers and burned their homes": no burning killed them
            continue
        fitting = [
            m
            for m in scored
            if role_fits(count.role, m.type)
            and speaker_of(m.trigger) == speaker
            and not near_miss  # scores and totals of a match are figures, too
            and (m.score >= threshold * _SHARE_WITH_FIGURE or (not accepted and by is not None and by.overlaps(m.trigger)))
        ]
        if negated and not near_miss:
            fitting = [m for m in scored if by is not None and by.overlaps(m.trigger)]
        if fitting:
            accepted.add(max(fitting, key=lambda m: (by is not None and by.overlaps(m.trigger), m.score)))
    typed = [_typed_by_figure(_typed_by_words(text, m, sentence, around), around.counts) for m in scored if m in accepted]
    return _once(text, typed)


#: Words that leave no doubt that somebody was killed, however little the model makes of them.
_SHOT_DEAD = re.compile(
    r"(?:shot|shoot|gunned|stabbed|hacked|beaten|stoned|bludgeoned|burned|burnt)\s+(?:[\w’'-]+\s+){0,3}(?:dead|to\s+death)", re.IGNORECASE
)
#: Who asks claims nothing.
_QUESTION = re.compile(r"\?[\s\"'”’)\]]*\Z")

#: How sure it is that "denied it" is a claim, where the model has no opinion.
_DENIAL_SCORE = 0.5


def _with_denials(
    text: str, sentence: Span, scored: Sequence[EventMention], threshold: float
) -> tuple[list[EventMention], set[EventMention]]:
    """The mentions, with one for each denial that only points back in place of those in its words; and these."""
    unmade = list(not_denied_in(text, sentence))
    mentions, back = [m for m in scored if not any(m.trigger.overlaps(u) for u in unmade)], set()
    for trigger, whole, _ in denials_in(text, sentence):
        own = max((m for m in mentions if m.trigger.overlaps(whole)), key=lambda m: m.score, default=None)
        if own is not None and own.score >= threshold:
            denial = msgspec.structs.replace(own, trigger=trigger, score=max(_DENIAL_SCORE, own.score))
        else:
            denial = EventMention(trigger=trigger, type="other", lemma="deny", word_class="verb", score=_DENIAL_SCORE, answers=True)
        mentions = sorted([*(m for m in mentions if not m.trigger.overlaps(whole)), denial], key=lambda m: m.trigger)
        back.add(denial)
    return mentions, back


#: "an operation to capture a commander": what is aimed at has not happened.
_AIMED = re.compile(r"\bto\s+(?:\w+ly\s+)?\Z", re.IGNORECASE)
#: Between a verb and the noun that is its object: "agreed to an immediate ceasefire", "called for the arrest".
_TO_OBJECT = re.compile(
    r"\s+(?:(?:to|on|upon|for)\s+)?(?:(?:an?|the|its|their|his|her|this|all|any)\s+)?"
    r"(?:(?!(?:of|and|or|but|to|that|who|which|after|before|into|over|for|in|on|with|from|during|amid|against|by|at|as|when|while)\b)[\w-]+\s+){0,3}",
    re.IGNORECASE,
)


def _once(text: str, mentions: Sequence[EventMention]) -> tuple[EventMention, ...]:
    """The mentions without those that tell again what stands beside them: of "agreed to a ceasefire" the verb, which has the parties, of
    "demanded the arrest" the specific act (claims, "Threats, appeals, refusals")."""
    out: list[EventMention] = []
    for m in mentions:
        verb = out[-1] if out and out[-1].word_class == "verb" and m.word_class == "noun" else None
        if verb is not None and _TO_OBJECT.fullmatch(text, verb.trigger.end, m.trigger.start):
            if verb.type == m.type == "agreement":
                continue
            if verb.type == "appeal" and m.type == "agreement" and verb.score > m.score:
                continue  # "called for a ceasefire" is either
            if verb.type == "appeal" and m.type not in ("appeal", "talks", "threat", "refusal"):
                out.pop()
        out.append(m)
    return tuple(out)


#: "No group claimed responsibility for the bombing" is no claim (claims, hard cases).
_UNCLAIMED = re.compile(
    r"\b(?:no\s+(?:\w+\s+){0,3}?(?:has\s+|have\s+)?|no\s+one\s+(?:has\s+)?|nobody\s+(?:has\s+)?"
    r"|(?:has|have|had|did)\s+not\s+(?:yet\s+|immediately\s+)?|yet\s+to\s+)claim(?:ed|s|ing)?\s+(?:the\s+)?(?:responsibility|credit)\b",
    re.IGNORECASE,
)
_OBJECT_REACH = 60
#: Where what nobody claimed ends: "for the bombing, which killed 14" and "but police said ten had died" are told.
_OBJECT_END = re.compile(r"[,;:]|\s[-–—]\s|\b(?:which|that|who|but|when|while)\b", re.IGNORECASE)


def _unclaimed(text: str, sentence: Span) -> list[Span]:
    """What the sentence says nobody claimed, from the refusal to the end of its object."""
    spans = []
    for refused in _UNCLAIMED.finditer(text, sentence.start, sentence.end):
        reach = min(sentence.end, refused.end() + _OBJECT_REACH)
        end = _OBJECT_END.search(text, refused.end(), reach)
        spans.append(Span(refused.start(), end.start() if end else reach))
    return spans


#: "were not killed", "feared dead": what is denied or in doubt is a claim of its own.
_NEGATED = re.compile(
    r"\b(?:not|never|feared|presumed)\s+(?:been\s+|be\s+|being\s+|yet\s+|to\s+be\s+|to\s+have\s+been\s+)*$", re.IGNORECASE
)
#: The event type that a figure's own word tells.
_TYPE_OF_ROLE: dict[QuantityRole, EventType] = {
    "killed": "killing", "injured": "injury", "captured": "detention", "abducted": "abduction", "displaced": "displacement",
    "surrendered": "surrender", "affected": "killing",
}  # fmt: skip


def _typed_by_figure(mention: EventMention, counts: Sequence[Count]) -> EventMention:
    """The mention under the type that its own figure tells: who "lost 400 troops" lost no ground."""
    for c in counts:
        own = c.role_by is not None and c.role_by.overlaps(mention.trigger) and c.kind == "people"
        if own and c.role in _TYPE_OF_ROLE and (not role_fits(c.role, mention.type) or (mention.type == "seizure" and c.of is not None)):
            return msgspec.structs.replace(mention, type=_TYPE_OF_ROLE[c.role])
    return mention


#: Who clashes in a protest (claims, hard cases: riots, mobs, stone-throwing).
_PROTESTERS: Final = r"(?:protest(?:er|or)s?|demonstrators?|mobs?|rioters?|crowds?)\b"
_PROTESTERS_BEFORE = re.compile(rf"\b{_PROTESTERS}(?:\s+[a-z]+){{0,2}}\s+\Z", re.IGNORECASE)
_PROTESTERS_AFTER = re.compile(
    rf"\s+(?:with|between|involving)\s+(?:(?!(?:as|while|when|after|before|in|near|at|that|who|which)\b)[\w’'-]+\s+){{0,6}}?{_PROTESTERS}",
    re.IGNORECASE,
)
_CLASH_REACH = 60
#: Civilians who flee are displaced.
_FLEE = frozenset(("flee", "fled", "flees", "fleeing"))
_RESIDENTS = re.compile(
    r"\b(?:families|residents|civilians|villagers|refugees|children|women|inhabitants|households|people)\s+(?:(?:have|had|has|who|were|are|also|then"
    r"|\w+ly)\s+){0,3}\Z",
    re.IGNORECASE,
)
_ARMED = re.compile(
    r"\b(?:soldiers?|troops|fighters?|gunm[ae]n|militants?|rebels?|officers?|police(?:men)?|forces|commanders?|insurgents?|attackers?)\b",
    re.IGNORECASE,
)
#: "Khinj and Unabah had been captured": what stands between a place and the verb that takes it.
_PASSIVE = re.compile(
    r"\s+(?:(?:was|were|is|are|has\s+been|have\s+been|had\s+been|being|been)\s+)(?:\w+ly\s+|also\s+|all\s+|both\s+)*", re.IGNORECASE
)


def _typed_by_words(text: str, mention: EventMention, sentence: Span, around: Surroundings) -> EventMention:
    """The mention under the type that the words beside it tell beyond doubt."""
    at = mention.trigger
    if mention.type == "clash" and mention.lemma == "clash":
        before = _PROTESTERS_BEFORE.search(text, max(sentence.start, at.start - _CLASH_REACH), at.start)
        theirs = before or _PROTESTERS_AFTER.match(text, at.end, sentence.end)
        return msgspec.structs.replace(mention, type="protest") if theirs else mention
    if mention.type == "detention" and mention.lemma in _TAKE:
        taken = any(t.end <= at.start and _PASSIVE.fullmatch(text, t.end, at.start) for t in around.toponyms)
        return msgspec.structs.replace(mention, type="seizure") if taken else mention
    if mention.type == "withdrawal" and mention.lemma in _FLEE:
        before = _RESIDENTS.search(text, max(sentence.start, at.start - _CLASH_REACH), at.start)
        armed = _ARMED.search(text, max(sentence.start, at.start - _CLASH_REACH), at.start)
        return msgspec.structs.replace(mention, type="displacement") if before and not armed else mention
    if mention.lemma == "defuse":
        return msgspec.structs.replace(mention, type="weapons")
    return _typed_by_means(text, mention, sentence)


#: A grenade that is thrown is no bomb that was laid (claims, event types).
_THROWN_GRENADE = re.compile(
    r"(?:(?:hurl|lobb?|throw|toss)(?:s|ed|ing|n)?|threw)\s+(?:(?!(?:and|at|into|on)\b)[\w-]+\s+){0,3}grenades?\b"
    r"|(?:hand[- ])?grenade\s+(?:attacks?|explosions?|blasts?)\b",
    re.IGNORECASE,
)
#: Beaten to death, or beaten.
_BEATEN = re.compile(
    r"(?:severely\s+|badly\s+|brutally\s+)?(?:beat(?:en|ing|s)?|thrash(?:ed|ing|es)?|flogged|flogging|manhandled|roughed\s+up)\b",
    re.IGNORECASE,
)
_TO_DEATH = re.compile(
    r"\b(?:death|dead|died?|dies|dying|fatal\w*|succumb\w*|kill\w*|murder\w*|bod(?:y|ies)|corpses?|lynch\w*)\b", re.IGNORECASE
)
#: "launched a search operation", "launched an operation to rescue two masons".
_SEARCH = re.compile(
    r"(?:launch(?:es|ed|ing)?\s+(?:an?\s+|the\s+|its\s+)?(?:[\w-]+\s+){0,2})?"
    r"(?:(?P<search>search|combing|cordon(?:\s+and\s+search)?|rescue|tracking)\s+)?operations?\b"
    r"(?P<to>(?:\s+(?:in|at|around)\s+(?:(?!to\b)[\w’'-]+\s+){1,6}?|\s+)to\s+(?:rescue|search|recover|trace|nab|arrest|locate|track|find|apprehend)\b)?",
    re.IGNORECASE,
)
_SEARCH_BEFORE = re.compile(r"\b(?:search|combing|cordon|rescue|tracking)\s+\Z", re.IGNORECASE)
#: Strikes that no word says are on foot come from the air: of 33 in the training passages 26 do, 4 are shelling.
_STRIKE = frozenset(("strike", "strikes"))
_OTHER_STRIKE = re.compile(
    r"\b(?:hunger|general|labou?r|workers?['’]?|transport|teachers?['’]?|lightning|militants?|rebel|Taliban|surgical|ground|guerrilla)\s+\Z",
    re.IGNORECASE,
)
#: What is stopped in the air; where the sentence tells that it was fired, that is the event.
_INTERCEPT = re.compile(r"intercept(?:s|ed|ing|ions?)?\Z", re.IGNORECASE)
_IN_THE_AIR = re.compile(r"\b(?:missiles?|rockets?|drones?|projectiles?|UAVs?|shaheds?)\b", re.IGNORECASE)


def _typed_by_means(text: str, mention: EventMention, sentence: Span) -> EventMention:
    """The mention under the type that its means decide: a thrown grenade, fists, a search, a strike, a missile that is intercepted."""
    at = mention.trigger
    words = at.of(text).lower()
    kind: EventType | None = None
    if mention.type == "bombing" and _THROWN_GRENADE.match(text, at.start, sentence.end):
        kind = "attack"
    elif (
        mention.type == "killing"
        and _BEATEN.match(text, at.start, sentence.end)
        and not _TO_DEATH.search(text, max(sentence.start, at.start - 40), sentence.end)
    ):
        kind = "abuse"
    elif mention.type == "attack" and (found := _SEARCH.match(text, at.start, sentence.end)):
        kind = "other" if found["search"] or found["to"] or _SEARCH_BEFORE.search(text, sentence.start, at.start) else None
    elif mention.type == "attack" and words in _STRIKE and mention.word_class == "noun":
        kind = None if _OTHER_STRIKE.search(text, sentence.start, at.start) else "airstrike"
    elif mention.type in ("shelling", "airstrike") and _INTERCEPT.match(words) and _IN_THE_AIR.search(text, sentence.start, sentence.end):
        kind = "destruction"
    return msgspec.structs.replace(mention, type=kind) if kind is not None else mention


def _names_people(mention: EventMention, phrases: Sequence[ParticipantPhrase]) -> bool:
    """Whether the words only describe people ("resistance fighters", "attack victims") and tell no event."""
    return mention.word_class == "noun" and any(
        p.form != "modifier" and mention.trigger in p.span and not p.head.overlaps(mention.trigger) for p in phrases
    )


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
    r"|renam(?:ed|ing))\b",
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
_DIE = frozenset(("die", "died", "dying"))
#: "launched harsh attacks on the government in its communiques": words.
_WORDS_ONLY = re.compile(r"\b(?:harsh|verbal|bitter|sharp|scathing|blistering|stinging)\s+\Z", re.IGNORECASE)
#: "an offence under the law", "take another three days", "dropped leaflets", "signed up": no deed of war.
_NO_DEED = re.compile(
    r"(?:offen[cs]es?\b|tak(?:e|es|en|ing)\s+(?:another\s+|about\s+|some\s+|up\s+to\s+|at\s+least\s+)?(?:(?!of\b)[\w-]+\s+){0,2}"
    r"(?:hours?|days?|weeks?|months?|years?)\b(?!['’])|(?:air[- ]?)?dropp(?:ed|ing)\s+(?:\w+\s+){0,2}(?:leaflets?|fl[iy]ers|pamphlets?)\b"
    r"|sign(?:ed|s|ing)?\s+up\b(?!\s+to\b)|beat(?:en|ing)?-up\b)",
    re.IGNORECASE,
)
#: "the Tharthar Barrage" is a dam.
_DAM = re.compile(r"\b[A-Z][\w’'-]+\s+\Z")
#: "was evacuated by air to a hospital": who is brought to a doctor is not displaced.
_TO_HOSPITAL = re.compile(
    r"(?:evacuated|airlifted|air-lifted|shifted|flown|rushed|taken)\b[^.;]{0,60}?\b(?:hospital|clinic|medical\s+(?:cent\w+|college)|(?:for|medical)"
    r"\s+treatment)\b",
    re.IGNORECASE,
)
#: "accused Hamas of violating the ceasefire", "since the start of the war", "despite the agreed ceasefire": told of before.
_BROKEN = re.compile(r"\b(?:violat\w+|breach\w*)\s+(?:of\s+)?(?:(?!(?:and|by|as|after|with)\b)[\w’'-]+\s+){0,4}\Z", re.IGNORECASE)
_SINCE = re.compile(
    r"\bsince\s+(?:the\s+)?(?:start|beginning|outbreak|resumption|onset)\s+of\s+(?:(?!(?:and|in|by)\b)[\w’'-]+\s+){0,4}\Z", re.IGNORECASE
)
_SINCE_THE = re.compile(r"\bsince\s+(?:the\s+)?(?:\d{4}\s+)?\Z", re.IGNORECASE)
_ERA = re.compile(r"(?:overthrow|ouster|coup|war|civil\s+war|invasion|revolution)\b", re.IGNORECASE)
_EXPIRES = re.compile(
    r"\s+(?:[^.;:,]{0,40}\s)?(?:(?:is|are|was|were)\s+(?:scheduled|due|set|about)\s+to\s+)?(?:expires?|expired|run(?:s|ning)?\s+out|ran\s+out)\b",
    re.IGNORECASE,
)
#: "lifted the curfew": what ends is imposed by nobody.
_LIFTED = re.compile(
    r"(?:lift|eas|end|suspend|relax|remov|rescind|revok)(?:s|es|ed|ing)?\s+(?:(?!(?:as|after|and|while|when|under|amid|until)\b)[\w’'-]+\s+){0,4}"
    r"(?:ban|suspension|curfew|restrictions?|embargo|blockade|sanctions|state\s+of\s+\w+)\b",
    re.IGNORECASE,
)


def _means_another(text: str, mention: EventMention, sentence: Span) -> bool:
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
        return True
    if kind in ("attack", "seizure", "airstrike", "agreement", "abuse") and _NO_DEED.match(text, at.start, sentence.end):
        return True
    if kind == "shelling" and at.of(text) == "Barrage" and _DAM.search(text, lead, at.start):
        return True
    if kind in ("displacement", "movement") and _TO_HOSPITAL.match(text, at.start, sentence.end):
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


_CONDITION = re.compile(r"\b(?:if|unless)\s+(?:[\w’'-]+\s+){0,8}$", re.IGNORECASE)
_NO_CONDITION = re.compile(r"\b(?:know|known|knew|clear|unclear|sure|certain|question|asked|ask|see)\s+$", re.IGNORECASE)


def is_condition(text: str, trigger: Span) -> bool:
    """Whether the event is only a condition ("… if talks fail"), which nobody claims; "it is not known if" doubts instead.

    >>> text = "The valley will be attacked if talks fail."
    >>> is_condition(text, Span(31, 36)), is_condition(text, Span(19, 27))
    (True, False)
    """
    m = _CONDITION.search(text, max(0, trigger.start - 90), trigger.start)
    return m is not None and not _NO_CONDITION.search(text, max(0, m.start() - 20), m.start())


def _best_reading(text: str, sentence: Span, candidate: Candidate, weights: TriggerWeights, toponyms: Sequence[Span]) -> TriggerReading:
    """The reading whose type scores best here; the type may be one that the lexicon does not list for these words."""
    if taken := _taken(text, candidate, toponyms):
        return taken
    features = features_of_type(text, sentence, candidate)
    scores: dict[EventType, float] = {}
    for r in candidate.readings:
        scores[r.type] = sum(weights.type.get(f"{r.type}|{f}", 0.0) for f in features)
    best = max(sorted(scores), key=lambda t: scores[t])
    word_class = word_class_of(text, candidate.span, candidate.readings)
    fitting = [r for r in candidate.readings if r.type == best]
    return next((r for r in fitting if r.word_class == word_class), fitting[0])


#: "captured the town", "seized Palmyra": a place that is taken changes hands, whatever else the verb may mean.
_PLACE_OBJECT = re.compile(
    r"\s+(?:(?:the|a|an|its|their|another|several|two|three|four|five|\d+)\s+)?(?:[\w-]+\s+){0,2}?"
    r"(?:towns?|city|cities|villages?|bases?|airports?|airfields?|capital|hills?|bridges?|ports?|areas?|territory|territories|checkpoints?"
    r"|outposts?|provinces?|districts?|valleys?|pass|headquarters|positions?|neighbou?rhoods?|strongholds?|crossings?)\b",
    re.IGNORECASE,
)
_TAKE = frozenset(("capture", "seize", "recapture", "take", "hold", "lose", "clear", "free"))


def _taken(text: str, candidate: Candidate, toponyms: Sequence[Span]) -> TriggerReading | None:
    """The reading `seizure` of a verb of taking whose object is a place."""
    reading = next((r for r in candidate.readings if r.type == "seizure" and r.word_class == "verb" and r.lemma in _TAKE), None)
    if reading is None:
        return None
    gap = candidate.span.end
    named = any(gap <= t.start and text[gap : t.start].strip().lower() in ("", "the") for t in toponyms)
    return reading if named or _PLACE_OBJECT.match(text, gap) else None
