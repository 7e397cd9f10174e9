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

import msgspec

from ascribe.domain.actor import ParticipantPhrase
from ascribe.domain.document import Sentence
from ascribe.domain.event import EventMention, EventType
from ascribe.domain.span import Span
from ascribe.inference.labels import TYPES
from ascribe.inference.model import Labels
from ascribe.lexicon.triggers import TriggerLexicon, TriggerReading, TriggerWeights
from ascribe.read.extract.denials import denials_in, not_denied_in
from ascribe.read.extract.features import Candidate, Surroundings, features_of_accept, features_of_type, word_class_of
from ascribe.read.extract.quantities import is_own_role, role_fits
from ascribe.read.extract.senses import means_another, repelled_attack
from ascribe.read.extract.typed import TAKING, typed_by_figure, typed_by_words
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
    asked = _asked(text, sentence)
    unclaimed = [*_unclaimed(text, sentence), *([asked] if asked is not None else [])]
    scored = [m for m in scored if not any(m.trigger.overlaps(u) for u in unclaimed)]
    scored, back = _with_denials(text, sentence, scored, threshold)
    scored = [
        m
        for m in scored
        if not is_condition(text, m.trigger)
        and not _names_people(m, around.phrases)
        and (m in back or not means_another(text, m, sentence))
    ]
    repelled = [(m, whole) for m in scored if (whole := repelled_attack(text, m)) is not None]
    scored = [
        msgspec.structs.replace(m, type="clash") if any(m is verb for verb, _ in repelled) else m
        for m in scored
        if m.word_class != "noun"
        or m.type not in ("attack", "clash", "movement")  # a drone attack is told by its means
        or not any(m.trigger in whole for _, whole in repelled)
    ]
    accepted = {m for m in scored if m.score >= threshold or (m in back and not near_miss)}
    accepted |= {
        m
        for m in scored
        if not near_miss
        and m.score >= threshold * _SHARE_WITH_FIGURE
        and (_SHOT_DEAD.fullmatch(m.trigger.of(text)) or repelled_attack(text, m) or _is_denied_act(text, m))
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
        told = [m for m in accepted if not m.answers]
        alone = not told or (count.high != 0 and all(speaker_of(m.trigger) != speaker for m in told))
        fitting = [
            m
            for m in scored
            if role_fits(count.role, m.type)
            and speaker_of(m.trigger) == speaker
            and not near_miss  # scores and totals of a match are figures, too
            and (m.score >= threshold * _SHARE_WITH_FIGURE or (alone and by is not None and by.overlaps(m.trigger)))
        ]
        if negated and not near_miss:
            fitting = [m for m in scored if by is not None and by.overlaps(m.trigger)]
        if fitting:
            accepted.add(max(fitting, key=lambda m: (by is not None and by.overlaps(m.trigger), m.score)))
    typed = [typed_by_figure(typed_by_words(text, m, sentence, around), around.counts) for m in scored if m in accepted]
    return _once(text, typed)


#: "denied killing villagers": what is denied is a claim.
_DENYING = re.compile(r"\b(?:den(?:y|ies|ied)|denying)\s+(?:(?:\w+ly|having)\s+)*\Z", re.IGNORECASE)


def _is_denied_act(text: str, m: EventMention) -> bool:
    verb = m.trigger.of(text).lower().split()[0].endswith(("ing", "ed"))
    return verb and _DENYING.search(text, max(0, m.trigger.start - 40), m.trigger.start) is not None


#: Words that leave no doubt that somebody was killed, however little the model makes of them.
_SHOT_DEAD = re.compile(
    r"(?:shot|shoot|gunned|stabbed|hacked|beaten|stoned|bludgeoned|burned|burnt)\s+(?:[\w’'-]+\s+){0,3}(?:dead|to\s+death)", re.IGNORECASE
)
#: Who asks claims nothing; what stands before the comma of "After the raid, what will they do?" is told.
_QUESTION = re.compile(r"\?[\s\"'”’)\]]*\Z")
_ASKS = re.compile(
    r"[,;:—–]\s+[\"'“‘]?(?:and\s+|but\s+)?(?:for\s+|by\s+|to\s+|at\s+)?(?:what|why|how|who|whom|whose|when|where|which|will|would|can|could|is|are|was|were|do|does"
    r"|did|has|have|should)\b",
    re.IGNORECASE,
)


def _asked(text: str, sentence: Span) -> Span | None:
    """What a sentence that ends in a question mark asks."""
    if not _QUESTION.search(text, sentence.start, sentence.end):
        return None
    begins = [m.start() for m in _ASKS.finditer(text, sentence.start, sentence.end)]
    return Span(begins[-1] if begins else sentence.start, sentence.end)


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


def _names_people(mention: EventMention, phrases: Sequence[ParticipantPhrase]) -> bool:
    """Whether the words only describe people ("resistance fighters", "attack victims") and tell no event."""
    return mention.word_class == "noun" and any(
        p.form != "modifier" and mention.trigger in p.span and not p.head.overlaps(mention.trigger) for p in phrases
    )


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


def _taken(text: str, candidate: Candidate, toponyms: Sequence[Span]) -> TriggerReading | None:
    """The reading `seizure` of a verb of taking whose object is a place."""
    reading = next((r for r in candidate.readings if r.type == "seizure" and r.word_class == "verb" and r.lemma in TAKING), None)
    if reading is None:
        return None
    gap = candidate.span.end
    named = any(gap <= t.start and text[gap : t.start].strip().lower() in ("", "the") for t in toponyms)
    return reading if named or _PLACE_OBJECT.match(text, gap) else None
