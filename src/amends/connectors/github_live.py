"""Listening to a repository on GitHub: its issues, pull requests, discussions and comments, and reactions to them.

Webhooks bring them within a second where they are set up. GitHub does not send one again that was lost, so that the
repository is also asked, for whatever was changed since the last look. Where no key is given it is asked rarely: sixty
questions an hour are free.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

import msgspec

from amends.connectors import github
from amends.connectors.answered import accepted
from amends.connectors.clock import NotATime, parse
from amends.connectors.door import NoAnswer
from amends.connectors.found import Found
from amends.connectors.json_values import NotJson, child, items_of, word
from amends.connectors.json_values import parse as parse_json
from amends.connectors.outcome import Refusal
from amends.connectors.place import opened
from amends.connectors.polling import polled
from amends.connectors.protocols import NOTHING_CHANGED, Heard
from amends.core.vocabulary import SECOND, Changes, Instant, Post, Reaction, Sign, Withdrawal, iso

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from amends.connectors.arrivals import Arrival, Arrivals
    from amends.connectors.door import Door
    from amends.connectors.github_discussions import Discussions

KIND: Final = "github"
API: Final = "https://api.github.com"
PAGE: Final = 100

EVERY: Final = 60.0
RARELY: Final = 600.0
"""Seconds between two looks with a key, and without one."""

_TO_DO: Final = "Give amends a key that may read this repository, or look whether it has moved."
_REPOSITORY: Final = re.compile(r"(?:https?://)?github\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?/?", re.ASCII | re.IGNORECASE)
_THREAD: Final = re.compile(r"https?://[^/]+/([\w.-]+)/([\w.-]+)/(issues|pull)/(\d+)(?:[/#?].*)?", re.ASCII)
_ON_GITHUB: Final = "://github.com/"
_WHAT: Final = ("issues", "issues/comments", "pulls/comments")
_DISCUSSIONS: Final = "discussions"
_LIKES: Final = frozenset(("+1", "heart", "hooray", "rocket", "laugh"))
_REACTED: Final = 10
"""Things of one look whose reactions are asked for, one by one."""

_BODIES: Final = ("issue", "pull_request", "discussion", "review", "comment")
"""What a delivery may hold: whatever it is about comes before what was said about it."""


def source_for(text: str) -> Found | None:
    """Tell which source the address of a repository means, or nothing.

    >>> source_for("github.com/octo/app").address
    'https://github.com/octo/app'
    """
    if not (found := _REPOSITORY.fullmatch(text.strip())):
        return None
    name = f"{found[1]}/{found[2]}"
    deaf = "Without a key nothing is heard of discussions, but by webhook, and nothing of a private repository."
    return Found(KIND, f"https://github.com/{name}", f"{name} on GitHub", (found[1],), deaf)


def thread_in(text: str) -> str:
    """Tell which thread's address this is, without what points into it, or nothing.

    >>> thread_in("https://github.com/octo/app/issues/7#issuecomment-1")
    'https://github.com/octo/app/issues/7'
    """
    found = _THREAD.fullmatch(text.strip())
    return f"https://github.com/{found[1]}/{found[2]}/{found[3]}/{found[4]}" if found and _ON_GITHUB in text else ""


class Place(msgspec.Struct):
    """What a cursor holds: up to when each list was read, and which delivery was heard last."""

    since: dict[str, int] = {}
    began: int = 0
    arrived: int = 0


class Repository:
    """Asks one repository. ``api`` is where its server answers; ``token`` may read it."""

    def __init__(self, address: str, *, door: Door, now: Callable[[], Instant], token: str = "", api: str = "") -> None:
        self.name = urlsplit(address).path.strip("/")
        self.api = api or API
        self._door = door
        self._now = now
        self._token = token
        self.reading = github.Reading()

    async def get(self, path: str, **query: str | int) -> object:
        """Ask for a path of the API. Raises as `accepted` does."""
        asked = f"{self.api}/{path}?{urlencode(query)}" if query else f"{self.api}/{path}"
        return accepted(await self._door.ask(asked, headers=self._headers()), self._now(), _TO_DO).json()

    async def post(self, path: str, body: object) -> object:
        """Ask something with a body. Raises as `accepted` does."""
        raw = msgspec.json.encode(body)
        asked = self._door.ask(f"{self.api}/{path}", method="POST", headers=self._headers(), body=raw)
        return accepted(await asked, self._now(), _TO_DO).json()

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        return headers | ({"Authorization": f"Bearer {self._token}"} if self._token else {})

    async def changed(self, what: str, since: Instant) -> AsyncIterator[list[dict[str, object]]]:
        """Give what was changed since an instant, page by page, the earliest change first."""
        number = 1
        query: dict[str, str | int] = {"sort": "updated", "direction": "asc", "per_page": PAGE}
        query["since"] = iso(since - since % SECOND)
        if what == "issues":
            query["state"] = "all"
        while True:
            page = [child(item) for item in items_of(await self.get(f"repos/{self.name}/{what}", **query, page=number))]
            if page:
                yield page
            if len(page) < PAGE:
                return
            number += 1

    def posts(self, thing: dict[str, object], now: Instant) -> tuple[list[Post], list[Refusal]]:
        """Give the posts of one thing that the API gave or a webhook brought."""
        posts, refusals = [], []
        for found in github.posts_of(thing, self.name, 0, self.reading):
            if isinstance(found, Refusal):
                refusals.append(found)
            elif isinstance(found, Post):
                beneath = found.url.partition("#")[0]
                links = (*found.links, beneath) if beneath and beneath not in found.links else found.links
                posts.append(dataclasses.replace(found, heard_at=now, links=links))
        return posts, refusals

    async def reactions(self, what: str, thing: dict[str, object], now: Instant) -> list[Reaction]:
        """Give the friendly signs given to one thing: what they say is not taken for a stance, whatever they show."""
        of, _ = self.posts(thing, now)
        id_ = word(thing.get("number") if what == "issues" else thing.get("id"))
        if not of or not id_:
            return []
        page = await self.get(f"repos/{self.name}/{what}/{id_}/reactions", per_page=PAGE)
        given = [child(item) for item in items_of(page)]
        return [
            Reaction(f"reaction:{word(each.get('id'))}", github.NETWORK, Sign.LIKE, of[0].id, now)
            for each in given
            if each.get("content") in _LIKES
        ]


class GitHub:
    """A `Reader` of one repository. ``now`` tells the time and ``wait`` waits for seconds."""

    def __init__(
        self,
        repository: Repository,
        *,
        now: Callable[[], Instant],
        wait: Callable[[float], Awaitable[None]],
        every: float = RARELY,
        arrivals: Arrivals | None = None,
        discussions: Discussions | None = None,
    ) -> None:
        self._repository = repository
        self._now = now
        self._wait = wait
        self._every = every
        self._arrivals = arrivals
        self._discussions = discussions
        self._place = Place()

    async def read(self, cursor: str) -> AsyncIterator[Heard]:
        """Give what comes after ``cursor``, without end; an empty one means from now on.

        Raises `SourceRefused`, `CalledOff` and `NoAnswer`.
        """
        self._place = opened(cursor, Place())
        self._place.began = self._place.began or self._now()
        for what in (*_WHAT, _DISCUSSIONS):
            self._place.since.setdefault(what, self._place.began)
        between = self._arrived if self._arrivals is not None else None
        async for heard in polled(self._look, self._every, now=self._now, wait=self._wait, between=between):
            yield heard

    async def _look(self) -> AsyncIterator[Heard]:
        begun = self._now()
        for what in _WHAT:
            async for page in self._repository.changed(what, self._place.since[what]):
                yield await self._page(what, page, begun)
        if self._discussions is not None:
            async for told in self._discussions.changed(self._place.since[_DISCUSSIONS], begun):
                self._place.since[_DISCUSSIONS] = max(self._place.since[_DISCUSSIONS], told.upto)
                yield self._heard(told.posts, told.refusals, begun, Changes(told.edits))
        yield self._heard((), (), begun)

    async def _page(self, what: str, page: list[dict[str, object]], begun: Instant) -> Heard:
        posts: list[Post] = []
        edits: list[Post] = []
        refusals: list[Refusal] = []
        reactions: list[Reaction] = []
        await self._learn_threads(page)
        for thing in page:
            found, refused = self._repository.posts(thing, begun)
            refusals += refused
            for post in found:
                if thing.get("updated_at") == thing.get("created_at"):
                    posts.append(post)
                elif what != "issues" or post.created_at >= self._place.began:
                    # An issue is also touched by each of its comments: an old one is not new for that.
                    edits.append(post)
            self._place.since[what] = max(self._place.since[what], _instant(thing.get("updated_at")))
        for thing in [thing for thing in page if child(thing, "reactions").get("total_count")][:_REACTED]:
            reactions += await self._repository.reactions(what, thing, begun)
        return self._heard(tuple(posts), tuple(refusals), begun, Changes(tuple(edits), (), tuple(reactions)))

    async def _learn_threads(self, page: list[dict[str, object]]) -> None:
        """Ask for the beginnings of threads that are not known, so that their answers tell whom they answer."""
        unknown: dict[str, None] = {}
        for thing in page:
            thread = urlsplit(word(thing.get("html_url"))).path.strip("/").split("#")[0]
            issue = word(thing.get("issue_url")) or word(thing.get("pull_request_url"))
            if issue.startswith(f"{self._repository.api}/") and thread not in self._repository.reading.authors:
                unknown[issue.removeprefix(f"{self._repository.api}/")] = None
        for path in list(unknown)[:_REACTED]:
            try:
                self._repository.posts(child(await self._repository.get(path)), self._now())
            except NoAnswer:
                continue  # the thread is gone; its answer stands for itself

    async def _arrived(self) -> AsyncIterator[Heard]:
        if self._arrivals is None:
            return
        for arrival in await self._arrivals.after(self._place.arrived):
            self._place.arrived = arrival.number
            posts, refusals, changes = delivered(arrival, self._repository, self._now())
            yield self._heard(posts, refusals, self._now(), changes)

    def _heard(
        self,
        posts: tuple[Post, ...],
        refusals: tuple[Refusal, ...],
        at: Instant,
        changes: Changes = NOTHING_CHANGED,
    ) -> Heard:
        return Heard(posts, refusals, msgspec.json.encode(self._place).decode(), at, changes=changes)


def delivered(
    arrival: Arrival, repository: Repository, now: Instant
) -> tuple[tuple[Post, ...], tuple[Refusal, ...], Changes]:
    """Read one webhook: what was written, edited or deleted in it."""
    try:
        event = child(parse_json(arrival.body))
    except NotJson as error:
        return (), (Refusal(repository.name, 0, str(error)),), NOTHING_CHANGED
    action = event.get("action")
    # A thread comes with each of its comments: it is read first, to tell whom they answer, and is not what is new.
    told = [each for key in _BODIES if (each := child(event, key))]
    read = [repository.posts({**each, "comments": None}, now) for each in told]
    posts, refusals = read[-1] if read else ([], [])
    if action == "deleted":
        gone = tuple(Withdrawal(post.id, github.NETWORK, now) for post in posts)
        return (), (), Changes((), gone)
    if action == "edited":
        return (), tuple(refusals), Changes(tuple(posts))
    return (tuple(posts) if action in ("created", "opened", "submitted") else ()), tuple(refusals), NOTHING_CHANGED


async def thread_of(address: str, door: Door, now: Callable[[], Instant], token: str = "", api: str = "") -> list[Post]:
    """Import one thread by its address: its first post and all comments, as posts heard when they were written.

    Raises ``ValueError`` for an address that is none, and as `Repository.get` does.
    """
    if not (found := _THREAD.fullmatch(address)):
        raise ValueError(f"“{address}” is no thread: it should look like https://github.com/octo/app/issues/7.")
    repository = Repository(f"/{found[1]}/{found[2]}", door=door, now=now, token=token, api=api)
    begin = f"repos/{repository.name}"
    things = [child(await repository.get(f"{begin}/issues/{found[4]}"))]
    lists = [f"{begin}/issues/{found[4]}/comments"]
    if "pull_request" in things[0]:
        lists.append(f"{begin}/pulls/{found[4]}/comments")
    for path in lists:
        number, full = 1, True
        while full:
            page = [child(item) for item in items_of(await repository.get(path, per_page=PAGE, page=number))]
            things += page
            number, full = number + 1, len(page) == PAGE
    posts = [post for thing in things for post in repository.posts(thing, now())[0]]
    return [dataclasses.replace(post, heard_at=post.created_at) for post in posts]


async def history(repository: Repository, since: Instant, now: Instant) -> AsyncIterator[tuple[Post, ...]]:
    """Give what was written in a repository since an instant, as posts that were heard when they were written."""
    for what in _WHAT:
        async for page in repository.changed(what, since):
            posts = [post for thing in page for post in repository.posts(thing, now)[0] if post.created_at >= since]
            yield tuple(dataclasses.replace(post, heard_at=post.created_at) for post in posts)


def _instant(value: object) -> Instant:
    try:
        return parse(value)
    except NotATime:
        return 0
