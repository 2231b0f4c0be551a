"""Trust: whether people came back to speak with you as often as before, beside those who never objected.

A difference in differences on the scale of ratios. For each person there is what they said without objecting in the
ordinary weeks and what they said so since the deed. A cohort's rate now over its rate before, divided by the same of
those who never objected, is 1 where the storm and all that followed took nothing. Its interval is a bootstrap over
people, studentised on the logarithm (P. Hall, "The bootstrap and Edgeworth expansion", 1992), for what people say is
heavy-tailed and cohorts are small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from amends.core.interval import NORMAL

LEAST_PEOPLE: Final = 12
LEAST_SAID: Final = 25
"""Fewer people, or less that they said before, on either side say nothing about a rate."""
TRIES: Final = 1000


Counts: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Change:
    """A cohort's rate now over its rate before, against those who never objected, with its 95 % interval.

    ``people`` were there before, ``came_back`` of them said something since without objecting. ``own`` is the
    cohort's ratio alone and ``others`` that of those who never objected; ``against`` is one over the other. For those
    who never objected there is nobody to be set against: ``others`` is None, and ``against`` is their own.
    """

    people: int
    came_back: int
    own: float
    others: float | None
    against: float
    low: float
    high: float

    @property
    def tells(self) -> bool:
        """Whether the interval leaves out that nothing changed."""
        return not self.low <= 1 <= self.high


def came_back(
    mine: Sequence[tuple[int, int]],
    theirs: Sequence[tuple[int, int]] | None,
    weeks: tuple[float, float],
    draws: np.random.Generator,
) -> Change | None:
    """Compare a cohort with its own past and with those who never objected; None where either is too small to tell.

    ``mine`` and ``theirs`` are, a person, how often they spoke without objecting before and since; without ``theirs``
    the cohort is set against nobody. ``weeks`` are how
    many weeks that was in each case, each above nought. The same draws give the same interval.

    >>> draws = np.random.Generator(np.random.PCG64(7))
    >>> told = came_back([(4, 1)] * 15 + [(2, 2)] * 15, [(3, 3)] * 40, (10, 10), draws)
    >>> round(told.own, 2), round(told.others, 2), told.tells
    (0.5, 1.0, True)
    """
    sides = [_Side.of(pairs) for pairs in (mine, theirs) if pairs is not None]
    if any(side.people < LEAST_PEOPLE or side.said_before < LEAST_SAID for side in sides):
        return None
    scale = weeks[0] / weeks[1]
    own, *others = (float(np.exp(side.log_ratio(side.many)[0][0])) * scale for side in sides)
    middle, spread = (float(each[0]) for each in _difference(sides, [side.many for side in sides]))
    low, high = _reach(sides, middle, draws)
    back = scale if theirs is None else 1.0
    return Change(
        people=sides[0].people,
        came_back=int(sides[0].many[0, sides[0].said[:, 1] > 0].sum()),
        own=own,
        others=others[0] if others else None,
        against=float(np.exp(middle)) * back,
        low=float(np.exp(middle - high * spread)) * back,
        high=float(np.exp(middle - low * spread)) * back,
    )


def _difference(sides: Sequence[_Side], many: Sequence[Counts]) -> tuple[Counts, Counts]:
    """Return the first side's log ratio less the second's, where there is one, and its standard error."""
    told = [side.log_ratio(drawn) for side, drawn in zip(sides, many, strict=True)]
    ratio, error = told[0]
    for other, other_error in told[1:]:
        ratio, error = ratio - other, np.hypot(error, other_error)
    return ratio, error


@dataclass(frozen=True, slots=True)
class _Side:
    """What people said before and since, a row for each pair of counts, and how many people have it."""

    said: Counts
    many: Counts

    @classmethod
    def of(cls, pairs: Sequence[tuple[int, int]]) -> Self:
        said, many = np.unique(np.array(pairs, float).reshape(-1, 2), axis=0, return_counts=True)
        return cls(said, many.astype(float)[None, :])

    @property
    def people(self) -> int:
        return int(self.many.sum())

    @property
    def said_before(self) -> float:
        return float((self.many @ self.said)[0, 0])

    def log_ratio(self, many: Counts) -> tuple[Counts, Counts]:
        """Return the logarithm of now over before and its standard error, for each row of ``many``.

        The error is the delta method's over people, and no less than that of as many chance events.
        """
        before, now = (many @ self.said).T + 0.5
        left = self.said[:, 1] / now[:, None] - self.said[:, 0] / before[:, None]
        between = (many * left * left).sum(axis=1)
        return np.log(now / before), np.sqrt(np.maximum(between, 1 / now + 1 / before))

    def drawn(self, draws: np.random.Generator) -> Counts:
        """Draw as many people as there are, with replacement, many times over: how many of each pair came."""
        return draws.multinomial(self.people, self.many[0] / self.people, size=TRIES).astype(float)


def _reach(sides: Sequence[_Side], middle: float, draws: np.random.Generator) -> tuple[float, float]:
    """Return the 2.5 % and 97.5 % points of the studentised difference over people drawn anew.

    Neither is nearer than the normal law has it: people who are all alike would leave no doubt at all.
    """
    ratio, error = _difference(sides, [side.drawn(draws) for side in sides])
    low, high = np.quantile((ratio - middle) / error, (0.025, 0.975))
    return min(float(low), -NORMAL), max(float(high), NORMAL)
