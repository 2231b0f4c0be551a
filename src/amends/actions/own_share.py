"""Make a subject's own share of a campaign: from what is kept when it is asked for, so that whoever was erased is gone.

Nobody is in it who wrote on the floor alone, where people were promised that their address stays here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from amends.actions.record import record
from amends.actions.silence import missed
from amends.core.campaign.share import (
    Declared,
    Share,
    Space,
    Told,
    began,
    heard_until,
    person_mark,
    reach,
    read_key,
)
from amends.core.campaign.written import written
from amends.core.vocabulary import Instant, Relation, Stance
from amends.store import models, strongbox

if TYPE_CHECKING:
    from django.db.models import QuerySet

PURPOSE = "campaign"


def key_of(campaign: models.Campaign) -> bytes:
    """Return a campaign's key; raises `amends.store.strongbox.DoesNotOpen`."""
    return read_key(strongbox.take_out(settings.AMENDS_DATA, PURPOSE, campaign.key))


def own_share(campaign: models.Campaign, now: Instant) -> Share:
    """Return what a campaign's subject brings to it, as of the last full hour. Raises `DoesNotOpen`."""
    start, reached = reach(campaign.posted_at, campaign.joined_at, now)
    until, silent = heard_until(start, reached, missed(_heard(campaign, start, reached), start, reached))
    return Share(_told(campaign, start, until, silent), _people(campaign, key_of(campaign), start, until))


def hand_out_file(campaign: models.Campaign, now: Instant) -> str:
    """Write the own share as a file for the other members, and write down that it was made. Raises `DoesNotOpen`."""
    share = own_share(campaign, now)
    with transaction.atomic():
        record("owner.action", at=now, facts={"what": "campaign.shared", "people": len(share.people)})
    return written(share, key_of(campaign))


def _people(campaign: models.Campaign, key: bytes, start: Instant, until: Instant) -> dict[str, tuple[Instant, ...]]:
    """Return each person once, under the account they first spoke from, with the hours they began to object in."""
    rows = _heard(campaign, start, until).order_by("at", "pk")
    columns = ("person_id", "person__joined_to", "at", "stance", "unread", "post__account__network")
    named: dict[int, str] = {}
    objected: dict[int, list[Instant]] = {}
    for person, root, at, stance, unread, network, author in rows.values_list(*columns, "post__account__author"):
        who = root or person
        if who not in named:
            named[who] = person_mark(key, network, author)
        told = objected.setdefault(who, [])
        if stance == Stance.OBJECTS.value and not unread:
            told.append(at)
    return {named[who]: began(told) for who, told in objected.items()}


def _told(campaign: models.Campaign, start: Instant, until: Instant, silent: int) -> Told:
    case = _case(campaign, start, until)
    moments: dict[str, Any] = {}
    if case is not None:
        found = {
            "noticed_at": case.noticed_at,
            "acknowledged_at": case.acknowledged_at,
            "stated_at": case.opened_at,
            "asked_at": case.asked_at,
            "decided_at": case.decided_at,
        }
        moments = {name: at for name, at in found.items() if at is not None and at < until}
    answers = [at for at in (_own_answer(campaign, start, until), *map(moments.get, _ANSWERS)) if at is not None]
    return Told(
        campaign.member,
        start,
        until,
        silent,
        _heard(campaign, start, until).count(),
        posted_at=campaign.posted_at,
        space=Space(campaign.space),
        declared=Declared(campaign.declared),
        answered_at=min(answers, default=None),
        **moments,
    )


_ANSWERS = ("acknowledged_at", "stated_at")


def _case(campaign: models.Campaign, start: Instant, until: Instant) -> models.Case | None:
    cases = models.Case.objects.filter(subject=campaign.subject, noticed_at__gte=start, noticed_at__lt=until)
    return cases.exclude(life="dismissed").order_by("noticed_at").first()


def _own_answer(campaign: models.Campaign, start: Instant, until: Instant) -> Instant | None:
    """Return when the subject first answered anybody who objected, under their own words."""
    objecting = _heard(campaign, start, until).filter(stance=Stance.OBJECTS.value, unread=False)
    places = set(objecting.values_list("post__network", "post__origin_id"))
    own = models.Reading.objects.filter(subject=campaign.subject, by_subject=True, at__gte=start, at__lt=until)
    answers = own.exclude(post__reply_to="").order_by("at")
    for at, network, place in answers.values_list("at", "post__network", "post__reply_to"):
        if (network, place) in places:
            return int(at)
    return None


def _heard(campaign: models.Campaign, start: Instant, until: Instant) -> QuerySet[models.Reading]:
    said = models.Reading.objects.filter(subject=campaign.subject, by_subject=False, at__gte=start, at__lt=until)
    return said.filter(post__withdrawn_at=None).exclude(relation=Relation.FLOOR.value)
