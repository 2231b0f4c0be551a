"""Who stands with whom: groups of people by their places, the number of groups told by the places themselves.

k-means for two to five groups, and the number whose silhouette is widest (Rousseeuw 1987), as Polis does. Up to 1,500
people everyone is a point; above, people fall on a grid of 48 x 48 cells, which plays the part of Polis' 100 base
clusters, so that the cost no longer grows with the number of people. Nothing is drawn by chance: k-means begins from
three fixed arrangements and keeps the tightest outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

FEWEST_IN_GROUP: Final = 8
"""A smaller group joins its nearest: seven people who agree could be one person's friends, and are known by sight."""

MOST_GROUPS: Final = 5
EXACT_UP_TO: Final = 1_500
CELLS: Final = 48
_ROUNDS: Final = 100
_TIE: Final = 1e-9
"""Sums that differ by less than this share are equal: another machine may add them in another order."""


@dataclass(frozen=True, eq=False)
class Grouping:
    """A group for each place: 0 for the largest, then by size, then from left to right.

    ``centres`` are mean places (k x 2). ``silhouette`` is -1 to 1; a round cloud without groups has a third or more, so
    it ranks numbers of groups and proves none. With one group it is 0.
    """

    group: NDArray[np.int8]
    sizes: tuple[int, ...]
    centres: NDArray[np.float64]
    silhouette: float


@dataclass(frozen=True, eq=False)
class _Cells:
    """Weighted points that stand for everybody: the number of people in each, and the sums of their places."""

    of: NDArray[np.intp]
    weight: NDArray[np.int64]
    sums: NDArray[np.int64]

    @property
    def places(self) -> NDArray[np.float64]:
        return self.sums / self.weight[:, None]


@dataclass(frozen=True, eq=False)
class _Candidate:
    """One way to group the cells: a label for each, and the people of each who take part in its silhouette."""

    labels: NDArray[np.intp]
    weight: NDArray[np.int64]

    @property
    def groups(self) -> int:
        return int(self.labels.max()) + 1


def grouping(places: NDArray[np.int32]) -> Grouping:
    """Group people by their places (n x 2, whole numbers); the order of people is of no effect.

    >>> left, right = [[0, 0], [0, 4]] * 5, [[90, 0], [90, 4]] * 4
    >>> found = grouping(np.array(right + left, np.int32))
    >>> found.sizes, found.group.tolist()
    ((10, 8), [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    """
    cells = _cells(places)
    at = cells.places
    best, width = np.zeros(len(at), np.intp), 0.0
    candidates = [_merged(_tightest(at, cells, count), at, cells) for count in range(2, MOST_GROUPS + 1)]
    candidates = [each for each in candidates if each.groups > 1]
    for each, silhouette in zip(candidates, _silhouettes(at, candidates), strict=True):
        if silhouette > width:
            best, width = each.labels, silhouette
    return _ordered(best, width, cells)


def _cells(places: NDArray[np.int32]) -> _Cells:
    """Gather people in the same place, or above `EXACT_UP_TO` in the same cell of the grid."""
    whole = places.astype(np.int64)
    key = whole
    if len(places) > EXACT_UP_TO:
        low = whole.min(axis=0)
        key = (whole - low) * CELLS // (whole.max(axis=0) - low + 1)
    low = key.min(axis=0)
    flat = (key[:, 0] - low[0]) * (np.ptp(key[:, 1]) + 1) + (key[:, 1] - low[1])
    _, of, weight = np.unique(flat, return_inverse=True, return_counts=True)
    sums = np.stack([_summed(of, whole[:, axis], len(weight)) for axis in (0, 1)], axis=1)
    return _Cells(of, weight, sums)


def _summed(label: NDArray[np.intp], amount: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Add up by label. Doubles hold whole numbers up to 9e15 exactly: a million people at places up to 9e9."""
    return np.bincount(label, amount, count).astype(np.int64)


def _tightest(at: NDArray[np.float64], cells: _Cells, count: int) -> NDArray[np.intp]:
    """Run k-means from each beginning; keep the labels whose people stand nearest to their centres."""
    best, spread = np.zeros(len(at), np.intp), np.inf
    for centres in _beginnings(at, cells, count):
        labels, squares = _k_means(at, cells, centres)
        found = float((squares * cells.weight).sum())
        if found < spread * (1 - _TIE):
            best, spread = labels, found
    return best


def _beginnings(at: NDArray[np.float64], cells: _Cells, count: int) -> Iterator[NDArray[np.float64]]:
    """Begin with equal shares of people from left to right, from bottom to top, and with those furthest apart."""
    weight = cells.weight
    for axis in (0, 1):
        order = np.lexsort((at[:, 1 - axis], at[:, axis]))
        before = np.cumsum(weight[order])
        wanted = (2 * np.arange(count) + 1) * int(before[-1]) // (2 * count)
        yield at[order[np.searchsorted(before, wanted, side="right")]]
    nearest = ((at - cells.sums.sum(axis=0) / weight.sum()) ** 2).sum(axis=1)
    chosen = []
    for _ in range(count):
        chosen.append(int(np.argmax(nearest)))
        away = ((at - at[chosen[-1]]) ** 2).sum(axis=1)
        nearest = away if len(chosen) == 1 else np.minimum(nearest, away)
    yield at[chosen]


def _k_means(
    at: NDArray[np.float64], cells: _Cells, centres: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Lloyd's rounds until nobody moves; a centre that lost everybody stays where it was."""
    labels = np.full(len(at), -1)
    centres = centres.copy()
    for _ in range(_ROUNDS):
        away = (at[:, :1] - centres[:, 0]) ** 2 + (at[:, 1:] - centres[:, 1]) ** 2
        moved = away.argmin(axis=1)
        if np.array_equal(moved, labels):
            break
        labels = moved
        people = _summed(labels, cells.weight, len(centres))
        held = people > 0
        for axis in (0, 1):
            total = _summed(labels, cells.sums[:, axis], len(centres))
            centres[held, axis] = total[held] / people[held]
    return labels, away[np.arange(len(at)), labels]


def _merged(labels: NDArray[np.intp], at: NDArray[np.float64], cells: _Cells) -> _Candidate:
    """Let each group below `FEWEST_IN_GROUP` join the nearest that is not; with fewer than two left there is one."""
    people = _summed(labels, cells.weight, MOST_GROUPS)
    kept = np.flatnonzero(people >= FEWEST_IN_GROUP)
    if len(kept) < 2:
        return _Candidate(np.zeros_like(labels), cells.weight)
    centres = np.stack([_summed(labels, cells.sums[:, axis], MOST_GROUPS)[kept] / people[kept] for axis in (0, 1)])
    nearest = ((at[:, :1] - centres[0]) ** 2 + (at[:, 1:] - centres[1]) ** 2).argmin(axis=1)
    place = np.full(MOST_GROUPS, -1)
    place[kept] = np.arange(len(kept))
    own = place[labels]
    return _Candidate(np.where(own >= 0, own, nearest), np.where(own >= 0, cells.weight, 0))


def _silhouettes(at: NDArray[np.float64], candidates: list[_Candidate]) -> list[float]:
    """Tell each candidate's mean silhouette exactly, a cell of w people counting as w people in one place.

    Whoever joined from a group too small is left out of it: a few people far away would hide all other distances.
    """
    if not candidates:
        return []
    apart = (at[:, :1] - at[:, 0]) ** 2
    apart += (at[:, 1:] - at[:, 1]) ** 2
    np.sqrt(apart, out=apart)
    columns = [np.where(each.labels == g, each.weight, 0) for each in candidates for g in range(each.groups)]
    sums = apart @ np.stack(columns, axis=1).astype(np.float64)
    widths, first = [], 0
    for each in candidates:
        people = np.bincount(each.labels, each.weight, each.groups)
        own = np.arange(len(at)), each.labels
        to_group = sums[:, first : first + each.groups]
        inside = to_group[own] / np.maximum(people[each.labels] - 1, 1)
        outside = to_group / people
        outside[own] = np.inf
        other = outside.min(axis=1)
        wide = (other - inside) / np.maximum(np.maximum(inside, other), np.finfo(float).tiny)
        widths.append(round(float((wide * each.weight).sum() / each.weight.sum()), 9))
        first += each.groups
    return widths


def _ordered(labels: NDArray[np.intp], silhouette: float, cells: _Cells) -> Grouping:
    """Name groups from the largest to the smallest, equal ones from left to right, and give everybody theirs."""
    count = int(labels.max()) + 1
    people = _summed(labels, cells.weight, count)
    centres = np.stack([_summed(labels, cells.sums[:, axis], count) / people for axis in (0, 1)], axis=1)
    order = np.lexsort((centres[:, 1], centres[:, 0], -people))
    name = np.empty(count, np.int8)
    name[order] = np.arange(count)
    return Grouping(name[labels][cells.of], tuple(people[order].tolist()), centres[order], silhouette)
