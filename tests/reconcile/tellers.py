"""Members made of words: who says how many, for tests that read as the specification.

`told("doctors: 9 on 3 May; the Front (party): 40")` gives two members of one incident. An entry is
`NAME[ (party|unknown|outlet|unnamed|KIND)]: FIGURE[ WORDS][ on D May][, denied|background|copied|revised from N]`.
The figure is `9`, `at least 9`, `more than 9`,
`up to 9`, `fewer than 9`, `about 9`, `30-40`, `dozens`, `none`, or several joined by ` and `; `[9]` is part of the figure before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, get_args

from ascribe.domain.actor import Participant
from ascribe.domain.attribution import Attribution, Party, SourceKind
from ascribe.domain.claim import AtIssue, Claim, Status
from ascribe.domain.event import Event, EventType
from ascribe.domain.incident import Member
from ascribe.domain.place import Place
from ascribe.domain.quantity import OfKind, OfSide, Qualifier, Quantity, QuantityRole, QuantityScope
from ascribe.domain.span import Span
from ascribe.domain.timex import Time
from ascribe.lexicon.counted_nouns import load_counted_nouns

HERE = Span(0, 1)
_ENTRY = re.compile(
    r"(?P<name>[^:(]+?)(?: \((?P<how>\w+)\))?: (?P<figures>.+?)(?: on (?P<day>\d+) May)?(?P<notes>(?:, [a-z]+(?: from \d+)?)*)"
)
_FIGURE = re.compile(
    r"(?P<part>\[)?(?P<bound>more than|fewer than|at least|up to|about)? ?(?P<number>\d+(?:-\d+)?|[a-z]+)(?: (?P<of>[\w ]+))?\]?"
)
_WORDS = {"dozens": (24, None), "hundreds": (200, None), "several": (3, None), "many": (None, None)}


def person(name: str, actor: str | None = None, kind: Any = None, certainty: Any = "stated") -> Participant:
    return Participant(span=None, text=None, name=name, actor=actor, side=None, kind=kind, certainty=certainty)


def place(name: str, lat: float, lon: float, precision: Any = 1, *, admin1: str = "Panjshir", admin2: str | None = None) -> Place:
    return Place(
        span=None, text=None, name=name, gazetteer_id=name, lat=lat, lon=lon, country="AF", admin1=admin1, admin2=admin2,
        precision=precision, radius_km=5.0,
    )  # fmt: skip


def on(day: int, last: int | None = None, *, inferred: bool = False) -> Time:
    return Time(
        span=None if inferred else HERE, start=date(2021, 5, day), end=date(2021, 5, last or day), precision="day",
        bound="not_after" if inferred else "exact", inferred=inferred,
    )  # fmt: skip


def quantity(
    low: int | None, high: int | None, qualifier: Qualifier = "exact", *, role: QuantityRole = "killed", of: str | None = None,
    of_kind: OfKind | None = None, of_side: OfSide | None = "target", part_of: int | None = None, scope: QuantityScope = "event",
    was: int | None = None,
) -> Quantity:  # fmt: skip
    noun = load_counted_nouns().nouns.get(of.split()[-1]) if of else None
    kind = of_kind or (noun.of_kind if noun else "unknown")
    return Quantity(
        span=HERE, role=role, low=low, high=high, qualifier=qualifier, of=of, of_kind=kind, of_side=of_side, part_of=part_of,
        scope=scope, was=was,
    )  # fmt: skip


def member(
    id_: str, *, source: Participant | None = None, kind: SourceKind = "monitor", party: Party = "none", document: str | None = None,
    outlet: str | None = "The Paper", day: int | None = 1, type_: EventType = "killing", status: Status = "asserted",
    at_issue: AtIssue | None = None, initiator: Sequence[Participant] = (), target: Sequence[Participant] = (),
    quantities: Sequence[Quantity] = (), background: bool = False, origin: str | None = None, copied: bool = False,
    place: Place | None = None, time: Time | None = None, revises: Sequence[str] = (), via: Sequence[Participant] = (),
    verification: Sequence[Any] = (), order: int = 0, content: str = "it happened",
    strict: Sequence[int] = (),
) -> Member:  # fmt: skip
    document = document or f"d-{id_}"
    claim = Claim(
        id=id_, content=HERE, event=Event(type=type_, trigger=HERE), status=status, at_issue=at_issue,
        attribution=Attribution(
            source=source, cue=None, hedge=None, channel=None, via=tuple(via), source_kind=kind if source else "outlet", party=party
        ),
        revises=tuple(revises), initiator=tuple(initiator), target=tuple(target), place=place, time=time, quantities=tuple(quantities),
        verification=tuple(verification), background=background, reading_confidence=None,
    )  # fmt: skip
    return Member(
        claim=claim, document=document, order=order, outlet=outlet, published=f"2021-05-{day:02d}" if day else None, trigger="killed",
        content=content, origin=origin or document, copied=copied, strict=tuple(strict),
    )  # fmt: skip


def told(entries: str) -> list[Member]:
    """The members that the entries tell, each in a document of its own, all of one killing."""
    return [_member(i, entry) for i, entry in enumerate(entries.split("; "))]


def _member(i: int, entry: str) -> Member:
    read = _ENTRY.fullmatch(entry)
    assert read is not None, entry
    how, notes = read["how"] or "monitor", read["notes"] or ""
    outlet = how == "outlet"
    named = None if outlet else person(read["name"])
    kind: Any = how if how in get_args(SourceKind) else "belligerent" if how == "party" else "police"
    party: Party = "initiator" if how == "party" else "unknown" if how in ("unknown", "unnamed") else "none"
    revised = re.search(r"revised from (\d+)", notes)
    numbers = [_quantity(f, int(revised[1]) if revised else None) for f in read["figures"].split(" and ")]
    wholes = [j for j, (_, part) in enumerate(numbers) if not part]
    quantities = [
        quantity(low, high, qualifier, of=of, was=was, part_of=wholes[0] if part else None)
        for (low, high, qualifier, of, was), part in numbers
    ]
    return member(
        f"c-{i}", source=named, kind="outlet" if outlet else kind, party=party, outlet=read["name"] if outlet else f"Paper {i}",
        day=int(read["day"]) if read["day"] else None, status="denied" if "denied" in notes else "asserted",
        at_issue="figure" if "denied" in notes else None, background="background" in notes, quantities=quantities,
        origin="d-c-0" if "copied" in notes else None, copied="copied" in notes,
        strict=[j for j, f in enumerate(read["figures"].split(" and ")) if "more than" in f or "fewer than" in f],
    )  # fmt: skip


def _quantity(words: str, was: int | None) -> tuple[tuple[Any, Any, Any, Any, Any], bool]:
    read = _FIGURE.fullmatch(words)
    assert read is not None, words
    number = read["number"]
    if number == "none":
        bounds: tuple[Any, ...] = (0, 0, "exact")
    elif number in _WORDS:
        bounds = (*_WORDS[number], "vague")
    elif "-" in number:
        bounds = (*map(int, number.split("-")), "range")
    else:
        n = int(number)
        bounds = {
            None: (n, n, "exact"), "more than": (n + 1, None, "at_least"), "at least": (n, None, "at_least"),
            "up to": (None, n, "at_most"), "fewer than": (None, n - 1, "at_most"), "about": (n, n, "about"),
        }[read["bound"]]  # fmt: skip
    return (*bounds, read["of"], was), read["part"] is not None  # type: ignore[return-value]
