"""The desk's page on which something is promised with a statement: looked at first, and public at the second press."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from amends import clock
from amends.actions import line
from amends.actions.decide_case import UnfitDecision
from amends.actions.duty import Owed, UnfitPromise
from amends.actions.promise import fitted, promise
from amends.store.models import Case
from amends.store.rows import storable
from amends.web import words
from amends.web.decision_desk import instant_in
from amends.web.desk import around

if TYPE_CHECKING:
    from datetime import tzinfo

    from django.http import HttpRequest, HttpResponse


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def promise_page(request: HttpRequest, number: int) -> HttpResponse:
    """Write a promise, look at it as it will stand, and make it."""
    case = Case.objects.select_related("subject").filter(number=number).first()
    if case is None:
        raise Http404("There is no such case.")
    given = {name: storable(request.POST.get(name, "")).strip() for name in ("words", "due", "seen")}
    page: dict[str, Any] = {"case": case, "wrong": "", "look": None, **given}
    if request.method == "POST":
        now, zone = clock.now(), timezone.get_current_timezone()
        try:
            owed = fitted(case, _owed(given, zone), now)
            if request.POST.get("press") == "do":
                line.do(clock.now, promise, number, owed, clock.now())
                messages.success(request, "Promised, and written down. Everybody can read it now.")
                return redirect("duties", number)
            page["look"] = None if request.POST.get("press") == "edit" else _as_it_stands(owed, zone)
        except (UnfitPromise, UnfitDecision, line.LineFull) as error:
            page["wrong"] = str(error)
    return render(request, "amends/promise.html", {**around("desk"), **page}, status=400 if page["wrong"] else 200)


def _owed(given: dict[str, str], zone: tzinfo) -> Owed:
    due = instant_in(given["due"], zone) if given["due"] else None
    return Owed(given["words"], due, given["seen"])


def _as_it_stands(owed: Owed, zone: tzinfo) -> dict[str, str]:
    by = "From now on" if owed.due_at is None else f"By {words.full(owed.due_at, zone)}"
    return {"by": by, "seen_by": owed.seen_by, "words": owed.words, "seen_link": words.safe_link(owed.seen_by)}
