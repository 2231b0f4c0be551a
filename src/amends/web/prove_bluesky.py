"""Show who one is with an account of Bluesky's network: its server tells whose it is, and nothing else is kept."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

import msgspec
from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import Http404
from django.views.decorators.http import require_GET, require_POST

from amends import clock
from amends.actions.prove import Account
from amends.connectors.sign_in import bluesky
from amends.connectors.sign_in.bluesky import Asked
from amends.connectors.sign_in.identity import Directories
from amends.core.vocabulary import SECOND
from amends.store.models import Proof
from amends.store.rows import storable
from amends.web import sign_in
from amends.web.beside import shown_beside
from amends.web.choice import public_choice
from amends.web.prove_page import Given
from amends.web.same_site import same_site
from amends.web.sign_in_clients import bluesky_client

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from amends.connectors.door import Door

NETWORK: Final = "bluesky"
LONGEST: Final = 300
"""Letters of a name that are read at all: a handle has at most 253."""


@same_site
@require_POST
async def begin(request: HttpRequest, number: int, choice: int) -> HttpResponse:
    """Take a handle, ask its server for a sign-in, and show the page that leads there."""
    row = await sync_to_async(public_choice)(number, choice)
    client = bluesky_client(request)
    if client is None:
        raise Http404("There is no such page.")
    who = storable(request.POST.get("bluesky", ""))[:LONGEST].strip()
    beside, number_beside = shown_beside(request.POST)
    marks, state = [mark[:40] for mark in request.POST.getlist("mark")[:50]], secrets.token_urlsafe(32)
    try:
        async with sign_in.asking() as door:
            where, kept = await bluesky.begin(door, client, Asked(who, state, _seconds()), _directories())
    except sign_in.SHOWN_AS_WRONG as failed:
        given = Given(marks, {"bluesky": who}, sign_in.sentence(failed), beside)
        return await sign_in.not_shown(request, row, given)
    written = msgspec.json.encode(kept).decode()
    return await sign_in.sent_on(
        request, row, marks, sign_in.Leaving(NETWORK, state, written, where, kept.place, beside=number_beside)
    )


@require_GET
async def came_back(request: HttpRequest) -> HttpResponse:
    """Take a browser that comes back from its server."""
    brought = {name: request.GET.get(name, "")[:2000] for name in ("iss", "code", "error")}

    async def whose(door: Door, kept: str) -> Account:
        under_way = msgspec.json.decode(kept, type=bluesky.UnderWay)
        did = await bluesky.finish(door, under_way, brought, _seconds())
        return Account(NETWORK, did, under_way.handle or did)

    return await sign_in.came_back(request, NETWORK, Proof.Kind.BLUESKY, whose)


def _seconds() -> int:
    # By the machine's own time, also while a story is told: it is the other server that judges it.
    return clock.real() // SECOND


def _directories() -> Directories:
    return Directories(settings.AMENDS_PLC, settings.AMENDS_NAME_SERVER)
