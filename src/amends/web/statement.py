"""The pages of the statement's versions: each as it was published, for as long as the case stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from amends import clock
from amends.store.models import Entry, Version
from amends.web.choice_part import fingerprint
from amends.web.statement_part import shown
from amends.web.verdict import duty_lines

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def version(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """Show one version of a public case's statement, clean, or with what it changed where that is asked for."""
    found = Version.objects.filter(case__number=number, case__public=True, number=version)
    row = found.select_related("case__subject", "entry").first()
    if row is None:
        raise Http404("There is no such version.")
    zone = timezone.get_current_timezone()
    stands = shown(row, zone, changes=request.GET.get("changes") == "1")
    page = {
        "case": row.case,
        "name": row.case.subject.name,
        "statement": stands,
        "promised": duty_lines(row.case, clock.now(), zone, row.promises.all()),
        "newer": row.case.versions.filter(number=row.number + 1).first(),
        "entry": row.entry,
        "fingerprint": fingerprint(bytes(row.entry.leaf).hex()),
        "entries": Entry.objects.filter(case=row.case).count(),
        "listed": stands.is_newest,
    }
    return render(request, "amends/statement.html", page)
