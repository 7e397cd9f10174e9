"""Names of private people masked, so that an export can be shown without showing whom it harms.

In:  the records whose words an export holds.   Out: a `Mask`, which takes their names out of any words.

Masked are people who were acted upon and are no public actors (`_marked`), those whom the words of harm name though nobody was read as
suffering it (`_unread`), whom a report introduces as it does people who are no public ones, by "identified as", an age or their kin
(`_introduced`), and those who bear a family's name with them in the same report (`_relatives`), or are a masked one under another name.
A name goes word by word, whatever its case, accents and order, wherever in the export it stands, so that a title or another report does
not give away what a quote hides:
`[name 1]` in the place of each stretch of it. It fails to the safe side: a place or a bystander that shares a word with a masked name is
masked too. Only two things keep such a word: the name of a public person of the catalogue that is not the masked one's, and a common word
in small letters ("the young men" beside a Mr Young), where a mask would give the name away.

A mask has not the length of what it hides, since that would be a hint. Offsets and digests in an export are those of the original text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, urlsplit

import msgspec

from ascribe.domain.actor import ParticipantKind
from ascribe.domain.claim import Claim, Record
from ascribe.domain.event import EventType
from ascribe.gazetteer.lookup import Gazetteer, load_gazetteer
from ascribe.lexicon.actors import load_actors
from ascribe.lexicon.actors import words as keyed_words
from ascribe.lexicon.people import load_people
from ascribe.lexicon.person_groups import load_person_groups
from ascribe.lexicon.rarity import load_rarity, rare_words

__all__ = ["NO_MASK", "Cut", "Mask", "mask_of"]

#: Who may be a private person; others are bodies, states and places.
_PEOPLE: Final[frozenset[ParticipantKind | None]] = frozenset((None, "person", "civilian"))
#: Where those who act are those who suffer it.
_OWN_HARM: Final[frozenset[EventType]] = frozenset(("displacement", "surrender", "protest"))
#: What somebody suffers.
_HARM: Final[frozenset[EventType]] = frozenset(
    (
        "attack",
        "shelling",
        "airstrike",
        "bombing",
        "killing",
        "injury",
        "abduction",
        "detention",
        "abuse",
        "sexual_violence",
        "displacement",
    )
)
#: What only people suffer.
_OF_PEOPLE: Final[frozenset[EventType]] = frozenset(("killing", "injury", "abduction", "detention", "abuse", "sexual_violence"))
#: Who is named as a source because of being there.
_BYSTANDERS: Final = frozenset(("witness", "resident"))
#: What counts no people.
_NO_PEOPLE: Final = frozenset(("materiel",))
#: Parts of names that alone name nobody.
_PARTICLES: Final = frozenset(
    (
        "abd", "abu", "al", "ap", "bin", "bint", "da", "dal", "de", "del", "della", "den", "der", "di", "dos",
        "du", "e", "el", "ibn", "la", "le", "ol", "os", "san", "st", "ud", "ul", "um", "van", "von", "y", "zu",
    )
)  # fmt: skip
#: In more than one report of a hundred: a common word, a name only where it begins with a capital.
_ORDINARY: Final = math.log(100)
# Letters with their marks, and the signs of no width that may stand between them
_MARKS: Final = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0965\u0e31-\u0e4e\u1ab0-\u1aff"
)
_WIDTHLESS: Final = "\u00ad\u200b-\u200f\u2060\ufeff"
_WORD: Final = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}{_WIDTHLESS}])*")
_WIDTHLESS_SIGN: Final = re.compile(f"[{_WIDTHLESS}\u0640]")
#: Between the words of one name; a full stop only behind an initial.
_GAP: Final = re.compile(r"[\s·'’ʼ‘`\-‐‑–]{1,3}\Z")
_SENTENCE_END: Final = re.compile(r"(?:\A|[.!?:\n“\"])[\s“\"']*\Z")
_ID: Final = re.compile(r"(?:sha256:|[cis]-)[0-9a-f]+\Z")
#: In an address, shorter words are looked for as whole words.
_LONG: Final = 5
#: Letters of an acronym ("NRF men"), at most.
_ACRONYM: Final = 6
#: Words of a public person's name, at most.
_NAME_WORDS: Final = 6


#: What brings in the names of people: those that follow, as far as the sentence goes.
_LISTS: Final = re.compile(r"\b(?:identified|identities|named)\s+(?:\w+\s+){0,2}?as\s*:?|\bidentified\s*:", re.IGNORECASE)
_KIN: Final = (
    "sons?|daughters?|wife|husband|widow|widower|mother|father|brothers?|sisters?|cousins?|nephews?|nieces?|uncles?|aunts?|grandsons?|"
    "granddaughters?|grandfather|grandmother|fiancée?|fiancee|stepson|stepdaughter|son-in-law|brother-in-law"
)
#: What stands before the one name that it brings in, and what stands between two.
_CALLS: Final = re.compile(
    rf"\b(?:named|\d{{1,3}}[- ]years?[- ]old|(?:(?:[Hh]is|[Hh]er|[Tt]heir|whose)|[’'ʼ]s?)\s+(?:[a-z]+\s+)?(?:{_KIN})),?\s*\Z"
)
_KIN_OF: Final = re.compile(rf"[\s,(]*(?:the\s+|an?\s+)?(?:[a-z]+\s+)?(?:{_KIN}|[sdw]/o)\s+of\s+(?:[a-z]+\s+){{0,2}}")
#: An age behind a name.
_AGE: Final = re.compile(
    r"\s{0,3},?\s{0,3}\((?:aged\s+)?\d{1,2}\)|\s{0,3},?\s{0,3}aged\s+\d{1,2}\b|\s{0,3},\s{0,3}\d{1,2}(?=[,.;”\"’)]|\s*\Z|\s+(?:and|who|was|from|of)\b)"
)
#: Between a name and another of the same person.
_ALIAS: Final = re.compile(r"[\s,(]*(?:alias|a\.?k\.?a\.?|(?:also |better )?known as|nicknamed|nom de guerre)[\s,“”\"'‘’(]*", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"(?<!\b[A-Z])[.!?;](?=[\s”\"]|\Z)|\n")


class Cut(NamedTuple):
    """A stretch of a text that is masked, and what stands there instead."""

    start: int
    end: int
    words: str


class _Token(NamedTuple):
    start: int
    end: int
    word: str
    key: str

    @property
    def is_name_like(self) -> bool:
        """Begins with a capital, or is of a script that has none."""
        return self.word[0].isupper() or self.word.lower() == self.word.upper()


class Mask:
    """What takes names out of words. `people` are the words of each masked name, folded, in the order of their numbers."""

    def __init__(self, people: Sequence[tuple[str, ...]]) -> None:
        self._people = [frozenset(words) for words in people]
        self._numbers: dict[str, int] = {}
        for n, words in enumerate(people, 1):
            # A handle writes a name as one word.
            joined = ["".join(words[i:j]) for i in range(len(words)) for j in range(i + 2, len(words) + 1)]
            for word in (*words, *joined):
                self._numbers.setdefault(word, n)
        self._long = tuple(word for word in self._numbers if len(word) >= _LONG)

    @property
    def n_names(self) -> int:
        """How many names are masked."""
        return len(self._people)

    def cuts(self, text: str) -> tuple[Cut, ...]:
        """Where the words of masked names stand in `text`, in its order; words of one name in a row are one cut."""
        if not self._numbers:
            return ()
        tokens = _tokens(text)
        hidden = [t.key in self._numbers and not (t.word.islower() and _is_ordinary(t.key)) for t in tokens]
        for start, end in _public_names(text):
            within = [i for i, t in enumerate(tokens) if start <= t.start < end]
            if within and self._is_another(tokens, hidden, within, text):
                for i in within:
                    hidden[i] = False
        return tuple(self._joined(tokens, hidden, text))

    def words(self, text: str) -> str:
        """`text` without masked names."""
        parts: list[str] = []
        at = 0
        for cut in self.cuts(text):
            parts += [text[at : cut.start], cut.words]
            at = cut.end
        return "".join([*parts, text[at:]])

    def address(self, url: str) -> str:
        """An address without its path where that tells a masked name."""
        if not self._tells(url):
            return url
        try:
            split = urlsplit(url)
        except ValueError:
            split = None
        if split is None or not split.netloc or self._tells(split.netloc):
            return "[address withheld]"
        return f"{split.scheme}://{split.netloc}/…"

    def value(self, value: Any) -> Any:
        """A value of JSON with its words masked; ids stay."""
        if isinstance(value, str):
            return value if _ID.match(value) else self.words(value)
        if isinstance(value, list):
            return [self.value(one) for one in value]
        if isinstance(value, dict):
            return {key: self.value(one) for key, one in value.items()}
        return value

    def json(self, line: bytes | str) -> bytes:
        """A line of JSON with its words masked."""
        return msgspec.json.encode(self.value(msgspec.json.decode(line)))

    def _tells(self, address: str) -> bool:
        plain = unquote(address)
        keys = [t.key for t in _tokens(plain)]
        whole = "".join(keys)
        return any(key in self._numbers for key in keys) or any(word in whole for word in self._long)

    def _is_another(self, tokens: Sequence[_Token], hidden: Sequence[bool], within: Sequence[int], text: str) -> bool:
        """Whether a public person's name is not, and is no part of, that of a masked one."""
        keys = {tokens[i].key for i in within}
        if any(keys <= words for words in self._people):
            return False
        before, after = within[0] - 1, within[-1] + 1
        if before >= 0 and hidden[before] and _are_near(text, tokens[before], tokens[within[0]]):
            return False
        return not (after < len(tokens) and hidden[after] and _are_near(text, tokens[within[-1]], tokens[after]))

    def _joined(self, tokens: Sequence[_Token], hidden: Sequence[bool], text: str) -> Iterator[Cut]:
        i = 0
        while i < len(tokens):
            if not hidden[i]:
                i += 1
                continue
            last = j = i
            while j + 1 < len(tokens) and _are_near(text, tokens[j], tokens[j + 1]):
                j += 1
                if hidden[j]:
                    last = j
                elif not (len(tokens[j].key) == 1 or tokens[j].key in _PARTICLES):
                    break
            keys = [tokens[k].key for k in range(i, last + 1) if hidden[k]]
            whole = (n for n, words in enumerate(self._people, 1) if words.issuperset(keys))
            first = i
            while first > 0 and not hidden[first - 1] and _leads(text, tokens[first - 1], tokens[first]):
                first -= 1
            yield Cut(tokens[first].start, tokens[last].end, f"[name {next(whole, self._numbers[keys[0]])}]")
            i = last + 1


#: Takes nothing out.
NO_MASK: Final = Mask(())


def mask_of(records: Callable[[], Iterable[Record]]) -> Mask:
    """The mask for an export that holds words of these records; `records` gives them anew each time, in the same order.

    Names are numbered in the order in which they stand, so that the same export has the same numbers.

    >>> from ascribe.testing import fake_record
    >>> mask_of(lambda: [fake_record()]).n_names
    0
    """
    words = _Words()
    for record in records():
        words.learn(record)
    people: list[tuple[str, ...]] = []
    for record in records():
        for claim in record.claims:
            for phrase, kind, at in _marked(claim):
                for name in words.names(phrase, kind, begins=at is not None and _begins(record.document.text, at)):
                    _add(people, name)
            for name in _unread(record, claim, words):
                _add(people, name)
        for name in _introduced(record.document.text, words):
            _add(people, name)
    marked = frozenset(word for name in people for word in name)
    if marked:
        for record in records():
            for name in (*_relatives(record.document.text, marked, words), *_aliases(record.document.text, marked, words)):
                _add(people, name)
    return Mask(people)


def _add(people: list[tuple[str, ...]], name: tuple[str, ...]) -> None:
    """A name that is a part of one that is there is that one's; one that holds more makes it longer."""
    for i, known in enumerate(people):
        if set(name) <= set(known):
            return
        if set(known) < set(name):
            people[i] = name
            return
    people.append(name)


def _marked(claim: Claim) -> Iterator[tuple[str, ParticipantKind | None, int | None]]:
    """The words of a claim that may name a private person who was harmed or stood by: words, kind, and where they begin."""
    source = claim.attribution.source
    harmed = [*claim.target, *(claim.initiator if claim.event.type in _OWN_HARM else ())]
    stood_by = [source] if source is not None and claim.attribution.source_kind in _BYSTANDERS else []
    for one in (*harmed, *stood_by):
        if one.actor is None and one.kind in _PEOPLE:
            at = one.span.start if one.span is not None else None
            for words in dict.fromkeys(w for w in (one.text, one.name) if w):
                yield words, one.kind, at if words == one.text else None
    for quantity in claim.quantities:
        if quantity.of and quantity.role not in _NO_PEOPLE:
            yield quantity.of, None, None


def _unread(record: Record, claim: Claim, words: _Words) -> Iterator[tuple[str, ...]]:
    """Names in the words of a claim of harm that was read without anybody who suffered it: of two words or more, of nobody who acts or
    speaks anywhere in the report, and of no place as far as the words around it tell."""
    if claim.event.type not in _HARM or any(p.kind == "person" for p in claim.target):
        return
    others = [p for c in record.claims for p in (*c.initiator, *c.attribution.via, c.attribution.source) if p is not None]
    spoken = {t.key for p in others for named in (p.text, p.name) if named for t in _tokens(named)}
    text = record.document.text
    tokens = [t for t in _tokens(text) if t.start >= claim.content.start and t.end <= claim.content.end]
    if 2 * sum(t.word[0].isupper() for t in tokens) > len(tokens):  # a headline
        return
    known = words.known(text, tokens)
    positions = {t.start: i for i, t in enumerate(tokens)}
    for run in _runs(text, tokens, lambda t: t.word[0].isupper() and not known[positions[t.start]] and not t.word.isupper()):
        keys = tuple(dict.fromkeys(tokens[i].key for i in run if _is_telling(tokens[i].key)))
        before = tokens[run[0] - 1].key if run and run[0] else ""
        if len(keys) < 2 or spoken.intersection(keys) or words.leads_to_place(before):
            continue
        if 2 * sum(_is_ordinary(key) for key in keys) <= len(keys) and not words.is_place(text[tokens[run[0]].start : tokens[run[-1]].end]):
            yield keys


def _introduced(text: str, words: _Words) -> Iterator[tuple[str, ...]]:
    """Names that a report brings in as those of people whom its readers do not know: "identified as …", "a baker named …", with an age, as
    somebody's kin. None of a body, a place or a public person."""
    tokens = _tokens(text)
    known = words.known(text, tokens)
    positions = {t.start: i for i, t in enumerate(tokens)}
    lists = []
    for m in _LISTS.finditer(text):
        end_of = _SENTENCE.search(text, m.end())
        lists.append((m.end(), end_of.start() if end_of else len(text)))
    of_kin = -1
    for run in _runs(text, tokens, lambda t: t.is_name_like and known[positions[t.start]] in ("", "place")):
        start, end = tokens[run[0]].start, tokens[run[-1]].end
        before = tokens[run[0] - 1].key if run[0] else ""
        kin = _KIN_OF.match(text, end)
        after = tokens[run[-1] + 1].key if run[-1] + 1 < len(tokens) else ""
        elsewhere = words.leads_to_place(before) or words.is_saying(before) or words.ends_place(after)
        listed = not elsewhere and any(a <= start < b for a, b in lists)
        called = _CALLS.search(text[max(0, start - 60) : start])
        if called is not None and called[0].lower().startswith("named"):
            called = None if words.is_place(text[start:end]) else called
        aged = _AGE.match(text, end)
        told = bool(called or aged or kin) or start == of_kin
        if any(known[i] for i in run):  # who is shot at was read as a place
            told, listed = told and not words.is_place(text[start:end]), False
        if listed or told:
            # One word alone may be a rank or a day; in a list of names it is a name.
            keys = tuple(dict.fromkeys(tokens[i].key for i in run if _is_telling(tokens[i].key)))
            if keys and not (len(keys) == 1 and (_is_ordinary(keys[0]) or tokens[run[0]].word.isupper())):
                yield keys
        if kin is not None:
            of_kin = kin.end()


def _aliases(text: str, marked: frozenset[str], words: _Words) -> Iterator[tuple[str, ...]]:
    """Other names of masked ones: what stands behind "alias" and the like."""
    tokens = _tokens(text)
    for i, t in enumerate(tokens):
        if t.key not in marked or (found := _ALIAS.match(text, t.end)) is None:
            continue
        name: list[_Token] = []
        for other in (o for o in tokens[i + 1 :] if o.start >= found.end()):
            if not other.is_name_like or (name and not _are_near(text, name[-1], other)):
                break
            name.append(other)
        keys = tuple(dict.fromkeys(o.key for o in name if _is_telling(o.key)))
        if keys and name[0].start == found.end():
            yield keys


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins there."""
    return _SENTENCE_END.search(text[max(0, at - 40) : at]) is not None


class _Words:
    """What the reports use as places and as common words, beside what the lexicon knows."""

    def __init__(self) -> None:
        groups, actors = load_person_groups(), load_actors()
        self._actors, self._titles = actors, groups.titles
        self._common = {
            *(head for head in groups.heads if " " not in head), *groups.titles, *groups.people_nouns, *groups.people_adjectives,
            *groups.modifiers, *groups.never_names, *groups.said, *groups.place_words, *map(str.lower, groups.not_names),
        }  # fmt: skip
        self._peoples = {*actors.adjectives, *actors.peoples}
        self._countries = {*actors.country_names, *actors.capitals}
        self._known = self._common | self._peoples | self._countries
        self._ordinary = groups.ordinary
        self._prepositions = groups.place_prepositions
        self._said, self._place_words = groups.said, groups.place_words
        self._surnames: set[str] = set()
        self._names_of_peoples = groups.people_nouns | groups.people_adjectives
        self._places: set[str] = set()
        self.small: set[str] = set()

    def learn(self, record: Record) -> None:
        """Takes in a record's places, and its words in small letters."""
        tokens = _tokens(record.document.text)
        self.small.update(t.word for t in tokens if t.word.islower())
        for before, t in pairwise(tokens):
            # Farid Ahmadi
            is_first_name = before.word.istitle() and before.key not in self._known and not _is_ordinary(before.key)
            if t.word[0].isupper() and is_first_name and _are_near(record.document.text, before, t):
                self._surnames.add(t.key)
        for claim in record.claims:
            harmed = {p.span for p in claim.target if p.span is not None and claim.event.type in _OF_PEOPLE}
            for place in (claim.place, *claim.other_places):
                if place is not None and place.span not in harmed:  # who is abducted is no town
                    for name in (place.text, place.name, place.admin1, place.admin2):
                        if name:
                            self._places.add(" ".join(t.key for t in _tokens(name)))

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return load_gazetteer()

    def is_saying(self, key: str) -> bool:
        """Whether this is a word of saying: behind it stands who says so."""
        return key in self._said or key in ("reports", "adds")

    def ends_place(self, key: str) -> bool:
        """Whether what stands before this word is a place: `district`."""
        return key in self._place_words

    def leads_to_place(self, key: str) -> bool:
        """Whether a place stands after this word."""
        return key in self._prepositions

    def is_place(self, words: str) -> bool:
        """Whether the gazetteer knows these words as a place."""
        return self._gazetteer.has(words)

    def names(self, phrase: str, kind: ParticipantKind | None, *, begins: bool) -> Iterator[tuple[str, ...]]:
        """The names of people in a phrase, each as its words; none where it names a body, a people, a place or a public person.

        `begins`: the phrase opens a sentence, so that the capital of its first word says nothing.
        """
        tokens = _tokens(phrase)
        lowered = kind == "person" and not any(t.is_name_like for t in tokens)
        known = self.known(phrase, tokens)
        if kind == "person":  # Jordan, Chad, Paris
            known = ["" if one == "country" else one for one in known]
        for run in _runs(phrase, tokens, lambda t: t.is_name_like or (lowered and not _is_ordinary(t.key))):
            run, titled = self._without_titles(run, tokens, known)
            if not run or (all(known[i] for i in run) and not (titled and len(run) == 1 and known[run[0]] == "common")):
                continue
            first = tokens[run[0]]
            if kind != "person" and len(run) == 1 and first.word.isupper() and len(first.word) <= _ACRONYM and not phrase.isupper():
                continue
            if (
                kind is None
                and len(run) == 1
                and begins
                and first.start == 0
                and first.word.lower() in self.small
                and _is_ordinary(first.key)
            ):
                continue
            if name := tuple(dict.fromkeys(tokens[i].key for i in run if _is_telling(tokens[i].key))):
                yield name

    def _is_surname(self, key: str) -> bool:
        """Whether the name of a people is somebody's here."""
        return key in self._surnames and key in self._names_of_peoples

    def _is_body(self, key: str, words: str, text: str) -> bool:
        """Whether words name a group or an organisation, and hardly a person: not Ana or Amal for the ANA or Amal."""
        if key in self._ordinary:
            return False
        return any(
            f.actor.kind != "person" and not f.weak and (words.isupper() or not f.name.isupper()) for f in self._actors.find_key(key)
        )

    def _without_titles(self, run: list[int], tokens: Sequence[_Token], known: Sequence[str]) -> tuple[list[int], bool]:
        """A stretch without what stands before a name ("Afghan President", "Taliban commander"), and whether a title stood last."""
        titled = False
        while run and not titled:
            after = next((n for n, i in enumerate(run) if known[i] not in ("body", "country", "place")), len(run))
            if known[run[0]] in ("common", "people", "body"):
                titled = tokens[run[0]].key in self._titles
                run = run[1:]
            elif 0 < after < len(run) and known[run[after]] == "common":
                titled = tokens[run[after]].key in self._titles
                run = run[after + 1 :]
            else:
                break
        return run, titled

    def known(self, text: str, tokens: Sequence[_Token]) -> list[str]:
        """What each word of a text is known as: `common`, `people`, `country`, `body`, `place`, `public` (a public person), or nothing."""
        known = [
            "common" if (t.key in self._common and not self._is_surname(t.key)) or (len(t.key) == 1 and t.key in "ai") else ""
            for t in tokens
        ]
        for n in range(1, _NAME_WORDS + 1):
            for i in range(len(tokens) - n + 1):
                key = " ".join(t.key for t in tokens[i : i + n])
                kind = "people" if key in self._peoples and key not in self._surnames else "country" if key in self._countries else ""
                if not kind and self._is_body(key.removeprefix("the "), text[tokens[i].start : tokens[i + n - 1].end], text):
                    kind = "body"
                if key in self._places:
                    kind = "place"
                if kind:
                    known[i : i + n] = [kind] * n
        for start, end in _public_names(text):
            for i, t in enumerate(tokens):
                if start <= t.start < end:
                    known[i] = "public"
        return known


def _relatives(text: str, marked: frozenset[str], words: _Words) -> Iterator[tuple[str, ...]]:
    """Names in a report that hold a word of a masked one: a brother, a widow, the same person in full."""
    tokens = _tokens(text)
    if not any(t.key in marked for t in tokens):
        return
    known = words.known(text, tokens)

    def fits(i: int) -> bool:
        t = tokens[i]
        if t.key in marked:
            return True
        if not t.word[0].isupper() or known[i] or t.word.lower() in words.small:
            return False
        return not (_is_ordinary(t.key) and _begins(text, t.start))

    positions = {t.start: i for i, t in enumerate(tokens)}
    for run in _runs(text, tokens, lambda t: fits(positions[t.start])):
        keys = tuple(dict.fromkeys(tokens[i].key for i in run if _is_telling(tokens[i].key)))
        if 1 < len(run) <= _NAME_WORDS and marked.intersection(keys):
            yield keys


def _runs(text: str, tokens: Sequence[_Token], fits: Callable[[_Token], bool]) -> Iterator[list[int]]:
    """Stretches of words that may be one name: fitting words in a row, with particles and initials between."""
    run: list[int] = []
    for i, t in enumerate(tokens):
        follows = bool(run) and _are_near(text, tokens[i - 1], t)
        if run and not follows:
            yield _trimmed(run, tokens, fits)
            run = []
        if fits(t) or (run and (t.key in _PARTICLES or len(t.key) == 1)):
            run.append(i)
        elif run:
            yield _trimmed(run, tokens, fits)
            run = []
    if run:
        yield _trimmed(run, tokens, fits)


def _trimmed(run: list[int], tokens: Sequence[_Token], fits: Callable[[_Token], bool]) -> list[int]:
    while run and not fits(tokens[run[-1]]):
        run = run[:-1]
    return run


def _public_names(text: str) -> Iterator[tuple[int, int]]:
    """Where names of the catalogue's persons stand, of two words or more."""
    found = list(keyed_words(text))
    people, actors = load_people(), load_actors()
    i = 0
    while i < len(found):
        for n in range(min(_NAME_WORDS, len(found) - i), 1, -1):
            key = " ".join(w.key for w in found[i : i + n])
            if people.find_key(key) or any(filed.actor.kind == "person" for filed in actors.find_key(key)):
                yield found[i].start, found[i + n - 1].end
                i += n - 1
                break
        i += 1


def _leads(text: str, before: _Token, after: _Token) -> bool:
    """Whether a word is a particle or an initial at the head of a name: `Abd al-`, `J. P. `."""
    if not (before.key in _PARTICLES or len(before.key) == 1) or not _are_near(text, before, after):
        return False
    return before.word[0].isupper() or not text[before.end : after.start].isspace()


def _are_near(text: str, before: _Token, after: _Token) -> bool:
    """Whether two words in a row may be of one name."""
    between = text[before.end : after.start]
    return _GAP.match(between.replace(".", "", 1) or " " if len(before.key) == 1 else between) is not None


def _tokens(text: str) -> list[_Token]:
    return [_Token(m.start(), m.end(), m[0], _key(m[0])) for m in _WORD.finditer(text)]


@lru_cache(maxsize=65536)
def _key(word: str) -> str:
    """A word folded: no case, no accents, no signs without width, compatible letters as one."""
    bare = _WIDTHLESS_SIGN.sub("", word)
    if not bare.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.category(c).startswith("M"))
    return bare.casefold()


def _is_telling(key: str) -> bool:
    return len(key) > 1 and key not in _PARTICLES


@lru_cache(maxsize=65536)
def _is_ordinary(key: str) -> bool:
    stem = next(iter(rare_words(key)), None)
    return stem is not None and load_rarity().of(stem) < _ORDINARY
