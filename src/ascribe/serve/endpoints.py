"""What is asked and what is answered, as data: the table from which routes and OpenAPI both come.

In:  `Endpoint`s.   Out: `routes_of`: Starlette routes that check what is asked; `openapi_of`: the same, described.

A question is a struct: what stands in the address and what stands behind its `?` are fields of one, the body is another. Whatever does
not fit is answered with 400 and words that name the field. Every error is a `Problem`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final, Literal, get_args, get_type_hints

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ascribe._version import __version__
from ascribe.errors import AscribeError, DecisionConflict, InputError, ResourceMissing, StoreError, UsageError

__all__ = ["API_VERSION", "Endpoint", "File", "Nothing", "NotFound", "Problem", "TooMuch", "openapi_of", "problem_of", "routes_of"]

API_VERSION: Final = "1"
_PARAMETER = re.compile(r"\{(\w+)\}")
#: A parameter that may hold a slash, as the router writes it.
_WITH_SLASHES = ":path}"
_JSON: Final = "application/json"
_SEE: Final = "see /openapi.json for what this address takes"
_STATUSES: Final = ((UsageError, 400), (InputError, 400), (ResourceMissing, 503))


class Nothing(msgspec.Struct, frozen=True):
    """A question without fields."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong: `what` in a sentence, `fix` what to do about it. `decision` is the place of the decision that came first."""

    what: str
    fix: str = ""
    decision: int | None = None


class File(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that is a file: its bytes, their type, its name."""

    content: bytes
    media_type: str
    name: str


class NotFound(Exception):
    """There is nothing at that address; says what would be."""


class TooMuch(Exception):
    """What was sent is larger than what is taken; says how much is."""


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """One address. `does(site, question)` or, with a body, `does(site, question, body)` gives the answer, an `answers`.

    `body` is a struct, sent as JSON, or `bytes`, of which at most `limit` are taken."""

    method: Literal["GET", "POST"]
    path: str
    summary: str
    does: Callable[..., Any]
    question: type[msgspec.Struct] = Nothing
    body: Any = None
    answers: Any = None
    media_type: str = _JSON
    status: int = 200
    limit: int = 1_000_000

    @property
    def name(self) -> str:
        """The operation's id: the method and the words of the address."""
        return "_".join([self.method.lower(), *re.findall(r"[A-Za-z]\w*", self.described_path)])

    @property
    def described_path(self) -> str:
        """The address as OpenAPI writes it: `{id:path}`, which may hold a slash, is `{id}`."""
        return self.path.replace(_WITH_SLASHES, "}")


def routes_of(endpoints: Iterable[Endpoint], site: Any) -> list[Route]:
    """A route for each endpoint; its work is done on a thread, so that one slow question holds up no other."""
    return [Route(e.path, partial(_answer, endpoint=e, site=site), methods=[e.method], name=e.name) for e in endpoints]


async def _answer(request: Request, *, endpoint: Endpoint, site: Any) -> Response:
    try:
        question = _question(request, endpoint)
        arguments = [site, question]
        if endpoint.body is not None:
            arguments.append(await _body(request, endpoint))
        answer = await run_in_threadpool(endpoint.does, *arguments)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        return _answered(400, Problem(what=f"what was sent does not fit: {error}", fix=_SEE))
    except NotFound as error:
        return _answered(404, problem_of(error))
    except DecisionConflict as error:
        return _answered(409, msgspec.structs.replace(problem_of(error), decision=error.n))
    except TooMuch as error:
        return _answered(413, problem_of(error))
    except StoreError as error:
        return _answered(404 if error.reason.startswith(("no ", "several ")) else 503, problem_of(error))
    except AscribeError as error:
        return _answered(next((status for kind, status in _STATUSES if isinstance(error, kind)), 500), problem_of(error))
    if isinstance(answer, File):
        disposition = f'attachment; filename="{re.sub(r"[^A-Za-z0-9._-]", "_", answer.name)}"'
        return Response(answer.content, media_type=answer.media_type, headers={"content-disposition": disposition})
    return Response(msgspec.json.encode(answer), endpoint.status, media_type=_JSON)


def _question(request: Request, endpoint: Endpoint) -> msgspec.Struct:
    given: dict[str, Any] = {}
    known = _fields(endpoint.question)
    for name in request.query_params:
        if name not in known:
            raise UsageError(f"no such parameter: {name!r}; one of {', '.join(sorted(known)) or 'none'}")
        values = request.query_params.getlist(name)
        if _is_list(known[name]):
            given[name] = values
        elif len(values) > 1:
            raise UsageError(f"{name!r} is said {len(values)} times; say it once")
        elif values[0] or not _is_optional_text(known[name]):  # an empty text asks for nothing; an empty number is a mistake
            given[name] = values[0]
    return msgspec.convert({**given, **request.path_params}, endpoint.question, strict=False)


async def _body(request: Request, endpoint: Endpoint) -> Any:
    too_much = TooMuch(f"more than {endpoint.limit:,} bytes were sent; send less at a time, or use `ascribe read`")
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and len(declared) < 20 and int(declared) > endpoint.limit:
        raise too_much
    gathered = bytearray()  # in one piece, since many small parts would weigh far more than what is in them
    async for part in request.stream():
        if len(gathered) + len(part) > endpoint.limit:
            raise too_much
        gathered += part
    whole = bytes(gathered)
    if endpoint.body is bytes:
        return whole
    if not request.headers.get("content-type", "").startswith(_JSON):
        raise UsageError(f"the body is to be {_JSON}")
    return msgspec.json.decode(whole, type=endpoint.body)


def problem_of(error: Exception) -> Problem:
    """What went wrong, apart from what to do: errors that do not keep the two apart say the second behind their last semicolon."""
    if isinstance(error, InputError):
        return Problem(what=f"{error.where}: {error.reason}", fix=error.fix)
    if isinstance(error, StoreError):
        return Problem(what=error.reason, fix=error.fix)
    if isinstance(error, ResourceMissing):
        return Problem(what=f"{error.resource}: {error.why}", fix=error.fix)
    what, between, fix = str(error).rpartition("; ")
    if between:
        return Problem(what=what, fix=fix)
    return Problem(what=fix, fix="" if isinstance(error, NotFound) else _SEE)  # who names what is not there asked rightly


def _answered(status: int, problem: Problem) -> Response:
    return Response(msgspec.json.encode(problem), status, media_type=_JSON)


def _fields(question: type[msgspec.Struct]) -> dict[str, Any]:
    return get_type_hints(question)


def _is_list(type_: Any) -> bool:
    return "tuple[" in str(type_)


def _is_optional_text(type_: Any) -> bool:
    return str in get_args(type_)


def openapi_of(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """The endpoints as OpenAPI 3.1."""
    described = [t for e in endpoints for t in (e.question, e.body, e.answers) if t is not None and t is not bytes and t is not File]
    schemas, components = msgspec.json.schema_components([*described, Problem], ref_template="#/components/schemas/{name}")
    schema = dict(zip([*map(id, described), id(Problem)], schemas, strict=True))
    problem = {"description": "what went wrong, and what to do", "content": {_JSON: {"schema": schema[id(Problem)]}}}
    paths: dict[str, dict[str, Any]] = {}
    for e in endpoints:
        operation: dict[str, Any] = {"operationId": e.name, "summary": e.summary, "parameters": _parameters(e)}
        content: dict[str, Any]
        if e.answers is File or e.answers is None:
            content = {e.media_type: {"schema": {"type": "object" if "json" in e.media_type else "string"}}}
        else:
            content = {_JSON: {"schema": schema[id(e.answers)]}}
        operation["responses"] = {
            str(e.status): {"description": "the answer", "content": content},
            **dict.fromkeys(("400", "404", "409", "413", "500", "503"), problem),
            "401": {"description": "no session: open the printed address"},
            "403": {"description": "another site asked, or the session's word is missing"},
            "421": {"description": "the host is not this machine"},
        }
        if e.body is bytes:
            operation["requestBody"] = {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string"}}}}
        elif e.body is not None:
            operation["requestBody"] = {"required": True, "content": {_JSON: {"schema": schema[id(e.body)]}}}
        paths.setdefault(e.described_path, {})[e.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Ascribe workbench", "version": API_VERSION, "description": f"Served by `ascribe serve` {__version__}."},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "ascribe_session"}},
        },
        "security": [{"session": []}],
    }


def _parameters(e: Endpoint) -> list[dict[str, Any]]:
    in_path = set(_PARAMETER.findall(e.described_path))
    _, components = msgspec.json.schema_components([e.question], ref_template="#/components/schemas/{name}")
    whole = components[e.question.__name__]
    required = set(whole.get("required", ()))
    return [
        {
            "name": name,
            "in": "path" if name in in_path else "query",
            "required": name in in_path or name in required,
            "schema": {k: v for k, v in of.items() if k != "default" or v is not None},
        }
        for name, of in whole.get("properties", {}).items()
    ]
