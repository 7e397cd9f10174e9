"""How rare a word is in news, so that a shared "Khawak" weighs more than a shared "killed".

In:  `word_rarity.json`, which `python -m training.rarity` counts.   Out: the rarity of a word: the natural logarithm of how
many documents there are for one with the word.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ascribe.errors import ResourceMissing

__all__ = ["RARITY_FILE", "Rarity", "load_rarity", "rare_words", "written_words"]

RARITY_FILE = Path(__file__).with_name("word_rarity.json")
_WORD = re.compile(r"[^\W\d_]{3,}")
#: Endings of number and tense go, so that "strike" and "strikes" are one word; crude, and the same on both sides.
_ENDING = re.compile(r"(?<=[^\W\d_]{4})(?:ing|ed|es|s|e)\Z")


class Rarity:
    """The shipped table. `of(word)` takes a word as `rare_words` gives it."""

    def __init__(self, words: dict[str, float], unseen: float) -> None:
        self._words, self.unseen = words, unseen

    def of(self, word: str) -> float:
        """Between 0, in every document, and `unseen`."""
        return self._words.get(word, self.unseen)


def rare_words(text: str) -> Iterator[str]:
    """The words of a text, three letters or more, folded to lower case without accents and endings, in text order.

    >>> list(rare_words("Şuşa's strikes killed 12"))
    ['susa', 'strik', 'kill']
    """
    for match in _WORD.finditer(_folded(text)):
        yield _ENDING.sub("", match[0])


def written_words(text: str) -> dict[str, str]:
    """Each word of a text as `rare_words` gives it → as it first stands there, for people to read.

    >>> written_words("Shells fell on Şuşa")["susa"]
    'Şuşa'
    """
    words: dict[str, str] = {}
    for match in _WORD.finditer(unicodedata.normalize("NFC", text)):
        for word in rare_words(match[0]):
            words.setdefault(word, match[0])
    return words


def _folded(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()


@cache
def load_rarity() -> Rarity:
    """The table that comes with Ascribe; read once in a process.

    >>> load_rarity().of("kill") < load_rarity().of("khawak")
    True
    """
    try:
        table = json.loads(RARITY_FILE.read_text("utf-8"))
    except OSError as error:
        raise ResourceMissing("word rarity", why=f"{RARITY_FILE} cannot be read ({error.strerror})", fix="install Ascribe again") from error
    return Rarity(table["words"], table["unseen"])
