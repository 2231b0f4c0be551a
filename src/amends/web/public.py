"""The pages that need nobody: no cookie, no script, nothing from anyone else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from amends import clock
from amends.core.case.life import LIFE_WORDS, Life, is_open
from amends.core.vocabulary import Instant, Stance
from amends.store.models import Case, Entry, Subject
from amends.web import choice_part, floor_part, statement_part, storm, words

if TYPE_CHECKING:
    from datetime import tzinfo

    from django.http import HttpRequest

ONWARD: Final = (Life.ACKNOWLEDGED, Life.OPEN, Life.ASKED, Life.DECIDED, Life.HONOURED, Life.CLOSED)


@dataclass(frozen=True, slots=True)
class Step:
    """One state in a case's life: ``place`` is ``done``, ``now`` or ``later``."""

    word: str
    when: str
    place: str


@dataclass(frozen=True, slots=True)
class StanceLine:
    """How many people took a stance."""

    stance: Stance
    people: int
    verb: str


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """List what is public, or say that the site is up and what can be done first."""
    zone = timezone.get_current_timezone()
    cases = Case.objects.filter(public=True).select_related("subject").order_by("-noticed_at", "-number")
    stories = [(case, _story(case, zone)) for case in cases]
    name = Subject.objects.order_by("pk").values_list("name", flat=True).first()
    return _public(request, "amends/front.html", {"stories": stories, "name": name, "first_run": name is None})


@require_safe
def case_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show one public case; a private one looks exactly like one that does not exist."""
    case = Case.objects.filter(number=number, public=True).select_related("subject").first()
    if case is None:
        raise Http404("There is no such case.")
    now, zone = clock.now(), timezone.get_current_timezone()
    scene = storm.storm(case, now, zone)
    page = {
        "case": case,
        "name": case.subject.name,
        "story": _story(case, zone),
        "most": _most(scene),
        "state": LIFE_WORDS[Life(case.life)],
        "stances": [StanceLine(s, scene.people[s], _does(s, scene.people[s])) for s in words.STANCE_ROWS],
        "scene": scene,
        "grounds": storm.ground_rows(scene),
        "life": life(case, now, zone),
        "entries": Entry.objects.filter(case=case).count(),
        **statement_part.part(case, now, zone),
        **choice_part.part(case, now, zone),
        **floor_part.part(case, now, zone),
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


def life(case: Case, now: Instant, zone: tzinfo) -> tuple[Step, ...]:
    """Return where a case stands: what it went through, where it is, what can still come."""
    path = [Life.NOTICED, *ONWARD]
    if case.life in (Life.WATCHED, Life.DISMISSED):
        path = [Life.NOTICED, Life(case.life)] if not is_open(case.life) else [Life.NOTICED, Life.WATCHED, *ONWARD]
    here = path.index(Life(case.life))
    at = {Life.NOTICED: case.noticed_at, Life.ACKNOWLEDGED: case.acknowledged_at, Life.DISMISSED: case.ended_at}
    steps = []
    for place, state in enumerate(path):
        when = at.get(state) if place <= here else None
        said = "" if when is None else words.clock_with_day(when, now, zone)
        steps.append(Step(_public_word(state), said, "now" if place == here else "done" if place < here else "later"))
    return tuple(steps)


def _public_word(state: Life) -> str:
    """Return a state as a stranger reads it: the page's owner is not “you” to them."""
    return {Life.ASKED: "Asked", Life.OPEN: "Open", Life.WATCHED: "Watched"}.get(state, LIFE_WORDS[state])


def _does(stance: Stance, people: int) -> str:
    """Return what so many people do."""
    one, many = {
        Stance.OBJECTS: ("objects", "object"),
        Stance.SUPPORTS: ("supports", "support"),
        Stance.QUESTIONS: ("asks", "ask"),
        Stance.NEUTRAL: ("is neutral", "are neutral"),
    }[stance]
    return one if people == 1 else many


def _story(case: Case, zone: tzinfo) -> str:
    """Return a case in a sentence or two, from what is known and nothing else."""
    objecting = case.voices.filter(stance=Stance.OBJECTS.value).count()
    began = words.full(case.began_at, zone)
    told = f"On {began}, people began to object to what {case.subject.name} did."
    so_far = f" {words.people(objecting)} {'has' if objecting == 1 else 'have'} objected so far."
    if case.life == Life.DISMISSED:
        return f"{told} {case.subject.name} set the case aside, with a reason."
    if case.life == Life.ACKNOWLEDGED and case.answer_by is not None:
        by = words.full(case.answer_by, zone)
        return f"{told}{so_far} {case.subject.name} has seen it, is reading, and answers by {by}."
    if case.life == Life.NOTICED:
        return f"{told}{so_far} {case.subject.name} has not answered yet."
    return told + so_far


def _most(scene: storm.Storm) -> str:
    """Return what most of those who object name, where there is such a ground."""
    first = next(iter(storm.ground_rows(scene).rows), None)
    if first is None or first.share <= 500:
        return ""
    return f"What most of them name: {first.title[:1].lower()}{first.title[1:]}."


def _public(request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    return render(request, template, {"listed": True, **page})
