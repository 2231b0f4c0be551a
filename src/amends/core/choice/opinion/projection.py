"""Where people stand: two axes along which the votes differ most, and everybody's place on them.

Principal components as Polis draws them (Small et al. 2021, "Polis: Scaling deliberation by mapping high dimensional
opinion spaces"): a vote not cast counts as the statement's mean, and a place is stretched by sqrt(statements / votes
cast), or those who voted seldom would all stand in the middle. Axes are rounded to whole millionths before anything
is placed on them. From there on the arithmetic is of whole numbers and of single IEEE operations, so that the same
votes give the same places on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from amends.core.choice.opinion.leading import leading
from amends.core.choice.opinion.moments import Moments
from amends.core.choice.opinion.votes import Votes

if TYPE_CHECKING:
    from numpy.typing import NDArray

PLACE_UNIT: Final = 1_000_000
"""Parts of one in which axes, means along them and people's places are whole numbers."""

_EQUAL: Final = 1e-9
"""Components whose share of the largest differs by less than this are one plane, not two directions."""


@dataclass(frozen=True, eq=False)
class Axes:
    """Two axes over the statements: ``loading`` (S x 2, in `PLACE_UNIT`) and what the mean vote adds up to on each.

    ``counted`` is the number of statements that anyone of the electorate answered; ``share`` how much of all
    difference each axis tells, 0 to 1.
    """

    loading: NDArray[np.int64]
    mean: NDArray[np.int64]
    counted: int
    share: tuple[float, float]


def axes_of(moments: Moments) -> Axes:
    """Find the two axes of the largest difference; each points to where its largest loading is positive.

    Where components are equally large, every direction among them is as good: the one nearest to a single statement is
    taken, the lowest such statement first. An axis along which nobody differs is all zero.

    >>> from amends.core.choice.opinion.moments import moments_of
    >>> from amends.core.choice.opinion.votes import standing_votes
    >>> votes = standing_votes([0, 1, 0, 1], [0, 0, 1, 1], [1, -1, -1, 1], [True, True], statements=2)
    >>> axes_of(moments_of(votes)).loading.T.tolist()
    [[707107, -707107], [0, 0]]
    """
    scatter = moments.scatter
    size = len(scatter)
    axes = np.zeros((size, 2))
    values, vectors = leading(scatter)
    total = float(np.trace(scatter))
    share = [0.0, 0.0]
    for number in range(min(2, size)):
        value = float(values[-1 - number])
        if value <= _EQUAL * total:
            break
        space = vectors[:, np.abs(values - value) <= _EQUAL * values[-1]]
        space = space - axes @ (axes.T @ space)
        nearest = int(np.argmax(np.round((space * space).sum(axis=1), 9)))
        axis = space @ space[nearest]
        axes[:, number] = axis / np.sqrt(axis @ axis)
        share[number] = round(value / total, 6)
    loading = np.rint(axes * PLACE_UNIT).astype(np.int64)
    mean = np.rint(loading * moments.means[:, None]).astype(np.int64)
    return Axes(loading, mean, int(np.count_nonzero(moments.answered)), (share[0], share[1]))


def places_of(votes: Votes, axes: Axes) -> NDArray[np.int32]:
    """Place everybody who voted, in the electorate or not, on the axes: one row a person, in `PLACE_UNIT`.

    >>> from amends.core.choice.opinion.moments import moments_of
    >>> from amends.core.choice.opinion.votes import standing_votes
    >>> votes = standing_votes([0, 1, 0, 1], [0, 0, 1, 1], [1, -1, -1, 1], [True, True], statements=2)
    >>> places_of(votes, axes_of(moments_of(votes))).tolist()
    [[1414214, 0], [-1414214, 0]]
    """
    places = np.zeros((len(votes.people), 2), np.int32)
    # What each possible vote adds: its loading, less the mean's, so that a vote not cast adds nothing.
    worth = np.arange(-1, 2)[None, :, None] * axes.loading[:, None, :] - axes.mean[:, None, :]
    worth = np.ascontiguousarray(worth.reshape(-1, 2).T)
    for part, cast, answered in votes.parts():
        row = votes.statement[cast].astype(np.int32) * 3 + (votes.value[cast] + 1)
        starts = votes.starts[part] - cast.start
        stretch = np.sqrt(axes.counted / answered)
        for number in (0, 1):
            summed = np.add.reduceat(worth[number][row], starts)
            places[part, number] = np.rint(summed * stretch)
    return places
