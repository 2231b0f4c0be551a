"""Quiet months in which nothing happens, and storms, as counts of people: the worlds of the alarm's benchmarks.

Everything is drawn from a seeded generator. People speak at a mean rate in bins of five minutes, with a daily cycle of
80 % whose hour differs from subject to subject and weekends at 60 %. Some harmless speakers are misread as objecting
(the reader does that to one in twenty in an ordinary week; one in five is worse than it is), and one in five of the
others supports.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

DAY: Final = 288
WEEK: Final = 7 * DAY
WEEKS: Final = 12
LEARNED: Final = 4
"""Weeks until the alarm calls itself calibrated."""
CHANGE: Final = 7 * WEEK
"""When the level shifts, the clocks change and the listener falls silent."""
SUPPORT = 0.2
VIRAL: Final = 9 * WEEK + 100
"""When a friendly post goes round: thirty times the ordinary for five hours, at an unchanged share."""

KINDS: Final = (
    "Poisson",
    "overdispersed (NegBin r = 2)",
    "clumped",
    "heavy clusters",
    "autocorrelated, 1 h",
    "autocorrelated, 24 h",
    "level x2",
    "level x4",
    "ramp x4",
    "clocks change",
    "viral, friendly",
    "outage, backlog",
)


@dataclass(frozen=True)
class World:
    """Counts by bin and subject, and which bins were heard."""

    people: np.ndarray
    objecting: np.ndarray
    supporting: np.ndarray
    heard: np.ndarray


def quiet_months(kind: str, means: np.ndarray, wrong: float, rng: np.random.Generator) -> World:
    """Draw `WEEKS` weeks of one kind for subjects with these mean rates; ``wrong`` is the share that is misread."""
    spoken = _spoken(kind, means, rng.uniform(0, 7, len(means)), rng)
    heard = np.ones(len(spoken), bool)
    if kind == "outage, backlog":
        # Twelve hours of silence; what was said meanwhile arrives late and is judged by its own time, but an eighth
        # of it bears the hour of its arrival.
        heard[CHANGE : CHANGE + 144] = False
        late = rng.binomial(spoken[CHANGE : CHANGE + 144].sum(axis=0, dtype=np.int64), 1 / 8).astype(np.uint16)
        spoken[CHANGE : CHANGE + 144] = 0
        spoken[CHANGE + 144] += late
    return World(spoken, *misread(spoken, wrong, rng), heard)


def misread(spoken: np.ndarray, wrong: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return how many of harmless speakers are read as objecting, and how many as supporting."""
    objecting = rng.binomial(spoken, wrong).astype(np.uint16)
    return objecting, rng.binomial(spoken - objecting, SUPPORT).astype(np.uint16)


def _spoken(kind: str, means: np.ndarray, morning: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    bins = WEEKS * WEEK
    rate = rhythm(np.arange(bins)[:, None], morning) * means.astype(np.float32)
    if kind == "Poisson":
        return rng.poisson(rate).astype(np.uint16)
    if kind in {"clumped", "heavy clusters"}:
        return _clusters(rate, heavy=kind != "clumped", rng=rng)
    if kind.startswith("autocorrelated"):
        return rng.poisson(rate * _mood(bins, len(means), 288 if "24" in kind else 12, rng)).astype(np.uint16)
    if kind.startswith("level"):
        rate[CHANGE:] *= int(kind[-1])
    if kind == "ramp x4":
        rate *= np.interp(np.arange(bins), [LEARNED * WEEK, WEEKS * WEEK], [1, 4])[:, None].astype(np.float32)
    if kind == "clocks change":
        rate[CHANGE:] = np.roll(rate, 8 * 12, axis=0)[CHANGE:]
    if kind == "viral, friendly":
        rate[VIRAL : VIRAL + 60] *= 30
    return rng.poisson(rate * rng.gamma(2, 0.5, rate.shape)).astype(np.uint16)


def rhythm(at: np.ndarray, morning: np.ndarray) -> np.ndarray:
    """Return the daily and weekly cycle, mean about one, at these bins for subjects whose day begins at ``morning``."""
    day = at.astype(np.float32) / DAY + morning.astype(np.float32)
    return (1 + 0.8 * np.sin(2 * np.pi * day)) * np.where(day.astype(int) % 7 >= 5, np.float32(0.6), np.float32(1))


def _mood(bins: int, subjects: int, hour: int, rng: np.random.Generator) -> np.ndarray:
    """Return a log-normal factor that forgets itself within ``hour`` bins (an Ornstein-Uhlenbeck walk)."""
    keep = np.exp(-1 / hour)
    walk, path = rng.normal(size=subjects), np.empty((bins, subjects), np.float32)
    for at in range(bins):
        walk = keep * walk + np.sqrt(1 - keep * keep) * rng.normal(size=subjects)
        path[at] = walk
    return np.exp(path - 0.5)


def _clusters(rate: np.ndarray, *, heavy: bool, rng: np.random.Generator) -> np.ndarray:
    """People who come in clusters over half an hour: geometric of mean 4, or Pareto 1.5 up to 150."""
    out = np.zeros(rate.shape, np.int32)
    seeds = rng.poisson(rate / 4)
    at, who = (np.repeat(index, seeds[seeds > 0]) for index in np.nonzero(seeds))
    size = np.minimum(rng.pareto(1.5, len(at)) * 1.3 + 1, 150).astype(int) if heavy else rng.geometric(0.25, len(at))
    at, who = np.repeat(at, size) + rng.integers(0, 6, size.sum()), np.repeat(who, size)
    inside = at < len(out)
    np.add.at(out, (at[inside], who[inside]), 1)
    return out.astype(np.uint16)


STORM_BINS: Final = 144


def _networks(at: np.ndarray) -> np.ndarray:
    """Return a growing storm in three parts, each network an hour behind the other."""
    parts = [np.where(at >= lag, 0.5 / 3 * 1.25 ** np.clip(at - lag, 0, 60), 0.0) for lag in (0, 12, 24)]
    return np.minimum(np.sum(parts, axis=0), 20.0)


STORMS: Final[dict[str, Callable[[np.ndarray], np.ndarray]]] = {
    "grows fast": lambda at: np.minimum(0.5 * 1.25**at, 20.0),
    "grows slowly": lambda at: np.minimum(0.2 * 1.08**at, 10.0),
    "jumps": lambda at: np.where(at < 1, 1.0, 4.0),
    "at night": lambda at: np.minimum(0.5 * 1.25**at, 20.0),
    "three networks": _networks,
    "one big account": lambda at: np.where(at < 2, 0.3, np.where(at == 2, 8.0, 3.0 * np.exp(-at / 24.0))),
}
"""Objecting people a bin since the storm began. Each brings one onlooker; one onlooker in five supports."""
