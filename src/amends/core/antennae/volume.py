"""What common volume rules would have told: the yardstick that amends is held against.

Each rule looks at how many posts came, not at who speaks or what they say. An alert is the end of the first bin
of an episode; crossings less than an hour apart are one episode.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from amends.core.vocabulary import DAY, HOUR, MINUTE, WEEK, Instant

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

BIN: Final[Instant] = 5 * MINUTE
EPISODE: Final[Instant] = 60 * MINUTE
"""Crossings that follow each other within less than this are one alert."""


@dataclass(frozen=True, slots=True)
class VolumeRule:
    """What one rule would have told: its name, its alerts, and how many of them a quiet week.

    ``per_quiet_week`` is nothing where less than a day was both quiet and old enough for the rule to judge.
    """

    rule: str
    alerts: tuple[Instant, ...]
    per_quiet_week: float | None


def volume_rules(
    times: Sequence[Instant],
    counts: Sequence[int],
    storms: Sequence[tuple[Instant, Instant]] = (),
    width: Instant = BIN,
) -> tuple[VolumeRule, ...]:
    """Return what each of the four rules would have told of a count series.

    ``times`` are the starts of bins ``width`` microseconds wide, in any order; a bin not given counts nobody.
    Alerts and time inside ``storms`` (start, end) are left out of ``per_quiet_week``. The 24-hour rules judge
    from the ninth day on, the hourly rule from the fourteenth hour on; neither judges bins wider than its own
    window. Raises ``ValueError`` where times and counts differ in number or ``width`` is not positive.

    >>> hourly = [HOUR * hour for hour in range(24)]
    >>> [rule.alerts for rule in volume_rules(hourly, [1] * 20 + [9] + [1] * 3, width=HOUR)][3] == (21 * HOUR,)
    True
    """
    if len(times) != len(counts):
        raise ValueError(f"There are {len(times)} times but {len(counts)} counts.")
    if width <= 0:
        raise ValueError("A bin must be wider than nothing.")
    if not len(times):
        return tuple(VolumeRule(name, (), None) for name, _, _ in _RULES)
    start = min(times)
    index = (np.asarray(times, np.int64) - start) // width
    series = np.zeros(int(index.max()) + 1, np.int64)
    np.add.at(series, index, np.asarray(counts, np.int64))
    return tuple(_judge(rule, series, start, width, storms) for rule in _RULES)


def _ending(series: NDArray[np.int64], bins: int) -> NDArray[np.int64]:
    """Return the sums of the ``bins`` bins that end with each bin (fewer at the beginning)."""
    total = np.concatenate([np.zeros(1, np.int64), np.cumsum(series)])
    upto = np.arange(1, len(total))
    return np.asarray(total[upto] - total[np.maximum(upto - bins, 0)])


def _week_before(series: NDArray[np.int64], width: Instant) -> tuple[NDArray[np.float64], ...]:
    """Return the last 24 hours' total, and the mean and the sample deviation of the seven 24 hours before."""
    day = DAY // width
    totals = _ending(series, day).astype(np.float64)
    before = np.stack([np.concatenate([np.zeros(min(k * day, len(series))), totals[: -k * day]]) for k in range(1, 8)])
    return totals, before.mean(axis=0), before.std(axis=0, ddof=1)


def _deviations(factor: float) -> Callable[[NDArray[np.int64], Instant], NDArray[np.bool_]]:
    """Return the rule: the last 24 hours exceed the 7-day mean by so many standard deviations."""

    def crosses(series: NDArray[np.int64], width: Instant) -> NDArray[np.bool_]:
        last, mean, deviation = _week_before(series, width)
        return np.asarray(last > mean + factor * deviation)

    return crosses


def _half_again(series: NDArray[np.int64], width: Instant) -> NDArray[np.bool_]:
    """Return where the last 24 hours exceed 150 % of the 7-day daily mean."""
    last, mean, _ = _week_before(series, width)
    return np.asarray(last > 1.5 * mean)


def _hour_over_half_day(series: NDArray[np.int64], width: Instant) -> NDArray[np.bool_]:
    """Return where the last hour exceeds three times the hourly mean of the twelve hours before it."""
    hour = HOUR // width
    last = _ending(series, hour)
    before = _ending(series, 13 * hour) - last
    return np.asarray(last > 3.0 * before / 12.0)


_RULES: Final[tuple[tuple[str, Callable[[NDArray[np.int64], Instant], NDArray[np.bool_]], Instant], ...]] = (
    ("24 h over the 7-day mean plus 1.5 standard deviations", _deviations(1.5), 8 * DAY),
    ("24 h over the 7-day mean plus 3 standard deviations", _deviations(3.0), 8 * DAY),
    ("24 h over 150 % of the 7-day daily mean", _half_again, 8 * DAY),
    ("1 h over three times the hourly mean of the past 12 h", _hour_over_half_day, 13 * HOUR),
)
"""Name, rule, and the history it needs before it judges."""


def _judge(
    rule: tuple[str, Callable[[NDArray[np.int64], Instant], NDArray[np.bool_]], Instant],
    series: NDArray[np.int64],
    start: Instant,
    width: Instant,
    storms: Sequence[tuple[Instant, Instant]],
) -> VolumeRule:
    """Return one rule's alerts and how often it told in quiet weeks."""
    name, crosses, history = rule
    first = -(-history // width)
    if width > (HOUR if history < DAY else DAY) or len(series) <= first:
        return VolumeRule(name, (), None)
    told = crosses(series, width)
    told[:first] = False
    ends = start + (np.arange(len(series), dtype=np.int64) + 1) * width
    hits = ends[told]
    apart = max(EPISODE, width + 1)
    alerts = hits[np.diff(hits, prepend=hits[:1] - apart) >= apart]
    quiet = ends > start + history
    calm = np.ones(len(alerts), bool)
    for begin, end in storms:
        quiet &= (ends <= begin) | (ends > end + width)
        calm &= (alerts < begin) | (alerts > end)
    rate = float(calm.sum() / (quiet.sum() * width / WEEK)) if quiet.sum() * width >= DAY else None
    return VolumeRule(name, tuple(int(at) for at in alerts), rate)
