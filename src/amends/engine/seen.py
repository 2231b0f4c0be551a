"""Which posts were seen before, exactly, in eight bytes a post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

RECENT: Final = 1 << 18
"""Keys held in a Python set before they are sorted away: about 20 MB at most."""


class Seen:
    """A growing set of 64-bit keys: a small set of recent ones, and sorted arrays that double in length.

    Each array is at least twice as long as the next, so a lookup visits few of them and every key is sorted
    a logarithmic number of times.
    """

    def __init__(self) -> None:
        self._recent: set[int] = set()
        self._sorted: list[npt.NDArray[np.int64]] = []

    def fresh(self, keys: Sequence[int]) -> list[bool]:
        """Tell for each key whether it comes for the first time, and remember them all."""
        known = np.zeros(len(keys), dtype=bool)
        wanted = np.array(keys, dtype=np.int64)
        for settled in self._sorted:
            places = np.minimum(np.searchsorted(settled, wanted), len(settled) - 1)
            known |= settled[places] == wanted
        recent = self._recent
        answers = []
        for key, is_known in zip(keys, known.tolist(), strict=True):
            answers.append(not is_known and key not in recent)
            if answers[-1]:
                recent.add(key)
        if len(recent) >= RECENT:
            self._settle()
        return answers

    def _settle(self) -> None:
        newest = np.fromiter(self._recent, dtype=np.int64, count=len(self._recent))
        self._recent = set()
        while self._sorted and len(self._sorted[-1]) < 2 * len(newest):
            newest = np.concatenate((self._sorted.pop(), newest))
        newest.sort()
        self._sorted.append(newest)
