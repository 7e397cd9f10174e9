"""Parts of a text with a job of their own: how notices, corrections, captions and datelines begin.

In:  `text_parts.json`.   Out: one `TextParts` value.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import NamedTuple

__all__ = ["TextParts", "load_text_parts"]


class TextParts(NamedTuple):
    """Beginnings of lines and phrases in them, all in lower case; see the file's comment for what each is."""

    notice_starts: tuple[str, ...]
    notice_phrases: tuple[str, ...]
    correction_starts: tuple[str, ...]
    caption_starts: tuple[str, ...]
    representational: tuple[str, ...]
    not_places: frozenset[str]


@cache
def load_text_parts() -> TextParts:
    """The shipped beginnings.

    >>> "correction:" in load_text_parts().correction_starts
    True
    """
    data = json.loads(files("ascribe.lexicon").joinpath("text_parts.json").read_text("utf-8"))
    return TextParts(
        tuple(data["notice_starts"]), tuple(data["notice_phrases"]), tuple(data["correction_starts"]), tuple(data["caption_starts"]),
        tuple(data["representational"]), frozenset(data["not_places"]),
    )  # fmt: skip
