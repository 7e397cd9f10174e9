"""The last steps of the plan: from groups of claims to incidents, with how they hang together.

In:  tables `features`, `assigned` (the group of each claim), `links`, `origins`.
Out: `building_plan` writes `finished`: one incident a group, as JSON.

A group of nothing but background founds no incident; its claims stay where they are until a report tells them as news.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import Final

import msgspec
import numpy as np

from ascribe.domain.flag import Flag
from ascribe.domain.incident import Incident, Member, Relation, RelationKind
from ascribe.engine.steps import Columns, GroupStep, MapStep, SqlStep, Step, Table
from ascribe.reconcile.incident import build_incident
from ascribe.reconcile.relations import relations_of
from ascribe.reconcile.rules import BestRule
from ascribe.reconcile.scenes import runs

__all__ = ["FINISHED", "MEMBERS", "MEMBERS_SQL", "ORIGINS", "building_plan"]

ORIGINS: Final = Table("origins", {"claim": "text", "origin": "text", "copied": "flag"})
MEMBERS: Final = Table("members", {"group": "text", "claim": "text", "member": "text", "origin": "text", "copied": "flag", "flags": "text"})
MEMBERS_SQL: Final = """
SELECT s."group", s.claim, f.member, o.origin, coalesce(o.copied, FALSE) AS copied, f.flags
FROM assigned s JOIN features f ON f.claim = s.claim LEFT JOIN origins o ON o.claim = s.claim
"""
#: `head`: the incident without what its relations do not ask for, so that pairs of them fit into memory.
BUILT: Final = Table("built", {"group": "text", "json": "text", "head": "text"})
#: Relations between claims that the texts state.
TOLD: Final = Table("told", {"claim": "text", "kind": "text", "earlier": "text"})
#: Two groups that a link or a stated relation joins, both with their incidents; `kind` and `claim` are of a stated relation.
RELATED: Final = Table(
    "related", {"one": "text", "other": "text", "one_json": "text", "other_json": "text", "kind": "text", "claim": "text"}
)
_RELATED_SQL: Final = """
WITH scene_groups AS (SELECT DISTINCT scene, "group" FROM assigned),
pairs AS (
    SELECT a."group" AS one, b."group" AS other, CAST(NULL AS STRING) AS kind, CAST(NULL AS STRING) AS claim
    FROM links l JOIN scene_groups a ON a.scene = l.a JOIN scene_groups b ON b.scene = l.b
    UNION
    SELECT b."group" AS one, a."group" AS other, CAST(NULL AS STRING) AS kind, CAST(NULL AS STRING) AS claim
    FROM links l JOIN scene_groups a ON a.scene = l.a JOIN scene_groups b ON b.scene = l.b
    UNION
    SELECT a."group" AS one, b."group" AS other, t.kind, t.claim
    FROM told t JOIN assigned a ON a.claim = t.claim JOIN assigned b ON b.claim = t.earlier
)
SELECT p.one, p.other, x.head AS one_json, y.head AS other_json, p.kind, p.claim
FROM pairs p JOIN built x ON x."group" = p.one JOIN built y ON y."group" = p.other
WHERE p.one <> p.other
"""
RELATIONS: Final = Table("relations", {"group": "text", "json": "text"})
_PIECES_SQL: Final = """
SELECT "group", 0 AS kind, json FROM built
UNION ALL
SELECT "group", 1 AS kind, json FROM relations
"""
PIECES: Final = Table("pieces", {"group": "text", "kind": "integer", "json": "text"})
FINISHED: Final = Table("finished", {"group": "text", "incident": "text", "json": "text"})


def building_plan(rule: BestRule) -> tuple[Step, ...]:
    """Reads `features`, `assigned`, `links`, `origins`; writes `finished`. `rule` names what `best` follows (`rules`)."""
    return (
        SqlStep(MEMBERS, ("assigned", "features", "origins"), MEMBERS_SQL),
        GroupStep(BUILT, "members", "group", ("claim",), partial(build, rule=rule)),
        MapStep(TOLD, "features", tell),
        SqlStep(RELATED, ("links", "assigned", "told", "built"), _RELATED_SQL),
        GroupStep(RELATIONS, "related", "one", ("other", "kind", "claim"), relate),
        SqlStep(PIECES, ("built", "relations"), _PIECES_SQL),
        GroupStep(FINISHED, "pieces", "group", ("kind", "json"), finish),
    )


def build(rows: Columns, *, rule: BestRule) -> Columns:
    """The incident of each group of members that is not all background, without relations."""
    groups, lines, heads = [], [], []
    for start, end in runs(rows["group"]):
        flags: dict[str, dict[bytes, Flag]] = defaultdict(dict)
        members = []
        for i in range(start, end):
            member = msgspec.json.decode(rows["member"][i], type=Member)
            if rows["origin"][i] is not None:
                member = msgspec.structs.replace(member, origin=rows["origin"][i], copied=bool(rows["copied"][i]))
            members.append(member)
            for flag in msgspec.json.decode(rows["flags"][i], type=list[Flag]):
                flags[member.document][msgspec.json.encode(flag)] = flag
        if all(m.claim.background for m in members):
            continue
        of_documents = {document: tuple(flags[document][key] for key in sorted(flags[document])) for document in sorted(flags)}
        incident = build_incident(members, flags_of_documents=of_documents, rule=rule)
        groups.append(rows["group"][start])
        lines.append(incident.to_json().decode())
        figures = tuple(msgspec.structs.replace(f, by_source=(), history=()) for f in incident.figures)
        head = msgspec.structs.replace(incident, figures=figures, responsibility=(), flags=())
        heads.append(head.to_json().decode())
    return {name: np.array(values, dtype=object) for name, values in zip(BUILT.columns, (groups, lines, heads), strict=True)}


def tell(rows: Columns) -> Columns:
    """The relations between claims that each claim's text states."""
    told = [
        (claim, kind, earlier)
        for claim, line in zip(rows["claim"].tolist(), rows["told"].tolist(), strict=True)
        for kind, earlier in msgspec.json.decode(line, type=list[tuple[str, str]])
    ]
    return {name: np.array([t[i] for t in told], dtype=object) for i, name in enumerate(TOLD.columns)}


def relate(rows: Columns) -> Columns:
    """The relations of each group's incident to the others."""
    groups, lines = [], []
    for start, end in runs(rows["one"]):
        one = Incident.from_json(rows["one_json"][start])
        told: dict[str, list[tuple[RelationKind, str]]] = defaultdict(list)
        others: dict[str, str] = {}
        for i in range(start, end):
            others[rows["other"][i]] = rows["other_json"][i]
            if rows["kind"][i] is not None:
                told[rows["other"][i]].append((rows["kind"][i], rows["claim"][i]))
        for other in sorted(others):
            for relation in relations_of(one, Incident.from_json(others[other]), told[other]):
                groups.append(rows["one"][start])
                lines.append(msgspec.json.encode(relation).decode())
    return {"group": np.array(groups, dtype=object), "json": np.array(lines, dtype=object)}


def finish(rows: Columns) -> Columns:
    """Each incident with its relations, by kind and incident."""
    groups, ids, lines = [], [], []
    for start, end in runs(rows["group"]):
        incident = Incident.from_json(rows["json"][start])
        relations = [msgspec.json.decode(rows["json"][i], type=Relation) for i in range(start + 1, end)]
        ordered = tuple(sorted(relations, key=lambda r: (r.kind, r.incident)))
        groups.append(rows["group"][start])
        ids.append(incident.id)
        lines.append(msgspec.structs.replace(incident, relations=ordered).to_json().decode())
    return {name: np.array(values, dtype=object) for name, values in zip(FINISHED.columns, (groups, ids, lines), strict=True)}
