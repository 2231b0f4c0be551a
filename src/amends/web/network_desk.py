"""The desk's page of the network: who is known from before, and the lists that were brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Max
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from amends import clock
from amends.actions import line
from amends.actions.import_list import Imported, NoSuchSubject, UnreadableList, import_list
from amends.store.models import Listed, Person, Subject
from amends.web import words
from amends.web.desk import around

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from amends.core.vocabulary import Instant

LARGEST: Final = 20_000_000
"""Bytes of a list: some 400,000 addresses."""


@dataclass(frozen=True, slots=True)
class Known:
    """One subject: how many people were heard of, and its lists by name, with how many and when the last came."""

    name: str
    heard: int
    lists: list[tuple[str, int, Instant]]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def network(request: HttpRequest) -> HttpResponse:
    """Show who is known, and take a list of those who follow or subscribe."""
    told: Imported | None = None
    wrong, name, text = "", request.POST.get("name", "").strip(), request.POST.get("text", "")
    subject = request.POST.get("subject", "")
    if request.method == "POST":
        try:
            told = line.do(clock.now, import_list, subject, _named(name), _sent(request), clock.now())
            text = ""
        except (NoSuchSubject, UnreadableList) as error:
            wrong = str(error)
    page = {
        "subjects": [_known(one) for one in Subject.objects.filter(drill=False).order_by("pk")],
        "subject": subject,
        "name": name,
        "text": text,
        "told": told,
        "more_refused": told.refused_count - len(told.refused) if told is not None else 0,
        "wrong": wrong,
    }
    return render(request, "amends/network.html", {**around("network"), **page}, status=400 if wrong else 200)


def _named(name: str) -> str:
    if not name or len(name) > 100:
        raise UnreadableList("Give the list a name of up to 100 letters, such as “Letters” or “Followers”.")
    return name


def _sent(request: HttpRequest) -> str:
    """Return the list that came: the file, where there is one, else what was pasted."""
    file = request.FILES.get("file")
    if file is None:
        text: str = request.POST.get("text", "")
        if not text.strip():
            raise UnreadableList("Choose a file, or paste the list into the box: it is still empty.")
        return text
    if (file.size or 0) > LARGEST:
        raise UnreadableList(f"This file is larger than {words.grouped(LARGEST // 1_000_000)} MB. Send it in parts.")
    try:
        return str(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UnreadableList("This file is not text in UTF-8. Save it as CSV once more, in UTF-8.") from None


def _known(subject: Subject) -> Known:
    heard = Person.objects.filter(readings__subject=subject, readings__by_subject=False).distinct().count()
    lists = Listed.objects.filter(subject=subject).values("name").annotate(people=Count("pk"), last=Max("added_at"))
    return Known(subject.name, heard, [(row["name"], row["people"], row["last"]) for row in lists.order_by("name")])
