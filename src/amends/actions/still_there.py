"""What no stream may tell: that a post is gone which is kept here. Its network is asked, now and then, post by post.

A stream that was away does not tell again what was deleted meanwhile, and moderators take posts down beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F, Q

from amends.actions.change import withdraw
from amends.core.vocabulary import DAY, HOUR, MINUTE, WEEK
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from amends.core.vocabulary import Instant

AT_ONCE: Final = 25
"""Posts asked for together: as many as Bluesky answers at once."""

SETTLES: Final = 10 * MINUTE
"""So long a post may be unknown to who is asked because it is new, or because who is asked is behind."""

_OFTEN: Final = 6 * HOUR
_RARELY: Final = DAY


def to_look_at(network: str, now: Instant) -> list[str]:
    """Return the ids of some kept posts of a network to ask for: those looked at longest ago first.

    A post of the last week is asked for every six hours, an older one once a day, and one that was not found again
    after ten minutes. Where no source of that network is listened to, nothing is asked.
    """
    if not models.Source.objects.filter(kind=network).exists():
        return []
    heard = Q(source__kind=network) | Q(history=True, source=None)
    young = Q(created_at__gt=now - WEEK, looked_at__lt=now - _OFTEN)
    missed = Q(absent_at__isnull=False, looked_at__lte=now - SETTLES)
    due = Q(looked_at=None) | young | missed | Q(looked_at__lt=now - _RARELY)
    standing = models.Post.objects.filter(heard, due, network=network, withdrawn_at=None, heard_at__lt=now - SETTLES)
    oldest = standing.order_by(F("looked_at").asc(nulls_first=True), "pk")
    return list(oldest.values_list("origin_id", flat=True)[:AT_ONCE])


def looked_at(
    network: str, asked: Sequence[str], *, absent: Collection[str], taken_down: Collection[str], now: Instant
) -> int:
    """Note what was found of the posts that were asked for, and return how many are gone.

    What moderators took down goes at once; what is only unknown, when it is unknown a second time ten minutes later:
    who is asked may be behind, or ill.
    """
    with transaction.atomic():
        posts = models.Post.objects.select_for_update().filter(network=network, origin_id__in=list(asked))
        gone: list[models.Post] = []
        for post in posts:
            missing = post.origin_id in absent
            if post.origin_id in taken_down or (missing and post.absent_at and post.absent_at <= now - SETTLES):
                gone.append(post)
            post.looked_at, post.absent_at = now, (post.absent_at or now) if missing else None
        models.Post.objects.bulk_update(posts, ["looked_at", "absent_at"])
        withdraw(models.Post.objects.filter(pk__in=[post.pk for post in gone]).select_related("account"), now)
    return len(gone)
