"""Reads the members of a zip whose list of members, which stands at its end, is lost.

Each member of a zip is preceded by a header of its own (APPNOTE 4.3.7), so that a download that broke off
still gives every member before the break, and the beginning of the one in which it broke.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final, NamedTuple

from amends.connectors.opening import CHUNK, Expansion, Unpacker
from amends.connectors.outcome import Damage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.connectors.opening import MeteredFile

_HEADER: Final = struct.Struct("<4s5H3I2H")
_SIGNATURE: Final = b"PK\x03\x04"
_DESCRIPTOR: Final = b"PK\x07\x08"
_RAW: Final = -15
"""What zlib calls a deflated stream without any dress."""

_DEFLATED: Final = 8
_STORED: Final = 0
_SIZE_LATER: Final = 0x08
_LOCKED: Final = 0x01
_ZIP64: Final = 0xFFFFFFFF


class LocalMember(NamedTuple):
    """A member as its own header tells it: where its data begin, how they are packed, how long they are."""

    name: str
    start: int
    method: int
    packed: int | None
    """Bytes of packed data; None where only unpacking them tells."""


def local_members(file: MeteredFile) -> Iterator[LocalMember]:
    """Walk the members from the beginning of the file until it ends or makes no sense."""
    at = 0
    while True:
        file.seek(at)
        header = file.read(_HEADER.size)
        if len(header) < _HEADER.size or not header.startswith(_SIGNATURE):
            return
        _, _, flags, method, _, _, _, packed, _, name_size, extra_size = _HEADER.unpack(header)
        name = file.read(name_size).decode("utf-8", "replace")
        start = at + _HEADER.size + name_size + extra_size
        told = packed if not flags & _SIZE_LATER and packed != _ZIP64 else None
        member = LocalMember(name, start, method, told)
        if flags & _LOCKED or method not in (_STORED, _DEFLATED) or (told is None and method == _STORED):
            return
        if name and not name.endswith("/"):
            yield member
        end = start + told if told is not None else _end_of(file, member)
        if end is None:
            return
        at = end


class Inflated:
    """The bytes of one member, up to where the file breaks."""

    def __init__(self, file: MeteredFile, member: LocalMember) -> None:
        self._file = file
        self._at = member.start
        self._left = member.packed
        self._unpacker = Unpacker(_RAW) if member.method == _DEFLATED else None
        self._guard = Expansion()
        self._packed = b""

    @property
    def end(self) -> int:
        """Where the packed data ended, once all of them are read."""
        return self._at - len(self._packed)

    def read(self, size: int, /) -> bytes:
        """Give at most ``size`` unpacked bytes. Raises `Damage` where the zip breaks."""
        if self._unpacker is None:
            return self._packed_piece(size)
        while not self._unpacker.ended:
            if not self._packed and not self._unpacker.full:
                self._packed = self._packed_piece(CHUNK)
            piece = self._unpacker.unpack(self._packed, size)
            self._packed = self._unpacker.rest
            if piece:
                self._guard.admit(len(piece))
                return piece
        return b""

    def _packed_piece(self, size: int) -> bytes:
        if self._left is not None:
            size = min(size, self._left)
            if not size and self._unpacker is None:
                return b""
        self._file.seek(self._at)
        piece = self._file.read(size)
        if not piece:
            raise Damage("The zip ends here, in the middle.")
        self._at += len(piece)
        self._left = None if self._left is None else self._left - len(piece)
        self._guard.packed += len(piece)
        return piece


def _end_of(file: MeteredFile, member: LocalMember) -> int | None:
    stream = Inflated(file, member)
    try:
        while stream.read(CHUNK):
            pass
    except Damage:
        return None
    file.seek(stream.end)
    after = file.read(24)
    # The sizes that follow the data: 12 bytes, 16 with their signature, 20 or 24 where they are 64 bits wide.
    for size in (16, 12, 24, 20):
        if after[size : size + 4] in (_SIGNATURE, b"PK\x01\x02") and (
            size in (12, 20) or after.startswith(_DESCRIPTOR)
        ):
            return stream.end + size
    return stream.end + 16 if after.startswith(_DESCRIPTOR) else None
