"""Take part in a campaign: with a key that its members agreed on, or as the first, who makes one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from amends.actions.own_share import PURPOSE
from amends.actions.record import record
from amends.core.campaign.share import (
    AFTER,
    KEY_BYTES,
    Declared,
    Space,
    UnfitKey,
    campaign_mark,
    key_text,
    read_key,
)
from amends.core.campaign.written import plain_name
from amends.store import models, strongbox

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant


class Unfit(ValueError):
    """It cannot be joined or told like this; the message says why in a sentence."""


@dataclass(frozen=True, slots=True)
class Own:
    """What a member tells of her own post: when it went out, what the space is for, and whether it named the tie."""

    posted_at: Instant | None = None
    space: Space = Space.UNTOLD
    declared: Declared = Declared.UNTOLD


def join_campaign(
    subject: models.Subject, name: str, member: str, own: Own, now: Instant, *, key: str = ""
) -> models.Campaign:
    """Take part from here on; without a ``key`` a new one is made. Raises `Unfit`, and `UnfitKey` for no key.

    From then on members who show the key are given what `amends.actions.own_share` makes.
    """
    name, member = plain_name(name), plain_name(member) or plain_name(subject.name)
    if not name:
        raise Unfit("Give the campaign a name: what you call it.")
    _fits(own, now)
    raw = read_key(key) if key.strip() else secrets.token_bytes(KEY_BYTES)
    with transaction.atomic():
        if models.Campaign.objects.filter(mark=campaign_mark(raw), left_at=None).exists():
            raise Unfit("This site takes part in that campaign already: a site brings one share.")
        row = models.Campaign.objects.create(
            name=name,
            mark=campaign_mark(raw),
            key=strongbox.lock_away(settings.AMENDS_DATA, PURPOSE, key_text(raw)),
            subject=subject,
            member=member,
            posted_at=own.posted_at,
            space=own.space.value,
            declared=own.declared.value,
            joined_at=now,
            compare_at=now,
        )
        record("owner.action", at=now, facts={"what": "campaign.joined"}, said={"campaign": name, "member": member})
    return row


def tell_own(campaign: models.Campaign, own: Own, now: Instant) -> None:
    """Tell anew of her own post. Raises `Unfit`."""
    _fits(own, now)
    with transaction.atomic():
        campaign.posted_at, campaign.space, campaign.declared = own.posted_at, own.space.value, own.declared.value
        campaign.compare_at = now
        campaign.save(update_fields=["posted_at", "space", "declared", "compare_at"])


def _fits(own: Own, now: Instant) -> None:
    if own.posted_at is not None and own.posted_at > now:
        raise Unfit("Your post cannot have gone out in the future. Leave the time empty until it has.")
    if own.posted_at is not None and own.posted_at < now - 10 * AFTER:
        raise Unfit("Your post cannot be that long ago: look at its date again.")


__all__ = ["Own", "Unfit", "UnfitKey", "join_campaign", "tell_own"]
