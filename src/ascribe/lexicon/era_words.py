"""Words that a text can only have after a day: channels that did not exist before it.

In:  `era_words.json`.   Out: the earliest day that a text without a date can be of.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from ascribe.lexicon.partial_dates import first_day

__all__ = ["earliest_day"]

FILE = Path(__file__).with_name("era_words.json")


class Era(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for a channel, and the first day (month, year) on which there was one."""

    words: tuple[str, ...]
    since: str


@cache
def _eras() -> tuple[tuple[re.Pattern[str], date], ...]:
    eras = msgspec.json.decode(FILE.read_bytes(), type=list[Era])
    return tuple((re.compile(r"\b(?:" + "|".join(map(re.escape, e.words)) + r")\b"), first_day(e.since)) for e in eras)


def earliest_day(text: str) -> tuple[date, str] | None:
    """The latest of the days before which a word of the text could not be written, and that word; null where no word tells.

    >>> earliest_day("The commander tweeted that the town had fallen.")
    (datetime.date(2006, 3, 21), 'tweeted')
    """
    found = [(since, match.group()) for pattern, since in _eras() if (match := pattern.search(text)) is not None]
    return max(found) if found else None
