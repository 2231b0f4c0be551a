"""The site in this process: a server that leaves signals to us."""

from __future__ import annotations

import asyncio
import errno
import gc
import socket
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import uvicorn
from django.urls import get_resolver
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from amends.worker.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAVE_WITHIN: Final = 3
"""Seconds that open requests get to finish when the site closes."""

TURN: Final = 0.0002
"""Seconds a thread may hold the interpreter while another waits for it. An answer takes several turns of the loop, and
at Python's own five milliseconds each would wait that long for a page that is being made beside it."""

MUCH: Final = 64 * 1024
MANY: Final = 16
"""Bytes of a piece, and pieces, beyond which nothing is held back to be sent together."""


class OneWrite:
    """A connection's way out that sends what is written in one turn of the loop together: one call, not one a piece.

    A server writes the head of an answer and its body apart; with many small answers those calls cost more than making
    them. Everything else is the transport's own.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._pieces: list[bytes] = []
        self._later = asyncio.get_running_loop().call_soon

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a transport can do
        return getattr(self._transport, name)

    def write(self, piece: bytes) -> None:
        """Send a piece with whatever else is written in this turn."""
        if not self._pieces:
            self._later(self._send)
        self._pieces.append(piece)
        if len(piece) > MUCH or len(self._pieces) > MANY:
            self._send()  # what streams must learn in time that its reader is slow

    def close(self) -> None:
        """Send what was written, then close."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        if self._pieces:
            pieces, self._pieces = self._pieces, []
            self._transport.write(b"".join(pieces))


class Protocol(AutoHTTPProtocol):  # type: ignore[misc,valid-type]  # chosen when uvicorn is loaded: C where it is there
    """Uvicorn's own protocol, writing through `OneWrite`."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Begin with a connection."""
        super().connection_made(OneWrite(transport))


class Site(uvicorn.Server):
    """A server that is stopped by `should_exit` alone.

    Uvicorn catches SIGTERM itself and raises it again once it has closed, which would end the process before the
    listener could keep what it heard.
    """

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Catch nothing: `amends.worker.up` does."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the door once every page can be made, let threads take short turns, and set aside what lives on.

        Looking through all of that for garbage, again and again, would hold up every reader for a tenth of a second.
        """
        get_resolver().url_patterns  # noqa: B018 - they are loaded when they are first looked at
        gc.collect()
        gc.freeze()
        sys.setswitchinterval(TURN)
        await super().startup(sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the door, and let what was set aside be cleared away: a connection to the database may be among it."""
        await super().shutdown(sockets)
        gc.unfreeze()


def make_site(host: str, port: int) -> Site:
    """Make the server of the Django site; Django must be set up."""
    return Site(
        uvicorn.Config(
            "amends.asgi:application",
            host=host,
            port=port,
            http=Protocol,
            lifespan="off",  # Django has none
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=LEAVE_WITHIN,
        )
    )


def take_port(host: str, port: int) -> socket.socket:
    """Take the address before anything is promised; raises `Trouble` where it cannot be had."""
    taken: socket.socket | None = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        taken = socket.socket(family, kind, protocol)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
        taken.listen(1024)
    except OSError as error:
        if taken is not None:
            taken.close()
        raise Trouble(_why_not(error, host, port)) from error
    taken.settimeout(0)
    return taken


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use already. Stop what uses it, or choose another one: --port {port + 1}"
    if error.errno == errno.EACCES:
        return f"Port {port} may only be opened by root. Choose one above 1023: --port 8700"
    return f"The address {host}:{port} cannot be opened ({(error.strerror or str(error)).lower()})."
