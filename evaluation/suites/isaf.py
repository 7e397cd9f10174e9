"""ISAF press releases (Afghanistan, 2009-2013) with an expert's coding of place, day and least numbers.

In:  `isaf_press_releases/*.jsonl`.
Out: the share of documents right in `province`, `start_date`, `min_killed`, `min_captured`; `n`, `undatable`.

Derived from a document's claims, so:
province      right where the first-level region of any claim's place is one of the label's (spellings: `data/afghan_provinces.json`);
              a label without a province is right where no claim has one.
start_date    the earliest day of a claim that is not background: of those told to the day, else of other stated times, else of
              inferred ones, where "by then" is that day. The release is dated by its dateline; without a dated dateline it is
              `undatable` and left out here.
min_killed,   the sum of the least numbers over asserted claims that are not background; a plural without a number is 3, "numerous"
min_captured  is 4 (so the set codes them), a part is not added to its total; of people not named otherwise in the same province, one
              figure told twice counts once, and an exact figure takes the place of a plural told before it ("several", then "eight").

A row whose label lacks a key is left out of that figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from evaluation.scorers.report_coding import earliest_day, least, provinces, same_province
from evaluation.suite import Defaults, Session, Suite, data_folder
from evaluation.trained import is_trained_id, is_trained_text

Claim = Mapping[str, Any]
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
MONTHS = {m: i for i, m in enumerate(_MONTHS.split(), 1)}
_DATELINE = re.compile(r"(?P<month>[A-Za-z]{3})[a-z]{0,6}\.?\s{0,3}(?P<day>\d{1,2})\s{0,3},\s{0,3}(?P<year>\d{4})")


class Label(msgspec.Struct, frozen=True):
    """The expert's coding, as far as it is scored."""

    start_date: str | None = None
    province: tuple[str, ...] | None = None
    min_killed: int | None = None
    min_captured: int | None = None


class Release(msgspec.Struct, frozen=True):
    """One press release."""

    text: str
    label: Label
    id: str | None = None
    dateline: str | None = None
    outlet: str | None = None


def defaults() -> Defaults:
    """The visible part of the set."""
    folder = data_folder()
    file = folder / "isaf_press_releases" / "test.jsonl.gz" if folder else None
    return Defaults((file,)) if file and file.exists() else Defaults((), note="ASCRIBE_DATA has no isaf_press_releases/: nothing scored")


def trained(row: Release, by_id: bool) -> bool:
    """By text or by id: the ids name the same release in every part of this set, and annotated passages of it keep them."""
    return is_trained_text(row.text) or (row.id is not None and is_trained_id(row.id))


def score(gold: Sequence[Release], session: Session) -> dict[str, Any]:
    """Reads every release and compares what follows from its claims with the label."""
    right: dict[str, list[bool]] = {"province": [], "start_date": [], "min_killed": [], "min_captured": []}
    undatable = 0
    for number, row in enumerate(gold, 1):
        published = dateline_day(row.dateline)
        undatable += published is None
        name = row.id or f"release {number}"
        record = session.read(row.text, name=name, published=published.isoformat() if published else None, outlet=row.outlet)
        claims: list[Claim] = msgspec.to_builtins(record.claims) if record is not None else []
        text = record.document.text if record is not None else ""
        label = row.label
        if label.province is not None:
            right["province"].append(same_province(label.province, provinces(claims)))
        if label.start_date is not None and published is not None:
            right["start_date"].append(earliest_day(claims) == label.start_date[:10])
        if label.min_killed is not None:
            right["min_killed"].append(least(claims, "killed", text) == label.min_killed)
        if label.min_captured is not None:
            right["min_captured"].append(least(claims, "captured", text) == label.min_captured)
    shares = {name: round(sum(found) / len(found), 3) if found else None for name, found in right.items()}
    return {**shares, "n": len(gold), "undatable": undatable}


def dateline_day(dateline: str | None) -> date | None:
    """The day a dateline names, or None.

    >>> dateline_day("Sept. 4, 2012"), dateline_day("May 31,2011"), dateline_day("Oct. 13")
    (datetime.date(2012, 9, 4), datetime.date(2011, 5, 31), None)
    """
    found = _DATELINE.search(dateline or "")
    if found is None or found["month"].lower() not in MONTHS:
        return None
    try:
        return date(int(found["year"]), MONTHS[found["month"].lower()], int(found["day"]))
    except ValueError:
        return None


SUITE = Suite(
    name="isaf",
    about="Afghan press releases: province, day and least numbers",
    gold=Release,
    defaults=defaults,
    trained=trained,
    score=score,
    gated=("province", "start_date", "min_killed", "min_captured"),
)
