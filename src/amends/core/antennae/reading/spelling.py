"""What a word's spelling says: its runs of a few letters, for words that no dictionary holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LONGEST: Final = 40
"""Bytes of a word that are spelled: what is longer is no word, and would only cost time."""

_RUNS: Final = 4  # runs of 2, 3, 4 and 5 bytes
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio: like runs land far apart (Knuth, 6.4)
_NONE: Final = np.zeros(0, np.intp)
_BYTES: Final = np.arange(8, 8 * (_RUNS + 1), 8, dtype=np.uint64)[:, None]


def runs(words: Sequence[bytes], bits: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Cut words, a space before and after each, into their runs of two to five bytes.

    Return a number of so many ``bits`` for each run, and where each word begins among them. Different runs may share a
    number: what is learned about numbers is learned about whatever falls together in them.

    >>> numbers, starts = runs([b"no", b"a"], 16)
    >>> len(numbers), starts.tolist()
    (9, [0, 6])
    """
    if not words:
        return _NONE, _NONE
    padded = [b" %b " % word[:LONGEST] for word in words]
    sizes = np.fromiter(map(len, padded), np.intp, len(padded))
    letters = np.frombuffer(b"".join(padded) + bytes(_RUNS), np.uint8).astype(np.uint64)
    following = np.lib.stride_tricks.sliding_window_view(letters, _RUNS + 1).T
    keys = np.cumsum(following[1:] << _BYTES, axis=0, dtype=np.uint64) + following[0]  # one more byte in each row
    ends = sizes.cumsum()
    left = np.repeat(ends, sizes) - np.arange(len(letters) - _RUNS)
    held = left >= np.arange(2, _RUNS + 2)[:, None]  # a run may not reach into the next word
    numbers = (keys * _SPREAD >> np.uint64(64 - bits)).view(np.int64)
    counts = np.add.reduceat(held.sum(axis=0), ends - sizes)
    return numbers.T[held.T], counts.cumsum() - counts
