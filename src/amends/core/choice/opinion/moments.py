"""Three matrices of whole numbers that hold all the axes need, whatever the number of people.

For each pair of statements: how often two votes agree in sign less how often they differ, the votes on one among
those who answered the other, and how many answered both. They are sums of whole numbers, so neither the order of
votes nor the machine changes a digit, and one person's new answers are one small addition.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from amends.core.choice.opinion.votes import Votes

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


_PACKED: Final = np.float32(8_192)
"""More than twice a sum over `PEOPLE_AT_ONCE`, and together with it below 2^24."""

_TELLING: Final = 2.0
"""What chance must make of a pair's squared joint deviation: below, one rare coincidence would look like a pattern."""


@dataclass(frozen=True, eq=False)
class Moments:
    """Sums over the electorate's people, each S x S: with v a person's votes (0 where none) and m where they voted.

    ``both_values`` is the sum of v v', ``value_where`` of v m' (the row's vote, where the column was answered) and
    ``both_answered`` of m m'. ``people`` counts those with at least one vote.
    """

    people: int
    both_values: NDArray[np.int32]
    value_where: NDArray[np.int32]
    both_answered: NDArray[np.int32]

    @property
    def answered(self) -> NDArray[np.int32]:
        """How many people voted on each statement."""
        return np.diagonal(self.both_answered)

    @property
    def means(self) -> NDArray[np.float64]:
        """The mean vote on each statement among those who voted on it; 0 where nobody did."""
        return np.diagonal(self.value_where) / np.maximum(self.answered, 1)

    @cached_property
    def scatter(self) -> NDArray[np.float64]:
        """Tell the scatter matrix of the centred votes, a vote not cast standing at the statement's mean."""
        mean = self.means
        crossed = self.value_where * mean
        return self.both_values - (crossed + crossed.T) + self.both_answered * np.outer(mean, mean)


def moments_of(votes: Votes) -> Moments:
    """Sum the moments of the electorate's votes; nobody else's enter.

    >>> from amends.core.choice.opinion.votes import standing_votes
    >>> moments_of(standing_votes([0, 0, 1], [0, 1, 0], [1, -1, 1], [True, True], statements=2)).both_values.tolist()
    [[2, -1], [-1, 1]]
    """
    size = votes.statements
    both_values, value_where, both_answered = (np.zeros((size, size), np.int32) for _ in range(3))
    rows = max((part.stop - part.start for part, _, _ in votes.parts()), default=0)
    # Whole numbers below 2^24 are exact in 32-bit floats, where the processor is fastest. A part has few enough people
    # for two sums to share one number, the second in multiples of 8,192: one product less of three.
    values, answered = np.zeros((2, rows, size), np.float32)
    for part, cast, counts in votes.parts():
        length = part.stop - part.start
        v, m = values[:length], answered[:length]
        v.fill(0)
        m.fill(0)
        member = votes.member[part]
        at = np.repeat(np.arange(length, dtype=np.int32) * size, counts) + votes.statement[cast]
        v.reshape(-1)[at] = votes.value[cast]
        m.reshape(-1)[at] = 1
        v[~member] = 0
        m[~member] = 0
        both_answered += (m.T @ m).astype(np.int32)
        m *= _PACKED
        m += v
        packed = m.T @ v
        where = np.rint(packed / _PACKED)
        value_where += where.T.astype(np.int32)
        both_values += (packed - _PACKED * where).astype(np.int32)
    return Moments(int(votes.member.sum()), both_values, value_where, both_answered)


def replaced(moments: Moments, before: tuple[ArrayLike, ArrayLike], after: tuple[ArrayLike, ArrayLike]) -> Moments:
    """Put one person's answers in the place of their earlier ones: exactly what counting everybody anew would give.

    Each is a pair of parallel arrays, statements and values, with each statement at most once; ``before`` is a pair of
    empty ones for a person who had not answered. Only people of the electorate belong here.

    >>> from amends.core.choice.opinion.votes import standing_votes
    >>> one = moments_of(standing_votes([0], [0], [1], [True], statements=2))
    >>> replaced(one, ([0], [1]), ([0, 1], [-1, 1])).both_values.tolist()
    [[1, -1], [-1, 1]]
    """
    size = len(moments.both_values)
    sums = [moments.both_values.copy(), moments.value_where.copy(), moments.both_answered.copy()]
    people = moments.people
    for sign, (statement, value) in ((-1, before), (1, after)):
        v, m = np.zeros((2, size), np.int32)
        at = np.asarray(statement, np.intp)
        v[at], m[at] = np.asarray(value, np.int32), 1
        people += sign * bool(m.any())
        for total, left, right in zip(sums, (v, v, m), (v, m, m), strict=True):
            np.add(total, sign * np.outer(left, right), out=total)
    return Moments(people, *sums)


def togetherness(moments: Moments) -> float:
    """Tell how far the statements' votes hang together, in standard deviations from votes cast independently.

    The sum of squared correlations over the pairs of statements, less what chance gives, over its standard deviation
    (Schott 2005, "Testing for complete independence in high dimensions"), each pair by the people who answered both.
    Pairs too seldom answered, or too one-sided, to tell anything are left out; where none is left the answer is 0.

    >>> from amends.core.choice.opinion.votes import standing_votes
    >>> alike = standing_votes([*range(8)] * 2, [0] * 8 + [1] * 8, [1, -1] * 8, [True] * 8, statements=2)
    >>> round(togetherness(moments_of(alike)), 1)
    4.2
    """
    scatter = moments.scatter
    shared = np.triu(moments.both_answered, 1).astype(np.float64)
    answered = np.maximum(moments.answered, 2).astype(np.float64)
    variance = np.diagonal(scatter) / answered
    # What chance gives: the means are of these same people, which adds the last factor.
    chance = shared * np.outer(variance, variance) * (1 + (shared - 1) / np.outer(answered - 1, answered - 1))
    told = chance >= _TELLING
    pairs = np.count_nonzero(told)
    if not pairs:
        return 0.0
    return float(((scatter[told] ** 2 / chance[told]).sum() - pairs) / np.sqrt(2 * pairs))
