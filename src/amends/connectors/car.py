"""The blocks that come with a commit of a repository (a CAR, version 1), each checked against the name it goes by.

Sources: the CAR specification (IPLD), and the names that the AT protocol allows: SHA-256 over DAG-CBOR.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

_NAME: Final = b"\x01\x71\x12\x20"
_LONG: Final = len(_NAME) + 32
_MOST: Final = 10_000
"""Blocks of one commit that are looked at; a commit changes 200 records at most."""

_BYTES, _TEXT = 2, 3


class Blocks:
    """What a CAR holds; it is looked through when the first block is asked for."""

    def __init__(self, car: bytes) -> None:
        self._car = car
        self._places: dict[bytes, tuple[int, int]] = {}
        self._known = False

    def block(self, cid: bytes) -> bytes:
        r"""Give the block of this name. Raises ``ValueError`` where it is not here whole, or nothing here can be read.

        >>> held = b"\x01\xa0" + bytes([36 + 3]) + _NAME + sha256(b"abc").digest() + b"abc"
        >>> Blocks(held).block(_NAME + sha256(b"abc").digest())
        b'abc'
        """
        if not self._known:
            self._look()
        begin, end = self._places.get(cid, (0, 0))
        block = self._car[begin:end]
        if cid[: len(_NAME)] != _NAME or sha256(block).digest() != cid[len(_NAME) :]:
            raise ValueError("A block is missing, or is not what its name says.")
        return block

    def _look(self) -> None:
        self._known = True
        size, at = _varint(self._car, 0)
        found = 0
        at += size  # what the CAR says of itself: the commit it is of, which nothing here needs
        while at < len(self._car):
            size, at = _varint(self._car, at)
            if size < _LONG or at + size > len(self._car) or found >= _MOST:
                raise ValueError("A block ends behind the end of all, or has no name, or is one too many.")
            self._places[self._car[at : at + _LONG]] = (at + _LONG, at + size)
            at, found = at + size, found + 1


def _varint(car: bytes, at: int) -> tuple[int, int]:
    """Read a number of at most 2**28, and tell where it ends."""
    number = 0
    for place in range(4):
        if at + place >= len(car):
            break
        number |= (car[at + place] & 127) << 7 * place
        if car[at + place] < 128:
            return number, at + place + 1
    raise ValueError("A length is cut off, or larger than any here.")


def has_at_most(cbor: bytes, parts: int) -> bool:
    """Tell whether CBOR has at most so many parts, at a cost that has a limit too; what is no CBOR has few.

    >>> has_at_most(bytes.fromhex("83 01 42 ffff 80"), 4), has_at_most(bytes.fromhex("83 01 42 ffff 80"), 3)
    (True, False)
    """
    at = found = 0
    while at < len(cbor) and found <= parts:
        kind, size = divmod(cbor[at], 32)
        at += 1
        if size > 27:
            break
        if size > 23:
            wide = 1 << (size - 24)
            size, at = int.from_bytes(cbor[at : at + wide], "big"), at + wide
        if kind in (_BYTES, _TEXT):
            at += size
        found += 1
    return found <= parts
