"""Where a message's links lead: a page with one button, for whoever holds the link; no sign-in, no cookie.

Mail is looked through by machines that follow every link, so that looking does nothing: only the button does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from amends import clock
from amends.actions import line
from amends.actions.heed import DeadLink, seen, snooze, told_by
from amends.web import words
from amends.web.errors import said
from amends.web.same_site import same_site

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: HttpRequest, token: str) -> HttpResponse:
    """Say that it was seen: nobody else is called then, and nothing is told again until there is something new."""
    return _page(request, token, later=False)


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def told_later(request: HttpRequest, token: str) -> HttpResponse:
    """Ask to be reminded in an hour."""
    return _page(request, token, later=True)


def _page(request: HttpRequest, token: str, *, later: bool) -> HttpResponse:
    now, zone = clock.now(), timezone.get_current_timezone()
    try:
        if request.method == "POST":
            row = line.do(clock.now, snooze if later else seen, token, now)
            _, revision = told_by(token, now)
        else:
            row, revision = told_by(token, now)
    except DeadLink as error:
        return said(request, 410, "This link does nothing", str(error))
    shown = {
        "token": token,
        "later": later,
        "done": request.method == "POST",
        "seen_before": row.seen_revision >= revision,
        "over": row.closed_at is not None,
        "newer": row.revision > revision and row.seen_revision < row.revision,
        "until": words.clock_with_day(row.snoozed_until, now, zone) if row.snoozed_until > now else "",
    }
    return render(request, "amends/told.html", shown)
