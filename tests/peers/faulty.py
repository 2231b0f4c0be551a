"""A proxy that stands before a real server and breaks the connections to it, each in a way of its own."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct

WAYS = ("late", "cut", "half-closed", "out of order", "again", "garbled", "stalled")


class Proxy:
    """Passes bytes on, and breaks connections in one way after the other; when the ways are used up, in none.

    A way is `(way, after)`: it comes with the first piece after so many bytes that the server sent on a connection, or
    since the way before, where the connection outlived that. A piece is what was read at once, or, where ``framed``,
    one message of a web socket. ``broke`` names the ways that came about.
    """

    def __init__(self, port, ways=(), *, framed=False, seed=3):
        self._port, self._ways, self._framed = port, list(ways), framed
        self._chance, self.broke, self._lines = random.Random(seed), [], set()

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._line, "127.0.0.1", 0)
        self.place = f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_):
        self._server.close()
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    def left(self):
        """Tell how many ways are still to come."""
        return len(self._ways)

    async def _line(self, reader, writer):
        self._lines.add(asyncio.current_task())
        there, to = await asyncio.open_connection("127.0.0.1", self._port)
        up = asyncio.create_task(_pass_on(reader, to))
        try:
            with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
                await self._down(there, writer)
        finally:
            up.cancel()
            for each in (writer, to):
                each.close()
            await asyncio.gather(writer.wait_closed(), to.wait_closed(), up, return_exceptions=True)

    async def _down(self, there, writer):
        passed, held = 0, b""
        async for piece in self._framed_pieces(there) if self._framed else _pieces(there):
            told, before, held, passed = [piece], held, b"", passed + len(piece)
            if self._ways and passed > self._ways[0][1]:
                way, passed = self._ways.pop(0)[0], 0
                self.broke.append(way)
                told, held = await self._broken(way, piece, writer)
            for each in (*told, before):
                writer.write(each)
                await writer.drain()
        writer.write(held)
        writer.write_eof()
        await writer.drain()

    async def _broken(self, way, piece, writer):
        """Break a connection; gives what is sent now, and what behind the next piece."""
        half = self._chance.randrange(len(piece))
        if way == "cut":
            writer.write(piece[:half])
            line = writer.get_extra_info("socket")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
            raise ConnectionResetError
        if way in ("half-closed", "stalled"):
            writer.write(piece[:half])
            if way == "half-closed":
                writer.write_eof()
            await asyncio.get_running_loop().create_future()
        if way == "late":
            writer.write(piece[:half])
            await asyncio.sleep(0.3)
            return [piece[half:]], b""
        if way == "out of order":
            return [], piece
        if way == "garbled":
            at = self._chance.randrange(max(1, len(piece) - 8))
            return [piece[:at] + b"\xff" * len(piece[at : at + 8]) + piece[at + 8 :]], b""
        return [piece, piece], b""

    async def _framed_pieces(self, there):
        yield await there.readuntil(b"\r\n\r\n")
        while True:
            head = await there.readexactly(2)
            size = head[1] & 127
            more = await there.readexactly({126: 2, 127: 8}.get(size, 0))
            yield head + more + await there.readexactly(int.from_bytes(more, "big") if more else size)


async def _pieces(there):
    while piece := await there.read(65_536):
        yield piece


async def _pass_on(reader, to):
    with contextlib.suppress(OSError):
        async for piece in _pieces(reader):
            to.write(piece)
            await to.drain()
        to.write_eof()
