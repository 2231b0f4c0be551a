"""Comments on a channel or a video of YouTube, with a key of the owner's own and within the units it may spend.

Google counts units: 10,000 a day are free for a project, and asking for a page of comments costs one. Searching costs a
hundred and is never done. Source: the reference of the YouTube Data API v3 (``commentThreads.list``, ``comments.list``,
``channels.list``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

import msgspec

from amends.connectors.answered import accepted
from amends.connectors.budget import Allowance, AllSpent, Budget, Spent, a_day_in, within
from amends.connectors.clock import NotATime, instant
from amends.connectors.door import NoAnswer
from amends.connectors.json_values import child, items_of, word
from amends.connectors.outcome import Refusal
from amends.connectors.place import opened
from amends.connectors.protocols import CalledOff, Heard, SourceRefused
from amends.core.vocabulary import Changes, Post

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from amends.connectors.door import Answer, Door
    from amends.core.vocabulary import Instant

KIND: Final = "youtube"
NETWORK: Final = "youtube"
API: Final = "https://youtube.googleapis.com/youtube/v3"
EVERY: Final = 300.0
UNITS: Final = 2_000
"""Units a day where the owner says nothing else: a fifth of what is free."""

LARGE: Final = 20
"""Threads of one look whose later answers are asked for, at a unit each."""

_REMEMBERED: Final = 400
_PLAIN: Final = {"maxResults": "100", "textFormat": "plainText"}
_TO_DO: Final = "Look whether the key is right and the YouTube Data API is switched on for it."
_CHANNEL: Final = re.compile(r"(?:https?://(?:www\.)?youtube\.com/channel/)?(UC[\w-]{22})/?", re.ASCII)
_HANDLE: Final = re.compile(r"(?:https?://(?:www\.)?youtube\.com/)?@([\w.-]{3,30})/?", re.ASCII)
_VIDEO: Final = re.compile(r"https?://(?:(?:www\.)?youtube\.com/watch\?v=|youtu\.be/)([\w-]{11})(?:[&?#].*)?", re.ASCII)


def allowance(units: int) -> Allowance:
    """Tell what may be spent where the owner allows so many units a day; Google's day begins in California."""
    return Allowance(units or UNITS, "units", "day", a_day_in("America/Los_Angeles"))


def place_of(address: str) -> dict[str, str]:
    """Tell what the address of a channel or a video asks for; raises ``ValueError`` with a sentence.

    >>> place_of("https://youtu.be/dQw4w9WgXcQ")
    {'videoId': 'dQw4w9WgXcQ'}
    """
    for pattern, name in ((_VIDEO, "videoId"), (_CHANNEL, "allThreadsRelatedToChannelId"), (_HANDLE, "forHandle")):
        if found := pattern.fullmatch(address.strip()):
            return {name: found[1]}
    raise ValueError(
        f"“{address[:100]}” is no channel and no video of YouTube: it should look like @name or youtube.com/watch?v=…"
    )


class Place(msgspec.Struct):
    """What a cursor holds: when it began, what was told and when it changed, how many answers, and what was spent."""

    began: int = 0
    seen: dict[str, int] = {}
    threads: dict[str, int] = {}
    channel: str = ""
    spent: Spent = msgspec.field(default_factory=Spent)


class YouTube:
    """A `Reader` of the comments on one channel or video. ``now`` tells the time and ``wait`` waits for seconds."""

    def __init__(
        self,
        address: str,
        key: str,
        *,
        units: int,
        door: Door,
        now: Callable[[], Instant],
        wait: Callable[[float], Awaitable[None]],
        api: str = "",
    ) -> None:
        self._asked = place_of(address)
        self._key, self._units, self._api = key, units, api or API
        self._door, self._now, self._wait = door, now, wait
        self._place = Place()
        self._budget = Budget(allowance(units), self._place.spent, now)

    async def read(self, cursor: str) -> AsyncIterator[Heard]:
        """Give what comes after ``cursor``, without end; an empty one means from now on.

        Raises `SourceRefused`, `CalledOff` and `NoAnswer`.
        """
        if not self._key:
            raise SourceRefused("YouTube tells comments to a key only. Make one at Google and enter it.")
        self._place = opened(cursor, Place(began=self._now()))
        self._budget = Budget(allowance(self._units), self._place.spent, self._now)
        told = within(self._budget, self._look, EVERY, cursor=self._cursor, now=self._now, wait=self._wait)
        async for heard in told:
            yield heard

    async def _look(self) -> AsyncIterator[Heard]:
        begun = self._now()
        if "forHandle" in self._asked and not self._place.channel:
            yield self._spent(begun)
            found = await self._ask("channels", part="id", **self._asked)
            self._place.channel = next((word(child(item).get("id")) for item in items_of(found.get("items"))), "")
            if not self._place.channel:
                raise SourceRefused(
                    f"YouTube knows nobody called @{self._asked['forHandle']}. Look at the handle again."
                )
        where = {"allThreadsRelatedToChannelId": self._place.channel} if self._place.channel else self._asked
        yield self._spent(begun)
        page = await self._ask("commentThreads", part="snippet,replies", order="time", **_PLAIN, **where)
        threads = [child(item) for item in items_of(page.get("items"))]
        yield self._told([comment for thread in threads for comment in comments_of(thread)], begun)
        for thread, count in self._grown(threads)[:LARGE]:
            yield self._spent(begun)
            more = await self._ask("comments", part="snippet", parentId=thread, **_PLAIN)
            self._place.threads[thread] = count
            yield self._told([child(item) for item in items_of(more.get("items"))], begun)

    async def _channel(self) -> str:
        found = await self._ask("channels", part="id", **self._asked)
        channel = next((word(child(item).get("id")) for item in items_of(found.get("items"))), "")
        if not channel:
            raise SourceRefused(f"YouTube knows nobody called @{self._asked['forHandle']}. Look at the handle again.")
        return channel

    def _grown(self, threads: Sequence[dict[str, object]]) -> list[tuple[str, int]]:
        """Give the threads that have more answers than came with them, and more than they had before; and how many."""
        grown = []
        for thread in threads:
            name, count = word(thread.get("id")), child(thread, "snippet").get("totalReplyCount")
            came = len(items_of(child(thread, "replies").get("comments")))
            if name and type(count) is int and count > max(came, self._place.threads.get(name, 0)):
                grown.append((name, count))
        _forget(self._place.threads, _REMEMBERED)
        return grown

    def _told(self, comments: Sequence[dict[str, object]], begun: Instant) -> Heard:
        posts: list[Post] = []
        edits: list[Post] = []
        refusals: list[Refusal] = []
        for post, changed in posts_of(comments, begun, refusals):
            was = self._place.seen.pop(post.id, None)
            self._place.seen[post.id] = changed
            if was is None and post.created_at >= self._place.began:
                posts.append(post)
            elif was is not None and was != changed:
                edits.append(post)
        _forget(self._place.seen, 5 * _REMEMBERED)
        return Heard(tuple(posts), tuple(refusals), self._cursor(), begun, changes=Changes(tuple(edits)))

    def _spent(self, at: Instant) -> Heard:
        """Count one unit, to be written down before it is spent."""
        self._budget.spend()
        return Heard((), (), self._cursor(), at, asks=True)

    def _cursor(self) -> str:
        return msgspec.json.encode(self._place).decode()

    async def _ask(self, method: str, **query: str) -> dict[str, object]:
        # The key goes in a header, so that it stands in no address and no log.
        headers = {"X-Goog-Api-Key": self._key, "Accept": "application/json"}
        answer = await self._door.ask(f"{self._api}/{method}?{urlencode(query)}", headers=headers)
        if answer.status in (400, 403, 404):
            error = _error_of(answer)
            reason = next((word(child(item).get("reason")) for item in items_of(error.get("errors"))), "")
            if reason in ("quotaExceeded", "dailyLimitExceeded"):
                self._budget.exhaust()
                raise AllSpent
            if reason in ("rateLimitExceeded", "userRateLimitExceeded"):
                raise CalledOff("YouTube asks to be left alone for a minute: too much was asked at once.", 60.0)
            said = word(error.get("message"))[:200].rstrip(".") or reason or str(answer.status)
            host = urlsplit(answer.address).hostname
            raise SourceRefused(f"YouTube ({host}) refuses to tell: {said}. {_TO_DO}")
        found = accepted(answer, self._now(), _TO_DO).json()
        if not isinstance(found, dict):
            raise NoAnswer("YouTube answered with something that is no list of comments.")
        return found


def _error_of(answer: Answer) -> dict[str, object]:
    """Give what Google says is wrong; nothing where something between us answered in its place."""
    try:
        return child(answer.json(), "error")
    except NoAnswer:
        return {}


def _forget(kept: dict[str, int], most: int) -> None:
    """Let go of what was kept first."""
    while len(kept) > most:
        del kept[next(iter(kept))]


def comments_of(thread: dict[str, object]) -> list[dict[str, object]]:
    """Give the comment that begins a thread, and the answers that came with it."""
    first = child(thread, "snippet", "topLevelComment")
    return [first, *(child(item) for item in items_of(child(thread, "replies").get("comments")))]


def posts_of(
    comments: Sequence[dict[str, object]], now: Instant, refusals: list[Refusal]
) -> list[tuple[Post, Instant]]:
    """Give each comment once, with the instant it was last changed; what cannot be read is added to ``refusals``."""
    authors = {word(each.get("id")): _author(child(each, "snippet")) for each in comments}
    found: dict[str, tuple[Post, Instant]] = {}
    for comment in comments:
        try:
            post, changed = _post(comment, authors, now)
        except ValueError as error:
            refusals.append(Refusal("YouTube", 0, str(error)))
        else:
            found[post.id] = post, changed
    return list(found.values())


def _post(comment: dict[str, object], authors: dict[str, str], now: Instant) -> tuple[Post, Instant]:
    id_, told = word(comment.get("id")), child(comment, "snippet")
    text = word(told.get("textOriginal")) or word(told.get("textDisplay"))
    author, video, parent = _author(told), word(told.get("videoId")), word(told.get("parentId"))
    if not (id_ and author and text):
        raise ValueError("This comment has no id, no author or no words.")
    at = instant(told.get("publishedAt"))
    try:
        changed = instant(told.get("updatedAt"))
    except NotATime:
        changed = at
    page = f"https://www.youtube.com/watch?v={video}" if video else ""
    name = word(told.get("authorDisplayName"))
    post = Post(
        id_,
        NETWORK,
        author,
        text,
        at,
        now,
        name.removeprefix("@"),
        name.removeprefix("@"),
        links=(page,) if page else (),
        reply_to=parent or page,
        # What stands at the top of a video or a channel is said to whoever it belongs to.
        reply_to_author=authors.get(parent, "") if parent else word(told.get("channelId")),
        url=f"{page}&lc={id_}" if page else "",
    )
    return post, max(at, changed)


def _author(told: dict[str, object]) -> str:
    return word(child(told, "authorChannelId").get("value"))
