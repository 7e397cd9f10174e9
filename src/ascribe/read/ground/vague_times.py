"""Vague times: "now", "recently", "the future": when, but no days.

In:  a match of a rule's pattern and what it is read against (`When`).   Out: a mention of kind `vague`, which dates no event.
"""

from __future__ import annotations

import re

from ascribe.read.ground.time_rules import WORDS, Sense, When, any_of, reads


@reads("v", rf"(?:{any_of((*WORDS.vague_words, *WORDS.vague_words_given))})(?![\w-])")
def vague_time(match: re.Match[str], when: When) -> Sense | None:
    word = " ".join(match[0].lower().split())
    vague = WORDS.vague_words.get(word) or (WORDS.vague_words_given.get(word) if when.given else None)
    if vague is None or (match[0].istitle() and _NAME_AFTER.match(match.string, match.end())):
        return None  # "Now Zad"
    if word == "the past" and not when.given and not _ENDS.match(match.string, match.end()):
        return None
    return Sense("vague", vague=vague)


_NAME_AFTER = re.compile(r"\s+(?!I\b)[A-Z][a-z]")
#: "In the past, …", "the past has shown": not "the past president".
_ENDS = re.compile(r"\s*(?:[,.;:)\"”]|\Z|and\b|to\b|by\b|in\b|as\b|when\b|has\b|had\b|that\b|for\b)", re.IGNORECASE)
