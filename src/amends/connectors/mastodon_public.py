"""Listening to Mastodon without a key: the public answers to an account's own posts, as its server shows them.

Once a minute the account's newest posts are asked for, and the threads beneath some of them: those whose counts have
changed, and then those that were looked at longest ago, since an answer to an answer changes no count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import msgspec

from amends.connectors.json_values import child, first_word, items_of, word
from amends.connectors.mastodon import NETWORK
from amends.connectors.mastodon_events import Events, Told
from amends.connectors.mastodon_server import PAGE, Server, path_of, place_of
from amends.connectors.mastodon_thread import thread_around
from amends.connectors.protocols import Heard
from amends.core.vocabulary import DAY, Withdrawal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Collection

    from amends.connectors.door import Door
    from amends.core.vocabulary import Instant, Post

TURN: Final = 60.0
"""Seconds between two looks."""

THREADS: Final = 5
"""Threads that are looked into at each look, beside those whose counts have changed."""

LIVELY: Final = 7 * DAY
"""How old a post of the account may be whose thread is still looked into."""

_COUNTS: Final = ("replies_count", "reblogs_count", "favourites_count", "edited_at")


class Place(msgspec.Struct):
    """What a cursor holds: since when this account is listened to, and what the counts of its posts were."""

    since: int
    counts: dict[str, str] = {}


class MastodonAnswers:
    """A `Reader` of the public answers to one account, for which nobody needs a key.

    ``address`` is that of its profile; ``now`` tells the time and ``wait`` waits for seconds.
    """

    def __init__(
        self, address: str, *, door: Door, now: Callable[[], Instant], wait: Callable[[float], Awaitable[None]]
    ) -> None:
        base, self._name = place_of(address)
        self._server = Server(base, door, now)
        self._now = now
        self._wait = wait
        self._events = Events(str(urlsplit(base).hostname))
        self._seen: dict[str, dict[str, tuple[Post, str]]] = {}
        """By the id of a post of the account: the answers beneath it as they were, each with its id on the server."""
        self._looked: dict[str, int] = {}
        self._turn = 0

    async def read(self, cursor: str) -> AsyncIterator[Heard]:
        """Give what comes after ``cursor``, without end; an empty one means from now on.

        Raises `SourceRefused`, `CalledOff`, and `NoAnswer`.
        """
        place = _place(cursor) or Place(self._now())
        account = word((await self._server.account(self._name)).get("id"))
        while True:
            begun = self._now()
            async for told in self._look(account, place, begun):
                yield Heard(tuple(told.posts), tuple(told.refusals), _cursor(place), begun, changes=told.changes)
            yield Heard((), (), _cursor(place), begun)
            await self._wait(TURN)

    async def _look(self, account: str, place: Place, begun: Instant) -> AsyncIterator[Told]:
        own = Told()
        page = await self._server.get(f"/api/v1/accounts/{account}/statuses", limit=PAGE, exclude_reblogs="true")
        statuses = [child(item) for item in items_of(page)]
        for status in statuses:
            self._events.status(status, begun, own)
        dates = {post.id: post.created_at for post in (*own.posts, *own.edits)}
        lively = {_uri(status): status for status in statuses if dates.get(_uri(status), 0) > begun - LIVELY}
        counts = {uri: " ".join(str(status.get(key)) for key in _COUNTS) for uri, status in lively.items()}
        changed = [uri for uri in lively if place.counts.get(uri) != counts[uri]]
        own.posts = [post for post in own.posts if post.created_at >= place.since]
        own.edits = [post for post in own.edits if post.id in changed]
        yield own
        for uri in self._worth_a_look(lively, changed):
            yield await self._answers(lively[uri], uri, place.since)
            place.counts[uri] = counts[uri]
        place.counts = {uri: place.counts[uri] for uri in lively if uri in place.counts}
        self._seen = {uri: self._seen[uri] for uri in lively if uri in self._seen}

    def _worth_a_look(self, lively: Collection[str], changed: list[str]) -> list[str]:
        self._turn += 1
        others = sorted(set(lively) - set(changed), key=lambda uri: (self._looked.get(uri, 0), uri))
        chosen = changed + others[:THREADS]
        self._looked = {uri: self._looked.get(uri, 0) for uri in lively} | dict.fromkeys(chosen, self._turn)
        return chosen

    async def _answers(self, status: dict[str, object], uri: str, since: Instant) -> Told:
        """Look into one thread: what is new in it, what was changed, and what is no longer there."""
        told, before = Told(), self._seen.get(uri, {})
        thread = await thread_around(self._server, status)
        seen = {post.id: (post, thread.local_ids.get(post.id, "")) for post in thread.posts if post.id != uri}
        for post, _local in seen.values():
            was = before.get(post.id)
            if was is None and post.created_at >= since:
                told.posts.append(post)
            elif was is not None and (was[0].text, was[0].links) != (post.text, post.links):
                told.edits.append(post)
        for id_, (post, local) in before.items():
            if id_ in seen:
                continue
            if (await self._server.answer(path_of(local))).status in (404, 410):
                told.withdrawals.append(Withdrawal(id_, NETWORK, self._now()))
            else:
                seen[id_] = (post, local)
        self._seen[uri] = seen
        return told


def _uri(status: dict[str, object]) -> str:
    return first_word(status, "uri", "url", "id")


def _place(cursor: str) -> Place | None:
    try:
        return msgspec.json.decode(cursor, type=Place)
    except msgspec.DecodeError:
        return None


def _cursor(place: Place) -> str:
    return msgspec.json.encode(place).decode()
