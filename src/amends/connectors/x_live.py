"""Mentions of an account on X, with a key of the owner's own and within the posts that it may read in a month.

X asks money for every post that is read, so that nothing is read before its owner has said how many. Source: the
reference of the X API v2 (``GET /2/users/:id/mentions``, ``GET /2/users/by/username/:username``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

import msgspec

from amends.connectors.answered import accepted
from amends.connectors.budget import Allowance, AllSpent, Budget, Spent, a_month, within
from amends.connectors.clock import instant
from amends.connectors.json_values import child, items_of, word
from amends.connectors.outcome import Refusal
from amends.connectors.place import opened
from amends.connectors.protocols import Heard, SourceRefused
from amends.core.vocabulary import SECOND, Post, iso

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from amends.connectors.door import Door
    from amends.core.vocabulary import Instant

KIND: Final = "x"
NETWORK: Final = "x"
API: Final = "https://api.x.com"
EVERY: Final = 600.0
SMALLEST: Final = 5
"""Posts that a page has at least: X gives no smaller one."""

_PAGE: Final = 100
_PAGES: Final = 20
_TO_DO: Final = "Look whether the key is right, and what your plan at X allows."
_ACCOUNT: Final = re.compile(r"(?:https?://(?:www\.)?(?:x|twitter)\.com/)?@?(\w{1,15})/?", re.ASCII)
_FIELDS: Final = {
    "tweet.fields": "created_at,author_id,in_reply_to_user_id,referenced_tweets,entities,lang",
    "expansions": "author_id,referenced_tweets.id.author_id",
    "user.fields": "username,name",
}


def allowance(posts: int) -> Allowance:
    """Tell what may be spent where the owner allows so many posts to be read in a month."""
    return Allowance(posts, "posts", "month", a_month)


def place_of(address: str) -> str:
    """Tell whose mentions an address asks for; raises ``ValueError`` with a sentence.

    >>> place_of("https://x.com/ines_m"), place_of("@ines_m")
    ('ines_m', 'ines_m')
    """
    if not (found := _ACCOUNT.fullmatch(address.strip())):
        raise ValueError(f"“{address[:100]}” is no account on X: it should look like @name.")
    return found[1]


class Place(msgspec.Struct):
    """What a cursor holds: whose mentions, since when, the newest one told, and what was spent."""

    account: str = ""
    began: int = 0
    newest: str = ""
    spent: Spent = msgspec.field(default_factory=Spent)


class Mentions:
    """A `Reader` of the mentions of one account. ``now`` tells the time and ``wait`` waits for seconds."""

    def __init__(
        self,
        address: str,
        key: str,
        *,
        posts: int,
        door: Door,
        now: Callable[[], Instant],
        wait: Callable[[float], Awaitable[None]],
        api: str = "",
    ) -> None:
        self._name = place_of(address)
        self._key, self._posts, self._api = key, posts, api or API
        self._door, self._now, self._wait = door, now, wait
        self._place = Place()
        self._budget = Budget(allowance(posts), self._place.spent, now)

    async def read(self, cursor: str) -> AsyncIterator[Heard]:
        """Give what comes after ``cursor``, without end; an empty one means from now on.

        Raises `SourceRefused`, `CalledOff` and `NoAnswer`.
        """
        if not self._key:
            raise SourceRefused("X tells nothing without a key. Enter the bearer token of yours.")
        if not self._posts:
            raise SourceRefused("X asks money for each post that is read. Say how many a month may be read.")
        self._place = opened(cursor, Place(began=self._now()))
        self._budget = Budget(allowance(self._posts), self._place.spent, self._now)
        told = within(self._budget, self._look, EVERY, cursor=self._cursor, now=self._now, wait=self._wait)
        async for heard in told:
            yield heard

    async def _look(self) -> AsyncIterator[Heard]:
        begun = self._now()
        if not self._place.account:
            self._budget.spend()  # a user that is read is counted as a post is
            yield Heard((), (), self._cursor(), begun, asks=True)
            found = await self._ask(f"2/users/by/username/{quote(self._name)}")
            self._place.account = word(child(found, "data").get("id"))
            if not self._place.account:
                raise SourceRefused(f"X knows nobody called @{self._name}. Look at the handle again.")
        place, before = self._place, ""
        since = {"since_id": place.newest} if place.newest else {"start_time": iso(place.began - place.began % SECOND)}
        for _ in range(_PAGES):
            asked = min(_PAGE, self._budget.left())
            if asked < SMALLEST:
                raise AllSpent
            query = {"max_results": str(asked), **_FIELDS, **since} | ({"pagination_token": before} if before else {})
            page = await self._ask(f"2/users/{place.account}/mentions?{urlencode(query)}")
            self._budget.spend(min(len(items_of(page.get("data"))), asked))
            yield self._told(page, begun)
            before = word(child(page, "meta").get("next_token"))
            if not before:
                return

    def _told(self, page: dict[str, object], begun: Instant) -> Heard:
        found = read_page(page, begun)
        posts = tuple(each for each in found if isinstance(each, Post))
        # Ids count up and are longer than any number of JavaScript: they are compared as the numbers they are.
        newest = [self._place.newest, *(post.id for post in posts)]
        self._place.newest = max(newest, key=lambda each: (len(each), each))
        refusals = tuple(each for each in found if isinstance(each, Refusal))
        return Heard(posts, refusals, self._cursor(), begun)

    def _cursor(self) -> str:
        return msgspec.json.encode(self._place).decode()

    async def _ask(self, path: str) -> dict[str, object]:
        headers = {"Authorization": f"Bearer {self._key}", "Accept": "application/json"}
        answer = await self._door.ask(f"{self._api}/{path}", headers=headers)
        return child(accepted(answer, self._now(), _TO_DO).json())


def read_page(page: dict[str, object], now: Instant) -> list[Post | Refusal]:
    """Give what each post of a page is, the earliest first."""
    included = child(page, "includes")
    users = {word(each.get("id")): each for each in map(child, items_of(included.get("users")))}
    writers = {
        word(each.get("id")): word(each.get("author_id")) for each in map(child, items_of(included.get("tweets")))
    }
    found: list[Post | Refusal] = []
    for item in reversed(items_of(page.get("data"))):
        try:
            found.append(_post(child(item), users, writers, now))
        except ValueError as error:
            found.append(Refusal("X", 0, str(error)))
    return found


def _post(told: dict[str, object], users: dict[str, dict[str, object]], writers: dict[str, str], now: Instant) -> Post:
    id_, author, text = (word(told.get(name)) for name in ("id", "author_id", "text"))
    if not (id_ and author and text):
        raise ValueError("This post has no id, no author or no words.")
    who, entities = users.get(author, {}), child(told, "entities")
    others = {
        word(each.get("type")): word(each.get("id")) for each in map(child, items_of(told.get("referenced_tweets")))
    }
    answered, quoted = others.get("replied_to", ""), others.get("quoted", "")
    mentioned = [child(item) for item in items_of(entities.get("mentions"))]
    links = [child(item) for item in items_of(entities.get("urls"))]
    handle = word(who.get("username"))
    return Post(
        id_,
        NETWORK,
        author,
        text,
        instant(told.get("created_at")),
        now,
        word(who.get("name")),
        handle,
        tuple(filter(None, (word(each.get(name)) for each in mentioned for name in ("id", "username")))),
        tuple(filter(None, (word(each.get("expanded_url")) for each in links))),
        answered,
        word(told.get("in_reply_to_user_id")) or writers.get(answered, ""),
        quoted,
        writers.get(quoted, ""),
        f"https://x.com/{handle or 'i'}/status/{id_}",
        word(told.get("lang")),
    )
