"""What every sign-in elsewhere shares: room for a few at a time, sentences, the page between, and the way back.

Servers are asked from the event loop, so that one that is slow keeps nobody else waiting; rows are read and written
from a thread, as everywhere.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext

from amends import clock
from amends.actions import line
from amends.actions.prove import NotProven, show_account
from amends.actions.sign_in import CameBack, Left, come_back, leave, lock
from amends.connectors.door import Door
from amends.connectors.sign_in.trouble import TROUBLES, NotSignedIn
from amends.web.errors import said, why
from amends.web.prove_answer import private, vote_address
from amends.web.prove_page import Given, prove_page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from django.http import HttpRequest, HttpResponse

    from amends.actions.prove import Account
    from amends.store.models import Choice, Proof

PATIENCE: Final = 25.0
"""Seconds in which another server has answered all that it is asked, or has not."""

AT_ONCE: Final = 12
"""Sign-ins that ask other servers at the same time: a name may lead anywhere, and to somebody who keeps us waiting."""

_under_way = 0


class Busy(Exception):
    """So many people sign in just now that one more has to wait."""


@asynccontextmanager
async def asking() -> AsyncIterator[Door]:
    """Give a door to the servers for one sign-in. Raises `Busy`, and ``TimeoutError`` after `PATIENCE`."""
    global _under_way  # noqa: PLW0603 - there is one event loop in a process, and this counts what goes on in it
    if _under_way >= AT_ONCE:
        raise Busy
    _under_way += 1
    try:
        async with asyncio.timeout(PATIENCE):
            yield Door(near=settings.AMENDS_NEAR)
    finally:
        _under_way -= 1


def sentence(failed: Exception) -> str:
    """Tell in the reader's language why nothing was shown."""
    if isinstance(failed, NotSignedIn):
        return gettext(TROUBLES[failed.trouble]).format(**failed.named)
    if isinstance(failed, Busy):
        return gettext("So many people are signing in just now that this has to wait. Try again in a minute.")
    if isinstance(failed, TimeoutError):
        return gettext("The other server took too long. Try again in a minute, or take another way.")
    return why(failed)


SHOWN_AS_WRONG: Final = (NotSignedIn, NotProven, Busy, TimeoutError)
"""What may go wrong on the way, and is said."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody who is about to leave: what their browser brings back, what is kept until then, and where they go.

    ``reads`` says that this server knows no smaller permission than one to read what the account shows.
    """

    network: str
    state: str
    kept: str
    where: str
    host: str
    reads: bool = False
    beside: int | None = None


@sync_to_async
def sent_on(request: HttpRequest, row: Choice, marks: Sequence[str], leaving: Leaving) -> HttpResponse:
    """Keep what must be known again, and show the page that leads to where somebody signs in."""
    locked = lock(leaving.kept, settings.AMENDS_DATA)
    line.do(clock.now, leave, row, Left(leaving.network, leaving.state, locked, leaving.beside), marks, clock.now())
    page = {"case": row.case, "choice": row, "name": row.case.subject.name, "leaving": leaving, "marks": marks}
    return private(render(request, "amends/sign_in.html", page))


async def came_back(
    request: HttpRequest,
    network: str,
    kind: Proof.Kind,
    whose: Callable[[Door, str], Awaitable[Account]],
) -> HttpResponse:
    """Take a browser that comes back, and lead it to a private link of its own; ``whose`` asks whose account it is."""
    back = await _found(network, request.GET.get("state", "")[:200])
    if back is None:
        return await _unknown(request)
    try:
        if not back.kept:
            raise NotProven(gettext("This sign-in was used already, or you were away too long. Begin again."))
        async with asking() as door:
            account = await whose(door, back.kept)
        return await _shown(back, kind, account)
    except SHOWN_AS_WRONG as failed:
        return await not_shown(request, back.choice, Given(back.marks, wrong=sentence(failed)))


@sync_to_async
def not_shown(request: HttpRequest, row: Choice, given: Given) -> HttpResponse:
    """Show the ways once more, with what was chosen, and what went wrong."""
    return prove_page(request, row, given)


@sync_to_async
def _found(network: str, state: str) -> CameBack | None:
    return line.do(clock.now, come_back, network, state, clock.now(), settings.AMENDS_DATA)


@sync_to_async
def _shown(back: CameBack, kind: Proof.Kind, account: Account) -> HttpResponse:
    begun = line.do(clock.now, show_account, back.choice, kind, account, clock.now(), beside=back.beside)
    return private(HttpResponseRedirect(vote_address(begun.token, back.marks), status=303))


@sync_to_async
def _unknown(request: HttpRequest) -> HttpResponse:
    words = gettext("You were away too long, or the address is not whole. Begin again.")
    return private(said(request, 400, gettext("It is not known who you are"), words))
