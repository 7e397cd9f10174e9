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

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from evaluation.scorers.casualties import tolls
from evaluation.scorers.claims import content_words, prf
from evaluation.suite import Defaults, Session, Suite, data_folder
from evaluation.trained import is_trained_id, is_trained_text

Claim = Mapping[str, Any]
_VIOLENCE = "attack clash shelling airstrike bombing killing injury abduction abuse destruction sexual_violence"
VIOLENCE = frozenset(_VIOLENCE.split())  # what the keys' incident types cover
EFFECTS = {"killed": "DEATH", "injured": "INJURY"}
ROLES = {"perpetrator": "initiator", "target": "target"}


class Alternative(msgspec.Struct, frozen=True):
    """One acceptable string of a fill; `string` is false where it is a category, no words of the text."""

    value: str
    string: bool = True


class Fill(msgspec.Struct, frozen=True):
    """One fill of a slot: its alternatives, the strings it refers to, whether the key marks it `?`."""

    alts: tuple[Alternative, ...] = ()
    ref: tuple[str, ...] = ()
    optional: bool = False


class HumanTarget(msgspec.Struct, frozen=True):
    """People hit: alternative numbers, alternative strings, effects."""

    number: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    effect: tuple[str, ...] = ()


class Template(msgspec.Struct, frozen=True):
    """One incident of a document's key."""

    slots: dict[str, tuple[Fill, ...]] = {}
    human_targets: tuple[HumanTarget, ...] = ()
    optional_template: bool = False


class Message(msgspec.Struct, frozen=True):
    """One document with its key."""

    text: str
    templates: tuple[Template, ...] = ()
    id: str | None = None
    dateline_date: str | None = None


@dataclass(frozen=True)
class Expected:
    """Something the key expects once in a document: any of `any_of`, or nothing where it is optional."""

    any_of: frozenset[Any]
    optional: bool


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


def numbers(templates: Iterable[Template], effect: str) -> tuple[Expected, ...]:
    """The distinct numbers that a document's key gives people who suffered `effect`."""
    distinct: dict[frozenset[int], bool] = {}
    for template in templates:
        for people in template.human_targets:
            effects = {e.strip("() ") for e in people.effect}
            values = frozenset(n for notation in people.number for n in parse_number(notation))
            if effect in effects and values:
                optional = template.optional_template or len(effects & set(EFFECTS.values())) > 1 or _optional_fill(template, people)
                distinct[values] = distinct.get(values, True) and optional
    return tuple(Expected(values, optional) for values, optional in distinct.items())


def parse_number(notation: str) -> tuple[int, ...]:
    """The numbers that a notation accepts; none for PLURAL, a dash or nothing.

    >>> [parse_number(n) for n in ("6", "~100", "10-", "6-8", "- 139", "5/6", "PLURAL", "-")]
    [(6,), (100,), (10,), (6,), (139,), (5, 6), (), ()]
    """
    firsts = (re.search(r"\d+", part) for part in notation.split("/"))
    return tuple(int(found[0]) for found in firsts if found)


def perpetrators(templates: Iterable[Template]) -> tuple[Expected, ...]:
    """Who the key says did it."""
    return _entities(
        (_strings(fill), fill.optional or t.optional_template)
        for t in templates
        for slot in ("PERP: INDIVIDUAL ID", "PERP: ORGANIZATION ID")
        for fill in t.slots.get(slot, ())
    )


def targets(templates: Iterable[Template]) -> tuple[Expected, ...]:
    """Whom the key says it hit; what it hit is optional."""
    entities: list[tuple[frozenset[str], bool]] = []
    for t in templates:
        described = t.slots.get("HUM TGT: DESCRIPTION", ())
        names = [(_strings(f), f.optional or t.optional_template) for f in t.slots.get("HUM TGT: NAME", ())]
        for strings, optional in names:
            entities.append((strings.union(*(_strings(d) for d in described if strings.intersection(d.ref))), optional))
        entities += [(_strings(d), d.optional or t.optional_template) for d in described if not d.ref]
        entities += [(_strings(f), True) for f in t.slots.get("PHYS TGT: ID", ())]
    return _entities(entities)


def _entities(strings: Iterable[tuple[frozenset[str], bool]]) -> tuple[Expected, ...]:
    """Entities as sets of content-word sets; those that share a string are one, optional only where each is."""
    merged: list[Expected] = []
    for values, optional in strings:
        entity = Expected(frozenset(content_words(v) for v in values) - {frozenset()}, optional)
        if not entity.any_of:
            continue
        for other in [m for m in merged if m.any_of & entity.any_of]:
            merged.remove(other)
            entity = Expected(entity.any_of | other.any_of, entity.optional and other.optional)
        merged.append(entity)
    return tuple(merged)


def _strings(fill: Fill) -> frozenset[str]:
    return frozenset(a.value for a in fill.alts if a.string)


def _optional_fill(template: Template, people: HumanTarget) -> bool:
    slots = ("HUM TGT: NUMBER", "HUM TGT: EFFECT OF INCIDENT", "HUM TGT: NAME", "HUM TGT: DESCRIPTION")
    fills = (f for slot in slots for f in template.slots.get(slot, ()) if f.optional)
    return any(set(people.target) & (set(f.ref) or _strings(f)) for f in fills)


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
