"""The one way out to the networks: to addresses of the public internet, in good time, and for no more than was asked.

A name is looked up once, each address it has is judged (`amends.connectors.addresses`), and the connection goes to
exactly a judged address: a name made to point into the house's own network (SSRF), also at a second look-up, opens no
socket. A redirect is a new question and judged again. What comes back is counted as it is unpacked, so that a small
bomb stays small. No proxy of the environment is used, and no cookie is kept.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import zlib
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import httpcore2
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, InvalidStatus, InvalidURI

from amends.connectors.addresses import NotAsked, judged
from amends.connectors.json_values import NotJson, parse_within
from amends.connectors.pinned import pinned_pool
from amends.connectors.protocols import CalledOff, SourceRefused
from amends.connectors.words import is_text

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping

    from websockets.asyncio.client import ClientConnection

PATIENCE: Final = 20.0
"""Seconds for the whole of one answer, however it trickles in."""

MOST: Final = 4_000_000
"""Bytes of an answer, unpacked, where nobody says otherwise."""

_PARTS: Final = 150_000
"""Values in an answer; a page of forty posts has four thousand."""

_PIECES: Final = 1_000
_PIECE: Final = 64
"""After so many pieces, bytes that each must have had: to take them one by one costs more than they are worth."""

REDIRECTS: Final = 10
"""How often a question is sent on."""

AGENT: Final = "amends (self-hosted; listens to what concerns its owner)"

_PORTS: Final = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_ENCRYPTED: Final = ("https", "wss")
_FAULTS: Final = (
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.TimeoutException,
    httpcore2.UnsupportedProtocol,
    OSError,
    zlib.error,
)
_SENT_ON: Final = (301, 302, 303, 307, 308)


class NoAnswer(OSError):
    """Nobody answered, or not as they should; the message says so in a sentence."""


class TurnedAway(NoAnswer):
    """A server would not open what was asked for; ``answer`` is what it said instead."""

    def __init__(self, sentence: str, answer: Answer) -> None:
        super().__init__(sentence)
        self.answer = answer


class TooMuch(NoAnswer):
    """The answer is larger than was asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: ``address`` is where it came from in the end, ``headers`` are in order and lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    address: str

    def header(self, name: str) -> str:
        """Give the first header of this (lower-case) name, or nothing."""
        return next((value for key, value in self.headers if key == name), "")

    def headers_of(self, name: str) -> tuple[str, ...]:
        """Give all headers of this (lower-case) name."""
        return tuple(value for key, value in self.headers if key == name)

    def json(self) -> object:
        """Read the body as JSON; raises `NoAnswer` where it is none, or was changed on the way."""
        try:
            return _strictly(self.body)
        except NotJson as error:
            raise NoAnswer(
                f"{urlsplit(self.address).hostname} answered something that cannot be read: {error}"
            ) from error


class Door:
    """Asks other servers.

    ``near`` are places (``localhost:2683``) that the owner named as her own: they may lie inside her network, and be
    asked without encryption. ``plain`` lets public places be asked without encryption too, as feeds and mentions of the
    web need it; no token goes there. ``context`` says which certificates are believed.
    """

    def __init__(self, *, near: Iterable[str] = (), plain: bool = False, context: ssl.SSLContext | None = None) -> None:
        self._near = frozenset(place.casefold() for place in near)
        self._plain = plain
        self._context = context or _believed()

    async def ask(  # each of these is part of one question
        self,
        address: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        most: int = MOST,
        patience: float = PATIENCE,
        redirects: int = REDIRECTS,
    ) -> Answer:
        """Ask, and return the answer whatever its status; only reading (GET, HEAD) is sent on by redirects.

        A header named Authorization does not follow to another host. Raises `NotAsked`, and `NoAnswer` where there is
        none within ``patience`` seconds or it has more than ``most`` bytes.
        """
        sent = dict(headers or {})
        try:
            async with asyncio.timeout(patience):
                for _ in range(redirects + 1):
                    answer = await self._ask_once(method, address, sent, body, most)
                    onward = answer.header("location") if answer.status in _SENT_ON else ""
                    if not onward or method not in ("GET", "HEAD") or not redirects:
                        return answer
                    before, address = address, urljoin(address, onward)
                    self._judge_redirect(before, address, sent)
        except TimeoutError:
            raise NoAnswer(f"{_host(address)} did not answer within {patience:.0f} seconds.") from None
        raise NoAnswer(f"{_host(address)} sends on and on, more than {redirects} times.")

    @asynccontextmanager
    async def stream(
        self, address: str, *, headers: Mapping[str, str] | None = None, patience: float = PATIENCE
    ) -> AsyncGenerator[tuple[Answer, AsyncIterator[bytes]], None]:
        """Ask for an answer that does not end; gives its head, with an empty body, and its bytes as they come.

        ``patience`` is for the head alone and for each wait between two pieces. Raises as `ask` does.
        """
        async with self._pool() as pool:
            try:
                place, sent = self._question(address, dict(headers or {}))
                waits = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), patience)}
                async with pool.stream("GET", place, headers=sent, extensions=waits) as response:
                    yield _head(response, address), _pieces(response)
            except _FAULTS as error:
                raise _no_answer(address, error) from error

    @asynccontextmanager
    async def websocket(
        self,
        address: str,
        *,
        headers: Mapping[str, str] | None = None,
        largest: int = 2**21,
        patience: float = PATIENCE,
    ) -> AsyncGenerator[ClientConnection, None]:
        """Open a web socket to a judged address; ``largest`` bytes has a message, unpacked. Raises as `ask` does."""
        parts = self._place(address)
        try:
            async with asyncio.timeout(patience):
                line = await self._line(str(parts.hostname), _port(parts))
            opening = connect(
                address,
                sock=line,
                ssl=self._context if parts.scheme in _ENCRYPTED else None,
                server_hostname=parts.hostname if parts.scheme in _ENCRYPTED else None,
                additional_headers=dict(headers or {}),
                user_agent_header=AGENT,
                max_size=largest,
                max_queue=64,
                open_timeout=patience,
                proxy=None,
            )
            connection = await opening
        except TimeoutError:
            raise NoAnswer(f"{parts.hostname} did not answer within {patience:.0f} seconds.") from None
        except InvalidStatus as error:
            told = error.response
            said = f"{parts.hostname} would not open a web socket: it answered {told.status_code}."
            lines = tuple((name.lower(), value) for name, value in told.headers.raw_items())
            answer = Answer(told.status_code, lines, bytes(told.body or b"")[:4000], address)
            raise TurnedAway(said, answer) from error
        except (InvalidHandshake, InvalidURI, EOFError) as error:
            raise NoAnswer(f"{parts.hostname} would not open a web socket: {error}.") from error
        except OSError as error:
            raise _no_answer(address, error) from error
        try:
            yield connection
        finally:
            await connection.close()

    async def line(
        self, host: str, port: int, *, encrypted: bool = True, patience: float = PATIENCE
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a line to a judged address for a protocol of its own; unencrypted only to what is near.

        Raises as `ask` does. A line of text read from it may have 64 KB.
        """
        if not encrypted and f"{host}:{port}".casefold() not in self._near:
            raise NotAsked(f"{host} is asked over an encrypted connection only.")
        try:
            async with asyncio.timeout(patience):
                return await asyncio.open_connection(
                    sock=await self._line(host, port),
                    ssl=self._context if encrypted else None,
                    server_hostname=host if encrypted else None,
                )
        except TimeoutError:
            raise NoAnswer(f"{host} did not answer within {patience:.0f} seconds.") from None
        except OSError as error:
            raise _no_answer(f"imap://{host}", error) from error

    def judge(self, address: str) -> None:
        """Raise `NotAsked` for an address that would not be asked, whatever its host leads to."""
        self._place(address)

    async def addresses(self, host: str, port: int) -> list[str]:
        """Look a name up, once, and return where it leads, judged; raises `NotAsked`, and `NoAnswer` for no name."""
        try:
            rows = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise NoAnswer(f"There is no host called {host}.") from error
        return judged(host, [str(row[4][0]) for row in rows], near=f"{host}:{port}".casefold() in self._near)

    async def _line(self, host: str, port: int) -> socket.socket:
        """Open a socket to the first judged address that takes it."""
        trouble: OSError = NoAnswer(f"{host} does not answer.")
        for address in await self.addresses(host, port):
            line = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
            line.settimeout(0)
            taken = False
            try:
                await asyncio.get_running_loop().sock_connect(line, (address, port))
                taken = True
            except OSError as error:
                trouble = error
            finally:
                if not taken:
                    line.close()
            if taken:
                return line
        raise trouble

    async def _ask_once(
        self, method: str, address: str, headers: dict[str, str], body: bytes | None, most: int
    ) -> Answer:
        async with self._pool() as pool:
            try:
                place, sent = self._question(address, headers)
                async with pool.stream(method, place, headers=sent, content=body) as response:
                    answer = _head(response, address)
                    unpacked = b"" if method == "HEAD" else await _unpacked(response, answer, most)
            except _FAULTS as error:
                raise _no_answer(address, error) from error
        return Answer(answer.status, answer.headers, unpacked, address)

    def _question(self, address: str, headers: dict[str, str]) -> tuple[str, list[tuple[str, str]]]:
        """Make of an address, judged, and headers what is sent."""
        self._place(address)
        return _ascii(address), list(({"User-Agent": AGENT, "Accept-Encoding": "gzip"} | headers).items())

    def _place(self, address: str) -> SplitResult:
        """Split an address that may be asked; raises `NotAsked`."""
        try:
            parts = urlsplit(address)
            port = _port(parts)
        except ValueError as error:
            raise NotAsked(f"“{address[:200]}” is no address that can be asked: {error}.") from error
        if parts.scheme not in _PORTS or not parts.hostname:
            raise NotAsked(f"“{address[:200]}” is no address of the web.")
        if parts.username is not None or parts.password is not None:
            raise NotAsked("An address with a name or a password in it is not asked.")
        near = f"{parts.hostname}:{port}".casefold() in self._near
        if parts.scheme not in _ENCRYPTED and not (self._plain or near):
            raise NotAsked(f"{parts.hostname} is asked over an encrypted connection only.")
        return parts

    def _judge_redirect(self, before: str, after: str, headers: dict[str, str]) -> None:
        was, now = self._place(before), self._place(after)
        if was.scheme in _ENCRYPTED and now.scheme not in _ENCRYPTED:
            raise NotAsked(f"{was.hostname} sends on to a place that is not encrypted.")
        if (was.hostname, _port(was)) != (now.hostname, _port(now)):
            for name in [name for name in headers if name.casefold() == "authorization"]:
                del headers[name]

    def _pool(self) -> httpcore2.AsyncConnectionPool:
        return pinned_pool(self.addresses, self._context)


@lru_cache(maxsize=1)
def _believed() -> ssl.SSLContext:
    """Read the certificates of this machine once."""
    return ssl.create_default_context()


def _no_answer(address: str, error: Exception) -> OSError:
    if isinstance(error, NotAsked | NoAnswer | SourceRefused | CalledOff):
        return error
    said = str(error).strip().rstrip(".") or type(error).__name__
    return NoAnswer(f"{_host(address)} does not answer as it should: {said}.")


def _head(response: httpcore2.Response, address: str) -> Answer:
    headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers)
    return Answer(response.status, headers, b"", address)


async def _pieces(response: httpcore2.Response) -> AsyncIterator[bytes]:
    async for piece in response.aiter_stream():
        yield piece


async def _unpacked(response: httpcore2.Response, head: Answer, most: int) -> bytes:
    """Read a body, unpacking as it comes, and stop as soon as it is more than was asked for."""
    packed = head.header("content-encoding").strip().lower()
    if packed not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise NoAnswer(f"{_host(head.address)} packs its answers in a way that nobody asked for ({packed[:40]}).")
    unpack = zlib.decompressobj(wbits=47) if packed not in ("", "identity") else None
    found, pieces, packed_size = bytearray(), 0, 0
    async for piece in response.aiter_stream():
        pieces, packed_size = pieces + 1, packed_size + len(piece)
        if pieces > _PIECES and packed_size < _PIECE * pieces:
            raise TooMuch(f"{_host(head.address)} sends more than {_PIECES:,} crumbs.")
        found += piece if unpack is None else unpack.decompress(piece, most + 1 - len(found))
        if len(found) > most or (unpack is not None and unpack.unconsumed_tail):
            raise TooMuch(f"{_host(head.address)} sends more than {most:,} bytes.")
    return bytes(found)


def _strictly(body: bytes) -> object:
    """Read JSON as a server sends it: whole, in UTF-8 and within bounds; an archive's may be less than that."""
    if not is_text(body):
        raise NotJson("It was garbled on the way.")
    return parse_within(body, _PARTS)


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS.get(parts.scheme, 0)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or address[:200]
    except ValueError:
        return address[:200]


def _ascii(address: str) -> str:
    """Write an address in the signs that may be sent: the host as IDNA, all else escaped; raises `NotAsked`."""
    parts = urlsplit(address)
    try:
        host = str(parts.hostname).encode("idna").decode() if not str(parts.hostname).isascii() else str(parts.hostname)
    except UnicodeError as error:
        raise NotAsked(f"“{parts.hostname}” is no name a host can have.") from error
    place = f"[{host}]" if ":" in host else host
    place += f":{parts.port}" if parts.port else ""
    safe = "/%:@!$&'()*+,;=~-._?[]"
    query = f"?{quote(parts.query, safe)}" if parts.query else ""
    return f"{parts.scheme}://{place}{quote(parts.path, safe) or '/'}{query}"
