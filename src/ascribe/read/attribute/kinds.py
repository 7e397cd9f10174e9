"""Kinds of sources over a document: whose spokesman a person is, told once, holds wherever the person speaks.

In:  drafts with their names, and a catalogue of actors.   Out: the same drafts with `kind` filled.

The words of a source tell its kind first. A person's own words seldom do: the organisation stands before the name ("the
Front's spokesman Karim Wali"), after it ("Karim Wali, who speaks for the Front"), or was named just before ("its
spokesman"). What one mention tells is true of all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ascribe.domain.attribution import SourceKind
from ascribe.lexicon.actors import load_actors
from ascribe.lexicon.cues import load_cues
from ascribe.lexicon.function_words import load_function_words
from ascribe.lexicon.people import load_people
from ascribe.lexicon.source_kinds import kind_of_words, load_source_kinds
from ascribe.read.attribute.draft import Draft
from ascribe.read.attribute.proper_names import is_personal, proper_name

__all__ = ["classify_sources"]

KindOf = Callable[[str], SourceKind | None]
VERBS = load_cues().verbs
W = load_function_words()
KINDS = load_source_kinds()
#: How far from a source its name may stand with the words that tell its kind.
BESIDE = 6000
#: How far before "its spokesman" the organisation is named.
OWNER_REACH = 400
_ROLE = "|".join(sorted({*KINDS.offices, *KINDS.voices, "chairwoman", "founder", "deputy", "fighter"}, key=lambda w: (-len(w), w)))
#: Appositions of these words name a post or trade; others describe ("the only part of the country that ...").
_ROLE_WORD = re.compile(rf"\b(?:{_ROLE}|who\s+\w+|president|[a-z]+(?:ist|er|or|man))s?\b", re.IGNORECASE)
_ORGANISATION = r"(?:the\s+|an?\s+)?[^\s,.;:“”\"()]+(?:\s+[^\s,.;:“”\"()]+){0,6}"
#: What follows a name: ", spokesman of the Front", ", who speaks for the Front", " of the Front", ", the Front's chief".
_AFTER = re.compile(
    rf"(?:,\s+(?:\w+\s+){{0,4}}(?:{_ROLE})s?\s+(?:of|for|in|with|from|at)|,?\s+who\s+(?:speaks?|spoke)\s+for|"
    rf",?\s+who\s+(?:leads?|heads?|commands?|represents?|led|headed|commanded)|\s+(?:of|from|for))\s+({_ORGANISATION})"
    rf"|,\s+({_ORGANISATION}?)['’]s?\s+(?:\w+\s+){{0,2}}(?:{_ROLE})\b",
    re.IGNORECASE,
)
#: What stands before it: "the Front's spokesman", "Taliban spokesman", "a commander of the Front,".
_BEFORE = re.compile(rf"({_ORGANISATION}?)(?:['’]s?)?\s+(?:\w+\s+){{0,1}}(?:{_ROLE}),?\s+$", re.IGNORECASE)
_BEFORE_OF = re.compile(rf"\b(?:{_ROLE})\s+(?:of|for|in|with)\s+({_ORGANISATION}?),?\s+$", re.IGNORECASE)
_OWNED = re.compile(rf"\b(?:its|their)\s+(?:[\w-]+\s+){{0,2}}(?:{_ROLE})s?,?\s*$|^\s*(?:{_ROLE}),?\s*$", re.IGNORECASE)
_OWNED_SOURCE = re.compile(
    rf"(?:its|their)\s+(?:[\w-]+\s+){{0,2}}(?:{_ROLE})s?\b|(?:an?\s+|the\s+)?spokes(?:man|woman|person)\Z", re.IGNORECASE
)
_FORENAMES = re.compile(r"(?:[A-Z][\w’'.-]*\s+|(?:al|bin|de)\s+){1,4}\Z")
_GROUP = re.compile(r"[A-Z][\w’'-]*(?:\s+(?:of\s+|for\s+|the\s+|al\s+)?[A-Z][\w’'-]*){0,5}|[a-z][a-z-]{4,}")
#: Beside a person's name an outlet is whom the person spoke to, unless the person reports for it.
_REPORTS = re.compile(r"\b(?:correspondent|reporter|journalist|editor|columnist|anchor|presenter)\b", re.IGNORECASE)
#: "India Today", "Sudan Tribune": not the country.
_PAPER = re.compile(r"(?:the\s+)?(?:[A-Z][\w’'-]+\s+){1,3}(?:TV|Today|Times|Post|Express|Herald|Tribune|Gazette|Chronicle|Daily|News)")
_ACRONYM = re.compile(r"(?:the )?[A-Z]{2,8}")
_SIDES: frozenset[SourceKind] = frozenset(("belligerent", "government", "military", "police"))


def classify_sources(text: str, drafts: Sequence[Draft], kind_of: KindOf | None) -> None:
    """Give every draft with a source its kind, the same to all that have the same name."""
    named: dict[str, list[Draft]] = {}
    for draft in sorted(drafts, key=lambda d: d.cue_span.start):
        if draft.source is not None and draft.name is not None:
            named.setdefault(draft.name, []).append(draft)
    for name, mentions in named.items():
        told = _kind(text, name, mentions, kind_of)
        kind = next((d.kind for d in mentions if d.kind is not None), None) or told.kind
        for draft in mentions:
            draft.kind, draft.organisation = draft.kind or kind, told.organisation


class _Told(NamedTuple):
    """A kind, and the words of the organisation that tell it."""

    kind: SourceKind | None
    organisation: str | None = None


def _kind(text: str, name: str, drafts: Sequence[Draft], kind_of: KindOf | None) -> _Told:
    """The kind of the source that speaks under one name in `drafts`."""
    sources = [d.source for d in drafts if d.source is not None]
    appositions = [d.apposition.of(text) for d in drafts if d.apposition is not None]
    words = [name, *(s.of(text) for s in sources), *(w for w in appositions if _ROLE_WORD.search(w) or is_personal(w))]
    words = list(dict.fromkeys(w for w in words if w.lower() not in W.pronouns))
    if any(_PAPER.fullmatch(w) for w in words[:2]):
        return _Told("media")
    if kind_of is not None:
        found = next((_Told(k, w) for k, w in ((kind_of(w), w) for w in words) if k is not None), None)
        if found is not None:
            return found
    told = [k for k in (kind_of_words(w) for w in words) if k is not None]
    plain: SourceKind | None = next((k for k in told if k not in ("unnamed", "government")), None)
    plain = plain or next((k for k in told if k != "unnamed"), None)
    if any(d.cue.lemma == "report" and d.shape == "post" for d in drafts) and plain is None and sources[0].of(text)[:1].isupper():
        return _Told("media")  # "..., reports Colombo Page": the name of an outlet that the lexicon lacks
    at = sources[0].start
    if is_personal(name) and plain in (None, "government", "military") and not _holds_office(words):
        side = _organisation(text, name, at, kind_of)
        if side is not None and (plain != "military" or side.kind == "belligerent"):
            return side
    elif plain in (None, "government") and _OWNED_SOURCE.match(sources[0].of(text)):
        side = _side_before(text, at, kind_of)
        if side is not None:
            return side
    if plain is None and any(d.force == "own" for d in drafts):
        return _Told("belligerent")  # whoever claims an attack
    if plain is not None:
        return _Told(plain)
    beside = _kind_beside(text, name, at) if is_personal(name) else None
    return _Told(beside or (told[0] if told else None))


def _holds_office(words: Sequence[str]) -> bool:
    """Whether the words name an office of state (a minister), not one that any side has (a leader, a chief)."""
    folded = {w.strip(".,()").lower() for phrase in words for w in phrase.split()} - KINDS.voices
    return bool(folded & KINDS.statesmen) or any(KINDS.words.get(w) == "government" for w in folded)


def _mentions(text: str, name: str, at: int) -> Iterator[re.Match[str]]:
    last = re.escape(name.split()[-1])
    yield from re.compile(rf"(?<![\w-]){last}(?![\w-])").finditer(text, max(0, at - BESIDE), at + BESIDE)


def _clause_before(text: str, end: int) -> str:
    start = max(text.rfind(c, max(0, end - 120), end) for c in ".;:!?\n“") + 1
    return text[max(start, end - 120) : end]


def _organisation(text: str, name: str, at: int, kind_of: KindOf | None, *, leads: bool = True) -> _Told | None:
    """The organisation that the text gives a person as spokesman, leader, commander or member."""
    owned: int | None = None
    for m in _mentions(text, name, at):
        first = m.start()
        full = _FORENAMES.search(text, max(0, first - 60), first)
        if full is not None:
            bare = proper_name(full.group() + m.group())
            first = m.end() - len(bare) if bare is not None else full.start()
        lead = _clause_before(text, first)
        for found in (_AFTER.match(text, m.end()), _BEFORE_OF.search(lead), _BEFORE.search(lead)):
            if found is None:
                continue
            organisation = found.group(1) or (found.group(2) if found.re is _AFTER else None)
            if organisation is None or _is_saying_in(organisation):
                continue
            side = _side(text, organisation, at, kind_of, leads=leads)
            if side is not None:
                return side
        if owned is None and _OWNED.search(lead):
            owned = first
    return _side_before(text, owned, kind_of) if owned is not None else None


def _side(text: str, organisation: str, at: int, kind_of: KindOf | None, *, leads: bool = False) -> _Told | None:
    kind = kind_of(organisation) if kind_of is not None else None
    if kind is None and _ACRONYM.fullmatch(organisation):
        spelt = re.search(rf"((?:[A-Z][\w’'-]*\s+(?:of\s+|for\s+|e\s+)?){{1,6}})\({re.escape(organisation.removeprefix('the '))}\)", text)
        organisation = spelt.group(1).strip() if spelt else organisation
    if kind is None and leads and is_personal(organisation):
        return _organisation(text, organisation, at, kind_of, leads=False) or _led_by(organisation)  # "spokesman of Ahmad Massoud"
    kind = kind or kind_of_words(organisation)
    return _Told(kind, organisation) if kind not in (None, "unnamed") else None


def _led_by(person: str) -> _Told | None:
    """The side that a person of the catalogue is known to have acted for, where it is only one."""
    known = load_people().find(person)
    side = known[0].side(None) if len(known) == 1 else None
    actor = load_actors().actors.get(side) if side is not None else None
    return _Told(actor.source_kind, person) if actor is not None and actor.source_kind is not None else None


def _side_before(text: str, end: int, kind_of: KindOf | None) -> _Told | None:
    """The armed side or authority named last before `end`: whose spokesman "its spokesman" is."""
    for m in reversed(list(_GROUP.finditer(text, max(0, end - OWNER_REACH), end))):
        word = m.group()
        if word.lower() in KINDS.states or (word[0].islower() and KINDS.words.get(word) != "belligerent"):
            continue
        side = _side(text, word, end, kind_of)
        if side is None or side.kind not in _SIDES:
            continue
        if side.kind == "belligerent" or " " in word or (kind_of is not None and kind_of(word) is not None):
            return side
    return None


def _is_saying_in(words: str) -> bool:
    return any(w.strip(".,") in VERBS for w in words.lower().split())


def _kind_beside(text: str, name: str, at: int) -> SourceKind | None:
    """The kind that the words beside a person's name tell: a title before it, an apposition after it."""
    for m in _mentions(text, name, at):
        start = max(text.rfind(c, max(0, m.start() - 90), m.start()) for c in '.;:!?\n“"') + 1
        before = text[max(start, m.start() - 90) : m.start()].split(",")
        lead = before[-1] if before[-1].strip() else ""
        if lead and any(w[:1].islower() for w in lead.split()[-6:]) and _is_saying_in(lead):
            lead = ""
        kind = kind_of_words(lead) if lead.strip() and len(lead.split()) <= 9 else None
        if kind in (None, "unnamed") and len(before) > 1 and len(before[-1].split()) <= 3:
            kind = kind_of_words(before[-2])
        if kind in (None, "unnamed") and text[m.end() : m.end() + 1] == ",":
            after = text[m.end() + 1 : m.end() + 90].split(",")[0].split(".")[0]
            kind = kind_of_words(after) if not re.match(r"\s*(?:and|who|which|but|while|\d)", after) else None
        if kind not in (None, "unnamed") and (kind != "media" or _REPORTS.search(text, start, m.end() + 90)):
            return kind
    return None
