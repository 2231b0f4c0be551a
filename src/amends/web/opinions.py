"""Where a voter agrees, disagrees or passes on the floor's short messages: ten at a time, and no script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Count
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from amends import clock
from amends.actions import line
from amends.actions.form_opinion import NotTaken, form_opinion, votable, voter_of
from amends.store.models import Case, Opinion
from amends.web.errors import said, why
from amends.web.same_site import same_site

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

AT_ONCE: Final = 10
LONGEST_TOKEN: Final = 200
NONE: Final = 9


@require_safe
def opinions(request: HttpRequest, token: str) -> HttpResponse:
    """List ten messages that this voter has not answered, least answered first; then what they answered."""
    try:
        proof = voter_of(token)
    except NotTaken as error:
        return said(request, 404, gettext("This link does not lead on"), why(error))
    case = proof.choice.case
    if not case.public:
        raise Http404("There is no such page.")
    mine = dict(Opinion.objects.filter(voter=proof.voter, message__case=case).values_list("message_id", "value"))
    open_ones = votable(case).exclude(pk__in=mine).select_related("post").annotate(opinion_count=Count("opinions"))
    answered = votable(case).filter(pk__in=mine).select_related("post").order_by("number")
    closed = case.floor_closes_at is not None and clock.now() >= case.floor_closes_at
    page = {
        "case": case,
        "name": case.subject.name,
        "token": token,
        "waiting": list(open_ones.order_by("opinion_count", "number")[:AT_ONCE]),
        "left": open_ones.count(),
        "answered": [(message, mine[message.pk]) for message in answered],
        "closed": closed,
        "named": bool(proof.choice.question["rule"].get("every_group")),
    }
    return _private(render(request, "amends/opinions.html", page))


@same_site
@require_POST
def opinion(request: HttpRequest, number: int, message: int) -> HttpResponse:
    """Take one opinion, and go back to the list."""
    if not Case.objects.filter(number=number, public=True).exists():
        raise Http404("There is no such page.")
    token, value = request.POST.get("token", ""), request.POST.get("value", "")
    try:
        # What is no opinion is given on as none, for the deed to refuse in its own words.
        meant = int(value) if value in {"1", "0", "-1"} else NONE
        line.do(clock.now, form_opinion, token[:LONGEST_TOKEN], message, meant, clock.now(), case=number)
    except NotTaken as error:
        return said(request, 400, gettext("This was not kept"), why(error))
    return _private(HttpResponseRedirect(reverse("opinions", args=[token]), status=303))


def _private(response: HttpResponse) -> HttpResponse:
    """Keep a page whose address is a key out of caches and search engines."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
