"""Numbers that count nothing: dates, hours, ages, money, shares, measures, durations, names with numbers, idioms.

In:  the tokens of a text and where a number stands among them.   Out: whether its company makes it no count.

Each test looks at a few neighbouring tokens only, so that the cost of a text is linear in its length.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ascribe.lexicon.counted_nouns import load_counted_nouns
from ascribe.lexicon.number_words import NumberWords
from ascribe.read.ground.tokens import Tokens

__all__ = ["counts_nothing"]

_DASHES = frozenset("-–—‑−")
_QUOTES = frozenset("\"'“”‘’«»")
_AGE_JOINS = frozenset({",", "and", "or", "&"})
_AGE_ENDS = frozenset({",", ".", ";", ")", "", "years", "year"})
_OLDEST = 110  # years
_AGE_LIST = 12  # tokens that a list of ages may have on either side


class _Number(NamedTuple):
    """A number at tokens `[i, j)` of `t`."""

    t: Tokens
    i: int
    j: int
    words: NumberWords

    @property
    def before(self) -> str:
        return self.t.word(self.i - 1)

    @property
    def after(self) -> str:
        return self.t.word(self.j)

    @property
    def numeral(self) -> bool:
        return self.t.is_numeral(self.i)

    @property
    def plain(self) -> int:
        """The value of one bare numeral without separators, else -1."""
        word = self.t.word(self.i)
        return int(word) if self.j == self.i + 1 and word.isdecimal() and len(word) <= 9 else -1


def counts_nothing(t: Tokens, i: int, j: int, form: str, *, after_rejected: bool, words: NumberWords) -> bool:
    """Whether the number at tokens `[i, j)` counts nothing.

    `after_rejected`: the number before it, joined by "and" or "to", was no count either ("May 25 and 26").
    """
    n = _Number(t, i, j, words)
    if form == "indefinite":
        return j == i + 2 and t.words[i + 1] in words.fractions | {"second"} and t.word(j) == "of"  # "a third of the city"
    if form == "none":
        return t.word(j) in ("longer", "doubt", "matter", "more", "less", "later", "sooner", "plans") or (
            t.words[i] == "no" and t.word(j) in (",", ".", "")
        )
    if after_rejected and not t.is_word(j):
        return True
    return any(test(n) for test in _TESTS)


def _name(n: _Number) -> bool:
    """Part of a name: "AK-47", "F16", "Highway 1", "16 Assam Rifles", "31st", "1980s", "#3", "No. 3", an address on the web."""
    t, i, j = n.t, n.i, n.j
    if n.numeral and t.touches(i):
        if t.is_word(i - 1) or n.before in ("#", "/", "_", "=", ":", "+", "@", "&", "%", "\\"):
            return True
        if n.before in _DASHES and t.touches(i - 1) and (t.is_word(i - 2) or t.is_numeral(i - 2)):
            return True
        if n.before == "." and (t.touches(i - 1) or t.word(i - 2) not in ("", ".")):
            return True  # "No.3", "a .303 rifle"
    if not n.numeral and n.before in _DASHES and t.touches(i) and t.touches(i - 1) and t.is_word(i - 2):
        return True
    if t.touches(j) and t.is_numeral(j - 1):
        if t.is_word(j) and n.after not in n.words.units:
            return True
        if n.after in ("/", "_", ":", "=", "°", "'") or (n.after in _DASHES and t.touches(j + 1) and t.is_numeral(j + 1)):
            return True
    if n.before == "number" and j == i + 1 and n.plain < 100:
        return True
    if n.after == ")" and n.plain >= 0 and t.raw(i - 1)[:1].isupper() and not n.before.endswith("ed"):
        return True
    if n.plain >= 0 and n.before in n.words.designators:
        return True
    if n.before == "." and t.word(i - 2) in ("no", "nos", "art", "res", "vol", "sec", "st", "rs") and n.numeral:
        return True
    if n.before in ("phase", "chapter", "phase", "war", "article", "day", "plan", "stage", "level") and j == i + 1:
        return True
    return (
        n.plain > 0 and any(t.word(k) in n.words.formations for k in range(j, j + 3)) and n.before in ("the", "an", "a", "by", "of", "from")
    )


def _compound(n: _Number) -> bool:
    """The first half of an adjective: "two-day", "34-year-old"; but "a 12-member team" and "50-strong" count."""
    t, j = n.t, n.j
    if n.after not in _DASHES or not t.touches(j) or not t.touches(j + 1):
        return False
    return t.is_word(j + 1) and t.word(j + 1) not in n.words.compounds


def _date(n: _Number) -> bool:
    """A day of a month or a year: "September 1", "1 Sept.", "25 to 26 May", "in 2014"."""
    t, value = n.t, n.plain
    if n.numeral and n.after in n.words.months and _is_month(t, n.j):
        return True
    if 0 < value < 100 and n.before in n.words.months and _is_month(t, n.i - 1):
        return True
    if value < 0:
        return n.j == n.i + 1 and not n.numeral and n.before in ("january", "february", "september", "october", "november", "december")
    if 1 <= value <= 31:
        k = n.i - 1 - (n.before == ".")
        if t.word(k) in n.words.months and _is_month(t, k):
            return True
        k = n.j
        if t.word(k) in ("and", "or", "to", "-", "–", ",") and t.is_numeral(k + 1):
            k += 2
        if t.word(k) == "of":
            k += 1
        return t.word(k) in n.words.months and _is_month(t, k)
    if 1900 <= value <= 2100 and len(t.words[n.i]) == 4:
        opened = n.before in n.words.year_openers and n.t.word(n.i - 2) != "excess"  # "in excess of 1900 people"
        return opened or n.before in n.words.months or not _plural(n.after)
    return False


def _is_month(t: Tokens, k: int) -> bool:
    """Whether "may", "march" and their like are meant as months: written with a capital."""
    return t.raw(k)[:1].isupper() or t.word(k) != "may"


def _plural(word: str) -> bool:
    return word.endswith(("s", "men", "people", "children", "police", "personnel")) and word not in (
        "as",
        "was",
        "is",
        "its",
        "his",
        "this",
        "us",
        "has",
    )


def _hour(n: _Number) -> bool:
    """ "5 pm", "05:30", "1415 GMT", "4 30 p.m."."""
    t, j = n.t, n.j
    if n.after in ("pm", "am", "gmt", "utc", "hrs", "ist", "est", "edt", "o'clock", "o’clock", "noon", "midnight"):
        return True
    if n.after in ("a", "p") and t.word(j + 1) == "." and t.word(j + 2) == "m":
        return True
    if n.numeral and t.is_numeral(j) and n.j == n.i + 1:
        return t.word(j) != "000"
    return n.numeral and t.is_numeral(n.i - 1)


_AFTER_AGE = frozenset({"was", "who", "in", "at", "when", "while", "had", ""})


def _age(n: _Number) -> bool:
    """ "aged 12", "(55)", "Omar Halabi, 24, died", "children under five", "12 years old", "her sons, 12 and 9"."""
    t, i = n.t, n.i
    low, k = n.before, i - 1
    while low in ("between", "from", "about", "around", "under", "over", "of", "than", "less", "only", "just", "below", "above"):
        k -= 1
        if low in ("under", "over", "below", "above") and t.word(k) in n.words.aged:
            return True
        low = t.word(k)
    if low in ("was", "is", "turned") and t.word(n.i - 2) in ("he", "she") and 0 < n.plain <= _OLDEST:
        return t.word(n.j) in ("and", "when", "at", *_AGE_ENDS)  # "He was 101 and died of pneumonia"
    if low in ("aged", "age", "ages") or (low in ("and", "to") and t.word(k - 2) == "of" and t.word(k - 3) in ("age", "ages")):
        return True
    placed = t.word(i - 3) in ("in", "near", "at", "from", "of", "around", "outside", "to")  # "in Tel Aviv 12 were killed"
    if (
        0 < n.plain <= _OLDEST
        and n.after in _AFTER_AGE
        and not placed
        and all(t.raw(j)[:1].isupper() and not t.raw(j).isupper() for j in (i - 1, i - 2))
    ):
        return True  # "shot dead Ramesh Jain 38 in Delhi", without the commas
    if n.before == "(" and n.after == ")":
        return True
    if 0 < n.plain <= _OLDEST and n.before == "," and n.after in (",", ".", ";", ")", "", "and"):
        if n.after != "and" and t.is_word(i - 2) and (t.raw(i - 2)[:1].isupper() or n.after == ","):
            return t.word(i - 2) not in n.words.months
        if _is_person(t.word(i - 2)):
            return True  # "his sister, 9."
    if 0 < n.plain <= _OLDEST and n.before == "of" and _is_person(t.word(i - 2)) and not t.is_word(n.j):
        return True  # "a woman of 30"
    return _listed_age(n)


def _listed_age(n: _Number) -> bool:
    """A later age of "aged 20, 25 and 31", or one of "her sons, 12 and 9," and "(12 and 9)"."""
    t, first, end = n.t, n.i - 1, n.j
    while first > n.i - _AGE_LIST and (t.word(first) in _AGE_JOINS or _may_be_age(n, first)):
        first -= 1
    if t.word(first) in ("aged", "age", "ages"):
        return first < n.i - 1 and _may_be_age(n, first + 1) and t.is_numeral(first + 1) == n.numeral and not _opens_phrase(t, n.j)
    while end < n.j + _AGE_LIST and t.word(end) in _AGE_JOINS and _may_be_age(n, end + 1 + (t.word(end + 1) in _AGE_JOINS)):
        end += 2 + (t.word(end + 1) in _AGE_JOINS)
    opener = first + 1 if t.word(first + 1) == "," else first
    several = (end > n.j) or opener < n.i - 1
    if not several or not 0 < n.plain <= _OLDEST or t.word(end) not in _AGE_ENDS:
        return False
    if t.word(opener) == "(":
        return t.word(end) == ")"
    return t.word(opener) == "," and (_is_person(t.word(first)) or _is_people(t.word(first)))


def _may_be_age(n: _Number, k: int) -> bool:
    word = n.t.word(k)
    return word in n.words.cardinals or (word.isdecimal() and len(word) <= 3 and 0 < int(word) <= _OLDEST)


def _is_person(word: str) -> bool:
    noun = load_counted_nouns().nouns.get(word)
    return noun is not None and noun.kind == "people" and noun.singular and not noun.plural


def _is_people(word: str) -> bool:
    noun = load_counted_nouns().nouns.get(word)
    return noun is not None and noun.kind == "people" and noun.plural


def _opens_phrase(t: Tokens, k: int) -> bool:
    """Whether the words at token `k` are what the number before them counts: "three men", "12 armed men", "three of them"."""
    if t.word(k) == "of":
        return True
    closers = load_counted_nouns().closers.values()
    for j in range(k, k + 3):
        if not t.is_word(j) or any(t.word(j) in words for words in closers):
            return False
        if _plural(t.word(j)):
            return True
    return False


def _money(n: _Number) -> bool:
    """ "$10bn", "Rs 5 lakh", "€3 million", "40 dollars"."""
    t = n.t
    if n.before in n.words.currency_signs or n.before in n.words.currency_words or n.after in n.words.currency_signs:
        return True
    return n.after in n.words.currency_words or (
        t.word(n.j) in ("us", "american", "pakistani", "indian") and t.word(n.j + 1) in n.words.currency_words
    )


def _measure(n: _Number) -> bool:
    """Before a unit: "20 km", "9 mm", "40 percent", "two more days", "three and a half years"; and shares: "two thirds", "one in five"."""
    t, k = n.t, n.j
    if n.after in _DASHES and t.touches(k):
        k += 1
    if t.word(k) in n.words.fractions and t.word(k) != "quarters":
        return True
    if (
        t.word(k) in ("in", "out")
        and (t.is_numeral(k + 1) or t.word(k + 1) in n.words.cardinals or t.word(k + 1) == "every")
        and n.before != "of"
    ):
        return t.word(k + 2) not in n.words.months and t.word(k) == "in" and not 1900 <= _year(t.word(k + 1)) <= 2100
    for _ in range(3):
        word = t.word(k)
        if word in n.words.units and not (t.raw(k).istitle() and n.numeral):  # "2 Night Vision Binoculars"
            return not (word in ("m", "foot", "second", "min") and not n.numeral and word != "foot")
        if word == "a" and t.word(k + 1) == "half":
            k += 2
            continue
        if word not in n.words.unit_modifiers:
            return False
        k += 1
    return False


def _year(word: str) -> int:
    return int(word) if word.isdecimal() and len(word) == 4 else 0


def _idiom(n: _Number) -> bool:
    """ "one another", "no one", "this one", "at one point"."""
    t, i = n.t, n.i
    if t.words[i] != "one" or n.j != i + 1:
        return False
    if n.before in n.words.dependents and n.after in n.words.after_pronoun_one:
        return True
    if n.after in n.words.after_one and n.after != "of":
        return True
    return n.after in _QUOTES and n.before in _QUOTES


def _bullet(n: _Number) -> bool:
    """A list's own numbering: "2." or "2)" at the start of a line."""
    t, i = n.t, n.i
    if n.plain < 0 or n.after not in (".", ")") or not t.touches(n.j):
        return False
    lead = t.text[max(0, t.starts[i] - 8) : t.starts[i]]
    opens_line = t.starts[i] == len(lead) or "\n" in lead
    return opens_line and not lead.rpartition("\n")[2].strip(" \t(") and len(t.text) > t.ends[n.j] and n.plain < 100


_TESTS: tuple[Callable[[_Number], bool], ...] = (_name, _compound, _date, _hour, _age, _money, _measure, _idiom, _bullet)
