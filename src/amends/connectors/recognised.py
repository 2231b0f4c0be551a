"""Which network is meant by what somebody typed, who that is there, and what was said to them before."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import urlsplit

from amends.connectors import (
    bluesky_history,
    discourse,
    feeds,
    github_live,
    hacker_news,
    mastodon_server,
    mastodon_thread,
)
from amends.connectors.contact import Contact
from amends.connectors.door import Door
from amends.core.vocabulary import Subject

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence

    from amends.core.vocabulary import Instant, Post


PAST: Final = "past"
"""The option of a source in which it is kept whose past was asked for, where that is not the source itself."""

Recognise: TypeAlias = "Callable[[tuple[str, ...], str, Callable[[], Instant]], Awaitable[Contact | None]]"


class NotRecognised(LookupError):
    """Nothing here listens to what was named; the message says in sentences what can be named."""


async def recognised(near: Iterable[str], text: str, now: Callable[[], Instant]) -> Contact:
    """Return whom the first network knows that has names of this form; ``near`` as `Door` has it, ``now`` the clock.

    Raises `NotRecognised` where no network has such names, and an ``OSError`` with a sentence where the network does
    not answer or knows nobody of that name.
    """
    place = tuple(near)
    for recognise in _NETWORKS:
        if (contact := await recognise(place, text, now)) is not None:
            return contact
    raise NotRecognised(
        f"“{text[:100]}” is nothing that amends knows how to listen to. Name a Bluesky handle (alice.bsky.social), one "
        f"of Mastodon (@anna@example.social), the address of a profile, a feed, a repository or a thread on GitHub, a "
        f"topic on a Discourse forum, or a discussion on Hacker News."
    )


async def _bluesky(near: tuple[str, ...], text: str, _now: Callable[[], Instant]) -> Contact | None:
    return await bluesky_history.recognise(Door(near=near), text)


async def _mastodon(near: tuple[str, ...], text: str, now: Callable[[], Instant]) -> Contact | None:
    if (found := mastodon_server.source_for(text)) is None:
        return None
    base, name = mastodon_server.place_of(found.address)
    server = mastodon_server.Server(base, Door(near=near), now)
    who = await mastodon_thread.account_behind(server, found.address)
    # The whole handle alone: without its server a handle is a word that others bear too.
    subject = Subject(who.name or found.name, handles=found.handles, accounts=who.accounts, links=(found.address,))

    async def history(since: Instant) -> AsyncIterator[Sequence[Post]]:
        async for posts in mastodon_thread.history(server, name, since):
            yield posts

    return Contact(subject, "mastodon", found.kind, found.address, history, unheard=(found.deaf,))


async def _feed(near: tuple[str, ...], text: str, now: Callable[[], Instant]) -> Contact | None:
    if (found := feeds.source_for(text)) is None:
        return None
    parts = urlsplit(found.address)
    door = Door(near=near, plain=True)

    async def history(since: Instant) -> AsyncIterator[Sequence[Post]]:
        yield await feeds.history(found.address, door, now(), since)

    await feeds.history(found.address, door, now(), now())  # it is a feed, and one that may be asked
    subject = Subject(str(parts.hostname), links=(f"{parts.scheme}://{parts.netloc}/",))
    return Contact(subject, "feed", found.kind, found.address, history, unheard=(found.deaf,))


async def _github(near: tuple[str, ...], text: str, now: Callable[[], Instant]) -> Contact | None:
    thread = github_live.thread_in(text)
    if (found := github_live.source_for(thread.rsplit("/", 2)[0] if thread else text)) is None:
        return None
    door = Door(near=near)
    repository = github_live.Repository(found.address, door=door, now=now)
    await repository.get(f"repos/{repository.name}")  # it is there, and shown to everybody

    async def history(since: Instant) -> AsyncIterator[Sequence[Post]]:
        if thread:
            # Whoever names a thread wants all of it, however old it is.
            yield await github_live.thread_of(thread, door, now)
            return
        async for posts in github_live.history(repository, since, now()):
            yield posts

    subject = Subject(repository.name, links=(found.address,))
    options = {PAST: thread} if thread else {}
    return Contact(subject, "github", found.kind, found.address, history, options, (found.deaf,))


async def _discourse(near: tuple[str, ...], text: str, now: Callable[[], Instant]) -> Contact | None:
    if (found := discourse.source_for(text)) is None:
        return None
    forum = discourse.Discourse(found.address, door=Door(near=near), now=now, wait=asyncio.sleep)

    async def history(since: Instant) -> AsyncIterator[Sequence[Post]]:
        async for posts in forum.history(since):
            yield posts

    subject = Subject(found.name, links=(text.strip(),))
    return Contact(subject, "discourse", found.kind, found.address, history, unheard=(found.deaf,))


async def _hacker_news(near: tuple[str, ...], text: str, now: Callable[[], Instant]) -> Contact | None:
    if (found := hacker_news.source_for(text)) is None:
        return None

    async def history(since: Instant) -> AsyncIterator[Sequence[Post]]:
        yield await hacker_news.history(found.address, Door(near=near), now(), since)

    subject = Subject(found.name, links=(found.address,))
    return Contact(subject, "hacker-news", found.kind, found.address, history, unheard=(found.deaf,))


_NETWORKS: Final[tuple[Recognise, ...]] = (
    _bluesky,
    _mastodon,
    _github,
    _hacker_news,
    _discourse,
    _feed,
)
