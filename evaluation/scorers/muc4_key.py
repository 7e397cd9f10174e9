"""What a MUC-3/4 key expects of a document: numbers of people killed or hurt, perpetrators, targets.

In:  the templates of a document's key.   Out: `Expected` values, each met once in the document, or not at all where it is optional.

The rules are those of `evaluation.suites.muc4`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from evaluation.scorers.claims import content_words

__all__ = ["EFFECTS", "Expected", "Template", "numbers", "parse_number", "perpetrators", "targets"]

#: The role of a claim's quantity, and the key's word for it.
EFFECTS = {"killed": "DEATH", "injured": "INJURY"}


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


@dataclass(frozen=True)
class Expected:
    """Something the key expects once in a document: any of `any_of`, or nothing where it is optional."""

    any_of: frozenset[Any]
    optional: bool


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
