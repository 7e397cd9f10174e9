"""Words from outside, made fit for a terminal: what others wrote must not steer it, nor reorder what stands around.

In:  text of documents, names, reasons.   Out: the same to the eye, with what is not printed written as an escape.
"""

from __future__ import annotations

import re

__all__ = ["printable", "printable_line"]

#: C0 but line end and tab, DEL, C1 (ECMA-48); line separators; embeddings, overrides and isolates (Unicode UAX 9); lone surrogates.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    r"""`text` with control characters and bidi overrides shown as escapes; line ends and tabs stay.

    >>> print(printable("a\x1b[2Jb\u202ec"))
    a\x1b[2Jb\u202ec
    """
    return _STEERING.sub(lambda m: f"\\x{ord(m[0]):02x}" if m[0] < "\u0100" else f"\\u{ord(m[0]):04x}", text)


def printable_line(text: str) -> str:
    r"""The same on one line: runs of blank space are one blank.

    >>> printable_line("Two\n  died\x07")
    'Two died\\x07'
    """
    return printable(re.sub(r"[ \t\n]+", " ", text)).strip()
