"""The page of one question: what was asked, everything that decides it, and every question of its case before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from amends import clock
from amends.store.models import Choice, Entry
from amends.web import choice_part, words
from amends.web.choice_part import fingerprint

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def choice_page(request: HttpRequest, number: int, choice: int) -> HttpResponse:
    """Show one question of a public case, also a voided one, with what the ledger holds of it."""
    row = public_choice(number, choice)
    now, zone = clock.now(), timezone.get_current_timezone()
    question = row.question
    page = {
        "listed": True,
        "case": row.case,
        "name": row.case.subject.name,
        "asked": choice_part.shown(row, now, zone),
        "others": row.case.choices.exclude(pk=row.pk).order_by("number"),
        "digest": fingerprint(row.digest),
        "root": fingerprint(question["electorate"]["root"]),
        "code": question["code"],
        "opened": row.entry,
        "closed": row.closed_entry,
        "ballots": words.count(row.ballots.filter(stands=True).count(), "vote"),
        "removed": row.ballots.filter(stands=True).exclude(removed="").order_by("entry__seq"),
        "entries": Entry.objects.filter(case=row.case).count(),
    }
    return render(request, "amends/choice.html", page)


def public_choice(number: int, choice: int) -> Choice:
    """Return a question of a public case, or say that there is none: private and missing look the same."""
    found = Choice.objects.select_related("case__subject", "entry", "closed_entry")
    row = found.filter(case__number=number, case__public=True, number=choice).first()
    if row is None:
        raise Http404("There is no such question.")
    return row
