"""An open-loop client: requests leave when their time has come, whether or not earlier ones were answered.

A closed loop waits for a slow server and so never sees how long people would have waited; here a request's time counts
from the moment it should have left. Keep-alive connections are opened as they are needed and used again in turn, so
that many stay open, as in a crowd. The client shares its machine with what it measures: it reads of an answer no more
than its status, its length and whether the connection goes on. Only addresses of this machine are asked.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

LATE = 30.0
"""Seconds after which an answer counts as never having come."""


@dataclass
class Figures:
    """What one kind of request met: seconds from when each should have left, and how it was answered."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    bytes: int = 0

    def percentile(self, share: float) -> float:
        """Return the time, in milliseconds, within which this share of the requests was answered."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    @property
    def failed(self) -> int:
        """Count answers that say the server failed, and those that never came (status 0)."""
        return sum(count for status, count in self.statuses.items() if status == 0 or status >= 500)


Request = tuple[str, bytes, Callable[[int], None] | None]
"""The kind of a request, its bytes, and who is told its status (0 where no answer came)."""


class _Connection(asyncio.Protocol):
    """One connection, with one request at a time."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.due = 0.0
        self.request: Request | None = None
        self.open = False
        self._transport: asyncio.Transport | None = None
        self._head = b""
        self._status = 0
        self._left = -1
        self._bytes = 0
        self._goes_on = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self.open = transport, True

    def connection_lost(self, _error: Exception | None) -> None:
        self.open = False
        self._end(0)

    def send(self, due: float, request: Request) -> None:
        assert self._transport is not None
        self.due, self.request = due, request
        self._head, self._left, self._bytes = b"", -1, 0
        self._transport.write(request[1])

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._bytes += len(data)
        if self._left < 0:
            head, parted, body = (self._head + data).partition(b"\r\n\r\n")
            if not parted:
                self._head = head
                return
            self._read_head(head.lower() + b"\r\n")
            data = body
        self._left -= len(data)
        if self._left <= 0:
            self._end(self._status)

    def _read_head(self, head: bytes) -> None:
        self._status = int(head[9:12])
        self._left = int(_after(head, b"\r\ncontent-length:") or 0)
        self._goes_on = _after(head, b"\r\nconnection:") != b"close"
        if b"\r\ntransfer-encoding:" in head:
            raise ValueError("The site told no length: this client reads only answers that tell theirs.")

    def _end(self, status: int) -> None:
        if self.request is None:
            return
        request, self.request = self.request, None
        if not self._goes_on:
            self.close()
            self.open = False
        self._client.answered(self, request, status, self._bytes)


def _after(head: bytes, name: bytes) -> bytes:
    at = head.find(name)
    return b"" if at < 0 else head[at + len(name) : head.index(b"\r\n", at + len(name))].strip()


class Client:
    """Sends requests to one port of this machine."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: deque[_Connection] = deque()
        self._busy: set[_Connection] = set()
        self._opening: set[asyncio.Task[None]] = set()
        self.figures: dict[str, Figures] = {}

    async def run(self, requests: Iterable[tuple[float, Request]]) -> None:
        """Send each request at its second, counted from now, in their order; returns when all are answered."""
        began = time.perf_counter()
        looks = asyncio.create_task(self._give_up_late())
        for due, request in requests:
            wait = began + due - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            self._send(began + due, request)
        while self._busy or self._opening:  # noqa: ASYNC110 - both change with every answer; the end may be late a little
            await asyncio.sleep(0.01)
        looks.cancel()
        for connection in self._idle:
            connection.close()

    def answered(self, connection: _Connection, request: Request, status: int, length: int) -> None:
        """Note an answer, or that none came, and keep the connection for another request where it goes on."""
        self._busy.discard(connection)
        self._note(connection.due, request, status, length)
        if connection.open:
            self._idle.append(connection)

    def _send(self, due: float, request: Request) -> None:
        while self._idle:
            connection = self._idle.popleft()
            if connection.open:
                self._busy.add(connection)
                connection.send(due, request)
                return
        task = asyncio.create_task(self._send_anew(due, request))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    async def _send_anew(self, due: float, request: Request) -> None:
        try:
            async with asyncio.timeout(LATE):
                _, connection = await asyncio.get_running_loop().create_connection(
                    lambda: _Connection(self), "127.0.0.1", self._port
                )
        except (OSError, TimeoutError):
            self._note(due, request, 0, 0)
            return
        self._busy.add(connection)
        connection.send(due, request)

    def _note(self, due: float, request: Request, status: int, length: int) -> None:
        kind, _, told = request
        figures = self.figures.setdefault(kind, Figures())
        figures.seconds.append(time.perf_counter() - due)
        figures.statuses[status] += 1
        figures.bytes += length
        if told is not None:
            told(status)

    async def _give_up_late(self) -> None:
        while True:
            await asyncio.sleep(1)
            for connection in [one for one in self._busy if time.perf_counter() - one.due > LATE]:
                connection.close()


def get(path: str, *, host: str = "127.0.0.1") -> bytes:
    """Write a reader's request."""
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n\r\n".encode()


def post(path: str, body: bytes, *, host: str = "127.0.0.1", sender: str = "") -> bytes:
    """Write a form that is sent; ``sender`` is the address a proxy in front would name."""
    forwarded = f"X-Forwarded-For: {sender}\r\n" if sender else ""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\n{forwarded}Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
