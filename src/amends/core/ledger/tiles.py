"""The tree in tiles (c2sp.org/tlog-tiles): up to 256 hashes each, growing only at the right edge.

A tile of level 0 holds leaf hashes, one of level *l* the roots of full tiles of level *l* - 1. A store keeps one row
for each ``(level, index)`` with at most 8,192 bytes; whoever reads takes a callable ``read(level, index) -> bytes``,
which may hand out more than is asked for (the log has grown since) but never less.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from amends.core.ledger.tree import (
    EMPTY_ROOT,
    HASH_BYTES,
    Refused,
    consistency_ranges,
    inclusion_ranges,
    node_hash,
    refuse_odd_lengths,
    root_of,
)

TILE_HASHES: Final = 256
TILE_BYTES: Final = TILE_HASHES * HASH_BYTES

Read: TypeAlias = Callable[[int, int], bytes]
"""``read(level, index)`` hands out the hashes of one tile, one after the other."""


def appended(size: int, leaves: Sequence[bytes], read: Read) -> dict[tuple[int, int], bytes]:
    """Append leaf hashes to a tree of ``size`` and hand back every tile that changed, by ``(level, index)``.

    Each comes whole, to be written over the old one. Reads at most one tile of each level: the one at the right edge.
    Raises `Refused` where a leaf does not have 32 bytes or a tile holds less than the size says.

    >>> tiles = appended(0, [bytes(32)] * 256, read=lambda level, index: b"")
    >>> {place: len(tile) for place, tile in tiles.items()}
    {(0, 0): 8192, (1, 0): 32}
    """
    refuse_odd_lengths(leaves)
    changed: dict[tuple[int, int], bytes] = {}
    level, count, added = 0, size, list(leaves)
    while added:
        index, width = divmod(count, TILE_HASHES)
        hashes = (_at_least(read, level, index, width)[: width * HASH_BYTES] if width else b"") + b"".join(added)
        full = []
        for place, start in enumerate(range(0, len(hashes), TILE_BYTES), index):
            tile = hashes[start : start + TILE_BYTES]
            changed[level, place] = tile
            if len(tile) == TILE_BYTES:
                full.append(root_of(_split(tile)))
        level, count, added = level + 1, index, full
    return changed


def _at_least(read: Read, level: int, index: int, width: int) -> bytes:
    """Read a tile that holds so many hashes or more."""
    tile = read(level, index)
    if len(tile) < width * HASH_BYTES:
        raise Refused(f"Tile {index} of level {level} holds {len(tile)} bytes where {width * HASH_BYTES} are needed.")
    return tile


def _split(tile: bytes) -> list[bytes]:
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)]


class Tiles:
    """A tree read from its tiles: roots and proofs of any size it has had.

    A tile is read once for what it holds, and what was hashed is remembered, so that many proofs of one commit cost
    little more than one. What is remembered never changes as the log grows; but it takes up to 60 kB a tile, so keep a
    reader no longer than you need it. Every method raises `Refused` where the tiles hold less than the size asks for.
    """

    def __init__(self, read: Read) -> None:
        self._read = read
        self._tiles: dict[tuple[int, int], bytes] = {}
        self._nodes: dict[tuple[int, int], bytes] = {}

    def root(self, size: int) -> bytes:
        """Compute the root of the first ``size`` leaves."""
        return self._range(0, size) if size else EMPTY_ROOT

    def leaf(self, index: int) -> bytes:
        """Read one leaf hash."""
        return self._node(0, index)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """Prove that leaf ``index`` is among the first ``size``."""
        return [self._range(start, end) for start, end in inclusion_ranges(index, size)]

    def consistency(self, old: int, new: int) -> list[bytes]:
        """Prove that the first ``new`` leaves continue the first ``old``, which are at least one."""
        return [self._range(start, end) for start, end in consistency_ranges(old, new)]

    def _range(self, start: int, end: int) -> bytes:
        """Hash leaves ``start`` to ``end``, where start is a multiple of the power of two that holds them all."""
        whole = []
        while start < end:
            level = (end - start).bit_length() - 1
            whole.append(self._node(level, start >> level))
            start += 1 << level
        reached = whole.pop()
        for left in reversed(whole):
            reached = node_hash(left, reached)
        return reached

    def _node(self, level: int, index: int) -> bytes:
        """Find the root of a whole subtree of 2^level leaves: in a tile, or from the two below it."""
        known = self._nodes.get((level, index))
        if known is None:
            if level % 8:
                known = node_hash(self._node(level - 1, 2 * index), self._node(level - 1, 2 * index + 1))
            else:
                known = self._kept(level // 8, index)
            self._nodes[level, index] = known
        return known

    def _kept(self, level: int, index: int) -> bytes:
        place, column = divmod(index, TILE_HASHES)
        end = (column + 1) * HASH_BYTES
        tile = self._tiles.get((level, place), b"")
        if len(tile) < end:
            tile = self._tiles[level, place] = _at_least(self._read, level, place, column + 1)
        return tile[end - HASH_BYTES : end]
