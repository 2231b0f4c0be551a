"""The pages of a floor: all of it, one message with its thread, and the page on which an author takes it back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from amends import clock
from amends.actions import line
from amends.actions.take_back import NotYours, take_back
from amends.core.floor.thread import DEEPEST, arrange
from amends.core.floor.thread import page as page_of_rows
from amends.store import floor_rows
from amends.store.models import Case, Message
from amends.web.errors import why
from amends.web.floor_list import floor, lines, unanswered, whole
from amends.web.same_site import same_site
from amends.web.say import Filled, form, writable

if TYPE_CHECKING:
    from django.http import HttpRequest

    from amends.core.floor.thread import Placed


@require_safe
def floor_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show the whole floor of a case, twenty messages a page, in the order and from the side that was asked for."""
    case, now, zone = _public(number), clock.now(), timezone.get_current_timezone()
    asked = request.GET
    shown = floor(
        case,
        now,
        zone,
        order=asked.get("order", ""),
        side=asked.get("side", ""),
        number=asked.get("page", "1"),
        at=reverse("floor", args=[number]),
    )
    page = {
        "case": case,
        "name": case.subject.name,
        "heading": "floor",
        "floor": shown,
        "around": _around(request),
        "writable": writable(case, now),
    }
    return render(request, "amends/floor.html", page)


@require_safe
def message_page(request: HttpRequest, number: int, message: int) -> HttpResponse:
    """Show one message where it stands in its thread, with a form to reply."""
    case, now, zone = _public(number), clock.now(), timezone.get_current_timezone()
    said, given = floor_rows.thread(case, message), floor_rows.ground_answers(case)
    thread = _thread(arrange(said), message)
    if not thread:
        raise Http404("There is no such message.")
    answered = frozenset(row.number for row in said) - unanswered(said, given)
    shown = page_of_rows(thread, whole(request.GET.get("page", "")))
    page = {
        "case": case,
        "name": case.subject.name,
        "heading": "message",
        "lines": lines(case, shown.rows, now, zone, answered=answered),
        "shown": shown,
        "message": message,
        "parent": thread[0].parent,
        **form(case, now, Filled(parent=message)),
    }
    return render(request, "amends/message.html", page)


def _thread(placed: tuple[Placed, ...], message: int) -> tuple[Placed, ...]:
    """Cut a message out with everything beneath it, set in from where it stands; nothing where it is not there."""
    at = next((place for place, one in enumerate(placed) if one.number == message), len(placed))
    depth: dict[int, int] = {}
    thread = []
    for one in placed[at:]:
        if depth and one.parent not in depth:
            break
        depth[one.number] = depth[one.parent] + 1 if depth else 0
        thread.append(replace(one, depth=min(depth[one.number], DEEPEST)))
    return tuple(thread)


@same_site
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_back_page(request: HttpRequest, number: int, erase_hash: str) -> HttpResponse:
    """Let the author of a message take it back, in two presses: this page, and its button."""
    case = _public(number)
    row = Message.objects.filter(case=case, erase_hash=erase_hash).first() if len(erase_hash) == 64 else None
    if row is None:
        raise Http404("There is no such receipt.")
    wrong = ""
    if request.method == "POST":
        try:
            line.do(clock.now, take_back, number, request.POST.get("token", "").strip()[:100], clock.now())
        except NotYours as refused:
            wrong = why(refused)
        else:
            answer = HttpResponseRedirect(reverse("receipt", args=[number, erase_hash]))
            answer.status_code = 303
            return answer
    page = {"case": case, "name": case.subject.name, "heading": "take back", "message": row, "wrong": wrong}
    return render(request, "amends/take_back.html", page, status=403 if wrong else 200)


def _public(number: int) -> Case:
    case = Case.objects.filter(number=number, public=True).select_related("subject").first()
    if case is None:
        raise Http404("There is no such case.")
    return case


def _around(request: HttpRequest) -> str:
    """Return the question of this page's address without its page number, for the way to the next one."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&" if kept else ""
