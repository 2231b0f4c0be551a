"""What the owner may do with a case: acknowledge it, watch it, or set it aside with a reason.

Each deed takes two presses: one that shows what will happen, one that does it. Pressing twice does it once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from amends import clock
from amends.actions.acknowledge import LateAnswer
from amends.actions.acknowledge import acknowledge as do_acknowledge
from amends.actions.dismiss import NoReason
from amends.actions.dismiss import dismiss as do_dismiss
from amends.actions.watch import watch as do_watch
from amends.core.case.life import Life, UnlawfulMove
from amends.store.models import Case
from amends.web import hours, words
from amends.web.desk import around

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from amends.core.vocabulary import Instant

LONGEST_REASON = 4000


def _case(number: int) -> Case:
    case = Case.objects.select_related("subject").filter(number=number).first()
    if case is None:
        raise Http404("There is no such case.")
    return case


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge(request: HttpRequest, number: int) -> HttpResponse:
    """Say that you saw it, and by when you answer."""
    case, now, zone = _case(number), clock.now(), timezone.get_current_timezone()
    wrong = ""
    if request.method == "POST":
        if case.life == Life.ACKNOWLEDGED:
            return redirect("desk")
        answer_by = _hour(request.POST.get("answer_by", ""), now)
        if answer_by is None:
            wrong = "Pick one of these hours first: the one you sent is past, or more than a week away."
        else:
            wrong = _done(lambda: do_acknowledge(number, answer_by, now))
            if not wrong:
                said = f"Said, and written down: you answer by {words.clock_with_day(answer_by, now, zone)}."
                messages.success(request, said)
                return redirect("desk")
    page = {
        "case": case,
        "offers": hours.offers(now, zone),
        "suggested": hours.suggested(now, zone),
        "wrong": wrong,
    }
    return _page(request, "amends/acknowledge.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def watch(request: HttpRequest, number: int) -> HttpResponse:
    """Choose to say nothing yet."""
    case, wrong = _case(number), ""
    if request.method == "POST":
        if case.life == Life.WATCHED:
            return redirect("desk")
        wrong = _done(lambda: do_watch(number, clock.now()))
        if not wrong:
            messages.success(request, "Written down: you watch, and say nothing yet.")
            return redirect("desk")
    return _page(request, "amends/watch.html", {"case": case, "wrong": wrong})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dismiss(request: HttpRequest, number: int) -> HttpResponse:
    """Set a case aside, with a reason."""
    case, wrong = _case(number), ""
    reason = request.POST.get("reason", "")
    if request.method == "POST":
        if case.life == Life.DISMISSED:
            return redirect("desk")
        if len(reason) > LONGEST_REASON:
            wrong = f"Your reason is longer than {words.grouped(LONGEST_REASON)} letters. It is still in the box."
        else:
            wrong = _done(lambda: do_dismiss(number, reason.replace("\0", ""), clock.now()))
        if not wrong:
            messages.success(request, "Set aside, and your reason is kept with it. A new storm rings again.")
            return redirect("desk")
    return _page(request, "amends/dismiss.html", {"case": case, "wrong": wrong, "reason": reason})


def _hour(given: str, now: Instant) -> Instant | None:
    """Return the instant a form names, where it lies ahead and within a week."""
    if not given.isascii() or not given.isdigit() or len(given) > 18:
        return None
    at = int(given)
    return at if now < at <= now + hours.FURTHEST else None


def _done(deed: Callable[[], object]) -> str:
    """Do it, and return nothing; or the sentence that says why it cannot be done."""
    try:
        deed()
    except UnlawfulMove:
        return "This case has moved on since you opened this page. Go back to the desk to see where it stands."
    except (LateAnswer, NoReason) as error:
        return str(error)
    return ""


def _page(request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    return render(request, template, {**around("desk"), **page}, status=400 if page["wrong"] else 200)
