"""Which event each number belongs to.

In:  the event mentions and counts of one sentence with its clauses.   Out: for each mention, its counts in text order.

A number goes to the event whose type can have its role and that stands nearest, the same clause before others: "the air
strike killed 12 and wounded 30" gives both numbers to the strike. A number whose role no event of the sentence can have
stays out, unless it is what makes a weak trigger an event ("12 dead").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from ascribe.domain.event import EventMention, EventType
from ascribe.domain.quantity import Count, QuantityRole
from ascribe.domain.span import Span
from ascribe.lexicon.actors import load_countries
from ascribe.lexicon.role_words import load_role_words

__all__ = [
    "aimed_at",
    "are_bystanders",
    "assign_counts",
    "charged",
    "counts_no_victim",
    "is_own_role",
    "role_fits",
    "undivided",
    "unharmed",
]

#: "an operation to capture a commander": what is aimed at has not happened.
_AIM = re.compile(
    r"\b(?:operation|mission|raid|patrol|effort|attempt|bid|plan|plot|order|warrant|search|offensive)s?\b[^.;,:]{0,40}\bto\s+(?:\w+ly\s+)?\Z",
    re.I,
)


_NEXT_WORD = re.compile(r"\s+(\w+)")
_VIOLENT: frozenset[EventType] = frozenset(
    (
        "killing",
        "attack",
        "airstrike",
        "shelling",
        "bombing",
        "clash",
        "abuse",
        "protest",
        "destruction",
        "injury",
        "siege",
        "seizure",
        "sexual_violence",
    )
)
#: Role → its own event types, and further ones that may carry it; own types win over the rest.
_TYPES_OF_ROLE: Mapping[QuantityRole, tuple[frozenset[EventType], frozenset[EventType]]] = {
    "killed": (
        frozenset(("killing", "airstrike", "shelling", "bombing", "attack", "clash")),
        _VIOLENT - {"siege"} | {"other"},
    ),
    "injured": (
        frozenset(("injury", "airstrike", "shelling", "bombing", "attack", "clash", "killing")),
        _VIOLENT | {"other"},
    ),
    "captured": (
        frozenset(("detention",)),
        frozenset(("clash", "attack", "seizure", "abduction", "killing", "weapons", "other", "surrender")),
    ),
    "abducted": (frozenset(("abduction",)), frozenset(("attack", "detention", "agreement", "killing"))),
    "missing": (frozenset(("abduction",)), _VIOLENT | {"displacement", "detention", "other"}),
    "displaced": (
        frozenset(("displacement",)),
        frozenset(("withdrawal", "movement", "clash", "attack", "shelling", "siege", "airstrike", "other")),
    ),
    "surrendered": (frozenset(("surrender",)), frozenset(("agreement", "clash", "withdrawal", "weapons"))),
    "forces": (
        frozenset(("movement", "withdrawal", "attack", "clash", "siege")),
        frozenset(("seizure", "weapons", "surrender", "detention", "other", "threat", "agreement", "airstrike", "shelling")),
    ),
    "materiel": (
        frozenset(("weapons", "destruction", "airstrike", "shelling")),
        frozenset(("movement", "seizure", "attack", "clash", "bombing", "aid", "other", "surrender")),
    ),
    "affected": (
        frozenset(("killing", "siege", "restriction", "aid", "protest")),
        _VIOLENT | {"displacement", "abduction", "detention", "other", "agreement", "talks"},
    ),
}


def role_fits(role: QuantityRole, type_: EventType) -> bool:
    """Whether an event of this type can have a figure of this role."""
    own, others = _TYPES_OF_ROLE[role]
    return type_ in own or type_ in others


def are_bystanders(count: Count, role: QuantityRole, type_: EventType) -> bool:
    """Whether those counted are no force that is fired upon: "struck a wedding party of 150 guests"."""
    return role == "forces" and type_ in ("airstrike", "shelling", "bombing") and count.of_kind == "civilian"


def is_own_role(role: QuantityRole, type_: EventType) -> bool:
    """Whether figures of this role are what events of this type are told for: the dead of a strike, not of a burning."""
    return type_ in _TYPES_OF_ROLE[role][0]


_BEFORE = re.compile(r"\bbefore\b", re.IGNORECASE)


def come_before(text: str, counts: Sequence[Count], mentions: Sequence[EventMention]) -> frozenset[tuple[int, int]]:
    """Counts, each with a mention (their indices) that comes after what the count is told of: "killed eight before troops came"."""
    return frozenset(
        (i, m)
        for i, c in enumerate(counts)
        for m, mention in enumerate(mentions)
        if c.role_by is not None
        and c.role_by.end <= c.span.start
        and any(other.trigger.end <= c.span.start for other in mentions)
        and _BEFORE.search(text[c.span.end : mention.trigger.start])
    )


def assign_counts(
    mentions: Sequence[EventMention], counts: Sequence[Count], clauses: Sequence[Span], speaker_of: Callable[[Span], object]
) -> tuple[tuple[int, ...], ...]:
    """For each mention the indices of its counts; a count with a role goes to one mention at most.

    `speaker_of` tells who says what stands at a span: a figure never moves into another source's mouth.

    A part ("seven of them civilians") follows its whole.
    """
    out: list[list[int]] = [[] for _ in mentions]
    chosen: dict[int, int] = {}
    for i, count in enumerate(counts):
        if count.role is None or not mentions:
            continue
        if count.part_of is not None and count.part_of in chosen:
            chosen[i] = chosen[count.part_of]
        else:
            speaker = speaker_of(count.span)
            same = [m for m in range(len(mentions)) if speaker_of(mentions[m].trigger) == speaker]
            if not same:
                continue
            best = min(same, key=lambda m: _distance(mentions[m], count, clauses))
            if not role_fits(count.role, mentions[best].type) or are_bystanders(count, count.role, mentions[best].type):
                continue
            chosen[i] = best
        out[chosen[i]].append(i)
    return tuple(tuple(o) for o in out)


def aimed_at(text: str, counts: Sequence[Count], mentions: Sequence[EventMention]) -> frozenset[int]:
    """The indices of counts that only tell the aim of an event ("conducted an operation to capture a commander"), and the parts of
    such counts. Where the aim is an event of its own, its status tells that it has not happened."""
    triggers = [m.trigger for m in mentions]
    aims = {
        i
        for i, c in enumerate(counts)
        if c.role_by is not None
        and not any(c.role_by.overlaps(t) for t in triggers)
        and _AIM.search(text, max(0, c.role_by.start - 90), c.role_by.start)
    }
    return frozenset(i for i, c in enumerate(counts) if i in aims or c.part_of in aims)


def unharmed(text: str, counts: Sequence[Count]) -> frozenset[int]:
    """The indices of counts of those who met no fate: "two of them dead, three alive"."""
    words = load_role_words().grammar.unharmed
    bare = [(i, c.span) for i, c in enumerate(counts) if c.role is None and c.of is None]
    return frozenset(i for i, s in bare if (after := _NEXT_WORD.match(text, s.end)) and after[1].lower() in words)


#: "hurled a grenade", "planted a bomb": of 35 such articles in the training passages 26 count nothing; numbers of what is fired do.
_USES = re.compile(
    r"\b(?:(?:hurl|lobb?|throw|toss|plant|detonat|explod|plac)(?:e|s|es|ed|ing|n)?|threw|laid|lay(?:s|ing)?|set(?:s|ting)?\s+off)\s+\Z",
    re.IGNORECASE,
)
_WEAPON = re.compile(r"\b(?:grenades?|bombs?|IEDs?|devices?|mines?|explosives?|charges?|cocktails?)\Z", re.IGNORECASE)
#: "killed in forty-seven massacres": so many times, not so many people.
_TIMES = re.compile(
    r"(?:[\w-]+\s+){0,3}(?:massacres?|attacks?|raids?|air\s?strikes?|strikes|bombings?|incidents?|clashes)\Z", re.IGNORECASE
)
_RATE = re.compile(r"\s+for\s+(?:every|each)\b", re.IGNORECASE)
#: "one of eight nationals killed": the eight are told to be killed, the one to be theirs.
_DIED = re.compile(r"(?:died|dies|dying|fell)\b", re.IGNORECASE)
_ONE_OF = re.compile(
    r"\s+of\s+(?:the\s+|at\s+least\s+)?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|hundreds|scores)\s+"
    r"(?:(?!(?:was|were|is|are|has|have|had|been|who|that)\b)[\w’'-]+\s+){1,5}",
    re.IGNORECASE,
)
#: "four officers may be involved in the murder".
_DOERS = re.compile(
    r"\s+(?:(?:have|has|had|may|might|could|is|are|was|were|be|been|allegedly|reportedly|also)\s+)+"
    r"(?:(?P<accused>(?:accused|suspected)\s+of|charged\s+with)|(?:involved|implicated)(?:\s+in\b|\s*[.,;]))",
    re.IGNORECASE,
)
#: "arrested one Srikanth": somebody of that name.
_A_CERTAIN = re.compile(r"[A-Z][a-z]+(?:\s+[A-Z][a-z]+)*")


@cache
def _nationals() -> frozenset[str]:
    return frozenset(w.casefold() for c in load_countries().values() for w in (*c.adjectives, *c.people))


def _is_a_name(words: str) -> bool:
    """Whether the words are somebody's name, not what he is ("one Palestinian")."""
    last = words.split()[-1:]
    people = last and (last[0].lower() in _nationals() or last[0].endswith(("ian", "ean", "ese", "ish", "man", "ist", "ite", "can", "i")))
    return _A_CERTAIN.fullmatch(words) is not None and not people


def counts_no_victim(text: str, counts: Sequence[Count]) -> frozenset[int]:
    """The indices of numbers that count no people and nothing hit: the grenade that was thrown, how often, how many for each,
    who is said to have done it."""

    def is_none(c: Count) -> bool:
        number, end = c.span.of(text).lower(), c.of.end if c.of is not None else c.span.end
        of = c.of.of(text) if c.of is not None else ""
        if number.startswith(("a ", "an ")) and _WEAPON.search(number) and _USES.search(text, max(0, c.span.start - 24), c.span.start):
            return True
        if number == "one" and c.role != "forces" and _is_a_name(of) and c.of_kind == "unknown":
            return True
        if (
            number == "one"
            and c.role_by is not None
            and not _DIED.match(c.role_by.of(text))
            and _ONE_OF.fullmatch(text, c.span.end, c.role_by.start)
        ):
            return True
        told_before = c.role_by is not None and c.role_by.end <= c.span.start
        doers = _DOERS.match(text, end) if c.kind == "people" and c.role != "forces" else None
        if doers is not None and not (doers["accused"] and told_before):
            return True
        return (c.of is not None and _TIMES.fullmatch(of) is not None) or _RATE.match(text, end) is not None

    return frozenset(i for i, c in enumerate(counts) if is_none(c))


#: Words for dead and wounded together, and, where a count is of neither alone, those for the one and the other.
_UNDIVIDED = re.compile(r"\b(?:casualt|losses|neutrali[sz]|kill|dead|wound|injur|hurt)", re.IGNORECASE)


def undivided(text: str, counts: Sequence[Count]) -> frozenset[int]:
    """The indices of counts of dead and wounded who are not told apart: "40 casualties", "nine were killed or wounded"."""
    said = [(i, [s for s in (c.role_by, c.of) if s is not None]) for i, c in enumerate(counts) if c.role == "affected"]
    return frozenset(i for i, spans in said if any(_UNDIVIDED.match(s.of(text)) for s in spans))


_CHARGED = r"(?:charg(?:e|es|ed|ing)|convict(?:s|ed|ing)?|indict(?:s|ed|ing)?|sentenc(?:e|es|ed|ing)|acquit(?:s|ted|ting)?)"
#: "charged two men with killing a journalist", "two men were charged with killing": they are no victims. "Arrested and charged" counts.
_CHARGED_BEFORE = re.compile(rf"(?<!\band )\b{_CHARGED}\s+(?:the\s+|an?\s+)?\Z", re.IGNORECASE)
_CHARGED_AFTER = re.compile(rf"\s+(?:(?:was|were|has|have|had|is|are|be|been|being)\s+)+{_CHARGED}\b", re.IGNORECASE)
_WITH_WHAT = re.compile(r"[^;.:!?]{0,60}?\b(?:with|of|for|over|in\s+connection\s+with)\s+[^;.:!?]{0,40}\Z", re.IGNORECASE)


def charged(text: str, counts: Sequence[Count], mentions: Sequence[EventMention]) -> frozenset[int]:
    """The indices of counts of those who are charged with a killing that is told, or tried for it."""
    deeds = [m.trigger.start for m in mentions if m.type in ("killing", "injury", "abduction", "bombing", "attack")]

    def is_charged(c: Count) -> bool:
        end = c.of.end if c.of is not None else c.span.end
        told = any(start > end and _WITH_WHAT.fullmatch(text, end, start) for start in deeds)
        before = _CHARGED_BEFORE.search(text, max(0, c.span.start - 24), c.span.start)
        return told and c.role != "forces" and (before is not None or _CHARGED_AFTER.match(text, end) is not None)

    return frozenset(i for i, c in enumerate(counts) if is_charged(c))


def _distance(mention: EventMention, count: Count, clauses: Sequence[Span]) -> tuple[int, int, int]:
    """Smaller is nearer: unfit types last; the trigger that gave the role first; then clauses between, then characters."""
    role = count.role
    assert role is not None
    if not role_fits(role, mention.type):
        return (9, 0, 0)
    own, _ = _TYPES_OF_ROLE[role]
    if count.role_by is not None and count.role_by.overlaps(mention.trigger):
        return (0, 0, 0)
    here, there = _clause_index(clauses, count.span), _clause_index(clauses, mention.trigger)
    gap = max(mention.trigger.start - count.span.end, count.span.start - mention.trigger.end, 0)
    return (1 + abs(here - there) + (0 if mention.type in own else 2), gap, 0)


def _clause_index(clauses: Sequence[Span], span: Span) -> int:
    for i, clause in enumerate(clauses):
        if span.start < clause.end:
            return i
    return len(clauses)
