"""Mentions of the web (W3C Webmention): a page says that it links to yours; it is looked at before it is believed.

A mention arrives as two addresses from anybody at all. What counts is what stands at its source when it is asked for:
whoever sends one can make amends look at a page, and nothing more.
"""

from __future__ import annotations

import asyncio
import re
from hashlib import blake2b
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urljoin, urlsplit

import msgspec

from amends.connectors.addresses import NotAsked
from amends.connectors.clock import NotATime, instant
from amends.connectors.door import NoAnswer
from amends.connectors.feeds import NETWORK
from amends.connectors.json_values import NotJson, child, parse, word
from amends.connectors.outcome import Refusal
from amends.connectors.place import opened
from amends.connectors.polling import polled
from amends.connectors.protocols import Heard
from amends.connectors.web_pages import LARGEST, Page
from amends.core.vocabulary import DAY, Changes, Post, Withdrawal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from amends.connectors.arrivals import Arrivals
    from amends.connectors.door import Answer, Door
    from amends.core.vocabulary import Instant

KIND: Final = "webmention"
PATIENCE: Final = 10.0
"""Seconds for a page that is said to mention us."""

LONGEST: Final = 2_000
"""Signs of an address."""

_TOGETHER: Final = 8
_REMEMBERED: Final = 2_000
_LINK: Final = re.compile(r'<([^<>]{0,2000})>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^\s",;]+))*)')
_REL: Final = re.compile(r'\brel\s*=\s*(?:"([^"]*)"|([^\s",;]+))', re.IGNORECASE)
_HTML: Final = ("text/html", "application/xhtml+xml")


def mention_of(source: str, target: str) -> bytes:
    """Write a mention as it is kept until it is looked at.

    Raises ``ValueError``, whose message is a sentence, for one that is none.
    """
    for address in (source, target):
        parts = urlsplit(address) if len(address) <= LONGEST else None
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("A mention names two addresses of the web, its source and its target.")
    if source.partition("#")[0] == target.partition("#")[0]:
        raise ValueError("A page that mentions itself is no mention.")
    return msgspec.json.encode({"source": source, "target": target})


class Place(msgspec.Struct):
    """What a cursor holds: which mention was looked at last, and marks of the pages that were heard."""

    arrived: int = 0
    known: dict[str, int] = {}


def looked_upto(cursor: str) -> int:
    """Tell the number of the mention that was looked at last."""
    return opened(cursor, Place()).arrived


class Webmentions:
    """A `Reader` of the mentions that arrive. ``now`` tells the time and ``wait`` waits for seconds."""

    def __init__(
        self,
        arrivals: Arrivals,
        *,
        door: Door,
        now: Callable[[], Instant],
        wait: Callable[[float], Awaitable[None]],
    ) -> None:
        self._arrivals = arrivals
        self._door = door
        self._now = now
        self._wait = wait
        self._place = Place()

    async def read(self, cursor: str) -> AsyncIterator[Heard]:
        """Give what comes after ``cursor``, without end."""
        self._place = opened(cursor, Place())
        async for heard in polled(self._sign, 3600.0, now=self._now, wait=self._wait, between=self._arrived):
            yield heard

    async def _sign(self) -> AsyncIterator[Heard]:
        yield self._heard()

    async def _arrived(self) -> AsyncIterator[Heard]:
        waiting = list(await self._arrivals.after(self._place.arrived))
        for begin in range(0, len(waiting), _TOGETHER):
            some = waiting[begin : begin + _TOGETHER]
            looked = await asyncio.gather(*(self._look(arrival.body) for arrival in some))
            for arrival, found in zip(some, looked, strict=True):
                self._place.arrived = arrival.number
                yield self._told(found)

    async def _look(self, body: bytes) -> Post | Withdrawal | Refusal:
        try:
            told = child(parse(body))
        except NotJson as error:
            return Refusal(KIND, 0, str(error))
        source, target = word(told.get("source")), word(told.get("target"))
        try:
            return await looked_at(source, target, self._door, self._now())
        except (NoAnswer, NotAsked) as error:
            return Refusal(source[:LONGEST], 0, str(error))

    def _told(self, found: Post | Withdrawal | Refusal) -> Heard:
        if isinstance(found, Refusal):
            return self._heard(refusals=(found,))
        key = blake2b(found.id.encode("utf-8", "replace"), digest_size=8).hexdigest()
        known = self._place.known.pop(key, None) is not None
        if isinstance(found, Withdrawal):
            # Only what came this way goes this way: else anybody could take back what others said on other ways.
            return self._heard(changes=Changes((), (found,))) if known else self._heard()
        self._place.known[key] = 1
        if len(self._place.known) > _REMEMBERED:
            del self._place.known[next(iter(self._place.known))]
        return self._heard(changes=Changes((found,))) if known else self._heard(posts=(found,))

    def _heard(
        self,
        *,
        posts: tuple[Post, ...] = (),
        refusals: tuple[Refusal, ...] = (),
        changes: Changes | None = None,
    ) -> Heard:
        cursor = msgspec.json.encode(self._place).decode()
        return Heard(posts, refusals, cursor, self._now(), changes=changes or Changes())


async def looked_at(source: str, target: str, door: Door, now: Instant) -> Post | Withdrawal | Refusal:
    """Look at a page that is said to mention another: the post it is, a withdrawal, or why neither.

    A page that is gone, or no longer links, is a withdrawal of what it said before. Raises as `Door.ask` does.
    """
    answer = await door.ask(source, headers={"Accept": "text/html"}, most=LARGEST, patience=PATIENCE)
    if answer.status in (404, 410):
        return Withdrawal(source, NETWORK, now)
    if answer.status != 200:
        return Refusal(source, 0, f"The page that should mention us answered with an error ({answer.status}).")
    if not answer.header("content-type").lower().startswith(_HTML):
        return Refusal(source, 0, "What should mention us is no page.")
    page = Page(answer.body.decode("utf-8", "replace"), answer.address)
    if target not in page.links():
        return Withdrawal(source, NETWORK, now)
    return _post(page, source, target, now)


def _post(page: Page, source: str, target: str, now: Instant) -> Post | Refusal:
    entry = page.entry()
    host = urlsplit(source).hostname or source
    text = entry.text or entry.name
    try:
        at = min(instant(entry.published, now + DAY), now)
    except NotATime:
        at = now
    author = entry.author_page if entry.author_page.startswith(("http://", "https://")) else host
    return Post(
        source,
        NETWORK,
        author,
        text or f"{host} links to {target}",
        at,
        now,
        entry.author or host,
        entry.author or host,
        links=(target,),
        reply_to=target if entry.reply_to == target else "",
        url=source,
    )


async def endpoint_of(target: str, door: Door) -> str:
    """Find where a page wants to be told that it is mentioned; nothing where it does not say. Raises as `Door.ask`."""
    answer = await door.ask(target, headers={"Accept": "text/html"}, most=LARGEST, patience=PATIENCE)
    if (told := _by_header(answer)) is not None:
        return told
    if not answer.header("content-type").lower().startswith(_HTML):
        return ""
    found = Page(answer.body.decode("utf-8", "replace"), answer.address).leads_to("webmention")
    return found or ""


def _by_header(answer: Answer) -> str | None:
    for header in answer.headers_of("link"):
        for found in _LINK.finditer(header[:20_000]):
            rel = _REL.search(found[2])
            if rel is not None and "webmention" in (rel[1] or rel[2]).lower().split():
                return str(urljoin(answer.address, found[1].strip()))
    return None


async def mention(source: str, target: str, door: Door) -> bool:
    """Tell a page that ours links to it; False where it does not want to know. Raises `NoAnswer` where it refuses."""
    endpoint = await endpoint_of(target, door)
    if not endpoint:
        return False
    answer = await door.ask(
        endpoint,
        method="POST",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        body=urlencode({"source": source, "target": target}).encode(),
        patience=PATIENCE,
    )
    if not 200 <= answer.status < 300:
        raise NoAnswer(f"{urlsplit(endpoint).hostname} did not take the mention ({answer.status}).")
    return True
