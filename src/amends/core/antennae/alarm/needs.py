"""How many people the alarm waits for: the thresholds, turned back into people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from amends.core.antennae.alarm.decide import UNKNOWN
from amends.core.antennae.alarm.score import friendly
from amends.core.antennae.alarm.setting import (
    FLOOR,
    LOOK,
    OBJECTING,
    PEOPLE,
    SETTLED,
    SUPPORTING,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from amends.core.antennae.alarm.setting import Setting
    from amends.core.antennae.alarm.state import AlarmState


def needed(state: AlarmState, channel: int, setting: Setting) -> NDArray[np.int64]:
    """Return the fewest distinct people within two hours that would cross now; 0 where no number would yet.

    People are counted as if they all came in the newest bin, and in the case channel as if those who spoke in
    the two hours without objecting were still there.

    >>> from amends.core.antennae.alarm.setting import Setting
    >>> from amends.core.antennae.alarm.state import fresh
    >>> needed(fresh(1), 1, Setting()).tolist(), needed(fresh(1), 0, Setting()).tolist()
    ([8], [0])
    """
    level = np.maximum(state.level[:, channel], FLOOR)
    bins = np.bitwise_count(state.heard)
    half = state.threshold[:, channel].astype(np.float64) / 2.0
    short = _above_level(half[:, 0], level)
    long = _above_level(half[:, 1], level * bins)
    if channel == LOOK:
        settled = np.maximum(_people(np.minimum(short, long)), setting.fewest)
        return np.where(state.blocks >= SETTLED, settled, 0)
    part = friendly(state.share)
    sums: NDArray[np.int64] = state.recent.sum(axis=2, dtype=np.int64)
    others = np.maximum(sums[:, PEOPLE] - sums[:, OBJECTING], 0)
    short = np.maximum(short, _above_crowd(half[:, 0], part, np.zeros_like(part)))
    long = np.maximum(long, _above_crowd(half[:, 1], part, others))
    settled = np.maximum(_people(np.minimum(short, long)), setting.fewest)
    settled = np.maximum(settled, sums[:, SUPPORTING] // 2 + 1)
    first = _people(_above_crowd(np.full_like(half[:, 1], UNKNOWN / 2.0), part, others))
    first = np.maximum(np.maximum(first, setting.fewest_unknown), sums[:, SUPPORTING] + 1)
    first = np.where(state.blocks > 0, np.maximum(first, _people(long)), first)
    return np.where(state.blocks >= SETTLED, settled, first)


def _above_level(half: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the count at which the sure score equals the threshold, the level being what is expected."""
    side = np.maximum(half + np.sqrt(expected + 0.375), 0.0)
    return side * side + 0.125


def _above_crowd(
    half: NDArray[np.float64], part: NDArray[np.float64], others: NDArray[np.float64] | NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the same where a part of the whole crowd, these people among them, is expected.

    With u the root of what is expected, ``S = (u^2 - d) / c`` and ``S - 1/8 = (half + u)^2``: a quadratic in u.
    """
    rest = part * others + 0.375
    lead = 1.0 / part - 1.0
    inside = np.where(np.isfinite(half), half, 0.0)
    under = inside * inside + lead * (rest / part + 0.125 + inside * inside)
    root = (inside + np.sqrt(np.maximum(under, 0.0))) / lead
    count = (root * root - rest) / part
    return np.where(np.isfinite(half), count, np.inf)


def _people(count: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the least whole number of people above a count; far beyond any crowd where the threshold is not set."""
    return np.floor(np.minimum(count, 1e9)).astype(np.int64) + 1
