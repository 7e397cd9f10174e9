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
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

import msgspec

from ascribe._version import __version__
from ascribe.errors import InputError

__all__ = ["FETCH_BYTES", "FETCH_SECONDS", "Page", "checked_addresses", "fetch"]

FETCH_BYTES: Final = 10 * 1024 * 1024
FETCH_SECONDS: Final = 20.0
_REDIRECTS: Final = 5
#: All IPv6 addresses of the open network; those that stand for an IPv4 address behind a translator; where relays for 6to4 were.
_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")
_RELAYS: Final = ipaddress.IPv4Network("192.88.99.0/24")
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
        with _asked(_parts(current), until) as response:
            if response.status in (301, 302, 303, 307, 308) and response.headers.get("location"):
                current = _joined(current, response.headers["location"])
                continue
            if response.status != 200:
                raise InputError(
                    current, f"the site answered {response.status} {response.reason}", "open it in a browser, and save the page"
                )
            suffix = _suffix(current, response.headers.get_content_type())
            return Page(url=current, content=_content(current, response, until), suffix=suffix)
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
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast and address not in _RELAYS
    if address.ipv4_mapped is not None:
        return _is_global(address.ipv4_mapped)
    if address in _TRANSLATED:
        return _is_global(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    inner = [address.sixtofour, *(address.teredo or ())]
    return address in _UNICAST and address.is_global and all(v4 is None or _is_global(v4) for v4 in inner)


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise InputError(url, f"it leads on to no address ({error})", "give the address that it ends at") from None


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


@contextmanager
def _asked(parts: SplitResult, until: float) -> Iterator[http.client.HTTPResponse]:
    """The answer to a question for a page. However slowly it comes, the connection ends when the time is over: a timeout of its own would
    begin anew with every byte."""
    host, port = str(parts.hostname), _PORTS[parts.scheme]
    address = checked_addresses(host, port)[0]
    connection = http.client.HTTPConnection(host, port)
    ending: threading.Timer | None = None
    try:
        try:
            sock = socket.create_connection((address, port), timeout=_left(parts.geturl(), until))
            if parts.scheme == "https":
                sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
            connection.sock = sock
            ending = threading.Timer(_left(parts.geturl(), until), _end, [sock])
            ending.daemon = True
            ending.start()
            if isinstance(sock, ssl.SSLSocket):
                sock.do_handshake()
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(
                "GET", path, headers={"user-agent": f"Ascribe/{__version__}", "accept": "text/html, text/plain, application/xml"}
            )
            response = connection.getresponse()
        except (OSError, http.client.HTTPException, ValueError) as error:
            _left(parts.geturl(), until)
            raise InputError(parts.geturl(), f"it could not be opened ({error})", "try again, or save the page and send the file") from None
        with response:
            yield response
    finally:
        if ending is not None:
            ending.cancel()
        connection.close()


def _end(sock: socket.socket) -> None:
    with suppress(OSError):  # it ended by itself
        sock.shutdown(socket.SHUT_RDWR)


def _suffix(url: str, media_type: str) -> str:
    if media_type in _FEEDS:
        return ".xml"
    if media_type not in _SUFFIXES:
        raise InputError(url, f"it is no page or feed but {media_type}", "save it, and send the file")
    return _SUFFIXES[media_type]


def _content(url: str, response: http.client.HTTPResponse, until: float) -> bytes:
    gathered = bytearray()
    while True:
        try:
            part = response.read1(65536)
        except (OSError, http.client.HTTPException, ValueError) as error:
            _left(url, until)
            raise InputError(url, f"the connection broke ({error})", "try again") from None
        _left(url, until)  # what was cut off then ends as if it were whole
        if not part:
            if response.length:
                raise InputError(url, "it broke off before its end", "try again")
            return bytes(gathered)
        gathered += part
        if len(gathered) > FETCH_BYTES:
            raise InputError(url, f"it is larger than {FETCH_BYTES // 2**20} MB", "save it, and read the file with `ascribe read`")


def _left(url: str, until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise InputError(url, f"it took longer than {FETCH_SECONDS:.0f} seconds", "save the page and send the file")
    return left
