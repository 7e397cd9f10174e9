"""What a dossier is made of: an incident with all that it rests on, as values.

In:  nothing.   Out: `Case` and its parts; `ascribe.pipeline_dossier` fills them from a store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from ascribe.domain.decision import Decision
from ascribe.domain.incident import Incident, RelationKind

if TYPE_CHECKING:
    from ascribe.store import StoredClaim

__all__ = ["Case", "Changed", "CopiedFrom", "Related", "Why"]


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """Words that a copy changed; null where it left them out or put them in."""

    kind: str
    was: str | None
    now: str | None


class CopiedFrom(msgspec.Struct, frozen=True, kw_only=True):
    """A document that repeats another: in which claims, how closely, and what it changed."""

    document: str
    of: str
    kind: Literal["exact", "near", "partial", "quotation"]
    claims: tuple[str, ...]
    changes: tuple[Changed, ...]


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """Why two reports are taken to tell one happening."""

    document: str
    other: str
    probability: float
    reasons: tuple[str, ...]


class Related(msgspec.Struct, frozen=True, kw_only=True):
    """A relation of an incident to another, with the other's headline (null where it is gone).

    `inward`: it is the other that stands in this relation to the incident ("has a part").
    """

    kind: RelationKind
    incident: str
    headline: str | None
    inward: bool = False


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """An incident with its claims, copies, reasons, relations and the decisions about it, in order.

    `standing` are the places in the log of those decisions that were not taken back. `asked` is another id where the incident has
    succeeded that.
    """

    incident: Incident
    claims: tuple[StoredClaim, ...]
    copies: tuple[CopiedFrom, ...]
    joined: tuple[Why, ...]
    related: tuple[Related, ...]
    decisions: tuple[Decision, ...]
    standing: frozenset[int]
    asked: str | None = None
