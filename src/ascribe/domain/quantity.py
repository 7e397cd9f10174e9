"""Quantities: numbers that a source gives, kept as the source bounds them."""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol

import msgspec

from ascribe.domain.span import Span

__all__ = [
    "Bounded", "Bounds", "Count", "CountKind", "OfKind", "OfSide", "Qualifier", "Quantity", "QuantityRole", "QuantityScope",
    "exclude_each_other", "number_words", "stated_ends",
]  # fmt: skip

QuantityRole = Literal["killed", "injured", "captured", "abducted", "missing", "displaced", "surrendered", "affected", "forces", "materiel"]
Qualifier = Literal["exact", "at_least", "at_most", "about", "range", "vague"]
OfKind = Literal["civilian", "combatant", "mixed", "unknown"]
OfSide = Literal["initiator", "target"]
QuantityScope = Literal["event", "period_total", "stock"]
CountKind = Literal["people", "materiel", "place", "other"]


class Quantity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One reported figure. `low` and `high` are inclusive; null is an open end (or, both null, a number not given).

    `of` the words for who or what is counted; `of_kind` as the *source* calls them; `part_of` the index, in the same
    claim, of the quantity that contains this one; `was` the figure that this one corrects.
    """

    span: Span
    role: QuantityRole
    low: int | None
    high: int | None
    qualifier: Qualifier
    of: str | None
    of_kind: OfKind
    of_side: OfSide | None
    part_of: int | None
    scope: QuantityScope
    was: int | None = None

    def __post_init__(self) -> None:
        _check_bounds(self.low, self.high, self.qualifier)
        if self.part_of is not None and self.part_of < 0:
            raise ValueError("part_of is an index into the claim's quantities")


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """A number expression of the text with what it counts, before it belongs to an event.

    `span` covers the number words with their qualifier ("at least 40"), `of` the noun phrase counted, null where the
    number stands alone; `kind` says what sort of thing that is ("other": not told, or none of the rest). `part_of` is the
    index of the containing count among the counts of the same sentence. `role` is what the words around it say became of
    those counted, null where they do not, and `role_by` the words that say it ("killed" in "killed 12 and wounded 30").
    `scope` and `was` are as for `Quantity`.
    """

    span: Span
    low: int | None
    high: int | None
    qualifier: Qualifier
    of: Span | None
    of_kind: OfKind = "unknown"
    kind: CountKind = "other"
    part_of: int | None = None
    role: QuantityRole | None = None
    role_by: Span | None = None
    scope: QuantityScope = "event"
    was: int | None = None

    def __post_init__(self) -> None:
        _check_bounds(self.low, self.high, self.qualifier)


class Bounded(Protocol):
    """Anything that bounds a number as a source does: a quantity of a claim with its words, a source's figure of an incident.

    `strict`: the words exclude the number that they name ("more than 40", whose `low` is 41, "fewer than 40", whose `high` is 39).
    """

    @property
    def low(self) -> int | None: ...
    @property
    def high(self) -> int | None: ...
    @property
    def qualifier(self) -> Qualifier: ...

    @property
    def strict(self) -> bool: ...


class Bounds(NamedTuple):
    """The bounds of a quantity and what its words say of them (`ascribe.lexicon.number_words.bounds_of`)."""

    low: int | None
    high: int | None
    qualifier: Qualifier
    strict: bool = False


#: A vague word may stand for as little as this share of its number: "dozens" of 24 for 12, "hundreds" of 200 for 100, which is how ACLED
#: counts them, and "several" of 3 for 2.
_VAGUE_SHARE = 0.5
#: The numbers of vague words (claims, "quantity"), each with a word that means it.
_VAGUE_WORDS = {3: "several", 20: "tens", 24: "dozens", 40: "scores", 200: "hundreds", 2000: "thousands"}


def stated_ends(figure: Bounded) -> tuple[int | None, int | None]:
    """Low and high as the source names them: of "more than 40", 40 and null.

    >>> stated_ends(Bounds(41, None, "at_least", strict=True)), stated_ends(Bounds(41, None, "at_least"))
    ((40, None), (41, None))
    """
    if not figure.strict or (figure.low is not None and figure.high is not None):
        return figure.low, figure.high
    return max(figure.low - 1, 0) if figure.low is not None else None, figure.high + 1 if figure.high is not None else None


def number_words(figure: Bounded) -> str:
    """A number as its source bounds it: `9`, `at least 40`, `more than 40`, `about 600`, `9–12`; one vague word for all of one meaning."""
    low, high = stated_ends(figure)
    if low is None or high is None:
        if low is not None:
            vague = _VAGUE_WORDS.get(low) if figure.qualifier == "vague" else None
            bound = "more than " if figure.strict else "" if vague else "at least "
            return f"{bound}{vague or f'{low:,}'}"
        return "no number" if high is None else f"{'fewer than' if figure.strict else 'up to'} {high:,}"
    if low != high:
        return f"{low:,}–{high:,}"
    return f"about {low:,}" if figure.qualifier == "about" else f"{low:,}"


def exclude_each_other(a: Bounded, b: Bounded) -> bool:
    """Whether both figures cannot be true of the same people (claims, "When figures are compared").

    A strict bound counts at its stated number, so "more than 40" does not contradict 40, and "at least 41" does; `about` allows ten
    percent either way; a figure without numbers contradicts nothing. A vague word sets no sharp bound: it contradicts only what lies
    below half of its number ("several" one, "dozens" eleven).
    """
    low_a, high_a = _compared(a)
    low_b, high_b = _compared(b)
    return low_a > high_b or low_b > high_a


def _compared(q: Bounded) -> tuple[float, float]:
    stated_low, stated_high = stated_ends(q)
    low = float(stated_low) if stated_low is not None else 0.0
    high = float(stated_high) if stated_high is not None else float("inf")
    match q.qualifier:
        case "about":
            return low * 0.9, high * 1.1
        case "vague":
            return low * _VAGUE_SHARE, high
        case _:
            return low, high


def _check_bounds(low: int | None, high: int | None, qualifier: Qualifier) -> None:
    if low is not None and low < 0:
        raise ValueError(f"a count cannot be negative: {low}")
    if low is not None and high is not None and low > high:
        raise ValueError(f"low {low} is above high {high}")
    if qualifier in ("exact", "about") and (low is None or low != high):
        raise ValueError(f"qualifier {qualifier!r} needs low = high, not {low}, {high}")
    if qualifier == "at_least" and (low is None or high is not None):
        raise ValueError("qualifier 'at_least' has a low end only")
    if qualifier == "at_most" and (high is None or low is not None):
        raise ValueError("qualifier 'at_most' has a high end only")
    if qualifier == "range" and (low is None or high is None):
        raise ValueError("qualifier 'range' needs both ends")
