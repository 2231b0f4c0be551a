"""Leave a campaign: the key and all that others brought go at once, and who asks for the own share is told so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions.record import record
from amends.store import models

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant


def leave_campaign(campaign: models.Campaign, now: Instant) -> None:
    """Leave: other sites drop the share when they next ask. A file that was handed out is in others' hands."""
    with transaction.atomic():
        row = models.Campaign.objects.select_for_update().filter(pk=campaign.pk, left_at=None).first()
        if row is None:
            return
        row.shares.all().delete()
        row.key, row.left_at, row.compare_at, row.compared, row.compared_at = "", now, None, None, None
        row.save()
        record("owner.action", at=now, facts={"what": "campaign.left"}, said={"campaign": row.name})
