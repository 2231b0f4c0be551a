"""Between members' sites: who is asked for a share when, and what is handed out to whom.

A member shows a word that grows from the campaign's key and the name of the site that is asked, so that a site named by
mistake learns nothing with which it could ask another.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q

from amends.actions.own_share import key_of, own_share
from amends.core.campaign.share import asking_word
from amends.core.campaign.written import written
from amends.core.vocabulary import HOUR, Instant
from amends.store import models
from amends.store.strongbox import DoesNotOpen

if TYPE_CHECKING:
    from collections.abc import Iterable

EVERY: Final = 6 * HOUR
"""How often a member's site is asked."""
AT_ONCE: Final = 10
"""Sites that are claimed at once."""


@dataclass(frozen=True, slots=True)
class Question:
    """One site that is to be asked: where, and what it is shown."""

    share: models.Share
    address: str
    shown: str


class Unknown(LookupError):
    """Nobody here takes part in the campaign that is asked for."""


class Left(LookupError):
    """Somebody here took part in that campaign, and has left it."""


class NotAMember(PermissionError):
    """Whoever asks does not hold the campaign's key."""


def questions_due(now: Instant) -> list[Question]:
    """Claim the members' sites whose turn has come; their next turn is set at once."""
    found = []
    with transaction.atomic():
        due = models.Share.objects.exclude(address="").filter(Q(next_try_at__lte=now), campaign__left_at=None)
        for share in due.select_for_update(of=("self",)).select_related("campaign").order_by("next_try_at")[:AT_ONCE]:
            models.Share.objects.filter(pk=share.pk).update(next_try_at=now + EVERY)
            try:
                word = asking_word(key_of(share.campaign), urlsplit(share.address).netloc)
            except DoesNotOpen:
                continue
            found.append(Question(share, f"{share.address}/campaign/share", f"{share.campaign.mark} {word}"))
    return found


def share_for(shown: str, hosts: Iterable[str], now: Instant) -> str:
    """Return the own share to whoever shows the key's word for a name of this site.

    Raises `Unknown`, `Left`, `NotAMember`, and `DoesNotOpen` where the key cannot be opened.
    """
    mark, _, word = shown.strip().partition(" ")
    rows = models.Campaign.objects.filter(mark=mark)
    campaign = rows.filter(left_at=None).select_related("subject").first()
    if campaign is None:
        raise Left if rows.exists() else Unknown
    key = key_of(campaign)
    # Each is compared, so that how long it takes tells nothing.
    fits = [hmac.compare_digest(asking_word(key, host).encode(), word.encode()) for host in hosts]
    if not any(fits):
        raise NotAMember
    return written(own_share(campaign, now), key)
