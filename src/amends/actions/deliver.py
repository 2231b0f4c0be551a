"""Messages on their way to the owner: claimed in the line, sent outside of it, and every try noted."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F, Q

from amends.actions.heed import link_to
from amends.actions.raise_notification import News, Thing, raise_news, rule_of, standing_of, zone
from amends.actions.ways import opened
from amends.core.case.life import ENDS
from amends.core.case.telling import Level, rank, try_again, when
from amends.core.case.tiding import Message, Rang, as_drill, of_alarm
from amends.core.vocabulary import Ground, GroundCount
from amends.store import models
from amends.store.strongbox import DoesNotOpen

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from amends.core.vocabulary import Instant

SEEN: Final = "Needless: it was acknowledged before, or is over."
MADE_UP: Final = "a made-up person"
GIVEN_UP: Final = "Given up after two days of tries."


@dataclass(frozen=True, slots=True)
class Due:
    """A message that was claimed: on which kind of way it goes, what that way needs to know, and the message itself."""

    delivery: int
    kind: str
    place: Mapping[str, str]
    message: Message


def claim_messages(now: Instant, stale_before: Instant, site: str, *, sending: Collection[int] = ()) -> list[Due]:
    """Claim the messages that are due and that nobody else sends, oldest first.

    A claim older than ``stale_before`` was left by a process that died between claim and note: it is sent again, under
    the same key, rather than never. ``site`` is the address the links lead to; ``sending`` are those under way here.
    """
    with transaction.atomic():
        _close_what_is_over(now)
        due = models.Delivery.objects.filter(ended_at=None, due_at__lte=now).exclude(pk__in=sending)
        due = due.filter(Q(claimed_at=None) | Q(claimed_at__lt=stale_before))
        found = due.select_related("notification__case", "notification__subject", "way").order_by("due_at", "pk")
        claimed = [row for row in found if _still_due(row, now) and _claimed(row, now)]
        return [one for row in claimed if (one := _due(row, now, site)) is not None]


def note_sent(delivery: int, at: Instant, took: Instant, now: Instant) -> None:
    """Note that a message was taken by whoever carries it."""
    with transaction.atomic():
        row = models.Delivery.objects.select_for_update().select_related("notification").get(pk=delivery)
        row.sent_at, row.ended_at, row.note = now, now, ""
        _tried(row, at, took, said="", well=True)
        if row.notification.about.startswith("test:"):
            models.Notification.objects.filter(pk=row.notification_id).update(closed_at=now)


def note_failed(delivery: int, at: Instant, took: Instant, sentence: str, now: Instant) -> None:
    """Note why a message could not be sent, and when it is tried again."""
    with transaction.atomic():
        row = models.Delivery.objects.select_for_update().get(pk=delivery)
        again = try_again(row.tries + 1, row.first_try_at or at, now)
        row.claimed_at, row.note = None, sentence[:300]
        row.ended_at, row.due_at = (now, row.due_at) if again is None else (None, again)
        if again is None:
            row.note = f"{GIVEN_UP} {sentence}"[:300]
        _tried(row, at, took, said=sentence[:300], well=False)


def send_again(delivery: int, now: Instant) -> bool:
    """Send a message once more, on the owner's word, under a key of its own; tell whether there is such a message."""
    row = models.Delivery.objects.filter(pk=delivery, way__removed_at=None).first()
    if row is None:
        return False
    if row.ended_at is None:
        models.Delivery.objects.filter(pk=row.pk, claimed_at=None).update(due_at=now)
        return True
    news = News(f"again:{secrets.token_hex(8)}", Level.DEADLINE, "Once more, because you asked", _said(row))
    raise_news(Thing(f"test:{news.key}"), news, now, only=row.way)
    return True


def send_test(way: models.Way, now: Instant) -> None:
    """Send a message that says it is a test, by the very path on which an alarm goes."""
    key = f"test:{secrets.token_hex(8)}"
    words = "You asked for this. Where you can read it, an alarm reaches you too. Nobody objects to anything."
    raise_news(Thing(key), News(key, Level.DEADLINE, "A test from amends", words), now, only=way)


def _close_what_is_over(now: Instant) -> None:
    over = Q(case__life__in=[end.value for end in ENDS])
    over |= Q(source__isnull=False) & ~Q(source__state__in=[models.Source.State.SILENT, models.Source.State.FAILED])
    models.Notification.objects.filter(over, closed_at=None).update(closed_at=now)


def _still_due(row: models.Delivery, now: Instant) -> bool:
    """Ask the rules once more: it may have been acknowledged, or the night may have begun between two tries."""
    standing, gone = standing_of(row.notification), row.way.removed_at is not None
    at = when(replace(rule_of(row.way), least=Level.LOOK, after=0), replace(standing, since=now), zone())
    if gone or at is None:
        models.Delivery.objects.filter(pk=row.pk).update(ended_at=now, note="This way was removed." if gone else SEEN)
    elif at > now:
        models.Delivery.objects.filter(pk=row.pk).update(due_at=at, claimed_at=None)
    return not gone and at is not None and at <= now


def _claimed(row: models.Delivery, now: Instant) -> bool:
    # Compare and swap: whoever changes the row first has it.
    same = models.Delivery.objects.filter(pk=row.pk, ended_at=None, claimed_at=row.claimed_at)
    return same.update(claimed_at=now, first_try_at=row.first_try_at or now) == 1


def _due(row: models.Delivery, now: Instant, site: str) -> Due | None:
    try:
        place = opened(row.way)
    except DoesNotOpen as error:
        note_failed(row.pk, now, 0, str(error), now)
        return None
    return Due(row.pk, row.way.kind, place, message_of(row, now, site))


def message_of(row: models.Delivery, now: Instant, site: str) -> Message:
    """Put what is new on a way since its last message into words."""
    notification = row.notification
    last = notification.deliveries.filter(way=row.way, sent_at__isnull=False).order_by("-revision").first()
    tidings = list(notification.tidings.filter(revision__lte=row.revision).order_by("-revision")[:6])
    fresh = [one for one in tidings if last is None or one.revision > last.revision] or tidings[:1]
    newest = max(fresh, key=lambda one: (rank(Level(one.level)), one.revision))
    heading, words = _in_words(newest, now)
    others = [_in_words(one, now)[0] for one in fresh if one is not newest]
    if others:
        words = (*words, "Also: " + "; ".join(others) + ".")
    links = (link_to(notification, row.revision, now, site, later) for later in (False, True))
    seen, later = ("", "") if notification.about.startswith("test:") else links
    drill = notification.subject is not None and notification.subject.drill
    if drill:
        heading, words = as_drill(heading, words)
    return Message(
        key=row.key,
        level=Level(newest.level),
        heading=heading,
        words=words,
        at=newest.at,
        desk=f"{site}/desk/{_place(notification)}",
        seen=seen,
        later=later,
        case=None if notification.case is None else notification.case.number,
        drill=drill,
    )


def _place(notification: models.Notification) -> str:
    """Name the page of the desk that shows more."""
    if notification.case is not None:
        return f"?case={notification.case.number}"
    if notification.source_id is not None:
        return "sources/"
    made_up = notification.subject is not None and notification.subject.drill
    return "telling/" if made_up or notification.about.startswith("test:") else ""


def _in_words(tiding: models.Tiding, now: Instant) -> tuple[str, tuple[str, ...]]:
    alert = tiding.alert
    if alert is None:
        return tiding.heading, (tiding.words,)
    rang = Rang(
        subject=alert.subject.name if not alert.subject.drill else MADE_UP,
        people=alert.people,
        objecting=alert.objecting,
        grounds=tuple(GroundCount(Ground(one["ground"]), int(one["people"])) for one in alert.grounds),
        first_objection_at=alert.first_objection_at,
        calibrated=alert.calibrated,
        again=alert.escalation,
    )
    return of_alarm(rang, Level(tiding.level), now, zone())


def _said(row: models.Delivery) -> str:
    tiding = row.notification.tidings.filter(revision__lte=row.revision).order_by("-revision").first()
    if tiding is None:
        return "There was nothing in it."
    heading, words = _in_words(tiding, row.made_at)
    return " ".join([heading + ".", *words])


def _tried(row: models.Delivery, at: Instant, took: Instant, *, said: str, well: bool) -> None:
    row.save()
    models.Delivery.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
    row.attempts.create(at=at, took=took, well=well, said=said)
