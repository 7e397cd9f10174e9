"""Which place a name means, among those that share it.

In:  a text and its toponyms with their candidates.   Out: one candidate a toponym, or none.

What cannot be is left out by rule; the rest is weighed (`place_evidence`, weights fitted by `training.places`). Two places that
the evidence does not tell apart leave the name unresolved.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from ascribe.gazetteer.lookup import PlaceCandidate
from ascribe.gazetteer.names import fold
from ascribe.lexicon.place_weights import PlaceWeights, load_place_weights
from ascribe.read.ground.place_evidence import FEATURES, NOUN_KINDS, Story, evidence_row, holders, kilometres
from ascribe.read.ground.toponyms import Toponym

__all__ = ["Chooser"]

#: A candidate in a country that the report does not otherwise name needs to be at least this well known.
KNOWN_ABROAD = 4.7
#: And this well known where no preposition or place noun asks for a place.
KNOWN_ANYWHERE = 5.4
#: Two candidates farther apart than this are two places.
APART_KM = 50.0
#: What stands between a name and the area that holds it.
_HELD_BY = frozenset(
    {",", "in", ", in", "of", "(", "in the", ", in the", "of the", "district of", "in northern", "in the province of", "in the district of"}
)


class Chooser:
    """Chooses for all toponyms of a text together, in two looks: the second knows the report's other places.

    `given` says that the toponyms are known to be places' names, so that nothing is asked of how well known a place is; `weights`
    are those to use instead of the shipped ones."""

    def __init__(
        self,
        text: str,
        toponyms: Sequence[Toponym],
        outlet_country: str | None = None,
        *,
        given: bool = True,
        weights: PlaceWeights | None = None,
    ) -> None:
        self._text, self._toponyms, self._given = text, toponyms, given
        self._story = Story(text, toponyms, outlet_country)
        weights = weights or load_place_weights()
        self._weights = [weights.weights[name] for name in FEATURES]
        self._margin = weights.margin
        self._beside = [_beside(i, toponyms, text) for i in range(len(toponyms))]
        self._story.settle([self._best(i) for i in range(len(toponyms))])

    def choose(self) -> list[PlaceCandidate | None]:
        """The place of each toponym; none where nothing fits or two fit alike."""
        return [self._best(i) for i in range(len(self._toponyms))]

    def evidence(self, i: int) -> tuple[list[PlaceCandidate], list[tuple[float, ...]]]:
        """The candidates of toponym `i` that may be meant, each with its row of evidence."""
        toponym, beside = self._toponyms[i], self._beside[i]
        kept = [c for c in toponym.candidates if self._possible(c, toponym, beside)]
        if toponym.noun in ("district", "province"):  # "Sangin district" is not the town
            kept = [c for c in kept if c.kind in NOUN_KINDS[toponym.noun]] or kept
        key = fold(toponym.core.of(self._text))
        return kept, [evidence_row(c, toponym, key, beside, self._story) for c in kept]

    def _best(self, i: int) -> PlaceCandidate | None:
        candidates, rows = self.evidence(i)
        if not candidates:
            return None
        scores = [sum(w * x for w, x in zip(self._weights, row, strict=True)) for row in rows]
        top = max(scores)
        shares = [math.exp(s - top) for s in scores]
        total = sum(shares)
        ranked = sorted(range(len(candidates)), key=lambda k: (-shares[k], candidates[k].id))
        best = candidates[ranked[0]]
        for k in ranked[1:]:
            if (shares[ranked[0]] - shares[k]) / total >= self._margin:
                break
            if kilometres(best, candidates[k]) > APART_KM and not _one_holds(best, candidates[k]):
                return None
        return best

    def _possible(self, c: PlaceCandidate, toponym: Toponym, beside: frozenset[str]) -> bool:
        countries = [name for name in beside if name.startswith("country:")]
        if countries and c.kind != "country" and c.country and f"country:{c.country}" not in countries:
            return False
        share = self._story.share.get(c.country or "", 0.0)
        contained = bool(beside & holders(c))
        if not c.listed:
            return toponym.asked and (share >= 0.25 or contained)
        if not c.exact:
            return (toponym.asked or toponym.noun is not None) and (share >= 0.25 or contained)
        if toponym.noun in ("district", "province") and c.kind not in NOUN_KINDS[toponym.noun]:
            if c.kind not in ("admin1", "admin2", "country", "region") and share < 0.25:
                return False
            if self._story.told and c.country not in self._story.told and not contained:
                return False  # a district, in a report that names other countries, is no province of this one
        if self._given:
            return True
        if not (toponym.asked or toponym.noun or share or contained):
            return c.prominence >= KNOWN_ANYWHERE
        settled = max(self._story.share.values(), default=0.0) >= 0.5
        return share > 0.0 or contained or c.prominence >= KNOWN_ABROAD or not settled


def _one_holds(a: PlaceCandidate, b: PlaceCandidate) -> bool:
    """Whether one is the town and the other the area named after it: either is right, within the area."""
    for area, town in ((a, b), (b, a)):
        if area.kind == "admin1" and town.country == area.country and town.admin1 and fold(town.admin1) == fold(area.name):
            return True
        if area.kind == "admin2" and town.country == area.country and town.admin2 and fold(town.admin2) == fold(area.name):
            return True
    return a.country == b.country and kilometres(a, b) <= max(a.radius_km, b.radius_km)


def _beside(i: int, toponyms: Sequence[Toponym], text: str) -> frozenset[str]:
    """The areas named right beside a toponym as holding it: "X, Y", "X in Y", "X district of Y", "Y's X"."""
    names: list[str] = []
    for j in (i + 1, i + 2):
        if j >= len(toponyms) or text[toponyms[j - 1].span.end : toponyms[j].span.start].casefold().strip() not in _HELD_BY:
            break
        names += _named(toponyms[j], text)
    if i:
        between = text[toponyms[i - 1].span.end : toponyms[i].span.start].casefold()
        if between.strip() in ("'s", "’s") or (between.startswith(("'s ", "’s ")) and len(between) < 24):
            names += _named(toponyms[i - 1], text)
    return frozenset(names)


def _named(toponym: Toponym, text: str) -> list[str]:
    names = [fold(toponym.core.of(text))]
    for c in toponym.candidates[:6]:
        if c.kind in ("admin1", "admin2"):
            names.append(fold(c.name))
        if c.country and c.exact and c.kind in ("admin1", "country", "region"):
            names.append(f"country:{c.country}")
    return names
