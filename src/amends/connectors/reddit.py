"""What is said on Reddit in one subreddit, beneath one account's posts or in one thread, with a key of the owner's own.

Reddit gives keys to programs that it has approved, and each may ask a hundred questions a minute. Here a key is the id
and the secret of such a program, ``id:secret``. Source: Reddit's API reference (``/comments/article``,
``/r/subreddit/new``, ``/user/username/submitted``) and its rules for OAuth2 and User-Agent.
"""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import msgspec

from amends.connectors.answered import accepted
from amends.connectors.budget import Allowance, Budget, Spent, a_minute, within
from amends.connectors.clock import instant
from amends.connectors.door import NoAnswer
from amends.connectors.json_values import child, items_of, word
from amends.connectors.outcome import Refusal
from amends.connectors.place import opened
from amends.connectors.protocols import Heard, SourceRefused
from amends.core.vocabulary import HOUR, MINUTE, SECOND, Changes, Post, Withdrawal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence

    from amends.connectors.door import Door
    from amends.core.vocabulary import Instant

KIND: Final = "reddit"
NETWORK: Final = "reddit"
API: Final = "https://oauth.reddit.com"
SIGN_IN: Final = "https://www.reddit.com/api/v1/access_token"
AGENT: Final = "python:amends:1 (self-hosted; listens to what concerns its owner)"
EVERY: Final = 120.0
QUESTIONS: Final = 30
"""Questions a minute where the owner says nothing else: a third of what a key may ask."""

THREADS: Final = 10
"""Threads of one account that are followed: those begun last."""

_REMEMBERED: Final = 2_000
_TO_DO: Final = "Look whether Reddit still approves of the key."
_SUBREDDIT: Final = re.compile(r"(?:https?://(?:www\.|old\.)?reddit\.com/)?/?r/(\w{2,21})/?", re.ASCII)
_ACCOUNT: Final = re.compile(r"(?:https?://(?:www\.|old\.)?reddit\.com/)?/?(?:u|user)/([\w-]{3,20})/?", re.ASCII)
_THREAD: Final = re.compile(r"https?://(?:www\.|old\.)?reddit\.com/r/\w+/comments/(\w{3,10})(?:/.*)?", re.ASCII)
_NAMED: Final = re.compile(r"(?<![\w/])/?u/([\w-]{3,20})", re.ASCII)
_WITHDRAWN: Final = -1
_GONE: Final = ("[deleted]", "[removed]")


def allowance(questions: int) -> Allowance:
    """Tell what may be spent where the owner allows so many questions a minute."""
    return Allowance(questions or QUESTIONS, "questions", "minute", a_minute)


def place_of(address: str) -> tuple[str, str]:
    """Tell what an address asks for: ``r``, ``u`` or ``comments``, and whose; raises ``ValueError`` with a sentence.

    >>> place_of("r/phones"), place_of("https://www.reddit.com/user/ines_m/")
    (('r', 'phones'), ('u', 'ines_m'))
    """
    for pattern, kind in ((_SUBREDDIT, "r"), (_ACCOUNT, "u"), (_THREAD, "comments")):
        if found := pattern.fullmatch(address.strip()):
            return kind, found[1]
    raise ValueError(
        f"“{address[:100]}” is nothing on Reddit: it should look like r/phones, u/name or a thread's address."
    )


class Place(msgspec.Struct):
    """What a cursor holds: when it began, what was told with a mark of when it changed, and what was spent."""

    began: int = 0
    seen: dict[str, int] = {}
    spent: Spent = msgspec.field(default_factory=Spent)


class Reddit:
    """A `Reader` of one place on Reddit. ``now`` tells the time and ``wait`` waits for seconds."""

    def __init__(
        self,
        address: str,
        key: str,
        *,
        questions: int,
        door: Door,
        now: Callable[[], Instant],
        wait: Callable[[float], Awaitable[None]],
        api: str = "",
    ) -> None:
        self._kind, self._name = place_of(address)
        self._key, self._questions = key, questions
        self._api, self._sign_in = (api, f"{api}/api/v1/access_token") if api else (API, SIGN_IN)
        self._door, self._now, self._wait = door, now, wait
        self._token, self._good_until = "", 0
        self._place = Place()
        self._budget = Budget(allowance(questions), self._place.spent, now)

    async def read(self, cursor: str) -> AsyncIterator[Heard]:
        """Give what comes after ``cursor``, without end; an empty one means from now on.

        Raises `SourceRefused`, `CalledOff` and `NoAnswer`.
        """
        if ":" not in self._key:
            raise SourceRefused("Reddit tells this to approved programs only. Enter the key of yours as id:secret.")
        self._place = opened(cursor, Place(began=self._now()))
        self._budget = Budget(allowance(self._questions), self._place.spent, self._now)
        told = within(self._budget, self._look, EVERY, cursor=self._cursor, now=self._now, wait=self._wait)
        async for heard in told:
            yield heard

    async def _look(self) -> AsyncIterator[Heard]:
        begun = self._now()
        if self._kind == "r":
            for what in ("new", "comments"):
                yield self._told(await self._ask(f"r/{self._name}/{what}", limit="100"), begun)
        elif self._kind == "comments":
            yield self._told(await self._thread(self._name), begun)
        else:
            submitted = await self._ask(f"user/{self._name}/submitted", limit="25")
            yield self._told(submitted, begun)
            for name in [word(thing.get("id")) for thing in things_in(submitted)][:THREADS]:
                yield self._told(await self._thread(name), begun)

    async def _thread(self, name: str) -> object:
        return await self._ask(f"comments/{name}", sort="new", limit="500")

    def _told(self, page: object, begun: Instant) -> Heard:
        posts: list[Post] = []
        edits: list[Post] = []
        gone: list[Withdrawal] = []
        refusals: list[Refusal] = []
        for told, changed in read_page(page, begun):
            if isinstance(told, Refusal):
                refusals.append(told)
                continue
            was = self._place.seen.pop(told.id, None)
            self._place.seen[told.id] = changed
            if isinstance(told, Withdrawal):
                if was is not None and was != _WITHDRAWN:
                    gone.append(told)
            elif was is None and told.created_at >= self._place.began:
                posts.append(told)
            elif was is not None and was != changed:
                edits.append(told)
        while len(self._place.seen) > _REMEMBERED:
            del self._place.seen[next(iter(self._place.seen))]
        changes = Changes(tuple(edits), tuple(gone))
        return Heard(tuple(posts), tuple(refusals), self._cursor(), begun, changes=changes)

    def _cursor(self) -> str:
        return msgspec.json.encode(self._place).decode()

    async def _ask(self, path: str, **query: str) -> object:
        if self._now() >= self._good_until:
            await self._open()
        await self._pace()
        headers = {"Authorization": f"Bearer {self._token}", "User-Agent": AGENT}
        asked = f"{self._api}/{path}?{urlencode({**query, 'raw_json': '1'})}"
        return accepted(await self._door.ask(asked, headers=headers), self._now(), _TO_DO).json()

    async def _pace(self) -> None:
        """Count one question; where this minute's are asked, wait for the next one."""
        while not self._budget.left():
            await self._wait((self._budget.again_at() - self._now()) / SECOND)
        self._budget.spend()

    async def _open(self) -> None:
        """Be given a token for an hour or a day."""
        await self._pace()
        known = b64encode(self._key.encode()).decode()
        headers = {"Authorization": f"Basic {known}", "User-Agent": AGENT}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        form = b"grant_type=client_credentials"
        answer = await self._door.ask(self._sign_in, method="POST", headers=headers, body=form)
        told = child(accepted(answer, self._now(), _TO_DO).json())
        self._token = word(told.get("access_token"))
        if not self._token:
            raise NoAnswer("Reddit gave no token for this key.")
        lasts = told.get("expires_in")
        self._good_until = self._now() + (lasts * SECOND if type(lasts) is int else HOUR) - MINUTE


def things_in(page: object) -> Iterator[dict[str, object]]:
    """Give every post and comment of a page, each before its answers; without recursion, since threads go deep."""
    waiting = [page]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting += reversed(each)
        elif isinstance(each, dict):
            data = child(each, "data")
            if each.get("kind") in ("t1", "t3"):
                yield data
            waiting += [data.get("replies"), *reversed(items_of(data.get("children")))]


def read_page(page: object, now: Instant) -> Iterator[tuple[Post | Withdrawal | Refusal, Instant]]:
    """Give what each thing of a page is, with the instant it was last changed: 0 for never, -1 where it is gone."""
    things: Sequence[dict[str, object]] = list(things_in(page))
    authors = {word(each.get("name")): word(each.get("author_fullname")) for each in things}
    for thing in things:
        words = word(thing.get("body")) or word(thing.get("selftext"))
        if words in _GONE or word(thing.get("author")) == "[deleted]":
            yield Withdrawal(word(thing.get("name")), NETWORK, now), _WITHDRAWN
            continue
        try:
            edited = thing.get("edited")
            yield _post(thing, authors, now), instant(edited) if type(edited) in (int, float) else 0
        except ValueError as error:
            yield Refusal("Reddit", 0, str(error)), 0


def _post(thing: dict[str, object], authors: dict[str, str], now: Instant) -> Post:
    name, author = word(thing.get("name")), word(thing.get("author_fullname"))
    title, words = word(thing.get("title")), word(thing.get("body")) or word(thing.get("selftext"))
    if not (name and author and (title or words)):
        raise ValueError("This has no name, no author or no words.")
    parent, thread = word(thing.get("parent_id")), word(thing.get("link_id"))
    page = f"https://www.reddit.com{word(thing.get('permalink'))}" if word(thing.get("permalink")) else ""
    beneath = word(thing.get("link_permalink")) or word(thing.get("url"))
    return Post(
        name,
        NETWORK,
        author,
        f"{title}\n\n{words}" if title and words else title or words,
        instant(thing.get("created_utc")),
        now,
        word(thing.get("author")),
        word(thing.get("author")),
        tuple(dict.fromkeys(_NAMED.findall(words))),
        (beneath,) if beneath.startswith("https://") else (),
        parent or thread,
        # In a list of comments alone Reddit tells by name who began the thread.
        authors.get(parent) or (word(thing.get("link_author")) if parent == thread else ""),
        url=page,
    )
