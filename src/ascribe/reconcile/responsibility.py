"""Who is said to have done it.

In:  tellings, sides.   Out: a `Responsibility` for each actor and stance, with the sources.

An actor that says so itself, or its own side under another name, claims; another's word accuses; a denial of the part that an actor
had, or by the actor that it happened, denies; a source that says that it is not known who did it, or that the doers are unidentified,
leaves it not established. Who acts in a battle is no question of responsibility, nor is who we infer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ascribe.domain.actor import Participant
from ascribe.domain.event import EventType
from ascribe.domain.incident import Responsibility, SourceStance, Stance
from ascribe.reconcile.sides import Sides, hand_of
from ascribe.reconcile.tellings import Telling

__all__ = ["responsibility_of"]

#: Acts for which somebody answers: one side does them to another.
_DEEDS: Final[frozenset[EventType]] = frozenset(
    (
        "attack", "shelling", "airstrike", "bombing", "killing", "injury", "abduction", "detention", "abuse", "seizure", "siege",
        "destruction", "sexual_violence", "displacement", "restriction",
    )
)  # fmt: skip
_ONE_SIDED: Final[frozenset[EventType]] = frozenset(("attack", "shelling", "airstrike", "bombing", "abduction"))
_STANCES: Final[tuple[Stance, ...]] = ("claimed", "accused", "denied", "not_established")


class _Said(NamedTuple):
    actor: Participant
    key: str
    stance: Stance
    telling: Telling


def responsibility_of(tellings: Sequence[Telling], sides: Sides, of: EventType) -> tuple[Responsibility, ...]:
    """Who claims, who is accused, who denies, of an incident of type `of`: actors in the order in which they are first named, stances as
    listed above. Who arrests or kills the attackers does not answer for the attack: detentions count where the incident is one, deaths
    where they are not of those who act in it."""
    told = [
        t for t in tellings if (t.claim.event.type != "detention" or of == "detention") and not (of in _ONE_SIDED and _is_answer(t, sides))
    ]
    said = [s for t in told for s in _stances(t, sides)]
    actors = {s.key: s.actor for s in reversed(said)}
    found = []
    for key in dict.fromkeys(s.key for s in said):
        for stance in _STANCES:
            tellings_of_it = [s.telling for s in said if s.key == key and s.stance == stance]
            if tellings_of_it:
                actor = actors[key]
                name = actor.name or actor.text or key
                found.append(Responsibility(actor=actor.actor or name, name=name, stance=stance, by_source=_by_source(tellings_of_it)))
    return tuple(found)


def _is_answer(t: Telling, sides: Sides) -> bool:
    """Whether it tells of attackers whom those attacked killed or wounded; in a one-sided act it is plain who attacks."""
    doers = {sides.of_anybody(p) for p in t.claim.initiator}
    suffering = {sides.of_anybody(p) for p in t.claim.target}
    return t.claim.event.type in ("killing", "injury") and t.asserts and doers == {"target"} and suffering == {"initiator"}


def _stances(t: Telling, sides: Sides) -> Iterator[_Said]:
    claim, source = t.claim, t.claim.attribution.source
    if claim.event.type not in _DEEDS:
        return
    own = hand_of(source, sides.on) if source is not None else None
    doers = [p for p in claim.initiator if p.certainty != "inferred"]
    if claim.status == "denied" and claim.at_issue == "responsibility" and not doers and source is not None and own is not None:
        yield _Said(source, own, "denied", t)
    keys = {hand_of(p, sides.on) for p in doers}
    for p in doers:
        key = hand_of(p, sides.on) or (p.name or p.text or "").lower()
        own_act = key in (own, t.voice) or (t.party == sides.of(p) and not {own, t.voice} & keys)
        match claim.status:
            case "asserted":
                stance: Stance = "not_established" if p.certainty == "unidentified" else "claimed" if own_act else "accused"
                yield _Said(p, key, stance, t)
            case "denied" if claim.at_issue == "responsibility" or (own_act and claim.at_issue in (None, "occurrence")):
                yield _Said(p, key, "denied", t)
            case "unclear" if claim.at_issue == "responsibility":
                yield _Said(p, key, "not_established", t)
            case _:
                pass


def _by_source(tellings: Sequence[Telling]) -> tuple[SourceStance, ...]:
    rows: dict[tuple[object, ...], list[Telling]] = {}
    for t in tellings:
        rows.setdefault((t.voice, t.source, t.party), []).append(t)
    return tuple(
        SourceStance(source=r[0].source, source_kind=r[0].kind, party=r[0].party, claims=tuple(sorted({t.claim.id for t in r})))
        for r in rows.values()
    )
