"""Captured Bluesky Jetstream events, one JSON object a line (kinds commit, identity, account)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amends.connectors.clock import NotATime, instant
from amends.connectors.json_values import NotJson, child, items_of, parse, word
from amends.connectors.lines import TOO_LONG, numbered
from amends.connectors.outcome import Damage, Refusal
from amends.core.vocabulary import DAY, Post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.connectors.opening import ByteSource
    from amends.connectors.outcome import Tally
    from amends.connectors.rows import Rows
    from amends.core.vocabulary import Instant

NETWORK: Final = "bluesky"
POSTS: Final = "app.bsky.feed.post"

_COLLECTION: Final = b'"collection":"app.bsky.'
_LENGTH: Final = len(_COLLECTION)
_OF_POSTS: Final = b'feed.post"'
_BREATH: Final = 1_000
_PROFILE: Final = "https://bsky.app/profile/"


def decode_line(
    line: bytes, *, file: str, number: int, latest: Instant | None = None, tally: Tally | None = None
) -> Post | Refusal | None:
    """Make the post of one event, say why it is none, or give None for an event that is known to be no post.

    Likes, reposts and follows, nine events in ten, are told by their bytes and never decoded. A deletion is
    no post; an update is one with the id of the post it changes. ``created_at`` is the author's own claim; where
    that is no time, or lies more than a day after the event was heard, it is the time of the event.
    """
    if _is_other(line):
        return None
    try:
        event = parse(line, tally)
    except NotJson as error:
        return Refusal(file, number, str(error))
    if type(event) is not dict or word(event.get("kind")) not in {"commit", "identity", "account"}:
        return Refusal(file, number, "This is no Jetstream event of a kind we know (commit, identity, account).")
    commit = child(event, "commit")
    if commit.get("collection") != POSTS or commit.get("operation") not in {"create", "update"}:
        return None
    try:
        return post_of(event, commit, latest)
    except ValueError as error:
        return Refusal(file, number, str(error))


def _is_other(line: bytes) -> bool:
    """Say whether a line is, by its bytes, a whole event of another collection."""
    at = line.find(_COLLECTION)
    return at >= 0 and not line.startswith(_OF_POSTS, at + _LENGTH) and line.rstrip().endswith(b"}")


def read(source: ByteSource, rows: Rows, tally: Tally) -> Iterator[Post | Refusal | None]:
    """Give what each line of a stream of events is, in order. Blank lines pass.

    Events told by their bytes are counted in ``tally`` and not given, but for one in `_BREATH`, so that whoever
    reads can show that it goes on.
    """
    number, file, latest = 0, rows.file, rows.latest
    try:
        for number, line in numbered(source):
            if line is None:
                yield Refusal(file, number, TOO_LONG)
            elif number % _BREATH and _is_other(line):
                tally.skipped += 1
            elif line and not line.isspace():
                yield decode_line(line, file=file, number=number, latest=latest, tally=tally)
    except Damage as damage:
        yield Refusal(file, number + 1, str(damage))


def post_of(event: dict[str, object], commit: dict[str, object], latest: Instant | None = None) -> Post:
    """Make the post of a commit to the collection of posts; raises ``ValueError`` with a sentence where it is none."""
    author, rkey = word(event.get("did")), word(commit.get("rkey"))
    if not author or not rkey:
        raise ValueError("This event names no author or no record key.")
    record = child(commit, "record")
    text = record.get("text")
    if type(text) is not str:
        raise ValueError("This post has no text.")
    heard = instant(event.get("time_us"), latest)
    mentions, links = _facets(record)
    quote, external = _embedded(record)
    reply_to = word(child(record, "reply", "parent").get("uri"))
    return Post(
        f"at://{author}/{POSTS}/{rkey}",
        NETWORK,
        author,
        text,
        _claimed(record.get("createdAt"), heard),
        heard,
        mentions=mentions,
        links=(*links, external) if external and external not in links else links,
        reply_to=reply_to,
        reply_to_author=_did_of(reply_to),
        quote_of=quote,
        quote_of_author=_did_of(quote),
        url=f"{_PROFILE}{author}/post/{rkey}",
        language=next((found for item in items_of(record.get("langs")) if (found := word(item))), ""),
    )


def _claimed(claim: object, heard: Instant) -> Instant:
    try:
        return instant(claim, heard + DAY)
    except NotATime:
        return heard


def _facets(record: dict[str, object]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if "facets" not in record:
        return (), ()
    mentions: dict[str, None] = {}
    links: dict[str, None] = {}
    for facet in items_of(record["facets"]):
        for feature in items_of(child(facet).get("features")):
            about = child(feature)
            mentions[word(about.get("did"))] = None
            links[word(about.get("uri"))] = None
    return tuple(filter(None, mentions)), tuple(filter(None, links))


def _embedded(record: dict[str, object]) -> tuple[str, str]:
    embed = child(record, "embed")
    if not embed:
        return "", ""
    quoted = child(embed, "record")
    quote = word(quoted.get("uri")) or word(child(quoted, "record").get("uri"))
    if POSTS not in quote:
        quote = ""  # a list or a feed can be embedded the same way
    external = child(embed, "external") or child(embed, "media", "external")
    return quote, word(external.get("uri"))


def _did_of(uri: str) -> str:
    """Give the author part of an at-uri: who wrote the post that is answered or quoted."""
    return uri[5:].split("/", 1)[0] if uri.startswith("at://") else ""
