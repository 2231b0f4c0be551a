"""Bluesky without a key: who a handle is, and what was said to them of late, as its public AppView tells.

What was said of somebody without answering, quoting or mentioning their own posts is not handed out: searching is not
for machines there. From now on the stream brings it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from amends.connectors.clock import NotATime, instant
from amends.connectors.contact import Contact
from amends.connectors.door import NoAnswer
from amends.connectors.jetstream import NETWORK, post_of
from amends.connectors.json_values import child, items_of, word
from amends.connectors.protocols import CalledOff
from amends.core.vocabulary import Subject

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from amends.connectors.door import Door
    from amends.core.vocabulary import Instant, Post

PUBLIC: Final = "https://public.api.bsky.app"
KIND: Final = "bluesky"

PAGES: Final = 50
"""Pages of one list that are turned at most: five thousand posts of one's own, or quotes of one post."""

DEEP: Final = 100
"""How deep a thread is followed."""

UNHEARD: Final = (
    "What was said of you before today without answering or quoting you. From now on it is heard.",
    "Direct messages, which are nobody's business but yours.",
)

_HANDLE: Final = re.compile(r"@?((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?)", re.IGNORECASE)
_DID: Final = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[a-zA-Z0-9.:%-]+)")
_PROFILE_HOSTS: Final = ("bsky.app", "www.bsky.app")


def named(text: str) -> str:
    """Return the handle or DID that somebody typed, or nothing where it has neither's form.

    >>> named("@alice.bsky.social"), named("https://bsky.app/profile/alice.example/post/3k"), named("@a@b.example")
    ('alice.bsky.social', 'alice.example', '')
    """
    text = text.strip()
    if "://" in text:
        try:
            parts = urlsplit(text)
        except ValueError:
            return ""
        _, _, name = parts.path.partition("/profile/")
        return named(name.partition("/")[0]) if parts.hostname in _PROFILE_HOSTS and name else ""
    if _DID.fullmatch(text):
        return text
    return found[1].lower() if (found := _HANDLE.fullmatch(text)) else ""


async def recognise(door: Door, text: str, *, api: str = "") -> Contact | None:
    """Find whom a handle, a DID or the address of a profile names; nothing where a name has none of these forms.

    Raises an ``OSError`` with a sentence where nobody answers or nobody is called so.
    """
    name, api = named(text), api or PUBLIC
    if not name:
        return None
    profile = child(await _ask(door, api, "app.bsky.actor.getProfile", actor=name))
    did, handle = word(profile.get("did")), word(profile.get("handle"))
    if not did:
        raise NoAnswer(f"Bluesky knows nobody called {name}. Look at the handle again.")
    subject = Subject(
        word(profile.get("displayName")).strip() or handle or did,
        handles=(handle,) if handle and handle != "handle.invalid" else (),
        accounts=(did,),
        links=(f"https://bsky.app/profile/{did}", f"https://bsky.app/profile/{handle}"),
    )

    async def history(since: Instant) -> AsyncIterator[Sequence[Post]]:
        async for posts in _history(door, api, did, since):
            yield posts

    return Contact(subject, NETWORK, KIND, did, history, unheard=UNHEARD)


async def names(door: Door, dids: Sequence[str], *, api: str = "") -> dict[str, tuple[str, str]]:
    """Return the name and the handle that up to 25 accounts go by; who is gone is left out. Raises as `recognise`."""
    asked = [("actors", did) for did in dids]
    answer = await answered(door, f"{api or PUBLIC}/xrpc/app.bsky.actor.getProfiles?{urlencode(asked)}")
    profiles = [child(item) for item in items_of(child(answer).get("profiles"))]
    return {word(one.get("did")): (word(one.get("displayName")), word(one.get("handle"))) for one in profiles}


async def _history(door: Door, api: str, did: str, since: Instant) -> AsyncIterator[Sequence[Post]]:
    async for views in _pages(door, api, "app.bsky.feed.getAuthorFeed", "feed", actor=did, filter="posts_with_replies"):
        own = [child(item, "post") for item in views if not child(item, "reason")]
        yield [post for view in own if (post := _post(view)) is not None and post.created_at >= since]
        for view in own:
            async for posts in _around(door, api, view):
                yield [post for post in posts if post.created_at >= since]
        if own and all(_indexed(view) < since for view in own):
            return


async def thread(door: Door, uri: str, *, api: str = "") -> tuple[list[Post], str]:
    """Return a post and every answer to it, and why these may not be all: a sentence, or nothing.

    Raises as `recognise`, and `NoAnswer` for a post that Bluesky does not show.
    """
    asked = {"uri": uri, "depth": str(DEEP), "parentHeight": "0"}
    top = child(await _ask(door, api or PUBLIC, "app.bsky.feed.getPostThread", **asked), "thread")
    first = child(top, "post")
    if not first:
        raise NoAnswer("Bluesky does not show the post that people answer: it may be gone, or its author blocks.")
    views = [first, *_below(top)]
    missing, shown = "", sum(bool(child(each, "post")) for each in items_of(top.get("replies")))
    if (counted := _count(first, "replyCount")) > shown:
        missing = f"Bluesky counts {counted} answers to it and shows {shown}: some are hidden, blocked or taken down."
    return [post for view in views if (post := _post(view)) is not None], missing


async def _around(door: Door, api: str, view: dict[str, object]) -> AsyncIterator[Sequence[Post]]:
    """Give the answers to a post, however deep, and what quotes it."""
    uri = word(view.get("uri"))
    if _count(view, "replyCount"):
        thread = await _ask(door, api, "app.bsky.feed.getPostThread", uri=uri, depth=str(DEEP), parentHeight="0")
        yield [post for found in _below(child(thread, "thread")) if (post := _post(found)) is not None]
    if _count(view, "quoteCount"):
        async for views in _pages(door, api, "app.bsky.feed.getQuotes", "posts", uri=uri):
            yield [post for found in views if (post := _post(child(found))) is not None]


def _below(thread: dict[str, object]) -> Iterator[dict[str, object]]:
    """Give every post of a thread but the first; without recursion, since a thread may be deeper than a stack."""
    waiting = [child(reply) for reply in items_of(thread.get("replies"))]
    while waiting:
        node = waiting.pop()
        if post := child(node, "post"):
            yield post
        waiting += [child(reply) for reply in items_of(node.get("replies"))]


async def _pages(door: Door, api: str, method: str, held: str, **asked: str) -> AsyncIterator[list[object]]:
    cursor = ""
    for _ in range(PAGES):
        more = {"cursor": cursor} if cursor else {}
        page = child(await _ask(door, api, method, limit="100", **asked, **more))
        if found := items_of(page.get(held)):
            yield found
        cursor = word(page.get("cursor"))
        if not cursor:
            return


async def _ask(door: Door, api: str, method: str, **asked: str) -> object:
    return await answered(door, f"{api}/xrpc/{method}?{urlencode(asked)}")


async def answered(door: Door, address: str) -> object:
    """Give an answer of Bluesky's as JSON; empty for what is not, or no more, there. Raises `NoAnswer`, `CalledOff`."""
    answer = await door.ask(address, headers={"Accept": "application/json"})
    if answer.status == 429:
        wait = answer.header("retry-after")
        seconds = float(wait) if wait.isascii() and wait.isdigit() else 300.0
        raise CalledOff("Bluesky asks to be left alone for a while; it is asked again by itself.", min(seconds, 3600.0))
    if answer.status in (400, 404):
        return {}  # nobody of that name, or a post that is gone by now
    if answer.status != 200:
        raise NoAnswer(f"Bluesky answered {answer.status}. Try again in some minutes.")
    return answer.json()


def _post(view: dict[str, object]) -> Post | None:
    """Make a post of the form in which the AppView shows it; nothing where it is none that can be read."""
    author, uri = child(view, "author"), word(view.get("uri"))
    rkey = uri.rpartition("/")[2]
    event: dict[str, object] = {"did": author.get("did"), "time_us": view.get("indexedAt")}
    try:
        post = post_of(event, {"rkey": rkey, "record": view.get("record")})
    except ValueError:
        return None
    return replace(post, author_name=word(author.get("displayName")), handle=word(author.get("handle")))


def _indexed(view: dict[str, object]) -> Instant:
    try:
        return instant(view.get("indexedAt"))
    except NotATime:
        return 0


def _count(view: dict[str, object], name: str) -> int:
    value = view.get(name)
    return value if type(value) is int else 0
