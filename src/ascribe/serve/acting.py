"""What people decide in the workbench: checked, written down, carried out.

In:  a site, what was decided.   Out: a decision in the log, and where its subjects stand after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Annotated, Any, Final, Literal

import msgspec

from ascribe.domain.claim import Claim
from ascribe.domain.decision import ADD, EDIT, Decision
from ascribe.domain.incident import Incident
from ascribe.errors import UsageError
from ascribe.pipeline_incidents import preview_decision
from ascribe.pipeline_review import (
    accept_claim,
    add_claim,
    edit_claim,
    keep_apart,
    merge_incidents,
    move_claim,
    note,
    reject_claim,
    split_incident,
    undo_decision,
)
from ascribe.publish.incident_words import grade_name_of, headline
from ascribe.serve import pages
from ascribe.serve.endpoints import NotFound
from ascribe.serve.questions import AboutDecision
from ascribe.serve.reading import cards_of
from ascribe.serve.site import IN_LINE_SECONDS, Site
from ascribe.store import Store

__all__ = ["Deciding", "Previewed", "decide", "preview", "show_decided", "show_settled"]

Kind = Literal["accept", "reject", "edit", "add", "move", "merge", "split", "apart", "note", "undo"]


class Deciding(msgspec.Struct, frozen=True, kw_only=True):
    """A decision to be written down.

    `subjects`: for `accept`, `reject`, `edit` the claim; for `add` the document; for `move` the claim and the incident that it goes to; for
    `merge` the incidents; for `split` the incident and the claims that leave it; for `apart` two incidents that are two happenings (it is
    written down as a split); for `note` what it is about; for `undo` the place of the
    decision, or nothing for the last that stands. `claim` is the whole claim that an edit or addition gives; its id is made anew. `wait`:
    answer when the incidents are in line with it, which may take seconds, and not as soon as it is written down.
    """

    kind: Kind
    author: str
    subjects: tuple[str, ...] = ()
    reason: str = ""
    seen: Annotated[int, msgspec.Meta(ge=0, le=2**53)] | None = None
    claim: Claim | None = None
    wait: bool = True


class Previewed(msgspec.Struct, frozen=True, kw_only=True):
    """A merge, split or move that is not decided yet, as in `Deciding`. What comes of it takes seconds to work out; without `outcome`
    only the incidents before it are given, at once."""

    kind: Literal["move", "merge", "split"]
    subjects: tuple[str, ...]
    outcome: bool = True


def decide(site: Site, _: object, given: Deciding) -> pages.Decided:
    """Writes a decision down and has claims and incidents brought in line with it."""
    by: dict[str, Any] = {"author": site.author(given.author), "time": site.now(), "reason": given.reason.strip(), "seen": given.seen}
    if given.kind not in _NEEDS_NO_REASON and not by["reason"]:
        raise UsageError("others will want to know why; give a reason")
    if given.kind in _CORRECTING:
        by["later"] = True
    with site.deciding(changes=given.kind not in _CHANGES_NOTHING, in_line=given.kind in _REGROUPING) as store:
        given = msgspec.structs.replace(given, subjects=tuple(_whole_id(store, subject) for subject in given.subjects))
        decision, claim = _KINDS[given.kind](store, given, by)
    if given.wait:
        with suppress(Exception):  # it is written down whatever keeps incidents from it, which `show_settled` tells
            site.settled()
    return _decided(site, decision, claim.id if claim else None)


def show_decided(site: Site, asked: AboutDecision) -> pages.Decided:
    """Where the subjects of a decision stand now."""
    decision = next((e for e in site.store.decided() if e.n == asked.n), None)
    if decision is None:
        raise NotFound(f"there is no decision {asked.n}; see /history.json")
    return _decided(site, decision, decision.payload.get("claim", {}).get("id") if decision.kind in (ADD, EDIT) else None)


def show_settled(site: Site, _: object) -> pages.Settled:
    """Whether incidents are in line with all that is decided; answers when they are, or after a while that they are not yet."""
    return pages.Settled(settled=site.settled(IN_LINE_SECONDS), shown=site.shown())


def _decided(site: Site, decision: Decision, claim: str | None) -> pages.Decided:
    settled = not site.settling.waits
    ids = [*decision.subjects, *([claim] if claim else [])]
    standing = site.store.query(
        "SELECT DISTINCT incident FROM incident_claims WHERE claim IN (SELECT unnest(?)) OR incident IN (SELECT unnest(?)) "
        "UNION SELECT new FROM successions WHERE old IN (SELECT unnest(?)) ORDER BY 1", ids, ids, ids,
    )  # fmt: skip
    return pages.Decided(
        n=decision.n or 0, kind=decision.kind, claim=claim, incidents=tuple(i for (i,) in standing), seen=site.last(), settled=settled
    )


def preview(site: Site, _: object, given: Previewed) -> pages.Preview:
    """What incidents a merge, split or move would leave, with their figures; nothing is written."""
    if given.outcome:
        site.check_writable()  # what would come of it is written, looked at and taken back
        site.check_in_line(IN_LINE_SECONDS)
    store = site.store
    payload: dict[str, Any]
    if given.kind == "merge":
        incidents = [store.find_incident(i) for i in given.subjects]
        payload = {"groups": [[ref.claim for ref in incident.claims] for incident in incidents]}
        sides = [[claim for group in payload["groups"] for claim in group]]
    elif given.kind == "split":
        incident, out = store.find_incident(_first(given.subjects)), set(given.subjects[1:])
        held = [ref.claim for ref in incident.claims]
        incidents = [incident]
        payload = {"out": [c for c in held if c in out], "rest": [c for c in held if c not in out]}
        sides = [payload["rest"], payload["out"]]
    else:
        claim, target = _pair(given.subjects, _MOVE_NAMES)
        source, goal = _holder(store, claim), store.find_incident(target)
        rest = [ref.claim for ref in source.claims if ref.claim != claim]
        incidents = [source, goal]
        payload = {"out": [claim], "rest": rest, "groups": [[claim], [ref.claim for ref in goal.claims]]}
        sides = [rest, [claim, *(ref.claim for ref in goal.claims)]]
    if not given.outcome:
        return pages.Preview(before=tuple(map(_foreseen, incidents)), after=())
    foreseen = Decision(author="preview", time=site.now(), kind=given.kind, subjects=given.subjects, reason="", payload=payload)
    after = _by_side(preview_decision(store, foreseen), sides)
    known = {claim for side in sides for claim in side}
    along = [ref.claim for incident in after for ref in incident.claims if ref.claim not in known]
    return pages.Preview(
        before=tuple(map(_foreseen, incidents)),
        after=tuple(map(_foreseen, after)),
        along=_cards(site, along[:MOST_ALONG]),
        n_along=len(along),
    )


def _by_side(incidents: Sequence[Incident], sides: Sequence[Sequence[str]]) -> list[Incident]:
    """For each side that has claims the incident that holds most of them, then the others, by the first of the claims that they hold."""
    place = {claim: n for n, claim in enumerate(claim for side in sides for claim in side)}
    left = sorted(incidents, key=lambda incident: min(place.get(ref.claim, len(place)) for ref in incident.claims))
    found: list[Incident] = []
    for side in sides:
        if side and left:
            found.append(max(left, key=lambda incident: len({ref.claim for ref in incident.claims} & set(side))))
            left.remove(found[-1])
    return [*found, *left]


def _cards(site: Site, claims: Sequence[str]) -> tuple[pages.ClaimCard, ...]:
    """Claims as the ledger shows them, of the latest readings."""
    if not claims:
        return ()
    with site.store.one_state():
        places = site.store.query("SELECT record, n FROM latest_claims WHERE claim IN (SELECT unnest(?)) ORDER BY 1, 2", list(claims))
        return cards_of(site, [(stored.document, stored.claim) for stored in site.store.claims_at(places)])


def _foreseen(incident: Incident) -> pages.Foreseen:
    time, sources = incident.time, incident.sources
    return pages.Foreseen(
        headline=headline(incident), grade_name=grade_name_of(incident), type=incident.type,
        place=incident.place.name if incident.place else None,
        start=time.start if time else None, end=time.end if time else None, grade=incident.grade.code,
        actors=tuple(dict.fromkeys(actor.name for actor in incident.actors)), n_claims=len(incident.claims),
        n_documents=sources.documents, n_independent=sources.independent, figures=incident.figures,
    )  # fmt: skip


#: Decisions about incidents as they stand, and those that leave all incidents as they are.
_REGROUPING: Final = ("move", "merge", "split", "apart")
_CHANGES_NOTHING: Final = ("accept", "note")
#: What somebody answers by one key: that it is read rightly, and that they think better of what they decided.
_NEEDS_NO_REASON: Final = ("accept", "undo")
#: Decisions that change the record of a document, which is done where incidents are brought in line.
_CORRECTING: Final = ("reject", "edit", "add", "undo")
#: `c-` and six digits: what one claim of a store can be told by.
_SHORTEST = 8
_NUMBER = re.compile(r"[0-9]{1,15}")
#: Claims of other incidents that a preview gives, at most, of those that would come along.
MOST_ALONG: Final = 100
_MOVE_NAMES = "a move names the claim and the incident that it goes to"
_Doing = Callable[[Store, Deciding, dict[str, Any]], tuple[Decision, Claim | None]]


def _edit(store: Store, given: Deciding, by: dict[str, Any]) -> tuple[Decision, Claim | None]:
    return edit_claim(store, _first(given.subjects), _claim(given), **by)


def _add(store: Store, given: Deciding, by: dict[str, Any]) -> tuple[Decision, Claim | None]:
    return add_claim(store, _first(given.subjects), _claim(given), **by)


def _move(store: Store, given: Deciding, by: dict[str, Any]) -> tuple[Decision, Claim | None]:
    claim, target = _pair(given.subjects, _MOVE_NAMES)
    return move_claim(store, claim, _holder(store, claim), store.find_incident(target), **by), None


def _merge(store: Store, given: Deciding, by: dict[str, Any]) -> tuple[Decision, Claim | None]:
    return merge_incidents(store, [store.find_incident(i) for i in given.subjects], **by), None


def _split(store: Store, given: Deciding, by: dict[str, Any]) -> tuple[Decision, Claim | None]:
    return split_incident(store, store.find_incident(_first(given.subjects)), given.subjects[1:], **by), None


def _apart(store: Store, given: Deciding, by: dict[str, Any]) -> tuple[Decision, Claim | None]:
    one, other = _pair(given.subjects, "two happenings are two incidents")
    return keep_apart(store, store.find_incident(one), store.find_incident(other), **by), None


def _undo(store: Store, given: Deciding, by: dict[str, Any]) -> tuple[Decision, Claim | None]:
    number = given.subjects[0] if given.subjects else None
    if number is not None and not _NUMBER.fullmatch(number):
        raise UsageError(f"{number[:60]!r} is no decision; give its number")
    return undo_decision(store, None if number is None else int(number), **by), None


_KINDS: dict[Kind, _Doing] = {
    "accept": lambda store, given, by: (accept_claim(store, _first(given.subjects), **by), None),
    "reject": lambda store, given, by: (reject_claim(store, _first(given.subjects), **by), None),
    "edit": _edit, "add": _add, "move": _move, "merge": _merge, "split": _split, "apart": _apart, "undo": _undo,
    "note": lambda store, given, by: (note(store, _first(given.subjects), **by), None),
}  # fmt: skip


def _whole_id(store: Store, given: str) -> str:
    """The id of the claim that begins so; what is no beginning of one, or the whole of one, is itself."""
    if not given.startswith("c-") or len(given) < _SHORTEST:
        return given
    found = [claim for (claim,) in store.query("SELECT DISTINCT claim FROM claims WHERE starts_with(claim, ?) LIMIT 2", given)]
    if len(found) > 1 and given not in found:
        raise UsageError(f"several claims begin with {given}; give more of the id")
    return found[0] if len(found) == 1 else given


def _claim(given: Deciding) -> Claim:
    if given.claim is None:
        raise UsageError(f"an {given.kind} gives the claim as it is to read")
    return msgspec.structs.replace(given.claim, reading_confidence=None)


def _first(subjects: tuple[str, ...]) -> str:
    if not subjects:
        raise UsageError("say what is decided about")
    return subjects[0]


def _pair(subjects: tuple[str, ...], fault: str) -> tuple[str, str]:
    if len(subjects) != 2:
        raise UsageError(fault)
    return subjects[0], subjects[1]


def _holder(store: Store, claim: str) -> Incident:
    rows = store.query("SELECT incident FROM incident_claims WHERE claim = ?", claim)
    if not rows:
        raise UsageError(f"{claim} stands in no incident")
    return store.find_incident(rows[0][0])
