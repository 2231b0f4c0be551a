"""Who is next: of those still calm, whose audience objects elsewhere already, and what followed so far.

It describes what stands in the shares, and foretells nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from amends.core.campaign.calm import State, state_of
from amends.core.campaign.share import Share
from amends.core.campaign.spill import Edge
from amends.core.interval import NORMAL, wilson
from amends.core.vocabulary import DAY, Instant

LEAST_AUDIENCE: Final = 20
"""Of fewer people no share is told."""


@dataclass(frozen=True, slots=True)
class Following:
    """What followed at a member so far when others were objected to, set beside the last day.

    ``recent`` people began to object at ``sources`` (places) in the last day; as it went so far, ``more`` people follow
    at her, with a 95 % interval that takes in both how unsure that is and plain luck.
    """

    sources: tuple[int, ...]
    recent: int
    more: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Next:
    """A member who is still calm: of her ``people``, who have not objected to her, ``elsewhere`` object at another.

    ``share`` is their part with its 95 % interval (Wilson's).
    """

    place: int
    people: int
    elsewhere: int
    share: float
    low: float
    high: float
    following: Following | None


def who_is_next(shares: Sequence[Share], edges: Sequence[Edge], now: Instant) -> tuple[Next, ...]:
    """Return the calm ones, whose audience objects elsewhere most surely first.

    Left out is of whom nothing can be told: an audience below `LEAST_AUDIENCE` and nobody whom she follows, and an
    audience of whom nobody objects anywhere. ``edges`` are between places of ``shares``.
    """
    objecting: dict[str, int] = {}
    for share in shares:
        for person, hours in share.people.items():
            if hours:
                objecting[person] = objecting.get(person, 0) + 1
    found = []
    for place, share in enumerate(shares):
        if state_of(share) is State.STORM:
            continue
        quiet = [person for person, hours in share.people.items() if not hours]
        elsewhere = sum(person in objecting for person in quiet)
        following = _following(place, shares, edges, now - DAY)
        if following is None and (len(quiet) < LEAST_AUDIENCE or not elsewhere):
            continue
        low, high = wilson(elsewhere, len(quiet))
        found.append(Next(place, len(quiet), elsewhere, elsewhere / max(len(quiet), 1), low, high, following))
    return tuple(sorted(found, key=lambda one: (-one.low, one.place)))


def _following(place: int, shares: Sequence[Share], edges: Sequence[Edge], since: Instant) -> Following | None:
    sources, recent, more, spread = [], 0, 0.0, 0.0
    for edge in edges:
        if edge.target == place and (many := _lately(shares[edge.source], since)):
            sources.append(edge.source)
            recent += many
            more += many * edge.more
            spread += (many * (edge.high - edge.low) / (2 * NORMAL)) ** 2
    if not sources:
        return None
    half = NORMAL * sqrt(spread + more)
    return Following(tuple(sources), recent, more, max(0.0, more - half), more + half)


def _lately(share: Share, since: Instant) -> int:
    return sum(any(hour >= since for hour in hours) for hours in share.people.values())
