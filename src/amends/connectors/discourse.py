"""Listening to a Discourse forum: webhooks as they come, and its newest posts asked for, since webhooks get lost."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import msgspec

from amends.connectors.answered import accepted
from amends.connectors.clock import instant
from amends.connectors.found import Found
from amends.connectors.json_values import NotJson, child, items_of, parse, word
from amends.connectors.markup import text_of
from amends.connectors.outcome import Refusal
from amends.connectors.place import opened
from amends.connectors.polling import polled
from amends.connectors.protocols import NOTHING_CHANGED, Heard
from amends.core.vocabulary import DAY, Changes, Post, Withdrawal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from amends.connectors.arrivals import Arrival, Arrivals
    from amends.connectors.door import Door
    from amends.core.vocabulary import Instant

KIND: Final = "discourse"
NETWORK: Final = "discourse"
EVERY: Final = 120.0
PAGES: Final = 10
"""Pages of the newest posts that are asked for at most, to reach what was heard before."""

_TO_DO: Final = "Look whether the forum shows its newest posts to everybody (/posts.json)."
_TOPIC: Final = re.compile(r"(https?://[^/]+)/t/[^?#\s]+")


def source_for(text: str) -> Found | None:
    """Tell which source the address of a topic on a forum means (the forum as a whole), or nothing.

    >>> source_for("https://forum.example/t/a-topic/12/3").address
    'https://forum.example'
    """
    if not (found := _TOPIC.fullmatch(text.strip())):
        return None
    deaf = "Private messages and closed categories are not heard."
    return Found(KIND, found[1], urlsplit(found[1]).netloc, (), deaf)


class Place(msgspec.Struct):
    """What a cursor holds: the newest post that was heard, and the last delivery."""

    newest: int = 0
    arrived: int = 0


class Discourse:
    """A `Reader` of one forum. ``now`` tells the time and ``wait`` waits for seconds."""

    def __init__(
        self,
        address: str,
        *,
        door: Door,
        now: Callable[[], Instant],
        wait: Callable[[float], Awaitable[None]],
        arrivals: Arrivals | None = None,
    ) -> None:
        self._base = address.rstrip("/")
        self._door = door
        self._now = now
        self._wait = wait
        self._arrivals = arrivals
        self._place = Place()

    async def read(self, cursor: str) -> AsyncIterator[Heard]:
        """Give what comes after ``cursor``, without end; an empty one means from now on.

        Raises `SourceRefused`, `CalledOff` and `NoAnswer`.
        """
        self._place = opened(cursor, Place())
        between = self._arrived if self._arrivals is not None else None
        async for heard in polled(self._look, EVERY, now=self._now, wait=self._wait, between=between):
            yield heard

    async def _look(self) -> AsyncIterator[Heard]:
        begun, before, new = self._now(), 0, []
        for _ in range(PAGES):
            page = await self._page(before)
            new += [each for each in page if _number(each) > self._place.newest]
            oldest = min(map(_number, page), default=0)
            if not self._place.newest or oldest <= max(self._place.newest, 1) or oldest == before:
                break
            before = oldest
        first = not self._place.newest
        self._place.newest = max((self._place.newest, *map(_number, new)))
        read = [self.post(each, begun) for each in reversed(new)] if not first else []
        yield self._heard(
            tuple(each for each in read if isinstance(each, Post)),
            tuple(each for each in read if isinstance(each, Refusal)),
            begun,
        )

    async def _page(self, before: int) -> list[dict[str, object]]:
        asked = f"{self._base}/posts.json" + (f"?before={before}" if before else "")
        answer = accepted(await self._door.ask(asked), self._now(), _TO_DO)
        return [child(each) for each in items_of(child(answer.json()).get("latest_posts"))]

    async def history(self, since: Instant) -> AsyncIterator[tuple[Post, ...]]:
        """Give what was said in the forum since an instant, as posts that were heard when they were written."""
        before = 0
        while True:
            page = await self._page(before)
            read = [self.post(each, self._now()) for each in page]
            posts = [post for post in read if isinstance(post, Post) and post.created_at >= since]
            yield tuple(dataclasses.replace(post, heard_at=post.created_at) for post in posts)
            oldest = min(map(_number, page), default=0)
            if not posts or oldest in (0, 1, before):
                return
            before = oldest

    async def _arrived(self) -> AsyncIterator[Heard]:
        for arrival in await self._arrivals.after(self._place.arrived) if self._arrivals is not None else ():
            self._place.arrived = arrival.number
            yield self._delivered(arrival, self._now())

    def _delivered(self, arrival: Arrival, now: Instant) -> Heard:
        try:
            told = child(parse(arrival.body), "post")
        except NotJson as error:
            return self._heard((), (Refusal(self._base, 0, str(error)),), now)
        if not told:
            return self._heard((), (), now)  # a topic, a user, a test of the line
        post = self.post(told, now)
        if not isinstance(post, Post):
            return self._heard((), (post,) if post is not None else (), now)
        if arrival.event == "post_destroyed":
            return self._heard((), (), now, Changes((), (Withdrawal(post.id, NETWORK, now),)))
        if arrival.event == "post_edited":
            return self._heard((), (), now, Changes((post,)))
        return self._heard((post,), (), now)

    def post(self, told: dict[str, object], now: Instant) -> Post | Refusal | None:
        """Make the post of what the forum tells of one; nothing of a private message, or of what is no one's words."""
        if told.get("topic_archetype") == "private_message" or told.get("post_type", 1) != 1:
            return None
        topic, number = word(told.get("topic_id")), word(told.get("post_number"))
        author = word(told.get("user_id"))
        if not topic or not number or not author:
            return Refusal(self._base, 0, "This post names no topic, no number or no author.")
        try:
            text, links = text_of(word(told.get("cooked")) or word(told.get("raw")))
            at = min(instant(told.get("created_at"), now + DAY), now)
        except ValueError as error:
            return Refusal(self._base, 0, str(error))
        thread = f"{urlsplit(self._base).netloc}/t/{topic}"
        answered = word(told.get("reply_to_post_number")) or ("1" if number != "1" else "")
        handle = word(told.get("username"))
        return Post(
            f"{thread}/{number}",
            NETWORK,
            f"{urlsplit(self._base).netloc}/{author}",
            text,
            at,
            now,
            word(told.get("name")) or handle,
            handle,
            tuple(re.findall(r"(?<![\w@])@([\w.-]*\w)", text)),
            (*links, f"{self._base}/t/{topic}"),
            f"{thread}/{answered}" if answered else "",
            word(child(told, "reply_to_user").get("username")),
            url=f"{self._base}/t/{topic}/{number}",
        )

    def _heard(
        self,
        posts: tuple[Post, ...],
        refusals: tuple[Refusal, ...],
        at: Instant,
        changes: Changes = NOTHING_CHANGED,
    ) -> Heard:
        return Heard(posts, refusals, msgspec.json.encode(self._place).decode(), at, changes=changes)


def _number(told: dict[str, object]) -> int:
    id_ = told.get("id")
    return id_ if type(id_) is int else 0
