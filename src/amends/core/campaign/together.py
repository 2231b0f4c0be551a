"""What the members brought, put together: who spoke to whom, and how many began to object in which hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from amends.core.campaign.heard import Counts, Heard, Member
from amends.core.campaign.share import Share
from amends.core.campaign.spill import LEAST_DAYS
from amends.core.vocabulary import HOUR, Instant

UNHEARD: Final = 0.2
"""Whoever was not listened to for more of her time than this tells nothing of who follows whom."""


@dataclass(frozen=True, slots=True)
class Hours:
    """People an hour (rows) who began to object to those of ``places`` (columns), in a time in which all were heard."""

    counts: Counts
    begun: Instant
    places: tuple[int, ...]


def audience(shares: Sequence[Share]) -> Heard:
    """Return who spoke to whom as `overlaps` needs it: an entry a person who did not object, else one an hour.

    >>> from amends.core.campaign.share import Told
    >>> from amends.core.vocabulary import DAY
    >>> both = [Share(Told(name, 0, DAY), {"a": (), "b": (HOUR,)}) for name in ("Ann", "Ben")]
    >>> audience(both).objects.tolist()
    [False, True, False, True]
    """
    known: dict[str, int] = {}
    rows: list[tuple[int, int, Instant, bool]] = []
    for place, share in enumerate(shares):
        for person, hours in share.people.items():
            key = known.setdefault(person, len(known))
            rows += [(place, key, hour, True) for hour in hours] or [(place, key, share.told.heard_from, False)]
    member, person_, at, objects = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Heard(
        np.array(member, np.int64), np.array(person_, np.int64), np.array(at, np.int64), np.array(objects, bool)
    )


def common_hours(shares: Sequence[Share]) -> Hours | None:
    """Count people an hour over the time in which all were heard who were heard for two weeks; None for less.

    >>> from amends.core.campaign.share import Told
    >>> from amends.core.vocabulary import DAY
    >>> ann = Share(Told("Ann", 0, 20 * DAY), {"a": (HOUR,)})
    >>> ben = Share(Told("Ben", 5 * DAY, 25 * DAY), {"b": (6 * DAY,)})
    >>> found = common_hours([ann, ben, Share(Told("Cleo", 0, DAY))])
    >>> found.places, found.begun // DAY, found.counts.shape, found.counts.sum(axis=0).tolist()
    ((0, 1), 5, (360, 2), [0.0, 1.0])
    """
    places = [place for place, share in enumerate(shares) if _long_enough(share)]
    if len(places) < 2:
        return None
    begun = max(shares[place].told.heard_from for place in places)
    hours = (min(shares[place].told.heard_until for place in places) - begun) // HOUR
    if hours < 24 * LEAST_DAYS:
        return None
    counts = np.zeros((hours, len(places)))
    for column, place in enumerate(places):
        told = [hour for each in shares[place].people.values() for hour in each]
        rows = (np.array(told, np.int64) - begun) // HOUR
        np.add.at(counts[:, column], rows[(rows >= 0) & (rows < hours)], 1.0)
    return Hours(counts, begun, tuple(places))


def members(shares: Sequence[Share]) -> list[Member]:
    """Return the members of shares."""
    return [Member(share.told.member, share.told.posted_at) for share in shares]


def _long_enough(share: Share) -> bool:
    hours = (share.told.heard_until - share.told.heard_from) // HOUR
    return hours >= 24 * LEAST_DAYS and share.told.unheard <= UNHEARD * hours
