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
_SHORT = frozenset({"hour", "hours", "minutes", "day", "night", "evening", "morning", "afternoon"})
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
    """Whether the stretch that opens at `k` ("over the past 24 hours") is one happening's length; "in the past 500 days" is not."""
    if t.words[k] == "since":  # "since the early morning"
        return any(t.words[j] in _TODAY for j in range(k + 1, min(k + 4, len(t.words))))
    if t.word(k + 1) != "the":  # "in recent months", "this month"
        return False
    for j in range(k + 3, min(k + 7, len(t.words))):
        if t.words[j] in _SHORT:
            return True
        if t.words[j] in ("days", "nights"):
            return t.words[j] == "nights" or not _FEW_DAYS.isdisjoint(t.words[k + 3 : j])
    return False


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
