"""Bring in what another member of a campaign shares, from a file or from her site; and let it go again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from amends.actions.own_share import key_of
from amends.core.campaign.written import UnfitShare, read_share
from amends.core.vocabulary import DAY, Instant
from amends.store import models

if TYPE_CHECKING:
    from amends.core.campaign.share import Share

STALE: Final = 14 * DAY
"""A share that a member's site has not confirmed for so long is let go of."""
MOST: Final = 100
"""Members of a campaign."""
_USUAL: Final = {"https": ":443", "http": ":80"}
IN_THE_DEMO: Final = "This is the demo, and everybody in it is invented: no other site is asked from here."
HERE: Final = ("127.0.0.1", "localhost", "[::1]")


def bring_file(campaign: models.Campaign, text: str, now: Instant) -> models.Share:
    """Take a share from a file; a newer one of the same member takes its place. Raises `UnfitShare`, `DoesNotOpen`."""
    share = read_share(text, key_of(campaign), now)
    with transaction.atomic():
        _fits(campaign, share, None)
        row = campaign.shares.filter(member=share.told.member).first() or models.Share(campaign=campaign)
        if row.text and read_share(row.text, key_of(campaign), now).told.heard_until > share.told.heard_until:
            raise UnfitShare(
                f"A newer share of {share.told.member} is here already, so this one was not taken. To put the older in"
                " its place, let the newer go first."
            )
        row.member, row.text, row.taken_at = share.told.member, text, now
        row.save()
        _changed(campaign, now)
    return row


def name_site(campaign: models.Campaign, address: str, now: Instant) -> models.Share:
    """Name the site of a member, which is asked from here on, at once at first. Raises `UnfitShare`."""
    if settings.AMENDS_DEMO:
        raise UnfitShare(IN_THE_DEMO)
    place = site_address(address)
    with transaction.atomic():
        if campaign.shares.filter(address=place).exists():
            raise UnfitShare(f"{place} is asked already.")
        if campaign.shares.count() >= MOST:
            raise UnfitShare(f"A campaign has at most {MOST} members besides you.")
        return models.Share.objects.create(campaign=campaign, address=place, next_try_at=now)


def drop_share(campaign: models.Campaign, share: int, now: Instant) -> None:
    """Let what a member brought go, and ask her site no longer."""
    with transaction.atomic():
        if campaign.shares.filter(pk=share).delete()[0]:
            _changed(campaign, now)


def fetched(share: models.Share, text: str, now: Instant) -> None:
    """Take what a member's site handed out. Raises `UnfitShare`, `DoesNotOpen`."""
    campaign = share.campaign
    read = read_share(text, key_of(campaign), now)
    with transaction.atomic():
        if not campaign.shares.filter(pk=share.pk).exists():
            return
        _fits(campaign, read, share)
        share.member, share.text, share.taken_at, share.note = read.told.member, text, now, ""
        share.save(update_fields=["member", "text", "taken_at", "note"])
        _changed(campaign, now)


def not_fetched(share: models.Share, why: str, now: Instant) -> None:
    """Note why a member's site could not be asked; what it has not confirmed for too long is let go of."""
    with transaction.atomic():
        row = models.Share.objects.filter(pk=share.pk).select_related("campaign").first()
        if row is None:
            return
        row.note = why[:1000]
        if row.text and (row.taken_at or 0) < now - STALE:
            row.text = ""
            row.note = f"It was not confirmed for two weeks and is let go of. {why}"[:1000]
            _changed(row.campaign, now)
        row.save(update_fields=["note", "text"])


def has_left(share: models.Share, now: Instant) -> None:
    """Let go of what a member brought who has left, as her site says."""
    drop_share(share.campaign, share.pk, now)


def site_address(address: str) -> str:
    """Return a site's address as it is asked; raises `UnfitShare`.

    >>> site_address(" https://Harbour.example/ ")
    'https://harbour.example'
    """
    try:
        parts = urlsplit(address.strip().rstrip("/"))
        place = parts.netloc.casefold()
        near = (parts.hostname or "") in {one.strip("[]") for one in HERE}
        fits = parts.scheme == "https" or (parts.scheme == "http" and near)
        _ = parts.port
    except ValueError:
        fits, place = False, ""
    if not fits or not place or "@" in place or parts.path or parts.query or parts.fragment or len(place) > 300:
        raise UnfitShare("Give the address of the member’s site and nothing more, such as https://harbour.example.")
    return f"{parts.scheme}://{place.removesuffix(_USUAL[parts.scheme])}"


def _fits(campaign: models.Campaign, share: Share, row: models.Share | None) -> None:
    """Look whether a member may stand beside the others; raises `UnfitShare`."""
    member = share.told.member
    if member == campaign.member:
        raise UnfitShare(
            f"{member} is what you are called in this campaign yourself. If it is your own share, it is here already;"
            " if somebody else is called so, agree on another name."
        )
    others = campaign.shares.filter(member=member)
    others = others.exclude(address="") if row is None else others.exclude(pk=row.pk)
    if (other := others.first()) is not None:
        where = f"fetched from {other.address}" if other.address else "from a file"
        raise UnfitShare(
            f"A share of {member} is here already, {where}. Let that one go first, or ask the two to take other names."
        )
    if row is None and campaign.shares.count() >= MOST and not campaign.shares.filter(member=member).exists():
        raise UnfitShare(f"A campaign has at most {MOST} members besides you. Nothing was taken.")


def _changed(campaign: models.Campaign, now: Instant) -> None:
    models.Campaign.objects.filter(pk=campaign.pk, left_at=None).update(compare_at=now)
