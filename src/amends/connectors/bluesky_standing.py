"""Which posts of Bluesky no longer stand: its view of the whole network is asked, and its moderators' own service.

Sources: the lexicons ``app.bsky.feed.getPosts`` and ``com.atproto.label.queryLabels``; a label ``!takedown`` is how the
moderators' decision travels, on a post or on an account.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from amends.connectors.bluesky_history import PUBLIC, answered
from amends.connectors.json_values import child, items_of, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.connectors.door import Door

MODERATORS: Final = "https://mod.bsky.app"
_TAKEN_DOWN: Final = frozenset({"!takedown", "!suspend"})
_LABELS: Final = "250"


@dataclass(frozen=True, slots=True)
class Gone:
    """Of the posts that were asked for: those unknown to the network's view, and those its moderators took down."""

    absent: frozenset[str]
    taken_down: frozenset[str]


async def gone(door: Door, uris: Sequence[str], *, api: str = "", moderators: str = "") -> Gone:
    """Ask for up to 25 posts, by their ids. Raises `NoAnswer` and `CalledOff`."""
    asked = urlencode([("uris", uri) for uri in uris])
    posts = child(await answered(door, f"{api or PUBLIC}/xrpc/app.bsky.feed.getPosts?{asked}"))
    if "posts" not in posts:
        return Gone(frozenset(), frozenset())  # the question itself was not understood: that says nothing of any post
    known = {word(child(item).get("uri")) for item in items_of(posts.get("posts"))}
    authors = {uri: uri.removeprefix("at://").partition("/")[0] for uri in uris}
    patterns = [("uriPatterns", each) for each in (*uris, *sorted(set(authors.values())))]
    query = urlencode([*patterns, ("limit", _LABELS)])
    labels = child(await answered(door, f"{moderators or MODERATORS}/xrpc/com.atproto.label.queryLabels?{query}"))
    down = _down([child(item) for item in items_of(labels.get("labels"))])
    taken_down = frozenset(uri for uri in uris if uri in down or authors[uri] in down)
    return Gone(frozenset(uris) - known, taken_down)


def _down(labels: Sequence[dict[str, object]]) -> set[str]:
    """Give what is taken down now: a later label may take an earlier one back."""
    latest: dict[tuple[str, str], tuple[str, bool]] = {}
    for label in labels:
        value, at = word(label.get("val")), word(label.get("cts"))
        if value in _TAKEN_DOWN:
            key = word(label.get("uri")), value
            latest[key] = max(latest.get(key, ("", False)), (at, label.get("neg") is not True))
    return {uri for (uri, _), (_, stands) in latest.items() if stands}
