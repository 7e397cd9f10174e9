"""What speaks for each place that a name may mean: numbers that a small learned model weighs.

In:  a text's toponyms with their candidates.   Out: `Story`, what the report as a whole says about where it plays, and for each
candidate a row of `FEATURES`.

The evidence is that of the literature on toponym resolution (Leidner 2007; Lieberman and Samet 2012; Halterman 2023): how well
known a place is, what kind of place the words ask for, what is named beside it, in which country and province the report's other
names lie, and how near to them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar

from ascribe.gazetteer.distances import flat_km
from ascribe.gazetteer.lookup import PlaceCandidate
from ascribe.gazetteer.names import fold
from ascribe.read.ground.toponyms import Toponym
from ascribe.read.ground.words_around import demonyms, tokens_of

__all__ = ["FEATURES", "NOUN_KINDS", "Story", "evidence_row", "holders", "kilometres"]

FEATURES = (
    "prominence", "best_known", "country", "admin1", "admin2", "unlisted", "quarter", "landform", "own_name", "alike", "country_share",
    "province_share", "beside", "held_by_named", "holds_named", "noun_fits", "near_50", "near_200", "near_800", "elsewhere",
)  # fmt: skip

NOUN_KINDS = {
    "district": ("admin2",),
    "province": ("admin1",),
    "settlement": ("city", "village", "neighbourhood", "camp"),
    "area": ("region", "valley", "pass", "river", "lake", "mountain", "sea", "strait", "island", "desert", "forest"),
    "site": ("site", "airport", "base", "camp", "port", "dam", "crossing", "city", "village"),
    "road": ("road", "city", "village"),
}
#: How many of the report's other places a candidate's distance is taken to: those named most.
N_ANCHORS = 40


class Story:
    """What a report as a whole says about where it plays: shares of countries and of provinces (0..1), the countries that it tells by
    their own names or peoples (`told`), names, places chosen so far."""

    def __init__(self, text: str, toponyms: Sequence[Toponym], outlet_country: str | None) -> None:
        votes: dict[str, float] = defaultdict(float)
        told: set[str | None] = {t.candidates[0].country for t in toponyms if t.candidates and t.candidates[0].kind == "country"}
        known = demonyms()
        for token in tokens_of(text, 0, len(text)):
            country = known.get(token.low) if token.text[0].isupper() else None
            if country:
                votes[country] += 1.0
                told.add(country)
        provinces: dict[tuple[str | None, str], float] = defaultdict(float)
        for toponym in toponyms:
            for country, weight in _votes(toponym):
                votes[country] += weight
            for province, weight in _province_votes(toponym):
                provinces[province] += weight
        if outlet_country:
            votes[outlet_country] += 0.5
        self.told = frozenset(told)
        self.share = _shares(votes)
        self.provinces = _shares(provinces)
        self.names = {fold(t.core.of(text)) for t in toponyms}
        self.anchors: list[PlaceCandidate] = []

    def settle(self, chosen: Sequence[PlaceCandidate | None]) -> None:
        """Take the places chosen in a first look for what others lie near."""
        counts: dict[str, int] = defaultdict(int)
        by_id: dict[str, PlaceCandidate] = {}
        provinces: dict[tuple[str | None, str], float] = defaultdict(float)
        for c in chosen:
            if c is None or c.kind == "country":
                continue
            counts[c.id] += 1
            by_id.setdefault(c.id, c)
            if c.admin1:
                provinces[c.country, fold(c.admin1)] += 1.0
        most = sorted(counts, key=lambda id_: (-counts[id_], id_))[:N_ANCHORS]
        self.anchors = [by_id[id_] for id_ in most]
        self.provinces = _shares(provinces)


K = TypeVar("K")


def _shares(votes: dict[K, float]) -> dict[K, float]:
    total = sum(votes.values())
    return {k: n / total for k, n in sorted(votes.items(), key=str)} if total else {}


def _votes(toponym: Toponym) -> list[tuple[str, float]]:
    """The countries that one toponym speaks for: wholly where it has one meaning, in parts where it has several."""
    listed = [c for c in toponym.candidates if c.exact and c.listed]
    if not listed or listed[0].country is None:
        return []
    top = listed[0]
    if top.kind == "country":
        return [(top.country or "", 1.5)]
    rivals = [c for c in listed if c.country != top.country and c.prominence > top.prominence - 1.0]
    if not rivals:
        return [(top.country or "", 1.0 if top.prominence >= 4 else 0.5)]
    countries = sorted({c.country or "" for c in (top, *rivals)})
    return [(c, 0.6 / len(countries)) for c in countries]


def _province_votes(toponym: Toponym) -> list[tuple[tuple[str | None, str], float]]:
    """The provinces that one toponym speaks for: a province for itself, another place in parts for those of its candidates."""
    listed = [c for c in toponym.candidates if c.exact and c.listed and c.admin1]
    if not listed:
        return []
    if listed[0].kind == "admin1":
        return [((listed[0].country, fold(listed[0].admin1 or "")), 2.0)]
    keys = list(dict.fromkeys((c.country, fold(c.admin1 or "")) for c in listed))
    return [(key, 1.0 / len(keys)) for key in keys]


def holders(c: PlaceCandidate) -> frozenset[str]:
    """The areas that hold a candidate: folded names of province and district, `country:` and the code."""
    names = [n for n, kind in ((c.admin1, "admin1"), (c.admin2, "admin2")) if n and c.kind != kind]
    return frozenset([fold(n) for n in names] + ([f"country:{c.country}"] if c.country and c.kind != "country" else []))


def evidence_row(c: PlaceCandidate, toponym: Toponym, key: str, beside: frozenset[str], story: Story) -> tuple[float, ...]:
    """The candidate's row of `FEATURES`; `key` is the folded name, `beside` the areas named right beside it."""
    best = max((x.prominence for x in toponym.candidates), default=0.0)
    held = holders(c)
    asked = NOUN_KINDS[toponym.noun] if toponym.noun is not None else ()
    fits = float(c.kind in asked or (toponym.word in ("region", "regions") and c.kind == "admin1"))
    own = {k.id for k in toponym.candidates}
    near = min((kilometres(a, c) for a in story.anchors if a.id not in own), default=math.inf)
    area = fold(c.name) if c.kind in ("admin1", "admin2") else None
    holding = float(area is not None and story.provinces.get((c.country, area), 0.0) > 0.2)
    return (
        min(c.prominence, 9.0) / 4, float(c.prominence >= best), float(c.kind == "country"), float(c.kind == "admin1"),
        float(c.kind == "admin2"), float(not c.listed), float(c.kind == "neighbourhood"), float(c.kind in NOUN_KINDS["area"]),
        float(fold(c.name) == key), float(not c.exact),
        story.share.get(c.country or "", 0.0), story.provinces.get((c.country, fold(c.admin1 or "")), 0.0) if c.admin1 else 0.0,
        float(bool(beside & held)), float(bool(story.names & held)), holding,
        fits, math.exp(-near / 50), math.exp(-near / 200), math.exp(-near / 800),
        float(c.kind != "country" and story.share.get(c.country or "", 0.0) == 0.0),
    )  # fmt: skip


def kilometres(a: PlaceCandidate, b: PlaceCandidate) -> float:
    return flat_km(a.lat, a.lon, b.lat, b.lon)
