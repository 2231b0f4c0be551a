"""Asking a server that speaks Mastodon's API: Mastodon itself, Pleroma, Akkoma, GoToSocial."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode, urlsplit

from amends.connectors.answered import accepted
from amends.connectors.door import NoAnswer
from amends.connectors.found import Found, Whose
from amends.connectors.json_values import child, first_word, items_of, word
from amends.connectors.mastodon import account_key

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from amends.connectors.door import Answer, Door
    from amends.core.vocabulary import Instant

KIND: Final = "mastodon"
TO_DO: Final = "Sign in there once more, and let amends read again."
PAGE: Final = 40
"""Things asked for at once: what every one of these servers allows."""

_HANDLE: Final = re.compile(r"@([\w.-]{1,64})@([^@\s/?#]+[.:][^@\s/?#]+)", re.ASCII)
_PROFILE: Final = re.compile(r"(https?)://([^/\s]+)/(?:@|users/)([\w.-]{1,64})/?", re.ASCII)


def source_for(text: str) -> Found | None:
    """Tell which source a handle (``@anna@example.social``) or the address of a profile means, or nothing.

    >>> source_for("@anna@example.social").address
    'https://example.social/@anna'
    """
    text = text.strip()
    if found := _PROFILE.fullmatch(text):
        scheme, host, name = found.groups()
    elif found := _HANDLE.fullmatch(text):
        name, host = found.groups()
        scheme = "http" if ":" in host else "https"
    else:
        return None
    handle = f"{name}@{host.lower()}"
    deaf = "Without a key only public answers to this account's own posts are heard, and not who mentions it elsewhere."
    return Found(KIND, f"{scheme}://{host.lower()}/@{name}", f"@{handle}", (handle,), deaf)


@dataclass(frozen=True, slots=True)
class Server:
    """One server, asked through the door; with a key it is asked in its owner's name.

    ``base`` is its address without a path; ``now`` tells the time.
    """

    base: str
    door: Door
    now: Callable[[], Instant]
    token: str = ""

    async def answer(self, path: str, **query: str | int) -> Answer:
        """Ask for a path; returns the answer whatever it is. Raises as `Door.ask` does."""
        asked = f"{self.base}{path}?{urlencode(query)}" if query else f"{self.base}{path}"
        return await self.door.ask(asked, headers=self.headers())

    async def get(self, path: str, **query: str | int) -> object:
        """Ask for a path and return what it holds. Raises as `accepted` does, and `NoAnswer` for what is no JSON."""
        return accepted(await self.answer(path, **query), self.now(), TO_DO).json()

    async def one(self, path: str, **query: str | int) -> dict[str, object]:
        """Ask for one thing; an answer that is no object is an empty one."""
        return child(await self.get(path, **query))

    async def after(self, path: str, last: str, **query: str | int) -> AsyncIterator[list[dict[str, object]]]:
        """Give what came after the thing with the id ``last``, page by page, oldest first."""
        while True:
            page = [child(item) for item in items_of(await self.get(path, min_id=last, limit=PAGE, **query))]
            newest = first_word(page[0], "id") if page else ""
            if not newest or newest == last:
                return
            # A page stands newest first, whichever way the pages themselves go.
            yield page[::-1]
            last = newest

    async def before(self, path: str, **query: str | int) -> AsyncIterator[list[dict[str, object]]]:
        """Give what there is, page by page and newest first, for as long as somebody wants more."""
        last = ""
        while True:
            further = {**query, "max_id": last} if last else query
            page = [child(item) for item in items_of(await self.get(path, limit=PAGE, **further))]
            oldest = first_word(page[-1], "id") if page else ""
            if not oldest or oldest == last:
                return
            yield page
            last = oldest

    async def account(self, name: str) -> dict[str, object]:
        """Look up an account of this server by its name. Raises `NoAnswer` where there is none."""
        answer = await self.answer("/api/v1/accounts/lookup", acct=name)
        if answer.status == 404:
            # An older server cannot look a name up, and one that can has no such account: its search tells which.
            raise NoAnswer(f"{urlsplit(self.base).hostname} knows no account called @{name}.")
        return child(accepted(answer, self.now(), TO_DO).json())

    async def streams_at(self) -> str:
        """Tell where this server streams, as it says itself; where it does not say, it is the server's own address."""
        for path, where in (("/api/v2/instance", ("configuration", "urls")), ("/api/v1/instance", ("urls",))):
            answer = await self.answer(path)
            if 200 <= answer.status < 300:
                told = first_word(child(answer.json(), *where), "streaming", "streaming_api")
                if told.startswith(("ws://", "wss://")):
                    told = told.replace("ws", "http", 1)
                if told.startswith(("http://", "https://")):
                    return told.rstrip("/")
        return self.base

    def headers(self) -> dict[str, str]:
        """Give what an asking carries."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


def place_of(address: str) -> tuple[str, str]:
    """Split the address of a source into its server and the name of the account. Raises ``ValueError``."""
    found = _PROFILE.fullmatch(address)
    if found is None:
        raise ValueError(f"“{address}” is no address of an account: it should look like https://example.social/@anna.")
    return f"{found[1]}://{found[2]}", found[3]


def whose(account: dict[str, object], base: str) -> Whose:
    """Tell who an account is, wherever it is spoken of."""
    name = word(account.get("username"))
    handles = tuple(dict.fromkeys((f"{name}@{urlsplit(base).netloc}", name)))
    # Mentions name an account by its page alone, its own posts by the actor's address.
    accounts = tuple(dict.fromkeys(filter(None, (account_key(account), word(account.get("url"))))))
    return Whose(accounts, handles, first_word(account, "display_name", "username"))


def path_of(id_: str) -> str:
    """Write the path of one status; an id comes from outside, and may hold any sign."""
    return f"/api/v1/statuses/{quote(id_, safe='')}"
