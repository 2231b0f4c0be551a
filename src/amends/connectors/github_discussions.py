"""The discussions of a repository on GitHub, asked for over GraphQL: only somebody with a key is told of them.

Each question costs points, and GitHub says with each answer how many are left for the hour. A part of them is left to
whatever else the owner's key is used for; what was not asked for then is asked for when the hour is over, and nothing
is lost. Source: GitHub's GraphQL reference (``Discussion``, ``DiscussionComment``, ``RateLimit``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from amends.connectors.clock import NotATime, parse
from amends.connectors.door import NoAnswer
from amends.connectors.json_values import child, items_of, word
from amends.connectors.outcome import Refusal
from amends.connectors.protocols import CalledOff
from amends.core.vocabulary import HOUR, SECOND, Post

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from amends.connectors.github_live import Repository
    from amends.core.vocabulary import Instant

RESERVE: Final = 1_000
"""Points of an hour (of some five thousand) that are left to the owner's other programs."""

PAGES: Final = 20
"""Pages of discussions, and of comments of one discussion, that are turned at most in one look."""

_WHO: Final = (
    "author { login ... on User { databaseId name } ... on Bot { databaseId }"
    " ... on Organization { databaseId } ... on Mannequin { databaseId } }"
)
_WORDS: Final = f"id url body createdAt lastEditedAt {_WHO}"
_COMMENTS: Final = (
    f"pageInfo {{ hasPreviousPage startCursor }} nodes {{ {_WORDS} replies(last: 50) {{ nodes {{ {_WORDS} }} }} }}"
)
_LIMIT: Final = "rateLimit { cost remaining resetAt }"
_CHANGED: Final = (
    f"query($owner: String!, $name: String!, $after: String) {{ {_LIMIT}"
    " repository(owner: $owner, name: $name) { discussions(first: 20, after: $after,"
    " orderBy: {field: UPDATED_AT, direction: DESC}) { pageInfo { hasNextPage endCursor }"
    f" nodes {{ title updatedAt {_WORDS} comments(last: 50) {{ {_COMMENTS} }} }} }} }} }}"
)
_EARLIER: Final = (
    f"query($id: ID!, $before: String) {{ {_LIMIT} node(id: $id) {{ ... on Discussion {{"
    f" url createdAt comments(last: 50, before: $before) {{ {_COMMENTS} }} }} }} }}"
)


class Told(NamedTuple):
    """What one discussion told: new posts, edited ones, what could not be read; ``upto`` is when it last changed."""

    posts: tuple[Post, ...]
    edits: tuple[Post, ...]
    refusals: tuple[Refusal, ...]
    upto: Instant


class _NotAllowed(Exception):
    """The key may not read discussions; the message says so in a sentence."""


class Discussions:
    """Asks for the discussions of one repository, whose key may read them."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._rests_until: Instant = 0
        self._allowed = True

    async def changed(self, since: Instant, now: Instant) -> AsyncIterator[Told]:
        """Give what was changed since an instant, the earliest change first; nothing while points have to be saved.

        A key that may not read discussions is told of once, as a refusal. Raises as `Repository.post` does.
        """
        if not self._allowed or now < self._rests_until:
            return
        try:
            changed = await self._since(since)
            for discussion in reversed(changed):
                await self._earlier(discussion, since)
                yield self._told(discussion, since, now)
        except _NotAllowed as reason:
            self._allowed = False
            yield Told((), (), (Refusal(self._repository.name, 0, str(reason)),), since)

    async def _since(self, since: Instant) -> list[dict[str, object]]:
        """Give the discussions that changed since an instant, the latest change first."""
        owner, _, name = self._repository.name.partition("/")
        found: list[dict[str, object]] = []
        after: str | None = None
        for _ in range(PAGES):
            told = await self._ask(_CHANGED, owner=owner, name=name, after=after)
            page = child(told, "repository", "discussions")
            nodes = [child(item) for item in items_of(page.get("nodes"))]
            fresh = [node for node in nodes if _at(node, "updatedAt") > since]
            found += fresh
            info = child(page, "pageInfo")
            after = word(info.get("endCursor"))
            if len(fresh) < len(nodes) or info.get("hasNextPage") is not True or not after:
                break
        return found

    async def _earlier(self, discussion: dict[str, object], since: Instant) -> None:
        """Put earlier comments before those that came with a discussion, as far back as they are new."""
        comments = child(discussion, "comments")
        nodes = [child(item) for item in items_of(comments.get("nodes"))]
        for _ in range(PAGES):
            info = child(comments, "pageInfo")
            old = not nodes or _at(nodes[0], "createdAt") <= since
            if old or info.get("hasPreviousPage") is not True:
                break
            asked = {"id": word(discussion.get("id")), "before": word(info.get("startCursor"))}
            comments = child(await self._ask(_EARLIER, **asked), "node", "comments")
            nodes = [*(child(item) for item in items_of(comments.get("nodes"))), *nodes]
        discussion["comments"] = {"nodes": nodes}

    def _told(self, discussion: dict[str, object], since: Instant, now: Instant) -> Told:
        posts, refusals = self._repository.posts(discussion, now)
        edited = _edited(discussion, since)
        return Told(
            tuple(post for post in posts if post.created_at > since),
            tuple(post for post in posts if post.created_at <= since and post.url in edited),
            tuple(refusals),
            _at(discussion, "updatedAt"),
        )

    async def _ask(self, query: str, **variables: str | None) -> dict[str, object]:
        answer = child(await self._repository.post("graphql", {"query": query, "variables": variables}))
        told = child(answer, "data")
        limit = child(told, "rateLimit")
        remaining = limit.get("remaining")
        if type(remaining) is int and remaining < RESERVE:
            self._rests_until = _at(limit, "resetAt")
        errors = [child(item) for item in items_of(answer.get("errors"))]
        if errors and not any(told.get(key) for key in ("repository", "node")):
            _raise(word(errors[0].get("type")), word(errors[0].get("message")))
        return told


def _raise(kind: str, said: str) -> None:
    if kind == "RATE_LIMITED":
        raise CalledOff("GitHub has told as much this hour as it tells one key.", HOUR / SECOND / 4)
    if kind in ("FORBIDDEN", "INSUFFICIENT_SCOPES", "NOT_FOUND"):
        raise _NotAllowed(f"The key may not read this repository's discussions ({said[:200]}). Give it that right.")
    raise NoAnswer(f"GitHub did not understand: {said[:200] or 'it did not say why'}.")


def _edited(discussion: dict[str, object], since: Instant) -> set[str]:
    """Give the addresses of what was edited since an instant."""
    waiting, found = [discussion], set()
    while waiting:
        thing = waiting.pop()
        if _at(thing, "lastEditedAt") > since:
            found.add(word(thing.get("url")))
        for key in ("comments", "replies"):
            waiting += [child(item) for item in items_of(child(thing, key).get("nodes"))]
    return found


def _at(thing: dict[str, object], name: str) -> Instant:
    try:
        return parse(thing.get(name))
    except NotATime:
        return 0
