"""What is ordinary for a subject: the hours of its days and its weeks, from its own history alone."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from django.db.models import Count, F, IntegerField, Max, Min
from django.db.models.expressions import ExpressionWrapper

from amends.core.antennae.alarm import VERSION, Setting, from_bytes
from amends.core.antennae.alarm.needs import needed
from amends.core.antennae.alarm.setting import CASE
from amends.core.vocabulary import DAY, HOUR, STANCES, WEEK, Instant, Stance
from amends.store.models import DRILL, AlarmState, Reading, Source, Subject
from amends.web import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

WEEKS: Final = 13
LEAST_WEEKS: Final = 2
"""Fewer weeks than these say nothing about what is ordinary."""


def nine_in_ten(counts: Sequence[int], of: int) -> int:
    """Return the count that nine in ten of ``of`` times do not pass; times without a count were nought.

    >>> nine_in_ten([5, 1, 2], of=10), nine_in_ten([5], of=30), nine_in_ten([], of=0)
    (2, 0, 0)
    """
    ordered = [0] * (of - len(counts)) + sorted(counts)
    return ordered[-(-9 * len(ordered) // 10) - 1] if ordered else 0


def history_days(subject: Subject, before: Instant) -> int:
    """Return for how many whole days the subject was heard before an instant, at most `WEEKS` weeks."""
    first = Reading.objects.filter(subject=subject, at__lt=before).aggregate(first=Min("at"))["first"]
    return 0 if first is None else min((before - first) // DAY, WEEKS * 7)


def by_hour(subject: Subject, before: Instant, zone: tzinfo) -> Mapping[Stance, tuple[int, ...]]:
    """Return, a stance, the people that an ordinary week does not pass at each hour of the day, 0 to 23.

    A week's figure is its highest day at that hour; the figure given is what nine weeks in ten do not pass. Empty
    where fewer than `LEAST_WEEKS` whole weeks are known.
    """
    weeks = history_days(subject, before) // 7
    if weeks < LEAST_WEEKS:
        return {}
    hour = ExpressionWrapper(F("at") / HOUR, output_field=IntegerField())
    heard = (
        Reading.objects.filter(
            subject=subject, by_subject=False, unread=False, at__gte=before - weeks * WEEK, at__lt=before
        )
        .annotate(hour=hour)
        .values_list("hour", "stance")
        .annotate(people=Count("person", distinct=True))
        .order_by()
    )
    highest: dict[tuple[str, int], dict[int, int]] = defaultdict(dict)
    for hour_index, stance, people in heard:
        at = int(hour_index) * HOUR
        of_hour = highest[stance, words.moment(at, zone).hour]
        week = (before - 1 - at) // WEEK
        of_hour[week] = max(people, of_hour.get(week, 0))
    return {
        stance: tuple(nine_in_ten(list(highest[stance.value, at].values()), of=weeks) for at in range(24))
        for stance in STANCES
    }


def alarm_waits_for(subject: Subject) -> int:
    """Return how many people within two hours would ring the alarm now, or 0 where it cannot be told."""
    kept = AlarmState.objects.filter(subject=subject, version=VERSION).first()
    if kept is None or not 0 < subject.budget_per_week < 100:
        return 0
    return int(needed(from_bytes([bytes(kept.state)]), CASE, Setting(subject.budget_per_week))[0])


def heard_until(subject: Subject, now: Instant) -> Instant | None:
    """Return up to which instant this subject was listened for: now, or the end of what was heard, or nothing at all.

    Where no source listens, the time since the last one is unknown and no calm.
    """
    real = Source.objects.exclude(kind=DRILL)
    if real.filter(state__in=(Source.State.WAITING, Source.State.LISTENING)).exists():
        return now
    told = (
        Reading.objects.filter(subject=subject, at__lte=now).aggregate(last=Max("at"))["last"],
        real.aggregate(last=Max("last_heard_at"))["last"],
    )
    return max((min(at, now) for at in told if at is not None), default=None)


def objecting_by_week(subject: Subject, until: Instant) -> list[int]:
    """Return distinct people who objected in each of the last weeks, oldest first; the last ends at ``until``.

    Only weeks in which the subject was heard at all are given, at most `WEEKS`.
    """
    since = until - WEEKS * WEEK
    heard = Reading.objects.filter(subject=subject, by_subject=False, at__lte=until)
    first = heard.aggregate(first=Min("at"))["first"]
    if first is None:
        return []
    weeks = min(WEEKS, -(-(until - first + 1) // WEEK))
    people: list[set[int]] = [set() for _ in range(weeks)]
    objecting = heard.filter(at__gt=since, stance=Stance.OBJECTS.value).values_list("at", "person_id")
    for at, person in objecting:
        back = min((until - at) // WEEK, weeks - 1)
        people[weeks - 1 - back].add(person)
    return [len(held) for held in people]
