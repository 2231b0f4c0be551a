"""From a choice to a private link: how somebody shows who they are, in one step, without a cookie or a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from amends import clock
from amends.actions import line
from amends.actions.prove import NotProven, begin, show_passkey
from amends.core.choice.question import from_canonical
from amends.store.models import Proof
from amends.web import passkeys
from amends.web.beside import shown_beside
from amends.web.choice import public_choice
from amends.web.choice_marks import NoMarks, marks_of
from amends.web.errors import why
from amends.web.prove_answer import private, vote_address
from amends.web.prove_page import Given, prove_page
from amends.web.same_site import same_site

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONGEST = 254
"""Letters of an e-mail address that are read at all (RFC 5321, section 4.5.3.1.3, less its brackets)."""


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def ways(request: HttpRequest, number: int, choice: int) -> HttpResponse:
    """Show the ways to show who one is; taking one gives a private link, and leads to it."""
    row = public_choice(number, choice)
    now = clock.now()
    wrong, marks = "", []
    given = request.POST if request.method == "POST" else request.GET
    beside, number_beside = shown_beside(given)
    try:
        marks = marks_of(from_canonical(row.question), given)
        if way := request.POST.get("way", ""):
            address = request.POST.get("address", "")[:LONGEST]
            if way == Proof.Kind.PASSKEY:
                touched = passkeys.used(request, request.POST.dict(), now)
                begun = line.do(clock.now, show_passkey, row, touched, now)
                return private(HttpResponseRedirect(vote_address(begun.token, marks), status=303))
            # Who begins is answered alike whether an address is on a list or not: nothing here can tell them apart.
            language = get_language() or "en"
            begun = line.do(clock.now, begin, row, way, now, address=address, language=language, beside=number_beside)
            return private(HttpResponseRedirect(vote_address(begun.token, marks), status=303))
    except (NoMarks, NotProven) as error:
        wrong = why(error)
    fields = {"address": request.POST.get("address", "")[:LONGEST]}
    return prove_page(request, row, Given(marks, fields, wrong, beside))


WAYS = {
    Proof.Kind.EMAIL: lambda: gettext("by a code sent to your address"),
    Proof.Kind.PHRASE: lambda: gettext("by the words you posted"),
    Proof.Kind.GITHUB: lambda: gettext("by signing in at GitHub"),
    Proof.Kind.BLUESKY: lambda: gettext("by signing in with Bluesky"),
    Proof.Kind.MASTODON: lambda: gettext("by signing in with Mastodon"),
    Proof.Kind.PASSKEY: lambda: gettext("by a passkey"),
    Proof.Kind.NOTHING: lambda: gettext("by nothing"),
}
"""How somebody showed who they are, in words."""
