"""Where networks send what happened there: checked, kept, and answered at once; whoever listens takes it from there.

No form key and no sign-in: a delivery is believed for its signature alone, made with a secret that only its sender has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from amends import clock
from amends.actions.line import LineFull, do
from amends.actions.receive import TooManyWait, receive, receive_mention
from amends.actions.source_keys import SECRET, key_of
from amends.connectors.arrivals import CHECKS, LARGEST, NotSigned
from amends.store import strongbox
from amends.store.models import Source

if TYPE_CHECKING:
    from django.http import HttpRequest

_FORM: Final = 20_000
_TEXT: Final = "text/plain; charset=utf-8"


@csrf_exempt
@require_POST
def arrive(request: HttpRequest, source: int) -> HttpResponse:
    """Keep a delivery that is signed as its source's kind signs, and comes for the first time."""
    body: bytes = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return _said(f"A delivery has at most {LARGEST:,} bytes.", 413)
    row = Source.objects.filter(pk=source, kind__in=CHECKS).first()
    if row is None or SECRET not in row.options:
        # A source that awaits nothing looks like none.
        return _said("Nothing is awaited here.", 404)
    try:
        secret = key_of(row, SECRET, settings.AMENDS_DATA)
        signed = CHECKS[row.kind](request.headers, body, secret, clock.now())
        do(clock.now, receive, row, signed, body, clock.now())
    except NotSigned as refused:
        return _said(str(refused), 401)
    except (LineFull, TooManyWait, strongbox.DoesNotOpen):
        return _said("This could not be kept just now. Send it again later.", 503)
    return _said("Kept.", 202)


@csrf_exempt
@require_POST
def mention(request: HttpRequest) -> HttpResponse:
    """Take a mention of the web; whether it is one is looked at later, so that nobody waits for another's page."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > _FORM:
        return _said("A mention is two addresses and no more.", 413)
    source, target = request.POST.get("source", ""), request.POST.get("target", "")
    try:
        do(clock.now, receive_mention, source, target, clock.now())
    except ValueError as refused:
        return _said(str(refused), 400)
    except (LineFull, TooManyWait):
        return _said("This could not be kept just now. Send it again later.", 503)
    return _said("It will be looked at.", 202)


def _said(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=status, content_type=_TEXT)
