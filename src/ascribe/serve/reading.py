"""The pages that people read: what stands in the store, put together.

In:  a site, a question.   Out: the values of `pages`.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final, get_args

import msgspec

from ascribe._version import __version__
from ascribe.domain.attribution import SourceKind
from ascribe.domain.claim import STATUSES, Claim
from ascribe.domain.decision import ADD, EDIT, REJECT, Decision, roots, successors, unrevoked
from ascribe.domain.document import Document, Reading
from ascribe.domain.event import EVENT_TYPES
from ascribe.domain.flag import FlagCode
from ascribe.domain.incident import GradeCode, GradeName, Incident
from ascribe.domain.quantity import QuantityRole
from ascribe.domain.span import Span
from ascribe.lexicon.actors import load_actors
from ascribe.lexicon.people import load_people
from ascribe.pipeline_dossier import cases_of, found_cases, joined_reports, mask_for_incidents
from ascribe.pipeline_review import standing_record
from ascribe.publish.case import Case, Why
from ascribe.publish.csv import csv_table
from ascribe.publish.dossier import publish_dossier
from ascribe.publish.geojson import geojson_layer
from ascribe.publish.incident_columns import INCIDENT_COLUMNS, table_row, whole_figure
from ascribe.publish.incident_words import grade_name_of, headline
from ascribe.publish.sentence import sentence_of
from ascribe.reconcile.incident_copies import CopiedTelling, copied_tellings
from ascribe.review.corrections import corrections_of, reviews
from ascribe.serve import pages
from ascribe.serve.endpoints import File, NotFound, TooMuch
from ascribe.serve.questions import (
    ByName,
    Explored,
    ExploredAsDossier,
    ExploredInPart,
    InBox,
    OfId,
    OfIdAsDossier,
    OfIdThen,
    OfIncident,
    Paged,
    Searched,
    box_of,
)
from ascribe.serve.site import IN_LINE_SECONDS, Site
from ascribe.store.incident_filter import INCIDENT_ORDER, IncidentFilter, incident_condition

__all__ = [
    "acts_of", "cards_of", "incidents_of", "show_actor", "show_actors", "show_document", "show_documents", "show_explored",
    "show_explored_csv", "show_explored_dossier", "show_explored_geojson", "show_feed", "show_incident", "show_incident_dossier",
    "show_incident_geojson", "show_places", "show_run", "show_runs", "show_session", "show_source", "show_sources", "show_towns",
    "show_why",
]  # fmt: skip

#: Incidents that one file is to hold when it is made while somebody waits.
MOST_IN_DOSSIER: Final = 200
#: Incidents that are drawn on the map at a time.
MOST_POINTS: Final = 4000
#: Towns that a map names, at most.
MOST_TOWNS: Final = 40
#: Claims and incidents listed on the page of an actor or a source.
SHOWN: Final = 50
#: Characters shown before and behind a number that stands outside of its claim's words.
_BESIDE: Final = 45
#: Incidents of a report in which copies of it are looked for.
_LOOKED_AT: Final = 20
_ROW = (
    "i.incident, i.type, i.place, i.country, i.time_start, i.time_end, i.grade, i.n_claims, i.n_documents, i.n_independent, i.flags, i.json"
)
_HEAD = "d.document, r.title, d.outlet, d.published, d.url, r.n_claims"


def show_session(site: Site, _: object) -> pages.Session:
    """What the workbench needs before anything else."""
    ((n_documents, n_claims, n_incidents),) = site.remembered("counts", lambda: site.store.query(
        "SELECT (SELECT count(*) FROM documents), (SELECT coalesce(sum(n_claims), 0) FROM latest_records), (SELECT count(*) FROM incidents)"
    ))  # fmt: skip
    return pages.Session(
        csrf=site.settings.csrf, version=__version__, store=site.store.path.name, read_only=site.store.read_only,
        fetch=site.settings.fetch, n_documents=n_documents, n_claims=n_claims, n_incidents=n_incidents,
        seen=site.last(), settled=not site.settling.waits,
        types=EVENT_TYPES, roles=get_args(QuantityRole), statuses=STATUSES, source_kinds=get_args(SourceKind),
        grades=get_args(GradeCode), flags=get_args(FlagCode),
    )  # fmt: skip


def show_documents(site: Site, asked: Searched) -> pages.DocumentList:
    """Documents that hold all the words, in title, outlet or text."""
    condition, values = "TRUE", []
    for word in asked.q.split():
        folded = "contains(strip_accents(lower({})), strip_accents(lower(?)))"
        condition += " AND (" + " OR ".join(f"coalesce({folded.format(c)}, false)" for c in ("r.title", "d.outlet", "d.text")) + ")"
        values += [word] * 3
    found = site.store.query(
        f"SELECT r.record FROM latest_records r JOIN documents d USING (document) WHERE {condition} "
        "ORDER BY d.day DESC NULLS LAST, d.document",
        *values,
    )
    chosen = [record for (record,) in found[asked.offset : asked.offset + asked.limit]]
    rows = site.store.query(
        f"SELECT {_HEAD} FROM records r JOIN documents d USING (document) WHERE r.record IN (SELECT unnest(?)) "
        "ORDER BY d.day DESC NULLS LAST, d.document", chosen,
    )  # fmt: skip
    return pages.DocumentList(rows=tuple(_head(row) for row in rows), total=len(found))


def show_document(site: Site, asked: OfId) -> pages.DocumentPage:
    """A report with its ledger, by its id with or without `sha256:`, or how that begins."""
    seen = site.last()  # first, so that nothing that is decided meanwhile passes for seen
    record = standing_record(site.store, _document_id(site, asked.id))
    document = record.document
    holders = _holders(site, [c.id for c in record.claims])
    others = _documents_of(site, holders)
    told = copied_tellings([*others, (document, list(record.claims))]) if others else ()
    cards = cards_of(site, [(document, claim) for claim in record.claims], told, holders)
    entries = site.store.decided()
    of_document = [e for e in entries if e.payload.get("document") == document.id]
    return pages.DocumentPage(
        document=document,
        claims=cards,
        incidents=tuple(row for row, _ in incidents_of(site, dict.fromkeys(c.incident for c in cards if c.incident)).values()),
        repeats=_heads(site, [t.of for t in told if t.document == document.id]),
        repeated_by=_heads(site, [t.document for t in told if t.of == document.id]),
        acts=acts_of(site, {document.id, *(c.id for c in record.claims), *(subject for e in of_document for subject in e.subjects)}),
        moved={old: now for old, now in successors(entries).items() if any(c.id == now for c in record.claims)},
        rejected=_rejected(entries, document.id),
        seen=seen,
    )


def show_incident(site: Site, asked: OfIncident) -> pages.IncidentPage:
    """An incident with its claims, copies, reasons and history; the id of one that another has succeeded leads to that."""
    with site.then(asked.at) as then:
        return _incident_page(then, asked)


def show_why(site: Site, asked: OfIdThen) -> tuple[Why, ...]:
    """Why the reports of an incident are together, pair by pair, likeliest first."""
    with site.then(asked.at) as then:
        return joined_reports(then.store, then.store.find_incident(asked.id), SHOWN)


def _incident_page(site: Site, asked: OfIncident) -> pages.IncidentPage:
    seen = site.shown()
    found = site.store.find_incident(asked.id)
    claims = site.store.claims_of(found)
    copies = copied_tellings((stored.document, [stored.claim]) for stored in claims)
    ids = [stored.claim.id for stored in claims]
    return pages.IncidentPage(
        incident=found,
        asked=asked.id,
        headline=headline(found),
        grade_name=grade_name_of(found),
        claims=cards_of(site, [(stored.document, stored.claim) for stored in claims], copies, dict.fromkeys(ids, found.id)),
        documents=_heads(site, [stored.document.id for stored in claims]),
        copies=copies,
        why=joined_reports(site.store, found, SHOWN) if asked.why else (),
        related=tuple(row for row, _ in incidents_of(site, dict.fromkeys(r.incident for r in found.relations)).values()),
        acts=acts_of(site, {found.id, *(ref.claim for ref in found.claims)}),
        seen=seen,
        then=_then(site),
    )


def _then(site: Site) -> pages.Then | None:
    moment = site.moment
    if moment is None:
        return None
    return pages.Then(n=moment.n, time=moment.time, decisions_since=moment.decisions_since, documents_since=moment.documents_since)


@contextmanager
def _in_line(site: Site, at: str | None) -> Iterator[Site]:
    """The site as `Site.then` gives it, for a file that is kept: not before figures have followed what is decided; `StoreError` where they
    take too long."""
    with site.then(at) as then:
        then.check_in_line(IN_LINE_SECONDS)
        yield then


def show_incident_geojson(site: Site, asked: OfIdThen) -> File:
    """An incident as one feature."""
    with _in_line(site, asked.at) as then:
        found = then.store.find_incident(asked.id)
        return _geojson([found], f"{found.id}.geojson")


def show_explored(site: Site, asked: ExploredInPart) -> pages.ExplorePage:
    """What a filter selects: a page of rows, points for the map, days for the timeline."""
    with site.then(asked.at) as then:
        return _explore_page(then, asked)


def _explore_page(site: Site, asked: ExploredInPart) -> pages.ExplorePage:
    where = asked.filter()
    condition, values = incident_condition(where)
    rows: tuple[pages.IncidentRow, ...] = ()
    if asked.part != "map":
        rows = _rows_of(site, f"{condition} ORDER BY {INCIDENT_ORDER} LIMIT {asked.limit:d} OFFSET {asked.offset:d}", *values)
    ((total, n_points),) = site.store.query(
        f"SELECT count(*), count(*) FILTER (i.lat IS NOT NULL) FROM incidents i WHERE {condition}", *values
    )
    return pages.ExplorePage(
        rows=rows,
        total=total,
        points=_points(site, where) if asked.part != "table" else (),
        n_points=n_points,
        days=_days(site, where) if asked.part != "table" else (),
        then=_then(site),
    )


def _points(site: Site, where: IncidentFilter) -> tuple[pages.Point, ...]:
    condition, values = incident_condition(where)
    points = site.store.query(
        "SELECT i.incident, round(i.lat, 4), round(i.lon, 4), i.place_precision, CAST(i.time_start AS VARCHAR), i.type, "
        "f.low, f.best, f.high, i.grade = 'party_only', i.place, CAST(i.time_end AS VARCHAR) "
        "FROM incidents i LEFT JOIN (SELECT incident, max(low) AS low, max(best) AS best, max(high) AS high FROM incident_figures "
        "WHERE role = 'killed' GROUP BY incident) f USING (incident) "
        f"WHERE {condition} AND i.lat IS NOT NULL ORDER BY f.high DESC NULLS LAST, i.incident LIMIT {MOST_POINTS}",
        *values,
    )
    radii = site.kept.radii()
    return tuple((*p[:4], radii.get(p[0]), *p[4:]) for p in points)


def _days(site: Site, where: IncidentFilter) -> tuple[tuple[str, int], ...]:
    """Incidents by their first day, on whatever days."""
    condition, values = incident_condition(msgspec.structs.replace(where, date_from=None, date_to=None))
    days = site.store.query(
        "SELECT CAST(day AS VARCHAR), n FROM (SELECT i.time_start AS day, count(*) AS n FROM incidents i "
        f"WHERE {condition} AND i.time_start IS NOT NULL GROUP BY 1) ORDER BY day", *values,
    )  # fmt: skip
    return tuple(days)


def show_explored_csv(site: Site, asked: Explored) -> File:
    """Exactly the incidents of the view, all its pages, as CSV."""
    stream = io.BytesIO()
    with _in_line(site, asked.at) as then, csv_table(stream, INCIDENT_COLUMNS) as write:
        for incident in then.store.incidents(asked.filter(paged=False)):
            write(table_row(INCIDENT_COLUMNS, incident))
    return File(content=stream.getvalue(), media_type="text/csv; charset=utf-8", name="incidents.csv")


def show_explored_geojson(site: Site, asked: Explored) -> File:
    """Exactly the incidents of the view, all its pages, as GeoJSON."""
    with _in_line(site, asked.at) as then:
        return _geojson(then.store.incidents(asked.filter(paged=False)), "incidents.geojson")


def show_incident_dossier(site: Site, asked: OfIdAsDossier) -> File:
    """An incident as one file to read."""
    with _in_line(site, asked.at) as then:
        cases = found_cases(then.store, [asked.id])
        return _dossier(then, cases, f"{cases[0].incident.id}.html", mask=asked.mask)


def show_explored_dossier(site: Site, asked: ExploredAsDossier) -> File:
    """Exactly the incidents of the view, all its pages, as one file to read."""
    with _in_line(site, asked.at) as then:
        incidents = list(then.store.incidents(msgspec.structs.replace(asked.filter(paged=False), limit=MOST_IN_DOSSIER + 1)))
        if len(incidents) > MOST_IN_DOSSIER:
            raise TooMuch(f"more than {MOST_IN_DOSSIER} incidents fit; filter more of them out, or use `ascribe export dossier`")
        return _dossier(then, list(cases_of(then.store, incidents)), "incidents.html", mask=asked.mask)


def show_actor(site: Site, asked: OfId) -> pages.ActorPage:
    """Who an actor is, what it says, and how often others contradict it."""
    name, kind, names = _identity(asked.id)
    query = site.store.query
    made, about = {id_: (made, about) for id_, made, about in _actors(site)}.get(asked.id, (0, 0))
    if not names and not made and not about:
        raise NotFound(f"no actor {asked.id!r} in the catalogue or in this store; see the names on an incident")
    said = query("SELECT c.claim, c.status FROM claims c JOIN latest_records USING (record) WHERE c.source_actor = ?", asked.id)
    statuses = Counter(status for _, status in said)
    ((with_others,),) = query(
        "SELECT count(*) FROM claims c JOIN latest_records USING (record) JOIN incident_claims m ON m.claim = c.claim "
        "WHERE c.source_actor = ? AND m.incident IN (SELECT incident FROM incidents WHERE n_independent > 1)", asked.id,
    )  # fmt: skip
    disputed = site.kept.disputed()
    with site.store.one_state():  # not around what is kept for others, which would be kept as of then
        last = query(
            f"SELECT c.record, c.n FROM latest_claims c WHERE c.source_actor = ? ORDER BY c.day DESC, c.document, c.n LIMIT {SHOWN}",
            asked.id,
        )
        claims = site.store.claims_at(last)
    incidents = _rows_of(
        site,
        f"i.incident IN (SELECT incident FROM incident_actors WHERE actor = ?) ORDER BY i.n_documents DESC, {INCIDENT_ORDER} LIMIT {SHOWN}",
        asked.id,
    )
    return pages.ActorPage(
        id=asked.id,
        name=name,
        kind=kind,
        names=names,
        known=bool(names),
        made=made,
        about=about,
        with_others=with_others,
        contradicted=sum(claim in disputed for claim, _ in said),
        statuses=tuple(sorted(statuses.items(), key=lambda row: (-row[1], row[0]))),
        incidents=incidents,
        claims=cards_of(site, [(stored.document, stored.claim) for stored in claims]),
    )


def show_actors(site: Site, asked: Paged) -> pages.ActorList:
    """The actors and persons of the catalogue that this store tells of."""
    every = _actors(site)
    rows = every[asked.offset : asked.offset + asked.limit]
    return pages.ActorList(
        rows=tuple(
            pages.ActorRow(id=id_, name=name, kind=kind, made=made, about=about)
            for id_, made, about in rows
            for name, kind, _ in (_identity(id_),)
        ),
        total=len(every),
    )  # fmt: skip


def _actors(site: Site) -> list[tuple[str, int, int]]:
    """Each actor with the claims that it makes and those in which it takes part, those told of most first."""
    return site.remembered("actors", lambda: site.store.query(
        "SELECT actor, count(*) FILTER (role = 'source') AS made, count(DISTINCT claim) FILTER (role IN ('initiator', 'target')) AS about "
        "FROM (SELECT actor, role, claim FROM participants JOIN latest_records USING (record) WHERE actor IS NOT NULL AND role <> 'source' "
        "UNION ALL SELECT source_actor, 'source', claim FROM latest_claims WHERE source_actor IS NOT NULL) GROUP BY actor "
        "ORDER BY about + made DESC, actor"
    ))  # fmt: skip


def show_sources(site: Site, asked: Paged) -> pages.SourceList:
    """The outlets of this store."""
    every = site.remembered("outlets", lambda: site.store.query(
        "SELECT d.outlet, count(*), sum(r.n_claims)::BIGINT, (sum(r.n_claims) - sum(coalesce(o.copied, 0)))::BIGINT "
        "FROM latest_records r JOIN documents d USING (document) LEFT JOIN (SELECT c.document, count(*) FILTER (o.copied) AS copied "
        "FROM latest_claims c JOIN work.origins o USING (claim) GROUP BY 1) o ON o.document = d.document "
        "WHERE d.outlet IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
    ))  # fmt: skip
    rows = every[asked.offset : asked.offset + asked.limit]
    return pages.SourceList(
        rows=tuple(pages.SourceRow(name=name, n_documents=n, n_claims=claims, n_original=own) for name, n, claims, own in rows),
        total=len(every),
    )


def show_source(site: Site, asked: OfId) -> pages.SourcePage:
    """An outlet: its reports, its share of originals, whom it repeats."""
    query = site.store.query
    heads = query(
        f"SELECT {_HEAD} FROM latest_records r JOIN documents d USING (document) WHERE d.outlet = ? ORDER BY d.day DESC NULLS LAST, 1",
        asked.id,
    )
    if not heads:
        raise NotFound(f"no report of an outlet named {asked.id!r} in this store")
    ((n_claims,),) = query("SELECT count(*) FROM latest_claims WHERE outlet = ?", asked.id)
    origins = query(
        "SELECT c.claim, o.origin, o.copied FROM latest_claims c JOIN work.origins o USING (claim) WHERE c.outlet = ? ORDER BY c.claim",
        asked.id,
    )
    sources = query(
        "SELECT source, count(*) FROM latest_claims WHERE outlet = ? AND source IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20",
        asked.id,
    )
    repeated = Counter(origin for _, origin, copied in origins if copied)
    return pages.SourcePage(
        name=asked.id,
        n_documents=len(heads),
        n_claims=n_claims,
        n_original=n_claims - sum(repeated.values()),
        repeats=tuple(sorted(repeated.items(), key=lambda pair: (-pair[1], pair[0]))[:20]),
        sources=tuple(sources),
        documents=tuple(_head(row) for row in heads[:SHOWN]),
    )


def show_feed(site: Site, _: object) -> tuple[pages.Act, ...]:
    """Every decision, the last first."""
    return tuple(reversed(_acts(site, site.store.decided())))


def show_runs(site: Site, _: object) -> pages.JobList:
    """What this server has read, and the readings of the store."""
    return pages.JobList(
        jobs=site.jobs.all(), readings=tuple(_run(r.id, r.reading, r.n_documents, r.n_claims) for r in site.store.readings())
    )


def show_run(site: Site, asked: OfId) -> pages.RunPage:
    """A reading: its versions, digests and settings."""
    for r in site.store.readings():
        if r.id.startswith(asked.id):
            return _run(r.id, r.reading, r.n_documents, r.n_claims)
    raise NotFound(f"no reading {asked.id!r} in this store; see /runs")


def show_places(site: Site, asked: ByName) -> tuple[pages.PlaceChoice, ...]:
    """The places of a name, the likeliest first."""
    found = sorted(site.gazetteer.lookup(asked.name), key=lambda p: (-p.exact, -p.prominence, p.id))[:20]
    return tuple(
        pages.PlaceChoice(
            gazetteer_id=p.id, name=p.name, lat=p.lat, lon=p.lon, country=p.country, admin1=p.admin1, admin2=p.admin2, kind=p.kind
        )
        for p in found
    )


def show_towns(site: Site, asked: InBox) -> tuple[pages.Town, ...]:
    """The largest towns of a box, by which a map is read."""
    found = site.gazetteer.towns(*box_of(asked.bbox), limit=MOST_TOWNS)
    return tuple(pages.Town(name=p.name, lat=p.lat, lon=p.lon) for p in found)


def cards_of(
    site: Site,
    claims: Sequence[tuple[Document, Claim]],
    copies: Sequence[CopiedTelling] = (),
    holders: Mapping[str, str] | None = None,
) -> tuple[pages.ClaimCard, ...]:
    """The claims as the ledger shows them; `holders` are the incidents that they stand in, by claim, where that is known."""
    said = reviews(site.store.decided())
    holders = _holders(site, [claim.id for _, claim in claims]) if holders is None else holders
    copied = {claim: told.of for told in copies for claim in told.claims}
    return tuple(
        pages.ClaimCard(
            claim=claim, sentence=sentence_of(claim, document), quote=claim.content.of(document.text), review=said.get(claim.id),
            incident=holders.get(claim.id), document=document.id, copied_from=copied.get(claim.id),
            elsewhere=tuple(
                (n, _words_around(document.text, q.span)) for n, q in enumerate(claim.quantities) if q.span not in claim.content
            ),
        )
        for document, claim in claims
    )  # fmt: skip


def _words_around(text: str, span: Span) -> str:
    """The words at a span with some before and behind, on one line; none is cut."""
    start, end = max(0, span.start - _BESIDE), min(len(text), span.end + _BESIDE)
    before, behind = text[start : span.start], text[span.end : end]
    if start and " " in before:
        before = "…" + before.partition(" ")[2]
    if end < len(text) and " " in behind:
        behind = behind.rpartition(" ")[0] + "…"
    return " ".join((before + span.of(text) + behind).split())


def _holders(site: Site, claims: Sequence[str]) -> dict[str, str]:
    """The incidents that claims stand in, by claim."""
    return dict(site.store.query("SELECT claim, incident FROM incident_claims WHERE claim IN (SELECT unnest(?))", list(claims)))


def _rejected(entries: Sequence[Decision], document: str) -> dict[str, int]:
    """The ids of the claims of a document that stand rejected, earlier ones among them, each with the decision."""
    last = {e.payload["root"]: e for e in corrections_of(entries).get(document, [])}
    gone = {root: e.n or 0 for root, e in last.items() if e.kind == REJECT}
    return gone | {id_: gone[root] for id_, root in roots(entries).items() if root in gone}


def acts_of(site: Site, about: set[str]) -> tuple[pages.Act, ...]:
    """The decisions about these ids, about those that the same claims have had, and about incidents that one of these has succeeded, the
    last first."""
    first = roots(site.store.decided())
    succeeded = site.store.query("SELECT old FROM successions WHERE new IN (SELECT unnest(?))", sorted(about))
    about = about | {old for (old,) in succeeded}
    ours = {first.get(id_, id_) for id_ in about}
    return tuple(reversed(_acts(site, site.decided(about | ours | {id_ for id_, root in first.items() if root in ours}))))


def _acts(site: Site, entries: Sequence[Decision]) -> list[pages.Act]:
    stand = {e.n for e in unrevoked(site.store.decided())}
    about = _about(site, sorted({subject for e in entries for subject in e.subjects}))
    return [
        pages.Act(
            n=e.n or 0, author=e.author, time=e.time, kind=e.kind, subjects=e.subjects, reason=e.reason, stands=e.n in stand,
            undoes=e.payload.get("undone"), about=tuple(dict.fromkeys(about[s] for s in e.subjects if s in about)),
        )
        for e in entries
    ]  # fmt: skip


def _about(site: Site, subjects: Sequence[str]) -> dict[str, pages.About]:
    """What decisions are about, by their subjects: of one thing that has had several ids, the same for each."""
    of = {begins: [subject for subject in subjects if subject.startswith(begins)] for begins in ("i-", "sha256:", "c-")}
    found: dict[str, pages.About] = {subject: pages.About(id=subject, stands=False) for subject in of["i-"]}
    if of["i-"]:
        incidents = site.store.query(
            "SELECT s.old, i.incident, i.json FROM successions s JOIN incidents i ON i.incident = s.new WHERE s.old IN (SELECT unnest(?)) "
            "UNION ALL SELECT i.incident, i.incident, i.json FROM incidents i WHERE i.incident IN (SELECT unnest(?))", of["i-"], of["i-"],
        )  # fmt: skip
        found |= {subject: pages.About(id=now, words=_told(line)[0]) for subject, now, line in incidents}
    if of["sha256:"]:
        titles = dict(site.store.query("SELECT document, title FROM latest_records WHERE document IN (SELECT unnest(?))", of["sha256:"]))
        found |= {subject: pages.About(id=subject, words=titles.get(subject), stands=subject in titles) for subject in of["sha256:"]}
    return found | (_claims_about(site, of["c-"]) if of["c-"] else {})


def _claims_about(site: Site, subjects: Sequence[str]) -> dict[str, pages.About]:
    """The claims that decisions are about, by any id that they have had: also those that were rejected, or never read but added."""
    entries = site.store.decided()
    first, now = roots(entries), successors(entries)
    wanted = {first.get(subject, subject) for subject in subjects}
    ids = sorted({*wanted, *(id_ for id_, root in first.items() if root in wanted)})
    read = {claim: rest for claim, *rest in site.store.query(
        "SELECT c.claim, any_value(r.document), any_value(c.content), bool_or(r.record = l.record) FROM claims c "
        "JOIN records r USING (record) JOIN latest_records l ON l.document = r.document "
        "WHERE c.claim IN (SELECT unnest(?)) GROUP BY 1", ids,
    )}  # fmt: skip
    given = {e.payload["claim"]["id"]: e.payload for e in entries if e.kind in (EDIT, ADD) and e.payload["root"] in wanted}
    only_given = [id_ for id_ in given if id_ not in read]
    spans = [given[id_]["claim"]["content"] for id_ in only_given]
    words = dict(site.store.query(
        "SELECT g.id, substring(d.text, g.start + 1, g.stop - g.start) FROM (SELECT unnest(?) AS id, unnest(?) AS document, "
        "unnest(?)::BIGINT AS start, unnest(?)::BIGINT AS stop) g JOIN documents d USING (document)",
        only_given, [given[id_]["document"] for id_ in only_given], [span[0] for span in spans], [span[1] for span in spans],
    )) if only_given else {}  # fmt: skip
    # What was decided and is not carried out yet stands as decided.
    last = {e.payload["root"]: e.kind for of_document in corrections_of(entries).values() for e in of_document}
    found = {}
    for subject in subjects:
        root = first.get(subject, subject)
        id_ = now.get(root, root)
        document, quote, is_read = read.get(id_) or read.get(root) or (given.get(id_, {}).get("document"), words.get(id_), False)
        kind = last.get(root)
        found[subject] = pages.About(
            id=id_, words=words.get(id_, quote), document=document, stands=kind in (EDIT, ADD) or (kind != REJECT and bool(is_read))
        )
    return found


def _rows_of(site: Site, chosen: str, *values: object) -> tuple[pages.IncidentRow, ...]:
    """The incidents that a condition chooses, with its order and limit. Ordered by what they are few of, then fetched with their JSON."""
    rowids = [rowid for (rowid,) in site.store.query(f"SELECT i.rowid FROM incidents i WHERE {chosen}", *values)]
    found = {
        row[-1]: row for row in site.store.query(f"SELECT {_ROW}, i.rowid FROM incidents i WHERE i.rowid IN (SELECT unnest(?))", rowids)
    }
    return tuple(_row(found[rowid][:-1]) for rowid in rowids if rowid in found)


def incidents_of(site: Site, ids: Iterable[str]) -> dict[str, tuple[pages.IncidentRow, Incident]]:
    """The incidents of these ids, each as a row of a list and in full; those that are no more are left out."""
    wanted = list(ids)
    if not wanted:
        return {}
    # Each id as a value of its own is looked up by the table's index; a list of them would be searched for in all incidents.
    rows = site.store.query(f"SELECT {_ROW} FROM incidents i WHERE i.incident IN ({', '.join('?' * len(wanted))})", *wanted)
    found = {row[0]: (_row(row), _incident(row[-1])) for row in rows}
    return {id_: found[id_] for id_ in wanted if id_ in found}


def _document_id(site: Site, given: str) -> str:
    beginning = given if given.startswith("sha256:") else f"sha256:{given}"
    found = site.store.query("SELECT document FROM documents WHERE starts_with(document, ?) ORDER BY 1 LIMIT 2", beginning)
    if len(found) != 1:
        raise NotFound(f"{'no document' if not found else 'several documents'} {given!r}; see /d")
    return str(found[0][0])


def _documents_of(site: Site, holders: Mapping[str, str]) -> list[tuple[Document, list[Claim]]]:
    """The other documents of the incidents that these claims stand in, each with its claims there."""
    held: dict[str, tuple[Document, list[Claim]]] = {}
    for of_incident in site.store.claims_by_incident(sorted(set(holders.values()))[:_LOOKED_AT]).values():
        for stored in of_incident:
            if stored.claim.id not in holders:
                held.setdefault(stored.document.id, (stored.document, []))[1].append(stored.claim)
    return list(held.values())


def _heads(site: Site, documents: Iterable[str]) -> tuple[pages.DocumentHead, ...]:
    wanted = list(dict.fromkeys(documents))
    if not wanted:
        return ()
    rows = site.store.query(
        f"SELECT {_HEAD} FROM latest_records r JOIN documents d USING (document) WHERE d.document IN (SELECT unnest(?))", wanted
    )
    return tuple(sorted((_head(row) for row in rows), key=lambda head: wanted.index(head.id)))


def _head(row: Sequence[Any]) -> pages.DocumentHead:
    document, title, outlet, published, url, n_claims = row
    return pages.DocumentHead(id=document, title=title, outlet=outlet, published=published, url=url, n_claims=n_claims)


def _row(row: Sequence[Any]) -> pages.IncidentRow:
    id_, type_, place, country, start, end, grade, n_claims, n_documents, n_independent, flags, line = row
    said, name, killed, of_several = _told(line)
    return pages.IncidentRow(
        id=id_, headline=said, type=type_, place=place, country=country, start=start, end=end, grade=grade, n_claims=n_claims,
        n_documents=n_documents, n_independent=n_independent, grade_name=name, flags=tuple(f for f in flags.split("; ") if f),
        killed=killed,
        killed_of_several=of_several,
    )  # fmt: skip


@lru_cache(maxsize=1024)
def _incident(line: str) -> Incident:
    return Incident.from_json(line)


@lru_cache(maxsize=4096)
def _told(line: str) -> tuple[str, GradeName, tuple[int | None, int | None, int | None] | None, bool]:
    incident = _incident(line)
    whole = whole_figure(incident, "killed")
    killed = whole or max((f for f in incident.figures if f.role == "killed"), key=lambda f: f.high or f.low or 0, default=None)
    return headline(incident), grade_name_of(incident), (killed.low, killed.best, killed.high) if killed else None, killed is not whole


def _identity(id_: str) -> tuple[str, str | None, tuple[pages.Named, ...]]:
    """The name of an actor or person of the catalogue, its kind, and all its names; for what it does not know the id and none."""
    actor, person = load_actors().actors.get(id_), load_people().people.get(id_)
    if actor is None and person is not None:
        return person.name, "person", tuple(pages.Named(name=name) for name in (person.name, *person.aliases))
    if actor is None:
        return id_, None, ()
    names = (
        *(pages.Named(name=n.name, since=n.since, until=n.until) for n in actor.names),
        pages.Named(name=actor.name, since=actor.since, until=actor.until),
        *(pages.Named(name=alias) for alias in actor.aliases),
    )
    return actor.name, actor.kind, names


def _run(id_: str, reading: Reading, n_documents: int, n_claims: int) -> pages.RunPage:
    return pages.RunPage(
        id=id_, reader=reading.reader, version=reading.version, resources=tuple((r.name, r.version, r.sha256) for r in reading.resources),
        settings=dict(reading.settings), n_documents=n_documents, n_claims=n_claims,
    )  # fmt: skip


def _dossier(site: Site, cases: Sequence[Case], name: str, *, mask: bool) -> File:
    stream = io.BytesIO()
    hide = mask_for_incidents(site.store, [case.incident for case in cases]) if mask else None
    publish_dossier(cases, stream, mask=hide)
    return File(content=stream.getvalue(), media_type="text/html; charset=utf-8", name=name)


def _geojson(incidents: Iterable[Incident], name: str) -> File:
    stream = io.BytesIO()
    with geojson_layer(stream) as write:
        for incident in incidents:
            write(incident.id, incident.place, table_row(INCIDENT_COLUMNS, incident))
    return File(content=stream.getvalue(), media_type="application/geo+json", name=name)
