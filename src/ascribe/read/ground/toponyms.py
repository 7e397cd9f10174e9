"""Toponyms: where a text names a place, before it is settled which place that is.

In:  a text, its sentences, a gazetteer.   Out: `Toponym`s in text order, the longest name where two would overlap, with the
place noun, direction or distance that the words around give.

Three ways of writing are told apart sentence by sentence: mixed case, where a capital marks a name; all capitals (wire
copy) and no capitals at all, where only the gazetteer and the words before a name can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

import msgspec

from ascribe.domain.document import Sentence
from ascribe.domain.span import Span
from ascribe.gazetteer.lookup import Gazetteer, PlaceCandidate
from ascribe.lexicon.actors import load_countries
from ascribe.lexicon.place_words import NounClass, place_words
from ascribe.lexicon.times import time_words

__all__ = ["Token", "Toponym", "demonyms", "find_toponyms", "tokens_of"]

Case = Literal["mixed", "capitals", "small"]
_WORD = re.compile(r"(?:[A-Z]\.){2,6}|[^\W_]+(?:['’ʼ‘`‐‑-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s\Z", re.I)
_ARTICLE = re.compile(r"(?:al|el|ar|as|ash|ad|an|at|az|ez|es|ed|et|ul|ol)[-‐‑'’](?=\w)", re.I)
_DISTANCE = re.compile(
    r"(?P<number>\d{1,3}(?:\.\d)?|a few|several)?[ -]?(?P<unit>km|kms|kilometres?|kilometers?|miles?|mi)?\s?(?:\(\d{1,3} \w{1,10}\)\s)?"
    r"\b(?P<away>(?:to the )?(?:north|south|east|west|north-?east|north-?west|south-?east|south-?west)|away|short)?\s?(?:of|from)\s(?:the\s)?(?:city of\s|town of\s)?\Z",
    re.I,
)
_MAX_WORDS = 5


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


class Toponym(msgspec.Struct, frozen=True, kw_only=True):
    """A named place of the text.

    `span` covers the name with the place noun and direction that belong to it ("northern Syria", "Daraa province"),
    `core` the name alone. `noun` is the class of the place noun and `word` the noun itself, `direction` the step
    (north, east) that an adjective or a distance takes, `km` the distance, `near` whether the place is only near the
    name. `asked` is true where the words before or the noun ask for a place; only then do unlisted places count.
    """

    span: Span
    core: Span
    candidates: tuple[PlaceCandidate, ...]
    noun: NounClass | None = None
    word: str | None = None
    direction: tuple[float, float] | None = None
    km: float | None = None
    near: bool = False
    asked: bool = False


@cache
def demonyms() -> dict[str, str]:
    """Adjectives and nouns of nationality, small letters → country code.

    >>> demonyms()["afghan"], demonyms()["iraqis"]
    ('AF', 'IQ')
    """
    return {w.casefold(): code for code, c in sorted(load_countries().items()) for w in (*c.adjectives, *c.people)}


@cache
def _time_names() -> frozenset[str]:
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


def find_toponyms(text: str, sentences: Sequence[Sentence], gazetteer: Gazetteer, skip: Sequence[Span] = ()) -> list[Toponym]:
    """The toponyms of a text, in order and without overlaps; none overlaps a span of `skip`."""
    small = not any(c.isupper() for c in text[:2000])
    areas = [s.span for s in sentences] or [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    found: list[Toponym] = []
    for area in areas:
        case: Case = "small" if small else _case_of(text, area)
        finder = _Finder(text, tokens_of(text, area.start, area.end), case, gazetteer)
        found += [t for t in finder.run() if not any(t.span.overlaps(s) for s in skip)]
    return _shared_nouns(text, found)


def _case_of(text: str, area: Span) -> Case:
    letters = [c for c in text[area.start : area.end] if c.isalpha()]
    return "capitals" if letters and sum(c.isupper() for c in letters) > 0.8 * len(letters) and len(letters) > 12 else "mixed"


def _shared_nouns(text: str, found: list[Toponym]) -> list[Toponym]:
    """In "A, B and C provinces" the noun of the last is that of all."""
    result = list(found)
    for i in range(len(result) - 2, -1, -1):
        here, after = result[i], result[i + 1]
        between = text[here.span.end : after.span.start].strip().casefold()
        plural = after.word is not None and after.word.endswith("s") and after.noun in ("district", "province", "settlement")
        if here.noun is None and plural and between in (",", "and", ", and", "or", "&"):
            result[i] = msgspec.structs.replace(here, noun=after.noun, word=after.word, asked=True)
    return result


class _Finder:
    """Looks for toponyms in the words of one sentence."""

    def __init__(self, text: str, tokens: list[Token], case: Case, gazetteer: Gazetteer) -> None:
        self.text, self.tokens, self.case, self.gazetteer = text, tokens, case, gazetteer
        self.words = place_words()

    def run(self) -> Iterator[Toponym]:
        i, last = 0, -1
        while i < len(self.tokens):
            n = self._known(i, last) or (self._unknown(i) if self.case == "mixed" else self._unknown_uncased(i))
            if n:
                toponym = self._toponym(i, i + n - 1)
                if toponym is not None:
                    yield toponym
                    last = i + n - 1
                    while i < len(self.tokens) and self.tokens[i].start < toponym.span.end:
                        i += 1
                    continue
                i += n
                continue
            i += 1

    def _joined(self, i: int, j: int) -> bool:
        """Whether tokens i … j stand side by side, with nothing but a blank between."""
        return all(
            (gap := self.text[self.tokens[k].end : self.tokens[k + 1].start]) in (" ", "\u00a0", "\n")
            or (gap == ". " and self.tokens[k].low in self.words.titles)
            for k in range(i, j)
        )

    def _adjacent(self, k: int) -> Token | None:
        """Token k if it stands right beside its successor, else None."""
        if k < 0 or k + 1 >= len(self.tokens) or not self._joined(k, k + 1):
            return None
        return self.tokens[k]

    def _next(self, j: int) -> Token | None:
        if j + 1 >= len(self.tokens) or self.tokens[j].possessive or not self._joined(j, j + 1):
            return None
        return self.tokens[j + 1]

    def _may_open(self, token: Token) -> bool:
        return token.capital if self.case == "mixed" else token.text[0].isalpha()

    def _known(self, i: int, last: int) -> int:
        """How many words from i on are a name of the gazetteer that may stand here; 0 where none."""
        first = self.tokens[i]
        if not self._may_open(first) and not (first.low in ("al", "el", "ar", "as") and self._next(i)):
            return 0
        for n in range(min(_MAX_WORDS, len(self.tokens) - i), 0, -1):
            j = i + n - 1
            if not self._joined(i, j) or not self._may_open(self.tokens[j]):
                continue
            if any(not self._may_open(t) and t.low not in self.words.inside_names for t in self.tokens[i + 1 : j]):
                continue
            phrase = self.text[first.start : self.tokens[j].end]
            if self.gazetteer.has(phrase) and self._fits(i, j, phrase, last):
                return n
        return 0

    def _fits(self, i: int, j: int, phrase: str, last: int) -> bool:
        """Whether a name of the gazetteer is a place here, not a person, a body, a month or an ordinary word."""
        words, low = self.words, phrase.casefold()
        before, after = self._adjacent(i - 1), self._next(j)
        noun = self._noun_after(j)[0]
        best = next((c for c in self.gazetteer.lookup(phrase) if c.exact), None)
        if best is None:
            return False
        if all(t.low in words.never_alone or t.low in words.nouns or t.low in words.directions or t.low in _FUNCTION for t in self.tokens[i : j + 1]) and (
            i < j and best.kind in ("city", "admin1", "admin2", "neighbourhood") or self.tokens[i].low in ("the", "an", "a")
        ):
            return False
        if low in _time_names() or low in demonyms() and best.kind != "country":
            return False
        if i == j and low in words.never_alone:
            return noun in ("district", "province", "settlement") and self.case == "mixed" and self.tokens[i].capital and self._asked(i)
        if i == j and phrase.isupper() and len(phrase) <= 4 and self.case == "mixed":
            return best.kind in ("country", "admin1", "region")
        if self.case == "small" and low in ("us", "pa"):
            return False
        if after is not None and after.low in _PAPERS and (after.capital or self.case != "mixed"):
            return False
        if before is not None and before.low in words.titles and before.capital and best.kind != "country":
            return False
        if self.case != "mixed":
            return self._fits_uncased(i, j, best, noun, last)
        named = before is not None and before.capital and not self._opens_freely(before, i - 1, last)
        if named and (low in words.person_names or best.kind not in ("country", "sea", "region") or i == j and after is not None and after.capital):
            return noun is not None and low not in words.person_names and before is not None and before.low not in words.titles
        if low in words.person_names:
            if after is not None and after.capital and noun is None:
                return False
            return best.kind == "country" or noun is not None or self._asked(i)
        surname = after is not None and after.capital and noun is None and i == j and not self._says_nothing(after.low)
        return not surname or best.kind in ("country", "region") or self._asked(i) and best.prominence >= 5

    def _says_nothing(self, low: str) -> bool:
        """Whether a capitalised word after a name leaves it a place ("in Kabul Monday", "Kabul University", "Gaza Palestinians")."""
        return low in self.words.bodies or low in _FUNCTION or low in _time_names() or low in demonyms() or low in _PEOPLE

    def _fits_uncased(self, i: int, j: int, best: PlaceCandidate, noun: NounClass | None, last: int) -> bool:
        if best.kind == "country" and best.prominence > 8:
            return True
        gap = self.text[self.tokens[i - 1].end : self.tokens[i].start] if i else ""
        listed_on = last == i - 1 and last >= 0 and gap in (", ", " (", "-")
        if noun in ("district", "province", "settlement") or listed_on:
            return True
        if self.case == "capitals" and i == 0 and self.text[self.tokens[j].end : self.tokens[j].end + 1] in (",", ":", " ("):
            return True
        before = self._adjacent(i - 1)
        acted_on = before is not None and len(before.low) > 4 and before.low.endswith("ed") or before is not None and before.low in _TAKEN
        return self._asked(i) or acted_on and best.kind != "village" or (best.prominence >= 5.5 and j > i)

    def _opens_freely(self, token: Token, k: int, last: int) -> bool:
        """Whether a capitalised word before a name says nothing against a place: a place itself, a direction, "In" …"""
        low = token.low
        if k == last or low in demonyms() or low in _time_names() or low in self.words.directions or low in self.words.nouns:
            return True
        return low in _FUNCTION or token.text.isupper() and len(token.text) > 1 and k == 0

    def _asked(self, i: int) -> bool:
        """Whether the words before token i ask for a place: a preposition of place, or "village of"."""
        k = i - 1
        while k >= 0 and (self.tokens[k].low in self.words.directions or self.tokens[k].low in ("the", "city", "town", "village", "villages", "nearby", "district", "province", "downtown", "besieged", "rebel-held", "port", "border", "neighbouring", "neighboring")) and self._joined(k, k + 1):
            if self.tokens[k].low in ("village", "villages", "town", "city") and k >= i - 2:
                return True
            k -= 1
        if k < 0 or not self._joined(k, k + 1):
            return False
        low = self.tokens[k].low
        if low in self.words.in_words or low in self.words.from_words or low in ("to", "towards", "toward"):
            return True
        if low == "of" and k and (self.tokens[k - 1].low in self.words.event_nouns or self.tokens[k - 1].low in self.words.nouns or self.tokens[k - 1].low in self.words.directions):
            return True
        if low in ("and", "or") and k:
            return self._asked(k - 1) if self._joined(k - 1, k) and self._may_open(self.tokens[k - 1]) else False
        return False

    def _unknown(self, i: int) -> int:
        """How many capitalised words from i on must be a place although no gazetteer names it; 0 where none."""
        if not self.tokens[i].capital or self.tokens[i].text[0].isdigit():
            return 0
        low = self.tokens[i].low
        if low in _FUNCTION or low in _time_names() or low in demonyms() or low in self.words.titles or low in self.words.directions:
            return 0
        j = i
        while j + 1 < len(self.tokens) and j - i < 3 and self._next(j) is not None:
            token = self.tokens[j + 1]
            if token.capital and self._noun_after(j)[0] is None:
                j += 1
            elif token.low in ("de", "del", "la", "e", "al", "wa") and (after := self._next(j + 1)) is not None and after.capital:
                j += 2
            else:
                break
        run = self.tokens[i : j + 1]
        if any(sum(c.isupper() for c in part) > 1 for t in run for part in re.split(r"[-‐‑'’]", t.text)) or low.endswith(("men", "women")):
            return 0
        if any(t.low in self.words.bodies or t.low in _time_names() or t.low in demonyms() or t.low in _NOT_PLACES for t in run):
            return 0
        if any(re.search(r"-(?:held|dominated|controlled|backed|led|run|based|aligned|era|style|occupied|majority|speaking|ruled)\Z", t.low) for t in run):
            return 0
        if len(run) == 1 and (low in self.words.never_alone or low in self.words.person_names or low in self.words.nouns):
            return 0
        if len(run) == 1 and (run[0].text.isupper() or not run[0].text[-1].isalpha()):
            return 0
        before = self._adjacent(i - 1)
        if before is not None and (before.low in self.words.titles or before.capital and before.low not in _FUNCTION and before.low not in self.words.directions):
            return 0
        noun, _, word = self._noun_after(j)
        if noun in ("district", "province", "settlement") or noun == "area" and word in _LANDFORMS or noun in ("site", "road") and self._in_before(i):
            return len(run)
        after = self._next(j)
        if after is not None and after.capital:
            return 0
        if self._in_before(i) or self._named_before(i):
            return len(run)
        # "from Walikale", "to Kotkai": not where the text names a person so.
        moved = before is not None and before.low in ("from", "into", "towards", "toward", "to", "through")
        held = self._holder_after(j)
        if (moved or held and before is not None) and not re.search(r"[A-Z]\w+\s" + re.escape(run[-1].text) + r"\b", self.text):
            return len(run) if held or len(run) == 1 and len(low) > 3 else 0
        return 0

    def _holder_after(self, j: int) -> bool:
        """Whether ", Y" or " in Y" follows, with Y an area of the gazetteer."""
        k = j + 1
        if k >= len(self.tokens):
            return False
        gap = self.text[self.tokens[j].end : self.tokens[k].start]
        if gap == " " and self.tokens[k].low in ("in", "of") and k + 1 < len(self.tokens):
            k, gap = k + 1, ", "
        if gap != ", " or not self.tokens[k].capital:
            return False
        for n in (3, 2, 1):
            if k + n <= len(self.tokens) and self._joined(k, k + n - 1):
                found = self.gazetteer.lookup(self.text[self.tokens[k].start : self.tokens[k + n - 1].end])
                if found and found[0].exact:
                    return found[0].kind in ("country", "admin1", "admin2")
        return False

    def _unknown_uncased(self, i: int) -> int:
        """Without capitals to go by: the words between a preposition of place and a place noun ("near masimera junction")."""
        if not self._in_before(i) and not self._named_before(i):
            return 0
        for n in (1, 2, 3):
            j = i + n - 1
            if j >= len(self.tokens) or not self._joined(i, j):
                return 0
            low = self.tokens[j].low
            if self._plain_word(low):
                return 0
            noun, _, word = self._noun_after(j)
            if (noun in ("district", "province", "settlement") or word in _UNCASED_NOUNS) and word not in ("outskirts", "community"):
                return n
            if n == 1 and self._named_before(i) and not self._joined(j, min(j + 1, len(self.tokens) - 1)):
                return 1
        return 0

    def _plain_word(self, low: str) -> bool:
        words = self.words
        return (
            len(low) < 3 or low in words.never_alone or low in words.nouns or low in words.bodies or low in words.directions or low in _FUNCTION
            or low in demonyms() or low in _time_names() or low in words.participants or low.endswith(("ing", "ed", "ly", "ment", "tion", "ial", "ian"))
            or low in _ADJECTIVES or not low.isalpha()
        )  # fmt: skip

    def _in_before(self, i: int) -> bool:
        before = self._adjacent(i - 1)
        if before is not None and before.low == "the":
            before = self._adjacent(i - 2)
        return before is not None and before.low in ("in", "at", "near", "outside", "around", "inside")

    def _named_before(self, i: int) -> bool:
        before, noun = self._adjacent(i - 1), self._adjacent(i - 2)
        if before is None or noun is None:
            return False
        return before.low in ("of", "called", "named") and self.words.nouns.get(noun.low) in ("district", "province", "settlement", "area")

    def _noun_after(self, j: int) -> tuple[NounClass | None, int, str | None]:
        """The place noun that follows token j: its class, how many words to take in, the noun; (None, 0, None) where none."""
        first = self._next(j)
        if first is None:
            return None, 0, None
        for n in (3, 2, 1):
            if j + n >= len(self.tokens) or not self._joined(j, j + n):
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
                after = self._next(j + 1)
                if first.low in _ALSO_VERBS or after is not None and after.low in self.words.bodies | _PEOPLE and self.words.nouns[first.low] != "province":
                    return None, 0, None
                return self.words.nouns[first.low], 1, first.low
        return None, 0, None

    def _toponym(self, i: int, j: int) -> Toponym | None:
        start, end = self.tokens[i].start, self.tokens[j].end
        core = Span(start, end)
        noun, taken, word = self._noun_after(j)
        asked = self._asked(i) or noun in ("district", "province", "settlement")
        phrase = self.text[start:end]
        if taken:
            end = self.tokens[j + taken].end
            whole = self.text[start:end]
            if self.gazetteer.has(whole):
                core, phrase = Span(start, end), whole
        direction = None
        before = self._adjacent(i - 1)
        if before is not None and before.low in self.words.directions and not self._is_compass_noun(i - 1):
            whole = self.text[before.start : core.end]
            if self.gazetteer.has(whole):
                core, phrase = Span(before.start, core.end), whole
            else:
                direction = self.words.directions[before.low]
            start = before.start
        near, km = False, None
        lead = self.text[max(0, start - 60) : start]
        previous = self.tokens[i - 1].low if i else ""
        if previous in self.words.near or re.search(r"\b(?:outskirts|suburbs?|vicinity|edge|near) (?:of )?(?:the )?\Z", lead, re.I):
            near = True
        away = _DISTANCE.search(lead)
        if away is not None and (away["unit"] or (away["away"] and away["away"].casefold() not in ("away", "short"))):
            near = True
            compass = (away["away"] or "").casefold().removeprefix("to the ")
            direction = self.words.directions.get(compass, direction)
            if away["unit"]:
                number = away["number"] or ""
                km = float(number) * (1.6 if away["unit"].casefold().startswith("mi") else 1.0) if number[:1].isdigit() else 15.0
        if noun is None:
            behind = self._noun_before(i)
            if behind is not None:
                noun, word, asked = self.words.nouns[behind], behind, True
        return Toponym(
            span=Span(start, end),
            core=core,
            candidates=self.gazetteer.lookup(phrase),
            noun=noun,
            word=word,
            direction=direction,
            km=km,
            near=near,
            asked=asked,
        )

    def _is_compass_noun(self, k: int) -> bool:
        """Whether a direction is a noun of its own ("to the north Syria said")."""
        return k > 0 and self.tokens[k].low in ("north", "south", "east", "west") and self.tokens[k - 1].low == "the"

    def _noun_before(self, i: int) -> str | None:
        before = self._adjacent(i - 1)
        if before is not None and before.low == "the":
            i, before = i - 1, self._adjacent(i - 2)
        if before is None:
            return None
        if before.low == "of":
            before = self._adjacent(i - 2)
        if before is None or self.words.nouns.get(before.low) not in ("district", "province", "settlement"):
            return None
        return before.low


_UNCASED_NOUNS = frozenset("area junction crossroads valley forest colony checkpost checkpoint camp road bridge river hill".split())
_ADJECTIVES = frozenset(
    "main small large big nearby same rich poor public private local rural urban certain various different entire whole affected mixed other another "
    "home own remote disputed sensitive walled minority majority dense tribal industrial residential adjoining neighbouring neighboring crowded".split()
)
_PAPERS = frozenset("post times herald tribune gazette chronicle today".split())
_LANDFORMS = frozenset("valley gorge pass river mountain mountains hill hills forest forests island islands peninsula desert area heights lake region sector".split())
_ALSO_VERBS = frozenset("block range line school farm plant house belt border front coast strip compound".split()) - {"border", "front", "coast", "strip", "school"}
_TAKEN = frozenset("took left hit struck reach enter leave attack capture seize take bomb reaching entering leaving attacking".split())
_PEOPLE = frozenset("police council assembly governor commissioner officials official administration authorities chief court parliament".split())
_NOT_PLACES = frozenset("operation war act treaty day agreement accords convention minister president general party church".split())
_FUNCTION = frozenset(
    "the a an in on at of for from to by with near and or but as it he she they we i his her its their this that these those there here when where "
    "while after before during since until under over across around inside outside between into meanwhile however also both all some many most "
    "several two three four five six seven eight nine ten one no not only even if because although though despite following about against "
    "according what who which how why then now later earlier today yesterday tomorrow once again still yet so thus further another other each "
    "every any much few more less and/or south-eastern than near beyond throughout within without via amid among along off up down out".split()
)
