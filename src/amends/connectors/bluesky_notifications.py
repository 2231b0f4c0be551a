"""A second witness beside Bluesky's stream: what the owner's own account was notified of.

Asked with an app password, politely, and a little behind the stream, so that what it tells first is what the stream did
not bring. Source: the lexicon ``app.bsky.notification.listNotifications``.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import msgspec

from amends.connectors.bluesky_session import SERVICE
from amends.connectors.clock import NotATime, instant
from amends.connectors.jetstream import NETWORK, post_of
from amends.connectors.json_values import child, items_of, word
from amends.connectors.outcome import Refusal
from amends.connectors.place import opened
from amends.connectors.polling import polled
from amends.connectors.protocols import Heard
from amends.core.vocabulary import MINUTE, Changes, Post, Reaction, Sign

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from amends.connectors.bluesky_session import SignedIn
    from amends.core.vocabulary import Instant

KIND: Final = "bluesky-notifications"

EVERY: Final = 120.0
"""Seconds between two questions."""

BEHIND: Final = MINUTE
"""So far behind the stream it is believed to be complete."""

AGAIN: Final = 10 * MINUTE
"""So far before the last one it is asked again: a notification may come late. What was told changes nothing."""

PAGES: Final = 50
"""Pages of a hundred that are turned at most in one look."""

_WORDS: Final = frozenset({"reply", "quote", "mention"})
_SIGNS: Final = {"like": Sign.LIKE, "repost": Sign.REPOST}


def place_of(address: str) -> tuple[str, str]:
    """Tell at which server which account is asked for; ``https://pds.example/alice.example`` names another than usual.

    >>> place_of("alice.bsky.social"), place_of("https://pds.example/alice.example")
    (('https://bsky.social', 'alice.bsky.social'), ('https://pds.example', 'alice.example'))
    """
    if "://" not in address:
        return SERVICE, address.strip().removeprefix("@")
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}", parts.path.strip("/")


class Place(msgspec.Struct):
    """What a cursor holds: up to which instant notifications were told."""

    upto: int = 0


class Notifications:
    """A `Reader` of one account's notifications.

    ``now`` tells the time and ``wait`` waits for seconds; ``stream`` tells how far the stream has come.
    """

    def __init__(
        self,
        account: SignedIn,
        *,
        now: Callable[[], Instant],
        wait: Callable[[float], Awaitable[None]],
        stream: Callable[[], Awaitable[Instant]],
    ) -> None:
        self._account, self._now, self._wait, self._stream = account, now, wait, stream
        self._place = Place()

    async def read(self, cursor: str) -> AsyncIterator[Heard]:
        """Give what comes after ``cursor``, without end; an empty one means from now on.

        Raises as `SignedIn.get` does.
        """
        self._place = opened(cursor, Place(self._now()))
        async for heard in polled(self._look, EVERY, now=self._now, wait=self._wait):
            yield heard

    async def _look(self) -> AsyncIterator[Heard]:
        begun, since = self._now(), self._place.upto - AGAIN
        upto = min(begun, await self._stream()) - BEHIND
        found = await self._since(since)
        told = [_told(one, at, begun) for one in found if since < (at := _indexed(one)) <= upto]
        self._place.upto = max(self._place.upto, upto)
        yield Heard(
            tuple(each for each in told if isinstance(each, Post)),
            tuple(each for each in told if isinstance(each, Refusal)),
            msgspec.json.encode(self._place).decode(),
            begun,
            changes=Changes(reactions=tuple(each for each in told if isinstance(each, Reaction))),
        )

    async def _since(self, since: Instant) -> list[dict[str, object]]:
        """Give the notifications since an instant, the newest first."""
        found: list[dict[str, object]] = []
        cursor = ""
        for _ in range(PAGES):
            query = [("limit", "100"), *([("cursor", cursor)] if cursor else [])]
            page = child(await self._account.get("app.bsky.notification.listNotifications", query))
            told = [child(item) for item in items_of(page.get("notifications"))]
            found += told
            cursor = word(page.get("cursor"))
            if not told or not cursor or _indexed(told[-1]) <= since:
                break
        return found


def _told(one: dict[str, object], at: Instant, now: Instant) -> Post | Reaction | Refusal | None:
    """Give what one notification tells; nothing for those of followers and lists."""
    reason, uri, author = word(one.get("reason")), word(one.get("uri")), child(one, "author")
    if reason in _SIGNS:
        return Reaction(uri, NETWORK, _SIGNS[reason], word(one.get("reasonSubject")), at)
    if reason not in _WORDS:
        return None
    event: dict[str, object] = {"did": author.get("did"), "time_us": at}
    try:
        post = post_of(event, {"rkey": uri.rpartition("/")[2], "record": one.get("record")})
    except ValueError as error:
        return Refusal("Bluesky", 0, str(error))
    name, handle = word(author.get("displayName")), word(author.get("handle"))
    return dataclasses.replace(post, heard_at=now, author_name=name, handle=handle)


def _indexed(notification: dict[str, object]) -> Instant:
    try:
        return instant(notification.get("indexedAt"))
    except NotATime:
        return 0
