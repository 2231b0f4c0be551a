"""Server-sent events, as bytes that come piece by piece."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from amends.connectors.door import TooMuch

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

LARGEST: Final = 1 << 20
"""Bytes that one event may have."""

LINES: Final = 10_000
"""Lines that one event may have."""


class Event(NamedTuple):
    """One event: its name and its data. Where both are empty it was a comment, which shows that the line is alive."""

    name: str
    data: bytes


async def events(pieces: AsyncIterator[bytes]) -> AsyncGenerator[Event]:
    """Give the events of a stream as they are whole; one that is cut off at the end is none.

    Raises `TooMuch`.
    """
    name, data, size, lines = "", bytearray(), 0, 0
    async for line in _lines(pieces):
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        size, lines = size + len(line), lines + 1
        if size > LARGEST or lines > LINES:
            raise TooMuch(f"The stream sends an event of more than {LARGEST:,} bytes, or {LINES:,} lines.")
        if not line:
            if name or data:
                yield Event(name, bytes(data).removesuffix(b"\n"))
            name, data, size, lines = "", bytearray(), 0, 0
        elif not field:
            size = lines = 0
            yield Event("", b"")
        elif field == b"event":
            name = value.decode("utf-8", "replace")
        elif field == b"data":
            data += value + b"\n"


async def _lines(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    held = bytearray()
    async for piece in pieces:
        held += piece
        if b"\n" in piece:
            *whole, rest = bytes(held).split(b"\n")
            held = bytearray(rest)
            for line in whole:
                yield line.removesuffix(b"\r")
        if len(held) > LARGEST:
            raise TooMuch(f"The stream sends a line of more than {LARGEST:,} bytes.")
