"""One person's answers more, without counting everybody anew: the map stays as drawn, its counts and moments move on.

What is exact: the moments, and so the axes that would be drawn now; and the counts, given who is in which group. What
waits for the next whole survey: everybody else's place, and the groups themselves. `turned` says how far the axes have
moved since.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from amends.core.choice.opinion.moments import Moments, replaced
from amends.core.choice.opinion.projection import Axes, places_of
from amends.core.choice.opinion.survey import ENOUGH_VOTES, NO_GROUP, Survey
from amends.core.choice.opinion.votes import standing_votes

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Answered: TypeAlias = tuple[ArrayLike, ArrayLike]
    """One person's votes: statements, each at most once, and values beside them."""


@dataclass(frozen=True, eq=False)
class Standing:
    """A drawn map that goes on counting. ``group`` is by person number, `NO_GROUP` for who is in none."""

    moments: Moments
    axes: Axes
    centres: NDArray[np.float64]
    group: NDArray[np.int8]
    counts: NDArray[np.int64]


def standing_of(survey: Survey, electorate: int) -> Standing:
    """Begin from a whole survey; ``electorate`` is how many people may answer at all.

    >>> from amends.core.choice.opinion.survey import surveyed
    >>> votes = standing_votes([0, 0, 0], [0, 1, 2], [1, 1, 1], [True], statements=3)
    >>> standing_of(surveyed(votes), 1).group.tolist()
    [-1]
    """
    group = np.full(electorate, NO_GROUP, np.int8)
    group[survey.votes.people] = survey.group
    return Standing(survey.moments, survey.axes, survey.centres, group, survey.group_counts)


def answered(
    standing: Standing, person: int, before: Answered, after: Answered, *, enough_votes: int = ENOUGH_VOTES
) -> Standing:
    """Put a person's answers in the place of their earlier ones; they join the group whose middle is nearest.

    ``before`` is what stood, two empty arrays where nothing did, and ``after`` all that stands now. Only for people of
    the electorate: nobody else moves anything.

    >>> from amends.core.choice.opinion.survey import surveyed
    >>> votes = standing_votes([0, 0, 0], [0, 1, 2], [1, 1, 1], [True, True], statements=3)
    >>> answered(standing_of(surveyed(votes), 2), 1, ([], []), ([0], [-1])).moments.people
    2
    """
    counts, group = standing.counts.copy(), standing.group.copy()
    was, now = int(group[person]), _nearest(standing, after, enough_votes)
    group[person] = now
    for place, sign, (statement, value) in ((was, -1, before), (now, 1, after)):
        if place != NO_GROUP:
            counts[place, np.asarray(statement, np.intp), np.asarray(value, np.intp) + 1] += sign
    return replace(standing, moments=replaced(standing.moments, before, after), group=group, counts=counts)


def _nearest(standing: Standing, after: Answered, enough_votes: int) -> int:
    statement, value = (np.asarray(column, np.int64) for column in after)
    enough = max(1, min(enough_votes, standing.axes.counted))
    if len(statement) < enough or not len(standing.centres):
        return NO_GROUP
    one = standing_votes(np.zeros_like(statement), statement, value, [True], len(standing.axes.loading))
    (place,) = places_of(one, standing.axes)
    return int(((standing.centres - place) ** 2).sum(axis=1).argmin())


def turned(drawn: Axes, fresh: Axes) -> float:
    """Tell by how many degrees the plane of the axes has turned, 0 to 90: when it is much, survey anew.

    >>> from amends.core.choice.opinion.moments import moments_of
    >>> from amends.core.choice.opinion.projection import axes_of
    >>> votes = standing_votes([0, 1, 0, 1], [0, 0, 1, 1], [1, -1, -1, 1], [True, True], statements=2)
    >>> turned(axes_of(moments_of(votes)), axes_of(moments_of(votes)))
    0.0
    """
    kept = drawn.loading.any(axis=0) & fresh.loading.any(axis=0)
    if not kept.any():
        return 0.0
    planes = (np.linalg.qr(axes.loading[:, kept].astype(np.float64))[0] for axes in (drawn, fresh))
    cosines = np.linalg.svd(next(planes).T @ next(planes), compute_uv=False)
    return round(float(np.degrees(np.arccos(min(1.0, cosines[-1])))), 3)
