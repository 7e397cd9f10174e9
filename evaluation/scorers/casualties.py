"""How many a document says were killed, hurt or taken, from its claims alone.

In:  claims of a record, as JSON objects.   Out: `Toll`s: one for each figure of a role, with the bounds the source gave.

A claim that tells a killing, an injury or a detention of named persons without a figure counts each of them as one, as the figures of
an incident do ("Akbar Ali was killed"). Figures that total a period or a stock belong to no single event and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

__all__ = ["Toll", "tolls"]

Claim = Mapping[str, Any]
#: The event type that itself says what happened to its targets.
ROLE_OF_TYPE = {"killing": "killed", "injury": "injured", "detention": "captured"}
#: The data sets' coding of "several", "multiple" and other plurals without a number, and of "numerous".
SEVERAL, NUMEROUS = 3, 4


class Toll(NamedTuple):
    """One figure: its bounds, and whether it is part of another figure of its claim."""

    low: int | None
    high: int | None
    vague: bool
    part: bool
    several: int = SEVERAL

    @property
    def minimum(self) -> int:
        """The least the words allow: `several` for a plural without a number, 0 where there is only an upper bound."""
        return self.low if self.low is not None else self.several if self.vague else 0

    @property
    def number(self) -> int | None:
        """The one number to name: the lower bound, else the upper one; None for a plural without a number."""
        return self.low if self.low is not None else self.high


def tolls(claim: Claim, role: str, text: str = "") -> Iterator[Toll]:
    """The figures a claim gives for a role; the document's `text` tells "numerous" from other plurals without a number.

    >>> list(tolls({"event": {"type": "killing"}, "target": [{"kind": "person", "name": "A. Ali"}], "quantities": []}, "killed"))
    [Toll(low=1, high=1, vague=False, part=False, several=3)]
    """
    figures = [q for q in claim.get("quantities") or () if q.get("role") == role]
    for q in figures:
        if q.get("scope", "event") == "event":
            yield Toll(q.get("low"), q.get("high"), q.get("qualifier") == "vague", q.get("part_of") is not None, _several(q, text))
    if not figures and ROLE_OF_TYPE.get((claim.get("event") or {}).get("type") or "") == role:
        for target in claim.get("target") or ():
            if target.get("kind") == "person":
                yield Toll(1, 1, False, False)


def _several(quantity: Mapping[str, Any], text: str) -> int:
    return NUMEROUS if "numerous" in text[slice(*(quantity.get("span") or (0, 0)))].lower() else SEVERAL
