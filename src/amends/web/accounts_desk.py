"""The desk's page of the accounts the owner speaks with: which there are, how another is connected, how one is left."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from amends import clock
from amends.actions import line
from amends.actions.own_accounts import IN_THE_DEMO, NoSpeaking, keep_account, refuse_demo, remove_account
from amends.connectors.door import Door
from amends.connectors.mastodon_writer import SCOPES
from amends.connectors.speaking import CannotOpen, Opened, open_account
from amends.store.models import OwnAccount
from amends.store.rows import storable
from amends.web.desk import around
from amends.web.elsewhere_words import accounts

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PATIENCE: Final = 20.0
"""Seconds that whoever pressed the button waits at most."""


@login_required
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def own_accounts(request: HttpRequest) -> HttpResponse:
    """Show the accounts, and connect another one, or one that lets nobody in anew."""
    wrong = ""
    # What was typed is kept, but for the secret.
    given = {name: storable(request.POST.get(name, ""))[:500] for name in ("network", "who", "place")}
    if request.method == "POST":
        wrong = _connected(request, given, request.POST.get("secret", "")[:2000])
        if not wrong:
            return redirect("accounts")
    page = {
        "accounts": accounts(),
        "networks": OwnAccount.Network.choices,
        "scopes": SCOPES,
        "demo": IN_THE_DEMO if settings.AMENDS_DEMO else "",
        "given": given,
        "wrong": wrong,
    }
    return render(request, "amends/accounts.html", {**around("account"), **page}, status=400 if wrong else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, account: int) -> HttpResponse:
    """Speak with an account no longer: this page says what that means, and its button does it."""
    row = OwnAccount.objects.filter(pk=account, removed_at=None).first()
    if row is None:
        raise Http404("There is no such account.")
    if request.method == "POST":
        line.do(clock.now, remove_account, row, clock.now())
        messages.success(request, f"@{row.handle} is not spoken with any longer, and what opened it is forgotten.")
        return redirect("accounts")
    return render(request, "amends/account_remove.html", {**around("account"), "account": row})


def _connected(request: HttpRequest, given: dict[str, str], secret: str) -> str:
    """Connect an account, and return nothing; or the sentence that says why that cannot be."""
    try:
        refuse_demo()
        opened = asyncio.run(asyncio.wait_for(_open(given, secret), PATIENCE))
        row = line.do(clock.now, keep_account, opened, clock.now())
    except TimeoutError:
        return f"The network did not answer within {PATIENCE:.0f} seconds. Try again in a minute."
    except (NoSpeaking, CannotOpen, OSError, line.LineFull) as error:
        return str(error)
    messages.success(request, f"You can speak as @{row.handle}. Nothing is said before you press a button.")
    return ""


async def _open(given: dict[str, str], secret: str) -> Opened:
    door = Door(near=settings.AMENDS_NEAR)
    return await open_account(
        given["network"], given["who"], secret, place=given["place"].strip(), door=door, now=clock.now
    )
