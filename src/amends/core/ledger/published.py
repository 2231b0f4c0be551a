"""What a log publishes as files (c2sp.org/tlog-tiles): where each tile lies, and entries bundled by 256.

A file named here never changes; a partial one (``.p/W``) may be dropped when the full one is there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from amends.core.ledger.tiles import TILE_HASHES
from amends.core.ledger.tree import Refused, quoted

LONGEST_ENTRY: Final = 65_535
"""Bytes: the length before an entry in a bundle is a uint16."""

_PATH: Final = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([0-9]{1,3}))?")


@dataclass(frozen=True, slots=True)
class Place:
    """One published file: a tile of hashes, or (``level`` None) a bundle of entries.

    ``index`` counts the files of a level from 0; ``width`` is how many hashes or entries it holds, 1 to 256.
    """

    level: int | None
    index: int
    width: int = TILE_HASHES


def path_of(place: Place) -> str:
    """Say where a file lies below the log's address.

    >>> path_of(Place(0, 1_234_067))
    'tile/0/x001/x234/067'
    >>> path_of(Place(None, 0, 15))
    'tile/entries/000.p/15'
    """
    digits = f"{place.index:d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    named = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
    partial = "" if place.width == TILE_HASHES else f".p/{place.width}"
    return f"tile/{'entries' if place.level is None else place.level}/{named}{partial}"


def place_at(path: str) -> Place:
    """Read which file a path asks for; each file has exactly one path.

    Raises `Refused` for anything else: leading zeroes, a level above 63, a width outside 1 to 255.

    >>> place_at("tile/0/x001/x234/067.p/5")
    Place(level=0, index=1234067, width=5)
    """
    match = _PATH.fullmatch(path)
    if match is not None:
        kind, digits, width = match.groups()
        found = Place(
            None if kind == "entries" else int(kind),
            int(digits.replace("/", "").replace("x", "")),
            TILE_HASHES if width is None else int(width),
        )
        if (found.level or 0) <= 63 and found.width and path_of(found) == path:
            return found
    raise Refused(f"{quoted(path)} names no file of a log, such as tile/0/x001/067 or tile/entries/000.p/5.")


def places(size: int) -> list[Place]:
    """List every file that a log of ``size`` entries publishes beside its checkpoint.

    >>> [path_of(each) for each in places(257)]
    ['tile/entries/000', 'tile/entries/001.p/1', 'tile/0/000', 'tile/0/001.p/1', 'tile/1/000.p/1']
    """
    return _row(None, size) + [each for level in range(8) for each in _row(level, size >> (8 * level))]


def _row(level: int | None, count: int) -> list[Place]:
    full, rest = divmod(count, TILE_HASHES)
    return [Place(level, index) for index in range(full)] + ([Place(level, full, rest)] if rest else [])


def bundle(entries: Sequence[bytes]) -> bytes:
    r"""Put up to 256 entries into one file, each after its length as a big-endian uint16.

    Raises `Refused` where an entry is longer than 65,535 bytes or there are more than 256.

    >>> bundle([b"one", b""])
    b'\x00\x03one\x00\x00'
    """
    if len(entries) > TILE_HASHES:
        raise Refused(f"A bundle holds at most 256 entries; these are {len(entries)}.")
    for at, entry in enumerate(entries):
        if len(entry) > LONGEST_ENTRY:
            raise Refused(f"Entry {at} of the bundle has {len(entry)} bytes; at most 65,535 fit.")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unbundle(data: bytes) -> list[bytes]:
    r"""Take the entries out of a bundle.

    Raises `Refused` where the bundle ends in the middle of an entry or holds more than 256.

    >>> unbundle(b"\x00\x03one\x00\x00")
    [b'one', b'']
    """
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        start, end = at + 2, at + 2 + int.from_bytes(data[at : at + 2], "big")
        if start > len(data) or end > len(data):
            raise Refused(f"The bundle ends within entry {len(entries)}: {len(data)} bytes are here, {end} are needed.")
        entries.append(data[start:end])
        at = end
    if len(entries) > TILE_HASHES:
        raise Refused(f"A bundle holds at most 256 entries; these are {len(entries)}.")
    return entries
