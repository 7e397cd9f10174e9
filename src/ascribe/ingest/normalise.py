"""The one change that text suffers: Unicode NFC and line ends. Blank space stays; what cannot be seen is kept and reported.

In:  a text as decoded.   Out: the text as documents keep it, and what a reader of it should know.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

__all__ = ["Blemish", "normalise_text", "find_blemishes", "longest_combining_run"]

_LINE_END = re.compile(r"\r\n?")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Joiners between letters of Arabic and Indic scripts and inside emoji are spelling; anywhere else they hide something.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
    "|(?<![\u0600-\u1fff\u2190-\u2bff\ufe0f\ufb50-\ufeff\U0001f000-\U0001faff])[\u200c\u200d]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_MOJIBAKE = re.compile(r"â€[™œ˜¦“”\x9d\x9c\x99\x98]|Ã[©¨¡±¼¶¤³\xad§][a-zà-ÿ]|Ð[°-¿][ÐÑ]|Ø§Ù")


class Blemish(NamedTuple):
    """Something to know about a text that is read all the same: where first, what, and what to do."""

    place: str
    reason: str
    fix: str


def normalise_text(text: str) -> str:
    """`text` in Unicode NFC with `\\n` line ends; doing it twice changes nothing.

    Halves of surrogate pairs, which are no characters and cannot be stored, become U+FFFD (`find_blemishes` reports them).

    >>> normalise_text("cafe\\u0301\\r\\n two  spaces ")
    'café\\n two  spaces '
    """
    return unicodedata.normalize("NFC", _SURROGATE.sub("\ufffd", _LINE_END.sub("\n", text)))


def longest_combining_run(text: str) -> int:
    """How many combining marks follow one another at most; look before normalising what others wrote (`MAX_COMBINING_RUN`)."""
    return 0 if text.isascii() else max((m.end() - m.start() for m in _combining().finditer(text)), default=0)


@cache
def _combining() -> re.Pattern[str]:
    # Beyond U+1F000 there are no combining marks; three vowel signs decompose into marks without being marks.
    marks = [c for c in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(c)] + ["\u0f73", "\u0f75", "\u0f81"]
    return re.compile("[" + "".join(marks) + "]+")


def find_blemishes(text: str) -> Iterator[Blemish]:
    """What cannot be seen in `text` or was lost before it came here, each kind once.

    >>> [b.place for b in find_blemishes("two\\u200b died")]
    ['character 3 (U+200B), 1 in all']
    """
    if text.isascii() and text.isprintable():
        return
    yield from _found(
        _INVISIBLE, text, "invisible characters in the text (zero width or direction marks)",
        "they are kept; look at the place before quoting it",
    )  # fmt: skip
    yield from _found(
        _CONTROL, text, "control characters in the text", "they are kept; export the source again as plain text if words are missing"
    )
    yield from _found(
        re.compile("\ufffd"),
        text,
        "characters lost before or while reading (U+FFFD)",
        "take the source again in its own encoding if the words matter",
    )
    yield from _found(
        _MOJIBAKE,
        text,
        "the text looks decoded with the wrong encoding (as in “â€™” for an apostrophe)",
        "export the source again as UTF-8",
    )


def _found(pattern: re.Pattern[str], text: str, reason: str, fix: str) -> Iterator[Blemish]:
    first = pattern.search(text)
    if first is not None:
        n = sum(1 for _ in pattern.finditer(text))
        yield Blemish(f"character {first.start()} (U+{ord(first[0][0]):04X}), {n} in all", reason, fix)
