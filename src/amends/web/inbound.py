"""Where networks send what happened there: checked, kept, and answered at once; whoever listens takes it from there.

No form key and no sign-in: a delivery is believed for its signature alone, made with a secret that only its sender has.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from amends import clock
from amends.actions.line import LineFull, do
from amends.actions.receive import TooManyWait, receive, receive_mention
from amends.actions.source_keys import SECRET, key_of
from amends.actions.subscribe import confirm, denied, secret_of
from amends.connectors.arrivals import CHECKS, LARGEST, NotSigned, Signed
from amends.connectors.feed_documents import LARGEST as FEED
from amends.connectors.websub import is_signed
from amends.store import strongbox
from amends.store.models import Source
from amends.store.rows import storable

if TYPE_CHECKING:
    from django.http import HttpRequest

_FORM: Final = 20_000
_CHALLENGE: Final = 1_000
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


@csrf_exempt
@require_http_methods(["GET", "POST"])
def hub(request: HttpRequest, token: str) -> HttpResponse:
    """Answer the hub of a feed: whether it was meant, and thanks for what it tells.

    A delivery with a wrong signature is thanked for too and thrown away, as WebSub has it: who tries learns nothing.
    """
    if request.method == "GET":
        return _intent(request, token)
    body: bytes = request.read(FEED + 1)
    if len(body) > FEED:
        return _said(f"A feed has at most {FEED:,} bytes.", 413)
    try:
        found = secret_of(token, settings.AMENDS_DATA)
        if found is None:
            # Gone, so that a hub which still tells stops doing so.
            return _said("Nothing is awaited here any more.", 410)
        source, secret = found
        if is_signed(request.headers.get("X-Hub-Signature", ""), body, secret):
            told = Signed(sha256(body).hexdigest(), "feed")
            do(clock.now, receive, source, told, body, clock.now())
    except NotSigned:
        pass  # it has come before
    except (LineFull, TooManyWait, strongbox.DoesNotOpen):
        return _said("This could not be kept just now. Send it again later.", 503)
    return _said("Thank you.", 202)


def _intent(request: HttpRequest, token: str) -> HttpResponse:
    mode, topic, challenge = (request.GET.get(f"hub.{name}", "") for name in ("mode", "topic", "challenge"))
    if mode == "denied":
        do(clock.now, denied, token, topic, storable(request.GET.get("hub.reason", ""))[:200], clock.now())
        return _said("It is noted.", 200)
    meant = mode == "subscribe" and len(challenge) <= _CHALLENGE
    if meant and do(clock.now, confirm, token, topic, request.GET.get("hub.lease_seconds", ""), clock.now()):
        return HttpResponse(challenge, content_type=_TEXT)
    return _said("This was not asked for.", 404)


def _said(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=status, content_type=_TEXT)
