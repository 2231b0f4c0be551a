"""Streams of bytes out of files: counted, unpacked, brought to UTF-8; never more than a chunk in memory."""

from __future__ import annotations

import codecs
import zlib
from typing import TYPE_CHECKING, Final, Protocol, Self

from amends.connectors.outcome import Damage, UnreadableArchive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

CHUNK: Final = 1 << 20
"""Bytes asked for at a time."""

EXPANSION_CAP: Final = 300
"""Packed posts shrink 5 to 100 times; a stream that grows more than this is a bomb."""

EXPANSION_GRACE: Final = 8 << 20
"""Bytes that may come out before `EXPANSION_CAP` is asked about."""

_GZIP: Final = 31
"""What zlib calls a deflated stream in the dress of gzip."""

_STEP: Final = 64
GZIP_MAGIC: Final = b"\x1f\x8b"


class ByteSource(Protocol):
    """Anything that gives its bytes in order."""

    def read(self, size: int, /) -> bytes:
        """Give at most about ``size`` bytes, and none only at the end. Raises `Damage`."""


class MeteredFile:
    """A file on disk that counts what was read of it. Raises `UnreadableArchive` when it cannot be opened."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = path.open("rb")
            self.size = path.stat().st_size
        except OSError as error:
            raise UnreadableArchive(cannot_open(path, error)) from None
        self.done = 0

    def read(self, size: int = -1, /) -> bytes:
        """Give at most ``size`` bytes, all that are left where none is said. Raises `Damage`."""
        try:
            piece = self._file.read(size)
        except OSError as error:
            raise Damage(f"The file cannot be read on from here ({error.strerror}).") from None
        self.done += len(piece)
        return piece

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to an offset, as files do."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Say at which offset the file stands."""
        return self._file.tell()

    def seekable(self) -> bool:
        """Say that this file can seek."""
        return True

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


class Gunzip:
    """The unpacked bytes of a gzip stream of one or more members, guarded against bombs."""

    def __init__(self, source: ByteSource) -> None:
        self._source = source
        self._unpacker = Unpacker(_GZIP)
        self._guard = Expansion()
        self._packed = b""
        self._begun = False

    def read(self, size: int, /) -> bytes:
        """Give at most ``size`` unpacked bytes. Raises `Damage` at a break and at a bomb."""
        while self._unpacker.full or self._refill():
            piece = self._next_piece(size)
            if piece:
                self._guard.admit(len(piece))
                return piece
        return b""

    def _refill(self) -> bool:
        """Say whether there is something to unpack, reading on where needed."""
        if not self._packed:
            self._packed = self._source.read(CHUNK)
            self._guard.packed += len(self._packed)
        if not self._begun:
            # What follows the last member without its mark is padding, as tape and some mirrors leave it.
            return bool(self._packed) and self._packed.startswith(GZIP_MAGIC[: len(self._packed)])
        if not self._packed:
            raise Damage("The packed data ends here, in the middle.")
        return True

    def _next_piece(self, size: int) -> bytes:
        self._begun = True
        piece = self._unpacker.unpack(self._packed, size)
        self._packed = self._unpacker.rest
        if self._unpacker.ended:
            self._unpacker, self._begun = Unpacker(_GZIP), False
        return piece


class Unpacker:
    """Unpacks deflated data; at a defect it first gives what stands before it, and then raises `Damage`."""

    def __init__(self, wbits: int) -> None:
        self._inflate = zlib.decompressobj(wbits)
        self._defect = False
        self.rest = b""
        """What of the packed data was not used yet."""
        self.full = False
        """Whether the last piece filled what was asked for, so that more may wait inside."""

    @property
    def ended(self) -> bool:
        """Whether the data came to their end."""
        return self._inflate.eof

    def unpack(self, packed: bytes, size: int) -> bytes:
        """Give at most ``size`` bytes out of ``packed``, leaving `rest`."""
        before = None if self._defect else self._inflate.copy()
        if before is not None:
            try:
                piece = self._inflate.decompress(packed, size)
            except zlib.error:
                self._defect, self.rest, self.full = True, packed, False
                if saved := _saved(before.decompress, packed):
                    return saved
            else:
                self.rest = self._inflate.unused_data if self.ended else self._inflate.unconsumed_tail
                self.full = len(piece) == size and not self.ended
                return piece
        raise Damage("The packed data is damaged from here on.")


def _saved(unpack: Callable[[bytes], bytes], packed: bytes) -> bytes:
    """Unpack in small steps until the step that holds the defect; less than was asked for comes before it."""
    pieces = []
    try:
        for at in range(0, len(packed), _STEP):
            pieces.append(unpack(packed[at : at + _STEP]))  # noqa: PERF401 - a defect must not lose the list
    except zlib.error:
        pass
    return b"".join(pieces)


class Expansion:
    """Counts packed and unpacked bytes and stops a bomb."""

    def __init__(self, packed: int = 0) -> None:
        self.packed = packed
        self.unpacked = 0

    def admit(self, count: int) -> None:
        """Count ``count`` unpacked bytes. Raises `Damage` when they are out of all proportion."""
        self.unpacked += count
        if self.unpacked > max(EXPANSION_GRACE, self.packed * EXPANSION_CAP):
            raise Damage(
                f"The packed data grows more than {EXPANSION_CAP} times when it is unpacked; "
                "we stopped here, to keep this machine safe."
            )


class Utf8:
    """Brings a stream to UTF-8: drops a byte order mark, turns UTF-16 and UTF-32, and CR line ends to LF."""

    def __init__(self, source: ByteSource) -> None:
        self._source = source
        self._first = _at_least(source, 4)
        self._decoder = _decoder_for(self._first)
        if self._decoder is None:
            self._first = self._first.removeprefix(codecs.BOM_UTF8)
        self._old_mac = b"\r" in self._first and b"\n" not in self._first and self._decoder is None
        self._ended = False

    def read(self, size: int, /) -> bytes:
        """Give about ``size`` bytes of UTF-8, as far as the source was text at all."""
        piece, self._first = self._first or self._source.read(size), b""
        if self._decoder is not None:
            return self._turn(piece, size)
        return piece.replace(b"\r", b"\n") if self._old_mac else piece

    def _turn(self, piece: bytes, size: int) -> bytes:
        assert self._decoder is not None
        while not self._ended:
            self._ended = not piece
            text = self._decoder.decode(piece, final=self._ended).removeprefix("\ufeff")
            if text:
                return text.encode("utf-8", "replace")
            if not self._ended:
                piece = self._source.read(size)
        return b""


def open_bytes(file: ByteSource) -> ByteSource:
    """Unpack a gzip stream where it is one, and bring what comes out to UTF-8. Raises `Damage`."""
    return Utf8(unpacked(file))


def unpacked(file: ByteSource) -> ByteSource:
    """Unpack a gzip stream where it is one, and leave any other as it is. Raises `Damage`."""
    first = _at_least(file, 2)
    whole = Prefixed(first, file)
    return Gunzip(whole) if first.startswith(GZIP_MAGIC) else whole


class Prefixed:
    """Bytes already taken from a source, and then the rest of it."""

    def __init__(self, first: bytes, rest: ByteSource) -> None:
        self._first = first
        self._rest = rest

    def read(self, size: int, /) -> bytes:
        """Give the bytes held first, then those of the source."""
        if self._first:
            piece, self._first = self._first[:size], self._first[size:]
            return piece
        return self._rest.read(size)


def head_of(source: ByteSource, count: int) -> bytes:
    """Give the first ``count`` bytes, or as many as there are before the end or a break.

    Raises `Damage` when there are none before a break.
    """
    head = b""
    try:
        while len(head) < count and (piece := source.read(count)):
            head += piece
    except Damage:
        if not head:
            raise
    return head[:count]


def cannot_open(path: Path, error: OSError) -> str:
    """Say why a path cannot be opened, and what to do."""
    if isinstance(error, FileNotFoundError):
        return f"{path} is not there. Look at the path, and try again."
    if isinstance(error, PermissionError):
        return f"{path} may not be read by this user. Give yourself the right to read it, and try again."
    if isinstance(error, IsADirectoryError):
        return f"{path} is a folder. Name the files in it."
    return f"{path} cannot be opened: {error.strerror or error}."


def _at_least(source: ByteSource, count: int) -> bytes:
    first = source.read(CHUNK)
    while 0 < len(first) < count and (more := source.read(CHUNK)):
        first += more
    return first


def _decoder_for(first: bytes) -> codecs.IncrementalDecoder | None:
    name = ""
    if first.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        name = "utf-32"
    elif first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16"
    elif len(first) >= 4 and not first[1] and not first[3] and first[0] and first[2]:
        name = "utf-16-le"  # two ASCII characters, unmarked
    elif len(first) >= 4 and not first[0] and not first[2] and first[1] and first[3]:
        name = "utf-16-be"
    return codecs.getincrementaldecoder(name)("replace") if name else None
