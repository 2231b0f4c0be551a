"""The desk's page of the one letter: written in the owner's words, read once more as it will arrive, sent by one press.

It says how many it reaches, and never whom.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from amends import clock
from amends.actions import line
from amends.actions.follow_up import LONGEST, NotWritten, asked_to_hear, send_follow_up, stands, unfit, why_not
from amends.actions.own_accounts import NoSpeaking
from amends.store.models import Case, FollowUp
from amends.store.rows import storable
from amends.web import words
from amends.web.desk import around
from amends.web.follow_up import written
from amends.web.verdict import duty_lines

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

IN_THE_DEMO = "This is the demo, and everybody in it is invented. No letter goes out from here."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_once(request: HttpRequest, number: int) -> HttpResponse:
    """Write to those who objected and asked to hear, look at it as it will arrive, and send it."""
    case = Case.objects.select_related("subject").filter(number=number).first()
    if case is None:
        raise Http404("There is no such case.")
    said, wrong, look = storable(request.POST.get("words", "")).replace("\r\n", "\n"), "", False
    if request.method == "POST":
        wrong = _never() or why_not(case) or unfit(said.strip())
        look = not wrong and request.POST.get("press") != "edit"
        if look and request.POST.get("press") == "send":
            try:
                sent = line.do(clock.now, send_follow_up, number, said, clock.now())
            except (NotWritten, NoSpeaking, line.LineFull) as error:
                wrong, look = str(error), False
            else:
                messages.success(request, f"It is on its way to {words.people(sent.reached)}.")
                return redirect("follow-up", number)
    page = {**_page(case), "said": said, "wrong": wrong, "look": look, "longest": LONGEST}
    return render(request, "amends/follow_up.html", {**around("desk"), **page}, status=400 if wrong else 200)


def _page(case: Case) -> dict[str, Any]:
    now, zone = clock.now(), timezone.get_current_timezone()
    sent = FollowUp.objects.filter(case=case).first()
    return {
        "case": case,
        "written": written(case),
        "stands": None if sent is None else stands(sent),
        "reaches": asked_to_hear(case),
        "why_not": _never() or why_not(case),
        "duties": duty_lines(case, now, zone),
    }


def _never() -> str:
    return IN_THE_DEMO if settings.AMENDS_DEMO else ""
