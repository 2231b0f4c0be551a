"""The rules on volume that other tools document, to stand beside the alarm.

They count posts, not people, and hear nothing of what is said: a rule is a sum over a moving window against the
sums before it. The readings below follow what the vendors' own help pages say; where a page leaves a choice open the
docstring of `RULES` says which was taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from amends.core.vocabulary import DAY, HOUR, WEEK, Instant

Sums: TypeAlias = npt.NDArray[np.float64]
Crossings: TypeAlias = npt.NDArray[np.bool_]

_MERGED: Final = HOUR
"""Crossings less than an hour apart are one alert."""


@dataclass(frozen=True, slots=True)
class VolumeRule:
    """What one rule would have fired: an instant an alert, and how often in a week without a storm.

    ``per_quiet_week`` is nothing where no quiet time long enough to count in (a day) was left.
    """

    rule: str
    alerts: tuple[Instant, ...]
    per_quiet_week: float | None


def volume_rules(
    times: npt.NDArray[np.int64],
    counts: npt.NDArray[np.int64],
    storms: Sequence[tuple[Instant, Instant]] = (),
) -> tuple[VolumeRule, ...]:
    """Run every rule over a series of counts in bins of one width, oldest first.

    ``times`` are the bins' beginnings; ``storms`` are spans, from first to last instant, that quiet weeks leave
    out. A rule judges at the end of each bin and is silent until it has all the past it asks for. Series of fewer
    than two bins fire nothing. Raises ``ValueError`` where the bins are not of one width.

    >>> hours = np.arange(200) * HOUR
    >>> burst = np.where(np.arange(200) == 190, 90, 1)
    >>> [len(rule.alerts) for rule in volume_rules(hours, burst)]
    [1, 1, 1, 1]
    """
    if len(times) < 2:
        return tuple(VolumeRule(name, (), None) for name in RULES)
    width = int(times[1] - times[0])
    if width <= 0 or (np.diff(times) != width).any():
        raise ValueError("The bins of a count series must follow each other at one width.")
    ends = times + width
    quiet = np.ones(len(times), dtype=bool)
    for begin, end in storms:
        quiet &= (ends < begin) | (times > end)
    told = []
    for name, rule in RULES.items():
        alerts = _merged(ends[rule(counts, width)], width)
        quiet_alerts = sum(not any(begin <= at <= end for begin, end in storms) for at in alerts)
        told.append(VolumeRule(name, alerts, _rate(quiet_alerts, int(quiet.sum()) * width)))
    return tuple(told)


def _rate(alerts: int, quiet: int) -> float | None:
    return round(alerts / (quiet / WEEK), 3) if quiet >= DAY else None


def _merged(crossed: npt.NDArray[np.int64], width: int) -> tuple[Instant, ...]:
    """Keep the first crossing of each run; crossings in neighbouring bins are one run however wide the bins are."""
    alerts: list[Instant] = []
    last: Instant | None = None
    for at in crossed.tolist():
        if last is None or at - last >= max(_MERGED, width + 1):
            alerts.append(at)
        last = at
    return tuple(alerts)


def _moving(counts: npt.NDArray[np.int64], bins: int) -> Sums:
    """Sum the last ``bins`` bins at each bin; bins before the first count as unknown (NaN)."""
    total = np.concatenate(([0.0], np.cumsum(counts, dtype=np.float64)))
    sums = np.full(len(counts), np.nan)
    sums[bins - 1 :] = total[bins:] - total[:-bins] if len(counts) >= bins else []
    return sums


def _days_before(counts: npt.NDArray[np.int64], width: int) -> tuple[Sums, Sums]:
    """Tell, at each bin, the last 24 hours' sum and the seven 24-hour sums before it, a row each."""
    day = max(1, round(DAY / width))
    today = _moving(counts, day)
    before = np.full((7, len(counts)), np.nan)
    for back in range(1, 8):
        if back * day < len(counts):
            before[back - 1, back * day :] = today[: -back * day]
    return today, before


def _above_deviations(deviations: float) -> Callable[[npt.NDArray[np.int64], int], Crossings]:
    def rule(counts: npt.NDArray[np.int64], width: int) -> Crossings:
        today, before = _days_before(counts, width)
        return np.asarray(today > before.mean(axis=0) + deviations * before.std(axis=0, ddof=1))

    return rule


def _half_more(counts: npt.NDArray[np.int64], width: int) -> Crossings:
    today, before = _days_before(counts, width)
    return np.asarray(today > 1.5 * before.mean(axis=0))


def _hour_against_half_day(counts: npt.NDArray[np.int64], width: int) -> Crossings:
    hour = max(1, round(HOUR / width))
    now, past = _moving(counts, hour), np.full(len(counts), np.nan)
    half_day = _moving(counts, 12 * hour)
    past[hour:] = half_day[:-hour] / 12
    return np.asarray((now > 3 * past) & (now > 0))


RULES: Final[dict[str, Callable[[npt.NDArray[np.int64], int], Crossings]]] = {
    "24 h over the 7-day mean + 1.5 sd": _above_deviations(1.5),
    "24 h over the 7-day mean + 3 sd": _above_deviations(3.0),
    "24 h over 150 % of the 7-day mean": _half_more,
    "1 h over 3 times the past 12 h": _hour_against_half_day,
}
"""Name → rule. The seven days are the seven 24-hour sums just before the last 24 hours, their deviation the sample's
(n - 1); "the past 12 h" is the mean hour of the twelve hours just before the last one, and nothing at all in that hour
is never an alert."""
