"""A whole thread as one server knows it, after an alert; and what was said before amends came."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from amends.connectors.answered import accepted
from amends.connectors.door import NoAnswer
from amends.connectors.json_values import child, first_word, items_of, word
from amends.connectors.mastodon import Reading
from amends.connectors.mastodon_events import SPEAKING, Events, Told
from amends.connectors.mastodon_server import TO_DO, Server, path_of, place_of, whose

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from amends.connectors.found import Whose
    from amends.core.vocabulary import Instant, Post

UNASKED_DESCENDANTS: Final = 60
"""Answers a server shows of one thread to somebody without a key."""

_SHOWN: Final = ("public", "unlisted")
_REFRESHING: Final = "mastodon-async-refresh"
"""The header by which a server tells that it is fetching answers from other servers just now."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A post and what was said around it, oldest first.

    ``possibly_incomplete`` is a sentence where this server may not know every answer, and empty where nothing tells so.
    """

    posts: tuple[Post, ...]
    possibly_incomplete: str = ""
    local_ids: Mapping[str, str] = field(default_factory=dict)
    """By which id of its own the server knows each of the posts."""


async def thread_of(server: Server, uri: str) -> Thread:
    """Ask a server for the thread around a post. Raises `NoAnswer` where it does not know the post."""
    return await thread_around(server, await _known(server, uri))


async def thread_around(server: Server, status: dict[str, object]) -> Thread:
    """Ask a server for the thread around a status it gave."""
    events, told = Events(server.base), Told()
    events.know(status)
    answer = accepted(await server.answer(f"{path_of(word(status.get('id')))}/context"), server.now(), TO_DO)
    around = child(answer.json())
    before, after = items_of(around.get("ancestors")), items_of(around.get("descendants"))
    for each in (*before, status, *after):
        events.status(child(each), server.now(), told)
    posts = sorted((*told.posts, *told.edits), key=lambda post: (post.created_at, post.id))
    return Thread(
        tuple(_known_replies(posts, events.reading)),
        _what_may_be_missing(server, status, after, refreshing=bool(answer.header(_REFRESHING))),
        {uri: local for local, uri in events.reading.uris.items()},
    )


def _known_replies(posts: list[Post], reading: Reading) -> list[Post]:
    """Name what is answered by its own id also where the answer stood before it."""
    return [
        dataclasses.replace(
            post,
            reply_to=reading.uris.get(post.reply_to, post.reply_to),
            reply_to_author=reading.accounts.get(post.reply_to_author, post.reply_to_author),
        )
        for post in posts
    ]


async def _known(server: Server, uri: str) -> dict[str, object]:
    parts = urlsplit(uri)
    local = parts.path.rstrip("/").rpartition("/")[2]
    if f"{parts.scheme}://{parts.netloc}" == server.base and local:
        answer = await server.answer(path_of(local))
        if answer.status == 200 and (status := child(answer.json())):
            return status
    if server.token:
        found = await server.one("/api/v2/search", q=uri, type="statuses", resolve="true", limit=1)
        if statuses := items_of(found.get("statuses")):
            return child(statuses[0])
    raise NoAnswer(f"{urlsplit(server.base).hostname} does not know this post: {uri[:300]}.")


def _what_may_be_missing(server: Server, status: dict[str, object], after: list[object], *, refreshing: bool) -> str:
    host, answers = urlsplit(server.base).hostname, status.get("replies_count")
    shown = [child(each) for each in after if child(each).get("visibility") in _SHOWN]
    direct = sum(each.get("in_reply_to_id") == status.get("id") for each in shown)
    if refreshing:
        return f"{host} is fetching answers from other servers just now; ask again in a minute."
    if type(answers) is int and answers > direct:
        return f"{host} counts {answers} answers to it and shows {direct}: some are private, hidden or not here."
    if not server.token and len(after) >= UNASKED_DESCENDANTS:
        return f"{host} shows at most {UNASKED_DESCENDANTS} answers to somebody without a key."
    if not first_word(status, "uri", "url").startswith(server.base):
        return f"It was written on another server, and {host} may not have been sent every answer to it."
    return ""


async def account_behind(server: Server, address: str) -> Whose:
    """Tell who is behind the address of a source. Raises as `Server.account` does."""
    return whose(await server.account(place_of(address)[1]), server.base)


async def history(server: Server, name: str, since: Instant) -> AsyncIterator[tuple[Post, ...]]:
    """Give what was said to and by an account since an instant, in no order: what is known, and no reason to ring.

    With a key these are the account's mentions and quotes, without one the public answers to its own posts.
    """
    account = word((await server.account(name)).get("id"))
    async for page in server.before(f"/api/v1/accounts/{account}/statuses", exclude_reblogs="true"):
        posts, told = _told_by(server, page)
        yield _within(posts, since)
        for status in [status for status in page if not server.token and status.get("replies_count")]:
            yield _within((await thread_around(server, status)).posts, since)
        if told and not _within(posts, since):
            break
    if server.token:
        async for posts in _mentions(server, since):
            yield posts


async def _mentions(server: Server, since: Instant) -> AsyncIterator[tuple[Post, ...]]:
    async for page in server.before("/api/v1/notifications", include_filtered="true"):
        spoken = [child(each, "status") for each in page if word(each.get("type")) in SPEAKING]
        posts, told = _told_by(server, [status for status in spoken if status])
        yield _within(posts, since)
        if told and not _within(posts, since):
            return


def _told_by(server: Server, statuses: list[dict[str, object]]) -> tuple[tuple[Post, ...], bool]:
    """Give the posts of a page, and whether there were any."""
    events, told = Events(server.base), Told()
    for status in statuses:
        events.status(status, server.now(), told)
    posts = _known_replies([*told.posts, *told.edits], events.reading)
    return tuple(posts), bool(posts)


def _within(posts: tuple[Post, ...], since: Instant) -> tuple[Post, ...]:
    """Give the posts since an instant, as posts that were heard when they were written."""
    return tuple(dataclasses.replace(post, heard_at=post.created_at) for post in posts if post.created_at >= since)
