"""The desk's page of peers: which sites remember this ledger, how another is named, and how one parts from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from amends import clock
from amends.actions import line
from amends.actions.witness import NoSuchPeer, add_peer, peer_address, remove_peer
from amends.core.ledger.tree import Refused
from amends.store.models import LedgerHead, Memory, Peer
from amends.web import words
from amends.web.desk import around
from amends.web.feeds import absolute

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class Told:
    """One peer: what it has countersigned of this ledger, where it has, and what was countersigned of its."""

    peer: Peer
    memory: Memory | None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def peers(request: HttpRequest) -> HttpResponse:
    """Show who remembers this ledger, and name another site."""
    wrong, address, key = "", request.POST.get("address", "").strip(), request.POST.get("key", "").strip()
    if request.method == "POST":
        wrong = _named(request, address, key)
        if not wrong:
            return redirect("peers")
    told = _told()
    page = {
        "peers": told,
        "heading": _heading(sum(one.memory is not None for one in told)),
        "head": LedgerHead.objects.exclude(verifier="").first(),
        "ours": absolute(request, "/").rstrip("/"),
        "wrong": wrong,
        "address": address,
        "key": key,
    }
    return render(request, "amends/peers.html", {**around("account"), **page}, status=400 if wrong else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, peer: int) -> HttpResponse:
    """Part from a peer: this page says what that means, and its button does it."""
    row = Peer.objects.filter(pk=peer, left_at=None).first()
    if row is None:
        raise Http404("There is no such peer.")
    if request.method == "POST":
        try:
            line.do(clock.now, remove_peer, row.origin, clock.now())
        except NoSuchPeer as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"{row.origin} is asked no longer. That is written down.")
        return redirect("peers")
    others = Memory.objects.filter(kind=Memory.Kind.PEER).exclude(where=row.origin)
    stay = others.filter(where__in=Peer.objects.filter(left_at=None).values("origin"))
    return render(request, "amends/peer_remove.html", {**around("account"), "peer": row, "last": not stay.exists()})


def _named(request: HttpRequest, address: str, key: str) -> str:
    """Name a peer, and return nothing; or the sentence that says why it cannot be one."""
    if not address or not key:
        return "Give the address of the site and its key: one of these fields is still empty."
    try:
        peer = line.do(clock.now, add_peer, key, peer_address(address), clock.now())
    except Refused as refused:
        return str(refused)
    messages.success(request, f"{peer.origin} is asked from here on, and its ledger is countersigned here.")
    return ""


def _told() -> list[Told]:
    memories = {one.where: one for one in Memory.objects.filter(kind=Memory.Kind.PEER)}
    here = Peer.objects.filter(left_at=None).order_by("origin")
    return [Told(peer, memories.get(peer.origin)) for peer in here]


def _heading(many: int) -> str:
    """Say how many sites remember the ledger.

    >>> _heading(0), _heading(1), _heading(2)
    ('No other site remembers your ledger yet', 'One other site remembers your ledger', 'Two other sites remember it')
    """
    if not many:
        return "No other site remembers your ledger yet"
    return "One other site remembers your ledger" if many == 1 else f"{words.spelled(many)} other sites remember it"
