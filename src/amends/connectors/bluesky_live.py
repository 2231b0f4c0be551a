"""Listen to Bluesky as it speaks, over Jetstream of either version or over the firehose, from where it was left.

The cursor is JSON: ``{"us": …, "host": …, "seq": …}``, the time of the last event, and on servers that number their
events their number there. Time goes on at any server, numbers only at their own. Reading begins ten seconds before the
cursor, since streams promise that events come at least once and not that they come in order.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from websockets.exceptions import ConnectionClosed

from amends.connectors.answered import accepted
from amends.connectors.bluesky_events import (
    COLLECTIONS,
    VERSION_2,
    Edit,
    Garbled,
    StreamError,
    place_by_cbor,
    place_by_json,
    told_by_cbor,
    told_by_json,
)
from amends.connectors.door import NoAnswer, TurnedAway
from amends.connectors.outcome import Refusal
from amends.connectors.protocols import Heard
from amends.core.vocabulary import SECOND, Changes, Departure, Post, Reaction, Renaming, Withdrawal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from websockets.asyncio.client import ClientConnection

    from amends.connectors.bluesky_events import Told
    from amends.connectors.door import Door
    from amends.connectors.protocols import Interest
    from amends.core.vocabulary import Instant

HOSTS: Final = (
    "wss://jetstream1.us-east.bsky.network/subscribe",
    "wss://jetstream2.us-east.bsky.network/subscribe",
    "wss://jetstream1.us-west.bsky.network/subscribe",
    "wss://jetstream2.us-west.bsky.network/subscribe",
)
"""Public servers, asked in turn."""

REWIND: Final = 10 * SECOND
"""So far before its cursor reading begins; what comes twice changes nothing."""

GATHER: Final = 0.1
"""Seconds over which frames are gathered before they are looked at together."""

TOGETHER: Final = 500
"""Frames at which no more are waited for."""

STALLED: Final = 30.0
"""Seconds without a single event of the whole network, after which the stream counts as broken."""

LOST: Final = 60 * SECOND
"""A stream that begins so much later than it was asked to no longer has what came before."""

_TO_DO: Final = "Look whether this server is open to everybody, or name another."
_NO_SUCH_PLACE: Final = ("CursorTooOld", "FutureCursor")

FIREHOSE: Final = "com.atproto.sync.subscribeRepos"


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a stream was left."""

    us: Instant = 0
    host: str = ""
    seq: int = 0
    doubt: Instant = 0
    """The ``us`` behind which a frame could not be read: met there a second time, it is passed over."""

    def __str__(self) -> str:
        """Write it as it is kept."""
        kept = {"us": self.us, "host": self.host, "seq": self.seq} | ({"doubt": self.doubt} if self.doubt else {})
        return json.dumps(kept, separators=(",", ":"))


def read_cursor(text: str) -> Cursor:
    """Read a cursor as it is kept; what is none begins at the present.

    >>> read_cursor(str(Cursor(5, "wss://a.example", 7))) == Cursor(5, "wss://a.example", 7)
    True
    >>> read_cursor("nonsense")
    Cursor(us=0, host='', seq=0)
    """
    try:
        kept = json.loads(text)
        us, host, seq, doubt = kept["us"], kept["host"], kept["seq"], kept.get("doubt", 0)
    except (ValueError, KeyError, TypeError):
        return Cursor()
    if any(type(each) is not int for each in (us, seq, doubt)) or type(host) is not str:
        return Cursor()
    return Cursor(us, host, seq, doubt)


def _cursor_is_no_good(error: StreamError | TurnedAway) -> bool:
    """Tell whether a server no longer knows, or does not know yet, the place to go on from."""
    if isinstance(error, StreamError):
        return error.name in _NO_SUCH_PLACE
    return error.answer.status == 400 and any(name.encode() in error.answer.body for name in _NO_SUCH_PLACE)


@dataclass(slots=True)
class _Gathered:
    """What a handful of frames told."""

    posts: list[Post] = field(default_factory=list)
    edits: list[Post] = field(default_factory=list)
    withdrawals: list[Withdrawal] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    departures: list[Departure] = field(default_factory=list)
    renamings: list[Renaming] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def add(self, told: Told) -> None:
        """Put one thing where it belongs."""
        match told:
            case Post():
                self.posts.append(told)
            case Edit():
                self.edits.append(told.post)
            case Withdrawal():
                self.withdrawals.append(told)
            case Reaction():
                self.reactions.append(told)
            case Departure():
                self.departures.append(told)
            case Renaming():
                self.renamings.append(told)
            case Refusal():
                self.refusals.append(told)

    def heard(self, interest: Interest, cursor: Cursor, missed: Instant | None) -> Heard:
        """Make of it a delivery, without what concerns nobody."""
        posts = tuple(post for post, wanted in zip(self.posts, interest.concerns(self.posts), strict=True) if wanted)
        wanted = zip(self.edits, interest.concerns(self.edits), strict=True)
        edits = tuple(post for post, concerns in wanted if concerns or post.author in interest)
        of_accounts = tuple(self.departures), tuple(self.renamings)
        changes = Changes(edits, tuple(self.withdrawals), tuple(self.reactions), *of_accounts)
        return Heard(posts, tuple(self.refusals), str(cursor), cursor.us, changes=changes, missed=missed)


class Bluesky:
    """A `Reader` of one of several streams of the same network.

    ``addresses`` are tried in turn: the one of number ``attempt`` (how often it failed in a row). An address that ends
    in the name of the firehose's method is read as the firehose, one that names Jetstream's second version as that, any
    other as Jetstream's first. ``now`` tells the time, by which a server may say until when it wants to be left alone.
    """

    def __init__(
        self,
        door: Door,
        interest: Interest,
        *,
        addresses: Sequence[str] = HOSTS,
        attempt: int = 0,
        now: Callable[[], Instant] = lambda: 0,
    ) -> None:
        self._door = door
        self._interest = interest
        self._now, self._only = now, len(addresses) == 1
        self._address = addresses[attempt % len(addresses)]
        self._told, self._place = (
            (told_by_cbor, place_by_cbor) if FIREHOSE in self._address else (told_by_json, place_by_json)
        )

    async def read(self, cursor: str) -> AsyncIterator[Heard]:
        """Give what comes after ``cursor``; a stream that ends or falls silent raises `NoAnswer`.

        Where there is no other server to turn to, one that refuses raises `SourceRefused`, and one that is busy
        `CalledOff`.
        """
        left = read_cursor(cursor)
        try:
            async for heard in self._listen(left, self._from(left)):
                yield heard
        except (StreamError, TurnedAway) as error:
            if not left.us or not _cursor_is_no_good(error):
                if isinstance(error, TurnedAway) and self._only:
                    accepted(error.answer, self._now(), _TO_DO)
                raise error if isinstance(error, NoAnswer) else NoAnswer(f"{self._host()} says: {error}") from error
            # It has no longer what came after the cursor, or numbers its events anew: go on from the present.
            async for heard in self._listen(left, {}):
                yield heard

    async def _listen(self, left: Cursor, since: dict[str, str]) -> AsyncIterator[Heard]:
        first = True
        query = [("wantedCollections", name) for name in COLLECTIONS]
        if FIREHOSE in self._address:
            query = []
        elif VERSION_2 in self._address:
            query = [
                ("kinds", "commit"),
                ("kinds", "account"),
                ("kinds", "identity"),
                *(("collections", name) for name in COLLECTIONS),
            ]
        asked = urlencode([*query, *since.items()])
        async with self._door.websocket(f"{self._address}?{asked}" if asked else self._address) as line:
            async for frames in self._frames(line):
                missed = self._lost(frames, left) if first else None
                first = False
                gathered = _Gathered()
                good = self._gather(frames, left, gathered)
                left = self._further(frames[:good], left)
                if good < len(frames):
                    left = replace(left, doubt=left.us)
                yield gathered.heard(self._interest, left, missed)
                if good < len(frames):
                    raise NoAnswer(f"What {self._host()} sent was garbled on the way; it is asked for it again.")

    def _gather(self, frames: Sequence[bytes], left: Cursor, gathered: _Gathered) -> int:
        """Put what frames tell where it belongs, up to the first that is garbled; tell how many were good.

        One that was garbled at this place before is passed over, with a refusal: it will not get better.
        """
        known_doubt = left.doubt
        for number, frame in enumerate(frames):
            try:
                for told in self._told(frame, self._interest):
                    gathered.add(told)
            except Garbled:
                if known_doubt and known_doubt == self._further(frames[:number], left).us:
                    gathered.add(Refusal(self._host(), 0, "A frame could not be read, twice."))
                else:
                    return number
        return len(frames)

    async def _frames(self, line: ClientConnection) -> AsyncIterator[list[bytes]]:
        """Give frames as they come, a handful at a time."""
        while True:
            try:
                async with asyncio.timeout(STALLED):
                    frames = [await line.recv(decode=False)]
            except TimeoutError:
                raise NoAnswer(f"{self._host()} has told nothing for {STALLED:.0f} seconds.") from None
            except ConnectionClosed as error:
                raise NoAnswer(f"{self._host()} has hung up: {error}.") from error
            closed = False
            try:
                async with asyncio.timeout(GATHER):
                    while len(frames) < TOGETHER:
                        frames.append(await line.recv(decode=False))
            except TimeoutError:
                pass
            except ConnectionClosed:
                closed = True  # what came before is told; the next turn says that it has hung up
            yield frames
            if closed:
                raise NoAnswer(f"{self._host()} has hung up.")

    def _from(self, left: Cursor) -> dict[str, str]:
        """Say in the server's way where to begin; at the present where nothing was left."""
        if not left.us:
            return {}
        numbered = FIREHOSE in self._address or VERSION_2 in self._address
        if numbered:
            return {"cursor": str(left.seq)} if left.host == self._address and left.seq else {}
        return {"cursor": str(left.us - REWIND)}

    def _lost(self, frames: Sequence[bytes], left: Cursor) -> Instant | None:
        """Tell since when nobody listened, where the stream begins later than it was left."""
        begins = next((us for us, _ in map(self._place, frames) if us), 0)
        return left.us if left.us and begins > left.us + LOST else None

    def _further(self, frames: Sequence[bytes], left: Cursor) -> Cursor:
        """Tell how far these frames bring their reader: to the last that says where it stands, and never back."""
        us, seq = next((place for place in map(self._place, reversed(frames)) if place[0]), (left.us, left.seq))
        return Cursor(max(us, left.us), self._address, seq, left.doubt)

    def _host(self) -> str:
        return urlsplit(self._address).hostname or self._address
