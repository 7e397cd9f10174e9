"""Frames: where the participants of an event stand around its trigger.

In:  `frames.json`, lists of lemmas.   Out: one `Frames` value of frozen sets.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

__all__ = ["Frames", "load_frames"]


class Frames(NamedTuple):
    """Lemmas by the place of their participants; `light_verbs` finds forms that give their subject to a following noun."""

    subject_is_target: frozenset[str]
    intransitive: frozenset[str]
    loss: frozenset[str]
    mutual: frozenset[str]
    passive_when_bare: frozenset[str]
    light_verbs: re.Pattern[str]


@cache
def load_frames() -> Frames:
    """The shipped frames.

    >>> "die" in load_frames().subject_is_target
    True
    """
    data = json.loads(files("ascribe.lexicon").joinpath("frames.json").read_text("utf-8"))
    return Frames(
        frozenset(data["subject_is_target"]),
        frozenset(data["intransitive"]),
        frozenset(data["loss"]),
        frozenset(data["mutual"]),
        frozenset(data["passive_when_bare"]),
        re.compile(rf"\b(?:{'|'.join(data['light_verbs'])})\b", re.IGNORECASE),
    )
