"""When the owner is told, on which of their ways, and when again: pure rules over instants.

One case has one open notification, which rises and is told again; it is never many. A *look* can wait for the morning.
An *alarm* cannot, unless its owner said so of that one way: that they know within minutes is what they were promised. A
*deadline* waits for nothing, neither for the night nor for a pause.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from amends.core.vocabulary import DAY, MINUTE, SECOND, Instant

FIRST_WAIT: Final = 10 * SECOND
"""After a first try that failed; each wait is twice the one before."""

LONGEST_WAIT: Final = 15 * MINUTE
"""Between two tries."""

GIVES_UP_AFTER: Final = 2 * DAY
"""After which a try that failed is the last: what is two days old is on the desk, and no news."""


class Level(StrEnum):
    """How much a notification asks for, from least to most."""

    LOOK = "look"
    ALARM = "alarm"
    DEADLINE = "deadline"


LEVELS: Final = tuple(Level)


def rank(level: Level) -> int:
    """Return a level's place in the order, from 0.

    >>> rank(Level.LOOK) < rank(Level.ALARM) < rank(Level.DEADLINE)
    True
    """
    return LEVELS.index(level)


def highest(levels: Iterable[Level]) -> Level:
    """Return the highest of some levels, `Level.LOOK` of none.

    >>> highest([Level.LOOK, Level.DEADLINE, Level.ALARM]), highest([])
    (<Level.DEADLINE: 'deadline'>, <Level.LOOK: 'look'>)
    """
    return max(levels, key=rank, default=Level.LOOK)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of every day in which a look waits: minutes after midnight, 0 to 1439, also over midnight.

    ``alarms_too`` says that on this way alarms wait with it. Raises ``ValueError`` for minutes that no day has and for
    hours that do not end.
    """

    begins: int
    ends: int
    alarms_too: bool = False

    def __post_init__(self) -> None:
        """Refuse what no clock shows."""
        if not (0 <= self.begins < 1440 and 0 <= self.ends < 1440) or self.begins == self.ends:
            raise ValueError("Quiet hours begin and end at two different times of the day.")

    def holds(self, level: Level) -> bool:
        """Tell whether a level waits in these hours."""
        return level is Level.LOOK or (level is Level.ALARM and self.alarms_too)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to tell somebody: from which level on, when not, and how long after everybody else.

    ``after`` is 0 for whom is told at once; above, it is told only where nobody acknowledged within that time.
    """

    least: Level = Level.LOOK
    quiet: Quiet | None = None
    after: Instant = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A notification as it stands: its level and since when it asks for what it asks now.

    ``seen`` says that somebody acknowledged just that. ``snoozed_until`` is the end of a pause, and ``snoozed_at`` the
    level at which it was asked for.
    """

    level: Level
    since: Instant
    seen: bool = False
    snoozed_until: Instant = 0
    snoozed_at: Level = Level.LOOK


def when(way: Way, standing: Standing, zone: tzinfo) -> Instant | None:
    """Return from which instant on a notification is told on a way, or nothing where it is not told there at all.

    A pause holds what was known when it began: what rises above that gets through, and so does every deadline.

    >>> night = Quiet(22 * 60, 7 * 60)
    >>> when(Way(quiet=night), Standing(Level.LOOK, 23 * 60 * MINUTE), UTC) == 31 * 60 * MINUTE
    True
    >>> when(Way(quiet=night), Standing(Level.ALARM, 23 * 60 * MINUTE), UTC) == 23 * 60 * MINUTE
    True
    >>> when(Way(after=10 * MINUTE), Standing(Level.ALARM, 0, seen=True), UTC) is None
    True
    """
    if standing.seen or rank(standing.level) < rank(way.least):
        return None
    begins = standing.since
    if standing.level is not Level.DEADLINE and rank(standing.level) <= rank(standing.snoozed_at):
        begins = max(begins, standing.snoozed_until)
    return held_until(way.quiet, standing.level, begins + way.after, zone)


def held_until(quiet: Quiet | None, level: Level, at: Instant, zone: tzinfo) -> Instant:
    """Return the first instant from ``at`` on that quiet hours let a level through.

    >>> held_until(Quiet(60, 120), Level.LOOK, 90 * MINUTE, UTC) == 120 * MINUTE
    True
    """
    if quiet is None or not quiet.holds(level):
        return at
    here = datetime.fromtimestamp(at // SECOND, UTC).astimezone(zone)
    minute = here.hour * 60 + here.minute
    inside = (
        quiet.begins <= minute < quiet.ends
        if quiet.begins < quiet.ends
        else minute >= quiet.begins or minute < quiet.ends
    )
    if not inside:
        return at
    day = here.date() if minute < quiet.ends else here.date() + timedelta(days=1)
    end = datetime(day.year, day.month, day.day, quiet.ends // 60, quiet.ends % 60, tzinfo=zone)
    # Where clocks are put back, the hour of the end may come twice: never before what is held.
    return max(at, int(end.timestamp()) * SECOND)


def try_again(tries: int, first_at: Instant, now: Instant) -> Instant | None:
    """Return when to try again after so many tries (1 or more) that failed, or nothing where the last was the last.

    >>> [try_again(n, 0, 0) // SECOND for n in (1, 2, 3, 20)]
    [10, 20, 40, 900]
    >>> try_again(200, 0, GIVES_UP_AFTER) is None
    True
    """
    if now - first_at >= GIVES_UP_AFTER:
        return None
    wait = FIRST_WAIT << min(tries - 1, 20)
    return now + min(wait, LONGEST_WAIT)
