"""The desk's pages of the statement: write it, have it checked, read it once more, publish it.

What is written is kept whenever something is pressed, and stays in the box whatever goes wrong. Publishing takes two
presses: the first shows how it will stand, the second does it, with the words that were shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from amends import clock
from amends.actions import line
from amends.actions.publish_statement import UnfitStatement, fitted, publish_statement
from amends.actions.save_draft import DraftTooLong, save_draft
from amends.actions.tell_links import elsewhere, tell_the_pages
from amends.core.case.life import Life, UnlawfulMove
from amends.core.statement.versions import NothingToPublish, Version
from amends.store.models import Case, Draft, Speech
from amends.store.statement_rows import connections
from amends.web import candour_view, words
from amends.web.desk import around
from amends.web.prose import prose
from amends.web.statement_draft import FLOORS, KINDS, Form, given, kept
from amends.web.statement_part import signature, summary, tie_lines
from amends.web.statement_words import changed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

BEFORE: Final = (Life.NOTICED, Life.WATCHED)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, number: int) -> HttpResponse:
    """Write a statement or correct it; whatever is pressed keeps the draft."""
    case = _case(number)
    if request.method != "POST":
        return _editor(request, case, kept(case, request.session.get(_beside(case), {})))
    form = given(request.POST, case)
    wrong = _kept(request, case, form)
    if not wrong and request.POST.get("press") == "later":
        messages.success(request, "Your draft is kept. Nobody else sees it.")
        return redirect("desk")
    return _editor(request, case, form, wrong)


@login_required
@require_POST
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Keep the draft and say what the check stops at, as a piece of the editor's page."""
    case = _case(number)
    form = given(request.POST, case)
    if wrong := _kept(request, case, form):
        return render(request, "amends/statement_checked.html", {"wrong": wrong}, status=400)
    return render(request, "amends/statement_checked.html", _checked(case, form) | _saved(case))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, number: int) -> HttpResponse:  # noqa: PLR0911 - each way back to the page it belongs to
    """Show how a version will stand, and publish it at the second press."""
    case = _case(number)
    if request.method != "POST":
        return redirect("write", number)
    form, press = given(request.POST, case), request.POST.get("press")
    if press == "do" and _stands(case, form):
        return _say_elsewhere(case)
    wrong = _kept(request, case, form)
    if wrong or press == "edit":
        return _editor(request, case, form, wrong)
    try:
        version = fitted(case, form.words, form.ties, clock.now(), title=form.title, note=form.note)
        if press != "do":
            return _read_once_more(request, case, form, version)
        line.do(clock.now, _publish, number, form, tells=_tells(request))
    except (NothingToPublish, UnfitStatement, line.LineFull) as error:
        return _editor(request, case, form, str(error))
    except UnlawfulMove:
        return _editor(request, case, form, "A statement cannot be published here now. Your words are kept as a draft.")
    request.session.pop(_beside(case), None)
    messages.success(request, f"Published, and written down. Version {version.number} stands for everybody.")
    return _say_elsewhere(case)


def _say_elsewhere(case: Case) -> HttpResponse:
    """Go on to where the newest version is made ready for other networks."""
    newest = case.versions.order_by("-number").values_list("number", flat=True).first()
    return redirect("say-elsewhere", case.number, Speech.Kind.VERSION, newest)


def _own_host() -> str:
    return str(settings.AMENDS_ORIGIN).partition("/")[0]


def _tells(request: HttpRequest) -> bool | None:
    """Return whether the pages that are linked to are told from now on; nothing where that was not asked."""
    return request.POST.get("tell") == "yes" if request.POST.get("links") else None


def _publish(number: int, form: Form, *, tells: bool | None) -> None:
    if tells is not None:
        tell_the_pages(number, wanted=tells)
    publish_statement(
        number,
        form.words,
        form.ties,
        clock.now(),
        title=form.title,
        note=form.note,
        floor_for=form.floor_for,
    )


def _case(number: int) -> Case:
    case = Case.objects.select_related("subject").filter(number=number).first()
    if case is None:
        raise Http404("There is no such case.")
    return case


def _beside(case: Case) -> str:
    return f"statement-{case.number}"


def _kept(request: HttpRequest, case: Case, form: Form) -> str:
    """Keep the draft and return nothing, or the sentence that says why it was not kept."""
    if request.session.get(_beside(case)) != form.beside():
        request.session[_beside(case)] = form.beside()
    try:
        line.do(clock.now, save_draft, case.number, form.words, form.ties, clock.now())
    except (DraftTooLong, line.LineFull) as error:
        return str(error)
    return ""


def _stands(case: Case, form: Form) -> bool:
    """Tell whether what is to be published was published just before: a second press does it once."""
    newest = case.versions.order_by("-number").first()
    said = None if newest is None else (newest.words, newest.connections)
    return said == (form.words, [tie.record() for tie in form.ties])


def _checked(case: Case, form: Form) -> dict[str, Any]:
    return {"case": case, "look": candour_view.look(case, form, clock.now(), timezone.get_current_timezone())}


def _saved(case: Case) -> dict[str, Any]:
    return {"draft": Draft.objects.filter(case=case).first()}


def _editor(request: HttpRequest, case: Case, form: Form, wrong: str = "") -> HttpResponse:
    page = {
        "case": case,
        "form": form,
        "wrong": wrong,
        "rows": list(enumerate(form.rows())),
        "kinds": KINDS.items(),
        "floors": FLOORS,
        "newest": case.versions.order_by("-number").first(),
        "too_early": case.life in BEFORE,
        "ended": case.life in (Life.CLOSED, Life.DISMISSED),
        **_saved(case),
        **({} if wrong else _checked(case, form)),
    }
    return render(request, "amends/statement_edit.html", {**around("desk"), **page}, status=400 if wrong else 200)


def _read_once_more(request: HttpRequest, case: Case, form: Form, version: Version) -> HttpResponse:
    """Show a version as it will stand; nothing is published by this."""
    before = case.versions.order_by("-number").first()
    now, zone = clock.now(), timezone.get_current_timezone()
    page: dict[str, Any] = {
        "case": case,
        "form": form,
        "sent": form.sent(),
        "number": version.number,
        "words": prose(version.words) if before is None else changed(before.words, version.words),
        "summary": "" if before is None else summary(before.words, version.words),
        "signed": signature(version.words, case.subject.name),
        "ties": list(tie_lines(None if before is None else connections(before.connections), version.connections)),
        "note": version.note,
        "floor_closes": words.full(now + form.floor_for, zone),
        "links": len(elsewhere(version.words, _own_host()))
        if settings.AMENDS_ADDRESS and not settings.AMENDS_DEMO
        else 0,
        "weighing": candour_view.look(case, form, now, zone).weighing,
    }
    return render(request, "amends/statement_look.html", {**around("desk"), **page})
