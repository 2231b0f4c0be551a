"""Tells which neighbouring words a dictionary knows as a pair: a hash table that is asked about many at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SHIFT: Final = 20  # a pair is known by the rows of both words in one number; a dictionary holds under a million
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio: like keys land far apart (Knuth, 6.4)
_WIDE: Final = 8  # keys a bucket at most: eight fill one line of a processor's cache
_NO_KEY: Final = -1


@dataclass(frozen=True, slots=True, eq=False)
class PairTable:
    """Keys of pairs in buckets, (buckets, 8), and the row of the pair at each place.

    A binary search costs some fifteen misses of the processor's cache a question; this costs one.
    """

    keys: NDArray[np.int64]
    rows: NDArray[np.int64]

    @classmethod
    def of(cls, first: NDArray[np.int64], second: NDArray[np.int64], row: int) -> PairTable:
        """Note different pairs of word rows, each from 1 on; the pairs get the rows ``row``, ``row`` + 1 and so on.

        >>> table = PairTable.of(np.array([3, 5]), np.array([5, 3]), 100)
        >>> table.find(np.array([3, 5, 3, 0])).tolist()
        [100, 101, 0, 0]
        """
        keys = first << _SHIFT | second
        buckets = 1 << len(keys).bit_length()
        while True:
            bucket = _buckets(keys, buckets)
            held = np.bincount(bucket, minlength=buckets)
            if held.max() <= _WIDE:
                break
            buckets *= 2
        order = bucket.argsort(kind="stable")
        bucket = bucket[order]
        place = np.arange(len(keys)) - (held.cumsum() - held)[bucket]
        table = cls(np.full((buckets, _WIDE), _NO_KEY), np.zeros((buckets, _WIDE), np.int64))
        table.keys[bucket, place] = keys[order]
        table.rows[bucket, place] = order + row
        return table

    def find(self, words: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the row of the pair that begins at each word and ends at the next, or 0 where none is known."""
        found = np.zeros(len(words), np.int64)
        keys = words[:-1] << _SHIFT | words[1:]
        bucket = _buckets(keys, len(self.keys))
        hits = (self.keys.take(bucket, axis=0) == keys[:, None]).ravel().nonzero()[0]
        at = hits // _WIDE
        found[at] = self.rows[bucket[at], hits % _WIDE]
        return found


def _buckets(keys: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return the bucket of each key among a power of two."""
    spread = keys.view(np.uint64) * _SPREAD
    return (spread >> np.uint64(64 - count.bit_length() + 1)).view(np.int64)
