"""Number expressions: "at least 40", "between thirty and forty", "2 lakh", "tens of thousands", "a", "no".

In:  text and, optionally, the stretch of it to read.   Out: the expressions in text order, with the bounds that
`docs/numbers.md` gives for their words.

Numbers that count nothing are left out: dates, hours, ages, money, shares, measures, durations, names such as "AK-47" or
"Highway 1". "3.000" is left out as well: it is three in London and three thousand in Madrid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

import msgspec

from ascribe.domain.quantity import Qualifier
from ascribe.domain.span import Span
from ascribe.lexicon.counted_nouns import load_counted_nouns
from ascribe.lexicon.number_words import Bound, NumberWords, load_number_words
from ascribe.read.ground.not_counts import counts_nothing
from ascribe.read.ground.tokens import Phrases, Tokens, tokens_of

__all__ = ["NumberExpression", "NumberForm", "ground_numbers", "read_numbers"]

NumberForm = Literal["number", "vague", "indefinite", "none"]

_PERHAPS = frozenset({"perhaps", "maybe", "possibly"})
_GROUPED = re.compile(r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+\Z|\d{1,2}(?:,\d{2})+,\d{3}\Z")
_LARGEST = 10**12


class NumberExpression(msgspec.Struct, frozen=True, kw_only=True):
    """A number as it is said. `span` covers the number words with their qualifier, `bare` the number words alone.

    `form` tells plain numbers from vague words ("several"), from articles ("a", "another") and from negatives ("no"):
    the last two count only where a noun or a verb says so, which is not decided here. `was` is the figure that this one
    replaces ("rose from 12 to 15").
    """

    span: Span
    bare: Span
    low: int | None
    high: int | None
    qualifier: Qualifier
    form: NumberForm = "number"
    was: int | None = None


def ground_numbers(text: str, start: int = 0, end: int | None = None) -> tuple[NumberExpression, ...]:
    """The number expressions of `text[start:end]` that may count something, in text order and not overlapping.

    >>> [(n.span.of(text), n.low, n.high) for text in ["More than 40 died on May 3."] for n in ground_numbers(text)]
    [('More than 40', 41, None)]
    """
    tokens = tokens_of(text, start, len(text) if end is None else end)
    return tuple(e for _, _, e in read_numbers(tokens))


class _Magnitude(NamedTuple):
    low: int | None
    high: int | None
    form: NumberForm
    vague: bool
    start: int
    end: int
    scaled: bool = False  # ends in a multiplier word, which an earlier bare number may share: "two to three thousand"


class _Grammar(NamedTuple):
    words: NumberWords
    before: Phrases[Bound]
    after: Phrases[Bound]
    none: Phrases[int]
    indefinite: Phrases[int]
    vague: Phrases[int | None]
    openers: frozenset[str]


@cache
def _grammar() -> _Grammar:
    w = load_number_words()
    before = Phrases((p, bound) for bound, phrases in w.before.items() for p in phrases)
    after = Phrases((p, bound) for bound, phrases in w.after.items() for p in phrases)
    none, indefinite = Phrases((p, 0) for p in w.none), Phrases((p, 1) for p in w.indefinite)
    vague = Phrases(w.vague_phrases.items())
    firsts = {p.split()[0] for group in (w.none, w.indefinite, w.vague_phrases, *w.before.values()) for p in group}
    openers = (
        firsts
        | {"no", "half", "the", "between", "from", "quarter"}
        | set(w.cardinals)
        | set(w.multipliers)
        | set(w.plurals)
        | set(w.vague)
        | set(w.both)
    )
    return _Grammar(w, before, after, none, indefinite, vague, frozenset(openers))


_HANDED = frozenset({"hand", "hands", "handed", "handing", "turned", "turning", "signed"})
_TAKEN = frozenset({"take", "takes", "took", "taken", "taking"})
#: What is taken over; of people "took over 100" is more than a hundred.
_TAKEN_OVER = frozenset(
    {
        "positions", "posts", "outposts", "villages", "towns", "cities", "bases", "checkpoints", "districts", "provinces", "buildings",
        "offices",
        "houses", "areas", "neighborhoods", "neighbourhoods", "hills", "bridges", "stations", "barracks", "farms",
    }
)  # fmt: skip


def _is_particle(t: Tokens, i: int) -> bool:
    """Whether the "over" at `i` belongs to the verb before it: "handed over 12 prisoners", "taken over three positions"."""
    verb = t.word(i - 1)
    return verb in _HANDED or (verb in _TAKEN and any(t.word(k) in _TAKEN_OVER for k in range(i + 2, i + 6)))


def read_numbers(t: Tokens) -> Iterator[tuple[int, int, NumberExpression]]:
    """Each number expression of the tokens, with the tokens it covers as `[first, last)`."""
    g, i, n, rejected = _grammar(), 0, len(t.words), -1
    while i < n:
        if not (t.words[i] in g.openers or t.is_numeral(i) or t.words[i] == "~"):
            i += 1
            continue
        found = _expression(t, i, g)
        if found is None:
            i += 1
            continue
        first, last, magnitudes, expression = found
        begin, end = magnitudes[0].start, magnitudes[-1].end
        joined = rejected == begin - 1 and t.word(rejected) in ("and", "or", "to", "-", "–", ",", "in")
        if counts_nothing(t, begin, end, expression.form, after_rejected=joined, words=g.words):
            i = end
            rejected = end if expression.form == "number" else -1
            continue
        yield first, last, expression
        i = last


def _expression(t: Tokens, i: int, g: _Grammar) -> tuple[int, int, list[_Magnitude], NumberExpression] | None:
    """A qualified number that begins at token `i`."""
    span = _between(t, i, g)
    if span is not None:
        return span
    if t.words[i] == "up" and t.word(i - 1) in g.words.change:
        return None  # "went up to 350" bounds nothing
    bounds: list[Bound] = []
    start = i
    while (hit := g.before.at(t.words, i)) is not None and len(bounds) < 3:
        if t.words[i] == "over" and _is_particle(t, i):
            i += 1  # "taken over three positions", "handed over 12 prisoners"
            break
        bounds.append(hit[0])
        i = hit[1]
    m = _magnitude(t, i, g)
    while m is None and bounds:  # "some" or "a number of" may be no qualifier but the number itself
        bounds.pop()
        i = start
        for _ in bounds:
            again = g.before.at(t.words, i)
            assert again is not None
            i = again[1]
        m = _magnitude(t, i, g)
    if m is None:
        return None
    if m.form == "vague" and m.low is None and not set(bounds) <= {"exact", "at_least", "about"}:
        return None
    if m.form in ("indefinite", "none") and bounds:
        if m.form == "none" or set(bounds) <= {"exact"}:
            return None
        m = m._replace(form="number") if t.words[i] in ("a", "an") and "at_least" in bounds else m
    bound: Bound = next((b for b in bounds if b in ("more", "at_least", "fewer", "at_most")), "about" if "about" in bounds else "exact")
    magnitudes, last = [m], m.end
    low, high, qualifier = _bounded(m, bound)
    second = _range_end(t, m, bound, g)
    if t.word(last) in ("-", "–") and t.word(last + 1) in ("something", "ish") and m.low and m.low % 10 == 0:
        low, high, qualifier, last = m.low, m.low + 9, "range", last + 2
    elif second is not None:
        magnitudes.append(second)
        last = second.end
        low, high, qualifier = _scaled(m, second), second.high, "range"
    else:
        after = _after(t, last, m, bound, g)
        if after is not None:
            bound, last = after
            low, high, qualifier = _bounded(m, bound)
        pincer = _upper_limit(t, last, low, high, g)
        if pincer is not None:
            high, last = pincer
            low, qualifier = low or 0, "range"
    if qualifier == "range" and (low is None or high is None or low > high):
        return None
    span_words = t.span(start, last)
    was = _was(t, start, last, g)
    if was is not None:
        last = was[1]
    expression = NumberExpression(
        span=span_words, bare=t.span(m.start, magnitudes[-1].end), low=low, high=high, qualifier=qualifier, form=m.form,
        was=was[0] if was else _from_before(t, start, g),
    )  # fmt: skip
    return start, last, magnitudes, expression


def _bounded(m: _Magnitude, bound: Bound) -> tuple[int | None, int | None, Qualifier]:
    """The bounds of a number under a qualifier, by the table of `docs/numbers.md`."""
    if m.low is None:
        return None, None, "vague"
    if m.vague:
        return m.low + (bound == "more"), None, "vague"
    match bound:
        case "more":
            return m.low + 1, None, "at_least"
        case "at_least":
            return m.low, None, "at_least"
        case "fewer":
            return None, max(m.low - 1, 0), "at_most"
        case "at_most":
            return None, m.low, "at_most"
        case "about":
            return m.low, m.low, "about"
        case "exact":
            return m.low, m.high, "exact"


#: Words from a change to its numbers: "revised its estimate of civilians killed in the Mosul strike from 12 to 105".
_CHANGE_REACH = 12
_ENDS_CHANGE = frozenset({",", ";", ":", "and", "but", "after", "where", "which", "that", "while", "when"})


def _changes(t: Tokens, i: int, g: _Grammar) -> bool:
    """Whether what stands before token `i` is said to change."""
    for k in range(i - 1, max(-1, i - 1 - _CHANGE_REACH), -1):
        if t.word(k) in g.words.change:
            return True
        if t.word(k) in _ENDS_CHANGE:
            return False
    return False


def _between(t: Tokens, i: int, g: _Grammar) -> tuple[int, int, list[_Magnitude], NumberExpression] | None:
    """ "between A and B", "from A to B"; "rose from A to B" is B, which was A."""
    opener = t.words[i]
    if opener not in ("between", "from"):
        return None
    a = _magnitude(t, _skip_about(t, i + 1, g), g)
    if a is None or a.vague or a.form != "number" or t.word(a.end) not in (("and",) if opener == "between" else ("to", "-", "–")):
        return None
    b_start = _skip_about(t, a.end + 1, g)
    b = _magnitude(t, b_start, g)
    if b is None or b.vague or b.form != "number" or a.low is None or b.low is None:
        return None
    low = _scaled(a, b)
    if opener == "from" and _changes(t, i, g):
        expression = NumberExpression(
            span=t.span(a.end + 1, b.end), bare=t.span(b.start, b.end), low=b.low, high=b.high, qualifier="exact", was=low
        )
        return i, b.end, [b], expression
    if low is None or low > b.low:
        return None
    return i, b.end, [a, b], NumberExpression(span=t.span(i, b.end), bare=t.span(a.start, b.end), low=low, high=b.low, qualifier="range")


def _skip_about(t: Tokens, i: int, g: _Grammar) -> int:
    hit = g.before.at(t.words, i)
    return hit[1] if hit is not None and hit[0] == "about" else i


def _range_end(t: Tokens, m: _Magnitude, bound: Bound, g: _Grammar) -> _Magnitude | None:
    """The second number of "30-40", "30 to 40", "thirty or forty", "six, perhaps eight"."""
    if m.vague or m.form != "number" or m.low is None or bound not in ("exact", "about", "at_least"):
        return None
    perhaps = m.end + (t.word(m.end) == ",") + (t.word(m.end + (t.word(m.end) == ",")) == "or")
    if t.word(perhaps) in _PERHAPS and t.word(m.end) in (",", "or"):
        b = _magnitude(t, perhaps + 1, g)
        before = t.raw(m.start - 1) if m.start else ""
        if b is None or b.vague or b.form != "number" or b.low is None or t.word(b.end) == "of":
            return None  # "killed 40, perhaps 60 of them civilians"
        if before[:1].isupper() or before in ("in", "on"):
            return None  # "In 1994, perhaps 5,000 people", "On July 12, possibly 30"
        return b if m.low < b.low <= 3 * max(m.low, 1) else None
    join = t.word(m.end)
    dash = join in ("-", "–", "—", "−") and t.touches(m.end) and t.touches(m.end + 1)
    if not dash and join not in ("to", "or"):
        return None
    if join == "to" and t.word(m.start - 1 - (t.word(m.start - 1) == ".")) in g.words.months:
        return None  # "since Dec. 5 to 922"
    b = _magnitude(t, m.end + 1, g)
    if b is None or b.vague or b.form != "number" or b.low is None:
        return None
    low = _scaled(m, b)
    if low is None or low >= b.low or (join == "or" and b.low > 3 * max(low, 1)):
        return None
    return b


def _scaled(a: _Magnitude, b: _Magnitude) -> int | None:
    """The lower end of a range, with the multiplier it shares: "two to three thousand" starts at 2,000."""
    if a.low is None or b.low is None or a.scaled or not b.scaled:
        return a.low
    scale = next((s for s in (10**9, 10**7, 10**6, 10**5, 1000, 100, 12) if b.low % s == 0 and b.low // s < 1000), 1)
    return a.low * scale if a.low <= b.low // scale else a.low


def _after(t: Tokens, last: int, m: _Magnitude, bound: Bound, g: _Grammar) -> tuple[Bound, int] | None:
    """A qualifier that follows: "or more", "40+", "40-odd"."""
    if m.form != "number" or m.low is None:
        return None
    if t.word(last) == "+" and t.touches(last) and not (t.touches(last + 1) and t.is_numeral(last + 1)):
        return "at_least", last + 1
    k = last + 1 if t.word(last) == "-" and t.touches(last) and t.word(last + 1) in ("odd", "plus") else last
    hit = g.after.at(t.words, k)
    if hit is None or (t.word(k) in ("plus", "approximately") and (t.is_numeral(k + 1) or t.word(k + 1) in g.words.cardinals)):
        return None
    if hit[0] == "about" and bound not in ("exact", "about"):
        return bound, hit[1]
    return hit


def _upper_limit(t: Tokens, last: int, low: int | None, high: int | None, g: _Grammar) -> tuple[int, int] | None:
    """ "… and fewer than 40" after an open lower end."""
    if low is None or high is not None or t.word(last) not in ("and", "but"):
        return None
    hit = g.before.at(t.words, last + 1)
    if hit is None or hit[0] not in ("fewer", "at_most"):
        return None
    m = _magnitude(t, hit[1], g)
    if m is None or m.low is None or m.vague or m.low <= low:
        return None
    return (m.low - 1 if hit[0] == "fewer" else m.low), m.end


def _was(t: Tokens, start: int, last: int, g: _Grammar) -> tuple[int, int] | None:
    """The earlier figure of "to 15 from 12", "15, up from 12"."""
    k = last + (t.word(last) == ",")
    if t.word(k) in ("up", "down", "raised", "revised", "lowered", "increased", "reduced"):
        k += 1
    elif t.word(start - 1) != "to":
        return None
    if t.word(k) != "from":
        return None
    m = _magnitude(t, _skip_about(t, k + 1, g), g)
    if (
        m is None
        or m.form != "number"
        or m.low is None
        or m.vague
        or counts_nothing(t, m.start, m.end, m.form, after_rejected=False, words=g.words)
    ):
        return None
    return m.low, m.end


def _from_before(t: Tokens, start: int, g: _Grammar) -> int | None:
    """The wrong figure of "not 12 but 9"."""
    if t.word(start - 1) != "but":
        return None
    for k in range(start - 2, max(-1, start - 6), -1):
        m = _magnitude(t, k, g)
        if m is not None and m.form == "number" and t.word(k - 1) == "not":
            return m.low
    return None


def _magnitude(t: Tokens, i: int, g: _Grammar) -> _Magnitude | None:
    """The number words or numerals that begin at token `i`, without qualifiers."""
    w = g.words
    word = t.word(i)
    if not word:
        return None
    if t.is_numeral(i):
        return _numeral(t, i, g)
    if word == "half" or (word in ("a", "one") and t.word(i + 1) in ("half", "quarter")) or word == "quarter":
        return _half(t, i, g)
    if word in w.cardinals:
        return _cardinal(t, i, g)
    if word in ("a", "an", "the", "another") and (i + 1) < len(t.words):
        k = i + 1
        if t.word(k) in ("married", "second", "third", "whole") and t.word(k + 1) in ("pair", "couple"):
            k += 1
        if (t.word(k) in w.collectives and not t.touches(k)) and not (word in ("the", "another") and t.word(k) in w.multipliers):
            m = _cardinal(t, k, g) if t.word(k) in w.multipliers and t.word(k) not in ("dozen", "score") else None
            if m is not None:
                return m._replace(start=i)
            value = w.collectives[t.word(k)]
            return _Magnitude(value, value, "number", False, i, k + 1)
    hit = g.vague.at(t.words, i)
    if hit is not None:
        return _vague(t, i, hit[0], hit[1], g)
    if word in w.plurals:
        return _plural(t, i, g)
    if word in w.vague:
        return _vague(t, i, w.vague[word], i + 1, g)
    if word == "some":
        return _vague(t, i, None, i + 1, g)
    if word in w.both and (word == "both" or t.word(i + 1) == "of"):
        return _Magnitude(w.both[word], w.both[word], "number" if word == "both" else "none", False, i, i + 1)
    none = g.none.at(t.words, i)
    if none is not None:
        return _Magnitude(0, 0, "none", False, i, none[1])
    single = g.indefinite.at(t.words, i)
    if single is not None and t.word(i - 1) != "one":
        return _Magnitude(1, 1, "indefinite", False, i, single[1])
    if word in w.multipliers and word not in ("score",) and t.word(i - 1) not in w.cardinals:
        return _cardinal(t, i, g)
    return None


def _numeral(t: Tokens, i: int, g: _Grammar) -> _Magnitude | None:
    word = t.words[i]
    digits = word.replace(",", "").replace("\u00a0", "").replace("\u202f", "")
    end = i + 1
    if "," in word or "\u00a0" in word or "\u202f" in word:
        if not _GROUPED.match(word):
            return None
        thousandths = int(digits) * 1000
    elif "." in word:
        whole, _, fraction = word.partition(".")
        if "." in fraction or len(fraction) > 3 or len(whole) > 9:
            return None
        thousandths = int(whole) * 1000 + int(fraction.ljust(3, "0"))
    elif len(word) > 13 or (len(word) > 1 and word[0] == "0"):
        return None
    else:
        thousandths = int(digits) * 1000
        if word != "0" and t.word(end) == "000" and len(word) <= 3 and t.starts[end] == t.ends[i] + 1:
            thousandths, end = thousandths * 1000, end + 1
    scaled = False
    next_word = t.word(end)
    if next_word in g.words.letters and (next_word != "k" or t.touches(end)):
        thousandths, end, scaled = thousandths * g.words.letters[next_word], end + 1, True
    elif next_word == "m" and _is_million(t, end):
        thousandths, end, scaled = thousandths * 10**6, end + 1, True
    while t.word(end) in g.words.multipliers and t.word(end) != "score" and end < i + 4:
        thousandths, end, scaled = thousandths * g.words.multipliers[t.word(end)], end + 1, True
    if thousandths % 1000 or thousandths // 1000 > _LARGEST:
        return None
    if "." in word and not scaled:
        return None
    return _Magnitude(thousandths // 1000, thousandths // 1000, "number", False, i, end, scaled)


def _is_million(t: Tokens, m: int) -> bool:
    """Whether the "m" at token `m` means a million: "3m people", "3M fled"; but not metres ("3m away") nor a name ("45 M23 rebels")."""
    if t.touches(m + 1):
        return t.word(m + 1) in (",", ".", ")", ";") and t.touches(m) and t.raw(m) == "M"
    nouns = load_counted_nouns().nouns
    if any(noun is not None and noun.kind == "people" for noun in (nouns.get(t.word(k)) for k in (m + 1, m + 2))):
        return True
    return t.touches(m) and t.raw(m) == "M" and not t.raw(m + 1).isupper()


def _cardinal(t: Tokens, i: int, g: _Grammar) -> _Magnitude | None:
    """Number words: "twenty-one", "three hundred and fifty", "one and a half million"."""
    w, total, group, k, scaled = g.words, 0, 0, i, False
    below = 1000  # the next plain word must stay below this power
    ceiling = _LARGEST  # and the next multiplier below the one before it
    while True:
        word, following = t.word(k), t.word(k + 1)
        if word in w.cardinals and w.cardinals[word] < below and (w.cardinals[word] or k == i):
            group += w.cardinals[word]
            below, scaled = (10 if w.cardinals[word] >= 20 else 1), False
        elif word == "hundred" and group < 100 and (group or k == i):
            group, below, scaled = max(group, 1) * 100, 100, True
        elif (
            w.multipliers.get(word, ceiling) < ceiling
            and (group or k == i)
            and word != "hundred"
            and (word != "score" or following != "of")
        ):
            ceiling = w.multipliers[word]
            total, group, below, scaled = total + max(group, 1) * ceiling, 0, min(ceiling, 1000), True
        elif word == "and" and following == "a" and t.word(k + 2) == "half" and t.word(k + 3) in w.multipliers and k > i:
            size = w.multipliers[t.word(k + 3)]
            return _Magnitude(group * size + size // 2, group * size + size // 2, "number", False, i, k + 4, True)
        else:
            hyphen = word == "-" and k > i and t.touches(k) and t.touches(k + 1)
            hyphen = hyphen and (following in w.multipliers or w.cardinals.get(following, below) < below)
            if not hyphen and not (word == "and" and scaled and w.cardinals.get(following, below) < below and _and_continues(t, k, g)):
                break
        k += 1
    value = total + group
    return _Magnitude(value, value, "number", False, i, k, scaled) if k > i and value <= _LARGEST else None


def _and_continues(t: Tokens, k: int, g: _Grammar) -> bool:
    """Whether "and" goes on with the number ("a hundred and fifty men") rather than to the next ("a hundred and two wounded")."""
    j = k + 1
    while t.word(j) in g.words.cardinals or t.word(j) == "-":
        j += 1
    return t.is_word(j) or t.word(j) in g.words.multipliers or t.word(j) in (".", ",", "")


def _half(t: Tokens, i: int, g: _Grammar) -> _Magnitude | None:
    """ "half a dozen", "half a million", "a half million", "a quarter of a million"."""
    k = i + (t.words[i] in ("a", "one"))
    divisor = 2 if t.word(k) == "half" else 4
    k += 1
    if t.word(k) == "-":
        k += 1
    if t.word(k) == "of" and divisor == 4:
        k += 1
    if t.word(k) in ("a", "an"):
        k += 1
        if t.word(k) == "-":
            k += 1
    size = g.words.multipliers.get(t.word(k))
    if size is None or t.word(k) == "score":
        return None
    return _Magnitude(size // divisor, size // divisor, "number", False, i, k + 1, True)


def _plural(t: Tokens, i: int, g: _Grammar) -> _Magnitude:
    """ "dozens", "tens of thousands", "hundreds and hundreds"."""
    low, end = g.words.plurals[t.words[i]], i + 1
    if t.word(end) == "of" and t.word(end + 1) in ("thousands", "millions", "lakhs"):
        low, end = low * (g.words.plurals[t.words[end + 1]] // 2), end + 2
    return _Magnitude(low, None, "vague", True, i, end)


def _vague(t: Tokens, i: int, low: int | None, end: int, g: _Grammar) -> _Magnitude:
    """ "several", "a few dozen", "several hundred", "some hundreds"."""
    word = t.word(end)
    if word in g.words.multipliers and word != "score":
        low = 24 if word == "dozen" else 2 * g.words.multipliers[word]
        return _Magnitude(low, None, "vague", True, i, end + 1)
    if word in g.words.plurals:
        inner = _plural(t, end, g)
        return inner._replace(start=i)
    return _Magnitude(low, None, "vague", True, i, end)
