"""Public pages are made once and handed to everybody, so that a page can be read by a crowd.

A storm is thousands of people who read the same few pages, while a handful write. So this stands before Django: what a
reader without a cookie asks for is made once, kept as bytes, and handed out until something changes or it grows old.

On a calm day a page that has changed is made anew by the first who asks. In a storm everything changes all the time,
and the more was said the longer a page takes to make. So one page is made at a time, and after it the maker rests for
`PAUSE` times as long as that took: readers get the page before it, and what they asked for stands in a queue. Making
pages thus never takes more than its share of a processor; what grows is the age of what is read, up to `LATEST`.
Nothing private comes here, and what sets a cookie, streams, or fails is never kept.

One change waits for nobody: where words were hidden, taken back or forgotten, everything that was made before is
dropped, and whoever asks from then on gets a page that was begun after it.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from amends.actions import wake
from amends.actions.removals import Removals, removals
from amends.web.headers import PRIVATE
from amends.web.language import preferred

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, MutableMapping

    Scope = MutableMapping[str, Any]
    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    Application = Callable[[Scope, Receive, Send], Awaitable[None]]

OLDEST: Final = 10.0
"""Seconds after which a page is made anew though nothing changed: it may say how long ago something was."""

REST: Final = 1.0
"""Seconds in which a page is made at most once, however much changes."""

PAUSE: Final = 4
"""How many times as long as a page took to make nothing is made anew that can be handed out as it is."""

LATEST: Final = 30.0
"""Seconds after which a page is so old that a reader rather waits for a new one."""

MOST_PAGES: Final = 1000
LARGEST: Final = 1_000_000
"""Bytes of a page that is kept; what is larger is made for each reader."""

NEVER: Final = (*PRIVATE, "/vote/", "/prove/", "/static/", "/healthz")
OWN_WAY: Final = ("/case.json", "/prove/")
"""A case as a file may be of any size, and packing it would hold up every page: that is done where it is made. Where
somebody shows who they are, each gets a challenge of their own."""

_WORTH_PACKING: Final = 500


_Headers: TypeAlias = list[tuple[bytes, bytes]]


@dataclass(slots=True)
class _Page:
    """One page as it is sent: plain, packed, and to who has it already, each with its headers."""

    status: int
    plain: tuple[_Headers, bytes]
    packed: tuple[_Headers, bytes]
    unchanged: _Headers
    tag: bytes
    made_at: float
    changes: int


@dataclass(slots=True, eq=False)
class _Making:
    """A page under way: what had been taken away when it was begun, or nothing while it stands in line."""

    page: asyncio.Task[_Page | None] | None = None
    after: Removals | None = None


@dataclass(slots=True)
class _Caught:
    """What the site answered."""

    status: int = 0
    headers: _Headers = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)


class KeptPages:
    """An ASGI application before another one: answers from what is kept, and asks the other where it must."""

    def __init__(self, site: Application) -> None:
        self._site = site
        self._pages: OrderedDict[tuple[bytes, ...], _Page] = OrderedDict()
        self._after: Removals | None = None
        self._making: dict[tuple[bytes, ...], _Making] = {}
        self._turn = asyncio.Lock()
        self._rests_until = 0.0
        self._stale: dict[tuple[bytes, ...], Scope] = {}
        self._renewing: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not _is_public(scope):
            await self._site(scope, receive, send)
            return
        key = _key(scope)
        page = await self._page(key, scope)
        if page is None:
            await self._site(scope, receive, send)
        else:
            await _hand_out(page, scope, send)

    def forget(self) -> None:
        """Keep nothing any longer: the next reader of each page has it made anew."""
        self._pages.clear()

    async def _page(self, key: tuple[bytes, ...], scope: Scope) -> _Page | None:
        self._drop_what_words_left()
        kept = self._pages.get(key)
        if kept is None:
            return await self._made(key, scope)
        self._pages.move_to_end(key)
        now = time.monotonic()
        age = now - kept.made_at
        if age < REST or (age < OLDEST and kept.changes == wake.changes()):
            return kept
        if age < LATEST and (self._making or now < self._rests_until):
            self._renew_later(key, scope)
            return kept
        return await self._made(key, scope)

    def _drop_what_words_left(self) -> None:
        """Keep nothing that was made, or begun, before words were taken away."""
        if self._after != (now := removals()):
            self._after = now
            self.forget()

    async def _made(self, key: tuple[bytes, ...], scope: Scope) -> _Page | None:
        """Have a page made, once for everybody who waits for it; who comes after a removal waits for another."""
        making = self._making.get(key)
        if making is None or making.page is None or making.after not in (None, removals()):
            making = self._making[key] = _Making()
            making.page = asyncio.create_task(self._make_in_turn(key, dict(scope), making))
        return await asyncio.shield(making.page)

    async def _make_in_turn(self, key: tuple[bytes, ...], scope: Scope, making: _Making) -> _Page | None:
        try:
            async with self._turn:
                began = time.monotonic()
                making.after = removals()
                try:
                    return await self._make(key, scope, making.after)
                finally:
                    ended = time.monotonic()
                    self._rests_until = ended + PAUSE * (ended - began)
        finally:
            if self._making.get(key) is making:
                del self._making[key]

    def _renew_later(self, key: tuple[bytes, ...], scope: Scope) -> None:
        if key not in self._making:
            self._stale.setdefault(key, dict(scope))
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew())

    async def _renew(self) -> None:
        """Make anew what was asked for, in the order in which it was, with a rest after each."""
        while self._stale:
            await asyncio.sleep(max(0.0, self._rests_until - time.monotonic()))
            key = next(iter(self._stale))
            await self._made(key, self._stale.pop(key))

    async def _make(self, key: tuple[bytes, ...], scope: Scope, after: Removals) -> _Page | None:
        changes = wake.changes()
        caught = _Caught()
        asked = asyncio.Event()

        async def receive() -> Message:
            if asked.is_set():
                await asyncio.Event().wait()  # nobody is there to leave
            asked.set()
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                caught.status, caught.headers = message["status"], list(message["headers"])
            else:
                caught.body += message.get("body", b"")

        await self._site({**scope, "method": "GET"}, receive, send)
        page = _page_of(caught, changes)
        self._pages.pop(key, None)
        self._drop_what_words_left()
        # Words that left while it was made may be in it: those who asked before may have them, and nobody after.
        if after == self._after and page is not None and page.status == 200 and len(page.plain[1]) <= LARGEST:
            self._pages[key] = page
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)
        return page


def _is_public(scope: Scope) -> bool:
    path = scope["path"]
    if scope["method"] not in ("GET", "HEAD") or path.startswith(NEVER) or "/receipts/" in path:
        return False
    if path.endswith(OWN_WAY):
        return False
    return not any(name in (b"cookie", b"range", b"authorization", b"hx-request") for name, _ in scope["headers"])


def _key(scope: Scope) -> tuple[bytes, ...]:
    host, languages = _heard(scope, b"host", b"accept-language")
    spoken = _spoken(languages)
    return scope["path"].encode("utf-8", "replace"), scope["query_string"], host, spoken


@lru_cache(maxsize=1000)
def _spoken(languages: bytes) -> bytes:
    """Return the language a reader is answered in; a crowd asks in the same few ways."""
    return preferred(languages.decode("latin-1")).encode()


def _heard(scope: Scope, *names: bytes) -> Iterable[bytes]:
    said = dict(scope["headers"])
    return (said.get(name, b"") for name in names)


def _page_of(caught: _Caught, changes: int) -> _Page | None:
    """Make a page of an answer that may be given to others too; one that sets a cookie is for one reader alone."""
    names = {name.lower() for name, _ in caught.headers}
    if b"set-cookie" in names or b"content-encoding" in names:
        return None
    plain = bytes(caught.body)
    packed = gzip.compress(plain, 6, mtime=0) if len(plain) > _WORTH_PACKING else b""
    tag = b'"' + hashlib.sha256(plain).hexdigest()[:32].encode() + b'"'
    own = (b"content-length", b"etag", b"vary")
    headers = [(name, value) for name, value in caught.headers if name.lower() not in own]
    headers += [(b"etag", tag), (b"vary", b"Accept-Encoding, Accept-Language, Cookie")]
    if b"cache-control" not in names and caught.status == 200:
        # Whoever keeps it on the way asks before handing it on: an unchanged page costs one line.
        headers.append((b"cache-control", b"public, no-cache"))
    as_it_is = _with_length(headers, plain), plain
    small = (_with_length([*headers, (b"content-encoding", b"gzip")], packed), packed) if packed else as_it_is
    return _Page(caught.status, as_it_is, small, headers, tag, time.monotonic(), changes)


def _with_length(headers: _Headers, body: bytes) -> _Headers:
    return [*headers, (b"content-length", str(len(body)).encode())]


async def _hand_out(page: _Page, scope: Scope, send: Send) -> None:
    known, accepted = _heard(scope, b"if-none-match", b"accept-encoding")
    if page.status == 200 and page.tag in known:
        await send({"type": "http.response.start", "status": 304, "headers": page.unchanged})
        await send({"type": "http.response.body", "body": b""})
        return
    headers, body = page.packed if b"gzip" in accepted else page.plain
    await send({"type": "http.response.start", "status": page.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
