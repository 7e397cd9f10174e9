"""What a report is about: conflict, or something that only borrows its words.

In:  `topics.json`.   Out: `Topics`, which counts a text's words by topic.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

__all__ = ["Topics", "load_topics"]


class Topics(NamedTuple):
    """One pattern a topic; a word counts once, however often it stands in the text. `violence` are the words of conflict that reports of a
    disaster do not need, `disaster` those of accidents, fires and storms."""

    patterns: dict[str, re.Pattern[str]]
    disaster: re.Pattern[str]
    violence: re.Pattern[str]

    def count_words(self, text: str) -> dict[str, int]:
        """Topic → how many of its words stand in `text`.

        >>> load_topics().count_words("The striker scored; the match ended in a riot.")["sport"]
        3
        """
        return {topic: _count(pattern, text) for topic, pattern in self.patterns.items()}

    def count_disaster(self, text: str) -> tuple[int, int]:
        """How many words of disaster and of violence stand in `text`.

        >>> load_topics().count_disaster("Firefighters said the blaze had killed three; police arrested nobody, soldiers helped.")
        (2, 2)
        """
        return _count(self.disaster, text), _count(self.violence, text)


def _count(pattern: re.Pattern[str], text: str) -> int:
    return len({m.group().lower() for m in pattern.finditer(text)})


@cache
def load_topics() -> Topics:
    """The shipped words."""
    data = json.loads(files("ascribe.lexicon").joinpath("topics.json").read_text("utf-8"))
    disaster, losses, violence = data.pop("disaster"), set(data.pop("losses")), data.pop("violence")
    return Topics(
        patterns={topic: _pattern(words) for topic, words in data.items() if topic != "note"},
        disaster=_pattern(disaster),
        violence=_pattern([word for word in data["conflict"] if word not in losses], beginnings=violence),
    )


def _pattern(words: list[str], beginnings: Sequence[str] = ()) -> re.Pattern[str]:
    forms = [re.escape(w).replace(r"\ ", r"\s+") for w in words] + [re.escape(w).replace(r"\ ", r"\s+") + r"\w*" for w in beginnings]
    return re.compile(r"\b(?:" + "|".join(sorted(forms, key=lambda w: (-len(w), w))) + r")\b", re.IGNORECASE)
