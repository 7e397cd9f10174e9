"""The words around a name: what they say about whether, and which, a place is meant.

In:  the words of one sentence.   Out: `Words`, which answers questions about the words before and after a name: does a
preposition ask for a place, does a place noun follow, is the capitalised word before it a title or a first name.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from ascribe.lexicon.actors import load_countries
from ascribe.lexicon.place_words import NounClass, place_words
from ascribe.lexicon.times import time_words

__all__ = ["Case", "Token", "Words", "demonyms", "time_names", "tokens_of"]

Case = Literal["mixed", "capitals", "small"]
_WORD = re.compile(r"(?:[A-Z]\.){2,6}|[^\W_]+(?:['’ʼ‘`‐‑-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s\Z", re.I)
_ARTICLE = re.compile(r"(?:al|el|ar|as|ash|ad|an|at|az|ez|es|ed|et|ul|ol)[-‐‑'’](?=\w)", re.I)

#: What may stand for an ʿayn before a word of a name; ‘ opens a quotation where a ’ that no letter follows closes it.
_AYN = frozenset(f" {sign}" for sign in "‘ʿʻʼʾ`")
_CLOSED = re.compile(r"[^‘\n]{1,400}?’(?!\w)")


class Token(NamedTuple):
    """A word of the text: where it stands (without a possessive ending), its words and their small letters."""

    start: int
    end: int
    text: str
    low: str
    possessive: bool

    @property
    def capital(self) -> bool:
        """Whether it opens with a capital, the Arabic article apart ("al-Bab")."""
        match = _ARTICLE.match(self.text)
        return self.text[match.end() if match else 0].isupper() or self.text[0].isupper() or self.text[0].isdigit()


@cache
def demonyms() -> dict[str, str]:
    """Adjectives and nouns of nationality, small letters → country code.

    >>> demonyms()["afghan"], demonyms()["iraqis"]
    ('AF', 'IQ')
    """
    return {w.casefold(): code for code, c in sorted(load_countries().items()) for w in (*c.adjectives, *c.people)}


@cache
def time_names() -> frozenset[str]:
    words = time_words()
    return frozenset({*words.months, *words.weekdays} - {"us"})


def tokens_of(text: str, start: int, end: int) -> list[Token]:
    """The words of `text` between two offsets."""
    found = []
    for match in _WORD.finditer(text, start, end):
        word = match.group()
        ending = _POSSESSIVE.search(word)
        bare = word[: ending.start()] if ending else word
        if bare:
            found.append(Token(match.start(), match.start() + len(bare), bare, bare.casefold(), ending is not None))
    return found


class Words:
    """The words of one sentence, by number, and what the ones around them say."""

    def __init__(self, text: str, tokens: list[Token], case: Case) -> None:
        self.text, self.tokens, self.case = text, tokens, case
        self.words = place_words()

    def joined(self, i: int, j: int) -> bool:
        """Whether tokens i … j stand side by side, with nothing but a blank between, and an ʿayn before the later word ("Nad ‘Ali")."""
        return all(
            (gap := self.text[self.tokens[k].end : self.tokens[k + 1].start]) in (" ", "\u00a0", "\n")
            or (gap == ". " and self.tokens[k].low in self.words.titles)
            or (gap in _AYN and self.tokens[k + 1].capital and not _CLOSED.match(self.text, self.tokens[k + 1].start))
            for k in range(i, j)
        )

    def beside(self, k: int) -> Token | None:
        """Token k if it stands right beside its successor, else None."""
        if k < 0 or k + 1 >= len(self.tokens) or not self.joined(k, k + 1):
            return None
        return self.tokens[k]

    def next(self, j: int) -> Token | None:
        if j + 1 >= len(self.tokens) or self.tokens[j].possessive or not self.joined(j, j + 1):
            return None
        return self.tokens[j + 1]

    def may_open(self, token: Token) -> bool:
        return token.capital if self.case == "mixed" else token.text[0].isalpha()

    def opens_freely(self, token: Token, k: int, last: int) -> bool:
        """Whether a capitalised word before a name says nothing against a place: a place itself, a direction, "In" …"""
        low = token.low
        if k == last or low in demonyms() or low in time_names() or low in self.words.directions or low in self.words.nouns:
            return True
        return low in self.words.grammar or (token.text.isupper() and len(token.text) > 1 and k == 0)

    def says_nothing(self, low: str) -> bool:
        """Whether a capitalised word after a name leaves it a place ("in Kabul Monday", "Kabul University", "Gaza Palestinians")."""
        return (
            low in self.words.bodies or low in self.words.grammar or low in time_names() or low in demonyms() or low in self.words.offices
        )

    def asked(self, i: int) -> bool:
        """Whether the words before token i ask for a place: a preposition of place, or "village of"; also in "in A and B"."""
        for _ in range(4):
            k = i - 1
            while k >= max(0, i - 4) and (low := self.tokens[k].low) and self.joined(k, k + 1):
                if low not in self.words.directions and low not in self.words.before_names and low != "the":
                    break
                if low in ("village", "villages", "town", "city") and k >= i - 2:
                    return True
                k -= 1
            if k < 0 or not self.joined(k, k + 1):
                return False
            low, earlier = self.tokens[k].low, self.tokens[k - 1].low if k else ""
            if low in self.words.in_words or low in self.words.from_words or low in ("to", "towards", "toward"):
                return True
            if low == "of":
                return earlier in self.words.event_nouns or earlier in self.words.nouns or earlier in self.words.directions
            if low not in ("and", "or") or not k or not self.joined(k - 1, k) or not self.may_open(self.tokens[k - 1]):
                return False
            i = k - 1
        return False

    def in_before(self, i: int) -> bool:
        before = self.beside(i - 1)
        if before is not None and before.low == "the":
            before = self.beside(i - 2)
        return before is not None and before.low in ("in", "at", "near", "outside", "around", "inside")

    def named_before(self, i: int) -> bool:
        before, noun = self.beside(i - 1), self.beside(i - 2)
        if before is None or noun is None:
            return False
        if noun.low in ("department", "state", "agency") and noun.text[0].isupper():
            return False  # "Department of Agriculture"
        if before.low == "of" and noun.low in self.words.struck_nouns:
            return True
        return before.low in ("of", "called", "named") and self.words.nouns.get(noun.low) in ("district", "province", "settlement", "area")

    def noun_after(self, j: int) -> tuple[NounClass | None, int, str | None]:
        """The place noun that follows token j: its class, how many words to take in, the noun; (None, 0, None) where none."""
        first = self.next(j)
        if first is None:
            return None, 0, None
        for n in (3, 2, 1):
            if j + n >= len(self.tokens) or not self.joined(j, j + n):
                continue
            low = " ".join(t.low for t in self.tokens[j + 1 : j + n + 1])
            pair = self.words.noun_pairs.get(low)
            if pair is not None:
                return pair, n, low
            if n == 3 and low.startswith("international "):
                continue
            if n == 1 and first.low in self.words.nouns:
                if first.low.startswith("agenc") and not (first.text[0].isupper() and first.low == "agency"):
                    return None, 0, None
                after = self.next(j + 1)
                body = after is not None and (after.low in self.words.bodies or after.low in self.words.offices)
                if first.low in self.words.ambiguous_nouns or (body and self.words.nouns[first.low] != "province"):
                    return None, 0, None
                return self.words.nouns[first.low], 1, first.low
        return None, 0, None

    def noun_before(self, i: int) -> str | None:
        before = self.beside(i - 1)
        if before is not None and before.low == "the":
            i, before = i - 1, self.beside(i - 2)
        if before is None:
            return None
        if before.low == "of":
            before = self.beside(i - 2)
        if before is None or self.words.nouns.get(before.low) not in ("district", "province", "settlement"):
            return None
        return before.low

    def is_compass_noun(self, k: int) -> bool:
        """Whether a direction is a noun of its own ("to the north Syria said")."""
        return k > 0 and self.tokens[k].low in ("north", "south", "east", "west") and self.tokens[k - 1].low == "the"
