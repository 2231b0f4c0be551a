"""Keep what a network sends by itself, until whoever listens to that source takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amends.connectors.arrivals import Arrival, NotSigned
from amends.core.vocabulary import DAY, MINUTE
from amends.store import models

if TYPE_CHECKING:
    from amends.connectors.arrivals import Signed
    from amends.core.vocabulary import Instant

WAITING: Final = 2_000
"""Deliveries of one source that wait at most."""

_HEARD: Final = 10 * MINUTE
_KNOWN: Final = 30 * DAY
_AT_ONCE: Final = 100


class TooManyWait(Exception):
    """Deliveries of this source wait already and nobody takes them; the message says so in a sentence."""


def receive(source: models.Source, signed: Signed, body: bytes, now: Instant) -> None:
    """Keep one delivery. Raises `NotSigned` for one that came before, and `TooManyWait`."""
    kept = models.Arrival.objects.filter(source=source)
    if kept.filter(delivery=signed.id).exists():
        raise NotSigned("This delivery has come before.")
    if kept.exclude(body=b"").count() >= WAITING:
        raise TooManyWait(f"{WAITING:,} deliveries wait to be heard; this one was not kept. Send it again later.")
    models.Arrival.objects.create(source=source, delivery=signed.id, event=signed.event, body=body, at=now)


def arrived_after(source: int, number: int, now: Instant) -> list[Arrival]:
    """Give what arrived at a source after the delivery with this number, a hundred at most.

    Up to that number all has been heard: its words are let go ten minutes later, its ids after thirty days.
    """
    kept = models.Arrival.objects.filter(source_id=source)
    kept.filter(pk__lte=number, at__lt=now - _HEARD).exclude(body=b"").update(body=b"")
    kept.filter(pk__lte=number, at__lt=now - _KNOWN).delete()
    rows = kept.filter(pk__gt=number).order_by("pk")[:_AT_ONCE]
    return [Arrival(row.pk, row.event, bytes(row.body)) for row in rows]
