"""Show who one is with an account on a server that speaks Mastodon's API; nothing of it is kept but whose it is."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import msgspec
from asgiref.sync import sync_to_async
from django.conf import settings
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from amends import clock
from amends.actions import line
from amends.actions.prove import Account
from amends.actions.sign_in import app_of, keep_app
from amends.connectors.sign_in import mastodon
from amends.connectors.sign_in.trouble import NotSignedIn, Trouble
from amends.store.models import Proof
from amends.store.rows import storable
from amends.web import sign_in
from amends.web.beside import shown_beside
from amends.web.choice import public_choice
from amends.web.prove_page import Given
from amends.web.same_site import same_site
from amends.web.sign_in_clients import address_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from amends.connectors.door import Door

NETWORK: Final = "mastodon"
LONGEST: Final = 400
"""Letters of a name that are read at all."""


@same_site
@require_POST
async def begin(request: HttpRequest, number: int, choice: int) -> HttpResponse:
    """Take a handle, make ourselves known to its server, and show the page that leads there."""
    row = await sync_to_async(public_choice)(number, choice)
    who = storable(request.POST.get("mastodon", ""))[:LONGEST].strip()
    beside, number_beside = shown_beside(request.POST)
    marks, state = [mark[:40] for mark in request.POST.getlist("mark")[:50]], secrets.token_urlsafe(32)
    try:
        async with sign_in.asking() as door:
            app = await _app(request, door, await mastodon.server_of(door, who))
    except sign_in.SHOWN_AS_WRONG as failed:
        given = Given(marks, {"mastodon": who}, sign_in.sentence(failed), beside)
        return await sign_in.not_shown(request, row, given)
    where, kept = mastodon.begin(app, state)
    written, reads = msgspec.json.encode(kept).decode(), app.scope == mastodon.OLDER
    leaving = sign_in.Leaving(NETWORK, state, written, where, app.place, reads, number_beside)
    return await sign_in.sent_on(request, row, marks, leaving)


@require_GET
async def came_back(request: HttpRequest, server: str) -> HttpResponse:
    """Take a browser that comes back from a server, to the address that is this server's alone."""
    brought = {name: request.GET.get(name, "")[:2000] for name in ("code", "error")}

    async def whose(door: Door, kept: str) -> Account:
        under_way = msgspec.json.decode(kept, type=mastodon.UnderWay)
        if under_way.app.place != server:
            raise NotSignedIn(Trouble.OTHER_SERVER, place=under_way.app.place)
        found = await mastodon.finish(door, under_way, brought)
        return Account(NETWORK, found.id, found.name, found.others)

    return await sign_in.came_back(request, NETWORK, Proof.Kind.MASTODON, whose)


async def _app(request: HttpRequest, door: Door, base: str) -> mastodon.App:
    """Return what a server knows us by, and make ourselves known where it does not yet. Raises `NotSignedIn`."""
    home = address_of(request)
    back = home + reverse("prove-mastodon", args=[urlsplit(base).netloc])
    if kept := await sync_to_async(app_of)(base, back, clock.now(), settings.AMENDS_DATA):
        return msgspec.json.decode(kept, type=mastodon.App)
    app = await mastodon.register(door, base, back, name=urlsplit(home).netloc, home=home)
    await sync_to_async(_keep)(app)
    return app


def _keep(app: mastodon.App) -> None:
    written = msgspec.json.encode(app).decode()
    line.do(clock.now, keep_app, app.base, app.back, written, clock.now(), settings.AMENDS_DATA)
