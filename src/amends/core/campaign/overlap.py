"""How many people two members share: people, not posts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from amends.core.campaign.heard import Heard


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two members by index, the people who spoke to both, and those of them who objected to both."""

    one: int
    other: int
    people: int
    objecting: int


def overlaps(heard: Heard, members: int) -> tuple[Overlap, ...]:
    """Count who speaks to whom, most shared first.

    >>> both = Heard(np.array([0, 1, 1]), np.array([5, 5, 6]), np.array([0, 1, 2]), np.array([True, False, True]))
    >>> overlaps(both, 2)
    (Overlap(one=0, other=1, people=1, objecting=0),)
    """
    speaking, objecting = _shared(heard, members), _shared(_only_objecting(heard), members)
    found = [
        Overlap(one, other, int(speaking[one, other]), int(objecting[one, other]))
        for one in range(members)
        for other in range(one + 1, members)
        if speaking[one, other]
    ]
    return tuple(sorted(found, key=lambda pair: (-pair.people, pair.one, pair.other)))


def _only_objecting(heard: Heard) -> Heard:
    keep = heard.objects
    return Heard(heard.member[keep], heard.person[keep], heard.at[keep], heard.objects[keep])


def _shared(heard: Heard, members: int) -> np.ndarray:
    _, person = np.unique(heard.person, return_inverse=True)
    if not len(person):
        return np.zeros((members, members))
    spoke = np.zeros((int(person.max()) + 1, members), np.float32)
    spoke[person, heard.member] = 1
    return spoke.T @ spoke
