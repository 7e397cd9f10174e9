"""Words for weapons and means of violence, by kind.

In:  `means.json`.   Out: one pattern, and the kind of what it finds.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ascribe.domain.event import MeansKind

__all__ = ["MeansWords", "load_means"]


class MeansWords(NamedTuple):
    """`pattern` finds the longest word for a means, case-insensitively; its group's name is the kind."""

    pattern: re.Pattern[str]

    def kind_of(self, match: re.Match[str]) -> MeansKind:
        """The kind of what `pattern` matched."""
        return match.lastgroup  # type: ignore[return-value]


@cache
def load_means() -> MeansWords:
    """The shipped words.

    >>> words = load_means()
    >>> [(m.group(), words.kind_of(m)) for m in words.pattern.finditer("A suicide car bomb and two mortars")]
    [('suicide car bomb', 'ied_suicide'), ('mortars', 'artillery_mortar')]
    """
    data = json.loads(files("ascribe.lexicon").joinpath("means.json").read_text("utf-8"))
    groups = []
    for kind, words in data.items():
        if kind == "note":
            continue
        forms = sorted(
            (re.escape(w.rstrip("*")).replace(r"\ ", r"\s+") + ("s?" if w.endswith("*") else "") for w in words), key=lambda w: (-len(w), w)
        )
        groups.append(f"(?P<{kind}>{'|'.join(forms)})")
    return MeansWords(re.compile(r"\b(?:" + "|".join(groups) + r")\b", re.IGNORECASE))
