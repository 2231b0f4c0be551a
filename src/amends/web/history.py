"""The owner's public history: what people objected to, what was done about it, and whether it was kept.

What was not kept is told first and in the same letters as everything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median_low
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from amends import clock
from amends.core.case.life import Life
from amends.core.decision.honour import WORST_FIRST, State
from amends.core.vocabulary import DAY, Stance
from amends.store.models import Case, Duty, Subject, Version
from amends.store.standing import count_standing, standing
from amends.web import words
from amends.web.floor_list import coverage
from amends.web.looking_back import deed_of, turned_of
from amends.web.verdict import DutyLine, duty_line, with_guards

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Sequence
    from datetime import tzinfo

    from django.core.paginator import Page
    from django.http import HttpRequest, HttpResponse

    from amends.core.recovery import Turned
    from amends.core.vocabulary import Instant

CASES: Final = 10
"""Cases on a page: each is told in some lines, worked out when the page is made."""
PROMISES: Final = 50
COUNTS: Final = {
    State.MISSED: _("{number} broken"),
    State.WITHDRAWN: _("{number} taken back"),
    State.LATE: _("{number} kept late"),
    State.DUE: _("{number} still to be done"),
    State.DONE: _("{number} kept"),
    State.LASTING: _("{number} for good"),
}
LEFT_ALONE: Final = {Life.WATCHED, Life.DISMISSED}
"""Lives in which nobody waits to be told that it was seen."""


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """One case on the history: what became of it, each part a few sentences or none."""

    case: Case
    seen: str
    heard: tuple[str, ...]
    promises: tuple[DutyLine, ...]
    learned: tuple[str, ...]
    since: str
    to_since: bool


def record_of(case: Case, now: Instant, zone: tzinfo) -> CaseRecord:
    """Tell what became of a case, as far as it can be read off what stands in public."""
    promises = sorted(
        (duty_line(row, now, zone) for row in with_guards(case.duties.order_by("number"))),
        key=lambda line: WORST_FIRST.index(line.stands),
    )
    deed = deed_of(case)
    return CaseRecord(
        case=case,
        seen=_seen(case, now),
        heard=tuple(share.sentence for share in coverage(case)),
        promises=tuple(promises),
        learned=tuple(_learned(promises)),
        since="" if deed is None or now < deed + DAY else _since(turned_of(case, deed, now)),
        to_since=deed is not None and now >= deed + DAY,
    )


def summary(now: Instant) -> tuple[str, ...]:
    """Say in two sentences how all public cases were met: how soon they were seen, and what became of promises."""
    says = []
    seen = Case.objects.filter(public=True).values_list("noticed_at", "acknowledged_at")
    spans = [max(0, at - noticed) for noticed, at in seen if at is not None]
    if len(spans) > 1:
        says.append(
            gettext("Half of them were seen within {span} of the alarm.").format(span=words.duration(median_low(spans)))
        )
    told = counted(count_standing(Duty.objects.filter(case__public=True), now))
    if told:
        says.append(told)
    return tuple(says)


def counted(states: Counter[State]) -> str:
    """Say how many promises stand in which way, those that were not kept first; nothing where none was made.

    How many are broken is always said, none too.
    """
    if not states:
        return ""
    parts = [
        gettext(COUNTS[one]).format(number=words.grouped(states[one]))
        for one in WORST_FIRST
        if states[one] or one is State.MISSED
    ]
    return gettext("{promises}: {parts}.").format(
        promises=words.count(states.total(), "promise"), parts=words.listed(parts)
    )


def page_of_cases(asked: str) -> Page[Case]:
    """Return the public cases of a page, newest first; a page that is none is the nearest there is."""
    cases = Case.objects.filter(public=True).select_related("subject", "decision").order_by("-noticed_at", "-number")
    return Paginator(cases, CASES).get_page(asked)


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """List every public promise with how it stands, those that were not kept first."""
    now, zone = clock.now(), timezone.get_current_timezone()
    public = Duty.objects.filter(case__public=True)
    told = counted(count_standing(public, now))
    if not told:
        raise Http404("Nothing was promised here so far.")
    listed = public.annotate(standing=standing(now)).order_by("standing", "-case__noticed_at", "case__number", "number")
    shown = Paginator(with_guards(listed), PROMISES).get_page(request.GET.get("page", ""))
    name = Subject.objects.filter(drill=False).order_by("pk").values_list("name", flat=True).first()
    page: dict[str, Any] = {
        "name": name,
        "heading": "promises",
        "listed": True,
        "told": told,
        "shown": shown,
        "promises": [(row.case, duty_line(row, now, zone)) for row in shown],
    }
    return render(request, "amends/promises.html", page)


def _seen(case: Case, now: Instant) -> str:
    first = Version.objects.filter(case=case).order_by("at").values_list("at", flat=True).first()
    if case.acknowledged_at is None:
        if case.life in LEFT_ALONE or case.ended_at is not None:
            return ""
        waited = words.duration(now - case.noticed_at)
        return gettext("Not acknowledged so far, {span} after the alarm.").format(span=waited)
    says = gettext("Acknowledged {span} after the alarm.").format(
        span=words.duration(case.acknowledged_at - case.noticed_at)
    )
    if first is None:
        return says
    answered = gettext("The first answer came {span} after the alarm.").format(
        span=words.duration(first - case.noticed_at)
    )
    return f"{says} {answered}"


def _learned(promises: Sequence[DutyLine]) -> Iterable[str]:
    watched = sum(line.guards > 0 for line in promises)
    if watched:
        yield ngettext(
            "{promises} became a guard that looks at every draft.",
            "{promises} became guards that look at every draft.",
            watched,
        ).format(promises=words.count(watched, "promise"))
        fired = frozenset[str]().union(*(line.fired for line in promises))
        if fired:
            yield gettext("A guard spoke up at {drafts}.").format(drafts=words.count(len(fired), "draft"))
    for line in promises:
        yield from line.overridden


def _since(told: Turned) -> str:
    """Say what became of those who objected, in numbers of people, or nothing where nobody spoke again."""
    spoke = told.people - told.silent
    if not spoke:
        return ""
    still = told.now.get(Stance.OBJECTS, 0)
    return ngettext(
        "Before the first answer {people} objected. {spoke} of them has spoken again since; {still} objected by what "
        "they said last.",
        "Before the first answer {people} objected. {spoke} of them have spoken again since; {still} objected by what "
        "they said last.",
        spoke,
    ).format(spoke=words.grouped(spoke), people=words.people(told.people), still=words.grouped(still))
