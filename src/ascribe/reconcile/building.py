"""The last steps of the plan: from groups of claims to incidents, with how they hang together.

In:  tables `features`, `assigned` (the group of each claim), `links`, `origins`.
Out: `building_plan` writes `built`, one incident a group; `relating_plan` `finished`, the same with their relations, as JSON.

A group of nothing but background founds no incident; its claims stay where they are until a report tells them as news.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Final

import msgspec
import numpy as np

from ascribe.domain.flag import Flag
from ascribe.domain.incident import Incident, Member, Relation, RelationKind
from ascribe.engine.steps import TYPES, Columns, GroupStep, MapStep, PairStep, SqlStep, Step, Table
from ascribe.reconcile.constraints import HeldId
from ascribe.reconcile.features import family_of
from ascribe.reconcile.incident import build_incident
from ascribe.reconcile.relations import COARSE, relations_of
from ascribe.reconcile.rules import BestRule
from ascribe.reconcile.scenes import runs

__all__ = [
    "BUILT", "FINISHED", "MEMBERS", "MEMBERS_SQL", "ORIGINS", "TOLD", "building_plan", "built_columns", "telling_plan", "relating_plan",
]  # fmt: skip

ORIGINS: Final = Table("origins", {"claim": "text", "origin": "text", "copied": "flag"})
MEMBERS: Final = Table(
    "members", {"group": "text", "claim": "text", "member": "text", "origin": "text", "copied": "flag", "flags": "text", "cut": "flag"}
)
MEMBERS_SQL: Final = """
SELECT s."group", s.claim, f.member, o.origin, coalesce(o.copied, FALSE) AS copied, f.flags, s.cut
FROM assigned s JOIN features f ON f.claim = s.claim LEFT JOIN origins o ON o.claim = s.claim
"""
#: `head`: the incident without what its relations do not ask for; the columns after it say at little cost that one is no part of another.
BUILT: Final = Table(
    "built",
    {
        "group": "text", "json": "text", "head": "text", "force": "flag", "precision": "number", "gazetteer_id": "text", "country": "text",
        "start": "text", "end": "text",
    },
)  # fmt: skip
#: Relations between claims that the texts state.
TOLD: Final = Table("told", {"claim": "text", "kind": "text", "earlier": "text"})
#: Two groups of which the first may be a part of the second, or says that it is related to it by `kind`, in `claim`.
RELATED: Final = Table("related", {"a": "text", "b": "text", "kind": "text", "claim": "text"})
_RELATED_SQL: Final = f"""
WITH scene_groups AS (SELECT DISTINCT scene, "group" FROM assigned),
stated AS (
    SELECT DISTINCT a."group" AS one, b."group" AS other, t.kind, t.claim
    FROM told t JOIN assigned a ON a.claim = t.claim JOIN assigned b ON b.claim = t.earlier
    WHERE a."group" <> b."group"
),
linked AS (
    SELECT DISTINCT a."group" AS one, b."group" AS other
    FROM links l JOIN scene_groups a ON a.scene = l.a JOIN scene_groups b ON b.scene = l.b
    WHERE a."group" <> b."group"
),
pairs AS (
    SELECT one, other FROM linked UNION SELECT other AS one, one AS other FROM linked UNION SELECT one, other FROM stated
)
SELECT p.one AS a, p.other AS b, CAST(NULL AS STRING) AS kind, CAST(NULL AS STRING) AS claim
FROM pairs p JOIN built x ON x."group" = p.one JOIN built y ON y."group" = p.other
WHERE x.force AND y.force AND x.start >= y.start AND x."end" <= y."end"
  AND x.precision IS NOT NULL AND y.precision IS NOT NULL
  AND (x.gazetteer_id = y.gazetteer_id
       OR (y.precision >= {COARSE} AND x.precision <= y.precision AND coalesce(x.country, '') = coalesce(y.country, '')))
UNION ALL
SELECT one AS a, other AS b, kind, claim FROM stated
"""
RELATIONS: Final = Table("relations", {"group": "text", "json": "text"})
_PIECES_SQL: Final = """
SELECT "group", 0 AS kind, json FROM built
UNION ALL
SELECT "group", 1 AS kind, json FROM relations
"""
PIECES: Final = Table("pieces", {"group": "text", "kind": "integer", "json": "text"})
FINISHED: Final = Table("finished", {"group": "text", "incident": "text", "json": "text"})


def building_plan(rule: BestRule, held: Sequence[HeldId] = ()) -> tuple[Step, ...]:
    """Reads `features`, `assigned`, `origins`; writes `built`: the incidents without relations. `rule` names what `best` follows
    (`rules`), `held` are the ids that do not follow from the first claim (`constraints`)."""
    return (
        SqlStep(MEMBERS, ("assigned", "features", "origins"), MEMBERS_SQL),
        GroupStep(BUILT, "members", "group", ("claim",), partial(build, rule=rule, held=tuple(held)), unique=True),
    )


def telling_plan() -> tuple[Step, ...]:
    """Reads `features`; writes `told`."""
    return (MapStep(TOLD, "features", tell),)


def relating_plan() -> tuple[Step, ...]:
    """Reads `links`, `assigned`, `told` and `built`; writes `finished`: the incidents with the relations among them."""
    return (
        SqlStep(RELATED, ("links", "assigned", "told", "built"), _RELATED_SQL),
        PairStep(RELATIONS, "related", "built", "group", ("head",), relate),
        SqlStep(PIECES, ("built", "relations"), _PIECES_SQL),
        GroupStep(FINISHED, "pieces", "group", ("kind", "json"), finish),
    )


def build(rows: Columns, *, rule: BestRule, held: Sequence[HeldId] = ()) -> Columns:
    """The incident of each group of members that is not all background, without relations."""
    built: list[tuple[str, Incident]] = []
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
        cut = bool(rows["cut"][start:end].any())
        incident = build_incident(members, flags_of_documents=of_documents, rule=rule, held=held, cut=cut)
        built.append((rows["group"][start], incident))
    return built_columns(built)


def built_columns(incidents: Sequence[tuple[str, Incident]]) -> Columns:
    """Incidents, each with its group, as rows of `BUILT`."""
    built: list[tuple[object, ...]] = []
    for group, incident in incidents:
        figures = tuple(msgspec.structs.replace(f, by_source=(), history=()) for f in incident.figures)
        head = msgspec.structs.replace(incident, figures=figures, responsibility=(), flags=())
        place, time = incident.place, incident.time
        built.append((
            group, incident.to_json().decode(), head.to_json().decode(), family_of(incident.type) == "force",
            np.nan if place is None or place.precision is None else float(place.precision), place and place.gazetteer_id,
            place and place.country, time and time.start.isoformat(), time and time.end.isoformat(),
        ))  # fmt: skip
    return {name: np.array([row[i] for row in built], dtype=TYPES[kind]) for i, (name, kind) in enumerate(BUILT.columns.items())}


def tell(rows: Columns) -> Columns:
    """The relations between claims that each claim's text states."""
    told = [
        (claim, kind, earlier)
        for claim, line in zip(rows["claim"].tolist(), rows["told"].tolist(), strict=True)
        for kind, earlier in msgspec.json.decode(line, type=list[tuple[str, str]])
    ]
    return {name: np.array([t[i] for t in told], dtype=object) for i, name in enumerate(TOLD.columns)}


def relate(rows: Columns) -> Columns:
    """The relations of the first incident of each pair to the second: those stated, a row each, or that it is a part of it."""
    groups, lines = [], []
    heads: dict[str, Incident] = {}
    for group, b, kind, claim, head, other_head in zip(
        *(rows[name].tolist() for name in ("a", "b", "kind", "claim", "a_head", "b_head")), strict=True
    ):
        one, other = (heads.get(g) or heads.setdefault(g, Incident.from_json(h)) for g, h in ((group, head), (b, other_head)))
        for relation in relations_of(one, other, [] if kind is None else [(kind, claim)]):
            groups.append(group)
            lines.append(msgspec.json.encode(relation).decode())
    return {"group": np.array(groups, dtype=object), "json": np.array(lines, dtype=object)}


def finish(rows: Columns) -> Columns:
    """Each incident with its relations, by kind and incident."""
    groups, ids, lines = [], [], []
    for start, end in runs(rows["group"]):
        incident = Incident.from_json(rows["json"][start])
        claims: dict[tuple[RelationKind, str], set[str]] = defaultdict(set)
        for i in range(start + 1, end):
            relation = msgspec.json.decode(rows["json"][i], type=Relation)
            claims[relation.kind, relation.incident].update(relation.claims)
        ordered = tuple(Relation(kind=kind, incident=other, claims=tuple(sorted(claims[kind, other]))) for kind, other in sorted(claims))
        groups.append(rows["group"][start])
        ids.append(incident.id)
        lines.append(msgspec.structs.replace(incident, relations=ordered).to_json().decode())
    return {name: np.array(values, dtype=object) for name, values in zip(FINISHED.columns, (groups, ids, lines), strict=True)}
