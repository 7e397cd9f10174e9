"""The drawings of a dossier: a figure's numbers on one axis, when a claim was told and happened, where it is.

In:  numbers, days, places.   Out: SVG that stands in the page; what it shows also stands in words beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import cos, radians, sqrt
from typing import Final, NamedTuple

from ascribe.domain.attribution import Party
from ascribe.domain.incident import Figure, SourceFigure
from ascribe.domain.place import Place
from ascribe.publish.markup import Inside, Markup, Pen

__all__ = ["Axis", "Days", "axis_of", "days_of", "map_of"]

_WIDTH: Final = 300
_LEFT: Final = 8
_RIGHT: Final = 44
#: Where the largest number is so many times the smallest, the axis grows by roots, or small ones would lie at its edge.
_FAR: Final = 25
#: Above the largest number there is room for an open end.
_ROOM: Final = 1.18
#: Degrees between lines of a map.
_STEPS: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_KM_OF_DEGREE: Final = 111.2


class Axis(NamedTuple):
    """An axis for the numbers of one figure."""

    top: float
    by_roots: bool
    ticks: tuple[int, ...]
    best: int | None

    def place(self, n: float) -> float:
        """Where a number stands."""
        share = n / self.top
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (sqrt(share) if self.by_roots else share)

    def head(self, pen: Pen) -> Markup:
        """The numbers along the axis."""
        marks = [pen.tag("text", f"{n:,}", x=self.place(n), y=12, text_anchor="middle") for n in self.ticks]
        return _svg(pen, 16, marks)

    def row(self, pen: Pen, said: SourceFigure, *, counts: bool) -> Markup:
        """One source's number: a dot, a bar between its ends, an arrow where an end is open; hollow where a party says it."""
        low, high, end = said.low, said.high, _WIDTH - _RIGHT + 10
        drawn: list[Markup] = [pen.tag("line", class_="grid", x1=self.place(n), x2=self.place(n), y1=0, y2=26) for n in self.ticks]
        if self.best is not None:
            drawn.append(pen.tag("line", class_="best", x1=self.place(self.best), x2=self.place(self.best), y1=0, y2=26))
        if low is not None and high is not None and low != high:
            drawn.append(pen.tag("line", class_="span", x1=self.place(low), x2=self.place(high), y1=13, y2=13))
        if low is not None and high is None:
            drawn.append(pen.tag("line", class_="open", x1=self.place(low) + 8, x2=end - 2, y1=13, y2=13))
            drawn.append(pen.tag("path", class_="arrow", d=f"M{end - 5} 8l5 5l-5 5"))
        if low is None and high is not None:
            drawn.append(pen.tag("line", class_="open", x1=self.place(0), x2=self.place(high) - 8, y1=13, y2=13))
        for n in dict.fromkeys(n for n in (low, high) if n is not None):
            drawn.append(pen.tag("circle", class_=f"dot {_kind(said.party)}", cx=self.place(n), cy=13, r=5))
        if said.status == "denied":
            drawn.append(pen.tag("line", class_="struck", x1=4, x2=end, y1=13, y2=13))
        return _svg(pen, 26, pen.tag("g", drawn, class_=None if counts else "off"))


def axis_of(figure: Figure) -> Axis | None:
    """The axis of a figure; null where no source gives a number."""
    numbers = [n for said in figure.by_source for n in (said.low, said.high) if n is not None]
    if not numbers:
        return None
    largest = max(1, *numbers)
    smallest = min([n for n in numbers if n > 0], default=largest)
    top, by_roots = largest * _ROOM, largest / smallest > _FAR
    axis = Axis(top, by_roots, (), figure.best)
    steps = [n * 10**power for power in range(len(str(int(top)))) for n in (1, 2, 5)]
    ticks: list[int] = []
    if by_roots:
        step = next((n for n in steps if top / n <= 5), steps[-1])
        wanted = [0, *(n for n in (step // 4, step, step * 2, step * 4) if 0 < n <= top)]
    else:
        step = next((n for n in steps if n / top * (_WIDTH - _LEFT - _RIGHT) >= 40), steps[-1])
        wanted = list(range(0, int(top) + 1, step))
    for n in wanted:
        if not ticks or axis.place(n) - axis.place(ticks[-1]) > 26:
            ticks.append(n)
    return axis._replace(ticks=tuple(ticks))


def _kind(party: Party) -> str:
    return "" if party == "none" else "party"


class Days(NamedTuple):
    """A line of days."""

    first: date
    last: date

    def place(self, day: date) -> float:
        """Where a day stands."""
        return 10 + (_WIDTH - 20) * ((day - self.first).days / max((self.last - self.first).days, 1))

    def head(self, pen: Pen) -> Markup:
        """Its first and last day."""
        ends = [pen.tag("text", self.first.isoformat(), x=2, y=11)]
        if self.last != self.first:
            ends.append(pen.tag("text", self.last.isoformat(), x=_WIDTH - 2, y=11, text_anchor="end"))
        return _svg(pen, 14, ends)

    def row(self, pen: Pen, happened: tuple[date, date] | None, told: date | None, *, inferred: bool) -> Markup:
        """A claim: a bar over the days on which it happened, dotted where no words give them, a diamond where it was told."""
        drawn = [pen.tag("line", class_="grid", x1=self.place(day), x2=self.place(day), y1=0, y2=26) for day in dict.fromkeys(self)]
        if happened is not None:
            start, end = (self.place(min(max(day, self.first), self.last)) for day in happened)
            around = 3 if start == end else 0
            look = "span inferred" if inferred else "span"
            drawn.append(pen.tag("line", class_=look, x1=start - around, x2=end + around, y1=19, y2=19))
        if told is not None:
            drawn.append(pen.tag("path", class_="told", d=f"M{self.place(told):.2f} 2l5 5l-5 5l-5-5z"))
        return _svg(pen, 26, drawn)


def days_of(days: Sequence[date]) -> Days | None:
    """The line that holds all these days; null where there is none."""
    return Days(min(days), max(days)) if days else None


def map_of(pen: Pen, place: Place, others: Sequence[Place]) -> Markup | None:
    """Where a place lies among others: the point or the ring within which it lies, on lines of latitude and longitude.

    Null where it has no coordinates, or where it lies so near a pole or so wide that a flat drawing would lie.
    """
    if place.lat is None or place.lon is None or abs(place.lat) > 75:
        return None
    radius = (place.radius_km or 0.0) / _KM_OF_DEGREE
    narrow = cos(radians(place.lat))
    near = [p for p in others if p.lat is not None and p.lon is not None and abs(p.lon - place.lon) < 20 and abs(p.lat - place.lat) < 15]
    reach = [radius, *(max(abs((p.lon or 0) - place.lon) * narrow, abs((p.lat or 0) - place.lat)) for p in near)]
    half = min(max(*reach, 0.35) * 1.35, 20.0)
    if radius > half:
        return None
    width, height = 300, 220
    scale = height / 2 / half

    def at(lat: float, lon: float) -> tuple[float, float]:
        assert place.lat is not None
        assert place.lon is not None
        return width / 2 + (lon - place.lon) * narrow * scale, height / 2 - (lat - place.lat) * scale

    step, across = (next((s for s in _STEPS if s * degree >= 62), _STEPS[-1]) for degree in (scale, scale * narrow))
    drawn: list[Markup] = [pen.tag("rect", class_="sea", x=0, y=0, width=width, height=height)]
    for n in range(int((place.lat - half) / step) - 1, int((place.lat + half) / step) + 2):
        _, y = at(n * step, place.lon)
        if 14 < y < height - 4:
            drawn.append(pen.tag("line", class_="grid", x1=0, x2=width, y1=y, y2=y))
            drawn.append(pen.tag("text", _degrees(n * step, "N", "S"), x=4, y=y - 3))
    wide = half * width / height / narrow
    for n in range(int((place.lon - wide) / across) - 1, int((place.lon + wide) / across) + 2):
        x, _ = at(place.lat, n * across)
        if 40 < x < width - 14:
            drawn.append(pen.tag("line", class_="grid", x1=x, x2=x, y1=0, y2=height))
            drawn.append(pen.tag("text", _degrees((n * across + 180) % 360 - 180, "E", "W"), x=x + 3, y=height - 5))
    x, y = at(place.lat, place.lon)
    if radius:
        drawn.append(pen.tag("circle", class_="ring", cx=x, cy=y, r=max(radius * scale, 6.0)))
    taken = [(x, y)]
    for other in near:
        ox, oy = at(other.lat or 0.0, other.lon or 0.0)
        if any(abs(ox - a) < 8 and abs(oy - b) < 8 for a, b in taken):
            continue
        taken.append((ox, oy))
        drawn.append(pen.tag("circle", class_="other", cx=ox, cy=oy, r=3.5))
        if all(abs(oy - b) > 13 or abs(ox - a) > 110 for a, b in taken[:-1]):
            drawn.append(_label(pen, other.name or "", ox, oy, width, ""))
    drawn.append(pen.tag("circle", class_="spot", cx=x, cy=y, r=4))
    drawn.append(_label(pen, place.name or "", x, y, width, "name"))
    km = next(k for k in (1000, 500, 200, 100, 50, 20, 10, 5, 2) if k / _KM_OF_DEGREE * scale <= 90 or k == 2)
    long = km / _KM_OF_DEGREE * scale
    drawn.append(pen.tag("path", class_="axis", d=f"M{width - 10 - long:.2f} 8v5h{long:.2f}v-5"))
    drawn.append(pen.tag("text", f"{km} km", x=width - 10, y=25, text_anchor="end"))
    return pen.tag("svg", drawn, viewBox=f"0 0 {width} {height}", role="img", aria_label=f"Where it is: {place.name or 'the place'}")


def _label(pen: Pen, name: str, x: float, y: float, width: int, kind: str) -> Markup:
    left = x > width * 0.6
    short = name if len(name) <= 24 else name[:23] + "…"
    return pen.tag("text", short, class_=kind or None, x=x - 8 if left else x + 8, y=y - 6, text_anchor="end" if left else "start")


def _degrees(n: float, positive: str, negative: str) -> str:
    return f"{abs(n):g}° {positive if n >= 0 else negative}"


def _svg(pen: Pen, height: int, drawn: Inside) -> Markup:
    return pen.tag("svg", drawn, viewBox=f"0 0 {_WIDTH} {height}", aria_hidden="true")
