"""Association: how much more often your name now travels with another name than it did before.

"Whenever people think of me, they will always think about that relationship." Counted are people a day who speak of
you, and those of them who name the other in it. A share before and a share now are compared by the logarithm of their
ratio, with half a person added to those who name the other and half to those who do not (S. D. Walter, "The
distribution of Levin's measure", 1975), so that a name nobody named before gives a bounded lift. People name things
together, on some days: how far the days differ from one share widens every interval. What fades is fitted as an
excess over the share before that halves every so many days; the interval of the half-life are the half-lives whose
likelihood is not too far from the best (a profile likelihood).

A single week is told only where it says something by itself: those who name the other, and those who were to be
expected by the share before, each with half a person added (G. N. Norén and others, "Shrinkage observed-to-expected
ratios", 2013), must lie further apart than chance and the days' differing have it. One person of two says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from amends.core.interval import NORMAL, wilson

LEAST_NAMING: Final = 8
"""Fewer people than these who name the other since say nothing about how the two travel together."""
LEAST_DAYS: Final = 5
A_WEEK: Final = 7
LONGEST: Final = 730.0
"""Days; whatever halves more slowly is not seen to fade."""
_HALVES: Final = np.geomspace(0.25, 2 * LONGEST, 60)
_FINER: Final = 4
"""How often the search goes over what it has left, each time more finely."""

Counts: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Day:
    """How many people spoke of the subject on a day, and how many of them named the other as well."""

    people: int
    naming: int

    def __post_init__(self) -> None:
        if not 0 <= self.naming <= self.people:
            raise ValueError("Those who name the other are among those who speak of the subject.")


@dataclass(frozen=True, slots=True)
class Fading:
    """How fast it fades: the excess over the share before halves every ``days``, with the 95 % interval.

    ``high`` is infinite where the days do not tell that it fades at all.
    """

    days: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Association:
    """How strongly two names travel together: shares from 0 to 1, the lift of one over the other with its interval.

    ``peak`` is the share of the strongest week since, ``now`` that of the newest, and ``fading`` is None where too
    few days are known, or the strongest is the last.
    """

    before: float
    since: float
    lift: float
    low: float
    high: float
    peak: float
    now: float
    fading: Fading | None

    @property
    def tells(self) -> bool:
        """Whether the interval leaves out that nothing changed; where it does not, nothing should be shown."""
        return not self.low <= 1 <= self.high


@dataclass(frozen=True, slots=True)
class Week:
    """One week: who spoke of the subject, a day; who of them named the other; and that share with its 95 % interval.

    ``lift`` is the share over that of the weeks before, with its interval from ``least`` to ``most``. Where it does
    not ``tell``, nothing should be shown.
    """

    people: int
    naming: int
    share: float
    low: float
    high: float
    lift: float
    least: float
    most: float
    tells: bool


def association(before: Sequence[Day], since: Sequence[Day]) -> Association | None:
    """Compare the days before with the days since, oldest first; None where too few people name the other to tell.

    >>> since = [Day(*day) for day in ((90, 20), (60, 9), (40, 5), (35, 4), (30, 2), (30, 1), (30, 1), (30, 0))]
    >>> told = association([Day(30, 0)] * 90, since)
    >>> round(told.since, 3), told.low > 10, told.tells, told.fading.low < 2 < told.fading.high
    (0.122, True, True, True)
    >>> association([Day(30, 1)], [Day(9, 2)]) is None
    True
    """
    if sum(day.naming for day in since) < LEAST_NAMING or not sum(day.people for day in before):
        return None
    first, error = _log_share(before)
    second, other_error = _log_share(since)
    middle, reach = second - first, NORMAL * sqrt(error * error + other_error * other_error)
    shares = [_share(since[at : at + A_WEEK]) for at in range(max(1, len(since) - A_WEEK + 1))]
    return Association(
        before=_share(before),
        since=_share(since),
        lift=exp(middle),
        low=exp(middle - reach),
        high=exp(middle + reach),
        peak=max(shares),
        now=shares[-1],
        fading=_fading(exp(first), since),
    )


def by_week(before: Sequence[Day], days: Sequence[Day]) -> list[Week]:
    """Hold each week of the days, oldest first, beside the days before; the last may be cut short.

    How far days differ within their weeks widens every interval alike, since a week alone has too few to tell.

    >>> told = by_week([Day(30, 0)] * 90, [Day(30, 9)] * 7 + [Day(30, 0)] * 7 + [Day(2, 1)])
    >>> [(week.naming, week.tells) for week in told], told[0].low < 0.3 < told[0].high
    ([(63, True), (0, False), (1, False)], True)
    """
    if not sum(day.people for day in before):
        return []
    share, error = _log_share(before)
    weeks = [days[at : at + A_WEEK] for at in range(0, len(days), A_WEEK)]
    spread = _spread_within(weeks)
    return [_week(share, error, week, spread) for week in weeks]


def _week(before: float, error: float, days: Sequence[Day], spread: float) -> Week:
    people, naming = sum(day.people for day in days), sum(day.naming for day in days)
    share = (naming + 0.5) / (people + 1)
    middle = log(share) - before
    doubt = sqrt((1 / (naming + 0.5) - 1 / (people + 1)) * spread + error * error)
    shrunk = log((naming + 0.5) / (people * exp(before) + 0.5))
    reach = sqrt(spread / (naming + 0.5) + _shrunk_error(people * exp(before), error) ** 2)
    low, high = wilson(naming / spread, people / spread)
    return Week(
        people=people,
        naming=naming,
        share=naming / max(1, people),
        low=low,
        high=high,
        lift=exp(middle),
        least=exp(middle - NORMAL * doubt),
        most=exp(middle + NORMAL * doubt),
        tells=shrunk > NORMAL * reach,
    )


def _shrunk_error(expected: float, error: float) -> float:
    """Return the standard error of the logarithm of an expected number, half a person added to it."""
    return error * expected / (expected + 0.5)


def _spread_within(weeks: Sequence[Sequence[Day]]) -> float:
    """Return by how much days differ from the share of their own week more than chance has it, at least 1."""
    apart, degrees = 0.0, 0
    for week in weeks:
        share = _share(week)
        told = [day for day in week if day.people]
        if 0 < share < 1 and len(told) > 1:
            apart += sum((day.naming - day.people * share) ** 2 / (day.people * share * (1 - share)) for day in told)
            degrees += len(told) - 1
    return max(1.0, apart / degrees) if degrees >= LEAST_DAYS else 1.0


def _share(days: Sequence[Day]) -> float:
    return sum(day.naming for day in days) / max(1, sum(day.people for day in days))


def _log_share(days: Sequence[Day]) -> tuple[float, float]:
    """Return the logarithm of the share and its standard error, the wider the more the days differ."""
    people, naming = sum(day.people for day in days) + 1, sum(day.naming for day in days) + 0.5
    share = naming / people
    spread = _spread(np.array([(day.people, day.naming) for day in days if day.people], float), share)
    return log(share), sqrt(max(1 / naming - 1 / people, 1e-12) * spread)


def _spread(days: Counts, share: float | Counts) -> float:
    """Return by how much the days differ more than chance has it: Pearson's statistic a day, at least 1."""
    if len(days) < LEAST_DAYS:
        return 1.0
    expected = days[:, 0] * share
    return max(
        1.0, float(((days[:, 1] - expected) ** 2 / (expected * (1 - np.asarray(share)))).sum() / (len(days) - 1))
    )


def _fading(floor: float, since: Sequence[Day]) -> Fading | None:
    """Fit an excess that halves, to the days after the strongest: that one was chosen for being high."""
    days = np.array([(day.people, day.naming) for day in since], float)
    days = days[int(np.argmax((days[:, 1] + 0.5 * floor) / (days[:, 0] + 0.5))) + 1 :]
    ages = np.arange(len(days))[days[:, 0] > 0]
    days = days[days[:, 0] > 0]
    if len(days) < LEAST_DAYS:
        return None
    halves, tops = _HALVES, np.geomspace(1e-3, 1.0, 60) * (1 - floor)
    for _ in range(_FINER):
        likely = _likely(floor, days, ages, halves, tops)
        half, top = np.unravel_index(int(np.argmax(likely)), likely.shape)
        spread = _spread(days, np.minimum(floor + tops[top] * 0.5 ** (ages / halves[half]), 1 - 1e-9))
        held = likely >= likely.max() - 0.5 * NORMAL * NORMAL * spread
        best, low, high = halves[half], *_around(halves, held.any(axis=1))
        halves, tops = np.geomspace(low, high, 60), np.geomspace(*_around(tops, held.any(axis=0)), 60)
    return Fading(float(best), float(low), float(high) if high < LONGEST else float("inf"))


def _likely(floor: float, days: Counts, ages: NDArray[np.int_], halves: Counts, tops: Counts) -> Counts:
    """Return the log-likelihood of the days for each half-life (rows) and each excess on the first day (columns)."""
    excess = tops[None, :, None] * 0.5 ** (ages / halves[:, None])[:, None, :]
    shares = np.clip(floor + excess, 1e-9, 1 - 1e-9)
    found: Counts = (days[:, 1] * np.log(shares) + (days[:, 0] - days[:, 1]) * np.log1p(-shares)).sum(axis=2)
    return found


def _around(values: Counts, held: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the ends of what is held, one step wider on each side."""
    places = np.flatnonzero(held)
    return float(values[max(0, places[0] - 1)]), float(values[min(len(values) - 1, places[-1] + 1)])
