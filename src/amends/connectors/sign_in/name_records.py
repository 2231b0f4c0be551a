"""What a name says of itself in the domain name system: its TXT records, asked of this machine's own name server.

The standard library looks addresses up and nothing else. This asks one question (RFC 1035, section 4) over UDP, and
over TCP where the answer does not fit. A connected socket hears its own server only; number, port and question of an
answer must be those of what was asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

PATIENCE: Final = 3.0
"""Seconds for one try."""

TRIES: Final = 2
_TXT: Final = 16
_IN: Final = 1
_TRUNCATED: Final = 0x0200
_ANSWER: Final = 0x8000
_MOST: Final = 50
"""Records of an answer that are read."""


class NoRecords(OSError):
    """The name server did not answer, or not as it should: that a name has no records is no such trouble."""


async def texts_of(name: str, server: tuple[str, int] | None = None) -> list[str]:
    """Return the texts a name holds, none where there is no such name. Raises `NoRecords`.

    ``server`` is the name server's address and port; without it, it is the first that this machine uses.
    """
    host, port = server or machines_own()
    try:
        asked = _question(name)
    except UnicodeError as error:
        raise NoRecords(f"“{name}” is no name of a host.") from error
    for _ in range(TRIES):
        with contextlib.suppress(TimeoutError):
            try:
                async with asyncio.timeout(PATIENCE):
                    answer = await _by_datagram(asked, host, port)
                    if struct.unpack_from("!H", answer, 2)[0] & _TRUNCATED:
                        answer = await _by_stream(asked, host, port)
                    return list(_texts(answer, asked))
            except (OSError, struct.error, IndexError, EOFError) as error:
                if isinstance(error, TimeoutError):
                    raise
                raise NoRecords(f"The name server at {host} did not answer as it should.") from error
    raise NoRecords(f"The name server at {host} did not answer within {PATIENCE:.0f} seconds.")


def machines_own(file: Path = Path("/etc/resolv.conf")) -> tuple[str, int]:
    """Return the first name server this machine uses, or that of the machine itself where none is named."""
    try:
        lines = file.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        lines = []
    named = [words[1] for words in map(str.split, lines) if len(words) > 1 and words[0] == "nameserver"]
    return (named[0] if named else "127.0.0.1"), 53


def _question(name: str) -> bytes:
    labels = [label.encode("ascii") for label in name.rstrip(".").split(".")]
    if any(not 0 < len(label) < 64 for label in labels) or sum(map(len, labels)) + len(labels) > 254:
        raise UnicodeError("A label has 1 to 63 letters, and a name at most 254.")
    written = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    return struct.pack("!HHHHHH", secrets.randbelow(1 << 16), 0x0100, 1, 0, 0, 0) + written + struct.pack("!HH", 16, 1)


async def _by_datagram(asked: bytes, host: str, port: int) -> bytes:
    loop = asyncio.get_running_loop()
    heard: asyncio.Future[bytes] = loop.create_future()
    line, _ = await loop.create_datagram_endpoint(lambda: _Ear(heard, asked), remote_addr=(host, port))
    try:
        line.sendto(asked)
        return await heard
    finally:
        line.close()


async def _by_stream(asked: bytes, host: str, port: int) -> bytes:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(struct.pack("!H", len(asked)) + asked)
        length = struct.unpack("!H", await reader.readexactly(2))[0]
        answer = await reader.readexactly(length)
    finally:
        writer.close()
    if not _answers(answer, asked):
        raise NoRecords("What came back answers another question.")
    return answer


class _Ear(asyncio.DatagramProtocol):
    """Takes the first datagram that answers what was asked; whatever else comes was sent by somebody else."""

    def __init__(self, heard: asyncio.Future[bytes], asked: bytes) -> None:
        self._heard, self._asked = heard, asked

    def datagram_received(self, data: bytes, _address: object) -> None:
        if not self._heard.done() and _answers(data, self._asked):
            self._heard.set_result(data)

    def error_received(self, error: Exception) -> None:
        if not self._heard.done():
            self._heard.set_exception(error)


def _answers(data: bytes, asked: bytes) -> bool:
    """Tell whether bytes answer a question: its number, its mark, and the very question repeated in any case."""
    end = len(asked)
    if len(data) < end or data[:2] != asked[:2] or not data[2] & (_ANSWER >> 8) or data[4:6] != asked[4:6]:
        return False
    return data[12:end].lower() == asked[12:].lower()


def _texts(answer: bytes, asked: bytes) -> Iterator[str]:
    """Read the TXT records of an answer; raises ``struct.error`` or ``IndexError`` where it breaks off."""
    at = len(asked)
    for _ in range(min(struct.unpack_from("!H", answer, 6)[0], _MOST)):
        at = _behind_name(answer, at)
        kind, family, _, length = struct.unpack_from("!HHIH", answer, at)
        at += 10
        if len(answer) < at + length:
            raise IndexError("The answer breaks off.")
        if (kind, family) == (_TXT, _IN):
            yield _strings(answer[at : at + length]).decode("utf-8", "replace")
        at += length


def _behind_name(answer: bytes, at: int) -> int:
    while length := answer[at]:
        if length & 0xC0:
            return at + 2
        at += length + 1
    return at + 1


def _strings(data: bytes) -> bytes:
    found, at = b"", 0
    while at < len(data):
        found += data[at + 1 : at + 1 + data[at]]
        at += data[at] + 1
    return found
