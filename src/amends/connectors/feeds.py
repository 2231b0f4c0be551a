"""Listening to feeds: blogs, comments beneath them, forums, anything that offers RSS, Atom or JSON Feed."""

from __future__ import annotations

import dataclasses
import re
from hashlib import blake2b
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

import msgspec

from amends.connectors.answered import accepted
from amends.connectors.clock import NotATime, instant
from amends.connectors.feed_documents import LARGEST, Feed, Item, NoFeed, read_feed
from amends.connectors.found import Found
from amends.connectors.markup import text_of
from amends.connectors.outcome import Refusal
from amends.connectors.place import opened
from amends.connectors.polling import polled
from amends.connectors.protocols import Heard, SourceRefused
from amends.connectors.websub import offer_of
from amends.core.vocabulary import DAY, Changes, Post

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from amends.connectors.door import Door
    from amends.connectors.websub import Pushes
    from amends.core.vocabulary import Instant

KIND: Final = "feed"
NETWORK: Final = "web"
"""What is found on pages of the web, by a feed or a mention: its id is its address, however it was found."""

EVERY: Final = 300.0
"""Seconds between two looks at a feed."""

RARELY: Final = 3_600.0
"""Seconds between two looks at one whose hub tells of each change: a hub may forget."""

_REMEMBERED: Final = 400
_MARKS: Final = 20_000
"""Signs of markup that are read in all entries of one feed together."""

_TO_DO: Final = "Look whether the feed has moved, and give its new address."
_ACCEPT: Final = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.8, */*;q=0.5"
_MAIL: Final = re.compile(r"[^\s@<>()]{1,64}@[^\s@<>()]{1,255}")
_FEEDLIKE: Final = re.compile(
    r"https?://\S+(?:\.(?:xml|rss|atom)|/feed/?|feed\.json|/rss/?|/atom/?)(?:\?\S*)?", re.ASCII
)


def source_for(text: str) -> Found | None:
    """Tell which source an address means that looks like that of a feed, or nothing.

    >>> source_for("https://blog.example/comments/feed/").name
    'blog.example/comments/feed'
    """
    text = text.strip()
    if not _FEEDLIKE.fullmatch(text):
        return None
    name = text.partition("://")[2].rstrip("/")
    return Found(KIND, text, name[:200], (), "A feed tells only what its site puts into it, and often only the newest.")


class Garbled(ValueError):
    """Something on the way has changed what a feed says; the message says so in a sentence."""


class Place(msgspec.Struct):
    """What a cursor holds: how to ask for what is new, and which entries were there, each with a mark of its words."""

    etag: str = ""
    modified: str = ""
    seen: dict[str, str] = {}
    begun: bool = False
    arrived: int = 0


class FeedReader:
    """A `Reader` of one feed. What it held when it was first read is known and not told; see `history`.

    ``now`` tells the time and ``wait`` waits for seconds; ``pushes`` brings what the feed's hub tells by itself.
    """

    def __init__(
        self,
        address: str,
        *,
        door: Door,
        now: Callable[[], Instant],
        wait: Callable[[float], Awaitable[None]],
        pushes: Pushes | None = None,
    ) -> None:
        self._address = address
        self._door = door
        self._now = now
        self._wait = wait
        self._pushes = pushes
        self._told_until: Instant = 0
        self._place = Place()

    async def read(self, cursor: str) -> AsyncIterator[Heard]:
        """Give what comes after ``cursor``, without end. Raises `SourceRefused`, `CalledOff` and `NoAnswer`."""
        self._place = opened(cursor, Place())
        between = self._arrived if self._pushes is not None else None
        async for heard in polled(self._look, self._every, now=self._now, wait=self._wait, between=between):
            yield heard

    def _every(self) -> float:
        return RARELY if self._told_until > self._now() else EVERY

    async def _look(self) -> AsyncIterator[Heard]:
        place, begun = self._place, self._now()
        asked = {"Accept": _ACCEPT}
        if place.etag:
            asked["If-None-Match"] = place.etag
        if place.modified:
            asked["If-Modified-Since"] = place.modified
        answer = accepted(await self._door.ask(self._address, headers=asked, most=LARGEST), begun, _TO_DO)
        if answer.status == 304:
            told = self._heard([], (), begun)
        else:
            feed = feed_of(answer.body, answer.address, answer.header("content-type"))
            if self._pushes is not None:
                await self._pushes.offered(offer_of(answer, feed))
            told = self._heard(*posts_in(feed, answer.address, begun), begun)
            place.begun = True
            place.etag, place.modified = answer.header("etag")[:500], answer.header("last-modified")[:100]
            if any(not refusal.line for refusal in told.refusals):
                # It broke, perhaps on the way: it is asked for whole again, though nothing in it may have changed.
                place.etag = place.modified = ""
        if self._pushes is not None:
            self._told_until = await self._pushes.until()
        yield dataclasses.replace(told, cursor=self._cursor())

    async def _arrived(self) -> AsyncIterator[Heard]:
        if self._pushes is None:
            return
        for arrival in await self._pushes.after(self._place.arrived):
            self._place.arrived = arrival.number
            try:
                found, refusals = posts_of(arrival.body, self._address, self._now())
            except SourceRefused as error:
                found, refusals = [], (Refusal(self._address, 0, str(error)),)
            yield self._heard(found, refusals, self._now())

    def _heard(self, found: Sequence[Post], refusals: tuple[Refusal, ...], at: Instant) -> Heard:
        """Tell apart what is new and what was changed, and remember all of it."""
        place, posts, edits = self._place, [], []
        for post in found:
            key, mark = _mark(post.id), _mark(post.text)
            was = place.seen.pop(key, None)
            place.seen[key] = mark
            if place.begun and was is None:
                posts.append(post)
            elif was is not None and was != mark:
                edits.append(post)
        while len(place.seen) > _REMEMBERED:
            del place.seen[next(iter(place.seen))]
        return Heard(tuple(posts), refusals, self._cursor(), at, changes=Changes(tuple(edits)))

    def _cursor(self) -> str:
        return msgspec.json.encode(self._place).decode()


async def history(address: str, door: Door, now: Instant, since: Instant) -> tuple[Post, ...]:
    """Give what a feed holds since an instant, as posts that were heard when they were written."""
    answer = accepted(await door.ask(address, headers={"Accept": _ACCEPT}, most=LARGEST), now, _TO_DO)
    feed = feed_of(answer.body, answer.address, answer.header("content-type"))
    posts, _refusals = posts_in(feed, answer.address, now)
    return tuple(dataclasses.replace(post, heard_at=post.created_at) for post in posts if post.created_at >= since)


def posts_of(raw: bytes, address: str, now: Instant) -> tuple[list[Post], tuple[Refusal, ...]]:
    """Give the posts of a feed, oldest first, and what could not be read.

    Raises `SourceRefused` where it is no feed.
    """
    return posts_in(feed_of(raw, address), address, now)


def feed_of(raw: bytes, address: str, served_as: str = "") -> Feed:
    """Read a document as a feed; raises `SourceRefused` where it is none."""
    try:
        return read_feed(raw, served_as)
    except NoFeed as error:
        raise SourceRefused(f"{address} holds no feed that can be read: {error} {_TO_DO}") from None


def posts_in(feed: Feed, address: str, now: Instant) -> tuple[list[Post], tuple[Refusal, ...]]:
    """Give the posts of a feed that was read, oldest first, and what of it could not be."""
    posts, refusals, marks = [], [Refusal(address, 0, feed.broken)] if feed.broken else [], 0
    for number, entry in enumerate(feed.entries, 1):
        marks += (entry.content or entry.summary).count("<") + entry.title.count("<")
        if marks > _MARKS:
            refusals.append(Refusal(address, number, "There is more markup in this feed than is read of one."))
            break
        try:
            posts.append(_post(entry, address, now))
        except Garbled as error:
            refusals.append(Refusal(address, 0, str(error)))
        except ValueError as error:
            refusals.append(Refusal(address, number, str(error)))
    return posts[::-1], tuple(refusals)


def _post(entry: Item, address: str, now: Instant) -> Post:
    link = urljoin(address, entry.link) if entry.link else ""
    if not (id_ := link or entry.id):
        raise ValueError("This entry has no address and no id.")
    if "\ufffd" in id_:
        raise Garbled("The address of an entry is garbled.")
    title, _ = text_of(entry.title)
    text, links = text_of(entry.content or entry.summary)
    if not title and not text:
        raise ValueError("This entry has no words.")
    page = link or (entry.id if entry.id.startswith(("http://", "https://")) else "")
    # A comment has its address within the page that it comments on, and concerns whoever that page belongs to.
    beneath = urljoin(address, entry.reply_to) if entry.reply_to else page.partition("#")[0] if "#" in page else ""
    host = urlsplit(address).hostname or address
    author, name = _author(entry, host)
    return Post(
        id_,
        NETWORK,
        author,
        f"{title}\n\n{text}" if title and text and not text.startswith(title.rstrip("…. ")) else text or title,
        _written(entry, now),
        now,
        name,
        name,
        links=(*links, beneath) if beneath and beneath not in links else links,
        reply_to=beneath,
        url=page,
    )


def _author(entry: Item, host: str) -> tuple[str, str]:
    """Tell who wrote it: an id, and a name for showing that holds no address of mail."""
    name = _MAIL.sub("", entry.author).strip(" ()<>")
    if entry.author_page.startswith(("http://", "https://")):
        return entry.author_page, name
    if entry.author:
        return f"{host}/{name}" if name else f"{host}/{_mark(entry.author)}", name
    return host, host


def _written(entry: Item, now: Instant) -> Instant:
    for told in (entry.published, entry.updated):
        try:
            return min(instant(told, now + DAY), now)
        except NotATime:
            continue
    return now


def _mark(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
