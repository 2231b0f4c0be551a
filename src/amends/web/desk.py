"""The owner's desk: one page that answers three questions, and the pages behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from amends import clock
from amends.actions.surroundings import may_be_incomplete
from amends.core.case.life import ENDS, Life, is_open
from amends.core.vocabulary import Instant, Stance
from amends.store.models import Case, Entry, Subject
from amends.web import next_step, quiet, storm, voices, words
from amends.web.calm import calm
from amends.web.grounds import ground_rows
from amends.web.hearing import hearing, not_heard

if TYPE_CHECKING:
    from datetime import tzinfo

    from django.http import HttpRequest, HttpResponse


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show the storm that is on, or the quiet day, or what to do first."""
    now, zone = clock.now(), timezone.get_current_timezone()
    open_cases = list(Case.objects.exclude(life__in=ENDS).select_related("subject").order_by("-noticed_at", "-number"))
    case = chosen(open_cases, request.GET.get("case", ""))
    if case is None:
        return render(request, "amends/quiet.html", {**around("desk"), **quiet.shown(now, zone), "seen": 0})
    others = [one for one in open_cases if one.pk != case.pk]
    stance = voices.asked_stance(request.GET.get("stance", ""))
    return render(
        request,
        "amends/storm.html",
        _storm_page(case, stance, now, zone) | {"others": others, "back": request.get_full_path()},
    )


def chosen(cases: list[Case], number: str) -> Case | None:
    """Return the open case with a number, else the newest one, else nothing."""
    return next((case for case in cases if str(case.number) == number), cases[0] if cases else None)


def around(here: str) -> dict[str, Any]:
    """Return what stands around every page of the desk: whose it is, and how much is written down."""
    names = list(Subject.objects.filter(drill=False).order_by("pk").values_list("name", flat=True)[:2])
    return {"here": here, "owner_name": names[0] if len(names) == 1 else "", "ledger": Entry.objects.count()}


def title(objecting: int) -> str:
    """Return a storm's name in the browser's list of pages.

    >>> title(131), title(1)
    ('A storm: 131 people object', 'A storm: 1 person objects')
    """
    return f"A storm: {words.people(objecting)} {'objects' if objecting == 1 else 'object'}"


def _storm_page(case: Case, stance: str, now: Instant, zone: tzinfo) -> dict[str, Any]:
    scene = storm.storm(case, now, zone)
    filters = voices.filters(case, stance)
    showing = voices.for_showing(voices.by_wait(case, stance))[: voices.ON_THE_DESK]
    listed = next(one.people for one in filters if one.current)
    return {
        **around("desk"),
        **_waiting(case, now, zone),
        "title": title(scene.objecting),
        "case": case,
        "now": now,
        "zone_note": words.zone_note(now, zone),
        "scene": scene,
        "storm_answer": storm.answer(scene),
        "lead": storm.lead(scene),
        "pace": storm.pace(scene),
        "unread": storm.unread(scene),
        "unsure": storm.unsure(scene),
        "facts": storm.facts(scene),
        "step": next_step.next_step(case, now, zone),
        "line": storm.drawn(scene),
        "trust": storm.trust(scene),
        "may_dismiss": case.life in (Life.NOTICED, Life.WATCHED, Life.ACKNOWLEDGED),
        "grounds": ground_rows(scene),
        "filters": filters,
        "stance": stance,
        "voices": [voices.shown(voice, now, zone) for voice in showing],
        "more_voices": max(listed - voices.ON_THE_DESK, 0),
        "seen": case.voices.count(),
        "hearing": hearing(now, zone),
        "not_heard": not_heard(now),
        "possibly_incomplete": may_be_incomplete(case),
        "calm": calm(case, now, zone),
    }


def _waiting(case: Case, now: Instant, zone: tzinfo) -> dict[str, Any]:
    """Return who has waited longest, and who comes next; who asks for nothing does not wait."""
    waiting = voices.by_wait(case).filter(answered_at__isnull=True).exclude(stance=Stance.NEUTRAL.value)
    first = list(voices.for_showing(waiting)[:4])
    rows = [voices.shown(voice, now, zone) for voice in first]
    return {
        "longest": rows[0] if rows else None,
        "longest_said": words.shortened(rows[0].said, 140) if rows else "",
        "longest_where": words.listed([words.network(name) for name in first[0].networks]) if first else "",
        "next_longest": rows[1:],
        "others_wait": max(waiting.count() - 1, 0),
    }


@login_required
@require_safe
def all_voices(request: HttpRequest) -> HttpResponse:
    """Show every voice of a case, fifty a page, longest wait first."""
    now, zone = clock.now(), timezone.get_current_timezone()
    cases = list(Case.objects.order_by("-noticed_at", "-number"))
    number = request.GET.get("case", "")
    open_first = sorted(cases, key=lambda one: not is_open(one.life))
    case = chosen(open_first, number)
    if case is None or (number and str(case.number) != number):
        raise Http404("There is no such case.")
    stance = voices.asked_stance(request.GET.get("stance", ""))
    page = voices.page(case, stance, request.GET.get("page", "1"))
    shown = {
        "case": case,
        "back": request.get_full_path(),
        "page": page,
        "stance": stance,
        "filters": voices.filters(case, stance),
        "voices": [voices.shown(voice, now, zone) for voice in page],
    }
    return render(request, "amends/voices.html", {**around("desk"), **shown})
