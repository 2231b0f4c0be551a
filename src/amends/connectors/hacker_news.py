"""Listening to one discussion on Hacker News: its items are asked for by id, from a story down to its last answer."""

from __future__ import annotations

import asyncio
import dataclasses
import re
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import msgspec

from amends.connectors.answered import accepted
from amends.connectors.clock import NotATime, instant
from amends.connectors.found import Found
from amends.connectors.json_values import child, items_of, word
from amends.connectors.markup import text_of
from amends.connectors.place import opened
from amends.connectors.polling import polled
from amends.connectors.protocols import Heard, SourceRefused
from amends.core.vocabulary import DAY, Changes, Post, Withdrawal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping

    from amends.connectors.door import Door
    from amends.core.vocabulary import Instant

KIND: Final = "hacker-news"
NETWORK: Final = "hacker-news"
API: Final = "https://hacker-news.firebaseio.com/v0"
EVERY: Final = 90.0

MOST: Final = 2_000
"""Items of one discussion that are followed."""

_TOGETHER: Final = 8
_SETTLED: Final = DAY
"""How old an answer is whose own answers are no longer asked for."""

_TO_DO: Final = "Look whether the discussion is still there."
_ITEM: Final = re.compile(r"(?:https?://)?news\.ycombinator\.com/item\?id=(\d{1,12})(?:[&#].*)?", re.ASCII)


def source_for(text: str) -> Found | None:
    """Tell which source the address of a discussion means, or nothing.

    >>> source_for("https://news.ycombinator.com/item?id=8863").address
    'https://news.ycombinator.com/item?id=8863'
    """
    if not (found := _ITEM.fullmatch(text.strip())):
        return None
    deaf = "Only this one discussion is heard, and of it what was written or changed within a day of its parent."
    return Found(KIND, _page(found[1]), f"Hacker News {found[1]}", (), deaf)


class Place(msgspec.Struct):
    """What a cursor holds: a mark of the words of each item that is known."""

    seen: dict[str, str] = {}


class HackerNews:
    """A `Reader` of one discussion. ``now`` tells the time and ``wait`` waits for seconds."""

    def __init__(
        self,
        address: str,
        *,
        door: Door,
        now: Callable[[], Instant],
        wait: Callable[[float], Awaitable[None]],
        api: str = API,
    ) -> None:
        self._root = _number(address)
        self._door = door
        self._now = now
        self._wait = wait
        self._api = api
        self._place = Place()
        self._items: dict[str, dict[str, object]] = {}

    async def read(self, cursor: str) -> AsyncIterator[Heard]:
        """Give what comes after ``cursor``, without end; an empty one means from now on.

        Raises `SourceRefused`, `CalledOff` and `NoAnswer`.
        """
        self._place = opened(cursor, Place())
        async for heard in polled(self._look, EVERY, now=self._now, wait=self._wait):
            yield heard

    async def _look(self) -> AsyncIterator[Heard]:
        begun, place = self._now(), self._place
        posts: list[Post] = []
        edits: list[Post] = []
        gone: list[Withdrawal] = []
        first = not place.seen
        self._items = await walked(self._api, self._root, self._door, begun, self._items)
        if self._root not in self._items:
            raise SourceRefused(f"Hacker News knows no item {self._root}. {_TO_DO}")
        for post, item in told(self._items, self._root, begun):
            key = word(item.get("id"))
            mark, was = _mark(item), place.seen.get(key)
            place.seen[key] = mark
            if _is_gone(item):
                if was is not None and was != mark:
                    gone.append(Withdrawal(post.id, NETWORK, begun))
            elif was is None:
                posts += [] if first else [post]
            elif was != mark:
                edits.append(post)
        cursor = msgspec.json.encode(place).decode()
        yield Heard(tuple(posts), (), cursor, begun, changes=Changes(tuple(edits), tuple(gone)))


async def history(address: str, door: Door, now: Instant, since: Instant, *, api: str = API) -> tuple[Post, ...]:
    """Give what was said in a discussion since an instant, as posts that were heard when they were written."""
    root = _number(address)
    found = told(await walked(api, root, door, now, {}), root, now)
    written = [post for post, item in found if not _is_gone(item) and post.created_at >= since]
    return tuple(dataclasses.replace(post, heard_at=post.created_at) for post in written)


async def walked(
    api: str, root: str, door: Door, now: Instant, known: Mapping[str, dict[str, object]]
) -> dict[str, dict[str, object]]:
    """Ask for an item and everything beneath it, each before what answers it, `MOST` at most.

    What is ``known`` and was written more than a day ago is not asked for again.
    """
    found: dict[str, dict[str, object]] = {}
    level = [root]
    while level and len(found) < MOST:
        below: list[str] = []
        for begin in range(0, len(level), _TOGETHER):
            ids = level[begin : begin + _TOGETHER]
            items = await asyncio.gather(*(_item(api, id_, door, now, known) for id_ in ids))
            for id_, item in zip(ids, items, strict=True):
                if item:
                    found[id_] = item
                    below += [word(kid) for kid in items_of(item.get("kids"))]
        level = [id_ for id_ in below if id_ not in found][: MOST - len(found)]
    return found


def told(items: Mapping[str, dict[str, object]], root: str, now: Instant) -> Iterator[tuple[Post, dict[str, object]]]:
    """Make a post of each item, in the order of their ids, beside the item itself."""
    story = word(items.get(root, {}).get("url"))
    for id_, item in sorted(items.items(), key=lambda each: int(each[0])):
        parent = word(item.get("parent")) if id_ != root else ""
        title, (text, links) = word(item.get("title")), text_of(word(item.get("text")))
        author, page = word(item.get("by")) or "unknown", _page(id_)
        about = [each for each in (story, _page(root)) if each and each not in links]
        yield (
            Post(
                page.removeprefix("https://"),
                NETWORK,
                author,
                f"{title}\n\n{text}" if title and text else title or text,
                _written(item, now),
                now,
                author,
                author,
                links=(*links, *about),
                reply_to=_page(parent).removeprefix("https://") if parent else "",
                reply_to_author=word(items.get(parent, {}).get("by")),
                url=page,
            ),
            item,
        )


async def _item(
    api: str, id_: str, door: Door, now: Instant, known: Mapping[str, dict[str, object]]
) -> dict[str, object]:
    if (item := known.get(id_)) and _written(item, now) < now - _SETTLED:
        return item
    return child(accepted(await door.ask(f"{api}/item/{id_}.json"), now, _TO_DO).json())


def _is_gone(item: dict[str, object]) -> bool:
    return bool(item.get("deleted") or item.get("dead"))


def _written(item: dict[str, object], now: Instant) -> Instant:
    try:
        return min(instant(item.get("time"), now + DAY), now)
    except NotATime:
        return now


def _mark(item: dict[str, object]) -> str:
    words = f"{item.get('title')} {item.get('text')} {_is_gone(item)}"
    return blake2b(words.encode("utf-8", "replace"), digest_size=6).hexdigest()


def _page(id_: str) -> str:
    return f"https://news.ycombinator.com/item?id={id_}"


def _number(address: str) -> str:
    found = _ITEM.fullmatch(address)
    if found is None:
        raise ValueError(f"“{address}” is no discussion: it should look like {_page('8863')}.")
    return found[1]
