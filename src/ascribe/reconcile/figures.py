"""The figures of an incident: how many, of whom, by every source.

In:  tellings, sides, the rule for best.   Out: `Figure`s, those who died first.

Every number stands under its source. Only what is asserted as news, and no later figure of the same source has replaced, feeds the
range and best; the rest stands beside it with its status.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Final, NamedTuple, get_args

import msgspec

from ascribe.domain.event import EventType
from ascribe.domain.incident import Figure, FigureState, SourceFigure
from ascribe.domain.quantity import OfKind, OfSide, QuantityRole, exclude_each_other, stated_ends
from ascribe.reconcile.counted import Counted, Thing, counted_of, things_of
from ascribe.reconcile.identity import differing_identities
from ascribe.reconcile.rules import BestRule, Standing, range_of
from ascribe.reconcile.sides import MUTUAL, Sides
from ascribe.reconcile.tellings import Telling, heard_independently, news_of, still_asserted

__all__ = ["Row", "figures_of", "opposed_rows", "rows_of_figures", "standing_rows"]

_ROLES: Final = get_args(QuantityRole)
_SIDES: Final[tuple[OfSide | None, ...]] = ("initiator", "target", None)
_KINDS: Final[tuple[OfKind, ...]] = get_args(OfKind)


class Row(NamedTuple):
    """A source's figure, with what decides whether it counts: its voice, who answers for it, its last day, the reports it stands in."""

    figure: SourceFigure
    voice: str
    teller: str
    last: date | None
    documents: frozenset[str]
    independent: bool
    was: int | None
    of: str | None

    @property
    def feeds(self) -> bool:
        """Whether it is told as so, as news."""
        return self.figure.status == "asserted" and not self.figure.background

    @property
    def number(self) -> int | None:
        """Its low end, else its high one, as it is named."""
        low, high = stated_ends(self.figure)
        return low if low is not None else high


def figures_of(
    things: Sequence[tuple[Thing, Sequence[Row]]], tellings: Sequence[Telling], sides: Sides, rule: BestRule
) -> tuple[Figure, ...]:
    """The figures, by role, side and kind. Where sources differ about who the people were, the kind is unknown."""
    doubted = {kind for _ in differing_identities(tellings, sides) for kind in ("civilian", "combatant")}
    figures = []
    for thing, rows in things:
        kinds_told = {c.kind for c in thing.told}
        unsure = thing.kind in doubted and len(kinds_told) > 1
        figures.append(_figure(thing._replace(kind="unknown") if unsure else thing, rows, rule))
    return tuple(sorted(figures, key=lambda f: (_ROLES.index(f.role), _SIDES.index(f.of_side), _KINDS.index(f.of_kind), f.of or "")))


def rows_of_figures(tellings: Sequence[Telling], sides: Sides, type_: EventType) -> tuple[tuple[Thing, tuple[Row, ...]], ...]:
    """Each thing counted, and every source's figure of it."""
    news = {t.claim.id for t in news_of(tellings)}
    heard = {t.voice for t in heard_independently(tellings)}
    things = things_of(counted_of(tellings, sides), mutual=type_ in MUTUAL)
    return tuple((thing, tuple(_superseded(_rows(thing.told, news, heard), tellings))) for thing in things)


def _figure(thing: Thing, rows: Sequence[Row], rule: BestRule) -> Figure:
    counting = standing_rows(rows)
    low, best, high = range_of(_standing(counting), rule)
    words = next((r.of for r in rows if r.of is not None), None)
    return Figure(
        role=thing.role, of_kind=thing.kind, of_side=thing.side, low=low, best=best, high=high, of=words,
        contested=any(True for _ in opposed_rows(rows)), rule=rule, by_source=tuple(r.figure for r in rows),
        history=tuple(_history(rows, rule)),
    )  # fmt: skip


def _rows(told: Sequence[Counted], news: Collection[str], heard: Collection[str]) -> list[Row]:
    """The numbers, one row for each that a source gives, with all the claims that give it."""
    groups: dict[tuple[object, ...], list[Counted]] = {}
    for c in told:
        t = c.telling
        key = (t.voice, t.teller, t.source, t.party, t.claim.status, c.low, c.high, c.qualifier, c.strict, t.claim.id in news)
        groups.setdefault(key, []).append(c)
    rows = []
    for group in groups.values():
        c = group[0]
        t = c.telling
        days = [g.telling.said for g in group if g.telling.said is not None]
        figure = SourceFigure(
            source=t.source, actor=t.actor, source_kind=t.kind, party=t.party, status=t.claim.status, low=c.low, high=c.high,
            qualifier=c.qualifier, said=min(days, default=None), superseded=False, background=t.claim.id not in news,
            claims=tuple(sorted({i for g in group for i in g.claims})), strict=c.strict,
        )  # fmt: skip
        rows.append(
            Row(
                figure, t.voice, t.teller, max(days, default=None), frozenset(g.telling.member.document for g in group),
                t.voice in heard and any(g.telling.is_independent for g in group), next((g.was for g in group if g.was is not None), None),
                next((g.of for g in group if g.of), None),
            )
        )  # fmt: skip
    return _without_repeats(rows)


def _without_repeats(rows: list[Row]) -> list[Row]:
    """An outlet's own words beside the same number of a source that it names in the report repeat that source: no vote of their own."""
    named = [r for r in rows if r.figure.source_kind != "outlet" and r.feeds]
    out = []
    for r in rows:
        repeats = r.figure.source_kind == "outlet" and any(
            r.documents <= n.documents and r.number is not None and not exclude_each_other(r.figure, n.figure) and n.number is not None
            for n in named
        )
        out.append(r._replace(independent=r.independent and not repeats))
    return out


def _superseded(rows: Sequence[Row], tellings: Sequence[Telling]) -> Iterator[Row]:
    revised = {i for t in tellings for i in t.claim.revises}
    asserted = {t.claim.id for t in still_asserted(tellings)}
    for r in rows:
        later = any(_replaces(other, r) for other in rows if other is not r)
        withdrawn = r.figure.status == "asserted" and not asserted & set(r.figure.claims)
        gone = r.feeds and (later or withdrawn or set(r.figure.claims) <= revised)
        yield r._replace(figure=msgspec.structs.replace(r.figure, superseded=True)) if gone else r


def _later(a: date | None, b: date | None) -> bool:
    return a is not None and b is not None and a > b


def _replaces(new: Row, old: Row) -> bool:
    """Whether the same source gave another number on a later day, or corrects the other, no earlier than it last told it."""
    if new.voice != old.voice or not new.feeds or new.number is None:
        return False
    if new.was is not None and new.was in (old.figure.low, old.figure.high, old.number) and not _later(old.last, new.last):
        return True
    if not _later(new.last, old.last) or (new.figure.low, new.figure.high) == (old.figure.low, old.figure.high):
        return False
    return new.figure.qualifier != "vague" or old.number is None or exclude_each_other(new.figure, old.figure)


def standing_rows(rows: Sequence[Row]) -> list[Row]:
    """Those that feed the range: told as so, as news, and not superseded."""
    return [r for r in rows if r.feeds and not r.figure.superseded]


def _standing(rows: Sequence[Row]) -> list[Standing]:
    return [Standing(r.figure, r.teller, r.independent) for r in rows]


def opposed_rows(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Figures of two sources that exclude each other; a denial of a figure excludes what it denies, and "none" what is told."""
    counting = standing_rows(rows)
    for a, b in combinations(counting, 2):
        if a.voice != b.voice and exclude_each_other(a.figure, b.figure):
            yield a, b
    for a in counting:
        for b in rows:
            if b.figure.status == "denied" and b.voice != a.voice and a.number is not None and b.number is not None:
                none = (b.figure.low, b.figure.high) == (0, 0)
                if a.number > 0 if none else a.number == b.number:
                    yield a, b


def _history(rows: Sequence[Row], rule: BestRule) -> Iterator[FigureState]:
    """The range at the end of each day that brought a figure; what later figures replaced counts until they came."""
    feeding = [r for r in rows if r.feeds]
    days = sorted({r.figure.said for r in feeding if r.figure.said is not None})
    undated: list[date | None] = [None] if any(r.figure.said is None for r in feeding) else []
    for day in [*undated, *days]:
        told = [r for r in feeding if r.figure.said is None or (day is not None and r.figure.said <= day)]
        until = [r._replace(last=_until(r, day)) for r in told]
        last = day == days[-1] if days else True
        stand = standing_rows(rows) if last else [r for r in until if not any(_replaces(other, r) for other in until if other is not r)]
        yield FigureState(said=day, **range_of(_standing(stand), rule)._asdict())


def _until(r: Row, day: date | None) -> date | None:
    """Its last day as far as known on that day."""
    return r.last if day is None or r.last is None or r.last <= day else r.figure.said
