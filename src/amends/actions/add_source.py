"""Begin to listen to a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions.record import record
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.core.vocabulary import Instant


def add_source(
    name: str, kind: str, address: str, now: Instant, *, options: Mapping[str, object] | None = None
) -> models.Source:
    """Add a connection, which the running listener takes up within a second; one of the same name is kept as it is.

    ``kind`` says which connector reads ``address``; ``options`` are that connector's own.
    """
    with transaction.atomic():
        source, made = models.Source.objects.get_or_create(
            name=name, defaults={"kind": kind, "address": address, "options": dict(options or {})}
        )
        if made:
            record("owner.action", at=now, facts={"what": "source-added"}, said={"kind": kind, "address": address})
    return source
