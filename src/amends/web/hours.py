"""Which hours to offer for an answer: soon, but never in the middle of the night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from amends.core.vocabulary import SECOND, WEEK, Instant
from amends.web import words

if TYPE_CHECKING:
    from datetime import tzinfo

MORNING: Final = 9
NOON: Final = 12
EVENING: Final = 22
FURTHEST: Final = WEEK


@dataclass(frozen=True, slots=True)
class Offer:
    """One hour to answer by: the instant, the hour in words, and what is left until then."""

    at: Instant
    hour: str
    left: str


def suggested(now: Instant, zone: tzinfo) -> Instant:
    """Return the hour that stands chosen: three to four hours on, or nine in the morning where that is night.

    >>> from datetime import timezone
    >>> at_noon, before_midnight = 12 * 3600 * SECOND, 85_680 * SECOND
    >>> words.clock(suggested(at_noon, timezone.utc), timezone.utc)
    '15:00'
    >>> words.clock(suggested(before_midnight, timezone.utc), timezone.utc)
    '09:00'
    """
    here = words.moment(now, zone)
    soon = _whole_hour(here + timedelta(hours=3))
    if MORNING <= soon.hour <= EVENING and soon.date() == here.date():
        return _instant(soon)
    return _instant(_next(here, MORNING))


def offers(now: Instant, zone: tzinfo) -> tuple[Offer, ...]:
    """Return the hours to choose from, soonest first: the next whole one, and then hours by daylight."""
    here = words.moment(now, zone)
    soon = [_whole_hour(here + timedelta(hours=hours)) for hours in (1, 3, 6)]
    awake = [when for when in soon if MORNING <= when.hour <= EVENING]
    later = [_next(here, hour) for hour in (MORNING, NOON, EVENING)]
    further = _next(here + timedelta(days=1), MORNING)
    at = sorted({_instant(when) for when in (soon[0], *awake, *later, further)} | {suggested(now, zone)})
    return tuple(Offer(one, words.clock_with_day(one, now, zone), words.duration(one - now)) for one in at)


def _whole_hour(when: datetime) -> datetime:
    """Return the whole hour at or after a time."""
    whole = when.replace(minute=0, second=0, microsecond=0)
    return whole if whole == when else whole + timedelta(hours=1)


def _next(when: datetime, hour: int) -> datetime:
    """Return the next time the clock shows an hour, at least one hour on."""
    there = datetime.combine(when.date(), time(hour), tzinfo=when.tzinfo)
    return there if there - when >= timedelta(hours=1) else there + timedelta(days=1)


def _instant(when: datetime) -> Instant:
    return int(when.timestamp()) * SECOND
