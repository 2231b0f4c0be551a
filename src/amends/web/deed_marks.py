"""What the owner of a case did, and when: marks on the curves, and the same as lines. None is called a cause."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext

from amends.store.models import Decision, FollowUp
from amends.web import words
from amends.web.charts.timeline import Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from amends.core.vocabulary import Instant
    from amends.store.models import Case


@dataclass(frozen=True, slots=True)
class Done:
    """What was done on one day: when the first of it was, the day, and the deeds in a few words."""

    at: Instant
    day: str
    said: str


def done(case: Case, zone: tzinfo) -> list[Done]:
    """Return what the owner did in a case, oldest first."""
    days: dict[str, list[tuple[Instant, str]]] = {}
    for at, said in sorted(_deeds(case)):
        days.setdefault(words.date(at, zone), []).append((at, said))
    return [Done(deeds[0][0], day, ", ".join(_once(said for _, said in deeds))) for day, deeds in days.items()]


def marks(deeds: Sequence[Done]) -> list[Event]:
    """Return them as marks on a curve: one a day, with its date."""
    return [Event(one.at, f"{one.said}, {one.day}") for one in deeds]


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
            yield duty.done_at, "kept"
        elif duty.withdrawn_at is not None:
            yield duty.withdrawn_at, "withdrawn"
        elif duty.missed_at is not None:
            yield duty.missed_at, "missed"


def _once(said: Iterator[str]) -> Iterator[str]:
    """Return each thing once, and promises by their number."""
    for words_of, many in Counter(said).items():
        if words_of == "kept":
            yield ngettext("a promise kept", "{many} promises kept", many).format(many=many)
        elif words_of == "withdrawn":
            yield ngettext("a promise taken back", "{many} promises taken back", many).format(many=many)
        elif words_of == "missed":
            yield ngettext("a promise not kept in time", "{many} promises not kept in time", many).format(many=many)
        else:
            yield words_of
