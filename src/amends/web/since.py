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
from amends.store.models import Case, Entry
from amends.web import words
from amends.web.charts.going_on import going_on
from amends.web.deed_marks import done, marks
from amends.web.follow_up import written
from amends.web.life_steps import life
from amends.web.looking_back import deed_of, moments_of, recovery_of
from amends.web.travel_words import NARROW, PERCENT, WIDE, sentence, shown
from amends.web.travelling import Crowd, between, declared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from django.http import HttpRequest, HttpResponse

    from amends.core.recovery import Change, CohortNow, Moments, Recovery, Share, Soothed, Turned
    from amends.core.vocabulary import Instant
    from amends.web.deed_marks import Done
    from amends.web.travel_words import Travelled
    from amends.web.travelling import Travels

COHORTS: Final = {
    Cohort.OBJECTED: _("Objected"),
    Cohort.ASKED: _("Asked"),
    Cohort.SUPPORTED: _("Supported"),
    Cohort.WATCHED: _("Only watched"),
}


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
    """Say whether the page of a case leads to how the same people stand since, and what her name travels with.

    It does from the day after she answered on.
    """
    deed = deed_of(case)
    if deed is None or now < deed + DAY:
        return {"to_since": False}
    lines = (sentence(one, case.subject.name) for one in _travels(case, now, apart=False))
    return {"to_since": True, "travels_with": [line for line in lines if line]}


def ties(case: Case, deeds: list[Done], now: Instant, zone: tzinfo) -> list[Travelled]:
    """Return how each name travels with the subject's that the case declares a connection with, where that tells."""
    drawn = (shown(one, case.subject.name, deeds, zone, history=False) for one in _travels(case, now, apart=True))
    return [one for one in drawn if one is not None]


def _travels(case: Case, now: Instant, *, apart: bool) -> Iterator[Travels]:
    if names := declared(case):
        crowd = Crowd(case.subject, between(case.subject, case.began_at, now))
        yield from (crowd.travels(name, apart=apart) for name in names)


@require_safe
def since(request: HttpRequest, number: int) -> HttpResponse:
    """Show what became of the same people since the owner first answered in public."""
    case = Case.objects.filter(number=number, public=True).select_related("subject").first()
    deed = None if case is None else deed_of(case)
    if case is None or deed is None:
        raise Http404("There is no such page.")
    now, zone = clock.now(), timezone.get_current_timezone()
    moments = moments_of(case, deed, now)
    told, deeds = recovery_of(case, moments), done(case, zone)
    page = {
        "listed": True,
        "case": case,
        "name": case.subject.name,
        "life": life(case, now, zone),
        "entries": Entry.objects.filter(case=case).count(),
        "deed": deed,
        "soon": deed + moments.passed(QUIET),
        "unheard": _unheard(moments, zone),
        "curve": None if told.soothed is None else _curve(told.soothed, moments, deeds),
        "turned": _turned(told),
        "lines": [_line(one) for one in told.cohorts if one.people],
        "deeds": deeds,
        "letter": written(case),
        "ties": ties(case, deeds, now, zone),
    }
    return render(request, "amends/since.html", page)


def _curve(told: Soothed, moments: Moments, deeds: list[Done]) -> Curve:
    events = marks(deeds, over=told.judged)
    drawn = {
        kind: going_on(told, moments, events, width=width, kind=kind)
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
    respect = told.respect
    spoke = respect.people - respect.silent
    return [*_spoke_again(respect, spoke), *_named(respect)] if spoke else []


def _named(respect: Turned) -> list[str]:
    """Say how many named what was changed, apart from how they ended."""
    if not respect.named:
        return []
    people, objected = words.people(respect.named), words.people(respect.named_and_object)
    says = [gettext("{people} named what was changed, in words of their own.").format(people=people)]
    if respect.named_and_object:
        says.append(gettext("Of these, {people} objected in what they said last.").format(people=objected))
    return [" ".join(says)]


def _spoke_again(respect: Turned, spoke: int) -> list[str]:
    says = [
        ngettext(
            "{spoke} of {people} who objected has spoken again.",
            "{spoke} of {people} who objected have spoken again.",
            spoke,
        ).format(spoke=words.grouped(spoke), people=words.people(respect.people))
    ]
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
