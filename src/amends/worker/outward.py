"""Ask another site over the network, and nothing inside of ours: over https, in good time, at no other address.

A name is looked up once, each address it has must be one of the public internet, and the connection goes to exactly
that address: a name that is made to point into the house's own network (SSRF, also by a second look-up) leads nowhere.
No redirect is followed and no proxy of the environment is used.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urlsplit

from amends.connectors.addresses import Address, NotAsked, is_public

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE: Final = 10.0
"""Seconds for the whole of one answer, however it trickles in."""

LARGEST: Final = 100_000
"""Bytes of an answer."""

HERE: Final = ("127.0.0.1", "localhost", "::1")
"""Hosts that may be asked without https: two sites on one machine, to try it."""


class Outward:
    """Posts and gets text elsewhere; `stop` ends what is being waited for, so that a closing house need not wait.

    ``context`` says which certificates are believed; ``public`` tells which addresses may be asked.
    """

    def __init__(self, *, context: ssl.SSLContext | None = None, public: Callable[[Address], bool] = is_public) -> None:
        self._context = context or ssl.create_default_context()
        self._public = public
        self._stopped = threading.Event()
        self._open: _Pinned | _Encrypted | None = None

    def post(self, address: str, body: str) -> tuple[int, str]:
        """Post a text and return status and text; raises `OSError` where nobody answers as they should."""
        return self._ask("POST", address, body.encode())

    def get(self, address: str) -> tuple[int, str]:
        """Get a text; returns and raises as `post` does."""
        return self._ask("GET", address, None)

    def stop(self) -> None:
        """Ask nothing any more, and let go of what is being asked."""
        self._stopped.set()
        if self._open is not None:
            _hang_up(self._open)

    def _ask(self, method: str, address: str, body: bytes | None) -> tuple[int, str]:
        try:
            connection, target = self._connection(urlsplit(address))
        except (ValueError, UnicodeError) as error:
            raise NotAsked(f"“{address}” is no address that can be asked: {error}.") from error
        if self._stopped.is_set():
            raise NotAsked("This site is closing.")
        self._open = connection
        late = threading.Event()

        def give_up() -> None:
            late.set()
            _hang_up(connection)

        too_long = threading.Timer(PATIENCE, give_up)
        too_long.start()
        try:
            status, found = _answer(connection, method, target, body)
        except (HTTPException, OSError) as error:
            if late.is_set():
                raise OSError(f"It did not answer within {PATIENCE:.0f} seconds.") from error
            if self._stopped.is_set():
                raise NotAsked("This site is closing.") from error
            if isinstance(error, OSError):
                raise
            raise OSError(f"It does not answer as a web server does ({type(error).__name__}).") from error
        finally:
            too_long.cancel()
            connection.close()
            self._open = None
        if late.is_set():
            raise OSError(f"It did not answer within {PATIENCE:.0f} seconds.")
        return status, _text(found)

    def _connection(self, parts: SplitResult) -> tuple[_Pinned | _Encrypted, str]:
        host, target = parts.hostname or "", parts.path or "/"
        if not host or parts.username is not None or parts.query or parts.fragment:
            raise NotAsked("An address is a host, and a path where there is one, and nothing else.")
        if parts.scheme == "http" and host in HERE:
            return _Pinned(host, parts.port or 80, "127.0.0.1" if host == "localhost" else host), target
        if parts.scheme != "https":
            raise NotAsked("Another site is asked over https.")
        port = parts.port or 443
        return _Encrypted(host, port, self._resolved(host, port), self._context), target

    def _resolved(self, host: str, port: int) -> str:
        """Look a name up, and return an address of it that may be asked; one that may not spoils the name."""
        found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        for each in found:
            if not self._public(ipaddress.ip_address(each.partition("%")[0])):
                raise NotAsked(f"{host} leads to {each}, which is inside a network and not on the public internet.")
        return found[0]


class _Pinned(HTTPConnection):
    """A connection to one address, whatever its host's name leads to by now.

    ``line`` is its socket while it is open: the standard library forgets ``sock`` once an answer that ends with
    the connection has begun, and then nobody could hang up on it.
    """

    line: socket.socket | None = None

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=PATIENCE)
        self.address = address

    def connect(self) -> None:
        self.line = self.sock = socket.create_connection((self.address, self.port), PATIENCE)


class _Encrypted(HTTPSConnection):
    """The same, encrypted, with a certificate for the host's name."""

    line: socket.socket | None = None

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=PATIENCE, context=context)
        self.address, self.believing = address, context

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), PATIENCE)
        self.line = self.sock = plain
        self.line = self.sock = self.believing.wrap_socket(plain, server_hostname=self.host)


def _answer(connection: HTTPConnection, method: str, target: str, body: bytes | None) -> tuple[int, bytes]:
    headers = {"User-Agent": "amends", "Content-Type": "text/plain; charset=utf-8", "Connection": "close"}
    connection.request(method, target, body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read(LARGEST + 1)


def _hang_up(connection: _Pinned | _Encrypted) -> None:
    """End a connection from another thread: whoever reads from it is told at once."""
    if connection.line is not None:
        with contextlib.suppress(OSError):
            connection.line.shutdown(socket.SHUT_RDWR)


def _text(found: bytes) -> str:
    if len(found) > LARGEST:
        raise OSError(f"It sends more than {LARGEST:,} bytes.")
    try:
        return found.decode()
    except UnicodeDecodeError as error:
        raise OSError("It sends something that is no text.") from error
