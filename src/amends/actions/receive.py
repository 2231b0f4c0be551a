"""Keep what a network sends by itself, until whoever listens to that source takes it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from amends.connectors.arrivals import Arrival, NotSigned
from amends.connectors.webmention import KIND, looked_upto, mention_of
from amends.core import vocabulary
from amends.core.antennae.about import concerns, watch
from amends.core.vocabulary import DAY, MINUTE, SECOND
from amends.store import models, rows

if TYPE_CHECKING:
    from amends.connectors.arrivals import Signed
    from amends.core.vocabulary import Instant

WAITING: Final = 2_000
"""Deliveries of one source that wait at most."""

MENTIONS: Final = 500
"""Mentions that wait to be looked at, at most: anybody may send one."""

_HEARD: Final = MINUTE
_SAME: Final = 5 * SECOND
_KNOWN: Final = 30 * DAY
_AT_ONCE: Final = 100
_FORGOTTEN: Final = 500
_TIMELESS: Final = ("github", "discourse", "feed")
"""Kinds of sources whose deliveries are signed without a time."""


class TooManyWait(Exception):
    """Deliveries of this source wait already and nobody takes them; the message says so in a sentence."""


def receive(source: models.Source, signed: Signed, body: bytes, now: Instant) -> None:
    """Keep one delivery. Raises `NotSigned` for one that came before, and `TooManyWait`."""
    kept = models.Arrival.objects.filter(source=source)
    before = models.Delivered.objects.filter(source=source, delivery=signed.id)
    if kept.filter(delivery=signed.id).exists() or before.exists():
        raise NotSigned("This delivery has come before.")
    if kept.exclude(body=b"").count() >= WAITING:
        raise TooManyWait(f"{WAITING:,} deliveries wait to be heard; this one was not kept. Send it again later.")
    models.Arrival.objects.create(source=source, delivery=signed.id, event=signed.event, body=body, at=now)


def receive_mention(mentioning: str, target: str, now: Instant) -> None:
    """Keep a mention of one of the owner's own addresses until it is looked at; one that waits already is kept once.

    Raises ``ValueError`` with a sentence for what is no mention of ours, and `TooManyWait`.
    """
    body = mention_of(mentioning, target)
    source = models.Source.objects.filter(kind=KIND).order_by("pk").first()
    if source is None:
        raise ValueError("Mentions are not awaited here.")
    probe = vocabulary.Post("", "web", "", "", now, now, links=(target,))
    subjects = [rows.subject(row) for row in models.Subject.objects.order_by("pk")]
    if not any(each.relation is vocabulary.Relation.LINK for each in concerns(watch(subjects), probe)):
        raise ValueError("The target is no page of anybody this site listens for.")
    waiting = models.Arrival.objects.filter(source=source, pk__gt=looked_upto(source.cursor)).exclude(body=b"")
    # An older one may be looked at this very moment, and what the page says was changed meanwhile.
    if waiting.filter(body=body, at__gt=now - _SAME).exists():
        return
    if waiting.count() >= MENTIONS:
        raise TooManyWait(f"{MENTIONS} mentions wait to be looked at; this one was not kept. Send it again later.")
    models.Arrival.objects.create(source=source, delivery=secrets.token_hex(16), body=body, at=now)


def arrived_after(source: int, number: int, now: Instant) -> list[Arrival]:
    """Give what arrived at a source after the delivery with this number, a hundred at most.

    Up to that number all has been heard: its words are let go a minute after they came, and after thirty days its id
    too. Where a signature covers no time a delivery could be sent again at any later time, and its id stays known.
    """
    kept = models.Arrival.objects.filter(source_id=source)
    heard = kept.filter(pk__lte=number, at__lt=now - _HEARD).exclude(body=b"")
    old = kept.filter(pk__lte=number, at__lt=now - _KNOWN)
    # Asked every second: what changes nothing should write nothing.
    if heard.exists():
        heard.update(body=b"")
    if some := list(old.values_list("pk", "delivery", "source__kind")[:_FORGOTTEN]):
        timeless = [models.Delivered(source_id=source, delivery=id_) for _, id_, kind in some if kind in _TIMELESS]
        models.Delivered.objects.bulk_create(timeless, ignore_conflicts=True)
        kept.filter(pk__in=[key for key, _, _ in some]).delete()
    # One that lost its words while it waited was somebody's who asked to be forgotten.
    waiting = kept.filter(pk__gt=number).exclude(body=b"").order_by("pk")[:_AT_ONCE]
    return [Arrival(row.pk, row.event, bytes(row.body)) for row in waiting]
