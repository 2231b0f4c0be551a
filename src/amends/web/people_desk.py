"""The desk's page of people with several accounts: who counts as one, by whose word, and how two are parted again.

Which two it is about travels in forms and never in an address, which browsers and servers write down.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from amends import clock
from amends.actions import line
from amends.actions.link_people import Evidence, NotLinked, link_by_owner, unlink_by_owner
from amends.connectors.door import Door
from amends.connectors.rel_me import Said, both_say, public_of
from amends.connectors.sign_in.identity import Directories
from amends.core.antennae.links import Way
from amends.core.antennae.people import person_key
from amends.store.models import DRILL, Account, Link
from amends.web import words
from amends.web.desk import around

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PATIENCE: Final = 20.0
"""Seconds that whoever pressed the button waits at most."""

WAYS: Final = {
    Way.SHOWN: "They showed both in one sitting. They are one voice and have one vote.",
    Way.REL_ME: "Each one’s public page points to the other. They are one voice and have one vote.",
    Way.OWNER: "You said so. They are one voice; each has the vote it had.",
}


class NotFound(LookupError):
    """No account of that name was heard, or several were; the message says so in a sentence."""


@dataclass(frozen=True, slots=True)
class Told:
    """One link as the page tells it."""

    link: Link
    one: str
    other: str
    how: str


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Show who counts as one person; look at two more, join them, and part others."""
    names = ("network_one", "one", "network_other", "other")
    given = {name: request.POST.get(name, "").strip().replace("\0", "")[:500] for name in names}
    page: dict[str, Any] = {**given, "wrong": "", "found": None}
    if request.method == "POST":
        try:
            if request.POST.get("press") == "part":
                return _parted(request)
            one, other = (_account(given[f"network_{which}"], given[which]) for which in ("one", "other"))
            said = _looked(one, other)
            if request.POST.get("press") == "join":
                return _joined(request, one, other, said)
            page["found"] = {"one": _named(one), "other": _named(other), "said": said, "proven": _is_proven(said)}
        except (NotFound, NotLinked) as refused:
            page["wrong"] = str(refused)
    page |= {"links": _links(), "networks": _networks()}
    return render(request, "amends/people.html", {**around("account"), **page}, status=400 if page["wrong"] else 200)


def _parted(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("link", "")
    line.do(clock.now, unlink_by_owner, int(number) if number.isascii() and number.isdigit() else 0, clock.now())
    messages.success(request, "They are two again. What was left out of an open vote because of it counts again.")
    return redirect("people")


def _joined(request: HttpRequest, one: Account, other: Account, said: Said) -> HttpResponse:
    way = Way.REL_ME if _is_proven(said) else Way.OWNER
    evidence = Evidence(way, one_says=said.one_says, other_says=said.other_says, confirmed=True)
    line.do(clock.now, link_by_owner, _key(one), _key(other), evidence, clock.now())
    votes = "They have one vote." if _is_proven(said) else "Each keeps the vote it had."
    messages.success(request, f"They count as one voice from now on. {votes}")
    return redirect("people")


def _looked(one: Account, other: Account) -> Said:
    """Look at the public pages of both."""
    if one == other:
        raise NotLinked("Both are the same account. Name two.")
    door, where = Door(near=settings.AMENDS_NEAR), Directories(settings.AMENDS_PLC, settings.AMENDS_NAME_SERVER)

    async def look() -> Said:
        places = [await public_of(door, each.network, each.author, where) for each in (one, other)]
        return await both_say(door, *places)

    try:
        return asyncio.run(asyncio.wait_for(look(), PATIENCE))
    except TimeoutError:
        slow = "The pages did not answer in good time."
        return Said(one_says=False, other_says=False, told=(slow, slow))


def _is_proven(said: Said) -> bool:
    return said.one_says and said.other_says


def _account(network: str, name: str) -> Account:
    """Find an account by its id, or by its handle where one alone has it."""
    rows = Account.objects.filter(network=network)
    found = rows.filter(author=name).first()
    if found is None:
        named = list(rows.filter(handle__iexact=name.removeprefix("@"))[:2]) if name else []
        if len(named) != 1:
            raise NotFound(f"{'Several are' if named else 'Nobody is'} known on {words.network(network)} as “{name}”.")
        found = named[0]
    return found


def _key(account: Account) -> str:
    return person_key(account.network, account.author)


def _named(account: Account) -> str:
    return f"{account.name or account.handle or account.author}, {words.network(account.network)}"


def _links() -> list[Told]:
    rows = list(Link.objects.filter(undone_at=None).order_by("-at", "-pk"))
    authors = {key.partition(":")[2] for row in rows for key in (row.one, row.other)}
    known = {_key(account): _named(account) for account in Account.objects.filter(author__in=authors)}

    def named(key: str) -> str:
        return known.get(key) or ("An e-mail address" if key.startswith("email:") else key)

    return [Told(row, named(row.one), named(row.other), WAYS[Way(row.way)]) for row in rows]


def _networks() -> list[tuple[str, str]]:
    heard = Account.objects.exclude(network__in=("floor", DRILL)).values_list("network", flat=True).distinct()
    return [(one, words.network(one)) for one in sorted(heard)]
