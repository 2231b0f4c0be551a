"""Each public case as one file that anybody can check."""

from __future__ import annotations

import gzip
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import rfc8785
from django.http import Http404, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from amends.actions.case_life import NoSuchCase
from amends.actions.export_case import NothingSigned, NotPublic, export_case
from amends.core.ledger.checkpoint import read_checkpoint
from amends.store.models import Entry, LedgerHead
from amends.web.errors import said, why

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
def case_json(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out a public case as one file that anybody can check; a private one looks like none."""
    try:
        kept = _files.get(number)
    except (NoSuchCase, NotPublic) as refused:
        raise Http404("There is no such case.") from refused
    except NothingSigned as refused:
        return said(request, 503, gettext("There is nothing to check yet"), why(refused))
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(kept.packed if packed else kept.data, content_type="application/json")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ("Accept-Encoding",))
    response.headers["Content-Disposition"] = f'attachment; filename="case-{number}.json"'
    return response


@dataclass(frozen=True, slots=True)
class _File:
    checkpoint: str
    data: bytes
    packed: bytes
    withdrawn: int
    made_at: float
    cost: float


class _Files:
    """The newest file of a few cases: it is made again when the log has grown, but never for most of the time.

    A large case takes seconds to write. So while a crowd asks, a file is handed out for ten times as long as it took;
    it is whole and signed, and only that much behind. Words that were taken back or hidden since are not handed out.
    """

    MOST = 4
    REST = 10.0

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[int, _File] = {}

    def get(self, number: int) -> _File:
        """Return the file of a case; raises as `export_case` does."""
        kept = self._usable(number)
        if kept is not None:
            return kept
        with self._lock:
            return self._usable(number) or self._made(number)

    def _usable(self, number: int) -> _File | None:
        kept = self._kept.get(number)
        if kept is None:
            return None
        head = LedgerHead.objects.first()
        same_log = head is not None and read_checkpoint(kept.checkpoint).origin == head.origin
        fresh = time.monotonic() - kept.made_at < kept.cost * self.REST
        if head is None or not (kept.checkpoint == head.checkpoint or (same_log and fresh)):
            return None
        return kept if kept.withdrawn == _withdrawn(number) else None

    def _made(self, number: int) -> _File:
        began, withdrawn = time.monotonic(), _withdrawn(number)
        document = export_case(number)
        data = rfc8785.dumps(document)
        packed = gzip.compress(data, 6, mtime=0)
        ended = time.monotonic()
        made = _File(document["checkpoint"], data, packed, withdrawn, ended, ended - began)
        self._kept.pop(number, None)
        self._kept[number] = made
        while len(self._kept) > self.MOST:
            self._kept.pop(next(iter(self._kept)))
        return made


def _withdrawn(number: int) -> int:
    """Count what was hidden or erased in a case: with one more, a file from before says too much."""
    return Entry.objects.filter(case__number=number, deed__in=("voice.hidden", "voice.erased")).count()


_files = _Files()
