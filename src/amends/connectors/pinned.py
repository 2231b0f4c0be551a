"""Connections that go to judged addresses and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpcore2

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable, Iterable

    Lookup = Callable[[str, int], Awaitable[list[str]]]


def pinned_pool(lookup: Lookup, context: ssl.SSLContext) -> httpcore2.AsyncConnectionPool:
    """Make a pool for one question, whose connections go to what ``lookup`` (host, port) found and judged."""
    return httpcore2.AsyncConnectionPool(
        ssl_context=context, max_connections=1, max_keepalive_connections=0, network_backend=_Pinned(lookup)
    )


class _Pinned(httpcore2.AsyncNetworkBackend):
    """Looks a name up by ``lookup``, and connects to the first of its addresses that takes it."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._inner = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is the library's
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        trouble: Exception = httpcore2.ConnectError(f"{host} does not answer")
        for address in await self._lookup(host, port):
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                trouble = error
        raise trouble

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - as above
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,  # noqa: ARG002 - as above
    ) -> httpcore2.AsyncNetworkStream:
        raise httpcore2.UnsupportedProtocol(f"{path} is a file of this machine, and no other server.")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)
