"""The plan: from rows of claims to groups of claims, as named steps that any engine runs.

In:  tables `features` (the claims), `fresh` (the scenes to compare now; all of them in a first run), `links` (the comparisons made before).
Out: `scene_plan` writes `scened` and `scenes`, `scoring_plan` `scored`, `grouping_plan` `assigned`: the group of each claim.

A first run and an update run the same steps: what an update need not touch is left out of its input tables.
"""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from ascribe.engine.steps import Columns, FoldStep, GroupStep, Kind, MapStep, PairStep, SqlStep, Step, Table
from ascribe.reconcile.across import ACROSS_COMPARISONS, compare_across
from ascribe.reconcile.clusters import ACROSS, cluster, cut_apart, reached
from ascribe.reconcile.constraints import Constraints, vetoes
from ascribe.reconcile.features import FEATURES
from ascribe.reconcile.pairs import ALL_PAIRS, KEYS, keys_of, pairing_plan
from ascribe.reconcile.scenes import SCENED, SCENES, find_scenes, merge_scenes, runs
from ascribe.reconcile.trees import PairModel, load_model

__all__ = [
    "ASSIGNED", "COMPONENTS", "CROWDED", "CROWDED_SQL", "DECIDED", "FRESH", "LEAST_LINK", "LINKS", "SCORED", "components_plan",
    "decided_rows", "grouping_plan", "scene_plan", "score_pairs", "scoring_plan",
]  # fmt: skip

#: A pair less likely than this is not kept; it counts as `clusters.UNCOMPARED` then.
LEAST_LINK: Final = 0.05

FRESH: Final = Table("fresh", {"scene": "text"})
LINKS: Final = Table("links", {"a": "text", "b": "text", "probability": "number"})
#: What people decided, a row for each claim named: "together 0", "apart 0 one", "apart 0 other".
DECIDED: Final = Table("decided", {"claim": "text", "rule": "text"})
SCORED: Final = Table("scored", LINKS.columns)
#: What `find_components` asks of scenes, links and decisions; the rest of them would fill the memory.
NODES: Final = Table("nodes", {"scene": "text"})
STRONG: Final = Table("strong", LINKS.columns)
TIED: Final = Table("tied", {"rule": "text", "scene": "text"})
_TIED_SQL: Final = """
SELECT DISTINCT d.rule, s.scene FROM decided d JOIN scened s ON s.claim = d.claim WHERE d.rule LIKE 'together%'
"""
#: `whole` is the least scene of all that links reach from a scene; a whole of more than `clusters.LARGEST` scenes is cut into components,
#: and `cut` says so of each of its scenes.
COMPONENTS: Final = Table("components", {"scene": "text", "component": "text", "whole": "text", "cut": "flag"})
GROUPS: Final = Table("groups", {"scene": "text", "group": "text"})
ASSIGNED: Final = Table("assigned", {"claim": "text", "document": "text", "scene": "text", "group": "text", "cut": "flag"})

#: Claims without what is only for people: they are sorted and compared without it.
_FACTS: Final = Table("facts", {name: kind for name, kind in FEATURES.columns.items() if name not in ("member", "flags", "told")})
_FACTS_SQL: Final = "SELECT " + ", ".join(f'"{name}"' for name in _FACTS.columns) + " FROM features"
_STAGED: Final = Table("staged", {**_FACTS.columns, "scene": "text"})
_STAGED_SQL: Final = (
    "SELECT " + ", ".join(f'f."{name}"' for name in _FACTS.columns) + ", s.scene FROM facts f JOIN scened s ON s.claim = f.claim"
)

#: Keys of place that more than `pairs.ALL_PAIRS` scenes share: these were not all compared with each other.
CROWDED: Final = Table("crowded", {"key": "text"})
CROWDED_SQL: Final = f"SELECT key FROM keys WHERE key LIKE 'cell %' OR key LIKE 'place %' GROUP BY key HAVING count(*) > {ALL_PAIRS}"
CROWDS: Final = Table("crowds", {"scene": "text", "crowd": "text"})
_CROWDS_SQL: Final = "SELECT k.scene, min(k.key) AS crowd FROM keys k JOIN crowded c ON c.key = k.key GROUP BY k.scene"
#: The scenes of each component with what forbids, first; then its links; then what people decided.
_VETOED: Final[dict[str, Kind]] = {
    "document": "text", "start": "number", "end": "number", "exact_day": "flag", "series": "flag", "victims": "text",
}  # fmt: skip
GROUPED: Final = Table(
    "grouped",
    {"component": "text", "kind": "integer", "a": "text", **_VETOED, "crowd": "text", "b": "text", "probability": "number", "rule": "text"},
)
_GROUPED_SQL: Final = """
SELECT c.component, 0 AS kind, s.scene AS a, s.document, s.start, s."end", s.exact_day, s.series, s.victims, w.crowd,
       CAST(NULL AS STRING) AS b, CAST(NULL AS DOUBLE) AS probability, CAST(NULL AS STRING) AS rule
FROM components c JOIN scenes s ON s.scene = c.scene LEFT JOIN crowds w ON w.scene = c.scene
UNION ALL
SELECT ca.component, 1 AS kind, l.a, '' AS document, CAST(NULL AS DOUBLE) AS start, CAST(NULL AS DOUBLE) AS "end",
       FALSE AS exact_day, FALSE AS series, CAST(NULL AS STRING) AS victims, CAST(NULL AS STRING) AS crowd, l.b, l.probability,
       CAST(NULL AS STRING) AS rule
FROM links l JOIN components ca ON ca.scene = l.a JOIN components cb ON cb.scene = l.b
WHERE ca.component = cb.component
UNION ALL
SELECT c.component, 2 AS kind, c.scene AS a, '' AS document, CAST(NULL AS DOUBLE) AS start, CAST(NULL AS DOUBLE) AS "end",
       FALSE AS exact_day, FALSE AS series, CAST(NULL AS STRING) AS victims, CAST(NULL AS STRING) AS crowd, CAST(NULL AS STRING) AS b,
       CAST(NULL AS DOUBLE) AS probability, d.rule
FROM decided d JOIN scened s ON s.claim = d.claim JOIN components c ON c.scene = s.scene
"""
_ASSIGNED_SQL: Final = """
SELECT s.claim, s.document, s.scene, g."group", c.cut
FROM scened s JOIN groups g ON g.scene = s.scene JOIN components c ON c.scene = s.scene
"""


def scene_plan(constraints: Constraints, model: PairModel | None = None) -> tuple[Step, ...]:
    """Reads `features`, whole documents; writes `scened`, `scenes` and their `keys`. `model` is the shipped one if none is given."""
    return (
        SqlStep(_FACTS, ("features",), _FACTS_SQL),
        GroupStep(SCENED, "facts", "document", ("n", "claim"), partial(find_scenes, constraints=constraints, model=model), unique=True),
        SqlStep(_STAGED, ("facts", "scened"), _STAGED_SQL),
        GroupStep(SCENES, "staged", "scene", ("n", "claim"), merge_scenes, unique=True),
        MapStep(KEYS, "scenes", keys_of),
    )


def scoring_plan(model: PairModel | None = None) -> tuple[Step, ...]:
    """Reads `scenes`, `keys` and `fresh`; writes `scored`: the pairs with a fresh scene in them, with their probabilities."""
    return (
        *pairing_plan(),
        PairStep(SCORED, "candidates", "scenes", "scene", tuple(SCENES.columns), partial(score_pairs, model=model), ("near", "a", "b")),
    )


def components_plan(*, across: float = ACROSS) -> tuple[Step, ...]:
    """Reads `scened`, `links` and `decided`; writes `components`."""
    return (
        SqlStep(NODES, ("scened",), "SELECT DISTINCT scene FROM scened"),
        SqlStep(STRONG, ("links",), f"SELECT a, b, probability FROM links WHERE probability >= CAST({across!r} AS DOUBLE)"),
        SqlStep(TIED, ("decided", "scened"), _TIED_SQL),
        FoldStep(COMPONENTS, ("nodes", "strong", "tied"), partial(find_components, across=across)),
    )


def grouping_plan(*, across: float = ACROSS) -> tuple[Step, ...]:
    """Reads `components`, whole ones, with their `scened`, `scenes`, `keys`, `links`, and `crowded` and `decided`; writes `assigned`: the
    group of each claim."""
    return (
        SqlStep(CROWDS, ("keys", "crowded"), _CROWDS_SQL),
        SqlStep(GROUPED, ("components", "scenes", "crowds", "links", "decided", "scened"), _GROUPED_SQL),
        GroupStep(GROUPS, "grouped", "component", ("kind", "a", "b", "rule"), partial(group_scenes, across=across)),
        SqlStep(ASSIGNED, ("scened", "groups", "components"), _ASSIGNED_SQL),
    )


def score_pairs(pairs: Columns, *, model: PairModel | None = None) -> Columns:
    """The probability of each pair; those below `LEAST_LINK` are left out."""
    model = model or load_model("across", tuple(ACROSS_COMPARISONS))
    a = {name[2:]: column for name, column in pairs.items() if name.startswith("a_")}
    b = {name[2:]: column for name, column in pairs.items() if name.startswith("b_")}
    probability = np.round(model.trees.probability(compare_across(a, b, model.affinity)), 6)
    kept = probability >= LEAST_LINK
    return {"a": a["scene"][kept], "b": b["scene"][kept], "probability": probability[kept]}


def find_components(nodes: Columns, strong: Columns, tied: Columns, *, across: float) -> Columns:
    """Scenes in groups between which no incident can reach: no mean is as high as the threshold where no link is.

    A decision names claims; those of one scene that a person put elsewhere stand in scenes of their own already (`find_scenes`).
    """
    scenes = nodes["scene"]
    number = {scene: i for i, scene in enumerate(scenes.tolist())}
    a, b = (np.array([number.get(s, -1) for s in strong[side].tolist()], dtype=np.int64) for side in "ab")
    there = (a >= 0) & (b >= 0)
    held: dict[str, list[int]] = {}
    for rule, scene in zip(tied["rule"].tolist(), tied["scene"].tolist(), strict=True):
        held.setdefault(rule, []).append(number[scene])
    ties = np.array([(group[0], other) for group in held.values() for other in group[1:]], dtype=np.int64).reshape(-1, 2)
    a, b = np.concatenate([a[there], ties[:, 0]]), np.concatenate([b[there], ties[:, 1]])
    probability = np.concatenate([strong["probability"][there], np.full(len(ties), np.inf)])  # what a person tied is cut at no probability
    whole = reached(len(scenes), a, b)
    component = cut_apart(whole, a, b, probability, least=across)
    cut = np.isin(whole, whole[component != whole])
    return {"scene": scenes, "component": scenes[component], "whole": scenes[whole], "cut": cut}


def decided_rows(constraints: Constraints) -> Columns:
    """The rows of `DECIDED`."""
    named = [(claim, f"together {i}") for i, group in enumerate(constraints.together) for claim in sorted(group)]
    for i, sides in enumerate(constraints.apart):
        named += [(claim, f"apart {i} {side}") for side, group in zip(("one", "other"), sides, strict=True) for claim in sorted(group)]
    return {name: np.array([row[i] for row in named], dtype=object) for i, name in enumerate(DECIDED.columns)}


def group_scenes(rows: Columns, *, across: float) -> Columns:
    """The group of each scene, by the least scene in it."""
    scenes: list[str] = []
    groups: list[str] = []
    for start, end in runs(rows["component"]):
        one = {name: column[start:end] for name, column in rows.items()}
        is_node, is_link, is_decided = (one["kind"] == kind for kind in range(3))
        nodes = {name: column[is_node] for name, column in one.items()}
        decided = _by_rule(one["rule"][is_decided].tolist(), one["a"][is_decided].tolist())
        names = nodes["a"].tolist()
        links = _links({"a": one["a"][is_link], "b": one["b"][is_link], "probability": one["probability"][is_link]})
        crowds = {c: w for c, w in zip(names, nodes["crowd"].tolist(), strict=True) if w}
        for group in cluster(
            names, links, together=decided.together, apart=decided.apart, vetoed=vetoes(nodes), crowds=crowds, threshold=across
        ):  # fmt: skip
            scenes += group
            groups += [group[0]] * len(group)
    return {"scene": np.array(scenes, dtype=object), "group": np.array(groups, dtype=object)}


def _by_rule(rules: list[str], scenes: list[str]) -> Constraints:
    """Decisions on claims as decisions on their scenes; a scene on both sides of "apart" stays where its claims are."""
    held: dict[str, set[str]] = {}
    for rule, scene in zip(rules, scenes, strict=True):
        held.setdefault(rule, set()).add(scene)
    apart = []
    for rule in sorted(held):
        if rule.startswith("apart") and rule.endswith("one"):
            one, other = held[rule], held.get(rule.removesuffix("one") + "other", set())
            apart.append((frozenset(one - other), frozenset(other - one)))
    return Constraints(together=tuple(frozenset(held[r]) for r in sorted(held) if r.startswith("together")), apart=tuple(apart))


def _links(links: Columns) -> dict[tuple[str, str], float]:
    return {(a, b): p for a, b, p in zip(links["a"].tolist(), links["b"].tolist(), links["probability"].tolist(), strict=True)}
