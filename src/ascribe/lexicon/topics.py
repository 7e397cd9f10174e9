"""What a report is about: conflict, or something that only borrows its words.

In:  `topics.json`.   Out: `Topics`, which counts a text's words by topic.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

__all__ = ["Topics", "load_topics"]


class Topics(NamedTuple):
    """One pattern a topic; a word counts once, however often it stands in the text."""

    patterns: dict[str, re.Pattern[str]]

    def count_words(self, text: str) -> dict[str, int]:
        """Topic → how many of its words stand in `text`.

        >>> load_topics().count_words("The striker scored; the match ended in a riot.")["sport"]
        3
        """
        return {topic: len({m.group().lower() for m in pattern.finditer(text)}) for topic, pattern in self.patterns.items()}


@cache
def load_topics() -> Topics:
    """The shipped words."""
    data = json.loads(files("ascribe.lexicon").joinpath("topics.json").read_text("utf-8"))
    patterns = {}
    for topic, words in data.items():
        if topic != "note":
            forms = sorted((re.escape(w).replace(r"\ ", r"\s+") for w in words), key=lambda w: (-len(w), w))
            patterns[topic] = re.compile(r"\b(?:" + "|".join(forms) + r")\b", re.IGNORECASE)
    return Topics(patterns)
