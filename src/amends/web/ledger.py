"""The ledger as anybody may read it: its pages, its signed root and its tiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from amends.actions.hand_receipt import NotSigned, bare_proof
from amends.actions.seal import read_tile
from amends.core.ledger.checkpoint import read_checkpoint
from amends.core.ledger.entry import SEALED, TYPES
from amends.core.ledger.published import Place, bundle, place_at
from amends.core.ledger.tiles import TILE_HASHES
from amends.core.ledger.tree import HASH_BYTES, Refused
from amends.store.models import Case, Entry, LedgerHead, Memory, Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest

A_PAGE: Final = 100
"""Entries on one page."""

TEXT: Final = "text/plain; charset=utf-8"
FOR_EVER: Final = "public, max-age=31536000, immutable"
"""What is named by its place in the tree never changes."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a page shows it: its place in the log, its number in its case, and what it tells."""

    seq: int
    n: int | None
    at: int
    says: str
    case: int | None


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """Show what the log of this site is, who remembers it outside, its newest entries, and how to check it."""
    head = LedgerHead.objects.first()
    page = {
        "head": head if head is not None and head.sealed else None,
        "root": _spaced(read_checkpoint(head.checkpoint).root.hex()) if head is not None and head.sealed else "",
        "memories": list(Memory.objects.order_by("-at")[:20]),
        "entries_page": _page(request, Entry.objects.all(), newest_first=True),
        "heading": gettext("The ledger"),
        "name": _owner(),
        "listed": True,
        "address": request.build_absolute_uri("/ledger/checkpoint"),
    }
    return render(request, "amends/ledger.html", page)


@require_safe
def case_ledger(request: HttpRequest, number: int) -> HttpResponse:
    """Show every entry of a public case in its order, and where to get the file that checks it."""
    case = _public_case(number)
    entries = Entry.objects.filter(case=case)
    page = {
        "case": case,
        "name": case.subject.name,
        "entries": entries.count(),
        "entries_page": _page(request, entries),
        "file": request.build_absolute_uri(f"/cases/{number}/case.json"),
        "listed": True,
    }
    return render(request, "amends/ledger_case.html", page)


@require_safe
def entry(request: HttpRequest, seq: int) -> HttpResponse:
    """Show one entry as it stands in the log: public, whatever its case is, for it says nothing that is not."""
    row = Entry.objects.filter(seq=seq).select_related("case").first()
    if row is None:
        raise Http404("There is no such entry.")
    page = {
        "line": _line(row),
        "body": row.body,
        "leaf": _spaced(bytes(row.leaf).hex()),
        "erased": '"commit"' in row.body and row.content is None,
        "heading": gettext("The ledger"),
        "name": _owner(),
    }
    return render(request, "amends/ledger_entry.html", page)


@require_safe
def proof(request: HttpRequest, seq: int) -> HttpResponse:  # noqa: ARG001 - a view is given its request
    """Prove that an entry is in the newest signed tree (c2sp.org/tlog-proof@v1)."""
    try:
        return HttpResponse(bare_proof(seq), content_type=TEXT)
    except NotSigned as refused:
        raise Http404(str(refused)) from refused


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - as above
    """Hand out the newest signed checkpoint (c2sp.org/tlog-checkpoint)."""
    return HttpResponse(_head().checkpoint, content_type=TEXT)


@require_safe
def key(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - as above
    """Hand out the log's verifier key (c2sp.org/signed-note)."""
    return HttpResponse(_head().verifier + "\n", content_type=TEXT)


@require_safe
def tile(request: HttpRequest, path: str) -> HttpResponse:  # noqa: ARG001 - as above
    """Hand out a tile of hashes, or a bundle of entries (c2sp.org/tlog-tiles), as far as the log is signed."""
    try:
        place = place_at(f"tile/{path}")
    except Refused as refused:
        raise Http404(str(refused)) from refused
    response = HttpResponse(_tile(place, _head().sealed), content_type="application/octet-stream")
    response.headers["Cache-Control"] = FOR_EVER
    return response


def _tile(place: Place, sealed: int) -> bytes:
    count = sealed if place.level is None else sealed >> (8 * place.level)
    start = place.index * TILE_HASHES
    if start + place.width > count:
        raise Http404("The signed log does not reach so far.")
    if place.level is not None:
        return read_tile(place.level, place.index)[: place.width * HASH_BYTES]
    rows = Entry.objects.filter(seq__gte=start, seq__lt=start + place.width).order_by("seq")
    return bundle([body.encode() for body in rows.values_list("body", flat=True)])


def _head() -> LedgerHead:
    head = LedgerHead.objects.first()
    if head is None or not head.checkpoint:
        raise Http404("Nothing has been signed yet.")
    return head


def _public_case(number: int) -> Case:
    case = Case.objects.filter(number=number, public=True).select_related("subject").first()
    if case is None:
        raise Http404("There is no such case.")
    return case


def _owner() -> str | None:
    return Subject.objects.filter(drill=False).order_by("pk").values_list("name", flat=True).first()


@dataclass(frozen=True, slots=True)
class _Page:
    lines: Sequence[Line]
    number: int
    before: int | None
    after: int | None


def _page(request: HttpRequest, entries: QuerySet[Entry], *, newest_first: bool = False) -> _Page:
    """Cut a page out of a list of entries; a page that is not there is the nearest one that is."""
    last = max(1, -(-entries.count() // A_PAGE))
    asked = request.GET.get("page", "1")
    number = min(max(int(asked), 1), last) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
    start = (number - 1) * A_PAGE
    rows = entries.select_related("case").order_by("-seq" if newest_first else "seq")[start : start + A_PAGE]
    before, after = (number - 1 if number > 1 else None), (number + 1 if number < last else None)
    return _Page([_line(row) for row in rows], number, before, after)


def _line(row: Entry) -> Line:
    """Tell an entry: of a case that is not public only what stands openly in the log."""
    if row.case is None or not row.case.public:
        return Line(row.seq, None, row.at, gettext(TYPES[SEALED if row.sealed else row.deed]), None)
    return Line(row.seq, row.n, row.at, gettext(TYPES[row.deed]), row.case.number)


def _spaced(digits: str) -> str:
    """Part a hash into groups of four, to be compared by eye."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
