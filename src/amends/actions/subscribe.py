"""Let the hubs of feeds tell of each change: ask them, prove that it was meant, and ask again before they forget."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction

from amends.connectors.websub import LEASE, LONGEST, Offer
from amends.core.vocabulary import DAY, MINUTE, SECOND
from amends.store import models, strongbox

if TYPE_CHECKING:
    from pathlib import Path

    from amends.core.vocabulary import Instant

ANSWERS: Final = 10 * MINUTE
"""So long a hub has time to ask whether it was meant, before it is asked anew."""

_PURPOSE: Final = "websub"
_SHORTEST: Final = 5 * MINUTE


@dataclass(frozen=True, slots=True)
class Request:
    """What a hub is to be asked: the key of its row, what it offers, where it tells to, and what it signs with."""

    key: int
    offer: Offer
    token: str
    secret: str


def offered(source: int, offer: Offer | None, data: Path, now: Instant) -> None:
    """Note what a feed offers now: another hub or topic is asked anew, and a hub that is named no more is let go."""
    with transaction.atomic():
        row = models.Subscription.objects.select_for_update().filter(source_id=source).first()
        if offer is None:
            if row is not None:
                row.delete()
        elif row is None or (row.hub, row.topic) != (offer.hub, offer.topic):
            if row is not None:
                row.delete()
            models.Subscription.objects.create(
                source_id=source,
                hub=offer.hub[:LONGEST],
                topic=offer.topic[:LONGEST],
                token=secrets.token_urlsafe(32),
                secret=strongbox.lock_away(data, _PURPOSE, secrets.token_urlsafe(32)),
                due_at=now,
            )


def held_until(source: int) -> Instant:
    """Tell until when the hub of a source has promised to tell, or 0."""
    return models.Subscription.objects.filter(source_id=source).values_list("held_until", flat=True).first() or 0


def claim_request(data: Path, now: Instant) -> Request | None:
    """Take one hub that is due to be asked; it is due again where it does not answer in time."""
    row = models.Subscription.objects.filter(due_at__lte=now).order_by("due_at", "pk").first()
    if row is None:
        return None
    # Asked by one process only: the row changes once for whoever saw it as it was.
    claimed = models.Subscription.objects.filter(pk=row.pk, due_at=row.due_at)
    if not claimed.update(due_at=now + ANSWERS, asked_at=now):
        return None
    return Request(row.pk, Offer(row.hub, row.topic), row.token, strongbox.take_out(data, _PURPOSE, row.secret))


def not_taken(key: int, sentence: str, now: Instant) -> None:
    """Note that a hub did not take the request: its feed is asked as before, and the hub again, ever more rarely."""
    row = models.Subscription.objects.filter(pk=key).first()
    if row is not None:
        row.failures, row.asked_at, row.note = row.failures + 1, None, sentence[:300]
        row.due_at = now + min(DAY, ANSWERS * 2 ** min(row.failures, 10))
        row.save(update_fields=["failures", "asked_at", "note", "due_at"])


def confirm(token: str, topic: str, lease: str, now: Instant) -> bool:
    """Tell a hub whether it was asked for this topic, and note until when it tells. It is asked again before that."""
    row = models.Subscription.objects.filter(token=token, topic=topic).exclude(asked_at=None).first()
    if row is None:
        return False
    seconds = int(lease) if lease.isascii() and lease.isdigit() and len(lease) < 12 else LEASE
    length = max(min(seconds, 3 * LEASE) * SECOND, _SHORTEST)
    row.asked_at, row.failures, row.note = None, 0, ""
    row.held_until, row.due_at = now + length, now + length * 2 // 3
    row.save()
    return True


def denied(token: str, topic: str, reason: str, now: Instant) -> None:
    """Note that a hub will not tell, and why; it is asked again after a day."""
    rows = models.Subscription.objects.filter(token=token, topic=topic)
    note = f"The hub will not tell: {reason or 'it did not say why'}."[:300]
    rows.update(asked_at=None, held_until=0, due_at=now + DAY, note=note)


def secret_of(token: str, data: Path) -> tuple[models.Source, str] | None:
    """Return the source whose hub tells to this address, and what its deliveries are signed with."""
    row = models.Subscription.objects.filter(token=token).select_related("source").first()
    return None if row is None else (row.source, strongbox.take_out(data, _PURPOSE, row.secret))
