"""Sayings whose source is not the subject of their verb: passives, "according to", relays, nouns of saying, headlines.

In:  `Tokens` and a cue.   Out: a `Draft`, or none where the words name no source.
"""

from __future__ import annotations

from ascribe.domain.span import Span
from ascribe.lexicon.function_words import load_function_words
from ascribe.lexicon.source_kinds import kind_of_words, load_source_kinds
from ascribe.read.attribute.cues import OWNERS, Cue
from ascribe.read.attribute.draft import Draft, new_draft
from ascribe.read.attribute.phrases import adverbials_after, noun_phrase_after, noun_phrase_before, subject_before
from ascribe.read.attribute.tokens import OPEN, Tokens
from ascribe.read.attribute.words import is_finite, verb_group_start

__all__ = ["appose", "draft_according", "draft_headline", "draft_nominal", "draft_passive", "draft_relayed"]

W = load_function_words()
KINDS = load_source_kinds()
#: What is told, after whose it is: "police reports", "army figures".
_ACCOUNTS = frozenset({"accounts", "data", "estimates", "figures", "records", "reports", "statements", "statistics"})
#: Words that a colon headline may put before its colon ("Police: 12 killed").
HEADLINE_SOURCE = 6


def draft_passive(t: Tokens, sentence: int, cue: Cue) -> Draft | None:
    n = len(t)
    by = next((k for k in range(cue.last + 1, min(n, cue.last + 10)) if t.low[k] in ("by", ",", ";", ".", "that", "to", OPEN)), None)
    if by is None or t.low[by] != "by":
        return None
    if t.low[by + 1 : by + 2] and (t.low[by + 1].endswith("ing") or t.low[by + 1][0].isdigit()):
        return None
    end = noun_phrase_after(t, by + 1)
    if end is not None and cue.force == "accuse":  # "accused by Israel of attacking"
        end = next((k - 1 for k in range(by + 2, end + 1) if t.low[k] in ("of", "for")), end)
    if end is None or time_like(t, by + 1, end):
        return None
    if "any" not in cue.after and cue.lemma not in ("condemn", "quote", "describe", "criticise", "criticize"):
        return None
    own = cue.lemma == "claim"
    draft = new_draft(t, sentence, cue, "mid", cue.group, end + 1, (by + 1, end), None)
    draft.source_after = not cue.passive
    draft.edge = appose(t, draft, end) + 1
    if own:
        draft.force = "own"
    if cue.lemma in ("quote", "cite"):
        return None
    return draft


def time_like(t: Tokens, first: int, last: int) -> bool:
    return t.low[last].removesuffix("'s") in W.time_nouns or all(
        t.low[k] in W.time_nouns | W.time_modifiers for k in range(first, last + 1)
    )


#: What acts are in line with, and nobody is told by.
_RULES = frozenset(
    {
        "terms",
        "plan",
        "plans",
        "schedule",
        "timetable",
        "agreement",
        "deal",
        "accord",
        "treaty",
        "law",
        "rules",
        "constitution",
        "custom",
        "tradition",
    }
)


def draft_according(t: Tokens, sentence: int, cue: Cue) -> Draft | None:
    if cue.lemma == "by":
        return _draft_tally(t, sentence, cue)
    k = cue.last + 1
    end = noun_phrase_after(t, k)
    if end is None:
        return None
    end = _without_telling(t, k, end)
    if end + 2 < len(t) and t.low[end + 1] in _ACCOUNTS and (t.low[end + 2] in W.prepositions or not t.is_word(end + 2)):
        end += 1  # "according to media reports, nine died"
    if t.low[cue.first] in ("citing", "quoting") and _is_thing(t, k, end):
        return None
    if t.low[end] in _RULES and not t.is_capital(end):
        return None  # "according to the ceasefire terms, the army withdrew": in line with them
    draft = new_draft(t, sentence, cue, "according", cue.first, end + 1, (k, end), None)
    end = appose(t, draft, end)
    after = adverbials_after(t, end + 1)
    draft.edge, draft.channel = after.next, draft.channel or after.channel
    k = draft.edge + (t.low[draft.edge : draft.edge + 1] == [","])
    if k < len(t) and t.low[k] in W.relatives and not (k > draft.edge and t.low[k + 1 : k + 2] in (["said"], ["says"], ["added"])):
        # "according to people who fled,": the clause is part of the source's words
        comma = next((m for m in range(k, len(t)) if t.low[m] in (",", ";", ".")), None)
        if comma is not None:
            draft.edge = comma
            if draft.apposition is None and k > end + 1 and comma > k + 1:
                draft.apposition = t.span(k, comma - 1)
    return draft


#: After these the source's words are at an end, where no comma says so: "according to security sources Pakistan Air Force jets struck".
_VOICES = frozenset({"officials", "report", "reports", "residents", "sources", "witnesses"})


def _without_telling(t: Tokens, first: int, last: int) -> int:
    """The last token of the source, where what it tells follows without a comma."""
    for m in range(first, last):
        ended = (t.is_capital(m + 1) and t.cased) or m == first
        if t.low[m] in _VOICES and not t.is_capital(m) and ended and t.is_word(m + 1) and t.low[m + 1] not in W.prepositions:
            return m
    return last


def _draft_tally(t: Tokens, sentence: int, cue: Cue) -> Draft:
    """ "By his count": the owner of the count says so."""
    first = cue.first + 1
    owner = next((k for k in range(first, cue.last) if t.low[k].endswith(("'s", "s'"))), first)
    span = t.span(first, owner)
    if owner != first or t.low[owner] not in OWNERS:
        span = Span(span.start, span.end - (2 if t.low[owner].endswith("'s") else 1))
    return Draft(sentence, cue, "according", cue.first, cue.last + 1, span, t.span(cue.first, cue.last), cue.force)


def appose(t: Tokens, draft: Draft, end: int) -> int:
    """The end of a name set off by commas after the source ("the commander, General Ali Khan."), put on the draft."""
    k = end + 2
    if end + 1 >= len(t) or t.low[end + 1] != "," or not t.cased or k >= len(t):
        return end
    last = noun_phrase_after(t, k)
    if last is None or last - k > 7 or not (t.is_capital(last) or t.low[k] in ("a", "an", "the")):
        return end
    closed = last + 1 >= len(t) or t.low[last + 1] in (",", ".", ";")
    if closed and (last + 1 >= len(t) - 1 or all(t.is_capital(m) for m in range(k, last + 1)) or t.low[k] in ("a", "an", "the")):
        draft.apposition = t.span(k, last)
        return last
    return end


def _is_thing(t: Tokens, first: int, last: int) -> bool:
    """Whether "citing" cites a ground ("security concerns"), not a speaker."""
    words = t.span(first, last).of(t.text)
    return kind_of_words(words) is None and not t.is_capital(last)


def draft_relayed(t: Tokens, sentence: int, cue: Cue, last: Draft | None) -> Draft | None:
    """ "X quoted S as saying C": source S, via X; "S was quoted as saying" is a fixed phrase of the lexicon."""
    saying = cue.last
    as_ = saying - 1
    group = verb_group_start(t, cue.first)
    passive = any(t.low[k] in ("is", "are", "was", "were", "been", "be") for k in range(group, cue.first))
    if passive:
        subject = subject_before(t, group)
        if subject is None:
            return None
        draft = new_draft(t, sentence, cue, "pre", subject.first, saying + 1, (subject.first, subject.last), subject.channel)
        relay = None
        if t.low[cue.first + 1] == "by":
            relay = (cue.first + 2, as_ - 1)
        if saying + 1 < len(t) and t.low[saying + 1] == "by":
            end = noun_phrase_after(t, saying + 2)
            relay = (saying + 2, end) if end is not None else None
            draft.edge = end + 1 if end is not None else draft.edge
        if relay is not None and relay[0] <= relay[1]:
            draft.via.append(t.span(*relay))
    else:
        end = noun_phrase_after(t, cue.first + 1)
        if end is None:
            return None
        end = min(end, as_ - 1)
        draft = new_draft(t, sentence, cue, "pre", cue.first, saying + 1, (cue.first + 1, end), None)
        relay_subject = subject_before(t, group) if group else None
        if t.low[cue.first].endswith("ing"):
            relay_subject = None
            if last is not None and last.source is not None:
                draft.via.append(last.source)
        if relay_subject is not None:
            draft.first = relay_subject.first
            draft.via.append(t.span(relay_subject.first, relay_subject.last))
    draft.cue_span = t.span(saying, saying)
    return draft


def draft_nominal(t: Tokens, sentence: int, cue: Cue) -> Draft | None:
    """ "X's claim that C", "reports of C", "a claim by X that C"."""
    k, n = cue.last + 1, len(t)
    before = t.low[cue.first - 1] if cue.first else ""
    nxt = t.low[k] if k < n else "."
    if before.endswith(("'s", "s'")) and before not in ("it's", "that's"):
        if nxt not in ("that", "of", "is", "was", "to", ":", "for", "on") and not (nxt == "," and cue.force == "deny"):
            return None
        phrase = noun_phrase_before(t, cue.first - 1)
        if phrase is None or time_like(t, *phrase):
            return None
        verb = next((m for m in range(phrase[1] - 1, phrase[0] - 1, -1) if t.low[m] == "to"), None)
        if verb is not None and verb + 2 <= phrase[1]:
            phrase = (verb + 2, phrase[1])  # "unable to verify Russia's claim"
        span = t.span(*phrase)
        span = Span(span.start, span.end - (2 if before.endswith("'s") else 1))
        if len(span.of(t.text).split()) > 8:
            return None
        return Draft(sentence, cue, "nominal", phrase[0], k, span, t.span(cue.first, cue.last), cue.force)
    if nxt == "by" and (end := noun_phrase_after(t, k + 1)) is not None and end + 1 < n and t.low[end + 1] in ("that", "of", "on"):
        draft = new_draft(t, sentence, cue, "nominal", cue.first, end + 1, (k + 1, end), None)
        draft.channel = None
        return draft
    if t.low[cue.first] in ("reports", "rumours", "rumors", "suggestions", "allegations") and nxt in ("of", "that"):
        return Draft(
            sentence, cue, "nominal", cue.first, k, t.span(cue.first, cue.last), t.span(cue.first, cue.last), cue.force, kind="unnamed"
        )
    return None


def draft_headline(t: Tokens, sentence: int) -> Draft | None:
    """ "Police: 12 killed", "12 killed: police": a source, a colon, what it says."""
    n = len(t)
    colons = [k for k in range(n) if t.low[k] == ":"]
    if len(colons) != 1:
        return None
    colon = colons[0]
    cue = Cue(colon, colon, colon, "verb", ":", None, "assert", frozenset({"any"}))
    if 0 < colon <= HEADLINE_SOURCE and colon + 2 < n and _is_headline_source(t, 0, colon - 1):
        return new_draft(t, sentence, cue, "headline", 0, colon + 1, (0, colon - 1), None)
    last = n - 1 if t.is_word(n - 1) else n - 2
    if colon > 2 and 0 < last - colon <= HEADLINE_SOURCE and t.low[n - 1] != "." and _is_headline_source(t, colon + 1, last):
        return new_draft(t, sentence, cue, "post", colon, n, (colon + 1, last), None)
    return None


def _is_headline_source(t: Tokens, first: int, last: int) -> bool:
    for k in range(first, last + 1):
        if not t.is_word(k) or is_finite(t, k) or t.low[k] in W.prepositions - {"of", "in", "for"}:
            return False
    return kind_of_words(t.span(first, last).of(t.text)) is not None and " ".join(t.low[first : last + 1]) not in KINDS.states
