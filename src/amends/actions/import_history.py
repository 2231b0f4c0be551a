"""Import what was said before: known, counted by the alarm as the ordinary week, and never a reason to ring."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction
from django.db.models import Max, Min

from amends.actions import wake
from amends.actions.add_subject import add_subject
from amends.actions.listening import closed_upto, keep_ear, setting
from amends.actions.record import record
from amends.actions.silence import ENDLESS, close_bins, silences
from amends.actions.take_in import take_in
from amends.core.antennae import ear
from amends.core.antennae.alarm import BIN
from amends.core.antennae.alarm.setting import CASE, LONG_AGO, LOOK, QUIET_BINS
from amends.core.vocabulary import Channel
from amends.store import models, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

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
            retell(row)
            facts: dict[str, Fact] = {"what": "history-imported", "posts": kept, "people": summary.people}
            record("owner.action", at=now, facts=facts, said={"subject": subject.name})
            wake.changed(row.pk)
    return summary


def retell(subject: models.Subject) -> None:
    """Tell the alarm's memory anew from every reading that is kept; call it inside a transaction.

    Bins up to the last of the imported history count as heard; after it only those in which a source listened.
    """
    kept = models.Reading.objects.filter(subject=subject, by_subject=False)
    began: Instant | None = kept.aggregate(began=Min("at"))["began"]
    if began is None:
        return
    history: Instant = kept.filter(post__history=True).aggregate(ended=Max("at"))["ended"] or began
    deaf = [[(max(quiet, history), ended) for quiet, ended in told] for told in silences() or [[(0, ENDLESS)]]]
    listening = ear.listen(setting(subject), began)
    for mention in rows.mentions(subject.pk, since=0):
        close_bins(listening, mention.at, deaf)
        ear.hear(listening, mention, history=True)
    close_bins(listening, closed_upto(subject), deaf)
    since, quiet = _told(subject, listening.open_bin)
    listening.state = replace(listening.state, since=since, quiet=quiet)
    keep_ear(subject, listening)


def _told(subject: models.Subject, open_bin: int) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
    """Tell how long ago each channel last told a person something, and its silence: history counts for neither."""
    since, quiet = np.full((1, 2), LONG_AGO, np.uint8), np.zeros((1, 2), np.uint16)
    for column, channel in ((LOOK, Channel.LOOK), (CASE, Channel.CASE)):
        last: Instant | None = subject.alerts.filter(channel=channel.value).aggregate(last=Max("at"))["last"]
        if last is not None:
            bins = max(0, open_bin - last // BIN)
            since[0, column] = min(bins, LONG_AGO)
            quiet[0, column] = max(0, QUIET_BINS - bins)
    return since, quiet


def _summary(subject: models.Subject, seen: int, kept: int) -> ImportSummary:
    told = models.Reading.objects.filter(subject=subject, by_subject=False, post__history=True)
    span = told.aggregate(began=Min("at"), ended=Max("at"))
    people = told.values("person_id").distinct().count()
    return ImportSummary(seen, kept, people, span["began"], span["ended"])
