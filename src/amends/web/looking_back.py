"""What the house knows of a case's people before and since, as the core's look back needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Count, Max, Min, Q

from amends.actions.silence import missed
from amends.core.recovery import (
    Changed,
    Moments,
    Recovery,
    Said,
    Turned,
    Words,
    common_words,
    look_back,
    turned,
    who_named,
)
from amends.core.vocabulary import Instant, Stance
from amends.store.models import Decision, Version
from amends.web.travelling import ORDINARY, heard_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from amends.store.models import Case, Reading


def deed_of(case: Case) -> Instant | None:
    """Return when the owner first answered in public: her first statement, or else her decision."""
    first = Version.objects.filter(case=case).aggregate(at=Min("at"))["at"]
    if first is not None:
        return int(first)
    decided = Decision.objects.filter(case=case).values_list("at", flat=True).first()
    return None if decided is None else int(decided)


def moments_of(case: Case, deed: Instant, now: Instant) -> Moments:
    """Return the instants that part the story of a case, from what was heard of its subject."""
    first = _heard(case).aggregate(first=Min("at"))["first"]
    begun = max(case.began_at - ORDINARY, min(case.began_at if first is None else int(first), case.began_at))
    until = max(now, deed)
    return Moments(begun, case.began_at, max(case.began_at, deed), until, tuple(missed(_heard(case), begun, until)))


def recovery_of(case: Case, moments: Moments) -> Recovery:
    """Follow the same people. The draws begin at the case's number, so that a page says the same to everybody."""
    rows = _heard(case).filter(at__gte=moments.heard_from, unread=False)
    heard = [Said(person, at, Stance(stance)) for person, at, stance in rows.values_list("person_id", "at", "stance")]
    draws = np.random.Generator(np.random.PCG64(case.number))
    return look_back(heard, _gone(case), moments, draws, named=_who_named(case, moments))


def turned_of(case: Case, deed: Instant, now: Instant) -> Turned:
    """Tell what those who objected before the deed said last since: the part of `recovery_of` that costs little."""
    rows = _heard(case).filter(unread=False)
    objected = rows.filter(at__gte=case.began_at, at__lt=deed, stance=Stance.OBJECTS.value)
    objectors = list(objected.values_list("person_id", flat=True).distinct())
    later = rows.filter(person__in=objected.values("person_id"), at__gt=deed, at__lt=max(now, deed))
    said = later.order_by("at", "pk").values_list("person_id", "at", "stance")
    return turned(objectors, [Said(person, at, Stance(stance)) for person, at, stance in said], deed)


def changes_of(case: Case) -> list[Changed]:
    """Return what was changed after a case: what was decided, what was promised and kept, and what holds for good."""
    changed = {Decision.Kind.RULE.value, Decision.Kind.OWNER.value}
    decided = Decision.objects.filter(case=case, kind__in=changed).values_list("at", "headline")
    changes = [Changed(at, words) for at, words in decided]
    for duty in case.duties.filter(withdrawn_at=None).select_related("entry").order_by("number"):
        if duty.done_at is not None:
            changes.append(Changed(duty.done_at, duty.words))
        elif duty.due_at is None:
            changes.append(Changed(duty.entry.at, duty.words))
    return changes


def _who_named(case: Case, moments: Moments) -> frozenset[int]:
    changes = changes_of(case)
    if not changes:
        return frozenset()
    standing = _heard(case).filter(post__withdrawn_at=None, unread=False)
    in_storm = standing.filter(at__gte=moments.began, at__lt=moments.deed, stance=Stance.OBJECTS.value)
    since = standing.filter(at__gt=min(one.at for one in changes)).exclude(stance=Stance.OBJECTS.value)
    rows = since.order_by("at", "pk").values_list("person_id", "at", "post__text")
    common = common_words(list(in_storm.values_list("post__text", flat=True)))
    return who_named((Words(person, at, text) for person, at, text in rows.iterator()), changes, common)


def _heard(case: Case) -> QuerySet[Reading]:
    return heard_of(case.subject)


def _gone(case: Case) -> Mapping[int, Instant]:
    """Return who left, as far as can be told: nothing of what they said stands any more."""
    kept = (
        _heard(case)
        .values("person")
        .annotate(standing=Count("pk", filter=Q(post__withdrawn_at=None)), gone=Max("post__withdrawn_at"))
    )
    return {row["person"]: row["gone"] for row in kept.filter(standing=0)}
