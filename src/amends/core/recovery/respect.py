"""Respect: of those who objected and spoke again, how many say something else now, or name what was changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from amends.core.interval import wilson
from amends.core.recovery.cohorts import Said
from amends.core.vocabulary import Instant, Stance

LEAST_PEOPLE: Final = 8
"""Of fewer people no share is told: one who changes her mind would be an eighth of it."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share from 0 to 1 with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Turned:
    """What those who objected said last, after the deed: people by stance, and those who said nothing more.

    ``share`` is of those who spoke again: who supports now, or speaks without objecting or asking. None where fewer
    than `LEAST_PEOPLE` spoke again. ``named`` of all named what was changed, whatever they said last, and
    ``named_and_object`` of those objected last: they are counted apart, and in no share.
    """

    people: int
    now: Mapping[Stance, int]
    silent: int
    share: Share | None
    named: int = 0
    named_and_object: int = 0


def turned(
    objectors: Sequence[int], heard: Sequence[Said], deed: Instant, named: Collection[int] = frozenset()
) -> Turned:
    """Tell what each objector said last since the deed; ``named`` are the people who named what was changed.

    >>> told = turned([1, 2, 3], [Said(1, 5, Stance.OBJECTS), Said(1, 9, Stance.SUPPORTS)], deed=3)
    >>> dict(told.now), told.silent, told.share
    ({<Stance.SUPPORTS: 'supports'>: 1}, 2, None)
    """
    asked = set(objectors)
    newest: dict[int, Said] = {}
    for one in heard:
        if one.person in asked and one.at > deed and (one.person not in newest or newest[one.person].at <= one.at):
            newest[one.person] = one
    now = Counter(one.stance for one in newest.values())
    spoke = len(newest)
    share = None
    if spoke >= LEAST_PEOPLE:
        count = now[Stance.SUPPORTS] + now[Stance.NEUTRAL]
        share = Share(count / spoke, *wilson(count, spoke))
    naming = asked & set(named)
    object_still = sum(newest[person].stance is Stance.OBJECTS for person in naming if person in newest)
    return Turned(len(asked), dict(now), len(asked) - spoke, share, len(naming), object_still)
