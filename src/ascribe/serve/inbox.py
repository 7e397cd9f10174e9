"""What to decide first: the questions whose answers move published figures most and are least settled.

In:  a store.   Out: `show_inbox`: questions by effect × doubt.

*Same* asks whether two incidents that were compared and left apart are one. Its doubt is `4p(1 − p)` of their likeliest link, its effect
grows with the logarithm of the figures that would move. *Claim* asks whether a claim with a figure is read rightly, by its calibrated
`reading_confidence`. What was decided already is asked no more.
"""

from __future__ import annotations

from math import log1p
from typing import Final

from ascribe.domain.decision import GROUPINGS, NOTE, standing
from ascribe.domain.incident import Incident
from ascribe.pipeline_incidents import likely_pairs
from ascribe.publish.incident_words import headline
from ascribe.review.corrections import reviews
from ascribe.serve import pages
from ascribe.serve.questions import Paged
from ascribe.serve.reading import cards_of, rows_of_incidents
from ascribe.serve.site import Site

__all__ = ["show_inbox"]

#: Questions of each kind that are weighed.
_WEIGHED: Final = 400


def show_inbox(site: Site, asked: Paged) -> pages.Inbox:
    """The questions, those that matter most first."""
    found = sorted([*_pairs(site), *_claims(site)], key=lambda q: (-q[0], q[1]))
    chosen = [make(site) for _, _, make in found[asked.offset : asked.offset + asked.limit]]
    return pages.Inbox(questions=tuple(chosen), total=len(found), seen=site.last())


def _pairs(site: Site):  # type: ignore[no-untyped-def]
    decided = [e for e in standing(site.store.decided()) if e.kind in GROUPINGS or e.kind == NOTE]
    settled = {frozenset((a, b)) for e in decided for a in e.subjects for b in e.subjects if a != b}
    for pair in likely_pairs(site.store, limit=_WEIGHED):
        if frozenset((pair.incident, pair.other)) in settled:
            continue
        doubt = 4 * pair.probability * (1 - pair.probability)
        effect = log1p(pair.figure)
        yield (
            round((0.5 + effect) * doubt, 6),
            f"same {pair.incident} {pair.other}",
            lambda site, pair=pair, doubt=doubt, effect=effect: _same(site, pair, doubt, effect),
        )


def _same(site: Site, pair, doubt: float, effect: float) -> pages.Question:  # type: ignore[no-untyped-def]
    rows = rows_of_incidents(site, [pair.incident, pair.other])
    incidents = [site.store.find_incident(row.id) for row in rows]
    claims = [next(iter(site.store.claims_of(incident))) for incident in incidents]
    return pages.Question(
        id=f"same-{pair.incident}-{pair.other}",
        kind="same",
        asks="One happening? " + " ↔ ".join(_in_short(incident) for incident in incidents),
        effect=round(effect, 3),
        doubt=round(doubt, 3),
        incidents=tuple(rows),
        claims=cards_of(site, [(stored.document, stored.claim) for stored in claims]),
        reasons=pair.reasons,
    )


def _in_short(incident: Incident) -> str:
    said = next((f"; {f.role} {f.low if f.low is not None else f.high}" for f in incident.figures if f.low or f.high), "")
    return headline(incident) + said


def _claims(site: Site):  # type: ignore[no-untyped-def]
    said = reviews(site.store.decided())
    rows = site.store.query(
        "SELECT c.document, c.claim, c.reading_confidence, max(coalesce(q.low, q.high, 0)) AS figure FROM latest_claims c "
        "JOIN quantities q ON q.record = c.record AND q.claim = c.claim "
        "WHERE c.reading_confidence IS NOT NULL AND q.role IN ('killed', 'injured', 'affected', 'captured', 'abducted', 'missing', 'displaced') "
        "AND NOT c.background GROUP BY ALL "
        "ORDER BY (0.5 + ln(1 + figure)) * 4 * c.reading_confidence * (1 - c.reading_confidence) DESC, c.claim "
        f"LIMIT {_WEIGHED + len(said):d}"
    )
    for document, claim, confidence, figure in rows:
        if claim in said:
            continue
        doubt, effect = 4 * confidence * (1 - confidence), log1p(figure)
        yield (
            round((0.5 + effect) * doubt, 6),
            f"claim {claim}",
            lambda site, document=document, claim=claim, doubt=doubt, effect=effect: _claim(site, document, claim, doubt, effect),
        )


def _claim(site: Site, document: str, claim: str, doubt: float, effect: float) -> pages.Question:
    record = site.store.record(document)
    found = next(c for c in record.claims if c.id == claim)
    (card,) = cards_of(site, [(record.document, found)])
    return pages.Question(
        id=f"claim-{claim}",
        kind="claim",
        asks=f"Read rightly? {card.sentence}",
        effect=round(effect, 3),
        doubt=round(doubt, 3),
        claims=(card,),
    )
