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
from typing import NamedTuple

import msgspec

from ascribe.domain.document import Sentence
from ascribe.domain.span import Span
from ascribe.gazetteer.lookup import Gazetteer, PlaceCandidate
from ascribe.lexicon.actors import load_countries
from ascribe.lexicon.counted_nouns import load_counted_nouns
from ascribe.lexicon.function_words import load_function_words
from ascribe.lexicon.place_words import NounClass, place_words
from ascribe.lexicon.rarity import load_rarity, rare_words
from ascribe.lexicon.triggers import load_triggers
from ascribe.read.ground.words_around import Case, Token, Words, demonyms, time_names, tokens_of

__all__ = ["Toponym", "find_toponyms", "toponyms_at"]

_DISTANCE = re.compile(
    r"(?P<number>\d{1,3}(?:\.\d)?|a few|several)?[ -]?(?P<unit>km|kms|kilometres?|kilometers?|miles?|mi)?\s?(?:\(\d{1,3} \w{1,10}\)\s)?"
    r"\b(?P<away>(?:to the )?(?:north-?east|north-?west|south-?east|south-?west|north|south|east|west)|away|short)?\s?"
    r"(?:of|from)\s(?:the\s)?(?:city of\s|town of\s)?\Z",
    re.I,
)
_EDGE = re.compile(r"\b(?:outskirts|suburbs?|vicinity|edge|near) (?:of )?(?:the )?\Z", re.I)
_TWO_NAMES = re.compile(r"[A-Z]\w{1,30}\s(?=([A-Z]\w{1,30}))")
_CAPITAL, _SMALL = "A-ZÀ-ÖØ-Þ", "a-zß-öø-ÿ"
_FULL_NAME = re.compile(
    rf"(?<![\w’'-])(?=(?P<first>[{_CAPITAL}][{_SMALL}]+)(?P<initial>\s[{_CAPITAL}]\.?)?\s"
    rf"(?P<last>[{_CAPITAL}][{_SMALL}{_CAPITAL}]*[{_SMALL}]+(?:-[{_CAPITAL}][{_SMALL}]+)?)\b(?!-)(?P<age>,? \(?\d\d\b[,)])?)"
)
_PLACED = re.compile(r"\b(?:in|at|near|outside|around|inside|from|to|of)\s+(?:the\s+)?\Z", re.I)
#: What may open a sentence before a place: "Embattled Bakhmut", "Strategic Saraqib", "Greater Idlib".
_QUALIFIES = re.compile(
    r"\w+(?:ed|ive|ic|al|ous|ern|ing|by|ful|less|ent|ant|ary|ly|en|y)\Z|Greater\Z|Old\Z|New\Z|Upper\Z|Lower\Z|Mid\Z|Besieged\Z"
)
_OPENS_SENTENCE = re.compile(r"(?:\A|[.!?:;\n][\"”’')\]]*)\s*\Z")
#: Verbs before a place on which somebody acts.
_ACTED_ON = frozenset(
    (
        "attacked",
        "bombed",
        "shelled",
        "captured",
        "seized",
        "raided",
        "overran",
        "recaptured",
        "retook",
        "stormed",
        "besieged",
        "liberated",
        "took",
        "hit",
        "struck",
    )
)
_ATTRIBUTE = re.compile(r"-(?:held|dominated|controlled|backed|led|run|based|aligned|era|style|occupied|majority|speaking|ruled)\Z")
_AGED = re.compile(r"\s\(\d{1,2}\) (?:was|has|had|is)\b")
_MAX_WORDS = 5
_SETTLED = ("city", "admin1", "admin2", "neighbourhood")


#: "fired at Malik Shadir Gul", "by what I saw in Tomasz Sekielski's film", "the Duke of Lancaster's Regiment": somebody, no place.
_SHOT_AT = re.compile(
    r"(?<!\bwas )(?<!\bwere )(?<!\bbeen )\b(?:fire[sd]?|firing|shot|shoots|aimed|aiming|lunged|shouted|screamed|looked|stared|yelled"
    r"|swore)\s+(?:\w+ly\s+)?at\s+\Z",
    re.IGNORECASE,
)
#: "in Umm Baru's outskirts".
_PART_OF = re.compile(
    r"(?:['’]s?)?\s+(?:(?:northern|southern|eastern|western|central|main|old|crowded|historic|busy)\s+){0,2}(?:outskirts|suburbs?|market|cent(?:re|er)|district|quarter"
    r"|neighbou?rhoods?|airport|port|streets?|square|countryside|port|bridge|edge|north|south|east|west)\b"
)
_NOBLE = re.compile(r"\b(?:Duke|Duchess|Earl|Prince|Princess|Lord|Archbishop|Bishop|Marquess|Count)\s+of\s+\Z")
_A_DAY = re.compile(r"[^\W\d_]+\s\d{1,2}\Z")
#: In capitals "US" is the pronoun, but for "THE US" and what is of the United States.
_OF_THE_US = frozenset((
    "troops", "army", "forces", "military", "president", "government", "embassy", "soldiers", "marines", "navy", "air", "ambassador",
    "state", "secretary", "congress", "senate", "dollars", "citizens", "citizen", "officials", "official", "policy", "administration",
    "planes", "helicopters", "sources", "advisers", "diplomat", "diplomats", "journalist", "missionary", "intervention", "invasion", "aid",
    "southern", "city", "cities", "soil", "territory", "base", "bases", "territories",
))  # fmt: skip


#: Where no capital tells, an ordinary word is a word, unless it names a place that is as well known as a large city.
#: So does one that a report in 220 has, unless it names a town.
_WELL_KNOWN, _KNOWN, _COMMON = 5.0, 4.3, 5.4
#: A place as well known as this is meant even where somebody in the text surely bears its name.
_A_LARGE_CITY = 6.0


@cache
def _ordinary() -> frozenset[str]:
    """Words that reports use as words: of function, of events, and for what they count."""
    function, nouns = load_function_words(), load_counted_nouns()
    closing = frozenset().union(*nouns.closers.values())
    return function.pronouns | function.determiners | function.prepositions | closing | load_triggers().readings.keys() | nouns.nouns.keys()


def _is_common(word: str) -> bool:
    return any(load_rarity().of(w) < _COMMON for w in rare_words(word))


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


def find_toponyms(text: str, sentences: Sequence[Sentence], gazetteer: Gazetteer, skip: Sequence[Span] = ()) -> list[Toponym]:
    """The toponyms of a text, in order and without overlaps; none overlaps a span of `skip`."""
    small = not any(c.isupper() for c in text[:2000])
    areas = [s.span for s in sentences] or [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    surnames = frozenset(m.group(1) for m in _TWO_NAMES.finditer(text))
    persons = _persons(text, gazetteer)
    found: list[Toponym] = []
    for area in areas:
        case: Case = "small" if small else _case_of(text, area)
        finder = _Finder(text, tokens_of(text, area.start, area.end), case, gazetteer, surnames, persons)
        found += [t for t in finder.run() if not any(t.span.overlaps(s) for s in skip)]
    return _shared_nouns(text, found)


class _Named(NamedTuple):
    """Names of the persons whom a text names in full: `surnames` as far as its words can tell, `sure` first and last names that an initial
    or an age marks as somebody's."""

    surnames: frozenset[str] = frozenset()
    sure: frozenset[str] = frozenset()


def _persons(text: str, gazetteer: Gazetteer) -> _Named:
    """Whom the text names in full: "Ariel Morgan, 20", "Brandon Colbert"."""
    words = place_words()
    other = words.grammar | words.titles | words.bodies | words.never_in_names | words.offices | time_names() | _ordinary()
    surnames: set[str] = set()
    sure: set[str] = set()
    for match in _FULL_NAME.finditer(text):
        pair = match.group("first", "last")
        low = [name.casefold() for name in pair]
        if any(w in demonyms() or w in words.directions or w in words.nouns for w in low) or low[0] in other or low[1] in other:
            continue
        before = text[max(0, match.start() - 12) : match.start()]
        if gazetteer.has(" ".join(pair)) or _PLACED.search(before):
            continue
        if match["initial"] or match["age"]:
            sure.update(pair)
        elif not (_QUALIFIES.match(pair[0]) and _OPENS_SENTENCE.search(before)):
            surnames.add(pair[1])
    return _Named(frozenset(surnames - sure), frozenset(sure))


def toponyms_at(text: str, given: Sequence[Span], sentences: Sequence[Sentence], gazetteer: Gazetteer) -> list[Toponym]:
    """The toponyms at spans that are known to be names of places, one a span, in the order given."""
    areas = [s.span for s in sentences] or [Span(0, len(text))]
    finders: dict[Span, _Finder] = {}
    out: list[Toponym] = []
    for span in given:
        area = next((a for a in areas if a.overlaps(span)), Span(0, len(text)))
        if area not in finders:
            finders[area] = _Finder(text, tokens_of(text, area.start, area.end), _case_of(text, area), gazetteer, frozenset(), _Named())
        finder = finders[area]
        inside = [k for k, t in enumerate(finder.tokens) if t.start < span.end and span.start < t.end]
        found = finder.toponym(inside[0], inside[-1]) if inside else None
        candidates = _candidates(span.of(text), gazetteer)
        if found is None:
            out.append(Toponym(span=span, core=span, candidates=candidates))
        else:
            out.append(msgspec.structs.replace(found, span=span, core=span, candidates=candidates or found.candidates))
    return out


def _candidates(name: str, gazetteer: Gazetteer) -> tuple[PlaceCandidate, ...]:
    """The places of a name that is known to be a place's: also one cut short ("W. Va."), or the people's for the country ("Russian")."""
    full = place_words().abbreviations.get(name.replace(" ", ""))
    if full is not None:
        return tuple(c for c in gazetteer.lookup(full) if c.kind == "admin1")
    found = gazetteer.lookup(name) or gazetteer.lookup(re.sub(r"\A[Tt]he\s+", "", name))
    if found:
        return found
    country = demonyms().get(name.casefold()) or demonyms().get(name.casefold().removesuffix("s"))
    return tuple(c for c in gazetteer.lookup(load_countries()[country].name) if c.kind == "country") if country else ()


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


class _Finder(Words):
    """Looks for toponyms in the words of one sentence."""

    def __init__(self, text: str, tokens: list[Token], case: Case, gazetteer: Gazetteer, surnames: frozenset[str], persons: _Named) -> None:
        super().__init__(text, tokens, case)
        self.gazetteer, self.surnames, self.persons = gazetteer, surnames, persons

    def run(self) -> Iterator[Toponym]:
        i, last = 0, -1
        while i < len(self.tokens):
            n = self._known(i, last) or (self._unknown(i) if self.case == "mixed" else self._unknown_uncased(i))
            if n:
                toponym = self.toponym(i, i + n - 1)
                if toponym is not None:
                    yield toponym
                    last = i + n - 1
                    while i < len(self.tokens) and self.tokens[i].start < toponym.span.end:
                        i += 1
                    continue
                i += n
                continue
            i += 1

    def _known(self, i: int, last: int) -> int:
        """How many words from i on are a name of the gazetteer that may stand here; 0 where none."""
        first = self.tokens[i]
        if not self.may_open(first) and not (first.low in ("al", "el", "ar", "as") and self.next(i)):
            return 0
        for n in range(min(_MAX_WORDS, len(self.tokens) - i), 0, -1):
            j = i + n - 1
            if not self.joined(i, j) or not self.may_open(self.tokens[j]):
                continue
            if any(not self.may_open(t) and t.low not in self.words.inside_names for t in self.tokens[i + 1 : j]):
                continue
            phrase = self.text[first.start : self.tokens[j].end]
            if self.gazetteer.has(phrase) and self._fits(i, j, phrase, last):
                return n
        return 0

    def _fits(self, i: int, j: int, phrase: str, last: int) -> bool:
        """Whether a name of the gazetteer is a place here, not a person, a body, a month or an ordinary word."""
        words, low = self.words, phrase.casefold()
        before, after = self.beside(i - 1), self.next(j)
        if after is not None and after.text[0].isdigit():
            after = None  # "the town of Bakhmut 28 times"
        noun = self.noun_after(j)[0]
        best = next((c for c in self.gazetteer.lookup(phrase) if c.exact), None)
        if best is None:
            return False
        plain = all(
            any(t.low in kind for kind in (words.never_alone, words.nouns, words.directions, words.grammar)) for t in self.tokens[i : j + 1]
        )
        if plain and ((i < j and best.kind in _SETTLED) or self.tokens[i].low in ("the", "an", "a")):
            return False
        if low in time_names() or (low in demonyms() and best.kind != "country"):
            return False
        if (_A_DAY.fullmatch(phrase) and self.tokens[i].low in time_names()) or _NOBLE.search(
            self.text, max(0, self.tokens[i].start - 20), self.tokens[i].start
        ):
            return False
        if self.case == "capitals" and phrase == "US" and not self._is_the_us(before, after):
            return False
        if i == j and low in words.never_alone:
            return noun in ("district", "province", "settlement") and self.case == "mixed" and self.tokens[i].capital and self.asked(i)
        if i == j and phrase.isupper() and len(phrase) > 1 and self.case == "mixed":
            dateline = (
                i == 0 and len(phrase) > 3 and self.text[self.tokens[j].end : self.tokens[j].end + 2].lstrip(" ")[:1] in tuple(":,(-–—")
            )
            return best.kind in ("country", "admin1", "region") or dateline
        if self.case == "small" and low in ("us", "pa"):
            return False
        if (i == 0 and _AGED.match(self.text, self.tokens[j].end)) or (before is not None and before.low == "alias"):
            return False  # "Marka (16) was killed", "alias Leo"
        if after is not None and after.low in words.never_before:
            return False
        if after is not None and after.low in self.words.newspapers and (after.capital if self.case == "mixed" else after.low != "today"):
            return False  # "India Today"; but "KILLED IN LIMA TODAY"
        if before is not None and before.low in words.titles and before.capital and best.kind != "country":
            return False
        if self.case != "mixed":
            return self._fits_uncased(i, j, best, noun, last)
        named = before is not None and before.capital and not self.opens_freely(before, i - 1, last)
        follows = i == j and after is not None and after.capital
        if named and (low in words.person_names or best.kind not in ("country", "sea", "region") or follows):
            return noun is not None and low not in words.person_names and before is not None and before.low not in words.titles
        if self._is_of_person(i, j, phrase, best, noun) or self._is_of_firm(i, j):
            return False
        if low in words.person_names:
            if after is not None and after.capital and noun is None:
                return False
            listed_on = last == i - 1 and last >= 0 and self.text[self.tokens[last].end : self.tokens[i].start] == ", "
            known = best.prominence >= 5 and phrase not in self.surnames
            return best.kind == "country" or noun is not None or self.in_before(i) or listed_on or known
        surname = after is not None and after.capital and noun is None and i == j and not self.says_nothing(after.low)
        return not surname or best.kind in ("country", "region") or (self.asked(i) and best.prominence >= 5)

    def _is_of_person(self, i: int, j: int, phrase: str, best: PlaceCandidate, noun: NounClass | None) -> bool:
        """Whether a name is that of somebody whom the text names in full; of a well-known place it is not believed, nor where the words
        before it ask for a place."""
        sure = phrase in self.persons.sure
        if noun is not None or best.kind in ("country", "sea") or (not sure and phrase not in self.persons.surnames):
            return False
        before = self.beside(i - 1)
        located = (self.in_before(i) if sure else self.asked(i)) or (before is not None and before.low in _ACTED_ON)
        return best.prominence < (_A_LARGE_CITY if sure else _WELL_KNOWN) and (self.tokens[j].possessive or not located)

    @staticmethod
    def _is_the_us(before: Token | None, after: Token | None) -> bool:
        """Whether "US" in capitals is the country, not the pronoun."""
        return (before is not None and before.low == "the") or (after is not None and after.low in _OF_THE_US)

    def _is_of_firm(self, i: int, j: int) -> bool:
        """ "Swift & Co.", not "Jammu & Kashmir", "Bosnia & Herzegovina", "Idlib & N Hama"."""
        start, end = self.tokens[i].start, self.tokens[j].end
        beside = (j + 1, self.text[end : end + 3]), (i - 1, self.text[max(0, start - 3) : start])
        for k, sign in beside:
            if sign != " & " or not 0 <= k < len(self.tokens):
                continue
            other = self.tokens[k]
            whole = self.text[min(start, other.start) : max(end, other.end)]
            abbreviated = len(other.text) == 1 or other.low in self.words.directions
            if (
                other.capital
                and not abbreviated
                and not self.gazetteer.has(other.text)
                and not self.gazetteer.has(whole.replace("&", "and"))
            ):
                return True
        return False

    def _fits_uncased(self, i: int, j: int, best: PlaceCandidate, noun: NounClass | None, last: int) -> bool:
        if best.kind == "country" and best.prominence > 8:
            return True
        low, known = self.tokens[i].low, best.prominence
        if i == j and noun is None and ((known < _WELL_KNOWN and low in _ordinary()) or (known < _KNOWN and _is_common(low))):
            return False  # "ON THE BORDER AS", "CONTINUE TO ADVANCE": towns, too, but not here
        gap = self.text[self.tokens[i - 1].end : self.tokens[i].start] if i else ""
        listed_on = last == i - 1 and last >= 0 and gap in (", ", " (", "-")
        if noun in ("district", "province", "settlement") or listed_on:
            return True
        if self.case == "capitals" and i == 0 and self.text[self.tokens[j].end : self.tokens[j].end + 1] in (",", ":", " ("):
            return True
        before = self.beside(i - 1)
        acted_on = (before is not None and len(before.low) > 4 and before.low.endswith("ed")) or (
            before is not None and before.low in self.words.acting_on
        )
        return self.asked(i) or (acted_on and best.kind != "village") or (best.prominence >= 5.5 and j > i)

    def _unknown(self, i: int) -> int:
        """How many capitalised words from i on must be a place although no gazetteer names it; 0 where none."""
        if not self.tokens[i].capital or self.tokens[i].text[0].isdigit():
            return 0
        low = self.tokens[i].low
        if (
            low in self.words.grammar
            or low in time_names()
            or low in demonyms()
            or low in self.words.titles
            or low in self.words.directions
        ):
            return 0
        j = i
        while j + 1 < len(self.tokens) and j - i < 3 and self.next(j) is not None:
            token = self.tokens[j + 1]
            if token.text[0].isdigit() and (after := self.next(j + 1)) is not None and not after.capital:
                break  # "the town of Bakhmut 28 times"
            if token.capital and self.noun_after(j)[0] is None:
                j += 1
            elif token.low in ("de", "del", "la", "e", "al", "wa") and (after := self.next(j + 1)) is not None and after.capital:
                j += 2
            else:
                break
        run = self.tokens[i : j + 1]
        if any(sum(c.isupper() for c in part) > 1 for t in run for part in re.split(r"[-‐‑'’]", t.text)) or low.endswith(("men", "women")):
            return 0
        if any(
            t.low in self.words.bodies or t.low in time_names() or t.low in demonyms() or t.low in self.words.never_in_names for t in run
        ):
            return 0
        if any(_ATTRIBUTE.search(t.low) for t in run):
            return 0
        if len(run) == 1 and (low in self.words.never_alone or low in self.words.person_names or low in self.words.nouns):
            return 0
        if len(run) == 1 and (run[0].text.isupper() or not run[0].text[-1].isalpha()):
            return 0
        if len(run) == 1 and run[0].possessive and run[0].text in self.persons.sure:
            return 0  # "in Ariel's name"
        if len(run[-1].text) == 1 or (len(run) == 1 and low in load_triggers().readings):
            return 0  # "the Richard J. Donovan prison", "Spike in Murders"
        before = self.beside(i - 1)
        if before is not None and (before.low in self.words.titles or (before.capital and not self.opens_freely(before, -1, -2))):
            return 0
        noun, _, word = self.noun_after(j)
        owned = len(run) > 1 and run[-1].possessive and not _PART_OF.match(self.text, run[-1].end)
        if noun is None and (owned or _SHOT_AT.search(self.text, max(0, run[0].start - 40), run[0].start)):
            return 0
        if word in ("department", "state", "agency", "zone", "constituency"):
            noun = None  # "Health Department" is no province
        if noun in ("district", "province", "settlement") or word in self.words.landforms:
            return len(run)
        if noun in ("site", "road") and self.in_before(i):
            return len(run)
        after = self.next(j)
        if after is not None and after.capital and not after.text[0].isdigit():
            return 0
        if self.in_before(i) or self.named_before(i):
            return len(run)
        # "from Walikale", "to Kotkai": not where the text names a person so.
        moved = before is not None and before.low in ("from", "into", "towards", "toward", "to", "through")
        held = self._holder_after(j)
        if (moved or (held and before is not None)) and run[-1].text not in self.surnames:
            return len(run) if held or (len(run) == 1 and len(low) > 3) else 0
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
            if k + n <= len(self.tokens) and self.joined(k, k + n - 1):
                found = self.gazetteer.lookup(self.text[self.tokens[k].start : self.tokens[k + n - 1].end])
                if found and found[0].exact:
                    return found[0].kind in ("country", "admin1", "admin2")
        return False

    def _unknown_uncased(self, i: int) -> int:
        """Without capitals to go by: the words between a preposition of place and a place noun ("near masimera junction")."""
        if not self.in_before(i) and not self.named_before(i):
            return 0
        for n in (1, 2, 3):
            j = i + n - 1
            if j >= len(self.tokens) or not self.joined(i, j):
                return 0
            low = self.tokens[j].low
            if self._plain_word(low):
                return 0
            noun, _, word = self.noun_after(j)
            if (noun in ("district", "province", "settlement") or word in self.words.nouns_without_capitals) and word not in (
                "outskirts",
                "community",
            ):
                return n
            if n == 1 and self.named_before(i) and not self.joined(j, min(j + 1, len(self.tokens) - 1)):
                return 1
        return 0

    def _plain_word(self, low: str) -> bool:
        """Whether a word in small letters is plainly not (part of) a name."""
        words = self.words
        lists = (words.never_alone, words.nouns, words.bodies, words.directions, words.grammar, words.participants, words.not_names)
        return (
            len(low) < 3
            or not low.isalpha()
            or low.endswith(("ing", "ed", "ly", "ment", "tion", "ial", "ian"))
            or low in demonyms()
            or low in time_names()
            or any(low in kind for kind in lists)
        )

    def toponym(self, i: int, j: int) -> Toponym | None:
        """The toponym whose name is tokens i … j, with what the words around it say."""
        start, end = self.tokens[i].start, self.tokens[j].end
        core = Span(start, end)
        noun, taken, word = self.noun_after(j)
        asked = self.asked(i) or noun in ("district", "province", "settlement")
        phrase = self.text[start:end]
        if taken:
            end = self.tokens[j + taken].end
            whole = self.text[start:end]
            if self.gazetteer.has(whole):
                core, phrase = Span(start, end), whole
        direction = None
        before = self.beside(i - 1)
        if before is not None and before.low in self.words.directions and not self.is_compass_noun(i - 1):
            whole = self.text[before.start : core.end]
            if self.gazetteer.has(whole):
                core, phrase = Span(before.start, core.end), whole
            else:
                direction = self.words.directions[before.low]
            start = before.start
        near, km = False, None
        lead = self.text[max(0, start - 60) : start]
        previous = self.tokens[i - 1].low if i else ""
        if previous in self.words.near or _EDGE.search(lead):
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
            behind = self.noun_before(i)
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
