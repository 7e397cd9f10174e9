"""What to decide first: the questions whose answers move published figures most and are least settled.

In:  a store.   Out: `show_inbox`: questions by effect × doubt.

*Same* asks whether two incidents that were compared and left apart are one. Its doubt is `4p(1 − p)` of their likeliest link, its effect
grows with the logarithm of the figures that would move. *Claim* asks whether a claim with a figure is read rightly, by its calibrated
`reading_confidence`. What was decided already is asked no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log1p
from typing import Final

import msgspec

from ascribe.domain.decision import GROUPINGS, NOTE, SPLIT, Decision, standing
from ascribe.domain.incident import Incident
from ascribe.pipeline_incidents import LikelyPair, likely_pairs, why_likely
from ascribe.publish.incident_words import headline
from ascribe.review.corrections import reviews
from ascribe.serve import pages
from ascribe.serve.questions import Paged
from ascribe.serve.reading import cards_of, rows_of_incidents
from ascribe.serve.site import Site
from ascribe.store import StoredClaim

__all__ = ["show_inbox"]

#: Questions of each kind that are weighed.
_WEIGHED: Final = 400
#: People whom figures count.
_COUNTED: Final = ("killed", "injured", "affected", "captured", "abducted", "missing", "displaced")


def show_inbox(site: Site, asked: Paged) -> pages.Inbox:
    """The questions, those that matter most first."""
    found = sorted([*_pairs(site), *_claims(site)], key=lambda q: (-q.weight, q.id))
    chosen = found[asked.offset : asked.offset + asked.limit]
    return pages.Inbox(questions=tuple(question.put(site) for question in chosen), total=len(found), seen=site.last())


class _Open(msgspec.Struct, frozen=True, kw_only=True):
    """A question before it is put into words."""

    id: str
    effect: float
    doubt: float

    @property
    def weight(self) -> float:
        return round((0.5 + self.effect) * self.doubt, 6)

    def put(self, site: Site) -> pages.Question:
        raise NotImplementedError


class _Same(_Open, frozen=True, kw_only=True):
    pair: LikelyPair

    def put(self, site: Site) -> pages.Question:
        rows = rows_of_incidents(site, [self.pair.incident, self.pair.other])
        incidents = [site.store.find_incident(row.id) for row in rows]
        claims = [max(site.store.claims_of(incident), key=_figure) for incident in incidents]
        return pages.Question(
            id=self.id,
            kind="same",
            asks="One happening? " + " ↔ ".join(_in_short(incident) for incident in incidents),
            effect=self.effect,
            doubt=self.doubt,
            incidents=tuple(rows),
            claims=cards_of(site, [(stored.document, stored.claim) for stored in claims]),
            reasons=why_likely(site.store, self.pair),
        )


class _Read(_Open, frozen=True, kw_only=True):
    document: str
    claim: str

    def put(self, site: Site) -> pages.Question:
        record = site.store.record(self.document)
        found = next(c for c in record.claims if c.id == self.claim)
        (card,) = cards_of(site, [(record.document, found)])
        return pages.Question(
            id=self.id, kind="claim", asks=f"Read rightly? {card.sentence}", effect=self.effect, doubt=self.doubt, claims=(card,)
        )


def _pairs(site: Site) -> Iterator[_Same]:
    decided = [e for e in standing(site.store.decided()) if e.kind in GROUPINGS or e.kind == NOTE]
    settled = {frozenset((a, b)) for e in decided for a in e.subjects for b in e.subjects if a != b} | _kept_apart(site, decided)
    for pair in likely_pairs(site.store, limit=_WEIGHED):
        if frozenset((pair.incident, pair.other)) not in settled:
            doubt, effect = _doubt(pair.probability), round(log1p(pair.figure), 3)
            yield _Same(id=f"same-{pair.incident}-{pair.other}", effect=effect, doubt=doubt, pair=pair)


def _kept_apart(site: Site, decided: Sequence[Decision]) -> set[frozenset[str]]:
    """The pairs of incidents whose claims people told apart: by the claims, whose incidents have other ids after an update."""
    apart = [(e.payload["out"], e.payload["rest"]) for e in decided if e.kind == SPLIT]
    claims = sorted({claim for sides in apart for side in sides for claim in side})
    holders = dict(site.store.query("SELECT claim, incident FROM incident_claims WHERE claim IN (SELECT unnest(?))", claims))
    return {
        frozenset((a, b))
        for out, rest in apart
        for a in {holders.get(c) for c in out}
        for b in {holders.get(c) for c in rest}
        if a and b and a != b
    }


def _claims(site: Site) -> Iterator[_Read]:
    said = reviews(site.store.decided())
    rows = site.store.query(
        "SELECT c.document, c.claim, c.reading_confidence, max(coalesce(q.low, q.high, 0)) AS figure FROM latest_claims c "
        "JOIN quantities q ON q.record = c.record AND q.claim = c.claim "
        f"WHERE c.reading_confidence IS NOT NULL AND q.role IN ({', '.join('?' * len(_COUNTED))}) "
        "AND NOT c.background GROUP BY 1, 2, 3 "
        "ORDER BY (0.5 + ln(1 + figure)) * 4 * reading_confidence * (1 - reading_confidence) DESC, claim "
        f"LIMIT {_WEIGHED + len(said):d}", *_COUNTED,
    )  # fmt: skip
    for document, claim, confidence, figure in rows:
        if claim not in said:
            yield _Read(id=f"claim-{claim}", effect=round(log1p(figure), 3), doubt=_doubt(confidence), document=document, claim=claim)


def _figure(stored: StoredClaim) -> int:
    """The largest number of people that a claim gives: that claim stands for its incident, the first of those that give none."""
    return max((q.low or q.high or 0 for q in stored.claim.quantities if q.role in _COUNTED), default=0)


def _doubt(probability: float) -> float:
    """0 where it is certain either way, 1 at one half."""
    return round(4 * probability * (1 - probability), 3)


def _in_short(incident: Incident) -> str:
    said = next((f"; {f.role} {f.low if f.low is not None else f.high}" for f in incident.figures if f.low or f.high), "")
    return headline(incident) + said
