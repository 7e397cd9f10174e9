"""Incidents: claims believed to tell the same happening, side by side, with every figure under its source.

In:  claims of any number of documents.   Out: one `Incident` a group; nothing of a claim is rewritten.

An incident's id follows from its first claim, so it is the same whatever the order of reading; where a new claim takes
that place, a store keeps which id succeeded which.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Final, Literal

import msgspec

from ascribe.domain.actor import ParticipantKind
from ascribe.domain.attribution import Party, SourceKind
from ascribe.domain.claim import Claim, Status
from ascribe.domain.event import EventType
from ascribe.domain.flag import Flag
from ascribe.domain.place import Place
from ascribe.domain.quantity import OfKind, OfSide, Qualifier, QuantityRole
from ascribe.domain.timex import Bound, TimePrecision

__all__ = [
    "NOBODY_SAYS", "ClaimRef", "Figure", "FigureState", "Grade", "GradeCode", "GradeName", "Incident", "IncidentActor", "IncidentTime",
    "Member", "Relation",
    "RelationKind", "Responsibility", "SourceFigure", "SourceStance", "Sources", "Stance", "incident_id",
]  # fmt: skip

GradeCode = Literal["single_source", "party_only", "several_independent", "contested", "retracted"]
#: How `why` of a grade begins where it was only demanded, expected or threatened, or nobody could confirm it.
NOBODY_SAYS: Final = "Nobody says that it happened; only"
#: A grade as people are told it: `single_source` only where that source is independent and says that it happened.
GradeName = Literal[
    "single_source", "none_independent", "not_asserted", "party_only", "several_independent", "contested", "retracted"
]  # fmt: skip
RelationKind = Literal["part_of", "follows", "retaliation_for"]
Stance = Literal["claimed", "accused", "denied", "not_established"]


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A claim on its way into an incident: the claim, the head of its document, and where its words first stood.

    `trigger` and `content` are the words at the claim's spans. `origin` names who first wrote the paragraph that carries the
    claim: members of one origin are one telling, however many pages print it; `copied` is true where this paragraph
    repeats another document's. `order` is the claim's place in its document. `strict` are the indices of its quantities whose words
    exclude the number that they name ("more than 40").
    """

    claim: Claim
    document: str
    order: int
    outlet: str | None
    published: str | None
    url: str | None = None
    title: str | None = None
    trigger: str
    content: str
    origin: str
    copied: bool = False
    strict: tuple[int, ...] = ()


class ClaimRef(msgspec.Struct, frozen=True, order=True, kw_only=True, forbid_unknown_fields=True):
    """A claim by its id, and the id of the document that holds it."""

    document: str
    claim: str


class SourceFigure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one source says of one figure, at one time.

    `source` is its name (the outlet's where it speaks itself), `actor` its id in the catalogue. `low` and `high` are inclusive,
    null where open; `strict` is true where the words exclude the number that they name: "more than 40", whose `low` is 41.
    `said` is the day on which it was said, else printed. `superseded` is true where the same source gave
    a later figure, `background` where it is told as earlier context; neither feeds the incident's range. `claims` are the ids of the
    claims that say it.
    """

    source: str | None
    actor: str | None
    source_kind: SourceKind
    party: Party
    status: Status
    low: int | None
    high: int | None
    qualifier: Qualifier
    said: date | None
    superseded: bool
    claims: tuple[str, ...]
    background: bool = False
    strict: bool = False


class FigureState(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a figure stood at the end of a day of reporting (`said` null: undated reports, which come first)."""

    said: date | None
    low: int | None
    best: int | None
    high: int | None


class Figure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One figure of an incident: how many, of whom, by every source.

    `low` and `high` span what asserted claims say, strict bounds at the number that they name ("more than 40"
    at 40); `best` follows `rule` and is null where only parties speak. `contested`:
    two sources exclude each other. `low <= best <= high` where they are not null. `of` are the words of the first source for what is
    counted, where it has any; of materiel each thing has a figure of its own.
    """

    role: QuantityRole
    of_kind: OfKind
    of_side: OfSide | None
    low: int | None
    best: int | None
    high: int | None
    contested: bool
    rule: str
    by_source: tuple[SourceFigure, ...]
    history: tuple[FigureState, ...]
    of: str | None = None

    def __post_init__(self) -> None:
        known = [n for n in (self.low, self.best, self.high) if n is not None]
        if known != sorted(known):
            raise ValueError(f"low {self.low}, best {self.best}, high {self.high} are not in order")


class SourceStance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A source that says something of an actor's part, and by which claims."""

    source: str | None
    source_kind: SourceKind
    party: Party
    claims: tuple[str, ...]


class Responsibility(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is said to have done it: claimed by the actor itself, accused by others, denied, or told as not established.

    `actor` is the catalogue id, or the name where there is none.
    """

    actor: str
    name: str
    stance: Stance
    by_source: tuple[SourceStance, ...]


class Sources(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many documents tell it, of how many independent origins, and how many of the documents only repeat another."""

    documents: int
    independent: int
    copies: int


class Grade(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How well an incident stands: a code, and why in a sentence."""

    code: GradeCode
    why: str


class Relation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """This incident's relation to another, by the claims that tell it."""

    kind: RelationKind
    incident: str
    claims: tuple[str, ...]


class IncidentTime(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The days of an incident, both inclusive; `inferred` where no claim's own words give them."""

    start: date
    end: date
    precision: TimePrecision | None
    bound: Bound
    inferred: bool


class IncidentActor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who acts or is acted upon in an incident, and in which of the claims."""

    name: str
    actor: str | None
    kind: ParticipantKind | None
    role: Literal["initiator", "target"]
    claims: tuple[str, ...]


class Incident(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One happening as its claims tell it. `place` has the worst precision that the claims need, and no span of its own."""

    id: str
    type: EventType
    place: Place | None
    time: IncidentTime | None
    actors: tuple[IncidentActor, ...]
    claims: tuple[ClaimRef, ...]
    figures: tuple[Figure, ...]
    responsibility: tuple[Responsibility, ...]
    sources: Sources
    grade: Grade
    flags: tuple[Flag, ...]
    relations: tuple[Relation, ...] = ()

    def to_json(self) -> bytes:
        """One line of JSON, UTF-8, without the line end; the same incident gives the same bytes."""
        return msgspec.json.encode(self)

    @classmethod
    def from_json(cls, line: bytes | str) -> Incident:
        """The incident of one line of JSON; `msgspec.ValidationError` says what is wrong and where."""
        return _DECODER.decode(line)


def incident_id(first_claim: str) -> str:
    """The id of the incident whose first claim this is: `i-` and 16 hexadecimal digits.

    >>> incident_id("c-000000000000000000000000")
    'i-0a7a742c1f93e02f'
    """
    return "i-" + hashlib.sha256(first_claim.encode()).hexdigest()[:16]


_DECODER = msgspec.json.Decoder(Incident)
