"""How many people the alarm waits for: the thresholds, turned back into people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from amends.core.antennae.alarm.decide import DEFENDED, LEAD, UNFRIENDLY
from amends.core.antennae.alarm.score import odds
from amends.core.antennae.alarm.setting import (
    FLOOR,
    LOOK,
    OBJECTING,
    PEOPLE,
    SETTLED,
    SHARE_MARGIN,
    SHARE_SURE,
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
    short = _above(half[:, 0], level)
    long = _above(half[:, 1], level * bins)
    if channel == LOOK:
        settled = np.maximum(_people(np.minimum(short, long)), setting.fewest)
        return np.where(state.blocks >= SETTLED, settled, 0)
    sums: NDArray[np.int64] = state.recent.sum(axis=2, dtype=np.int64)
    crowd = odds(state.share) * np.maximum(sums[:, PEOPLE] - sums[:, OBJECTING], 0)
    long = np.maximum(long, _above(half[:, 1], SHARE_SURE * crowd))
    hostile, defended = (
        _people(_above(np.full_like(crowd, least / 2.0), SHARE_MARGIN * crowd)) for least in (UNFRIENDLY, DEFENDED)
    )
    supporting = sums[:, SUPPORTING]
    alone = np.maximum(hostile, supporting + LEAD + 1)
    settled = np.maximum(_people(np.minimum(short, long)), setting.fewest_objecting)
    settled = np.maximum(settled, np.minimum(alone, np.maximum(defended, supporting // 2 + 1)))
    first = np.where(state.blocks > 0, _people(long), setting.fewest_unknown)
    first = np.maximum(
        np.maximum(first, setting.fewest_unknown), np.minimum(alone, np.maximum(defended, supporting + 1))
    )
    return np.where(state.blocks >= SETTLED, settled, first)


def _above(half: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the count at which the sure score equals twice ``half``."""
    side = np.maximum(half + np.sqrt(expected + 0.375), 0.0)
    return side * side + 0.125


def _people(count: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the least whole number of people above a count; far beyond any crowd where the threshold is not set."""
    return np.floor(np.minimum(count, 1e9)).astype(np.int64) + 1
