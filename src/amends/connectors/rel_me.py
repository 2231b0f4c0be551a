"""Which public pages say of each other that they are one person's: ``rel="me"``, asked in both directions.

One page that points to another proves nothing: anybody can point to anybody. Only what both say counts, and each page
must answer under the address that was asked, or another of the same host.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from amends.connectors.bluesky_history import KIND as BLUESKY
from amends.connectors.sign_in.identity import Directories, identity_of
from amends.connectors.sign_in.trouble import NotSignedIn
from amends.connectors.web_pages import LARGEST, Page

if TYPE_CHECKING:
    from amends.connectors.door import Door

_PATIENCE: Final = 8.0


@dataclass(frozen=True, slots=True)
class Public:
    """Where an account is found in public: the page that is its own, if it has one, and every address that names it."""

    page: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What two pages say: whether each points to the other, and in a sentence what each of them was found to say."""

    one_says: bool
    other_says: bool
    told: tuple[str, str]


async def public_of(door: Door, network: str, author: str, where: Directories) -> Public:
    """Return where an account is found; one of Bluesky speaks by the host of its handle, where that holds both ways."""
    if network == BLUESKY:
        profile = f"https://bsky.app/profile/{author}"
        try:
            handle = (await identity_of(door, author, where)).handle
        except NotSignedIn:
            handle = ""
        if not handle:
            return Public("", (profile,))
        return Public(f"https://{handle}/", (profile, f"https://bsky.app/profile/{handle}", f"https://{handle}/"))
    own = author if author.startswith(("https://", "http://")) else ""
    return Public(own, (own,) if own else ())


async def both_say(door: Door, one: Public, other: Public) -> Said:
    """Look at the pages of two accounts, and tell what they say of each other; without an answer it is nothing."""
    here, there = await _links(door, one), await _links(door, other)
    one_says = _meets(here, other, there)
    other_says = _meets(there, one, here)
    return Said(one_says, other_says, (_told(one, here, says=one_says), _told(other, there, says=other_says)))


@dataclass(frozen=True, slots=True)
class _Read:
    """What was found of a page: where it was in the end, and whom it says to be; or why nothing was."""

    address: str = ""
    me: frozenset[str] = frozenset()
    wrong: str = ""


async def _links(door: Door, whose: Public) -> _Read:
    if not whose.page:
        return _Read(wrong="It has no public page of its own that could be looked at.")
    host = urlsplit(whose.page).netloc
    try:
        answer = await door.ask(whose.page, headers={"Accept": "text/html"}, most=LARGEST, patience=_PATIENCE)
    except OSError as error:
        return _Read(wrong=f"{host} does not answer: {error}")
    if answer.status != 200:
        return _Read(wrong=f"{host} answered {answer.status}.")
    if urlsplit(answer.address).netloc != host:
        return _Read(wrong=f"{host} sends on to another host, which does not speak for it.")
    page = Page(answer.body.decode("utf-8", "replace"), answer.address)
    return _Read(answer.address, frozenset(map(_plain, page.all_led_to("me"))))


def _meets(here: _Read, other: Public, there: _Read) -> bool:
    meant = {_plain(each) for each in (*other.addresses, there.address) if each}
    return bool(here.me & meant)


def _told(whose: Public, found: _Read, *, says: bool) -> str:
    if found.wrong:
        return found.wrong
    host = urlsplit(whose.page).netloc
    return f"{host} points to the other one." if says else f"{host} was looked at, and does not point to the other one."


def _plain(address: str) -> str:
    """Write an address without what makes no other page of it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}"
