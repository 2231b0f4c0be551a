"""The owner's side of a floor: who waits longest, an answer in her own words, and nothing hidden without a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amends import clock
from amends.actions import line
from amends.actions.answer import UnfitAnswer, answer_ground, answer_message
from amends.actions.hide import RULES, NotHidden, hide, show
from amends.actions.mark_read import mark_read
from amends.core.floor.thread import Order, Placed
from amends.core.vocabulary import GROUND_TITLES, Ground
from amends.store import floor_rows
from amends.store.models import Case, Message, OwnAccount
from amends.web import answer_desk, words
from amends.web.desk import around
from amends.web.floor_list import floor, lines, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

AT_ONCE: Final = 200
"""Most messages noted as read by one press; a page shows fewer."""


@login_required
@require_safe
def floor_desk(request: HttpRequest, number: int) -> HttpResponse:
    """Show the floor, whoever waits longest first, with a box for an answer under each message."""
    return _page(request, _case(number))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, number: int, message: int) -> HttpResponse:
    """Answer one message; where the words will not do they stay in its box.

    By itself, and to be answered where it was said as well, it has a page of its own.
    """
    case, said = _case(number), request.POST.get("words", "")
    if request.method != "POST" or request.POST.get("alone"):
        return answer_desk.answer(request, case, message)
    wrong = _done(lambda: line.do(clock.now, answer_message, number, message, said, clock.now()))
    if wrong:
        return _page(request, case, kept={"message": message, "words": said, "wrong": wrong}, status=422)
    messages.success(request, f"Answered message {message}. It stands under it, for everybody.")
    return redirect(_back(request, number))


@login_required
@require_POST
def answer_all(request: HttpRequest, number: int, ground: str) -> HttpResponse:
    """Answer everybody who objects on a ground."""
    case, said = _case(number), request.POST.get("words", "")
    wrong = _done(lambda: line.do(clock.now, answer_ground, number, ground, said, clock.now()))
    if wrong:
        return _page(request, case, kept={"ground": ground, "words": said, "wrong": wrong}, status=422)
    messages.success(request, "Answered everybody who says so. It stands on the page of the case.")
    return redirect(_back(request, number))


@login_required
@require_POST
def read(request: HttpRequest, number: int) -> HttpResponse:
    """Note that the messages of one page were read."""
    _case(number)
    numbers = [whole(one) for one in request.POST.getlist("message")[:AT_ONCE]]
    fresh = line.do(clock.now, mark_read, number, numbers, clock.now())
    messages.success(
        request, f"{words.count(fresh, 'message')} noted as read." if fresh else "All of these were read before."
    )
    return redirect(_back(request, number))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hide_message(request: HttpRequest, number: int, message: int) -> HttpResponse:
    """Hide a message by a rule and with a reason: this page, and its button."""
    case = _case(number)
    row = Message.objects.filter(case=case, number=message).first()
    if row is None:
        raise Http404("There is no such message.")
    rule, reason, wrong = request.POST.get("rule", ""), request.POST.get("reason", ""), ""
    if request.method == "POST":
        wrong = _done(lambda: line.do(clock.now, hide, number, message, rule, reason, clock.now()))
        if not wrong:
            messages.success(request, f"Message {message} is hidden. A line with your reason stands in its place.")
            return redirect("floor_desk", number)
    place = next(
        one for one in (Placed(said, 0, 0, stub=False) for said in floor_rows.messages(case)) if one.number == message
    )
    page = {
        "case": case,
        "message": row,
        "rules": list(RULES.items()),
        "rule": rule,
        "reason": reason,
        "wrong": wrong,
        "lines": lines(case, (place,), clock.now(), timezone.get_current_timezone()),
    }
    return render(request, "amends/hide.html", {**around("desk"), **page}, status=422 if wrong else 200)


@login_required
@require_POST
def show_message(request: HttpRequest, number: int, message: int) -> HttpResponse:
    """Show a message that was held or hidden."""
    _case(number)
    wrong = _done(lambda: line.do(clock.now, show, number, message, clock.now()))
    (messages.error if wrong else messages.success)(request, wrong or f"Message {message} stands on the floor.")
    return redirect(_back(request, number))


def _page(request: HttpRequest, case: Case, *, kept: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    asked, now, zone = request.GET, clock.now(), timezone.get_current_timezone()
    at = reverse("floor_desk", args=[case.number])
    order, side, number = asked.get("order", ""), asked.get("side", ""), asked.get("page", "1")
    shown = floor(case, now, zone, order=order, side=side, number=number, at=at, usual=Order.WAITING)
    held = Message.objects.filter(case=case, state=Message.State.HELD).select_related("post__account")
    page = {
        "case": case,
        "name": case.subject.name,
        "floor": shown,
        "kept": kept or {},
        "held": [(row, row.post.account.name, row.post.text) for row in held.order_by("number")[:20]],
        "grounds": _grounds(case),
        "spoken_on": {account.network for account in answer_desk.speakers(OwnAccount.Network.values)},
        "around_page": f"?order={order}&side={side}&page=",
        "here_address": f"{at}?order={order}&side={side}&page={shown.shown.number}",
    }
    return render(request, "amends/floor_desk.html", {**around("desk"), **page}, status=status)


def _grounds(case: Case) -> list[tuple[str, str, int, list[str]]]:
    """List the grounds people object on: its key, its words, how many messages, and what was answered."""
    of = Message.objects.filter(case=case, stance="objects").exclude(ground="").values_list("ground", flat=True)
    counts: dict[str, int] = {}
    for ground in of:
        counts[ground] = counts.get(ground, 0) + 1
    answers: dict[str, list[str]] = {}
    for ground, said in case.answers.filter(message=None).values_list("ground", "words"):
        answers.setdefault(ground, []).append(said)
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [(key, GROUND_TITLES[Ground(key)], count, answers.get(key, [])) for key, count in ordered]


def _done(deed: Callable[[], object]) -> str:
    """Do it, and return nothing; or the sentence that says why it cannot be done."""
    try:
        deed()
    except (UnfitAnswer, NotHidden) as refused:
        return str(refused)
    return ""


def _back(request: HttpRequest, number: int) -> str:
    """Return the page of the floor somebody came from, as its form names it; never an address of another site."""
    at = reverse("floor_desk", args=[number])
    back = request.POST.get("back", "")
    return back if back.startswith(f"{at}?") and "\n" not in back else at


def _case(number: int) -> Case:
    case = Case.objects.select_related("subject").filter(number=number).first()
    if case is None:
        raise Http404("There is no such case.")
    return case
