"""What the owner of a case did, and when: marks on the curves, and the same as lines. None is called a cause."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext, ngettext

from amends.store.models import Decision, FollowUp
from amends.web import words
from amends.web.charts.timeline import Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import tzinfo

    from amends.core.vocabulary import Instant
    from amends.store.models import Case


APART: Final = 24
"""Marks nearer to one another than this part of what is drawn would lie on each other."""
_WORDED: Final = 2
"""Of more things than these on one mark only their number is told; which they were stands beneath."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done on one day, or from one day to another: when the first of it was, the days, and each deed."""

    at: Instant
    day: str
    last: str
    deeds: tuple[str, ...]

    @property
    def said(self) -> str:
        """The deeds in a few words."""
        return ", ".join(_once(self.deeds))


def done(case: Case, zone: tzinfo) -> list[Done]:
    """Return what the owner did in a case, oldest first."""
    return _by_day(_deeds(case), zone)


def begun_and_decided(cases: Iterable[Case], zone: tzinfo) -> list[Done]:
    """Return when each of several cases began and was decided."""
    found = []
    for case in cases:
        found.append((case.began_at, gettext("case {number} began").format(number=case.number)))
        if case.decided_at is not None:
            found.append((case.decided_at, gettext("case {number} was decided").format(number=case.number)))
    return _by_day(found, zone)


def marks(deeds: Sequence[Done], over: Instant) -> list[Event]:
    """Return them as marks on a curve that is drawn over a span of time: what would lie on each other is one mark.

    >>> days = [Done(1, "1 May", "1 May", ("asked",)), Done(3, "3 May", "3 May", ("kept", "kept"))]
    >>> [mark.words for mark in marks(days, over=10)]
    ['asked, 1 May', '2 promises kept, 3 May']
    >>> [mark.words for mark in marks([*days, Done(4, "4 May", "4 May", ("told",))], over=100)]
    ['4 things done, 1 May to 4 May']
    """
    merged: list[Done] = []
    for one in deeds:
        if merged and one.at - merged[-1].at < over / APART:
            merged[-1] = replace(merged[-1], last=one.last, deeds=(*merged[-1].deeds, *one.deeds))
        else:
            merged.append(one)
    return [Event(one.at, _label(one)) for one in merged]


def _label(one: Done) -> str:
    told = list(_once(one.deeds))
    many = len(one.deeds)
    said = one.said
    if one.day == one.last:
        return f"{said}, {one.day}"
    if len(told) > _WORDED:
        said = gettext("{many} things done").format(many=many)
    return gettext("{said}, {day} to {last}").format(said=said, day=one.day, last=one.last)


def _by_day(deeds: Iterable[tuple[Instant, str]], zone: tzinfo) -> list[Done]:
    days: dict[str, list[tuple[Instant, str]]] = {}
    for at, said in sorted(deeds):
        days.setdefault(words.date(at, zone), []).append((at, said))
    return [Done(each[0][0], day, day, tuple(said for _, said in each)) for day, each in days.items()]


def _deeds(case: Case) -> Iterator[tuple[Instant, str]]:
    if case.acknowledged_at is not None:
        yield case.acknowledged_at, gettext("acknowledged")
    for row in case.versions.order_by("number"):
        first = row.number == 1
        yield row.at, gettext("the statement") if first else gettext("version {number}").format(number=row.number)
    for decided in Decision.objects.filter(case=case):
        yield decided.at, gettext("the decision")
    for sent in FollowUp.objects.filter(case=case):
        yield sent.at, gettext("a letter to those who asked")
    for duty in case.duties.order_by("number"):
        if duty.done_at is not None:
            yield duty.done_at, "late" if duty.due_at is not None and duty.done_at > duty.due_at else "kept"
        elif duty.withdrawn_at is not None:
            yield duty.withdrawn_at, "withdrawn"
        elif duty.missed_at is not None:
            yield duty.missed_at, "missed"


def _once(said: Iterable[str]) -> Iterator[str]:
    """Return each thing once, and promises by their number."""
    for words_of, many in Counter(said).items():
        if words_of == "kept":
            yield ngettext("a promise kept", "{many} promises kept", many).format(many=many)
        elif words_of == "late":
            yield ngettext("a promise kept late", "{many} promises kept late", many).format(many=many)
        elif words_of == "withdrawn":
            yield ngettext("a promise taken back", "{many} promises taken back", many).format(many=many)
        elif words_of == "missed":
            yield ngettext("a promise not kept in time", "{many} promises not kept in time", many).format(many=many)
        else:
            yield words_of
