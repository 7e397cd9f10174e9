"""Which language a text is in: as given, else found in the text, else unknown.

In:  a text and what is said about its language.   Out: an ISO 639 code, or null.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

__all__ = ["find_language", "language_code"]

#: Fewer letters say too little.
MIN_LETTERS = 40
#: With so many, the words are surer than what a template declares.
TRUSTED_LETTERS = 200
#: The language of a report shows in its first lines.
_SAMPLE_CHARS = 3000
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8}){0,5}", re.ASCII)


def language_code(tag: str | None) -> str | None:
    """The language of a tag such as `en-GB`; null where it is none.

    >>> language_code("en-GB"), language_code("English")
    ('en', None)
    """
    match = _TAG.fullmatch(tag.strip()) if tag else None
    return match[1].lower() if match else None


def find_language(text: str, declared: str | None = None) -> str | None:
    """The language that the words of `text` show; null for fewer than 40 letters.

    What a page or feed declares is often its template's language, so `declared` counts only where there are fewer than 200 letters.

    >>> find_language("The army said on Monday that two soldiers had died near the town.")
    'en'
    """
    sample = text[:_SAMPLE_CHARS]
    n = sum(map(str.isalpha, sample))
    if declared is not None and n < TRUSTED_LETTERS:
        return declared
    if n < MIN_LETTERS:
        return None
    code = _identifier().classify(sample.lower() if sample.isupper() else sample)[0]
    return str(code)


@cache
def _identifier() -> Any:
    import py3langid

    return py3langid
