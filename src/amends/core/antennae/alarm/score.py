"""How unusual this moment is: variance-stabilised counts against what the subject's level expects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.core.antennae.alarm.setting import (
    CASE,
    FLOOR,
    LOOK,
    SHARE_LEAST,
    SHARE_MARGIN,
    SHARE_MOST,
    SHARE_PRIOR,
    SHARE_SURE,
    WINDOW,
)

HEARD_ALL = np.uint32((1 << WINDOW) - 1)
"""The mark of a long window without a gap."""


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """One bin's scores, by subject, channel and window, and what they came from.

    ``plain`` goes into the record book; ``sure`` (half a person fewer: ties decide nothing) is what must beat
    it. Objecting people that an ordinary crowd of this size shows anyway count as expected: in ``plain`` all of them,
    so that a friendly crowd leaves no record that would hide a storm; in ``sure`` only `SHARE_SURE` of them.
    ``unfriendly`` sets the two hours' objecting people against the largest crowd that is still friendly, and nothing
    else. ``sums`` holds the people, objecting and supporting of the two hours.
    """

    plain: NDArray[np.float64]
    sure: NDArray[np.float64]
    unfriendly: NDArray[np.float64]
    sums: NDArray[np.int64]


def odds(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how many ordinarily object beside each other person, by subject."""
    ordinary = (share[:, 0] + SHARE_PRIOR[0]) / (share[:, 1] + SHARE_PRIOR[1])
    ordinary = np.clip(ordinary, SHARE_LEAST, SHARE_MOST)
    return ordinary / (1.0 - ordinary)


def score(
    recent: NDArray[np.uint16],
    heard: NDArray[np.uint32],
    level: NDArray[np.float64],
    share: NDArray[np.float64],
) -> Scores:
    """Return the scores of a bin that was just put first in ``recent``.

    The score is Anscombe's ``2 (sqrt(S + 3/8) - sqrt(expected + 3/8))`` (Biometrika 35, 1948). What is expected
    to object is the subject's level, or what an ordinary crowd as large as the people who do not object shows
    anyway, whichever is more. Bins that were not heard add neither people nor expectation.
    """
    sums = recent.sum(axis=2, dtype=np.int64)
    counts = np.empty((len(recent), 2, 2))
    counts[:, :, 0] = recent[:, :2, 0]
    counts[:, :, 1] = sums[:, :2]
    expected = np.empty_like(counts)
    expected[:, :, 0] = np.maximum(level, FLOOR)
    expected[:, :, 1] = expected[:, :, 0] * np.bitwise_count(heard)[:, None]
    crowd = odds(share)[:, None] * np.maximum(counts[:, LOOK] - counts[:, CASE], 0.0)
    root = np.sqrt(expected + 0.375)
    expected[:, CASE] = np.maximum(expected[:, CASE], SHARE_SURE * crowd)
    sure = np.sqrt(expected + 0.375)
    root[:, CASE] = np.maximum(root[:, CASE], np.sqrt(crowd + 0.375))
    low = np.sqrt(np.maximum(counts - 0.125, 0.0))
    return Scores(
        plain=2.0 * (np.sqrt(counts + 0.375) - root),
        sure=2.0 * (low - sure),
        unfriendly=2.0 * (low[:, CASE, 1] - np.sqrt(SHARE_MARGIN * crowd[:, 1] + 0.375)),
        sums=sums,
    )
