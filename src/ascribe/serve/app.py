"""The workbench as an ASGI application.

In:  a site, its keys.   Out: pages of the built workbench, and the answers of `ENDPOINTS` beside them.

Every address that a person sees (`/i/…`, `/explore?…`) is the built page; the same address with `.json` is what the page shows, and
lists also answer `.csv` and `.geojson`, incidents `.html`, a file to keep. What changes something is under `/api/`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from ascribe.publish.case import Why
from ascribe.serve import acting, inbox, pages, questions, reading, taking
from ascribe.serve.endpoints import Endpoint, File, Nothing, openapi_of, routes_of
from ascribe.serve.jobs import Job
from ascribe.serve.security import Guard, Keys
from ascribe.serve.site import Site

__all__ = ["ENDPOINTS", "SCREENS", "STATIC", "workbench"]

STATIC: Final = Path(__file__).with_name("static")
#: The addresses that people see.
SCREENS: Final = (
    "/inbox",
    "/d",
    "/d/{id}",
    "/i",
    "/i/{id}",
    "/explore",
    "/a",
    "/a/{id:path}",
    "/s",
    "/s/{id:path}",
    "/runs",
    "/runs/{id}",
    "/history",
)


def _get(path: str, summary: str, does: Any, answers: Any, question: Any = Nothing, media_type: str = "application/json") -> Endpoint:
    return Endpoint(method="GET", path=path, summary=summary, does=does, answers=answers, question=question, media_type=media_type)


def _post(path: str, summary: str, does: Any, answers: Any, body: Any, status: int, **more: Any) -> Endpoint:
    return Endpoint(method="POST", path=path, summary=summary, does=does, answers=answers, body=body, status=status, **more)


_GEOJSON, _CSV, _HTML = "application/geo+json", "text/csv", "text/html"
ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    _get("/session.json", "What the workbench needs first", reading.show_session, pages.Session),
    _get("/inbox.json", "The decisions that matter most", inbox.show_inbox, pages.Inbox, questions.OfKind),
    _get("/d.json", "Documents that hold words", reading.show_documents, pages.DocumentList, questions.Searched),
    _get("/d/{id}.json", "A report with its ledger of claims", reading.show_document, pages.DocumentPage, questions.OfId),
    _get("/i/{id}.json", "An incident with all that it rests on", reading.show_incident, pages.IncidentPage, questions.OfIncident),
    _get("/i/{id}/why.json", "Why an incident's reports are together", reading.show_why, tuple[Why, ...], questions.OfIdThen),
    _get("/i/{id}.geojson", "An incident as a feature", reading.show_incident_geojson, File, questions.OfIdThen, _GEOJSON),
    _get("/i/{id}.html", "An incident as one file to read", reading.show_incident_dossier, File, questions.OfIdAsDossier, _HTML),
    _get("/explore.json", "Incidents by filter: rows, points, days", reading.show_explored, pages.ExplorePage, questions.ExploredInPart),
    _get("/explore.csv", "Exactly the incidents of the view", reading.show_explored_csv, File, questions.Explored, _CSV),
    _get("/explore.geojson", "Exactly the incidents of the view", reading.show_explored_geojson, File, questions.Explored, _GEOJSON),
    _get("/explore.html", "The view as one file to read", reading.show_explored_dossier, File, questions.ExploredAsDossier, _HTML),
    _get("/a.json", "The actors of the store", reading.show_actors, pages.ActorList, questions.Paged),
    _get("/s.json", "The outlets of the store", reading.show_sources, pages.SourceList, questions.Paged),
    _get("/a/{id:path}.json", "An actor: its names, claims made and about it", reading.show_actor, pages.ActorPage, questions.OfId),
    _get("/s/{id:path}.json", "An outlet: whom it repeats, share of originals", reading.show_source, pages.SourcePage, questions.OfId),
    _get("/runs.json", "What has been read", reading.show_runs, pages.JobList),
    _get("/runs/{id}.json", "A reading: versions, digests, counts", reading.show_run, pages.RunPage, questions.OfId),
    _get("/history.json", "Every decision, the last first", reading.show_feed, tuple[pages.Act, ...]),
    _get("/api/places.json", "The places of a name", reading.show_places, tuple[pages.PlaceChoice, ...], questions.ByName),
    _get("/api/towns.json", "The largest towns of a box", reading.show_towns, tuple[pages.Town, ...], questions.InBox),
    _get("/api/decisions/{n}.json", "Where a decision's subjects stand", acting.show_decided, pages.Decided, questions.AboutDecision),
    _get("/api/settled.json", "Whether figures have followed all decisions; waits a while", acting.show_settled, pages.Settled),
    _get("/api/jobs/{n}.json", "How far a job is", taking.show_job, Job, questions.AboutJob),
    _post("/api/decisions", "Write a decision down", acting.decide, pages.Decided, acting.Deciding, 201),
    _post("/api/preview", "What a merge, split or move would leave", acting.preview, pages.Preview, acting.Previewed, 200),
    _post("/api/documents/file", "Read a file", taking.take_file, Job, bytes, 202, question=taking.NamedFile, limit=taking.FILE_BYTES),
    _post("/api/documents/text", "Read a text", taking.take_text, Job, taking.Pasted, 202, limit=8_000_000),
    _post("/api/documents/address", "Fetch a page and read it", taking.take_address, Job, taking.Address, 202),
)


def workbench(site: Site, keys: Keys, *, static: Path = STATIC) -> Starlette:
    """The application, for any ASGI server that listens on this machine only."""

    async def screen(request: Request) -> Response:
        return built(200)

    def built(status: int) -> Response:
        page = static / "index.html"
        if not page.is_file():
            return PlainTextResponse("the workbench was not built into this installation; its answers are at /openapi.json\n", 503)
        return FileResponse(page, status)

    async def home(request: Request) -> Response:
        return RedirectResponse("/inbox", 303)

    async def described(request: Request) -> Response:
        return JSONResponse(openapi_of(ENDPOINTS))

    async def missing(request: Request, error: Exception) -> Response:
        # A fixed sentence: what was asked for is never part of an answer that a browser could take for a page.
        if request.url.path.startswith("/api/") or request.url.path.endswith((".json", ".geojson", ".csv")):
            return JSONResponse({"what": "there is nothing at this address", "fix": "see /openapi.json", "decision": None}, 404)
        if (
            request.method in ("GET", "HEAD")
            and "text/html" in request.headers.get("accept", "")
            and not request.url.path.startswith("/assets/")
        ):
            return built(404)  # its screen for what is not there says so
        return PlainTextResponse("there is nothing at this address\n", 404)

    assets: list[Any] = [Mount("/assets", StaticFiles(directory=static / "assets"))] if (static / "assets").is_dir() else []
    return Starlette(
        routes=[
            Route("/", home),
            Route("/openapi.json", described),
            *routes_of(ENDPOINTS, site),
            *(Route(path, screen) for path in SCREENS),
            *assets,
        ],
        middleware=[Middleware(Guard, keys=keys)],
        exception_handlers={404: missing, 405: missing},
    )
