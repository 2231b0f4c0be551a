"""Tell the owner what rang: an unsent alert is its own queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from amends.store import models

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant


def claim_due(now: Instant, stale_before: Instant) -> list[models.Alert]:
    """Claim the alerts that are due and that nobody else is telling, oldest first.

    A claim older than ``stale_before`` was left by a process that died: it is told again rather than never.
    """
    due = models.Alert.objects.filter(sent_at=None, due_at__lte=now).filter(
        Q(claimed_at=None) | Q(claimed_at__lt=stale_before)
    )
    claimed = []
    for alert in due.select_related("subject", "case").order_by("due_at", "pk"):
        # Compare and swap: whoever changes the row first has it.
        if (
            models.Alert.objects.filter(pk=alert.pk, sent_at=None, claimed_at=alert.claimed_at).update(claimed_at=now)
            == 1
        ):
            alert.claimed_at = now
            claimed.append(alert)
    return claimed


def told(alert: models.Alert, now: Instant) -> None:
    """Note that the owner has been told."""
    models.Alert.objects.filter(pk=alert.pk).update(sent_at=now)
