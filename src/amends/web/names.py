"""What a name travels with: in public every name that a case declared, over its whole history; on the desk any name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from amends import clock
from amends.core.case.association import LEAST_NAMING
from amends.core.case.naming import LONGEST, plain
from amends.core.vocabulary import WEEK
from amends.store.models import Case, Subject
from amends.store.rows import storable
from amends.web import words
from amends.web.deed_marks import begun_and_decided, done
from amends.web.desk import around
from amends.web.travel_words import one_in, shown
from amends.web.travelling import Crowd, between, first_declared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from django.http import HttpRequest, HttpResponse

    from amends.core.vocabulary import Instant
    from amends.web.deed_marks import Done
    from amends.web.travel_words import Travelled
    from amends.web.travelling import Travels

LATELY: Final = 4 * WEEK
"""Where there was no case yet, the last weeks are held beside those before."""


@dataclass(frozen=True, slots=True)
class History:
    """A subject's names, those that tell and those that do not, and what was done meanwhile."""

    subject: str
    names: tuple[Travelled, ...]
    silent: str
    deeds: tuple[Done, ...]


@require_safe
def names(request: HttpRequest) -> HttpResponse:
    """Show how every name that a public case declared a connection with has travelled with its subject's."""
    now, zone = clock.now(), timezone.get_current_timezone()
    subjects = Subject.objects.filter(drill=False, cases__public=True).distinct().order_by("pk")
    histories = [one for subject in subjects if (one := _history(subject, now, zone)) is not None]
    name = Subject.objects.filter(drill=False).order_by("pk").values_list("name", flat=True).first()
    page = {"listed": True, "histories": histories, "name": name, "heading": "names"}
    return render(request, "amends/names.html", page)


def _history(subject: Subject, now: Instant, zone: tzinfo) -> History | None:
    declared = first_declared(subject)
    cases = list(Case.objects.filter(subject=subject, public=True).order_by("began_at", "number"))
    deeds = done(cases[0], zone) if len(cases) == 1 else begun_and_decided(cases, zone)
    crowds = {
        case.pk: Crowd(subject, between(subject, case.began_at, now))
        for case in {case.pk: case for case in declared.values()}.values()
    }
    found, silent = [], []
    for name, case in declared.items():
        drawn = shown(crowds[case.pk].travels(name), subject.name, deeds, zone, history=True)
        if drawn is None:
            silent.append(name)
        else:
            found.append(drawn)
    return History(subject.name, tuple(found), words.listed(silent), tuple(deeds)) if declared else None


@login_required
@require_safe
def ask_name(request: HttpRequest) -> HttpResponse:
    """Tell the owner how strongly any name travels with a subject's, since a case began or lately."""
    now, zone = clock.now(), timezone.get_current_timezone()
    sinces = list(_sinces(now, zone))
    chosen = request.GET.get("since", "")
    asked = plain(storable(request.GET.get("name", "")))
    since = next((one for one in sinces if one["value"] == chosen), sinces[0] if sinces else None)
    page: dict[str, Any] = {
        "asked": asked,
        "longest": LONGEST,
        "sinces": sinces,
        "chosen": since["value"] if since else "",
        "wrong": "Write a name first, with a letter or a digit in it." if "name" in request.GET and not asked else "",
    }
    if asked and since is not None:
        subject, case = since["subject"], since["case"]
        travels = Crowd(subject, between(subject, since["began"], now)).travels(asked)
        deeds = [] if case is None else done(case, zone)
        page |= {
            "one": shown(travels, subject.name, deeds, zone, history=True),
            "nothing": _says_nothing(travels),
        }
    return render(request, "amends/ask_name.html", {**around("desk"), **page}, status=400 if page["wrong"] else 200)


def _sinces(now: Instant, zone: tzinfo) -> Iterator[dict[str, Any]]:
    """Return from when on a name can be asked for: each case, newest first, and the last four weeks."""
    for case in Case.objects.filter(subject__drill=False).select_related("subject").order_by("-began_at", "-number"):
        yield {
            "value": str(case.number),
            "says": f"Since case {case.number} began, {words.date(case.began_at, zone)}",
            "subject": case.subject,
            "case": case,
            "began": case.began_at,
        }
    for subject in Subject.objects.filter(drill=False).order_by("pk"):
        yield {
            "value": f"lately-{subject.pk}",
            "says": f"The last four weeks of {subject.name}",
            "subject": subject,
            "case": None,
            "began": now - LATELY,
        }


def _says_nothing(travels: Travels) -> str:
    """Say why nothing can be told of a name, and what was heard; nothing where it can."""
    told, name = travels.association, travels.name
    if travels.told is not None:
        return ""
    if told is not None and not travels.named_before:
        return (
            f"One in {one_in(told.since)} people named {name}. Nobody did before, and too few were heard then to tell."
        )
    if told is not None:
        now, before = one_in(told.since), one_in(told.before)
        return f"{name} was named about as often as before: one in {now} people, and one in {before}."
    if travels.naming >= LEAST_NAMING:
        return "Nobody was heard in the weeks before, so there is nothing to compare with."
    if not travels.naming:
        return f"Nobody named {name} since."
    return f"{words.people(travels.naming)} named {name} since. Fewer than {LEAST_NAMING} say nothing."
