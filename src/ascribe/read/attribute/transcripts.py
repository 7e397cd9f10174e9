"""Transcripts: words set down under the name of who speaks them, and texts headed by the name of who issues them.

In:  a text with its sentences.   Out: a saying for each turn, with everything under its label as content.

A transcript puts the speaker's name before his words, in brackets ("[Ponce] We counted 230 dead") or before a colon ("PONCE: We counted").
A monitored broadcast heads a statement with its kind and its issuer ("[Communique] [Interior Ministry] [Text]"). The editor's own
remarks in brackets ("[words indistinct]") name nobody.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ascribe.domain.attribution import Channel
from ascribe.domain.document import Sentence
from ascribe.domain.span import Span
from ascribe.lexicon.channels import load_channels
from ascribe.lexicon.function_words import load_function_words
from ascribe.lexicon.source_kinds import load_source_kinds
from ascribe.lexicon.text_parts import load_text_parts
from ascribe.read.attribute.cues import Cue
from ascribe.read.attribute.draft import Draft
from ascribe.read.attribute.proper_names import is_title

__all__ = ["draft_turns"]

W = load_function_words()
KINDS = load_source_kinds()
CHANNELS = load_channels()
PARTS = load_text_parts()
_LABELLED: Final = Cue(0, 0, 0, "verb", ":", None, "assert", frozenset({"any"}))
#: A bracket where a sentence can start; two of them where a paragraph does, as Wikinews has them.
_BRACKETED: Final = re.compile(
    r"(?:(?P<opens>\A|\n[^\S\n]*\n)|(?<=[.?!\"”\]])|(?<=--))\s*(?P<mark>\[(?P<label>[^\[\]\n]{2,60}?)\])(?=\s*\S)"
    r"|(?m:^)[^\S\n]*(?P<twice>\(\((?P<name>[^()\n]{2,60})\)\))(?=\s*\S)"
)
_BEFORE_COLON: Final = re.compile(r"(?m)^[^\S\n]*()([^\W\d_][\w.’'-]*(?:[ ][^\W\d_][\w.’'-]*){0,3}):(?=[ ]+\S)")
#: "-- [COMMUNIQUE] [INTERIOR MINISTRY] [TEXT]", "[Speech by President Cristiani] [Excerpts]".
_HEADED: Final = re.compile(
    r"\[(?P<kind>communiqu[eé]|speech|statement|address|message|declaration)(?:\s+(?:issued\s+)?(?:by|from|of)\s+(?P<by>[^\]]+))?\]"
    r"(?:\s*\[(?P<own>[^\]]+)\])?\s*(?:\[[^\]]*\]\s*)*",
    re.IGNORECASE,
)
_PARAGRAPH: Final = re.compile(r"\n[^\S\n]*\n")
#: "INTERVIEW WITH PRESIDENT CRISTIANI": what the text is, not who speaks.
_OF_TEXT: Final = re.compile(r"(?:begin|interview|report|article|commentary|speech|remarks|news|press|question|from)\b", re.IGNORECASE)
#: "CRISTIANI, IN PROGRESS", "Eduardo Sancho, alias Cienfuegos, a commander"
_NAME_END: Final = re.compile(r"\s*(?:,|\bby\b|\s-\s).*\Z", re.IGNORECASE | re.DOTALL)


class _Turn(NamedTuple):
    """Who speaks from `start` on, or nobody where the editor says that a recording ends."""

    start: int
    speaker: Span | None
    mark: Span
    channel: Channel | None = None


def draft_turns(text: str, sentences: Sequence[Sentence]) -> list[Draft]:
    """The sayings of a transcript and of a headed statement, in text order; none where the text is neither."""
    turns = sorted([*_headings(text), *(_brackets(text) or _colons(text))])
    one_asks = len({t.speaker.of(text).casefold() for t in turns if t.speaker is not None and text.startswith("((", t.mark.start)}) == 1
    starts = [s.span.start for s in sentences]
    drafts: list[Draft] = []
    for i, turn in enumerate(turns):
        end = turns[i + 1].mark.start if i + 1 < len(turns) else len(text)
        if one_asks:  # who answers has no label
            end = min(end, paragraph.start() if (paragraph := _PARAGRAPH.search(text, turn.start)) else end)
        content = _trimmed(text, turn.start, end)
        if turn.speaker is None or content is None:
            continue
        at = max(0, bisect_right(starts, turn.mark.start) - 1)
        drafts.append(
            Draft(
                at, _LABELLED, "headline", 0, 0, turn.speaker, turn.mark, "assert", contents=[content], channel=turn.channel, labelled=True
            )
        )
    return drafts


def _headings(text: str) -> Iterator[_Turn]:
    """The heading of a statement whose issuer it names."""
    for m in _HEADED.finditer(text[:1500]):
        group = "by" if m["by"] else "own"
        if not m[group] or m[group].casefold() in PARTS.remarks:
            continue
        speaker = _name_in(text, Span(*m.span(group)))
        if speaker is not None:
            yield _Turn(m.end(), speaker, Span(*m.span("kind")), CHANNELS.nouns.get((m["kind"].lower(),)))
            return


def _brackets(text: str) -> list[_Turn]:
    """Turns by bracketed labels: those of a role, of a name given twice, and of one that the text names elsewhere."""
    found = [m for m in _BRACKETED.finditer(text) if m["twice"] or not _HEADED.match(text, m.start("mark"))]
    labels = Counter((m["label"] or m["name"]).casefold() for m in found)
    turns: list[_Turn] = []
    for m in found:
        label = (m["label"] or m["name"]).casefold()
        mark = Span(m.start("twice" if m["twice"] else "mark"), m.end())
        if label in PARTS.remarks:
            if label in PARTS.recording_ends:
                turns.append(_Turn(m.end(), None, mark))
            continue
        speaker = _name_in(text, Span(*m.span("name" if m["twice"] else "label")))
        if speaker is None or _is_inserted(text, speaker, m.end()):
            continue
        alone = m["opens"] is not None or not any(map(str.islower, text[max(0, mark.start - 80) : mark.end + 80]))
        if m["twice"] or labels[label] > 1 or _is_role(speaker.of(text)) or (alone and _named_elsewhere(text, speaker)):
            turns.append(_Turn(m.end(), speaker, mark))
    return turns if any(t.speaker is not None for t in turns) else []


def _is_inserted(text: str, label: Span, after: int) -> bool:
    """Whether words in brackets belong to the sentence around them: "[Khan] had been released", "[Commander] Arce"."""
    following = text[after:].lstrip()[:1]
    if following.islower():
        return True
    words = label.of(text).lower().split()
    return (len(words) == 1 and is_title(words[0]) and words[0] not in PARTS.speaker_roles) or any(
        w in W.determiners | W.pronouns | W.auxiliaries for w in words
    )


def _colons(text: str) -> list[_Turn]:
    """Turns by labels before a colon: two speakers or more, of whom one speaks twice."""
    found = [m for m in _BEFORE_COLON.finditer(text) if _may_label(m[2])]
    labels = Counter(m[2].casefold() for m in found)
    kept = [m for m in found if labels[m[2].casefold()] > 1 or _is_role(m[2])]
    if len({m[2].casefold() for m in kept}) < 2 or len(kept) < 3:
        return []
    return [_Turn(m.end(), Span(*m.span(2)), Span(m.end() - 1, m.end())) for m in kept]


def _may_label(words: str) -> bool:
    """Whether words before a colon may name a speaker: capitalised, no function word in them, no remark."""
    split = words.split()
    return (
        all(w[:1].isupper() for w in split)
        and not any(w.lower() in W.determiners | W.pronouns | W.prepositions | W.auxiliaries | W.connectives for w in split)
        and words.casefold() not in PARTS.remarks
        and words.casefold() not in PARTS.not_places
    )


def _is_role(words: str) -> bool:
    """Whether the label says what its speaker does: "Reporter", "Unidentified speaker", "Colonel Vargas"."""
    folded = {w.lower().strip(".") for w in words.split()}
    return bool(folded & (PARTS.speaker_roles | W.person_titles)) or words.split()[-1].lower() in KINDS.offices


def _named_elsewhere(text: str, speaker: Span) -> bool:
    """Whether the label's last word stands in the text beside this label, and not as the short form that it spells out."""
    last = speaker.of(text).split()[-1]
    outside = text[: speaker.start] + "\0" + text[speaker.end :]
    return last[:1].isupper() and re.search(rf"\b{re.escape(last)}\b", outside) is not None


def _name_in(text: str, span: Span) -> Span | None:
    """The name in a label, without what is told of its bearer; None where the label is a remark or no name."""
    words = _NAME_END.sub("", span.of(text))
    if any(c.isdigit() or c == ":" for c in words):
        return None
    if (
        words.casefold() in PARTS.remarks
        or _OF_TEXT.match(words)
        or not words[:1].isalpha()
        or not any(w[:1].isupper() for w in words.split())
    ):
        return None
    return Span(span.start, span.start + len(words))


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and (text[start].isspace() or text[start] == ":"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None
