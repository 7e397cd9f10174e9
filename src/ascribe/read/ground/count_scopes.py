"""Scopes of counts: one event, a period, or a stock.

In:  a sentence's tokens and where a count stands among them.   Out: `event`, `period_total` or `stock`.
"""

from __future__ import annotations

from functools import cache

from ascribe.domain.quantity import QuantityRole, QuantityScope
from ascribe.lexicon.number_words import load_number_words
from ascribe.lexicon.role_words import load_role_words
from ascribe.read.ground.tokens import Phrases, Tokens

__all__ = ["scope_of"]


@cache
def _phrases() -> Phrases[QuantityScope]:
    w = load_role_words()
    pairs: list[tuple[str, QuantityScope]] = [(p, "period_total") for p in w.period_phrases]
    return Phrases(pairs + [(p, "stock") for p in w.stock_phrases])


#: Tokens before a number in which "bringing the total number of dead in the week to" may begin.
_RAISED = 14


#: "over the past 24 hours", "in the last two days": a day's toll and a battle's is that of what happened, no total beside it.
_A_DAY = frozenset({"few", "couple"} | {str(n) for n in range(2, 49)}) | load_number_words().cardinals.keys()
_BEFORE_TODAY = frozenset({"the", "early", "late", "this", "last"})
_AFTER_TODAY = frozenset({"and", "but", "in", "at", "across", "when"})
_TODAY = frozenset({"morning", "dawn", "daybreak", "noon", "midday", "afternoon", "evening", "night", "midnight", "yesterday"})
_FEW_DAYS = frozenset({"2", "3", "two", "three", "couple"})
#: "in 2 months", "in three years": so long is no single event.
_RANKED = frozenset({"first", "second", "third", "fourth", "fifth", "latest", "another", "such", "will", "would", "be"})
_LONG = frozenset({"weeks", "months", "years", "decades"})


def _takes_long(t: Tokens, k: int) -> bool:
    """Whether "in" at `k` opens a stretch of weeks or more; "for the first time in 3 years" and "20 years in prison" do not."""
    number = t.is_numeral(k + 1) or t.word(k + 1) in load_number_words().cardinals
    ranked = any(t.words[j] in _RANKED for j in range(max(0, k - 6), k))  # "the third attack in two weeks", "will be held in three weeks"
    return t.words[k] == "in" and number and t.word(k + 2) in _LONG and t.word(k - 1) != "time" and not ranked and not _compares(t, k)


def _compares(t: Tokens, k: int) -> bool:
    """Whether the "since" at `k` counts nothing: "has long since", "the deadliest attack since 2018"."""
    if t.word(k - 1) in ("long", "has", "have", "ever"):
        return True
    return any(t.words[j].endswith("est") or t.words[j] in ("worst", "first", "most", "biggest") for j in range(max(0, k - 6), k))


def _short(t: Tokens, k: int) -> bool:
    """Whether the stretch that opens at `k` is one happening's length: "over the past 24 hours", "in the last two days", "since the early
    morning"; "in the past 500 days", "since the night of 24 February" are not."""
    if t.words[k] == "since":
        j = k + 1
        while t.word(j) in _BEFORE_TODAY:
            j += 1
        return t.word(j) in _TODAY and (not t.is_word(j + 1) or t.word(j + 1) in _AFTER_TODAY)
    if t.word(k + 1) != "the":  # "in recent months", "this month"
        return False
    number, j = t.word(k + 3), k + 3
    while j < k + 6 and (t.is_numeral(j) or t.word(j) in load_number_words().cardinals or t.word(j) in ("few", "couple", "of")):
        j += 1
    unit = t.word(j)
    if unit in ("day", "night", "evening", "morning", "afternoon", "hour"):
        return j == k + 3
    return (unit in ("hours", "minutes") and number in _A_DAY) or (unit in ("days", "nights") and number in _FEW_DAYS)


def scope_of(t: Tokens, first: int, last: int, role: QuantityRole | None) -> QuantityScope:
    """What the count at tokens `[first, last)` is a count of.

    "since January" and "bringing the toll to" make it the total of a period; "are held" makes prisoners a stock.
    """
    w = load_role_words()
    for k in range(max(0, first - _RAISED), first):
        if t.words[k] in w.raising and any(t.word(j) in w.counting_nouns for j in range(k + 1, min(k + 6, first))):
            return "period_total"
    phrases, start, end = _phrases(), first, last
    while start > 0 and t.words[start - 1] not in (";", ".", ":") and first - start < 20:
        start -= 1
    while end < len(t.words) and t.words[end] not in (";", ".", ":") and end - last < 20:
        end += 1
    for k in range(start, end):
        if k in range(first, last):
            continue
        if _takes_long(t, k):
            return "period_total"
        hit = phrases.at(t.words, k)
        if hit is None:
            continue
        if hit[0] == "period_total" and not (t.words[k] == "since" and _compares(t, k)) and not _short(t, k):
            return "period_total"
        if hit[0] == "stock" and role in ("captured", "abducted", "missing", None):
            return "stock"
    return "event"
