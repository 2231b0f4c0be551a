"""Countersign the logs of other sites, and show what was seen of them (c2sp.org/tlog-witness).

The one who asks is a program, so it is answered in plain text. No form key is asked for: a request is believed for the
signature of the log it brings, and whoever sends it makes no difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog
from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from amends import clock
from amends.actions.line import LineFull, do
from amends.actions.witness import NoNameYet, UnknownLog, cosigning_key, countersign, may_countersign
from amends.core.ledger.tree import Refused
from amends.core.ledger.witness import NotProven, NotSigned, SeenOther
from amends.store.models import Checkpoint, LedgerHead, Peer

if TYPE_CHECKING:
    from django.http import HttpRequest

LARGEST: Final = 65_536
"""Bytes of a request."""

TEXT: Final = "text/plain; charset=utf-8"

log = structlog.get_logger()


@csrf_exempt
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Countersign a checkpoint that continues what was seen of its log, for the sites that are known here."""
    try:
        text = _text(request)
        may_countersign(text)
        return HttpResponse(f"{do(clock.now, countersign, text, clock.now())}\n", content_type=TEXT)
    except SeenOther as refused:
        log.warning("a log was not countersigned", why=str(refused))
        return HttpResponse(f"{refused.size}\n", status=409, content_type="text/x.tlog.size")
    except (UnknownLog, NotSigned, NotProven, NoNameYet, LineFull, Refused) as refused:
        return HttpResponse(f"{refused}\n", status=_status(refused), content_type=TEXT)


def _text(request: HttpRequest) -> str:
    body: bytes = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise Refused(f"A request has at most {LARGEST:,} bytes.")
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Refused("A request is text in UTF-8.") from None


def _status(refused: Exception) -> int:
    kinds = {UnknownLog: 404, NotSigned: 403, NotProven: 422, NoNameYet: 503, LineFull: 503}
    return kinds.get(type(refused), 400)


@require_safe
def cosigner_key(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view is given its request
    """Hand out the key under which this site countersigns (c2sp.org/tlog-cosignature)."""
    try:
        return HttpResponse(f"{cosigning_key()}\n", content_type=TEXT)
    except NoNameYet as refused:
        raise Http404(str(refused)) from refused


@require_safe
def cosigned(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - as above
    """Hand out our newest checkpoint that a peer countersigned, with its signature."""
    head = LedgerHead.objects.first()
    kept = Checkpoint.objects.filter(note__startswith=f"{head.origin}\n").order_by("-size").first() if head else None
    if kept is None:
        raise Http404("Nobody has countersigned this log yet.")
    return HttpResponse(kept.note, content_type=TEXT)


@require_safe
def seen(request: HttpRequest, origin: str) -> HttpResponse:  # noqa: ARG001 - as above
    """Hand out the newest checkpoint that was seen of another log: what makes this site a memory of it."""
    peer = Peer.objects.filter(origin=origin).exclude(note="").first()
    if peer is None:
        raise Http404("Nothing was seen of this log here.")
    return HttpResponse(peer.note, content_type=TEXT)
