"""What was said around a post, asked for once after an alert, from the server that should know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from amends.connectors import bluesky_history, mastodon_server, mastodon_thread
from amends.connectors.jetstream import NETWORK as BLUESKY
from amends.connectors.mastodon import NETWORK as MASTODON

if TYPE_CHECKING:
    from collections.abc import Callable

    from amends.connectors.door import Door
    from amends.core.vocabulary import Instant, Post

NETWORKS: Final = (BLUESKY, MASTODON)
"""Where more may have been said than is told to whoever listens; other sources are read whole anyway."""


@dataclass(frozen=True, slots=True)
class Around:
    """What is said around a post, and why that may not be all, as a sentence or nothing."""

    posts: tuple[Post, ...]
    possibly_incomplete: str = ""


async def around(
    network: str, id_: str, door: Door, now: Callable[[], Instant], *, address: str = "", token: str = ""
) -> Around:
    """Ask for the thread around a post with this id.

    ``address`` is that of the owner's profile on a server that speaks Mastodon's API, with the key she gave for it; for
    Bluesky it is that of another AppView. Raises an ``OSError`` with a sentence where nobody answers or knows the post.
    """
    if network == BLUESKY:
        posts, missing = await bluesky_history.thread(door, id_, api=address)
        return Around(tuple(posts), missing)
    base, _ = mastodon_server.place_of(address)
    found = await mastodon_thread.thread_of(mastodon_server.Server(base, door, now, token), id_)
    return Around(found.posts, found.possibly_incomplete)
