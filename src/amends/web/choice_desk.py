"""The desk's pages of a question: write it, read it back, ask it in two presses; and void it in public."""

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
from amends.actions.ask import NobodyToAsk, TooShort, late_listed, network_of
from amends.actions.ask import ask as do_ask
from amends.actions.prove import hears_phrases, sends_codes
from amends.actions.void_choice import NotVoided, void_choice
from amends.core.case.life import Life, UnlawfulMove
from amends.core.choice.plain import plain
from amends.core.choice.question import Question, UnfitQuestion
from amends.store.models import Case, Choice
from amends.store.rows import storable
from amends.web import choice_draft, words
from amends.web.desk import around

if TYPE_CHECKING:
    from datetime import tzinfo

    from django.http import HttpRequest, HttpResponse

    from amends.core.vocabulary import Instant


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """Write a question, read it back as it will stand, and ask it; from then on nothing of it can be changed."""
    case, now, zone = _case(number), clock.now(), timezone.get_current_timezone()
    form = choice_draft.given(request.POST) if request.method == "POST" else choice_draft.blank(now)
    page: dict[str, Any] = {"case": case, "form": form, "wrong": [], "look": None, **_bound(case, now, zone)}
    if request.method == "POST" and page["may_ask"]:
        try:
            asked = choice_draft.asked_of(form, now)
            look = _look(case, choice_draft.previewed(asked, page["size"], now), page["late"], zone)
            if request.POST.get("press") == "do":
                made = line.do(clock.now, do_ask, number, asked, clock.now())
                messages.success(request, "Asked, and written down. From now on nothing of it can be changed.")
                return redirect("choice", number, made.number)
            page["look"] = None if request.POST.get("press") == "edit" else look
        except UnfitQuestion as error:
            page["wrong"] = list(error.faults)
        except (choice_draft.NotFilled, NobodyToAsk, TooShort, UnlawfulMove) as error:
            page["wrong"] = [str(error)]
    page |= _fields(form, now, zone)
    return render(request, "amends/ask.html", {**around("desk"), **page}, status=400 if page["wrong"] else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, number: int, choice: int) -> HttpResponse:
    """Void an open question with a public reason."""
    case, now, wrong = _case(number), clock.now(), ""
    row = case.choices.filter(number=choice).first()
    if row is None:
        raise Http404("There is no such question.")
    reason = storable(request.POST.get("reason", ""))
    if request.method == "POST":
        try:
            line.do(clock.now, void_choice, number, choice, reason, now)
        except NotVoided as error:
            wrong = str(error)
        else:
            messages.success(request, "Withdrawn in public. It stays where it was, and you may ask anew.")
            return redirect("ask", number)
    page = {
        "case": case,
        "choice": row,
        "open": row.state == Choice.State.OPEN and now < row.closes_at,
        "voted": row.ballots.filter(stands=True).count(),
        "reason": reason,
        "wrong": wrong,
    }
    return render(request, "amends/void.html", {**around("desk"), **page}, status=400 if wrong else 200)


def _case(number: int) -> Case:
    case = Case.objects.select_related("subject").filter(number=number).first()
    if case is None:
        raise Http404("There is no such case.")
    return case


def _bound(case: Case, now: Instant, zone: tzinfo) -> dict[str, Any]:
    """Return who could bind if it were asked now, and what stands in the way."""
    newest = case.choices.order_by("-number").first()
    blocked = newest if newest is not None and newest.state != Choice.State.VOID else None
    contested = blocked is not None and (blocked.verdict or {}).get("outcome") == "contested"
    people = network_of(case)
    return {
        "asked_already": None if contested else blocked,
        "still_open": blocked is not None and blocked.state == Choice.State.OPEN,
        "too_early": case.life not in (Life.OPEN, Life.ASKED),
        "may_ask": case.life in (Life.OPEN, Life.ASKED) and (blocked is None or contested) and bool(people),
        "size": len(people),
        "late": late_listed(case, now),
        "began": words.full(case.began_at, zone),
        "voided": case.choices.filter(state=Choice.State.VOID).count(),
    }


def _look(case: Case, question: Question, late: int, zone: tzinfo) -> dict[str, Any]:
    """Return a question as it will stand, in the sentences that everybody will read."""
    told = [sentence.told(moment=lambda at: words.full(at, zone)) for sentence in plain(question)]
    shows = sends_codes() or hears_phrases()
    return {
        "words": question.words,
        "options": question.options,
        "how": told[0],
        "rule": told[1:-1],
        "when": told[-1],
        "name": case.subject.name,
        "warnings": choice_draft.warnings(question, shows=shows, late_listed=late),
    }


def _fields(form: dict[str, str], now: Instant, zone: tzinfo) -> dict[str, Any]:
    """Return the rows of the form as its template wants them."""
    return {
        "hows": [(key, *said, form.get("how") == key) for key, said in choice_draft.HOWS.items()],
        "presets": [(key, *said, form.get("preset") == key) for key, said in choice_draft.PRESETS.items()],
        "options": [(str(at), form.get(f"option-{at}", "")) for at in range(choice_draft.ROWS)],
        "outcomes": [
            (name, said, choice_draft.HINTS[name], form.get(name, ""), form.get(f"{name}-hours", ""))
            for name, said in choice_draft.OUTCOMES.items()
        ],
        "offers": choice_draft.offers(now, zone, form.get("closes_at", "")),
        "closes_at": form.get("closes_at", ""),
        "sent": list(form.items()),
    }
