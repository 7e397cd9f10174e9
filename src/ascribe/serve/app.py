"""The workbench as an ASGI application.

In:  a site, its keys.   Out: pages of the built workbench, and the answers of `ENDPOINTS` beside them.

Every address that a person sees (`/i/…`, `/explore?…`) is the built page; the same address with `.json` is what the page shows, and
lists also answer `.csv` and `.geojson`. What changes something is under `/api/`.
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

from ascribe.serve import acting, inbox, pages, questions, reading, taking
from ascribe.serve.endpoints import Endpoint, File, openapi_of, routes_of
from ascribe.serve.jobs import Job
from ascribe.serve.security import Guard, Keys
from ascribe.serve.site import Site

__all__ = ["ENDPOINTS", "SCREENS", "STATIC", "workbench"]

STATIC: Final = Path(__file__).with_name("static")
#: The addresses that people see.
SCREENS: Final = ("/inbox", "/d", "/d/{id}", "/i", "/i/{id}", "/explore", "/a/{id:path}", "/s/{id:path}", "/runs", "/runs/{id}", "/history")

ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    Endpoint(method="GET", path="/session.json", summary="What the workbench needs first", does=reading.show_session, answers=pages.Session),
    Endpoint(
        method="GET", path="/inbox.json", summary="The decisions that matter most", does=inbox.show_inbox, question=questions.Paged,
        answers=pages.Inbox,
    ),
    Endpoint(
        method="GET", path="/d.json", summary="Documents that hold words", does=reading.show_documents, question=questions.Searched,
        answers=pages.DocumentList,
    ),
    Endpoint(
        method="GET", path="/d/{id}.json", summary="A report with its ledger of claims", does=reading.show_document, question=questions.OfId,
        answers=pages.DocumentPage,
    ),
    Endpoint(
        method="GET", path="/i/{id}.json", summary="An incident with all that it rests on", does=reading.show_incident,
        question=questions.OfId, answers=pages.IncidentPage,
    ),
    Endpoint(
        method="GET", path="/i/{id}.geojson", summary="An incident as a feature", does=reading.show_incident_geojson, question=questions.OfId,
        answers=File, media_type="application/geo+json",
    ),
    Endpoint(
        method="GET", path="/explore.json", summary="Incidents by filter: rows, points, days", does=reading.show_explored,
        question=questions.Explored, answers=pages.ExplorePage,
    ),
    Endpoint(
        method="GET", path="/explore.csv", summary="Exactly the incidents of the view", does=reading.show_explored_csv,
        question=questions.Explored, answers=File, media_type="text/csv",
    ),
    Endpoint(
        method="GET", path="/explore.geojson", summary="Exactly the incidents of the view", does=reading.show_explored_geojson,
        question=questions.Explored, answers=File, media_type="application/geo+json",
    ),
    Endpoint(
        method="GET", path="/a/{id}.json", summary="An actor: names, claims made and about it", does=reading.show_actor, question=questions.OfId,
        answers=pages.ActorPage,
    ),
    Endpoint(
        method="GET", path="/s/{id}.json", summary="An outlet: whom it repeats, share of originals", does=reading.show_source,
        question=questions.OfId, answers=pages.SourcePage,
    ),
    Endpoint(method="GET", path="/runs.json", summary="What has been read", does=reading.show_runs, answers=pages.JobList),
    Endpoint(
        method="GET", path="/runs/{id}.json", summary="A reading: versions, digests, counts", does=reading.show_run, question=questions.OfId,
        answers=pages.RunPage,
    ),
    Endpoint(method="GET", path="/history.json", summary="Every decision, the last first", does=reading.show_feed, answers=tuple[pages.Act, ...]),
    Endpoint(
        method="GET", path="/api/places.json", summary="The places of a name", does=reading.show_places, question=questions.ByName,
        answers=tuple[pages.PlaceChoice, ...],
    ),
    Endpoint(
        method="GET", path="/api/jobs/{n}.json", summary="How far a job is", does=taking.show_job, question=questions.AboutJob, answers=Job,
    ),
    Endpoint(
        method="POST", path="/api/decisions", summary="Write a decision down", does=acting.decide, body=acting.Deciding, answers=pages.Decided,
        status=201,
    ),
    Endpoint(
        method="POST", path="/api/preview", summary="What a merge, split or move would leave", does=acting.preview, body=acting.Previewed,
        answers=pages.Preview,
    ),
    Endpoint(
        method="POST", path="/api/documents/file", summary="Read a file", does=taking.take_file, question=taking.NamedFile, body=bytes,
        answers=Job, status=202, limit=taking.FILE_BYTES,
    ),
    Endpoint(
        method="POST", path="/api/documents/text", summary="Read a text", does=taking.take_text, body=taking.Pasted, answers=Job, status=202,
        limit=8_000_000,
    ),
    Endpoint(
        method="POST", path="/api/documents/address", summary="Fetch a page and read it", does=taking.take_address, body=taking.Address,
        answers=Job, status=202,
    ),
)  # fmt: skip


def workbench(site: Site, keys: Keys, *, static: Path = STATIC) -> Starlette:
    """The application, for any ASGI server that listens on this machine only."""

    async def screen(request: Request) -> Response:
        page = static / "index.html"
        if not page.is_file():
            return PlainTextResponse("the workbench was not built into this installation; its answers are at /openapi.json\n", 503)
        return FileResponse(page)

    async def home(request: Request) -> Response:
        return RedirectResponse("/inbox", 303)

    async def described(request: Request) -> Response:
        return JSONResponse(openapi_of(ENDPOINTS))

    async def missing(request: Request, error: Exception) -> Response:
        # A fixed sentence: what was asked for is never part of an answer that a browser could take for a page.
        return PlainTextResponse("there is nothing at this address\n", 404)

    async def failed(request: Request, error: Exception) -> Response:
        return JSONResponse({"what": "the server failed at this; its terminal says why", "fix": "please report it", "decision": None}, 500)

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
        exception_handlers={404: missing, 405: missing, 500: failed},
    )
