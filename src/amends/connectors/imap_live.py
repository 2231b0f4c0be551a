"""Listening to a mailbox over IMAP: letters as they come (IDLE), read without being marked as read."""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

import msgspec

from amends.connectors.door import NoAnswer
from amends.connectors.letters import LARGEST, letter
from amends.connectors.outcome import Refusal
from amends.connectors.place import opened
from amends.connectors.protocols import Heard, SourceRefused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from amends.connectors.door import Door
    from amends.core.vocabulary import Instant, Post

PATIENCE: Final = 30.0
"""Seconds for an answer."""

IDLE: Final = 50.0
"""Seconds after which a server that told nothing is asked whether it is still there."""

_AT_ONCE: Final = 20
_LITERAL: Final = re.compile(rb"\{(\d{1,9})\}$")
_NUMBER: Final = re.compile(rb"\[(UIDVALIDITY|UIDNEXT) (\d{1,10})\]", re.IGNORECASE)
_UID: Final = re.compile(rb"\bUID (\d{1,10})\b", re.IGNORECASE)


class Place(msgspec.Struct):
    """What a cursor holds: which letter comes next, in which numbering of the mailbox, and when it was last heard."""

    validity: int = 0
    next: int = 0
    at: int = 0


class Mailbox:
    """A `Reader` of one mailbox, whose address is like ``imaps://anna@mail.example/INBOX``.

    ``keyed`` names an address by a hash that only this site can make; ``now`` tells the time and ``wait`` waits for
    seconds.
    """

    def __init__(
        self,
        address: str,
        password: str,
        *,
        door: Door,
        keyed: Callable[[str], str],
        now: Callable[[], Instant],
        wait: Callable[[float], Awaitable[None]],
    ) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username:
            raise ValueError("A mailbox has an address like imaps://anna%40mail.example@imap.mail.example/INBOX.")
        self._encrypted = parts.scheme == "imaps"
        self._host, self._port = parts.hostname, parts.port or (993 if self._encrypted else 143)
        self._user, self._folder = unquote(parts.username), unquote(parts.path.strip("/")) or "INBOX"
        self._password = password
        self._door, self._keyed, self._now, self._wait = door, keyed, now, wait
        self._place = Place()

    async def read(self, cursor: str) -> AsyncIterator[Heard]:
        """Give what comes after ``cursor``, without end; an empty one means from now on.

        Raises `SourceRefused` where the password or the folder is not right, and `NoAnswer`.
        """
        self._place = opened(cursor, Place())
        reader, writer = await self._door.line(self._host, self._port, encrypted=self._encrypted, patience=PATIENCE)
        line = _Line(reader, writer, self._host)
        try:
            idles = await self._sign_in(line)
            yield self._opened(await self._examine(line))
            while True:
                async for heard in self._new(line):
                    yield heard
                await (line.idle() if idles else self._wait(IDLE))
        except (EOFError, asyncio.LimitOverrunError, TimeoutError, ConnectionError) as error:
            raise NoAnswer(f"{self._host} broke off the connection.") from error
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _sign_in(self, line: _Line) -> bool:
        await line.greeting()
        ok, told = await line.command(b"LOGIN " + _quoted(self._user) + b" " + _quoted(self._password))
        if not ok:
            raise SourceRefused(f"{self._host} does not let {self._user} in. Enter the password anew.")
        if not any(b"CAPABILITY" in each for each in told):
            _, told = await line.command(b"CAPABILITY")
        return any(re.search(rb"\bIDLE\b", each) for each in told)

    async def _examine(self, line: _Line) -> dict[bytes, int]:
        # EXAMINE, not SELECT: nothing that is read here is marked as read.
        ok, told = await line.command(b"EXAMINE " + _quoted(self._folder))
        if not ok:
            raise SourceRefused(f"{self._host} has no folder {self._folder}. Name one that is there.")
        return {found[1].upper(): int(found[2]) for each in told if (found := _NUMBER.search(each))}

    def _opened(self, numbers: dict[bytes, int]) -> Heard:
        validity, following = numbers.get(b"UIDVALIDITY", 0), numbers.get(b"UIDNEXT", 1)
        missed = None
        if validity != self._place.validity:
            # Numbered anew, letters cannot be told from those that were heard: what came meanwhile counts as missed.
            missed = self._place.at or None
            self._place = Place(validity, following, self._now())
        return self._heard((), (), missed)

    async def _new(self, line: _Line) -> AsyncIterator[Heard]:
        while True:
            # A range that ends in * always holds the last letter, also where that is an old one.
            uids = [uid for uid in await self._uids(line, f"{self._place.next}:*") if uid >= self._place.next]
            for uid in uids[:_AT_ONCE]:
                yield await self._fetched(line, uid)
            if len(uids) <= _AT_ONCE:
                break
        yield self._heard((), ())

    async def _uids(self, line: _Line, asked: str) -> list[int]:
        ok, told = await line.command(f"UID FETCH {asked} (UID)".encode())
        # A number that could not be read would be a letter that is never asked for.
        if not ok or not all(each.isascii() for each in told):
            raise NoAnswer(f"What {self._host} said was garbled on the way; it is asked again.")
        return sorted({int(found[1]) for each in told if (found := _UID.search(each))})

    async def _fetched(self, line: _Line, uid: int) -> Heard:
        _, told = await line.command(f"UID FETCH {uid} (BODY.PEEK[]<0.{LARGEST}>)".encode())
        raw = _literal(told, uid)
        if raw is None and uid in await self._uids(line, str(uid)):
            raise NoAnswer(f"{self._host} did not give a letter that it has; it is asked again.")
        self._place.next = uid + 1
        if raw is None:
            return self._heard((), ())  # it was taken away meanwhile
        try:
            return self._heard((letter(raw, self._user, self._keyed, self._now()),), ())
        except ValueError as error:
            return self._heard((), (Refusal(f"{self._host}/{self._folder}", uid, str(error)),))

    def _heard(self, posts: tuple[Post, ...], refusals: tuple[Refusal, ...], missed: Instant | None = None) -> Heard:
        self._place.at = self._now()
        return Heard(posts, refusals, msgspec.json.encode(self._place).decode(), self._place.at, missed=missed)


class _Line:
    """Says commands to a server, one at a time, and gives what it tells."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str) -> None:
        self._reader = reader
        self._writer = writer
        self._host = host
        self._number = 0

    async def greeting(self) -> None:
        async with asyncio.timeout(PATIENCE):
            if not (await self._one()).startswith((b"* OK", b"* PREAUTH")):
                raise NoAnswer(f"{self._host} is no mail server that speaks IMAP.")

    async def command(self, words: bytes) -> tuple[bool, list[bytes]]:
        """Say a command; tells whether it was done, and each line and literal that was told about it."""
        tag = self._tag()
        self._writer.write(tag + b" " + words + b"\r\n")
        async with asyncio.timeout(PATIENCE):
            return await self._until(tag)

    async def idle(self) -> None:
        """Wait until the server tells something, or it is time to ask whether it is there."""
        tag = self._tag()
        self._writer.write(tag + b" IDLE\r\n")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(IDLE):
                while b"EXISTS" not in (told := await self._one()).upper():
                    if told.startswith(tag):
                        return
        self._writer.write(b"DONE\r\n")
        async with asyncio.timeout(PATIENCE):
            await self._until(tag)

    def _tag(self) -> bytes:
        self._number += 1
        return f"a{self._number}".encode()

    async def _until(self, tag: bytes) -> tuple[bool, list[bytes]]:
        told: list[bytes] = []
        while not (line := await self._one()).startswith(tag + b" "):
            told.append(line)
            while found := _LITERAL.search(line):
                if int(found[1]) > 2 * LARGEST or len(told) > 10_000:
                    raise NoAnswer(f"{self._host} sends more than was asked for.")
                told.append(await self._reader.readexactly(int(found[1])))
                line = await self._one()
                told.append(line)
            if len(told) > 200_000:
                raise NoAnswer(f"{self._host} sends more than was asked for.")
        return line[len(tag) + 1 :].upper().startswith(b"OK"), [*told, line]

    async def _one(self) -> bytes:
        try:
            line = await self._reader.readline()
        except ValueError as error:
            raise NoAnswer(f"{self._host} sends a line without end.") from error
        if not line.endswith(b"\n"):
            raise EOFError
        return line.rstrip(b"\r\n")


def _literal(told: list[bytes], uid: int) -> bytes | None:
    """Find the letter of this number in an answer: between two lines, of which one names the number."""
    for before, literal, after in zip(told, told[1:], told[2:], strict=False):
        named = {int(found[1]) for each in (before, after) if (found := _UID.search(each))}
        if uid in named and _LITERAL.search(before):
            return literal
    return None


def _quoted(text: str) -> bytes:
    if any(sign in text for sign in "\r\n\0"):
        raise ValueError("A name, a password or a folder is one line.")
    return b'"' + text.replace("\\", "\\\\").replace('"', '\\"').encode() + b'"'
