"""Participants and figures as the model links them to a trigger, chosen among what the rules found.

In:  a trigger with its links, the phrases and counts of the text, what the rules chose.   Out: participants; counts with owners.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import msgspec

from ascribe.domain.actor import ParticipantPhrase
from ascribe.domain.event import EventMention
from ascribe.domain.quantity import Count, QuantityRole
from ascribe.domain.span import Span
from ascribe.lexicon.function_words import load_function_words
from ascribe.read.extract.participants import FATES, NOBODY, Participants
from ascribe.read.extract.quantities import are_bystanders, is_own_role
from ascribe.read.links import Links

__all__ = ["linked_counts", "linked_participants"]

#: What a word's link to a participant must reach; what the rules' own choice is worth beside it. Chosen on dev (docs/model.md).
PARTICIPANT, RULED_PARTICIPANT = 0.5, 0.3
#: What a number must reach to belong to an event, and what the rules' choice of event and role is worth beforehand.
FIGURE, RULED_FIGURE = 0.5, 0.5
#: What becomes of people alone.
_OF_PEOPLE: frozenset[QuantityRole] = frozenset(("killed", "injured", "missing", "abducted", "displaced", "surrendered"))
#: How far before a linked word, in code points, the phrase that holds it may begin.
_PHRASE = 80
_NAME_WORD = r"[^\W\d_a-z][\w’'-]*"
_NAME_BEFORE = re.compile(rf"(?:{_NAME_WORD}[ ](?:of[ ](?:the[ ])?)?)+\Z")
_NAME_AFTER = re.compile(rf"(?:[ ](?:of[ ](?:the[ ])?)?{_NAME_WORD}(?<!['’]s))+")
_ALIAS = re.compile(r"(?:\balias|\ba\.?k\.?a\.?|\bknown as|@)\s+\Z", re.IGNORECASE)
_FIRST_WORD = re.compile(r"[\w’'-]+[ ]")
_FUNCTION_WORDS = load_function_words().pronouns | load_function_words().determiners | load_function_words().prepositions


def linked_participants(
    text: str,
    mention: EventMention,
    phrases_in: Callable[[Span], Sequence[ParticipantPhrase]],
    links: Links,
    ruled: Participants,
    others: Sequence[Span] = (),
    sentence: Span | None = None,
) -> Participants:
    """The phrases that the model links to the trigger, those of the rules that it does not contradict, and words that it links where
    no phrase stands, but for words that name an event themselves (`others`). Phrases outside the `sentence` count where it has none.

    Nobody stands on both sides: who is linked to both goes where the link is stronger."""
    scored: list[tuple[float, bool, ParticipantPhrase]] = []  # score, whether initiator, phrase
    for role in ("initiator", "target"):
        mine: Sequence[ParticipantPhrase] = getattr(ruled, role)
        wholes: list[ParticipantPhrase] = []
        found = [(p, RULED_PARTICIPANT) for p in mine]
        for span in links.likely(role, PARTICIPANT):
            held = [p for p in phrases_in(Span(max(0, span.start - _PHRASE), span.end)) if p.span.overlaps(span)]
            if held:
                best = max(held, key=lambda p: (_shared(p.span, span), p.form != "modifier", -p.span.start))
                found += [(best, 0.0)] if best not in mine else []
                continue
            span = _whole_name(text, _trimmed(text, span))
            if (
                _names_somebody(span.of(text))
                and "\n" not in span.of(text)
                and not any(span.overlaps(t) for t in (mention.trigger, *others))
            ):
                words = ParticipantPhrase(
                    span=span, head=span, name=span.of(text), form="group", kind=None, of_kind="unknown", source_kind=None, actor=None
                )
                if words not in wholes:
                    wholes.append(words)
                    found.append((words, 0.0))
        for phrase, bonus in found:
            if any(phrase.span in w.span and phrase is not w for w in wholes):
                continue  # "Germany" within "Federal Aviation Office of Germany"
            if _ALIAS.search(text, max(0, phrase.span.start - 16), phrase.span.start):
                continue  # "Hasan alias Sakib": one man
            score = max(links.probability(role, phrase.head), links.probability(role, phrase.span)) + bonus
            if score >= PARTICIPANT or not bonus:
                scored.append((score, role == "initiator", phrase))
    scored.sort(key=lambda x: (-x[0], not x[1], x[2].span))
    kept: list[tuple[float, bool, ParticipantPhrase]] = []
    for entry in scored:
        if not any(entry[2].span.overlaps(other[2].span) for other in kept):
            kept.append(entry)
    agents = [p for _, _, p in kept if _is_agent(text, mention, p)]
    doers = [p for _, first, p in kept if first or p in agents]
    apart = [p for p in doers if _SOURCES.search(p.name)]
    behind = [
        p
        for p in doers
        if ";" in text[mention.trigger.end : p.span.start] and not _BY.search(text, max(0, p.span.start - 16), p.span.start)
    ]
    apart += behind if any(p not in behind for p in doers) else []  # "they shot down a jet; the army denied it"
    sides = ([p for p in doers if p not in apart], [p for _, first, p in kept if not first and p not in agents])
    initiator, target = (_at_home(_owned(text, side), sentence) for side in sides)
    return Participants(initiator, _own_objects(mention, target, others))


_BY = re.compile(r"\bby\s+(?:the\s+|an?\s+)?\Z", re.IGNORECASE)
#: A nameless source tells, and does nothing: "a Taliban source said three mines exploded".
_SOURCES = re.compile(r"\bsources?\Z", re.IGNORECASE)
#: Between a noun for a deed and who did it: "the killing of 12 villagers by"; no verb and no second "by".
_OF_BY = re.compile(
    r"\s+of\s+(?:(?!(?:\w+ed|held|run|led|taken|known|kept|built|made)\s+by\b)"
    r"(?!(?:by|was|were|is|are|has|had|and|in|on|at|near|after)\b)[\w’'-]+\s+){1,5}by\s+(?:the\s+|an?\s+|some\s+)?",
    re.IGNORECASE,
)


def _is_agent(text: str, mention: EventMention, phrase: ParticipantPhrase) -> bool:
    """Whether the words after a noun say who did it, whatever the model makes of him."""
    return phrase.kind != "place" and _OF_BY.fullmatch(text, mention.trigger.end, phrase.span.start) is not None


def _own_objects(mention: EventMention, target: tuple[ParticipantPhrase, ...], others: Sequence[Span]) -> tuple[ParticipantPhrase, ...]:
    """The objects of a verb without those of the verbs joined to it: "arrested a leader and detained two men"."""
    if mention.word_class != "verb":
        return target
    trigger = mention.trigger
    own = tuple(
        p for p in target if not any(min(trigger.end, p.span.end) <= t.start and t.end <= max(trigger.start, p.span.start) for t in others)
    )
    return own or target


#: Between who owns and who is owned: "Afghanistan's Northern Alliance", "the army's own men"; not "Israel's war with Hamas", "Chad's and".
_OWNS = re.compile(
    r"['’]s?\s+(?:(?!(?:and|or|with|of|on|in|at|by|to|for|from|against|than|war|conflict|attack|strikes?)\b)[a-z-]+\s+){0,2}"
)
#: How far apart the two stand at most, in code points.
_OWNED_WITHIN = 40


def _owned(text: str, phrases: Sequence[ParticipantPhrase]) -> list[ParticipantPhrase]:
    """The phrases without possessives that another phrase follows: they say whose that is."""
    return [
        p
        for p in phrases
        if not any(0 < q.span.start - p.span.end < _OWNED_WITHIN and _OWNS.fullmatch(text, p.span.end, q.span.start) for q in phrases)
    ]


def _at_home(phrases: Sequence[ParticipantPhrase], sentence: Span | None) -> tuple[ParticipantPhrase, ...]:
    """In text order; those of other sentences only where the event's own names nobody."""
    here = [p for p in phrases if sentence is None or p.span.overlaps(sentence)]
    return tuple(sorted(here or phrases, key=lambda p: p.span))


def _trimmed(text: str, span: Span) -> Span:
    """The span without signs at its ends ("Afghanistan'")."""
    words = span.of(text)
    kept = words.strip("'’\"“”.,;:()[]- ")
    start = span.start + words.find(kept)
    return Span(start, start + len(kept)) if kept else span


def _whole_name(text: str, span: Span) -> Span:
    """A part of a name grown to the whole of it: "Office" of "Federal Aviation Office of Germany". Where all is in capitals nothing is a
    part of a name by them."""
    before, after = text[max(0, span.start - _PHRASE) : span.start], text[span.end : span.end + _PHRASE]
    if not text[span.start].isupper() or not any(map(str.islower, before + after)) or span.of(text).isupper():
        return span
    left = _NAME_BEFORE.search(before)
    start = span.start - len(left.group()) if left else span.start
    right = _NAME_AFTER.match(after)
    end = span.end + len(right.group()) if right else span.end
    while (first := _FIRST_WORD.match(text, start, span.start)) and first.group().strip().lower() in _FUNCTION_WORDS:
        start = first.end()
    return Span(start, end)


def _shared(a: Span, b: Span) -> int:
    return min(a.end, b.end) - max(a.start, b.start)


def _names_somebody(words: str) -> bool:
    folded = words.lower()
    ends = folded.split()[:1] + folded.split()[-1:]
    somebody = sum(map(str.isalpha, words)) > 1 and folded not in FATES and ends[-1] not in NOBODY
    return somebody and not _FUNCTION_WORDS.intersection(ends)


def _tells_fate_of(count: Count, mention: EventMention) -> bool:
    """Whether the word that tells what became of those counted is the mention's own."""
    by, fate = count.role_by, count.role
    return by is not None and by.overlaps(mention.trigger) and fate is not None and is_own_role(fate, mention.type)


def linked_counts(
    mentions: Sequence[EventMention],
    counts: Sequence[Count],
    links: Mapping[Span, Links],
    ruled: Sequence[Sequence[int]],
    barred: frozenset[int] = frozenset(),
    undivided: frozenset[int] = frozenset(),
    too_late: frozenset[tuple[int, int]] = frozenset(),
) -> tuple[tuple[Count, ...], tuple[tuple[int, ...], ...]]:
    """The counts with the roles that the model gives them, and for each mention the indices of its own.

    What the rules chose (`ruled`, an index of counts for each mention) stands unless the model is surer of something else. Counts that
    are `barred` have no role and no owner, and those of dead and wounded `undivided` are neither killed nor injured; a count has nothing
    to do with a mention that is `too_late` for it."""
    own: list[list[int]] = [[] for _ in mentions]
    told = list(counts)
    owner: dict[int, int] = {}
    barred |= {c.part_of for c in counts if c.part_of is not None and c.high == 0 and counts[c.part_of].role is None}  # "none of the 4"
    for i in sorted(range(len(counts)), key=lambda i: (counts[i].part_of is not None, i)):
        count = counts[i]
        options: list[tuple[float, int, QuantityRole]] = []
        apart = [m for m, mention in enumerate(mentions) if count.part_of is not None and _tells_fate_of(count, mention)]
        for m, mention in enumerate(mentions if i not in barred else ()):
            if (i, m) in too_late or mention.answers:
                continue  # who only denies what was told gives no number for it
            if count.part_of is not None and (m not in apart if apart else owner.get(count.part_of, m) != m):
                continue  # a part follows its whole, but for what became of it alone: "took 12 hostages, three of whom were killed"
            link = links[mention.trigger]
            role, p = link.role(count.span)
            if count.kind == "materiel" and role in _OF_PEOPLE:
                continue  # no rifle is killed
            if are_bystanders(count, role, mention.type):
                continue
            options.append((p, m, "affected" if i in undivided and role in ("killed", "injured") else role))
            if count.role is not None and (i in ruled[m] or m in apart):
                options.append((link.role_probability(count.span, count.role) + RULED_FIGURE, m, count.role))
        best = max(options, default=None)
        role_now = best[2] if best is not None and best[0] >= FIGURE else None
        if best is not None and role_now is not None:
            owner[i] = best[1]
            own[best[1]].append(i)
        told[i] = msgspec.structs.replace(count, role=role_now, role_by=count.role_by if role_now == count.role else None)
    return tuple(told), tuple(tuple(sorted(o)) for o in own)
