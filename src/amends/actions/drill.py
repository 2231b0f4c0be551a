"""A drill from asking to tidying up: a made-up storm goes the way of a real one, to whoever is told for real.

It opens no case, so that it has no number, no public page and no place in the record: a case is what people think of
somebody, and here nobody thinks anything. The ledger says nothing of a drill, because nothing happened. What it made
(subject, source, people, posts, readings, alert, messages) is erased in the transaction that notes how long it took.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import transaction

from amends.core.vocabulary import MINUTE, SECOND, Channel
from amends.store import models

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant

LONGEST: Final = 90 * SECOND
"""After which a drill ends with whatever it has measured."""

NOT_RUNG: Final = "The alarm did not ring. Look at the log of amends up: the made-up posts were not heard."
CUT_OFF: Final = "amends was stopped in the middle of it. Ask again."
_State = models.Source.State


class NoDrill(ValueError):
    """There can be no drill just now; the message says why in a sentence."""


def ask_for_drill(now: Instant) -> models.Drill:
    """Ask for a drill, which the running site takes up within a second. Raises `NoDrill`."""
    if settings.AMENDS_DEMO:
        raise NoDrill("A drill measures real seconds, and the clock of a demonstration runs faster.")
    with transaction.atomic():
        if not models.Way.objects.filter(removed_at=None, after=0).exists():
            raise NoDrill("Nobody is told at once yet. Add a way first: Account, How you are told.")
        running = models.Drill.objects.select_for_update().filter(ended_at=None).first()
        if running is not None:
            return running
        return models.Drill.objects.create(asked_at=now)


def go_on(now: Instant, *, started_at: Instant) -> models.Drill | None:
    """Begin a drill that was asked for, or end one that is over; return it where something was done.

    ``started_at`` is when this process began: a drill that began before was cut off.
    """
    with transaction.atomic():
        drill = models.Drill.objects.select_for_update().filter(ended_at=None).order_by("pk").first()
        if drill is None:
            return None
        if drill.began_at is None:
            return _begin(drill, now)
        if drill.began_at < started_at:
            return _end(drill, now, CUT_OFF)
        return _end(drill, now) if _is_over(drill, now) else None


def _begin(drill: models.Drill, now: Instant) -> models.Drill:
    name = f"drill-{secrets.token_hex(8)}"
    drill.subject = models.Subject.objects.create(name=name, handles=[name], drill=True)
    drill.source = models.Source.objects.create(name=name, kind=models.DRILL, address=name)
    drill.began_at = now
    drill.save()
    return drill


def _is_over(drill: models.Drill, now: Instant) -> bool:
    """Tell whether everybody was told, or it took too long; never while the listener still reads."""
    if now - (drill.began_at or now) > 2 * LONGEST:
        return True
    if drill.source is not None and drill.source.state not in (_State.FINISHED, _State.FAILED):
        return False
    deliveries = models.Delivery.objects.filter(notification__subject=drill.subject_id)
    tried = deliveries.exists() and not deliveries.filter(ended_at=None, tries=0, due_at__lte=now).exists()
    return tried or now - (drill.began_at or now) > LONGEST


def _end(drill: models.Drill, now: Instant, note: str = "") -> models.Drill:
    """Note what was measured, and erase what was made up."""
    alert = models.Alert.objects.filter(subject=drill.subject_id, channel=Channel.CASE.value).order_by("at").first()
    if note or alert is None or drill.subject_id is None:
        drill.note = note or NOT_RUNG
    else:
        _measure(drill, alert, now)
    name = "" if drill.subject is None else drill.subject.name
    source, subject = drill.source, drill.subject
    drill.ended_at, drill.subject, drill.source = now, None, None
    drill.save()
    if name:
        models.Person.objects.filter(accounts__network=models.DRILL, accounts__author__startswith=name).delete()
    for made in (subject, source):
        if made is not None:
            made.delete()
    return drill


def _measure(drill: models.Drill, alert: models.Alert, now: Instant) -> None:
    drill.people = alert.objecting
    drill.rang_after = alert.at - (alert.first_objection_at or alert.at)
    tiding = models.Tiding.objects.filter(alert=alert).first()
    if tiding is None:
        drill.note = NOT_RUNG
        return
    drill.raised_after = tiding.at - alert.at
    rows = models.Delivery.objects.filter(notification=tiding.notification_id).select_related("way")
    drill.ways = [_way(row, tiding.at, now) for row in rows.order_by("way", "pk")]


def _way(row: models.Delivery, raised_at: Instant, now: Instant) -> dict[str, Any]:
    last = row.attempts.order_by("-at", "-pk").first()
    told: dict[str, Any] = {"name": row.way.name, "kind": row.way.kind, "well": row.sent_at is not None}
    if last is None:
        waits = row.due_at - now > MINUTE
        return told | {"said": "It waits: quiet hours hold alarms here." if waits else "It was not tried in time."}
    return told | {"waited": last.at - raised_at, "took": last.took, "said": last.said}
