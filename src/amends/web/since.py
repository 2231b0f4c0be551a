"""How the same people stand since the owner answered: soothed, turned, come back, and what her name travels with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from amends import clock
from amends.core.recovery import Cohort
from amends.core.recovery.soothed import QUIET
from amends.core.vocabulary import DAY, Stance
from amends.store.models import Case, Decision, Entry, Version
from amends.web import words
from amends.web.charts.going_on import going_on
from amends.web.charts.timeline import Event
from amends.web.life_steps import life
from amends.web.looking_back import deed_of, moments_of, recovery_of, ties_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from django.http import HttpRequest, HttpResponse

    from amends.core.recovery import Change, CohortNow, Moments, Recovery, Share, Soothed
    from amends.core.vocabulary import Instant
    from amends.web.looking_back import Tie

COHORTS: Final = {
    Cohort.OBJECTED: _("Objected"),
    Cohort.ASKED: _("Asked"),
    Cohort.SUPPORTED: _("Supported"),
    Cohort.WATCHED: _("Only watched"),
}
WIDE, NARROW = 1040, 358
PERCENT: Final = "\u202f%"
"""Its narrow space does not break."""


@dataclass(frozen=True, slots=True)
class CohortLine:
    """One cohort as a row: who they are, how many, how many left, and whether they came back, in a sentence."""

    name: str
    people: int
    left: int
    trust: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """Who still objects: two drawings and the same as rows of a table."""

    wide: str
    narrow: str
    says: str
    rows: tuple[tuple[str, str], ...]


def part(case: Case, now: Instant) -> dict[str, Any]:
    """Say whether the page of a case leads to how the same people stand since: from the day after she answered."""
    deed = deed_of(case)
    return {"to_since": deed is not None and now >= deed + DAY}


@require_safe
def since(request: HttpRequest, number: int) -> HttpResponse:
    """Show what became of the same people since the owner first answered in public."""
    case = Case.objects.filter(number=number, public=True).select_related("subject").first()
    deed = None if case is None else deed_of(case)
    if case is None or deed is None:
        raise Http404("There is no such page.")
    now, zone = clock.now(), timezone.get_current_timezone()
    moments = moments_of(case, deed, now)
    told = recovery_of(case, moments)
    page = {
        "listed": True,
        "case": case,
        "name": case.subject.name,
        "life": life(case, now, zone),
        "entries": Entry.objects.filter(case=case).count(),
        "deed": deed,
        "soon": deed + moments.passed(QUIET),
        "unheard": _unheard(moments, zone),
        "curve": None if told.soothed is None else _curve(told.soothed, moments, _deeds(case, zone)),
        "turned": _turned(told),
        "lines": [_line(one) for one in told.cohorts if one.people],
        "ties": [sentence(tie, case.subject.name) for tie in ties_of(case, moments)],
    }
    return render(request, "amends/since.html", page)


def _deeds(case: Case, zone: tzinfo) -> list[Event]:
    """Return what the owner did since her first answer, as marks on the curve; nothing here is called a cause."""
    marks = [
        Event(row.at, gettext("version {number}").format(number=row.number))
        for row in Version.objects.filter(case=case).order_by("number")[1:]
    ]
    marks += [Event(row.at, gettext("the decision")) for row in Decision.objects.filter(case=case)]
    return sorted((Event(one.at, f"{one.words}, {words.date(one.at, zone)}") for one in marks), key=lambda one: one.at)


def _curve(told: Soothed, moments: Moments, deeds: list[Event]) -> Curve:
    drawn = {
        kind: going_on(told, moments, deeds, width=width, kind=kind)
        for kind, width in (("wide", WIDE), ("narrow", NARROW))
    }
    return Curve(drawn["wide"], drawn["narrow"], _stopped(told), tuple(_rows(told, told.judged)))


def _unheard(moments: Moments, zone: tzinfo) -> str:
    """Say when nobody listened for a day or longer since she answered, or nothing where somebody always did."""
    silences = [
        gettext("{began} to {ended}").format(began=words.date(began, zone), ended=words.date(ended, zone))
        for began, ended in moments.unheard
        if ended - max(began, moments.deed) >= DAY
    ]
    if not silences:
        return ""
    return gettext("Nobody listened from {times}. That time counts neither as calm nor as silence.").format(
        times=words.listed(silences)
    )


def _stopped(told: Soothed) -> str:
    people = words.people(told.people)
    says = [
        ngettext(
            "{stopped} of {people} has stopped objecting.",
            "{stopped} of {people} have stopped objecting.",
            told.stopped,
        ).format(stopped=words.grouped(told.stopped), people=people)
    ]
    if told.half is not None and told.half < DAY:
        says.append(gettext("Half of them had within a day."))
    elif told.half is not None:
        half = words.count(told.half // DAY, "day")
        says.append(gettext("Half of them had after {half}.").format(half=half))
    if told.again:
        again = words.people(told.again)
        says.append(gettext("{again} objected once more, later.").format(again=again))
    if told.left:
        left = words.people(told.left)
        says.append(
            gettext("{left} left, or took back all they had said: they are counted as long as they were there.").format(
                left=left
            )
        )
    return " ".join(says)


def _rows(told: Soothed, last: int) -> Iterator[tuple[str, str]]:
    """Return the curve at a few days, as the drawing shows it."""
    for day in (1, 3, 7, 14, 28, 56, 112, 224):
        if day * DAY > last:
            return
        share = next((step.share for step in reversed(told.steps) if step.at <= day * DAY), None)
        yield words.count(day, "day"), percent(share) if share else gettext("all of them")


def percent(share: Share) -> str:
    r"""Return a share with its interval.

    >>> from amends.core.recovery import Share
    >>> percent(Share(0.52, 0.321, 0.71))
    '52\u202f% (32 to 71\u202f%)'
    """
    value, low, high = (round(100 * bound) for bound in (share.value, share.low, share.high))
    return gettext("{value} % ({low} to {high} %)").format(value=value, low=low, high=high).replace(" %", PERCENT)


def _turned(told: Recovery) -> list[str]:
    """Say what those who objected and spoke again said last, or nothing where nobody has."""
    respect, says = told.respect, []
    spoke = respect.people - respect.silent
    if not spoke:
        return []
    says.append(
        ngettext(
            "{spoke} of {people} who objected has spoken again.",
            "{spoke} of {people} who objected have spoken again.",
            spoke,
        ).format(spoke=words.grouped(spoke), people=words.people(respect.people))
    )
    counts = {
        Stance.OBJECTS: _("{people} objected"),
        Stance.SUPPORTS: _("{people} supported"),
        Stance.QUESTIONS: _("{people} asked"),
        Stance.NEUTRAL: _("{people} did neither"),
    }
    parts = [
        gettext(sentence).format(people=words.grouped(respect.now[stance]))
        for stance, sentence in counts.items()
        if respect.now.get(stance)
    ]
    says.append(gettext("By what they said last: {parts}.").format(parts=words.listed(parts)))
    if respect.share is not None:
        says.append(
            gettext("So {share} of those who spoke again did not end by objecting.").format(
                share=percent(respect.share)
            )
        )
    return says


def _line(one: CohortNow) -> CohortLine:
    trust = one.trust
    return CohortLine(
        gettext(COHORTS[one.cohort]), one.people, one.left, _trust(trust), trust is not None and trust.tells
    )


def _trust(trust: Change | None) -> str:
    if trust is None:
        return gettext("Too few were there before to tell.")
    values = {"own": trust.own, "value": trust.against, "low": trust.low, "high": trust.high}
    shown = {name: f"{100 * value:.0f}" for name, value in values.items()}
    if trust.others is None:
        says = gettext("They speak {own} % as often as before ({low} to {high} %).").format(**shown)
    else:
        says = gettext(
            "They speak {own} % as often as before, and those who never objected {others} %. One set against the other "
            "is {value} % ({low} to {high} %)."
        ).format(**shown, others=f"{100 * trust.others:.0f}")
    says = says.replace(" %", PERCENT)
    if not trust.tells:
        says += " " + gettext("That may be no change at all.")
    return says


def sentence(tie: Tie, subject: str) -> str:
    """Say how a name travels with the subject's, and how soon that fades."""
    told = tie.association
    says = [
        gettext("One in {since} people who speak of {subject} names {name}.").format(
            since=one_in(told.since), subject=subject, name=tie.name
        )
    ]
    if tie.named_before:
        says.append(gettext("In the weeks before, it was one in {before}.").format(before=one_in(told.before)))
    else:
        says.append(gettext("In the weeks before, nobody did."))
    if told.fading is not None and told.fading.high != float("inf"):
        low, high = (max(1, round(bound)) for bound in (told.fading.low, told.fading.high))
        half = words.count(max(1, round(told.fading.days)), "day")
        says.append(gettext("It halves every {half} ({low} to {high}).").format(half=half, low=low, high=high))
    elif told.fading is not None:
        says.append(gettext("So far it is not seen to fade."))
    return " ".join(says)


def one_in(share: float) -> str:
    """Return how many people stand for one who does.

    >>> one_in(0.11), one_in(0.0011), one_in(0.8)
    ('9', '909', '1')
    """
    return words.grouped(max(1, round(1 / share)))
