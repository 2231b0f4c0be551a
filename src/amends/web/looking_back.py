"""What the house knows of a case's people before and since, as the core's look back needs it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from django.db.models import Count, Max, Min, Q

from amends.actions.silence import silences, unheard
from amends.core.case.association import Association, Day, association
from amends.core.recovery import Moments, Recovery, Said, look_back
from amends.core.vocabulary import DAY, WEEK, Instant, Stance
from amends.store.models import Decision, Reading, Version
from amends.store.statement_rows import connections

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import QuerySet

    from amends.store.models import Case

ORDINARY: Final = 16 * WEEK
"""How far back the ordinary weeks go, at most."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A name the owner declared a connection with, and how it travels with hers."""

    name: str
    association: Association
    named_before: bool


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
    return Moments(begun, case.began_at, max(case.began_at, deed), until, tuple(_unheard(case, begun, until)))


def _unheard(case: Case, start: Instant, until: Instant) -> Iterator[tuple[Instant, Instant]]:
    """Return the times in which no source was heard. What was brought in later was listened to all the same."""
    for began, ended in unheard(silences(), start, until):
        if not _heard(case).filter(at__gte=began, at__lt=ended).exists():
            yield began, ended


def recovery_of(case: Case, moments: Moments) -> Recovery:
    """Follow the same people. The draws begin at the case's number, so that a page says the same to everybody."""
    rows = _heard(case).filter(at__gte=moments.heard_from, unread=False)
    heard = [Said(person, at, Stance(stance)) for person, at, stance in rows.values_list("person_id", "at", "stance")]
    return look_back(heard, _gone(case), moments, np.random.Generator(np.random.PCG64(case.number)))


def ties_of(case: Case, moments: Moments) -> Iterator[Tie]:
    """Compare how often each declared connection is named together with the subject, before and since."""
    newest = Version.objects.filter(case=case).order_by("-number").first()
    names = [] if newest is None else [short_name(tie.with_whom) for tie in connections(newest.connections)]
    names = [name for name in dict.fromkeys(names) if name]
    if not names:
        return
    naming = _naming(case, moments, names)
    for name in names:
        before = _days(naming, name, moments.heard_from, moments.began)
        told = association(before, _days(naming, name, moments.began, moments.until))
        if told is not None and told.tells:
            yield Tie(name, told, any(day.naming for day in before))


def short_name(with_whom: str) -> str:
    """Return the name in what she wrote of a connection: what stands before a comma, a bracket or a dash.

    >>> short_name("Larkspur, maker of the phone"), short_name("Dr. Ada Roe (my sister)"), short_name(" – ")
    ('Larkspur', 'Dr. Ada Roe', '')
    """
    return re.split(r"[,;(\[]|\s[–—-]\s", f" {with_whom} ", maxsplit=1)[0].strip(" –—-")


def _heard(case: Case) -> QuerySet[Reading]:
    return Reading.objects.filter(subject=case.subject, by_subject=False)


def _gone(case: Case) -> Mapping[int, Instant]:
    """Return who left, as far as can be told: nothing of what they said stands any more."""
    kept = (
        _heard(case)
        .values("person")
        .annotate(standing=Count("pk", filter=Q(post__withdrawn_at=None)), gone=Max("post__withdrawn_at"))
    )
    return {row["person"]: row["gone"] for row in kept.filter(standing=0)}


def _naming(case: Case, moments: Moments, names: list[str]) -> Mapping[int, Mapping[int, set[str]]]:
    """Return, a day, who spoke and which of the names they named in it."""
    patterns = {name: re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE) for name in names}
    days: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = _heard(case).filter(at__gte=moments.heard_from, post__withdrawn_at=None)
    for person, at, text in rows.values_list("person_id", "at", "post__text").iterator():
        days[at // DAY][person] |= {name for name, pattern in patterns.items() if pattern.search(text)}
    return days


def _days(naming: Mapping[int, Mapping[int, set[str]]], name: str, start: Instant, end: Instant) -> list[Day]:
    return [
        Day(len(spoke), sum(name in named for named in spoke.values()))
        for spoke in (naming.get(day, {}) for day in range(start // DAY, -(-end // DAY)))
    ]
