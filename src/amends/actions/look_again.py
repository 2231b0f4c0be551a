"""Read again what was unsure: readings wait as rows, are read outside of any transaction, and are written back here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction

from amends.actions import learned, wake
from amends.actions.listening import closed_upto, keep_ear, wake_ear
from amends.actions.notice import notice, update_voices
from amends.core import vocabulary
from amends.core.antennae import ear
from amends.core.vocabulary import HOUR, STANCES, Ground, Relation, Stance
from amends.engine.second_look import UNSURE_FROM, UNSURE_TO
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.core.vocabulary import Instant

WORTH: Final = HOUR
"""How long after it was heard a post is still worth a second look: what is older has been answered for."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """A reading that is worth a second look, with the words it was taken from."""

    key: int
    text: str
    first: vocabulary.Reading


def unsure(fast: str, now: Instant, most: int) -> list[Unsure]:
    """Tell which readings of the reader named ``fast`` are worth a second look, the newest first, ``most`` at once.

    What was read again names another reader, so the rows themselves are the queue.
    """
    subjects = list(models.Subject.objects.values_list("pk", flat=True))
    waiting = models.Reading.objects.filter(
        subject_id__in=subjects,
        at__gte=now - WORTH,
        reader=fast,
        by_subject=False,
        p_objects__gte=UNSURE_FROM,
        p_objects__lt=UNSURE_TO,
        unread=False,
        post__history=False,
    ).exclude(relation=Relation.FLOOR.value)
    return [
        Unsure(row.pk, row.post.text, _reading(row)) for row in waiting.select_related("post").order_by("-pk")[:most]
    ]


def _reading(row: models.Reading) -> vocabulary.Reading:
    """Return how a post was read before any correction moved it: that is what is read again."""
    kept = row.first or {}
    objects, supports, questions, neutral = (
        float(kept.get(name, getattr(row, name))) for name in (f"p_{stance.value}" for stance in STANCES)
    )
    return vocabulary.Reading(
        stance=Stance(kept.get("stance", row.stance)),
        p=(objects, supports, questions, neutral),
        heat=row.heat,
        grounds=tuple(Ground(word) for word in kept.get("grounds", row.grounds)),
        language=row.language,
        reader=row.reader,
        unread=row.unread,
    )


def look_again(looked: Sequence[tuple[Unsure, vocabulary.Reading]], now: Instant) -> int:
    """Write readings of a second look in the place of the first ones, and tell how many took another stance.

    Voices are gathered again and the alarm counts its open bin anew, which may ring; bins that have closed stay as
    they were counted. A reading that changed or went meanwhile is left alone; what the owner's corrections teach moves
    the new readings as it moved the first ones.
    """
    with transaction.atomic():
        made = {one.key: (one, reading) for one, reading in looked}
        kept = models.Reading.objects.select_for_update().filter(pk__in=list(made))
        changed: dict[int, list[models.Reading]] = {}
        was: dict[models.Reading, str] = {}
        for row in kept.select_related("post__account"):
            one, reading = made[row.pk]
            if row.reader == one.first.reader:
                was[row] = row.stance
                write(row, reading)
                changed.setdefault(row.subject_id, []).append(row)
        learned.move(was)
        models.Reading.objects.bulk_update(list(was), learned.WRITTEN, batch_size=50)
        for subject in models.Subject.objects.select_related("alarm_state").filter(pk__in=list(changed)):
            count_again(subject, changed[subject.pk], now)
    return sum(row.stance != before for row, before in was.items())


def write(row: models.Reading, reading: vocabulary.Reading) -> None:
    """Write what a reader says now over what one said before; whoever calls saves the row."""
    row.stance, row.heat = reading.stance.value, reading.heat
    for stance, chance in zip(STANCES, reading.p, strict=True):
        setattr(row, f"p_{stance.value}", chance)
    row.grounds = [ground.value for ground in reading.grounds]
    row.reader, row.first = reading.reader[:60], None


def count_again(subject: models.Subject, readings: Sequence[models.Reading], now: Instant) -> None:
    """Let the ear judge its open bin anew, and gather the voices, after readings were written anew."""
    if max(row.at for row in readings) >= closed_upto(subject):
        listening = wake_ear(subject, begin=readings[0].at)
        for ring in ear.judge(listening, now):
            notice(subject, ring)
        keep_ear(subject, listening)
    update_voices(subject, readings)
    wake.changed(subject.pk)
