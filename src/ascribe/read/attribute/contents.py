"""Contents: which words of a sentence each of its sayings covers.

In:  the drafts of a sentence.   Out: the same drafts with `contents` filled, cut against each other, in text order.

A saying covers the rest of its clause, or the clause before it. Where two stand side by side, the boundary is the
mark or conjunction between them; where one stands inside the other's content, it is told in it: the outer source is a
relay of the inner. An outlet that "reports" what a named source says is a relay too.
"""

from __future__ import annotations

from collections.abc import Sequence

from ascribe.domain.document import Quotation, Sentence
from ascribe.domain.span import Span
from ascribe.lexicon.function_words import load_function_words
from ascribe.lexicon.source_kinds import kind_of_words
from ascribe.read.appended import ASIDE_WORDS, IN_WHICH
from ascribe.read.attribute.draft import Draft
from ascribe.read.attribute.phrases import noun_phrase_after, time_after
from ascribe.read.attribute.tokens import CLOSE, OPEN, Tokens
from ascribe.read.attribute.words import is_finite

__all__ = ["divide_contents", "extend_over_quotations"]

W = load_function_words()
_JOINS = frozenset({"but", "while", "whereas", "although", "though", "and", "as", "yet", "with"})
_MEANWHILE = frozenset({"as", "while", "amid"})
#: A dateline is no longer than this many words and marks.
DATELINE = 20
_SAYINGS = frozenset({"pre", "post", "mid", "according", "headline"})


def divide_contents(t: Tokens, drafts: list[Draft]) -> None:
    """Fill the contents of the drafts of one sentence; relays are taken out of the list and put on their source."""
    _take_relays(t, drafts)
    for index, draft in enumerate(drafts):
        left = _left_limit(t, drafts, index)
        right = _right_limit(t, drafts, index)
        pieces: list[tuple[int, int]] = []
        if draft.shape == "nominal":
            pieces.append((draft.edge, min(right, _nominal_end(t, draft))))
        elif draft.shape in ("pre", "headline", "doubt"):
            pieces.append((draft.edge, min(right, _object_end(t, draft.edge))))
        elif draft.shape == "post":
            pieces.append((left, draft.first - 1))
            if t.low[draft.edge : draft.edge + 1] == [";"] and not any(o.first > draft.edge and o.source is not None for o in drafts):
                pieces.append((draft.edge, right))  # "The raid failed, he said; two men died."
        elif draft.shape in ("mid", "according", "hedge"):
            if draft.cue.form == "past" and draft.first == draft.cue.first and not draft.cue.passive and draft.source_after:
                left = max(left, _last_mark(t, draft.first) + 1)  # "a charge refuted by Russia"
            pieces.append((left, draft.first - 1))
            pieces.append((draft.edge, right))
        elif draft.shape == "hedged":
            end = noun_phrase_after(t, draft.edge)
            pieces.append((draft.edge, end if end is not None else draft.edge))
        for first, last in pieces:
            span = _trimmed(t, first, _before_aside(t, first, last) if draft.force == "deny" else last)
            if span is not None:
                draft.contents.append(span)
    for inner in list(drafts):
        holders = [o for o in drafts if o is not inner and o.shape in _SAYINGS and any(inner.cue_span in c for c in o.contents)]
        if holders and not inner.speaks:
            drafts.remove(inner)  # "the mayor said investigations revealed": the mayor says so
        elif holders and inner.shape in ("pre", "post", "mid", "nominal", "according") and not inner.same_source:
            outer = min(holders, key=lambda o: sum(len(c) for c in o.contents))
            if outer.source is not None and outer.source != inner.source:
                inner.outer = outer
        elif holders and inner.source is None:  # "police said the man was reportedly armed": police say so, hedged
            inner.outer = min(holders, key=lambda o: sum(len(c) for c in o.contents))
            inner.source, inner.apposition, inner.channel = inner.outer.source, inner.outer.apposition, inner.outer.channel
            inner.via, inner.same_source = inner.outer.via, True


def _last_mark(t: Tokens, end: int) -> int:
    """The last comma, dash or semicolon before token `end`; -1 where none stands."""
    return next((k for k in range(end - 1, -1, -1) if t.low[k] in (",", "-", ";", ":")), -1)


def _nominal_end(t: Tokens, draft: Draft) -> int:
    """Where the content of "reports of X" or "the claim that C" ends: with its noun phrase, or at the next comma."""
    k = draft.edge
    if t.low[k] == "of":
        end = noun_phrase_after(t, k + 1)
        return end if end is not None else k + 1
    return next((m for m in range(k + 1, len(t)) if t.low[m] in (",", ";", CLOSE)), len(t)) - 1


def _object_end(t: Tokens, first: int) -> int:
    """Where a content ends that is a thing and no clause: in "announced the move as an assault went on", with the move."""
    end = noun_phrase_after(t, first)
    if end is None or t.low[first] in W.pronouns:
        return len(t) - 1
    k = time_after(t, end + 1)
    return k - 1 if k < len(t) and t.low[k] in _MEANWHILE else len(t) - 1


def _before_aside(t: Tokens, first: int, last: int) -> int:
    """Where what is denied ends: in "denied bombing the hospital, where 22 people died", with the hospital; so before "despite videos"."""
    for k in range(first + 1, last - 1):
        aside = t.low[k + 1] in ASIDE_WORDS or (t.low[k + 1] in IN_WHICH and t.low[k + 2] == "which")
        if t.low[k] == "," and aside:
            return k - 1
    return last


def _take_relays(t: Tokens, drafts: list[Draft]) -> None:
    """ "Police said, according to the Daily", "the army said, reports NDTV": the second is a relay of the first."""
    for relay in [d for d in drafts if d.shape in ("according", "post", "mid") and d.source is not None]:
        earlier = [
            d
            for d in drafts
            if d.first < relay.first and d.shape in ("pre", "post", "mid", "according") and d.source is not None and d is not relay
        ]
        if not earlier or relay.source is None:
            continue
        source = earlier[-1]
        gap = range(source.edge, relay.first)
        if any(t.low[k] == ";" or (t.low[k] == "," and k + 1 < len(t) and t.low[k + 1] in ("but", "while", "whereas")) for k in gap):
            continue
        citing = relay.cue.lemma in ("citing", "quoting")
        is_media = kind_of_words(relay.source.of(t.text)) == "media"
        if citing:  # "the agency reported, citing the army, that": the army speaks, through the agency
            if source.source is not None:
                relay.via.append(source.source)
            drafts.remove(source)
            _take_over(t, relay, source)
            continue
        if (is_media and (relay.shape != "mid" or source.shape == "pre")) or (
            relay.shape == "according" and source.edge >= relay.first - 1
        ):
            source.via.append(relay.source)
            drafts.remove(relay)


def _take_over(t: Tokens, speaker: Draft, relay: Draft) -> None:
    """The cited speaker takes over the content of the relay's saying."""
    if relay.shape == "post":
        speaker.shape, speaker.first = "post", relay.first
        return
    between = _trimmed(t, relay.edge, speaker.first - 1)
    if between is not None:
        speaker.contents.append(between)
    speaker.shape, speaker.first = "pre", relay.first


def _left_limit(t: Tokens, drafts: Sequence[Draft], index: int) -> int:
    """The first token that the content before a saying can reach."""
    draft = drafts[index]
    start = _quotation_start(t, draft)
    if start == 0:
        start = _after_dateline(t)
    for other in drafts[:index]:
        if other.shape in ("hedge", "hedged", "doubt", "nominal") or other.edge > draft.first:
            continue
        after = max(other.edge, other.cue.last + 1)
        boundary = _boundary(t, after, draft.first)
        if boundary is not None:
            start = max(start, boundary)
        elif other.shape == "post" or (other.shape == "pre" and not _holds_all(t, draft, after)):
            start = max(start, other.edge)
    return start


def _holds_all(t: Tokens, draft: Draft, after: int) -> bool:
    """Whether a saying at the end of its sentence covers an earlier one whole: "the army denied it had fired, the mission said"."""
    return draft.shape == "post" and t.low[draft.first - 1] == "," and not any(t.low[k] in (CLOSE, ":") for k in range(after, draft.first))


def _right_limit(t: Tokens, drafts: Sequence[Draft], index: int) -> int:
    """The last token that the content after a saying can reach."""
    draft = drafts[index]
    end = _quotation_end(t, draft)
    for other in drafts[index + 1 :]:
        if other.first <= draft.edge - 1 or other.first > end or other.shape in ("hedge", "hedged", "doubt"):
            continue
        if other.shape == "nominal":
            continue
        if other.same_source:
            cut = other.cue.group - 1
            while cut > draft.edge and t.low[cut] in ("and", "but", ",", "then", "also"):
                cut -= 1
            end = min(end, cut)
        elif other.shape in ("post", "mid"):
            boundary = _boundary(t, draft.edge, other.first)
            if boundary is not None:
                end = min(end, boundary - 1)
            elif draft.shape == "pre" and _holds_all(t, other, draft.edge):
                end = min(end, other.first - 1)
        elif other.shape == "according":
            end = min(end, other.first - 1) if other.edge >= len(t) - 1 else end
        else:
            boundary = _boundary_before(t, other.first, draft.edge)
            if boundary is not None:
                end = min(end, boundary - 1)
    return end


def _boundary(t: Tokens, start: int, end: int) -> int | None:
    """The last place between two sayings where one clause can end and the next begin."""
    for k in range(end - 1, start - 1, -1):
        if t.low[k] == ";" or (t.low[k] == "," and k + 1 < len(t) and t.low[k + 1] in _JOINS):
            return k
        if t.low[k] in ("but", "while", "whereas") and k > start:
            return k
    return None


def _boundary_before(t: Tokens, first: int, start: int) -> int | None:
    """Where a new clause with its own source begins, directly before that source: a mark, a conjunction."""
    k = first - 1
    steps = 0
    while k > start and steps < 10:
        word = t.low[k]
        if word == ";":
            return k
        if word in _JOINS:
            return k - 1 if t.low[k - 1] == "," else (k if word != "as" or steps == 0 else None)
        if word == "," and k + 1 < len(t) and t.low[k + 1] in _JOINS:
            return k
        if word == "that":
            return None
        k -= 1
        steps += 1
    return None


def _quotation_start(t: Tokens, draft: Draft) -> int:
    q = t.quotation[draft.cue.first]
    if q < 0:
        return 0
    k = draft.cue.first
    while k > 0 and t.quotation[k - 1] == q:
        k -= 1
    return k


def _quotation_end(t: Tokens, draft: Draft) -> int:
    q = t.quotation[draft.cue.last]
    last = len(t) - 1
    if q < 0:
        return last
    k = draft.cue.last
    while k < last and t.low[k + 1] != CLOSE:
        k += 1
    return k


def _after_dateline(t: Tokens) -> int:
    """The token after "KABUL, Oct 15 (Reuters) -" and "[TEXT]"; 0 where the sentence has neither."""
    start = 0
    for k in range(1, min(len(t), DATELINE)):
        word = t.low[k]
        if word == "-" or (word == ":" and t.cased and all(_in_dateline(t, m) or t.low[m] in ",[]()" for m in range(k))):
            start = k + 1
            break
        if is_finite(t, k) or word in (OPEN, CLOSE, ";", ":") or (t.cased and t.is_word(k) and not _in_dateline(t, k)):
            break
    while start < len(t) and t.low[start] in ("-", "["):
        if t.low[start] == "[":
            closing = next((m for m in range(start, min(len(t), start + DATELINE)) if t.low[m] == "]"), None)
            if closing is None:
                break
            start = closing + 1
        else:
            start += 1
    return start


def _in_dateline(t: Tokens, k: int) -> bool:
    return t.is_capital(k) or t.low[k][0].isdigit() or t.low[k] in W.time_nouns


def _trimmed(t: Tokens, first: int, last: int) -> Span | None:
    """Tokens `first` to `last` without marks and conjunctions at the edges; "that" belongs to what is said."""
    while first <= last and (
        t.low[first] in (",", ":", ";", "-", ".", CLOSE, "!", "?") or (t.low[first] in ("and", "but") and first < last)
    ):
        first += 1
    while last >= first and t.low[last] in (",", ";", ":", ".", "-", OPEN, "and", "but", "as", "while"):
        last -= 1
    return t.span(first, last) if first <= last else None


def extend_over_quotations(
    drafts: Sequence[Draft], sentences: Sequence[Sentence], quotations: Sequence[Quotation], touching: Sequence[Sequence[int]]
) -> None:
    """A content that reaches the edge of its sentence inside a quotation covers the whole of it, other sentences too.

    A saying without content ("Clinton said.") covers the quotation that ends directly before its sentence.
    """
    for draft in drafts:
        sentence = sentences[draft.sentence].span
        if not draft.contents and draft.shape in ("pre", "post") and draft.sentence > 0 and draft.source is not None:
            before = sentences[draft.sentence - 1]
            closing = next((quotations[i] for i in touching[draft.sentence - 1] if quotations[i].span.end == before.span.end), None)
            if closing is not None and before.paragraph == sentences[draft.sentence].paragraph and draft.source.start == sentence.start:
                draft.contents.append(closing.span)
        grown: list[Span] = []
        for content in draft.contents:
            for q in (quotations[i] for i in touching[draft.sentence]):
                if q.span.start >= content.end or q.span.end <= content.start or draft.cue_span in q.span:
                    continue
                if q.span.end > sentence.end or q.span.start < sentence.start:
                    content = content.hull(q.span)
            grown.append(content)
        draft.contents = grown
