"""Speaking on a server with the API of Mastodon (docs.joinmastodon.org/methods), by a token that its owner made there.

A key goes with each post (Idempotency-Key), by which the server knows a second try for an hour. A later one looks
among the account's own posts first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from amends.connectors.answered import accepted
from amends.connectors.clock import NotATime, instant
from amends.connectors.door import NoAnswer
from amends.connectors.json_values import NotJson, child, first_word, items_of, parse, word
from amends.connectors.markup import text_of
from amends.connectors.mastodon_server import Server, path_of
from amends.connectors.protocols import ShutOut, SourceRefused, Stands
from amends.core.vocabulary import MINUTE

if TYPE_CHECKING:
    from amends.connectors.door import Answer, Door
    from amends.connectors.protocols import ToSay
    from amends.core.vocabulary import Instant

TO_DO: Final = "Make a new token there (Preferences, Development) and enter it anew."
SCOPES: Final = "read:accounts, read:search, read:statuses, write:statuses"
"""What a token must allow, and nothing more."""

LETTERS: Final = 500
LINK: Final = 23
"""What a server that does not say holds in one post, and counts for a link."""

_MENTION: Final = re.compile(r"@([\w.-]+)@[\w.-]+")


@dataclass(frozen=True, slots=True)
class Opened:
    """Whom a token speaks for, and how much one post holds there."""

    id: str
    name: str
    handle: str
    letters: int = LETTERS
    link: int = LINK


async def whom(door: Door, base: str, token: str, now: Callable[[], Instant]) -> Opened:
    """Tell whom a token speaks for, and see that it may read what is read; raises what `accepted` raises."""
    server = Server(base, door, now, token)
    answer = _let_in(await server.answer("/api/v1/accounts/verify_credentials"), base)
    host = urlsplit(base).hostname
    account = child(accepted(answer, now(), TO_DO).json())
    id_, name = word(account.get("id")), first_word(account, "username", "acct")
    if id_:
        # Each of these has a scope of its own; whether it may write is only seen when it does.
        _let_in(await server.answer(_posts_of(id_), limit=1), base)
        _let_in(await server.answer("/api/v2/search", q=name, limit=1, type="statuses"), base)
    if not id_ or not name:
        raise NoAnswer(f"{host} does not answer as a server with Mastodon’s API does. Look at its address.")
    room = await _room(server)
    key = first_word(account, "uri", "url")
    return Opened(id_, key, f"{name}@{urlsplit(base).netloc}", *room)


def _let_in(answer: Answer, base: str) -> Answer:
    if answer.status in (401, 403):
        host = urlsplit(base).hostname
        raise ShutOut(f"{host} does not take this token ({answer.status}). It needs: {SCOPES}.")
    return answer


def _posts_of(account: str) -> str:
    return f"/api/v1/accounts/{quote(account, safe='')}/statuses"


async def _room(server: Server) -> tuple[int, int]:
    answer = await server.answer("/api/v2/instance")
    if answer.status != 200:
        return LETTERS, LINK
    told = child(answer.json(), "configuration", "statuses")
    most, link = told.get("max_characters"), told.get("characters_reserved_per_url")
    return (
        most if type(most) is int and 100 <= most <= 100_000 else LETTERS,
        link if type(link) is int and 0 < link <= 100 else LINK,
    )


class MastodonWriter:
    """Writes in the name of one account, in public; ``account`` is its id on its server."""

    def __init__(self, base: str, account: str, token: str, *, door: Door, now: Callable[[], Instant]) -> None:
        self._server, self._account = Server(base, door, now, token), account
        self._base, self._door, self._now = base, door, now

    async def write(self, post: ToSay) -> Stands:
        """Let a post stand, and read it back."""
        if post.again and (found := await self._among_own(post)) is not None:
            return found
        said: dict[str, object] = {"status": post.words, "visibility": "public"}
        if post.under:
            said["in_reply_to_id"] = await self._id_of(post.under)
        headers = {"Content-Type": "application/json", "Idempotency-Key": post.key}
        answer = await self._door.ask(
            f"{self._base}/api/v1/statuses",
            method="POST",
            headers=self._server.headers() | headers,
            body=json.dumps(said, ensure_ascii=False).encode(),
            redirects=0,
        )
        made = child(self._taken(answer).json())
        if (stands := await self._status(word(made.get("id")))) is None:
            raise NoAnswer(f"{urlsplit(self._base).hostname} took the post and does not show it yet.")
        return stands

    async def look(self, id_: str) -> Stands | None:
        """Read a post; nothing where it is gone."""
        return await self._status(id_)

    async def delete(self, id_: str) -> None:
        """Delete a post of this account."""
        address = f"{self._base}{path_of(id_)}"
        answer = await self._door.ask(address, method="DELETE", headers=self._server.headers(), redirects=0)
        if answer.status not in (404, 410):
            self._taken(answer)

    async def _status(self, id_: str) -> Stands | None:
        answer = await self._server.answer(path_of(id_))
        if answer.status in (404, 410):
            return None
        return _stands(child(self._taken(answer).json()))

    async def _among_own(self, post: ToSay) -> Stands | None:
        """Find a post that an earlier try has left: among the newest of the account, since the button was pressed."""
        answer = self._taken(await self._server.answer(_posts_of(self._account), limit=40))
        for status in map(child, items_of(answer.json())):
            stands = _stands(status)
            # The two clocks may differ by a little.
            if _squeezed(stands.words) == _squeezed(post.words) and _at(status) > post.at - MINUTE:
                return stands
        return None

    async def _id_of(self, name: str) -> str:
        """Tell under which id this server knows a post, wherever that was written."""
        if urlsplit(name).netloc == urlsplit(self._base).netloc:
            own = await self._server.answer(path_of(_local(name)))
            if own.status == 200 and name in _names(child(own.json())):
                return _local(name)
        answer = self._taken(await self._server.answer("/api/v2/search", q=name, resolve="true", type="statuses"))
        for status in map(child, items_of(child(answer.json()).get("statuses"))):
            if name in _names(status):
                return word(status.get("id"))
        host = urlsplit(self._base).hostname
        raise SourceRefused(f"{host} cannot find the post this answers. It may be gone; open it there to see.")

    def _taken(self, answer: Answer) -> Answer:
        host = urlsplit(self._base).hostname
        if answer.status in (401, 403) and not answer.header("retry-after"):
            raise ShutOut(f"{host} does not let this account speak from here ({answer.status}). {TO_DO}")
        if answer.status == 422:
            said = _error(answer)
            raise SourceRefused(
                f"{host} does not take this post as it is ({said}). Change its words and send it again."
            )
        return accepted(answer, self._now(), TO_DO)


def _stands(status: dict[str, object]) -> Stands:
    words, _ = text_of(word(status.get("content")))
    name = first_word(status, "uri", "url")
    return Stands(name, word(status.get("id")), first_word(status, "url", "uri"), word(status.get("edited_at")), words)


def _names(status: dict[str, object]) -> set[str]:
    return {word(status.get("uri")), word(status.get("url"))} - {""}


def _local(name: str) -> str:
    """Return the id with which the name of a post ends."""
    return urlsplit(name).path.rstrip("/").rpartition("/")[2]


def _at(status: dict[str, object]) -> Instant:
    try:
        return instant(status.get("created_at"))
    except NotATime:
        return 0


def _squeezed(words: str) -> str:
    """Return words without spaces; a mention of another server's account is shown by its name alone."""
    return "".join(_MENTION.sub(r"@\1", words).split())


def _error(answer: Answer) -> str:
    try:
        return word(child(parse(answer.body)).get("error"))[:200] or "422"
    except NotJson:
        return "422"


def mention_of(handle: str, author: str, place: str) -> str:
    """Return how somebody is named in an answer, so that they are told of it; nothing where that is not known.

    ``handle`` is as a reader tells it, ``author`` the actor's URI, ``place`` the server that is written on.

    >>> mention_of("ben", "https://own.example/users/ben", "https://own.example")
    '@ben'
    >>> mention_of("ben", "https://other.example/users/ben", "https://own.example")
    '@ben@other.example'
    """
    name, _, host = handle.lstrip("@").partition("@")
    host = host or urlsplit(author).netloc
    if not name or not host:
        return ""
    return f"@{name}" if host == urlsplit(place).netloc else f"@{name}@{host}"
