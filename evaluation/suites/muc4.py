"""MUC-3/4: Latin American news of 1988-91 in capitals, with the original keys: how many were killed or hurt, by whom, who was hit.

In:  `muc4/*.jsonl`.
Out: `killed`, `injured`: `{p, r, f1}` over the distinct numbers of each document; `perpetrator`, `target`: `{p, r, f1}` of string
overlap. All are sums over documents; a document whose key holds no template expects nothing.

Gold numbers come from `human_targets`. The number of a notation: `6`, `~6`, `6-` → 6, `6-8` → 6, `-26` → 26, `5/6` → 5 or 6; `PLURAL` and
`-` are left out. Alternatives are each right. An entry is optional (right when found, no miss when not) where its template or its fill is,
and where the key gives it both DEATH and INJURY, which does not tell how many died.
System numbers are those of asserted claims (`scorers/casualties.py`): the lower bound, else the upper; parts count as totals do.

Perpetrators are PERP: INDIVIDUAL ID and ORGANIZATION ID, targets HUM TGT: NAME with its DESCRIPTIONs (a description of no name stands
alone); PHYS TGT: ID is optional, since a claim's target is who, not what. System strings are the initiators and targets of asserted claims
of violence. A string is right, and an entity found, where the two share a content word; an entity told in several templates of a document
is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from evaluation.scorers.casualties import tolls
from evaluation.scorers.claims import content_words, prf
from evaluation.scorers.muc4_key import EFFECTS, Expected, Template, numbers, perpetrators, targets
from evaluation.suite import Defaults, Session, Suite, data_folder
from evaluation.trained import is_trained_id, is_trained_text

Claim = Mapping[str, Any]
_VIOLENCE = "attack clash shelling airstrike bombing killing injury abduction abuse destruction sexual_violence"
VIOLENCE = frozenset(_VIOLENCE.split())  # what the keys' incident types cover
ROLES = {"perpetrator": "initiator", "target": "target"}


class Message(msgspec.Struct, frozen=True):
    """One document with its key."""

    text: str
    templates: tuple[Template, ...] = ()
    id: str | None = None
    dateline_date: str | None = None


def defaults() -> Defaults:
    """TST1 and TST2, the set's own development part."""
    folder = data_folder()
    file = folder / "muc4" / "dev.jsonl.gz" if folder else None
    return Defaults((file,)) if file and file.exists() else Defaults((), note="ASCRIBE_DATA has no muc4/: nothing scored")


def trained(row: Message, by_id: bool) -> bool:
    """By text, or by id: an annotated passage `muc-X` is a part of document X, whatever file that stands in."""
    return is_trained_text(row.text) or (row.id is not None and is_trained_id(f"muc-{row.id}"))


def score(gold: Sequence[Message], session: Session) -> dict[str, Any]:
    """Reads every document and compares its claims with its key."""
    names = (*EFFECTS, *ROLES)
    found, n_gold, right, n_system = (dict.fromkeys(names, 0) for _ in range(4))
    for number, row in enumerate(gold, 1):
        record = session.read(row.text, name=row.id or f"document {number}", published=row.dateline_date)
        claims: list[Claim] = msgspec.to_builtins(record.claims) if record is not None else []
        asserted = [c for c in claims if c["status"] == "asserted"]
        expected = {name: numbers(row.templates, effect) for name, effect in EFFECTS.items()}
        system: dict[str, set[Any]] = {name: {t.number for c in asserted for t in tolls(c, name)} - {None, 0} for name in EFFECTS}
        expected |= {"perpetrator": perpetrators(row.templates), "target": targets(row.templates)}
        violent = [c for c in asserted if c["event"]["type"] in VIOLENCE]
        for name, role in ROLES.items():
            system[name] = {content_words(p["name"] or p["text"]) for c in violent for p in c[role]} - {frozenset()}
        for name in names:
            agree = _equal if name in EFFECTS else _share_word
            hits = [any(agree(e, s) for s in system[name]) for e in expected[name]]
            found[name] += sum(hits)
            n_gold[name] += sum(hit or not e.optional for hit, e in zip(hits, expected[name], strict=True))
            right[name] += sum(any(agree(e, s) for e in expected[name]) for s in system[name])
            n_system[name] += len(system[name])
    return {**{name: _prf(found[name], n_gold[name], right[name], n_system[name]) for name in names}, "documents": len(gold)}


def _equal(expected: Expected, number: int) -> bool:
    return number in expected.any_of


def _share_word(expected: Expected, words: frozenset[str]) -> bool:
    return any(words & wanted for wanted in expected.any_of)


def _prf(found: int, n_gold: int, right: int, n_system: int) -> dict[str, float]:
    """Recall counts what was found of gold, precision what was right of the system: one string may name two entities."""
    recall, precision = prf(found, n_gold, n_gold)["r"], prf(right, n_system, n_system)["p"]
    return {"p": precision, "r": recall, "f1": round(2 * precision * recall / (precision + recall), 3) if precision + recall else 0.0}


SUITE = Suite(
    name="muc4",
    about="MUC-3/4 keys: killed, injured, perpetrators, targets",
    gold=Message,
    defaults=defaults,
    trained=trained,
    score=score,
    gated=("killed.f1", "injured.f1", "perpetrator.f1", "target.f1"),
)
