"""Event triggers: the words that name an event somebody may claim.

In:  a text, its sentences and cues.   Out: event mentions in text order, each with its type and how likely it stands.

Candidates come from a lexicon; two linear models over their surroundings, fitted on annotated passages, decide
whether a candidate is a claim's own trigger ("killed" beside "air strike" is not) and which of its types it has here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from ascribe.domain.document import Sentence
from ascribe.domain.event import EventMention, EventType
from ascribe.domain.span import Span
from ascribe.lexicon.triggers import TriggerLexicon, TriggerReading, TriggerWeights
from ascribe.read.extract.features import Candidate, features_of_accept, features_of_type

__all__ = ["extract_triggers", "propose_candidates"]


def propose_candidates(text: str, sentence: Span, lexicon: TriggerLexicon) -> tuple[Candidate, ...]:
    """Every place in the sentence where words of the lexicon stand, longest match first, in text order."""
    found = []
    for m in lexicon.pattern.finditer(text, sentence.start, sentence.end):
        form = " ".join(m.group().lower().split())
        found.append(Candidate(Span(*m.span()), form, lexicon.readings[form]))
    return tuple(found)


def extract_triggers(
    text: str, sentences: Sequence[Sentence], *, lexicon: TriggerLexicon, weights: TriggerWeights, cues: Sequence[Span] = ()
) -> tuple[EventMention, ...]:
    """The triggers whose score reaches the weights' threshold, in text order, none overlapping."""
    return tuple(m for m in _scored(text, sentences, lexicon, weights, cues) if m.score >= weights.threshold)


def _scored(
    text: str, sentences: Sequence[Sentence], lexicon: TriggerLexicon, weights: TriggerWeights, cues: Sequence[Span]
) -> Iterator[EventMention]:
    seen: list[str] = []
    for index, sentence in enumerate(sentences):
        candidates = propose_candidates(text, sentence.span, lexicon)
        for position, candidate in enumerate(candidates):
            features = features_of_accept(text, sentence.span, index, candidates, position, seen, cues)
            logit = weights.accept_bias + sum(weights.accept.get(f, 0.0) for f in features)
            reading = _best_reading(text, sentence.span, candidate, weights)
            yield EventMention(
                trigger=candidate.span,
                type=reading.type,
                lemma=reading.lemma,
                word_class=reading.word_class,
                score=1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))),
            )
        seen += [c.readings[0].type for c in candidates]


def _best_reading(text: str, sentence: Span, candidate: Candidate, weights: TriggerWeights) -> TriggerReading:
    """The reading whose type scores best here; the type may be one that the lexicon does not list for these words."""
    features = features_of_type(text, sentence, candidate)
    scores: dict[EventType, float] = {}
    for r in candidate.readings:
        scores[r.type] = sum(weights.type.get(f"{r.type}|{f}", 0.0) for f in features)
    best = max(sorted(scores), key=lambda t: scores[t])
    return next(r for r in candidate.readings if r.type == best)
