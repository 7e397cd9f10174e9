"""Who may ask, and what hostile questions, documents and sites come to."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from ascribe.errors import InputError
from ascribe.serve import fetching, security
from ascribe.serve.app import ENDPOINTS, SCREENS, STATIC
from ascribe.serve.fetching import checked_addresses, fetch
from ascribe.serve.security import COOKIE, CSRF_HEADER, Keys
from ascribe.store import Store
from tests.serve.asking import BASE, CSRF, KEYS, client, decide, ended, get, site_of

MARKUP = "<script>alert(1)</script>"


# Coming in


def test_the_printed_address_opens_one_session_and_leaves_no_token_behind(store: Store) -> None:
    given_out: list[str] = []
    keys = Keys("a-token", on_entry=given_out.append)
    page = client(site_of(store), keys)
    page.cookies.clear()
    answer = page.get("/inbox?token=a-token&limit=3")
    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox?limit=3")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Max-Age" not in cookie
    assert "expires" not in cookie.lower()
    assert page.get("/session.json").status_code == 200
    # Whoever reads the address later finds it used; whoever is in only loses it from the address.
    assert page.get("/inbox?token=a-token").headers["location"] == "/inbox"
    other = client(site_of(store), keys)
    other.cookies.clear()
    assert other.get("/inbox?token=a-token").status_code == 401
    assert given_out == [keys.token]
    assert other.get(f"/inbox?token={keys.token}").status_code == 303
    assert other.get("/session.json").status_code == 200


def test_a_session_ends_with_its_process(page: TestClient, store: Store) -> None:
    again = client(site_of(store), Keys("a-token"))
    again.cookies.clear()
    again.cookies.set(COOKIE, KEYS.session)
    assert again.get("/session.json").status_code == 401
    assert Keys().token != Keys().token
    assert len(Keys().token) >= 32


def test_two_workbenches_of_one_browser_have_each_a_session(store: Store) -> None:
    from ascribe.serve.app import workbench

    kept: dict[str, str] = {}
    servers = []
    for port in (8010, 8011):
        server = TestClient(workbench(site_of(store), Keys("a-token")), base_url=f"http://127.0.0.1:{port}", follow_redirects=False)
        kept |= dict(server.get("/inbox?token=a-token").cookies)  # a browser keeps those of all ports of a host together
        servers.append(server)
    assert len(kept) == 2
    for server in servers:
        server.cookies.clear()
        server.cookies.update(kept)
        assert server.get("/session.json").status_code == 200


def test_guesses_are_refused_and_after_some_answered_late(page: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "_GUESS_SECONDS", 0.3)
    page.cookies.clear()
    for n in range(security._GUESSES + 2):
        began = time.monotonic()
        assert page.get(f"/inbox?token=guess{n}").status_code == 401
        assert (time.monotonic() - began > 0.3) == (n >= security._GUESSES)
    assert page.get("/inbox?token=a-token").status_code == 303  # nobody is locked out


@pytest.mark.parametrize(
    "path", ["//elsewhere.example/", "/%2F%2Felsewhere.example/", "/%5Celsewhere.example", "/%09/elsewhere.example", "/\\elsewhere.example",
             "/inbox%0d%0aset-cookie:%20a=b", "/%00//elsewhere.example"],
)  # fmt: skip
def test_a_redirect_never_leads_out(page: TestClient, path: str) -> None:
    answer = page.get(f"{BASE}{path}?token=a-token&next=//elsewhere.example")
    to = answer.headers["location"]
    assert re.match(r"/(?![/\\])", to)
    assert not re.search(r"[\\\s]", to)
    assert "set-cookie: a=b" not in str(answer.headers)


def every_route() -> list[tuple[str, str]]:
    fill = {"id": "i-0", "n": "1"}
    routes = [(e.method, re.sub(r"\{(\w+)\}", lambda m: fill[m[1]], e.described_path)) for e in ENDPOINTS]
    return [*routes, *(("GET", re.sub(r"\{id(:path)?\}", "i-0", path)) for path in SCREENS), ("GET", "/"), ("GET", "/openapi.json")]


@pytest.mark.parametrize(("method", "path"), every_route())
def test_no_route_answers_without_a_session_or_to_another_site(page: TestClient, method: str, path: str) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8010", "evil.example:8010", "127.0.0.1:8010@evil", ""):
        assert page.request(method, path, headers={"host": host}).status_code == 421, host
    for origin in ("https://evil.example", "null", "http://127.0.0.1:9999", "http://[", "http://127.0.0.1:8010.evil.example", "evil"):
        assert page.request(method, path, headers={"origin": origin}).status_code == 403, origin
    if method == "POST" or path.endswith(".json"):
        for site in ("cross-site", "same-site"):
            assert page.request(method, path, headers={"sec-fetch-site": site, "sec-fetch-mode": "cors"}).status_code == 403
    if method == "POST":
        assert page.request(method, path, json={}).status_code == 403
        assert page.request(method, path, json={}, headers={CSRF_HEADER: "guess"}).status_code == 403
    page.cookies.clear()
    assert page.request(method, path).status_code == 401
    assert page.request(method, path, headers={"cookie": f"{COOKIE}=guess"}).status_code == 401
    assert page.get(f"{path}?token=guess").status_code == 401
    assert page.request(method, path, headers={CSRF_HEADER: KEYS.csrf}).status_code == 401


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "HEAD"])
def test_no_other_method_changes_anything_and_no_site_is_allowed_in(page: TestClient, method: str) -> None:
    for path in ("/api/decisions", "/i/i-0.json", "/inbox"):
        answer = page.request(method, path, headers={"access-control-request-method": "POST"})
        assert answer.status_code in (200, 403, 404, 405)
        assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert get(page, "/history.json") == []


# What every answer forbids


def headers_hold(headers: Any) -> None:
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert (policy["object-src"], policy["base-uri"], policy["frame-ancestors"]) == ("'none'", "'none'", "'none'")
    assert policy["form-action"] == "'self'"
    assert not re.search(r"unsafe|\*|https?:", headers["content-security-policy"])
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"


def test_every_answer_forbids_what_is_not_its_own(page: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, dict[str, Any]]] = [
        (200, {"url": "/session.json"}), (200, {"url": "/explore.csv"}), (303, {"url": "/"}), (404, {"url": "/nowhere"}),
        (404, {"url": "/i/i-0.json"}), (400, {"url": "/explore.json?limit=0"}),
        (400, {"url": "/api/decisions", "method": "POST", "json": 1}),
        (403, {"url": "/api/decisions", "method": "POST", "json": {}, "headers": {CSRF_HEADER: "guess"}}),
        (421, {"url": "/inbox", "headers": {"host": "evil.example"}}), (403, {"url": "/inbox", "headers": {"origin": "http://evil.example"}}),
        (401, {"url": "/inbox", "headers": {"cookie": "a=b"}}),
        (413, {"url": "/api/decisions", "method": "POST", "content": b"x" * 1_000_001, "headers": CSRF}),
        (404, {"url": "/api/decisions", "method": "DELETE", "headers": CSRF}),
    ]  # fmt: skip
    if (STATIC / "index.html").is_file():
        asked.append((200, {"url": "/inbox"}))
    for status, request in asked:
        answer = page.request(**{"method": "GET", "headers": CSRF, **request})
        assert answer.status_code == status, request
        headers_hold(answer.headers)
        assert answer.headers["cache-control"] == "no-store"


def test_only_what_holds_no_data_is_kept_by_browsers(page: TestClient) -> None:
    for file in (STATIC / "assets").iterdir():
        answer = page.get(f"/assets/{file.name}")
        assert answer.status_code == 200
        headers_hold(answer.headers)
        named_by_content = file.name != "licences.md"
        assert ("immutable" in answer.headers["cache-control"]) == named_by_content
    assert page.get("/assets/index-AAAAAAAA.js").headers["cache-control"] == "no-store"


def test_a_failure_of_the_server_has_the_same_headers_and_says_nothing_of_itself(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ascribe.serve.reading.load_actors", lambda: 1 / 0)
    page = client(site_of(store), raise_server_exceptions=False)
    answer = page.get("/a.json")
    assert answer.status_code == 500
    headers_hold(answer.headers)
    assert answer.headers["content-type"] == "application/json"
    assert "ZeroDivision" not in answer.text
    assert answer.json()["what"]


# Nothing that was asked comes back as a page, and no path leads out


@pytest.mark.parametrize("path", [path for method, path in every_route() if method == "GET"])
def test_no_html_comes_back(page: TestClient, path: str) -> None:
    told = path.replace("i-0", "%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    for address in (
        told,
        f"{told}?q={MARKUP}&limit={MARKUP}&{MARKUP}=1",
        f"{told}/{MARKUP}",
        f"{told}?at={MARKUP}&t={MARKUP}&type={MARKUP}",
    ):
        answer = page.get(address, headers={"x-markup": MARKUP, "referer": f"{BASE}/{MARKUP}"})
        assert answer.status_code < 500 or answer.status_code == 503
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert MARKUP not in answer.text  # the built page, which is a file
        else:
            assert answer.headers.get("content-type", "application/json").split(";")[0] in (
                "application/json", "text/plain", "text/csv", "application/geo+json",
            )  # fmt: skip
        assert "<" not in answer.headers.get("content-disposition", "")
        assert "<" not in answer.headers.get("location", "")


CLIMBS = ["../app.py", "%2e%2e/app.py", "..%2fapp.py", "%252e%252e%252fapp.py", "..%5capp.py", "..\\app.py", "%2e%2e%5c%2e%2e%5capp.py",
          "....//app.py",
          "%00", "app.py%00.js", "..%00/app.py", "%c0%ae%c0%ae/app.py", "/etc/passwd", "%2fetc%2fpasswd", "C:%5cWindows%5cwin.ini",
          "a" * 5000, "..;/app.py", "~root"]  # fmt: skip


@pytest.mark.parametrize("climb", CLIMBS)
@pytest.mark.parametrize("under", ["/assets/", "/d/", "/i/", "/a/", "/s/", "/runs/"])
def test_no_path_leads_out(page: TestClient, under: str, climb: str) -> None:
    for address in (under + climb, f"{under}{climb}.json"):
        answer = page.get(address)
        assert answer.status_code in (200, 303, 400, 401, 404, 503), address
        assert "import annotations" not in answer.text
        assert "root:" not in answer.text
        if answer.status_code == 200:
            assert answer.headers["content-type"].startswith("text/html")


@given(st.text(max_size=40))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None, derandomize=True)
def test_any_id_and_any_words_are_answered(page: TestClient, words: str) -> None:
    from urllib.parse import quote

    told = quote(words.encode("utf-8", "replace"), safe="")
    paths = [f"/{list_}/{told}.json" for list_ in "dias"]
    queries = [f"/explore.json?{name}={told}" for name in ("place", "actor", "bbox", "t", "at")]
    for address in (*paths, *queries, f"/d.json?q={told}", f"/i/i-0.json?at={told}"):
        answer = page.get(address)
        assert answer.status_code in (200, 303, 400, 404), address
        assert answer.headers.get("content-type", "application/json").startswith(("application/json", "text/html", "text/plain"))


# What is sent in


def test_what_is_said_to_be_too_large_is_refused_unread(page: TestClient) -> None:
    def unread() -> Iterator[bytes]:
        raise AssertionError("it was read")
        yield b""

    limit = next(e for e in ENDPOINTS if e.path == "/api/documents/file").limit
    headers = {**CSRF, "content-length": str(limit + 1)}
    answer = page.post("/api/documents/file?name=a.txt", content=unread(), headers=headers)
    assert answer.status_code == 413
    assert answer.json()["fix"]


@pytest.mark.parametrize("declared", [None, "5", "x", "-1", "9" * 30])
def test_what_goes_on_beyond_the_limit_is_refused_whatever_it_said(store: Store, declared: str | None) -> None:
    """As a server hands it over: many small parts, no length or a wrong one."""
    import asyncio
    import tracemalloc

    from ascribe.serve.app import workbench

    application = workbench(site_of(store), KEYS)
    limit = next(e for e in ENDPOINTS if e.path == "/api/documents/address").limit
    n_parts, sent = 0, []

    async def receive() -> Any:
        nonlocal n_parts
        n_parts += 1
        return {"type": "http.request", "body": b"[" * 4, "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"127.0.0.1"), (b"cookie", f"{COOKIE}={KEYS.session}".encode()), (CSRF_HEADER.encode(), KEYS.csrf.encode())]
    headers += [] if declared is None else [(b"content-length", declared.encode())]
    scope = {"type": "http", "method": "POST", "path": "/api/documents/address", "query_string": b"", "headers": headers,
             "http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", 8010), "client": None, "root_path": ""}  # fmt: skip
    tracemalloc.start()
    asyncio.run(application(scope, receive, send))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sent[0]["status"] == 413
    assert n_parts <= limit // 4 + 1
    assert peak < 8 * limit


def read_file(page: TestClient, name: str, content: bytes) -> Any:
    return ended(page, page.post(f"/api/documents/file?name={name}", content=content, headers=CSRF).json())


def zipped(words: bytes) -> bytes:
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("report.txt", words)
    return stream.getvalue()


def warc_bomb() -> bytes:
    """A record whose body, gzip within gzip, expands a thousandfold."""
    body = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-encoding: gzip\r\n\r\n" + gzip.compress(b"a" * 300_000_000, 9)
    head = (b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.org/\r\nWARC-Date: 2021-09-02T00:00:00Z\r\n"
            b"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
            b"Content-Type: application/http; msgtype=response\r\n")  # fmt: skip
    return gzip.compress(head + b"Content-Length: %d\r\n\r\n" % len(body) + body + b"\r\n\r\n")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.txt.gz", lambda: gzip.compress(b"a" * 300_000_000, 9)),
     ("a.html.gz", lambda: gzip.compress(gzip.compress(b"<p>" * 100_000_000, 9), 9)),
     ("a.warc.gz", warc_bomb), ("a.zip", lambda: zipped(b"a" * 50_000_000)), ("a.docx", lambda: zipped(b"a" * 50_000_000))],
    ids=["gzip", "gzip in gzip", "warc", "zip", "docx"],
)  # fmt: skip
def test_what_expands_beyond_reason_is_reported_and_read_no_further(page: TestClient, name: str, content: Callable[[], bytes]) -> None:
    job = read_file(page, name, content())
    assert (job["documents"], job["claims"]) == (0, 0)
    assert job["problems"]
    assert all(problem.startswith(name) for problem in job["problems"])
    assert get(page, "/d.json")["total"] == 36


@pytest.mark.parametrize("name", ["..%2F..%2Fa.txt", "%2Fetc%2Fa.txt", "C%3A%5Ca.txt", "a.txt%00.html", "a.%00txt", "a." + "x" * 300,
                                  "a.t%2Fxt", "%3Cscript%3E.txt", "a.txt.", ".txt"])  # fmt: skip
def test_a_name_is_only_a_name(page: TestClient, name: str) -> None:
    answer = page.post(
        f"/api/documents/file?name={name}", content=b"Police said three people were killed in Kabul on 2 May 2021.", headers=CSRF
    )
    assert answer.status_code in (202, 400)
    if answer.status_code == 202:
        job = ended(page, answer.json())
        assert not [p for p in job["problems"] if "report it" in p]
        assert "/" not in job["what"].replace("</script>", "")


WORDS = "Gunmen attacked the village of Tarkan on Monday and killed nine people, the governor told reporters in the capital. " * 4
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "handler": '<img src="x" onerror="alert(1)">',
    "svg": "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "base": '<base href="https://evil.example/">',
    "refresh": '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    "frame": '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"></iframe>',
    "style": "<style>*{background:url(https://evil.example/)}</style>",
    "link": '<a href="javascript:alert(1)">x</a>',
    "mutation": "<math><mtext></math><style><img src=x onerror=alert(1)></style>",
    "entity": "&lt;script&gt;alert(1)&lt;/script&gt;",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_page_is_shown_as_text(page: TestClient, kind: str) -> None:
    """It comes back as JSON, which no browser takes for a page; the screens put text in as text (a browser test shows it)."""
    head = f"<head><title>{HOSTILE['entity']}</title>{HOSTILE[kind]}</head>"
    html = f"<html>{head}<body>{HOSTILE[kind]}<article><p>{WORDS}{HOSTILE[kind]}</p></article>"
    job = read_file(page, f"{kind}.html", html.encode())
    assert job["documents"] == 1, job
    (document,) = job["documents_read"]
    for address in (f"/d/{document}.json", "/d.json?q=Tarkan"):
        answer = page.get(address)
        assert answer.headers["content-type"] == "application/json"
        headers_hold(answer.headers)
    text = get(page, f"/d/{document}.json")["document"]["text"]
    assert "Tarkan" in text
    if kind != "entity":  # which is text, and says so
        assert "alert(1)" not in text
    assert "evil.example" not in text
    assert "<" not in text.replace("<script>alert(1)</script>", "")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_cell_of_a_table_is_a_formula(page: TestClient, start: str) -> None:
    report = next(
        r for d in get(page, "/d.json?limit=50")["rows"] if (r := get(page, f"/d/{d['id']}.json"))
        and any(c["claim"]["place"] and c["claim"]["initiator"] and not c["claim"]["background"] for c in r["claims"])
    )  # fmt: skip
    claim = next(c["claim"] for c in report["claims"] if c["claim"]["place"] and c["claim"]["initiator"] and not c["claim"]["background"])
    name = f'{start}HYPERLINK("http://evil.example")'
    edited = json.loads(json.dumps(claim))
    edited["place"].update(name=name, admin1=name, admin2=name)
    edited["initiator"][0].update(name=name, actor=None)
    assert decide(page, "edit", claim["id"], claim=edited).status_code == 201
    tables = [e.path for e in ENDPOINTS if e.media_type == "text/csv"]
    assert tables
    for path in tables:
        answer = page.get(path)
        assert answer.headers["content-disposition"].startswith("attachment")
        cells = [cell for row in csv.reader(io.StringIO(answer.text, newline="")) for cell in row]
        assert any("HYPERLINK" in cell for cell in cells)
        for cell in cells:
            assert not cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) or re.fullmatch(r"-?\d+(\.\d+)?", cell), cell


# Addresses that are fetched


NOT_GLOBAL = [
    "127.0.0.1", "127.1", "0", "0.0.0.0", "2130706433", "0x7f000001", "0177.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
    "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "::127.0.0.1",
    "localhost", "127.0.0.1.", "0x7f.1", "0300.0250.1.1", "3232235777", "１２７.0.0.1", "①②⑦.0.0.1", "fec0::1", "::ffff:0:127.0.0.1",
    "64:ff9b:1::7f00:1", "2002:c0a8:101::", "2001:db8::1", "240.0.0.1", "192.88.99.1", "0:0:0:0:0:ffff:7f00:1",
]  # fmt: skip


@pytest.mark.parametrize("host", NOT_GLOBAL)
def test_no_address_of_this_machine_or_a_private_network_is_opened(host: str) -> None:
    with pytest.raises(InputError):
        checked_addresses(host, 80)


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://example.org/", "javascript:alert(1)", "http://user:word@example.org/", "http://example.org:8080/",
     "//example.org", "http://", "http://[::1",
     "gopher://example.org", "http://127.0.0.1/", "http://[::ffff:7f00:1]/",
     "data:text/html,x",
     "dict://127.0.0.1:11211/", "http://127.0.0.1%2f@example.org/", "http://example.org:99999/", "ldap://example.org",
     "HTTP://LOCALHOST/", "",
     "http://[fe80::1%25lo]/", "http://\u202e", "http://exa mple.org/", "view-source:http://example.org"],
)  # fmt: skip
def test_no_other_kind_of_address_is_opened(url: str) -> None:
    with pytest.raises(InputError):
        fetch(url)


class Network:
    """A network of one site, whose name resolves as told and which answers with what it is given; `opened` are the addresses that were
    connected to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: dict[str, list[str]] = {"site.example": ["93.184.216.34"]}
        self.answers: list[Callable[[socket.socket], None]] = []
        self.opened: list[str] = []
        self.asked: list[bytes] = []
        monkeypatch.setattr(socket, "getaddrinfo", self._resolve)
        monkeypatch.setattr(socket, "create_connection", self._connect)

    def _resolve(self, host: str, port: int, **_: Any) -> list[Any]:
        answers = self.names.get(host, [host])
        address = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def _connect(self, address: tuple[str, int], timeout: float | None = None) -> socket.socket:
        self.opened.append(address[0])
        ours, theirs = socket.socketpair()
        ours.settimeout(timeout)
        answer = self.answers.pop(0)

        def serve() -> None:
            with theirs:
                self.asked.append(theirs.recv(65536))
                try:
                    answer(theirs)
                except OSError:  # the other side has gone
                    return

        threading.Thread(target=serve, daemon=True).start()
        return ours


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    return Network(monkeypatch)


def says(head: str, body: bytes = b"") -> Callable[[socket.socket], None]:
    return lambda site: site.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)


PAGE = says("HTTP/1.1 200 OK\ncontent-type: text/html\ncontent-length: 5", b"words")


@contextmanager
def within(seconds: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


def test_a_page_is_fetched(network: Network) -> None:
    network.answers = [says("HTTP/1.1 302 Found\nlocation: /there"), PAGE]
    page = fetch("http://site.example/here?a=b")
    assert (page.url, page.content, page.suffix) == ("http://site.example/there", b"words", ".html")
    assert network.asked[0].startswith(b"GET /here?a=b HTTP/1.1\r\nHost: site.example\r\n")
    assert b"cookie" not in b"".join(network.asked).lower()


@pytest.mark.parametrize("to", ["http://127.0.0.1/", "http://10.0.0.1/", "//169.254.169.254/latest", "http://[::1]/",
                                "http://2130706433/", "file:///etc/passwd", "http://inside.example/",
                                "http://site.example:22/", "http://a:b@site.example/", "http://[",
                                "ftp://site.example"])  # fmt: skip
def test_no_redirect_leads_in(network: Network, to: str) -> None:
    network.names |= {"inside.example": ["192.168.0.10"], "2130706433": ["127.0.0.1"]}
    network.answers = [says(f"HTTP/1.1 302 Found\nlocation: {to}"), PAGE]
    with pytest.raises(InputError):
        fetch("http://site.example/")
    assert network.opened == ["93.184.216.34"]


def test_redirects_end(network: Network) -> None:
    network.answers = [says("HTTP/1.1 302 Found\nlocation: /again")] * 20
    with pytest.raises(InputError, match="more than 5 times"):
        fetch("http://site.example/")
    assert len(network.opened) == 6


def test_a_name_that_resolves_otherwise_a_moment_later_leads_nowhere(network: Network) -> None:
    network.names["site.example"] = ["93.184.216.34", "127.0.0.1"]
    network.answers = [PAGE]
    assert fetch("http://site.example/").content == b"words"
    assert network.opened == ["93.184.216.34"]  # the address that was looked at, not the name
    network.names["site.example"] = ["93.184.216.34", "127.0.0.1"]
    network.answers = [says("HTTP/1.1 302 Found\nlocation: /again"), PAGE]
    with pytest.raises(InputError, match="of this machine"):
        fetch("http://site.example/")
    assert "127.0.0.1" not in network.opened


def endless(chunk: bytes, pause: float = 0.0) -> Callable[[socket.socket], None]:
    def answer(site: socket.socket) -> None:
        while True:
            site.sendall(chunk)
            time.sleep(pause)

    return answer


def after(head: str, then: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    def answer(site: socket.socket) -> None:
        says(head)(site)
        then(site)

    return answer


HTML = "HTTP/1.1 200 OK\ncontent-type: text/html"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param(after(HTML, endless(b"a" * 65536)), "larger than", id="endless"),
        pytest.param(after(f"{HTML}\ncontent-length: 99999999999", endless(b"a" * 65536)), "larger than", id="long"),
        pytest.param(
            after(f"{HTML}\ntransfer-encoding: chunked", endless(b"10000\r\n" + b"a" * 65536 + b"\r\n")), "larger than", id="endless chunks"
        ),
        pytest.param(after(HTML, endless(b"a", 0.1)), "longer than", id="drip"),
        pytest.param(after(f"{HTML}\ntransfer-encoding: chunked", endless(b"1\r\na\r\n", 0.1)), "longer than", id="chunked drip"),
        pytest.param(lambda site: time.sleep(5), "longer than", id="silence"),
        pytest.param(endless(b"x", 0.1), "longer than", id="drip of the head"),
        pytest.param(endless(b"HTTP/1.1 100 Continue\r\n\r\n", 0.05), "longer than", id="endless continue"),
        pytest.param(endless(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 100), "could not be opened", id="endless head"),
        pytest.param(lambda site: None, "could not be opened", id="nothing"),
        pytest.param(after(f"{HTML}\ncontent-length: 100", lambda site: site.sendall(b"a")), "broke off", id="cut off"),
        pytest.param(says("HTTP/1.1 200 OK\ncontent-type: application/zip", b"PK"), "no page or feed", id="zip"),
        pytest.param(says("HTTP/1.1 404 Not Found"), "answered 404", id="missing"),
    ],
)
def test_no_site_holds_it_up_or_fills_the_memory(network: Network, answer: Callable[[socket.socket], None], words: str) -> None:
    network.answers = [answer]
    with within(8), pytest.raises(InputError, match=words):
        fetch("http://site.example/", seconds=1.0 if "longer" in words else 7.0)


def test_what_a_site_sends_compressed_is_not_expanded(network: Network) -> None:
    packed = gzip.compress(b"a" * 100_000_000, 9)
    network.answers = [says(f"{HTML}\ncontent-encoding: gzip\ncontent-length: {len(packed)}", packed)]
    assert len(fetch("http://site.example/").content) == len(packed)


def test_the_network_is_asked_only_where_that_was_allowed(page: TestClient, network: Network) -> None:
    answer = page.post("/api/documents/address", json={"url": "http://site.example/"}, headers=CSRF)
    assert (answer.status_code, network.opened) == (400, [])
    assert "opens no addresses" in answer.json()["what"]


def test_an_address_inside_is_a_problem_of_its_job(store: Store, network: Network) -> None:
    page = client(site_of(store, fetch=True))
    job = ended(page, page.post("/api/documents/address", json={"url": "http://127.0.0.1:8010/session.json"}, headers=CSRF).json())
    assert (job["state"], network.opened) == ("failed", [])
    assert fetching.FETCH_BYTES < 64 * 2**20
