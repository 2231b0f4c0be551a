"""What a network that counts questions may be asked: so many in a minute, a day or a month, and then it is left alone.

What was spent lies in the source's cursor, and is kept there before it is spent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final, TypeAlias
from zoneinfo import ZoneInfo

import msgspec

from amends.connectors.polling import SIGN
from amends.connectors.protocols import Heard
from amends.core.vocabulary import MINUTE, SECOND, Instant, iso

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable

Period: TypeAlias = "Callable[[Instant], tuple[Instant, Instant]]"
"""Tells of an instant when the period it lies in began, and when the next one begins."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_SHORT: Final = 2 * MINUTE
"""So long a wait is part of asking politely, and nothing to speak of."""


class Spent(msgspec.Struct):
    """What was spent in the period that began at ``since``."""

    since: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may be spent: ``most`` of ``unit`` (in the plural) in each period, which is called ``name``."""

    most: int
    unit: str
    name: str
    period: Period


class AllSpent(Exception):
    """The next question would cost more than may still be spent in this period."""


class Budget:
    """Counts what is spent of an allowance; ``spent`` is what its keeper writes down."""

    def __init__(self, allowance: Allowance, spent: Spent, now: Callable[[], Instant]) -> None:
        self.allowance, self.spent, self._now = allowance, spent, now

    def left(self) -> int:
        """Tell how much may still be spent in this period."""
        return max(0, self.allowance.most - _in_period(self.allowance, self.spent, self._now()))

    def spend(self, count: int = 1) -> None:
        """Count what is about to be spent; raises `AllSpent` where it may not be."""
        if count > self.left():
            raise AllSpent
        began, _ = self.allowance.period(self._now())
        self.spent.count = _in_period(self.allowance, self.spent, self._now()) + count
        self.spent.since = began

    def exhaust(self) -> None:
        """Count everything as spent: the network itself says that it is."""
        self.spend(self.left())

    def again_at(self) -> Instant:
        """Tell when the next period begins."""
        return self.allowance.period(self._now())[1]

    def sentence(self) -> str:
        """Say that all is spent, and what follows."""
        again = iso(self.again_at())[:16].replace("T", " ")
        return (
            f"The {self.allowance.most:,} {self.allowance.unit} that may be spent in a {self.allowance.name} are spent."
            f" It goes on by itself at {again} UTC, and hears then what it can of the time between."
        )


def _in_period(allowance: Allowance, spent: Spent, now: Instant) -> int:
    return spent.count if spent.since == allowance.period(now)[0] else 0


def spent_in(allowance: Allowance, cursor: str, now: Instant) -> int:
    """Tell from a source's cursor what it has spent in the period that is now."""
    try:
        kept = msgspec.json.decode(cursor, type=_Kept)
    except msgspec.DecodeError:
        return 0
    return _in_period(allowance, kept.spent, now)


class _Kept(msgspec.Struct):
    """The part of a cursor that tells what was spent."""

    spent: Spent = msgspec.field(default_factory=Spent)


async def within(
    budget: Budget,
    look: Callable[[], AsyncIterator[Heard]],
    every: float,
    *,
    cursor: Callable[[], str],
    now: Callable[[], Instant],
    wait: Callable[[float], Awaitable[None]],
) -> AsyncGenerator[Heard]:
    """Give what each look brings, ``every`` so many seconds; where all is spent, say so and wait for the next period.

    A look that cannot go on raises `AllSpent`; what it gave before that is good.
    """
    heard_upto = now()
    while True:
        begun = now()
        try:
            async for heard in look():
                yield heard
            heard_upto, left = begun, every
        except AllSpent:
            left = 0.0
            until = budget.again_at()
            while (seconds := (until - now()) / SECOND) > 0:
                if until - now() > _SHORT:
                    yield Heard((), (), cursor(), heard_upto, waits=budget.sentence())
                await wait(min(seconds, SIGN))
        while left > 0:
            step = min(left, SIGN)
            await wait(step)
            left -= step
            if left > 0:
                yield Heard((), (), cursor(), now())


def a_minute(at: Instant) -> tuple[Instant, Instant]:
    """Tell the minute that an instant lies in.

    >>> a_minute(61 * SECOND) == (60 * SECOND, 120 * SECOND)
    True
    """
    began = at - at % MINUTE
    return began, began + MINUTE


def a_day_in(zone: str) -> Period:
    """Tell the day of a zone that an instant lies in."""

    def day(at: Instant) -> tuple[Instant, Instant]:
        there = ZoneInfo(zone)
        date = _moment(at, there).date()
        return _midnight(date.year, date.month, date.day, there), _midnight(
            *(date + timedelta(days=1)).timetuple()[:3], there
        )

    return day


def a_month(at: Instant) -> tuple[Instant, Instant]:
    """Tell the calendar month, in UTC, that an instant lies in."""
    moment = _moment(at, UTC)
    year, month = moment.year, moment.month
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return _midnight(year, month, 1, UTC), _midnight(*following, 1, UTC)


def _moment(at: Instant, zone: tzinfo) -> datetime:
    return (_EPOCH + timedelta(microseconds=at)).astimezone(zone)


def _midnight(year: int, month: int, day: int, zone: tzinfo) -> Instant:
    return (datetime(year, month, day, tzinfo=zone) - _EPOCH) // _MICROSECOND
