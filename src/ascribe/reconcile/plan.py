"""The plan: from rows of claims to incidents, as named steps that any engine runs.

In:  tables `features` (every claim), `fresh` (the claims to compare now; all of them in a first run), `links` (the comparisons made
before), `origins` (where the paragraph of each claim first stood).
Out: `pairing_plan` writes `keys` and `scored`; `grouping_plan` writes `components` and `assigned`; `building_plan` writes `incidents`.

A first run and an update run the same steps: what an update need not touch is left out of its input tables.
"""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from ascribe.engine.steps import Columns, FoldStep, GroupStep, MapStep, SqlStep, Step, Table
from ascribe.reconcile.clusters import THRESHOLD, cluster_claims, connected
from ascribe.reconcile.constraints import Constraints, vetoes
from ascribe.reconcile.features import FEATURES
from ascribe.reconcile.pairs import ALL_PAIRS, CANDIDATES, CANDIDATES_SQL, KEYS, keys_of
from ascribe.reconcile.scores import compare, score

__all__ = [
    "ASSIGNED", "COMPONENTS", "FRESH", "INCIDENTS", "LEAST_LINK", "LINKS", "ORIGINS", "building_plan", "grouping_plan", "pairing_plan",
]  # fmt: skip

#: A pair less likely than this is not kept; it counts as `clusters.UNCOMPARED` then.
LEAST_LINK: Final = 0.05

FRESH: Final = Table("fresh", {"claim": "text"})
LINKS: Final = Table("links", {"a": "text", "b": "text", "probability": "number"})
SCORED: Final = Table("scored", LINKS.columns)
ORIGINS: Final = Table("origins", {"claim": "text", "origin": "text", "copied": "flag"})
COMPONENTS: Final = Table("components", {"claim": "text", "component": "text"})
ASSIGNED: Final = Table("assigned", {"claim": "text", "document": "text", "group": "text"})
INCIDENTS: Final = Table("incidents", {"incident": "text", "json": "text"})

#: The columns by which two claims are compared.
_COMPARED = [
    "claim", "document", "day", "type", "family", "actual", "background", "start", "end", "stated", "lat", "lon", "radius", "precision",
    "place", "initiators", "targets", "source", "figures", "trigger", "trigger_start", "trigger_end", "words", "document_words",
    "n", "names", "sentence", "content_start", "content_end", "separate", "definite", "time_at", "place_at", "mentions",
]  # fmt: skip
COMPARED: Final = Table("compared", {f"{side}_{name}": FEATURES.columns[name] for side in "ab" for name in _COMPARED})
COMPARED_SQL: Final = (
    "SELECT " + ", ".join(f'{side}."{name}" AS {side}_{name}' for side in "ab" for name in _COMPARED)
    + " FROM candidates c JOIN features a ON a.claim = c.a JOIN features b ON b.claim = c.b"
)  # fmt: skip

#: The claims of each component with what forbids, first; then its links.
_VETOED = {"claim": "text", "document": "text", "start": "number", "end": "number", "exact_day": "flag", "series": "flag", "victims": "text"}
GROUPED: Final = Table("grouped", {"component": "text", "kind": "integer", **_VETOED, "crowd": "text", "b": "text", "probability": "number"})
_GROUPED_SQL: Final = """
SELECT c.component, 0 AS kind, f.claim, f.document, f.start, f."end", f.exact_day, f.series, f.victims, w.crowd, CAST(NULL AS VARCHAR(99)) AS b,
       CAST(NULL AS DOUBLE) AS probability
FROM components c JOIN features f ON f.claim = c.claim LEFT JOIN crowds w ON w.claim = c.claim
UNION ALL
SELECT ca.component, 1 AS kind, l.a AS claim, '' AS document, CAST(NULL AS DOUBLE) AS start, CAST(NULL AS DOUBLE) AS "end", FALSE AS exact_day,
       FALSE AS series, CAST(NULL AS VARCHAR(99)) AS victims, CAST(NULL AS VARCHAR(99)) AS crowd, l.b, l.probability
FROM links l JOIN components ca ON ca.claim = l.a JOIN components cb ON cb.claim = l.b
WHERE ca.component = cb.component
"""
MEMBERS: Final = Table("members", {"incident": "text", "claim": "text", "member": "text", "origin": "text", "copied": "flag", "flags": "text"})
_MEMBERS_SQL: Final = """
SELECT s.incident, s.claim, f.member, o.origin, coalesce(o.copied, FALSE) AS copied, f.flags
FROM assigned s JOIN features f ON f.claim = s.claim LEFT JOIN origins o ON o.claim = s.claim
"""
#: Claims that share a crowded key of place were not all compared with each other.
CROWDS: Final = Table("crowds", {"claim": "text", "crowd": "text"})
_CROWDS_SQL: Final = f"""
SELECT k.claim, min(k.key) AS crowd
FROM keys k JOIN (SELECT key FROM keys WHERE key LIKE 'cell %' OR key LIKE 'place %' GROUP BY key HAVING count(*) > {ALL_PAIRS}) c
    ON c.key = k.key
GROUP BY k.claim
"""


def pairing_plan() -> tuple[Step, ...]:
    """Reads `features` and `fresh`; writes `keys` of all claims and `scored`: the pairs with a fresh claim in them, with probabilities."""
    return (MapStep(KEYS, "features", keys_of), *scoring_plan())


def scoring_plan() -> tuple[Step, ...]:
    """As `pairing_plan`, of keys that are there already."""
    return (
        SqlStep(CANDIDATES, ("keys", "features", "fresh"), CANDIDATES_SQL),
        SqlStep(COMPARED, ("candidates", "features"), COMPARED_SQL),
        MapStep(SCORED, "compared", score_pairs),
    )


def grouping_plan(constraints: Constraints, *, threshold: float = THRESHOLD) -> tuple[Step, ...]:
    """Reads `features`, `keys` and `links`; writes `components` and `assigned`: the incident of each claim."""
    return (
        FoldStep(COMPONENTS, ("features", "links"), partial(find_components, constraints=constraints, threshold=threshold)),
        SqlStep(CROWDS, ("keys",), _CROWDS_SQL),
        SqlStep(GROUPED, ("components", "features", "crowds", "links"), _GROUPED_SQL),
        GroupStep(ASSIGNED, "grouped", "component", ("kind", "claim", "b"), partial(assign, constraints=constraints, threshold=threshold)),
    )


def score_pairs(pairs: Columns) -> Columns:
    """The probability of each pair; those below `LEAST_LINK` are left out."""
    a = {name[2:]: column for name, column in pairs.items() if name.startswith("a_")}
    b = {name[2:]: column for name, column in pairs.items() if name.startswith("b_")}
    probability = np.round(score(compare(a, b)), 6)
    kept = probability >= LEAST_LINK
    return {"a": a["claim"][kept], "b": b["claim"][kept], "probability": probability[kept]}


def find_components(features: Columns, links: Columns, *, constraints: Constraints, threshold: float) -> Columns:
    """Groups of claims between which no incident can reach: no mean is as high as the threshold where no link is."""
    claims = features["claim"].tolist()
    parts = connected(claims, _links(links), least=threshold, together=constraints.together)
    rows = [(claim, part[0]) for part in parts for claim in part]
    return {"claim": np.array([c for c, _ in rows], dtype=object), "component": np.array([p for _, p in rows], dtype=object)}


def assign(rows: Columns, *, constraints: Constraints, threshold: float) -> Columns:
    """The group of each claim, by the least claim in it."""
    claims: list[str] = []
    documents: list[str] = []
    groups: list[str] = []
    component = rows["component"]
    bounds = [0, *(np.flatnonzero(component[1:] != component[:-1]) + 1).tolist(), len(component)]
    for start, end in zip(bounds, bounds[1:], strict=False):
        if start == end:
            continue
        one = {name: column[start:end] for name, column in rows.items()}
        is_link = one["kind"] == 1
        of_claims = {name: column[~is_link] for name, column in one.items()}
        document = dict(zip(of_claims["claim"].tolist(), of_claims["document"].tolist(), strict=True))
        found: tuple[tuple[str, ...], ...]
        if len(document) == 1:
            found = (tuple(document),)
        else:
            links = _links({"a": one["claim"][is_link], "b": one["b"][is_link], "probability": one["probability"][is_link]})
            crowd = {c: w for c, w in zip(of_claims["claim"].tolist(), of_claims["crowd"].tolist(), strict=True) if w}
            apart = {*vetoes(of_claims), *constraints.pairs_apart(document)}
            found = cluster_claims(
                tuple(document), links, together=constraints.together, apart=apart, crowds=crowd, threshold=threshold
            )  # fmt: skip
        for group in found:
            for claim in group:
                claims.append(claim)
                documents.append(document[claim])
                groups.append(group[0])
    return {
        "claim": np.array(claims, dtype=object), "document": np.array(documents, dtype=object), "group": np.array(groups, dtype=object)
    }  # fmt: skip


def _links(links: Columns) -> dict[tuple[str, str], float]:
    return {(a, b): p for a, b, p in zip(links["a"].tolist(), links["b"].tolist(), links["probability"].tolist(), strict=True)}
