"""Words for weapons and means of violence, by kind.

In:  `means.json`.   Out: one pattern, and the kind of what it finds.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ascribe.domain.event import EventType, MeansKind

__all__ = ["MeansWords", "load_means", "means_words"]

#: A means that the words tell by an act ("shot dead") or not at all, as a thing.
_THINGS: dict[MeansKind, str] = {
    "aircraft": "aircraft", "drone": "drones", "missile_rocket": "missiles or rockets", "artillery_mortar": "artillery or mortars",
    "small_arms": "small arms", "grenade": "grenades", "ied_vehicle": "a vehicle bomb", "ied_suicide": "a suicide bomb",
    "ied_other": "a bomb", "mine": "mines", "chemical": "chemical weapons", "melee": "blades or blows", "fire": "fire",
    "other": "other means",
}  # fmt: skip

_IMPLIED: dict[EventType | None, MeansKind] = {"airstrike": "aircraft", "shelling": "artillery_mortar"}
#: Guns are fired, and rockets, and "firing points" destroyed.
_OF_ANYTHING = frozenset({"firing"})


class MeansWords(NamedTuple):
    """`pattern` finds the longest word for a means, case-insensitively; its group's name is the kind."""

    pattern: re.Pattern[str]

    def kind_of(self, match: re.Match[str]) -> MeansKind:
        """The kind of what `pattern` matched."""
        return match.lastgroup  # type: ignore[return-value]


@cache
def load_means() -> MeansWords:
    """The shipped words.

    >>> words = load_means()
    >>> [(m.group(), words.kind_of(m)) for m in words.pattern.finditer("A suicide car bomb and two mortars")]
    [('suicide car bomb', 'ied_suicide'), ('mortars', 'artillery_mortar')]
    """
    data = json.loads(files("ascribe.lexicon").joinpath("means.json").read_text("utf-8"))
    groups = []
    for kind, words in data.items():
        if kind in ("note", "acts"):
            continue
        forms = sorted(
            (re.escape(w.rstrip("*")).replace(r"\ ", r"\s+") + ("s?" if w.endswith("*") else "") for w in words), key=lambda w: (-len(w), w)
        )
        groups.append(f"(?P<{kind}>{'|'.join(forms)})")
    return MeansWords(re.compile(r"\b(?:" + "|".join(groups) + r")\b", re.IGNORECASE))


def means_words(words: str, kind: MeansKind, *, told_by: EventType | None = None) -> str | None:
    """A means as a thing, behind "with": "shot dead" is small arms, and one missile takes its article.

    Null where it is an act that says no more than the type of its event (`told_by`), or not with what: an air strike, firing.

    >>> said = (("shot dead", "small_arms", None), ("missile", "missile_rocket", None), ("air strike", "aircraft", "airstrike"))
    >>> [means_words(words, kind, told_by=type_) for words, kind, type_ in said]
    ['small arms', 'a missile', None]
    """
    acts, countable = _nouns()
    plain = " ".join(words.lower().split())
    if acts.fullmatch(plain):
        return None if plain in _OF_ANYTHING or _IMPLIED.get(told_by) == kind else _THINGS[kind]
    return f"{'an' if plain[0] in 'aeiou' else 'a'} {words}" if plain in countable else words


@cache
def _nouns() -> tuple[re.Pattern[str], frozenset[str]]:
    """What tells an act; singular words for a thing."""
    data = json.loads(files("ascribe.lexicon").joinpath("means.json").read_text("utf-8"))
    acts = "|".join(re.escape(w.rstrip("*")) + ("s?" if w.endswith("*") else "") for w in data.pop("acts"))
    data.pop("note")
    return re.compile(acts), frozenset(w.rstrip("*") for words in data.values() for w in words if w.endswith("*") and not w.endswith("s*"))
