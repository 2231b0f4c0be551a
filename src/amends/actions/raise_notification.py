"""Something is to be told: it joins what is open about the same thing, and a message is due on each way.

Call these inside the transaction that found it, so that what was found and what is due are kept together or not at all.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from amends.core.case.telling import Level, Quiet, Standing, Way, highest, when
from amends.core.case.tiding import of_missed, of_silence
from amends.core.vocabulary import DAY, Channel
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from amends.core.vocabulary import Instant


@dataclass(frozen=True, slots=True)
class Thing:
    """What a notification is about, by a name of its own (``case:7``), and the row that it is."""

    about: str
    subject: models.Subject | None = None
    case: models.Case | None = None
    source: models.Source | None = None


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell: ``key`` names it for ever; what an ``alert`` says is put into words when it is sent."""

    key: str
    level: Level
    heading: str = ""
    words: str = ""
    alert: models.Alert | None = None


def raise_alert(alert: models.Alert, now: Instant) -> models.Notification | None:
    """Tell an alert: into the notification of its case, or of its subject where it opened none."""
    level = Level.ALARM if alert.channel == Channel.CASE.value else Level.LOOK
    news = News(f"alert:{alert.pk}", level, alert=alert)
    if alert.case is not None:
        return raise_news(of_case(alert.case), news, now)
    return raise_news(Thing(f"subject:{alert.subject_id}", subject=alert.subject), news, now)


def raise_silence(source: models.Source, now: Instant) -> models.Notification | None:
    """Tell that a source fell silent, once for each silence; when it is heard again nothing is left to tell."""
    heading, words = of_silence(source.name, source.last_heard_at, zone())
    key = f"silent:{source.pk}:{source.last_heard_at or 0}"
    return raise_news(Thing(f"source:{source.pk}", source=source), News(key, Level.LOOK, heading, " ".join(words)), now)


def raise_missed(source: models.Source, posts: int, now: Instant) -> models.Notification | None:
    """Tell that a stream missed what another witness heard, once a day however much it is."""
    heading, words = of_missed(source.name, posts)
    key = f"missed:{source.pk}:{now // DAY}"
    return raise_news(Thing(f"source:{source.pk}", source=source), News(key, Level.LOOK, heading, " ".join(words)), now)


def of_case(case: models.Case) -> Thing:
    """Name a case as what a notification is about."""
    return Thing(f"case:{case.number}", subject=case.subject, case=case)


def raise_news(thing: Thing, news: News, now: Instant, *, only: models.Way | None = None) -> models.Notification | None:
    """Add something to what is open about a thing, and let it be due on every way, or on one ``only``.

    Returns nothing where it was raised before.
    """
    with transaction.atomic():
        if models.Tiding.objects.filter(key=news.key).exists():
            return None
        row = models.Notification.objects.select_for_update().filter(about=thing.about, closed_at=None).first()
        if row is None:
            row = models.Notification(about=thing.about, subject=thing.subject, case=thing.case, source=thing.source)
        # What was seen asks for nothing any more: what comes now stands for itself.
        fresh = row.pk is None or row.seen_revision >= row.revision
        row.level = news.level.value if fresh else highest([Level(row.level), news.level]).value
        row.revision, row.since = row.revision + 1, now
        row.save()
        row.tidings.create(
            key=news.key,
            revision=row.revision,
            level=news.level.value,
            at=now,
            alert=news.alert,
            heading=news.heading[:300],
            words=news.words,
        )
        make_due(row, now, ways() if only is None else [only])
        return row


def ways() -> list[models.Way]:
    """List the ways on which anybody is told."""
    return list(models.Way.objects.filter(removed_at=None).order_by("after", "pk"))


def make_due(row: models.Notification, now: Instant, on: Iterable[models.Way]) -> None:
    """Let a message be due on each way; one that waits already and was not begun takes in what is new."""
    standing = standing_of(row)
    for way in on:
        due_at = when(rule_of(way), standing, zone())
        if due_at is None:
            continue
        waiting = row.deliveries.filter(way=way, ended_at=None, claimed_at=None).first()
        if waiting is None:
            _new(row, way, now, due_at)
            continue
        # Never later than it was due: a storm that grows must not keep a second person waiting.
        waiting.revision, waiting.due_at = row.revision, min(waiting.due_at, due_at)
        waiting.save(update_fields=["revision", "due_at"])


def remind(row: models.Notification, now: Instant) -> None:
    """Put off what is due until a pause ends, and be told again then."""
    row.deliveries.filter(ended_at=None, claimed_at=None).update(ended_at=now, note="Put off: a pause was asked for.")
    make_due(row, now, ways())


def standing_of(row: models.Notification) -> Standing:
    """Make the core's own value of a notification."""
    return Standing(
        level=Level(row.level),
        since=row.since,
        seen=row.closed_at is not None or row.seen_revision >= row.revision,
        snoozed_until=row.snoozed_until,
        snoozed_at=Level(row.snoozed_level),
    )


def rule_of(way: models.Way) -> Way:
    """Make the core's own value of a way."""
    quiet = None
    if way.quiet_begins is not None and way.quiet_ends is not None:
        quiet = Quiet(way.quiet_begins, way.quiet_ends, way.quiet_alarms)
    return Way(least=Level(way.least), quiet=quiet, after=way.after)


def zone() -> tzinfo:
    """Tell the owner's zone: the one in which the pages tell the time."""
    return ZoneInfo(settings.TIME_ZONE)


def _new(row: models.Notification, way: models.Way, now: Instant, due_at: Instant) -> None:
    models.Delivery.objects.create(
        notification=row, way=way, key=secrets.token_hex(16), revision=row.revision, made_at=now, due_at=due_at
    )
