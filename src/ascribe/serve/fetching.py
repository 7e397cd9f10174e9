"""Opening an address that a person gave: only pages, only of the open network, only so much and so long.

In:  an http or https address.   Out: the page's bytes.

The name is resolved once, every address it has must be global, and the connection goes to an address that was checked: a name that
resolves otherwise a moment later (DNS rebinding) leads nowhere. Each redirect is checked alike.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

import msgspec

from ascribe._version import __version__
from ascribe.errors import InputError

__all__ = ["FETCH_BYTES", "FETCH_SECONDS", "Page", "checked_addresses", "fetch"]

FETCH_BYTES: Final = 10 * 1024 * 1024
FETCH_SECONDS: Final = 20.0
_REDIRECTS: Final = 5
_PORTS: Final = {"http": 80, "https": 443}
_SUFFIXES: Final = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt"}
_FEEDS: Final = frozenset(("application/rss+xml", "application/atom+xml", "application/xml", "text/xml"))


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What an address gave. `suffix` is that of a file of its type."""

    url: str
    content: bytes
    suffix: str


def fetch(url: str, *, seconds: float = FETCH_SECONDS) -> Page:
    """The page at `url`, after at most five redirects; `InputError` says why there is none."""
    until = time.monotonic() + seconds
    current = url
    for _ in range(_REDIRECTS + 1):
        parts = _parts(current)
        response, connection = _ask(parts, until)
        try:
            if response.status in (301, 302, 303, 307, 308) and response.headers.get("location"):
                current = urljoin(current, response.headers["location"])
                continue
            if response.status != 200:
                raise InputError(
                    current, f"the site answered {response.status} {response.reason}", "open it in a browser, and save the page"
                )
            suffix = _suffix(current, response.headers.get_content_type())
            return Page(url=current, content=_content(current, response, connection, until), suffix=suffix)
        finally:
            connection.close()
    raise InputError(url, f"it leads on more than {_REDIRECTS} times", "give the address that it ends at")


def checked_addresses(host: str, port: int) -> list[str]:
    """The addresses of a host, all of them global; `InputError` where one is this machine's, a private network's, or of no such use.

    An IPv4 address inside an IPv6 one (mapped, 6to4, Teredo, NAT64) counts as what it leads to.
    """
    try:
        found = sorted({info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)})
    except (OSError, UnicodeError) as error:
        raise InputError(host, f"its address was not found ({error})", "see that it is spelt right and that the network is there") from None
    for address in found:
        if not _is_global(ipaddress.ip_address(str(address).partition("%")[0])):
            raise InputError(host, "it is an address of this machine or of a private network", "save the page and send the file")
    return [str(address) for address in found]


def _is_global(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in ipaddress.ip_network("64:ff9b::/96") or address in ipaddress.ip_network("::/96"):
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(v4 is not None and not v4.is_global for v4 in inner):
            return False
        if address.ipv4_mapped is not None:
            return True
    return address.is_global and not address.is_multicast


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InputError(url, str(error), "give an address that begins with https://") from None
    if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.password:
        raise InputError(url, "it is no plain http or https address", "give an address that begins with https://")
    if port not in (None, _PORTS[parts.scheme]):
        raise InputError(url, f"port {port} is not that of a web page", "give an address without a port")
    return parts


def _ask(parts: SplitResult, until: float) -> tuple[http.client.HTTPResponse, http.client.HTTPConnection]:
    host, port = str(parts.hostname), _PORTS[parts.scheme]
    address = checked_addresses(host, port)[0]
    connection = http.client.HTTPConnection(host, port, timeout=_left(parts.geturl(), until))
    try:
        sock = socket.create_connection((address, port), timeout=_left(parts.geturl(), until))
        connection.sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host) if parts.scheme == "https" else sock
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(
            "GET", path, headers={"user-agent": f"Ascribe/{__version__}", "accept": "text/html, text/plain, application/xml"}
        )
        return connection.getresponse(), connection
    except (OSError, http.client.HTTPException, ValueError) as error:
        connection.close()
        raise InputError(parts.geturl(), f"it could not be opened ({error})", "try again, or save the page and send the file") from None


def _suffix(url: str, media_type: str) -> str:
    if media_type in _FEEDS:
        return ".xml"
    if media_type not in _SUFFIXES:
        raise InputError(url, f"it is no page or feed but {media_type}", "save it, and send the file")
    return _SUFFIXES[media_type]


def _content(url: str, response: http.client.HTTPResponse, connection: http.client.HTTPConnection, until: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        if connection.sock is not None:
            connection.sock.settimeout(_left(url, until))
        try:
            part = response.read1(65536)
        except (OSError, http.client.HTTPException) as error:
            raise InputError(url, f"the connection broke ({error})", "try again") from None
        if not part:
            return b"".join(parts)
        size += len(part)
        if size > FETCH_BYTES:
            raise InputError(url, f"it is larger than {FETCH_BYTES // 2**20} MB", "save it, and read the file with `ascribe read`")
        parts.append(part)


def _left(url: str, until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise InputError(url, f"it took longer than {FETCH_SECONDS:.0f} seconds", "save the page and send the file")
    return left
