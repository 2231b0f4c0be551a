"""An open-loop client: requests leave when their time has come, whether or not earlier ones were answered.

A closed loop waits for a slow server and so never sees how long people would have waited; here a request's time counts
from the moment it should have left. Keep-alive connections are opened as they are needed and used again. Only addresses
of this machine are asked.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
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


Request = tuple[str, bytes, Callable[[int, dict[str, str]], None] | None]
"""The kind of a request, its bytes, and who is told status and headers."""


class Client:
    """Sends requests to one port of this machine."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self.figures: dict[str, Figures] = {}

    async def run(self, requests: Iterable[tuple[float, Request]]) -> None:
        """Send each request at its second, counted from now; returns when all are answered."""
        began = time.perf_counter()
        tasks: set[asyncio.Task[None]] = set()
        for due, request in requests:
            wait = began + due - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            task = asyncio.create_task(self._send(began + due, request))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        if tasks:
            await asyncio.wait(tasks)
        for _, writer in self._idle:
            writer.close()

    async def _send(self, due: float, request: Request) -> None:
        kind, raw, told = request
        figures = self.figures.setdefault(kind, Figures())
        try:
            async with asyncio.timeout(LATE):
                status, headers, length = await self._exchange(raw)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
            status, headers, length = 0, {}, 0
        figures.seconds.append(time.perf_counter() - due)
        figures.statuses[status] += 1
        figures.bytes += length
        if told is not None:
            told(status, headers)

    async def _exchange(self, raw: bytes) -> tuple[int, dict[str, str], int]:
        reader, writer = (
            self._idle.pop() if self._idle else await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20)
        )
        writer.write(raw)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split(" ")[1])
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        length = int(headers.get("content-length", "0"))
        if headers.get("transfer-encoding", "") == "chunked":
            length = await _chunks(reader)
        elif length:
            await reader.readexactly(length)
        if headers.get("connection", "").lower() == "close":
            writer.close()
        else:
            self._idle.append((reader, writer))
        return status, headers, length


async def _chunks(reader: asyncio.StreamReader) -> int:
    total = 0
    while True:
        size = int((await reader.readline()).strip() or b"0", 16)
        await reader.readexactly(size + 2)
        if size == 0:
            return total
        total += size


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
