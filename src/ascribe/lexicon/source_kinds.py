"""Source kinds: which profession the words for a source name.

In:  `source_kinds.json`, the countries of the actor catalogue, and the words of a noun phrase.
Out: a `SourceKind`, or none where no word tells.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple, get_args

from ascribe.domain.attribution import SourceKind
from ascribe.lexicon.actors import load_countries

__all__ = ["SourceKinds", "is_nameless", "kind_of_words", "load_source_kinds"]

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
#: Where the head of an English noun phrase ends and its complement begins ("a spokesman *for* the rebels").
_COMPLEMENT = re.compile(r"\s(?:\w+ed by|of|for|in|at|from|to|with|near|on|who|which|that|quoted|and)\s|[,(\[]", re.IGNORECASE)

#: A name beside the words for somebody: "a shopkeeper, Ahmad Shah", "a resident named Wali".
_NAMED_BESIDE = re.compile(r"(?:[,(]|\s(?:named|called|as))\s*(?:[A-Z][a-z]+\.\s)?[A-Z]")
#: Sources of the kind `expert` that are bodies and not people.
_BODIES = frozenset(("institute", "university", "study", "think-tank", "thinktank"))


class SourceKinds(NamedTuple):
    """Words and phrases by kind, in the order in which kinds decide.

    `weak` words decide where no other does, `voices` lend their voice to what stands beside them ("a spokesman for the
    rebels"), `states` are countries and capitals, `national` these and their adjectives. A name may follow the heads in
    `offices`, `humans` and `titles`; it does not end in a word of `institutions`. Weak words
    in `alone` tell a kind only with at most an article ("the group", not "the supermarket group"). A name that ends in a
    surname of `statesmen` speaks for its government. `masculine` and `feminine` words tell whether "he" or "she" is meant.
    """

    words: Mapping[str, SourceKind]
    phrases: tuple[tuple[SourceKind, re.Pattern[str]], ...]
    order: tuple[SourceKind, ...]
    weak: Mapping[str, SourceKind]
    voices: frozenset[str]
    states: frozenset[str]
    national: frozenset[str]
    offices: frozenset[str]
    humans: frozenset[str]
    titles: frozenset[str]
    institutions: frozenset[str]
    alone: frozenset[str]
    statesmen: frozenset[str]
    masculine: frozenset[str]
    feminine: frozenset[str]


@cache
def load_source_kinds() -> SourceKinds:
    """The shipped kinds.

    >>> load_source_kinds().words["hospital"]
    'medical'
    """
    data = json.loads(files("ascribe.lexicon").joinpath("source_kinds.json").read_text("utf-8"))
    known: dict[str, SourceKind] = {kind: kind for kind in get_args(SourceKind)}
    words: dict[str, SourceKind] = {}
    phrases: list[tuple[SourceKind, re.Pattern[str]]] = []
    for name, entry in data["kinds"].items():
        for word in entry["words"]:
            words.setdefault(word, known[name])
        if entry["phrases"]:
            alternatives = "|".join(re.escape(p) for p in sorted(entry["phrases"], key=len, reverse=True))
            phrases.append((known[name], re.compile(rf"\b(?:{alternatives})", re.IGNORECASE)))
    countries = load_countries().values()
    states = {name.lower() for c in countries for name in (c.name, *c.names, *c.capitals)} | {"us", "u.s", "uk", "u.k"}
    return SourceKinds(
        words,
        tuple(phrases),
        tuple(known[name] for name in data["kinds"]),
        {word: known[name] for word, name in data["weak"].items()},
        frozenset(data["voices"]),
        frozenset(states),
        frozenset(states | {word.lower() for c in countries for word in (*c.adjectives, *c.people)}),
        frozenset(data["offices"]),
        frozenset(data["humans"]),
        frozenset(data["titles"]),
        frozenset(data["institutions"]),
        frozenset(data["alone"]),
        frozenset(data["statesmen"]),
        frozenset(data["masculine"]),
        frozenset(data["feminine"]),
    )


def kind_of_words(phrase: str) -> SourceKind | None:
    """The kind of source that a noun phrase names, by phrase, by head, then by any word.

    >>> [kind_of_words(p) for p in ("a police spokesman", "a spokesman for the rebels", "Kabul", "the foreign ministry", "Ali Khan")]
    ['police', 'belligerent', 'government', 'government', None]
    """
    kinds = load_source_kinds()
    cut = _COMPLEMENT.search(phrase, 1)
    head_end = cut.start() if cut else len(phrase)
    if any(kinds.words.get(w.lower()) == "un" for w in _WORD.findall(phrase[:head_end])):
        return "un"  # before any phrase: "the UN human rights office"
    for limit in (head_end, len(phrase)):
        for kind, pattern in kinds.phrases:
            m = pattern.search(phrase)
            if m and m.start() < limit:
                return kind
        told = _kind_of_part(phrase[:limit], kinds, voice=limit < len(phrase))
        if told is not None:
            return told
    return None


def is_nameless(phrase: str) -> bool:
    """Whether the words for somebody who speaks hold no name of theirs; that of a place is none.

    >>> [is_nameless(p) for p in ("witnesses", "Residents of Kabul", "a Kabul shopkeeper", "a shopkeeper, Ahmad Shah", "Ahmad Shah")]
    [True, True, True, False, False]
    """
    cut = _COMPLEMENT.search(phrase, 1)
    head = _WORD.findall(phrase[: cut.start()] if cut else phrase)
    if not head or (cut and _NAMED_BESIDE.search(phrase, cut.start())):
        return not head
    # A capital at the head of a sentence makes no name.
    kinds = load_source_kinds()
    last = head[-1].lower()
    return head[-1].islower() or (len(head) == 1 and last not in _BODIES and (last in kinds.words or last in kinds.weak))


def _kind_of_part(part: str, kinds: SourceKinds, *, voice: bool) -> SourceKind | None:
    """The kind that single words tell. With `voice`, a head that only lends its voice to its complement tells nothing."""
    folded = [re.sub(r"['’]s?$", "", w.lower()).replace("’", "'") for w in _WORD.findall(part)]
    folded += [half for w in folded if "-" in w for half in w.split("-")]
    if not folded:
        return None
    if folded[-1] in kinds.statesmen:
        return "government"
    told = {kinds.words[w] for w in folded if w in kinds.words and w not in kinds.voices}
    for kind in kinds.order:
        if kind in told and kind != "unnamed":
            return kind
    of_state = any(w in kinds.national for w in folded)
    for word in reversed(folded):
        if word in kinds.weak and not voice:
            if word in kinds.alone and len(folded) > 2:
                return "unnamed"
            weak = kinds.weak[word]
            return "military" if weak == "belligerent" and word.startswith("commander") and of_state else weak
    if " ".join(folded).removeprefix("the ") in kinds.states or (folded[-1] in kinds.states and len(folded) <= 2):
        return "government"
    if voice:
        return None
    voices = [kinds.words[w] for w in folded if w in kinds.words]
    if "unnamed" in voices:
        return "government" if of_state else "unnamed"
    return voices[-1] if voices else None
