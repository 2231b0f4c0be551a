"""How bad a storm is, and how fast: against the subject's own ordinary weeks, never against somebody else's.

The words and their thresholds are choices of this product, made to be said aloud, and are no measurement.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from amends.core.case.voices import PeopleHour, Spoken, gather, people_per_hour
from amends.core.vocabulary import HOUR, Instant, Stance


class Size(StrEnum):
    """How much this is, in a plain word."""

    QUIET = "quiet"
    STIR = "a stir"
    STORM = "a storm"
    GREAT_STORM = "a great storm"


class Pace(StrEnum):
    """Where it is going, as the end of the sentence "it …"."""

    TOO_EARLY = "is too early to tell"
    GROWING = "is still growing"
    STEADY = "holds steady"
    SLOWING = "is slowing"
    OVER = "has gone quiet"


@dataclass(frozen=True, slots=True)
class OrdinaryWeek:
    """People a week on the subject's quiet weeks: the middle one, and the span of eight weeks in ten.

    ``weeks`` is how many weeks this stands on; 0 means that nothing is known yet, and the rest is 0 too.
    """

    weeks: int = 0
    middle: int = 0
    low: int = 0
    high: int = 0


@dataclass(frozen=True, slots=True)
class Severity:
    """How bad and how fast, at one instant.

    ``objecting`` are the people who object now, ``ratio`` is that over the ordinary week's (at least 1), or
    nothing while no ordinary week is known. ``worst`` is the hour, counted from the first
    objection, in which most people objected; ``last`` the last of these hours that is over. ``heat`` counts
    the people who object by their heat, 0 to 3.
    """

    size: Size
    pace: Pace
    people: int
    objecting: int
    ratio: float | None
    began_at: Instant | None
    worst: PeopleHour | None
    last: PeopleHour | None
    heat: tuple[int, int, int, int]


def ordinary_week(people_by_week: Sequence[int]) -> OrdinaryWeek:
    """Sum up what a week is like when nothing is wrong; give only weeks that hold no case.

    Whole people, no interpolation: each figure is a week that was. Of an even number of weeks the lower middle
    is taken, so that a storm is compared with calm. Raises ``ValueError`` for a negative count.

    >>> ordinary_week([4, 2, 9, 3])
    OrdinaryWeek(weeks=4, middle=3, low=2, high=9)
    """
    if any(people < 0 for people in people_by_week):
        raise ValueError(f"A week cannot hold {min(people_by_week)} people.")
    if not people_by_week:
        return OrdinaryWeek()
    ordered = sorted(people_by_week)
    last = len(ordered) - 1
    # Nearest rank outward: the span must not promise less than eight weeks in ten.
    return OrdinaryWeek(len(ordered), ordered[last // 2], ordered[last // 10], ordered[last - last // 10])


def severity(spoken: Iterable[Spoken], now: Instant, ordinary: OrdinaryWeek) -> Severity:
    """Say how bad it is at ``now`` and where it is going; words after ``now`` are not heard yet.

    ``ordinary`` is the ordinary week of *objecting* people. Order-free.

    >>> noes = [
    ...     Spoken(f"x:{n}", "", "x", n * HOUR // 8, Stance.OBJECTS, n % 3, (), "No.", id=str(n)) for n in range(24)
    ... ]
    >>> at_three = severity(noes, 3 * HOUR, ordinary_week([2, 3, 2]))
    >>> str(at_three.size), str(at_three.pace), at_three.ratio, at_three.heat
    ('a storm', 'holds steady', 12.0, (8, 8, 8, 0))
    """
    heard = [post for post in spoken if post.at <= now]
    voices = gather(heard)
    heats = [voice.heat for voice in voices if voice.stance == Stance.OBJECTS]
    objections = [post.at for post in heard if post.stance == Stance.OBJECTS]
    began = min(objections, default=None)
    over = _hours_over(heard, began, now)
    ratio = len(heats) / max(1, ordinary.middle) if ordinary.weeks else None
    return Severity(
        size=_size(len(heats), ratio),
        pace=_pace(over),
        people=len(voices),
        objecting=len(heats),
        ratio=ratio,
        began_at=began,
        worst=max(over, key=lambda hour: (hour.objects, -hour.start), default=None),
        last=over[-1] if over else None,
        heat=(heats.count(0), heats.count(1), heats.count(2), heats.count(3)),
    )


def _hours_over(heard: Sequence[Spoken], began: Instant | None, now: Instant) -> tuple[PeopleHour, ...]:
    if began is None:
        return ()
    return people_per_hour(heard, began, (now - began) // HOUR).rows


def _size(objecting: int, ratio: float | None) -> Size:
    # Two people are a conversation. Without an ordinary week to compare with, only plain numbers speak.
    times = float(objecting) / 3 if ratio is None else ratio
    if objecting < 3 or times < 2:
        return Size.QUIET
    if objecting < 8 or times < 4:
        return Size.STIR
    return Size.GREAT_STORM if objecting >= 100 and times >= 30 else Size.STORM


def _pace(over: Sequence[PeopleHour]) -> Pace:
    if len(over) < 2:
        return Pace.TOO_EARLY
    worst = max(hour.objects for hour in over)
    last = over[-1].objects
    if last == 0:
        return Pace.OVER
    if last == worst and last > over[-2].objects:
        return Pace.GROWING
    # Two thirds of the worst: an evening falls slowly, and small counts swing by a third on their own.
    return Pace.SLOWING if 3 * last <= 2 * worst else Pace.STEADY
