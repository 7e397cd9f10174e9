"""What to decide first: the questions whose answers move published figures most and are least settled.

In:  a store, which kind of questions.   Out: `show_inbox`: questions by effect × doubt.

*Same* asks whether two incidents that were compared and left apart are one; each is shown by its claim with the largest figure. Its doubt
is `4p(1 − p)` of their likeliest link, its effect grows with the logarithm of the figures that would move. *Claim* asks whether a claim
with a figure is read rightly, by its calibrated `reading_confidence`. What was decided already is asked no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from math import log1p
from typing import Final

import msgspec

from ascribe.domain.claim import Claim
from ascribe.domain.decision import GROUPINGS, NOTE, SPLIT, Decision, standing
from ascribe.domain.document import Document
from ascribe.domain.incident import Incident
from ascribe.pipeline_incidents import OpenPair
from ascribe.publish.incident_words import headline
from ascribe.review.corrections import reviews
from ascribe.serve import pages
from ascribe.serve.questions import OfKind
from ascribe.serve.reading import cards_of, incidents_of
from ascribe.serve.site import Site
from ascribe.serve.waiting import OpenClaim

__all__ = ["show_inbox"]

#: Questions of each kind that are weighed.
_WEIGHED: Final = 400


def show_inbox(site: Site, asked: OfKind) -> pages.Inbox:
    """The questions, those that matter most first."""
    seen = site.shown()
    open_ = {"same": _first(_pairs(site)), "claim": _first(_claims(site))}
    kinds = [asked.kind] if asked.kind else list(open_)
    found = sorted((q for kind in kinds for q in open_[kind][:_WEIGHED]), key=lambda q: (-q.weight, q.id))
    return pages.Inbox(
        questions=tuple(_put(site, found[asked.offset : asked.offset + asked.limit])), total=len(found),
        n_same=min(len(open_["same"]), _WEIGHED), n_claim=min(len(open_["claim"]), _WEIGHED),
        more=any(len(open_[kind]) > _WEIGHED for kind in kinds), seen=seen,
    )  # fmt: skip


def _first(questions: Iterator[_Open]) -> list[_Open]:
    """Those that are weighed, and one more where others wait behind them."""
    return list(islice(questions, _WEIGHED + 1))


class _Open(msgspec.Struct, frozen=True, kw_only=True):
    """A question before it is put into words: about a pair of incidents, or about a claim."""

    id: str
    effect: float
    doubt: float
    pair: OpenPair | None = None
    claim: OpenClaim | None = None

    @property
    def weight(self) -> float:
        return round((0.5 + self.effect) * self.doubt, 6)


def _put(site: Site, chosen: Sequence[_Open]) -> Iterator[pages.Question]:
    """The questions in words. What they are about is fetched for all together."""
    pairs = [q.pair for q in chosen if q.pair is not None]
    incidents = incidents_of(site, dict.fromkeys(id_ for pair in pairs for id_ in (pair.incident, pair.other)))
    leading, reasons = site.waiting.leading.of(incidents), site.waiting.reasons.of(pairs)
    rejected = {claim for claim, said in reviews(site.store.decided()).items() if said == "rejected"}
    records = site.store.records_of({q.claim.document for q in chosen if q.claim is not None})
    shown: dict[str, list[tuple[Document, Claim]]] = {}
    for q in chosen:
        if q.pair is not None:
            # What was rejected stands in its incident until the figures follow, and is shown no more.
            sides = [leading[i] for i in (q.pair.incident, q.pair.other) if i in leading and leading[i].claim.id not in rejected]
            shown[q.id] = [(stored.document, stored.claim) for stored in sides]
        elif q.claim is not None:
            record = records[q.claim.document]
            shown[q.id] = [(record.document, claim) for claim in record.claims if claim.id == q.claim.claim]
    cards = iter(cards_of(site, [claim for claims in shown.values() for claim in claims]))
    for q in chosen:
        claims = tuple(islice(cards, len(shown[q.id])))
        if q.pair is not None and len(claims) == 2 and q.pair in reasons:  # else one of them was decided about just now
            rows, both = zip(*(incidents[i] for i in (q.pair.incident, q.pair.other)), strict=True)
            asks = "One happening? " + " ↔ ".join(_in_short(incident) for incident in both)
            yield pages.Question(
                id=q.id, kind="same", asks=asks, effect=q.effect, doubt=q.doubt, incidents=rows, claims=claims, reasons=reasons[q.pair]
            )
        elif q.claim is not None and claims:
            asks = f"Read rightly? {claims[0].sentence}"
            yield pages.Question(id=q.id, kind="claim", asks=asks, effect=q.effect, doubt=q.doubt, claims=claims)


def _pairs(site: Site) -> Iterator[_Open]:
    decided = [e for e in standing(site.store.decided()) if e.kind in GROUPINGS or e.kind == NOTE]
    settled = {frozenset((a, b)) for e in decided for a in e.subjects for b in e.subjects if a != b} | _kept_apart(site, decided)
    for pair in site.waiting.pairs(_WEIGHED + 1 + len(settled)):
        if frozenset((pair.incident, pair.other)) not in settled:
            doubt, effect = _doubt(pair.probability), round(log1p(pair.figure), 3)
            yield _Open(id=f"same-{pair.incident}-{pair.other}", effect=effect, doubt=doubt, pair=pair)


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


def _claims(site: Site) -> Iterator[_Open]:
    said = reviews(site.store.decided())
    for open_ in site.waiting.claims(_WEIGHED + 1 + len(said)):
        if open_.claim not in said:
            yield _Open(id=f"claim-{open_.claim}", effect=round(log1p(open_.figure), 3), doubt=_doubt(open_.confidence), claim=open_)


def _doubt(probability: float) -> float:
    """0 where it is certain either way, 1 at one half."""
    return round(4 * probability * (1 - probability), 3)


def _in_short(incident: Incident) -> str:
    said = next((f"; {f.role} {f.low if f.low is not None else f.high}" for f in incident.figures if f.low or f.high), "")
    return headline(incident) + said
