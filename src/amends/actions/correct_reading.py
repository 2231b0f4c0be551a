"""Correct a reading: the owner says what a post holds, and everything alike is read anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction

from amends.actions import learned, wake
from amends.actions.notice import known_by, open_case, update_voices
from amends.actions.record import record
from amends.core.vocabulary import DAY, Relation, Stance
from amends.store import models

if TYPE_CHECKING:
    from amends.core.ledger.entry import Fact
    from amends.core.vocabulary import Instant

MOST_READ_ANEW: Final = 2_000
"""Posts of a case that one correction has read anew, the newest; that many take less than a second."""

LOOK_BACK: Final = DAY
"""How far back posts are read anew while no case is open."""


class NotYours(ValueError):
    """There is no such reading, or it is not the owner's to correct; the message says so in a sentence."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What one correction changed besides the post itself: other posts that object now, and that no longer do."""

    object_now: int
    no_longer: int


def correct_reading(key: int, stance: Stance | None, now: Instant) -> Corrected:
    """Say what a post holds, or take that back with no stance; the posts of its case that are alike are read anew.

    The alarm keeps what it has counted: it neither rings nor falls silent by a correction. Messages on the public floor
    keep the stance under which the ledger received them. Raises `NotYours` for a reading that does not exist, for the
    subject's own posts, and for what its author said on the floor.
    """
    with transaction.atomic():
        row = models.Reading.objects.select_for_update().select_related("post", "subject").filter(pk=key).first()
        if row is None:
            raise NotYours("This post is not kept here any more, so there is nothing to correct.")
        if row.by_subject or row.relation == Relation.FLOOR.value:
            raise NotYours("What this post holds was said by its author. That is not yours to correct.")
        was = row.stance
        if not _keep(row, stance, now):
            return Corrected(0, 0)
        case = open_case(row.subject)
        turned = _read_anew(row, case.began_at if case is not None else now - LOOK_BACK)
        update_voices(row.subject, [row, *turned])
        facts: dict[str, Fact] = {
            "what": "reading-corrected",
            "from": was,
            "to": row.stance,
            "taken_back": stance is None,
            "others": len(turned),
        }
        record("owner.action", at=now, case=case, facts=facts, said={"post": known_by(row.post)})
        wake.changed(row.subject_id)
    return Corrected(
        object_now=sum(one.stance == Stance.OBJECTS for one in turned),
        no_longer=sum(before == Stance.OBJECTS for before in turned.values()),
    )


def _keep(row: models.Reading, stance: Stance | None, now: Instant) -> bool:
    """Keep or drop the correction of a reading, and tell whether that is anything new."""
    kept = models.Correction.objects.filter(reading=row).first()
    if stance is None:
        if kept is None:
            return False
        kept.delete()
        learned.uncorrect(row)
        learned.move([row])
    else:
        if kept is not None and kept.stance == stance.value:
            return False
        models.Correction.objects.update_or_create(reading=row, defaults={"stance": stance.value, "at": now})
        learned.correct(row, stance)
    row.save(update_fields=learned.WRITTEN)
    return True


def _read_anew(corrected: models.Reading, since: Instant) -> dict[models.Reading, str]:
    """Read the other posts since then anew, and return those that take another stance, with the one they took."""
    rows = models.Reading.objects.filter(
        subject_id=corrected.subject_id, at__gte=since, by_subject=False, unread=False, post__history=False
    ).exclude(pk=corrected.pk)
    others = list(rows.select_related("post").order_by("-at", "-pk")[:MOST_READ_ANEW])
    before = {row.pk: row.stance for row in others}
    turned = learned.move(others)
    models.Reading.objects.bulk_update(others, learned.WRITTEN, batch_size=50)
    return {row: before[row.pk] for row in turned}
