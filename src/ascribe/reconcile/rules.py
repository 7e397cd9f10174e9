"""The range and the best figure: what standing figures come to, by a rule chosen by its name.

In:  the standing figures of one thing, each with its origin and whether that is independent.   Out: `Range`: low, best, high.

A rule never invents: best is always a number that an independent source gave, and null where only parties speak, nobody is known to be
independent, or those who are give no number ("several", "many"). Only `acled` takes a word for a number, by ACLED's own table, and only
where no party's number would stand in its place. Every rule lets one origin speak once. The range is that of all that is asserted, by
whomever, but nobody's "none" lowers it unless an independent source says it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from statistics import median_low
from typing import Final, Literal, NamedTuple, get_args

from ascribe.domain.attribution import SourceKind
from ascribe.domain.incident import SourceFigure
from ascribe.domain.quantity import Qualifier, stated_ends

__all__ = ["BEST_RULES", "DEFAULT_RULE", "BestRule", "Range", "Standing", "range_of"]

BestRule = Literal["median_independent", "lowest_credible", "ucdp", "acled"]
BEST_RULES: Final[tuple[BestRule, ...]] = get_args(BestRule)
DEFAULT_RULE: Final[BestRule] = "median_independent"


class Standing(NamedTuple):
    """A figure that nothing has superseded. `origin` is who answers for it (`Telling.teller`); `independent`: its vote counts for best."""

    figure: SourceFigure
    origin: str
    independent: bool


class Range(NamedTuple):
    """Low, best and high; null where open, or where nobody independent speaks."""

    low: int | None
    best: int | None
    high: int | None


class _Vote(NamedTuple):
    """The one number of an origin."""

    number: int
    kind: SourceKind


#: Of one origin's numbers the most exactly worded is its vote, and of those the lowest.
_EXACT_FIRST: Final[dict[Qualifier, int]] = {"exact": 0, "about": 1, "range": 2, "at_least": 3, "at_most": 4, "vague": 5}
#: What ACLED's codebook makes of words without a number: tens, dozens, scores (two tens), hundreds, thousands.
_ACLED_WORDS: Final = {20: 10, 24: 12, 40: 20, 200: 100, 2000: 1000}
#: Whose numbers are taken first where they differ: those who count, those who were there, those who pass on.
_RELIABLE: Final[dict[SourceKind, int]] = {
    "un": 0, "monitor": 0, "medical": 0, "aid_agency": 0,
    "witness": 1, "resident": 1, "expert": 1, "police": 1, "military": 1, "government": 1, "belligerent": 1,
    "media": 2, "outlet": 2, "unnamed": 3,
}  # fmt: skip


def range_of(standing: Sequence[Standing], rule: BestRule) -> Range:
    """What the figures come to under a rule. `low <= best <= high` where they are not null, and no order of the figures matters.

    A word of nobody's but an independent source, which `acled` takes for a number, is no best where the numbers of others lie elsewhere.
    """
    told = [s for s in standing if _has_number(s.figure) and (s.independent or s.figure.high != 0)]
    spoken = _ACLED_WORDS if rule == "acled" else {}
    low, high = _ends([s.figure for s in told], spoken)
    votes = _votes(told, spoken)
    best = _BEST[rule](votes) if votes else None
    outside = best is not None and ((low is not None and best < low) or (high is not None and best > high))
    return Range(low, None if outside else best, high)


def _has_number(f: SourceFigure) -> bool:
    return f.low is not None or f.high is not None


def _lowest(f: SourceFigure, spoken: dict[int, int]) -> int | None:
    low, _ = stated_ends(f)
    return spoken.get(low, low) if f.qualifier == "vague" and low is not None else low


def _ends(figures: Sequence[SourceFigure], spoken: dict[int, int]) -> tuple[int | None, int | None]:
    """The least low and the greatest high end. An end is open where an open figure lies beyond all that are closed: "at least 13" beside
    12; "several" and "dozens" set no low end beside a number."""
    numbers = [f for f in figures if f.qualifier != "vague"] or list(figures)
    low = min((n for f in numbers if (n := _lowest(f, spoken)) is not None), default=None)
    high = max((n for f in figures if (n := stated_ends(f)[1]) is not None), default=None)
    if low is not None and any(f.low is None and f.high is not None and f.high < low for f in figures):
        low = None
    least = (f.low if f.strict else _lowest(f, spoken) for f in figures if f.high is None)
    if high is not None and any(n is not None and n > high for n in least):
        high = None
    return low, high


def _votes(told: Sequence[Standing], spoken: dict[int, int]) -> list[_Vote]:
    """One number for each independent origin; words that a rule takes for a number vote only where no number is given."""
    heard = [s for s in told if s.independent]
    heard = [s for s in heard if s.figure.qualifier != "vague"] or [s for s in heard if stated_ends(s.figure)[0] in spoken]
    chosen: dict[str, tuple[int, int, int, SourceKind]] = {}
    for s in heard:
        f = s.figure
        number = _lowest(f, spoken) if f.low is not None else stated_ends(f)[1]
        if number is not None:
            vote = (_EXACT_FIRST[f.qualifier], number, _RELIABLE[f.source_kind], f.source_kind)
            chosen[s.origin] = min(chosen.get(s.origin, vote), vote)
    return [_Vote(number, kind) for _, number, _, kind in chosen.values()]


def _median(votes: Sequence[_Vote]) -> int:
    return median_low(v.number for v in votes)


def _least(votes: Sequence[_Vote]) -> int:
    return min(v.number for v in votes)


def _most_reliable(votes: Sequence[_Vote]) -> int:
    """Of the most reliable kind of source that speaks, the number that most of them give; of numbers given as often, the lower."""
    first = min(_RELIABLE[v.kind] for v in votes)
    given = Counter(v.number for v in votes if _RELIABLE[v.kind] == first)
    return min(given, key=lambda n: (-given[n], n))


_BEST: Final[dict[BestRule, Callable[[Sequence[_Vote]], int]]] = {
    "median_independent": _median,
    "lowest_credible": _least,
    "ucdp": _most_reliable,
    "acled": _least,
}
