"""Take somebody who asked to be forgotten out of what other members of campaigns brought, as far as it lies here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.actions.own_share import key_of
from amends.core.campaign.share import Share, person_mark
from amends.core.campaign.written import UnfitShare, read_share, written
from amends.store import models
from amends.store.strongbox import DoesNotOpen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.core.vocabulary import Instant


def strike_from_shares(accounts: Sequence[tuple[str, str]], now: Instant) -> None:
    """Take people out by their accounts (network and author id); call it inside a transaction.

    What cannot be opened to look is let go of altogether.
    """
    for campaign in models.Campaign.objects.filter(left_at=None):
        for row in campaign.shares.exclude(text=""):
            row.text = _without(campaign, row.text, accounts, now)
            row.save(update_fields=["text"])


def _without(campaign: models.Campaign, text: str, accounts: Sequence[tuple[str, str]], now: Instant) -> str:
    try:
        key = key_of(campaign)
        share = read_share(text, key, now)
    except (DoesNotOpen, UnfitShare):
        return ""
    gone = {person_mark(key, network, author) for network, author in accounts}
    if not gone & share.people.keys():
        return text
    return written(Share(share.told, {person: at for person, at in share.people.items() if person not in gone}), key)
