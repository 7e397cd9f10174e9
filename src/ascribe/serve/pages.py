"""What the workbench shows, as values: the answers of its pages.

A `seen` is the place of the last decision when the page was made; a decision sent with it is refused where somebody has decided about the
same thing since.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

import msgspec

from ascribe.domain.claim import Claim
from ascribe.domain.document import Document
from ascribe.domain.event import EventType
from ascribe.domain.incident import Figure, GradeCode, GradeName, Incident
from ascribe.publish.case import Why
from ascribe.reconcile.incident_copies import CopiedTelling
from ascribe.review.corrections import Review
from ascribe.serve.jobs import Job

__all__ = [
    "About", "Act", "ActorList", "ActorPage", "ActorRow", "ClaimCard", "Decided", "DocumentHead", "DocumentList", "DocumentPage",
    "ExplorePage", "Foreseen", "IncidentPage", "IncidentRow", "Inbox", "JobList", "Named", "PlaceChoice", "Point", "Preview",
    "Question", "RunPage", "Session", "SourceList", "SourcePage", "SourceRow", "Then", "Town",
]  # fmt: skip


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Who is served what. `csrf` is sent back with whatever changes something (`x-ascribe-csrf`). `seen` is the place of the last decision,
    and `settled` whether incidents are in line with all of them."""

    csrf: str
    version: str
    store: str
    read_only: bool
    fetch: bool
    n_documents: int
    n_claims: int
    n_incidents: int
    seen: int
    settled: bool
    types: tuple[str, ...]
    roles: tuple[str, ...]
    statuses: tuple[str, ...]
    source_kinds: tuple[str, ...]
    grades: tuple[str, ...]
    flags: tuple[str, ...]


class DocumentHead(msgspec.Struct, frozen=True, kw_only=True):
    """A document without its text."""

    id: str
    title: str | None
    outlet: str | None
    published: str | None
    url: str | None
    n_claims: int | None = None


class ClaimCard(msgspec.Struct, frozen=True, kw_only=True):
    """A claim as the ledger shows it: in a sentence, with its words, what people said of it, and the incident that it stands in.

    `copied_from` is the document whose words carry it, where it only repeats that. `elsewhere`: of each quantity whose number stands
    outside of `quote`, its index and the words around it."""

    claim: Claim
    sentence: str
    quote: str
    review: Review | None
    incident: str | None
    document: str
    copied_from: str | None = None
    elsewhere: tuple[tuple[int, str], ...] = ()


class About(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a decision is about, as it is called now. `id` is the one under which it stands, or stood last; `words` the words of a
    claim, the headline of an incident, the title of a report; `document` the report that holds a claim. `stands` is false where it is no
    more: rejected, or in no incident."""

    id: str
    words: str | None = None
    document: str | None = None
    stands: bool = True


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """A decision in the feed. `stands` is false where it was taken back; `undoes` is the place of the one that it takes back. `about` is
    what it is about, each thing once, however many ids it has had."""

    n: int
    author: str
    time: datetime
    kind: str
    subjects: tuple[str, ...]
    reason: str
    stands: bool
    undoes: int | None = None
    about: tuple[About, ...] = ()


class DocumentPage(msgspec.Struct, frozen=True, kw_only=True):
    """A report with its ledger. Offsets of claims are code points of `document.text`. `incidents` are those that its claims stand in.
    `moved`: ids that its claims have had, each with the one under which the claim stands now; `rejected`: the ids of those that people
    rejected, each with the decision."""

    document: Document
    claims: tuple[ClaimCard, ...]
    incidents: tuple[IncidentRow, ...]
    repeats: tuple[DocumentHead, ...]
    repeated_by: tuple[DocumentHead, ...]
    acts: tuple[Act, ...]
    moved: dict[str, str]
    rejected: dict[str, int]
    seen: int


class DocumentList(msgspec.Struct, frozen=True, kw_only=True):
    """Documents, the newest first, and how many there are."""

    rows: tuple[DocumentHead, ...]
    total: int


class Then(msgspec.Struct, frozen=True, kw_only=True):
    """A past moment of the store: after decision `n` (0: before the first), at `time`. What came since is not in what is shown; claims are
    those of the latest readings."""

    n: int
    time: datetime
    decisions_since: int
    documents_since: int


class IncidentPage(msgspec.Struct, frozen=True, kw_only=True):
    """An incident with all that it rests on. `asked` is another id where this incident has succeeded that, `related` the
    incidents that its relations name. `then`: the past moment as of which it is shown; nothing can be decided there."""

    incident: Incident
    asked: str
    headline: str
    grade_name: GradeName
    claims: tuple[ClaimCard, ...]
    documents: tuple[DocumentHead, ...]
    copies: tuple[CopiedTelling, ...]
    why: tuple[Why, ...]
    related: tuple[IncidentRow, ...]
    acts: tuple[Act, ...]
    seen: int
    then: Then | None = None


class IncidentRow(msgspec.Struct, frozen=True, kw_only=True):
    """An incident in a list. `killed` is its figure of killed (low, best, high), the largest of several that none counts together, and then
    `killed_of_several`."""

    id: str
    headline: str
    type: EventType
    place: str | None
    country: str | None
    start: date | None
    end: date | None
    grade: GradeCode
    n_claims: int
    n_documents: int
    n_independent: int
    grade_name: GradeName
    flags: tuple[str, ...]
    killed: tuple[int | None, int | None, int | None] | None
    killed_of_several: bool


#: An incident on the map: id, latitude, longitude, precision, radius in km, first day, type, low, best, high, whether only parties tell it,
#: the name of its place, last day.
Point = tuple[
    str, float, float, int | None, float | None, str | None, str, int | None, int | None, int | None, bool, str | None, str | None
]  # fmt: skip


class ExplorePage(msgspec.Struct, frozen=True, kw_only=True):
    """What a filter selects. `points` has at most so many as a map can show, those with the largest figures first (`n_points` says how many
    have a place); `days` counts incidents by their first day, on whatever days: what one looks at
    while choosing some of them. `then`: the past moment as of which they are shown."""

    rows: tuple[IncidentRow, ...]
    total: int
    points: tuple[Point, ...]
    n_points: int
    days: tuple[tuple[str, int], ...]
    then: Then | None = None


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One decision to be made. `kind` `same`: are these two incidents one happening; `claim`: is this claim read rightly.

    `effect` says how much published figures hang on it, `doubt` how open it is, from 0 to 1; the inbox is ordered by their product."""

    id: str
    kind: Literal["same", "claim"]
    asks: str
    effect: float
    doubt: float
    incidents: tuple[IncidentRow, ...] = ()
    claims: tuple[ClaimCard, ...] = ()
    reasons: tuple[str, ...] = ()


class Inbox(msgspec.Struct, frozen=True, kw_only=True):
    """The decisions that matter most now: some of the `total` that were asked for, of which `n_same` and `n_claim` are of each kind.
    `more`: only those that matter most were weighed, and others wait behind them."""

    questions: tuple[Question, ...]
    total: int
    n_same: int
    n_claim: int
    more: bool
    seen: int


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A name of an actor, and the days from and to which it is right (null: open)."""

    name: str
    since: str | None = None
    until: str | None = None


class ActorRow(msgspec.Struct, frozen=True, kw_only=True):
    """An actor in a list: the claims that it makes, and those in which it takes part."""

    id: str
    name: str
    kind: str | None
    made: int
    about: int


class ActorList(msgspec.Struct, frozen=True, kw_only=True):
    """The actors of the store, those told of most first."""

    rows: tuple[ActorRow, ...]
    total: int


class SourceRow(msgspec.Struct, frozen=True, kw_only=True):
    """An outlet in a list: its reports, their claims, and how many of these stand in words of its own."""

    name: str
    n_documents: int
    n_claims: int
    n_original: int


class SourceList(msgspec.Struct, frozen=True, kw_only=True):
    """The outlets of the store, those with the most reports first."""

    rows: tuple[SourceRow, ...]
    total: int


class ActorPage(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts. `made` and `about` count claims that it makes and in which it takes part; of those that it makes, `with_others` stand in
    incidents that independent voices tell too, and `contradicted` in a flag of contradiction."""

    id: str
    name: str
    kind: str | None
    names: tuple[Named, ...]
    known: bool
    made: int
    about: int
    with_others: int
    contradicted: int
    statuses: tuple[tuple[str, int], ...]
    incidents: tuple[IncidentRow, ...]
    claims: tuple[ClaimCard, ...]


class SourcePage(msgspec.Struct, frozen=True, kw_only=True):
    """An outlet: its reports, how many of its claims stand in words of its own, and whom it repeats."""

    name: str
    n_documents: int
    n_claims: int
    n_original: int
    repeats: tuple[tuple[str, int], ...]
    sources: tuple[tuple[str, int], ...]
    documents: tuple[DocumentHead, ...]


class RunPage(msgspec.Struct, frozen=True, kw_only=True):
    """A reading: what made it, and how much came of it."""

    id: str
    reader: str
    version: str
    resources: tuple[tuple[str, str, str], ...]
    settings: dict[str, Any]
    n_documents: int
    n_claims: int


class JobList(msgspec.Struct, frozen=True, kw_only=True):
    """What has been read by this server and by others: its jobs, and the readings that the store holds."""

    jobs: tuple[Job, ...]
    readings: tuple[RunPage, ...]


class PlaceChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A place of a name, for choosing."""

    gazetteer_id: str
    name: str
    lat: float
    lon: float
    country: str | None
    admin1: str | None
    admin2: str | None
    kind: str


class Town(msgspec.Struct, frozen=True, kw_only=True):
    """A town, for finding one's way on a map."""

    name: str
    lat: float
    lon: float


class Foreseen(msgspec.Struct, frozen=True, kw_only=True):
    """An incident before or after a decision that is not made yet: what would be told of it, and by how many."""

    headline: str
    type: EventType
    place: str | None
    start: date | None
    end: date | None
    grade: GradeCode
    grade_name: GradeName
    actors: tuple[str, ...]
    n_claims: int
    n_documents: int
    n_independent: int
    figures: tuple[Figure, ...]


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What a merge, split or move would make: the incidents before, and after (none where that was not asked for). Those that it is about
    come first: the merged one; what stays, what leaves; where it stood (not of an incident of one claim), where it goes. `along`: of the
    `n_along` claims of other incidents that would come along, the first."""

    before: tuple[Foreseen, ...]
    after: tuple[Foreseen, ...]
    along: tuple[ClaimCard, ...] = ()
    n_along: int = 0


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """Whether incidents are in line with all decisions, and the place of the last one that they are in line with."""

    settled: bool
    shown: int


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that was written down. `claim` is the id of the claim that it gives, `incidents` those where its subjects stand now.

    `settled`: whether incidents are in line with it; until then they and their figures are those before it.
    """

    n: int
    kind: str
    claim: str | None
    incidents: tuple[str, ...]
    seen: int
    settled: bool
