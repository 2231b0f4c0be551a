"""One subject's ear between two transactions: woken from what is kept, and kept again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from amends.actions.retell import retold
from amends.core.antennae import ear
from amends.core.antennae.alarm import BIN, VERSION, Setting, from_bytes, to_bytes
from amends.core.vocabulary import Relation
from amends.store import models, rows

if TYPE_CHECKING:
    from collections.abc import Container

    from amends.core.vocabulary import Instant


def setting(subject: models.Subject) -> Setting:
    """Tell what a subject's alarm is told to keep."""
    return Setting(budget_per_week=subject.budget_per_week)


def closed_upto(subject: models.Subject) -> Instant:
    """Tell the start of a subject's open bin, or 0 where nothing is known of it yet."""
    kept = _kept(subject)
    return 0 if kept is None else kept.upto


def wake_ear(subject: models.Subject, *, begin: Instant, leaving_out: Container[int] = ()) -> ear.Ear:
    """Listen again from where the last transaction left off; a subject nothing is known of begins at ``begin``.

    What another version of the alarm remembers is told anew from the readings. ``leaving_out`` are keys of readings
    that are kept but not yet counted.
    """
    kept = _kept(subject)
    if kept is None:
        return ear.listen(setting(subject), begin)
    if kept.version != VERSION:
        again, _ = retold(subject, setting(subject), kept.upto, leaving_out=leaving_out)
        return ear.listen(setting(subject), kept.upto) if again is None else again
    since = kept.upto - ear.RUN_LENGTH
    recent = (mention for mention in rows.mentions(subject.pk, since=since) if mention.ref not in leaving_out)
    return ear.resume(from_bytes([bytes(kept.state)]), setting(subject), kept.upto, recent)


def keep_ear(subject: models.Subject, listening: ear.Ear) -> None:
    """Keep the alarm's state; what the open bin holds is told again from the readings."""
    kept = _kept(subject) or models.AlarmState(subject=subject)
    kept.version, kept.state, kept.upto = VERSION, to_bytes(listening.state, 0), listening.open_bin * BIN
    kept.save()


def tell_anew(subject: models.Subject) -> bool:
    """Tell a subject's memory anew from every reading that is kept, and whether any is; call it inside a transaction.

    It never rings, and a storm that was told is not told again.
    """
    again, _ = retold(subject, setting(subject), closed_upto(subject))
    if again is not None:
        keep_ear(subject, again)
    return again is not None


def after_upgrade() -> list[models.Subject]:
    """Tell anew the memories that another version of the alarm left, and of which subjects.

    Until then nothing is forgotten but the bytes: the readings hold the ordinary weeks.
    """
    older = models.Subject.objects.exclude(alarm_state=None).exclude(alarm_state__version=VERSION)
    with transaction.atomic():
        return [subject for subject in older.select_related("alarm_state").order_by("pk") if tell_anew(subject)]


def _kept(subject: models.Subject) -> models.AlarmState | None:
    return getattr(subject, "alarm_state", None)


def last_judged(subject: models.Subject) -> Instant:
    """Tell the newest instant a post of this subject was judged by, or 0: the next one is judged no earlier."""
    heard = models.Reading.objects.filter(subject=subject).exclude(relation=Relation.FLOOR.value)
    return heard.aggregate(last=Max("at"))["last"] or 0
