"""Listening to Mastodon, and what speaks its API, in the name of the owner's account.

The user's stream tells what happens as it happens, and repeats nothing. So at each connection, and once a minute after
that, notifications are asked for by ``min_id``, those that a filter of the account holds back too: only these move the
cursor, since a filtered one is never streamed. What is told twice is the same post. A server without a stream is
polled.
"""

from __future__ import annotations

import dataclasses
from contextlib import aclosing
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import msgspec

from amends.connectors.answered import accepted
from amends.connectors.clock import NotATime, parse
from amends.connectors.door import NoAnswer
from amends.connectors.json_values import child, first_word, items_of, word
from amends.connectors.mastodon import account_key
from amends.connectors.mastodon_events import Events, Told
from amends.connectors.mastodon_server import PAGE, TO_DO, Server, path_of, place_of
from amends.connectors.place import opened
from amends.connectors.protocols import Heard
from amends.connectors.server_sent import events
from amends.connectors.words import is_text
from amends.core.vocabulary import SECOND

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable

    from amends.connectors.door import Answer, Door
    from amends.core.vocabulary import Instant, Post

POLL: Final = 60
"""Seconds between two looks at the notifications while the stream runs."""

UNSTREAMED: Final = 30
"""Seconds between two looks where there is no stream."""

QUIET: Final = 60.0
"""Seconds without a heartbeat (they come every fifteen) after which a stream counts as broken."""

_NOTIFICATIONS: Final = "/api/v1/notifications"
_HOME: Final = "/api/v1/timelines/home"
_REQUESTS: Final = "/api/v1/notifications/requests"
_PARENTS: Final = 10
"""Posts that are asked for at most after one delivery, to tell what its answers answer."""


class Place(msgspec.Struct):
    """How far the source has been heard: what a cursor holds."""

    notifications: str = ""
    home: str = ""
    requests: int = 0
    """When the newest request was, in microseconds since 1970."""
    addressed: dict[str, str] = {}


def place(cursor: str) -> Place:
    """Read a cursor; one that cannot be read is the beginning."""
    return opened(cursor, Place())


class MastodonAccount:
    """A `Reader` of what concerns one account, asked for with its own key.

    ``address`` is that of its profile; ``token`` may read notifications and statuses. ``now`` tells the time and
    ``wait`` waits for seconds.
    """

    def __init__(
        self,
        address: str,
        *,
        token: str,
        door: Door,
        now: Callable[[], Instant],
        wait: Callable[[float], Awaitable[None]],
    ) -> None:
        base, _name = place_of(address)
        self._server = Server(base, door, now, token)
        self._now = now
        self._wait = wait
        self._host = str(urlsplit(base).hostname)
        self._events = Events(self._host)
        self._place = Place()
        self._begun: Instant = 0
        """When the last look at the notifications began: all that was there before it has been told."""

    async def read(self, cursor: str) -> AsyncIterator[Heard]:
        """Give what comes after ``cursor``, without end; an empty one means from now on.

        Raises `SourceRefused`, `CalledOff`, and `NoAnswer` where the stream broke and cannot be taken up again.
        """
        await self._begin(cursor)
        streams_at = await self._server.streams_at()
        while True:
            lived = False
            try:
                async with aclosing(self._stream(f"{streams_at}/api/v1/streaming/user")) as stream:
                    async for heard in stream:
                        lived = True
                        yield heard
            except NoAnswer:
                if not lived:
                    raise
            # It had been well until now: such lines break every few hours, and are taken up where they broke.
            await self._wait(1.0)

    async def _begin(self, cursor: str) -> None:
        """Ask who we are, and from where we listen."""
        me = await self._server.one("/api/v1/accounts/verify_credentials")
        self._events.reading.remember_account(word(me.get("id")), account_key(me))
        self._place = place(cursor)
        for local, uri in self._place.addressed.items():
            self._events.recall(local, uri)
        if not cursor:
            self._place.notifications = await self._newest(_NOTIFICATIONS, include_filtered="true")
            self._place.home = await self._newest(_HOME)
            self._place.requests = self._now()

    async def _newest(self, path: str, **query: str) -> str:
        page = items_of(await self._server.get(path, limit=1, **query))
        return first_word(child(page[0]), "id") if page else "0"

    async def _stream(self, address: str) -> AsyncGenerator[Heard]:
        """Listen to the stream until it breaks, or poll for ever where there is none."""
        async with self._server.door.stream(address, headers=self._server.headers(), patience=QUIET) as (head, pieces):
            streams = self._does_stream(head)
            if streams:
                # First the line, then what came before it: nothing falls in between.
                async for heard in self._catch_up():
                    yield heard
                async with aclosing(self._happens(pieces)) as happens:
                    async for heard in happens:
                        yield heard
        if streams:
            raise NoAnswer(f"{self._host} has closed the stream.")
        async for heard in self._poll():
            yield heard

    async def _happens(self, pieces: AsyncIterator[bytes]) -> AsyncGenerator[Heard]:
        async with aclosing(events(pieces)) as told_live:
            async for event in told_live:
                if not is_text(event.data):
                    raise NoAnswer(f"What {self._host} told was garbled on the way; it is asked for it.")
                told, now = Told(), self._now()
                self._events.event(event.name, event.data, now, told)
                yield await self._heard(told, now)
                if now - self._begun >= POLL * SECOND:
                    async for heard in self._look():
                        yield heard

    def _does_stream(self, head: Answer) -> bool:
        if head.status in (401, 403, 429) or (head.status >= 500 and head.status != 501):
            accepted(head, self._now(), TO_DO)
        return head.status == 200 and head.header("content-type").startswith("text/event-stream")

    async def _poll(self) -> AsyncIterator[Heard]:
        async for heard in self._catch_up():
            yield heard
        while True:
            await self._wait(UNSTREAMED)
            async for heard in self._look():
                yield heard

    async def _catch_up(self) -> AsyncIterator[Heard]:
        """Give what happened while nobody listened: new things, and what became of those that were known."""
        async for heard in self._look():
            yield heard
        told = await self._what_became()
        if told:
            yield await self._heard(told, self._begun)

    async def _look(self) -> AsyncIterator[Heard]:
        """Give what came since the last look, each page with its own cursor, and at last a sign of life."""
        begun = self._now()
        async for page in self._server.after(_NOTIFICATIONS, self._place.notifications, include_filtered="true"):
            told = Told()
            for notification in page:
                self._events.notification(notification, self._now(), told)
            self._place.notifications = word(page[-1].get("id"))
            yield await self._heard(told, begun)
        async for page in self._server.after(_HOME, self._place.home):
            told = Told()
            for status in page:
                self._events.status(status, self._now(), told)
            self._place.home = word(page[-1].get("id"))
            yield await self._heard(told, begun)
        told = await self._requests()
        self._begun = begun
        yield await self._heard(told, begun)

    async def _requests(self) -> Told:
        """Take the last post of each person whose notifications the account filters into requests."""
        told = Told()
        answer = await self._server.answer(_REQUESTS, limit=PAGE)
        if answer.status == 404:
            return told
        newest = self._place.requests
        for item in items_of(accepted(answer, self._now(), TO_DO).json()):
            at = _instant(child(item).get("updated_at"))
            if at > self._place.requests and (status := child(item, "last_status")):
                self._events.status(status, self._now(), told)
                newest = max(newest, at)
        self._place.requests = newest
        return told

    async def _what_became(self) -> Told:
        """Ask for the posts that were addressed to the account: which of them were changed, and which are gone."""
        told, known = Told(), list(self._events.addressed)
        for begin in range(0, len(known), 20):
            asked = known[begin : begin + 20]
            query = "&".join(f"id[]={local}" for local in asked)
            answer = await self._server.answer(f"/api/v1/statuses?{query}")
            if answer.status in (404, 405, 422):
                return told  # an older server, which cannot be asked for several
            found = [child(item) for item in items_of(accepted(answer, self._now(), TO_DO).json())]
            for status in found:
                if status.get("edited_at"):
                    self._events.status(status, self._now(), told, edited=True)
            there = {word(status.get("id")) for status in found}
            for local in asked:
                if local not in there and await self._is_gone(local):
                    self._events.gone(local, self._now(), told)
        return told

    async def _is_gone(self, local: str) -> bool:
        return (await self._server.answer(path_of(local))).status in (404, 410)

    async def _heard(self, told: Told, at: Instant) -> Heard:
        posts, edits = [await self._threaded(told.posts), await self._threaded(told.edits)]
        changes = dataclasses.replace(told.changes, edits=tuple(edits))
        self._place.addressed = dict(self._events.addressed)
        cursor = msgspec.json.encode(self._place).decode()
        return Heard(tuple(posts), tuple(told.refusals), cursor, at, changes=changes)

    async def _threaded(self, posts: list[Post]) -> list[Post]:
        """Tell of each answer what it answers, where so far only an id of this server is known."""
        asked, threaded = 0, []
        for post in posts:
            local = post.reply_to
            if local and "://" not in local:
                if local not in self._events.reading.uris and asked < _PARENTS:
                    asked += 1
                    await self._remember(local)
                uri = self._events.reading.uris.get(local, local)
                author = self._events.reading.accounts.get(post.reply_to_author, post.reply_to_author)
                post = dataclasses.replace(post, reply_to=uri, reply_to_author=author)  # noqa: PLW2901 - the same post
            threaded.append(post)
        return threaded

    async def _remember(self, local: str) -> None:
        answer = await self._server.answer(path_of(local))
        if answer.status == 200:
            self._events.know(child(answer.json()))


def _instant(value: object) -> Instant:
    try:
        return parse(value)
    except NotATime:
        return 0
