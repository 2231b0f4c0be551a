"""The alarm's rule for mentions once more, over whole series at once and with its constants for arguments.

For choosing constants and for bursts put into real series; `alarm_choice` holds it against the product's own step.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

import numpy as np

from amends.core.antennae.alarm.book import CAP, FEEDBACK, GAIN_LEAST, HEIGHT, RISE, STEEPEST, STEP, TAIL
from amends.core.antennae.alarm.decide import GROWN
from amends.core.antennae.alarm.setting import BLOCK, BLOCKS, FLOOR, PAUSE_BINS, QUIET_BINS, SETTLED, WINDOW

WEEK = 2016
WINDOWS = (1, WINDOW)


@dataclass(frozen=True)
class Constants:
    """What may be chosen: days until the level forgets half, the book's cap, the part of the budget on five minutes."""

    days: float = 1.0
    cap: float = CAP
    short: float = 0.3
    nominal: float = 0.85
    block: int = BLOCK
    blocks: int = BLOCKS


def levels(counts: np.ndarray, days: float) -> np.ndarray:
    """Return the level before each bin: a discounted mean in which a burst counts for no more than a busy bin."""
    least, level, out = 1 - 0.5 ** (1 / (288 * days)), 0.0, np.empty(len(counts))
    for at, count in enumerate(counts.tolist()):
        out[at] = level
        held = max(level, FLOOR)
        most = max(held + 4.0 * (held + held * held) ** 0.5, 1.0)
        level += max(1.0 / (at + 2.0), least) * (min(count, most) - level)
    return np.maximum(out, FLOOR)


def scores(counts: np.ndarray, level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return plain and sure scores, the last axis being the window; counts and level have time for their first axis."""
    plain, sure = [], []
    for window in WINDOWS:
        summed = np.cumsum(counts, axis=0, dtype=float)
        summed[window:] -= summed[:-window].copy()
        root = np.sqrt(level * window + 0.375)
        plain.append(2.0 * (np.sqrt(summed + 0.375) - root))
        sure.append(2.0 * (np.sqrt(np.maximum(summed - 0.125, 0.0)) - root))
    return np.stack(plain, -1), np.stack(sure, -1)


@dataclass(frozen=True)
class Judged:
    """One series judged: its thresholds by bin and window, the bins that cross, and what is told."""

    level: np.ndarray
    thresholds: np.ndarray
    crosses: np.ndarray
    told: np.ndarray


def judge(counts: np.ndarray, chosen: Constants) -> Judged:
    """Return what the rule makes of a series of people in five minutes, without gaps."""
    level = levels(counts, chosen.days)
    plain, sure = scores(counts, level)
    people = np.convolve(counts, np.ones(WINDOW))[: len(counts)]
    enough = people >= 3
    limits, crosses = np.full(plain.shape, np.inf), np.zeros(len(counts), bool)
    unit = chosen.nominal * (chosen.blocks + 1) * chosen.block / WEEK
    ranks = unit * np.array([chosen.short, 1 - chosen.short])
    book, gain, limit = [], 1.0, np.full(2, np.inf)
    for start in range(0, len(counts), chosen.block):
        here = slice(start, start + chosen.block)
        limits[here] = limit
        if len(book) >= SETTLED:
            crosses[here] = (sure[here] > limit).any(axis=1) & enough[here]
        peak = np.minimum(plain[here].max(axis=0), limit + chosen.cap * np.maximum(limit, 1.0))
        book = [*book[-chosen.blocks + 1 :], peak.astype(np.float16).astype(float)]
        target = unit / (chosen.blocks + 1)
        gain = float(np.clip(gain * exp(FEEDBACK * (target - bool(crosses[here].any()))), GAIN_LEAST, 1.0))
        rank = ranks * gain * (len(book) + 1) / (chosen.blocks + 1)
        limit = _limit(np.array(book), rank, level[min(start + chosen.block, len(counts) - 1)])
    return Judged(level, limits, crosses, _told(crosses, people, plain, sure > limits))


def _limit(book: np.ndarray, rank: np.ndarray, level: float) -> np.ndarray:
    top = -np.sort(-book, axis=0)
    stored = len(book)
    limit = np.empty(2)
    for window in range(2):
        most = min(max(stored // 3, 1), TAIL)
        record, column = float(top[0, window]), top[:, window]
        least = 0.25 if stored < SETTLED else 0.001
        slope = max(float(column[:most].mean() - column[most]), least) if stored > max(most, 1) else least
        root = max(record / 2 + (level * WINDOWS[window] + 0.375) ** 0.5, 0.5)
        slope, height = max(slope, float(STEP[0, 0]) / root), max(record, HEIGHT)
        if rank[window] >= 1:
            limit[window] = column[min(int(rank[window]) - 1, TAIL)]
        else:
            limit[window] = record + height * np.expm1(min(-slope / height * np.log(rank[window]), STEEPEST))
    return limit


def _told(crosses: np.ndarray, people: np.ndarray, plain: np.ndarray, above: np.ndarray) -> np.ndarray:
    """Return the bins in which an owner is told: a crossing after a calm day, or a storm that has grown."""
    told, crossed = [], -WEEK
    for at in np.flatnonzero(crosses).tolist():
        if at - crossed > QUIET_BINS or _grown(told[-1], at, people, plain, above):
            told.append(at)
        crossed = at
    return np.array(told, int)


def _grown(last: int, at: int, people: np.ndarray, plain: np.ndarray, above: np.ndarray) -> bool:
    if people[at] >= GROWN * max(people[last], 1):
        return True
    higher = plain[at] >= plain[last] + RISE * np.maximum(plain[last], 1.0)
    return at - last > PAUSE_BINS and bool((higher & above[at]).any())
