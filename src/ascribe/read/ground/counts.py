"""Counts: number expressions with what they count, which of them contains which, and what became of those counted.

In:  text and the span of one sentence of it.   Out: the sentence's counts in text order.

A number is a count where a noun, a pronoun or a word such as "killed" tells what it counts. "a soldier", "another" and
"no civilians" are counts only where a noun names people or things that reports count, or a word gives them a role.
"""

from __future__ import annotations

from ascribe.domain.quantity import Count
from ascribe.domain.span import Span
from ascribe.lexicon.counted_nouns import load_counted_nouns
from ascribe.lexicon.number_words import load_number_words
from ascribe.read.ground.count_roles import joined, tell_roles
from ascribe.read.ground.count_scopes import scope_of
from ascribe.read.ground.counted_phrases import Counted, counted_phrases, of_kind_of
from ascribe.read.ground.role_cues import Told
from ascribe.read.ground.tokens import Tokens, tokens_of

__all__ = ["ground_counts"]

_PERSONAL = frozenset({"killed", "injured", "captured", "abducted", "missing", "displaced"})
_DAYS = load_number_words().months | {
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "separately",
    "meanwhile",
    "later",
    "earlier",
}
#: "killing two men and wounding a third".
_ORDINALS = frozenset({"second", "third", "fourth", "fifth", "sixth"})
_KIN = frozenset(
    {"son", "daughter", "wife", "husband", "brother", "sister", "father", "mother", "nephew", "cousin", "relative", "relatives", "family"}
)
_TRACES = frozenset({"wound", "wounds", "hole", "holes", "crater", "craters", "scars"})  # "two bullet wounds" are no bullets
_SPANS = frozenset({"within", "in", "for", "after", "every"})  # "within a second"
_PLACING = frozenset({"in", "at", "near", "from", "of", "on", "to", "around", "outside", ","})
_WHOLE_REACH = 12  # counts; a part stands near its whole
_PERSON_ENDINGS = ("ist", "man", "woman", "ian", "ee", "crat", "eer")


def ground_counts(text: str, sentence: Span) -> tuple[Count, ...]:
    """The counts of one sentence.

    >>> text = "They killed 12 people, four of them children, and wounded 30."
    >>> [(c.low, c.of and c.of.of(text), c.role, c.part_of) for c in ground_counts(text, Span(0, len(text)))]
    [(12, 'people', 'killed', None), (4, 'children', 'killed', 0), (30, None, 'injured', None)]
    """
    t = tokens_of(text, sentence.start, sentence.end)
    found = list(counted_phrases(t))
    wholes = _wholes(t, found)
    told = tell_roles(t, found, wholes)
    kept = [i for i, (p, r) in enumerate(zip(found, told, strict=True)) if _is_count(t, p, r) or _ends_list(t, found, told, i)]
    index = {old: new for new, old in enumerate(kept)}
    return tuple(_count(t, found[i], told[i], _index_of(wholes[i], index)) for i in kept)


def _index_of(whole: int | None, index: dict[int, int]) -> int | None:
    return None if whole is None else index.get(whole)


def _is_count(t: Tokens, p: Counted, told: Told) -> bool:
    """Whether words say that the number counts something: articles and negatives need more than a number does."""
    if t.words[p.first] == "both" and not (
        p.of_pronoun or t.word(p.end) in ("were", "are", "have", "had") or (p.noun is not None and p.noun.plural and t.word(p.end) != "and")
    ):
        return False
    if _appositive(t, p) or (p.kind == "materiel" and t.word(p.end) in _TRACES):
        return False
    match p.number.form:
        case "none":
            known = p.head == "" or p.kind in ("people", "materiel")
            return known and told.role not in (None, "forces") and p.head != "shots" and (told.role != "materiel" or p.noun is not None)
        case "indefinite":
            if t.word(p.first - 1) == "of" and t.word(p.first - 2) in _KIN:
                return False  # "the son of a contractor"
            if p.noun is None:
                if p.head == "" and (
                    t.words[p.first] == "another" or (t.words[p.last - 1] in _ORDINALS and t.word(p.first - 1) not in _SPANS)
                ):
                    return told.role in _PERSONAL and told.cost < 2
                return told.role in _PERSONAL and p.head.endswith(_PERSON_ENDINGS) and told.cost < 1
            nation = p.head.endswith(("an", "i", "ese", "ish")) and not p.head.endswith("man") and t.word(p.end + 1) not in ("his", "her")
            if not p.noun.singular or (p.noun.kind == "people" and t.word(p.end) == "and" and nation):
                return False  # "an Afghan and international force"
            return p.kind == "people" or (p.kind == "materiel" and told.role is not None and told.cost < 2)
        case "vague":
            if p.number.low is None and (p.head in ("injuries", "injury", "wounds") or (p.of_pronoun and told.cost > 0.4)):
                return False
            if p.number.low is None and (told.role == "forces" or (t.words[p.first] == "some" and told.role not in _PERSONAL)):
                return False
            return p.number.low is not None or told.role is not None
        case "number":
            return True


def _ends_list(t: Tokens, found: list[Counted], told: list[Told], i: int) -> bool:
    """Whether a thing that the lexicon lacks goes on with a list of things: "destroyed a vehicle and a tunnel entrance"."""
    p, before = found[i], found[i - 1] if i else None
    return (
        p.number.form == "indefinite"
        and p.head != ""
        and p.noun is None
        and told[i].role == "materiel"
        and before is not None
        and before.kind == "materiel"
        and told[i - 1].role == "materiel"
        and told[i - 1].first == told[i].first
        and joined(t, before, p)
        and not p.head.endswith(_PERSON_ENDINGS)
        and (not t.is_word(p.end) or t.word(p.end) in load_counted_nouns().closers["prepositions"] or t.word(p.end) in ("and", "or"))
    )


def _appositive(t: Tokens, p: Counted) -> bool:
    """ "Omar Haddad, a member of the council, …" names one person who is told already."""
    if p.number.form != "indefinite" and not (p.number.low == 1 and p.partitive):
        return False
    if t.word(p.first - 1) == "," and t.word(p.first - 3) in ("the", "this", "that") and t.word(p.end) == "," and p.kind == "people":
        return True  # "detained the man, a bomb maker, and three others"
    k = p.first - 2
    if t.raw(k).isupper() and p.partitive and t.word(k + 1) == ",":  # capitals hide the name
        return t.word(0) not in load_counted_nouns().closers["prepositions"]
    if t.word(k + 1) != "," or not t.raw(k)[:1].isupper() or t.raw(k).isupper() or t.word(k) in _DAYS:
        return False
    while t.raw(k)[:1].isupper():
        k -= 1
    return t.word(k) not in _PLACING


def _count(t: Tokens, p: Counted, told: Told, part_of: int | None) -> Count:
    whole_phrase = p.number.form in ("indefinite", "none") and p.of is not None
    return Count(
        span=t.span(p.first, p.end) if whole_phrase else p.number.span,
        low=p.number.low,
        high=p.number.high,
        qualifier=p.number.qualifier,
        of=p.of,
        of_kind=of_kind_of(t, p),
        kind=p.kind,
        part_of=part_of,
        role=told.role,
        role_by=t.span(told.first, told.last) if told.role is not None else None,
        scope=scope_of(t, p.first, p.end, told.role),
        was=p.number.was,
    )


def _wholes(t: Tokens, phrases: list[Counted]) -> list[int | None]:
    """For each phrase the index of the phrase that contains it: "12 people, including four children", "seven of them"."""
    wholes: list[int | None] = []
    for i, p in enumerate(phrases):
        wholes.append(_whole(t, i, p, phrases, wholes))
    return wholes


def _whole(t: Tokens, i: int, p: Counted, phrases: list[Counted], wholes: list[int | None]) -> int | None:
    if p.partitive and not p.of_pronoun:
        nxt = i + 1
        if nxt < len(phrases) and p.last <= phrases[nxt].first < p.end and _fits(p, phrases[nxt]):
            return nxt
        return None
    if i == 0:
        return None
    previous = phrases[i - 1]
    opened = any(
        t.word(k) in ("including", "included", "includes", "among") for k in range(p.first - 1, max(previous.end - 1, p.first - 6), -1)
    )
    named_after = t.word(p.end) == "among" and t.word(p.end + 1) in ("them", "those", "whom")  # "nine dead, two officers among them"
    if p.of_pronoun or opened or named_after or _of_whom(t, p.first):
        return next(
            (
                j
                for j in range(i - 1, max(-1, i - 1 - _WHOLE_REACH), -1)
                if wholes[j] is None and phrases[j].kind in (p.kind, "people", "other") and _fits(p, phrases[j])
            ),
            None,
        )
    if wholes[i - 1] is not None and joined(t, previous, p) and p.first - previous.end <= 2 and wholes[i - 1] != i:
        whole = wholes[i - 1]
        return whole if whole is not None and _fits(p, phrases[whole]) and not _own_clause(t, p) else None
    if (
        t.word(previous.first - 1) == "of"
        and t.word(previous.first - 2) in ("", ",", "and", "“", '"')
        and t.word(p.first - 1) in (",", "")
        and _fits(p, previous)
    ):
        return i - 1
    return None


def _own_clause(t: Tokens, p: Counted) -> bool:
    return t.word(p.end) in ("were", "was", "are", "is", "others") or p.more or p.head == "others"


def _of_whom(t: Tokens, first: int) -> bool:
    return t.word(first - 2) == "of" and t.word(first - 1) in ("whom", "which", "these", "them", "those")


def _fits(part: Counted, whole: Counted) -> bool:
    """Whether the whole is large enough to hold the part."""
    limit = whole.number.high if whole.number.high is not None else None
    return part.number.low is None or limit is None or part.number.low <= limit
