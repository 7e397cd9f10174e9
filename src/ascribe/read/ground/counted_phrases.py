"""Counted phrases: a number with the noun phrase that it counts.

In:  the tokens of a sentence and its number expressions.   Out: one `Counted` per number that counts something.

There is no parser here: a noun phrase runs from the number to the first word that no noun phrase goes past (preposition,
verb, comma, …), and its head is the last noun that reports are known to count, else the first plural of the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import msgspec

from ascribe.domain.quantity import CountKind, OfKind
from ascribe.domain.span import Span
from ascribe.lexicon.counted_nouns import CountedNoun, CountedNouns, load_counted_nouns
from ascribe.lexicon.number_words import load_number_words
from ascribe.lexicon.role_words import load_role_words
from ascribe.read.ground.numbers import NumberExpression, read_numbers
from ascribe.read.ground.tokens import Tokens

__all__ = ["Counted", "closers", "counted_phrases"]

_LONGEST_PHRASE = 9  # words; longer runs are lists or headlines
_COMPOUNDING = frozenset({"run", "owned", "held", "controlled", "backed", "funded"})
_MORE = frozenset({"more", "additional", "further", "extra", "new", "fresh"})
_DETERMINERS = frozenset({"the", "these", "those", "his", "her", "their", "its", "our", "my", "all", "same", "at", "least"})
_GOT = frozenset({"sustained", "received", "suffered"})
_HARM = frozenset({"injuries", "wounds", "burns"})
_QUOTES = frozenset({"“", '"', "‘"})
_COLLECTIVES = frozenset({"family", "team", "unit", "group", "crew", "entourage", "party", "staff", "escort", "household", "gang"})
_OWN = frozenset({"his", "her", "their"})
_PRONOUNS = frozenset({"them", "whom", "which", "us", "these", "those", "you", "mine", "ours", "theirs"})
#: Adjectives that follow their noun: "a leader responsible for the attacks".
_AFTER_NOUN = frozenset({"responsible", "loyal", "close", "present", "alive", "dead", "able", "unable", "likely", "aboard", "aged"})
#: What a clause of another speaker goes on with, what may stand before a number, and what a clause opens with.
_SAYING = frozenset(
    {
        "said",
        "say",
        "says",
        "told",
        "added",
        "claimed",
        "reported",
        "confirmed",
        "announced",
        "estimated",
        "estimate",
        "blamed",
        "described",
    }
)
_EVERYBODY = frozenset({"people", "persons", "individuals", "members", "others", "victims"})
_BEFORE_NUMBER = frozenset({"at", "least", "some", "about", "around", "nearly", "almost", "over", "more", "than", "up", "to", "as", "many"})
_OPENING = frozenset({"that", "said", "say", "says", "when", "after", "while", "where"})
_BARE = frozenset({"casualties", "losses"})
_BARE_ADJECTIVES = frozenset(
    {"heavy", "severe", "significant", "unspecified", "undisclosed", "serious", "considerable", "mass", "no", "any"}
)
_BARE_BEFORE = _BARE_ADJECTIVES | {
    *("inflicted", "inflict", "inflicting", "suffered", "suffer", "suffering", "caused", "causing", "sustained"),
    *("unknown", "without", "further", "more", "taken", "took"),
}


class Counted(NamedTuple):
    """A number at tokens `[first, last)` and the phrase it counts, up to token `end`.

    `noun` is null where the number stands alone or with a word that the lexicon lacks. `partitive` is true for "three of
    them" and "three of the twelve".
    """

    first: int
    last: int
    end: int
    number: NumberExpression
    of: Span | None
    head: str
    noun: CountedNoun | None
    partitive: bool
    of_pronoun: bool
    more: bool

    @property
    def kind(self) -> CountKind:
        return self.noun.kind if self.noun else "other"

    @property
    def is_one(self) -> bool:
        return self.number.low == 1 == self.number.high


class _Words(NamedTuple):
    nouns: CountedNouns
    closing: frozenset[str]
    participles: frozenset[str]
    numbers: frozenset[str]
    function: frozenset[str]


@cache
def _words() -> _Words:
    nouns, roles = load_counted_nouns(), load_role_words()
    participles = {form for form, verbs in roles.verbs.items() if any(v.form != "base" for v in verbs) and " " not in form}
    return _Words(nouns, closers(), frozenset(participles), frozenset(load_number_words().cardinals), closers() - nouns.closers["verbs"])


@cache
def closers() -> frozenset[str]:
    """Every word that no noun phrase goes past."""
    return frozenset().union(*load_counted_nouns().closers.values())


def counted_phrases(t: Tokens) -> Iterator[Counted]:
    """The counted phrases of a sentence, in text order and not overlapping in their numbers."""
    at = 0
    for first, last, number in read_numbers(t):
        yield from _bare(t, at, first)
        phrase = _phrase(t, first, last, number)
        at = max(at, last if phrase.partitive else phrase.end)
        yield phrase
        if (other := _companion(t, phrase)) is not None:
            at = max(at, other.end)
            yield other
    yield from _bare(t, at, len(t.words))


def _companion(t: Tokens, one: Counted) -> Counted | None:
    """The second of "a woman and her daughter"."""
    k = one.end + 1
    single = one.kind == "people" and one.number.form == "indefinite"
    if not (single or t.word(one.end - 1) == "couple") or t.word(one.end) != "and" or t.word(k) not in _OWN:
        return None
    number = NumberExpression(span=t.span(k, k + 1), bare=t.span(k, k + 1), low=1, high=1, qualifier="exact", form="indefinite")
    end, head, noun = _noun_phrase(t, k + 1, number)
    many = head.rpartition(" ")[2] in _COLLECTIVES
    if noun is None or noun.kind != "people" or many or not noun.singular or noun.plural or t.word(end) in ("'s", "’s", "'", "’"):
        return None
    return Counted(k, k + 1, end, number, t.span(k + 1, end), head, noun, False, False, False)


def _bare(t: Tokens, start: int, end: int) -> Iterator[Counted]:
    """People counted without a number: "others were wounded", "heavy casualties"."""
    for i in range(start, end):
        word = t.words[i]
        if (word == "others" and t.word(i + 1) not in ("in", "to", "who")) or (word in _BARE and t.word(i - 1) in _BARE_BEFORE):
            negated = word in _BARE and any(
                t.word(k) in ("not", "no", "without", "nor") or t.word(k).endswith(("n't", "n’t")) for k in range(i - 5, i)
            )
            if t.word(i - 1) == "any" and not negated:
                continue
            low = 0 if negated else None
            first = i - (word in _BARE and t.word(i - 1) in _BARE_ADJECTIVES)
            number = NumberExpression(
                span=t.span(first, i + 1), bare=t.span(i, i + 1), low=low, high=low, qualifier="exact" if negated else "vague",
                form="none" if negated else "vague",
            )  # fmt: skip
            noun = _words().nouns.nouns["casualties" if word in _BARE else "others"]
            yield Counted(first, i + 1, i + 1, number, t.span(i, i + 1), "casualties" if word in _BARE else word, noun, False, False, False)


def _phrase(t: Tokens, first: int, last: int, number: NumberExpression) -> Counted:
    k, partitive, of_pronoun, more = last, False, False, False
    compound = t.word(k) == "-" and t.touches(k) and t.touches(k + 1)
    k += compound
    while t.word(k) in _MORE:
        k, more = k + 1, True
    if t.word(k) == "other" and t.word(k + 1) in closers():
        k, more = k + 1, True
    number_inside = False
    if t.word(k) == "of" or t.words[k - 1] == "of":
        j = k + (t.word(k) == "of")
        partitive = t.word(j) in _DETERMINERS or (t.word(j) in _PRONOUNS and t.raw(j) != "US")
        if (
            t.word(j) in _PRONOUNS
            and t.raw(j) != "US"
            and (t.word(j + 1) in closers() or not t.is_word(j + 1) or t.word(j) in ("them", "whom", "us", "mine", "ours", "theirs"))
        ):
            of_pronoun = True
            k = j + 1
        else:
            while t.word(j) in _DETERMINERS:
                j += 1
            if partitive and (
                t.is_numeral(j) or t.word(j) in ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "dozen", "dozens")
            ):
                j, number_inside = j + 1, True
            k = j
    start = k
    end, head, noun = _noun_phrase(t, k, number)
    if t.word(k) in _GOT and head in _HARM:
        end = k  # "40 sustained injuries"
    if end == k and t.word(k) in ("were", "are") and number.low != 1:  # "10 were civilians"
        after, said, predicate = _noun_phrase(t, k + 1, number)
        if predicate is not None and predicate.kind == "people" and said not in load_role_words().states:
            start, end, head, noun = k + 1, after, said, predicate
    if of_pronoun and noun is None:
        end = start
    if end == start:
        return Counted(
            first,
            last,
            start if (of_pronoun or compound or more) else max(last, start if partitive else last),
            number,
            t.span(start - 1, start) if of_pronoun else None,
            "",
            None,
            partitive,
            of_pronoun,
            more,
        )
    if compound and t.word(k) in _words().nouns.nouns:  # "a 12-member team" counts members
        head, noun = t.word(k), _words().nouns.nouns[t.word(k)]
    while start < end - 1 and t.word(start) in _QUOTES:
        start += 1
    if noun is not None and noun.kind == "people" and noun.plural and number.low != 1:
        end, noun = _with_joined(t, first, end, noun, number)
    of = t.span(start, end)
    if number.form == "indefinite" and head == "couple":
        number = msgspec.structs.replace(number, low=2, high=2)
    if t.words[end : end + 2] in (["or", "more"], ["and", "counting"]) and number.qualifier == "exact" and number.form == "number":
        number, end = msgspec.structs.replace(number, high=None, qualifier="at_least"), end + 2
    return Counted(first, last, end, number, of, head, noun, partitive or number_inside, of_pronoun, more)


def _noun_phrase(t: Tokens, start: int, number: NumberExpression) -> tuple[int, str, CountedNoun | None]:
    """The end of the noun phrase that starts at token `start`, its head and what the lexicon says of it."""
    w = _words()
    single = number.low == 1 == number.high
    k, end, head, noun, run = start, start, "", None, 0
    plural_end = plural_head = None
    while k < len(t.words) and run < _LONGEST_PHRASE:
        word = t.words[k]
        if word in ("-", "–", "/") and t.touches(k) and t.touches(k + 1) and (t.is_word(k + 1) or (_ends_name(t, k + 1) and k > start)):
            k += 1
            continue
        if k > start and _ends_name(t, k):
            k += 1
            continue
        if word == "." and t.touches(k) and len(t.word(k - 1)) == 1 and k > start:
            k += 1
            continue
        if word in _QUOTES and k == start:
            k += 1
            continue
        if t.words[k : k + 3] == ["command", "and", "control"]:
            k, run = k + 3, run + 1
            continue
        if word in ("(", "[") and k > start and t.is_word(k + 1) and t.word(k + 2) in (")", "]") and _goes_on(t, k + 3, w):
            k += 3
            continue
        if t.word(k + 1) == "-" and t.word(k + 2) == "year" and t.word(k + 4) == "old":
            k += 5
            continue
        if not t.is_word(k):
            break
        found = _noun_at(t, k, w)
        if k > start and (
            word in w.numbers or (found is not None and noun is not None and word in w.participles and found[1].kind != "other")
        ):
            break
        if found is not None:
            length, candidate = found
            if word in w.closing and k > start:
                break
            if noun is not None and noun.plural and not candidate.plural and not single:
                break
            k += length
            end, head, noun, run = k, " ".join(t.words[k - length : k]), candidate, run + length
            if candidate.plural and not single and not candidate.singular and _noun_at(t, k, w) is None and not _bracket_noun(t, k, w):
                break
            continue
        if word in w.function and t.raw(k) != "US":
            break
        if (word in w.closing and t.raw(k) != "US") or word in w.participles:
            if not _leads_to_noun(t, k + 1, w):
                break
        elif word.endswith(("ed", "ing")) and not _leads_to_noun(t, k + 1, w) and k > start:
            break
        if noun is not None and (noun.plural and not noun.singular and not single) and not _leads_to_noun(t, k, w):
            break
        hyphened = t.word(k - 1) == "-" and t.touches(k)
        compound = hyphened or (noun is not None and noun.kind == "other" and word in ("run", "owned"))
        if noun is not None and word in _COMPOUNDING and compound and _leads_to_noun(t, k + 1, w):
            k, run = k + 1, run + 1  # "a government-run school"
            continue
        if noun is not None and (single or noun.singular) and not _leads_to_noun(t, k, w):
            if (
                single
                and word not in w.closing
                and word not in w.participles
                and word not in _AFTER_NOUN
                and t.raw(k).islower()
                and not word.endswith(("ed", "ing", "ly"))
            ):
                return k + 1, word, None  # "a gun battle", "a police dog": the head is a word that the lexicon lacks
            break
        k, run = k + 1, run + 1
        if plural_end is None and word.endswith("s") and not word.endswith(("ss", "'s", "’s", "us")) and noun is None:
            plural_end, plural_head = k, word
    if noun is not None:
        return end, head, noun
    if plural_end is not None and not single:
        return plural_end, plural_head or "", None
    if single and k > start and t.is_word(start):
        return k, t.words[k - 1], None
    return (k, t.words[k - 1], None) if k > start and t.raw(k - 1)[:1].isupper() else (start, "", None)


def _with_joined(t: Tokens, first: int, end: int, noun: CountedNoun, number: NumberExpression) -> tuple[int, CountedNoun]:
    """The end of the phrase with the people that stand beside its noun under one number ("30 soldiers and policemen", "20 men, women and
    children"), and what they all are.

    What follows must not be a clause of its own ("killed 30 soldiers and rebels fled"), unless the number begins one itself."""
    kinds, k, last = [noun.of_kind], end, False
    if t.word(end) == "," and (t.word(end - 1) in _EVERYBODY or (t.word(end - 1) == "men" and t.word(end + 1) != "women")):
        return end, noun  # "five people, soldiers and policemen among them"
    while not last:
        comma = t.word(k) == ","
        last = t.word(k + comma) in ("and", "or")
        if (not comma and not last) or (comma and last and len(kinds) == 1):
            return end, noun
        after, _, joined = _noun_phrase(t, k + comma + last, number)
        if joined is None or joined.kind != "people" or not joined.plural or after - k > 4 or _stands_apart(t, k + comma + last, after):
            return end, noun
        kinds.append(joined.of_kind)
        k = after
    if t.is_word(k) and t.word(k) not in load_counted_nouns().closers["prepositions"] and not _begins_clause(t, first):
        return end, noun
    if _verb_follows(t, k, saying=_begins_clause(t, first)):
        return end, noun
    together: OfKind = kinds[0] if len(set(kinds)) == 1 else "mixed" if {"civilian", "combatant"} <= set(kinds) else "unknown"
    return k, noun._replace(of_kind=together)


def _verb_follows(t: Tokens, k: int, *, saying: bool) -> bool:
    """Whether a verb (of `saying` alone, if so) stands between token `k` and the next sign: the people before it are its subject."""
    verbs = load_counted_nouns().closers["verbs"] | load_counted_nouns().closers["auxiliaries"]
    while t.is_word(k) or t.is_numeral(k):
        word = t.words[k]
        said = word in _SAYING and t.word(k - 1) not in ("were", "was", "are", "been", "being", "is")
        acts = not saying and (word in verbs or word in _words().participles or (word.endswith("ed") and len(word) > 4))
        if said or acts:
            return True
        k += 1
    return False


def _stands_apart(t: Tokens, start: int, end: int) -> bool:
    """ "12 killed and wounded", "and two civilians", "and others": no people of a kind of their own under the same number."""
    return any(t.words[k] in _apart() or t.is_numeral(k) for k in range(start, end))


@cache
def _apart() -> frozenset[str]:
    roles, n = load_role_words(), load_number_words()
    numbers = (*n.cardinals, *n.multipliers, *n.collectives, *n.plurals, *n.vague)
    return frozenset((*roles.states, *roles.heads, *numbers, "others", "other", "a", "an", "another"))


def _begins_clause(t: Tokens, first: int) -> bool:
    while t.word(first - 1) in _BEFORE_NUMBER:
        first -= 1
    return first == 0 or t.word(first - 1) in _OPENING or not (t.is_word(first - 1) or t.is_numeral(first - 1))


def _ends_name(t: Tokens, k: int) -> bool:
    """Whether token `k` is the number of a name: "M23", "T-72"."""
    letters = k - 2 if t.word(k - 1) in ("-", "–") and t.touches(k - 1) else k - 1
    return t.is_numeral(k) and t.touches(k) and t.is_word(letters) and t.raw(letters)[:1].isupper()


def _noun_at(t: Tokens, k: int, w: _Words) -> tuple[int, CountedNoun] | None:
    """The longest known noun at token `k`, in words."""
    words = t.words
    if k >= len(words):
        return None
    for n in (3, 2):
        if k + n <= len(words):
            joined = n == 3 and words[k + 1] == "-" and t.touches(k + 1) and t.touches(k + 2)
            noun = w.nouns.nouns.get("".join(words[k : k + 3]) if joined else " ".join(words[k : k + n]))
            if noun is not None:
                return n, noun
    noun = w.nouns.nouns.get(words[k])
    return (1, noun) if noun is not None else None


def _leads_to_noun(t: Tokens, k: int, w: _Words) -> bool:
    """Whether a known noun follows within three words that a noun phrase may hold."""
    for j in range(k, k + 4):
        if _noun_at(t, j, w) is not None and t.word(j) not in w.closing:
            return True
        if (
            (t.word(j) == "-" and t.touches(j))
            or _ends_name(t, j)
            or t.raw(j) == "US"
            or (t.is_word(j) and t.word(j) not in w.closing and t.word(j) not in w.participles)
        ):
            continue
        return False
    return False


def _goes_on(t: Tokens, k: int, w: _Words) -> bool:
    return t.is_word(k) and t.word(k) not in w.closing and (t.word(k) not in w.participles or _leads_to_noun(t, k + 1, w))


def _bracket_noun(t: Tokens, k: int, w: _Words) -> bool:
    return t.word(k) in ("(", "[") and t.word(k + 2) in (")", "]") and _noun_at(t, k + 3, w) is not None


def of_kind_of(t: Tokens, p: Counted) -> OfKind:
    """Civilian or combatant, as the counted words call them."""
    if p.noun is None or p.noun.kind != "people" or p.of is None:
        return "unknown"
    nouns = load_counted_nouns()
    words = [t.words[k] for k in range(p.last, p.end)]
    if any(x in nouns.civilian_modifiers for x in words) and p.noun.of_kind != "combatant":
        return "civilian"
    if any(x in nouns.arms_modifiers for x in words) and p.noun.of_kind != "civilian":
        return "combatant"
    return p.noun.of_kind
