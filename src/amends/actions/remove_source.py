"""Stop listening to a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions.record import record
from amends.store import models

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant


def remove_source(source: models.Source, now: Instant) -> None:
    """Listen to a source no longer, and forget where it was left and its key; what it brought stays."""
    with transaction.atomic():
        record(
            "owner.action",
            at=now,
            facts={"what": "source-removed"},
            said={"kind": source.kind, "address": source.address},
        )
        models.Source.objects.filter(pk=source.pk).delete()
