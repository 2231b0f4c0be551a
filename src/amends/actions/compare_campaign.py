"""Work out anew who follows whom in a campaign, where something changed, and keep what was found.

That takes some ten seconds for twenty-five members, so it is done beside everything else and outside of any
transaction.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from amends.actions.own_share import key_of, own_share
from amends.core.campaign.share import reach
from amends.core.campaign.spill import Edge, spill
from amends.core.campaign.together import common_hours, members
from amends.core.campaign.written import UnfitShare, read_share
from amends.core.vocabulary import DAY, Instant
from amends.store import models
from amends.store.strongbox import DoesNotOpen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.core.campaign.share import Share

EVERY: Final = DAY
"""While a campaign goes on, it is worked out anew so often."""


def everybody(campaign: models.Campaign, now: Instant) -> tuple[Share, ...]:
    """Return the shares of all members, the own one first, the others by name. Raises `DoesNotOpen`.

    What cannot be read any more is left out.
    """
    key = key_of(campaign)
    found = [own_share(campaign, now)]
    for text in campaign.shares.exclude(text="").order_by("member", "pk").values_list("text", flat=True):
        try:
            found.append(read_share(text, key, now))
        except UnfitShare:
            continue
    return tuple(found)


def due_campaign(now: Instant) -> tuple[models.Campaign, tuple[Share, ...]] | None:
    """Claim the campaign that is to be worked out anew, with its members' shares; its next turn is set at once."""
    with transaction.atomic():
        due = models.Campaign.objects.select_for_update().filter(left_at=None, compare_at__lte=now)
        campaign = due.select_related("subject").order_by("compare_at", "pk").first()
        if campaign is None:
            return None
        _, until = reach(campaign.posted_at, campaign.joined_at, now + EVERY)
        campaign.compare_at = now + EVERY if until > now else None
        campaign.save(update_fields=["compare_at"])
        try:
            return campaign, everybody(campaign, now)
        except DoesNotOpen:
            return None


def followed(shares: Sequence[Share]) -> dict[str, Any]:
    """Work out who follows whom, as it is kept: pure, and slow."""
    names = [share.told.member for share in shares]
    hours = common_hours(shares)
    if hours is None:
        return {"edges": None, "left_out": []}
    chosen = [members(shares)[place] for place in hours.places]
    edges = spill(hours.counts, hours.begun, chosen) or ()
    rows = [{**asdict(edge), "source": chosen[edge.source].name, "target": chosen[edge.target].name} for edge in edges]
    left_out = [name for place, name in enumerate(names) if place not in hours.places]
    return {"edges": rows, "left_out": left_out, "hours": len(hours.counts), "begun": hours.begun}


def keep_followed(campaign: models.Campaign, found: dict[str, Any], now: Instant) -> None:
    """Keep what was worked out, unless the campaign was left meanwhile."""
    with transaction.atomic():
        models.Campaign.objects.filter(pk=campaign.pk, left_at=None).update(compared=found, compared_at=now)


def edges_of(found: dict[str, Any], shares: Sequence[Share]) -> tuple[Edge, ...] | None:
    """Return the kept edges between members that are here, by their places in ``shares``; None where none was told."""
    if found.get("edges") is None:
        return None
    places = {share.told.member: place for place, share in enumerate(shares)}
    return tuple(
        Edge(**{**row, "source": places[row["source"]], "target": places[row["target"]]})
        for row in found["edges"]
        if row["source"] in places and row["target"] in places
    )
