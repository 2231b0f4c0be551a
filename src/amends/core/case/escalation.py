"""What is new in a storm that was told already: a ground or a network that no alert has named yet.

>>> told = Told(0, frozenset({Ground.ADS}), frozenset({"bluesky"}))
>>> said = [Objection(n, f"p{n}", HOUR, "bluesky", (Ground.PRIVACY,)) for n in range(3)]
>>> worth_telling(told, said, 2 * HOUR).what
(Novelty(kind=<Kind.GROUND: 'ground'>, name='privacy', people=3),)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from amends.core.antennae.ear import LOOKBACK
from amends.core.vocabulary import HOUR, Ground, GroundCount, Instant

LEAST: Final = 3
"""Distinct people who must object on a new ground, or on a new network, within two hours."""

NAMED: Final = 2
"""People by whom an alert must have counted a ground before it is told: one reading alone is too often wrong."""

PAUSE: Final = HOUR
"""The least time between any alert of a case and one that says only what is new."""


class Kind(StrEnum):
    """In which way a storm is not the one last told."""

    SIZE = "size"
    GROUND = "ground"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Novelty:
    """One thing that is new, and how many distinct people stand behind it; a size has no name."""

    kind: Kind
    name: str
    people: int


@dataclass(frozen=True, slots=True)
class Objection:
    """One post that objects; ``ref`` is the caller's way back to its words, ``at`` when it was judged."""

    ref: int
    person: str
    at: Instant
    network: str
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What the alerts of a case have told: when last, on what grounds, and on which networks they showed somebody."""

    last_at: Instant
    grounds: frozenset[Ground]
    networks: frozenset[str]


@dataclass(frozen=True, slots=True)
class News:
    """What is new, most people first, and the ``refs`` of the posts it stands on."""

    what: tuple[Novelty, ...]
    refs: frozenset[int]


def told_grounds(counts: Iterable[GroundCount]) -> frozenset[Ground]:
    """Return which grounds alerts with these counts have told.

    >>> sorted(told_grounds([GroundCount(Ground.ADS, 6), GroundCount(Ground.PRIVACY, 1)]))
    [<Ground.ADS: 'ads'>]
    """
    return frozenset(count.ground for count in counts if count.people >= NAMED)


def worth_telling(told: Told, said: Iterable[Objection], at: Instant) -> News | None:
    """Return what is new and worth an alert of its own at an instant, or nothing; never within an hour of another.

    >>> said = [Objection(n, f"p{n}", 0, "bluesky", ()) for n in range(3)]
    >>> told = Told(0, frozenset(), frozenset())
    >>> worth_telling(told, said, PAUSE - 1) is None, worth_telling(told, said, PAUSE) is None
    (True, False)
    """
    return None if at - told.last_at < PAUSE else new_since(told, said, at)


def new_since(told: Told, said: Iterable[Objection], at: Instant) -> News | None:
    """Return what at least `LEAST` people said in the two hours before an instant and no alert has told, or nothing.

    An objection on no ground that has a name is no new ground.

    >>> said = [Objection(n, "ada", 0, "bluesky", ()) for n in range(9)]
    >>> new_since(Told(0, frozenset(), frozenset()), said, 0) is None
    True
    """
    behind: dict[tuple[Kind, str], list[Objection]] = {}
    for one in said:
        if at - LOOKBACK < one.at <= at:
            for thing in untold(told, one):
                behind.setdefault(thing, []).append(one)
    counted = {thing: len({one.person for one in behind[thing]}) for thing in behind}
    what = [Novelty(*thing, people) for thing, people in counted.items() if people >= LEAST]
    if not what:
        return None
    what.sort(key=lambda novelty: (-novelty.people, novelty.kind, novelty.name))
    refs = {one.ref for novelty in what for one in behind[novelty.kind, novelty.name]}
    return News(tuple(what), frozenset(refs))


def untold(told: Told, one: Objection) -> list[tuple[Kind, str]]:
    """Return what an objection stands on that was not told, and might become news.

    >>> untold(Told(0, frozenset(), frozenset({"x"})), Objection(1, "ada", 0, "mastodon", ()))
    [(<Kind.NETWORK: 'network'>, 'mastodon')]
    """
    new = [(Kind.GROUND, ground.value) for ground in one.grounds if ground not in told.grounds | {Ground.OTHER}]
    return new if one.network in told.networks else [*new, (Kind.NETWORK, one.network)]
