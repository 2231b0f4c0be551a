"""Show who one is by signing in at GitHub: without a cookie of ours, any permission of theirs, or a kept token.

OAuth 2.0 (RFC 6749, section 4.1) with the choice and the marks in the signed ``state``. The private link is made when a
browser comes back, and only for that browser: to make somebody else sign in gains nobody their vote.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from amends import clock
from amends.actions import line
from amends.actions.prove import Account, NotProven, show_account
from amends.store.models import Choice, Proof
from amends.web.beside import beside_of
from amends.web.errors import said, why
from amends.web.prove_answer import private, vote_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

SIGN_IN = "https://github.com/login/oauth/authorize"
TOKEN = "https://github.com/login/oauth/access_token"  # noqa: S105 - an address, and nobody's secret
USER = "https://api.github.com/user"
LASTS: Final = 900
"""Seconds in which somebody who left for GitHub may come back."""

PATIENCE: Final = 10
"""Seconds in which GitHub answers, or does not."""

LARGEST: Final = 100_000


class NoAnswer(Exception):
    """GitHub did not tell who somebody is; the message says why in a sentence."""


def is_offered() -> bool:
    """Tell whether the site has an app at GitHub to sign in by."""
    return bool(settings.AMENDS_GITHUB_ID and settings.AMENDS_GITHUB_SECRET)


def sign_in_address(request: HttpRequest, choice: Choice, marks: Sequence[str], beside: str = "") -> str:
    """Return where a browser goes to sign in, or nothing where that is not set up."""
    if not is_offered():
        return ""
    state = signing.dumps({"choice": choice.pk, "marks": list(marks), "beside": beside}, salt="amends.github")
    asked = {"client_id": settings.AMENDS_GITHUB_ID, "redirect_uri": _callback(request), "state": state}
    return f"{SIGN_IN}?{urlencode(asked)}"


@require_safe
def came_back(request: HttpRequest) -> HttpResponse:
    """Take a browser that comes back from GitHub, and lead it to a private link of its own."""
    if not is_offered():
        raise Http404("There is no such page.")
    try:
        state = signing.loads(request.GET.get("state", ""), salt="amends.github", max_age=LASTS)
    except signing.BadSignature:
        return _not_shown(request, gettext("You were away too long, or the address is not whole. Begin again."))
    choice = Choice.objects.select_related("case").filter(pk=state["choice"], case__public=True).first()
    if choice is None:
        raise Http404("There is no such page.")
    try:
        account = _account(request.GET.get("code", "")[:200], _callback(request))
        beside = beside_of(state["beside"])
        begun = line.do(clock.now, show_account, choice, Proof.Kind.GITHUB, account, clock.now(), beside=beside)
    except (NoAnswer, NotProven) as error:
        return _not_shown(request, why(error))
    return private(HttpResponseRedirect(vote_address(begun.token, state["marks"]), status=303))


def _account(code: str, callback: str) -> Account:
    """Ask GitHub whose code this is. Raises `NoAnswer`."""
    if not code:
        raise NoAnswer(gettext("You did not sign in at GitHub, so nothing was shown. Nothing was counted."))
    sent = {
        "client_id": settings.AMENDS_GITHUB_ID,
        "client_secret": settings.AMENDS_GITHUB_SECRET,
        "code": code,
        "redirect_uri": callback,
    }
    token = _asked(Request(TOKEN, data=urlencode(sent).encode())).get("access_token")
    if not isinstance(token, str):
        raise NoAnswer(gettext("GitHub does not know this sign-in any more. Begin again. Nothing was counted."))
    user = _asked(Request(USER, headers={"Authorization": f"Bearer {token}"}))
    if type(user.get("id")) is not int:
        raise NoAnswer(gettext("GitHub did not say who you are. Try again in a minute. Nothing was counted."))
    return Account("github", str(user["id"]), str(user.get("login", "")))


def _asked(request: Request) -> dict[str, Any]:
    request.add_header("Accept", "application/json")
    request.add_header("User-Agent", "amends")
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - both addresses are written above
            told = json.loads(answer.read(LARGEST))
    except (URLError, OSError, ValueError):
        raise NoAnswer(gettext("GitHub does not answer. Try again in a minute. Nothing was counted.")) from None
    return told if isinstance(told, dict) else {}


def _callback(request: HttpRequest) -> str:
    path = reverse("prove-github")
    return f"{settings.AMENDS_ADDRESS}{path}" if settings.AMENDS_ADDRESS else request.build_absolute_uri(path)


def _not_shown(request: HttpRequest, words: str) -> HttpResponse:
    return private(said(request, 400, gettext("It is not known who you are"), words))
