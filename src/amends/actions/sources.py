"""How a source is: failed and when it is tried again, silent too long, due to be listened to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F, Max, Q

from amends.actions.silence import begin_gap
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Collection

    from amends.core.vocabulary import Instant

State = models.Source.State

WITNESS: Final = "-notifications"
"""How the kind of a source ends that stands beside the sources of the kind before it, as their second witness."""


def failed(source: models.Source, sentence: str, now: Instant, next_try_at: Instant, *, gap: bool = True) -> None:
    """Note that a source stopped by an error, why, and when it is tried again.

    From here on it is not heard, except where ``gap`` says that it will tell everything later.
    """
    with transaction.atomic():
        models.Source.objects.filter(pk=source.pk).update(
            state=State.FAILED, note=sentence, next_try_at=next_try_at, failures=F("failures") + 1
        )
        source.refresh_from_db()
        if gap:
            begin_gap(source, source.last_heard_at or now)


def keep_place(source: models.Source, cursor: str) -> None:
    """Keep how far a source has come before it is asked for more: whether it is well is not known yet."""
    models.Source.objects.filter(pk=source.pk).update(cursor=cursor)


def fell_silent(heard_before: Instant, *, except_kinds: Collection[str] = ()) -> list[models.Source]:
    """Note which sources, listened to, have told nothing since an instant; each is told of once.

    ``except_kinds`` are kinds of sources that cannot be missed.
    """
    with transaction.atomic():
        silent = list(
            models.Source.objects.select_for_update()
            .filter(state=State.LISTENING, last_told_at__lt=heard_before)
            .exclude(kind__in=except_kinds)
        )
        for source in silent:
            source.state = State.SILENT
            source.note = "It is connected, but it has told nothing for a while. Voices may be missing."
            source.save(update_fields=["state", "note"])
            begin_gap(source, source.last_heard_at or heard_before)
    return silent


def failing_since(before: Instant) -> list[models.Source]:
    """Find the sources that failed and have not been heard since an instant, however often they were tried."""
    failing = models.Source.objects.filter(state=State.FAILED, gaps__ended_at=None, gaps__began_at__lt=before)
    return list(failing.distinct().order_by("pk"))


def due_sources(now: Instant, running: Collection[int]) -> list[models.Source]:
    """Find the sources that should be listened to and are not: new ones, and failed ones whose time has come."""
    waiting = Q(state__in=[State.WAITING, State.LISTENING, State.RESTING, State.SILENT])
    waiting |= Q(state=State.FAILED, next_try_at__lte=now)
    return list(models.Source.objects.filter(waiting).exclude(pk__in=running).order_by("pk"))


def heard_upto(kind: str, now: Instant) -> Instant:
    """Tell how far the listening sources of a kind have come, or ``now`` where none is listening."""
    listening = models.Source.objects.filter(kind=kind, state=State.LISTENING)
    return listening.aggregate(upto=Max("last_heard_at"))["upto"] or now


def missed_by(kind: str, since: Instant) -> int:
    """Count the posts since an instant that a witness beside the sources of a kind brought, and these did not."""
    return models.Post.objects.filter(source__kind=f"{kind}{WITNESS}", heard_at__gt=since).count()


def witnessed_streams() -> list[models.Source]:
    """Return the sources that a second witness stands beside."""
    kinds = models.Source.objects.filter(kind__endswith=WITNESS).values_list("kind", flat=True)
    return list(models.Source.objects.filter(kind__in=[kind.removesuffix(WITNESS) for kind in kinds]).order_by("pk"))
