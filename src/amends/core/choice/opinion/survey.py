"""From votes to people, places, groups and counts: the whole arithmetic of the map, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from amends.core.choice.opinion.bridging import people_by_answer
from amends.core.choice.opinion.groups import FEWEST_IN_GROUP, Grouping, grouping
from amends.core.choice.opinion.moments import Moments, moments_of, togetherness
from amends.core.choice.opinion.projection import Axes, axes_of, places_of
from amends.core.choice.opinion.votes import Votes

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST_PEOPLE: Final = FEWEST_IN_GROUP
FEWEST_STATEMENTS: Final = 3
ENOUGH_VOTES: Final = 7
"""Votes a person must have cast to be put in a group, as in Polis; all of them where there are fewer statements."""

NO_GROUP: Final = -1
PATTERN: Final = 2.0
"""Standard deviations of `togetherness` from which groups are told; independent votes come to so much in 1 to 5 of 100.
A silhouette cannot tell this: a cloud without groups, cut in two, has a good one."""


class Told(StrEnum):
    """What the map can say. Only ``GROUPS`` has groups to tell apart; each other is an honest empty state."""

    TOO_FEW_PEOPLE = "too few people"
    TOO_FEW_STATEMENTS = "too few statements"
    NO_PATTERN = "no pattern"
    ONE_GROUP = "one group"
    GROUPS = "groups"


@dataclass(frozen=True, eq=False)
class Survey:
    """What the votes come to. Rows of ``places`` and ``group`` are those of ``votes.people``.

    ``counts`` are people by group, statement and answer: the groups, then the electorate's people in no group, then
    everybody outside the electorate.
    """

    votes: Votes
    moments: Moments
    axes: Axes
    places: NDArray[np.int32]
    told: Told
    group: NDArray[np.int8]
    sizes: tuple[int, ...]
    centres: NDArray[np.float64]
    silhouette: float
    counts: NDArray[np.int64]

    @property
    def group_counts(self) -> NDArray[np.int64]:
        """People by answer in the groups alone."""
        return self.counts[: len(self.sizes)]


def surveyed(votes: Votes, enough_votes: int = ENOUGH_VOTES) -> Survey:
    """Find axes, places, groups and counts. Only the electorate's people make axes and groups.

    A person is put in a group who cast ``enough_votes``, or voted on every statement that anybody of the electorate
    did; the votes of the others still count for the axes, as in Polis.

    >>> from amends.core.choice.opinion.votes import standing_votes
    >>> surveyed(standing_votes([0, 0, 0], [0, 1, 2], [1, 1, 1], [True], statements=3)).told.value
    'too few people'
    """
    moments = moments_of(votes)
    axes = axes_of(moments)
    places = places_of(votes, axes)
    grouped = votes.member & (votes.answered >= min(enough_votes, axes.counted))
    told, found = _grouped(places[grouped], moments, axes)
    group = np.full(len(votes.people), NO_GROUP, np.int8)
    group[grouped] = found.group
    label = np.where(votes.member, np.where(group == NO_GROUP, len(found.sizes), group), len(found.sizes) + 1)
    counts = people_by_answer(votes, label.astype(np.int8), len(found.sizes) + 2)
    return Survey(votes, moments, axes, places, told, group, found.sizes, found.centres, found.silhouette, counts)


def _grouped(places: NDArray[np.int32], moments: Moments, axes: Axes) -> tuple[Told, Grouping]:
    """Group the places, or say why not: then there is no group, or one that holds everybody."""
    if len(places) < FEWEST_PEOPLE or axes.counted < FEWEST_STATEMENTS:
        told = Told.TOO_FEW_PEOPLE if len(places) < FEWEST_PEOPLE else Told.TOO_FEW_STATEMENTS
        return told, Grouping(np.full(len(places), NO_GROUP, np.int8), (), np.zeros((0, 2)), 0.0)
    if togetherness(moments) < PATTERN:
        middle = places.astype(np.int64).sum(axis=0) / len(places)
        return Told.NO_PATTERN, Grouping(np.zeros(len(places), np.int8), (len(places),), middle[None, :], 0.0)
    found = grouping(places)
    return Told.GROUPS if len(found.sizes) > 1 else Told.ONE_GROUP, found
