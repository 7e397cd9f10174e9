"""Which act of saying an event stands under: the model's choice among those that the rules found, or one of its own.

In:  a trigger, the relations of the document, what the model links to the trigger.   Out: a relation, or None for the outlet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ascribe.domain.actor import ParticipantPhrase
from ascribe.domain.attribution import AttributionRelation
from ascribe.domain.span import Span
from ascribe.lexicon.function_words import load_function_words
from ascribe.read.appended import ASIDE
from ascribe.read.links import Links

__all__ = ["said_by"]

#: From the end of what is denied into an aside.
_INTO_ASIDE = re.compile(rf"{ASIDE}[^.;!?]*\Z", re.I)

#: What the rules' own choice is worth beside the model's probabilities; what it is worth where the saying itself holds the trigger ("The
#: rebels said three were killed": of dev's claims as many are lost as gained by that, but plain sentences stay plain); the least that a
#: relation's source must reach; how much of the model's trust must lie on words that no relation names before a source of its own is
#: made. Chosen on dev (docs/model.md).
RULED, EXPLICIT, LEAST, UNNAMED = 0.2, 0.92, 0.25, 0.35
#: From a word of saying to what its own speaker has done.
_TO_HAVE = re.compile(r"\s+(?:to\s+have|(?:that\s+)?(?:it|they)\s+(?:had|has|have)(?!\s+been))\s+(?:\w+ly\s+|also\s+|been\s+)?", re.I)


def said_by(
    text: str,
    trigger: Span,
    ruled: AttributionRelation | None,
    relations: Sequence[AttributionRelation],
    links: Links,
    phrases: Sequence[ParticipantPhrase],
) -> AttributionRelation | None:
    """The relation whose source says that the event of `trigger` happened; None, or one without a source, for the outlet.

    `ruled` is the rules' own choice; `relations` and `phrases` are those that the model had in sight."""
    ruled_source = ruled.source if ruled is not None else None
    worth = EXPLICIT if ruled is not None and not ruled.carried and ruled_source is not None else RULED
    if ruled_source is not None and ruled_source.of(text).lower() in load_function_words().pronouns:
        worth = 1.0  # gold names whom "he" means, so the model has learned to pass pronouns over
    if worth == EXPLICIT and ruled is not None and ruled.cue is not None and _TO_HAVE.fullmatch(text, ruled.cue.end, trigger.start):
        worth = 1.0  # "the militants claimed to have killed 24": nobody else's words
    nothing = links.none("source") + (RULED if ruled_source is None else 0.0)
    named = [r for r in relations if r.source is not None]
    if worth == EXPLICIT:  # "denied bombing the hospital, where the agency says 22 died": who denies the one does not tell the other
        named = [r for r in named if r.force != "deny" or r is ruled or r.source == ruled_source]
    named = [r for r in named if r is ruled or not _denies_another(text, trigger, r)]
    scores = [links.probability("source", r.source) + worth * (r.source == ruled_source) for r in named if r.source is not None]
    best = max(range(len(named)), key=lambda i: (round(scores[i], 6), named[i] is ruled, -_gap(named[i], trigger)), default=None)
    if best is not None and scores[best] >= max(nothing, LEAST):
        return named[best]
    sources = {r.source for r in relations if r.source is not None}  # who denies another thing has a name, too
    unnamed = 1.0 - links.none("source") - sum(links.probability("source", s) for s in sources)
    if nothing < 0.5 and unnamed >= UNNAMED and not any(s.overlaps(links.best("source")) for s in sources):
        return _fresh(trigger, links, phrases)
    if best is not None and scores[best] > nothing:
        return named[best]
    return ruled if ruled_source is None else None


def _denies_another(text: str, trigger: Span, r: AttributionRelation) -> bool:
    """Whether it is a denial of something else: "denied the killings, despite videos that show executions", "executed two men, a charge
    the army denied" (that is told first, and then denied)."""
    if r.force != "deny" or not r.contents:
        return False
    aside = any(c.end < trigger.start and _INTO_ASIDE.match(text[c.end : trigger.start]) for c in r.contents)
    return aside or all(c.start >= trigger.end for c in r.contents)


def _gap(relation: AttributionRelation, trigger: Span) -> int:
    at = relation.cue or relation.source
    return max(at.start - trigger.end, trigger.start - at.end, 0) if at is not None else 0


def _fresh(trigger: Span, links: Links, phrases: Sequence[ParticipantPhrase]) -> AttributionRelation | None:
    """A saying that the rules did not see: the longest phrase that holds the likeliest word of a source."""
    word = links.best("source")
    holding = [p for p in phrases if p.span.overlaps(word) and p.form != "modifier" and not p.span.overlaps(trigger)]
    if not holding:
        return None
    held = max(holding, key=lambda p: (len(p.span), -p.span.start))
    return AttributionRelation(
        source=held.span,
        source_name=held.name,
        source_kind=held.source_kind or links.kind,
        cue=links.best("cue") if links.none("cue") < 0.5 else None,
        contents=(),
        channel=links.channel,
    )
