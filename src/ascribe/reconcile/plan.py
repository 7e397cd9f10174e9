"""The plan: from rows of claims to incidents, as named steps that any engine runs.

In:  tables `features` (every claim), `fresh` (the claims to compare now; all of them in a first run), `links` (the comparisons made
before), `origins` (where the paragraph of each claim first stood).
Out: `pairing_plan` writes `keys` and `scored`; `grouping_plan` writes `components` and `assigned`; `building_plan` writes `incidents`.

A first run and an update run the same steps: what an update need not touch is left out of its input tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import msgspec
import numpy as np

from ascribe.domain.flag import Flag
from ascribe.domain.incident import Member, incident_id
from ascribe.engine.steps import Columns, FoldStep, GroupStep, MapStep, SqlStep, Step, Table
from ascribe.reconcile.clusters import THRESHOLD, cluster_claims, connected
from ascribe.reconcile.constraints import Constraints, vetoes
from ascribe.reconcile.features import FEATURES
from ascribe.reconcile.incident import build_incident, first_claim
from ascribe.reconcile.pairs import CANDIDATES, CANDIDATES_SQL, KEYS, keys_of
from ascribe.reconcile.rules import Rule
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
ASSIGNED: Final = Table("assigned", {"claim": "text", "document": "text", "incident": "text"})
INCIDENTS: Final = Table("incidents", {"incident": "text", "json": "text"})

#: The columns by which two claims are compared.
_COMPARED = [
    "claim", "document", "day", "type", "family", "actual", "background", "start", "end", "stated", "lat", "lon", "radius", "precision",
    "place", "initiators", "targets", "source", "figures", "trigger", "trigger_start", "trigger_end", "words", "document_words",
]  # fmt: skip
COMPARED: Final = Table("compared", {f"{side}_{name}": FEATURES.columns[name] for side in "ab" for name in _COMPARED})
_COMPARED_SQL: Final = (
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
CROWDS: Final = Table("crowds", {"claim": "text", "crowd": "text"})


def pairing_plan() -> tuple[Step, ...]:
    """Writes `keys` of all claims, and `scored`: the pairs with a fresh claim in them and their probabilities."""
    return (
        MapStep(KEYS, "features", keys_of),
        SqlStep(CANDIDATES, ("keys", "features", "fresh"), CANDIDATES_SQL),
        SqlStep(COMPARED, ("candidates", "features"), _COMPARED_SQL),
        MapStep(SCORED, "compared", score_pairs),
    )
