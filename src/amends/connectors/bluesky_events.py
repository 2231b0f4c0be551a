"""Events of Bluesky as they stream by: Jetstream of both versions (JSON) and the firehose itself (DAG-CBOR).

Each decoder takes one frame and gives what is in it that may matter here, or nothing; nine frames in ten are told by
their bytes and never decoded. Sources: the Jetstream documentation (version 1: ``/subscribe``; version 2:
``network.bsky.jetstream.subscribeEvents``) and the lexicon ``com.atproto.sync.subscribeRepos``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import libipld

from amends.connectors.car import Blocks, has_at_most
from amends.connectors.clock import NotATime, instant
from amends.connectors.jetstream import NETWORK, POSTS, post_of
from amends.connectors.json_values import NotJson, child, items_of, parse_within, word
from amends.connectors.outcome import Refusal, Tally
from amends.core.vocabulary import Departure, Post, Reaction, Renaming, Sign, Withdrawal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.connectors.protocols import Interest
    from amends.core.vocabulary import Instant

SIGNS: Final = {"app.bsky.feed.like": Sign.LIKE, "app.bsky.feed.repost": Sign.REPOST}
COLLECTIONS: Final = (POSTS, *SIGNS)
KINDS: Final = ("commit", "account", "identity")
"""What is asked for of the second version; the first tells of accounts unasked."""

VERSION_2: Final = "network.bsky.jetstream.subscribeEvents"

_SMALL: Final = 60_000
"""Bytes that may be decoded whatever they hold."""

_MOST: Final = 20_000
"""Parts (values, and keys of maps) of a larger frame; two hundred operations have 3,000."""

_OPERATIONS: Final = 200
"""Operations of one commit, by the protocol."""

_PARTS: Final = 5_000
"""Parts of one record; a long post with pictures, links and mentions has two hundred."""

_KINDS: Final = frozenset({"commit", "identity", "account", "sync", "info"})
_GONE: Final = frozenset({"deleted", "deactivated", "takendown", "suspended"})
"""Why an account speaks no more; of the others (a server that is slow, or out of step) it comes back by itself."""
_COLLECTION: Final = b'"collection":"app.bsky.feed.'
_POST: Final = b'post"'
_SIGNS: Final = (b'like"', b'repost"')
_DELETES: Final = b'"operation":"delete"'
_AT_URI: Final = b'"uri":"at://'
_DID: Final = b'"did":"'


class StreamError(Exception):
    """The stream itself says that something is wrong; ``name`` is the protocol's own word for it."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message or name)
        self.name = name


class Garbled(Exception):
    """These bytes are no frame of the stream: something on the way has changed them."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A post as it stands now, under the id of the one it changes."""

    post: Post


Told: TypeAlias = Post | Edit | Withdrawal | Reaction | Departure | Renaming | Refusal

Place: TypeAlias = "tuple[Instant, int]"
"""How far a stream has come: the time of an event, and its number (0 where the stream has none)."""


def told_by_json(frame: bytes, interest: Interest) -> list[Told]:
    """Give what a frame of Jetstream tells of what matters here; raises `StreamError` and `Garbled`."""
    if not _may_matter(frame, interest):
        return []
    event, commit = _event(_whole_json(frame))
    if word(event.get("kind")) not in _KINDS or (commit and word(commit.get("collection")) not in COLLECTIONS):
        raise Garbled  # nothing else was asked for
    return [told] if (told := _told(event, commit, interest)) else []


def place_by_json(frame: bytes) -> Place:
    """Tell how far a frame of Jetstream brings its reader; (0, 0) where it does not say.

    >>> place_by_json(b'{"did":"did:plc:a","time_us":1725911162329308,"kind":"identity"}')
    (1725911162329308, 0)
    """
    try:
        event, _ = _event(parse_within(frame, _MOST))
        return instant(event.get("time_us")), _whole(event.get("seq"))
    except (NotJson, NotATime, StreamError):
        return 0, 0


def told_by_cbor(frame: bytes, interest: Interest) -> list[Told]:
    """Give what a frame of the firehose tells of what matters here; raises `StreamError` and `Garbled`."""
    if b"app.bsky.feed." not in frame and b"#commit" in frame:
        return []
    kind, body = _opened(frame)
    if kind in ("#account", "#identity"):
        event = {"did": body.get("did"), "time_us": body.get("time"), "kind": kind[1:], kind[1:]: body}
        return [told] if (told := _told(event, {}, interest)) else []
    found: list[Told] = []
    for event, commit in _operations(body) if kind == "#commit" else ():
        if told := _told(event, commit, interest):
            found.append(told)
    return found


def place_by_cbor(frame: bytes) -> Place:
    """Tell how far a frame of the firehose brings its reader; (0, 0) where it does not say."""
    try:
        body = child(_parts(frame)[1])
        return instant(body.get("time")), _whole(body.get("seq"))
    except (ValueError, IndexError, NotATime):
        return 0, 0


def _may_matter(frame: bytes, interest: Interest) -> bool:
    """Tell by its bytes whether a frame may hold a post, a change of one that is kept, or a sign given to one.

    What cannot be told by its bytes may: a word of the stream itself, or what was garbled on the way.
    """
    at = frame.find(_COLLECTION)
    if at < 0 or not frame.endswith(b"}"):
        return True
    name = at + len(_COLLECTION)
    deletes = _DELETES in frame
    if frame.startswith(_POST, name):
        return not deletes or _after(frame, _DID, 0) in interest
    if not frame.startswith(_SIGNS, name):
        return True
    return deletes or _after(frame, _AT_URI, name) in interest or _after(frame, _AT_URI, 0) in interest


def _whole_json(frame: bytes) -> object:
    """Read a frame that nothing has changed on the way; raises `Garbled` for one that something has."""
    tally = Tally()
    try:
        value = parse_within(frame, _MOST, tally)
        if tally.mended:
            frame.decode()  # an escaped character that cannot be kept is its author's; a broken byte is not
    except (NotJson, UnicodeDecodeError) as error:
        raise Garbled from error
    return value


def _after(frame: bytes, mark: bytes, start: int) -> str:
    """Give the DID that stands behind a mark: up to a quote or a slash."""
    at = frame.find(mark, start)
    if at < 0:
        return ""
    at += len(mark)
    ends = [end for end in (frame.find(b'"', at), frame.find(b"/", at)) if end >= 0]
    return frame[at : min(ends, default=at)].decode("ascii", "replace")


def _event(value: object) -> tuple[dict[str, object], dict[str, object]]:
    """Bring an event of either version into the form of the first: the event, and its commit (empty for none)."""
    event = child(value)
    if event.get("$type") == "error" or ("error" in event and "kind" not in event):
        raise StreamError(word(event.get("error")), word(event.get("message")))
    if "payload" not in event:
        return event, child(event, "commit")
    payload = child(event, "payload")
    kind = word(payload.get("$type")).rpartition("#")[2]
    named = {"did": payload.get("did"), "time_us": payload.get("time"), "kind": kind, "seq": payload.get("seq")}
    return named | {kind: payload}, payload if kind == "commit" else {}


def _told(event: dict[str, object], commit: dict[str, object], interest: Interest) -> Told | None:
    collection, operation = word(commit.get("collection")), word(commit.get("operation"))
    author, rkey = word(event.get("did")), word(commit.get("rkey"))
    if not commit:
        return _of_account(event, author) if author in interest else None
    if collection not in COLLECTIONS or not author or not rkey:
        return None
    name = f"at://{author}/{collection}/{rkey}"
    try:
        at = instant(event.get("time_us"))
        if operation == "delete":
            return Withdrawal(name, NETWORK, at) if collection in SIGNS or author in interest else None
        if collection in SIGNS:
            return _reaction(name, SIGNS[collection], commit, at, interest)
        post = post_of(event, commit)
    except ValueError as error:
        return _refused(str(error))
    return Edit(post) if operation == "update" else post


def _of_account(event: dict[str, object], author: str) -> Departure | Renaming | None:
    """Tell what became of an account whose words may be kept."""
    kind = word(event.get("kind"))
    try:
        at = instant(event.get("time_us"))
    except NotATime:
        return None
    if kind == "identity":
        return Renaming(author, NETWORK, at)
    told = child(event, "account") if kind == "account" else {}
    gone = told.get("active") is False and word(told.get("status")) in _GONE
    return Departure(author, NETWORK, at) if gone else None


def _reaction(name: str, sign: Sign, commit: dict[str, object], at: Instant, interest: Interest) -> Reaction | None:
    of = word(child(commit, "record", "subject").get("uri"))
    author = of.removeprefix("at://").partition("/")[0]
    return Reaction(name, NETWORK, sign, of, at) if of.startswith("at://") and author in interest else None


def _opened(frame: bytes) -> tuple[str, dict[str, object]]:
    """Open a frame of the firehose, and give its kind and its body."""
    try:
        parts = _parts(frame)
    except ValueError as error:
        raise Garbled from error
    if len(parts) != 2 or not isinstance(parts[0], dict):
        raise Garbled
    head, body = parts[0], child(parts[1])
    if head.get("op") == -1:
        raise StreamError(word(body.get("error")), word(body.get("message")))
    return word(head.get("t")), body


def _parts(frame: bytes) -> list[object]:
    """Decode what a frame is made of. Raises ``ValueError``, also for more than any frame of the stream has."""
    if len(frame) > _SMALL and not has_at_most(frame, _MOST):
        raise ValueError(f"This frame has more than {_MOST:,} parts.")
    try:
        return list(libipld.decode_dag_cbor_multi(frame))
    except RecursionError as error:
        raise ValueError("This frame nests too deep.") from error


def _operations(body: dict[str, object]) -> Iterator[tuple[dict[str, object], dict[str, object]]]:
    """Give each operation of a commit in the form of Jetstream's events; records are opened only where needed."""
    event: dict[str, object] = {"did": body.get("repo"), "time_us": body.get("time"), "seq": body.get("seq")}
    blocks, operations = body.get("blocks"), items_of(body.get("ops"))
    if len(operations) > _OPERATIONS:
        raise Garbled
    held, opened = Blocks(blocks if isinstance(blocks, bytes) else b""), dict[bytes, object]()
    for operation in map(child, operations):
        collection, _, rkey = word(operation.get("path")).partition("/")
        if collection in COLLECTIONS:
            action, cid, record = word(operation.get("action")), operation.get("cid"), None
            if isinstance(cid, bytes) and action != "delete":
                if cid not in opened:
                    opened[cid] = _record(held, cid)
                record = opened[cid]
            yield event, {"collection": collection, "rkey": rkey, "operation": action, "record": record}


def _record(held: Blocks, cid: bytes) -> object:
    """Open the record that an operation names; raises `Garbled` where it is not what its name says.

    What its author made so that it cannot be read is nothing: it will not get better by being asked for again.
    """
    try:
        block = held.block(cid)
    except ValueError as error:
        raise Garbled from error
    if len(block) > _SMALL or not has_at_most(block, _PARTS):
        return None
    try:
        return libipld.decode_dag_cbor(block)
    except (ValueError, RecursionError):
        return None


def _whole(value: object) -> int:
    return value if type(value) is int else 0


def _refused(reason: str) -> Refusal:
    return Refusal("Bluesky", 0, reason)
