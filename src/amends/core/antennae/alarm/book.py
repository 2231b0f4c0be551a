"""The record book: what a block leaves behind, and the thresholds that the book sets."""

from __future__ import annotations

from math import exp, expm1, log
from typing import TYPE_CHECKING, Final

import numpy as np

from amends.core.antennae.alarm.setting import BLOCK, BLOCKS, FLOOR, SETTLED, WINDOW

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from amends.core.antennae.alarm.setting import Setting
    from amends.core.antennae.alarm.state import AlarmState

CAP: Final = 0.1
"""A block may raise its record a tenth above the threshold: one huge burst must not deafen four weeks."""

RISE: Final = 0.25
"""A storm has grown when its score stands a quarter above the one last told."""

FEEDBACK: Final = 0.25
GAIN_LEAST: Final = 0.05
TAIL: Final = 10
"""At most this many top records tell how fast the tail falls."""

STEP: Final = np.array([[0.5], [0.25]])
"""The least fall of the tail with each factor e of rarity, in people at the height of the largest record, by channel.

The records of the sparse are whole people and often equal; their differences would say that the tail falls at once.
"""

HEIGHT: Final = 2.0
"""The least height that a tail's growth is told in: two or three people. Below it a power says nothing."""

STEEPEST: Final = 3.0
"""A tail is laid no further than e^3 times the largest record: further, it is the tail that speaks and no record."""


def risen(value: NDArray[np.float64], part: float) -> NDArray[np.float64]:
    """Return a score and a part more; the part of one at least, since scores of the sparse lie near nothing.

    >>> risen(np.array([4.0, 0.0]), 0.25).tolist()
    [5.0, 0.25]
    """
    return value + part * np.maximum(value, 1.0)


def close_blocks(state: AlarmState, ends: NDArray[np.bool_], setting: Setting) -> None:
    """Write the blocks that end now into their books and set the new thresholds, in a state the caller owns.

    A subject's first block is dropped where its phase cut it short.
    """
    rows = np.flatnonzero(ends)
    state.position[rows] = 0
    rows = rows[state.age[rows] >= BLOCK]
    if not len(rows):
        return
    limit = risen(state.threshold[rows].astype(np.float64), CAP)
    state.book[rows, :, :, state.blocks[rows] % BLOCKS] = np.minimum(state.peak[rows], limit)
    state.blocks[rows] += 1
    target = sum(setting.ranks) / (BLOCKS + 1)
    calm, rang = exp(FEEDBACK * target), exp(FEEDBACK * (target - 1.0))
    gain = state.gain[rows] * np.where(state.rang[rows] > 0, rang, calm)
    state.gain[rows] = np.clip(gain, GAIN_LEAST, 1.0)
    state.threshold[rows] = thresholds(
        state.book[rows], state.blocks[rows], state.gain[rows], state.level[rows], setting
    )
    state.peak[rows] = -np.inf
    state.rang[rows] = 0


def thresholds(
    book: NDArray[np.float16],
    blocks: NDArray[np.uint16],
    gain: NDArray[np.float32],
    level: NDArray[np.float64],
    setting: Setting,
) -> NDArray[np.float64]:
    """Return what a score must beat: the record of the budget's rank, or more than the largest.

    Beyond the largest (a rank below one) a power tail is laid through the top records, as steep there as their mean
    excess: a little heavier than an exponential one, since real clusters of people are (Hill, Annals of Statistics 3,
    1975).

    For exchangeable blocks the k-th largest of M earlier ones is beaten with probability k / (M + 1), whatever
    the distribution (Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World, 2005).
    """
    stored = np.minimum(blocks, BLOCKS).astype(np.int64)
    most = np.partition(-book.astype(np.float32), TAIL, axis=3)[..., : TAIL + 1]
    top = -np.sort(most, axis=3).astype(np.float64)
    share = (stored + 1) / (BLOCKS + 1)
    rank = np.array(setting.ranks) * (gain.astype(np.float64) * share[:, None])[:, :, None]
    place = np.clip(rank.astype(np.int64) - 1, 0, TAIL)
    ranked = np.take_along_axis(top, place[..., None], axis=3)[..., 0]
    slope = np.maximum(_slope(top, stored), STEP / _root(top[..., 0], level))
    height = np.maximum(top[..., 0], HEIGHT)
    beyond = top[..., 0] + height * _growth(np.minimum(slope / height * _surprise(rank), STEEPEST))
    return np.where(rank >= 1.0, ranked, beyond)


def _root(record: NDArray[np.float64], level: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the square root of the people behind a record, about: what one more of them is worth falls with it."""
    expected = np.maximum(level, FLOOR)[:, :, None] * np.array([1.0, WINDOW])
    root: NDArray[np.float64] = np.maximum(record / 2.0 + np.sqrt(expected + 0.375), 0.5)
    return root


def _growth(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return e to a power, less one, taken one by one so that equal powers give equal bits."""
    return np.array([expm1(value) for value in power.ravel().tolist()]).reshape(power.shape)


def _slope(top: NDArray[np.float64], stored: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how far the tail falls with each factor e of rarity: the mean excess of the top r over the next."""
    most = np.clip(stored // 3, 1, TAIL)
    finite = np.where(np.isfinite(top), top, 0.0)
    index = np.broadcast_to(most[:, None, None, None], (*top.shape[:3], 1))
    mean = np.take_along_axis(np.cumsum(finite, axis=3), index - 1, axis=3)[..., 0] / most[:, None, None]
    slope = mean - np.take_along_axis(finite, index, axis=3)[..., 0]
    least = np.where(stored < SETTLED, 0.25, 0.001)[:, None, None]
    slope = np.where((stored < 2)[:, None, None], least, slope)
    return np.maximum(slope, least)


def _surprise(rank: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ln(1 / rank) where the rank is below one, taken one by one so that equal ranks give equal bits."""
    return np.array([max(0.0, -log(value)) for value in rank.ravel().tolist()]).reshape(rank.shape)
