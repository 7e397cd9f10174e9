"""Words before a trigger that decide its status.

In:  `status_words.json`.   Out: one pattern a status, in the order in which they are asked.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from ascribe.domain.claim import Status

__all__ = ["load_status_words"]

#: Up to three words may stand between the words and the trigger.
_GAP = r"\s+(?:[\w’'-]+\s+){0,3}?$"


@cache
def load_status_words() -> tuple[tuple[Status, re.Pattern[str]], ...]:
    """Patterns to search in the text that ends where the trigger starts.

    >>> [status for status, pattern in load_status_words() if pattern.search("the rebels vowed to ")]
    ['threatened']
    """
    data: dict[Status, list[str]] = json.loads(files("ascribe.lexicon").joinpath("status_words.json").read_text("utf-8"))
    return tuple(
        (status, re.compile(rf"\b(?:{'|'.join(map(_pattern, words))}){_GAP}", re.I))
        for status, words in data.items()
        if isinstance(words, list)
    )


def _pattern(words: str) -> str:
    return re.sub(r"\((?!\?)", "(?:", words).replace(" ", r"\s+")
