"""What is said around the posts an alert stands on: wanted with the alert, fetched once, and never a reason to ring."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F

from amends.actions import wake
from amends.actions.notice import update_voices
from amends.actions.take_in import take_in
from amends.connectors.around import NETWORKS
from amends.core.case.life import ENDS
from amends.core.vocabulary import MINUTE
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.core import vocabulary
    from amends.core.vocabulary import Instant

MOST: Final = 3
"""Threads that are asked for in one case."""

TRIES: Final = 3
AGAIN: Final = 10 * MINUTE
SETTLED: Final = 3 * MINUTE
"""What a stream has not brought by then it will not bring; what is younger is left to it."""


def thread_due(now: Instant) -> models.Thread | None:
    """Note which threads the alerts of open cases point to, and return one that it is time to ask for, if there is one.

    They are those that most of the evidence answers, a few in a case, each once.
    """
    with transaction.atomic():
        for case in models.Case.objects.exclude(life__in=ENDS).filter(subject__drill=False):
            known = set(case.threads.values_list("network", "origin_id"))
            for network, id_ in _answered(case)[: MOST if len(known) < MOST else 0]:
                if (network, id_) not in known and len(known) < MOST:
                    case.threads.create(network=network, origin_id=id_, due_at=now + SETTLED)
                    known.add((network, id_))
    due = models.Thread.objects.filter(fetched_at=None, due_at__lte=now, tries__lt=TRIES)
    return due.select_related("case__subject").order_by("due_at", "pk").first()


def _answered(case: models.Case) -> list[tuple[str, str]]:
    """Return which posts the evidence of a case answers, by network and id, those with most answers first."""
    shown = models.Post.objects.filter(readings__alerts__case=case, network__in=NETWORKS).exclude(reply_to="")
    answers = dict(shown.values_list("pk", "network").distinct())
    places = shown.values_list("pk", "reply_to").distinct()
    return [place for place, _ in Counter((answers[pk], id_) for pk, id_ in places).most_common()]


def keep_thread(thread: models.Thread, posts: Sequence[vocabulary.Post], possibly_incomplete: str, now: Instant) -> int:
    """Keep what had not been heard, as voices of the case; tells how much that was. The alarm never counts it.

    What is younger than three minutes is left to whoever listens.
    """
    settled = [replace(post, heard_at=now) for post in posts if post.created_at <= now - SETTLED]
    subject = thread.case.subject
    with transaction.atomic():
        source = models.Source.objects.filter(kind=thread.network).order_by("pk").first()
        taken = take_in(
            settled, [subject], source=source, history=False, around=True, judged_at=lambda post, _: post.created_at
        )
        models.Thread.objects.filter(pk=thread.pk).update(
            fetched_at=now, found=taken.posts, missing=possibly_incomplete, tries=F("tries") + 1
        )
        if readings := taken.readings.get(subject.pk):
            update_voices(subject, readings)
        wake.changed(subject.pk)
    return taken.posts


def not_fetched(thread: models.Thread, sentence: str, now: Instant) -> None:
    """Note that a thread could not be had: it is asked for again twice, and may be incomplete until then."""
    models.Thread.objects.filter(pk=thread.pk).update(missing=sentence, due_at=now + AGAIN, tries=F("tries") + 1)
    wake.changed(thread.case.subject_id)


def may_be_incomplete(case: models.Case) -> list[str]:
    """Return why what is shown of a case may not be all that was said, each reason once."""
    return list(dict.fromkeys(case.threads.exclude(missing="").order_by("pk").values_list("missing", flat=True)))
