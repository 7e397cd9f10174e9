"""Why two scenes are taken for one happening, in words.

In:  two rows of `SCENES`, the words of their reports.   Out: what speaks for and against, as a person would say it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from math import isnan
from typing import Any, Final

import numpy as np

from ascribe.lexicon.actors import load_actors
from ascribe.lexicon.people import load_people
from ascribe.lexicon.rarity import load_rarity
from ascribe.reconcile.features import RARE
from ascribe.reconcile.overlaps import figures_compared, km_apart, parts

__all__ = ["reasons_of"]

_EPOCH: Final = date(1970, 1, 1)
#: Shared words that are named.
WORDS: Final = 4


def reasons_of(a: Mapping[str, Any], b: Mapping[str, Any], written: Mapping[str, str]) -> Iterator[str]:
    """What the two share and where they differ: ground, days, hands, figures, rare words, as they are `written` (`written_words`)."""
    yield from _ground(a, b)
    yield from _days(a, b)
    shared = sorted((parts(a["initiators"]) | parts(a["targets"])) & (parts(b["initiators"]) | parts(b["targets"])))
    if shared:
        yield f"same actors: {', '.join(_actor_names(shared))}"
    yield from _figures(a, b)
    rarity = load_rarity()
    words = sorted({w for w in a["words"].split() if rarity.of(w) >= RARE} & set(b["words"].split()), key=lambda w: (-rarity.of(w), w))
    if words:
        yield f"same words: {', '.join(dict.fromkeys(written.get(w, w) for w in words[:WORDS]))}"


def _actor_names(keys: list[str]) -> list[str]:
    actors, people = load_actors().actors, load_people().people
    return [actors[key].name if key in actors else people[key].name if key in people else key for key in keys]


def _ground(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[str]:
    if parts(a["places"]) & parts(b["places"]):
        yield "same place"
        return
    if None in (a["lat"], b["lat"]) or isnan(a["lat"]) or isnan(b["lat"]):
        return
    one, other = ({k: np.array([r[k] if r[k] is not None else np.nan]) for k in ("lat", "lon", "radius")} for r in (a, b))
    km = float(km_apart(one, other)[0])
    yield "places overlap" if km == 0 else f"places {km:.0f} km apart"


def _days(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[str]:
    if a["start"] is None or b["start"] is None or isnan(a["start"]) or isnan(b["start"]):
        return
    start, end = max(a["start"], b["start"]), min(a["end"], b["end"])
    if start <= end:
        first, last = _EPOCH + timedelta(days=int(start)), _EPOCH + timedelta(days=int(end))
        yield f"same day, {first}" if first == last else f"same days, {first} to {last}"
    else:
        yield f"{int(start - end)} day{'s' if start - end > 1 else ''} apart"


def _figures(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[str]:
    agrees, excludes = figures_compared(a["figures"], b["figures"])
    if agrees:
        same = sorted(parts(a["figures"]) & parts(b["figures"]))
        yield f"same figure: {', '.join(_said(f) for f in same)}" if same else "a figure in common"
    if excludes:
        yield f"figures differ: {_all(a['figures'])} against {_all(b['figures'])}"


def _all(figures: str) -> str:
    return ", ".join(_said(f) for f in sorted(parts(figures)))


def _said(figure: str) -> str:
    role, low, high, _ = figure.split(":")
    return (
        f"{role} {low}" if low == high else f"{role} {low}+" if not high else f"{role} up to {high}" if not low else f"{role} {low}-{high}"
    )
