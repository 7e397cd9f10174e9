"""What follows from a document's claims for a coder of whole reports: the day, the provinces, the least numbers.

In:  claims of a record, as JSON objects.   Out: a day, names, a number, and whether two spellings name one Afghan province.

The rules are those of `evaluation.suites.isaf`.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from evaluation.scorers.casualties import Toll, tolls
from evaluation.scorers.claims import same_name

__all__ = ["earliest_day", "least", "province_key", "provinces", "same_province"]

Claim = Mapping[str, Any]
SPELLINGS_FILE = Path(__file__).parents[1] / "data" / "afghan_provinces.json"


def earliest_day(claims: Sequence[Claim]) -> str | None:
    """The first day of what is reported as news; of an inferred time that says only "by then", that day."""
    times = [c["time"] for c in claims if not c["background"] and c["time"] and c["time"]["start"]]
    days = [(t["inferred"], t["precision"] != "day", t["end" if t["inferred"] and t["bound"] == "not_after" else "start"]) for t in times]
    return min(days, default=(False, False, None))[2]


def least(claims: Sequence[Claim], role: str, text: str = "") -> int:
    """The least number of people that the asserted news of a document, whose text is `text`, gives for a role."""
    told: list[_Told] = []
    total = 0
    for c in claims:
        figures = [] if c["background"] or c["status"] != "asserted" else [t for t in tolls(c, role, text) if not t.part]
        if not figures:
            continue
        place = c["place"] or {}
        where = place.get("admin1") or place.get("gazetteer_id") or place.get("name")
        whom = tuple(p["name"] or p["text"] for p in c["target"])
        again = [t for t in told if t.where == where and (t.figures == figures or t.vague or all(f.vague for f in figures))]
        told.append(_Told(where, whom, figures))
        if not any(_may_be_same(whom, t.whom) for t in again):
            total += sum(t.minimum for t in figures)
            continue
        # "Several were detained", then "eight were detained": the exact figure takes the vague one's place.
        vague = [t for t in again if t.vague and _may_be_same(whom, t.whom)]
        if vague and not all(f.vague for f in figures):
            total += sum(t.minimum for t in figures) - sum(t.minimum for t in vague[0].figures)
            told.remove(vague[0])
    return total


class _Told(NamedTuple):
    where: str | None
    whom: tuple[str, ...]
    figures: list[Toll]

    @property
    def vague(self) -> bool:
        return all(f.vague for f in self.figures)


#: Words that name nobody otherwise: "two suspected insurgents", then "two individuals".
_ANYBODY = frozenset({"individual", "individuals", "people", "persons", "person", "man", "men", "other", "others"})


def _may_be_same(a: Sequence[str], b: Sequence[str]) -> bool:
    a, b = ([name for name in names if name.lower().split()[-1:] and name.lower().split()[-1] not in _ANYBODY] for names in (a, b))
    return not a or not b or any(same_name(x, y) for x in a for y in b)


def provinces(claims: Sequence[Claim]) -> tuple[str, ...]:
    """The first-level regions of the claims' places."""
    return tuple(c["place"]["admin1"] for c in claims if c["place"] and c["place"]["admin1"])


def same_province(label: Sequence[str], found: Sequence[str]) -> bool:
    """Whether one of the found provinces is one of the label's; none found is right where the label has none."""
    wanted = {province_key(p) for p in label if p.strip()}
    return bool(wanted & {province_key(p) for p in found}) if wanted else not found


def province_key(name: str) -> str:
    """One key for all spellings of a province.

    >>> province_key("Paktia"), province_key("Sar-e Pul Province"), province_key("Wilāyat-e Kunduz")
    ('paktya', 'sarepul', 'kunduz')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    folded = re.sub(r"\b(?:province|w[ei]layat|velayat)(?:-e|-i)?\b|[\W_]", "", plain)
    return _spellings().get(folded, folded)


@functools.cache
def _spellings() -> dict[str, str]:
    table: dict[str, list[str]] = json.loads(SPELLINGS_FILE.read_text(encoding="utf-8"))
    return {re.sub(r"\W", "", spelling.casefold()): key for key, spellings in table.items() for spelling in spellings}
