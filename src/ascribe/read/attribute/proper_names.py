"""Proper names: the name of a person or group in the words for a source, without title and role; what initials stand for.

In:  the words of a noun phrase.   Out: the name in them, or none where they only describe.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ascribe.lexicon.channels import load_channels
from ascribe.lexicon.function_words import load_function_words
from ascribe.lexicon.source_kinds import kind_of_words, load_source_kinds

__all__ = ["is_personal", "is_title", "proper_name", "spelled_out"]

W = load_function_words()
KINDS = load_source_kinds()
CHANNELS = load_channels()
_TITLES = W.person_titles | KINDS.offices | KINDS.humans | KINDS.titles
_COMPLEMENT = re.compile(r"\s(?:of|from|for|in|at|on|with|near|who|which|that|based|to)\s|\s?[,(\[]")
#: "the secretary of state", "minister of defence": an office whose name goes on after "of".
_OFFICE_OF = re.compile(
    r"\bof (?:the )?(?:state|defen[cs]e|staff|police|the interior|interior|health|information|justice|(?:foreign|home|internal) affairs|"
    r"security|war|operations|communications|commons)\b",
    re.IGNORECASE,
)
#: What no name holds; "de la" and "bin" are none of these.
_NO_NAME = W.prepositions | W.determiners | W.pronouns | W.auxiliaries | W.relatives | W.subordinators | W.coordinators
_NAMING = re.compile(r"\b(?:called|named|nicknamed|identified as|known as|calling (?:him|her|it)self|who goes by)\s+")


def proper_name(words: str) -> str | None:
    """The name in the words for a source: without title, role, owner, complement.

    >>> [proper_name(w) for w in ("Gen. Amir Dashti", "the Front's spokesman Karim Wali", "Karim Wali of the Rahn Front")]
    ['Amir Dashti', 'Karim Wali', 'Karim Wali']
    >>> [proper_name(w) for w in ("SECRETARY OF STATE JANE ROE", "a police colonel", "the General Staff", "Human Rights Watch")]
    ['JANE ROE', None, None, None]
    """
    naming = list(_NAMING.finditer(words))
    if naming:
        named = words[naming[-1].end() :].strip()
        return named if is_personal(named) else None
    if words.lower().removeprefix("the ") in KINDS.states:
        return None
    split = _OFFICE_OF.sub("", words)
    cut = _COMPLEMENT.search(split, 1)
    head = (split[: cut.start()] if cut else split).split()
    if "and" in (w.lower() for w in head):
        return None
    cased = not words.isupper() and not words.islower()
    last = next((k for k in range(len(head) - 1, -1, -1) if is_title(head[k])), None)
    if last is not None:
        rest = head[last + 1 :]
        if not cased and len(rest) == 1 and (rest[0].lower() in KINDS.words or (rest[0].lower(),) in CHANNELS.nouns):
            return None  # "AN OFFICIAL REPORT"
        return " ".join(rest) if _is_name(rest, cased, least=1 if cased or words.isupper() else 2) else None
    if not cased:
        return None
    low = next((k for k in range(len(head) - 1, -1, -1) if not head[k][:1].isupper() and len(head[k]) > 3), None)
    if low is not None:
        rest = head[low + 1 :]
        trade = head[low].lower()
        known = trade in KINDS.words or trade in KINDS.voices or trade in KINDS.weak
        return " ".join(rest) if known and _is_name(rest, cased, least=2) else None
    joined = " ".join(head)
    described = cut is not None and cut.group().strip() in ("of", "from", "for") and "'s" not in joined and "’s" not in joined
    return joined if described and len(head) > 1 and is_personal(joined) and head[0].lower() not in W.determiners else None


def is_title(word: str) -> bool:
    """Whether the word says what a person is: "president", "spokesman", "elder"."""
    folded = word.lower().strip(".,")
    return folded in _TITLES or (("-" in folded) and any(half in _TITLES for half in folded.split("-")))


def _is_name(rest: list[str], cased: bool, *, least: int) -> bool:
    """Whether the words after a title are a name, not the rest of an office's."""
    if not least <= len(rest) <= 5 or rest[-1].lower() in KINDS.institutions:
        return False
    for word in rest:
        low = word.lower()
        if low in W.prepositions or low in W.determiners or low in W.auxiliaries or low in W.coordinators or low in W.adverbs:
            return False
        if (
            low.endswith(("'s", "’s", "ing"))
            or not word[0].isalpha()
            or (cased and not word[0].isupper() and len(word) > 3 and "-" not in word)
        ):
            return False
    if cased and len(rest) == 1 and rest[0].endswith("s") and rest[0].lower() in KINDS.words:
        return False  # "the General Prosecutors"
    acronym = cased and len(rest) == 1 and rest[0].isupper() and len(rest[0]) > 1
    return not acronym and (_is_capital(rest[-1]) or not cased)


def _is_capital(word: str) -> bool:
    return word[:1].isupper() or ("-" in word and any(c.isupper() for c in word))


def is_personal(words: str) -> bool:
    """Whether the words are a person's name: one to five capitalised words, short particles allowed, that tell no kind."""
    split = words.removeprefix("who goes by ").split()
    if not 1 <= len(split) <= 5 or not (_is_capital(split[0]) and _is_capital(split[-1])):
        return False
    if split[0].lower() == "the" or (len(split) > 1 and is_title(split[-1])):
        return False  # "the Foreign Secretary"
    if not all(len(w) <= 3 for w in split if not _is_capital(w)):
        return False
    folded = {w.lower().strip(".") for w in split}
    if words.isupper() and folded & _NO_NAME:
        return False  # "SPECIFIC AREA AGAINST THE", where all is in capitals
    return kind_of_words(words) is None or bool(folded & W.person_titles) or split[-1].lower() in KINDS.statesmen


_SMALL_WORDS = r"(?:(?:of|for|the|and|in|de|la|del)[ ])*"


@lru_cache(maxsize=64)
def spelled_out(text: str, initials: str) -> str | None:
    """The one name of the text that has these initials, three of them or more; two names that have them give none.

    >>> spelled_out("The International Rescue Committee works here. The IRC said so.", "IRC")
    'International Rescue Committee'
    """
    if not (3 <= len(initials) <= 8 and initials.isalpha() and initials.isupper()):
        return None
    pattern = rf"[ -]{_SMALL_WORDS}".join(rf"{letter}[\w’'-]*[a-z]" for letter in initials)
    found = {m.group() for m in re.finditer(rf"\b{pattern}\b", text)}
    return found.pop() if len(found) == 1 else None
