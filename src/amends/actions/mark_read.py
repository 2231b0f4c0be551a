"""Note that the owner has read messages: the least that being heard can mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions.record import record
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amends.core.vocabulary import Instant


def mark_read(number: int, messages: Iterable[int], now: Instant) -> int:
    """Note that these messages of a case were read, and tell how many were not before; none writes no entry."""
    with transaction.atomic():
        rows = models.Message.objects.filter(case__number=number, number__in=list(messages), read_at=None)
        fresh = list(rows.select_related("case").order_by("number"))
        if fresh:
            models.Message.objects.filter(pk__in=[row.pk for row in fresh]).update(read_at=now)
            numbers = [row.number for row in fresh]
            facts = {"messages": len(numbers)}
            record("voice.read", at=now, case=fresh[0].case, facts=facts, said={"messages": numbers})
    return len(fresh)
