"""Who may ask: whoever opened the printed address, from this machine, from the workbench's own pages.

In:  requests.   Out: requests that passed, with a session; answers with headers that let a page load nothing from elsewhere.

The printed address carries a token that opens one session, in one process: whoever reads it later, in a list of processes or a browser's
history, finds it used. It becomes a cookie that no script reads and no other site sends. A name that is not this machine's (DNS
rebinding), a page of another origin, or a writing request without the session's own word is refused.
"""

from __future__ import annotations

import asyncio
import hmac
import re
import secrets
import threading
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Final
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["COOKIE", "CSRF_HEADER", "Guard", "Keys"]

COOKIE: Final = "ascribe_session"
CSRF_HEADER: Final = "x-ascribe-csrf"
_READING: Final = frozenset(("GET", "HEAD", "OPTIONS"))
_LOCAL: Final = frozenset(("127.0.0.1", "localhost", "[::1]", "::1"))
#: After so many wrong tokens each further one is answered late.
_GUESSES: Final = 5
_GUESS_SECONDS: Final = 1.0
_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Keys:
    """The token of the next address to be given out, and the words of the sessions. Comparisons take the same time, right or wrong.

    `on_entry` is told the token that follows whenever one was used, to be printed for the next browser.
    """

    def __init__(self, token: str | None = None, *, on_entry: Callable[[str], None] = lambda _: None) -> None:
        self.token = token or secrets.token_urlsafe(24)
        self._secret = secrets.token_bytes(32)
        self._on_entry = on_entry
        self._entering = threading.Lock()
        self.session = self._derived("session")
        self.csrf = self._derived("csrf")

    def _derived(self, use: str) -> str:
        return hmac.new(self._secret, use.encode(), sha256).hexdigest()

    def enter(self, given: str) -> bool:
        """Whether this is the token; it is none any more then."""
        with self._entering:
            if not hmac.compare_digest(given.encode(), self.token.encode()):
                return False
            self.token = secrets.token_urlsafe(24)
        self._on_entry(self.token)
        return True

    def is_session(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.session.encode())

    def is_csrf(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.csrf.encode())


#: What never changes under its name, and how long a browser may keep it.
_NAMED_BY_CONTENT: Final = re.compile(r"/assets/\w+-[\w-]{8}\.\w+")
_KEPT: Final = "private, max-age=31536000, immutable"


class Guard:
    """Stands before the application. `open_paths` need no session: the built scripts and styles, which hold no data."""

    def __init__(self, app: ASGIApp, *, keys: Keys, open_paths: Iterable[str] = ("/assets/",)) -> None:
        self._app, self._keys, self._open = app, keys, tuple(open_paths)
        self._n_wrong = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                kept = message["status"] in (200, 304) and _NAMED_BY_CONTENT.fullmatch(scope["path"])
                headers.setdefault("cache-control", _KEPT if kept else "no-store")
            await send(message)

        request = Request(scope)
        refused = self._refused(request)
        if refused is not None and refused.status_code == 401 and "token" in request.query_params:
            self._n_wrong += 1
            if self._n_wrong > _GUESSES:
                await asyncio.sleep(_GUESS_SECONDS)
        try:
            await (refused or self._app)(scope, receive, guarded)
        except Exception:
            # Here, since what Starlette answers to it would stand before this guard, without its headers. It goes on to the terminal.
            if not started:
                await _failed()(scope, receive, guarded)
            raise

    def _refused(self, request: Request) -> Response | None:
        if not _is_local(request.headers):
            return PlainTextResponse("this address is not that of the workbench\n", 421)
        if not _is_own_page(request):
            return PlainTextResponse("another site asked\n", 403)
        if request.url.path.startswith(self._open) and request.method in _READING:
            return None
        entered = any(self._keys.is_session(request.cookies.get(name, "")) for name in (_cookie_of(request), COOKIE))
        token = request.query_params.get("token")
        if token is not None and request.method == "GET":
            # Of who is in already, the token is only taken out of the address.
            return self._entered(request) if entered or self._keys.enter(token) else _no_session()
        if not entered:
            return _no_session()
        if request.method not in _READING and not self._keys.is_csrf(request.headers.get(CSRF_HEADER, "")):
            return PlainTextResponse("a request that changes something carries the session's word (/session.json)\n", 403)
        return None

    def _entered(self, request: Request) -> Response:
        """The same address without the token, which is not to stand in a history or a log."""
        rest = urlencode([(k, v) for k, v in parse_qsl(request.url.query, keep_blank_values=True) if k != "token"])
        # A path alone: `//elsewhere` would lead out.
        response = RedirectResponse("/" + request.url.path.lstrip("/") + (f"?{rest}" if rest else ""), 303)
        response.set_cookie(_cookie_of(request), self._keys.session, httponly=True, samesite="strict", path="/")
        return response


def _no_session() -> Response:
    return PlainTextResponse("open the address that `ascribe serve` printed last; each opens one browser\n", 401)


def _failed() -> Response:
    return JSONResponse({"what": "the server failed at this; its terminal says why", "fix": "please report it", "decision": None}, 500)


def _cookie_of(request: Request) -> str:
    """Browsers keep the cookies of all ports of a host together, so that each port's has a name of its own: two workbenches of one person
    end each other's sessions otherwise."""
    port = request.headers.get("host", "").rpartition(":")[2]
    return f"{COOKIE}_{port}" if port.isascii() and port.isdigit() else COOKIE


def _is_local(headers: Headers) -> bool:
    host = headers.get("host", "")
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() and not host.endswith("]") else host
    return name.lower() in _LOCAL


def _is_own_page(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return request.method in _READING and request.headers.get("sec-fetch-mode") == "navigate" and not request.url.path.endswith(".json")
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host", "")
