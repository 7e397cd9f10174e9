"""Carrying on: words without a cue of their own that an earlier source still speaks.

In:  the explicit relations of a document.   Out: further drafts, marked `carried`, and contents for colon leads.

Measured on annotated reports: a plain sentence after an attributed one is the outlet's own in nine cases of ten, even
where it tells the same story, so nothing is carried there. Carried are quotations (a speech that goes on after "he
said", or that stands beside the one sentence naming its speaker) and what follows a paragraph that ends in a colon.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ascribe.domain.document import Quotation, Sentence
from ascribe.domain.span import Span
from ascribe.lexicon.function_words import load_function_words
from ascribe.read.attribute.cues import Cue
from ascribe.read.attribute.draft import Draft
from ascribe.read.attribute.phrases import clause_subject, speaks
from ascribe.read.attribute.tokens import Tokens
from ascribe.read.attribute.words import is_finite

__all__ = ["carry_quotations", "follow_colons"]

W = load_function_words()
#: Fewer quoted words than this are a term, not a speech.
SPEECH_WORDS = 5
_NO_CUE = Cue(0, 0, 0, "verb", "", None, "assert", frozenset())


def follow_colons(text: str, sentences: Sequence[Sentence], drafts: Sequence[Draft]) -> None:
    """Give a saying that ends its paragraph with a colon ("The minister said:") the paragraphs after it.

    They are its content up to the next paragraph in which somebody else is said to say something.
    """
    others = {d.sentence for d in drafts if d.source is not None and not _first_person(text, d)}
    for draft in drafts:
        here = draft.sentence
        if draft.contents or draft.source is None or not sentences[here].span.of(text).endswith((":", ": -")):
            continue
        last = here
        while last + 1 < len(sentences) and (last + 1 not in others or sentences[last + 1].paragraph == sentences[here].paragraph + 1):
            last += 1
        if last > here:
            draft.contents.append(Span(sentences[here + 1].span.start, sentences[last].span.end))


def _first_person(text: str, draft: Draft) -> bool:
    return draft.source is not None and (draft.source.of(text).lower() in ("i", "we", "he", "she") or draft.cue.kind != "verb")


def carry_quotations(
    text: str, sentences: Sequence[Sentence], quotations: Sequence[Quotation], tokens: Sequence[Tokens], drafts: Sequence[Draft]
) -> list[Draft]:
    """Carried relations for quotations that no saying covers, in text order."""
    carried: list[Draft] = []
    speaker: Draft | None = None
    said: dict[int, list[Draft]] = {}
    for d in drafts:
        if d.source is not None:
            said.setdefault(d.sentence, []).append(d)
    contents = sorted(((c, i) for i, d in enumerate(drafts) if d.source is not None for c in d.contents), key=lambda e: (e[0].start, e[1]))
    following, at, outer_end = 0, 0, 0
    active: list[tuple[Span, int]] = []
    for q in quotations:
        while following < len(contents) and contents[following][0].start < q.inner.end:
            active.append(contents[following])
            following += 1
        active = [(c, i) for c, i in active if c.end > q.inner.start]
        while at < len(sentences) and sentences[at].span.end <= q.span.start:
            at += 1
        if q.span.end <= outer_end or at == len(sentences) or not _is_speech(q.inner.of(text)):
            continue
        outer_end = q.span.end
        covering = [drafts[i] for c, i in active if c.overlaps(q.inner) and drafts[i].cue_span not in q.span]
        if covering:
            speaker = covering[0]
            continue
        source = _speaker(text, sentences, tokens, said, at, q, speaker)
        if source is None:
            speaker = None
            continue
        draft = Draft(at, _NO_CUE, "pre", 0, 0, source.source, source.cue_span, "assert", apposition=source.apposition, contents=[q.span])
        draft.via, draft.channel, draft.name, draft.kind, draft.carried = source.via, source.channel, source.name, source.kind, True
        carried.append(draft)
        speaker = draft
    return carried


def _is_speech(words: str) -> bool:
    return words.count(" ") >= SPEECH_WORDS - 1 or words.endswith((".", "!", "?"))


def _speaker(
    text: str,
    sentences: Sequence[Sentence],
    tokens: Sequence[Tokens],
    said: Mapping[int, Sequence[Draft]],
    at: int,
    q: Quotation,
    speaker: Draft | None,
) -> Draft | None:
    """Whose words a quotation without a cue are: of the one who speaks, or is spoken of, just before it."""
    here = sentences[at]
    lead = tokens[at] if here.span.start < q.span.start else None
    if lead is not None and text[here.span.start : q.span.start].strip():
        same = [d for d in said.get(at, ()) if d.cue_span.end <= q.span.start]
        return same[-1] if same else None
    before = at - 1
    if before < 0 or here.paragraph - sentences[before].paragraph > 1:
        return None
    if speaker is not None and speaker.contents and (speaker.sentence >= before or speaker.contents[-1].end >= sentences[before].span.end):
        return speaker
    speakers = [d for d in said.get(before, ()) if d.shape != "nominal"]
    if speakers:
        return speakers[-1]
    if here.paragraph != sentences[before].paragraph:
        return None
    return _subject_of(text, tokens[before], before)


def _subject_of(text: str, t: Tokens, sentence: int) -> Draft | None:
    """The person or group that a sentence before a quotation is about, as its speaker."""
    verb = next((k for k in range(1, min(len(t), 20)) if is_finite(t, k)), None)
    subject = clause_subject(t, verb + 1) if verb is not None else None
    if verb is None or subject is None or not speaks(t, subject.first, subject.last):
        return None
    draft = Draft(sentence, _NO_CUE, "pre", subject.first, verb, t.span(subject.first, subject.last), t.span(verb, verb), "assert")
    if subject.apposition is not None:
        draft.apposition = t.span(*subject.apposition)
    return draft
