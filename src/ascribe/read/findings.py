"""What the reading steps hand to assembly.

In:  nothing; these are values.   Out: the findings of a sentence and of a document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ascribe.domain.actor import ParticipantPhrase
from ascribe.domain.attribution import AttributionRelation
from ascribe.domain.claim import Status
from ascribe.domain.document import Sentence
from ascribe.domain.event import EventMention
from ascribe.domain.place import OtherPlace, Place
from ascribe.domain.quantity import Count
from ascribe.domain.span import Span
from ascribe.domain.timex import Time
from ascribe.lexicon.frames import Frames
from ascribe.lexicon.means import MeansWords
from ascribe.read.extract.verification import VerificationMention
from ascribe.read.links import Links
from ascribe.read.sides import Identities

__all__ = ["Findings", "SentenceFindings"]


class SentenceFindings(NamedTuple):
    """What the steps found in one sentence; counts are assigned to mentions by index."""

    sentence: Sentence
    clauses: tuple[Span, ...]
    phrases: tuple[ParticipantPhrase, ...]
    counts: tuple[Count, ...]
    mentions: tuple[EventMention, ...]
    counts_of: tuple[tuple[int, ...], ...]


class Findings(NamedTuple):
    """What the steps found in a document, with the choices that need the whole document passed in as functions."""

    sentences: tuple[SentenceFindings, ...]
    relation_of: Callable[[Span, Span], AttributionRelation | None]
    place_of: Callable[[EventMention, Span, Span], tuple[Place | None, tuple[OtherPlace, ...]]]
    time_of: Callable[[EventMention, SentenceFindings, Span, AttributionRelation | None, Status], tuple[Time | None, bool]]
    said_at: Callable[[AttributionRelation | None], Time | None]
    actor_of: Callable[[str], str | None]
    verifications: tuple[VerificationMention, ...]
    frames: Frames
    means: MeansWords
    links: Mapping[Span, Links]
    phrases_in: Callable[[Span], Sequence[ParticipantPhrase]]
    who: Identities
