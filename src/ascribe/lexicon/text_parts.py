"""Parts of a text with a job of their own: how notices, corrections, captions and datelines begin.

In:  `text_parts.json`.   Out: one `TextParts` value; where words call a picture representational.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

__all__ = ["TextParts", "is_representational", "load_text_parts", "representational_words"]


class TextParts(NamedTuple):
    """Beginnings of lines and phrases in them, all in lower case; see the file's comment for what each is."""

    notice_starts: tuple[str, ...]
    notice_phrases: tuple[str, ...]
    correction_starts: tuple[str, ...]
    caption_starts: tuple[str, ...]
    representational: re.Pattern[str]
    remarks: frozenset[str]
    recording_ends: frozenset[str]
    speaker_roles: frozenset[str]
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
        _pattern(data["representational"]), frozenset(data["remarks"]), frozenset(data["recording_ends"]), frozenset(data["speaker_roles"]),
        frozenset(data["not_places"]),
    )  # fmt: skip


def representational_words(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The phrases within `text[start:end]` (code points) that say a picture does not show the event."""
    return load_text_parts().representational.finditer(text, start, end)


def is_representational(text: str, start: int, end: int) -> bool:
    """Whether a caption at `text[start:end]` (code points) says that its picture does not show the event.

    >>> said = "(Image for representation)"
    >>> is_representational(said, 0, len(said)), is_representational("Photo: A. Writer", 0, 16)
    (True, False)
    """
    return next(representational_words(text, start, end), None) is not None


def _pattern(data: dict[str, Any]) -> re.Pattern[str]:
    words = {name: "(?:" + "|".join(map(re.escape, data[f"{name}s"])) + ")" for name in ("kind", "picture", "purpose")}
    words |= {" ": r"(?:\s{1,3}|-)", " / ": r"(?:\s?[:/|–—]\s?|\s-\s)"}
    phrases, endings = (
        "|".join("".join(words.get(w.strip("{}"), re.escape(w)) for w in re.split(r"( / | )", phrase)) for phrase in data[key])
        for key in ("phrases", "endings")
    )
    return re.compile(rf"\b(?:{phrases})(?:{words[' ']}(?:{endings}))?\b", re.IGNORECASE)
