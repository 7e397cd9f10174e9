"""Which scenes are worth comparing: those that share a key, of place, time and family, or of actor, figure, rare word.

In:  rows of `SCENES`.   Out: `keys_of`: the keys of each scene; `pairing_plan`: the pairs of two documents that share one, each once.

A key that many scenes share (one actor everywhere, ten thousand claims on one day and place) would make pairs without end. Beyond
`ALL_PAIRS` scenes a key gives each only the `HUBS` scenes of the smallest ids to be compared with (those that the others *meet*), so
that pairs grow with the scenes, not with their square, and so do the rows that the join goes through. Ids are digests, so which those are
has nothing to do with what they say or when they came.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, degrees, isnan, radians
from typing import Any, Final

import numpy as np

from ascribe.engine.steps import Columns, SqlStep, Step, Table
from ascribe.lexicon.rarity import load_rarity
from ascribe.reconcile.features import RARE

__all__ = ["ALL_PAIRS", "CANDIDATES", "HUBS", "KEYS", "keys_of", "pairing_plan"]

KEYS: Final = Table("keys", {"scene": "text", "key": "text"})
#: `near` is a day, so that pairs of one time are scored together, which have their words in common.
CANDIDATES: Final = Table("candidates", {"a": "text", "b": "text", "near": "number"})

ALL_PAIRS: Final = 64
HUBS: Final = 32
#: H3 cells of about 12,000 km²; a place reaches into those that its circle, and `NEAR_KM` around it, touches.
CELLS: Final = 3
NEAR_KM: Final = 20.0
#: A place known no better than this is keyed by province and country only.
WIDEST_KM: Final = 100.0
#: An event of at most so many days is keyed by the weeks that it touches, with `SLACK` days on both sides.
LONGEST_DAYS: Final = 45
SLACK: Final = 2
WEEK: Final = 7
#: An undated report is keyed by the weeks that end with its publication.
LAG: Final = 7
#: Fewer than this many people are told of so often that the number is no key.
LEAST_FIGURE: Final = 4
RARE_WORDS: Final = 3

#: Days that two dated claims may lie apart: reports differ by a night, and an inferred day says no more than "by then".
STATED_APART: Final = 3
INFERRED_APART: Final = 10

#: Scenes and shared keys as numbers in the order of their names, of which a pair is a fraction of the size.
NUMBERED: Final = Table("numbered", {"scene": "text", "number": "integer", "fresh": "flag"})
_NUMBERED_SQL: Final = """
SELECT s.scene, row_number() OVER (ORDER BY s.scene) AS number, f.scene IS NOT NULL AS fresh
FROM scenes s LEFT JOIN fresh f ON f.scene = s.scene
"""
CODED: Final = Table("coded", {"key": "text", "code": "integer"})
_CODED_SQL: Final = """
SELECT key, row_number() OVER (ORDER BY key) AS code FROM (SELECT key FROM keys GROUP BY key HAVING count(*) > 1) shared
"""
#: Of each key its scenes: whether they are to be compared now, and whether they meet all that share it.
RANKED: Final = Table("ranked", {"code": "integer", "number": "integer", "fresh": "flag", "met": "flag"})
_RANKED_SQL: Final = f"""
SELECT c.code, n.number, n.fresh,
       count(*) OVER (PARTITION BY c.code) <= {ALL_PAIRS} OR row_number() OVER (PARTITION BY c.code ORDER BY n.number) <= {HUBS} AS met
FROM keys k JOIN coded c ON c.key = k.key JOIN numbered n ON n.scene = k.scene
"""
#: The pairs that share a key, each once, of which one is to be compared now.
SHARING: Final = Table("sharing", {"a": "integer", "b": "integer"})
_SHARING_SQL: Final = """
SELECT least(a.number, b.number) AS a, greatest(a.number, b.number) AS b
FROM ranked a JOIN ranked b ON a.code = b.code WHERE a.met AND b.fresh AND a.number <> b.number
UNION
SELECT least(a.number, b.number) AS a, greatest(a.number, b.number) AS b
FROM ranked a JOIN ranked b ON a.code = b.code WHERE a.met AND a.fresh AND NOT b.fresh
"""
_CANDIDATES_SQL: Final = f"""
SELECT na.scene AS a, nb.scene AS b, coalesce(sa.start, sa.day, sb.start, sb.day) AS near
FROM sharing s JOIN numbered na ON na.number = s.a JOIN numbered nb ON nb.number = s.b
    JOIN scenes sa ON sa.scene = na.scene JOIN scenes sb ON sb.scene = nb.scene
WHERE sa.document <> sb.document
  AND (sa.country IS NULL OR sb.country IS NULL OR sa.country = sb.country OR sa.radius > {WIDEST_KM} OR sb.radius > {WIDEST_KM})
  AND (sa.start IS NULL OR sb.start IS NULL
       OR (sa.start - sb."end" <= CASE WHEN sa.stated AND sb.stated THEN {STATED_APART} ELSE {INFERRED_APART} END
           AND sb.start - sa."end" <= CASE WHEN sa.stated AND sb.stated THEN {STATED_APART} ELSE {INFERRED_APART} END))
"""


def pairing_plan() -> tuple[Step, ...]:
    """Reads `keys`, `scenes` and `fresh`; writes `candidates`. One statement for all of it would need the memory of all of it at once."""
    return (
        SqlStep(NUMBERED, ("scenes", "fresh"), _NUMBERED_SQL),
        SqlStep(CODED, ("keys",), _CODED_SQL),
        SqlStep(RANKED, ("keys", "coded", "numbered"), _RANKED_SQL),
        SqlStep(SHARING, ("ranked",), _SHARING_SQL),
        SqlStep(CANDIDATES, ("sharing", "numbered", "scenes"), _CANDIDATES_SQL),
    )


def keys_of(rows: Columns) -> Columns:
    """The keys of each scene, one a row, each once."""
    scenes: list[str] = []
    keys: list[str] = []
    names = list(rows)
    for values in zip(*(rows[name] for name in names), strict=True):
        row = dict(zip(names, values, strict=True))
        for key in dict.fromkeys(_keys(row)):
            scenes.append(row["scene"])
            keys.append(key)
    return {"scene": np.array(scenes, dtype=object), "key": np.array(keys, dtype=object)}


def _keys(row: dict[str, Any]) -> Iterator[str]:
    family, types = row["family"], row["types"].split("|")
    weeks = _weeks(row)
    places = [f"cell {cell}" for cell in _cells(row)]
    if row["admin1"]:
        places.append(f"province {row['admin1']}")
    if not weeks or row["background"]:
        for place in (*places[:1], *((f"country {row['country']}",) if row["country"] and not places else ())):
            yield from (f"{place} {type_}" for type_ in types)
        yield from (f"place {place} {type_}" for place in _several(row["places"]) for type_ in types)
    for week in weeks:
        for place in places:
            yield f"{place} {family} {week}"
        if row["country"]:
            yield from (f"country {row['country']} {type_} {week}" for type_ in types)
        for actor in _several(row["initiators"])[:4] + _several(row["targets"])[:4]:
            yield from (f"actor {actor} {type_} {week}" for type_ in types)
        for role, low in _numbers(row["figures"]):
            yield f"figure {role} {low} {week}"
        for word in _rarest(row["words"]):
            yield f"word {word} {week}"


def _weeks(row: dict[str, Any]) -> list[int]:
    start, end = row["start"], row["end"]
    if isnan(start):
        if isnan(row["day"]) or row["background"]:
            return []
        start, end = row["day"] - LAG, row["day"]
    if end - start > LONGEST_DAYS:
        return []
    return list(range(int(start - SLACK) // WEEK, int(end + SLACK) // WEEK + 1))


def _cells(row: dict[str, Any]) -> list[str]:
    import h3

    lat, lon, radius = row["lat"], row["lon"], row["radius"]
    if isnan(lat) or (radius > WIDEST_KM) or row["precision"] >= 6:
        return []
    reach = (0.0 if isnan(radius) else radius) + NEAR_KM
    north, east = degrees(reach / 6371), degrees(reach / 6371 / max(0.01, cos(radians(lat))))
    corners = [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7), (0.7, -0.7), (-0.7, 0.7), (-0.7, -0.7)]
    near = [(max(-89.9, min(89.9, lat + y * north)), (lon + x * east + 180) % 360 - 180) for y, x in corners]
    return list(dict.fromkeys(h3.latlng_to_cell(y, x, CELLS) for y, x in near))


def _several(joined: str | None) -> list[str]:
    return [part for part in (joined or "").split("|") if part]


def _numbers(figures: str | None) -> Iterator[tuple[str, int]]:
    for figure in _several(figures):
        role, low, high, _ = figure.split(":")
        for number in (low, high):
            if number and int(number) >= LEAST_FIGURE:
                yield role, int(number)
                break


def _rarest(words: str | None) -> list[str]:
    rarity = load_rarity()
    rare = [w for w in (words or "").split() if rarity.of(w) > RARE]
    return sorted(rare, key=lambda w: (-rarity.of(w), w))[:RARE_WORDS]
