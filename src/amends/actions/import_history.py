"""Import what was said before: known, counted by the alarm as the ordinary week, and never a reason to ring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, Min

from amends.actions import wake
from amends.actions.add_subject import add_subject
from amends.actions.listening import tell_anew
from amends.actions.record import record
from amends.actions.take_in import take_in
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amends.core import vocabulary
    from amends.core.ledger.entry import Fact
    from amends.core.vocabulary import Instant


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did.

    ``seen`` counts the posts it was given, ``posts`` those that concern the subject and were new, ``people`` the
    distinct people who spoke of the subject in all its history; ``began`` and ``ended`` are the instants between
    which that history lies, or nothing where there is none.
    """

    seen: int
    posts: int
    people: int
    began: Instant | None
    ended: Instant | None


def import_history(
    subject: vocabulary.Subject, batches: Iterable[Sequence[vocabulary.Post]], now: Instant
) -> ImportSummary:
    """Import posts as the history of a subject, which is added where it is not watched yet.

    Posts may come in any order and may be kept already. Each batch is one transaction; the alarm's memory is told
    anew from everything that is kept, in one more, so an import that breaks off is put right by the next one.
    """
    row = add_subject(subject, now)
    seen = kept = 0
    for batch in batches:
        seen += len(batch)
        with transaction.atomic():
            taken = take_in(
                batch, [row], source=None, history=True, judged_at=lambda post, _row: min(post.created_at, now)
            )
        kept += len(taken.readings[row.pk])
    with transaction.atomic():
        summary = _summary(row, seen, kept)
        if kept:
            tell_anew(row)
            facts: dict[str, Fact] = {"what": "history-imported", "posts": kept, "people": summary.people}
            record("owner.action", at=now, facts=facts, said={"subject": subject.name})
            wake.changed(row.pk)
    return summary


def _summary(subject: models.Subject, seen: int, kept: int) -> ImportSummary:
    told = models.Reading.objects.filter(subject=subject, by_subject=False, post__history=True)
    span = told.aggregate(began=Min("at"), ended=Max("at"))
    people = told.values("person_id").distinct().count()
    return ImportSummary(seen, kept, people, span["began"], span["ended"])
