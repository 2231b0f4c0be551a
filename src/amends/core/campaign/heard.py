"""What the members of a campaign share: who objected when, under keys that name nobody, in arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from amends.core.vocabulary import DAY, HOUR, Instant

Keys: TypeAlias = NDArray[np.int64]
Counts: TypeAlias = NDArray[np.float64]

AGAIN: Final = DAY
"""Whoever objects to the same member again within a day is one person still objecting, and counted once."""


@dataclass(frozen=True, slots=True)
class Member:
    """One of the people under the sponsor; ``posted_at`` is when her own post of the campaign went out, if known."""

    name: str
    posted_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """Posts of all members, an entry each in four arrays of one length, in any order.

    ``member`` and ``person`` are indices, ``at`` is in microseconds, ``objects`` says whether it objects.
    """

    member: Keys
    person: Keys
    at: Keys
    objects: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if not len(self.member) == len(self.person) == len(self.at) == len(self.objects):
            raise ValueError("The four arrays of what was heard must be of one length.")


def objecting_hours(heard: Heard, members: int) -> tuple[Counts, Instant]:
    """Count the people who begin to object, an hour (rows) and member (columns); with the instant of the first row.

    >>> one = np.array([0, 0, 1]), np.array([7, 7, 7]), np.array([0, HOUR, 2 * HOUR]), np.array([True] * 3)
    >>> objecting_hours(Heard(*one), 2)[0].tolist()
    [[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]]
    """
    keep = heard.objects
    member, person, at = heard.member[keep], heard.person[keep], heard.at[keep]
    if not len(at):
        return np.zeros((0, members)), 0
    order = np.lexsort((at, person, member))
    member, person, at = member[order], person[order], at[order]
    same = (member[1:] == member[:-1]) & (person[1:] == person[:-1]) & (at[1:] - at[:-1] < AGAIN)
    fresh = np.concatenate(([True], ~same))
    first = int(at.min()) // HOUR
    hours = int(at.max()) // HOUR - first + 1
    counts = np.zeros((hours, members))
    np.add.at(counts, (at[fresh] // HOUR - first, member[fresh]), 1.0)
    return counts, first * HOUR


def since_posted(members: Sequence[Member], begun: Instant, hours: int) -> Counts:
    """Return, an hour and member, how many hours ago her own post went out; below nought before it, or if unknown."""
    times = np.array([-1 if one.posted_at is None else (one.posted_at - begun) // HOUR for one in members])
    ages = np.arange(hours)[:, None] - times[None, :]
    known = np.array([one.posted_at is not None for one in members])
    ages[:, ~known] = -1
    told: Counts = ages.astype(float)
    return told
