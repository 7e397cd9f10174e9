"""Incidents of a store: built, brought up to date, and changed by what people decide.

In:  a store.   Out: its tables `incidents`, `incident_claims` and what stands beside them; a summary.

An update reads what came since the last one, compares it with what is there, and groups anew only the claims that it may have moved;
the result is that of building all of it at once. All of it is kept in one transaction, or nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec

from ascribe._version import __version__
from ascribe.domain.decision import Decision, grouped_claims, standing, successors
from ascribe.domain.incident import Incident, Member
from ascribe.lexicon.rarity import written_words
from ascribe.pipeline_review import apply_corrections
from ascribe.pipeline_update import IncidentSummary, Update, prepare
from ascribe.reconcile.clusters import ACROSS, WITHIN
from ascribe.reconcile.constraints import constraints_of
from ascribe.reconcile.features import FEATURES
from ascribe.reconcile.pairs import ALL_PAIRS, HUBS
from ascribe.reconcile.reasons import reasons_of
from ascribe.reconcile.rules import DEFAULT_RULE, BestRule
from ascribe.reconcile.scenes import SCENES
from ascribe.reconcile.trees import WEIGHTS_FILE
from ascribe.store import Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from ascribe.engine.steps import Engine

__all__ = [
    "IncidentSummary", "LinkedScenes", "OpenPair", "decisions_on", "explain_incident", "open_pairs", "preview_decision", "reasons_of_pairs",
    "update_incidents",
]  # fmt: skip

#: Links below this are no question to a person, and above it there is little doubt.
_OPEN = (0.12, 0.85)


def update_incidents(
    store: Store,
    *,
    rule: BestRule | None = None,
    anew: bool = False,
    engine: Engine | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> IncidentSummary:
    """Builds the incidents of a store, or brings them up to date with its records and decisions.

    `anew` begins from nothing; so does a run by another version, model or rule. `rule` names what `best` follows; without it that of the
    last run is kept. `engine` compares, groups and builds, the store's own database if none is given; the incidents are the same. `on_step`
    is told what is being done. `StoreError` where the store cannot be written.
    """
    entries = store.decided()
    apply_corrections(store, entries=entries)
    constraints = constraints_of(entries)
    with store.changing() as connection:
        prepare(connection)
        kept_settings, kept_rule = _kept_settings(connection)
        rule = rule or kept_rule
        settings = _settings(rule)
        anew = anew or kept_settings != settings
        summary = Update(store, connection, constraints, rule, on_step, anew=anew, renamed=successors(entries), engine=engine).run()
        connection.execute("DELETE FROM work.settings")
        connection.execute("INSERT INTO work.settings VALUES (?, ?)", [settings, rule])
    return summary


def _settings(rule: BestRule) -> str:
    """Everything but claims and decisions that incidents follow from, as a digest."""
    parts: list[object] = [
        __version__, rule, WEIGHTS_FILE.read_bytes().decode(), WITHIN, ACROSS, ALL_PAIRS, HUBS,
        list(FEATURES.columns), Member.__struct_fields__,
    ]  # fmt: skip
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def _kept_settings(connection: DuckDBPyConnection) -> tuple[str | None, BestRule]:
    rows = connection.execute("SELECT digest, rule FROM work.settings").fetchall()
    return rows[0] if rows else (None, DEFAULT_RULE)


class LinkedScenes(msgspec.Struct, frozen=True, kw_only=True):
    """Why two reports are taken to tell one happening: their scenes by document, the probability, and reasons in words."""

    document: str
    other: str
    claims: tuple[str, ...]
    other_claims: tuple[str, ...]
    probability: float
    reasons: tuple[str, ...]


def explain_incident(store: Store, incident: Incident, *, most: int | None = None) -> list[LinkedScenes]:
    """The compared pairs of scenes of an incident, likeliest first; so many of them at most."""
    claims = [ref.claim for ref in incident.claims]
    scened: dict[str, list[str]] = {}
    for claim, scene in store.query("SELECT claim, scene FROM work.scened WHERE claim IN (SELECT unnest(?)) ORDER BY claim", claims):
        scened.setdefault(scene, []).append(claim)
    links = store.query(
        "WITH held AS (SELECT scene, number FROM work.scenes WHERE scene IN (SELECT unnest(?))) "
        "SELECT l.a, l.b, l.probability FROM work.links l JOIN held a ON a.number = l.a JOIN held b ON b.number = l.b "
        f"ORDER BY l.probability DESC, a.scene, b.scene{'' if most is None else f' LIMIT {most:d}'}", sorted(scened),
    )  # fmt: skip
    rows = _scene_rows(store, sorted({number for a, b, _ in links for number in (a, b)}))
    written = _written(store, rows)
    return [
        LinkedScenes(
            document=rows[a]["document"], other=rows[b]["document"],
            claims=tuple(scened[rows[a]["scene"]]), other_claims=tuple(scened[rows[b]["scene"]]),
            probability=probability, reasons=tuple(reasons_of(rows[a], rows[b], written[rows[a]["document"]])),
        )
        for a, b, probability in links
    ]  # fmt: skip


def decisions_on(store: Store, incident: Incident) -> list[Decision]:
    """The merges, splits and moves that stand and name claims of an incident, in order."""
    entries = store.decided()
    now = successors(entries)
    held = {ref.claim for ref in incident.claims}

    return [d for d in standing(entries) if any(now.get(claim, claim) in held for claim in grouped_claims(d))]


def _written(store: Store, rows: Mapping[Any, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """The words of the documents of some scenes, as they are written."""
    documents = sorted({row["document"] for row in rows.values()})
    texts = store.query("SELECT document, text FROM documents WHERE document IN (SELECT unnest(?))", documents)
    return {document: written_words(text) for document, text in texts}


class OpenPair(msgspec.Struct, frozen=True, order=True):
    """Two incidents that were compared and stayed apart, in the order in which they are asked about: where most hangs on it first.

    `weight` is one half and the logarithm of the largest figure of both, times how open it is, `4p(1 − p)`, taken below 0 so that it
    sorts; `scene` and `other_scene` are the numbers in `work` of what their likeliest link joins.
    """

    weight: float
    incident: str
    other: str
    scene: int
    other_scene: int
    probability: float
    figure: int


def open_pairs(store: Store, *, among: Sequence[str] | None = None) -> list[OpenPair]:
    """The pairs of incidents that may be one after all, in order; with `among`, those of which one incident has one of these ids."""
    low, high = _OPEN
    chosen = f"SELECT a, b, probability FROM work.links WHERE probability BETWEEN {low} AND {high}"
    held = ""
    if among is not None:
        held = """held AS (
            SELECT DISTINCT s.number FROM incidents i JOIN work.assigned g ON g."group" = i.group_id JOIN work.scenes s ON s.scene = g.scene
            WHERE i.incident IN (SELECT unnest(?))
        ),"""
        of_held = (f"{chosen} AND {end} IN (SELECT number FROM held)" for end in ("a", "b"))
        chosen = " UNION ".join(of_held)  # two searches by number, which are quicker than one by either
    rows = store.query(
        f"""WITH {held} chosen AS ({chosen}),
        ends AS (SELECT a AS number FROM chosen UNION SELECT b FROM chosen),
        told AS (
            SELECT DISTINCT s.number, s.scene, i.incident FROM ends JOIN work.scenes s ON s.number = ends.number
                JOIN work.assigned g ON g.scene = s.scene JOIN incidents i ON i.group_id = g."group"
        ),
        linked AS (
            SELECT least(x.incident, y.incident) AS one, greatest(x.incident, y.incident) AS other,
                   x.scene AS a, y.scene AS b, l.a AS number, l.b AS other_number, l.probability
            FROM chosen l JOIN told x ON x.number = l.a JOIN told y ON y.number = l.b WHERE x.incident <> y.incident
        ),
        pairs AS (
            SELECT one, other, arg_min(number, (-probability, a, b)) AS a, arg_min(other_number, (-probability, a, b)) AS b,
                   max(probability) AS probability
            FROM linked GROUP BY 1, 2
        ),
        largest AS (SELECT incident, max(coalesce(high, low, 0)) AS figure FROM incident_figures GROUP BY 1),
        weighed AS (SELECT p.*, greatest(coalesce(f.figure, 0), coalesce(g.figure, 0)) AS figure
                    FROM pairs p LEFT JOIN largest f ON f.incident = p.one LEFT JOIN largest g ON g.incident = p.other)
        SELECT -(0.5 + ln(1 + figure)) * 4 * probability * (1 - probability), one, other, a, b, probability, figure FROM weighed""",
        *(() if among is None else (list(among),)),
    )
    return sorted(OpenPair(*row) for row in rows)


def reasons_of_pairs(store: Store, pairs: Sequence[OpenPair]) -> list[tuple[str, ...]]:
    """For each of these pairs why they are likely to be one, in words."""
    rows = _scene_rows(store, sorted({scene for pair in pairs for scene in (pair.scene, pair.other_scene)}))
    written = _written(store, rows)
    return [tuple(reasons_of(rows[pair.scene], rows[pair.other_scene], written[rows[pair.scene]["document"]])) for pair in pairs]


class _TakenBack(Exception):
    """Ends a transaction whose work was only to be looked at."""


def preview_decision(store: Store, decision: Decision) -> list[Incident]:
    """The incidents in which the claims of a merge, split or move would stand after it, exactly: the update is run and taken back.

    The decision is not written down. `StoreError` where the store is open for reading only.
    """
    entries = store.decided()
    n = (entries[-1].n or 0) + 1 if entries else 1
    claims = sorted(grouped_claims(decision))
    found: list[str] = []
    with suppress(_TakenBack), store.changing() as connection:
        prepare(connection)
        _, rule = _kept_settings(connection)
        decided = [*entries, msgspec.structs.replace(decision, n=n)]
        Update(store, connection, constraints_of(decided), rule, lambda _: None, anew=False, renamed=successors(decided)).run()
        found = [line for (line,) in connection.execute(
            "SELECT json FROM incidents WHERE incident IN (SELECT incident FROM incident_claims WHERE claim IN (SELECT unnest(?))) "
            "ORDER BY n_claims DESC, incident", [claims],
        ).fetchall()]  # fmt: skip
        raise _TakenBack
    return [Incident.from_json(line) for line in found]


def _scene_rows(store: Store, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
    names = [*SCENES.columns]
    rows = store.query(f"SELECT {', '.join(_quoted(names))}, number FROM work.scenes WHERE number IN (SELECT unnest(?))", list(numbers))
    return {row[-1]: dict(zip(names, row, strict=False)) for row in rows}


def _quoted(names: Iterable[str]) -> list[str]:
    return [f'"{name}"' for name in names]
