"""The pages that need nobody: no cookie, no script, nothing from anyone else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_safe

from amends import clock
from amends.core.case.life import LIFE_WORDS, Life
from amends.core.vocabulary import Stance
from amends.store.models import Case, Duty, Entry, Subject, Version
from amends.web import choice_part, floor_part, follow_up, grounds, history, since, statement_part, verdict_part, words
from amends.web.life_steps import life
from amends.web.unread import by_language

if TYPE_CHECKING:
    from datetime import tzinfo

    from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class StanceLine:
    """How many people took a stance."""

    stance: Stance
    people: int
    verb: str


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Tell the owner's public history, or say that the site is up and what can be done first."""
    now, zone = clock.now(), timezone.get_current_timezone()
    cases = history.page_of_cases(request.GET.get("page", ""))
    name = Subject.objects.filter(drill=False).order_by("pk").values_list("name", flat=True).first()
    page = {
        "name": name,
        "first_run": name is None,
        "shown": cases,
        "records": [(history.record_of(case, now, zone), _story(case, zone)) for case in cases],
        "summary": history.summary(now),
        "promised": Duty.objects.filter(case__public=True).exists(),
        "declared": Version.objects.filter(case__public=True).exclude(connections=[]).exists(),
    }
    return _public(request, "amends/front.html", page)


@require_safe
def case_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show one public case; a private one looks exactly like one that does not exist."""
    case = Case.objects.filter(number=number, public=True).select_related("subject").first()
    if case is None:
        raise Http404("There is no such case.")
    now, zone = clock.now(), timezone.get_current_timezone()
    scene = grounds.of_who_named_one(case, now, zone)
    held = grounds.ground_rows(scene)
    page = {
        "case": case,
        "name": case.subject.name,
        "story": _story(case, zone),
        "most": _most(held),
        "state": LIFE_WORDS[Life(case.life)],
        "stances": [StanceLine(s, scene.people[s], _does(s, scene.people[s])) for s in words.STANCE_ROWS],
        "unread": by_language(scene.unread),
        "scene": scene,
        "grounds": held,
        "life": life(case, now, zone),
        "entries": Entry.objects.filter(case=case).count(),
        **statement_part.part(case, now, zone),
        **choice_part.part(case, now, zone),
        **floor_part.part(case, now, zone),
        **verdict_part.part(case, now, zone),
        "letter": follow_up.written(case),
        **since.part(case, now),
    }
    return _public(request, "amends/case.html", page)


@require_safe
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view is given its request
    """Say that the site answers and its database can be read."""
    return HttpResponse(f"well, {Entry.objects.count()} entries\n", content_type="text/plain; charset=utf-8")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - as above
    """Ask search engines to leave the owner's pages alone."""
    private = "".join(f"Disallow: {path}\n" for path in ("/desk/", "/accounts/", "/setup/", "/live/"))
    return HttpResponse(f"User-agent: *\n{private}", content_type="text/plain; charset=utf-8")


def _does(stance: Stance, people: int) -> str:
    """Return what so many people do."""
    return {
        Stance.OBJECTS: lambda: ngettext("objects", "object", people),
        Stance.SUPPORTS: lambda: ngettext("supports", "support", people),
        Stance.QUESTIONS: lambda: ngettext("asks", "ask", people),
        Stance.NEUTRAL: lambda: ngettext("is neutral", "are neutral", people),
    }[stance]()


def _story(case: Case, zone: tzinfo) -> str:
    """Return a case in a sentence or two, from what is known and nothing else."""
    objecting = case.voices.filter(stance=Stance.OBJECTS.value).count()
    name, began = case.subject.name, words.full(case.began_at, zone)
    told = gettext("On {began}, people began to object to what {name} did.").format(began=began, name=name)
    so_far = ngettext("{people} has objected so far.", "{people} have objected so far.", objecting).format(
        people=words.people(objecting)
    )
    came_to = _came_to(case, zone)
    if case.life == Life.DISMISSED and not came_to:
        return f"{told} {gettext('{name} set the case aside, with a reason.').format(name=name)}"
    return " ".join(part for part in (told, so_far, came_to) if part)


def _came_to(case: Case, zone: tzinfo) -> str:
    """Return how far a case has come, in a sentence, or nothing."""
    name = case.subject.name
    if (decided := verdict_part.story(case, zone)) is not None:
        return decided
    if case.life == Life.ACKNOWLEDGED and case.answer_by is not None:
        by = words.full(case.answer_by, zone)
        return gettext("{name} has seen it, is reading, and answers by {by}.").format(name=name, by=by)
    if case.life == Life.NOTICED:
        return gettext("{name} has not answered yet.").format(name=name)
    return ""


def _most(held: grounds.Grounds) -> str:
    """Return what most of those who object name, where there is such a ground."""
    first = next(iter(held.rows), None)
    if first is None or first.share <= 500:
        return ""
    # In German a title keeps its capital; elsewhere it stands in the middle of a sentence.
    title = first.title if get_language() == "de" else f"{first.title[:1].lower()}{first.title[1:]}"
    return gettext("What most of them name: {ground}.").format(ground=title)


def _public(request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    return render(request, template, {"listed": True, **page})
