"""Acts of saying in a text: who says, by which word, what.

In:  a text with its sentences and quotations.   Out: `AttributionRelation` in text order of their cues.

Each sentence is read by itself: cues are found, each looks for its source, and the sayings of a sentence divide its
words among them. Then names are resolved over the document, and sources carried on to sentences without one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from ascribe.domain.attribution import AttributionRelation, SourceKind
from ascribe.domain.document import Part, Quotation, Sentence
from ascribe.domain.span import Span
from ascribe.read.appended import Appended, appended_denial
from ascribe.read.attribute.carry import carry_quotations, follow_colons
from ascribe.read.attribute.channels import carry_channels, find_channels
from ascribe.read.attribute.contents import divide_contents, extend_over_quotations
from ascribe.read.attribute.cues import Cue
from ascribe.read.attribute.draft import Draft
from ascribe.read.attribute.kinds import classify_sources
from ascribe.read.attribute.names import resolve_names
from ascribe.read.attribute.sources import draft_relations
from ascribe.read.attribute.statements import issuer_of
from ascribe.read.attribute.tokens import Tokens, tokens_of
from ascribe.read.attribute.transcripts import draft_turns

__all__ = ["attribute_sources"]

_DENIES = Cue(0, 0, 0, "verb", "deny", None, "deny", frozenset())


def attribute_sources(
    text: str,
    sentences: Sequence[Sentence],
    quotations: Sequence[Quotation],
    *,
    parts: Sequence[Part] = (),
    outlet: str | None = None,
    kind_of: Callable[[str], SourceKind | None] | None = None,
) -> tuple[AttributionRelation, ...]:
    """Every act of saying in `text`, carried ones included.

    `kind_of` looks a name up in a catalogue of actors and is asked where the words themselves tell no kind. `outlet` is
    never a source of its own report. Sentences of a `notice` are left out.

    >>> from ascribe.read.segment import segment_quotations, segment_sentences
    >>> text = "Two men died, police said. The rebels denied that they had fired."
    >>> for r in attribute_sources(text, segment_sentences(text), segment_quotations(text)):
    ...     print(r.source_name, r.force, [c.of(text) for c in r.contents])
    police assert ['Two men died']
    The rebels deny ['that they had fired']
    """
    notices = [p.span for p in parts if p.kind == "notice"]
    touching = _touching(sentences, quotations)
    appended = [appended_denial(text, s.span) for s in sentences]
    tokens = [tokens_of(text, _before(s, a), quotations, q) for s, a, q in zip(sentences, appended, touching, strict=True)]
    told = [i for i, sentence in enumerate(sentences) if not any(sentence.span in n for n in notices)]
    drafts = [d for i in told for d in _sayings(tokens[i], i)]
    issuer = issuer_of(text, quotations, drafts)
    if issuer is not None:
        drafts = [d for i in told for d in _sayings(tokens[i], i, we_speak=True)]
    drafts += [_denial(i, a) for i in told if (a := appended[i]) is not None]
    extend_over_quotations(drafts, sentences, quotations, touching)
    follow_colons(text, sentences, drafts)
    for draft in drafts:
        if not draft.contents and draft.force in ("own", "threaten", "demand", "refuse") and draft.source is not None:
            draft.contents.append(draft.cue_span)  # "claims responsibility." says it all
    drafts = _within_turns([d for d in drafts if d.contents], draft_turns(text, sentences))
    drafts.extend(carry_quotations(text, sentences, quotations, tokens, drafts))
    resolve_names(text, sentences, tokens, drafts, issuer)
    carry_channels(sorted(drafts, key=lambda d: d.cue_span.start))
    classify_sources(text, drafts, kind_of)
    drafts = [d for d in drafts if not _is_outlet(d, outlet)]
    drafts.sort(key=lambda d: (d.contents[0].start if d.carried else d.cue_span.start, d.carried))
    return tuple(_relation(text, d) for d in drafts)


def _sayings(t: Tokens, index: int, *, we_speak: bool = False) -> list[Draft]:
    """The sayings of one sentence, its words divided among them."""
    found = list(draft_relations(t, index, we_speak=we_speak))
    find_channels(t, found)
    divide_contents(t, found)
    return found


def _before(sentence: Sentence, appended: Appended | None) -> Sentence:
    """The sentence without the denial at its end."""
    return sentence if appended is None else msgspec.structs.replace(sentence, span=Span(sentence.span.start, appended.comma))


def _denial(index: int, a: Appended) -> Draft:
    return Draft(index, _DENIES, "headline", 0, 0, a.source, a.cue, "deny", contents=[a.trigger])


def _within_turns(drafts: Sequence[Draft], turns: Sequence[Draft]) -> list[Draft]:
    """The sayings with the turns of a transcript, in which they are told; a label is no headline's source besides."""
    labels = [turn.source for turn in turns if turn.source is not None]
    kept = [d for d in drafts if not (d.shape == "headline" and d.source is not None and any(d.source.overlaps(label) for label in labels))]
    for draft in kept:
        if draft.outer is None and draft.source is not None:
            draft.outer = next((turn for turn in turns if draft.cue_span in turn.contents[0]), None)
    return [*kept, *turns]


def _touching(sentences: Sequence[Sentence], quotations: Sequence[Quotation]) -> list[list[int]]:
    """For each sentence the indices of the quotations that overlap it; both stand in text order."""
    result: list[list[int]] = []
    open_: list[int] = []
    following = 0
    for sentence in sentences:
        open_ = [i for i in open_ if quotations[i].span.end > sentence.span.start]
        while following < len(quotations) and quotations[following].span.start < sentence.span.end:
            if quotations[following].span.end > sentence.span.start:
                open_.append(following)
            following += 1
        result.append(list(open_))
    return result


def _is_outlet(draft: Draft, outlet: str | None) -> bool:
    return outlet is not None and draft.name is not None and draft.name.lower().removeprefix("the ") == outlet.lower().removeprefix("the ")


def _relation(text: str, d: Draft) -> AttributionRelation:
    via = list(d.via)
    if d.outer is not None and d.outer.source is not None and not d.same_source:
        via += [d.outer.source, *d.outer.via]
    return AttributionRelation(
        source=d.source,
        source_name=d.name,
        organisation=d.organisation,
        source_kind="outlet" if d.source is None else d.kind or "unnamed",
        cue=d.cue_span,
        contents=tuple(sorted(d.contents)),
        via=tuple(dict.fromkeys(s for s in via if s != d.source)),
        channel=d.channel,
        hedge=d.hedge,
        force=d.force,
        carried=d.carried,
        labelled=d.labelled,
    )
