"""What unites the groups, what divides them, and what each would say: counts of people, group by group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from amends.core.choice.opinion.votes import Votes

if TYPE_CHECKING:
    from numpy.typing import NDArray

AGREE: Final = 2
PASS: Final = 1
DISAGREE: Final = 0
"""Where the people who agree, pass and disagree stand on the last axis of a count."""

FEWEST_ANSWERS: Final = 5
"""People of each group who must have answered: five of five is the smallest count that, by Wilson's 95 % interval,
shows a majority at all."""


def people_by_answer(votes: Votes, group: NDArray[np.int8], groups: int) -> NDArray[np.int64]:
    """Count people: groups x statements x (disagree, pass, agree).

    ``group`` names a group for each of ``votes.people``; who has a number outside ``range(groups)`` is not counted.

    >>> from amends.core.choice.opinion.votes import standing_votes
    >>> votes = standing_votes([0, 1, 1], [0, 0, 0], [1, 1, -1], [True, True], statements=1)
    >>> people_by_answer(votes, np.array([0, 0], np.int8), 1).tolist()
    [[[1, 0, 1]]]
    """
    size = groups * votes.statements * 3
    counts = np.zeros(size + 1, np.int64)
    beyond = (group < 0) | (group >= groups)
    first = np.where(beyond, size, group.astype(np.int64) * votes.statements * 3)
    for part, cast, answered in votes.parts():
        row = votes.statement[cast].astype(np.int32) * 3 + (votes.value[cast] + 1)
        at = np.minimum(np.repeat(first[part], answered) + row, size)
        counts += np.bincount(at, minlength=size + 1)
    return counts[:size].reshape(groups, votes.statements, 3)


def likely(counts: NDArray[np.int64], answer: int) -> NDArray[np.float64]:
    """Tell how likely a person of a group gives an answer: (given + 1) / (answered + 2), so that few say little.

    >>> likely(np.array([[[0, 0, 3]]]), AGREE).tolist()
    [[0.8]]
    """
    shares: NDArray[np.float64] = (counts[..., answer] + 1) / (counts.sum(axis=-1) + 2)
    return shares


def group_aware(counts: NDArray[np.int64], answer: int) -> NDArray[np.float64]:
    """Tell for each statement how likely one person of each group would all give this answer.

    The product over the groups (Small et al. 2021, group-aware consensus): a large group cannot outvote a small one.

    >>> group_aware(np.array([[[0, 0, 8]], [[8, 0, 0]]]), AGREE).round(2).tolist()
    [0.09]
    """
    product: NDArray[np.float64] = likely(counts, answer).prod(axis=0)
    return product


def _answered_everywhere(counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    enough: NDArray[np.bool_] = (counts.sum(axis=-1) >= FEWEST_ANSWERS).all(axis=0)
    return enough


def _ranked(worth: NDArray[np.float64], allowed: NDArray[np.bool_]) -> tuple[int, ...]:
    """Order the allowed statements from the largest; equal ones by their number."""
    order = np.argsort(-np.round(worth, 9), kind="stable")
    return tuple(order[allowed[order]].tolist())


def uniting(counts: NDArray[np.int64], answer: int = AGREE) -> tuple[int, ...]:
    """Rank the statements to which most of every group gives this answer, the most widely shared first.

    Only statements that `FEWEST_ANSWERS` people of each group answered are told.

    >>> uniting(np.array([[[0, 0, 9], [9, 0, 0]], [[1, 0, 8], [0, 0, 9]]]))
    (0,)
    """
    shares = likely(counts, answer)
    return _ranked(shares.prod(axis=0), _answered_everywhere(counts) & (shares > 0.5).all(axis=0))


def dividing(counts: NDArray[np.int64]) -> tuple[int, ...]:
    """Rank the statements that most of one group agree with and less than half of another, widest gap first.

    >>> dividing(np.array([[[0, 0, 9], [9, 0, 0]], [[1, 0, 8], [0, 0, 9]]]))
    (1,)
    """
    shares = likely(counts, AGREE)
    high, low = shares.max(axis=0), shares.min(axis=0)
    return _ranked(high - low, _answered_everywhere(counts) & (high > 0.5) & (low < 0.5))


def representative(counts: NDArray[np.int64]) -> tuple[tuple[int, ...], ...]:
    """Rank for each group the statements that most of it agree with, and more than the others do.

    By Polis' measure (Small et al. 2021): the share that agree, how much larger it is than among the others, and how
    sure each of the two is, multiplied. With one group there are no others, and nothing is told.

    >>> representative(np.array([[[0, 0, 9], [9, 0, 0]], [[9, 0, 0], [0, 0, 9]]]))
    ((0,), (1,))
    """
    if len(counts) < 2:
        return ((),) * len(counts)
    told = []
    for own in counts:
        others = counts.sum(axis=0) - own
        share, rest = likely(own, AGREE), likely(others, AGREE)
        sure = _sure_of_majority(own)
        surer = _sure_of_difference(own, others)
        allowed = (own.sum(axis=-1) >= FEWEST_ANSWERS) & (share > 0.5) & (surer > 0)
        told.append(_ranked(share * share / rest * sure * surer, allowed))
    return tuple(told)


def _sure_of_majority(own: NDArray[np.int64]) -> NDArray[np.float64]:
    """Polis' one-proportion test: standard deviations above one half, one agreeing person added."""
    answered = own.sum(axis=-1) + 1
    tested: NDArray[np.float64] = 2 * np.sqrt(answered) * ((own[:, AGREE] + 1) / answered - 0.5)
    return tested


def _sure_of_difference(own: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.float64]:
    """Polis' two-proportion test, pooled, one agreeing person added on each side; 0 where everybody agrees."""
    inside, outside = own.sum(axis=-1) + 1, others.sum(axis=-1) + 1
    agree_in, agree_out = own[:, AGREE] + 1, others[:, AGREE] + 1
    pooled = (agree_in + agree_out) / (inside + outside)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / inside + 1 / outside))
    gap = agree_in / inside - agree_out / outside
    return np.where(spread > 0, gap / np.maximum(spread, 1e-12), 0.0)
