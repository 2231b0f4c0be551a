"""The desk's page for forgetting a person: see what is kept of them, be sure, and erase it.

Whom it is about travels in forms and never in an address, which browsers and servers write down.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from amends import clock
from amends.actions import line
from amends.actions.about_person import about_person
from amends.actions.forget_person import Known, SpeaksForOwner, forget_person, known
from amends.actions.stand_on_floor import NETWORK as FLOOR
from amends.actions.whose import EMAIL, NobodyThere
from amends.store.models import DRILL, Account
from amends.store.sqlite import overwrite_at_start, overwrite_is_due
from amends.web import words
from amends.web.desk import around
from amends.web.person_words import sentences

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST_ACCOUNTS: Final = 20
MOST_LINES: Final = 200
FORGOTTEN: Final = (
    "Forgotten. Their words, names and addresses are out of this database, and on no page. The ledger says that "
    "somebody was forgotten, and not who."
)
UNSURE: Final = "Say first that it is this person and that they asked. Nothing was erased."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest) -> HttpResponse:
    """Ask whom to forget, show what is kept of them, and erase it at the second press."""
    network, account = request.POST.get("network", ""), request.POST.get("account", "").strip().replace("\0", "")
    page: dict[str, Any] = {"network": network, "account": account, "wrong": "", "found": None}
    if request.method == "POST":
        erase = request.POST.get("press") == "erase"
        if erase and request.POST.get("sure"):
            page["wrong"] = _forgotten(request, network, account)
            if not page["wrong"]:
                return redirect("forget")
        else:
            page |= _looked(network, account)
            if erase and not page["wrong"]:
                page["wrong"] = UNSURE
    page |= {"networks": _networks(), "overwrite": overwrite_is_due(settings.AMENDS_DATA)}
    return render(request, "amends/forget.html", {**around("account"), **page}, status=400 if page["wrong"] else 200)


def _looked(network: str, account: str) -> dict[str, Any]:
    """Find what is kept of somebody, or why nobody was found."""
    if not account:
        return {"wrong": "Say who it is first: this field is still empty."}
    try:
        found = known(network, account)
    except (NobodyThere, SpeaksForOwner) as refused:
        return {"wrong": str(refused)}
    rows = Account.objects.filter(person__in=found.people).order_by("network", "name", "pk")[:MOST_ACCOUNTS]
    held = list(islice(sentences(about_person(found.people), addresses=False), MOST_LINES + 1))
    return {
        "found": found,
        "kept": _kept(found),
        "accounts": [_account(row) for row in rows],
        "held": [line.strip() for line in held[:MOST_LINES] if line.strip()],
        "more": len(held) > MOST_LINES,
    }


def _forgotten(request: HttpRequest, network: str, account: str) -> str:
    """Erase them and return nothing; or the sentence that says why nothing was erased."""
    # Before the deed: a start that has nothing to write over loses a moment, and one that has must not miss it.
    overwrite_at_start(settings.AMENDS_DATA)
    try:
        line.do(clock.now, forget_person, network, account, clock.now())
    except (NobodyThere, SpeaksForOwner) as refused:
        return str(refused)
    messages.success(request, FORGOTTEN)
    return ""


def _kept(found: Known) -> str:
    many = (
        words.count(found.accounts, "account"),
        words.count(found.posts, "post"),
        f"{words.count(found.messages, 'message')} on a floor",
        f"{words.count(found.ballots, 'ballot')} in a count",
    )
    return words.listed(list(many))


def _account(row: Account) -> tuple[str, str, str]:
    """Tell an account by its network, its name and its handle, and by its id where it has neither."""
    where = "Your floor" if row.network == FLOOR else words.network(row.network)
    handle = row.handle if row.handle != row.name else ""
    return where, row.name, handle or ("" if row.name or row.network == FLOOR else row.author)


def _networks() -> list[tuple[str, str]]:
    heard = Account.objects.exclude(network__in=(EMAIL, FLOOR, DRILL)).values_list("network", flat=True).distinct()
    named = [(one, words.network(one)) for one in sorted(heard)]
    return [
        ("", "Wherever they are known"),
        *named,
        (EMAIL, "An e-mail address they left"),
        (FLOOR, "A message on your floor"),
    ]
