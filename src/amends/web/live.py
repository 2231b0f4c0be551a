"""Open pages learn that something changed, and the reader decides when to look."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from amends import clock
from amends.actions import wake
from amends.core.case.life import ENDS
from amends.store.models import Case
from amends.web import storm, words
from amends.web.desk import chosen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from django.http import HttpRequest

PULSE = 15.0
"""Seconds of silence after which a sign of life is sent, so that proxies and readers that left are noticed."""

REST = 1.0
"""Seconds between two tellings: what changes meanwhile is told together, and a storm does not become one itself."""


@require_safe
async def live(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Stream ``changed`` to the owner's open desk, as server-sent events, until the reader leaves."""
    user = await request.auser()
    if not user.is_authenticated:
        return HttpResponse("Sign in first.", status=403, content_type="text/plain; charset=utf-8")
    answer = StreamingHttpResponse(_events(), content_type="text/event-stream; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


async def _events() -> AsyncIterator[bytes]:
    yield b"retry: 3000\n: listening\n\n"
    async with wake.subscribe(PULSE) as woken:
        async for subjects in woken:
            if subjects:
                yield f"event: changed\ndata: {words.count(len(subjects), 'subject')}\n\n".encode()
                await asyncio.sleep(REST)
            else:
                yield b": still here\n\n"


@login_required
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """Return what is new since a page was opened, as pieces that take their place in it; the page never moves."""
    cases = list(Case.objects.exclude(life__in=ENDS).select_related("subject").order_by("-noticed_at", "-number"))
    case = chosen(cases, request.GET.get("case", ""))
    if case is None:
        return render(request, "amends/news.html", {"line": ""})
    if str(case.number) != request.GET.get("case", ""):
        began = {"line": "A case was opened: people object to what you did.", "press": "Show it"}
        return render(request, "amends/news.html", {**began, "address": reverse("desk")})
    scene = storm.storm(case, clock.now(), timezone.get_current_timezone())
    fresh = case.voices.count() - _seen(request.GET.get("seen", ""))
    return render(
        request,
        "amends/news.html",
        {
            "line": f"{words.count(fresh, 'new voice')}." if fresh > 0 else "",
            "press": "Show it" if fresh == 1 else "Show them",
            "address": f"{reverse('desk')}?case={case.number}",
            "scene": scene,
            "pace": storm.pace(scene),
            "finding": storm.finding(scene),
        },
    )


def _seen(given: str) -> int:
    """Return how many voices a page already shows.

    >>> _seen("238"), _seen("-1"), _seen("²")
    (238, 0, 0)
    """
    return int(given) if given.isascii() and given.isdigit() and len(given) < 12 else 0
