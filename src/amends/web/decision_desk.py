"""The desk's pages of a decision: make it in two presses, say what was done, take a promise back, close the case.

The first press shows how the decision will stand; the second makes it. It cannot be changed afterwards.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from amends import clock
from amends.actions import line
from amends.actions.close_case import FloorOpen, close_case
from amends.actions.decide_case import Kind, UnfitDecision, binding_choice, decide_case, fitted, fixed_duty
from amends.actions.dismiss import NoReason, dismiss
from amends.actions.duty import DutySettled, NoSuchDuty, Owed, duty_done, duty_withdrawn, honoured
from amends.actions.promise import MAY_PROMISE
from amends.core.case.life import Life, UnlawfulMove
from amends.core.choice.question import from_canonical
from amends.core.decision.canonical import from_canonical as verdict_from
from amends.core.vocabulary import SECOND
from amends.store.models import Case, Choice, Duty
from amends.store.rows import storable
from amends.web import words
from amends.web.desk import around
from amends.web.prose import prose
from amends.web.verdict import duty_lines, follows, told

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from django.http import HttpRequest, HttpResponse

    from amends.core.vocabulary import Instant

ROWS: Final = 8
WAYS: Final = {
    Kind.RULE: "As the rule found",
    Kind.OWNER: "You decide, without a vote",
    Kind.WRONG: "They are wrong, and here is why",
    Kind.WATCH: "You watched to the end, and say nothing",
}
BEFORE_THE_FLOOR: Final = (Life.NOTICED, Life.ACKNOWLEDGED, Life.WATCHED)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Write a decision, look at it as it will stand, and make it."""
    case, now, zone = _case(number), clock.now(), timezone.get_current_timezone()
    if case.life in (Life.DECIDED, Life.HONOURED, Life.CLOSED, Life.DISMISSED):
        return redirect("duties", number)
    ways = _ways(case)
    page: dict[str, Any] = {"case": case, "wrong": "", "look": None, **_asked(case, now, zone), "ways": ways}
    if request.method != "POST":
        first = next(iter(ways), None)
        return _shown(request, {**page, "kind": first, "headline": "", "reasons": "", "rows": _blank(case, zone)})
    given = _given(request, zone)
    page |= given
    try:
        owed = _owed(given["rows"])
        look = _looked_at(case, given, owed, now)
        if request.POST.get("press") == "do":
            _make(number, given, owed)
            messages.success(request, "Decided, and written down. Everybody can read it now.")
            return redirect("duties", number)
        page["look"] = None if request.POST.get("press") == "edit" else look
    except (UnfitDecision, NoReason) as error:
        page["wrong"] = str(error)
    except UnlawfulMove:
        page["wrong"] = (
            "This case has moved on, or cannot end like this yet. Go back to the desk to see where it stands."
        )
    return _shown(request, page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def duties(request: HttpRequest, number: int) -> HttpResponse:
    """List what is owed in a case, and close it where nothing is any more."""
    case, now, zone, wrong = _case(number), clock.now(), timezone.get_current_timezone(), ""
    if request.method == "POST":
        wrong = _done(lambda: line.do(clock.now, close_case, number, clock.now()))
        if not wrong:
            messages.success(request, "Closed. A later storm is a case of its own.")
            return redirect("duties", number)
    stands = honoured(case, now)
    page = {
        "case": case,
        "wrong": wrong,
        "duties": duty_lines(case, now, zone),
        "stands": stands,
        "may_close": (case.life == Life.HONOURED or (case.life == Life.DECIDED and stands.settled))
        and (case.floor_closes_at is None or now >= case.floor_closes_at),
        "ended": case.life in (Life.CLOSED, Life.DISMISSED),
        "may_promise": case.life in MAY_PROMISE and case.versions.exists(),
    }
    return render(request, "amends/duties.html", {**around("desk"), **page}, status=400 if wrong else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest, number: int, duty: int) -> HttpResponse:
    """Say that a duty is done, with what shows it, or take it back with a reason."""
    case, now, zone = _case(number), clock.now(), timezone.get_current_timezone()
    row = Duty.objects.filter(case=case, number=duty).first()
    if row is None:
        raise Http404("There is no such duty.")
    evidence, reason = (storable(request.POST.get(name, "")) for name in ("evidence", "reason"))
    wrong = ""
    if request.method == "POST":
        withdrawn = request.POST.get("press") == "withdraw"
        deed, said = (duty_withdrawn, reason) if withdrawn else (duty_done, evidence)
        wrong = _done(lambda: line.do(clock.now, deed, number, duty, said, clock.now()))
        if not wrong:
            messages.success(request, "Taken back, in public." if withdrawn else "Written down as done.")
            return redirect("duties", number)
    shown = next(one for one in duty_lines(case, now, zone) if one.number == duty)
    page = {"case": case, "duty": shown, "lasting": row.due_at is None, "evidence": evidence, "reason": reason}
    settled = row.done_at is not None or row.withdrawn_at is not None
    page |= {"settled": settled, "wrong": wrong}
    return render(request, "amends/duty.html", {**around("desk"), **page}, status=400 if wrong else 200)


def _case(number: int) -> Case:
    case = Case.objects.select_related("subject").filter(number=number).first()
    if case is None:
        raise Http404("There is no such case.")
    return case


def _ways(case: Case) -> dict[str, str]:
    """Return how a case may be decided now: whoever asked is bound, and whoever did not has no rule."""
    if case.life in BEFORE_THE_FLOOR:
        allowed = [Kind.WATCH, Kind.WRONG] if case.life == Life.WATCHED else [Kind.WRONG]
    elif binding_choice(case) is not None:
        allowed = [Kind.RULE]
    else:
        newest = case.choices.order_by("-number").first()
        waits = newest is not None and newest.state == Choice.State.OPEN
        allowed = [] if waits else [Kind.OWNER, Kind.WRONG]
    return {kind.value: WAYS[kind] for kind in allowed}


def _asked(case: Case, now: Instant, zone: tzinfo) -> dict[str, Any]:
    """Return what the rule found and fixed, in the sentences the public page has."""
    choice = binding_choice(case)
    if choice is None:
        newest = case.choices.order_by("-number").first()
        return {"waiting": newest if newest is not None and newest.state == Choice.State.OPEN else None}
    question = from_canonical(choice.question)
    found = verdict_from(choice.verdict or {}, question)
    return {
        "choice": choice,
        "question": question,
        "found": [told(reason, now, zone) for reason in found.reasons],
        "outcome": str(found.outcome),
        "stands": question.said(found.option) if found.option else "",
        "fixed": told(follows(question, found.outcome), now, zone),
    }


def _blank(case: Case, zone: tzinfo) -> list[dict[str, str]]:
    """Return the rows of duties of an empty form: the first is what the question fixed."""
    choice = binding_choice(case)
    rows = []
    if choice is not None:
        fixed = fixed_duty(choice)
        rows.append(
            {"words": fixed.words[:500], "due": "" if fixed.due_at is None else _local(fixed.due_at, zone), "seen": ""}
        )
    return rows + [{"words": "", "due": "", "seen": ""} for _ in range(ROWS - len(rows))]


def _local(at: Instant, zone: tzinfo) -> str:
    return f"{words.moment(at, zone):%Y-%m-%dT%H:%M}"


def _given(request: HttpRequest, zone: tzinfo) -> dict[str, Any]:
    said = {name: storable(request.POST.get(name, "")) for name in ("kind", "headline", "reasons")}
    rows = [
        {
            "words": storable(request.POST.get(f"words-{at}", "")).strip(),
            "due": request.POST.get(f"due-{at}", "").strip(),
            "seen": storable(request.POST.get(f"seen-{at}", "")).strip(),
        }
        for at in range(ROWS)
    ]
    return {**said, "rows": rows, "zone": zone}


def _owed(rows: list[dict[str, str]]) -> list[Owed]:
    """Read the duties of a form; a row without words and date is none. Raises `UnfitDecision`."""
    zone = timezone.get_current_timezone()
    owed = []
    for row in rows:
        if not any(row.values()):
            continue
        if not row["words"]:
            raise UnfitDecision("Write what is to be done, or leave out what stands beside it.")
        owed.append(Owed(row["words"], instant_in(row["due"], zone) if row["due"] else None, row["seen"]))
    return owed


def instant_in(given: str, zone: tzinfo) -> Instant:
    """Read a date and hour as a form gives them; raises `UnfitDecision`."""
    try:
        when = datetime.fromisoformat(given)
        return int((when if when.tzinfo else when.replace(tzinfo=zone)).timestamp()) * SECOND
    except (ValueError, OverflowError):
        raise UnfitDecision("Write each date as year, month, day and hour: 2026-03-15T08:10.") from None


def _looked_at(case: Case, given: dict[str, Any], owed: list[Owed], now: Instant) -> dict[str, Any]:
    """Return a decision as it will stand; raises where it may not."""
    ahead = [each for each in owed if each.due_at is not None and each.due_at <= now]
    fixed = binding_choice(case)
    if ahead and (fixed is None or any(each.due_at != fixed_duty(fixed).due_at for each in ahead)):
        raise UnfitDecision(
            f"“{words.shortened(ahead[0].words, 60)}” would be due in the past. Give a date that lies ahead."
        )
    if given["kind"] not in _ways(case):
        raise UnfitDecision("It cannot be decided like this now. Choose one of the ways below.")
    headline, reasons = given["headline"].strip(), given["reasons"].strip()
    if case.life in BEFORE_THE_FLOOR and given["kind"] == Kind.WRONG:
        if not reasons:
            raise NoReason("Write your reason first: this field is still empty.")
        return {"headline": headline or WAYS[Kind.WRONG], "reasons": prose(reasons), "duties": []}
    fit = fitted(case, given["kind"], headline, reasons, owed, now)
    zone = given["zone"]
    listed = [
        {
            "words": each.words,
            "by": "from now on" if each.due_at is None else words.full(each.due_at, zone),
            "seen": each.seen_by,
        }
        for each in fit.duties
    ]
    return {"headline": fit.headline, "reasons": prose(fit.reasons), "duties": listed}


def _make(number: int, given: dict[str, Any], owed: list[Owed]) -> None:
    now = clock.now()
    if given["kind"] == Kind.WRONG and _case(number).life in BEFORE_THE_FLOOR:
        line.do(clock.now, dismiss, number, given["reasons"], now, openly=True, headline=given["headline"])
    else:
        line.do(clock.now, decide_case, number, given["kind"], given["headline"], given["reasons"], owed, now)


def _done(deed: Callable[[], object]) -> str:
    """Do it, and return nothing; or the sentence that says why it cannot be done."""
    try:
        deed()
    except UnlawfulMove:
        return "Something is still owed in this case, or it has moved on. Nothing was changed."
    except (DutySettled, NoSuchDuty, FloorOpen) as error:
        return str(error)
    return ""


def _shown(request: HttpRequest, page: dict[str, Any]) -> HttpResponse:
    page["numbered"] = list(enumerate(page["rows"]))
    return render(request, "amends/decide.html", {**around("desk"), **page}, status=400 if page["wrong"] else 200)
