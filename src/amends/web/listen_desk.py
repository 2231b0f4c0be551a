"""The desk's page of sources: how each is, what it missed, how another is listened to, and how one is left."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from amends import clock
from amends.actions import line
from amends.actions.first_contact import listen_to
from amends.actions.remove_source import remove_source
from amends.connectors.metered import METERED
from amends.connectors.recognised import NotRecognised, recognised
from amends.core.vocabulary import DAY
from amends.store.models import Source
from amends.store.rows import storable
from amends.web.desk import around
from amends.web.hearing import hearing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

DAYS: Final = 60
"""How far back it is asked what was said."""

PATIENCE: Final = 15.0
"""Seconds that whoever pressed the button waits at most."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sources(request: HttpRequest) -> HttpResponse:
    """Show every source, how it is, what it missed; and listen to another one."""
    who, wrong = storable(request.POST.get("who", "")).strip()[:500], ""
    if request.method == "POST":
        wrong = _listen(request, who)
        if not wrong:
            return redirect("sources")
    told = hearing(clock.now(), timezone.get_current_timezone())
    page = {"hearing": told, "who": who, "wrong": wrong, "days": DAYS, "metered": METERED.items()}
    return render(request, "amends/sources.html", {**around("sources"), **page}, status=400 if wrong else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, source: int) -> HttpResponse:
    """Leave a source: this page says what that means, and its button does it."""
    row = Source.objects.filter(pk=source).first()
    if row is None:
        raise Http404("There is no such source.")
    if request.method == "POST":
        line.do(clock.now, remove_source, row, clock.now())
        messages.success(request, f"{row.name} is listened to no longer. What it brought stays.")
        return redirect("sources")
    return render(request, "amends/source_remove.html", {**around("sources"), "source": row})


def _listen(request: HttpRequest, who: str) -> str:
    """Listen to whom a name means, and return nothing; or the sentence that says why that cannot be."""
    if not who:
        return "Write a handle or an address first: this field is still empty."
    try:
        contact = asyncio.run(asyncio.wait_for(recognised(settings.AMENDS_NEAR, who, clock.now), PATIENCE))
    except TimeoutError:
        return f"The network did not answer within {PATIENCE:.0f} seconds. Try again in a minute."
    except (NotRecognised, OSError) as error:
        return str(error)
    now = clock.now()
    known = Source.objects.filter(kind=contact.kind, address=contact.address).exists()
    source = line.do(clock.now, listen_to, contact, now, history_from=now - DAYS * DAY)
    already = "was listened to already" if known else "is listened to from now on"
    fetched = f"What was said in the last {DAYS} days is being fetched; it is history and never rings."
    messages.success(request, f"{source.name} {already}. {fetched}")
    if contact.unheard:
        messages.info(request, "What cannot be heard this way: " + " ".join(contact.unheard))
    return ""
