"""A post as Bluesky keeps it: its key, its links by their bytes, and the card of the page it leads to. No network."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from amends.core.statement.crosspost import links_in

if TYPE_CHECKING:
    from amends.connectors.protocols import Card, ToSay
    from amends.core.vocabulary import Instant

POST: Final = "app.bsky.feed.post"
_DIGITS: Final = "234567abcdefghijklmnopqrstuvwxyz"
_CLOCKS: Final = 1024


def record_key(at: Instant, clock: int) -> str:
    """Return the key of a record (a TID): an instant and the number of a clock, 0 to 1023, in thirteen digits.

    Keys sort as their instants do. https://atproto.com/specs/tid

    >>> record_key(0, 0), record_key(1_773_355_200_000_000, 7)
    ('2222222222222', '3mgvhrg5g222b')
    """
    number = (at % 2**53) * _CLOCKS + clock % _CLOCKS
    return "".join(_DIGITS[number >> shift & 31] for shift in range(60, -1, -5))


def record(post: ToSay, reply: dict[str, object] | None = None) -> dict[str, object]:
    """Return the record of a post; the same post gives the same record, so that a second try changes nothing."""
    made: dict[str, object] = {"$type": POST, "text": post.words, "createdAt": _written(post.at)}
    if found := facets(post.words):
        made["facets"] = found
    if post.card is not None:
        made["embed"] = _embedded(post.card)
    if reply:
        made["reply"] = reply
    return made


def facets(words: str) -> list[dict[str, object]]:
    """Return where links stand, counted in bytes of UTF-8 as the lexicon wants them.

    >>> [found["index"] for found in facets("Grüße: https://ines.example/7.")]
    [{'byteStart': 9, 'byteEnd': 31}]
    """
    made: list[dict[str, object]] = []
    for begin, end in links_in(words):
        first = len(words[:begin].encode())
        link = words[begin:end]
        made.append(
            {
                "index": {"byteStart": first, "byteEnd": first + len(link.encode())},
                "features": [{"$type": "app.bsky.richtext.facet#link", "uri": link}],
            }
        )
    return made


def page_of(name: str) -> str:
    """Return the page on which people read a post.

    >>> page_of("at://did:plc:x/app.bsky.feed.post/3k")
    'https://bsky.app/profile/did:plc:x/post/3k'
    """
    did, _, rkey = split_name(name)
    return f"https://bsky.app/profile/{did}/post/{rkey}"


def split_name(name: str) -> tuple[str, str, str]:
    """Split the name of a record into account, collection and key; raises ``ValueError`` for another form."""
    scheme, _, rest = name.partition("://")
    parts = rest.split("/")
    if scheme != "at" or len(parts) != 3 or not all(parts):
        raise ValueError(f"“{name[:200]}” names no post on Bluesky.")
    return parts[0], parts[1], parts[2]


def _embedded(card: Card) -> dict[str, object]:
    shown = {"uri": card.address, "title": card.title, "description": card.about}
    return {"$type": "app.bsky.embed.external", "external": shown}


def _written(at: Instant) -> str:
    return datetime.fromtimestamp(at // 1000 / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
